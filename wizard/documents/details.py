"""What a document was told, by field; and, where it was not told, the gap that says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from wizard.base.text import visible_lines
from wizard.documents.catalogue import Field


class Gap(msgspec.Struct, frozen=True):
    """Stands on the page where something is not known. False in a template's conditions."""

    field: str
    help: str

    def __bool__(self) -> bool:
        return False

    @property
    def words(self) -> str:
        """What the page shows."""
        return f"[To be completed: {self.help}]"


class _NoItems(tuple[Gap, ...]):
    """The one gap of a list that was not given: it can be walked through, and counts as nothing given."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


Told = str | Gap | tuple[str, ...] | _NoItems


class Details:
    """The fields of one document, as its template reads them: `details.agreed`.

    It has no method with a plain name, so that a field may have any.
    """

    __slots__ = ("__told",)

    def __init__(self, fields: tuple[Field, ...], given: Mapping[str, str]) -> None:
        self.__told = {field.name: told(field, given.get(field.name, "")) for field in fields}

    def __getitem__(self, name: str) -> Told:
        return self.__told[name]


def told(field: Field, given: str) -> Told:
    """What was given for a field, as its type has it, or its gap."""
    gap = Gap(field.name, field.help)
    # First what cannot be seen is made visible: Python would take some of it for space, and drop it.
    words = visible_lines(given)
    if field.type == "list":
        return tuple(item for item in words.split("\n") if item.strip()) or _NoItems((gap,))
    if not words.strip():
        return gap
    return say_date(words.strip()) if field.type == "date" else words


def say_day(day: date) -> str:
    """A day in words: "16 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def say_date(words: str) -> str:
    """A date given as ISO 8601 in words; anything else as it was given."""
    try:
        return say_day(date.fromisoformat(words))
    except ValueError:
        return words
