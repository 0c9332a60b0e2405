"""What is done with a saved document: a draft of an email, a print, and the deadlines for a calendar."""

from __future__ import annotations

import email
import hashlib
import os
import stat
import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import icalendar
import msgspec
import pytest

from wizard.base import desktop
from wizard.base.errors import NotNowError, WrongInputError
from wizard.casework import sending
from wizard.casework.closing import close
from wizard.casework.documents import save
from wizard.casework.house import open_house
from wizard.casework.recording import Told, record_attempt
from wizard.casework.sending import (
    addressees,
    open_document,
    outdated,
    print_document,
    save_calendar,
    save_mail,
)
from wizard.casework.session import Session, Surroundings
from wizard.documents.mail_draft import LARGEST
from wizard.policy.contacts import Contact
from wizard.policy.local_contacts import LocalContact
from wizard.register.cases import JSON, NewEvent, Register
from wizard.register.events import DOCUMENT_MADE

MakeSession = Callable[..., Session]

BOARD = "OSCB@oxfordshire.gov.uk"
OPEN: Mapping[str, tuple[str, ...]] = {
    "tried": ("step-3",),
    "began:step-3": ("2026-11-17",),
    "outcome:step-3": ("open",),
}


@pytest.fixture
def session(make_session: MakeSession) -> Session:
    return make_session(changed=OPEN)


@pytest.fixture
def letter(session: Session, tmp_path: Path) -> Path:
    """A letter under the name that a person gave it."""
    return save(session, "challenge-letter", tmp_path / "Letter about Jane Smith.txt")


def read(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def recorded(session: Session, path: Path) -> None:
    """As if that file had been made as the letter of the case."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    data: dict[str, JSON] = {"document": "challenge-letter", "file": path.name, "sha256": digest}
    session.commit([NewEvent(kind=DOCUMENT_MADE, data=data)])


def at(session: Session, moment: datetime) -> Session:
    """The same case at another time."""
    around = msgspec.structs.replace(session.surroundings, clock=lambda: moment)
    return Session(around, session.surroundings.register.get(str(session.case_id)))


# Email.


def test_a_draft_holds_the_document_as_it_was_saved(session: Session, letter: Path, tmp_path: Path) -> None:
    made = save_mail(session, "challenge-letter", letter, ["duty@example.org"], tmp_path / "draft.eml")
    (part,) = read(made).iter_attachments()
    assert part.get_payload(decode=True) == letter.read_bytes()
    assert part.get_content_type() == "text/plain"


def test_what_is_seen_of_the_email_on_its_way_is_the_kind_of_document_and_the_reference(
    session: Session, letter: Path, tmp_path: Path
) -> None:
    message = read(save_mail(session, "challenge-letter", letter, [], tmp_path / "draft.eml"))
    (part,) = message.iter_attachments()
    assert message["Subject"] == f"PRACTICE: Formal challenge letter, reference {session.case_id}"
    assert part.get_filename() == f"challenge-letter-{session.case_id}.txt"
    assert "Jane" not in message.as_string().partition("Content-Disposition")[0]


def test_no_email_with_an_anonymous_document_leads_back_to_the_case(session: Session, tmp_path: Path) -> None:
    record = save(session, "learning-record", tmp_path / "record.txt")
    message = read(save_mail(session, "learning-record", record, [], tmp_path / "draft.eml"))
    (part,) = message.iter_attachments()
    body = message.get_body()
    assert body is not None
    assert message["Subject"] == "PRACTICE: Learning record"
    assert part.get_filename() == "learning-record.txt"
    assert "personal information" not in body.get_content()
    assert str(session.case_id) not in message.as_string()


def test_a_card_of_telephone_numbers_is_not_called_personal(session: Session, tmp_path: Path) -> None:
    card = save(session, "lead-card", tmp_path / "card.txt")
    body = read(save_mail(session, "lead-card", card, [], tmp_path / "draft.eml")).get_body()
    assert body is not None
    assert "personal information" not in body.get_content()
    assert f"Lead card, reference {session.case_id}." in body.get_content()


def of_the_office(session: Session, folder: Path, title: str, *, anonymous: bool = False) -> Session:
    """The same case with a document of the office's own, "cover-note"."""
    folder.mkdir()
    (folder / "cover-note.md").write_text(
        f"---\nid: cover-note\ntitle: '{title}'\nclass: partnership\nauthor: Anyone\npurpose: To try\n"
        f"anonymous: {str(anonymous).lower()}\nfields: []\n---\nWords about a {{{{ case.person }}}}\n",
        encoding="utf-8",
    )
    around = msgspec.structs.replace(session.surroundings, office_templates=folder)
    return Session(around, around.register.get(str(session.case_id)))


def test_a_document_without_fields_that_tells_of_the_case_is_called_personal(
    session: Session, tmp_path: Path
) -> None:
    session = of_the_office(session, tmp_path / "office", "Cover note")
    note = save(session, "cover-note", tmp_path / "note.txt")
    body = read(save_mail(session, "cover-note", note, [], tmp_path / "draft.eml")).get_body()
    assert body is not None
    assert "personal information" in body.get_content()


def test_a_document_whose_template_is_gone_is_sent_with_no_reference_and_as_personal(
    session: Session, tmp_path: Path
) -> None:
    session = of_the_office(session, tmp_path / "office", "Cover note")
    note = save(session, "cover-note", tmp_path / "note.txt")
    (tmp_path / "office" / "cover-note.md").unlink()
    message = read(save_mail(session, "cover-note", note, [], tmp_path / "draft.eml"))
    body = message.get_body()
    assert body is not None
    assert message["Subject"] == "PRACTICE: Cover note"
    assert "personal information" in body.get_content()
    assert addressees(session, "cover-note") == ()


def test_the_person_alone_can_read_the_draft(session: Session, letter: Path, tmp_path: Path) -> None:
    made = save_mail(session, "challenge-letter", letter, [], tmp_path / "draft.eml")
    if os.name == "posix":
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert made == tmp_path / "draft.eml"


def test_a_file_that_was_renamed_is_still_known_and_has_its_own_ending(
    session: Session, letter: Path, tmp_path: Path
) -> None:
    renamed = letter.rename(tmp_path / "other.pdf")
    message = read(save_mail(session, "challenge-letter", renamed, [], tmp_path / "draft.eml"))
    (part,) = message.iter_attachments()
    assert (part.get_content_type(), str(part.get_filename())[-4:]) == ("text/plain", ".txt")


def test_a_file_that_was_changed_is_not_sent_as_the_document_of_the_case(
    session: Session, letter: Path, tmp_path: Path
) -> None:
    letter.write_text(letter.read_text("utf-8") + "One line more.\n", encoding="utf-8")
    with pytest.raises(WrongInputError, match="is not a document as it was saved from this case"):
        save_mail(session, "challenge-letter", letter, [], tmp_path / "draft.eml")
    assert not (tmp_path / "draft.eml").exists()


def test_a_document_of_another_case_is_not_sent(
    letter: Path, make_session: MakeSession, tmp_path: Path
) -> None:
    with pytest.raises(WrongInputError, match="it is of another one"):
        save_mail(make_session(), "challenge-letter", letter, [], tmp_path / "draft.eml")


def test_a_document_is_not_sent_as_another_one(session: Session, letter: Path, tmp_path: Path) -> None:
    with pytest.raises(
        WrongInputError, match="is the document 'challenge-letter' of this case, and not 'chaser'"
    ):
        save_mail(session, "chaser", letter, [], tmp_path / "draft.eml")


def test_a_wrong_address_leaves_nothing_behind(session: Session, letter: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="is not an email address"):
        save_mail(session, "challenge-letter", letter, ["Jane <j@example.org>"], tmp_path / "draft.eml")
    assert not (tmp_path / "draft.eml").exists()


def test_a_draft_is_named_as_mail_programs_know_it(session: Session, letter: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match=r"expected a name that ends in \.eml"):
        save_mail(session, "challenge-letter", letter, [], tmp_path / "draft.txt")


def test_a_draft_that_is_there_is_replaced_only_if_that_is_said(
    session: Session, letter: Path, tmp_path: Path
) -> None:
    path = tmp_path / "draft.eml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(WrongInputError, match="exists already"):
        save_mail(session, "challenge-letter", letter, [], path)
    assert path.read_text("utf-8") == "mine"
    save_mail(session, "challenge-letter", letter, [], path, replace=True)
    assert read(path)["X-Unsent"] == "1"


@pytest.mark.parametrize("what", ["a folder", "nothing"])
def test_what_is_no_file_is_not_attached(what: str, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "here"
    if what == "a folder":
        path.mkdir()
    with pytest.raises(WrongInputError, match="there is no such file"):
        save_mail(session, "challenge-letter", path, [], tmp_path / "draft.eml")


def test_a_file_of_any_size_is_looked_at_only_so_far(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"x" * 1001)
    monkeypatch.setattr(sending, "_LARGEST", 1000)
    with pytest.raises(WrongInputError, match="is larger than 1,000 bytes"):
        print_document(session, path)


def test_a_document_that_is_too_large_for_an_email_is_refused(session: Session, tmp_path: Path) -> None:
    path, data = tmp_path / "large.txt", b"x" * (LARGEST + 1)
    path.write_bytes(data)
    recorded(session, path)
    with pytest.raises(WrongInputError, match="send it another way"):
        save_mail(session, "challenge-letter", path, [], tmp_path / "draft.eml")


def test_a_case_does_not_change_by_a_draft(
    session: Session, letter: Path, tmp_path: Path, register: Register
) -> None:
    before = register.history(str(session.case_id))
    save_mail(session, "challenge-letter", letter, [], tmp_path / "draft.eml")
    assert register.history(str(session.case_id)) == before


def test_a_document_is_outdated_once_it_was_made_again_otherwise(
    session: Session, letter: Path, tmp_path: Path
) -> None:
    assert not outdated(session, letter)
    session.write("agreed", "That something has to be done.")
    again = save(session, "challenge-letter", tmp_path / "again.txt")
    assert (outdated(session, letter), outdated(session, again)) == (True, False)


# Addresses.


def with_contacts(around: Surroundings, *contacts: Contact) -> Surroundings:
    """Surroundings in which the policy has these contacts and no others."""

    def house(policy: str) -> object:
        found = open_house(policy)
        entries = msgspec.structs.replace(found.contacts, entries=contacts)
        return msgspec.structs.replace(found, contacts=entries)

    return msgspec.structs.replace(around, open_house=house)


def contact(
    id_: str, agency: str = "childrens-social-care", role: str = "Team Manager", **more: object
) -> Contact:
    known = {"id": id_, "agency": agency, "role": role, "hours": "in", "source": "Page 1"}
    return msgspec.convert(known | {"email": [f"{id_}@example.org"]} | more, LocalContact)


def test_a_letter_goes_to_the_agency_that_is_challenged_its_own_role_first(
    around: Surroundings, make_session: MakeSession
) -> None:
    role = "Equivalent Line Manager or Safeguarding Lead"
    contacts = contact("duty"), contact("lead", role=role), contact("ours", agency="education")
    session = make_session(surroundings=with_contacts(around, *contacts), changed=OPEN)
    assert addressees(session, "challenge-letter") == ("lead@example.org", "duty@example.org")


@pytest.mark.parametrize(
    "left_out",
    [
        contact("mobile", personal=True),
        contact("old", expires="2026-11-17"),
        contact("inside", **{"for": "own-organisation"}),
        contact("silent", email=[]),
    ],
    ids=lambda one: one.id,
)
def test_an_address_that_must_not_be_used_is_not_suggested(
    left_out: Contact, around: Surroundings, make_session: MakeSession
) -> None:
    session = make_session(surroundings=with_contacts(around, left_out, contact("duty")), changed=OPEN)
    assert addressees(session, "challenge-letter") == ("duty@example.org",)


def test_an_office_is_suggested_out_of_hours_too(
    around: Surroundings, make_session: MakeSession, now: datetime
) -> None:
    session = make_session(surroundings=with_contacts(around, contact("duty")), changed=OPEN)
    assert addressees(at(session, now.replace(hour=20)), "challenge-letter") == ("duty@example.org",)


def test_what_is_for_the_board_is_never_suggested_to_the_other_agency(
    around: Surroundings, make_session: MakeSession
) -> None:
    contacts = contact("duty"), contact("board", agency="oscb", email=[BOARD])
    session = make_session(
        surroundings=with_contacts(around, *contacts), changed={"outcome:step-2": ("resolved",)}
    )
    assert addressees(session, "board-notification") == (BOARD,)


def test_while_a_question_is_open_nobody_is_suggested(make_session: MakeSession) -> None:
    assert addressees(make_session("tried"), "challenge-letter") == ()


# Printing and opening.


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bytes, dict[str, object]]]:
    """What came to the printer, with the title and the printer that was chosen."""
    calls: list[tuple[bytes, dict[str, object]]] = []
    monkeypatch.setattr(desktop, "print_file", lambda data, **more: calls.append((data, more)))
    return calls


def test_a_pdf_is_printed_as_it_was_saved_under_the_reference_alone(
    session: Session, tmp_path: Path, printed: list[tuple[bytes, dict[str, object]]]
) -> None:
    path = tmp_path / "Letter about Jane Smith.pdf"
    path.write_bytes(b"%PDF-1.7\n\xff" + b"a long line " * 50)
    recorded(session, path)
    print_document(session, path, "Office")
    ((data, how),) = printed
    assert data == path.read_bytes()
    assert how == {"title": session.case_id, "printer": "Office", "saved": path}


def test_an_anonymous_document_is_printed_under_its_title(
    session: Session, tmp_path: Path, printed: list[tuple[bytes, dict[str, object]]]
) -> None:
    print_document(session, save(session, "learning-record", tmp_path / "record.txt"))
    assert [how["title"] for _, how in printed] == ["Learning record"]


@pytest.mark.parametrize(
    ("title", "job"),
    [
        ("Café: what/we learned (2026) – ours", "Caf what we learned 2026 ours"),
        ("学习", "Document"),
        ("A long title " * 9, ("A long title " * 9)[:60].strip()),
    ],
)
def test_any_title_can_be_that_of_a_print_job(
    title: str, job: str, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = desktop.print_file

    def print_file(data: bytes, *, title: str, **more: object) -> None:
        asked.append(title)
        with pytest.raises(NotNowError, match="'lp' is not installed here"):
            real(data, title=title, environ={"PATH": str(tmp_path)}, platform="linux")

    monkeypatch.setattr(desktop, "print_file", print_file)
    session = of_the_office(session, tmp_path / "office", title, anonymous=True)
    print_document(session, save(session, "cover-note", tmp_path / "note.txt"))
    assert asked == [job]


def test_a_text_is_folded_between_words_and_loses_none_of_them(
    session: Session, letter: Path, printed: list[tuple[bytes, dict[str, object]]]
) -> None:
    print_document(session, letter)
    ((data, _),) = printed
    text, paper = letter.read_text("utf-8"), data.decode()
    assert max(map(len, text.splitlines())) > 80
    assert max(map(len, paper.splitlines())) <= 80
    assert paper.split() == text.split()


def test_a_line_that_is_set_in_is_folded_where_it_is_set_in(
    session: Session, tmp_path: Path, printed: list[tuple[bytes, dict[str, object]]]
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("  " + "word " * 30 + "\n\nshort\n", encoding="utf-8")
    recorded(session, path)
    print_document(session, path)
    first, second, blank, short, end = printed[0][0].decode().split("\n")
    assert first.startswith("  word")
    assert second.startswith("  word")
    assert [blank, short, end] == ["", "short", ""]


def test_the_reference_of_every_case_can_be_the_title_of_a_print_job(
    session: Session, letter: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if sys.platform != "win32":
        with pytest.raises(NotNowError, match="'lp' is not installed here"):
            print_document(session, letter)


def test_what_was_changed_is_not_printed_as_the_document_of_the_case(
    session: Session, letter: Path, printed: list[object]
) -> None:
    letter.write_bytes(b"something else")
    with pytest.raises(WrongInputError, match="is not a document as it was saved"):
        print_document(session, letter)
    assert printed == []


def test_what_no_printer_takes_as_it_is_is_refused_with_what_to_do(
    session: Session, tmp_path: Path, printed: list[object]
) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(b"PK")
    recorded(session, path)
    with pytest.raises(WrongInputError, match=r"Make the document again as \.pdf"):
        print_document(session, path)
    assert printed == []


def test_only_what_the_program_makes_is_opened(
    letter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(desktop, "open_in_desktop", opened.append)
    open_document(letter)
    assert opened == [letter]
    for name in ("run.sh", "run.exe", "run.desktop", "letter", "letter.pdf.lnk"):
        with pytest.raises(WrongInputError, match="is not opened from here"):
            open_document(tmp_path / name)
    assert opened == [letter]


# The calendar.


def entries(path: Path) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    assert isinstance(calendar, icalendar.Calendar)
    return calendar.walk("VEVENT")


def saved(session: Session, tmp_path: Path) -> list[icalendar.Event]:
    return entries(save_calendar(session, tmp_path / "deadlines.ics", replace=True))


def test_the_deadline_of_the_case_becomes_an_entry(session: Session, tmp_path: Path) -> None:
    _, advice = session.advice()
    (event,) = saved(session, tmp_path)
    assert event["DTSTART"].dt == advice.act_by
    sign = str(session.case_id)[-6:]
    assert event["SUMMARY"] == f"PRACTICE: Deadline under the escalation policy: Step 3, ref {sign}"
    assert event["SEQUENCE"] == len(session.events)


def test_the_file_says_nothing_else_of_the_case(session: Session, tmp_path: Path) -> None:
    session.write("person", "Jane Smith")
    text = save_calendar(session, tmp_path / "deadlines.ics").read_text("utf-8")
    said = ("Jane", "Smith", "Jamie", "education", "social", str(session.case_id), "oxfordshire", "child")
    assert [word for word in said if word.casefold() in text.casefold()] == []


def test_a_calendar_knows_the_entry_again_after_the_case_has_changed(
    session: Session, tmp_path: Path
) -> None:
    (before,) = saved(session, tmp_path)
    session.write("agreed", "That something has to be done.")
    (after,) = saved(session, tmp_path)
    assert before["UID"] == after["UID"]
    assert before["SEQUENCE"] < after["SEQUENCE"]


def test_two_cases_have_entries_of_their_own(
    session: Session, make_session: MakeSession, tmp_path: Path
) -> None:
    (one,), (other,) = saved(session, tmp_path), saved(make_session(changed=OPEN), tmp_path)
    assert one["UID"] != other["UID"]


def test_a_deadline_that_is_met_before_its_time_is_taken_out(
    session: Session, make_session: MakeSession, tmp_path: Path
) -> None:
    (before,) = saved(session, tmp_path)
    close(session, "The other agency has agreed, and nothing is left to be done.")
    (after,) = saved(session, tmp_path)
    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_at_the_next_stage_the_old_deadline_is_taken_out_and_the_new_one_stands_beside_it(
    session: Session, tmp_path: Path, now: datetime
) -> None:
    (before,) = saved(session, tmp_path)
    told = Told(stage="step-3", outcome="unresolved", ended="2026-11-18T10:00")
    record_attempt(session.surroundings, str(session.case_id), told)
    new, gone = saved(at(session, now), tmp_path)
    assert (gone["UID"], gone["STATUS"]) == (before["UID"], "CANCELLED")
    assert (new["STATUS"], new["UID"] == before["UID"]) == ("CONFIRMED", False)
    assert "Step 4" in new["SUMMARY"]


def test_a_deadline_that_moves_keeps_its_entry(session: Session, tmp_path: Path, now: datetime) -> None:
    (before,) = saved(session, tmp_path)
    session.look_at("began:step-3")
    session.answer(("2026-11-16",))
    while session.looking_back() and session.shown().question is not None:
        session.answer(("change",))
    (after,) = saved(at(session, now), tmp_path)
    assert after["UID"] == before["UID"]
    assert after["DTSTART"].dt < before["DTSTART"].dt


def test_of_an_ended_deadline_there_is_no_entry_any_more(
    session: Session, tmp_path: Path, now: datetime
) -> None:
    close(session, "The other agency has agreed, and nothing is left to be done.")
    later = at(session, now + timedelta(days=30))
    with pytest.raises(WrongInputError, match="there is nothing for a calendar"):
        save_calendar(later, tmp_path / "deadlines.ics")
    assert not (tmp_path / "deadlines.ics").exists()


def test_while_a_question_is_open_there_are_no_deadlines_and_it_is_said_which_question(
    make_session: MakeSession, tmp_path: Path
) -> None:
    session = make_session("tried")
    question = session.shown().question
    assert question is not None
    with pytest.raises(WrongInputError) as caught:
        save_calendar(session, tmp_path / "deadlines.ics")
    assert f"the question '{question.title}' is open" in str(caught.value)


def test_the_entries_are_saved_as_calendars_know_them(session: Session, tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match=r"expected a name that ends in \.ics"):
        save_calendar(session, tmp_path / "deadlines.txt")


def test_a_calendar_that_is_there_is_replaced_only_if_that_is_said(session: Session, tmp_path: Path) -> None:
    path = save_calendar(session, tmp_path / "deadlines.ics")
    with pytest.raises(WrongInputError, match="exists already"):
        save_calendar(session, path)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
