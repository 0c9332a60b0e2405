from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.policy.basics import When
from wizard.policy.contact_references import in_contacts
from wizard.policy.contacts import Contact, Contacts, OpenHours, first_day
from wizard.policy.read import read_flow


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


def test_a_local_check_counts_in_the_place_of_the_day_of_publication() -> None:
    checked = {"by": "Duty Manager", "on": "2026-11-02"}
    one = contact(as_at="2019", verified=checked)
    assert (one.checked, one.stale(TODAY)) == ("2026-11-02", False)
    assert contact(as_at="2026-11", verified={**checked, "on": "2024-01-01"}).stale(TODAY)


def test_a_check_on_a_day_to_come_vouches_for_nothing() -> None:
    assert contact(verified={"by": "Duty Manager", "on": "2026-11-19"}).stale(TODAY)


@pytest.mark.parametrize(("day", "stale"), [("2026-11-17", True), ("2026-11-18", False)])
def test_the_last_day_of_an_entry_is_the_last_on_which_it_is_current(day: str, stale: bool) -> None:
    one = contact(as_at="2026-11", expires=day)
    assert (one.stale(TODAY), one.expired(TODAY)) == (stale, stale)


def test_own_hours_are_closed_on_a_day_left_out() -> None:
    hours = OpenHours(saturday="10:00-12:00")
    assert str(hours.on(5)) == "10:00-12:00"
    assert hours.on(6) is None


SMALL = Path(__file__).parents[1] / "flows" / "small"
REACHED = {"phone": ["01999 100100"]}


def faults(*entries: Contact) -> list[tuple[tuple[str | int, ...], str]]:
    contacts = Contacts(entries=entries, if_no_answer="Ring again.")
    return [(one.place, one.what) for one in in_contacts(contacts, read_flow(SMALL).policy)]


@pytest.mark.parametrize(
    ("more", "place", "says"),
    [
        ({}, ("id",), "can be reached by no means"),
        ({**REACHED, "agency": "polcie"}, ("agency",), "did you mean 'police'?"),
        ({**REACHED, "as_at": "2026-13"}, ("as_at",), "is not a day, month or year"),
        ({**REACHED, "expires": "2026-02-30"}, ("expires",), "is not a day"),
        ({**REACHED, "verified": {"by": "A", "on": "2026-02-30"}}, ("verified", "on"), "is not a day"),
        ({**REACHED, "open": {}}, ("open",), "name no day"),
        ({**REACHED, "open": {"friday": "17:00-09:00"}}, ("open", "friday"), "expected later than it opens"),
        ({**REACHED, "when": {"subject": ["adult"]}}, ("when",), "needs its words"),
        ({**REACHED, "condition": "x", "when": {}}, ("when",), "names no fact"),
        (
            {**REACHED, "condition": "x", "when": {"agency": ["police"]}},
            ("when", "agency"),
            "for the titles of roles",
        ),
        (
            {**REACHED, "condition": "x", "when": {"party": ["polcie"]}},
            ("when", "party", 0),
            "did you mean 'police'?",
        ),
        (
            {**REACHED, "condition": "x", "when": {"facts": {"no-such-fact": ["yes"]}}},
            ("when", "facts", "no-such-fact"),
            "is no fact",
        ),
        ({**REACHED, "deputy_of": "nobody"}, ("deputy_of",), "is no contact"),
        ({**REACHED, "deputy_of": "lead"}, ("deputy_of",), "deputises for itself"),
    ],
)
def test_what_an_entry_says_wrongly_has_its_place(
    more: dict[str, Any], place: tuple[str | int, ...], says: str
) -> None:
    ((found, what),) = faults(contact(**more))
    assert found == ("entries", 0, *place)
    assert says in what


def test_an_entry_may_name_a_finder_in_the_place_of_a_number() -> None:
    assert faults(contact(finder="The list of schools, www.schools.example")) == []


def test_two_that_deputise_for_each_other_are_refused() -> None:
    found = faults(contact(**REACHED, deputy_of="other"), contact(**REACHED, id="other", deputy_of="lead"))
    assert [place for place, _ in found] == [("entries", 0, "deputy_of"), ("entries", 1, "deputy_of")]


def test_a_condition_on_facts_can_be_compared_and_kept_in_a_set() -> None:
    one = When(facts={"lead": ("a",)})
    assert len({one, When(facts={"lead": ("a",)}), When(facts={"lead": ("b",)})}) == 2
