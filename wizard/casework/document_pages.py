"""Making one document on every way that a case can go: what fails, and which fields come out on a page."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Final

import msgspec

from wizard.advice.advise import House
from wizard.base.errors import EscalateError, Fault
from wizard.base.text import visible
from wizard.casework.cards import card_of
from wizard.casework.document_context import LEAD_CARD
from wizard.casework.document_fills import Fill, fields_on, fills_of
from wizard.casework.document_paths import Way
from wizard.documents.case_view import CaseView, view_case
from wizard.documents.catalogue import Template
from wizard.documents.context import Context, view
from wizard.documents.environment import Press
from wizard.documents.escape import settle
from wizard.documents.render import Rendered, render

_TAG: Final = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_OF_CASE: Final = re.compile(r"\bcase\.(\w+)")
_COMPARES: Final = re.compile(r"[=!]=|[<>]|\bin\b")
_VALUE: Final = re.compile(r"\b(?:details|case|policy|doc|card)\.\w+")
#: Cases that are enough for what does not depend on the case.
_A_FEW: Final = 5
#: Pages that may fail before a template is given up.
_FAILURES: Final = 50
#: What Jinja calls the code that it makes of a template.
_COMPILED: Final = "<template>"


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one template under one policy: its faults, the fields that some page shows, and how many pages were made."""

    faults: tuple[Fault, ...]
    shown: frozenset[str]
    pages: int
    #: The document with everything filled in, as formats are made from it; None where that fails.
    sample: Rendered | None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A way that a case can go, in the words that a document has for it."""

    way: Way
    view: CaseView


def cases_of(house: House, ways: tuple[Way, ...]) -> tuple[Case, ...]:
    """Each way in words; of those that have the same words, the first."""
    found: dict[CaseView, Case] = {}
    for way in ways:
        said = view_case(house.policy, way.situation, way.advice)
        found.setdefault(said, Case(way=way, view=said))
    return tuple(found.values())


def try_template(template: Template, house: House, cases: tuple[Case, ...], press: Press) -> Tried:
    """Makes the document on each way that can change its page, with each fill. Nothing is raised."""
    trial = _Trial(template, house, press)
    told_apart = _different(template, cases)
    for fill in fills_of(template):
        for case in told_apart[:_A_FEW] if fill.brief else told_apart:
            # What fails so often is known well enough, and may take long each time.
            if trial.failed < _FAILURES:
                trial.make(case.way, fill)
    if template.id == LEAD_CARD:
        trial.make_alone(cases[0].way)
    return trial.tried()


class _Trial:
    """One template under one policy; its faults are told once each, with the first case that shows them."""

    def __init__(self, template: Template, house: House, press: Press) -> None:
        self.template = template
        self.house = house
        self.press = press
        self.faults: dict[tuple[int, str, str], Fault] = {}
        self.shown: set[str] = set()
        self.pages = 0
        self.failed = 0
        self.sample: Rendered | None = None
        #: The frame of a page differs by danger alone, and by what is missing.
        self.framed: set[tuple[str, bool]] = set()

    def make(self, way: Way, fill: Fill) -> None:
        self._make(self._context(way, fill), fill, str(way))

    def make_alone(self, way: Way) -> None:
        """A lead card is printed outside any case as well."""
        for fill in fills_of(self.template):
            context = self._context(way, fill)
            alone = msgspec.structs.replace(context, advice=None, situation=None, entries=())
            self._make(alone, fill, f"{self.house.policy.id}, outside any case")

    def tried(self) -> Tried:
        return Tried(
            faults=tuple(self.faults.values()),
            shown=frozenset(self.shown),
            pages=self.pages,
            sample=self.sample,
        )

    def _context(self, way: Way, fill: Fill) -> Context:
        stage = way.advice.stage.id if way.advice.stage else None
        card = card_of(self.house, way.situation, stage) if self.template.id == LEAD_CARD else None
        return Context(
            policy=self.house.policy,
            made_at=way.situation.now,
            reference=fill.reference,
            advice=way.advice,
            situation=way.situation,
            details=fill.details,
            author_role=fill.author_role,
            practice=True,
            card=card,
            entries=fill.entries,
        )

    def _make(self, context: Context, fill: Fill, where: str) -> None:
        self.pages += 1
        try:
            page, _ = settle(self.press.page(self.template, view(self.template, context)))
            frame = (fill.said, bool(context.advice and context.advice.urgent))
            if frame not in self.framed:
                self.framed.add(frame)
                made = render(self.template, context, self.press)
                self.sample = made if fill.whole and not fill.brief and self.sample is None else self.sample
        except EscalateError as error:
            self._fail(error, str(error), fill, where)
        except Exception as error:  # noqa: BLE001 - the check tells of whatever is raised, and goes on
            self._fail(error, f"{type(error).__name__}: {visible(str(error))}", fill, where)
        else:
            if fill.whole:
                self.shown |= fields_on(page, self.template, fill)

    def _fail(self, error: Exception, what: str, fill: Fill, where: str) -> None:
        self.failed += 1
        line = _line_of(error)
        key = _values_in(self.template.body.split("\n")[line - 1]) if line else ""
        place = self.template.body_line + line - 1 if line else 1
        said = what.replace(f" ({self.template.file})", "").rstrip(".")
        hint = f"{said} (with {fill.said}; {where}); expected what can be made in every case, so put it under an if"
        self.faults.setdefault((place, key, said), Fault(self.template.file, place, 1, key, hint, "F703"))


def _line_of(error: BaseException) -> int:
    """The line of the template's text that raised it, from 1; 0 where none did."""
    found = 0
    while True:
        step = error.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_filename == _COMPILED:
                found = step.tb_lineno
            step = step.tb_next
        if error.__cause__ is None:
            return found
        error = error.__cause__


def _values_in(line: str) -> str:
    return ", ".join(dict.fromkeys(one for tag in _TAG.findall(line) for one in _VALUE.findall(tag)))


def _different(template: Template, cases: tuple[Case, ...]) -> tuple[Case, ...]:
    """The cases that can lead through different parts of the template, the first of each kind.

    A template asks whether something is there, walks through lists and compares: what it only shows makes no
    difference to its way.
    """
    tags = _TAG.findall(template.body)
    used = dict.fromkeys(name for tag in tags for name in _OF_CASE.findall(tag))
    conditions = [tag for tag in tags if not re.match(r"\{%-?\s*for\b", tag) and _COMPARES.search(tag)]
    compared = {name for tag in conditions for name in _OF_CASE.findall(tag)}
    # A condition that names nothing of the case itself may look at an item of one of its lists.
    items = any(not _OF_CASE.search(tag) for tag in conditions)
    found: dict[Hashable, Case] = {}
    for case in cases:
        seen = tuple(_seen(case.view, name, exactly=name in compared, items=items) for name in used)
        found.setdefault((case.way.advice.urgent, seen), case)
    if template.id == LEAD_CARD:
        for case in cases:
            stage = case.way.advice.stage.id if case.way.advice.stage else None
            found.setdefault((stage, case.way.situation.challenged[0], case.way.situation.now), case)
    return tuple(found.values())


def _seen(view_: CaseView, name: str, *, exactly: bool, items: bool) -> Hashable:
    value = getattr(view_, name, None)
    if isinstance(value, tuple):
        return value if exactly or items else min(len(value), 2)
    return value if exactly else bool(value)
