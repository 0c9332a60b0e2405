"""The list of cases: what is overdue first, everything in words, and one key to go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.casework import board as boards
from wizard.casework.session import Surroundings
from wizard.register.casefile import case_path
from wizard.register.store import LockedError
from wizard.tui import cases as cases_screen
from wizard.tui.app import EscalateApp

MakeApp = Callable[..., EscalateApp]
ComeBack = Callable[[], EscalateApp]
Seen = Callable[[EscalateApp], str]

WAITING: dict[str, tuple[str, ...]] = {
    "raised": ("2026-11-02",),
    "tried": ("step-3",),
    "began:step-3": ("2026-11-05",),
    "outcome:step-3": ("open",),
}


async def test_the_cases_stand_in_groups_with_what_is_overdue_first_and_in_words(
    make_app: MakeApp, seen: Seen
) -> None:
    make_app("advice")
    make_app("advice", **WAITING)
    app = make_app("subject")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("r")
        shown = seen(app)
    assert (
        shown.index("Overdue\n")
        < shown.index("1  Education to Children's social care. Step 4: Service Manager")
        < shown.index("Overdue since Thursday 12 November 2026, 17:00. A time limit was missed.")
        < shown.index("Due within seven days\n")
        < shown.index("2  Education to Children's social care. Step 3: Manager to manager")
        < shown.index("Questions to answer first\n")
        < shown.index("3  A new case  (you were here)")
        < shown.index("Asked next: Who are you worried about?")
    )
    assert "▸ 3  A new case" in shown.splitlines()[app.cursor_position.y]


async def test_a_case_in_danger_says_so_in_its_row(make_app: MakeApp, seen: Seen) -> None:
    make_app("advice", danger=("yes",))
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        assert "1  Danger now: call 999 first. Education to Children's social care." in seen(app)


async def test_searching_leaves_the_rows_that_have_the_words_and_escape_brings_the_others_back(
    make_app: MakeApp, seen: Seen
) -> None:
    make_app("advice")
    app = make_app("circumstance", **{"from": ("health",)})
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "slash", *"care health")
        assert "Health to Children's social care" in seen(app)
        assert "Education to" not in seen(app)
        await pilot.press("escape")
        assert "Education to" in seen(app)


async def test_a_search_reads_the_register_once_and_not_with_every_key(
    make_app: MakeApp, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Surroundings] = []

    def count(around: Surroundings) -> boards.Board:
        read.append(around)
        return boards.whole_board(around)

    monkeypatch.setattr(cases_screen, "whole_board", count)
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "slash", *"none such")
        assert "No case has all these words." in seen(app)
        await pilot.press("escape")
        assert "Education to" in seen(app)
    assert len(read) == 1


async def test_a_digit_opens_a_case_where_it_stands(make_app: MakeApp, seen: Seen) -> None:
    other = make_app("advice", **WAITING)
    app = make_app("subject")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "1")
        assert "Overdue: a time limit has passed" in seen(app)
    assert app.session.case_id == other.session.case_id


async def test_a_step_begins_from_the_list_with_its_key(make_app: MakeApp, seen: Seen) -> None:
    other = make_app("advice", **WAITING)
    app = make_app("subject")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "up")
        assert "y Step 3: a reply has come" in seen(app)
        await pilot.press("y")
        assert "Step 3: when did the reply come?" in seen(app)
    assert app.session.case_id == other.session.case_id


async def test_escape_goes_back_to_the_case_that_was_open(
    make_app: MakeApp, come_back: ComeBack, seen: Seen
) -> None:
    app = make_app("subject")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "escape")
        assert "Who are you worried about?" in seen(app)
    assert "subject" in {come_back().session.shown().question.id}


async def test_a_case_that_cannot_be_read_is_named(make_app: MakeApp, seen: Seen, tmp_path: Path) -> None:
    app = make_app("subject")
    case_path(tmp_path / "register", "2026-11-01-aaaaaa").write_text("{", encoding="ascii")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        assert "! Cannot be read: 2026-11-01-aaaaaa." in seen(app)


async def test_a_damaged_case_among_many_is_named_a_little_later(
    make_app: MakeApp, seen: Seen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_app("advice").session.case_id
    app = make_app("subject")
    assert other is not None
    monkeypatch.setattr(boards, "FEW", 0)
    boards.whole_board(app.session.surroundings)  # the index knows it from before
    case_path(tmp_path / "register", other).write_bytes(b"{")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert f"! Cannot be read: {other}." in seen(app)


async def test_an_empty_list_says_so_and_a_new_case_begins_with_the_danger(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        assert "There are no cases yet. Press n to begin one." in seen(app)
        await pilot.press("n")
        assert "Is anyone in danger right now?" in seen(app)


async def test_a_new_case_from_the_list_leaves_the_old_one_as_it_is(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("subject")
    old = app.session.case
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "n", "1")
        assert "Which area's policy applies?" in seen(app)
    assert old is not None
    assert app.session.case_id != old.id
    assert app.session.surroundings.register.get(old.id) == old


@pytest.mark.parametrize("size", [(40, 12), (30, 10)])
async def test_a_small_terminal_shows_the_row_that_is_looked_at(
    make_app: MakeApp, seen: Seen, size: tuple[int, int]
) -> None:
    make_app("advice")
    app = make_app("advice", **WAITING)
    async with app.run_test(size=size) as pilot:
        await pilot.press("r")
        assert "▸ 1  Education to" in seen(app)
        await pilot.press("down")
        assert "▸ 2  Education to" in seen(app)


async def test_a_list_that_cannot_be_read_says_why(make_app: MakeApp, seen: Seen, tmp_path: Path) -> None:
    app = make_app("subject")
    (tmp_path / "register" / "register.json").write_text(
        '{"format": 9, "practice": true, "note": ""}', encoding="ascii"
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        assert "is a register of format 9" in "".join(seen(app).splitlines()).replace("  ", " ")


async def test_a_list_that_could_not_be_read_is_read_when_one_comes_back_to_it(
    make_app: MakeApp, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app("advice")
    refused = [LockedError(), LockedError()]

    def read(around: Surroundings) -> boards.Board:
        if refused:
            raise refused.pop()
        return boards.whole_board(around)

    monkeypatch.setattr(cases_screen, "whole_board", read)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        assert "The list cannot be read now." in seen(app)
        assert "the register is locked" in seen(app)
        refused.clear()
        await pilot.press("k", "escape")
        assert "Education to" in seen(app)
        assert "The list cannot be read now." not in seen(app)
