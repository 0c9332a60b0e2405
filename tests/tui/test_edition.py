"""The policy on the disk has changed under an open case: it is shown, and moved only with a reason."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from wizard.advice.worktime import LONDON
from wizard.base.paths import shipped
from wizard.casework.choices import policy_choices
from wizard.casework.house import open_house
from wizard.casework.reading import open_texts
from wizard.casework.session import Session, Surroundings
from wizard.register.cases import Register
from wizard.tui.app import EscalateApp

Seen = Callable[[EscalateApp], str]
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
ANSWERS = {
    "danger": "no",
    "policy": "oxfordshire",
    "subject": "child",
    "from": "education",
    "sector": "statutory",
    "to": "childrens-social-care",
    "circumstance": "disagreement",
    "about": "criteria-for-referral",
    "risk": "welfare",
    "raised": "2026-11-16",
    "tried": "step-2",
    "began:step-2": "2026-11-16",
    "outcome:step-2": "unresolved",
    "ended:step-2": "2026-11-17",
}


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped("flows") / "oxfordshire", tmp_path / "flows" / "oxfordshire"))


@pytest.fixture
def session(tmp_path: Path, flow: Path) -> Session:
    root = flow.parent
    around = Surroundings(
        register=Register(tmp_path / "register"),
        choices=lambda: policy_choices(root),
        open_house=lambda policy: open_house(policy, root),
        open_texts=lambda policy: open_texts(policy, root),
        clock=lambda: NOW,
    )
    session = Session(around)
    while (question := session.shown().question) is not None:
        session.answer((ANSWERS[question.id],))
    assert session.case is not None
    return Session(around, session.case)


def change(flow: Path) -> None:
    path = flow / "policy.yaml"
    text = path.read_text("utf-8")
    assert "limit: 5 working days" in text
    path.write_text(text.replace("limit: 5 working days", "limit: 3 working days"), encoding="utf-8")


async def test_where_nothing_changed_there_is_no_such_key(
    session: Session, tmp_path: Path, seen: Seen
) -> None:
    app = EscalateApp(session.surroundings, tmp_path, session=session)
    async with app.run_test(size=(100, 60)) as pilot:
        await pilot.pause()
        assert "What to do" in seen(app)
        assert "Policy text" not in seen(app)


async def test_it_says_what_would_differ_and_moves_with_a_reason_and_back(
    session: Session, flow: Path, tmp_path: Path, seen: Seen
) -> None:
    change(flow)
    app = EscalateApp(session.surroundings, tmp_path, session=session)
    async with app.run_test(size=(100, 60)) as pilot:
        await pilot.pause()
        assert "Act by Tuesday 24 November 2026" in seen(app)
        await pilot.press("p")
        assert "Act by Friday 20 November 2026" in seen(app)
        await pilot.press("f5")
        assert "Write first why the case is moved." in seen(app)
        await pilot.press(*"Ok", "f5")
        assert "The case goes on under the policy on the disk." in seen(app)
        assert "Act by Friday 20 November 2026" in seen(app)
        assert session.events[-1].data["reason"] == "Ok"
        await pilot.press("p")
        await pilot.press(*"No", "f6")
        assert "Act by Tuesday 24 November 2026" in seen(app)
        assert [one.reason for one in session.record.moves] == ["Ok", "No"]


async def test_leaving_it_changes_nothing(session: Session, flow: Path, tmp_path: Path, seen: Seen) -> None:
    change(flow)
    before = session.events
    app = EscalateApp(session.surroundings, tmp_path, session=session)
    async with app.run_test(size=(100, 60)) as pilot:
        await pilot.pause()
        await pilot.press("p", *"Ok", "escape")
        assert "Act by Tuesday 24 November 2026" in seen(app)
    assert session.events == before
