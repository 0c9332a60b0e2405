"""Working time against examples worked by hand, and against slow oracles that share none of its code."""

# ruff: noqa: DTZ001 - naive moments are one of the inputs, and the oracles work on plain wall clocks

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone

import holidays
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from wizard.advice.worktime import LONDON, CalendarEndsError, DayCount, WorkingTime, as_london
from wizard.base.errors import EXIT_WRONG_INPUT, WrongInputError
from wizard.policy.bank_holidays import load_calendar
from wizard.policy.hours import DEFAULT_HOURS, OfficeHours

ENGLAND = load_calendar("england-and-wales")
FIRST, LAST = ENGLAND.holds_from, ENGLAND.holds_until
BANK_HOLIDAYS = frozenset(
    holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST.year, LAST.year + 1))
)
OXFORDSHIRE_TEXT = dict.fromkeys(("mon", "tue", "wed", "thu"), "08:30-17:00") | {"fri": "08:30-16:00"}
OXFORDSHIRE = WorkingTime(ENGLAND, OfficeHours.from_text(OXFORDSHIRE_TEXT))
USUAL = WorkingTime(ENGLAND, DEFAULT_HOURS)
THREE_DAYS = WorkingTime(
    ENGLAND, OfficeHours(mon=DEFAULT_HOURS.mon, tue=DEFAULT_HOURS.tue, wed=DEFAULT_HOURS.wed)
)
ONE_DAY = timedelta(days=1)
#: Each place's working time by the usual hours, and its bank holidays as another package has them.
ELSEWHERE = {
    place: (
        WorkingTime(load_calendar(place), DEFAULT_HOURS),
        frozenset(holidays.country_holidays("GB", subdiv=part, years=range(FIRST.year, LAST.year + 1))),
    )
    for place, part in (("scotland", "SCT"), ("northern-ireland", "NIR"))
}

#: Instants whose London day, and whatever follows within a few weeks, lies inside the calendar.
INSTANTS = st.datetimes(datetime(2012, 1, 2), datetime(2028, 10, 31), timezones=st.just(UTC))
#: Instants about the edges of the office's day, where faults are, in every zone.
EDGES = st.builds(
    lambda day, minute, shift: (
        datetime.combine(day, time(), tzinfo=timezone(timedelta(hours=shift)))
        + timedelta(minutes=minute, seconds=shift)
    ),
    st.dates(date(2012, 1, 5), date(2028, 10, 31)),
    st.sampled_from([0, 59, 60, 420, 450, 509, 510, 900, 959, 960, 961, 1019, 1020, 1439]),
    st.integers(-11, 12),
)
MOMENTS = INSTANTS | EDGES
COUNTS = st.integers(1, 15)


def london(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold)


def wall_clock(moment: datetime) -> datetime:
    """London's clock (naive) by the rule that British summer time follows, without any time zone data."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    starts, ends = (
        max(
            datetime(utc.year, month, day, 1)
            for day in range(25, 32)
            if date(utc.year, month, day).weekday() == 6
        )
        for month in (3, 10)
    )
    return utc + timedelta(hours=1) if starts <= utc < ends else utc


def is_working_day(day: date) -> bool:
    return day.isoweekday() <= 5 and day not in BANK_HOLIDAYS


def oracle_deadline(start: datetime, count: int) -> datetime:
    """London's clock (naive) at the close of the last of the working days, in Oxfordshire."""
    after = (wall_clock(start).date() + n * ONE_DAY for n in range(1, 200))
    day = [day for day in after if is_working_day(day)][count - 1]
    return datetime(day.year, day.month, day.day, 16 if day.isoweekday() == 5 else 17)


def oracle_in_hours(moment: datetime) -> bool:
    """A walk over the open minutes of the day, in Oxfordshire."""
    local = wall_clock(moment)
    if not is_working_day(local.date()):
        return False
    length = 450 if local.isoweekday() == 5 else 510
    open_minutes = {divmod(8 * 60 + 30 + n, 60) for n in range(length)}
    return (local.hour, local.minute) in open_minutes


# Working days: examples


@pytest.mark.parametrize(
    ("start", "count", "ends"),
    [
        ("2026-11-16T09:00", 5, "2026-11-23T17:00"),
        ("2026-11-20T09:00", 5, "2026-11-27T16:00"),
        ("2026-11-16T00:00", 1, "2026-11-17T17:00"),
        ("2026-11-16T23:59", 1, "2026-11-17T17:00"),
        ("2026-11-21T12:00", 1, "2026-11-23T17:00"),
        ("2026-12-21T09:00", 5, "2026-12-30T17:00"),  # past Christmas Day and the substitute for Boxing Day
        ("2026-12-24T16:00", 5, "2027-01-05T17:00"),  # and past New Year's Day
        ("2026-12-25T10:00", 1, "2026-12-29T17:00"),  # begun on a bank holiday
        (
            "2027-03-24T09:00",
            5,
            "2027-04-02T16:00",
        ),  # past Good Friday, Easter Monday and a change of the clock
        ("2023-05-05T09:00", 1, "2023-05-09T17:00"),  # past the coronation
        ("2026-11-16T09:00", 10, "2026-11-30T17:00"),
    ],
)
def test_a_limit_ends_at_the_close_of_the_nth_working_day(start: str, count: int, ends: str) -> None:
    assert OXFORDSHIRE.working_days_after(london(start), count).at == london(ends)


@pytest.mark.parametrize(
    ("place", "start", "count", "ends"),
    [
        ("scotland", "2025-12-31T09:00", 1, "2026-01-05T17:00"),  # past 1 and 2 January and a weekend
        ("scotland", "2026-12-31T09:00", 1, "2027-01-05T17:00"),  # 2 January is a Saturday: Monday instead
        ("scotland", "2027-03-25T09:00", 1, "2027-03-29T17:00"),  # past Good Friday, to Easter Monday
        ("scotland", "2026-06-12T09:00", 1, "2026-06-16T17:00"),  # past the day for the World Cup
        ("scotland", "2026-07-31T09:00", 1, "2026-08-04T17:00"),  # past the first Monday in August
        ("scotland", "2026-08-28T09:00", 1, "2026-08-31T17:00"),  # to the last one
        ("scotland", "2024-11-29T09:00", 5, "2024-12-09T17:00"),  # St Andrew's Day is a Saturday
        ("northern-ireland", "2027-07-09T09:00", 1, "2027-07-13T17:00"),  # past 12 July
        ("northern-ireland", "2026-07-10T09:00", 5, "2026-07-20T17:00"),  # 12 July is a Sunday
        ("northern-ireland", "2026-03-16T09:00", 1, "2026-03-18T17:00"),  # past St Patrick's Day
        ("northern-ireland", "2025-12-31T09:00", 1, "2026-01-02T17:00"),  # to 2 January
    ],
)
def test_a_limit_ends_by_the_bank_holidays_of_its_place(
    place: str, start: str, count: int, ends: str
) -> None:
    time_, _ = ELSEWHERE[place]
    assert time_.working_days_after(london(start), count).at == london(ends)


def test_the_working_of_a_limit_in_scotland_names_the_2nd_of_january() -> None:
    time_, _ = ELSEWHERE["scotland"]
    assert time_.working_days_after(london("2025-12-31T09:00"), 1).days == (
        DayCount(date(2025, 12, 31), None, "the day it started"),
        DayCount(date(2026, 1, 1), None, "New Year’s Day"),
        DayCount(date(2026, 1, 2), None, "2nd January"),
        DayCount(date(2026, 1, 3), None, "Saturday"),
        DayCount(date(2026, 1, 4), None, "Sunday"),
        DayCount(date(2026, 1, 5), 1, ""),
    )


def test_the_working_of_a_limit_names_every_day_and_why_it_does_not_count() -> None:
    working = OXFORDSHIRE.working_days_after(london("2026-12-24T09:00"), 2).days
    assert working == (
        DayCount(date(2026, 12, 24), None, "the day it started"),
        DayCount(date(2026, 12, 25), None, "Christmas Day"),
        DayCount(date(2026, 12, 26), None, "Saturday"),
        DayCount(date(2026, 12, 27), None, "Sunday"),
        DayCount(date(2026, 12, 28), None, "Boxing Day (substitute day)"),
        DayCount(date(2026, 12, 29), 1, ""),
        DayCount(date(2026, 12, 30), 2, ""),
    )


def test_a_limit_starts_on_the_london_date_of_a_moment_given_in_utc() -> None:
    late = datetime(2026, 6, 8, 23, 30, tzinfo=UTC)  # Tuesday, half past midnight, in London
    assert OXFORDSHIRE.working_days_after(late, 1).at == london("2026-06-10T17:00")


def test_a_weekday_on_which_the_office_is_closed_does_not_count() -> None:
    assert THREE_DAYS.day_off(date(2026, 11, 19)) == "the office is closed"
    assert THREE_DAYS.working_days_after(london("2026-11-18T09:00"), 1).at == london("2026-11-23T17:00")


def test_a_weekend_is_off_even_where_the_hours_list_it() -> None:
    every_day = WorkingTime(ENGLAND, OfficeHours.from_text(OXFORDSHIRE_TEXT | {"sat": "09:00-12:00"}))
    assert every_day.day_off(date(2026, 11, 21)) == "Saturday"
    assert not every_day.in_hours(london("2026-11-21T10:00"))


def test_a_limit_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 working day"):
        USUAL.working_days_after(london("2026-11-16T09:00"), 0)


# Working days: properties


@settings(max_examples=400, deadline=None)
@given(MOMENTS, COUNTS)
def test_a_limit_ends_where_a_slow_count_of_the_days_ends(start: datetime, count: int) -> None:
    assert OXFORDSHIRE.working_days_after(start, count).at.replace(tzinfo=None) == oracle_deadline(
        start, count
    )


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(ELSEWHERE)), MOMENTS, COUNTS)
def test_a_limit_ends_where_a_slow_count_of_the_days_of_its_place_ends(
    place: str, start: datetime, count: int
) -> None:
    time_, bank_holidays = ELSEWHERE[place]
    after = (wall_clock(start).date() + n * ONE_DAY for n in range(1, 60))
    days = [day for day in after if day.isoweekday() <= 5 and day not in bank_holidays]
    ends = datetime.combine(days[count - 1], time(17))
    assert time_.working_days_after(start, count).at.replace(tzinfo=None) == ends


@settings(max_examples=200, deadline=None)
@given(MOMENTS, COUNTS)
def test_the_working_is_every_day_in_turn_with_as_many_counted_as_the_limit_has(
    start: datetime, count: int
) -> None:
    deadline = OXFORDSHIRE.working_days_after(start, count)
    days = [counted.day for counted in deadline.days]
    assert days == [wall_clock(start).date() + n * ONE_DAY for n in range(len(days))]
    assert days[-1] == deadline.at.date()
    assert [counted.number for counted in deadline.days if counted.number] == list(range(1, count + 1))
    assert all((counted.number is None) == bool(counted.why) for counted in deadline.days)


@settings(max_examples=200, deadline=None)
@given(MOMENTS, COUNTS)
def test_a_limit_never_ends_on_a_day_off(start: datetime, count: int) -> None:
    assert is_working_day(OXFORDSHIRE.working_days_after(start, count).at.date())


@settings(max_examples=200, deadline=None)
@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=20)), COUNTS)
def test_a_limit_that_starts_later_never_ends_sooner(start: datetime, later: timedelta, count: int) -> None:
    sooner = OXFORDSHIRE.working_days_after(start, count).at
    assert sooner <= OXFORDSHIRE.working_days_after(start + later, count).at


@settings(max_examples=200, deadline=None)
@given(MOMENTS, COUNTS)
def test_a_limit_of_one_day_more_ends_later(start: datetime, count: int) -> None:
    shorter = OXFORDSHIRE.working_days_after(start, count).at
    assert shorter < OXFORDSHIRE.working_days_after(start, count + 1).at


@settings(max_examples=200, deadline=None)
@given(MOMENTS, COUNTS)
def test_the_working_days_up_to_a_limit_are_as_many_as_it_has(start: datetime, count: int) -> None:
    end = OXFORDSHIRE.working_days_after(start, count).at
    assert OXFORDSHIRE.working_days_between(start, end) == count


@settings(max_examples=200, deadline=None)
@given(MOMENTS, st.timedeltas(timedelta(days=-5), timedelta(days=40)))
def test_working_days_between_two_moments_leave_out_the_first_date_and_take_in_the_last(
    a: datetime, apart: timedelta
) -> None:
    first, last = wall_clock(a).date(), wall_clock(a + apart).date()
    inside = [first + n * ONE_DAY for n in range(1, (last - first).days + 1)]
    assert USUAL.working_days_between(a, a + apart) == sum(map(is_working_day, inside))


# Office hours


@settings(max_examples=500, deadline=None)
@given(MOMENTS)
def test_the_office_is_open_in_its_open_minutes_and_no_others(moment: datetime) -> None:
    assert OXFORDSHIRE.in_hours(moment) is oracle_in_hours(moment)


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-16T08:29:59", False),
        ("2026-11-16T08:30:00", True),
        ("2026-11-16T16:59:59", True),
        ("2026-11-16T17:00:00", False),
        ("2026-11-20T15:59:59", True),
        ("2026-11-20T16:00:00", False),
        ("2026-11-21T10:00:00", False),
        ("2026-12-25T10:00:00", False),
        ("2026-12-28T10:00:00", False),
    ],
)
def test_the_opening_minute_is_in_hours_and_the_closing_minute_is_not(moment: str, open_: bool) -> None:
    assert OXFORDSHIRE.in_hours(london(moment)) is open_


def test_a_moment_in_utc_is_judged_by_the_clock_in_london() -> None:
    assert OXFORDSHIRE.in_hours(datetime(2026, 6, 8, 7, 30, tzinfo=UTC))


def test_a_working_day_opens_and_closes_by_the_hours_of_its_weekday() -> None:
    friday = date(2026, 11, 20)
    assert OXFORDSHIRE.opening(friday) == london("2026-11-20T08:30")
    assert OXFORDSHIRE.close(friday) == london("2026-11-20T16:00")


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 12, 25)])
def test_a_day_off_has_the_usual_times_only_so_that_a_date_has_one(day: date) -> None:
    assert OXFORDSHIRE.opening(day).time() == time(9)
    assert OXFORDSHIRE.close(day).time() == time(17)


@pytest.mark.parametrize(
    ("moment", "next_close", "today_or_now", "next_opening"),
    [
        ("2026-11-20T08:00", "2026-11-20T16:00", "2026-11-20T16:00", "2026-11-20T08:30"),
        ("2026-11-20T08:30", "2026-11-20T16:00", "2026-11-20T16:00", "2026-11-23T08:30"),
        ("2026-11-20T15:59", "2026-11-20T16:00", "2026-11-20T16:00", "2026-11-23T08:30"),
        ("2026-11-20T16:00", "2026-11-23T17:00", "2026-11-20T16:00", "2026-11-23T08:30"),
        ("2026-11-20T20:00", "2026-11-23T17:00", "2026-11-20T20:00", "2026-11-23T08:30"),
        ("2026-11-21T10:00", "2026-11-23T17:00", "2026-11-21T10:00", "2026-11-23T08:30"),
        ("2026-12-25T10:00", "2026-12-29T17:00", "2026-12-25T10:00", "2026-12-29T08:30"),
    ],
)
def test_the_closes_and_the_opening_that_follow_a_moment(
    moment: str, next_close: str, today_or_now: str, next_opening: str
) -> None:
    now = london(moment)
    found = (OXFORDSHIRE.next_close(now), OXFORDSHIRE.close_today_or_now(now), OXFORDSHIRE.next_opening(now))
    assert found == (london(next_close), london(today_or_now), london(next_opening))


@settings(max_examples=300, deadline=None)
@given(MOMENTS)
def test_nothing_closes_between_a_moment_and_the_next_close(moment: datetime) -> None:
    now = wall_clock(moment)
    days = [now.date() + n * ONE_DAY for n in range(12)]
    closes = [
        datetime.combine(day, time(16 if day.isoweekday() == 5 else 17))
        for day in days
        if is_working_day(day)
    ]
    found = OXFORDSHIRE.next_close(moment).replace(tzinfo=None)
    assert found == min(close for close in closes if close > now)


@settings(max_examples=300, deadline=None)
@given(MOMENTS)
def test_nothing_opens_between_a_moment_and_the_next_opening(moment: datetime) -> None:
    now = wall_clock(moment)
    days = [now.date() + n * ONE_DAY for n in range(12)]
    opens = [datetime.combine(day, time(8, 30)) for day in days if is_working_day(day)]
    found = OXFORDSHIRE.next_opening(moment).replace(tzinfo=None)
    assert found == min(opening for opening in opens if opening > now)


@settings(max_examples=200, deadline=None)
@given(MOMENTS)
def test_the_close_of_today_or_now_is_today_and_never_past(moment: datetime) -> None:
    found = OXFORDSHIRE.close_today_or_now(moment)
    assert found.date() == wall_clock(moment).date()
    assert found.astimezone(UTC) >= moment


# Hours by the clock


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ("2026-03-28T12:00", "2026-03-29T13:00"),
        ("2026-10-24T12:00", "2026-10-25T11:00"),
        ("2026-11-16T09:00", "2026-11-17T09:00"),
    ],
)
def test_twenty_four_hours_are_real_hours_when_the_clock_changes(start: str, ends: str) -> None:
    assert USUAL.hours_after(london(start), 24) == london(ends)


@pytest.mark.parametrize(("hours", "fold", "offset"), [(24, 0, 1), (25, 1, 0)])
def test_a_limit_in_the_hour_that_comes_twice_says_which_of_the_two(
    hours: int, fold: int, offset: int
) -> None:
    ends = USUAL.hours_after(london("2026-10-24T01:30"), hours)
    assert (ends.replace(tzinfo=None), ends.fold) == (datetime(2026, 10, 25, 1, 30), fold)
    assert ends.utcoffset() == timedelta(hours=offset)


@settings(max_examples=300, deadline=None)
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 1)
@given(MOMENTS, st.integers(0, 200))
def test_hours_are_real_time_shown_on_the_clock_in_london(start: datetime, hours: int) -> None:
    ends = USUAL.hours_after(start, hours)
    assert ends.astimezone(UTC) - start == timedelta(hours=hours)
    assert ends.replace(tzinfo=None) == wall_clock(ends)


# London time


def test_a_naive_moment_is_londons() -> None:
    assert as_london(datetime(2026, 6, 8, 9)).astimezone(UTC) == datetime(2026, 6, 8, 8, tzinfo=UTC)


@pytest.mark.parametrize("fold", [0, 1])
def test_a_naive_moment_in_the_hour_that_comes_twice_is_the_first(fold: int) -> None:
    first = as_london(datetime(2026, 10, 25, 1, 30, fold=fold))
    assert first.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("moment", [datetime(2026, 3, 29, 1, 30), london("2026-03-29T01:30")])
def test_an_hour_that_spring_leaves_out_becomes_the_real_one_after_it(moment: datetime) -> None:
    assert as_london(moment).isoformat() == "2026-03-29T02:30:00+01:00"


def test_an_aware_moment_keeps_its_instant() -> None:
    new_york = datetime(2026, 6, 8, 4, tzinfo=timezone(timedelta(hours=-4)))
    assert as_london(new_york).isoformat() == "2026-06-08T09:00:00+01:00"


@pytest.mark.parametrize(
    "moment",
    [
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-5))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=5))),
        datetime.min.replace(tzinfo=UTC),
    ],
)
def test_a_moment_that_london_has_no_date_for_is_wrong_input(moment: datetime) -> None:
    with pytest.raises(WrongInputError, match="too far away"):
        as_london(moment)


@pytest.mark.parametrize("hours", [24, 10**15])
def test_hours_beyond_the_end_of_time_are_wrong_input(hours: int) -> None:
    with pytest.raises(WrongInputError, match="too far away"):
        USUAL.hours_after(datetime(9999, 12, 31, 12), hours)


# Where the calendar ends


def test_a_deadline_past_the_calendar_is_refused_in_a_sentence() -> None:
    with pytest.raises(CalendarEndsError) as caught:
        USUAL.working_days_after(london("2028-12-28T09:00"), 2)
    assert caught.value.lines() == [
        "The bank holidays of England and Wales are known from 1 January 2012 to 31 December 2028 only; "
        "a deadline after that cannot be worked out."
    ]
    assert caught.value.exit_code == EXIT_WRONG_INPUT


@pytest.mark.parametrize(
    ("place", "title"), [("scotland", "Scotland"), ("northern-ireland", "Northern Ireland")]
)
def test_a_deadline_past_the_calendar_of_another_place_names_that_place(place: str, title: str) -> None:
    time_, _ = ELSEWHERE[place]
    with pytest.raises(CalendarEndsError) as caught:
        time_.working_days_after(london("2028-12-28T09:00"), 2)
    assert caught.value.lines() == [
        f"The bank holidays of {title} are known from 1 January 2012 to 31 December 2028 only; "
        "a deadline after that cannot be worked out."
    ]


def test_a_deadline_before_the_calendar_is_refused_in_a_sentence() -> None:
    with pytest.raises(CalendarEndsError, match="a deadline before that cannot be worked out"):
        USUAL.working_days_after(london("2011-12-20T09:00"), 5)


def test_a_limit_may_end_on_the_last_working_day_of_the_calendar() -> None:
    assert USUAL.working_days_after(london("2028-12-28T09:00"), 1).at == london("2028-12-29T17:00")


def test_a_limit_may_start_on_the_day_before_the_calendar_because_that_day_is_not_judged() -> None:
    assert USUAL.working_days_after(london("2011-12-31T09:00"), 1).at == london("2012-01-03T17:00")


def test_a_limit_that_starts_on_the_last_day_of_all_is_refused() -> None:
    with pytest.raises(CalendarEndsError):
        USUAL.working_days_after(london("9999-12-31T12:00"), 1)


OUTSIDE = st.dates(max_value=FIRST - ONE_DAY) | st.dates(min_value=LAST + ONE_DAY)


@settings(max_examples=200, deadline=None)
@example(FIRST - ONE_DAY)
@example(LAST + ONE_DAY)
@example(date(2029, 1, 6))  # a Saturday
@example(date.min)
@example(date.max)
@given(OUTSIDE)
def test_no_day_outside_the_calendar_is_ever_judged(day: date) -> None:
    noon = datetime.combine(day, time(12), tzinfo=LONDON)
    for refused in (USUAL.day_off, USUAL.is_working_day, USUAL.opening, USUAL.close):
        with pytest.raises(CalendarEndsError):
            refused(day)
    for refused_at in (USUAL.in_hours, USUAL.next_close, USUAL.next_opening, USUAL.close_today_or_now):
        with pytest.raises(CalendarEndsError):
            refused_at(noon)


@settings(max_examples=200, deadline=None)
@given(st.dates(LAST - timedelta(days=20), LAST), st.integers(1, 20))
def test_a_limit_is_refused_exactly_where_too_few_working_days_are_left(day: date, count: int) -> None:
    left = sum(is_working_day(day + n * ONE_DAY) for n in range(1, (LAST - day).days + 1))
    start = datetime.combine(day, time(12), tzinfo=LONDON)
    if count > left:
        with pytest.raises(CalendarEndsError):
            USUAL.working_days_after(start, count)
    else:
        assert USUAL.working_days_after(start, count).at.date() <= LAST


@settings(max_examples=50, deadline=None)
@given(OUTSIDE)
def test_working_days_up_to_a_day_outside_the_calendar_are_refused(day: date) -> None:
    assume(day > date.min)
    before, noon = (datetime.combine(d, time(12), tzinfo=LONDON) for d in (day - ONE_DAY, day))
    with pytest.raises(CalendarEndsError):
        USUAL.working_days_between(before, noon)


def test_hours_by_the_clock_need_no_calendar() -> None:
    assert USUAL.hours_after(london("2035-06-08T09:00"), 24) == london("2035-06-09T09:00")


# What the computer must have


def test_a_computer_without_time_zone_data_is_told_so_in_a_sentence() -> None:
    script = """
import sys, zoneinfo
zoneinfo.reset_tzpath(to=[])
sys.modules["tzdata"] = None
from wizard.base.errors import NotNowError
try:
    import wizard.advice.worktime
except NotNowError as error:
    print(error)
"""
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert "no time zone data" in said.stdout


def test_working_time_brings_in_nothing_heavy() -> None:
    script = "import sys, wizard.advice.worktime; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    heavy = {
        "holidays",
        "govuk_bank_holidays",
        "dateutil",
        "requests",
        "textual",
        "yaml",
        "json",
        "dataclasses",
    }
    assert heavy.isdisjoint(loaded.stdout.split())
