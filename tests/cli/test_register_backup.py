"""A backup, bringing it back and bringing over an old register, as commands: what they say and how they end."""

from __future__ import annotations

import getpass
import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from wizard.register.cases import Author, NewEvent, Register
from wizard.register.slots import Cost
from wizard.register.vault import Prepared, Vault

WORDS = "kettle orbit maple"
TEACHER = Author(role="designated safeguarding lead", name="Robin Example")
CHEAP = Cost(memory_kib=32, passes=1, lanes=1)
OLD = "2026-11-16-abcdef"
Escalate = Callable[..., Any]


class Real(NamedTuple):
    """A register of real cases, and the files that open it."""

    prepared: Prepared
    passphrase: Path
    recovery: Path
    case: str


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "friday.backup"


@pytest.fixture
def case(home: Path) -> str:
    """A case in a practice register."""
    return opened(Register(home / "register"))


def opened(register: Register) -> str:
    from datetime import UTC, datetime

    at = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
    return register.create([NewEvent(kind="opened", data={})], at=at, author=TEACHER).id


@pytest.fixture
def real(home: Path, tmp_path: Path) -> Real:
    from datetime import UTC, datetime

    vault = Vault(home / "register", cost=CHEAP)
    prepared = vault.prepare(WORDS, "Robin", datetime(2026, 11, 16, tzinfo=UTC))
    vault.finish(prepared)
    register = Register(home / "register")
    register.open_with(prepared.keys)
    passphrase, recovery = tmp_path / "passphrase", tmp_path / "recovery"
    passphrase.write_text(f"{WORDS}\n", "utf-8")
    recovery.write_text(f"{prepared.recovery}\n", "utf-8")
    return Real(prepared, passphrase, recovery, opened(register))


def old_register(home: Path, content: str | None = None) -> None:
    """What an earlier version wrote."""
    event = {
        "seq": 1,
        "time": "2026-11-16T09:30:00+00:00",
        "author": {"role": "r", "name": "n"},
        "kind": "opened",
    }
    stored = {"id": OLD, "practice": True, "events": [{**event, "data": {}}]}
    (home / "register" / "cases").mkdir(parents=True)
    (home / "register" / "register.json").write_text('{"format":1,"practice":true,"note":"n"}', "utf-8")
    text = json.dumps({"case": {"1": stored}}) if content is None else content
    (home / "register" / "cases" / f"{OLD}.json").write_text(text, "utf-8")


def looks(home: Path) -> list[tuple[str, str | None, str]]:
    return [(one.what, one.case, one.detail) for one in Register(home / "register").access().read().entries]


class Terminal(io.TextIOWrapper):
    """Standard input that is one."""

    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, secret: str) -> list[str]:
    """Somebody who types `secret` wherever a passphrase is asked for. Gives what they were asked."""
    asked: list[str] = []

    def typed(prompt: str, **_: object) -> str:
        asked.append(prompt)
        return secret

    monkeypatch.setattr(getpass, "getpass", typed)
    monkeypatch.setattr(io, "TextIOWrapper", Terminal)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    return asked


# ---- backup


def test_a_backup_says_what_is_in_it_and_what_opens_it(escalate: Escalate, case: str, backup: Path) -> None:
    done = escalate("register", "backup", "-o", backup)
    assert (done.code, done.err) == (0, "")
    assert f"{backup}: 1 case, 0 documents, {backup.stat().st_size:,} bytes" in done.out
    assert "Fingerprint of all cases: " in done.out
    assert "anybody who has the file can open it" in done.out


def test_a_backup_of_real_cases_says_that_the_passphrases_of_today_open_it(
    escalate: Escalate, real: Real, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESCALATE_PASSPHRASE_FILE", str(real.passphrase))
    done = escalate("register", "backup", "-o", backup)
    assert (done.code, done.err) == (0, "")
    assert "The passphrases and the recovery key of today open it" in done.out
    assert WORDS not in done.out


def test_a_backup_is_noted_and_the_note_is_not_in_it(
    escalate: Escalate, home: Path, case: str, backup: Path
) -> None:
    escalate("register", "backup", "-o", backup)
    assert looks(home) == [("backed-up", None, "1 case, 0 documents")]


def test_a_backup_that_cannot_be_noted_is_made_and_says_so(
    escalate: Escalate, home: Path, case: str, backup: Path
) -> None:
    (home / "register" / "access.log").mkdir()
    done = escalate("register", "backup", "-o", backup)
    assert done.code == 1  # the log is not in the backup
    assert "could not be noted" in done.err
    assert backup.exists()


def test_damage_in_the_register_is_named_and_the_backup_is_made_all_the_same(
    escalate: Escalate, home: Path, case: str, backup: Path
) -> None:
    (home / "register" / "cases" / f"{case}.case").write_bytes(b"nothing")
    done = escalate("register", "backup", "-o", backup)
    assert done.code == 1
    assert done.err.startswith(f"case {case}: its file is damaged, and was copied as it is\n")
    assert backup.exists()


def test_a_locked_register_is_not_backed_up(escalate: Escalate, real: Real, backup: Path) -> None:
    done = escalate("register", "backup", "-o", backup)
    assert done.code == 3
    assert not backup.exists()


def test_a_backup_never_overwrites_and_needs_a_register(
    escalate: Escalate, home: Path, backup: Path, tmp_path: Path
) -> None:
    assert escalate("register", "backup", "-o", backup).code == 2
    assert not (home / "register").exists()
    opened(Register(home / "register"))
    backup.write_text("mine", "utf-8")
    assert escalate("register", "backup", "-o", backup).code == 2
    assert backup.read_text("utf-8") == "mine"


# ---- restore


def test_a_practice_register_comes_back_without_a_passphrase(
    escalate: Escalate, home: Path, case: str, backup: Path
) -> None:
    made = escalate("register", "backup", "-o", backup)
    shutil.rmtree(home / "register")
    done = escalate("register", "restore", backup)
    assert (done.code, done.err) == (0, "")
    assert "1 case, 0 documents. It is a practice register" in done.out
    fingerprint = next(line for line in made.out.splitlines() if "Fingerprint" in line)
    assert fingerprint in done.out.splitlines()
    assert Register(home / "register").ids() == [case]
    assert [what for what, _, detail in looks(home) if "all of it came" in detail] == ["restored"]


@pytest.mark.parametrize("how", ["passphrase", "recovery", "variable", "typed"])
def test_real_cases_come_back_with_any_of_their_secrets(
    escalate: Escalate, home: Path, real: Real, backup: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("ESCALATE_PASSPHRASE_FILE", str(real.passphrase))
        assert escalate("register", "backup", "-o", backup).code == 0
    shutil.rmtree(home / "register")
    more: list[str | Path] = []
    if how == "variable":
        monkeypatch.setenv("ESCALATE_PASSPHRASE_FILE", str(real.passphrase))
    elif how == "typed":
        at_a_terminal(monkeypatch, real.prepared.recovery)
    else:
        more = ["--passphrase-file", real.passphrase if how == "passphrase" else real.recovery]
    done = escalate("register", "restore", backup, *more)
    assert (done.code, done.err) == (0, "")
    assert "It is a register of real cases" in done.out
    register = Register(home / "register")
    register.open_with(real.prepared.keys)
    assert register.ids() == [real.case]


def test_without_its_secret_a_backup_brings_nothing_back(
    escalate: Escalate, home: Path, real: Real, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("ESCALATE_PASSPHRASE_FILE", str(real.passphrase))
        escalate("register", "backup", "-o", backup)
    shutil.rmtree(home / "register")
    done = escalate("register", "restore", backup)
    assert done.code == 3
    assert "--passphrase-file" in done.err
    (tmp_path / "wrong").write_text("violin cloud pepper", "utf-8")
    done = escalate("register", "restore", backup, "--passphrase-file", tmp_path / "wrong")
    assert done.code == 3
    assert "violin" not in done.err
    assert not (home / "register").exists()


def test_a_register_that_is_there_is_never_overwritten_and_no_secret_is_asked_for_first(
    escalate: Escalate, home: Path, case: str, backup: Path
) -> None:
    escalate("register", "backup", "-o", backup)
    done = escalate("register", "restore", backup)
    assert (done.code, done.out) == (2, "")
    assert "never put over a register" in done.err


def test_a_damaged_backup_is_answered_with_one_and_another_file_with_two(
    escalate: Escalate, home: Path, case: str, backup: Path
) -> None:
    escalate("register", "backup", "-o", backup)
    shutil.rmtree(home / "register")
    backup.write_bytes(backup.read_bytes()[:-1])
    done = escalate("register", "restore", backup)
    assert (done.code, done.out) == (1, "")
    assert "is a backup that is damaged" in done.err
    backup.write_text("a letter", "utf-8")
    assert escalate("register", "restore", backup).code == 2
    assert not (home / "register").exists()


def test_one_case_comes_back_and_that_is_noted_beside_it(
    escalate: Escalate, home: Path, case: str, backup: Path
) -> None:
    escalate("register", "backup", "-o", backup)
    register = Register(home / "register")
    before = register.get(case)
    (home / "register" / "cases" / f"{case}.case").unlink()
    done = escalate("register", "restore", backup, "--case", case)
    assert (done.code, done.err) == (0, "")
    assert f"Case {case} is in the register again" in done.out
    assert register.get(case) == before
    what, about, detail = looks(home)[-1]
    assert (what, about) == ("restored", case)
    assert detail.startswith("it came from the backup of 2")
    assert escalate("register", "restore", backup, "--case", case).code == 2


def test_one_case_of_an_open_register_asks_for_its_secret_once(
    escalate: Escalate, home: Path, real: Real, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESCALATE_PASSPHRASE_FILE", str(real.passphrase))
    escalate("register", "backup", "-o", backup)
    (home / "register" / "cases" / f"{real.case}.case").unlink()
    monkeypatch.delenv("ESCALATE_PASSPHRASE_FILE")
    asked = at_a_terminal(monkeypatch, WORDS)
    done = escalate("register", "restore", backup, "--case", real.case)
    assert done.code == 0, done.err
    assert len(asked) == 1


# ---- migrate


def test_an_old_register_is_brought_over_once(escalate: Escalate, home: Path) -> None:
    old_register(home)
    done = escalate("register", "migrate")
    assert (done.code, done.err) == (0, "")
    assert "Brought over: 1 case," in done.out
    assert str(home / "register" / "format-1") in done.out
    assert "practice register" in done.out
    assert "'escalate register create'" in done.out
    assert Register(home / "register").ids() == [OLD]
    done = escalate("register", "migrate")
    assert (done.code, done.out.splitlines()[0][:22]) == (0, "There is nothing to do")


def test_an_old_case_that_is_damaged_is_named_with_exit_one(escalate: Escalate, home: Path) -> None:
    old_register(home, "{")
    done = escalate("register", "migrate")
    assert done.code == 1
    assert done.err.startswith(f"case {OLD}: ")
    assert escalate("register", "migrate").code == 0


def test_migrating_nothing_is_wrong_input(refused: Callable[..., list[str]]) -> None:
    (line,) = refused("register", "migrate")
    assert "no register" in line
