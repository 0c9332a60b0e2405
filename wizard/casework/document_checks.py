"""The check of the documents: every template with every policy, on every way that a case can go under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from wizard.base.errors import Fault, NotNowError, WrongInputError
from wizard.base.paths import shipped
from wizard.casework.document_files import format_faults, letterhead_faults, office_faults
from wizard.casework.document_pages import cases_of, try_template
from wizard.casework.document_paths import ways_of
from wizard.casework.document_texts import Looked, look_at, never_shown
from wizard.casework.house import house_of
from wizard.casework.template_rules import lacking, reclassed
from wizard.casework.templates_found import TemplatePlaces, office_files
from wizard.documents.catalogue import Template, template_files
from wizard.documents.environment import Press
from wizard.policy.concerns import is_note
from wizard.policy.read import Flow, read_flow
from wizard.policy.sources import FlowSources

#: Markdown and plain text come of every page that is made.
OTHER_FORMATS: Final = (".html", ".docx", ".pdf")


class UnderPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What was tried under one policy. `missed` are the stages and endings that none of the cases came to."""

    policy: str
    documents: int
    cases: int
    pages: int
    missed: tuple[str, ...]


class DocumentsChecked(msgspec.Struct, frozen=True, kw_only=True):
    """What the check found. `notes` are what may be right and wants a look: they are no faults."""

    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]
    tried: tuple[UnderPolicy, ...]


def check_documents(
    sources: FlowSources, office: Path | None, *, formats: Iterable[str] = OTHER_FORMATS
) -> DocumentsChecked:
    """Checks every template that there is, the letterheads, and every document under each policy of the sources.

    `office` is the office's folder, None where it has none. Each document is written once under each policy in each of
    the `formats`. Nothing is raised.
    """
    check = _Check(sources, office, tuple(formats))
    return check.checked()


class _Check:
    def __init__(self, sources: FlowSources, office: Path | None, formats: tuple[str, ...]) -> None:
        self.sources = sources
        self.office = office
        self.formats = formats
        self.press = Press()
        self.looked: dict[tuple[Path, str], Looked] = {}
        self.letterheads: dict[Path, list[Fault]] = {}
        self.shown: dict[Path, set[str]] = {}
        #: Those of which some page could not be made: nobody knows what it would have shown.
        self.failed: set[Path] = set()
        self.tried: list[UnderPolicy] = []
        self.found: list[Fault] = []

    def checked(self) -> DocumentsChecked:
        policies = self.sources.names()
        self.found += [*self.sources.faults(), *office_faults(self.office, policies)]
        if any(one.code == "F708" for one in self.found):
            self.office = None
        for path, document in self._shared(policies):
            self._look_at(path, document)
        for policy in self.sources.ids():
            try:
                flow = read_flow(self.sources.find(policy), self.sources.find)
            except WrongInputError as error:
                self.found += error.faults
            else:
                self._under(flow)
        for (path, _), looked in self.looked.items():
            self.found += looked.faults
            if looked.template is not None and path in self.shown and path not in self.failed:
                self.found += never_shown(looked.template, path, frozenset(self.shown[path]))
        self.found += [fault for faults in self.letterheads.values() for fault in faults]
        every = sorted(
            {(one.file, one.line, one.key, one.code): one for one in reversed(self.found)}.values()
        )
        return DocumentsChecked(
            faults=tuple(one for one in every if not is_note(one.code)),
            notes=tuple(one for one in every if is_note(one.code)),
            tried=tuple(self.tried),
        )

    def _shared(self, policies: Iterable[str]) -> Iterator[tuple[Path, str]]:
        """What ships and what the office has: also where another template goes before it under every policy."""
        for document, path in template_files(shipped("templates")).items():
            yield path, document
        for policy in (None, *policies):
            try:
                files = office_files(self.office, policy)
            except WrongInputError as error:
                self.found += [_coded(one) for one in error.faults]
            else:
                yield from ((path, document) for document, path in files.items())

    def _look_at(self, path: Path, document: str) -> Template | None:
        if (path, document) not in self.looked:
            looked = look_at(path, document, self.press)
            self.looked[path, document] = looked
            if looked.template is not None:
                self.found += self._held_to_what_ships(looked.template)
        return self.looked[path, document].template

    def _held_to_what_ships(self, template: Template) -> list[Fault]:
        try:
            ships = TemplatePlaces().that_ships(template.id)
        except (WrongInputError, NotNowError):
            return []  # told of where that is looked at itself
        return [] if ships is None else [*reclassed(template, ships), *lacking(template, ships)]

    def _under(self, flow: Flow) -> None:
        house = house_of(flow)
        places = TemplatePlaces.of(flow, self.office)
        ways = ways_of(house, flow)
        cases = cases_of(house, ways.ways)
        letterhead = self._letterhead(places)
        made = pages = 0
        for document, path in self._paths(places):
            template = self._look_at(path, document)
            if template is None or not cases:
                continue
            tried = try_template(template, house, cases, self.press)
            self.found += tried.faults
            self.shown.setdefault(path, set()).update(tried.shown)
            if tried.faults:
                self.failed.add(path)
            made, pages = made + 1, pages + tried.pages
            if tried.sample is not None:
                endings = [one for one in self.formats if one != ".docx" or letterhead is not None]
                self.found += format_faults(
                    template, tried.sample, letterhead or Path(), flow.policy.id, endings
                )
        self.tried.append(
            UnderPolicy(
                policy=flow.policy.id,
                documents=made,
                cases=len(cases),
                pages=pages,
                missed=ways.missed,
            )
        )

    def _paths(self, places: TemplatePlaces) -> Iterator[tuple[str, Path]]:
        try:
            documents = places.ids()
        except WrongInputError:
            return  # told of where the office's folder is looked at
        for document in documents:
            try:
                yield document, places.path(document)
            except WrongInputError as error:
                self.found += [_coded(one) for one in error.faults]

    def _letterhead(self, places: TemplatePlaces) -> Path | None:
        """The letterhead for documents in Word; None where it cannot be used."""
        try:
            path = places.letterhead()
        except WrongInputError as error:
            self.found += [msgspec.structs.replace(one, code=one.code or "F706") for one in error.faults]
            return None
        if path not in self.letterheads:
            self.letterheads[path] = letterhead_faults(path)
        return None if self.letterheads[path] else path


def _coded(fault: Fault) -> Fault:
    return fault if fault.code else msgspec.structs.replace(fault, code="F701")
