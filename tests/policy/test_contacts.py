from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.policy.contacts import Contact, first_day


def contact(**more: Any) -> Contact:
    plain = {"id": "lead", "agency": "police", "role": "Duty Inspector", "hours": "in", "source": "§1"}
    return msgspec.convert(plain | more, Contact)


TODAY = date(2026, 11, 18)


def test_an_entry_without_a_date_is_stale() -> None:
    assert contact().stale(TODAY)


def test_an_entry_is_fresh_for_365_days() -> None:
    assert not contact(as_at="2025-11-18").stale(TODAY)


def test_an_entry_is_stale_on_the_day_after() -> None:
    assert contact(as_at="2025-11-17").stale(TODAY)


def test_a_date_that_has_not_come_yet_vouches_for_nothing() -> None:
    assert contact(as_at="2026-11-19").stale(TODAY)


@pytest.mark.parametrize(("as_at", "stale"), [("2026", False), ("2025-12", False), ("2025-11", True)])
def test_a_month_or_a_year_counts_from_its_first_day(as_at: str, stale: bool) -> None:
    assert contact(as_at=as_at).stale(TODAY) is stale


@given(day=st.dates(min_value=date(1000, 1, 1)), age=st.integers(0, 800))
def test_an_entry_never_becomes_fresh_again(day: date, age: int) -> None:
    one = contact(as_at=day.isoformat())
    later = min(date.max, day + timedelta(days=age)) if day < date(9990, 1, 1) else day
    assert one.stale(later) is ((later - day).days > 365)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026", date(2026, 1, 1)), ("2026-04", date(2026, 4, 1)), ("2026-04-09", date(2026, 4, 9))],
)
def test_a_text_is_taken_at_its_oldest(text: str, day: date) -> None:
    assert first_day(text) == day


@pytest.mark.parametrize("text", ["2026-13", "2026-02-30", "0000"])
def test_a_day_that_there_is_not_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"month|day|year"):
        first_day(text)


@pytest.mark.parametrize("phone", ["101", "999", "01865 815122", "0800 833408"])
def test_a_number_is_digits_and_spaces(phone: str) -> None:
    assert contact(phone=[phone]).phone == (phone,)


@pytest.mark.parametrize("phone", ["", "1", "+44 1865 815122", "01865-815122", " 101", "x", "1" * 21])
def test_what_is_no_number_is_refused(phone: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        contact(phone=[phone])


@pytest.mark.parametrize(
    "name", ["Siân Ní Dhomhnaill-O'Brien", "François Müller", "مريم الخطيب", "שרה כהן", "अनीता"]
)
def test_a_name_may_be_in_any_script(name: str) -> None:
    assert contact(name=name).name == name
