"""Documents: from the empty start to a saved letter, in few keys, with nothing typed ever lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.geometry import Region

from wizard.base.errors import wrong_input
from wizard.casework import documents
from wizard.tui.app import EscalateApp

MakeApp = Callable[..., EscalateApp]
Seen = Callable[[EscalateApp], str]
Paper = Callable[[str], None]


@pytest.fixture(autouse=True)
def working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that is worked in."""
    folder = tmp_path / "working"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


async def test_a_letter_is_saved_in_few_keys_from_an_empty_start(
    make_app: MakeApp, seen: Seen, working: Path
) -> None:
    app = make_app("advice")
    # Of the questions a digit each, and Enter where several may be chosen; they are tested on their own screen.
    keys = len(app.session.answers) + 2
    needed = sum(one.mandatory for one in documents.fields_of(app.session, "challenge-letter"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", *"Worry", *["enter"] * needed, "s", "5", "enter")
        assert "Saved as" in seen(app)
    keys += len(["d", "1", "s", "5", "enter"]) + needed
    (saved,) = working.iterdir()
    assert saved.suffix == ".md"
    assert "Worry" in saved.read_text(encoding="utf-8")
    assert keys < 60


# The fields.


async def test_how_many_of_the_needed_fields_are_written_is_said_with_each(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice")
    needed = sum(one.mandatory for one in documents.fields_of(app.session, "challenge-letter"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1")
        assert f"0 of {needed} needed are written: Formal challenge letter" in seen(app)
        await pilot.press("x", "enter")
        assert f"1 of {needed} needed are written: Formal challenge letter" in seen(app)
        assert "Type the day in full, such as 16 November 2026" in seen(app)


async def test_after_the_last_needed_field_comes_the_draft_and_the_others_can_be_gone_on_with(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice")
    fields = documents.fields_of(app.session, "challenge-letter")
    needed = [one for one in fields if one.mandatory]
    for one in needed[:-1]:
        app.session.write(one.name, "Known.")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1")
        assert f"{needed[-1].title} (needed" in seen(app)  # what is written already is not asked for again
        await pilot.press("x", "enter")
        assert f"{len(fields) - len(needed)} more fields may be filled." in seen(app)
        await pilot.press("f")
        assert f"{fields[len(needed)].title} (may be left empty)" in seen(app)


async def test_the_number_of_an_option_stands_for_its_words_and_other_words_are_kept(
    make_app: MakeApp, seen: Seen
) -> None:
    from wizard.tui.fields import FieldsScreen

    app = make_app("advice")
    document = documents.DocumentView(id="board-notification", title="Notification")
    choice = next(one for one in documents.fields_of(app.session, document.id) if one.type == "choice")
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(FieldsScreen(app.session, document, at=choice.name, alone=True))
        await pilot.pause()
        assert f"2. {choice.options[1]}" in seen(app)
        await pilot.press("2", "enter")
    assert app.session.details == {choice.name: choice.options[1]}


async def test_a_small_terminal_shows_where_one_writes(make_app: MakeApp, seen: Seen, paper: Paper) -> None:
    paper("A field with a name that is long for so small a terminal")
    app = make_app("advice", danger=("yes",))
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.press("d", "1", "left", *"Zeal")
        assert "Zeal" in seen(app)
        await pilot.press("f3", "s", "5")
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
        await pilot.press("d", "1", "left", "backspace", "enter")
        assert "Reasons: nothing was written, so what stood there is kept." in seen(app)
    assert app.session.details == {"field": "x"}


async def test_what_is_written_is_taken_away_once_that_was_asked_again(
    make_app: MakeApp, seen: Seen, paper: Paper
) -> None:
    paper("")
    app = make_app("advice")
    app.session.write("field", "Zeal")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", "left", "f4")
        assert app.session.details == {"field": "Zeal"}
        assert "Press F4 again to take away what is written here." in seen(app)
        await pilot.press("f4")
        assert "It is taken away." in seen(app)
        assert "Zeal" not in seen(app)
    assert app.session.details == {}


# The draft, and what is worth another look.


async def test_what_is_still_missing_is_said_above_the_draft(
    make_app: MakeApp, seen: Seen, paper: Paper
) -> None:
    paper("Reasons")
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1")
        assert "It says DRAFT. Still missing (1): Reasons" in seen(app)


async def test_a_remark_is_set_aside_with_a_reason_and_never_without_one(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice")
    app.session.write("decision", "It is always so.")
    before = len(documents.draft(app.session, "challenge-letter").remarks)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", "f3")
        assert f"{before} remark" in seen(app)
        await pilot.press("r")
        assert "Decision, line 1, “always”:" in seen(app)
        await pilot.press("k", "enter")
        assert "Write first why it is right as it stands." in seen(app)
        await pilot.press("x", "enter")
        assert "It is set aside" in seen(app)
    assert [one.reason for one in app.session.record.set_aside] == ["x"]
    assert len(documents.draft(app.session, "challenge-letter").remarks) == before - 1


async def test_a_remark_leads_to_its_field_alone_and_is_gone_once_the_words_change(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice")
    app.session.write("decision", "always")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", "f3", "r", "1")
        assert "the decision, action or lack of action that is challenged" in seen(app)
        await pilot.press("ctrl+u", *"Closed", "enter")
        assert "Worth another look" in seen(app)
        assert "always" not in seen(app)
    assert app.session.details == {"decision": "Closed"}


async def test_a_reason_that_is_half_typed_is_not_left_by_accident(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("advice")
    app.session.write("decision", "It is always so.")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", "f3", "r", "k", "x", "ctrl+q")
        assert "Your reason is not recorded yet." in seen(app)
        assert app.is_running


# Saving.


@pytest.fixture
def saved(make_app: MakeApp, working: Path) -> tuple[EscalateApp, documents.Made]:
    """A case of which the challenge letter was saved as plain text, in the folder that is worked in."""
    app = make_app("advice")
    return app, documents.make(app.session, "challenge-letter", working / "letter.txt")


async def test_the_format_that_was_chosen_last_stands_first_to_hand(
    saved: tuple[EscalateApp, documents.Made], working: Path
) -> None:
    app, _ = saved
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", "f3", "s", "enter", "enter")
    assert {one.suffix for one in working.iterdir()} == {".txt"}
    assert len(list(working.iterdir())) == 2


async def test_a_refusal_to_save_is_a_sentence_and_the_name_stays_to_be_mended(
    make_app: MakeApp, seen: Seen, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(session: object, document: str, path: Path, *, corrects: object) -> object:
        raise wrong_input("exists already; choose another name", file="paper.md")

    paper("Reasons")
    monkeypatch.setattr(documents, "make", refuse)
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", "s", "5", "enter")
        assert "! paper.md: exists already; choose another name" in seen(app)
        assert app.focused is app.screen.query_one("#path")


async def test_a_folder_that_is_typed_takes_the_suggested_name_and_no_ending_the_chosen_one(
    make_app: MakeApp, working: Path
) -> None:
    app = make_app("advice")
    (working / "in").mkdir()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "1", "f3", "s", "4", "ctrl+u", *"in", "enter", "b", "s", "4")
        await pilot.press("ctrl+u", *"mine", "enter")
    (inside,) = (working / "in").iterdir()
    assert inside.name.startswith("2026-11-18-challenge-letter-")
    assert (working / "mine.txt").is_file()


# What was made.


async def test_that_it_was_sent_is_recorded_and_a_correction_names_what_it_corrects(
    saved: tuple[EscalateApp, documents.Made], seen: Seen
) -> None:
    app, made = saved
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "d", "1", "t", *"Head", "enter", *"post", "enter", "enter")
        assert "Sent on 18 November 2026." in seen(app)
        await pilot.press("c", "f3", "s", "4", "enter")
        assert "A correction of letter.txt." in " ".join(seen(app).split())
    sent, correction = app.session.record.made
    assert sent.sent_on == "2026-11-18"
    assert correction.corrects == made.entry


async def test_a_draft_of_an_email_has_no_address_that_nobody_chose(
    saved: tuple[EscalateApp, documents.Made], seen: Seen, working: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.tui.made.addressees", lambda *_: ("one@example.org", "two@example.org"))
    app, _ = saved
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "d", "1", "m", "enter", "enter")
        assert "Open it with your mail program" in " ".join(seen(app).split())
        await pilot.press("m", "2", "enter", "enter")
    first, second = sorted(working.glob("*.eml"), key=lambda one: len(one.name))
    assert b"example.org" not in first.read_bytes()
    assert b"two@example.org" in second.read_bytes()
    assert b"one@example.org" not in second.read_bytes()


async def test_nothing_is_printed_before_what_stays_behind_is_said_and_a_printer_is_chosen(
    saved: tuple[EscalateApp, documents.Made], seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[tuple[Path, str]] = []
    monkeypatch.setattr("wizard.tui.outgoing.printers", lambda: ("Office",))
    monkeypatch.setattr(
        "wizard.casework.sending.print_document",
        lambda session, path, printer: printed.append((path, printer)),
    )
    app, made = saved
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "d", "1", "p")
        assert "keeps a copy for a while" in " ".join(seen(app).split())
        await pilot.press("enter", "p")  # the first is not to print
        assert printed == []
        await pilot.press("3")
        assert "Sent to the printer." in seen(app)
    assert printed == [(made.path, "Office")]


async def test_a_file_that_has_gone_elsewhere_is_asked_for(
    saved: tuple[EscalateApp, documents.Made], seen: Seen, working: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("wizard.casework.sending.open_document", opened.append)
    app, made = saved
    elsewhere = made.path.rename(working / "away.txt")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "d", "1", "o", "enter")
        assert "there is no such file" in seen(app)
        await pilot.press("ctrl+u", *str(elsewhere.name), "enter")
        assert "It is opened in its own program." in seen(app)
    assert [one.name for one in opened] == ["away.txt"]


async def test_the_deadlines_are_saved_for_a_calendar(make_app: MakeApp, seen: Seen, working: Path) -> None:
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "c", "enter")
        assert "Open it with your calendar." in " ".join(seen(app).split())
    (file,) = working.glob("*.ics")
    assert b"BEGIN:VEVENT" in file.read_bytes()


@pytest.mark.parametrize(
    "size", [pytest.param((40, 12), id="small"), pytest.param((80, 24), id="usual", marks=pytest.mark.long)]
)
async def test_each_screen_of_a_document_has_its_place_in_a_terminal_of_that_size(
    saved: tuple[EscalateApp, documents.Made], size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.tui.outgoing.printers", lambda: ())
    app, _ = saved
    app.session.write("decision", "It is always so.")
    async with app.run_test(size=size) as pilot:
        for keys, what in (
            (["d", "d"], "#list"),
            (["1"], "#made"),
            (["t"], "#sent-on"),
            (["escape", "p"], "#list"),
            (["escape", "c"], "#writing"),
            (["f3"], "#draft"),
            (["r"], "#list"),
            (["k"], "#writing"),
            (["escape", "escape", "s"], "#list"),
            (["1"], "#path"),
        ):
            await pilot.press(*keys)
            found = app.screen.query_one(what)
            assert found.region.height, what
            assert Region(0, 0, *size).contains_region(found.region), what
            assert found.region.bottom <= app.screen.query_one("#keys").region.y, what


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
