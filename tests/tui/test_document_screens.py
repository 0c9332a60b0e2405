"""Documents: from the empty start to a saved letter, in few keys, with nothing typed ever lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.base.errors import wrong_input
from wizard.casework import documents
from wizard.tui.app import EscalateApp

MakeApp = Callable[..., EscalateApp]
Seen = Callable[[EscalateApp], str]
Paper = Callable[[str], None]


async def test_a_letter_is_saved_in_few_keys_from_an_empty_start(
    make_app: MakeApp, seen: Seen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = make_app("advice")
    # Of the questions a digit each, and Enter where several may be chosen; they are tested on their own screen.
    keys = len(app.session.answers) + 2
    fields = len(documents.fields_of(app.session, "challenge-letter"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", *"Worry", *["enter"] * fields, "s", "enter")
        assert "Saved as" in seen(app)
    keys += len(["d", "1", "s", "enter"]) + fields
    saved = [path for path in tmp_path.iterdir() if path.suffix == ".md"]
    assert len(saved) == 1
    assert "Worry" in saved[0].read_text(encoding="utf-8")
    assert keys < 60


async def test_what_is_still_missing_is_said_above_the_draft(
    make_app: MakeApp, seen: Seen, paper: Paper
) -> None:
    paper("Reasons")
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", "f3")
        assert "Still missing: Reasons" in seen(app)


async def test_a_refusal_to_save_is_a_sentence_and_the_name_stays_to_be_mended(
    make_app: MakeApp, seen: Seen, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(session: object, document: str, path: Path) -> Path:
        raise wrong_input("exists already; choose another name", file="paper.md")

    paper("Reasons")
    monkeypatch.setattr(documents, "save", refuse)
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", "f3", "s", "enter")
        assert "! paper.md: exists already; choose another name" in seen(app)
        assert app.focused is app.screen.query_one("#path")


async def test_a_small_terminal_shows_where_one_writes(make_app: MakeApp, seen: Seen, paper: Paper) -> None:
    paper("A field with a name that is long for so small a terminal")
    app = make_app("advice", danger=("yes",))
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.press("d", "1", *"Zeal")
        assert "Zeal" in seen(app)
        await pilot.press("f3", "s")
        assert "paper.md" in seen(app)


async def test_quitting_saves_what_is_being_typed(make_app: MakeApp, paper: Paper) -> None:
    paper("")
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", *"1 b ?", "ctrl+n", "x", "ctrl+q")
    assert app.session.details == {"field": "1 b ?\nx"}


async def test_a_blank_keeps_what_stood_in_the_field_and_says_so(
    make_app: MakeApp, seen: Seen, paper: Paper
) -> None:
    paper("Reasons")
    app = make_app("advice")
    app.session.write("field", "x")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", "backspace", "enter")
        assert "Reasons: nothing was written, so what stood there is kept." in seen(app)
    assert app.session.details == {"field": "x"}


async def test_what_is_written_is_taken_away_once_that_was_asked_again(
    make_app: MakeApp, seen: Seen, paper: Paper
) -> None:
    paper("")
    app = make_app("advice")
    app.session.write("field", "Zeal")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", "f4")
        assert app.session.details == {"field": "Zeal"}
        assert "Press F4 again to take away what is written here." in seen(app)
        await pilot.press("f4")
        assert "It is taken away." in seen(app)
        assert "Zeal" not in seen(app)
    assert app.session.details == {}


async def test_a_document_that_no_longer_matches_is_named_until_it_is_made_again(
    make_app: MakeApp, seen: Seen, tmp_path: Path
) -> None:
    app = make_app("advice")
    documents.save(app.session, "challenge-letter", tmp_path / "one.md")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("left", "a", "home", *["down"] * 3, "enter", "2", "1")
        assert "! Challenge letter (one.md) no longer matches your answers." in seen(app)
        documents.save(app.session, "challenge-letter", tmp_path / "two.md")
        await pilot.press("left", "right")
        assert "no longer matches" not in seen(app)
