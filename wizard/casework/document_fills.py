"""What a document is told when it is tried: all of its fields, the mandatory ones alone, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from wizard.documents.case_view import EntryView
from wizard.documents.catalogue import Field, Template
from wizard.register.events import DOCUMENT_MADE

#: Words that stand in no template, and that no escaping changes: where they come out, the field was shown.
_MARK: Final = re.compile(r"Told(\d{1,6})so")
_ENTRIES: Final = (
    EntryView(number=1, when="16 November 2026, 09:00", role="Team manager", what="An answer was given."),
    EntryView(
        number=2,
        when="17 November 2026, 10:00",
        role="Team manager",
        what="A document was made.",
        kind=DOCUMENT_MADE,
    ),
)


class Fill(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one case: `said` completes "with …". `whole` where every field is given; `brief` where the
    first few cases are enough."""

    said: str
    details: Mapping[str, str]
    whole: bool = False
    brief: bool = False
    reference: str = ""
    author_role: str | None = None
    entries: tuple[EntryView, ...] = ()


def fills_of(template: Template) -> Iterator[Fill]:
    """Everything, once for each option that a choice can have; all fields, with nobody known who writes; the mandatory
    fields alone; and nothing."""
    for turn in range(max((len(field.options) for field in template.fields), default=0) or 1):
        yield Fill(
            said="all fields filled in",
            details=_told(template, mandatory_alone=False, turn=turn),
            whole=True,
            reference="ED-14",
            author_role="Team manager",
            entries=_ENTRIES,
        )
    everything = _told(template, mandatory_alone=False, turn=0)
    yield Fill(said="all fields filled in and no author", details=everything, whole=True, brief=True)
    yield Fill(
        said="the mandatory fields filled in",
        details=_told(template, mandatory_alone=True, turn=0),
        entries=_ENTRIES[:1],
    )
    yield Fill(said="no field filled in", details={})


def fields_on(page: str, template: Template, fill: Fill) -> set[str]:
    """The names of the fields that a page shows which was made with that fill."""
    numbers = {int(one) for one in _MARK.findall(page)}
    return {
        field.name
        for number, field in enumerate(template.fields)
        if number in numbers or (field.type == "choice" and fill.details.get(field.name, "\0") in page)
    }


def _told(template: Template, *, mandatory_alone: bool, turn: int) -> dict[str, str]:
    return {
        field.name: _words(field, number, turn)
        for number, field in enumerate(template.fields)
        if field.mandatory or not mandatory_alone
    }


def _words(field: Field, number: int, turn: int) -> str:
    if field.type == "choice":
        return field.options[turn % len(field.options)]
    words = f"Told{number}so"
    return f"{words} first\n{words} second" if field.type == "list" else words
