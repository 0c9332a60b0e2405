from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.advice.advise import House, advise
from wizard.advice.result import Advice
from wizard.advice.situation import Given, settle
from wizard.casework.house import open_house

Make = Callable[..., Advice]


def tried(stage: str, began: str = "2026-11-13", outcome: str = "unresolved", **more: str) -> dict[str, str]:
    return {"stage": stage, "began": began, "outcome": outcome, **more}


def where(advice: Advice) -> tuple[str, str | None]:
    return advice.status, advice.stage.id if advice.stage else None


def wall(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M}" if moment else None


# The order of decision.


def test_with_nothing_tried_the_case_is_at_the_first_stage(advice: Make) -> None:
    assert where(advice()) == ("act", "talk")


def test_outside_the_policy_comes_before_a_resolved_attempt(advice: Make) -> None:
    found = advice(to=["education"], attempts=[tried("talk", outcome="resolved")])
    assert where(found) == ("outside-policy", None)


def test_a_resolved_attempt_comes_before_a_route(advice: Make) -> None:
    found = advice(circumstance="emergency", attempts=[tried("talk", outcome="resolved")])
    assert where(found) == ("resolved", None)


def test_a_resolved_attempt_holds_whatever_came_after_it(advice: Make) -> None:
    attempts = [tried("talk", "2026-11-10", "resolved"), tried("managers", "2026-11-12", "open")]
    assert where(advice(attempts=attempts)) == ("resolved", None)


def test_a_route_comes_before_the_ladder(advice: Make) -> None:
    found = advice(circumstance="conference-refused", attempts=[tried("managers")])
    assert where(found) == ("act", "conference-request")


def test_a_route_that_was_tried_and_is_the_last_word_is_complete(advice: Make) -> None:
    found = advice(circumstance="conference-refused", attempts=[tried("conference-request")])
    assert where(found) == ("complete", None)


def test_a_route_that_holds_whatever_was_tried_still_holds(advice: Make) -> None:
    found = advice(circumstance="emergency", attempts=[tried("emergency"), tried("directors")])
    assert where(found) == ("act", "emergency")


def test_a_route_to_the_ladder_holds_until_that_stage_was_tried(advice: Make) -> None:
    assert where(advice(circumstance="policy-issue")) == ("act", "directors")
    found = advice(circumstance="policy-issue", attempts=[tried("directors")])
    assert where(found) == ("complete", None)


def test_an_attempt_beside_the_ladder_does_not_move_a_case_on_it(advice: Make) -> None:
    assert where(advice(attempts=[tried("emergency")])) == ("act", "talk")


@pytest.mark.parametrize(
    "circumstance", ["conference-dissent", "complaint", "whistleblowing", "allegation", "disagreement"]
)
def test_a_circumstance_for_which_there_is_no_rule_is_an_ordinary_disagreement(
    advice: Make, circumstance: str
) -> None:
    assert where(advice(circumstance=circumstance)) == ("act", "talk")


def test_every_agency_challenged_must_be_the_challenging_one_to_lie_outside(advice: Make) -> None:
    assert where(advice(to=["education", "police"])) == ("act", "talk")


def test_a_body_challenges_its_own_agency_between_agencies(advice: Make) -> None:
    found = advice(from_={"agency": "health/hospital"}, to=["health"])
    assert where(found) == ("act", "talk")


# Open attempts and limits.


def test_an_open_attempt_within_its_limit_is_in_progress(advice: Make) -> None:
    found = advice(attempts=[tried("managers", "2026-11-13", "open")])
    assert (where(found), wall(found.act_by)) == (("in-progress", "managers"), "2026-11-17T16:00")


def test_at_the_minute_of_the_limit_it_is_not_yet_missed(advice: Make) -> None:
    found = advice(now="2026-11-17T16:00", attempts=[tried("managers", "2026-11-13", "open")])
    assert where(found) == ("in-progress", "managers")


def test_a_minute_later_the_stage_after_is_due_now(advice: Make) -> None:
    found = advice(now="2026-11-17T16:01", attempts=[tried("managers", "2026-11-13", "open")])
    assert (where(found), wall(found.overdue_since)) == (("overdue", "directors"), "2026-11-17T16:00")


def test_a_stage_that_nobody_began_is_overdue_where_it_is(advice: Make) -> None:
    found = advice(attempts=[tried("talk", "2026-11-02")])
    assert (where(found), wall(found.act_by), found.act_by) == (
        ("overdue", "managers"),
        "2026-11-04T16:00",
        found.overdue_since,
    )


def test_a_stage_without_a_limit_is_never_overdue(advice: Make) -> None:
    found = advice(now="2027-11-16T10:00", attempts=[tried("directors", "2026-11-02", "open")])
    assert (where(found), found.act_by, found.overdue_since) == (("in-progress", "directors"), None, None)


def test_an_aim_that_has_passed_is_no_limit_that_was_missed(advice: Make) -> None:
    found = advice(raised="2026-11-02")
    assert (where(found), wall(found.aim_by)) == (("act", "talk"), "2026-11-03T08:00")


def test_at_the_last_stage_an_overdue_attempt_stays_and_its_limit_is_what_to_act_by(
    changed_house: Callable[..., House], advice: Make
) -> None:
    house = changed_house(lambda tree: tree["clocks"][1].update(at=["directors"]))
    found = advice(house, attempts=[tried("directors", "2026-11-02", "open")])
    assert (where(found), wall(found.act_by)) == (("overdue", "directors"), "2026-11-04T16:00")


def test_the_time_of_a_stage_starts_when_the_furthest_attempt_ended(advice: Make) -> None:
    found = advice(attempts=[tried("talk", "2026-11-10", ended="2026-11-13")])
    assert wall(found.act_by) == "2026-11-17T16:00"


def test_the_time_of_a_stage_starts_when_the_disagreement_was_raised_where_nothing_was_tried(
    advice: Make,
) -> None:
    found = advice(risk="significant", raised="2026-11-13")
    assert (where(found), wall(found.act_by)) == (("act", "managers"), "2026-11-17T16:00")


def test_a_limit_skips_bank_holidays_and_the_weekend(advice: Make) -> None:
    found = advice(now="2026-12-24T10:00", attempts=[tried("talk", "2026-12-24")])
    assert wall(found.act_by) == "2026-12-30T16:00"


def test_an_aim_in_hours_runs_over_the_change_of_the_clock(advice: Make) -> None:
    found = advice(now="2026-10-24T13:00", raised="2026-10-24T12:00")
    assert wall(found.aim_by) == "2026-10-25T11:00"


# Passing and bypassing.


def test_where_harm_is_feared_a_stage_may_be_passed_without_a_warning(advice: Make) -> None:
    found = advice(risk="significant")
    assert where(found) == ("act", "managers")
    assert "skipped-stage" not in [one.id for one in found.warnings]


def test_a_stage_that_was_begun_is_not_passed(advice: Make) -> None:
    found = advice(risk="significant", attempts=[tried("talk", "2026-11-16", "open")])
    assert where(found) == ("in-progress", "talk")


def test_an_earlier_stage_without_an_attempt_is_named_in_a_warning(advice: Make) -> None:
    found = advice(attempts=[tried("managers")])
    (warning,) = [one for one in found.warnings if one.id == "skipped-stage"]
    assert "Rung 1" in warning.text


def test_without_agreement_a_wish_leaves_the_case_on_its_ladder(advice: Make) -> None:
    found = advice(start_at="directors")
    assert where(found) == ("act", "talk")
    (warning,) = [one for one in found.warnings if one.id == "bypass-not-agreed"]
    assert "both managers" in warning.text


def test_with_agreement_the_case_starts_where_it_is_wished(advice: Make) -> None:
    found = advice(start_at="directors", bypass_agreed=True)
    assert where(found) == ("act", "directors")
    assert not {"skipped-stage", "bypass-not-agreed"} & {one.id for one in found.warnings}


@pytest.mark.parametrize("wish", ["talk", "managers", "emergency", "conference-request"])
def test_a_wish_that_is_not_later_or_is_on_a_route_changes_nothing(advice: Make, wish: str) -> None:
    attempts = [tried("talk", "2026-11-13")]
    with_wish = advice(attempts=attempts, start_at=wish, bypass_agreed=True)
    assert with_wish == advice(attempts=attempts)


def test_an_agreement_counts_for_nothing_where_the_policy_names_nobody_who_may_agree(
    changed_house: Callable[..., House], advice: Make
) -> None:
    house = changed_house(lambda tree: tree.pop("bypasses"))
    found = advice(house, start_at="directors", bypass_agreed=True)
    assert where(found) == ("act", "talk")
    assert "bypass-not-agreed" in [one.id for one in found.warnings]


def test_the_later_stages_that_may_be_started_at_are_named(advice: Make) -> None:
    assert advice().may_start_at == ("managers", "directors")


def test_at_the_workers_discretion_a_later_stage_needs_no_agreement(
    changed_house: Callable[..., House], advice: Make
) -> None:
    house = changed_house(lambda tree: tree["bypasses"][0].update(needs="discretion"))
    assert where(advice(house, start_at="directors")) == ("act", "directors")


# Two ladders.


def _two_ladders(tree: Any) -> None:
    second = msgspec.json.decode(msgspec.json.encode(tree["ladders"][0]))
    second["id"] = "for-adults"
    for stage in second["stages"]:
        stage["id"] = f"adult-{stage['id']}"
    second["when"] = {"subject": ["adult"]}
    tree["ladders"].insert(0, second)
    tree["clocks"].append(
        {"id": "for-adults", "rule": "None.", "source": "§9", "limit": "not stated", "at": ["adult-talk"]}
    )


def test_a_case_climbs_the_first_ladder_whose_condition_holds(
    changed_house: Callable[..., House], advice: Make
) -> None:
    house = changed_house(_two_ladders)
    assert where(advice(house, subject="adult")) == ("act", "adult-talk")
    assert where(advice(house)) == ("act", "talk")


@pytest.mark.parametrize("subject", ["adult", "child"])
def test_attempts_on_two_ladders_at_once_are_answered(
    changed_house: Callable[..., House], advice: Make, subject: str
) -> None:
    found = advice(
        changed_house(_two_ladders), subject=subject, attempts=[tried("talk"), tried("adult-talk")]
    )
    assert found.stage is not None


# A stage never moves back.

POLICIES = ("small", "barnsley", "manchester", "oxfordshire", "oxfordshire-2015", "torbay")
HOUSES = {
    one: open_house(one, Path(__file__).parents[1] / "flows" if one == "small" else None) for one in POLICIES
}


def rank(house: House, facts: dict[str, Any]) -> int:
    given_ = msgspec.convert(facts, Given)
    clock = datetime(2001, 1, 1, tzinfo=UTC)
    found = advise(house, settle(given_, house.policy, house.time, clock, None, "the test"))
    order = [stage.id for stage in house.policy.ladders[0].stages]
    return order.index(found.stage.id) if found.stage else len(order)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_stage_never_moves_back_when_an_attempt_is_added(policy: str) -> None:
    house = HOUSES[policy]
    order = [stage.id for stage in house.policy.ladders[0].stages]
    days = st.integers(1, 15).map(lambda day: f"2026-11-{day:02}")
    attempts = st.builds(
        tried, st.sampled_from(order), days, st.sampled_from(["open", "unresolved", "unresolved", "resolved"])
    )

    @settings(max_examples=120, deadline=None)
    @given(before=st.lists(attempts, max_size=4, unique_by=lambda one: one["stage"]), added=attempts)
    def hold(before: list[dict[str, str]], added: dict[str, str]) -> None:
        # A second attempt at a stage takes the place of the first: that is no attempt added to the others.
        if any(one["stage"] == added["stage"] for one in before):
            return
        facts = {
            "policy": policy,
            "now": "2026-11-16T10:00",
            "risk": "welfare",
            "raised": "2026-11-01",
            "from": {"agency": "education"},
            "to": ["police"],
        }
        assert rank(house, {**facts, "attempts": [*before, added]}) >= rank(
            house, {**facts, "attempts": before}
        )

    hold()
