"""Working days, office hours and clock hours: when a limit ends, and why then.

Every answer is Europe/London time. Naive moments are taken to be London's. A day that the list of bank
holidays does not cover is never guessed: it is refused with `CalendarEndsError`.

Two moments in London are compared by Python on their wall clocks alone, which is wrong in the hour that comes
twice in autumn. Whoever compares answers of `hours_after` does so in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from wizard.base.errors import EXIT_WRONG_INPUT, EscalateError, NotNowError, WrongInputError, wrong_input
from wizard.policy.bank_holidays import Calendar
from wizard.policy.hours import DEFAULT_DAY, DayHours, OfficeHours

try:
    LONDON: Final = ZoneInfo("Europe/London")
except ZoneInfoNotFoundError as error:
    raise NotNowError(
        "This computer has no time zone data, so that London time cannot be worked out. "
        "Install the system's tzdata package, or the Python package tzdata."
    ) from error

_ONE_DAY: Final = timedelta(days=1)
_WEEKEND: Final = {5: "Saturday", 6: "Sunday"}
_STARTED: Final = "the day it started"
_CLOSED: Final = "the office is closed"
# Not strftime's names, which follow the locale of the computer.
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class CalendarEndsError(EscalateError):
    """A day would have to be judged that the list of bank holidays does not cover. `day` is that day."""

    exit_code = EXIT_WRONG_INPUT

    def __init__(self, calendar: Calendar, day: date) -> None:
        self.day = day
        known = f"{_in_words(calendar.holds_from)} to {_in_words(calendar.holds_until)}"
        side = "before" if day < calendar.holds_from else "after"
        super().__init__(
            f"The bank holidays of {calendar.title} are known from {known} only; "
            f"a deadline {side} that cannot be worked out."
        )


class DayCount(msgspec.Struct, frozen=True):
    """One day of a limit: its `number` (from 1) where it counts, else `why` it does not."""

    day: date
    number: int | None
    why: str


class Deadline(msgspec.Struct, frozen=True):
    """When a limit ends (`at`, London time) and the working: the day it started, then each to the last."""

    at: datetime
    days: tuple[DayCount, ...]


class WorkingTime(msgspec.Struct, frozen=True):
    """Working days by a calendar and office hours.

    A working day is Monday to Friday, less the bank holidays and the days on which the office is closed.
    Saturday and Sunday are days off even where the hours list them. Every method raises `CalendarEndsError`
    where it would have to judge a day outside the calendar, and `WrongInputError` for a moment so far away
    that its London time does not exist.
    """

    calendar: Calendar
    hours: OfficeHours

    def day_off(self, day: date) -> str | None:
        """Why `day` is no working day: the weekend's or bank holiday's name, or that the office is closed."""
        self._known(day)
        weekday = day.weekday()
        why = _WEEKEND.get(weekday) or self.calendar.bank_holidays.get(day)
        if why is None and self.hours.on(weekday) is None:
            return _CLOSED
        return why

    def is_working_day(self, day: date) -> bool:
        """Whether `day` counts towards a limit in working days."""
        return self.day_off(day) is None

    def in_hours(self, moment: datetime) -> bool:
        """Whether the office is open. The opening minute is in, the closing minute is not."""
        local = as_london(moment)
        day = local.date()
        if not self.is_working_day(day):
            return False
        hours = self._hours_of(day)
        return hours.opens <= local.time() < hours.closes

    def opening(self, day: date) -> datetime:
        """When `day` opens. A day off has no opening: 09:00, which only gives the date a time."""
        return datetime.combine(day, self._hours_of(day).opens, tzinfo=LONDON)

    def close(self, day: date) -> datetime:
        """When `day` closes. A day off has no close: 17:00, which only gives the date a time."""
        return datetime.combine(day, self._hours_of(day).closes, tzinfo=LONDON)

    def working_days_after(self, start: datetime, count: int) -> Deadline:
        """The close of the office on the `count`th working day after the London date of `start`.

        That date itself does not count, whatever the time. Raises `ValueError` for a count below 1.
        """
        if count < 1:
            raise ValueError(f"A limit has at least 1 working day, not {count}.")
        day = as_london(start).date()
        days = [DayCount(day, None, _STARTED)]
        number = 0
        while number < count:
            day = self._day_after(day)
            why = self.day_off(day)
            if why is None:
                number += 1
                days.append(DayCount(day, number, ""))
            else:
                days.append(DayCount(day, None, why))
        return Deadline(self.close(day), tuple(days))

    def days_after(self, start: datetime, count: int) -> Deadline:
        """The close of the `count`th day of the calendar after the London date of `start`, days off included.

        A day off has no close of its own: there it is 17:00. Raises `ValueError` for a count below 1.
        """
        if count < 1:
            raise ValueError(f"A limit has at least 1 day, not {count}.")
        try:
            last = as_london(start).date() + timedelta(days=count)
        except OverflowError:
            raise _out_of_reach(start) from None
        return Deadline(self.close(last), ())

    def working_hours_after(self, start: datetime, count: int) -> Deadline:
        """When `count` hours of office time have gone by since `start`.

        Raises `ValueError` for a count below 1.
        """
        if count < 1:
            raise ValueError(f"A limit has at least 1 hour, not {count}.")
        left = timedelta(hours=count)
        at = as_london(start)
        days: list[DayCount] = []
        while True:
            day = at.date()
            why = self.day_off(day)
            if why is None:
                begins = max(at.astimezone(UTC), self.opening(day).astimezone(UTC))
                here = self.close(day).astimezone(UTC) - begins
                if left <= here:
                    days.append(DayCount(day, len(days) + 1, ""))
                    return Deadline(as_london(begins + left), tuple(days))
                left -= max(here, timedelta(0))
            days.append(DayCount(day, None if why else len(days) + 1, why or ""))
            at = self.opening(self._day_after(day))

    def hours_after(self, start: datetime, hours: int) -> datetime:
        """`hours` of real time after `start`, through nights, days off and changes of the clock."""
        try:
            return as_london(as_london(start).astimezone(UTC) + timedelta(hours=hours))
        except OverflowError:
            raise _out_of_reach(start) from None

    def next_close(self, moment: datetime) -> datetime:
        """The first close of a working day after `moment`; at the closing minute itself, the next one."""
        local = as_london(moment)
        today = self._close_ahead(local)
        return self.close(self._next_working_day(local.date())) if today is None else today

    def close_today_or_now(self, moment: datetime) -> datetime:
        """Today's close where today is a working day and that is still to come, else `moment` itself."""
        local = as_london(moment)
        return self._close_ahead(local) or local

    def next_opening(self, moment: datetime) -> datetime:
        """The first opening of a working day after `moment`; at the opening minute itself, the next one."""
        local = as_london(moment)
        day = local.date()
        if self.is_working_day(day) and local < self.opening(day):
            return self.opening(day)
        return self.opening(self._next_working_day(day))

    def working_days_between(self, a: datetime, b: datetime) -> int:
        """How many working days lie after the London date of `a`, up to and including that of `b`."""
        day, last = as_london(a).date(), as_london(b).date()
        number = 0
        while day < last:
            day = self._day_after(day)
            number += self.is_working_day(day)
        return number

    def _close_ahead(self, local: datetime) -> datetime | None:
        """Today's close, if today is a working day and `local` is before it."""
        if not self.is_working_day(local.date()):
            return None
        close = self.close(local.date())
        return close if local < close else None

    def _hours_of(self, day: date) -> DayHours:
        """The hours of a working day, and the usual ones of a day off."""
        hours = None if self.day_off(day) else self.hours.on(day.weekday())
        return hours or DEFAULT_DAY

    def _next_working_day(self, day: date) -> date:
        day = self._day_after(day)
        while not self.is_working_day(day):
            day = self._day_after(day)
        return day

    def _day_after(self, day: date) -> date:
        """The day after `day`. The last day of all has none, and the calendar ends long before it."""
        if day == date.max:
            raise CalendarEndsError(self.calendar, day)
        return day + _ONE_DAY

    def _known(self, day: date) -> None:
        if not self.calendar.covers(day):
            raise CalendarEndsError(self.calendar, day)


def as_london(moment: datetime) -> datetime:
    """`moment` in London time. A naive moment is London's already: the first of an hour that comes twice in
    autumn, and for an hour that spring leaves out the real moment, one hour on by the clock.

    Raises `WrongInputError` where the moment is so close to year 1 or 9999 that London's date does not exist.
    """
    aware = moment.replace(tzinfo=LONDON, fold=0) if moment.tzinfo is None else moment
    try:
        # By way of UTC: London to London would leave an hour that does not exist as it is.
        return aware.astimezone(UTC).astimezone(LONDON)
    except OverflowError:
        raise _out_of_reach(moment) from None


def utc(moment: datetime) -> datetime:
    """The same moment in UTC, by which two are compared: by London's wall clock one hour comes twice in autumn."""
    return moment.astimezone(UTC)


def _out_of_reach(moment: datetime) -> WrongInputError:
    return wrong_input(f"the time {moment.isoformat()} is too far away, expected one in the years 2 to 9998")


def _in_words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
