"""The health of a register: each fault is found, told apart from the others, and nothing is changed by looking."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wizard.register.cases import Author, Case, NewEvent, Register
from wizard.register.doctor import examine
from wizard.register.erasing import erase
from wizard.register.health import Health
from wizard.register.places import Place
from wizard.register.slots import Cost
from wizard.register.vault import Passphrase, Vault

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
LEAD = Author(role="safeguarding lead", name="Robin Example")
CHEAP = Cost(memory_kib=32, passes=1, lanes=1)
WORDS = "kettle orbit maple"
LETTER = b"Dear colleague"
posix = pytest.mark.skipif(os.name != "posix", reason="Windows keeps permissions in another way")


def looked(
    register: Register, now: datetime = AT, keep_years: int | None = None, free: int = 10**12
) -> Health:
    return examine(register, now, environ={}, keep_years=keep_years, free=lambda _: free)


def topics(health: Health, kind: str = "fault") -> list[str]:
    return sorted(one.topic for one in health.findings if one.kind == kind)


def sentence(health: Health, topic: str) -> str:
    return next(one.what for one in health.findings if one.topic == topic)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """A register for real cases with two passphrases, a backup and a statement."""
    folder = tmp_path / "home" / "register"
    vault = Vault(folder, cost=CHEAP)
    keys = vault.finish(vault.prepare(WORDS, "Robin", AT))
    vault.add_passphrase(keys, "violin cloud pepper", "Sam")
    register = Register(folder)
    register.open_with(keys)
    for what in ("backed-up", "checkpointed"):
        register.access().append(LEAD, what, AT)
    return register


@pytest.fixture
def case(register: Register) -> Case:
    """A case with a document and a place."""
    case = register.create([NewEvent(kind="opened", data={})], at=AT, author=LEAD)
    name = register.documents.keep(LETTER)
    data = {"kept": name, "sha256": hashlib.sha256(LETTER).hexdigest()}
    case = register.commit(
        case.id, [NewEvent(kind="document-made", data={**data})], expected_version=1, at=AT, author=LEAD
    )
    register.places.keep(Place(case=case.id, version=2, at="advice"))
    return case


def file_of(register: Register, case: Case, folder: str = "cases") -> Path:
    return register.folder / folder / f"{case.id}.case"


def spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


# ---- healthy


def test_a_healthy_register_has_no_faults_and_nothing_to_know(register: Register, case: Case) -> None:
    health = looked(register)
    assert (topics(health), topics(health, "note"), health.not_looked_at) == ([], [], ())
    assert (health.cases, health.locked) == (1, False)
    assert "1 case opens and is consistent" in sentence(health, "cases")
    assert "2 passphrases open it" in sentence(health, "keys")
    assert "version" in sentence(health, "versions")


def test_looking_changes_nothing(register: Register, case: Case) -> None:
    spoil(file_of(register, case))
    before = {path: path.stat().st_mtime_ns for path in register.folder.rglob("*")}
    looked(register)
    assert {path: path.stat().st_mtime_ns for path in register.folder.rglob("*")} == before


def test_a_practice_register_says_that_it_is_one_and_needs_no_backup(tmp_path: Path) -> None:
    register = Register(tmp_path / "register")
    register.create([NewEvent(kind="opened", data={})], at=AT, author=LEAD)
    health = looked(register)
    assert (topics(health), topics(health, "note")) == ([], [])
    assert "for practice" in sentence(health, "marker")


def test_where_there_is_no_register_that_is_all_there_is_to_say(tmp_path: Path) -> None:
    health = looked(Register(tmp_path / "register"))
    assert [(one.kind, one.what) for one in health.findings] == [("note", "There is no register here yet.")]
    assert list(tmp_path.iterdir()) == []


# ---- faults

Spoil = Callable[[Register, Case], object]


def lose(path: Path) -> None:
    path.unlink()


def both(register: Register, case: Case) -> None:
    spoil(file_of(register, case))
    spoil(file_of(register, case, "previous"))


def gone(register: Register, case: Case) -> None:
    lose(file_of(register, case))
    lose(file_of(register, case, "previous"))


def rewritten(register: Register, case: Case) -> None:
    """The first event is another's, as if whoever has the keys had put it there."""
    register.change(case.id, lambda stored: [stored.events[0], *stored.events[:1], *stored.events[2:]])


def other_document(register: Register, case: Case) -> None:
    name = str(case.events[1].data["kept"])
    sealed = register.keys().seal(f"document {name}", b"another one")
    register.documents.path(name).write_bytes(sealed)


def half_erased(register: Register, case: Case) -> None:
    """The copy before the last change is back, as it is after a kill in the middle of an erasure."""
    before = file_of(register, case).read_bytes()
    erase(register, case.id, [1], ground="asked for", at=AT, author=LEAD)
    path = file_of(register, case, "previous")
    path.write_bytes(before)
    path.chmod(0o600)


def half_erased_document(register: Register, case: Case) -> None:
    path = register.documents.path(str(case.events[1].data["kept"]))
    before = path.read_bytes()
    erase(register, case.id, [2], ground="asked for", at=AT, author=LEAD)
    path.write_bytes(before)
    path.chmod(0o600)


def no_edition(register: Register, case: Case) -> None:
    register.commit(
        case.id, [NewEvent(kind="note", data={})], expected_version=2, at=AT, author=LEAD, edition="a" * 64
    )


def bad_edition(register: Register, case: Case) -> None:
    (register.folder / "editions").mkdir(mode=0o700, exist_ok=True)
    path = register.folder / "editions" / f"{'b' * 64}.json"
    path.write_text("{}", "utf-8")
    path.chmod(0o600)


def torn_out_of_the_log(register: Register, case: Case) -> None:
    path = register.folder / "access.log"
    register.access().append(LEAD, "looked", AT)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], *lines[2:]]))


def set_aside_and_lost(register: Register, case: Case) -> None:
    (register.folder / "damaged").mkdir(mode=0o700)
    file_of(register, case).rename(register.folder / "damaged" / f"{case.id}.case.2026-11-16T093000Z")
    lose(file_of(register, case, "previous"))


def another_marker(register: Register, case: Case) -> None:
    (register.folder / "register.json").write_text("{}", "utf-8")


FAULTS: dict[str, tuple[Spoil, list[str], str]] = {
    "damaged": (lambda r, c: spoil(file_of(r, c)), ["cases"], "the copy before the last change can"),
    "file gone": (lambda r, c: lose(file_of(r, c)), ["cases"], "the copy before the last change can"),
    "cut to nothing": (
        lambda r, c: file_of(r, c).write_bytes(b""),
        ["cases"],
        "the copy before the last change can",
    ),
    "damaged with its copy": (both, ["cases"], "and neither can a copy"),
    "copy damaged": (lambda r, c: spoil(file_of(r, c, "previous")), ["previous"], "The case itself can"),
    "gone with its copy": (gone, ["lost"], "is gone, file and copy"),
    "events changed": (rewritten, ["chain"], "not as it was recorded"),
    "document gone": (
        lambda r, c: lose(r.documents.path(str(c.events[1].data["kept"]))),
        ["documents"],
        "and not here",
    ),
    "document damaged": (
        lambda r, c: spoil(r.documents.path(str(c.events[1].data["kept"]))),
        ["documents"],
        "damaged",
    ),
    "document of another text": (other_document, ["documents"], "not what was made"),
    "erasure stopped": (half_erased, ["erasure"], "stopped before its end"),
    "erasure stopped at the document": (half_erased_document, ["erasure"], "stopped before its end"),
    "edition gone": (no_edition, ["editions"], "is not kept here"),
    "edition damaged": (bad_edition, ["editions"], "cannot be read"),
    "place damaged": (lambda r, c: spoil(r.places.path(c.id)), ["places"], "cannot be read"),
    "line taken out of the log": (torn_out_of_the_log, ["access"], "not what was noted"),
    "set aside without a copy": (set_aside_and_lost, ["set-aside"], "no copy of it could be read"),
    "marker damaged": (another_marker, ["marker"], "is damaged"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_found_and_told_with_what_helps(register: Register, case: Case, what: str) -> None:
    harm, expected, words = FAULTS[what]
    harm(register, case)
    health = looked(register)
    assert topics(health) == expected
    fault = health.faults[0]
    assert words in fault.what
    assert fault.remedy


@posix
def test_files_that_others_can_open_are_found(register: Register, case: Case) -> None:
    file_of(register, case).chmod(0o640)
    (register.folder / "cases").chmod(0o755)
    health = looked(register)
    assert topics(health) == ["permissions"]
    assert f"cases, cases/{case.id}.case" in sentence(health, "permissions")


def test_a_folder_that_a_service_copies_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox" / "register"
    Vault(folder, cost=CHEAP).create_practice(AT)
    assert "Dropbox copies" in sentence(looked(Register(folder)), "synced")


def test_a_register_that_was_given_an_old_marker_says_so(register: Register, case: Case) -> None:
    marker = register.folder / "register.json"
    old = marker.read_bytes()
    register.open_with(register.vault.begin_rotation(register.keys()))
    register.commit(case.id, [NewEvent(kind="note", data={})], expected_version=2, at=AT, author=LEAD)
    marker.write_bytes(old)
    register.lock()
    assert "keys that register.json does not hold" in looked(register).faults[0].what


def test_one_damaged_case_does_not_hide_the_others(register: Register, case: Case) -> None:
    other = register.create([NewEvent(kind="opened", data={})], at=AT, author=LEAD)
    spoil(file_of(register, case))
    health = looked(register)
    assert health.cases == 2
    assert case.id in health.faults[0].what
    assert other.id not in health.faults[0].what


def test_of_many_only_some_are_named_and_all_are_counted(register: Register) -> None:
    for _ in range(13):
        one = register.create([NewEvent(kind="opened", data={})], at=AT, author=LEAD)
        spoil(file_of(register, one))
    what = looked(register).faults[0].what
    assert "13 cases" in what
    assert what.count("2026-11-16-") == 10
    assert "3 more" in what


# ---- what is for somebody to know


def leave(register: Register, name: str) -> None:
    path = register.folder / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.touch(mode=0o600)


def torn(register: Register) -> None:
    with (register.folder / "access.log").open("ab") as file:
        file.write(b"half a li")


def orphaned(register: Register) -> None:
    register.documents.keep(b"of no case")


def rotating(register: Register) -> None:
    register.open_with(register.vault.begin_rotation(register.keys()))


def without(register: Register, kind: str) -> None:
    marker = register.marker()
    assert marker is not None
    slot = next(one for one in marker.slots if one.kind == kind)
    register.vault.remove_slot(register.keys(), slot.id)


def bad_index(register: Register) -> None:
    with (register.folder / "index.log").open("ab") as file:
        file.write(b"no row\n")


NOTES: dict[str, tuple[Callable[[Register], object], str]] = {
    "stopped save": (lambda r: leave(r, "cases/2026-11-16-222222.case.new.tmp"), "leftovers"),
    "set aside": (lambda r: leave(r, f"damaged/{'c' * 64}.blob.2026-11-16T093000Z"), "set-aside"),
    "torn line": (torn, "access"),
    "document of no case": (orphaned, "documents"),
    "change of keys": (rotating, "rotation"),
    "no recovery key": (lambda r: without(r, "recovery"), "keys"),
    "one passphrase": (lambda r: without(r, "passphrase"), "keys"),
    "index": (bad_index, "index"),
    "copy of the marker": (lambda r: (r.folder / "register.json.previous").write_bytes(b"?"), "marker"),
}


@pytest.mark.parametrize("what", NOTES)
def test_what_is_no_fault_is_told_as_something_to_know(register: Register, case: Case, what: str) -> None:
    change, topic = NOTES[what]
    change(register)
    health = looked(register)
    assert (topics(health), topics(health, "note")) == ([], [topic])


def test_a_disk_that_is_nearly_full_is_told(register: Register, case: Case) -> None:
    assert topics(looked(register, free=99_999_999), "note") == ["space"]
    assert "99 MB" in sentence(looked(register, free=99_999_999), "space")
    assert topics(looked(register, free=100_000_000), "note") == []


def test_a_backup_and_a_statement_are_missed_after_thirty_days(register: Register, case: Case) -> None:
    assert topics(looked(register, AT + timedelta(days=30)), "note") == []
    assert topics(looked(register, AT + timedelta(days=31)), "note") == ["backup", "statement"]


def test_where_none_was_ever_made_that_is_told(register: Register) -> None:
    (register.folder / "access.log").unlink()
    assert "No backup has been made yet" in sentence(looked(register), "backup")


def test_cases_past_their_period_are_counted_where_one_is_set(register: Register, case: Case) -> None:
    later = AT.replace(year=2033)
    assert "retention" not in topics(looked(register, later), "note")
    assert "1 case is past the 6 years" in sentence(looked(register, later, keep_years=6), "retention")


# ---- locked


def test_of_a_locked_register_all_that_needs_no_keys_is_looked_at(register: Register, case: Case) -> None:
    register.lock()
    health = looked(register)
    assert (health.locked, health.cases, topics(health)) == (True, 1, [])
    assert "locked" in health.not_looked_at[0]
    file_of(register, case).write_bytes(b"nothing of ours")
    leave(register, "cases/2026-11-16-222222.case.new.tmp")
    health = looked(register)
    assert (topics(health), topics(health, "note")) == (["cases"], ["leftovers"])
    assert "Unlock the register first" in health.faults[0].remedy


def test_a_marker_that_another_hand_changed_is_a_fault_once_it_is_opened(
    register: Register, case: Case
) -> None:
    path = register.folder / "register.json"
    path.write_text(path.read_text("utf-8").replace("Robin", "Rubin"), "utf-8")
    opening = Register(register.folder, unlock=lambda vault: vault.unlock(Passphrase(WORDS)))
    assert topics(looked(opening)) == ["marker"]


def test_a_list_that_is_behind_its_cases_is_found(register: Register, case: Case) -> None:
    # An index from before the last change: a power cut, or somebody, has put it there.
    log = register.folder / "index.log"
    before = log.read_bytes()
    event = NewEvent(kind="attempted", data={})
    register.commit(case.id, [event], expected_version=case.version, at=AT, author=LEAD)
    log.write_bytes(before)
    health = looked(register)
    assert topics(health) == ["index"]
    assert case.id in sentence(health, "index")
