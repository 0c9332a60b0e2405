"""`escalate case`: cases made from files, attempts recorded, the register as a list, and one case shown."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

import wizard
from wizard.advice.advise import House
from wizard.advice.worktime import LONDON
from wizard.casework.house import open_house
from wizard.casework.session import Session, Surroundings
from wizard.cli import case as command
from wizard.cli.surroundings import surroundings
from wizard.register.casefile import case_path, lock_path
from wizard.register.cases import Author, NewEvent, Register
from wizard.register.lock import CaseLock


def document_made(file: str) -> NewEvent:
    return NewEvent(
        kind="document-made", data={"document": "challenge-letter", "file": file, "sha256": "ab" * 32}
    )


Run = Callable[..., Any]
Plain = Any
ROOT = Path(wizard.__file__).parent.parent
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
SITUATION = """\
policy: oxfordshire
now: 2026-11-17T08:45
risk: welfare
about: criteria-for-referral
from: {agency: education, sector: statutory}
to: [childrens-social-care]
raised: 2026-11-16T09:00
attempts:
  - {stage: step-2, began: 2026-11-16T14:00, outcome: open}
details:
  decision: The referral was closed.
"""


@cache
def house(policy: str) -> House:
    return open_house(policy)


def around() -> Surroundings:
    return msgspec.structs.replace(surroundings(), clock=lambda: NOW, open_house=house)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the commands stands still."""
    monkeypatch.setattr(command, "surroundings", around)


@pytest.fixture
def new(escalate: Run) -> Callable[..., str]:
    """Makes a case of the situation, in which `(old, new)` is changed, and gives its id."""

    def call(*changes: tuple[str, str]) -> str:
        text = SITUATION
        for old, put in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, put)
        answered = escalate("case", "new", "--from", "-", stdin=text)
        assert (answered.code, answered.err) == (0, "")
        return str(answered.out.strip())

    return call


@pytest.fixture
def no_change(escalate: Run, home: Path) -> Callable[..., list[str]]:
    """Runs a command that must end with `code`, print nothing and leave every case as it was. Gives its lines."""

    def call(code: int, *arguments: str | Path, stdin: str | bytes = b"") -> list[str]:
        def files() -> dict[str, bytes]:
            found = (home / "register").rglob("*.case")
            return {str(path): path.read_bytes() for path in found}

        before = files()
        answered = escalate(*arguments, stdin=stdin)
        assert (answered.code, answered.out) == (code, ""), answered
        assert "Traceback" not in answered.err
        assert files() == before
        lines: list[str] = answered.err.splitlines()
        assert 1 <= len(lines) <= 20
        return lines

    return call


def shown(escalate: Run, case: str) -> Plain:
    answered = escalate("case", "show", case, "--json")
    assert (answered.code, answered.err) == (0, "")
    return json.loads(answered.out)


def damage(home: Path, case: str) -> None:
    case_path(home / "register", case).write_bytes(b'{"case": ')


# A new case.


def test_a_new_case_prints_its_id_and_makes_the_register(escalate: Run, tmp_path: Path, home: Path) -> None:
    path = tmp_path / "situation.yaml"
    path.write_text(SITUATION, encoding="utf-8")
    answered = escalate("case", "new", "--from", path)
    assert (answered.code, answered.err) == (0, "")
    case = answered.out.removesuffix("\n")
    assert [one.id for one in surroundings().register.list()] == [case]
    assert json.loads((home / "register" / "register.json").read_text(encoding="utf-8"))["practice"] is True


def test_a_situation_may_be_json(escalate: Run) -> None:
    text = json.dumps(
        {
            "policy": "torbay",
            "risk": "none",
            "from": {"agency": "police"},
            "to": ["health"],
            "details": {"decision": "x"},
        }
    )
    answered = escalate("case", "new", "--from", "-", stdin=text)
    assert answered.code == 0, answered.err


@pytest.mark.parametrize(
    ("old", "put", "says"),
    [
        ("risk: welfare", "risk: welfair", "3:7: risk: 'welfair' is not one of"),
        ("risk: welfare", "risk: welfare\nrisks: none", "4:1: risks: unknown key"),
        ("education", "eduction", "5:8: from.agency: 'eduction' is no agency"),
        ("2026-11-16T09:00", "2026-11-17T09:00", "7:1: raised: '2026-11-17T09:00' is in the future"),
        ("  decision:", "  decison:", "11:3: details.decison: 'decison' is no field of a document; did you mean 'decision'?"),
        ("  decision: The referral was closed.", "  [a]", "details: "),
        ("  decision: The referral was closed.", "  decision_date: 2026-13-45", "11:3: details.decision_date: '2026-13-45' is in no calendar"),
        (" The referral was closed.", "", "details.decision: has no value"),
        ("policy: oxfordshire", "policy: oxfordshrie", "policy: 'oxfordshrie' is no policy"),
    ],
)  # fmt: skip
def test_a_fault_of_the_file_is_one_line_with_its_place_and_makes_no_case(
    old: str, put: str, says: str, refused: Callable[..., list[str]]
) -> None:
    assert SITUATION.count(old) == 1
    (line,) = refused("case", "new", "--from", "-", stdin=SITUATION.replace(old, put))
    assert line.startswith(f"standard input:{says}") or says in line
    if says[0].isdigit():
        assert line.startswith(f"standard input:{says}")


def test_a_file_of_faults_is_at_most_twenty_lines(refused: Callable[..., list[str]]) -> None:
    text = SITUATION + "".join(f"  strange_{number}: x\n" for number in range(21))
    lines = refused("case", "new", "--from", "-", stdin=text)
    assert len(lines) == 20
    assert lines[-1] == "... and 2 more faults in the same input"


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir()])
def test_a_file_that_cannot_be_read_makes_no_case(
    make: Callable[[Path], None], refused: Callable[..., list[str]], tmp_path: Path
) -> None:
    path = tmp_path / "situation.yaml"
    make(path)
    (line,) = refused("case", "new", "--from", path)
    assert line.startswith(f"{path}: ")


def test_a_full_disk_makes_no_case_and_is_told_as_what_can_be_tried_again(
    new: Callable[..., str], no_change: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    new()

    def full(*_args: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    (line,) = no_change(3, "case", "new", "--from", "-", stdin=SITUATION)
    assert "the disk is full" in line


@pytest.mark.parametrize(
    "text",
    [
        SITUATION,
        SITUATION.replace("risk: welfare", "risk: immediate"),
        SITUATION.replace("outcome: open", "outcome: resolved, ended: 2026-11-17T08:00"),
        SITUATION.replace("about: criteria-for-referral\n", ""),
    ],
)
def test_a_new_case_has_the_advice_that_its_file_would_be_given_now(
    text: str, escalate: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = escalate("case", "new", "--from", "-", stdin=text).out.strip()
    situation = text[: text.index("details:")].replace("2026-11-17T08:45", "2026-11-18T10:30")
    advised = escalate("advise", "-", "--json", stdin=situation)
    assert advised.code == 0, advised.err
    assert shown(escalate, case)["advice"] == json.loads(advised.out)


# Recording.


def test_an_attempt_is_recorded_and_its_number_printed(escalate: Run, new: Callable[..., str]) -> None:
    case = new()
    before = surroundings().register.get(case).version
    answered = escalate("case", "record", case, "--stage", "step-2", "--outcome", "unresolved")
    assert answered == (0, f"recorded {before + 1}\n", "")
    last = surroundings().register.get(case).events[-1]
    assert last.data == {
        "stage": "step-2",
        "began": "2026-11-16T14:00",
        "ended": "2026-11-18T10:30:00+00:00",
        "outcome": "unresolved",
        "policy": "oxfordshire",
        "closes": True,
    }
    assert shown(escalate, case)["advice"]["stage"]["id"] == "step-3"


def test_nothing_is_printed_before_it_is_safe_on_the_disk(
    new: Callable[..., str], no_change: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = new()

    def full(*_args: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    (line,) = no_change(3, "case", "record", case, "--stage", "step-2", "--outcome", "open")
    assert "the disk is full" in line


@pytest.mark.parametrize("form", ["a file", "standard input"])
def test_a_note_comes_from_a_file_or_from_standard_input(
    form: str, escalate: Run, new: Callable[..., str], tmp_path: Path
) -> None:
    note = "\ufeffZoë said:\r\n“We do not agree.”\r\n".encode()
    path = tmp_path / "note.txt"
    path.write_bytes(note)
    case = new()
    answered = escalate(
        *("case", "record", case, "--stage", "step-2", "--outcome", "open", "--note-file"),
        path if form == "a file" else "-",
        stdin=note,
    )
    assert answered.code == 0, answered.err
    assert shown(escalate, case)["events"][-1]["data"]["note"] == "Zoë said:\n“We do not agree.”"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        ("Siân".encode("latin-1"), "is not UTF-8"),
        (b"a\x1b[2J", "ESC"),
        (b"x" * 20_001, "--note-file: is 20,001 letters long; expected at most 20,000"),
        (b"x" * 1_000_000, "larger than 80,000 bytes"),
    ],
)
def test_a_note_that_is_no_text_is_refused(
    data: bytes, says: str, new: Callable[..., str], no_change: Callable[..., list[str]], tmp_path: Path
) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(data)
    case = new()
    (line,) = no_change(
        2, "case", "record", case, "--stage", "step-2", "--outcome", "open", "--note-file", path
    )
    assert says in line


@pytest.mark.parametrize("name", ["nothing-here.txt", ".", "a\0b", "x" * 5000])
def test_a_note_that_cannot_be_read_is_refused(
    name: str, new: Callable[..., str], no_change: Callable[..., list[str]], tmp_path: Path
) -> None:
    case = new()
    path = f"{tmp_path}/{name}"
    (line,) = no_change(
        2, "case", "record", case, "--stage", "step-2", "--outcome", "open", "--note-file", path
    )
    assert "cannot be read" in line


def test_every_fault_of_an_attempt_is_told_at_once(
    new: Callable[..., str], no_change: Callable[..., list[str]]
) -> None:
    case = new()
    lines = no_change(
        *(2, "case", "record", case, "--stage", "step2", "--outcome", "lost"),
        *("--began", "2026-11-19", "--ended", "30/2"),
    )
    assert [line.partition(":")[0] for line in lines] == ["--began", "--ended", "--outcome", "--stage"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["record", "2026-11-18-aaaaaa", "--stage", "step-1", "--outcome", "open"],
        ["show", "2026-11-18-aaaaaa"],
        ["show", "../../etc/passwd"],
    ],
)
def test_an_unknown_case_is_wrong_input(
    arguments: list[str], new: Callable[..., str], no_change: Callable[..., list[str]]
) -> None:
    new()
    (line,) = no_change(2, "case", *arguments)
    assert line.startswith("there is no case '")


def test_an_unknown_case_is_told_with_the_nearest_one(
    new: Callable[..., str], no_change: Callable[..., list[str]]
) -> None:
    case = new()
    (line,) = no_change(2, "case", "show", f"{case}x")
    assert f"did you mean {case}?" in line


def test_a_question_that_is_open_is_named_and_nothing_is_recorded(
    no_change: Callable[..., list[str]],
) -> None:
    session = Session(around())
    session.answer(("no",))
    assert session.case_id is not None
    (line,) = no_change(2, "case", "record", session.case_id, "--stage", "step-1", "--outcome", "open")
    assert "Which area's policy applies?" in line


def test_a_case_that_somebody_is_saving_is_busy(
    new: Callable[..., str],
    no_change: Callable[..., list[str]],
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = new()
    impatient = Register(home / "register", lock_seconds=0)
    monkeypatch.setattr(
        command, "surroundings", lambda: msgspec.structs.replace(around(), register=impatient)
    )
    with CaseLock(lock_path(home / "register", case), 0):
        no_change(3, "case", "record", case, "--stage", "step-2", "--outcome", "open")


def test_a_damaged_case_is_neither_shown_nor_added_to(
    new: Callable[..., str], no_change: Callable[..., list[str]], home: Path
) -> None:
    case = new()
    damage(home, case)
    for arguments in (["show", case], ["record", case, "--stage", "step-2", "--outcome", "open"]):
        (line,) = no_change(1, "case", *arguments)
        assert "damaged" in line


# The list.


def test_an_empty_register_is_an_empty_list_and_is_not_made(escalate: Run, home: Path) -> None:
    assert escalate("case", "list") == (0, "There are no cases yet.\n", "")
    assert json.loads(escalate("case", "list", "--json").out) == []
    assert not home.exists()


def test_the_list_has_its_groups_as_headings_and_fits_eighty_columns(
    escalate: Run, new: Callable[..., str]
) -> None:
    overdue = new(("2026-11-16T14:00", "2026-11-04"), ("2026-11-16T09:00", "2026-11-02"))
    week = new()
    said = escalate("case", "list")
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")] == [
        "Overdue (1)",
        "Due within seven days (1)",
    ]
    assert said.out.index(overdue) < said.out.index(week)
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in said.out
    assert "    A time limit was missed (overdue since Wednesday 11 November 2026, 17:00)" in lines


def test_danger_now_stands_in_the_list(escalate: Run, new: Callable[..., str]) -> None:
    new(("risk: welfare", "risk: immediate"))
    assert "!! Danger now: call 999 first" in escalate("case", "list").out


def test_what_is_due_is_only_what_is_overdue_or_due_within_a_week(
    escalate: Run, new: Callable[..., str]
) -> None:
    due = new()
    new(("outcome: open", "outcome: resolved"))
    found = json.loads(escalate("case", "list", "--due", "--json").out)
    assert [one["id"] for one in found] == [due]
    assert len(json.loads(escalate("case", "list", "--json").out)) == 2


def test_that_nothing_is_due_is_said(escalate: Run, new: Callable[..., str]) -> None:
    new(("outcome: open", "outcome: resolved"))
    assert escalate("case", "list", "--due").out == "Nothing is overdue, or due within seven days.\n"


def test_a_row_for_other_programs_has_ids_and_words(escalate: Run, new: Callable[..., str]) -> None:
    case = new()
    (row,) = json.loads(escalate("case", "list", "--json").out)
    assert row == {
        "id": case,
        "policy": "oxfordshire",
        "area": "Oxfordshire",
        "between": "Education to Children's social care",
        "stage": "step-2",
        "stage_text": "Step 2: Speak to the professional you disagree with",
        "status": "in-progress",
        "status_text": "Open, waiting for a reply",
        "group": "week",
        "due": "2026-11-23T17:00:00+00:00",
        "due_text": "due Monday 23 November 2026, 17:00",
        "waiting": True,
        "urgent": False,
        "changed": "2026-11-18T10:30:00+00:00",
    }


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_damaged_cases_are_named_after_the_others_are_listed(
    form: list[str], escalate: Run, new: Callable[..., str], home: Path
) -> None:
    good, bad = new(), new()
    damage(home, bad)
    said = escalate("case", "list", *form)
    assert said.code == 1
    assert good in said.out
    assert bad not in said.out
    assert said.err.startswith(f"case {bad} is damaged")
    assert len(said.err.splitlines()) == 1


def test_many_damaged_cases_are_twenty_lines(escalate: Run, home: Path) -> None:
    register = surroundings().register
    for _ in range(22):
        register.create([NewEvent(kind="answered", data={})], at=NOW, author=Author(role="", name=""))
    said = escalate("case", "list")
    assert (said.code, said.out) == (1, "No case can be read.\n")
    lines = said.err.splitlines()
    assert len(lines) == 20
    assert lines[-1] == "... and 3 more damaged cases"


# One case.


def test_a_case_is_shown_with_all_that_the_contract_promises(escalate: Run, new: Callable[..., str]) -> None:
    case = new()
    found = shown(escalate, case)
    assert set(found) >= {"id", "policy", "edition", "situation", "advice", "events", "documents"}
    assert (found["id"], found["policy"]) == (case, "oxfordshire")
    assert found["edition"] == found["advice"]["policy"]["edition"]
    assert found["documents"] == []
    events = surroundings().register.history(case)
    assert found["events"] == [
        {
            "seq": one.seq,
            "time": one.time,
            "author": {"role": one.author.role, "name": one.author.name},
            "kind": one.kind,
            "data": one.data,
            "edition": one.edition,
            "program": one.program,
        }
        for one in events
    ]


def test_the_situation_that_is_shown_gives_the_advice_that_is_shown(
    escalate: Run, new: Callable[..., str]
) -> None:
    case = new()
    escalate("case", "record", case, "--stage", "step-2", "--outcome", "unresolved", "--ended", "yesterday")
    escalate("case", "record", case, "--stage", "step-3", "--outcome", "open")
    found = shown(escalate, case)
    assert found["situation"]["now"] == "2026-11-18T10:30:00+00:00"
    assert [one["stage"] for one in found["situation"]["attempts"]] == ["step-2", "step-3"]
    advised = escalate("advise", "-", "--json", stdin=json.dumps(found["situation"]))
    assert advised.code == 0, advised.err
    assert json.loads(advised.out) == found["advice"]


def test_a_case_with_an_open_question_has_no_advice_and_says_which(escalate: Run) -> None:
    session = Session(around())
    session.answer(("no",))
    session.answer(("oxfordshire",))
    assert session.case_id is not None
    found = shown(escalate, session.case_id)
    assert (found["situation"], found["advice"]) == (None, None)
    assert found["question"] == {"id": "subject", "title": "Who are you worried about?"}
    assert (found["policy"], found["edition"]) == ("oxfordshire", house("oxfordshire").policy.policy.edition)
    said = escalate("case", "show", session.case_id)
    assert said.code == 0
    assert "There is no advice yet. Asked next: Who are you worried about?" in said.out


def test_the_documents_that_were_made_are_shown(escalate: Run, new: Callable[..., str]) -> None:
    case = new()
    session = Session(around(), surroundings().register.get(case))
    session.commit([document_made("2026-11-18-challenge-letter.md")])
    (found,) = shown(escalate, case)["documents"]
    expected = {
        "seq": len(session.events),
        "document": "challenge-letter",
        "file": "2026-11-18-challenge-letter.md",
        "sha256": "ab" * 32,
        "time": "2026-11-18T10:30:00+00:00",
        "matches": True,
        "earlier": False,
    }
    assert {key: found[key] for key in expected} == expected


def test_a_case_in_words_is_its_advice_and_its_chronology(escalate: Run, new: Callable[..., str]) -> None:
    case = new()
    escalate("case", "record", case, "--stage", "step-2", "--outcome", "unresolved", "--ended", "yesterday")
    said = escalate("case", "show", case)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Case {case}\n\nStep 3: Manager to manager\n")
    folded = " ".join(said.out.split())
    assert "Wednesday 18 November 2026, 10:30: Danger now: No" in folded
    assert "Written for decision: The referral was closed." in folded
    assert (
        "Step 2: began Monday 16 November 2026, 14:00, ended Tuesday 17 November 2026, did not settle it"
        in folded
    )
    assert max(map(len, said.out.splitlines())) <= 80


def test_every_kind_of_event_has_its_words(escalate: Run, new: Callable[..., str]) -> None:
    case = new()
    register = surroundings().register
    kinds: dict[str, tuple[dict[str, Any], str]] = {
        "replied": (
            {"stage": "step-2", "at": "2026-11-17", "what": "part", "note": "By phone."},
            "Step 2: reply of Tuesday 17 November 2026: it settles a part of it. By phone.",
        ),
        "silence": (
            {"stage": "step-2", "at": "2026-11-17T17:00:00+00:00"},
            "Step 2: no reply came by Tuesday 17 November 2026, 17:00",
        ),
        "conference-held": (
            {"stage": "step-2", "at": "2026-11-17", "what": "goes-on"},
            "Meeting or conference of Tuesday 17 November 2026: it goes on",
        ),
        "duties": ({"ids": ["tell-board"]}, "Done of what remains: tell board"),
        "detail-erased": ({"field": "safety_now"}, "Taken away: safety now"),
        "document-made": (
            {"document": "challenge-letter", "file": "a.md", "sha256": "x"},
            "Document made: challenge letter, saved as a.md",
        ),
        "of-a-later-version": ({}, "of a later version"),
    }
    events = [NewEvent(kind=kind, data=data) for kind, (data, _) in kinds.items()]
    version = register.get(case).version
    register.commit(case, events, expected_version=version, at=NOW, author=Author(role="", name=""))
    folded = " ".join(escalate("case", "show", case).out.split())
    assert [words for _, words in kinds.values() if words not in folded] == []


def test_a_text_in_a_case_is_shown_and_never_obeyed(escalate: Run, new: Callable[..., str]) -> None:
    case = new()
    register = surroundings().register
    event = NewEvent(kind="detailed", data={"field": "decision", "text": "a\u202eb\x1b[2Jc"})
    version = register.get(case).version
    register.commit(case, [event], expected_version=version, at=NOW, author=Author(role="", name=""))
    out = escalate("case", "show", case).out
    assert "a\\u202eb\\x1b[2Jc" in out
    assert "\x1b" not in out


def test_a_case_whose_policy_cannot_be_read_shows_what_was_recorded_and_says_so(
    escalate: Run, new: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = new()
    lost = msgspec.structs.replace(around(), open_house=lambda policy: open_house(f"{policy}-gone"))
    monkeypatch.setattr(command, "surroundings", lambda: lost)
    answered = escalate("case", "show", case, "--json")
    assert answered.code == 1
    assert "is no policy" in answered.err
    found = json.loads(answered.out)
    assert (found["situation"], found["advice"]) == (None, None)
    assert found["edition"] == house("oxfordshire").policy.policy.edition
    assert len(found["events"]) == surroundings().register.get(case).version
    folded = " ".join(escalate("case", "show", case).out.split())
    assert "Written for decision: The referral was closed." in folded


def test_another_policy_that_cannot_be_read_is_no_matter(
    escalate: Run, new: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = new()

    def broken() -> tuple[()]:
        raise AssertionError("the other policies were read")

    monkeypatch.setattr(command, "surroundings", lambda: msgspec.structs.replace(around(), choices=broken))
    assert escalate("case", "show", case).code == 0
    assert escalate("case", "list").code == 0
    assert escalate("case", "record", case, "--stage", "step-2", "--outcome", "open").code == 0


# The schema.


def schema(name: str = "case") -> Plain:
    path = Path(wizard.__file__).parent / "schemas" / f"{name}.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))


def faults(value: Plain) -> list[str]:
    whole = schema()
    whole["$defs"]["advice"] = schema("advise")  # found by its own id
    found = Draft202012Validator(whole).iter_errors(value)
    return [f"{one.json_path}: {one.message}" for one in found]


def test_the_schema_is_one_and_requires_what_the_contract_promises() -> None:
    Draft202012Validator.check_schema(schema())
    assert set(schema()["required"]) == {
        *("id", "policy", "edition", "situation", "advice", "events", "documents"),
    }


def test_what_is_shown_is_as_the_schema_says(escalate: Run, new: Callable[..., str]) -> None:
    case = new()
    escalate("case", "record", case, "--stage", "step-2", "--outcome", "unresolved")
    session = Session(around(), surroundings().register.get(case))
    session.commit([document_made("a.md")])
    unfinished = Session(around())
    unfinished.answer(("no",))
    assert unfinished.case_id is not None
    assert faults(shown(escalate, case)) == []
    assert faults(shown(escalate, unfinished.case_id)) == []


@pytest.mark.parametrize(
    "slip",
    [
        lambda one: one.pop("documents"),
        lambda one: one.update(events=[]),
        lambda one: one["events"][0].pop("author"),
        lambda one: one["events"][0].update(seq=0),
        lambda one: one["events"][0].update(time="today"),
        lambda one: one.update(situation=None),
        lambda one: one.update(advice=None),
        lambda one: one["advice"].pop("status"),
        lambda one: one["situation"].pop("now"),
        lambda one: one.update(id="7"),
        lambda one: one["documents"][0].pop("matches"),
    ],
)
def test_a_slip_in_what_is_shown_is_caught(
    slip: Callable[[Plain], object], escalate: Run, new: Callable[..., str]
) -> None:
    case = new()
    session = Session(around(), surroundings().register.get(case))
    session.commit([document_made("a.md")])
    found = shown(escalate, case)
    slip(found)
    assert faults(found) != []


# The arguments, and the program as a whole.


@pytest.mark.parametrize(
    "arguments",
    [[], ["new"], ["record", "x"], ["record", "x", "--stage", "a"], ["show"], ["lits"], ["list", "--deu"]],
)
def test_arguments_that_are_none_are_wrong_input(
    arguments: list[str], refused: Callable[..., list[str]]
) -> None:
    refused("case", *arguments)


def test_the_help_says_what_is_read_where_a_time_is_left_out(escalate: Run) -> None:
    folded = " ".join(escalate("case", "record", "--help").out.split())
    assert "If you leave it out, it began when the open attempt at that stage did, or now." in folded
    assert "If you leave it out, it ended now." in folded


def test_the_program_as_a_whole_makes_records_lists_and_shows(home: Path) -> None:
    def call(*arguments: str, given: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "wizard", "case", *arguments],
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env={**os.environ, "ESCALATE_HOME": str(home), "PYTHONUTF8": "1"},
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    text = SITUATION.replace("2026-11-1", "2025-11-1")
    case = call("new", "--from", "-", given=text).strip()
    assert call("record", case, "--stage", "step-2", "--outcome", "unresolved").startswith("recorded ")
    assert case in call("list")
    assert json.loads(call("show", case, "--json"))["advice"]["stage"]["id"]


# Where nobody can read what is printed.


@pytest.mark.skipif(sys.platform == "win32", reason="there is no full device on Windows")
def test_what_is_saved_and_cannot_be_printed_is_told_and_is_no_reason_to_do_it_again(
    new: Callable[..., str], home: Path
) -> None:
    case = new()
    before = surroundings().register.get(case).version
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "wizard",
                "case",
                "record",
                case,
                "--stage",
                "step-2",
                "--outcome",
                "open",
            ],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == (
        f"recorded {before + 1}. It is saved, and could not be printed; do not do it again\n"
    )
    assert surroundings().register.get(case).version == before + 1
