"""Who opens a register, and what no other hand changes unseen: whatever is killed, full or at the same time."""

from __future__ import annotations

import base64
import errno
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wizard
from wizard.base import paths
from wizard.base.errors import EXIT_NO, EXIT_NOT_NOW, EscalateError, NotNowError, WrongInputError
from wizard.base.paths import UnconfirmedError
from wizard.register import making
from wizard.register import marker as markers
from wizard.register.keys import Keys
from wizard.register.lock import CaseLock
from wizard.register.marker import Marker, OldFormatError
from wizard.register.sealed import UnsealError
from wizard.register.slots import Cost, Slot
from wizard.register.storage import DamagedFileError
from wizard.register.vault import (
    FromKeyring,
    LockedError,
    Passphrase,
    Prepared,
    Recovery,
    Secret,
    Vault,
    WrongSecretError,
)

DiesAt = Callable[[int, Callable[[], object]], int]

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
ROOT = Path(wizard.__file__).parent.parent
CHEAP = Cost(memory_kib=32, passes=1, lanes=1)
WORDS = "kettle orbit maple"
OTHER_WORDS = "violin cloud pepper"
ANOTHER_HAND = "changed by something other than this program"


class Pocket:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def set(self, name: str, secret: str) -> None:
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "register"


@pytest.fixture
def vault(folder: Path) -> Vault:
    return Vault(folder, cost=CHEAP)


@pytest.fixture
def made(vault: Vault) -> Prepared:
    """A real register on the disk."""
    prepared = vault.prepare(WORDS, "Robin", AT)
    vault.finish(prepared)
    return prepared


@pytest.fixture
def keys(made: Prepared) -> Keys:
    return made.keys


def there(vault: Vault) -> Marker:
    marker = vault.marker()
    assert marker is not None
    return marker


def opens(vault: Vault, secret: Secret) -> bool:
    try:
        vault.unlock(secret)
    except WrongSecretError:
        return False
    return True


def slot_ids(vault: Vault, kind: str) -> list[str]:
    return [slot.id for slot in there(vault).slots if slot.kind == kind]


def tamper(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    path = folder / "register.json"
    marker = json.loads(path.read_bytes())
    change(marker)
    path.write_text(json.dumps(marker), "utf-8")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def refuse(code: int) -> Callable[..., int]:
    def call(*_args: object, **_options: object) -> int:
        raise OSError(code, os.strerror(code))

    return call


# ---- making and opening


def test_where_nothing_was_made_there_is_no_marker_and_no_folder(vault: Vault, folder: Path) -> None:
    assert vault.marker() is None
    with pytest.raises(WrongInputError, match=r"there is no register in .* yet"):
        vault.unlock(Passphrase(WORDS))
    with pytest.raises(WrongInputError, match="there is no register"):
        vault.remove_slot(Keys.new("0" * 32, practice=False), "x")
    assert not folder.exists()


def test_preparing_a_register_leaves_nothing_on_the_disk(vault: Vault, folder: Path) -> None:
    vault.prepare(WORDS, "Robin", AT)
    assert not folder.exists()


def test_a_register_opens_with_its_passphrase_and_with_its_recovery_key(vault: Vault, made: Prepared) -> None:
    sealed = made.keys.seal("case 1", b"what was said")
    assert vault.unlock(Passphrase(WORDS)).unseal("case 1", sealed) == b"what was said"
    assert vault.unlock(Passphrase(WORDS + "\n")).unseal("case 1", sealed) == b"what was said"
    assert vault.unlock(Recovery(made.recovery)).unseal("case 1", sealed) == b"what was said"


def test_the_marker_says_what_the_register_is(vault: Vault, made: Prepared) -> None:
    marker = there(vault)
    assert (marker.format, marker.practice, marker.generation, marker.rotating) == (2, False, 1, False)
    assert (marker.created, marker.program) == ("2026-11-16T09:30:00+00:00", wizard.__version__)
    assert marker.register == made.keys.register
    assert [(slot.kind, slot.label) for slot in marker.slots] == [
        ("passphrase", "Robin"),
        ("recovery", "recovery key"),
    ]
    assert vault.current_generation() == 1


def test_a_passphrase_costs_a_guesser_64_mib_unless_a_test_says_otherwise(folder: Path) -> None:
    vault = Vault(folder)
    vault.finish(vault.prepare(WORDS, "Robin", AT))
    kdf = there(vault).slots[0].kdf
    assert kdf is not None
    assert (kdf.name, kdf.memory_kib, kdf.passes, len(kdf.salt)) == ("argon2id", 65536, 3, 16)
    assert opens(vault, Passphrase(WORDS))


def test_a_wrong_passphrase_is_told_calmly_and_can_be_tried_again(vault: Vault, made: Prepared) -> None:
    with pytest.raises(WrongSecretError, match="does not open the register") as caught:
        vault.unlock(Passphrase(OTHER_WORDS))
    assert caught.value.exit_code == EXIT_NOT_NOW
    assert OTHER_WORDS not in str(caught.value)
    assert opens(vault, Passphrase(WORDS))


def test_text_that_is_none_is_a_wrong_passphrase(vault: Vault, made: Prepared) -> None:
    assert not opens(vault, Passphrase("\udcff" * 12))
    assert not opens(vault, Passphrase(""))


def test_a_slip_in_the_recovery_key_is_told_from_the_key_of_another_register(
    vault: Vault, made: Prepared, tmp_path: Path
) -> None:
    slip = made.recovery[:-1] + ("7" if made.recovery[-1] != "7" else "8")
    with pytest.raises(WrongInputError, match="typing slip"):
        vault.unlock(Recovery(slip))
    other = Vault(tmp_path / "other", cost=CHEAP).prepare(WORDS, "Kim", AT)
    with pytest.raises(WrongSecretError, match="does not open this register"):
        vault.unlock(Recovery(other.recovery))


def test_a_passphrase_that_is_easily_guessed_makes_no_register(vault: Vault, folder: Path) -> None:
    with pytest.raises(WrongInputError, match="three random words"):
        vault.prepare("password", "Robin", AT)
    assert not folder.exists()


def test_a_second_register_is_not_made_over_the_first(vault: Vault, made: Prepared, folder: Path) -> None:
    before = (folder / "register.json").read_bytes()
    with pytest.raises(WrongInputError, match=r"there is a register in .* already"):
        vault.finish(vault.prepare(OTHER_WORDS, "Kim", AT))
    assert (folder / "register.json").read_bytes() == before


def test_a_time_without_an_offset_is_refused(vault: Vault) -> None:
    with pytest.raises(ValueError, match="offset"):
        vault.prepare(WORDS, "Robin", datetime(2026, 11, 16))  # noqa: DTZ001 - what is tested


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_every_file_is_for_this_user_alone(vault: Vault, keys: Keys, folder: Path) -> None:
    vault.add_passphrase(keys, OTHER_WORDS, "Kim")
    files = [path for path in folder.iterdir() if path.is_file()]
    assert len(files) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_nothing_secret_is_on_the_disk(vault: Vault, made: Prepared, folder: Path) -> None:
    vault.add_keyring(made.keys, pocket := Pocket())
    signing = vault.signing_key(made.keys).private_bytes_raw()
    text = (folder / "register.json").read_text("utf-8")
    secrets = [made.keys.ring()[-32:], made.keys.ring(), signing, bytes.fromhex(*pocket.kept.values())]
    for secret in secrets:
        assert secret.hex() not in text
        assert base64.b64encode(secret).decode().rstrip("=")[:-1] not in text
    assert WORDS not in text
    assert made.recovery not in text


def test_secrets_are_not_shown(made: Prepared) -> None:
    for value in (Passphrase(WORDS), Recovery(made.recovery), FromKeyring(Pocket()), made):
        assert repr(value) == f"<{type(value).__name__}>"
        assert list(value.__rich_repr__()) == []


# ---- practice


def test_a_practice_register_opens_without_a_secret(vault: Vault) -> None:
    keys = vault.create_practice(AT)
    assert keys.practice is True
    assert there(vault).practice is True
    sealed = keys.seal("case 1", b"invented")
    assert vault.open_practice().unseal("case 1", sealed) == b"invented"
    assert vault.create_practice(AT).unseal("case 1", sealed) == b"invented"


def test_a_real_register_does_not_open_without_a_secret(vault: Vault, made: Prepared) -> None:
    for attempt in (vault.open_practice, lambda: vault.create_practice(AT)):
        with pytest.raises(LockedError, match="passphrase is needed") as caught:
            attempt()
        assert caught.value.exit_code == EXIT_NOT_NOW


def test_a_practice_register_has_no_passphrases(vault: Vault) -> None:
    keys = vault.create_practice(AT)
    for attempt in (
        lambda: vault.unlock(Passphrase(WORDS)),
        lambda: vault.add_passphrase(keys, WORDS, "Kim"),
        lambda: vault.new_recovery(keys),
        lambda: vault.add_keyring(keys, Pocket()),
        lambda: vault.change_passphrase(keys, "practice", WORDS),
        lambda: vault.remove_slot(keys, "practice"),
    ):
        with pytest.raises(WrongInputError, match="practice register"):
            attempt()


def test_a_practice_register_is_given_new_keys_like_any_other(vault: Vault) -> None:
    keys = vault.create_practice(AT)
    new = vault.end_rotation(vault.begin_rotation(keys))
    assert new.generations == (2,)
    assert vault.open_practice().ring() == new.ring()


CREATE = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from wizard.register.vault import Vault
vault = Vault(Path(sys.argv[1]), lock_seconds=30)
print("ready", flush=True)
sys.stdin.readline()
print(vault.create_practice(datetime(2026, 11, 16, tzinfo=UTC)).ring().hex(), flush=True)
"""


def test_processes_that_make_a_practice_register_at_the_same_moment_get_the_same_one(folder: Path) -> None:
    command = [sys.executable, "-c", CREATE, str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    processes = [subprocess.Popen(command, **pipes) for _ in range(4)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    rings = {process.communicate(timeout=60)[0] for process in processes}
    assert [process.returncode for process in processes] == [0] * 4
    assert rings == {Vault(folder).open_practice().ring().hex() + "\n"}


# ---- what another hand has changed


def flipped(text: str) -> str:
    data = bytearray(base64.b64decode(text))
    data[len(data) // 2] ^= 1
    return base64.b64encode(data).decode()


CHANGES: dict[str, Callable[[dict], object]] = {
    "note": lambda m: m.update(note="another"),
    "register": lambda m: m.update(register="0" * 32),
    "created": lambda m: m.update(created="2020-01-01T00:00:00+00:00"),
    "program": lambda m: m.update(program="9"),
    "generation": lambda m: m.update(generation=2),
    "rotating": lambda m: m.update(rotating=True),
    "practice": lambda m: m.update(practice=True),
    "signing key": lambda m: m.update(signing_public=flipped(m["signing_public"])),
    "sealed signing key": lambda m: m.update(signing_sealed=flipped(m["signing_sealed"])),
    "seal": lambda m: m.update(seal=flipped(m["seal"])),
    "no seal": lambda m: m.pop("seal"),
    "label": lambda m: m["slots"][0].update(label="Kim"),
    "public half": lambda m: m["slots"][0].update(public=flipped(m["slots"][0]["public"])),
    "envelope": lambda m: m["slots"][0].update(wrapped=flipped(m["slots"][0]["wrapped"])),
    "pin": lambda m: m["slots"][0].update(pin=flipped(m["slots"][0]["pin"])),
    "other slot's public half": lambda m: m["slots"][1].update(public=flipped(m["slots"][0]["public"])),
    "a slot more": lambda m: m["slots"].append(m["slots"][1] | {"id": "new"}),
    "a slot twice": lambda m: m["slots"].append(m["slots"][0]),
    "a slot less": lambda m: m["slots"].pop(),
    "order of slots": lambda m: m["slots"].reverse(),
    "an open slot": lambda m: m["slots"].append(m["slots"][1] | {"id": "new", "kind": "open"}),
    "no passphrase": lambda m: m["slots"].pop(0),
    "a field more": lambda m: m.update(more=1),
}


@pytest.mark.parametrize("what", [each for each in CHANGES if each != "register"])
def test_what_another_hand_changed_is_found_when_the_register_is_opened(
    vault: Vault, made: Prepared, folder: Path, what: str
) -> None:
    tamper(folder, CHANGES[what])
    before = (folder / "register.json").read_bytes()
    with pytest.raises(DamagedFileError, match=r"register\.json is damaged") as caught:
        vault.unlock(Passphrase(WORDS))
    assert caught.value.exit_code == EXIT_NO
    assert (folder / "register.json").read_bytes() == before


def test_with_the_id_of_another_register_no_passphrase_fits(
    vault: Vault, made: Prepared, folder: Path
) -> None:
    tamper(folder, CHANGES["register"])
    assert not opens(vault, Passphrase(WORDS))


@pytest.mark.parametrize("what", ["label", "seal", "sealed signing key", "rotating", "a slot less"])
def test_a_marker_that_another_hand_changed_is_not_sealed_anew(
    vault: Vault, keys: Keys, folder: Path, what: str
) -> None:
    tamper(folder, CHANGES[what])
    before = (folder / "register.json").read_bytes()
    for attempt in (
        lambda: vault.add_passphrase(keys, OTHER_WORDS, "Kim"),
        lambda: vault.new_recovery(keys),
        lambda: vault.remove_slot(keys, slot_ids(vault, "passphrase")[0]),
        lambda: vault.begin_rotation(keys),
        lambda: vault.signing_key(keys),
    ):
        with pytest.raises(DamagedFileError, match=ANOTHER_HAND):
            attempt()
    assert (folder / "register.json").read_bytes() == before


@pytest.mark.parametrize("what", ["note", "seal", "signing key", "sealed signing key", "rotating"])
def test_a_practice_register_is_checked_too(vault: Vault, folder: Path, what: str) -> None:
    vault.create_practice(AT)
    tamper(folder, CHANGES[what])
    with pytest.raises(DamagedFileError, match=ANOTHER_HAND):
        vault.open_practice()


def test_a_signing_key_of_which_the_halves_do_not_fit_is_found(vault: Vault, folder: Path) -> None:
    keys = vault.create_practice(AT)
    other = msgspec.structs.replace(there(vault), signing_public=PREPARED.marker.signing_public)
    (folder / "register.json").write_bytes(msgspec.json.encode(markers.sealed(other, keys)))
    with pytest.raises(DamagedFileError, match=ANOTHER_HAND):
        vault.open_practice()


def test_a_practice_register_does_not_pass_for_a_real_one(vault: Vault, folder: Path) -> None:
    vault.create_practice(AT)
    tamper(folder, lambda marker: marker.update(practice=False))
    with pytest.raises(DamagedFileError, match=ANOTHER_HAND):
        vault.open_practice()


def test_a_whole_marker_that_a_stranger_made_for_the_same_people_is_not_taken_for_theirs(
    vault: Vault, made: Prepared, folder: Path, tmp_path: Path
) -> None:
    ours = json.loads((folder / "register.json").read_bytes())
    stranger = Vault(tmp_path / "stranger", cost=CHEAP)
    stranger.finish(stranger.prepare(OTHER_WORDS, "Kim", AT))
    theirs = json.loads((tmp_path / "stranger" / "register.json").read_bytes())
    (folder / "register.json").write_text(
        json.dumps(theirs | {"register": ours["register"], "slots": ours["slots"]})
    )
    with pytest.raises(DamagedFileError, match=ANOTHER_HAND):
        vault.unlock(Passphrase(WORDS))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("memory_kib", 1024 * 1024 + 1),
        ("memory_kib", 2**40),
        ("memory_kib", 0),
        ("passes", 21),
        ("passes", 0),
        ("lanes", 17),
        ("salt", "AAAA"),
        ("name", "scrypt"),
    ],
)
def test_a_marker_that_would_keep_the_computer_busy_is_refused_before_it_does(
    vault: Vault, made: Prepared, folder: Path, field: str, value: object
) -> None:
    tamper(folder, lambda marker: marker["slots"][0]["kdf"].update({field: value}))
    with pytest.raises(DamagedFileError):
        vault.marker()


def test_many_slots_do_not_add_up_to_endless_work(vault: Vault, made: Prepared, folder: Path) -> None:
    def heavy(marker: dict) -> None:
        slot = marker["slots"][0]
        slot["kdf"].update(memory_kib=1024 * 1024, passes=11)
        marker["slots"].append(slot | {"id": "second"})

    tamper(folder, heavy)
    with pytest.raises(DamagedFileError, match="far too long"):
        vault.marker()


PREPARED = Vault(Path("nowhere"), cost=CHEAP).prepare(WORDS, "Robin", AT)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_byte_of_the_marker_is_changed_the_error_is_a_sentence(data: st.DataObject) -> None:
    content = bytearray(msgspec.json.encode(PREPARED.marker))
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as name:
        vault = Vault(Path(name))
        (Path(name) / "register.json").write_bytes(content)
        try:
            keys = vault.unlock(Passphrase(WORDS))
        except EscalateError:
            return
        assert keys.ring() == PREPARED.keys.ring()
        assert vault.marker() == PREPARED.marker


# ---- a marker that cannot be read


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 10,
        b"{}",
        b"null",
        b"[" * 200_000,
        b'{"format": 2}',
        b'{"format": "2"}',
        b"\xff",
        b" " * 1_000_001,
    ],
)
def test_a_marker_that_cannot_be_read_is_damaged_and_left_alone(
    vault: Vault, made: Prepared, folder: Path, content: bytes
) -> None:
    (folder / "register.json").write_bytes(content)
    for attempt in (vault.marker, vault.current_generation, lambda: vault.create_practice(AT)):
        with pytest.raises(DamagedFileError, match=r"register\.json is damaged"):
            attempt()
    assert (folder / "register.json").read_bytes() == content


def test_a_marker_cut_short_at_any_byte_is_damaged(vault: Vault, made: Prepared, folder: Path) -> None:
    path = folder / "register.json"
    whole = path.read_bytes()
    inside = len(whole) - 2  # before the brace and the end of the line
    for length in {*range(0, inside, 17), *range(inside - 20, inside)}:
        path.write_bytes(whole[:length])
        with pytest.raises(DamagedFileError):
            vault.marker()


def test_a_register_without_encryption_names_the_command_that_migrates_it(vault: Vault, folder: Path) -> None:
    folder.mkdir(parents=True)
    old = {"format": 1, "practice": True, "note": "for invented cases only"}
    (folder / "register.json").write_text(json.dumps(old))
    for attempt in (vault.marker, lambda: vault.create_practice(AT), lambda: vault.finish(PREPARED)):
        with pytest.raises(OldFormatError, match="escalate register migrate"):
            attempt()
    assert json.loads((folder / "register.json").read_bytes()) == old


def test_a_register_of_a_newer_format_is_left_alone(vault: Vault, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "register.json").write_text('{"format": 3, "practice": false, "note": "", "seals": []}')
    with pytest.raises(EscalateError, match=r"is a register of format 3, and this version.*reads format 2"):
        vault.marker()


def test_a_program_that_knows_only_the_first_format_can_say_what_this_is(
    vault: Vault, made: Prepared, folder: Path
) -> None:
    class First(msgspec.Struct):
        format: int
        practice: bool
        note: str

    found = msgspec.json.decode((folder / "register.json").read_bytes(), type=First)
    assert (found.format, found.practice) == (2, False)


@pytest.mark.parametrize(
    "rest",
    ["register.json.previous", "cases/2026-11-16-abcdef.case", "cases/2026-11-16-abcdef.json.previous"],
)
def test_a_lost_marker_is_never_taken_for_a_register_that_is_not_made(
    vault: Vault, folder: Path, rest: str
) -> None:
    (folder / rest).parent.mkdir(parents=True)
    (folder / rest).write_bytes(b"x")
    for attempt in (vault.marker, lambda: vault.create_practice(AT), lambda: vault.finish(PREPARED)):
        with pytest.raises(DamagedFileError, match="it is missing"):
            attempt()
    assert "register.json" not in names(folder)


def test_other_files_do_not_make_a_register(vault: Vault, folder: Path) -> None:
    (folder / "cases").mkdir(parents=True)
    (folder / "cases" / "2026-11-16-abcdef.lock").touch()
    assert vault.marker() is None


# ---- who can open it


def test_a_changed_passphrase_opens_and_the_old_one_does_not(vault: Vault, made: Prepared) -> None:
    vault.change_passphrase(made.keys, Passphrase(WORDS), OTHER_WORDS)
    assert opens(vault, Passphrase(OTHER_WORDS))
    assert not opens(vault, Passphrase(WORDS))
    assert opens(vault, Recovery(made.recovery))
    assert [slot.label for slot in there(vault).slots] == ["Robin", "recovery key"]


def test_a_passphrase_is_changed_by_the_id_of_its_slot_when_it_is_forgotten(
    vault: Vault, made: Prepared
) -> None:
    keys = vault.unlock(Recovery(made.recovery))
    vault.change_passphrase(keys, slot_ids(vault, "passphrase")[0], OTHER_WORDS)
    assert opens(vault, Passphrase(OTHER_WORDS))
    assert not opens(vault, Passphrase(WORDS))


def test_changing_a_passphrase_needs_one_that_is_right_and_one_that_will_do(
    vault: Vault, keys: Keys, folder: Path
) -> None:
    before = (folder / "register.json").read_bytes()
    with pytest.raises(WrongSecretError):
        vault.change_passphrase(keys, Passphrase("not the passphrase"), OTHER_WORDS)
    with pytest.raises(WrongInputError, match="three random words"):
        vault.change_passphrase(keys, Passphrase(WORDS), "short")
    for unknown in ("nothing", slot_ids(vault, "recovery")[0]):
        with pytest.raises(WrongInputError, match="there is no passphrase"):
            vault.change_passphrase(keys, unknown, OTHER_WORDS)
    assert (folder / "register.json").read_bytes() == before


def test_everybody_can_have_a_passphrase(vault: Vault, keys: Keys) -> None:
    added = vault.add_passphrase(keys, OTHER_WORDS, " Kim\x1b[2J ")
    assert vault.unlock(Passphrase(OTHER_WORDS)).ring() == keys.ring()
    assert opens(vault, Passphrase(WORDS))
    assert {slot.id: slot.label for slot in there(vault).slots}[added] == r"Kim\x1b[2J"


def test_a_slot_that_is_removed_opens_nothing_any_more(vault: Vault, keys: Keys) -> None:
    added = vault.add_passphrase(keys, OTHER_WORDS, "Kim")
    vault.remove_slot(keys, added)
    assert not opens(vault, Passphrase(OTHER_WORDS))
    assert opens(vault, Passphrase(WORDS))


def test_the_last_passphrase_stays(vault: Vault, keys: Keys) -> None:
    vault.add_keyring(keys, Pocket())
    with pytest.raises(WrongInputError, match="last passphrase"):
        vault.remove_slot(keys, slot_ids(vault, "passphrase")[0])
    vault.remove_slot(keys, slot_ids(vault, "recovery")[0])
    assert opens(vault, Passphrase(WORDS))


def test_a_slot_that_is_not_there_is_not_removed(vault: Vault, keys: Keys) -> None:
    with pytest.raises(WrongInputError, match="there is no key slot 'nothing'"):
        vault.remove_slot(keys, "nothing")


def test_no_more_slots_are_added_than_can_be_read_again(vault: Vault, keys: Keys) -> None:
    pocket = Pocket()
    for _ in range(62):
        vault.add_keyring(keys, pocket)
    kept = dict(pocket.kept)
    for attempt in (
        lambda: vault.add_keyring(keys, pocket),
        lambda: vault.add_passphrase(keys, OTHER_WORDS, "Kim"),
    ):
        with pytest.raises(WrongInputError, match="64 key slots, and no more"):
            attempt()
    assert pocket.kept == kept
    assert opens(vault, Passphrase(WORDS))


def test_no_passphrase_is_added_that_would_make_trying_all_of_them_endless(
    vault: Vault, keys: Keys, folder: Path
) -> None:
    first, *others = there(vault).slots
    assert first.kdf is not None
    kdf = msgspec.structs.replace(first.kdf, memory_kib=1024 * 1024, passes=20)
    slots = (msgspec.structs.replace(first, kdf=kdf), *others)
    heavy = msgspec.structs.replace(there(vault), slots=slots)
    (folder / "register.json").write_bytes(msgspec.json.encode(markers.sealed(heavy, keys)))
    with pytest.raises(WrongInputError, match="no more can be added"):
        vault.add_passphrase(keys, OTHER_WORDS, "Kim")
    assert there(vault).slots == slots


def test_of_two_changes_of_one_passphrase_at_the_same_moment_the_second_is_told(
    vault: Vault, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = making.passphrase_slot

    def while_another_changes_it(*args: object, **options: object) -> Slot:
        monkeypatch.setattr(making, "passphrase_slot", real)
        vault.change_passphrase(keys, Passphrase(WORDS), "a third passphrase")
        return real(*args, **options)

    monkeypatch.setattr(making, "passphrase_slot", while_another_changes_it)
    with pytest.raises(NotNowError, match="changed at the same moment"):
        vault.change_passphrase(keys, Passphrase(WORDS), OTHER_WORDS)
    assert opens(vault, Passphrase("a third passphrase"))
    assert not opens(vault, Passphrase(OTHER_WORDS))


def test_a_new_recovery_key_takes_the_place_of_the_old_one(vault: Vault, made: Prepared) -> None:
    new = vault.new_recovery(made.keys)
    assert opens(vault, Recovery(new))
    assert not opens(vault, Recovery(made.recovery))
    assert len(slot_ids(vault, "recovery")) == 1


def test_a_keyring_opens_the_register_until_it_is_removed(vault: Vault, keys: Keys) -> None:
    here, elsewhere = Pocket(), Pocket()
    vault.add_keyring(keys, here)
    vault.add_keyring(keys, elsewhere)
    assert vault.unlock(FromKeyring(here)).ring() == keys.ring()
    assert vault.remove_keyring(keys, here) is True
    assert here.kept == {}
    assert vault.remove_keyring(keys, here) is False
    assert opens(vault, FromKeyring(elsewhere))
    with pytest.raises(WrongSecretError, match="use the passphrase"):
        vault.unlock(FromKeyring(here))


@pytest.mark.parametrize("kept", ["", "nothing", "ab", "zz" * 32, "00" * 32])
def test_a_keyring_that_gives_something_else_does_not_open_it(vault: Vault, keys: Keys, kept: str) -> None:
    pocket = Pocket()
    vault.add_keyring(keys, pocket)
    pocket.kept = dict.fromkeys(pocket.kept, kept)
    assert not opens(vault, FromKeyring(pocket))


def test_a_keyring_keeps_no_secret_of_a_slot_that_was_not_saved(
    vault: Vault, keys: Keys, folder: Path
) -> None:
    pocket = Pocket()
    waiting = Vault(folder, cost=CHEAP, lock_seconds=0)
    with CaseLock(folder / "register.lock", 0), pytest.raises(NotNowError, match="register is being changed"):
        waiting.add_keyring(keys, pocket)
    assert pocket.kept == {}


@pytest.mark.parametrize("change", ["change_passphrase", "remove_slot", "new_recovery", "remove_keyring"])
def test_what_was_taken_away_does_not_open_the_copy_of_the_marker_either(
    vault: Vault, made: Prepared, folder: Path, tmp_path: Path, change: str
) -> None:
    pocket = Pocket()
    vault.add_keyring(made.keys, pocket)
    added = vault.add_passphrase(made.keys, OTHER_WORDS, "Kim")
    gone: Secret = Passphrase(OTHER_WORDS)
    if change == "change_passphrase":
        vault.change_passphrase(made.keys, added, "a third passphrase")
    elif change == "remove_slot":
        vault.remove_slot(made.keys, added)
    elif change == "new_recovery":
        vault.new_recovery(made.keys)
        gone = Recovery(made.recovery)
    else:
        gone = FromKeyring(copied := Pocket())
        copied.kept = dict(pocket.kept)
        vault.remove_keyring(made.keys, pocket)
    restored = tmp_path / "restored"
    restored.mkdir()
    shutil.copy(folder / "register.json.previous", restored / "register.json")
    assert opens(Vault(restored), Passphrase(WORDS))
    assert not opens(Vault(restored), gone)


def test_the_marker_before_an_addition_is_kept_beside_it(vault: Vault, keys: Keys, folder: Path) -> None:
    before = (folder / "register.json").read_bytes()
    vault.add_passphrase(keys, OTHER_WORDS, "Kim")
    assert (folder / "register.json.previous").read_bytes() == before
    assert names(folder) - {"unfinished"} == {"register.json", "register.json.previous", "register.lock"}


# ---- new keys


def test_new_keys_reach_everybody_who_has_a_slot_and_nobody_who_has_none(
    vault: Vault, made: Prepared
) -> None:
    pocket = Pocket()
    vault.add_keyring(made.keys, pocket)
    leaver = vault.add_passphrase(made.keys, OTHER_WORDS, "Kim")
    stolen = vault.unlock(Passphrase(OTHER_WORDS))
    vault.remove_slot(made.keys, leaver)
    new = vault.begin_rotation(made.keys)
    assert there(vault).rotating is True
    assert new.generations == (1, 2)
    for secret in (Passphrase(WORDS), Recovery(made.recovery), FromKeyring(pocket)):
        assert vault.unlock(secret).ring() == new.ring()
    only = vault.end_rotation(new)
    assert there(vault).rotating is False
    assert vault.current_generation() == 2
    for secret in (Passphrase(WORDS), Recovery(made.recovery), FromKeyring(pocket)):
        assert vault.unlock(secret).generations == (2,)
    assert not opens(vault, Passphrase(OTHER_WORDS))
    with pytest.raises(UnsealError):
        stolen.unseal("case 1", only.seal("case 1", b"since then"))


def test_whoever_opened_it_before_is_told_to_open_it_again(vault: Vault, keys: Keys, folder: Path) -> None:
    vault.begin_rotation(keys)
    before = (folder / "register.json").read_bytes()
    for attempt in (
        lambda: vault.begin_rotation(keys),
        lambda: vault.add_passphrase(keys, OTHER_WORDS, "Kim"),
        lambda: vault.signing_key(keys),
    ):
        with pytest.raises(NotNowError, match="new keys since you opened it"):
            attempt()
    assert (folder / "register.json").read_bytes() == before


def test_a_rotation_that_was_broken_off_is_taken_up_by_whoever_opens_the_register(
    vault: Vault, keys: Keys
) -> None:
    vault.begin_rotation(keys)
    again = vault.unlock(Passphrase(WORDS))
    assert again.generations == (1, 2)
    third = vault.begin_rotation(again)
    assert third.unseal("case 1", keys.seal("case 1", b"old")) == b"old"
    assert vault.end_rotation(third).generations == (3,)
    assert there(vault).rotating is False


def test_the_signing_key_stays_through_new_keys(vault: Vault, keys: Keys) -> None:
    before = vault.signing_key(keys).private_bytes_raw()
    public = vault.signing_public()
    new = vault.end_rotation(vault.begin_rotation(keys))
    assert vault.signing_key(new).private_bytes_raw() == before
    assert vault.signing_public() == public
    assert vault.signing_key(new).public_key().public_bytes_raw() == public


def test_the_keys_of_another_register_change_nothing(vault: Vault, keys: Keys, tmp_path: Path) -> None:
    other = Vault(tmp_path / "other", cost=CHEAP).prepare(OTHER_WORDS, "Kim", AT).keys
    with pytest.raises(DamagedFileError):
        vault.begin_rotation(other)


# ---- faults of the disk, kills


def test_a_full_disk_changes_nothing_and_is_said(
    vault: Vault, keys: Keys, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / "register.json").read_bytes()
    with monkeypatch.context() as full:
        full.setattr(markers, "create_file", refuse(errno.ENOSPC))
        with pytest.raises(NotNowError, match="the disk is full"):
            vault.add_passphrase(keys, OTHER_WORDS, "Kim")
    assert (folder / "register.json").read_bytes() == before
    assert not [name for name in names(folder) if name.endswith(".tmp")]


def test_a_rename_that_is_refused_changes_nothing(
    vault: Vault, keys: Keys, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / "register.json").read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", refuse(errno.EACCES))
        with pytest.raises(NotNowError, match="permission"):
            vault.add_passphrase(keys, OTHER_WORDS, "Kim")
    assert (folder / "register.json").read_bytes() == before
    assert not [name for name in names(folder) if name.endswith(".tmp")]


def test_a_disk_without_hard_links_keeps_the_marker_before_too(
    vault: Vault, keys: Keys, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", refuse(errno.EPERM))
    before = (folder / "register.json").read_bytes()
    added = vault.add_passphrase(keys, OTHER_WORDS, "Kim")
    assert (folder / "register.json.previous").read_bytes() == before
    vault.remove_slot(keys, added)
    assert (folder / "register.json.previous").read_bytes() == (folder / "register.json").read_bytes()


def test_a_change_that_the_disk_does_not_confirm_is_said_and_there(
    vault: Vault, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    pocket = Pocket()
    with monkeypatch.context() as broken:
        broken.setattr(paths, "sync_folder", refuse(errno.EIO))
        with pytest.raises(UnconfirmedError, match="did not confirm"):
            vault.add_keyring(keys, pocket)
    assert opens(vault, FromKeyring(pocket))


def test_a_copy_that_still_opens_with_what_was_taken_away_is_said(
    vault: Vault, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = vault.add_passphrase(keys, OTHER_WORDS, "Kim")
    real, calls = os.replace, []

    def third_fails(*args: str) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise OSError(errno.EIO, "fault")
        real(*args)

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", third_fails)
        with pytest.raises(UnconfirmedError, match=r"delete .*register\.json\.previous"):
            vault.remove_slot(keys, added)
    assert not opens(vault, Passphrase(OTHER_WORDS))


def test_a_change_killed_at_any_call_leaves_the_old_or_the_new_passphrase_whole(
    tmp_path: Path, dies_at: DiesAt
) -> None:
    start = tmp_path / "start"
    first = Vault(start, cost=CHEAP)
    prepared = first.prepare(WORDS, "Robin", AT)
    first.finish(prepared)

    def killed(fatal: int) -> tuple[Path, int]:
        folder = Path(shutil.copytree(start, tmp_path / str(fatal)))
        vault = Vault(folder, cost=CHEAP)
        keys = vault.unlock(Passphrase(WORDS))
        return folder, dies_at(fatal, lambda: vault.change_passphrase(keys, Passphrase(WORDS), OTHER_WORDS))

    _, calls = killed(0)
    assert calls > 15
    seen = set()
    for fatal in range(1, calls + 1):
        folder, _ = killed(fatal)
        vault = Vault(folder, lock_seconds=0, cost=CHEAP)
        works = (opens(vault, Passphrase(WORDS)), opens(vault, Passphrase(OTHER_WORDS)))
        assert works in {(True, False), (False, True)}
        seen.add(works)
        keys = vault.unlock(Recovery(prepared.recovery))
        assert keys.ring() == prepared.keys.ring()
        vault.add_passphrase(keys, "a third passphrase", "Kim")
        assert opens(vault, Passphrase("a third passphrase"))
        assert not [name for name in names(folder) if name.endswith(".tmp")]
    assert len(seen) == 2


# ---- what it costs


def test_saying_what_a_register_is_imports_no_cryptography(
    vault: Vault, made: Prepared, folder: Path
) -> None:
    script = (
        "import sys; from pathlib import Path; from wizard.register.vault import Vault; "
        "Vault(Path(sys.argv[1])).marker(); print('cryptography' in sys.modules, 'tinydb' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]
