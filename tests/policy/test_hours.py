"""Office hours: how they are written, and what is refused."""

from __future__ import annotations

from datetime import UTC, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.policy.hours import DEFAULT_HOURS, WEEKDAYS, DayHours, OfficeHours, parse_day

_DAY = DayHours(time(9), time(17))


def _read_or_refused(text: str) -> str:
    try:
        return str(parse_day(text))
    except ValueError as error:
        return str(error)


def test_hours_without_any_stated_are_nine_to_five_from_monday_to_friday() -> None:
    nine_to_five = DayHours(time(9, 0), time(17, 0))
    assert [DEFAULT_HOURS.on(weekday) for weekday in range(7)] == [nine_to_five] * 5 + [None] * 2


def test_a_day_is_read_from_opening_and_closing_time() -> None:
    assert parse_day("08:30-16:05") == DayHours(time(8, 30), time(16, 5))


@given(st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda pair: pair[0] < pair[1]))
def test_every_day_that_is_written_reads_back_the_same(minutes: tuple[int, int]) -> None:
    opens, closes = (time(*divmod(minute, 60)) for minute in minutes)
    day = DayHours(opens, closes)
    assert parse_day(str(day)) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "closed",
        "08:30",
        "8:30-17:00",
        "08:3-17:00",
        "08:300-17:00",
        "0830-1700",
        "08-17",
        "08:30-17:00:00",
        "08:30-17:00+01:00",
        "08:30-17:00-18:00",
        "08:30 - 17:00",
        "08:30–17:00",
        "08:60-17:00",
        "08:30-24:00",
        "٠٨:30-17:00",
        "-1:30-17:00",
        "²2:30-23:00",
    ],
)
def test_any_other_form_of_a_day_is_refused_with_an_example_of_the_right_one(text: str) -> None:
    with pytest.raises(ValueError, match="08:30-17:00"):
        parse_day(text)


@pytest.mark.parametrize("text", ["17:00-08:30", "09:00-09:00"])
def test_a_day_that_does_not_close_after_it_opens_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="The office closes at"):
        parse_day(text)


@given(st.text(alphabet="0123456789:-٣² \n", max_size=12))
def test_a_text_gives_a_day_or_a_sentence_and_nothing_else(text: str) -> None:
    said = _read_or_refused(text)
    assert said == text or said.endswith(".")


def test_a_time_with_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="London time"):
        DayHours(time(9, tzinfo=UTC), time(17, tzinfo=UTC))


def test_each_weekday_has_the_hours_written_for_it() -> None:
    texts = {day: f"0{number}:00-1{number}:00" for number, day in enumerate(WEEKDAYS)}
    hours = OfficeHours.from_text(texts)
    assert [str(hours.on(weekday)) for weekday in range(7)] == list(texts.values())


def test_a_weekday_that_is_left_out_is_closed() -> None:
    assert OfficeHours.from_text({"mon": "09:00-17:00"}).on(1) is None


def test_a_key_that_is_no_weekday_is_refused_with_the_weekdays_named() -> None:
    with pytest.raises(ValueError, match=r"'monday' is no weekday, expected one of: mon, tue"):
        OfficeHours.from_text({"monday": "09:00-17:00"})


def test_a_fault_in_a_day_is_told_with_the_weekday() -> None:
    with pytest.raises(ValueError, match=r"^fri: "):
        OfficeHours.from_text({"mon": "09:00-17:00", "fri": "9-5"})


def test_hours_that_are_closed_from_monday_to_friday_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one day from Monday to Friday"):
        OfficeHours(sat=_DAY, sun=_DAY)


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_number_that_is_no_weekday_is_refused(weekday: int) -> None:
    with pytest.raises(ValueError, match="is no weekday"):
        DEFAULT_HOURS.on(weekday)
