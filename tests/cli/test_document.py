"""`escalate document make`: from a saved case to a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.advice.advise import House
from wizard.advice.worktime import LONDON
from wizard.casework.house import open_house
from wizard.casework.session import Session
from wizard.cli import document as command
from wizard.cli.surroundings import surroundings
from wizard.register.casefile import case_path, lock_path
from wizard.register.lock import CaseLock

Run = Callable[..., Any]
Refused = Callable[..., list[str]]
NewCase = Callable[..., str]

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
#: An invented case in which the managers of the other agency were asked on 9 November, and have not answered.
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
    "raised": ("2026-11-05",),
    "tried": ("step-3",),
    "began:step-3": ("2026-11-09",),
    "outcome:step-3": ("open",),
}
WRITTEN = {
    "decision": "The referral was closed.",
    "outcome_sought": "An assessment.",
    "safety_now": "The school nurse sees J. each morning.",
    "answer_by": "2026-11-20",
}


@cache
def house(policy: str) -> House:
    return open_house(policy)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the command stands still, and nobody is waited for."""

    def around() -> object:
        usual = surroundings()
        return msgspec.structs.replace(usual, clock=lambda: NOW, open_house=house)

    monkeypatch.setattr(command, "surroundings", around)


@pytest.fixture
def new_case() -> NewCase:
    """Makes a case in the program's own register, with answers up to the question `asks`, and gives its id."""

    def make(asks: str = "", **written: str) -> str:
        session = Session(command.surroundings())
        while (question := session.shown().question) is not None and question.id != asks:
            session.answer(ANSWERS[question.id])
        for name, text in written.items():
            session.write(name, text)
        assert session.case_id is not None
        return session.case_id

    return make


def kinds(case: str) -> list[str]:
    return [event.kind for event in surroundings().register.history(case)]


@pytest.fixture
def no_change(escalate: Run, tmp_path: Path) -> Callable[..., list[str]]:
    """Runs a command that must end with `code`, print nothing and leave case and files as they were."""

    def call(code: int, case: str, *arguments: str | Path) -> list[str]:
        before = kinds(case), sorted((one, one.read_bytes()) for one in tmp_path.glob("*.*"))
        answered = escalate("document", "make", *arguments, "--case", case)
        assert (answered.code, answered.out) == (code, ""), answered
        assert "Traceback" not in answered.err
        assert (kinds(case), sorted((one, one.read_bytes()) for one in tmp_path.glob("*.*"))) == before
        return answered.err.splitlines()

    return call


def test_a_document_is_saved_and_its_path_is_printed(
    escalate: Run, new_case: NewCase, tmp_path: Path
) -> None:
    case, file = new_case(**WRITTEN), tmp_path / "chaser.md"
    assert escalate("document", "make", "chaser", "--case", case, "-o", file) == (0, f"{file}\n", "")
    text = file.read_text(encoding="utf-8")
    assert f"**Our reference:** {case}" in text
    assert "Please answer in writing by **20 November 2026**." in text
    assert kinds(case)[-1] == "document-made"


def test_a_path_is_printed_whole(
    escalate: Run, new_case: NewCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answered = escalate("document", "make", "lead-card", "--case", new_case(), "-o", "card.txt")
    assert answered == (0, f"{tmp_path / 'card.txt'}\n", "")


@pytest.mark.parametrize(
    ("ending", "begins"), [(".md", "# Reminder"), (".txt", "Reminder about our challenge\n==")]
)
def test_the_ending_chooses_the_format(
    ending: str, begins: str, escalate: Run, new_case: NewCase, tmp_path: Path
) -> None:
    file = tmp_path / f"chaser{ending}"
    escalate("document", "make", "chaser", "--case", new_case(**WRITTEN), "-o", file)
    _, _, page = file.read_text(encoding="utf-8").partition("\n\n")  # without the mark of practice
    assert page.startswith(begins)


def test_what_is_missing_is_named_by_field_and_the_document_is_a_draft(
    escalate: Run, new_case: NewCase, tmp_path: Path
) -> None:
    case, file = new_case(decision="The referral was closed."), tmp_path / "chaser.txt"
    answered = escalate("document", "make", "chaser", "--case", case, "-o", file)
    assert (answered.code, answered.out) == (0, f"{file}\n")
    assert answered.err.splitlines() == [
        "missing: outcome_sought: what you ask the other agency to do",
        "missing: safety_now: what keeps the child or adult safe at the moment",
        "missing: answer_by: the date by which you ask for an answer to this reminder",
    ]
    assert "DRAFT. 3 things are missing." in file.read_text(encoding="utf-8")


def test_a_final_document_that_lacks_something_is_refused_with_each_field_named(
    no_change: Callable[..., list[str]], new_case: NewCase, tmp_path: Path
) -> None:
    first, *rest = no_change(1, new_case(), "chaser", "-o", tmp_path / "chaser.md", "--final")
    assert "is not finished, and nothing has been saved" in first
    assert [line.split(":")[1].strip() for line in rest] == list(WRITTEN)


def test_a_final_document_that_lacks_nothing_is_saved(
    escalate: Run, new_case: NewCase, tmp_path: Path
) -> None:
    file = tmp_path / "chaser.md"
    answered = escalate("document", "make", "chaser", "--case", new_case(**WRITTEN), "-o", file, "--final")
    assert answered == (0, f"{file}\n", "")
    assert "DRAFT" not in file.read_text(encoding="utf-8")


def test_a_file_that_is_there_is_overwritten_only_with_replace(
    no_change: Callable[..., list[str]], escalate: Run, new_case: NewCase, tmp_path: Path
) -> None:
    case, file = new_case(), tmp_path / "card.md"
    file.write_text("mine", encoding="utf-8")
    (line,) = no_change(2, case, "lead-card", "-o", file)
    assert "exists already" in line
    assert escalate("document", "make", "lead-card", "--case", case, "-o", file, "--replace").code == 0
    assert "Whom to call now" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "document", ["lead-card", "board-notification", "outcome-confirmation", "challenge-letter"]
)
def test_any_document_with_a_template_can_be_made_whatever_the_advice_lists(
    document: str, escalate: Run, new_case: NewCase, tmp_path: Path
) -> None:
    assert escalate("document", "make", document, "--case", new_case(), "-o", tmp_path / "it.md").code == 0


@pytest.mark.parametrize(
    ("document", "name", "says"),
    [
        ("chaser", "letter.odt", "expected .md, .txt, .html, .docx or .pdf"),
        ("chaser", "letter", "expected .md, .txt, .html, .docx or .pdf"),
        ("chaser", "missing/letter.md", "its folder does not exist"),
        ("chasr", "letter.md", "did you mean 'chaser'?"),
        ("../flows/torbay/policy", "letter.md", "there is no document"),
        ("\x1b[2J", "letter.md", r"there is no document '\x1b[2J'"),
    ],
)
def test_what_cannot_be_made_is_one_line(
    document: str,
    name: str,
    says: str,
    no_change: Callable[..., list[str]],
    new_case: NewCase,
    tmp_path: Path,
) -> None:
    (line,) = no_change(2, new_case(), document, "-o", tmp_path / name)
    assert says in line


def test_a_case_with_an_open_question_is_refused_with_that_question(
    no_change: Callable[..., list[str]], new_case: NewCase, tmp_path: Path
) -> None:
    (line,) = no_change(2, new_case("to"), "chaser", "-o", tmp_path / "chaser.md")
    assert "the question 'Whose decision" in line
    assert "Answer it in the guide" in line


def test_a_case_that_is_being_changed_is_a_matter_of_trying_again(
    no_change: Callable[..., list[str]],
    new_case: NewCase,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = new_case()
    register = msgspec.structs.replace(
        command.surroundings(), register=type(surroundings().register)(home / "register", lock_seconds=0)
    )
    monkeypatch.setattr(command, "surroundings", lambda: register)
    with CaseLock(lock_path(home / "register", case), 0):
        (line,) = no_change(3, case, "chaser", "-o", tmp_path / "chaser.md")
    assert "is being changed by" in line


def test_a_case_that_there_is_not_is_answered_with_the_nearest(
    no_change: Callable[..., list[str]], escalate: Run, new_case: NewCase, tmp_path: Path
) -> None:
    case = new_case()
    slip = f"{case[:-1]}{'0' if case[-1] != '0' else '1'}"
    answered = escalate("document", "make", "chaser", "--case", slip, "-o", tmp_path / "chaser.md")
    assert (answered.code, answered.out) == (2, "")
    assert answered.err == f"there is no case '{slip}'; did you mean {case}?\n"


@pytest.mark.parametrize("case", ["2026-11-16-7f3k9q", "", "../../etc", "\x1b[2J"])
def test_without_a_register_there_is_no_case_and_none_is_made(
    case: str, refused: Refused, tmp_path: Path
) -> None:
    (line,) = refused("document", "make", "chaser", "--case", case, "-o", tmp_path / "chaser.md")
    assert "there is no case" in line


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "VERB"),
        (("mak",), "'mak'"),
        (("make",), "DOCUMENT"),
        (("make", "chaser", "-o", "x.md"), "--case"),
        (("make", "chaser", "--case", "C"), "-o"),
        (("make", "chaser", "--case", "C", "-o", "x.md", "--fina"), "--fina"),
    ],
)
def test_wrong_arguments_are_one_line(arguments: tuple[str, ...], says: str, refused: Refused) -> None:
    (line,) = refused("document", *arguments)
    assert says in line


def test_the_surroundings_are_the_programs_own_folder_and_the_policies_that_ship(home: Path) -> None:
    around = surroundings()
    assert {choice.id for choice in around.choices()} == {
        *("barnsley", "manchester", "oxfordshire", "oxfordshire-2015", "torbay")
    }
    assert around.open_house("torbay").policy.id == "torbay"
    assert around.clock().tzinfo is not None
    session = Session(msgspec.structs.replace(around, clock=lambda: NOW))
    session.answer(("no",))
    assert case_path(home / "register", str(session.case_id)).is_file()


@pytest.mark.parametrize(("remarks", "last"), [(20, "note: "), (21, "and 1 more"), (400, "and 380 more")])
def test_at_most_twenty_remarks_are_printed_and_the_rest_are_counted(
    remarks: int, last: str, escalate: Run, new_case: NewCase, tmp_path: Path
) -> None:
    # Each line of the letter's text has one word that claims too much.
    case = new_case(**(WRITTEN | {"decision": "They never rang.\n" * remarks}))
    answered = escalate("document", "make", "chaser", "--case", case, "-o", tmp_path / "chaser.md")
    *_, end = lines = answered.err.splitlines()
    assert sum(line.startswith("note: ") for line in lines) == 20
    assert end.startswith(last)


@pytest.mark.parametrize("text", ["\u2800", "\u3164", "\u0301", "\u200b", "\U000e0041"])
def test_a_final_document_is_not_made_of_what_nobody_can_see(
    text: str, no_change: Callable[..., list[str]], new_case: NewCase, tmp_path: Path
) -> None:
    case = new_case(**(WRITTEN | {"safety_now": text}))
    _, *rest = no_change(1, case, "chaser", "-o", tmp_path / "chaser.md", "--final")
    assert [line.split(":")[1].strip() for line in rest] == ["safety_now"]


def test_a_final_document_is_not_made_with_a_date_that_no_calendar_has(
    no_change: Callable[..., list[str]], new_case: NewCase, tmp_path: Path
) -> None:
    case = new_case(**(WRITTEN | {"answer_by": "2026-13-45"}))
    _, *rest = no_change(1, case, "chaser", "-o", tmp_path / "chaser.md", "--final")
    assert [line.split(":")[1].strip() for line in rest] == ["answer_by"]
