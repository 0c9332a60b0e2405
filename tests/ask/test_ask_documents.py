"""Documents in plain lines: the fields that need it, the remarks, and what is done with a document that was saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.advice.situation import GivenAttempt
from wizard.casework import documents
from wizard.casework.record import CaseRecord
from wizard.casework.session import Session, Surroundings

Ask = Callable[..., object]
Kept = Callable[[], CaseRecord]

TRIED = GivenAttempt(stage="pre-escalation", began="2026-11-17", ended="2026-11-17", outcome="unresolved")
#: From the draft to a letter that is saved as plain text, and to what can be done with it.
SAVED = ("1", "4", "1")
OPEN, PRINT, MAIL, SENT, GO_ON = "12345"


@pytest.fixture
def session(around: Surroundings, make_case: Callable[..., str]) -> Session:
    """A case at Stage One, where a letter is to be made; the next start comes back to it."""
    return Session(around, around.register.get(make_case(left_open=True, attempt=TRIED)))


@pytest.fixture
def letter(session: Session, ask: Ask) -> Callable[..., object]:
    """Types lines from the letter's first field on."""
    return lambda *lines: ask(entry(ask(), "Make a document: Formal challenge letter"), *lines)


def entry(said: object, title: str) -> str:
    lines = said.text.split("What next?\n")[-1].splitlines()
    return next(line.partition(".")[0] for line in lines if line.partition(". ")[2].startswith(title))


def needed(session: Session) -> list[documents.FieldView]:
    return [one for one in documents.fields_of(session, "challenge-letter") if one.mandatory]


def test_the_draft_comes_after_the_last_field_that_is_needed(
    session: Session, ask: Ask, letter: Callable[..., object]
) -> None:
    said = letter(*["."] * len(needed(session)))
    assert "Formal challenge letter, as it stands:" in said.lines
    assert "more fields may be filled." in said.flat
    more = next(line[0] for line in said.page if "Fill in more fields" in line)
    assert "(may be left empty)." in ask(more).flat


def test_a_document_that_has_all_it_needs_begins_with_its_draft(
    session: Session, letter: Callable[..., object]
) -> None:
    for one in needed(session):
        session.write(one.name, "Known.")
    assert "Formal challenge letter, as it stands:" in letter().lines


def test_a_remark_is_set_aside_with_a_reason(
    session: Session, letter: Callable[..., object], kept: Kept
) -> None:
    session.write("decision", "It is always so.")
    said = letter("rest", "2", "1", "2", "We counted.", ".")
    assert "Decision, line 1, “always”:" in said.flat
    assert [one.reason for one in kept().set_aside] == ["We counted."]


def test_a_remark_leads_to_its_field_and_from_there_back_to_the_draft(
    session: Session, letter: Callable[..., object], kept: Kept
) -> None:
    session.write("decision", "It is always so.")
    said = letter("rest", "2", "1", "1", "It was closed.", ".")
    assert kept().details["decision"] == "It was closed."
    assert said.text.count("Formal challenge letter, as it stands:") == 2


def test_that_it_was_sent_is_recorded_with_whom_how_and_when(
    letter: Callable[..., object], kept: Kept
) -> None:
    said = letter("rest", *SAVED, SENT, "Head of service", "secure email", "today", GO_ON)
    assert [one.sent_on for one in kept().made] == ["2026-11-18"]
    assert said.page[0] == "What next?"


def test_nothing_is_recorded_of_a_day_that_has_not_come(letter: Callable[..., object], kept: Kept) -> None:
    said = letter("rest", *SAVED, SENT, "Head of service", "secure email", "19/11/2026")
    assert "has not come yet" in said.flat
    assert [one.sent_on for one in kept().made] == [""]


def test_a_draft_of_an_email_holds_the_addresses_that_were_chosen_and_no_other(
    letter: Callable[..., object], elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.cli.ask_saving.addressees", lambda *_: ("one@example.org", "two@example.org"))
    letter("rest", *SAVED, MAIL, "", "2", "1", MAIL, "none", "none")
    one, two = sorted(elsewhere.glob("*.eml"), key=lambda one: one.stat().st_size)
    assert b"example.org" not in one.read_bytes()
    assert b"two@example.org" in two.read_bytes()
    assert b"one@example.org" not in two.read_bytes()


def test_nothing_is_printed_before_it_is_said_what_stays_behind(
    letter: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []
    monkeypatch.setattr("wizard.cli.ask_saving.printers", lambda: ("Office",))
    monkeypatch.setattr(
        "wizard.casework.sending.print_document", lambda session, path, printer: printed.append(printer)
    )
    said = letter("rest", *SAVED, PRINT, "1", PRINT, "3")
    assert "keeps a copy for a while" in said.flat
    assert printed == ["Office"]


def test_a_correction_names_the_document_that_it_takes_the_place_of(
    session: Session, ask: Ask, kept: Kept, elsewhere: Path
) -> None:
    made = documents.make(session, "challenge-letter", elsewhere / "letter.txt")
    said = ask(entry(ask(), "See the documents that were made"), "1", "5", "rest", *SAVED, GO_ON)
    assert "Formal challenge letter, letter.txt. Made Wednesday 18 November 2026, 10:30." in said.flat
    assert [one.corrects for one in kept().made] == [0, made.entry]
    assert "A correction of letter.txt." in said.flat


def test_a_file_that_has_gone_elsewhere_is_asked_for(
    session: Session, ask: Ask, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("wizard.casework.sending.open_document", opened.append)
    documents.make(session, "challenge-letter", elsewhere / "letter.txt").path.rename(elsewhere / "away.txt")
    said = ask(entry(ask(), "See the documents that were made"), "1", OPEN, "1", "away")
    assert "there is no such file" in said.flat
    assert [one.name for one in opened] == ["away.txt"]


def test_the_deadlines_are_saved_for_a_calendar(session: Session, ask: Ask, elsewhere: Path) -> None:
    said = ask("calendar", "1")
    (file,) = elsewhere.iterdir()
    assert "Open it with your calendar." in said.lines
    assert b"BEGIN:VEVENT" in file.read_bytes()
