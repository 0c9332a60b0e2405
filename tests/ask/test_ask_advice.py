"""The advice in plain lines, and what comes next: a step, a text, a document."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.advice.situation import GivenAttempt
from wizard.base.errors import NotNowError
from wizard.casework.record import CaseRecord
from wizard.casework.session import Session, Surroundings

Ask = Callable[..., object]
Kept = Callable[[], CaseRecord]

#: From the advice to the text of a note: the stage, the day, how it ended and when, and that there is a note.
TO_THE_NOTE = ("1", "1", "yesterday", "2", "yesterday", "1")
#: The same with nothing to note: the attempt is recorded.
RECORDED = (*TO_THE_NOTE[:-1], "2")
#: From the draft to where it is to be saved as plain text.
AS_TEXT = ("1", "4")
TRIED = GivenAttempt(stage="pre-escalation", began="2026-11-17", ended="2026-11-17", outcome="unresolved")


def entry(said: object, title: str) -> str:
    """The number of the last menu's entry."""
    lines = said.text.split("What next?\n")[-1].splitlines()
    return next(line.partition(".")[0] for line in lines if line.partition(". ")[2].startswith(title))


def option(said: object, title: str) -> str:
    """The number of an option of the last page."""
    return next(line.partition(".")[0] for line in said.page if line.partition(". ")[2].startswith(title))


@pytest.fixture(autouse=True)
def case(request: pytest.FixtureRequest, make_case: Callable[..., str]) -> str:
    """A case with its advice, at Stage One where a letter is to be made; the next start comes back to it."""
    return make_case(left_open=True, attempt=TRIED if "letter" in request.fixturenames else None)


@pytest.fixture
def letter(case: str, ask: Ask) -> str:
    """The number in the menu that makes the letter."""
    return entry(ask(), "Make a document: Formal challenge letter")


def test_after_the_last_question_the_advice_is_said_in_full(ask: Ask) -> None:
    said = ask()
    for line in (
        "Pre-escalation: Talk it through with your supervisor or manager",
        "Who acts: Practitioner (Education)",
        "What to do",
        "The ladder",
        "Why",
        "This supports your professional judgement and does not replace it.",
    ):
        assert line in said.lines, line
    assert "Stage One: Professional to professional (ahead)" in said.flat


def test_no_mark_stands_where_a_word_does_it(ask: Ask) -> None:
    said = ask(*RECORDED)
    assert "(done; " in said.flat
    assert not set("✓▶…·→←!│─") & set(said.text)


def test_what_can_be_recorded_comes_first_in_what_comes_next(ask: Ask) -> None:
    menu = ask().page
    assert menu[:2] == ["What next?", "1. Record an attempt at Pre-escalation."]
    titles = [line.partition(". ")[2] for line in menu[1:]]
    for title in (
        "Make a document: Lead card.",
        "Why the advice is so.",
        "Review your answers, or change one.",
        "See your cases.",
        "Begin a new case.",
        "Leave. Everything is saved.",
    ):
        assert title in titles


@pytest.mark.parametrize("typed", ["", "0", "99", "perhaps", "keep"])
def test_what_is_not_in_the_menu_does_nothing(ask: Ask, kept: Kept, typed: str) -> None:
    ask()
    before = kept()
    assert ask(typed).page[-1] == ask().page[-1]
    assert kept().made == before.made
    assert kept().step is None


def test_the_menu_leaves_with_all_saved(ask: Ask) -> None:
    leave = entry(ask(), "Leave")
    assert ask(leave).code == 0


def test_back_from_the_advice_goes_to_the_last_question(ask: Ask) -> None:
    assert ask("back").page[0] == "What has been tried so far?"


def test_the_advice_can_be_heard_again(ask: Ask) -> None:
    again = entry(ask(), "Hear the advice again")
    assert ask(again).lines.count("What to do") == 2


def test_why_explains_each_part_with_its_clause_and_the_answers_it_went_by(ask: Ask) -> None:
    said = ask("why", "1", "all")
    assert "1. Pre-escalation: Talk it through with your supervisor or manager." in said.flat
    assert "(Pre-escalation)" in said.flat
    assert "It goes by these answers: - About: A child or young person." in said.flat


def test_why_says_of_a_time_what_was_counted(ask: Ask) -> None:
    said = ask(
        "new", "2", "3", "1", "4", "1", "1", "1", "1", "2", "16/11", "4", "16/11", "1", "why", "all"
    ).flat
    assert "How the time was counted: - 5 working days from" in said


def test_whom_to_call_is_explained(ask: Ask) -> None:
    said = ask("new", "2", "3", "1", "4", "1", "1", "1", "1", "2", "16/11", "4", "16/11", "1", "why").flat
    assert "Whom to call: Children's social care" in said


@pytest.mark.parametrize("typed", ["what if", "What-if", "menu"])
def test_what_would_change_the_advice_is_said_by_word_and_from_the_menu(ask: Ask, typed: str) -> None:
    said = ask(entry(ask(), "What would change the advice") if typed == "menu" else typed)
    assert "What would change this advice" in said.lines
    assert "- If Pre-escalation were tried now and did not settle it: Stage One:" in said.flat
    assert "(Stage One)" in said.flat
    assert said.page[0] == "What next?"


# A step.


def test_an_attempt_is_recorded_and_changes_the_advice(ask: Ask, kept: Kept) -> None:
    said = ask(*RECORDED)
    (attempt,) = [one.recorded.attempt for one in kept().attempts]
    assert (attempt.stage, attempt.began, attempt.ended) == ("pre-escalation", "2026-11-17", "2026-11-17")
    assert "Pre-escalation: the attempt is recorded." in said.lines
    assert "Stage One: Professional to professional" in said.lines


def test_a_step_that_is_gone_back_from_records_nothing(ask: Ask, kept: Kept) -> None:
    said = ask("1", "back")
    assert "You have left that step. Nothing was recorded." in said.lines
    assert "What next?" in said.lines
    assert kept().attempts == ()


def test_a_step_that_was_broken_off_goes_on_where_it_was(ask: Ask) -> None:
    left = ask(*TO_THE_NOTE[:3])
    assert left.page[:2] == ["Record an attempt.", "Pre-escalation: how did it end?"]
    assert ask().page == left.page


def test_what_was_marked_as_done_stays_marked(ask: Ask, kept: Kept) -> None:
    settled = (*TO_THE_NOTE[:3], "3", "yesterday", "2")
    ask(*settled, "1", "1")
    first = kept().duties_done
    said = ask("1", "2")
    assert "Marked already." in said.flat
    assert first < kept().duties_done
    ask("1", "only 1")
    assert kept().duties_done == first
    ask("1", "keep")
    assert kept().duties_done == first


# A text.


def test_a_text_is_typed_in_lines_and_ended_by_a_full_stop(ask: Ask, kept: Kept) -> None:
    said = ask(*TO_THE_NOTE, "First line", "", "leave", "Last line", ".")
    (note,) = [text for (text,) in kept().memory.latest().values() if "\n" in text]
    assert note == "First line\n\nleave\nLast line"
    assert "Note: written down." in said.lines
    assert "Pre-escalation: the attempt is recorded." in said.lines


def test_done_ends_a_text_too(ask: Ask) -> None:
    assert "Note: written down." in ask(*TO_THE_NOTE, "A line", "Done").lines


@pytest.mark.parametrize("typed", ["", ".", "done", "  "])
def test_no_text_is_no_answer(ask: Ask, kept: Kept, typed: str) -> None:
    said = ask(*TO_THE_NOTE, typed)
    assert "Nothing" in said.flat.rpartition(f"> {typed}")[2]
    assert kept().attempts == ()


def test_every_line_of_a_text_outlives_the_end_of_the_program(ask: Ask) -> None:
    ask(*TO_THE_NOTE, "First line", "Second line")
    said = ask()
    assert "You were writing this: First line Second line" in said.flat
    again = ask("Third line", ".")
    assert "Note: written down." in again.lines


def test_what_was_being_written_is_taken_as_it_is_by_a_full_stop(ask: Ask, kept: Kept) -> None:
    ask(*TO_THE_NOTE, "First line")
    ask(".")
    assert ("First line",) in kept().memory.latest().values()


def test_what_was_being_written_is_still_there_after_going_back(ask: Ask) -> None:
    ask(*TO_THE_NOTE, "First line")
    assert "You were writing this: First line" in ask("back", "keep").flat.rpartition("keep")[2]


def test_the_first_line_of_a_text_can_be_a_word(ask: Ask) -> None:
    assert ask(*TO_THE_NOTE, "leave").code == 0
    assert ask("back").page[1] == "Is there something to write down about it?"


# Documents.


def test_the_fields_of_a_document_are_asked_one_by_one(ask: Ask, kept: Kept, letter: str) -> None:
    said = ask(letter, "We disagree.", "Because.", ".", "2 June", ".")
    assert re.search(r"0 of \d+ needed are written: Formal challenge letter\. Decision \(needed", said.flat)
    assert re.search(r"1 of \d+ needed are written: .* Type the day in full, such as 16 November", said.flat)
    assert "We disagree.\nBecause." in kept().details.values()


@pytest.mark.parametrize("typed", ["", ".", "done"])
def test_what_stands_in_a_field_stays(ask: Ask, kept: Kept, letter: str, typed: str) -> None:
    ask(letter, "We disagree.", ".")
    said = ask("back", typed)
    assert "What stands here so far: We disagree." in said.flat
    assert "It stays as it is." in said.lines
    assert list(kept().details.values()) == ["We disagree."]


def test_add_adds_to_what_stands_and_other_lines_take_its_place(ask: Ask, kept: Kept, letter: str) -> None:
    ask(letter, "One.", ".", "back", "add", "Two.", ".")
    assert list(kept().details.values()) == ["One.\nTwo."]
    ask("back", "Three.", ".")
    assert list(kept().details.values()) == ["Three."]


def test_an_empty_field_is_not_passed_by_enter_alone(ask: Ask, letter: str) -> None:
    left = ask(letter)
    assert "Nothing was typed, and nothing is chosen." in ask("").lines
    assert ask().page[0] == left.page[0]
    assert "It is left empty for now." in ask(".").lines


def test_erase_takes_away_what_is_written_once_that_is_confirmed(ask: Ask, kept: Kept, letter: str) -> None:
    ask(letter, "One.", ".", "back", "erase", "")
    assert list(kept().details.values()) == ["One."]
    said = ask("erase", "erase it")
    assert "It is taken away." in said.lines
    assert list(kept().details.values()) == []


def test_a_field_that_was_being_written_comes_back(ask: Ask, kept: Kept, letter: str) -> None:
    ask(letter, "One.", ".", "Half of")
    said = ask("it.", ".")
    assert "You were writing this: Half of" in said.flat
    assert "Half of\nit." in kept().details.values()


def test_a_field_that_was_being_written_is_kept_by_whoever_leaves(ask: Ask, kept: Kept, letter: str) -> None:
    ask(letter, "Half of")
    assert ask("leave").code == 0
    assert list(kept().details.values()) == ["Half of"]


def test_a_field_that_cannot_be_saved_is_asked_for_again_with_its_text(
    ask: Ask, kept: Kept, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NotNowError("The disk is full. Nothing has been changed; try again")

    with monkeypatch.context() as patched:
        patched.setattr(Session, "write", full)
        said = ask(letter, "One.", ".")
    assert "The disk is full. Nothing has been changed; try again." in said.lines
    assert "You were writing this: One." in said.flat
    ask(".")
    assert list(kept().details.values()) == ["One."]


def test_the_draft_is_said_with_what_is_missing(ask: Ask, letter: str) -> None:
    said = ask(letter, "rest")
    assert "Formal challenge letter, as it stands:" in said.lines
    assert "It says DRAFT. Still missing (" in said.flat
    assert not any(line and not line.strip("=-") for line in said.lines)


def test_the_draft_is_come_back_to(ask: Ask, letter: str) -> None:
    left = ask(letter, "rest")
    assert ask().page == left.page


def test_a_document_is_saved_only_where_that_was_chosen(
    ask: Ask, kept: Kept, letter: str, elsewhere: Path
) -> None:
    said = ask(letter, "rest", "", "1", "", "2", "")
    assert said.text.count("Nothing was chosen.") == 3
    assert list(elsewhere.iterdir()) == []
    said = ask("1", "2", "1")
    (file,) = elsewhere.iterdir()
    assert str(file) in said.lines
    assert file.name.startswith("2026-11-18-challenge-letter-")
    assert file.read_bytes().startswith(b"%PDF-")
    assert [one.document for one in kept().made] == ["challenge-letter"]


def test_a_document_is_saved_under_a_name_that_was_typed(ask: Ask, letter: str, elsewhere: Path) -> None:
    ask(letter, "rest", *AS_TEXT, "letter")
    assert [one.name for one in elsewhere.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    "typed", ["letter.odt", "there.md", "\0.md", "no/such/folder.md", "x" * 5000 + ".md"]
)
def test_a_name_that_will_not_do_is_told_and_asked_for_again(
    ask: Ask, letter: str, elsewhere: Path, typed: str
) -> None:
    (elsewhere / "there.md").write_text("mine")
    said = ask(letter, "rest", "1", "5", typed)
    assert said.page[-1] == "Type 1 for that, or another folder or name. Or: back, leave, help."
    assert [(one.name, one.read_text()) for one in elsewhere.iterdir()] == [("there.md", "mine")]


def test_a_document_need_not_be_saved(ask: Ask, letter: str, elsewhere: Path) -> None:
    said = ask(letter, "rest")
    assert "What next?" in ask(option(said, "Do not save it now")).lines
    assert list(elsewhere.iterdir()) == []


def test_a_document_that_no_longer_matches_is_named(ask: Ask, letter: str) -> None:
    ask(letter, "rest", *AS_TEXT, "letter.md", "back")
    said = ask("change 5", "2", "1")
    assert "The challenge letter (letter.md) no longer matches your answers. Make it again." in said.flat


def test_a_hostile_text_is_shown_and_not_obeyed(ask: Ask, letter: str) -> None:
    said = ask(letter, "\x1b[2J\u202eevil", ".", "back")
    assert "What stands here so far: \\x1b[2J\\u202eevil" in said.flat


def test_a_session_that_is_not_saved_by_the_disk_says_so_once_while_a_text_is_typed(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, around: Surroundings
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NotNowError("The disk is full. Nothing has been changed; try again")

    ask(*TO_THE_NOTE)
    monkeypatch.setattr(type(around.register.places), "keep", full)
    said = ask("One", "Two", ".")
    assert said.flat.count("The disk is full.") == 1
    assert "Note: written down." in said.lines


def test_a_document_that_was_made_again_is_not_named_any_more(ask: Ask, letter: str) -> None:
    ask(letter, "rest", *AS_TEXT, "letter.md", "back")
    ask("change 5", "2", "1")
    again = entry(ask(), "Make a document: Formal challenge letter")
    assert (
        "no longer matches"
        not in ask(again, "rest", *AS_TEXT, "again.md", "back").flat.rpartition("Saved, and")[2]
    )


def test_what_was_being_written_can_be_begun_anew(ask: Ask, kept: Kept) -> None:
    ask(*TO_THE_NOTE, "Too much")
    ask("anew", "", "Less", ".")
    assert ("Less",) in kept().memory.latest().values()


def test_a_text_that_is_too_long_is_still_there_and_can_be_begun_anew(ask: Ask, kept: Kept) -> None:
    said = ask(*TO_THE_NOTE, "x" * 20_001, ".")
    assert "That is 20,001 letters long. Keep it to 20,000." in said.flat
    ask("anew", "Less", ".")
    assert ("Less",) in kept().memory.latest().values()
