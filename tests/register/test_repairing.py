"""What is damaged is moved away and never lost, and what can be mended is: wherever the repair is killed."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wizard.register.cases import Author, Case, LockedError, NewEvent, Register
from wizard.register.doctor import examine
from wizard.register.erasing import erase
from wizard.register.places import Place
from wizard.register.repairing import repair
from wizard.register.rotation import rotate
from wizard.register.slots import Cost
from wizard.register.storage import DamagedFileError
from wizard.register.vault import Passphrase, Vault

DiesAt = Callable[[int, Callable[[], object]], int]

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
LATER = AT + timedelta(days=1)
LEAD = Author(role="safeguarding lead", name="Robin Example")
CHEAP = Cost(memory_kib=32, passes=1, lanes=1)
WORDS = "kettle orbit maple"
LETTER = b"Dear colleague"
STAMP = "2026-11-17T093000Z"
posix = pytest.mark.skipif(os.name != "posix", reason="Windows keeps permissions in another way")


def opened(folder: Path) -> Register:
    """The register in that folder, for somebody who knows the passphrase."""
    return Register(folder, unlock=lambda vault: vault.unlock(Passphrase(WORDS)))


@pytest.fixture
def register(tmp_path: Path) -> Register:
    vault = Vault(tmp_path / "home" / "register", cost=CHEAP)
    vault.finish(vault.prepare(WORDS, "Robin", AT))
    return opened(tmp_path / "home" / "register")


def with_document(register: Register) -> Case:
    """A case of three entries, the second with a document, and a place in it."""
    case = register.create([NewEvent(kind="opened", data={"n": 1})], at=AT, author=LEAD)
    content = LETTER + case.id.encode()
    made = {"kept": register.documents.keep(content), "sha256": hashlib.sha256(content).hexdigest()}
    for event in (NewEvent(kind="document-made", data={**made}), NewEvent(kind="note", data={"n": 3})):
        version = register.get(case.id).version
        register.commit(case.id, [event], expected_version=version, at=AT, author=LEAD)
    register.places.keep(Place(case=case.id, version=3, at="advice"))
    return register.get(case.id)


@pytest.fixture
def case(register: Register) -> Case:
    return with_document(register)


def file_of(register: Register, case: Case, folder: str = "cases") -> Path:
    return register.folder / folder / f"{case.id}.case"


def spoil(path: Path) -> bytes:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    return bytes(data)


def aside(register: Register) -> dict[str, bytes]:
    place = register.folder / "damaged"
    return {path.name: path.read_bytes() for path in place.iterdir()} if place.exists() else {}


def faults(register: Register) -> list[str]:
    health = examine(register, LATER, environ={}, free=lambda _: 10**12)
    return [one.topic for one in health.faults]


def kept_document(register: Register, case: Case) -> Path:
    return register.documents.path(str(case.events[1].data["kept"]))


# ---- cases


def test_a_damaged_case_is_put_back_as_it_was_before_its_last_change_and_says_so(
    register: Register, case: Case
) -> None:
    damaged = spoil(file_of(register, case))
    done = repair(register, LATER, LEAD)
    name = f"{case.id}.case.{STAMP}"
    assert aside(register) == {name: damaged}
    now = register.get(case.id)
    assert now.events[:2] == case.events[:2]
    assert [event.kind for event in now.events[2:]] == ["restored"]
    assert now.events[2].data == {"from": "previous", "damaged": name, "version": 2}
    assert now.events[2].author == LEAD
    assert (done.lost, faults(register)) == ((), [])
    assert case.id in done.done[0]


def test_a_case_whose_file_is_gone_is_put_back_without_a_damaged_file(register: Register, case: Case) -> None:
    file_of(register, case).unlink()
    repair(register, LATER, LEAD)
    assert register.get(case.id).events[2].data["damaged"] == ""
    assert aside(register) == {}


def test_a_case_that_was_put_back_is_changed_and_put_back_again_like_any_other(
    register: Register, case: Case
) -> None:
    for number in (1, 2):
        spoil(file_of(register, case))
        repair(register, LATER, LEAD)
        version = register.get(case.id).version
        register.commit(
            case.id, [NewEvent(kind="note", data={})], expected_version=version, at=LATER, author=LEAD
        )
        assert len(aside(register)) == number
    named = [event.data["damaged"] for event in register.get(case.id).events if event.kind == "restored"]
    assert named == [f"{case.id}.case.{STAMP}", f"{case.id}.case.{STAMP}-2"]
    assert faults(register) == []


def test_a_case_that_goes_missing_later_is_not_said_to_be_the_file_that_was_set_aside_before(
    register: Register, case: Case
) -> None:
    spoil(file_of(register, case))
    repair(register, LATER, LEAD)
    register.commit(case.id, [NewEvent(kind="note", data={})], expected_version=3, at=LATER, author=LEAD)
    file_of(register, case).unlink()
    repair(register, LATER, LEAD)
    named = [event.data["damaged"] for event in register.get(case.id).events if event.kind == "restored"]
    assert named == [f"{case.id}.case.{STAMP}", ""]


def test_a_case_without_a_copy_is_set_aside_and_named_as_lost(register: Register, case: Case) -> None:
    damaged = [spoil(file_of(register, case)), spoil(file_of(register, case, "previous"))]
    done = repair(register, LATER, LEAD)
    assert done.lost == (case.id,)
    assert sorted(aside(register).values()) == sorted(damaged)
    assert register.ids() == []
    assert "set-aside" in faults(register)
    assert "set-aside" in faults(opened(register.folder))


def test_a_damaged_copy_is_set_aside_and_the_case_stays_as_it_is(register: Register, case: Case) -> None:
    damaged = spoil(file_of(register, case, "previous"))
    repair(register, LATER, LEAD)
    assert register.get(case.id) == case
    assert aside(register) == {f"{case.id}.case.previous.{STAMP}": damaged}
    assert faults(register) == []


def test_a_healthy_register_is_left_as_it_is(register: Register, case: Case) -> None:
    before = {path: path.read_bytes() for path in register.folder.rglob("*") if path.is_file()}
    assert repair(register, LATER, LEAD).done == ()
    assert {path: path.read_bytes() for path in register.folder.rglob("*") if path.is_file()} == before


def test_a_locked_register_is_not_repaired(register: Register, case: Case) -> None:
    damaged = spoil(file_of(register, case))
    with pytest.raises(LockedError):
        repair(Register(register.folder), LATER, LEAD)
    assert file_of(register, case).read_bytes() == damaged


def test_a_repair_is_noted_in_the_log_of_looks(register: Register, case: Case) -> None:
    spoil(file_of(register, case))
    repair(register, LATER, LEAD)
    assert [entry.what for entry in register.access().read().entries] == ["repaired"]


def test_after_a_repair_a_change_of_keys_comes_to_its_end(register: Register, case: Case) -> None:
    for path in (file_of(register, case), kept_document(register, case), register.places.path(case.id)):
        spoil(path)
    assert not rotate(register, AT, LEAD).complete
    repair(register, LATER, LEAD)
    assert rotate(register, LATER, LEAD).complete


# ---- erasures


def test_an_erasure_that_was_stopped_before_its_copy_went_is_completed(
    register: Register, case: Case
) -> None:
    before = file_of(register, case).read_bytes()
    document = kept_document(register, case).read_bytes()
    erased = erase(register, case.id, [2], ground="asked for", at=AT, author=LEAD)
    file_of(register, case, "previous").write_bytes(before)
    kept_document(register, case).write_bytes(document)
    repair(register, LATER, LEAD)
    assert not file_of(register, case, "previous").exists() or register.stored_before(case.id)[1].erased
    assert not kept_document(register, case).exists()
    assert register.get(case.id).events == erased.events
    assert faults(register) == []


def test_a_document_that_an_erasure_left_is_removed(register: Register, case: Case) -> None:
    document = kept_document(register, case).read_bytes()
    erase(register, case.id, [2], ground="asked for", at=AT, author=LEAD)
    kept_document(register, case).write_bytes(document)
    repair(register, LATER, LEAD)
    assert not kept_document(register, case).exists()


def test_a_document_that_another_case_names_stays(register: Register, case: Case) -> None:
    other = register.create(
        [NewEvent(kind="document-made", data={**case.events[1].data})], at=AT, author=LEAD
    )
    erase(register, case.id, [2], ground="asked for", at=AT, author=LEAD)
    before = file_of(register, case).read_bytes()
    assert repair(register, LATER, LEAD).done == ()
    assert kept_document(register, case).exists()
    assert (register.get(other.id), file_of(register, case).read_bytes()) == (other, before)


# ---- what else is kept


@pytest.mark.parametrize("what", ["document", "place"])
def test_a_damaged_document_or_place_is_set_aside(register: Register, case: Case, what: str) -> None:
    path = kept_document(register, case) if what == "document" else register.places.path(case.id)
    damaged = spoil(path)
    repair(register, LATER, LEAD)
    assert aside(register) == {f"{path.name}.{STAMP}": damaged}
    assert not path.exists()


def test_a_log_in_which_nothing_can_be_read_is_set_aside_and_begun_anew(
    register: Register, case: Case
) -> None:
    (register.folder / "access.log").write_bytes(b"nothing\nof ours\n")
    repair(register, LATER, LEAD)
    assert aside(register) == {f"access.log.{STAMP}": b"nothing\nof ours\n"}
    assert [entry.what for entry in register.access().read().entries] == ["repaired"]


def test_what_a_stopped_save_left_is_removed_and_what_may_be_being_saved_is_not(
    register: Register, case: Case
) -> None:
    of_a_case = register.folder / "unfinished" / f"{case.id}.case.new.tmp"
    of_its_copy = register.folder / "unfinished" / f"{case.id}.case.tmp"
    old = register.folder / "documents" / ".escalate-0123456789ab.tmp"
    young = register.folder / "documents" / ".escalate-ba9876543210.tmp"
    of_another = register.folder / "mine.tmp"
    for path in (of_a_case, of_its_copy, old, young, of_another):
        path.touch(mode=0o600)
        hours = 0.5 if path == young else 2
        moment = (LATER - timedelta(hours=hours)).timestamp()
        os.utime(path, (moment, moment))
    repair(register, LATER, LEAD)
    assert [path.exists() for path in (of_a_case, of_its_copy, old, young, of_another)] == [
        False,
        False,
        False,
        True,
        True,
    ]


@posix
def test_only_its_owner_can_open_it_afterwards(register: Register, case: Case) -> None:
    file_of(register, case).chmod(0o644)
    (register.folder / "cases").chmod(0o777)
    done = repair(register, LATER, LEAD)
    assert stat.S_IMODE(file_of(register, case).stat().st_mode) == 0o600
    assert stat.S_IMODE((register.folder / "cases").stat().st_mode) == 0o700
    assert "2 files and folders" in done.done[0]


# ---- the marker


def test_a_damaged_marker_gives_way_to_its_copy(register: Register, case: Case) -> None:
    register.vault.add_passphrase(register.keys(), "violin cloud pepper", "Sam")
    marker = register.folder / "register.json"
    marker.write_bytes(b"{")
    marker.chmod(0o600)
    again = opened(register.folder)
    repair(again, LATER, LEAD)
    assert again.get(case.id) == case
    assert aside(again) == {f"register.json.{STAMP}": b"{"}


def test_a_copy_of_the_marker_from_before_the_newest_keys_is_not_put_in_its_place(
    register: Register, case: Case
) -> None:
    marker, previous = register.folder / "register.json", register.folder / "register.json.previous"
    old = marker.read_bytes()
    rotate(register, AT, LEAD)
    previous.unlink()  # it is another name of the marker itself
    previous.write_bytes(old)
    marker.write_bytes(b"{")
    with pytest.raises(DamagedFileError):
        repair(opened(register.folder), LATER, LEAD)
    assert marker.read_bytes() == b"{"


# ---- kills


def harmed(register: Register) -> tuple[Case, Case, list[bytes]]:
    """A case that is damaged, one whose erasure was stopped, and a document that is damaged."""
    damaged, erased = with_document(register), with_document(register)
    before = file_of(register, erased).read_bytes()
    erase(register, erased.id, [1, 3], ground="asked for", at=AT, author=LEAD)
    left = file_of(register, erased, "previous")
    left.write_bytes(before)
    left.chmod(0o600)
    return damaged, erased, [spoil(file_of(register, damaged)), spoil(kept_document(register, erased))]


def everything(register: Register) -> list[bytes]:
    return [path.read_bytes() for path in register.folder.rglob("*") if path.is_file()]


def test_killed_at_any_call_nothing_is_lost_and_the_next_one_completes(
    register: Register, tmp_path: Path, dies_at: DiesAt, every: int
) -> None:
    damaged, erased, spoilt = harmed(register)

    def killed(fatal: int) -> tuple[Path, int]:
        folder = Path(shutil.copytree(register.folder, tmp_path / "killed" / str(fatal)))
        begun = opened(folder)
        begun.keys()
        return folder, dies_at(fatal, lambda: repair(begun, AT, LEAD))

    _, calls = killed(0)
    assert calls > 50
    for fatal in range(1, calls + 1, every):
        folder, _ = killed(fatal)
        again = opened(folder)
        assert [content in everything(again) for content in spoilt] == [True, True]
        repair(again, LATER, LEAD)
        kinds = [event.kind for event in again.get(damaged.id).events]
        assert kinds == ["opened", "document-made", "restored"]
        assert again.get(damaged.id).events[2].data["damaged"] in aside(again)
        assert sorted(aside(again).values()) == sorted(spoilt)
        assert [event.kind for event in again.get(erased.id).events] == [
            "erased-content",
            "document-made",
            "erased-content",
            "erased",
        ]
        assert faults(again) == ["documents"]  # the damaged one: only a backup has it
        assert [path.name for path in folder.rglob("*.tmp")] == []


@pytest.mark.parametrize("call", ["rename", "open", "replace", "fsync"])
def test_a_disk_that_refuses_leaves_the_damaged_case_somewhere(
    register: Register, case: Case, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    from wizard.base.errors import EscalateError

    damaged = spoil(file_of(register, case))
    register.keys()

    def refuse(*_args: object, **_options: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, call, refuse)
        with pytest.raises(EscalateError):
            repair(register, LATER, LEAD)
    assert damaged in everything(register)
    repair(register, LATER, LEAD)
    assert register.get(case.id).events[:2] == case.events[:2]
    assert damaged in aside(register).values()
