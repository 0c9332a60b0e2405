"""What would change the advice: one key on the advice screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wizard.base.errors import NotNowError
from wizard.casework.session import Session
from wizard.tui.advice import AdviceScreen
from wizard.tui.app import EscalateApp

MakeApp = Callable[..., EscalateApp]
Seen = Callable[[EscalateApp], str]


async def test_a_key_on_the_advice_says_what_would_change_it_and_escape_comes_back(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice")
    async with app.run_test(size=(100, 100)) as pilot:
        await pilot.pause()
        assert "w What would change it" in seen(app)
        await pilot.press("w")
        shown = seen(app)
        assert "What would change this advice" in shown
        assert "If Step 3 began now\n • This stage is open" in shown
        assert "(§3 Step 3)" in shown
        await pilot.press("escape")
        assert isinstance(app.screen, AdviceScreen)


async def test_the_same_key_comes_back_too(make_app: MakeApp) -> None:
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w", "w")
        assert isinstance(app.screen, AdviceScreen)


async def test_the_danger_stands_above_what_would_change_it(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("advice", danger=("yes",))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        assert seen(app).splitlines()[1].strip() == "Danger now: call 999 first"


async def test_a_small_terminal_scrolls_to_the_last_change(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("advice")
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.press("w")
        first = seen(app)
        await pilot.press("end")
        assert seen(app) != first


async def test_why_there_is_none_is_said_in_a_sentence(
    make_app: MakeApp, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: Session) -> None:
        raise NotNowError("The list [bold]ends[/] here; try again")

    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr(Session, "what_if", fails)
        await pilot.press("w")
        assert "! The list [bold]ends[/] here; try again" in seen(app)


async def test_nothing_is_worked_out_before_it_is_asked_for(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Session] = []
    real = Session.what_if
    monkeypatch.setattr(Session, "what_if", lambda self: asked.append(self) or real(self))
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert asked == []
        await pilot.press("w")
        assert len(asked) == 1
