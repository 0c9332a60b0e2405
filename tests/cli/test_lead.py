from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
LEAD = ("lead", "--policy", "oxfordshire", "--agency")


def test_whom_to_call_now_is_printed_with_hours_age_and_what_if_nobody_answers(escalate: Run) -> None:
    answered = escalate(*LEAD, "childrens-social-care", "--at", "2026-11-18T10:30")
    assert (answered.code, answered.err) == (0, "")
    flat = " ".join(answered.out.split())
    for words in (
        "Whom to call now: Children's social care",
        "Wednesday 18 November 2026, 10:30, in office hours",
        "Phone: 01865 815122",
        "As published, with no date. Not checked since.",
        "call 999",
    ):
        assert words in flat


@pytest.mark.parametrize(
    ("at", "hours", "phone"),
    [
        ("2026-11-18T08:29", "out", "0800 833408"),
        ("2026-11-18T08:30", "in", "01865 815122"),
        ("2026-11-18T16:59", "in", "01865 815122"),
        ("2026-11-18T17:00", "out", "0800 833408"),
        ("2026-11-20T15:59", "in", "01865 815122"),
        ("2026-11-20T16:00", "out", "0800 833408"),
        ("2026-11-21T10:30", "out", "0800 833408"),
        ("2026-12-25T10:30", "out", "0800 833408"),
        ("2026-07-01T07:30Z", "in", "01865 815122"),
        ("2026-11-18", "in", "01865 815122"),
    ],
)
def test_the_hour_decides_whom_to_call(escalate: Run, at: str, hours: str, phone: str) -> None:
    card = json.loads(escalate(*LEAD, "childrens-social-care", "--at", at, "--json").out)
    assert (card["hours"], [one["phone"] for one in card["contacts"]]) == (hours, [[phone]])


def test_the_card_as_json_has_the_keys_that_are_promised(escalate: Run) -> None:
    card = json.loads(escalate(*LEAD, "police", "--stage", "step-3", "--json").out)
    assert {"policy", "at", "stage", "contacts", "fallback", "if_no_answer"} <= card.keys()
    assert (card["policy"], card["stage"]) == ("oxfordshire", "step-3")


def test_without_a_stage_the_escalation_leads_are_given(escalate: Run) -> None:
    card = json.loads(escalate(*LEAD, "police", "--at", "2026-11-18T10:30", "--json").out)
    assert card["stage"] is None
    assert {one["use"] for one in card["contacts"]} == {"primary"}


def test_at_a_stage_before_the_contacts_the_card_says_that_there_are_none_yet(escalate: Run) -> None:
    out = " ".join(escalate(*LEAD, "police", "--stage", "step-2").out.split())
    assert "the policy gives no contacts yet" in out


def test_an_agency_with_no_published_lead_gets_the_fallback_and_no_other_agencys_number(
    escalate: Run,
) -> None:
    card = json.loads(escalate(*LEAD, "education", "--json").out)
    assert card["contacts"] == []
    assert {tuple(one["phone"]) for one in card["fallback"]} == {()}


def test_the_register_is_not_touched(escalate: Run, home: Path) -> None:
    escalate(*LEAD, "police")
    assert not home.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--policy", "oxfordshre", "--agency", "police"), "did you mean 'oxfordshire'?"),
        (("--policy", "oxfordshire", "--agency", "polcie"), "did you mean 'police'?"),
        (("--policy", "oxfordshire", "--agency", "health/oux"), "did you mean 'health/ouh'?"),
        (("--policy", "oxfordshire", "--agency", "oscb"), "is no agency of this policy"),
        (("--policy", "oxfordshire", "--agency", "police", "--stage", "step3"), "did you mean 'step-3'?"),
        (("--policy", "torbay", "--agency", "police", "--stage", "emergency"), "is no stage of this policy"),
        (("--policy", "torbay", "--agency", "police", "--at", "noon"), "is not a date or time"),
        (("--policy", "torbay", "--agency", "police", "--at", "2099-01-01"), "bank holidays"),
        (("--policy", "torbay", "--agency", "police", "--at", "0001-01-01T00:00+14:00"), "too far away"),
        (("--policy", "../flows/torbay", "--agency", "police"), "is no policy that is known"),
        (("--policy", "torbay"), "--agency"),
        (("--agency", "police"), "--policy"),
        (("--policy", "torbay", "--agency", ""), "is no agency"),
    ],
)
def test_what_is_not_known_is_one_line_with_the_nearest_word(
    refused: Callable[..., list[str]], arguments: tuple[str, ...], says: str
) -> None:
    (line,) = refused("lead", *arguments)
    assert says in line
