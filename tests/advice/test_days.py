from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.advice.days import read_day

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 11, 18)),
        (" Today ", date(2026, 11, 18)),
        ("YESTERDAY", date(2026, 11, 17)),
        ("16/11/2026", date(2026, 11, 16)),
        ("16.11.2026", date(2026, 11, 16)),
        ("16 11 2026", date(2026, 11, 16)),
        ("2026-11-16", date(2026, 11, 16)),
        ("2026-1-6", date(2026, 1, 6)),
        ("1/2/2026", date(2026, 2, 1)),
        ("29/2/2024", date(2024, 2, 29)),
    ],
)
def test_a_day_is_read_as_people_type_it_day_first(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [("18/11", date(2026, 11, 18)), ("19/11", date(2025, 11, 19)), ("31/12", date(2025, 12, 31))],
)
def test_without_a_year_it_is_the_latest_such_day_up_to_today(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "31/2/2026",
        "11/16/2026",
        "16/11/26",
        "2026-13-01",
        "16-11-2026",
        "0/0/2026",
        "16/11/20266",
    ],
)
def test_what_is_no_day_is_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a day\. Type one such as 16/11/2026, day first\."):
        read_day(text, TODAY)


def test_what_was_typed_is_shown_and_never_obeyed() -> None:
    with pytest.raises(ValueError, match=r"\\x1b\[2J"):
        read_day("\x1b[2J", TODAY)


def test_a_leap_day_without_a_year_is_the_last_one_that_there_was() -> None:
    assert read_day("29/2", date(2026, 11, 18)) == date(2024, 2, 29)


@given(day=st.dates(), today=st.dates())
def test_every_day_is_read_in_both_ways_of_writing_it(day: date, today: date) -> None:
    assert read_day(day.isoformat(), today) == day
    assert read_day(f"{day.day}/{day.month}/{day.year:04}", today) == day


@given(today=st.dates(min_value=date(1901, 1, 1)), back=st.integers(0, 364))
def test_without_a_year_every_day_of_the_past_year_is_found(today: date, back: int) -> None:
    day = today - timedelta(days=back)
    if (day.month, day.day) != (2, 29):
        assert read_day(f"{day.day}/{day.month}", today) == day


@given(text=st.text(max_size=12))
def test_any_text_is_a_day_or_a_sentence(text: str) -> None:
    try:
        read = str(read_day(text, TODAY))
    except ValueError as error:
        read = str(error)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", read)
