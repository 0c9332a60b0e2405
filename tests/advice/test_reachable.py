from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.advice.advise import House
from wizard.advice.facts import Facts
from wizard.advice.lead import say_contact
from wizard.advice.reachable import Moment, Reachable, line_on, listed, reachable, say_unlisted
from wizard.advice.worktime import LONDON
from wizard.policy.contacts import Contact, Contacts
from wizard.policy.local_contacts import LocalContact, LocalContacts, kept, merged

TODAY = date(2026, 11, 18)
Make = Callable[..., Reachable]


def at(day: date = TODAY, hour: int = 10, minute: int = 30) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


@pytest.fixture
def reach(small: House) -> Make:
    def make(
        stage: str,
        *parties: str,
        in_hours: bool = True,
        house: House | None = None,
        today: date = TODAY,
        facts: Facts | None = None,
    ) -> Reachable:
        found = house or small
        moment = Moment(found.time, at(today, 10 if in_hours else 22), facts)
        return reachable(found.policy, found.contacts, stage, parties, moment)

    return make


def shown(found: Reachable) -> list[tuple[str, str, str]]:
    return [(one.agency, one.role, one.use) for one in found.contacts]


def test_before_the_stage_from_which_the_policy_gives_contacts_there_are_none(reach: Make) -> None:
    found = reach("talk", "childrens-social-care")
    assert (found.contacts, found.unlisted, found.rules) == ((), (), ())


def test_in_hours_it_is_the_one_for_the_day(reach: Make) -> None:
    assert shown(reach("managers", "childrens-social-care")) == [
        ("childrens-social-care", "Duty Manager", "if-normal-routes-fail")
    ]


def test_out_of_hours_it_is_the_one_for_the_night(reach: Make) -> None:
    (only,) = reach("managers", "childrens-social-care", in_hours=False).contacts
    assert (only.role, only.hours) == ("Night Team", "out")


@pytest.mark.parametrize("in_hours", [True, False])
def test_one_that_holds_at_any_time_says_which_time_it_is(reach: Make, in_hours: bool) -> None:
    found = reach("managers", "health/hospital", in_hours=in_hours)
    assert {one.hours for one in found.contacts} == {"in" if in_hours else "out"}


def test_an_agency_means_all_its_bodies(reach: Make) -> None:
    assert {one.agency for one in reach("managers", "health").contacts} == {"health/hospital"}


def test_one_body_does_not_mean_its_agency_or_another_with_a_name_like_it(
    changed_house: Callable[..., House], reach: Make
) -> None:
    def rename(tree: Any) -> None:
        for one in tree["entries"][2:]:
            one["agency"] = "health/hospital-trust"

    house = changed_house(
        lambda tree: tree["bodies"].update({"health/hospital-trust": "Hospital Trust"}), rename
    )
    assert reach("managers", "health/hospital", house=house).unlisted == ("health/hospital",)


def test_an_agency_that_nobody_is_listed_for_gets_the_fallback_and_is_named(reach: Make) -> None:
    found = reach("managers", "education", "police")
    assert found.unlisted == ("education", "police")
    assert shown(found) == [
        ("education", "A senior manager of the agency", "fallback"),
        ("police", "A senior manager of the agency", "fallback"),
        ("ssp", "Partnership office", "fallback"),
    ]


def test_a_fallback_that_is_not_there_at_night_is_not_given_at_night(reach: Make) -> None:
    assert [one[1] for one in shown(reach("managers", "police", in_hours=False))] == [
        "A senior manager of the agency"
    ]


def test_no_fallback_is_given_where_everybody_is_listed(reach: Make) -> None:
    found = reach("managers", "childrens-social-care", "health")
    assert "fallback" not in {one.use for one in found.contacts}


def test_a_number_is_never_given_as_that_of_another_agency(reach: Make) -> None:
    found = reach("managers", "education", "childrens-social-care")
    assert [one.phone for one in found.contacts if one.agency == "education"] == [()]


def test_whoever_the_stage_itself_names_is_given_whoever_was_challenged(reach: Make) -> None:
    assert shown(reach("directors", "education", "police")) == [
        ("childrens-social-care", "Duty Manager", "primary")
    ]


def test_primary_contacts_come_first_and_each_contact_once(
    changed_house: Callable[..., House], reach: Make
) -> None:
    house = changed_house(lambda tree: tree["contacts"][0]["at"].append("directors"))
    found = reach("directors", "health", "childrens-social-care", house=house)
    assert [one[2] for one in shown(found)] == ["primary", "if-normal-routes-fail", "if-normal-routes-fail"]


def test_an_old_or_undated_number_makes_the_list_stale(reach: Make) -> None:
    assert reach("managers", "health").stale
    assert not reach("managers", "childrens-social-care").stale
    assert reach("managers", "childrens-social-care", today=date(2027, 10, 1)).stale


def test_a_fallback_without_a_number_is_nothing_to_check(reach: Make) -> None:
    assert not reach("managers", "police", in_hours=False).stale


def test_an_agency_that_is_never_listed_and_one_that_is_not_at_this_hour_are_told_apart(small: House) -> None:
    never = say_unlisted(small.policy, small.contacts, "housing")
    not_now = say_unlisted(small.policy, small.contacts, "childrens-social-care")
    assert never == "No contact is listed for Housing."
    assert not_now == "No contact is listed for Children's social care at this hour."


# Conditions, hours of its own, deputies, and one's own organisation.

CASE = Facts(
    risk="welfare",
    circumstance="disagreement",
    subject="child",
    sector="statutory",
    challenging="education",
    challenged=("police",),
    about=None,
    tried=frozenset({"nothing"}),
)


def entry(kind: type[Contact] = Contact, **more: Any) -> Any:
    plain = {"id": "a", "agency": "police", "role": "R", "hours": "any", "phone": ["101"], "source": "§9"}
    return msgspec.convert(plain | more, kind)


def given_to(
    small: House, facts: Facts | None, *entries: Contact, moment: datetime | None = None
) -> list[str]:
    contacts = Contacts(entries=entries, if_no_answer="Ring again.")
    return [one.id for one in listed(contacts, "police", Moment(small.time, moment or at(), facts))]


def led_by(unit: str) -> Contact:
    return entry(id=unit, condition=f"Led by {unit}", when={"facts": {"led-by": [unit]}})


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ((), ["caiu", "major-crime", "always"]),
        ((("led-by", "unknown"),), ["caiu", "major-crime", "always"]),
        ((("led-by", "caiu"),), ["caiu", "always"]),
        ((("led-by", "major-crime"),), ["major-crime", "always"]),
        ((("led-by", "neither"),), ["always"]),
    ],
)
def test_a_contact_is_left_out_only_where_its_condition_certainly_fails(
    small: House, said: tuple[tuple[str, str], ...], ids: list[str]
) -> None:
    facts = msgspec.structs.replace(CASE, own=said)
    entries = (led_by("caiu"), led_by("major-crime"), entry(id="always"))
    assert given_to(small, facts, *entries) == ids


def test_where_nothing_is_known_of_a_case_no_condition_leaves_anybody_out(small: House) -> None:
    adult = entry(condition="An adult", when={"subject": ["adult"]})
    assert (given_to(small, None, adult), given_to(small, CASE, adult)) == (["a"], [])


def test_a_contact_that_may_be_the_right_one_is_shown_with_its_condition_in_words(small: House) -> None:
    contacts = Contacts(entries=(led_by("caiu"),), if_no_answer="Ring again.")
    said = say_contact(line_on(TODAY, led_by("caiu"), contacts, in_hours=True, use="primary"))
    assert "Led by caiu" in said.notes


OWN_HOURS = {"wednesday": "18:00-20:00", "saturday": "09:00-12:00"}


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        (at(), False),
        (at(hour=17, minute=59), False),
        (at(hour=18, minute=0), True),
        (at(hour=20, minute=0), False),
        (at(date(2026, 11, 21)), True),
        (at(date(2026, 11, 22)), False),
    ],
)
@pytest.mark.parametrize("hours", ["in", "out", "any"])
def test_hours_of_its_own_count_in_the_place_of_the_policys(
    small: House, moment: datetime, there: bool, hours: str
) -> None:
    found = given_to(small, None, entry(hours=hours, open=OWN_HOURS), moment=moment)
    assert found == (["a"] if there else [])


@pytest.mark.parametrize(("hours", "there"), [("in", False), ("out", True), ("any", True)])
def test_one_for_office_hours_has_a_bank_holiday_off(small: House, hours: str, there: bool) -> None:
    christmas = at(date(2026, 12, 25))
    found = given_to(small, None, entry(hours=hours, open={"friday": "09:00-17:00"}), moment=christmas)
    assert found == (["a"] if there else [])


def test_a_deputy_stands_after_the_one_that_it_deputises_for_and_says_so(small: House) -> None:
    entries = (entry(id="deputy", deputy_of="head"), entry(id="other"), entry(id="head", name="Ann Head"))
    assert given_to(small, None, *entries) == ["other", "head", "deputy"]
    contacts = Contacts(entries=entries, if_no_answer="Ring again.")
    said = say_contact(line_on(TODAY, entries[0], contacts, in_hours=True, use="primary"))
    assert "Deputises for Ann Head" in said.notes


def test_a_deputy_is_given_where_the_one_that_it_deputises_for_is_not(small: House) -> None:
    assert given_to(small, None, entry(id="deputy", deputy_of="gone")) == ["deputy"]
    both = (entry(id="a", deputy_of="b"), entry(id="b", deputy_of="a"))
    assert sorted(given_to(small, None, *both)) == ["a", "b"]


def test_ones_own_organisation_is_never_given_as_the_contact_of_the_other_side(
    small: House, reach: Make
) -> None:
    mine = entry(LocalContact, agency="education", **{"for": "own-organisation"})
    contacts = merged(small.contacts, kept(LocalContacts(), "small", small.contacts, mine), "small")
    house = msgspec.structs.replace(small, contacts=contacts)
    ours = reach("managers", "education", "police", house=house, facts=CASE)
    theirs = reach(
        "managers",
        "police",
        "education",
        house=house,
        facts=msgspec.structs.replace(CASE, challenging="police", challenged=("education",)),
    )
    assert [one.own_organisation for one in ours.contacts if one.agency == "education"] == [True]
    assert "education" in theirs.unlisted
    assert [one.phone for one in theirs.contacts if one.agency == "education"] == [()]


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(lambda day: day.isoformat())


@given(
    as_at=st.none() | DAYS,
    checked=st.none() | DAYS,
    expires=st.none() | DAYS,
    kind=st.sampled_from([Contact, LocalContact]),
    way=st.sampled_from(["phone", "email", "finder"]),
)
def test_a_stale_contact_always_says_so_and_a_fresh_one_never(
    as_at: str | None, checked: str | None, expires: str | None, kind: type[Contact], way: str
) -> None:
    ways: dict[str, Any] = {"phone": ["101"], "email": ["a@b.org"], "finder": "The list of schools"}
    verified = {"by": "Ann", "on": checked} if checked else None
    plain = {"phone": [], way: ways[way], "as_at": as_at, "verified": verified, "expires": expires}
    one = entry(kind, **plain)
    contacts = Contacts(entries=(one,), if_no_answer="Ring again.")
    line = line_on(TODAY, one, contacts, in_hours=True, use="primary")
    said = say_contact(line)
    warned = any("Not checked" in note or "not to be relied on" in note for note in said.notes)
    assert warned is line.stale is said.stale is one.stale(TODAY)
