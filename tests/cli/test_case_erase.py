"""`escalate case erase`: what was recorded goes for good, and what is left says who took it and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from wizard.advice.worktime import LONDON
from wizard.casework.indexed import BASIS
from wizard.register.cases import Author, NewEvent, Register
from wizard.register.events import ERASED, ERASED_CONTENT
from wizard.register.index import IndexRow

Run = Callable[..., Any]
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
WHO = Author(role="named nurse", name="Siân O'Example")
NOTE = "Jane told the teacher."


@pytest.fixture
def register(home: Path) -> Register:
    return Register(home / "register")


@pytest.fixture
def case_id(register: Register) -> str:
    texts = ("The referral was closed.", NOTE, "A call.")
    case = register.create(
        [NewEvent("detailed", {"field": "decision", "text": text}) for text in texts], at=NOW, author=WHO
    )
    return case.id


@pytest.fixture
def ground(tmp_path: Path) -> Path:
    file = tmp_path / "ground.txt"
    file.write_text("Request for erasure of 17 November, agreed.\n", encoding="utf-8")
    return file


def kinds(register: Register, case_id: str) -> list[str]:
    return [one.kind for one in register.get(case_id).events]


def test_without_yes_it_shows_what_would_go_and_nothing_of_what_it_says(
    escalate: Run, register: Register, case_id: str, ground: Path
) -> None:
    before = register.get(case_id)
    done = escalate("case", "erase", case_id, "--event", "2", "--ground-file", ground)
    assert done.code == 2
    assert "nothing has been erased" in done.err
    assert "  2. Wednesday 18 November 2026, 10:30: detailed\n" in done.out
    assert "Jane" not in done.out + done.err
    assert register.get(case_id) == before


def test_with_yes_the_event_goes_and_an_entry_says_on_what_ground(
    escalate: Run, register: Register, case_id: str, ground: Path
) -> None:
    done = escalate("case", "erase", case_id, "--event", "2", "--ground-file", ground, "--yes")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"erased 1 event of case {case_id}\n")
    assert "backups" in done.out
    assert kinds(register, case_id) == ["detailed", ERASED_CONTENT, "detailed", ERASED]
    said = register.get(case_id).events[-1].data
    assert (said["events"], said["ground"]) == ([2], "Request for erasure of 17 November, agreed.")
    assert NOTE not in escalate("case", "show", case_id).out
    assert escalate("register", "verify").code == 0


def test_all_of_a_case_can_go_and_a_witness_still_holds(
    escalate: Run, register: Register, case_id: str, ground: Path, tmp_path: Path
) -> None:
    statement = tmp_path / "statement.json"
    escalate("register", "checkpoint", "-o", statement)
    done = escalate("case", "erase", case_id, "--all", "--ground-file", ground, "--yes")
    assert done.code == 0
    assert kinds(register, case_id) == [ERASED_CONTENT] * 3 + [ERASED]
    assert "Unchanged since" in escalate("register", "verify", "--witness", statement).out


def test_what_the_lists_knew_of_the_case_goes_with_it_and_other_cases_stay_known(
    escalate: Run, register: Register, case_id: str, ground: Path
) -> None:
    other = register.create([NewEvent("detailed", {})], at=NOW, author=WHO).id
    for one, version in ((case_id, 3), (other, 1)):
        register.note(IndexRow(id=one, version=version, status="act", basis=BASIS, words=("told",)))
    escalate("case", "erase", case_id, "--all", "--ground-file", ground, "--yes")
    rows = {row.id: row for row in register.listing().loaded.rows()}
    assert (rows[case_id].words, rows[case_id].status) == ((), "")
    assert rows[other].words == ("told",)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("--event", "4"), "has no event 4; it has events 1 to 3"),
        (("--event", "0"), "has no event 0"),
        (("--event", "1", "-7"), "has no event -7"),
    ],
)
def test_an_event_that_is_not_there_is_wrong_input(
    escalate: Run, register: Register, case_id: str, ground: Path, given: tuple[str, ...], says: str
) -> None:
    done = escalate("case", "erase", case_id, *given, "--ground-file", ground, "--yes")
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert kinds(register, case_id) == ["detailed"] * 3


def test_an_erasure_without_a_ground_is_refused(
    escalate: Run, register: Register, case_id: str, ground: Path
) -> None:
    ground.write_text(" \n", encoding="utf-8")
    done = escalate("case", "erase", case_id, "--all", "--ground-file", ground, "--yes")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{ground}: ")
    assert kinds(register, case_id) == ["detailed"] * 3


def test_the_entry_that_says_what_was_erased_cannot_be_erased(
    escalate: Run, register: Register, case_id: str, ground: Path
) -> None:
    escalate("case", "erase", case_id, "--event", "1", "--ground-file", ground, "--yes")
    done = escalate("case", "erase", case_id, "--event", "4", "--ground-file", ground, "--yes")
    assert (done.code, done.out) == (2, "")
    assert "stays" in done.err


def test_an_erasure_may_be_repeated_and_then_records_nothing_more(
    escalate: Run, register: Register, case_id: str, ground: Path
) -> None:
    escalate("case", "erase", case_id, "--all", "--ground-file", ground, "--yes")
    before = register.get(case_id)
    shown = escalate("case", "erase", case_id, "--all", "--ground-file", ground)
    assert "  1. erased already\n" in shown.out
    done = escalate("case", "erase", case_id, "--all", "--ground-file", ground, "--yes")
    left = f"case {case_id}: what was left of an erasure that was stopped is removed"
    assert (done.code, done.out.splitlines()[0]) == (0, left)
    assert register.get(case_id) == before


def test_what_decides_about_another_event_does_not_go_alone(
    escalate: Run, register: Register, case_id: str, ground: Path
) -> None:
    undone = [NewEvent("undone", {"event": 2, "reason": "Entered twice."})]
    register.commit(case_id, undone, expected_version=3, at=NOW, author=WHO)
    done = escalate("case", "erase", case_id, "--event", "4", "--ground-file", ground, "--yes")
    assert (done.code, done.out) == (2, "")
    assert "erase both" in done.err
    both = escalate("case", "erase", case_id, "--event", "2", "4", "--ground-file", ground, "--yes")
    assert both.code == 0, both.err
