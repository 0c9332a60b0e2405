"""A real register is opened by the keyring, a file that is named, or what is typed at a terminal; else it is locked."""

from __future__ import annotations

import getpass
import io
import sys
import warnings
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from wizard.advice.worktime import LONDON
from wizard.base.errors import NotNowError
from wizard.cli.surroundings import surroundings
from wizard.cli.unlocking import unlock
from wizard.register import system_keyring
from wizard.register.cases import Author, LockedError, NewEvent, Register
from wizard.register.slots import Cost
from wizard.register.vault import Vault

Run = Callable[..., Any]
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
PASSPHRASE = "correct horse battery"


class Made:
    """A real register with a case."""

    def __init__(self, folder: Path) -> None:
        self.vault = Vault(folder, cost=Cost(memory_kib=64, passes=1, lanes=1))
        prepared = self.vault.prepare(PASSPHRASE, "Siân", NOW)
        self.recovery = prepared.recovery
        self.keys = self.vault.finish(prepared)
        register = Register(folder)
        register.open_with(self.keys)
        self.case = register.create([NewEvent("note", {})], at=NOW, author=Author("nurse", "S.")).id


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def made(home: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    monkeypatch.delenv("ESCALATE_PASSPHRASE_FILE", raising=False)
    return Made(home / "register")


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Writes a text into the file that the variable names."""

    def write(text: str) -> Path:
        path = tmp_path / "passphrase.txt"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv("ESCALATE_PASSPHRASE_FILE", str(path))
        return path

    return write


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Iterable[str]], Terminal]:
    """Somebody at a terminal types these; gives what they see."""

    def at_terminal(texts: Iterable[str]) -> Terminal:
        waiting, seen = iter(texts), Terminal()

        def ask(prompt: str = "", stream: Any = None) -> str:
            stream.write(prompt)
            try:
                return next(waiting)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr(getpass, "getpass", ask)
        monkeypatch.setattr(sys, "stdin", Terminal())
        monkeypatch.setattr(sys, "stderr", seen)
        return seen

    return at_terminal


# From a file.


def test_a_script_with_no_way_to_open_it_is_told_that_it_is_locked(escalate: Run, made: Made) -> None:
    done = escalate("case", "show", made.case)
    assert (done.code, done.out) == (3, "")
    assert "the register is locked" in done.err
    assert "ESCALATE_PASSPHRASE_FILE" in done.err


@pytest.mark.parametrize("which", ["passphrase", "recovery key"])
def test_the_file_that_is_named_opens_it(
    escalate: Run, made: Made, named: Callable[[str], Path], which: str
) -> None:
    named(f"{PASSPHRASE if which == 'passphrase' else made.recovery}\n")
    assert escalate("case", "show", made.case, "--json").out.count(made.case) >= 1


def test_a_file_that_does_not_open_it_is_named_and_nothing_of_it_is_shown(
    escalate: Run, made: Made, named: Callable[[str], Path]
) -> None:
    path = named("another horse battery\n")
    done = escalate("case", "show", made.case)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith(f"{path}: what is in this file does not open the register")
    assert "another horse" not in done.err


def test_a_file_that_is_not_there_is_wrong_input(
    escalate: Run, made: Made, named: Callable[[str], Path]
) -> None:
    path = named("x")
    path.unlink()
    done = escalate("case", "show", made.case)
    assert (done.code, done.out) == (2, "")
    assert str(path) in done.err


def test_numbers_can_be_had_while_it_is_locked(escalate: Run, made: Made) -> None:
    assert escalate("lead", "--policy", "oxfordshire", "--agency", "police").code == 0


def test_a_register_for_the_application_does_not_unlock_itself(
    made: Made, named: Callable[[str], Path]
) -> None:
    named(PASSPHRASE)
    with pytest.raises(LockedError):
        surroundings(unlocks_itself=False).register.keys()
    assert surroundings().register.keys().register == made.keys.register


# At a terminal.


def test_what_is_typed_at_a_terminal_opens_it_and_is_asked_for_on_standard_error(
    made: Made, typed: Callable[[Iterable[str]], Terminal], capsys: pytest.CaptureFixture[str]
) -> None:
    seen = typed([PASSPHRASE])
    assert unlock(made.vault).register == made.keys.register
    assert seen.getvalue() == "Passphrase of the register (or its recovery key): "
    assert capsys.readouterr().out == ""


def test_a_recovery_key_typed_in_small_letters_and_with_spaces_opens_it(
    made: Made, typed: Callable[[Iterable[str]], Terminal]
) -> None:
    typed([made.recovery.replace("-", " ").lower()])
    assert unlock(made.vault).register == made.keys.register


def test_a_slip_in_a_recovery_key_is_told_as_one_and_can_be_put_right(
    made: Made, typed: Callable[[Iterable[str]], Terminal]
) -> None:
    other = "2" if made.recovery[0] != "2" else "3"
    seen = typed([other + made.recovery[1:], made.recovery])
    assert unlock(made.vault)
    assert "There is a typing slip in this recovery key" in seen.getvalue()
    assert made.recovery[5:] not in seen.getvalue()


def test_after_three_tries_it_stays_locked(made: Made, typed: Callable[[Iterable[str]], Terminal]) -> None:
    seen = typed(["wrong one", "", "wrong three", PASSPHRASE])
    with pytest.raises(LockedError):
        unlock(made.vault)
    said = seen.getvalue()
    assert said.count("This passphrase does not open the register.") == 3
    assert ("2 more times" in said, "once more" in said) == (True, True)
    assert "wrong one" not in said


def test_the_end_of_input_leaves_it_locked(made: Made, typed: Callable[[Iterable[str]], Terminal]) -> None:
    typed([])
    with pytest.raises(LockedError):
        unlock(made.vault)


def test_a_terminal_that_would_show_what_is_typed_is_not_asked(
    made: Made, typed: Callable[[Iterable[str]], Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed([])

    def shows(prompt: str = "", stream: Any = None) -> str:
        warnings.warn("it can be seen", getpass.GetPassWarning, stacklevel=2)
        return PASSPHRASE

    monkeypatch.setattr(getpass, "getpass", shows)
    with pytest.raises(LockedError):
        unlock(made.vault)


# From the keyring.


class Store:
    """A keyring; `fault` is what it answers with from then on."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.fault: NotNowError | None = None

    def get(self, name: str) -> str | None:
        if self.fault:
            raise self.fault
        return self.kept.get(name)

    def set(self, name: str, secret: str) -> None:
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


@pytest.fixture
def keyring(made: Made, monkeypatch: pytest.MonkeyPatch) -> Store:
    store = Store()
    monkeypatch.setattr(system_keyring, "SystemKeyring", lambda: store)
    made.vault.add_keyring(made.keys, store)
    return store


def test_the_keyring_opens_it_before_anything_else_is_tried(
    escalate: Run, made: Made, keyring: Store, named: Callable[[str], Path]
) -> None:
    named("another horse battery")
    assert unlock(made.vault).register == made.keys.register


@pytest.mark.parametrize("how", ["silent", "empty"])
def test_a_keyring_that_cannot_be_had_is_passed_over(
    made: Made, keyring: Store, named: Callable[[str], Path], how: str
) -> None:
    named(PASSPHRASE)
    if how == "silent":
        keyring.fault = NotNowError("the keyring of this computer did not answer")
    else:
        keyring.kept.clear()
    assert unlock(made.vault).register == made.keys.register


def test_a_keyring_is_not_asked_where_none_was_switched_on(
    made: Made, named: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(_self: Store, _name: str) -> None:
        raise AssertionError("the keyring was asked")

    monkeypatch.setattr(Store, "get", asked)
    monkeypatch.setattr(system_keyring, "SystemKeyring", Store)
    named(PASSPHRASE)
    assert unlock(made.vault).register == made.keys.register
