"""Asking: keys, going back, changing an answer, and what happens when it cannot be saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Offset

from wizard.advice.questions import PolicyChoice
from wizard.base.errors import NotNowError
from wizard.base.paths import UnconfirmedError
from wizard.register.cases import Case, NewEvent, Register
from wizard.tui.app import EscalateApp
from wizard.tui.choices import Choices

MakeApp = Callable[..., EscalateApp]
Seen = Callable[[EscalateApp], str]

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)


class FullDisk(Register):
    """A register that cannot save."""

    def create(self, *args: object, **more: object) -> object:  # type: ignore[override]  # it never returns
        raise NotNowError("The case could not be saved: the disk is full. Nothing has been changed")


class Unconfirmed(Register):
    """A register whose disk does not confirm that a child was the subject."""

    def commit(self, case_id: str, events: Sequence[NewEvent], **more: Any) -> Case:
        case = super().commit(case_id, events, **more)
        if events[0].data["question"] == "subject":
            raise UnconfirmedError("It is in its place, and the disk did not confirm it")
        return case


async def test_it_opens_on_the_first_question_and_touches_nothing(
    make_app: MakeApp, seen: Seen, tmp_path: Path
) -> None:
    def not_yet() -> tuple[PolicyChoice, ...]:
        raise AssertionError("the policies are read before they are needed")

    app = make_app(choices=not_yet, register=Register(tmp_path / "register"))
    async with app.run_test(size=(80, 24)):
        assert "Is anyone in danger right now?" in seen(app)
        assert "Practice" not in seen(app)
        assert "Real" not in seen(app)
    assert list(tmp_path.iterdir()) == []


async def test_a_digit_answers_and_goes_on(make_app: MakeApp, seen: Seen) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "3")
        assert app.session.answers == {"danger": ("no",), "policy": ("oxfordshire",)}
        assert "Who are you worried about?" in seen(app)
        assert "Danger now: No" in seen(app)


async def test_the_arrows_and_enter_answer_too_and_the_cursor_goes_along(make_app: MakeApp) -> None:
    app = make_app("subject")
    async with app.run_test(size=(80, 24)) as pilot:
        before = app.cursor_position
        await pilot.press("down")
        assert app.cursor_position == before + Offset(0, 1)
        await pilot.press("enter")
        assert app.session.answers["subject"] == ("adult",)


async def test_digits_and_space_mark_where_several_may_be_chosen(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("to")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3", "2", "space", "1")
        assert "[x] Children's social care" in seen(app)
        assert "[ ] Police" in seen(app)
        await pilot.press("enter")
        assert app.session.answers["to"] == ("childrens-social-care", "health")


async def test_going_on_with_nothing_marked_says_what_to_do(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("to")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        assert "! Choose an answer first." in seen(app)


async def test_a_typed_day_is_read_back_before_it_is_kept(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("raised")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3", *"16/11")
        assert "That is Monday 16 November 2026" in seen(app)
        assert "raised" not in app.session.answers
        await pilot.press("enter")
        assert app.session.answers["raised"] == ("2026-11-16",)
        assert "What has been tried so far?" in seen(app)


async def test_a_day_that_cannot_be_stays_to_be_mended(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("raised")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3", *"31/2", "enter")
        assert "'31/2' is not a day: February has no day 31." in seen(app)
        assert seen(app).count("31/2") == 2
        await pilot.press("escape", "1")
        assert app.session.answers["raised"] == ("2026-11-18",)


async def test_going_back_and_changing_an_answer_keeps_the_later_ones(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("circumstance")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("left", "b", "escape")
        assert "(your answer)" in seen(app)
        await pilot.press("2")
        assert app.session.answers["from"] == ("police",)
        assert app.session.answers["to"] == ("childrens-social-care",)
        assert "What kind of disagreement is it?" in seen(app)


async def test_an_earlier_answer_is_changed_from_the_list_or_left_as_it_was(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("circumstance")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("a", "home", "enter")
        assert "Is anyone in danger right now?" in seen(app)
        await pilot.press("right")
        assert "What kind of disagreement is it?" in seen(app)


async def test_an_answer_that_cannot_be_saved_leaves_the_question_and_says_why(
    make_app: MakeApp, seen: Seen, tmp_path: Path
) -> None:
    full = FullDisk(tmp_path / "register")
    full.vault.create_practice(NOW)
    app = make_app(register=full)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        assert "the disk is full" in seen(app)
        assert "Is anyone in danger right now?" in seen(app)
        assert app.session.answers == {}


async def test_an_answer_that_the_disk_did_not_confirm_is_said_and_gone_on_from(
    make_app: MakeApp, seen: Seen, tmp_path: Path
) -> None:
    app = make_app("subject", register=Unconfirmed(tmp_path / "register"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        assert "! It is in its place, and the disk did not confirm it" in seen(app)
        assert "Which agency do you work for?" in seen(app)


async def test_the_key_line_shows_only_what_can_be_done_now(make_app: MakeApp, seen: Seen) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        first = seen(app).splitlines()[-1]
        assert "1–3 Choose" in first
        assert "Back" not in first
        assert "? Why" in first
        await pilot.press("2", "left")
        assert "→ As it was" in seen(app)


@pytest.mark.parametrize("size", [(80, 24), (30, 10), (4, 2)])
async def test_a_terminal_of_any_size_can_be_worked_in(
    make_app: MakeApp, seen: Seen, size: tuple[int, int]
) -> None:
    app = make_app("tried", danger=("yes",))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        if size != (4, 2):
            assert "Danger now: call 999 first" in seen(app)
            assert "What has been tried" in seen(app)
            assert "▸ 1  [ ] Nothing yet" in seen(app)
            assert "Enter Go on" in seen(app)
        await pilot.resize_terminal(100, 30)
        await pilot.press("1")
        assert "[x] Nothing yet" in seen(app)
        assert app.screen.query_one("#options", Choices).has_focus


async def test_what_a_change_would_change_stands_below_the_question_whether_to_make_it(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("left", "a", "home", *["down"] * 3, "enter", "2")
        assert "Change your answer about 'Your agency'?" in seen(app)
        assert " • Your agency: from 'Education' to 'Police'." in seen(app)
        assert "1  Change it" in seen(app)
        assert "2  Leave it as it was" in seen(app)
        assert app.session.answers["from"] == ("education",)
        await pilot.press("1")
        assert app.session.answers["from"] == ("police",)
        assert "(Police)" in seen(app)


async def test_more_than_fits_of_what_a_change_would_change_is_scrolled_to(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice")
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.press("left", "a", "home", *["down"] * 3, "enter", "2")
        assert "Who acts" not in seen(app)
        await pilot.press("pagedown")
        assert "Who acts" in seen(app)
        assert "▸ 1  Change it" in seen(app)


async def test_a_day_that_can_mean_two_things_is_said_so_and_asked_about(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("raised")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3", *"last tuesday")
        assert "That can mean Tuesday 17 November 2026 or Tuesday 10 November 2026." in seen(app)
        await pilot.press("enter")
        assert "Which do you mean?" in seen(app)
        await pilot.press("2")
        assert app.session.answers["raised"] == ("2026-11-10",)


async def test_a_time_that_is_typed_with_the_day_is_read_back_in_full(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("raised")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3", *"16 Nov 2026 2pm")
        assert "That is Monday 16 November 2026, 14:00. Enter goes on." in seen(app)
        await pilot.press("enter", "left")
        assert "Your answer: Monday 16 November 2026, 14:00" in seen(app)


async def test_beside_stands_how_what_is_not_known_is_read(make_app: MakeApp, seen: Seen) -> None:
    app = make_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3")
        assert "Danger now: I do not know (read" in seen(app)
        assert "as: danger now, to be safe)" in seen(app)
