"""Vignettes beside each other: which two can come out right together, and which cannot."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from wizard.advice.vignette_faults import contradicting
from wizard.advice.vignettes import Vignette

GIVEN = {
    "policy": "small",
    "now": "2026-11-16T10:00",
    "risk": "welfare",
    "from": {"agency": "education"},
    "to": ["police"],
}


def vignettes(one: dict[str, Any], other: dict[str, Any], **changed: str) -> tuple[Vignette, ...]:
    both = [
        {"id": "first", "given": GIVEN, "expect": one},
        {"id": "second", "given": {**GIVEN, **changed}, "expect": other},
    ]
    return msgspec.convert(both, tuple[Vignette, ...])


@pytest.mark.parametrize(
    ("one", "other", "key"),
    [
        ({"stage": "talk"}, {"stage": "managers"}, "stage"),
        ({"stage": None}, {"stage": "managers"}, "stage"),
        ({"urgent": True}, {"urgent": False}, "urgent"),
        ({"act_by": "2026-11-17T17:00"}, {"act_by": None}, "act_by"),
        ({"notify_include": ["lead"]}, {"notify_exclude": ["lead"]}, "notify_exclude"),
        ({"notify_exclude": ["lead"]}, {"notify_include": ["lead"]}, "notify_include"),
        ({"first_action": "ask"}, {"first_action_not": "ask"}, "first_action_not"),
        ({"first_action_not": "ask"}, {"first_action": "ask"}, "first_action"),
        ({"clocks": {"reply": "met"}}, {"clocks": {"reply": "missed"}}, "clocks"),
    ],
)
def test_two_wants_that_cannot_both_be_are_told_at_the_later_one(
    one: dict[str, Any], other: dict[str, Any], key: str
) -> None:
    (flaw,) = contradicting(vignettes(one, other))
    assert flaw.place == (1, "expect", key)
    assert flaw.what.startswith("'second' contradicts 'first', which has the same situation")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"stage": "talk"}, {"urgent": False}),
        ({"stage": "talk"}, {"stage": "talk"}),
        ({"notify_include": ["lead"]}, {"notify_include": ["board"]}),
        ({"acts_role_contains": "manager"}, {"acts_role_contains": "team"}),
        ({"first_action_not": "ask"}, {"first_action_not": "wait"}),
        ({"clocks": {"reply": "missed"}}, {"clocks": {"reply": "2026-11-17T17:00"}}),
    ],
)
def test_two_wants_that_can_both_be_are_no_fault(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert list(contradicting(vignettes(one, other))) == []


def test_another_situation_may_come_out_otherwise() -> None:
    assert list(contradicting(vignettes({"stage": "talk"}, {"stage": "managers"}, risk="significant"))) == []
