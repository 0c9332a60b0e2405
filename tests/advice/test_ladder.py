from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transitions import MachineError

from wizard.advice.ladder import (
    LIMIT_PASSED,
    PASSED,
    RAISED,
    SETTLED,
    UNRESOLVED,
    Event,
    LadderMachine,
    attempted,
    bypassed_to,
    entered,
    routed,
)
from wizard.policy.read import read_policy

ORDER = ["talk", "managers", "directors"]


MACHINE = LadderMachine(read_policy(Path(__file__).parents[1] / "flows" / "small"))


@pytest.fixture
def machine() -> LadderMachine:
    return MACHINE


def test_a_case_enters_at_the_first_stage(machine: LadderMachine) -> None:
    assert machine.replay(RAISED, (entered("rungs"),)) == (RAISED, "talk")


def test_an_attempt_that_did_not_settle_it_leads_to_the_stage_after(machine: LadderMachine) -> None:
    assert machine.replay(RAISED, (attempted("talk"), UNRESOLVED))[-1] == "managers"


def test_after_the_last_stage_the_ladder_is_used_up(machine: LadderMachine) -> None:
    assert machine.replay("directors", (UNRESOLVED,))[-1] == "complete"


def test_a_missed_limit_leads_to_the_stage_after(machine: LadderMachine) -> None:
    assert machine.replay("talk", (LIMIT_PASSED,))[-1] == "managers"


def test_a_missed_limit_at_the_last_stage_leaves_the_case_there(machine: LadderMachine) -> None:
    assert machine.replay("directors", (LIMIT_PASSED,))[-1] == "directors"


@pytest.mark.parametrize("stage", [*ORDER, "conference-request", "emergency"])
def test_a_disagreement_can_be_settled_at_every_stage(machine: LadderMachine, stage: str) -> None:
    assert machine.replay(stage, (SETTLED,))[-1] == "resolved"


def test_a_stage_can_be_passed_and_bypassed(machine: LadderMachine) -> None:
    assert machine.replay("talk", (PASSED,))[-1] == "managers"
    assert machine.replay("talk", (bypassed_to("directors"),))[-1] == "directors"


@pytest.mark.parametrize("start", [RAISED, *ORDER, "conference-request", "complete"])
@pytest.mark.parametrize("stage", ["conference-request", "emergency", "directors"])
def test_a_route_can_be_taken_from_anywhere(machine: LadderMachine, start: str, stage: str) -> None:
    assert machine.replay(start, (routed(stage),))[-1] == stage


def test_a_route_that_is_the_last_word_ends_complete(machine: LadderMachine) -> None:
    assert machine.replay("conference-request", (UNRESOLVED,))[-1] == "complete"


def test_a_route_that_is_not_leads_back_to_the_beginning_of_the_ladder(machine: LadderMachine) -> None:
    assert machine.replay("emergency", (UNRESOLVED,))[-1] == RAISED


@pytest.mark.parametrize(
    ("start", "event"),
    [
        ("directors", attempted("talk")),
        ("managers", bypassed_to("talk")),
        ("managers", bypassed_to("managers")),
        ("directors", PASSED),
        ("resolved", UNRESOLVED),
        ("resolved", routed("emergency")),
        ("talk", entered("rungs")),
    ],
)
def test_what_cannot_happen_is_refused(machine: LadderMachine, start: str, event: Event) -> None:
    with pytest.raises((MachineError, KeyError)):
        machine.replay(start, (event,))


def test_no_case_can_be_put_at_a_stage_by_a_trigger_that_nobody_wrote(machine: LadderMachine) -> None:
    with pytest.raises(KeyError):
        machine.replay(RAISED, (Event("to_directors"),))


def test_a_case_that_failed_leaves_nothing_behind_for_the_next(machine: LadderMachine) -> None:
    with pytest.raises(MachineError):
        machine.replay("directors", (attempted("talk"),))
    assert machine.replay(RAISED, (entered("rungs"),)) == (RAISED, "talk")


@given(
    tried=st.sets(st.sampled_from(ORDER)),
    unresolved=st.sets(st.sampled_from(ORDER)),
)
def test_attempts_in_the_order_of_the_ladder_never_lead_back(tried: set[str], unresolved: set[str]) -> None:
    events: list[Event] = []
    for stage in ORDER:
        if stage in tried:
            events.append(attempted(stage))
            if stage in unresolved:
                events.append(UNRESOLVED)
    ranks = [[RAISED, *ORDER, "complete"].index(state) for state in MACHINE.replay(RAISED, tuple(events))]
    assert ranks == sorted(ranks)
