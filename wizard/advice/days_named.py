"""Days as people name them, each read into the days that it can mean. Numbers are in British order: the day first."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

import msgspec

from wizard.advice.days_clock import WHOLE_DAY, NoDayError

# Not strftime's names, which follow the locale of the computer.
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
_ORDER: Final = "the day comes before the month"

_NUMBERS: Final = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
#: A count of something, for `count`.
COUNT: Final = rf"[0-9]{{1,3}}|an?|{'|'.join(_NUMBERS)}"
_WEEKDAY: Final = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)\.?"
)
_MONTH: Final = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_OF_WEEKDAY: Final = rf"(?:{_WEEKDAY} )?(?:the )?"
_DAY: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>[0-9]{4}|'?[0-9]{2})"

_NUMERIC: Final = (
    rf"{_OF_WEEKDAY}(?P<day>[0-9]{{1,2}})(?P<gap> ?[/.-] ?| )(?P<month>[0-9]{{1,2}})(?:(?P=gap){_YEAR})?\.?"
)
_SHORT_YEAR: Final = r"[0-9]{1,2}(?P<gap>[/.-])[0-9]{1,2}(?P=gap)[0-9]"
_ISO: Final = (
    rf"{_OF_WEEKDAY}(?P<year>[0-9]{{4}})(?P<gap>[/-])(?P<month>[0-9]{{1,2}})(?P=gap)(?P<day>[0-9]{{1,2}})"
)
_WRITTEN: Final = rf"{_OF_WEEKDAY}{_DAY}(?: of )?[ /.-]?{_MONTH}(?:[ /.-]?{_YEAR})?"
_MONTH_FIRST: Final = rf"{_OF_WEEKDAY}{_MONTH}[ -]?(?:the )?{_DAY}(?: (?P<year>[0-9]{{4}}))?"
_DAY_OF_MONTH: Final = rf"(?:{_WEEKDAY} )?(?:the )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)"
_WEEKDAY_ALONE: Final = (
    rf"(?P<before>last week (?:on )?|this week (?:on )?|last |this |this past |past )?{_WEEKDAY}"
    r"(?: (?:of )?(?P<after>last week|this week))?"
)
_AGO: Final = rf"(?P<count>{COUNT}) (?P<unit>day|week|fortnight|month|year)s? ago(?: today)?"
_PART: Final = r"(?P<rest>.+?) (?P<part>morning|afternoon|evening)"
_PARTS: Final = {
    "morning": (0, 12 * 60),
    "afternoon": (12 * 60, 18 * 60),
    "evening": (17 * 60, WHOLE_DAY),
}
_WORDS: Final = {"today": 0, "tonight": 0, "yesterday": -1, "day before yesterday": -2, "tomorrow": 1}


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A day that a text can mean, with the minutes of it that are meant.

    `open` is true where the text does not say which year, month or week, so that it can only mean the past.
    """

    day: date
    open: bool = False
    first: int = 0
    last: int = WHOLE_DAY


class Present(msgspec.Struct, frozen=True):
    """Today, and the last day that a text can mean which leaves the year, month or week open."""

    today: date
    limit: date


def days(text: str, present: Present) -> tuple[Day, ...]:
    """Every day that `text` can mean, the likeliest first; none where it is no way of naming a day.

    `text` has no capitals, commas or double spaces. Raises `NoDayError` for a day that does not exist.
    """
    text = text.removeprefix("on ")
    if text == "last night":
        eve = Day(day=present.today - timedelta(days=1), first=17 * 60)
        return (eve, Day(day=present.today, last=7 * 60))
    if found := re.fullmatch(_PART, text):
        first, last = _PARTS[found["part"]]
        rest = "today" if found["rest"] == "this" else found["rest"]
        return tuple(msgspec.structs.replace(day, first=first, last=last) for day in _days(rest, present))
    return _days(text, present)


def count(word: str) -> int:
    """The number that a match of `COUNT` says."""
    if word in _NUMBERS:
        return _NUMBERS.index(word) + 1
    return 1 if word.startswith("a") else int(word)


def _days(text: str, present: Present) -> tuple[Day, ...]:
    offset = _WORDS.get(text.removeprefix("the "))
    if offset is not None:
        return (Day(day=present.today + timedelta(days=offset)),)
    if (found := re.fullmatch(_ISO, text)) and not 1 <= int(found["month"]) <= 12:
        raise NoDayError(
            f"is not a day: after the year comes the month, and there is no month {int(found['month'])}"
        )
    for pattern in (_NUMERIC, _ISO, _WRITTEN, _MONTH_FIRST, _DAY_OF_MONTH):
        if found := re.fullmatch(pattern, text):
            return (_dated(found.groupdict(), present.limit),)
    if found := re.fullmatch(_WEEKDAY_ALONE, text):
        return _of_week(found, present)
    if found := re.fullmatch(_AGO, text):
        return (Day(day=_ago(count(found["count"]), found["unit"], present.today)),)
    if re.fullmatch(_SHORT_YEAR, text):
        raise NoDayError("is not a day: a year has two or four digits")
    return ()


def _dated(parts: dict[str, str | None], limit: date) -> Day:
    """The day with a number: its month and year may be open."""
    number = int(parts["day"] or 0)
    month = parts.get("month")
    if name := parts.get("name"):
        month = str(1 + next(at for at, full in enumerate(MONTHS) if full.casefold().startswith(name[:3])))
    year = (parts.get("year") or "").lstrip("'")
    if year:
        found = _exact(int(year) + 2000 * (len(year) == 2), int(month or 0), number)
    elif month:
        found = _latest_in_year(int(month), number, limit)
    else:
        found = _latest_in_month(number, limit)
    _agrees(parts.get("weekday"), found)
    return Day(day=found, open=not year)


def _agrees(weekday: str | None, day: date) -> None:
    """Raises `NoDayError` where the weekday that was said is not the day's."""
    if weekday and _weekday(weekday) != day.weekday():
        said = WEEKDAYS[_weekday(weekday)]
        raise NoDayError(
            f"does not fit together: {day.day} {MONTHS[day.month - 1]} {day.year} is a {WEEKDAYS[day.weekday()]}, not a {said}"
        )


def _exact(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoDayError(
            f"is not a day that can be meant here: only the years {FIRST_YEAR} to {LAST_YEAR} are"
        )
    _possible(month, day)
    if day > _length(year, month):
        raise NoDayError(f"is not a day: February {year} has 28 days")
    return date(year, month, day)


def _possible(month: int, day: int) -> None:
    """Raises `NoDayError` where no year has such a day."""
    if 12 < month <= 31 and 1 <= day <= 12:
        raise NoDayError(
            f"is not a day: {_ORDER}, and there is no month {month}; for {month} {MONTHS[day - 1]} type {month}/{day}"
        )
    if not 1 <= month <= 12:
        raise NoDayError(f"is not a day: {_ORDER}, and there is no month {month}")
    longest = _length(2000, month)
    if not 1 <= day <= longest:
        raise NoDayError(f"is not a day: {MONTHS[month - 1]} has no day {day}")


def _length(year: int, month: int) -> int:
    """How many days the month has."""
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day


def _latest_in_year(month: int, day: int, limit: date) -> date:
    """The latest such day up to `limit`. A leap day may lie eight years back."""
    _possible(month, day)
    years = range(limit.year, limit.year - 9, -1)
    every = (date(year, month, day) for year in years if day <= _length(year, month))
    return next(found for found in every if found <= limit)


def _latest_in_month(day: int, limit: date) -> date:
    """The latest day with this number up to `limit`."""
    if not 1 <= day <= 31:
        raise NoDayError(f"is not a day: no month has a day {day}")
    year, month = limit.year, limit.month
    while day > _length(year, month) or date(year, month, day) > limit:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return date(year, month, day)


def _weekday(word: str) -> int:
    return next(at for at, full in enumerate(WEEKDAYS) if full.casefold().startswith(word[:3]))


def _of_week(found: re.Match[str], present: Present) -> tuple[Day, ...]:
    """The days that a weekday can mean. A week begins on Monday."""
    weekday = _weekday(found["weekday"])
    this_week = present.today + timedelta(days=weekday - present.today.weekday())
    last_week = this_week - timedelta(weeks=1)
    before = (found["before"] or "").removesuffix("on ").strip()
    if found["after"] and before:
        return ()
    said = found["after"] or before
    if said == "last week":
        return (Day(day=last_week),)
    if said in ("this week", "this"):
        return (Day(day=this_week),)
    limit = present.limit if not said else present.today - timedelta(days=1)
    latest = limit - timedelta(days=(limit.weekday() - weekday) % 7)
    week_before = latest - timedelta(weeks=1)
    if said == "last":
        other: date | None = last_week if last_week != latest else None
    else:
        other = week_before if latest == present.today else None
    return tuple(Day(day=day, open=True) for day in (latest, other) if day is not None)


def _ago(number: int, unit: str, today: date) -> date:
    """A month ago is the same day of the month before, or that month's last day where it is shorter."""
    if unit in ("day", "week", "fortnight"):
        return today - timedelta(days=number * {"day": 1, "week": 7, "fortnight": 14}[unit])
    months = today.year * 12 + today.month - 1 - number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if year < FIRST_YEAR:
        raise NoDayError(
            f"is not a day that can be meant here: only the years {FIRST_YEAR} to {LAST_YEAR} are"
        )
    return date(year, month + 1, min(today.day, _length(year, month + 1)))
