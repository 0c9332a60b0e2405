"""`escalate register keys` and the verbs that change who can open the register."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from wizard.base.errors import NotNowError
from wizard.cli import unlocking
from wizard.register import system_keyring
from wizard.register import vault as vaults
from wizard.register.cases import Author, NewEvent, Register
from wizard.register.slots import Cost
from wizard.register.vault import Passphrase, Prepared, Recovery, Vault, WrongSecretError

Run = Callable[..., Any]
AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
LEAD = Author(role="safeguarding lead", name="Robin Example")
CHEAP = Cost(memory_kib=32, passes=1, lanes=1)
WORDS = "kettle orbit maple"
OTHER_WORDS = "violin cloud pepper"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """New passphrases cost next to nothing to check."""
    monkeypatch.setattr(vaults, "Cost", lambda: CHEAP)


@pytest.fixture
def vault(home: Path) -> Vault:
    return Vault(home / "register", cost=CHEAP)


@pytest.fixture
def prepared(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Prepared:
    """A register for real cases with a case in it, which commands unlock from a file."""
    prepared = vault.prepare(WORDS, "Robin", AT)
    register = Register(tmp_path / "home-of-the-program" / "register")
    register.open_with(vault.finish(prepared))
    register.create([NewEvent(kind="note", data={})], at=AT, author=LEAD)
    monkeypatch.setenv("ESCALATE_PASSPHRASE_FILE", str(written(tmp_path / "passphrase", WORDS)))
    return prepared


def written(path: Path, text: str) -> Path:
    path.write_text(f"{text}\n", "utf-8")
    return path


def opens(vault: Vault, secret: Passphrase | Recovery) -> bool:
    try:
        vault.unlock(secret)
    except WrongSecretError:
        return False
    return True


def slots(vault: Vault, kind: str = "passphrase") -> list[str]:
    marker = vault.marker()
    assert marker is not None
    return [slot.id for slot in marker.slots if slot.kind == kind]


def marker_of(vault: Vault) -> bytes:
    return (vault._folder / "register.json").read_bytes()


# ---- keys


def test_who_can_open_it_is_listed_while_it_is_locked_and_without_a_secret(
    escalate: Run, vault: Vault, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ESCALATE_PASSPHRASE_FILE")
    answered = escalate("register", "keys")
    assert (answered.code, answered.err) == (0, "")
    assert f"{slots(vault)[0]}  a passphrase (Robin)" in answered.out
    assert "the recovery key" in answered.out
    shown = json.loads(escalate("register", "keys", "--json").out)
    assert {key: shown[key] for key in ("practice", "generation", "rotating")} == {
        "practice": False,
        "generation": 1,
        "rotating": False,
    }
    assert [sorted(slot) for slot in shown["slots"]] == [["id", "kind", "label"]] * 2


def test_a_change_of_keys_that_is_not_complete_is_told(
    escalate: Run, vault: Vault, prepared: Prepared
) -> None:
    vault.begin_rotation(prepared.keys)
    assert "escalate register rotate" in escalate("register", "keys").out
    assert json.loads(escalate("register", "keys", "--json").out)["rotating"] is True


def test_a_practice_register_is_open_to_everybody(escalate: Run, vault: Vault) -> None:
    vault.create_practice(AT)
    assert "open to everybody" in escalate("register", "keys").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("passphrase",),
        ("add-person", "Sam"),
        ("leaver", "practice"),
        ("rotate",),
        ("recovery", "--recovery-file", "key.txt"),
        ("keyring", "on"),
        ("keyring", "off"),
    ],
)
def test_in_a_practice_register_there_is_nothing_to_change(
    escalate: Run, vault: Vault, arguments: tuple[str, ...]
) -> None:
    vault.create_practice(AT)
    before = marker_of(vault)
    answered = escalate("register", *arguments)
    assert (answered.code, answered.out) == (2, "")
    assert "practice register" in answered.err
    assert marker_of(vault) == before


@pytest.mark.parametrize("verb", ["keys", "passphrase", "rotate"])
def test_without_a_register_that_is_said(refused: Run, verb: str) -> None:
    assert "there is no register" in refused("register", verb)[0]


# ---- passphrase


def test_the_passphrase_is_changed_to_the_one_in_a_file(
    escalate: Run, vault: Vault, prepared: Prepared, tmp_path: Path
) -> None:
    answered = escalate("register", "passphrase", "--new-file", written(tmp_path / "new", OTHER_WORDS))
    assert (answered.code, answered.err) == (0, "")
    assert (opens(vault, Passphrase(WORDS)), opens(vault, Passphrase(OTHER_WORDS))) == (False, True)
    assert OTHER_WORDS not in answered.out


def test_of_several_passphrases_the_one_that_was_given_is_changed(
    escalate: Run, vault: Vault, prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.add_passphrase(prepared.keys, OTHER_WORDS, "Sam")
    monkeypatch.setenv("ESCALATE_PASSPHRASE_FILE", str(written(tmp_path / "sam", OTHER_WORDS)))
    new = written(tmp_path / "new", "pencil river stone")
    assert escalate("register", "passphrase", "--new-file", new).code == 0
    assert opens(vault, Passphrase(WORDS))
    assert opens(vault, Passphrase("pencil river stone"))
    assert not opens(vault, Passphrase(OTHER_WORDS))


def test_with_the_recovery_key_alone_the_only_passphrase_can_be_changed(
    escalate: Run, vault: Vault, prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESCALATE_PASSPHRASE_FILE", str(written(tmp_path / "key", prepared.recovery)))
    assert escalate("register", "passphrase", "--new-file", written(tmp_path / "new", OTHER_WORDS)).code == 0
    assert opens(vault, Passphrase(OTHER_WORDS))


def test_with_the_recovery_key_it_is_not_known_which_of_several_to_change(
    escalate: Run, vault: Vault, prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.add_passphrase(prepared.keys, OTHER_WORDS, "Sam")
    monkeypatch.setenv("ESCALATE_PASSPHRASE_FILE", str(written(tmp_path / "key", prepared.recovery)))
    before = marker_of(vault)
    answered = escalate(
        "register", "passphrase", "--new-file", written(tmp_path / "new", "pencil river stone")
    )
    assert answered.code == 2
    assert "add-person" in answered.err
    assert marker_of(vault) == before


def test_a_new_passphrase_that_is_easily_guessed_is_refused_with_its_file(
    escalate: Run, vault: Vault, prepared: Prepared, tmp_path: Path
) -> None:
    before = marker_of(vault)
    answered = escalate("register", "passphrase", "--new-file", written(tmp_path / "new", "short"))
    assert (answered.code, answered.out) == (2, "")
    assert str(tmp_path / "new") in answered.err
    assert "at least 12" in answered.err
    assert marker_of(vault) == before


def test_without_a_terminal_and_a_file_the_option_is_named(
    escalate: Run, vault: Vault, prepared: Prepared
) -> None:
    for arguments in (("passphrase",), ("add-person", "Sam")):
        answered = escalate("register", *arguments)
        assert (answered.code, answered.out) == (2, "")
        assert "--new-file" in answered.err


def test_a_register_that_nothing_opens_stays_locked(
    escalate: Run, vault: Vault, prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ESCALATE_PASSPHRASE_FILE")
    before = marker_of(vault)
    new = written(tmp_path / "new", OTHER_WORDS)
    for arguments in (
        ("passphrase", "--new-file", new),
        ("add-person", "Sam", "--new-file", new),
        ("rotate",),
        ("leaver", slots(vault)[0]),
        ("recovery", "--recovery-file", tmp_path / "key"),
    ):
        answered = escalate("register", *arguments)
        assert (answered.code, answered.out) == (3, "")
        assert "ESCALATE_PASSPHRASE_FILE" in answered.err
    assert marker_of(vault) == before
    assert not (tmp_path / "key").exists()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed at the questions of a terminal, one after the other."""
    lines: list[str] = []
    monkeypatch.setattr(unlocking, "on_terminal", lambda: True)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt, stream=None: lines.pop(0))
    return lines


def test_on_a_terminal_the_new_one_is_typed_twice(
    escalate: Run, vault: Vault, prepared: Prepared, typed: list[str]
) -> None:
    typed += [OTHER_WORDS, OTHER_WORDS]
    assert escalate("register", "passphrase").code == 0
    assert opens(vault, Passphrase(OTHER_WORDS))


def test_two_that_differ_change_nothing(
    escalate: Run, vault: Vault, prepared: Prepared, typed: list[str]
) -> None:
    typed += [OTHER_WORDS, "violin clouds pepper"]
    answered = escalate("register", "passphrase")
    assert answered.code == 2
    assert "not the same" in answered.err
    assert opens(vault, Passphrase(WORDS))


# ---- people


def test_a_person_is_added_and_leaves_again(
    escalate: Run, vault: Vault, prepared: Prepared, tmp_path: Path
) -> None:
    added = escalate("register", "add-person", "Sam", "--new-file", written(tmp_path / "sam", OTHER_WORDS))
    assert added.code == 0
    slot = added.out.split()[0]
    assert slot in slots(vault)
    assert opens(vault, Passphrase(OTHER_WORDS))
    left = escalate("register", "leaver", slot)
    assert (left.code, left.err) == (0, "")
    assert "new keys" in left.out
    assert not opens(vault, Passphrase(OTHER_WORDS))
    assert vault.unlock(Passphrase(WORDS)).generations == (2,)
    assert escalate("case", "list").code == 0


def test_a_person_needs_a_name(escalate: Run, prepared: Prepared, tmp_path: Path) -> None:
    answered = escalate("register", "add-person", " ", "--new-file", written(tmp_path / "sam", OTHER_WORDS))
    assert answered.code == 2
    assert "name of the person" in answered.err


def test_the_last_passphrase_and_an_unknown_one_cannot_leave(
    escalate: Run, vault: Vault, prepared: Prepared
) -> None:
    before = marker_of(vault)
    for slot, words in ((slots(vault)[0], "last passphrase"), ("0123456789abcdef", "there is no key slot")):
        answered = escalate("register", "leaver", slot)
        assert answered.code == 2
        assert words in answered.err
    assert marker_of(vault) == before


# ---- new keys


def test_a_change_of_keys_that_a_damaged_file_holds_up_says_what_to_do(
    escalate: Run, vault: Vault, prepared: Prepared, home: Path
) -> None:
    case = next((home / "register" / "cases").iterdir())
    whole = case.read_bytes()
    case.write_bytes(whole[:-1])
    answered = escalate("register", "rotate")
    assert (answered.code, answered.out) == (1, "")
    assert f"cases/{case.name}" in answered.err
    assert "doctor --repair" in answered.err
    case.write_bytes(whole)
    assert escalate("register", "rotate").code == 0
    assert vault.unlock(Passphrase(WORDS)).generations == (2,)


# ---- the recovery key


def test_a_new_recovery_key_takes_the_place_of_the_old_one(
    escalate: Run, vault: Vault, prepared: Prepared, tmp_path: Path
) -> None:
    answered = escalate("register", "recovery", "--recovery-file", tmp_path / "key")
    new = (tmp_path / "key").read_text("utf-8").strip()
    assert (answered.code, answered.err) == (0, "")
    assert new not in answered.out
    assert opens(vault, Recovery(new))
    assert not opens(vault, Recovery(prepared.recovery))


def test_a_recovery_key_that_was_not_made_leaves_no_file(
    escalate: Run, vault: Vault, prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise NotNowError("the disk is full")

    monkeypatch.setattr(vaults, "replace_marker", refuse)
    answered = escalate("register", "recovery", "--recovery-file", tmp_path / "key")
    assert answered.code == 3
    assert not (tmp_path / "key").exists()
    assert opens(vault, Recovery(prepared.recovery))


def test_a_file_that_is_there_is_not_overwritten_with_a_recovery_key(
    escalate: Run, vault: Vault, prepared: Prepared, tmp_path: Path
) -> None:
    path = written(tmp_path / "key", "mine")
    assert escalate("register", "recovery", "--recovery-file", path).code == 2
    assert path.read_text("utf-8") == "mine\n"
    assert opens(vault, Recovery(prepared.recovery))


# ---- the keyring


@pytest.fixture
def pocket(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """A keyring in memory in place of this computer's."""
    kept: dict[tuple[str, str], str] = {}
    module = ModuleType("keyring")
    vars(module).update(
        get_password=lambda service, name: kept.get((service, name)),
        set_password=lambda service, name, secret: kept.__setitem__((service, name), secret),
        delete_password=lambda service, name: kept.pop((service, name)),
    )
    monkeypatch.setitem(sys.modules, "keyring", module)
    return kept


def test_the_keyring_opens_it_until_that_is_stopped(
    escalate: Run,
    vault: Vault,
    prepared: Prepared,
    pocket: dict[tuple[str, str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert escalate("register", "keyring", "on").code == 0
    assert len(pocket) == 1
    assert "already" in escalate("register", "keyring", "on").out
    monkeypatch.delenv("ESCALATE_PASSPHRASE_FILE")
    assert escalate("case", "list").code == 0
    assert escalate("register", "rotate").code == 0
    assert escalate("register", "keyring", "off").code == 0
    assert (pocket, slots(vault, "keyring")) == ({}, [])
    assert "does not open" in escalate("register", "keyring", "off").out
    assert escalate("case", "list").code == 3


def test_where_there_is_no_keyring_that_is_said(
    escalate: Run, vault: Vault, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> ModuleType:
        raise NotNowError("this computer has no keyring that can be used here")

    monkeypatch.setattr(system_keyring, "_keyring", none)
    before = marker_of(vault)
    answered = escalate("register", "keyring", "on")
    assert (answered.code, answered.out) == (3, "")
    assert "no keyring" in answered.err
    assert marker_of(vault) == before
