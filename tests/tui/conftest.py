"""An application over a register of its own, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from textual.pilot import Pilot

from wizard.advice.advise import House
from wizard.advice.questions import PolicyChoice
from wizard.advice.worktime import LONDON
from wizard.casework import documents
from wizard.casework.choices import policy_choices
from wizard.casework.documents import DocumentView, Draft, FieldView
from wizard.casework.house import open_house
from wizard.casework.session import Session, Surroundings
from wizard.register.cases import Register
from wizard.tui.app import EscalateApp

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)

#: A disagreement in Oxfordshire that has been through its first conversation.
OXFORDSHIRE: Mapping[str, tuple[str, ...]] = {
    "danger": ("no",),
    "policy": ("oxfordshire",),
    "subject": ("child",),
    "from": ("education",),
    "sector": ("statutory",),
    "to": ("childrens-social-care",),
    "circumstance": ("disagreement",),
    "about": ("criteria-for-referral",),
    "risk": ("welfare",),
    "raised": ("2026-11-16",),
    "tried": ("step-2",),
    "began:step-2": ("2026-11-16",),
    "outcome:step-2": ("unresolved",),
    "ended:step-2": ("2026-11-17",),
}

MakeApp = Callable[..., EscalateApp]


@cache
def choices() -> tuple[PolicyChoice, ...]:
    return policy_choices()


@cache
def house(policy: str) -> House:
    return open_house(policy)


def surroundings(
    register: Register, choices: Callable[[], tuple[PolicyChoice, ...]] = choices
) -> Surroundings:
    """The shipped policies, and a clock that stands still."""
    return Surroundings(register=register, choices=choices, open_house=house, clock=lambda: NOW)


@pytest.fixture
def make_app(tmp_path: Path) -> MakeApp:
    """An application in which the questions before `asks` have their answers; all of them for "advice"."""

    def make(
        asks: str = "danger",
        *,
        register: Register | None = None,
        choices: Callable[[], tuple[PolicyChoice, ...]] = choices,
        **changed: tuple[str, ...],
    ) -> EscalateApp:
        around = surroundings(register or Register(tmp_path / "register"), choices)
        session = Session(around)
        answers = {**OXFORDSHIRE, **changed}
        while (question := session.shown().question) is not None and question.id != asks:
            session.answer(answers[question.id])
        return EscalateApp(around, tmp_path, session=session)

    return make


@pytest.fixture
def come_back(tmp_path: Path) -> Callable[[], EscalateApp]:
    """The application started anew over the same register, as after a kill."""

    def start() -> EscalateApp:
        return EscalateApp(surroundings(Register(tmp_path / "register")), tmp_path)

    return start


@pytest.fixture
def seen() -> Callable[[EscalateApp], str]:
    """What stands on the screen now, line by line."""

    def read(app: EscalateApp) -> str:
        strips = app.screen._compositor.render_strips(app.size)
        return "\n".join(strip.text.rstrip() for strip in strips)

    return read


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key is followed until nothing is left to do: on a busy machine one round is not always all."""
    press = Pilot.press

    async def press_and_settle(self: Pilot[None], *keys: str) -> None:
        await press(self, *keys)
        for _ in range(3):
            await self.pause()

    monkeypatch.setattr(Pilot, "press", press_and_settle)


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a document in the place of the real ones, with the same text wherever it has some."""

    def put(text: str) -> None:
        def fields(session: Session, document: str) -> tuple[FieldView, ...]:
            written = session.details.get("field", text)
            return (FieldView(name="field", title=text, help=text, mandatory=True, text=written),)

        def draft(session: Session, document: str) -> Draft:
            return Draft(id="paper", title=text, markdown=text, text=text, missing=(text,))

        view = DocumentView(id="paper", title=text)
        monkeypatch.setattr(documents, "documents_for", lambda session: (view,))
        monkeypatch.setattr(documents, "fields_of", fields)
        monkeypatch.setattr(documents, "draft", draft)
        monkeypatch.setattr(documents, "suggested_name", lambda session, document: "paper.md")

    return put
