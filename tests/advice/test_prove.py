"""The proof finds what is unsafe. Every change here leaves a flow that is read without a fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wizard.advice.advise import House
from wizard.advice.prove import MOST_TOLD, prove

HouseFrom = Callable[..., House]
ONLY_VOLUNTARY = {"sector": ["voluntary"]}


def stage(tree: Any, number: int) -> Any:
    return tree["ladders"][0]["stages"][number]


def steps_all_conditional(tree: Any) -> None:
    for step in stage(tree, 2)["steps"]:
        step["when"] = ONLY_VOLUNTARY


def steps_of_an_ending_all_conditional(tree: Any) -> None:
    tree["endings"][1]["steps"][0]["when"] = {"risk": ["significant"]}


def steps_of_a_route_all_conditional(tree: Any) -> None:
    tree["routes"][0]["stage"]["steps"][0]["when"] = ONLY_VOLUNTARY


def people_all_conditional(tree: Any) -> None:
    stage(tree, 1)["with"][0]["when"] = {"risk": ["welfare", "none"]}


def people_of_a_route_all_conditional(tree: Any) -> None:
    tree["routes"][1]["stage"]["with"][0]["when"] = {"challenged": ["police"]}


def a_route_that_leads_back(tree: Any) -> None:
    tree["routes"].append(
        {
            "id": "back-to-talking",
            "rule": "Talk again.",
            "source": "§2",
            "when": {"tried": ["unresolved"]},
            "to": "talk",
            "until": "attempted",
        }
    )


def a_route_for_some_without_people(tree: Any) -> None:
    """Where a case is can depend on the sector, the agencies and the subject too."""
    tree["routes"].append(
        {
            "id": "trustees",
            "rule": "The trustees settle it.",
            "source": "§3, note",
            "when": {"sector": ["voluntary"], "about": ["timeliness"]},
            "until": "never",
            "stage": {
                **stage(tree, 2),
                "id": "trustees",
                "with": [{"role": "director", "agency": "challenged", "when": {"subject": ["adult"]}}],
            },
        }
    )


def a_limit_in_hours(tree: Any) -> None:
    tree["clocks"][1]["limit"] = "24 hours"


def a_limit_beyond_the_calendar(tree: Any) -> None:
    tree["clocks"][1]["limit"] = "999 working days"


def a_step_that_passes_for_the_emergency_call(tree: Any) -> None:
    stage(tree, 0)["steps"][0]["id"] = "emergency-services"


UNSAFE: dict[str, tuple[Callable[[Any], None], str]] = {
    "a stage where some have nothing to do": (steps_all_conditional, "there is nothing to do: a dead end"),
    "an ending where some have nothing to do": (
        steps_of_an_ending_all_conditional,
        "there is nothing to do: a dead end",
    ),
    "a route where some have nothing to do": (
        steps_of_a_route_all_conditional,
        "there is nothing to do: a dead end",
    ),
    "a stage where some have nobody to go to": (people_all_conditional, "there is nobody to go to"),
    "a route where some have nobody to go to": (
        people_of_a_route_all_conditional,
        "there is nobody to go to",
    ),
    "a stage that moves back": (a_route_that_leads_back, "moves the case back"),
    "a route that only some take, with nobody to go to there": (
        a_route_for_some_without_people,
        "there is nobody to go to",
    ),
    "a deadline that nobody can work out": (a_limit_beyond_the_calendar, "raised CalendarEndsError"),
    "an emergency call without an emergency": (
        a_step_that_passes_for_the_emergency_call,
        "the emergency services, with no immediate risk",
    ),
}


#: Each takes seconds; these show it, and the others are among the long ones.
_SHORT = ("a stage where some have nothing to do", "an ending where some have nothing to do")


@pytest.mark.parametrize(
    "kind", [one if one in _SHORT else pytest.param(one, marks=pytest.mark.long) for one in UNSAFE]
)
def test_what_is_unsafe_is_found_and_told_with_the_case_it_happens_in(
    kind: str, changed_house: HouseFrom
) -> None:
    change, says = UNSAFE[kind]
    proof = prove(changed_house(change))
    assert any(says in one for one in proof.broken), proof.broken
    assert len(proof.broken) <= MOST_TOLD


@pytest.mark.long
def test_a_fallback_with_a_number_that_stands_in_for_a_listed_agency_is_found(
    changed_house: HouseFrom,
) -> None:
    def change(tree: Any) -> None:
        tree["fallback"][1].update(agency="childrens-social-care", phone=["01999 555555"], hours="any")

    proof = prove(changed_house(contacts=change))
    assert any(
        "a fallback's number stands in as that of childrens-social-care" in one for one in proof.broken
    )


def test_nobody_is_told_to_wait_in_danger_even_where_every_step_says_so(changed_house: HouseFrom) -> None:
    def change(tree: Any) -> None:
        for one in stage(tree, 1)["steps"]:
            one["wait"] = True

    assert prove(changed_house(change)).broken == ()


def test_a_flow_with_two_ladders_is_proven_or_told_of_and_nothing_is_raised(changed_house: HouseFrom) -> None:
    def change(tree: Any) -> None:
        (only,) = tree["ladders"]
        last = {**only["stages"][2], "id": "adult-directors"}
        tree["ladders"] = [
            {"id": "for-adults", "when": {"subject": ["adult"]}, "stages": [last]},
            {"id": "rungs", "stages": only["stages"][:2]},
        ]
        tree["routes"] = tree["routes"][:1]
        tree["contacts"] = tree["contacts"][:1]
        tree["clocks"] = tree["clocks"][:2]

    assert prove(changed_house(change)).combinations > 0


def test_the_small_flow_is_safe_and_every_combination_is_counted(small: House) -> None:
    proof = prove(small)
    assert proof.broken == ()
    # Three stages and one route's at a time, each in one of five states.
    assert proof.histories == (5**3) * (1 + 4 + 1 + 4 + 1)
    assert proof.combinations > proof.positions > proof.pieces_of_advice > 0


@pytest.mark.long
def test_a_limit_in_hours_may_run_out_on_a_day_off(changed_house: HouseFrom) -> None:
    assert prove(changed_house(a_limit_in_hours)).broken == ()
