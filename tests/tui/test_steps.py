"""What is recorded next: one key begins it, its questions are asked as any others, and a line says what came of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wizard.advice.steps import STEP_IDS
from wizard.base.errors import NotNowError
from wizard.register.places import Place, Places
from wizard.tui.app import EscalateApp
from wizard.tui.steps import STEP_KEYS

MakeApp = Callable[..., EscalateApp]
Seen = Callable[[EscalateApp], str]

#: Step 3 was opened on 5 November and is open still: its limit passed on the 12th.
WAITING: dict[str, tuple[str, ...]] = {
    "raised": ("2026-11-02",),
    "tried": ("step-3",),
    "began:step-3": ("2026-11-05",),
    "outcome:step-3": ("open",),
}
SETTLED: dict[str, tuple[str, ...]] = {"outcome:step-2": ("resolved",)}


async def test_what_can_be_recorded_next_is_there_without_scrolling_and_begins_with_its_key(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice", **WAITING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "What to record next" in seen(app)
        assert "y Step 3: a reply has come" in seen(app)
        shown = seen(app).splitlines()
        columns = [line.index(f" {key} ") for key, line in zip("yte", shown[9:12], strict=True)]
        assert len(set(columns)) == 1
        await pilot.press("y")
        lines = [line.strip() for line in seen(app).splitlines()]
        assert lines.index("Record a reply") + 1 == lines.index("Step 3: when did the reply come?")


async def test_a_step_that_is_over_says_what_was_recorded(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("advice", **WAITING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("y", "1", "3", "2")
        assert "Step 3: the reply of Wednesday 18 November 2026 is recorded." in seen(app)
        assert "This stage is next" in seen(app)
    assert app.session.situation_given().attempts[-1].outcome == "unresolved"


async def test_going_back_from_its_first_question_leaves_a_step(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("advice", **WAITING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("y", "escape")
        assert "Nothing was recorded." in seen(app)
        assert "What to record next" in seen(app)
    assert app.session.record.step is None


async def test_after_a_silence_the_reminder_and_the_referral_are_offered(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice", **WAITING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s", "1")
        assert "Step 3: no reply came in time. That is recorded. Press d to make:" in seen(app)
        await pilot.press("d")
        assert "Reminder about our challenge" in seen(app)
        assert "Referral to the next stage" in seen(app)


async def test_what_remains_to_be_done_is_a_checklist_that_keeps_its_marks(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice", **SETTLED)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("c", "1", "enter")
        assert "[x] Done: Confirm to each other in writing" in seen(app)
        assert "[ ] To do: Put the record" in seen(app)
        await pilot.press("c")
        assert "▸ 1  [x] Confirm to each other in writing" in seen(app)
        assert "2  [ ] Put the record" in seen(app)


async def test_a_note_is_written_in_lines_and_saved_with_enter(make_app: MakeApp) -> None:
    app = make_app("advice", **WAITING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("y", "1", "3", "1", *"Not now?", "ctrl+n", *"b a r", "enter")
    replied = next(event for event in app.session.events if event.kind == "replied")
    assert replied.data["note"] == "Not now?\nb a r"


async def test_a_blank_is_no_note_and_the_line_says_so(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("advice", **WAITING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("y", "1", "3", "1", "space", "enter")
        assert "! Nothing is written yet." in seen(app)
        assert "What should be written down?" in seen(app)


async def test_a_note_that_is_left_for_the_question_before_is_there_again(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice", **WAITING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("y", "1", "3", "1", *"Half", "escape")
        assert "Is there something to write down about it?" in seen(app)
        await pilot.press("right")
        assert "Half" in seen(app)


async def test_a_text_that_cannot_be_kept_is_said_and_stays(
    make_app: MakeApp, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Places, place: Place) -> None:
        raise NotNowError("The place could not be saved: the disk is full. Nothing has been changed")

    app = make_app("advice", **WAITING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("y", "1", "3", "1", *"Half")
        monkeypatch.setattr(Places, "keep", refuse)
        app.screen.focused.keep_draft()
        await pilot.pause()
        assert "! The place could not be saved: the disk is full." in seen(app)
        assert "Half" in seen(app)
        assert app.focused is app.screen.query_one("#text")


def test_every_step_has_the_key_that_it_is_named_with_everywhere(make_app: MakeApp) -> None:
    named = {
        one.id: one.key
        for answers in (WAITING, SETTLED)
        for one in make_app("advice", **answers).session.next_steps()
    }
    assert named == STEP_KEYS
    assert set(STEP_KEYS) == set(STEP_IDS)


async def test_a_step_that_was_given_another_key_shows_it_and_begins_with_it(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice", **WAITING)
    app.set_keymap({"advice.step-reply": "f5", "cases.step-reply": "f6"})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "F5 Step 3: a reply has come" in seen(app)
        await pilot.press("y")
        assert "What to record next" in seen(app)
        await pilot.press("r", "slash")
        assert "F6 Step 3: a reply has come" in seen(app)
        await pilot.press("escape", "escape", "f5")
        assert "Step 3: when did the reply come?" in seen(app)


async def test_a_step_that_a_case_has_not_now_does_not_begin(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("advice", **SETTLED)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("y", "r", "y")
        assert "Cases" in seen(app)
    assert app.session.record.step is None
