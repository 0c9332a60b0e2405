"""`escalate register`: made, verified, witnessed, and who has looked."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from wizard.advice.worktime import LONDON
from wizard.base import paths
from wizard.base.errors import NotNowError
from wizard.cli import recovery_file
from wizard.register import vault as vaults
from wizard.register.cases import Author, NewEvent, Register
from wizard.register.slots import Cost
from wizard.register.vault import Passphrase, Recovery, Vault

Run = Callable[..., Any]
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
WHO = Author(role="named nurse", name="Siân O'Example")
PASSPHRASE = "correct horse battery"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase.txt"
    path.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return path


@pytest.fixture
def register(home: Path) -> Register:
    """A practice register with a case of two events."""
    register = Register(home / "register")
    case = register.create([NewEvent("note", {"text": "The referral of J. was closed."})], at=NOW, author=WHO)
    register.commit(case.id, [NewEvent("note", {"text": "A call."})], expected_version=1, at=NOW, author=WHO)
    return register


def real(home: Path) -> Register:
    """A register for real cases whose passphrase costs next to nothing to check."""
    vault = Vault(home / "register", cost=CHEAP)
    keys = vault.finish(vault.prepare(PASSPHRASE, "Siân", NOW))
    register = Register(home / "register")
    register.open_with(keys)
    return register


def torn_out(register: Register, case_id: str) -> None:
    """The last event of the case is gone, as if whoever has the keys had taken it out."""
    register.change(case_id, lambda stored: stored.events[:-1])


# Making it.


def test_a_practice_register_is_made_and_says_what_it_is_for(escalate: Run, home: Path) -> None:
    done = escalate("register", "create", "--practice")
    assert (done.code, done.err) == (0, "")
    assert "invented cases only" in done.out
    assert Register(home / "register").state() == "practice"


def test_a_real_register_opens_with_its_passphrase_and_with_the_recovery_key_in_the_file(
    escalate: Run, home: Path, tmp_path: Path, passphrase_file: Path
) -> None:
    recovery = tmp_path / "recovery.txt"
    done = escalate(
        "register",
        "create",
        "--passphrase-file",
        passphrase_file,
        "--recovery-file",
        recovery,
        "--label",
        "S.",
    )
    assert (done.code, done.err) == (0, "")
    key = recovery.read_text("utf-8").strip()
    vault = Vault(home / "register")
    assert vault.unlock(Passphrase(PASSPHRASE)).register == vault.unlock(Recovery(key)).register
    assert "S." in {slot.label for slot in vault._there().slots}
    assert "Print it" in " ".join(done.out.split())
    assert key not in done.out
    assert PASSPHRASE not in done.out
    if os.name != "nt":
        assert stat.S_IMODE(recovery.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((), "say which kind"),
        (("--practice", "--passphrase-file", "p"), "say which kind"),
        (("--passphrase-file", "p"), "needs both"),
        (("--recovery-file", "r"), "needs both"),
    ],
)
def test_which_register_is_to_be_made_has_to_be_said(
    refused: Callable[..., list[str]], given: tuple[str, ...], says: str
) -> None:
    assert says in refused("register", "create", *given)[0]


def test_a_weak_passphrase_is_refused_with_its_file_and_leaves_nothing(
    refused: Callable[..., list[str]], tmp_path: Path
) -> None:
    weak, recovery = tmp_path / "weak.txt", tmp_path / "recovery.txt"
    weak.write_text("secret\n", encoding="utf-8")
    (line,) = refused("register", "create", "--passphrase-file", weak, "--recovery-file", recovery)
    assert line.startswith(f"{weak}: the passphrase has 6 characters")
    assert not recovery.exists()


def test_a_file_that_is_there_is_never_overwritten_with_the_recovery_key(
    refused: Callable[..., list[str]], tmp_path: Path, passphrase_file: Path
) -> None:
    recovery = tmp_path / "mine.txt"
    recovery.write_text("mine", encoding="utf-8")
    refused("register", "create", "--passphrase-file", passphrase_file, "--recovery-file", recovery)
    assert recovery.read_text("utf-8") == "mine"


def test_the_recovery_key_is_not_kept_in_the_folder_that_it_opens(
    refused: Callable[..., list[str]], home: Path, passphrase_file: Path
) -> None:
    place = home / "register" / "recovery.txt"
    (line,) = refused("register", "create", "--passphrase-file", passphrase_file, "--recovery-file", place)
    assert "Choose another place" in line


@pytest.mark.parametrize("kind", ["--practice", "real"])
def test_no_register_is_made_over_another(
    escalate: Run, register: Register, tmp_path: Path, passphrase_file: Path, kind: str
) -> None:
    before = (register.folder / "register.json").read_bytes()
    recovery = tmp_path / "recovery.txt"
    given = (
        [kind]
        if kind == "--practice"
        else ["--passphrase-file", passphrase_file, "--recovery-file", recovery]
    )
    done = escalate("register", "create", *given)
    assert (done.code, done.out) == (2, "")
    assert "there is a register for practice already" in done.err
    assert (register.folder / "register.json").read_bytes() == before
    assert not recovery.exists()


def test_a_folder_that_a_service_copies_is_no_place_for_it(
    escalate: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = tmp_path / "Dropbox" / "escalate"
    monkeypatch.setenv("ESCALATE_HOME", str(copied))
    done = escalate("register", "create", "--practice")
    assert (done.code, done.out) == (2, "")
    assert "Dropbox copies what lies there" in done.err
    assert not copied.exists()


def test_a_recovery_key_goes_again_where_its_register_could_not_be_made(
    escalate: Run, home: Path, tmp_path: Path, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NotNowError("the disk is full")

    monkeypatch.setattr(vaults, "write_first", full)
    recovery = tmp_path / "recovery.txt"
    done = escalate("register", "create", "--passphrase-file", passphrase_file, "--recovery-file", recovery)
    assert (done.code, done.out) == (3, "")
    assert not recovery.exists()
    assert not (home / "register" / "register.json").exists()


def test_a_recovery_key_stays_where_the_register_is_there_and_only_the_disk_did_not_confirm_it(
    escalate: Run, home: Path, tmp_path: Path, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = vaults.write_first

    def unconfirmed(*given: Any) -> None:
        whole(*given)
        raise paths.UnconfirmedError("it was saved, but the disk did not confirm it")

    monkeypatch.setattr(vaults, "write_first", unconfirmed)
    recovery = tmp_path / "recovery.txt"
    done = escalate("register", "create", "--passphrase-file", passphrase_file, "--recovery-file", recovery)
    assert done.code == 1
    assert Vault(home / "register").unlock(Recovery(recovery.read_text("utf-8")))


def test_no_register_is_made_where_the_recovery_key_cannot_be_read_back(
    escalate: Run, home: Path, tmp_path: Path, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(path: Path, data: bytes) -> None:
        path.write_bytes(data[:10])

    monkeypatch.setattr(recovery_file, "write_new", cut_short)
    recovery = tmp_path / "recovery.txt"
    done = escalate("register", "create", "--passphrase-file", passphrase_file, "--recovery-file", recovery)
    assert done.code == 3
    assert "could not be read back" in done.err
    assert not recovery.exists()
    assert not home.exists()


# Verifying it.


def test_a_register_that_is_what_was_recorded_is_consistent_and_says_what_that_leaves_open(
    escalate: Run, register: Register
) -> None:
    done = escalate("register", "verify")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(
        "Looked at: 1 case, 2 events, 0 documents and 0 looks.\nThe register is consistent.\n"
    )
    assert "What this cannot know:\n- Whether what people wrote was true" in done.out
    assert "tamper" not in done.out


def test_what_was_changed_is_named_with_its_case_and_event(escalate: Run, register: Register) -> None:
    (case_id,) = register.ids()
    register.change(case_id, lambda stored: [stored.events[1], stored.events[0]])
    done = escalate("register", "verify")
    assert done.code == 1
    assert done.err.startswith(f"case {case_id}, event 1: event 1 is missing")
    assert "consistent" not in done.out
    told = json.loads(escalate("register", "verify", "--json").out)
    assert (told["result"], told["since"]) == ("broken", None)
    assert (told["findings"][0]["case"], told["findings"][0]["event"]) == (case_id, 1)


def test_more_findings_than_can_be_read_are_counted(escalate: Run, register: Register) -> None:
    for _ in range(25):
        case = register.create([NewEvent("note", {})], at=NOW, author=WHO)
        (register.folder / "cases" / f"{case.id}.case").write_bytes(b"nothing")
    lines = escalate("register", "verify").err.splitlines()
    assert len(lines) == 20
    assert lines[-1] == "... and 6 more"


def test_where_there_is_no_register_nothing_is_verified_and_none_is_made(
    refused: Callable[..., list[str]],
) -> None:
    for verb in (["verify"], ["access"], ["checkpoint", "-o", "statement.json"]):
        assert "there is no register there yet" in refused("register", *verb)[0]


# With a witness.


def test_with_a_witness_it_is_unchanged_since_the_statement(
    escalate: Run, register: Register, tmp_path: Path
) -> None:
    statement = tmp_path / "statement.json"
    made = escalate("register", "checkpoint", "-o", statement)
    assert (made.code, made.err) == (0, "")
    assert "outside your team" in made.out
    assert "O'Example" not in statement.read_text("utf-8")
    (case_id,) = register.ids()
    register.commit(case_id, [NewEvent("note", {})], expected_version=2, at=NOW, author=WHO)
    done = escalate("register", "verify", "--witness", statement)
    assert (done.code, done.err) == (0, "")
    assert "\nUnchanged since " in done.out
    told = json.loads(escalate("register", "verify", "--witness", statement, "--json").out)
    assert told["result"] == "unchanged"
    assert told["since"] == json.loads(statement.read_bytes())["time"]


def test_what_was_taken_from_the_end_shows_only_against_a_witness(
    escalate: Run, register: Register, tmp_path: Path
) -> None:
    statement = tmp_path / "statement.json"
    escalate("register", "checkpoint", "-o", statement)
    (case_id,) = register.ids()
    torn_out(register, case_id)
    assert escalate("register", "verify").code == 0
    done = escalate("register", "verify", "--witness", statement)
    assert done.code == 1
    assert f"case {case_id}, event 2: events are missing from the end" in done.err
    assert "Unchanged" not in done.out


def test_what_does_not_hold_is_not_signed(escalate: Run, register: Register, tmp_path: Path) -> None:
    (case_id,) = register.ids()
    register.change(case_id, lambda stored: stored.events[1:])
    done = escalate("register", "checkpoint", "-o", tmp_path / "statement.json")
    assert (done.code, done.out) == (1, "")
    assert case_id in done.err
    assert not (tmp_path / "statement.json").exists()


def test_a_statement_is_overwritten_only_where_that_is_asked_for(
    escalate: Run, register: Register, tmp_path: Path
) -> None:
    statement = tmp_path / "statement.json"
    statement.write_text("mine", encoding="utf-8")
    assert escalate("register", "checkpoint", "-o", statement).code == 2
    assert statement.read_text("utf-8") == "mine"
    assert escalate("register", "checkpoint", "-o", statement, "--replace").code == 0
    assert escalate("register", "verify", "--witness", statement).code == 0


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff\xfe"])
def test_what_is_no_statement_is_wrong_input(
    escalate: Run, register: Register, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "statement.json"
    if content is not None:
        file.write_bytes(content)
    done = escalate("register", "verify", "--witness", file)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{file}: ")


# A real one.


def test_a_real_register_is_verified_and_signed_with_its_keys(
    escalate: Run, home: Path, tmp_path: Path, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real(home).create([NewEvent("note", {})], at=NOW, author=WHO)
    assert escalate("register", "verify").code == 3
    monkeypatch.setenv("ESCALATE_PASSPHRASE_FILE", str(passphrase_file))
    assert escalate("register", "checkpoint", "-o", tmp_path / "statement.json").code == 0
    assert "Unchanged since" in escalate("register", "verify", "--witness", tmp_path / "statement.json").out


# Who has looked.


def test_the_log_says_when_who_what_and_which_case(escalate: Run, register: Register) -> None:
    (case_id,) = register.ids()
    log = register.access()
    log.append(WHO, "looked", NOW, case=case_id)
    log.append(WHO, "exported", NOW, detail="all cases: 1")
    log.append(Author(role="manager", name=""), "verified", NOW)
    done = escalate("register", "access")
    assert (done.code, done.err) == (0, "")
    assert " ".join(done.out.split()) == (
        f"Wednesday 18 November 2026, 10:30: Siân O'Example (named nurse): looked, case {case_id} "
        "Wednesday 18 November 2026, 10:30: Siân O'Example (named nurse): exported, all cases: 1 "
        "Wednesday 18 November 2026, 10:30: manager: verified the register"
    )
    of_case = json.loads(escalate("register", "access", "--case", case_id, "--json").out)
    assert [one["what"] for one in of_case["entries"]] == ["looked", "exported"]
    assert (of_case["torn"], of_case["broken"]) == (0, None)


def test_a_line_that_was_taken_out_of_the_log_shows(escalate: Run, register: Register) -> None:
    log = register.access()
    for _ in range(3):
        log.append(WHO, "looked", NOW)
    path = register.folder / "access.log"
    first, _, third = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + third)
    done = escalate("register", "access")
    assert done.code == 1
    assert "from its line 2 on" in done.err


def test_a_torn_line_is_counted_and_the_rest_is_shown(escalate: Run, register: Register) -> None:
    register.access().append(WHO, "looked", NOW)
    path = register.folder / "access.log"
    path.write_bytes(path.read_bytes() + b"torn")
    done = escalate("register", "access")
    assert (done.code, done.out.count("looked")) == (0, 1)
    assert "1 line of the log cannot be read" in done.err


def test_an_unknown_case_has_no_log(escalate: Run, register: Register) -> None:
    done = escalate("register", "access", "--case", "2026-11-18-zzzzzz")
    assert (done.code, done.out) == (2, "")
    assert "there is no case" in done.err


def test_a_log_that_the_system_does_not_let_be_read_is_said_so(
    escalate: Run, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.access().append(WHO, "looked", NOW)
    whole = Path.open

    def refuse(self: Path, *given: Any, **named: Any) -> Any:
        if self.name == "access.log":
            raise OSError(errno.EACCES, "no")
        return whole(self, *given, **named)

    monkeypatch.setattr(Path, "open", refuse)
    assert escalate("register", "access").code == 3
