"""The bank holidays of a place, as a checked list that ships with the program and says how far it holds.

Nothing here works out a bank holiday: a day is one because the official list names it. Outside the years that
the list covers nobody knows, and `Calendar.covers` says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from wizard.base.errors import Fault, NotNowError, WrongInputError, wrong_input

_FOLDER: Final = Path(__file__).parent / "calendars"
_SATURDAY: Final = 5


class Calendar(msgspec.Struct, frozen=True):
    """The bank holidays of one place. They are known from `holds_from` to `holds_until`, both days included.

    `source` names the official list; `bank_holidays` gives the name of each, in order of date.
    """

    id: str
    title: str
    source: str
    holds_from: date
    holds_until: date
    bank_holidays: dict[date, str]

    def covers(self, day: date) -> bool:
        """Whether the list can say of `day` if it is a bank holiday."""
        return self.holds_from <= day <= self.holds_until


class _Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    day: date
    name: str


class _CalendarFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A calendar as written. The days are a list, because a JSON object would hide a day given twice."""

    id: str
    title: str
    source: str
    holds_from: date
    holds_until: date
    bank_holidays: tuple[_Listed, ...]


def known_calendars() -> list[str]:
    """The ids of the calendars that ship with the program, sorted."""
    return sorted(path.stem for path in _FOLDER.glob("*.json"))


def load_calendar(calendar_id: str) -> Calendar:
    """The calendar that ships under `calendar_id`.

    Raises `WrongInputError` for an id that is not known and for a list with faults in it, and `NotNowError`
    where the file cannot be read.
    """
    # Compared with the names in the folder, so that an id can never lead to a file anywhere else.
    known = known_calendars()
    if calendar_id not in known:
        raise wrong_input(
            f"no calendar of bank holidays is {calendar_id[:60]!r}, expected one of: {', '.join(known)}",
            key="calendar",
        )
    path = _FOLDER / f"{calendar_id}.json"
    try:
        written = path.read_bytes()
    except OSError as error:
        raise NotNowError(f"{path}: the bank holidays could not be read ({error.strerror}).") from error
    calendar = read_calendar(written, path.name)
    if calendar.id != calendar_id:
        raise wrong_input(f"is {calendar.id!r}, expected the name of the file", file=path.name, key="id")
    return calendar


def read_calendar(written: bytes, file: str) -> Calendar:
    """The calendar that `written` (JSON) holds. `file` is the name that faults are reported under.

    Raises `WrongInputError` for what has not the keys and types of a calendar; else with every fault: a
    range that is not whole calendar years, a year in it with no bank holiday, a day out of order, given
    twice, outside the range or at a weekend.
    """
    try:
        found = msgspec.json.decode(written, type=_CalendarFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise wrong_input(f"is not a calendar of bank holidays: {error}", file=file) from error
    faults = [Fault(file=file, line=0, column=0, key=key, what=what) for key, what in _faults(found)]
    if faults:
        raise WrongInputError(faults)
    return Calendar(
        id=found.id,
        title=found.title,
        source=found.source,
        holds_from=found.holds_from,
        holds_until=found.holds_until,
        bank_holidays={listed.day: listed.name for listed in found.bank_holidays},
    )


def _faults(found: _CalendarFile) -> Iterator[tuple[str, str]]:
    """Each fault as the key it is at and what is wrong."""
    for key, text in (("id", found.id), ("title", found.title), ("source", found.source)):
        if not text.strip():
            yield key, "is empty, expected text"
    first, last = found.holds_from, found.holds_until
    if (first.month, first.day) != (1, 1):
        yield (
            "holds_from",
            f"is {first}, expected the first day of a year, which is whole in the official list",
        )
    if (last.month, last.day) != (12, 31):
        yield (
            "holds_until",
            f"is {last}, expected the last day of a year, which is whole in the official list",
        )
    if last < first:
        yield "holds_until", f"is {last}, expected a day after holds_from, {first}"
    yield from _faults_of_days(found)
    # A range stretched past its list would call Christmas Day a working day.
    years = {listed.day.year for listed in found.bank_holidays}
    for year in range(first.year, last.year + 1):
        if year not in years:
            yield "bank_holidays", f"names no day in {year}, expected every year of the range to be listed"


def _faults_of_days(found: _CalendarFile) -> Iterator[tuple[str, str]]:
    before: date | None = None
    for number, listed in enumerate(found.bank_holidays):
        key, day = f"bank_holidays[{number}]", listed.day
        if not listed.name.strip():
            yield key, f"{day} has no name, expected the one in the official list"
        if before is not None and day == before:
            yield key, f"{day} is given twice, expected each day once"
        elif before is not None and day < before:
            yield key, f"{day} comes after {before}, expected the days in order"
        if not found.holds_from <= day <= found.holds_until:
            yield key, f"{day} is outside the range, expected {found.holds_from} to {found.holds_until}"
        if day.weekday() >= _SATURDAY:
            yield key, f"{day} is at a weekend, expected the working day that is given instead"
        before = day
