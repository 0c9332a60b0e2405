"""What is never acceptable is seen in a piece of advice, wherever it comes from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from wizard.advice.advise import House, advised
from wizard.advice.history import facts_of, history
from wizard.advice.locate import locate
from wizard.advice.result import Action, Advice
from wizard.advice.safety import unsafe
from wizard.advice.situation import Given, Situation, settle


def settled(house: House, risk: str) -> Situation:
    given = msgspec.convert(
        {
            "policy": "small",
            "now": "2026-11-18T10:30",
            "raised": "2026-11-18T09:00",
            "risk": risk,
            "from": {"agency": "education"},
            "to": ["police"],
            "attempts": [{"stage": "talk", "began": "2026-11-17", "outcome": "unresolved"}],
        },
        Given,
    )
    return settle(given, house.policy, house.time, datetime(2026, 11, 18, 10, 30, tzinfo=UTC), None, "a test")


def told(house: House, change: Callable[[Advice], dict[str, Any]], risk: str = "welfare") -> list[str]:
    """What is found unsafe in advice that was changed after it was given."""
    situation = settled(house, risk)
    past = history(house.policy, situation, house.machine)
    position = locate(
        house.policy, situation, past, facts_of(house.policy, situation, past), house.time, house.machine
    )
    advice = advised(house, situation).advice
    return list(unsafe(house, situation, position, msgspec.structs.replace(advice, **change(advice))))


def on_saturday(advice: Advice) -> dict[str, Any]:
    return {"act_by": advice.now.replace(day=21)}


def in_the_past(advice: Advice) -> dict[str, Any]:
    return {"act_by": advice.now - timedelta(days=1)}


def told_to_wait(advice: Advice) -> dict[str, Any]:
    wait = Action(id="wait", text="Wait.", source="§1", wait=True)
    return {"actions": (*advice.actions, wait)}


@pytest.mark.parametrize("risk", ["welfare", "significant", "immediate"])
def test_advice_as_it_is_given_is_safe(small: House, risk: str) -> None:
    assert told(small, lambda advice: {}, risk) == []


@pytest.mark.parametrize(
    ("change", "risk", "says"),
    [
        (on_saturday, "welfare", "act_by falls on a day off"),
        (in_the_past, "welfare", "act_by lies in the past, and the answer does not say overdue"),
        (told_to_wait, "immediate", "immediate risk, and an action tells someone to wait"),
        (lambda advice: {"urgent": False}, "immediate", "urgent does not go with immediate risk"),
        (
            lambda advice: {"actions": advice.actions[1:]},
            "immediate",
            "immediate risk does not begin with the emergency services",
        ),
        (lambda advice: {"acts": None}, "welfare", "nobody acts"),
        (lambda advice: {"with_": ()}, "welfare", "there is nobody to go to"),
        (lambda advice: {"actions": ()}, "welfare", "there is nothing to do: a dead end"),
        (
            lambda advice: {"overdue_since": advice.now},
            "welfare",
            "overdue and overdue_since do not go together",
        ),
        (lambda advice: {"stage": None}, "welfare", "the status act and a stage do not go together"),
    ],
)
def test_each_unsafe_thing_is_told(
    small: House, change: Callable[[Advice], dict[str, Any]], risk: str, says: str
) -> None:
    assert says in told(small, change, risk)
