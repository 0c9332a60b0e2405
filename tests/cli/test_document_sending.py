"""What the command line does with a saved document, with the deadlines of a case, and with a lead card on paper."""

from __future__ import annotations

import email
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec
import pytest

from wizard.advice.advise import House
from wizard.advice.worktime import LONDON
from wizard.base import desktop
from wizard.base.errors import NotNowError, WrongInputError
from wizard.casework.documents import save
from wizard.casework.house import open_house
from wizard.casework.session import Session, Surroundings
from wizard.cli import case_calendar, document_sending, lead
from wizard.cli.surroundings import surroundings

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "danger": ("no",),
    "policy": ("oxfordshire",),
    "subject": ("child",),
    "from": ("education",),
    "sector": ("statutory",),
    "to": ("childrens-social-care",),
    "circumstance": ("disagreement",),
    "risk": ("welfare",),
    "about": ("criteria-for-referral",),
    "raised": ("2026-11-16",),
    "tried": ("step-3",),
    "began:step-3": ("2026-11-17",),
    "outcome:step-3": ("open",),
}
Printed = list[tuple[bytes, dict[str, object]]]
Lead = Callable[..., int]


@cache
def house(policy: str) -> House:
    return open_house(policy)


@pytest.fixture
def around(monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    """The program's own register, at a moment that stands still."""
    found = msgspec.structs.replace(surroundings(), clock=lambda: NOW, open_house=house)
    for command in (document_sending, case_calendar):
        monkeypatch.setattr(command, "surroundings", lambda: found)
    return found


@pytest.fixture
def session(around: Surroundings) -> Session:
    found = Session(around)
    while (question := found.shown().question) is not None:
        found.answer(ANSWERS[question.id])
    return found


@pytest.fixture
def case(session: Session) -> str:
    assert session.case_id is not None
    return session.case_id


@pytest.fixture
def letter(session: Session, tmp_path: Path) -> str:
    return str(save(session, "challenge-letter", tmp_path / "letter.txt"))


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Printed:
    """What came to the printer, and how."""
    calls: Printed = []
    monkeypatch.setattr(desktop, "print_file", lambda data, **more: calls.append((data, more)))
    return calls


def looks(around: Surroundings) -> list[tuple[str, str | None]]:
    """What was noted in the log of looks, and of which case."""
    return [(one.what, one.case) for one in around.register.access().read().entries]


def test_a_draft_of_an_email_is_saved_its_path_printed_and_that_noted(
    around: Surroundings, case: str, letter: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "draft.eml"
    code = document_sending.mail(
        case, "challenge-letter", letter, ["duty@example.org"], str(out), replace=False
    )
    assert (code, capsys.readouterr()) == (0, (f"{out}\n", ""))
    assert email.message_from_bytes(out.read_bytes())["To"] == "duty@example.org"
    assert looks(around) == [("made", case)]


def test_without_an_address_the_draft_has_none_and_it_is_said(
    case: str, letter: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "draft.eml"
    assert document_sending.mail(case, "challenge-letter", letter, [], str(out), replace=False) == 0
    assert "The draft has no address yet" in capsys.readouterr().err
    assert "To" not in email.message_from_bytes(out.read_bytes())


def test_an_address_is_suggested_and_not_written_in(
    session: Session, case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notice = save(session, "board-notification", tmp_path / "notice.txt")
    out = tmp_path / "draft.eml"
    document_sending.mail(case, "board-notification", str(notice), [], str(out), replace=False)
    assert "The contacts hold: OSCB@oxfordshire.gov.uk. Check it first." in capsys.readouterr().err
    assert "To" not in email.message_from_bytes(out.read_bytes())


def test_a_draft_that_is_saved_is_told_also_where_its_template_is_gone(
    around: Surroundings,
    session: Session,
    case: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    office = tmp_path / "office"
    office.mkdir()
    template = office / "cover-note.md"
    template.write_text(
        "---\nid: cover-note\ntitle: Note\nclass: case\nauthor: Anyone\npurpose: To try\n---\nWords\n",
        encoding="utf-8",
    )
    with_office = msgspec.structs.replace(around, office_templates=office)
    monkeypatch.setattr(document_sending, "surroundings", lambda: with_office)
    note = save(Session(with_office, with_office.register.get(case)), "cover-note", tmp_path / "note.txt")
    template.unlink()
    out = tmp_path / "draft.eml"
    assert document_sending.mail(case, "cover-note", str(note), [], str(out), replace=False) == 0
    assert capsys.readouterr().out == f"{out}\n"


def test_no_draft_is_saved_where_nobody_could_say_to_whom(
    case: str, letter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> tuple[str, ...]:
        raise WrongInputError([])

    monkeypatch.setattr("wizard.casework.sending.addressees", refuse)
    out = tmp_path / "draft.eml"
    with pytest.raises(WrongInputError):
        document_sending.mail(case, "challenge-letter", letter, [], str(out), replace=False)
    assert not out.exists()


def test_that_a_document_is_not_the_latest_is_said(
    session: Session,
    case: str,
    letter: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    printed: Printed,
) -> None:
    session.write("agreed", "That something has to be done.")
    save(session, "challenge-letter", tmp_path / "again.txt")
    out = str(tmp_path / "draft.eml")
    document_sending.mail(case, "challenge-letter", letter, ["duty@example.org"], out, replace=False)
    assert "This is not the latest state" in capsys.readouterr().err
    document_sending.print_(case, letter)
    assert "This is not the latest state" in capsys.readouterr().err


def test_a_document_is_printed_and_that_is_noted(
    around: Surroundings, case: str, letter: str, printed: Printed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert document_sending.print_(case, letter, "Office") == 0
    assert [how["printer"] for _, how in printed] == ["Office"]
    assert "Sent to the printer" in capsys.readouterr().out
    assert looks(around) == [("printed", case)]


def test_what_was_not_printed_is_not_noted_as_printed(
    around: Surroundings, case: str, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotNowError("nothing was printed")

    monkeypatch.setattr(desktop, "print_file", refuse)
    with pytest.raises(NotNowError):
        document_sending.print_(case, letter)
    assert looks(around) == []


def test_a_document_is_opened_and_that_is_noted(
    around: Surroundings, case: str, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(desktop, "open_in_desktop", opened.append)
    assert document_sending.open_(case, letter) == 0
    assert opened == [Path(letter)]
    assert looks(around) == [("looked", case)]


def test_nothing_is_opened_for_a_case_that_there_is_not(
    around: Surroundings, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(desktop, "open_in_desktop", opened.append)
    with pytest.raises(WrongInputError):
        document_sending.open_("2026-11-18-aaaaaa", letter)
    assert opened == []


def test_the_deadlines_are_saved_and_it_is_said_that_they_do_not_move_by_themselves(
    around: Surroundings, case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "deadlines.ics"
    assert case_calendar.calendar(case, str(out), replace=False) == 0
    said = capsys.readouterr()
    assert said.out == f"{out}\n"
    assert "They do not change by themselves" in said.err
    assert b"BEGIN:VEVENT" in out.read_bytes()
    assert looks(around) == [("exported", case)]


# The lead card.


@pytest.fixture
def ask_for_lead() -> Lead:
    def call(printer: str | None, *, as_json: bool = False) -> int:
        return lead.run(
            policy_id="oxfordshire",
            agency="childrens-social-care",
            stage=None,
            at="2026-11-18T10:30",
            as_json=as_json,
            print_=printer,
        )

    return call


@pytest.mark.parametrize("as_json", [False, True])
def test_a_lead_card_is_printed_in_words_with_no_case_in_its_title(
    as_json: bool, ask_for_lead: Lead, printed: Printed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask_for_lead("Office", as_json=as_json) == 0
    ((data, how),) = printed
    assert data.startswith(b"Whom to call now: Children's social care\n")
    assert b"Phone: 01865 815122" in data
    assert how == {"title": "Lead card", "printer": "Office"}
    assert capsys.readouterr().out.startswith("{" if as_json else "Whom to call now")


def test_a_lead_card_goes_to_no_printer_unasked(ask_for_lead: Lead, printed: Printed) -> None:
    ask_for_lead(None)
    assert printed == []


def test_a_printer_that_does_not_work_costs_nobody_the_number(
    ask_for_lead: Lead, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotNowError):
        ask_for_lead("")
    assert "Phone: 01865 815122" in capsys.readouterr().out


def test_a_lead_card_is_printed_without_any_register(
    ask_for_lead: Lead, printed: Printed, home: Path
) -> None:
    ask_for_lead("")
    assert len(printed) == 1
    assert not home.exists()
