"""Two people in one case: who added what is said, nothing that is typed is lost, and one goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from wizard.casework.session import Session
from wizard.register.cases import Author, NewEvent, Register
from wizard.tui.app import EscalateApp
from wizard.tui.writing import Writing

MakeApp = Callable[..., EscalateApp]
Seen = Callable[[EscalateApp], str]


def colleague(app: EscalateApp, folder: Path) -> Session:
    """Somebody else who has the same case open."""
    around = msgspec.structs.replace(
        app.session.surroundings,
        register=Register(folder / "register"),
        author=Author(role="named nurse", name="Sam Example"),
    )
    assert app.session.case_id is not None
    return Session(around, around.register.get(app.session.case_id))


def flat(shown: str) -> str:
    return " ".join(shown.split())


async def test_an_answer_that_meets_a_colleagues_says_who_added_what_and_when(
    make_app: MakeApp, seen: Seen, tmp_path: Path
) -> None:
    app = make_app("subject")
    async with app.run_test(size=(80, 24)) as pilot:
        colleague(app, tmp_path).answer(("adult",))
        await pilot.press("1")
        assert (
            "Sam Example (named nurse) has added to this case, Wednesday 18 November 2026, 10:30: an answer."
            in flat(seen(app))
        )
        assert app.session.answers["subject"] == ("adult",)
        assert "Which agency do you work for?" in seen(app)
        await pilot.press("4")
        assert "from" in app.session.answers


async def test_that_a_colleague_has_added_is_said_before_anything_is_repeated(
    make_app: MakeApp, seen: Seen, tmp_path: Path
) -> None:
    app = make_app("subject")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.look()
        colleague(app, tmp_path).answer(("adult",))
        await app.look()
        await pilot.pause()
        assert "Sam Example (named nurse) has added to this case" in flat(seen(app))
        assert "Who are you worried about?" in seen(app)
        await pilot.press("1")  # shows the case anew, and answers nothing
        assert "Which agency do you work for?" in seen(app)
        assert "from" not in app.session.answers


async def test_ones_own_answers_are_not_told_as_a_colleagues(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("subject")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.look()
        await pilot.press("1")
        await app.look()
        await pilot.pause()
        assert "has added" not in seen(app)


async def test_a_note_that_is_being_written_is_there_after_a_colleague_and_can_be_given_again(
    make_app: MakeApp, seen: Seen, tmp_path: Path
) -> None:
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "1", "1", "1", "1", *"Half a note")
        other = colleague(app, tmp_path)
        other.commit([NewEvent(kind="detailed", data={"field": "concern", "text": "Theirs."})])
        await app.look()
        await pilot.press(*"s, all")
        assert app.screen.query_one(Writing).text == "Half a notes, all"
        await pilot.press("enter")
        assert "a text for a document" in flat(seen(app))
        assert app.screen.query_one(Writing).text == "Half a notes, all"
        await pilot.press("enter")
        assert "is recorded" in flat(seen(app))
    assert any("Half a notes, all" in str(event.data) for event in app.session.events)


async def test_a_day_that_is_being_typed_stays_too(make_app: MakeApp, seen: Seen, tmp_path: Path) -> None:
    app = make_app("raised")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3", *"16/11")
        other = colleague(app, tmp_path)
        other.commit([NewEvent(kind="detailed", data={"field": "concern", "text": "Theirs."})])
        await pilot.press("enter")
        assert "Sam Example" in seen(app)
        assert "16/11" in seen(app)
        await pilot.press("enter")
        assert app.session.answers["raised"] == ("2026-11-16",)


async def test_the_advice_is_shown_as_it_is_after_a_colleague(
    make_app: MakeApp, seen: Seen, tmp_path: Path
) -> None:
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.look()
        colleague(app, tmp_path).begin_step("attempt")
        await app.look()
        await pilot.press("w")
        assert "Record an attempt" in seen(app)
        assert "Sam Example" in seen(app)


async def test_a_field_keeps_what_is_written_when_a_colleague_was_quicker(
    make_app: MakeApp, seen: Seen, tmp_path: Path
) -> None:
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", *"Mine.")
        colleague(app, tmp_path).commit([NewEvent(kind="detailed", data={"field": "x", "text": "Theirs."})])
        await pilot.press("enter")
        assert "Sam Example" in seen(app)
        assert "Mine." in seen(app)
        await pilot.press("enter")
    assert "Mine." in app.session.details.values()
    assert app.session.details["x"] == "Theirs."


async def test_a_document_is_shown_as_the_case_makes_it_now(
    make_app: MakeApp, seen: Seen, tmp_path: Path
) -> None:
    app = make_app("advice")
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("d", "1", *"Mine.", "f3")
        assert "Mine." in seen(app)
        await app.look()
        other = colleague(app, tmp_path)
        other.write(next(iter(other.details)), "Theirs.")
        await app.look()
        await pilot.press("down")
        assert "Sam Example" in seen(app)
        assert "Theirs." in seen(app)
        assert "Mine." not in seen(app)


async def test_the_advice_below_a_document_is_worked_out_anew_when_one_comes_back_to_it(
    make_app: MakeApp, seen: Seen, tmp_path: Path
) -> None:
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await app.look()
        colleague(app, tmp_path).begin_step("attempt")
        await app.look()
        await pilot.press("down", "escape")
        assert "Record an attempt" in seen(app)
