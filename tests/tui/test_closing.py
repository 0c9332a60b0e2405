"""On the advice screen one key closes the case with a reason, and another opens it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from wizard.advice.worktime import LONDON
from wizard.casework.choices import policy_choices
from wizard.casework.house import open_house
from wizard.casework.session import Session, Surroundings
from wizard.register.cases import Register
from wizard.tui.app import EscalateApp

Seen = Callable[[EscalateApp], str]
choices, house = cache(policy_choices), cache(open_house)

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
ANSWERS = {
    "danger": "no",
    "policy": "torbay",
    "subject": "child",
    "from": "education",
    "to": "childrens-social-care",
    "circumstance": "disagreement",
    "about": "levels-of-need",
    "risk": "welfare",
    "raised": "2026-11-16",
    "tried": "pre-escalation",
    "began:pre-escalation": "2026-11-16",
    "outcome:pre-escalation": "unresolved",
    "ended:pre-escalation": "2026-11-17",
}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    around = Surroundings(
        register=Register(tmp_path / "register"),
        choices=choices,
        open_house=house,
        clock=lambda: NOW,
    )
    session = Session(around)
    while (question := session.shown().question) is not None:
        session.answer((ANSWERS[question.id],))
    assert session.case is not None
    return Session(around, session.case)


async def test_a_case_is_closed_with_a_reason_and_opened_again(
    session: Session, tmp_path: Path, seen: Seen
) -> None:
    app = EscalateApp(session.surroundings, tmp_path, session=session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "x Close the case" in seen(app)
        assert "Open it again" not in seen(app)
        await pilot.press("x", "f5")
        assert "Write first why the case is closed." in seen(app)
        assert session.record.closed is None
        await pilot.press(*"Done", "f5")
        assert session.record.closed is not None
        assert session.record.closed.reason == "Done"
        assert "! This case is closed, and nothing of it is due." in seen(app)
        assert "What to record next" not in seen(app)
        assert "x Close the case" not in seen(app)
        await pilot.press("a", "f6")
        assert session.record.closed is None
        assert "as a new challenge" in seen(app)
        assert "What to record next" in seen(app)
        assert session.situation_given().attempts == ()


async def test_a_step_does_not_begin_in_a_closed_case(session: Session, tmp_path: Path, seen: Seen) -> None:
    app = EscalateApp(session.surroundings, tmp_path, session=session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("x", *"Done", "f5")
        before = session.events
        await pilot.press("t")
        assert "! This case is closed" in seen(app)
    assert session.events == before


async def test_leaving_it_changes_nothing(session: Session, tmp_path: Path, seen: Seen) -> None:
    before = session.events
    app = EscalateApp(session.surroundings, tmp_path, session=session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("x", *"Done", "escape")
        assert "What to record next" in seen(app)
    assert session.events == before
