"""An application over a register of its own, with a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
import textual.app
from textual.app import App
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
#: So many turns of the loop with nothing to do, and it is at rest; so many in all, and something is wrong.
_CALM = 25
_PATIENCE = 100_000


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


def practice(register: Register) -> Register:
    """The register, set up before for practice."""
    register.vault.create_practice(NOW)
    return register


@pytest.fixture
def make_app(tmp_path: Path) -> MakeApp:
    """An application over a practice register, in which the questions before `asks` have their answers; all of them
    for "advice"."""

    def make(
        asks: str = "danger",
        *,
        register: Register | None = None,
        choices: Callable[[], tuple[PolicyChoice, ...]] = choices,
        **changed: tuple[str, ...],
    ) -> EscalateApp:
        around = surroundings(register or practice(Register(tmp_path / "register")), choices)
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


async def still(app: App[object]) -> None:
    """Waits until nothing in the application is left to do. Of time it needs what the work needs, and no more."""
    calm = 0
    for _ in range(_PATIENCE):
        await asyncio.sleep(0)
        if not (app.is_running and app.screen_stack):
            return
        calm = 0 if busy(app) else calm + 1
        if calm == _CALM:
            return
        if calm:
            app.screen._on_timer_update()  # draws now what would be drawn with the next sixtieth of a second
    raise AssertionError("The application never came to rest")


def busy(app: App[object]) -> bool:
    """Whether a message waits for a part of the screen, or something is under way that sends one."""
    if app._resize_timer or not app._animator._complete_event.is_set():
        return True
    return any(part.message_queue_size for part in (app, *app.screen.walk_children(with_self=True)))


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key is followed until nothing is left to do.

    Textual's own pilot waits until the processor is idle, forty milliseconds a key at least: on a quiet machine
    that is too long, and on a busy one not long enough.
    """

    async def idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
        await asyncio.sleep(0)

    async def press(self: Pilot[None], *keys: str) -> None:
        await still(self.app)
        for key in keys:
            await self.app._press_keys((key,))
            await still(self.app)

    async def pause(self: Pilot[None], delay: float | None = None) -> None:
        await asyncio.sleep(delay or 0)
        await still(self.app)

    monkeypatch.setattr(textual.app, "wait_for_idle", idle)
    monkeypatch.setattr(Pilot, "press", press)
    monkeypatch.setattr(Pilot, "pause", pause)


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
        monkeypatch.setattr(documents, "suggested_name", lambda session, document, ending: f"paper{ending}")

    return put
