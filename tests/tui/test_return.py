"""Coming back: to the case that was open, where one was in it, with what was half written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

import wizard.tui.writing
from wizard.tui.app import EscalateApp
from wizard.tui.writing import Writing

MakeApp = Callable[..., EscalateApp]
ComeBack = Callable[[], EscalateApp]
Seen = Callable[[EscalateApp], str]


async def kept(app: EscalateApp, pilot: Pilot[None], text: str) -> None:
    """Waits until the clock of the application has kept a text by itself."""
    places = app.session.surroundings.register.places
    for _ in range(500):
        place = places.of(app.session.case_id or "")
        if place and text in (place.text, *place.drafts.values()):
            return
        await pilot.pause(0.01)
    raise AssertionError("it was never kept")


async def test_killed_at_a_new_question_it_comes_back_to_it_and_says_what_has_been_since(
    make_app: MakeApp, come_back: ComeBack, seen: Seen
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "3")
    app = come_back()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Who are you worried about?" in seen(app)
        assert "You left a moment ago. There are questions to answer before there is" in seen(app)


async def test_killed_at_an_earlier_question_that_was_looked_at_it_comes_back_to_that(
    make_app: MakeApp, come_back: ComeBack, seen: Seen
) -> None:
    app = make_app("circumstance")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("left", "left")
    app = come_back()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "What kind of organisation do you work for?" in seen(app)
        assert "(your answer)" in seen(app)


async def test_killed_at_a_text_half_typed_it_comes_back_to_the_text(
    make_app: MakeApp, come_back: ComeBack, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wizard.tui.writing, "KEPT_EVERY", 0.01)
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "1", "1", "1", "1", *"Half a no")
        await kept(app, pilot, "Half a no")
    app = come_back()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t")
        assert "Record an attempt" in seen(app)
        assert "Half a not" in seen(app)


async def test_killed_at_a_field_half_typed_it_comes_back_to_the_field(
    make_app: MakeApp, come_back: ComeBack, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wizard.tui.writing, "KEPT_EVERY", 0.01)
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", "enter", "enter", *"Half")
        await kept(app, pilot, "Half")
        title = seen(app).splitlines()[3]
    for typed in ("", "1"):  # killed twice
        app = come_back()
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press(*typed)
            assert seen(app).splitlines()[3] == title
            assert f"  Half{typed}\n" in seen(app)
            assert app.session.details == {}


async def test_a_document_that_was_closed_is_not_come_back_to(
    make_app: MakeApp, come_back: ComeBack, seen: Seen
) -> None:
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", "escape")
    app = come_back()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "This stage is next" in seen(app)


async def test_quitting_comes_back_and_leaving_for_the_list_does_not(
    make_app: MakeApp, come_back: ComeBack, seen: Seen
) -> None:
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("left", "right", "ctrl+q")
    app = come_back()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "This stage is next" in seen(app)
        await pilot.press("r")
    app = come_back()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Cases" in seen(app)
        assert "Education to Children's social care" in seen(app)


async def test_cases_that_were_never_open_here_are_listed_first(
    make_app: MakeApp, come_back: ComeBack, seen: Seen, tmp_path: Path
) -> None:
    make_app("advice")
    shutil.rmtree(tmp_path / "register" / "places")
    app = come_back()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Education to Children's social care" in seen(app)


@pytest.mark.parametrize("size", [(120, 40), (30, 10)])
async def test_it_comes_back_at_any_size(
    make_app: MakeApp, come_back: ComeBack, seen: Seen, size: tuple[int, int]
) -> None:
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", *"Half", "enter")
    app = come_back()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert app.screen.query_one(Writing).has_focus
        assert "You left a moment ago." in seen(app)
