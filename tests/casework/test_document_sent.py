"""A document that was sent stays as it is, and what takes its place names it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from wizard.base.errors import WrongInputError
from wizard.casework.closing import close
from wizard.casework.correcting import undo
from wizard.casework.document_sent import made_at, record_sent
from wizard.casework.documents import make
from wizard.casework.event_text import entries_of
from wizard.casework.session import Session

MakeSession = Callable[..., Session]

TO, MEANS = "Team Manager, children's social care", "secure email"


@pytest.fixture
def session(make_session: MakeSession) -> Session:
    return make_session()


def told(session: Session) -> list[str]:
    return [one.what for one in entries_of(session.events, None, ())]


def test_that_it_was_sent_is_recorded_with_to_whom_how_and_when(session: Session, tmp_path: Path) -> None:
    made = make(session, "challenge-letter", tmp_path / "letter.pdf")
    number = record_sent(session, made.entry, to=TO, means=MEANS)
    assert number == len(session.events)
    assert session.events[-1].data == {"event": made.entry, "to": TO, "means": MEANS, "on": "2026-11-18"}
    assert made_at(session, made.entry).sent_on == "2026-11-18"
    assert f"Sent, document of entry {made.entry}: to {TO}, by {MEANS}" in told(session)[-1]


def test_a_document_that_was_sent_is_not_written_over(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    made = make(session, "challenge-letter", path)
    record_sent(session, made.entry, to=TO, means=MEANS)
    before = path.read_bytes()
    with pytest.raises(WrongInputError, match=f"never changed.*correction of entry {made.entry}"):
        make(session, "challenge-letter", path, replace=True)
    assert path.read_bytes() == before


def test_one_that_was_not_sent_can_be_written_over(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    make(session, "challenge-letter", path)
    session.write("decision", "No visit was made")
    make(session, "challenge-letter", path, replace=True)
    assert "No visit was made" in path.read_text(encoding="utf-8")


def test_another_file_under_the_name_of_one_that_was_sent_can_be_written_over(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "letter.md"
    made = make(session, "challenge-letter", path)
    record_sent(session, made.entry, to=TO, means=MEANS)
    path.write_text("something else", encoding="utf-8")
    assert make(session, "challenge-letter", path, replace=True).path == path


def test_a_document_that_another_case_has_sent_is_not_written_over(
    make_session: MakeSession, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "letter.pdf"
    made = make(session, "challenge-letter", path)
    record_sent(session, made.entry, to=TO, means=MEANS)
    before, other = path.read_bytes(), make_session()
    with pytest.raises(WrongInputError, match=f"correction of entry {made.entry} of case {session.case_id}"):
        make(other, "lead-card", path, replace=True)
    assert path.read_bytes() == before


def test_what_a_stopped_save_has_left_can_be_written_over(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    path.write_bytes(b"kept, and named by no case")
    session.surroundings.register.documents.keep(path.read_bytes())
    assert make(session, "lead-card", path, replace=True).path == path


def test_a_correction_is_of_the_same_kind(session: Session, tmp_path: Path) -> None:
    first = make(session, "challenge-letter", tmp_path / "letter.md")
    with pytest.raises(
        WrongInputError, match="made the document 'challenge-letter'; a correction is of the same kind"
    ):
        make(session, "lead-card", tmp_path / "card.md", corrects=first.entry)


def test_what_was_recorded_as_sent_by_mistake_can_be_taken_back(session: Session, tmp_path: Path) -> None:
    made = make(session, "challenge-letter", tmp_path / "letter.md")
    number = record_sent(session, made.entry, to=TO, means=MEANS)
    undo(session, number, "It was not sent after all.")
    assert made_at(session, made.entry).sent_on == ""


def test_in_a_closed_case_a_sending_can_be_recorded(session: Session, tmp_path: Path) -> None:
    close(session, "It is settled.")
    made = make(session, "learning-record", tmp_path / "record.md")
    record_sent(session, made.entry, to=TO, means=MEANS)
    assert made_at(session, made.entry).sent_on == "2026-11-18"


def test_no_document_is_saved_in_the_folder_of_the_register_or_under_a_name_nobody_can_read(
    session: Session, tmp_path: Path
) -> None:
    folder = session.surroundings.register.folder
    for path, says in (
        (folder / "cases" / "evil.md", "lies in the folder of the register itself"),
        (tmp_path / "a\nb.md", "signs that cannot be seen"),
    ):
        with pytest.raises(WrongInputError, match=says):
            make(session, "lead-card", path)
        assert not path.exists()


def test_a_correction_names_the_document_that_it_takes_the_place_of(session: Session, tmp_path: Path) -> None:
    first = make(session, "challenge-letter", tmp_path / "letter.md")
    record_sent(session, first.entry, to=TO, means=MEANS)
    second = make(session, "challenge-letter", tmp_path / "letter-2.txt", corrects=first.entry)
    text = second.path.read_text(encoding="utf-8")
    sha256 = made_at(session, first.entry).sha256
    assert f"takes the place of the document that was sent of entry {first.entry} in our record" in text
    assert sha256[:12] in text
    assert made_at(session, second.entry).corrects == first.entry
    assert f"in place of that of entry {first.entry}" in told(session)[-1]


def test_a_learning_record_says_of_what_it_takes_the_place_without_a_way_back_to_the_case(
    session: Session, tmp_path: Path
) -> None:
    first = make(session, "learning-record", tmp_path / "one.md")
    second = make(session, "learning-record", tmp_path / "two.md", corrects=first.entry)
    text = second.path.read_text(encoding="utf-8")
    assert "This takes the place of an earlier one." in text
    assert "fingerprint" not in text
    assert session.case_id is not None
    assert session.case_id not in text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"entry": 1}, "no document was made with entry 1 of the case"),
        ({"to": " "}, "who it was sent to"),
        ({"to": "\u2800"}, "who it was sent to"),
        ({"to": "\u200b\u0301"}, "who it was sent to"),
        ({"means": ""}, "by which means"),
        ({"means": "\u3164"}, "by which means"),
        ({"on": date(2026, 11, 19)}, "has not come yet"),
        ({"on": date(2026, 11, 17)}, "before the day on which the document was made"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_recorded(
    changed: dict[str, object], says: str, session: Session, tmp_path: Path
) -> None:
    made = make(session, "challenge-letter", tmp_path / "letter.md")
    before = session.events
    said: dict[str, object] = {"entry": made.entry, "to": TO, "means": MEANS} | changed
    with pytest.raises(WrongInputError, match=says):
        record_sent(session, said.pop("entry"), **said)  # type: ignore[arg-type] # the wrong ones too
    assert session.events == before


def test_a_correction_of_what_is_no_document_saves_nothing(session: Session, tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="it has none so far"):
        make(session, "challenge-letter", tmp_path / "letter.md", corrects=3)
    assert list(tmp_path.glob("*.md")) == []
