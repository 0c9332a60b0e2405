"""The words of the advice, which every surface shows."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import msgspec
import pytest

from wizard.advice.advise import House, advise
from wizard.advice.present import AdviceText, present
from wizard.advice.situation import Given, settle
from wizard.advice.worktime import LONDON
from wizard.casework.house import open_house

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)


@cache
def house() -> House:
    return open_house("oxfordshire")


def said(**facts: object) -> AdviceText:
    """The advice for a disagreement in Oxfordshire, in words."""
    usual = {
        "policy": "oxfordshire",
        "risk": "welfare",
        "from": {"agency": "education"},
        "to": ["childrens-social-care"],
        "raised": "2026-11-16T09:00",
    }
    given = msgspec.convert({**usual, **facts}, Given)
    situation = settle(given, house().policy, house().time, NOW, None, "the test")
    return present(advise(house(), situation), house().policy)


def attempt(stage: str, began: str, ended: str | None, outcome: str) -> dict[str, str | None]:
    return {"stage": stage, "began": began, "ended": ended, "outcome": outcome}


TRIED = [attempt("step-2", "2026-11-16", "2026-11-17", "unresolved")]


def test_danger_now_is_said_and_the_first_action_is_to_call_999() -> None:
    text = said(risk="immediate")
    assert text.danger == "Danger now: call 999 first"
    assert "999" in text.actions[0].text
    assert said().danger is None


def test_a_missed_limit_is_said_once_and_as_missed() -> None:
    text = said(attempts=[attempt("step-2", "2026-11-02", None, "open")])
    assert text.status == "Overdue: a time limit has passed"
    assert text.times[0] == "Overdue since Monday 9 November 2026, 17:00"
    assert not any(line.startswith("Act by Monday 9 November") for line in text.times)


def test_an_aim_that_has_passed_is_said_to_have_passed() -> None:
    assert "Aim to do it by Tuesday 17 November 2026, 09:00 (that has passed)" in said().times


def test_each_rung_says_where_it_stands_in_a_mark_and_in_words() -> None:
    rungs = said(attempts=TRIED).ladder
    assert [(rung.mark, rung.state) for rung in rungs[:4]] == [
        ("–", "not on record"),
        ("✓", "done"),
        ("▶", "here"),
        ("·", "ahead"),
    ]
    assert rungs[1].notes == ("began 16 November 2026", "ended 17 November 2026", "did not settle it")
    assert rungs[2].here


def test_the_working_numbers_each_day_that_counts_and_says_why_another_does_not() -> None:
    (working,) = said(attempts=TRIED).working
    assert working.title == "Act by Tuesday 24 November 2026, 17:00"
    assert working.days[0] == "5 working days from Tuesday 17 November 2026, 17:00 (§2)"
    assert "Saturday 21 November 2026: not counted, Saturday" in working.days
    assert working.days[-1] == "Tuesday 24 November 2026: day 5"


def test_what_is_our_reading_is_marked_so() -> None:
    text = said(attempts=TRIED)
    assert any(clause.source == "§2, our reading" for clause in text.actions)
    assert any(clause.source == "§2" for clause in text.because)


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"attempts": [attempt("step-2", "2026-11-17", None, "open")]}, "This stage is open"),
        (
            {"attempts": [attempt("step-2", "2026-11-16", "2026-11-17", "resolved")]},
            "Settled: confirm it, record it and learn from it",
        ),
        ({"circumstance": "complaint"}, "This policy does not cover it"),
    ],
)
def test_the_status_is_said_in_words(facts: dict[str, object], status: str) -> None:
    assert said(**facts).status == status
