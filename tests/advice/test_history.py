from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.advice.advise import House
from wizard.advice.history import History, facts_in, facts_of, history
from wizard.advice.situation import Given, Situation, settle
from wizard.casework.house import open_house

Make = Callable[..., Situation]


def attempt(stage: str, began: str, outcome: str, ended: str | None = None) -> dict[str, Any]:
    return {"stage": stage, "began": began, "outcome": outcome} | ({"ended": ended} if ended else {})


@pytest.fixture
def past(small: House, situation: Make) -> Callable[..., History]:
    def make(*attempts: dict[str, Any]) -> History:
        return history(small.policy, situation(attempts=list(attempts)), small.machine)

    return make


def test_nothing_tried_is_no_history(past: Callable[..., History]) -> None:
    found = past()
    assert (found.state, found.furthest, found.outcomes) == ("raised", None, frozenset())


def test_the_furthest_attempt_decides_whatever_was_recorded_later(past: Callable[..., History]) -> None:
    found = past(attempt("managers", "2026-11-10", "unresolved"), attempt("talk", "2026-11-13", "unresolved"))
    assert found.furthest is not None
    assert (found.state, found.furthest.stage) == ("directors", "managers")


def test_an_open_attempt_leaves_the_case_at_its_own_stage(past: Callable[..., History]) -> None:
    assert past(attempt("managers", "2026-11-10", "open")).state == "managers"


def test_an_earlier_stage_that_is_open_does_not_hold_back_a_later_one(past: Callable[..., History]) -> None:
    found = past(attempt("talk", "2026-11-10", "open"), attempt("managers", "2026-11-11", "unresolved"))
    assert found.state == "directors"


def test_of_several_at_one_stage_the_one_that_began_last_counts(past: Callable[..., History]) -> None:
    found = past(attempt("talk", "2026-11-13", "open"), attempt("talk", "2026-11-10", "unresolved"))
    assert found.state == "talk"


def test_a_resolved_attempt_ends_it_whatever_else_there_is(past: Callable[..., History]) -> None:
    found = past(attempt("talk", "2026-11-10", "resolved"), attempt("directors", "2026-11-13", "unresolved"))
    assert found.resolved is not None
    assert found.resolved.stage == "talk"


def test_an_attempt_beside_the_ladder_is_kept_beside_it(past: Callable[..., History]) -> None:
    found = past(attempt("conference-request", "2026-11-10", "unresolved"))
    assert (found.state, found.furthest, [one.stage for one in found.beside]) == (
        "raised",
        None,
        ["conference-request"],
    )


def test_an_attempt_counts_from_its_end_and_without_one_from_its_beginning(
    past: Callable[..., History],
) -> None:
    ended = past(attempt("talk", "2026-11-10", "unresolved", "2026-11-12T11:00")).furthest
    without = past(attempt("talk", "2026-11-10T09:30", "unresolved")).furthest
    assert ended is not None
    assert without is not None
    assert (f"{ended.finished:%d %H:%M}", f"{without.finished:%d %H:%M}") == ("12 11:00", "10 09:30")


def test_an_attempt_that_began_nobody_knows_when_counts_from_when_it_was_raised(
    small: House, situation: Make
) -> None:
    found = history(
        small.policy,
        situation(raised="2026-11-09T09:00", attempts=[attempt("talk", "unknown", "open")]),
        small.machine,
    )
    assert found.furthest is not None
    assert f"{found.furthest.began:%d %H:%M}" == "09 09:00"


def test_an_attempt_that_ended_before_it_was_raised_does_not_begin_after_its_end(
    small: House, situation: Make
) -> None:
    one = attempt("talk", "unknown", "unresolved", "2026-11-05T10:00")
    found = history(small.policy, situation(raised="2026-11-09", attempts=[one]), small.machine)
    assert found.furthest is not None
    assert found.furthest.began == found.furthest.finished


STAGES = ("talk", "managers", "directors", "conference-request", "emergency")
attempts = st.lists(
    st.builds(
        attempt,
        st.sampled_from(STAGES),
        st.integers(1, 14).map(lambda day: f"2026-11-{day:02}T10:00"),
        st.sampled_from(["open", "unresolved", "resolved"]),
    ),
    max_size=6,
    unique_by=lambda one: (one["stage"], one["began"]),
)


HOUSE = open_house("small", Path(__file__).parents[1] / "flows")


def settled(found: list[dict[str, Any]]) -> Situation:
    facts = {
        "policy": "small",
        "now": "2026-11-16T10:00",
        "risk": "welfare",
        "from": {"agency": "education"},
        "to": ["police"],
        "attempts": found,
    }
    read = msgspec.convert(facts, Given)
    return settle(read, HOUSE.policy, HOUSE.time, datetime(2001, 1, 1, tzinfo=UTC), None, "the test")


@given(found=attempts, order=st.randoms(use_true_random=False))
def test_the_order_in_which_attempts_are_written_makes_no_difference(
    found: list[dict[str, Any]], order: Any
) -> None:
    shuffled = list(found)
    order.shuffle(shuffled)
    one = history(HOUSE.policy, settled(found), HOUSE.machine)
    other = history(HOUSE.policy, settled(shuffled), HOUSE.machine)
    assert (one.state, one.furthest, one.on_record, one.outcomes, one.resolved is None) == (
        other.state,
        other.furthest,
        other.on_record,
        other.outcomes,
        other.resolved is None,
    )
    assert set(one.beside) == set(other.beside)


@given(found=attempts)
def test_the_facts_are_the_same_with_and_without_a_machine(found: list[dict[str, Any]]) -> None:
    situation = settled(found)
    past = history(HOUSE.policy, situation, HOUSE.machine)
    assert facts_of(HOUSE.policy, situation, past) == facts_in(HOUSE.policy, situation)
