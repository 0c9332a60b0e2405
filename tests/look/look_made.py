"""Makes the documents of a plan, each in every format, in a practice register of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from details import details_of, some_details
from look_cases import Wanted

from wizard.advice.situation import Given, parse_when
from wizard.advice.worktime import LONDON
from wizard.base.reader import read_json
from wizard.casework.choices import policy_choices
from wizard.casework.document_context import rendered
from wizard.casework.documents import CHRONOLOGY, make
from wizard.casework.house import open_house
from wizard.casework.opening import field_names, open_case
from wizard.casework.session import Session, Surroundings
from wizard.casework.templates_found import template_for
from wizard.documents.formats import ENDINGS
from wizard.documents.render import Rendered
from wizard.register.cases import Author, Register

_ROLES: Final = {"child": "Designated safeguarding lead", "adult": "Safeguarding lead"}


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was made, and the page that it was made of."""

    wanted: Wanted
    path: Path
    page: Rendered

    @property
    def ending(self) -> str:
        return self.path.suffix


def make_all(wanted: Iterable[Wanted], folder: Path) -> Iterator[File]:
    """The files, in `folder`. The register is thrown away."""
    with tempfile.TemporaryDirectory(prefix="look-") as home:
        desk = _Desk(Register(Path(home) / "register"))
        # A chronology is worth a look once the case has documents.
        for one in sorted(wanted, key=lambda one: one.document == CHRONOLOGY):
            session = desk.session(one)
            for ending in ENDINGS:
                page = rendered(session, template_for(session, one.document))
                path = folder / f"{one.name}{ending}"
                make(session, one.document, path, replace=True)
                yield File(wanted=one, path=path, page=page)


class _Desk:
    """One who works on cases: each situation is one case, full or only begun."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._sessions: dict[tuple[bytes, bool], Session] = {}
        self._house = cache(open_house)
        self._choices = cache(policy_choices)

    def session(self, wanted: Wanted) -> Session:
        given = msgspec.json.encode(wanted.given)
        if (given, wanted.draft) not in self._sessions:
            self._sessions[given, wanted.draft] = self._opened(wanted.given, draft=wanted.draft)
        return self._sessions[given, wanted.draft]

    def _opened(self, given: Given, *, draft: bool) -> Session:
        now = _moment(given)
        around = Surroundings(
            register=self._register,
            choices=self._choices,
            open_house=self._house,
            clock=lambda: now,
            author=Author(role=_ROLES[given.subject], name=""),
        )
        told = (some_details if draft else details_of)(given.subject)
        known = field_names(self._house(given.policy))
        if unknown := set(told) - known:
            raise ValueError(f"tests/look/details.py tells of fields that no document has: {sorted(unknown)}")
        situation = {**msgspec.to_builtins(given), "details": told}
        data = msgspec.json.encode(situation)
        return Session(around, open_case(around, read_json(data, "situation.json"), "situation.json"))


def _moment(given: Given) -> datetime:
    read = parse_when(given.now or "")
    if not isinstance(read, datetime):
        raise ValueError(f"a vignette without a moment: {given}")
    return read if read.tzinfo else read.replace(tzinfo=LONDON)
