"""The office hours of a policy: when each weekday opens and closes, in London wall-clock time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Final

import msgspec

#: The keys of the weekdays, in the order of `date.weekday()`: Monday is 0.
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_EXPECTED: Final = 'expected opening and closing time on the 24-hour clock, such as "08:30-17:00"'


class DayHours(msgspec.Struct, frozen=True):
    """One day's hours. The opening minute is in, the closing minute is not.

    Raises `ValueError` where the day does not close after it opens, or a time names a time zone.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens.tzinfo is not None or self.closes.tzinfo is not None:
            raise ValueError("Office hours are London time and name no time zone.")
        if self.closes <= self.opens:
            raise ValueError(
                f"The office closes at {self.closes:%H:%M}, expected later than it opens, {self.opens:%H:%M}."
            )

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


class OfficeHours(msgspec.Struct, frozen=True):
    """The hours of each weekday; `None` where the office is closed all day.

    Raises `ValueError` where no day from Monday to Friday is open: no limit in working days would ever end.
    """

    mon: DayHours | None = None
    tue: DayHours | None = None
    wed: DayHours | None = None
    thu: DayHours | None = None
    fri: DayHours | None = None
    sat: DayHours | None = None
    sun: DayHours | None = None

    def __post_init__(self) -> None:
        if not (self.mon or self.tue or self.wed or self.thu or self.fri):
            raise ValueError("Office hours need at least one day from Monday to Friday.")

    def on(self, weekday: int) -> DayHours | None:
        """The hours of a weekday, numbered as `date.weekday()` does: Monday is 0, Sunday is 6.

        Raises `ValueError` for any other number.
        """
        if not 0 <= weekday < len(WEEKDAYS):
            raise ValueError(f"{weekday} is no weekday, expected 0 (Monday) to 6 (Sunday).")
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)[weekday]

    @classmethod
    def from_text(cls, days: Mapping[str, str]) -> OfficeHours:
        """Hours written as text by weekday: `{"mon": "08:30-17:00", ...}`. A weekday left out is closed.

        Raises `ValueError`, a sentence, for a key that is no weekday and for every fault of `parse_day`.
        """
        read: dict[str, DayHours] = {}
        for day, text in days.items():
            if day not in WEEKDAYS:
                raise ValueError(f"{day[:60]!r} is no weekday, expected one of: {', '.join(WEEKDAYS)}.")
            try:
                read[day] = parse_day(text)
            except ValueError as error:
                raise ValueError(f"{day}: {error}") from error
        return cls(**read)


def parse_day(text: str) -> DayHours:
    """The hours that a text such as `"08:30-17:00"` gives. Raises `ValueError`, a sentence, for any other."""
    opens, dash, closes = text.partition("-")
    if not dash:
        raise ValueError(f"{text[:60]!r} is not a day's hours, {_EXPECTED}.")
    return DayHours(_parse_time(opens, text), _parse_time(closes, text))


def _parse_time(written: str, text: str) -> time:
    # Not time.fromisoformat alone, which reads "08", "0830", seconds and time zones too.
    hour, colon, minute = written.partition(":")
    for digits in (hour, minute):
        if not (colon and len(digits) == 2 and digits.isascii() and digits.isdigit()):
            raise ValueError(f"{written[:60]!r} in {text[:60]!r} is not a time, {_EXPECTED}.")
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise ValueError(f"{written!r} in {text[:60]!r} is no time of day, {_EXPECTED}.") from None


#: An ordinary working day, where a policy states no hours.
DEFAULT_DAY: Final = DayHours(time(9), time(17))

#: The hours of a policy that states none.
DEFAULT_HOURS: Final = OfficeHours(
    mon=DEFAULT_DAY, tue=DEFAULT_DAY, wed=DEFAULT_DAY, thu=DEFAULT_DAY, fri=DEFAULT_DAY
)
