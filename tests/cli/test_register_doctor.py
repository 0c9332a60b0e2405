"""`escalate register doctor` and `retention`: calm sentences, the right exit code, and nothing done unasked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wizard.register.cases import Author, Case, NewEvent, Register
from wizard.register.slots import Cost
from wizard.register.vault import Vault

Run = Callable[..., Any]
AT = datetime(2010, 2, 1, 9, 30, tzinfo=UTC)
LEAD = Author(role="safeguarding lead", name="Robin Example")
CHEAP = Cost(memory_kib=32, passes=1, lanes=1)
WORDS = "kettle orbit maple"


@pytest.fixture
def case(home: Path) -> Case:
    """A case of two entries in a practice register."""
    register = Register(home / "register")
    case = register.create([NewEvent(kind="reopened", data={})], at=AT, author=LEAD)
    again = [NewEvent(kind="closed", data={"reason": "it was settled"})]
    return register.commit(case.id, again, expected_version=1, at=AT, author=LEAD)


def file_of(home: Path, case: Case) -> Path:
    return home / "register" / "cases" / f"{case.id}.case"


def test_a_healthy_register_is_said_to_be_so(escalate: Run, case: Case) -> None:
    answered = escalate("register", "doctor")
    assert (answered.code, answered.err) == (0, "")
    assert answered.out.endswith("The register is healthy.\n")
    assert max(map(len, answered.out.splitlines())) <= 80


def test_where_there_is_none_that_is_said_and_nothing_is_made(escalate: Run, home: Path) -> None:
    for arguments in ((), ("--repair",)):
        answered = escalate("register", "doctor", *arguments)
        assert answered.code == 0
        assert "There is no register here yet" in answered.out
        assert not home.exists()


def test_a_fault_has_code_1_and_says_what_helps_and_changes_nothing(
    escalate: Run, home: Path, case: Case
) -> None:
    file_of(home, case).write_bytes(b"")
    answered = escalate("register", "doctor")
    assert answered.code == 1
    assert "To be put right:" in answered.out
    assert case.id in answered.out
    assert "doctor --repair" in " ".join(answered.out.split())
    assert file_of(home, case).read_bytes() == b""


def test_it_is_had_as_json(escalate: Run, home: Path, case: Case) -> None:
    shown = json.loads(escalate("register", "doctor", "--json").out)
    assert (shown["healthy"], shown["locked"], shown["cases"], shown["not_looked_at"]) == (True, False, 1, [])
    assert {tuple(sorted(one)) for one in shown["findings"]} == {("kind", "remedy", "topic", "what")}
    file_of(home, case).write_bytes(b"")
    answered = escalate("register", "doctor", "--repair", "--json")
    shown = json.loads(answered.out)
    assert (answered.code, shown["healthy"], len(shown["repaired"]["done"])) == (0, True, 1)


def test_a_repair_says_what_it_did_and_the_case_says_it_too(escalate: Run, home: Path, case: Case) -> None:
    file_of(home, case).write_bytes(b"")
    answered = escalate("register", "doctor", "--repair")
    assert answered.code == 0
    assert "was put back as it was before its last change (entry 1)" in " ".join(answered.out.split())
    register = Register(home / "register")
    assert [event.kind for event in register.history(case.id)] == ["reopened", "restored"]
    assert "Put back after damage, as it was at entry 1" in " ".join(
        escalate("case", "show", case.id).out.split()
    )


def test_a_repair_says_what_only_a_backup_has(escalate: Run, home: Path, case: Case) -> None:
    for folder in ("cases", "previous"):
        (home / "register" / folder / f"{case.id}.case").write_bytes(b"")
    answered = escalate("register", "doctor", "--repair")
    assert answered.code == 1
    assert "escalate register restore FILE --case ID" in " ".join(answered.out.split())


@pytest.fixture
def locked(home: Path) -> Register:
    vault = Vault(home / "register", cost=CHEAP)
    register = Register(home / "register")
    register.open_with(vault.finish(vault.prepare(WORDS, "Robin", AT)))
    register.create([NewEvent(kind="note", data={})], at=AT, author=LEAD)
    return register


def test_of_a_locked_register_it_says_what_it_could_not_look_at(escalate: Run, locked: Register) -> None:
    answered = escalate("register", "doctor")
    assert answered.code == 3
    assert "Not looked at:" in answered.out
    assert "As far as it could be looked at" in answered.out


def test_a_locked_register_is_not_repaired(escalate: Run, locked: Register) -> None:
    path = next((locked.folder / "cases").iterdir())
    path.write_bytes(b"")
    answered = escalate("register", "doctor", "--repair")
    assert answered.code == 3
    assert "The repair came to no end" in answered.err
    assert path.read_bytes() == b""


# ---- retention


def keep_years(home: Path, years: int) -> None:
    home.mkdir(exist_ok=True)
    (home / "settings.yaml").write_text(f"keep_years: {years}\n", "utf-8")


def test_without_a_period_it_says_where_to_set_one(escalate: Run, case: Case) -> None:
    answered = escalate("register", "retention")
    assert (answered.code, answered.out) == (2, "")
    assert "settings.yaml: keep_years:" in answered.err


def test_cases_past_the_period_are_listed_with_what_to_do_and_nothing_is_removed(
    escalate: Run, home: Path, case: Case
) -> None:
    keep_years(home, 6)
    before = file_of(home, case).read_bytes()
    answered = escalate("register", "retention")
    assert (answered.code, answered.err) == (0, "")
    said = " ".join(answered.out.split())
    assert f"{case.id}: last entry on 2010-02-01, past since 2016-02-01" in said
    assert "escalate case erase CASE --all --ground-file FILE --yes" in said
    assert file_of(home, case).read_bytes() == before


def test_where_none_is_past_that_is_said(escalate: Run, home: Path, case: Case) -> None:
    keep_years(home, 100)
    assert "No case is past the 100 years" in escalate("register", "retention").out
    assert json.loads(escalate("register", "retention", "--json").out) == {"keep_years": 100, "cases": []}


def test_the_cases_are_had_as_json(escalate: Run, home: Path, case: Case) -> None:
    keep_years(home, 6)
    shown = json.loads(escalate("register", "retention", "--json").out)
    assert shown["cases"] == [
        {"id": case.id, "changed": "2010-02-01T09:30:00+00:00", "since": "2016-02-01T09:30:00+00:00"}
    ]


def test_without_a_register_there_is_nothing_to_list(escalate: Run, home: Path) -> None:
    keep_years(home, 6)
    answered = escalate("register", "retention")
    assert answered.code == 2
    assert "there is no register" in answered.err
