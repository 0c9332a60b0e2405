"""What a document was told, by field; and, where it was not told, the gap that says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from wizard.base.text import says_something, visible_lines
from wizard.documents.catalogue import Field

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ORDINAL: Final = r"(\d{1,2})(?:st|nd|rd|th)?"
_TIME: Final = r"(?:(?:[T ]|, ?)\d{1,2}[:.]\d\d\S*)?"
#: The shapes of a day, with which of the groups are its year, month and day. A day is written before its month.
_SHAPES: Final = (
    (rf"(\d{{4}}) ?[-/. ] ?(\d{{1,2}}) ?[-/. ] ?(\d{{1,2}}){_TIME}", (1, 2, 3)),
    (rf"(\d{{4}})(\d\d)(\d\d){_TIME}", (1, 2, 3)),
    (rf"(\d{{1,2}}) ?[-/. ] ?(\d{{1,2}}) ?[-/. ] ?(\d{{4}}|\d\d){_TIME}", (3, 2, 1)),
    (rf"{_ORDINAL}[- ](?:of )?{_MONTH},?[- ](\d{{4}}){_TIME}", (3, 2, 1)),
    (rf"{_MONTH} {_ORDINAL},? (\d{{4}}){_TIME}", (3, 1, 2)),
)
_CENTURY: Final = 2000


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
    """What was given for a field, as its type has it, or its gap: for what says nothing, and for a date that is no day.

    Words that are none of the options of a choice stay: a person may answer in words of their own. The check of the
    letter remarks on them.
    """
    gap = Gap(field.name, field.help)
    # Asked of the text as it was given: made visible, what cannot be seen would look as if it said something.
    if field.type == "list":
        lines = given.replace("\r\n", "\n").split("\n")
        return tuple(visible_lines(line) for line in lines if says_something(line)) or _NoItems((gap,))
    if not says_something(given):
        return gap
    # Made visible before it is stripped: Python would take some of what cannot be seen for space, and drop it.
    words = visible_lines(given)
    if field.type != "date":
        return words
    return gap if is_no_day(words) else say_date(words.strip())


def day_in(words: str) -> date | None:
    """The day that a text names by its date alone, such as 2026-11-03, 3/11/2026 or "3 November 2026"; else None.

    The day comes before the month, and a year of two digits is one of this century.
    """
    plain = " ".join(words.split())
    try:
        return date.fromisoformat(plain)
    except ValueError:
        parts = _parts(plain)
    if parts is None:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def is_no_day(words: str) -> bool:
    """Whether a text is written as a date is, and no calendar has that day: 2026-13-45, 31/02/2026."""
    return day_in(words) is None and _parts(" ".join(words.split())) is not None


def _parts(words: str) -> tuple[int, int, int] | None:
    """Year, month and day of what is written as a date is, whether or not there is such a day."""
    for shape, (year, month, day) in _SHAPES:
        found = re.fullmatch(shape, words, re.IGNORECASE)
        if found:
            written = int(found[year])
            in_full = written if len(found[year]) > 2 else written + _CENTURY
            return in_full, _month(found[month]), int(found[day])
    return None


def _month(words: str) -> int:
    name = words[:3].casefold()
    return _MONTHS.index(name) + 1 if name in _MONTHS else int(words)


def say_day(day: date) -> str:
    """A day in words: "16 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def say_date(words: str) -> str:
    """A date given as ISO 8601 in words; anything else as it was given."""
    try:
        return say_day(date.fromisoformat(words))
    except ValueError:
        return words
