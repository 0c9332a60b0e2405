"""Dates as people say them: `today`, `last Tuesday`, `16/11`, `16 Nov 2026 2pm`. The day always comes before the month.

A text can mean more than one day or moment. All of them are given, so that the person can be asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from wizard.advice.days_clock import CLOCK, WHOLE_DAY, Clock, NoDayError, clocks
from wizard.advice.days_named import COUNT, FIRST_YEAR, LAST_YEAR, MONTHS, WEEKDAYS, Day, Present, count, days
from wizard.advice.worktime import LONDON, as_london
from wizard.base.text import visible

#: What anybody types for one date is shorter.
LONGEST: Final = 60
_HOW: Final = "Type one such as 16/11/2026 (the day first), 16 Nov, yesterday or last Tuesday"
_HOW_WITH_TIME: Final = f"{_HOW}, with a time such as 2pm or 14:00"

# What the program writes itself, by `kept` and `said`: its hours are always of 24.
_OWN: Final = (
    rf"(?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|[a-z]+day [0-9]{{1,2}} (?:{'|'.join(MONTHS).lower()}) [0-9]{{4}})"
    r"(?:(?<=[0-9]{2}-[0-9]{2})t| )(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])"
    r"(?P<offset>z|[+-][0-9]{2}:[0-9]{2})?(?: (?P<zone>gmt|bst|bdst))?"
)
_MOMENT_AGO: Final = rf"(?P<count>{COUNT}) (?P<unit>minute|hour)s? ago"


class Meant(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a text can mean: a whole day (a `date`), or a moment (a `datetime` on London's clocks).

    Python holds the two moments of an hour that comes twice for equal; `kept` and `said` tell them apart.
    """

    when: date | datetime

    @property
    def kept(self) -> str:
        """ISO: "2026-11-16" or "2026-11-16T14:00" in London, with its offset only where the hour comes twice."""
        if not isinstance(self.when, datetime):
            return self.when.isoformat()
        moment = self.when if _comes_twice(self.when) else self.when.replace(tzinfo=None)
        return moment.isoformat(timespec="minutes")

    @property
    def said(self) -> str:
        """In full: "Monday 16 November 2026" or "Monday 16 November 2026, 14:00".

        Where the hour comes twice the clock's name follows: "01:30 BST", "01:30 GMT".
        """
        day = f"{WEEKDAYS[self.when.weekday()]} {_in_words(self.when)}"
        if not isinstance(self.when, datetime):
            return day
        name = f" {self.when.tzname()}" if _comes_twice(self.when) else ""
        return f"{day}, {self.when.hour:02}:{self.when.minute:02}{name}"


def read_when(text: str, now: datetime, *, times: bool = True) -> tuple[Meant, ...]:
    """Everything that `text` can mean, the likeliest first; one thing where it is plain.

    Where the text leaves the year, the month or the week open, nothing is meant that comes after `now`. What
    names its day can lie in the future. With `times` false only days are read. Raises ValueError with a
    sentence where the text names no day, where its day or hour does not exist, or lies outside 1900 to 2100.
    """
    shown = f"'{visible(text.strip(), limit=40)}'"
    how = _HOW_WITH_TIME if times else _HOW
    if len(text) > LONGEST:
        raise ValueError(f"{shown} is too long for a date. {how}.")
    plain = re.sub(r"[ \t\xa0,]+", " ", text.strip(" \t\r\n").casefold()).strip(" .").removeprefix("on ")
    try:
        every = _readings(plain, as_london(now), times=times)
        # The midnight that ends the last day, or an offset, leads beyond the years that days are read in.
        found = [meant for meant in every if FIRST_YEAR <= meant.when.year <= LAST_YEAR]
    except NoDayError as error:
        raise ValueError(f"{shown} {error}.") from None
    except OverflowError:
        found = []
    if not found:
        raise ValueError(f"{shown} names no day. {how}.")
    return _ordered(found, now)


def _readings(text: str, now: datetime, *, times: bool) -> Iterator[Meant]:
    """Every reading. Raises the first `NoDayError` where there is none."""
    wrong: list[NoDayError] = []
    some = False
    for read in (_as_day, _as_own, _as_day_and_time, _as_time_and_day, _as_moment_ago):
        try:
            found = read(text, now)
        except NoDayError as error:
            wrong.append(error)
            continue
        if found and not times and read is not _as_day:
            if not some:
                raise NoDayError("has a time of day, and only a day is asked for here")
            return
        some = some or bool(found)
        yield from found
        if found and read is _as_own:
            return
    if wrong and not some:
        raise wrong[0]


def _as_day(text: str, now: datetime) -> list[Meant]:
    today = now.date()
    return [Meant(when=day.day) for day in days(text, Present(today, today))]


def _as_own(text: str, now: datetime) -> list[Meant]:
    found = re.fullmatch(_OWN, text)
    if found is None:
        return []
    clock = Clock(int(found["hour"]) * 60 + int(found["minute"]), found["zone"] or "")
    named = days(found["day"], Present(now.date(), now.date()))
    if not found["offset"]:
        return [Meant(when=moment) for day in named for moment in _moments(day.day, clock)]
    wall = f"{named[0].day.isoformat()}T{found['hour']}:{found['minute']}{found['offset']}"
    try:
        return [Meant(when=as_london(datetime.fromisoformat(wall.upper())))]
    except ValueError:
        raise NoDayError("names no time: its offset from UTC does not exist") from None


def _as_day_and_time(text: str, now: datetime) -> list[Meant]:
    found = re.fullmatch(rf"(?:(?P<rest>.+?) )??{CLOCK}", text)
    return [] if found is None else _combined(found, now)


def _as_time_and_day(text: str, now: datetime) -> list[Meant]:
    found = re.fullmatch(rf"{CLOCK}(?: on)? (?P<rest>.+)", text)
    return [] if found is None else _combined(found, now)


def _as_moment_ago(text: str, now: datetime) -> list[Meant]:
    found = re.fullmatch(_MOMENT_AGO, text)
    if found is None and text not in ("now", "just now"):
        return []
    minutes = 0 if found is None else count(found["count"]) * (60 if found["unit"] == "hour" else 1)
    then = as_london(now.astimezone(UTC) - timedelta(minutes=minutes))
    return [Meant(when=then.replace(second=0, microsecond=0))]


def _combined(found: re.Match[str], now: datetime) -> list[Meant]:
    """Every day of the text with every time of it. Raises the first error where no pair is left."""
    rest, today = found["rest"], now.date()
    wrong: list[NoDayError] = []
    meant: list[Meant] = []
    for clock in clocks(found, alone=not rest):
        for day in days(rest, Present(today, _limit(today, clock, now))) if rest else (Day(day=today),):
            try:
                moments = _within(day, clock)
            except NoDayError as error:
                wrong.append(error)
            else:
                meant += [Meant(when=moment) for moment in moments if not (day.open and _after(moment, now))]
    if wrong and not meant:
        raise wrong[0]
    return meant


def _limit(today: date, clock: Clock, now: datetime) -> date:
    """The last day that an open text can mean with this time: yesterday while today's is still to come."""
    try:
        to_come = all(_after(moment, now) for moment in _moments(today, clock))
    except NoDayError:
        to_come = False
    return today - timedelta(days=1) if to_come else today


def _within(day: Day, clock: Clock) -> tuple[datetime, ...]:
    if not day.first <= clock.minute <= day.last:
        raise NoDayError("does not fit together: that time is not in that part of the day")
    return _moments(day.day, clock)


def _moments(day: date, clock: Clock) -> tuple[datetime, ...]:
    """The moments at which London's clocks show that time on that day: two in the hour that comes twice.

    Raises `NoDayError` where there is none.
    """
    if clock.minute == WHOLE_DAY:
        return _moments(day + timedelta(days=1), Clock(0, clock.zone))
    hour, minute = divmod(clock.minute, 60)
    first = datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)
    if as_london(first).replace(tzinfo=None) != first.replace(tzinfo=None):
        raise NoDayError(
            f"did not exist: on {_in_words(day)} the clocks went forward and left out {hour:02}:{minute:02}"
        )
    both = (first, first.replace(fold=1)) if _comes_twice(first) else (first,)
    named = tuple(moment for moment in both if clock.zone in ("", str(moment.tzname()).lower()))
    if not named:
        raise NoDayError(f"names no time: London's clocks showed {first.tzname()} on {_in_words(day)}")
    return named


def _comes_twice(moment: datetime) -> bool:
    """Whether London's clocks show this time twice on that day, as they do in an hour in autumn."""
    first, second = (moment.replace(fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second


def _after(moment: datetime, now: datetime) -> bool:
    """In UTC: Python compares two moments in London by their wall clocks alone."""
    return moment.astimezone(UTC) > now.astimezone(UTC)


def _ordered(found: Iterable[Meant], now: datetime) -> tuple[Meant, ...]:
    """Each meaning once, and those that lie in the future behind the others."""
    each = {meant.kept: meant for meant in found}
    today = as_london(now).date()

    def to_come(meant: Meant) -> bool:
        return _after(meant.when, now) if isinstance(meant.when, datetime) else meant.when > today

    return tuple(sorted(each.values(), key=to_come))


def _in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
