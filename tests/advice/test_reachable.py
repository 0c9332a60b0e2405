from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from wizard.advice.advise import House
from wizard.advice.reachable import Reachable, reachable, say_unlisted

TODAY = date(2026, 11, 18)
Make = Callable[..., Reachable]


@pytest.fixture
def reach(small: House) -> Make:
    def make(
        stage: str, *parties: str, in_hours: bool = True, house: House | None = None, today: date = TODAY
    ) -> Reachable:
        found = house or small
        return reachable(found.policy, found.contacts, stage, parties, in_hours=in_hours, today=today)

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
