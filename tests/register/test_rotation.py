"""New keys, while everybody goes on: whatever is killed, damaged or written at the same moment, all of it reads."""

from __future__ import annotations

import errno
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wizard.base.errors import NotNowError, WrongInputError
from wizard.register import rotation
from wizard.register.cases import Author, LockedError, NewEvent, Register
from wizard.register.keys import Keys
from wizard.register.lock import CaseLock, usual_locking
from wizard.register.places import Place
from wizard.register.rotation import rotate
from wizard.register.sealed import generation_of
from wizard.register.slots import Cost
from wizard.register.vault import Passphrase, Recovery, Vault, WrongSecretError
from wizard.register.verify import verify

DiesAt = Callable[[int, Callable[[], object]], int]

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
LEAD = Author(role="safeguarding lead", name="Robin Example")
CHEAP = Cost(memory_kib=32, passes=1, lanes=1)
WORDS = "kettle orbit maple"
OTHER_WORDS = "violin cloud pepper"
LETTER = b"Dear colleague"
Locking = type(usual_locking())
DRAFT = "what was not yet recorded"


def opened(folder: Path) -> Register:
    """The register in that folder, for somebody who knows the passphrase."""
    return Register(folder, unlock=lambda vault: vault.unlock(Passphrase(WORDS)))


def filled(register: Register, cases: int = 2) -> list[str]:
    """Cases that were changed once, with a document and a look each, and a place. The ids of the cases."""
    ids = []
    for number in range(cases):
        case = register.create([NewEvent(kind="opened", data={"n": number})], at=AT, author=LEAD)
        name = register.documents.keep(LETTER + bytes([number]))
        made = NewEvent(kind="document-made", data={"kept": name})
        register.commit(case.id, [made], expected_version=1, at=AT, author=LEAD)
        ids.append(case.id)
        register.access().append(LEAD, "looked", AT, case=case.id)
    register.places.keep(Place(case=ids[0], version=2, at="advice", text=DRAFT))
    return sorted(ids)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "home" / "register"
    vault = Vault(found, cost=CHEAP)
    vault.finish(vault.prepare(WORDS, "Robin", AT))
    return found


@pytest.fixture
def register(folder: Path) -> Register:
    return opened(folder)


@pytest.fixture
def ids(register: Register) -> list[str]:
    return filled(register)


def sealed_files(folder: Path) -> Iterator[Path]:
    for name in ("cases", "previous", "documents", "places"):
        yield from (folder / name).iterdir()


def generations(folder: Path) -> set[int]:
    return {generation_of(path.read_bytes()) for path in sealed_files(folder)}


def assert_all_reads(register: Register, ids: list[str], torn: int = 0) -> None:
    assert register.ids() == ids
    for case_id in ids:
        case = register.get(case_id)
        assert [event.kind for event in case.events] == ["opened", "document-made"]
        assert register.documents.read(str(case.events[1].data["kept"])).startswith(LETTER)
        assert len(register.stored_before(case_id)) == 1
    found = [register.places.of(case_id) for case_id in register.places.all()]
    assert [place.text for place in found if place] == [DRAFT]
    access = register.access().read()
    assert access.broken is None
    assert access.torn <= torn
    assert [entry.what for entry in access.entries[: len(ids)]] == ["looked"] * len(ids)
    assert set(register.listing().loaded.ids()) <= set(ids)


def test_all_of_it_is_sealed_anew_and_reads_as_before(
    register: Register, folder: Path, ids: list[str]
) -> None:
    done = rotate(register, AT, LEAD)
    assert (done.complete, done.generation) == (True, 2)
    assert generations(folder) == {2}
    assert_all_reads(register, ids)
    assert_all_reads(opened(folder), ids)
    assert register.keys().generations == (2,)
    assert [entry.what for entry in register.access().read().entries] == ["looked", "looked", "keys-changed"]


def test_what_the_old_keys_were_opens_nothing_any_more(
    register: Register, folder: Path, ids: list[str]
) -> None:
    old = register.keys()
    rotate(register, AT, LEAD)
    for path in sealed_files(folder):
        for about in (f"case {path.stem}", f"document {path.stem}", f"place {path.stem}"):
            with pytest.raises(ValueError, match="cannot be opened"):
                old.unseal(about, path.read_bytes())
    with pytest.raises(NotNowError):
        Vault(folder).signing_key(old)


def test_the_chains_and_what_a_witness_holds_are_the_same_after_it(
    register: Register, ids: list[str]
) -> None:
    before = list(register.heads())
    rotate(register, AT, LEAD)
    assert list(register.heads()) == before
    assert [one for one in verify(register).findings if "document" not in one.what] == []


def test_a_practice_register_can_have_new_keys_too(tmp_path: Path) -> None:
    register = Register(tmp_path / "register")
    ids = filled(register)
    assert rotate(register, AT, LEAD).complete
    assert_all_reads(Register(tmp_path / "register"), ids)


def test_every_passphrase_and_the_recovery_key_open_it_as_before(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "register", cost=CHEAP)
    prepared = vault.prepare(WORDS, "Robin", AT)
    vault.finish(prepared)
    vault.add_passphrase(prepared.keys, OTHER_WORDS, "Sam")
    rotate(opened(tmp_path / "register"), AT, LEAD)
    for secret in (Passphrase(WORDS), Passphrase(OTHER_WORDS), Recovery(prepared.recovery)):
        assert vault.unlock(secret).generations == (2,)


def test_without_a_register_there_are_no_keys_to_change(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="there is no register"):
        rotate(Register(tmp_path / "register"), AT, LEAD)


def test_a_locked_register_stays_as_it_is(folder: Path, ids: list[str]) -> None:
    with pytest.raises(LockedError):
        rotate(Register(folder), AT, LEAD)
    assert generations(folder) == {1}


def test_it_tells_how_far_it_has_come(register: Register, ids: list[str]) -> None:
    told: list[tuple[int, int]] = []
    rotate(register, AT, LEAD, lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] == 5  # two cases, two documents, a place


# ---- somebody who leaves


def test_a_leaver_opens_nothing_afterwards_with_what_they_know_or_kept(
    register: Register, folder: Path, ids: list[str]
) -> None:
    slot = register.vault.add_passphrase(register.keys(), OTHER_WORDS, "Sam")
    kept = Vault(folder).unlock(Passphrase(OTHER_WORDS))
    rotate(register, AT, LEAD, leaver=slot)
    with pytest.raises(WrongSecretError):
        Vault(folder).unlock(Passphrase(OTHER_WORDS))
    assert kept.generation not in generations(folder)
    assert_all_reads(opened(folder), ids)


def test_a_leaver_is_in_no_copy_of_the_marker_either_while_the_change_goes_on(
    register: Register, folder: Path, ids: list[str]
) -> None:
    slot = register.vault.add_passphrase(register.keys(), OTHER_WORDS, "Sam")
    (folder / "cases" / f"{ids[0]}.case").write_bytes(b"")
    assert not rotate(register, AT, LEAD, leaver=slot).complete
    found = [path.name for path in folder.glob("register.json*") if slot in path.read_text("utf-8")]
    assert found == []


def test_a_leaver_who_is_not_there_changes_nothing(register: Register, folder: Path, ids: list[str]) -> None:
    with pytest.raises(WrongInputError, match="there is no key slot"):
        rotate(register, AT, LEAD, leaver="0123456789abcdef")
    marker = register.marker()
    assert marker is not None
    assert (marker.generation, marker.rotating) == (1, False)


def test_a_leaver_during_a_change_of_keys_has_no_part_in_what_follows(
    register: Register, folder: Path, ids: list[str]
) -> None:
    slot = register.vault.add_passphrase(register.keys(), OTHER_WORDS, "Sam")
    register.open_with(register.vault.begin_rotation(register.keys()))
    kept = Vault(folder).unlock(Passphrase(OTHER_WORDS))
    assert kept.generations == (1, 2)
    assert rotate(register, AT, LEAD, leaver=slot).generation == 3
    assert generations(folder) == {3}


# ---- damage


@pytest.mark.parametrize("place", ["cases", "previous", "documents", "places"])
@pytest.mark.parametrize("content", [None, b"", b"ESC2"])
def test_a_damaged_file_is_named_and_left_and_keeps_the_old_keys(
    register: Register, folder: Path, ids: list[str], place: str, content: bytes | None
) -> None:
    path = sorted((folder / place).iterdir())[0]
    there = path.read_bytes()
    path.write_bytes(there[:-1] + bytes([there[-1] ^ 1]) if content is None else content)
    before = path.read_bytes()
    done = rotate(register, AT, LEAD)
    assert done.damaged == (f"{place}/{path.name}",)
    assert path.read_bytes() == before
    assert register.keys().generations == (1, 2)
    path.unlink()
    assert rotate(register, AT, LEAD).complete
    assert generations(folder) == {2}


def test_a_torn_line_of_the_log_stays_and_does_not_stand_in_the_way(
    register: Register, folder: Path, ids: list[str]
) -> None:
    log = folder / "access.log"
    with log.open("ab") as file:
        file.write(log.read_bytes().splitlines()[1][:100])
    assert rotate(register, AT, LEAD).complete
    access = register.access().read()
    assert (access.torn, access.broken, len(access.entries)) == (1, None, 3)


def test_old_keys_are_kept_where_the_disk_does_not_confirm_what_was_sealed_anew(
    register: Register, folder: Path, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_folder: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(rotation, "sync_folder", refuse)
        with pytest.raises(NotNowError):
            rotate(register, AT, LEAD)
    assert register.vault.unlock(Passphrase(WORDS)).generations == (1, 2)
    assert rotate(register, AT, LEAD).complete


# ---- at the same time

Write = Callable[[Register, str], object]
WRITES: dict[str, tuple[str, Write]] = {
    "commit": (
        "case",
        lambda one, case_id: one.commit(
            case_id, [NewEvent(kind="later", data={})], expected_version=2, at=AT, author=LEAD
        ),
    ),
    "create": ("case", lambda one, _: one.create([NewEvent(kind="opened", data={})], at=AT, author=LEAD)),
    "document": ("document", lambda one, _: one.documents.keep(b"another")),
    "place": ("place", lambda one, case_id: one.places.keep(Place(case=case_id, version=2, at="here"))),
    "look": ("access", lambda one, case_id: one.access().append(LEAD, "printed", AT, case=case_id)),
}


@pytest.mark.parametrize("what", WRITES)
def test_what_is_being_written_with_old_keys_as_a_change_begins_is_waited_for_and_sealed_anew(
    folder: Path, ids: list[str], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    kind, write = WRITES[what]
    halted, failed = threading.Event(), []
    real_attempt, real_seal = Locking.attempt, Keys.seal

    def attempt(locking: Locking, descriptor: int) -> bool:
        taken = real_attempt(locking, descriptor)
        if not taken and threading.current_thread() is other:
            halted.set()
        return taken

    def change_keys() -> None:
        try:
            assert rotate(opened(folder), AT, LEAD).complete
        except BaseException as error:  # noqa: BLE001 - told in the thread that waits
            failed.append(error)
        halted.set()

    other = threading.Thread(target=change_keys)

    def seal(keys: Keys, about: str, plain: bytes) -> bytes:
        sealed = real_seal(keys, about, plain)
        if about.startswith(kind) and not other.ident:
            other.start()
            assert halted.wait(20)  # it waits for what this one holds, or would have come to its end
        return sealed

    monkeypatch.setattr(Locking, "attempt", attempt)
    monkeypatch.setattr(Keys, "seal", seal)
    write(opened(folder), ids[1])
    other.join(20)
    assert (failed, other.is_alive()) == ([], False)
    assert generations(folder) == {2}
    access = opened(folder).access().read()
    assert (access.torn, access.broken) == (0, None)
    assert opened(folder).damaged() == []


@pytest.mark.parametrize("what", WRITES)
def test_who_opened_it_before_writes_with_the_new_keys_afterwards(
    folder: Path, ids: list[str], what: str
) -> None:
    early = opened(folder)
    assert early.keys().generation == 1
    log = early.access()
    rotate(opened(folder), AT, LEAD)
    WRITES[what][1](early, ids[1])
    assert early.keys().generation == 2
    assert generations(folder) == {2}
    assert log.read().torn == 0


@pytest.mark.parametrize("what", WRITES)
def test_who_opened_it_before_and_has_no_part_in_the_new_keys_writes_nothing(
    folder: Path, ids: list[str], what: str
) -> None:
    early = Register(folder)
    early.open_with(Vault(folder).unlock(Passphrase(WORDS)))
    early.keys()
    rotate(opened(folder), AT, LEAD)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(LockedError):
        WRITES[what][1](early, ids[1])
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_case_that_a_colleague_holds_stops_it_and_the_next_one_goes_on(
    folder: Path, ids: list[str]
) -> None:
    register = Register(folder, lock_seconds=0, unlock=lambda vault: vault.unlock(Passphrase(WORDS)))
    with (
        CaseLock(folder / "locks" / f"{ids[1]}.lock", 0),
        pytest.raises(NotNowError, match="being changed by"),
    ):
        rotate(register, AT, LEAD)
    assert_all_reads(opened(folder), ids)
    done = rotate(register, AT, LEAD)
    assert (done.complete, done.generation) == (True, 2)
    assert generations(folder) == {2}


def test_a_change_that_others_begin_anew_is_not_ended_by_the_first(
    folder: Path, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    register, real = opened(folder), Vault.end_rotation

    def end(vault: Vault, keys: Keys) -> Keys:
        monkeypatch.setattr(Vault, "end_rotation", real)
        vault.begin_rotation(vault.unlock(Passphrase(WORDS)))
        return real(vault, keys)

    monkeypatch.setattr(Vault, "end_rotation", end)
    with pytest.raises(NotNowError, match="new keys since"):
        rotate(register, AT, LEAD)
    assert_all_reads(opened(folder), ids)
    assert rotate(opened(folder), AT, LEAD).generation == 3
    assert generations(folder) == {3}


def test_a_document_kept_again_after_it_reads_under_both_names(register: Register, folder: Path) -> None:
    first = register.documents.keep(LETTER)
    rotate(register, AT, LEAD)
    second = register.documents.keep(LETTER)
    assert second != first
    assert register.documents.read(first) == register.documents.read(second) == LETTER


# ---- kills


def test_killed_at_any_call_all_reads_and_the_next_one_completes(
    register: Register, tmp_path: Path, dies_at: DiesAt, every: int
) -> None:
    ids = filled(register, cases=1)

    def killed(fatal: int) -> tuple[Path, int]:
        folder = Path(shutil.copytree(register.folder, tmp_path / "killed" / str(fatal)))
        begun = opened(folder)
        begun.keys()
        return folder, dies_at(fatal, lambda: rotate(begun, AT, LEAD))

    _, calls = killed(0)
    assert calls > 50
    seen = set()
    for fatal in range(1, calls + 1, every):
        folder, _ = killed(fatal)
        again = opened(folder)
        seen.add(again.keys().generations)
        assert_all_reads(again, ids, torn=1)
        done = rotate(again, AT, LEAD)
        assert done.complete
        assert generations(folder) == {done.generation}
        assert_all_reads(again, ids, torn=1)
        assert Vault(folder).unlock(Passphrase(WORDS)).generations == (done.generation,)
        assert [path.name for path in folder.rglob("*.tmp")] == []
    assert seen == {(1,), (1, 2), (2,)}
