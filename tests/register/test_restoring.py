"""What was backed up comes back exactly: all of it where there is nothing, or one case, and never over anything."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wizard.base.errors import EXIT_NOT_NOW, EscalateError, NotNowError, WrongInputError
from wizard.policy.edition import FlowTexts
from wizard.register import restoring
from wizard.register.backup import back_up
from wizard.register.backup_format import DamagedBackupError
from wizard.register.backup_stream import Backup
from wizard.register.cases import Author, Case, NewEvent, Register
from wizard.register.keys import Keys
from wizard.register.opening import LockedError, WrongSecretError
from wizard.register.places import Place
from wizard.register.restoring import open_freely, open_like, open_with, restore
from wizard.register.restoring_case import restore_case
from wizard.register.slots import Cost
from wizard.register.vault import Prepared, Vault
from wizard.register.verify import verify

DiesAt = Callable[[int, Callable[[], object]], int]

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
TEACHER = Author(role="designated safeguarding lead", name="Robin Example")
CHEAP = Cost(memory_kib=32, passes=1, lanes=1)
# By its place: the tests are no package.
WORDS = "kettle orbit maple"
TEXTS = FlowTexts(flow="small", files={"policy.yaml": b"policy: small\n"})


def filled(register: Register) -> Case:
    """A case with a document, an edition, a place and a look, and another case."""
    edition = register.editions.keep(TEXTS)
    case = register.create([NewEvent(kind="opened", data={"n": 1})], at=AT, author=TEACHER, edition=edition)
    name = register.documents.keep(b"a letter")
    made = NewEvent(
        kind="document-made", data={"kept": name, "sha256": hashlib.sha256(b"a letter").hexdigest()}
    )
    case = register.commit(case.id, [made], expected_version=1, at=AT, author=TEACHER, edition=edition)
    register.places.keep(Place(case=case.id, version=2, at="2026-11-16", text="half a thought"))
    register.create([NewEvent(kind="opened", data={"n": 2})], at=AT, author=TEACHER)
    register.access().append(TEACHER, "looked", AT, case=case.id)
    return case


def practice(folder: Path) -> tuple[Register, Case]:
    register = Register(folder)
    return register, filled(register)


def real(folder: Path, words: str = WORDS) -> tuple[Register, Prepared]:
    vault = Vault(folder, cost=CHEAP)
    prepared = vault.prepare(words, "Robin", AT)
    vault.finish(prepared)
    register = Register(folder)
    register.open_with(prepared.keys)
    return register, prepared


def backed_up(register: Register, file: Path) -> Backup:
    assert back_up(register, file, AT).problems == ()
    return Backup(file)


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a register but those that no backup holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and not path.name.startswith("index.")
        and path.suffix != ".lock"
        and "previous" not in str(path)
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "friday.backup"


# ---- all of it


def test_all_of_a_practice_register_comes_back_exactly(tmp_path: Path, file: Path) -> None:
    register, case = practice(tmp_path / "register")
    before, made = files(register.folder), back_up(register, file, AT)
    shutil.rmtree(register.folder)
    backup = Backup(file)
    done = restore(backup, open_freely(backup), register.folder, environ={})
    assert files(register.folder) == before
    assert (done.cases, done.documents, done.root, done.problems) == (2, 1, made.root, ())
    again = Register(register.folder)
    assert again.get(case.id) == case
    assert verify(again).holds
    place = again.places.of(case.id)
    assert place is not None
    assert place.text == "half a thought"
    assert [entry.what for entry in again.access().read().entries] == ["looked"]
    assert (
        again.commit(
            case.id, [NewEvent(kind="n", data={})], expected_version=2, at=AT, author=TEACHER
        ).version
        == 3
    )


def test_all_of_a_real_register_comes_back_and_opens_with_what_opened_it(tmp_path: Path, file: Path) -> None:
    register, prepared = real(tmp_path / "register")
    case = filled(register)
    backup = backed_up(register, file)
    other = tmp_path / "elsewhere" / "register"
    restore(backup, open_with(backup, WORDS), other, environ={})
    again = Register(other)
    assert again.state() == "locked"
    again.open_with(open_with(backup, prepared.recovery))
    assert again.get(case.id) == case
    assert verify(again).holds


def test_the_passphrase_of_the_day_of_the_backup_counts_and_not_a_later_one(
    tmp_path: Path, file: Path
) -> None:
    register, prepared = real(tmp_path / "register")
    backup = backed_up(register, file)
    vault = Vault(register.folder, cost=CHEAP)
    vault.change_passphrase(prepared.keys, vault.marker().slots[0].id, "violin cloud pepper")  # type: ignore[union-attr]  # it is there
    assert open_with(backup, WORDS).ring() == prepared.keys.ring()
    with pytest.raises(WrongSecretError, match="the day on which the backup was made") as caught:
        open_with(backup, "violin cloud pepper")
    assert caught.value.exit_code == EXIT_NOT_NOW
    assert "violin" not in str(caught.value)


def test_a_recovery_key_may_be_typed_as_people_type_it(tmp_path: Path, file: Path) -> None:
    register, prepared = real(tmp_path / "register")
    backup = backed_up(register, file)
    assert open_with(backup, prepared.recovery.lower().replace("-", " ")).ring() == prepared.keys.ring()


def test_a_backup_of_real_cases_does_not_open_without_a_secret(tmp_path: Path, file: Path) -> None:
    backup = backed_up(real(tmp_path / "register")[0], file)
    with pytest.raises(LockedError):
        open_freely(backup)


def test_an_open_register_opens_its_own_backups_until_its_keys_are_changed(
    tmp_path: Path, file: Path
) -> None:
    register, prepared = real(tmp_path / "register")
    backup = backed_up(register, file)
    other, _ = real(tmp_path / "other")
    assert open_like(backup, prepared.keys) is prepared.keys
    assert open_like(backup, other.keys()) is None
    assert open_like(backup, register.vault.begin_rotation(prepared.keys)) is None


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such bits")
def test_what_is_brought_back_is_for_its_owner_alone(tmp_path: Path, file: Path) -> None:
    backup = backed_up(practice(tmp_path / "register")[0], file)
    restore(backup, open_freely(backup), tmp_path / "again", environ={})
    paths = [tmp_path / "again", *(tmp_path / "again").rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600, 0o700}


@pytest.mark.parametrize(
    "there",
    [
        "register.json",
        "register.json.previous",
        "cases/2026-11-16-abcdef.case",
        "cases/2026-11-16-abcdef.json",
        "places/2026-11-16-abcdef.place",
        "documents/x",
        "access.log",
        "what-i-noted.txt",
    ],
)
def test_nothing_is_ever_put_over_anything_of_a_register(tmp_path: Path, file: Path, there: str) -> None:
    backup = backed_up(practice(tmp_path / "register")[0], file)
    path = tmp_path / "other" / there
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(WrongInputError, match="never put over a register"):
        restore(backup, open_freely(backup), tmp_path / "other", environ={})
    assert [one.read_text() for one in (tmp_path / "other").rglob("*") if one.is_file()] == ["mine"]


def test_what_a_first_start_leaves_without_a_register_is_not_in_the_way(tmp_path: Path, file: Path) -> None:
    backup = backed_up(practice(tmp_path / "register")[0], file)
    other = Register(tmp_path / "other")
    kept = other.editions.keep(FlowTexts(flow="later", files={"policy.yaml": b"policy: later\n"}))
    (other.folder / "register.lock").touch()
    (other.folder / "cases").mkdir()
    restore(backup, open_freely(backup), other.folder, environ={})
    assert verify(other).cases == 2
    assert other.editions.all() == sorted([kept, TEXTS.hash()])


def test_a_register_that_is_made_meanwhile_is_left_alone(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = backed_up(practice(tmp_path / "register")[0], file)
    other = Register(tmp_path / "other")
    clear = restoring._clear_the_way

    def first(*args: Path) -> None:
        other.create([NewEvent(kind="opened", data={"n": 3})], at=AT, author=TEACHER)
        clear(*args)

    monkeypatch.setattr(restoring, "_clear_the_way", first)
    with pytest.raises(WrongInputError, match="never put over"):
        restore(backup, open_freely(backup), other.folder, environ={})
    assert [case.events[0].data for case in other.cases()] == [{"n": 3}]
    assert not (tmp_path / "other.restoring").exists()


def test_a_folder_that_a_service_copies_is_no_place_for_it(tmp_path: Path, file: Path) -> None:
    backup = backed_up(practice(tmp_path / "register")[0], file)
    with pytest.raises(WrongInputError, match="no place for a register"):
        restore(backup, open_freely(backup), tmp_path / "Dropbox" / "register", environ={})
    assert not (tmp_path / "Dropbox").exists()


def test_a_backup_that_is_damaged_anywhere_leaves_nothing_behind(
    tmp_path: Path, file: Path, every: int
) -> None:
    backup = backed_up(practice(tmp_path / "register")[0], file)
    keys, data = open_freely(backup), file.read_bytes()
    for place in range(0, len(data), 37 * every):
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(EscalateError):
            restore(Backup(file), keys, tmp_path / "again", environ={})
        file.write_bytes(data[:place])
        with pytest.raises(EscalateError):
            restore(Backup(file), keys, tmp_path / "again", environ={})
        assert not (tmp_path / "again").exists()
        assert not (tmp_path / "again.restoring").exists()


def test_a_marker_of_another_register_before_the_files_of_this_one_is_refused(
    tmp_path: Path, file: Path
) -> None:
    import msgspec

    from wizard.register import backup_format

    register, _ = real(tmp_path / "register")
    strange, _ = real(tmp_path / "strange", "violin cloud pepper")
    backed_up(register, file)
    backed_up(strange, file.with_name("strange.backup"))
    header, data = Backup(file).header, file.read_bytes()
    body = data[len(backup_format.encoded(header)) :]
    forged = msgspec.structs.replace(header, marker=Backup(file.with_name("strange.backup")).header.marker)
    file.write_bytes(backup_format.encoded(forged) + body)
    backup = Backup(file)
    with pytest.raises(DamagedBackupError):
        restore(backup, open_with(backup, "violin cloud pepper"), tmp_path / "again", environ={})
    assert not (tmp_path / "again").exists()


def test_what_was_damaged_already_comes_back_as_it_was_and_is_named(tmp_path: Path, file: Path) -> None:
    register, case = practice(tmp_path / "register")
    path = register.folder / "cases" / f"{case.id}.case"
    path.write_bytes(b"nothing")
    back_up(register, file, AT)
    backup = Backup(file)
    done = restore(backup, open_freely(backup), tmp_path / "again", environ={})
    assert (tmp_path / "again" / "cases" / path.name).read_bytes() == b"nothing"
    assert len(done.problems) == 1
    assert case.id in done.problems[0]


@pytest.mark.parametrize("call", ["open", "write", "fsync", "mkdir", "rename"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize("after", [0, 2, 4])
def test_a_disk_that_refuses_anything_leaves_no_register(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, after: int
) -> None:
    backup = backed_up(practice(tmp_path / "register")[0], file)
    keys, left = open_freely(backup), [after if call != "rename" else 0]
    real_call = getattr(os, call)

    def refusing(*args: object, **options: object) -> object:
        left[0] -= 1
        if left[0] < 0 and not (call == "open" and args[1:] and args[1] == os.O_RDONLY):
            raise OSError(code, os.strerror(code))
        return real_call(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refusing)
        with pytest.raises(NotNowError):
            restore(backup, keys, tmp_path / "again", environ={})
    assert not (tmp_path / "again").exists()
    restore(backup, keys, tmp_path / "again", environ={})
    assert verify(Register(tmp_path / "again")).cases == 2


# ---- kills


def test_a_restore_killed_at_any_call_leaves_no_register_or_all_of_it(
    tmp_path: Path, file: Path, dies_at: DiesAt
) -> None:
    register, _ = practice(tmp_path / "start" / "register")
    backup, before = backed_up(register, file), files(register.folder)
    keys = open_freely(backup)

    def killed(fatal: int) -> tuple[Path, int]:
        folder = tmp_path / str(fatal) / "register"
        (folder / "locks").mkdir(parents=True)  # as a first start that was killed leaves it
        return folder, dies_at(fatal, lambda: restore(backup, keys, folder, environ={}))

    _, calls = killed(0)
    assert calls > 40
    seen = set()
    for fatal in range(1, calls + 1):
        folder, _ = killed(fatal)
        state = Register(folder).state()
        seen.add(state)
        if state == "none":
            restore(backup, keys, folder, environ={})
        assert files(folder) == before
        left = [path.name for path in folder.parent.iterdir() if path.suffix != ".lock"]
        assert left == ["register"]
    assert seen == {"none", "practice"}


# ---- one case


@pytest.fixture
def pair(tmp_path: Path, file: Path) -> tuple[Register, Case, Backup]:
    """A practice register with a backup, and the case that is brought into others."""
    register, case = practice(tmp_path / "register")
    return register, case, backed_up(register, file)


def test_one_case_comes_back_with_its_chain_its_document_and_its_text(
    tmp_path: Path, pair: tuple[Register, Case, Backup]
) -> None:
    register, case, backup = pair
    other = Register(tmp_path / "other")
    mine = other.create([NewEvent(kind="opened", data={"n": 9})], at=AT, author=TEACHER)
    done = restore_case(backup, open_freely(backup), other, case.id, environ={})
    assert (done.version, done.head, done.documents, done.problems) == (2, case.head, 1, ())
    assert other.get(case.id) == case
    assert other.stored_events(case.id) == register.stored_events(case.id)
    name = case.events[1].data["kept"]
    assert other.documents.read(str(name)) == b"a letter"
    assert other.editions.read(case.events[0].edition) == TEXTS
    assert verify(other).holds
    assert sorted(other.ids()) == sorted([case.id, mine.id])
    assert other.places.of(case.id) is None


def test_nothing_is_sealed_with_the_keys_of_the_backup(
    tmp_path: Path, pair: tuple[Register, Case, Backup]
) -> None:
    _, case, backup = pair
    other = Register(tmp_path / "other")
    other.vault.create_practice(AT)
    restore_case(backup, open_freely(backup), other, case.id, environ={})
    keys = open_freely(backup)
    for path in (*(other.folder / "cases").iterdir(), *(other.folder / "documents").iterdir()):
        about = f"case {path.stem}" if path.suffix == ".case" else f"document {path.stem}"
        assert other.keys().unseal(about, path.read_bytes())
        with pytest.raises(ValueError, match="cannot be opened"):
            keys.unseal(about, path.read_bytes())


def test_a_case_lost_from_its_own_register_comes_back_and_goes_on(
    pair: tuple[Register, Case, Backup],
) -> None:
    register, case, backup = pair
    (register.folder / "cases" / f"{case.id}.case").unlink()
    register.forget_previous(case.id)
    assert case.id in register.damaged()
    restore_case(backup, open_freely(backup), register, case.id, environ={})
    assert register.damaged() == []
    assert (
        register.commit(
            case.id, [NewEvent(kind="n", data={})], expected_version=2, at=AT, author=TEACHER
        ).version
        == 3
    )


def test_a_lost_case_that_comes_back_older_than_the_index_knows_it_is_read_anew(
    pair: tuple[Register, Case, Backup],
) -> None:
    register, case, backup = pair
    from wizard.register.index import IndexRow

    register.note(IndexRow(id=case.id, version=7, basis="b", words=("out of date",)))
    (register.folder / "cases" / f"{case.id}.case").unlink()
    register.forget_previous(case.id)
    restore_case(backup, open_freely(backup), register, case.id, environ={})
    (row,) = (row for row in register.listing().loaded.rows() if row.id == case.id)
    assert (row.basis, row.words) == ("", ())


def test_a_case_that_is_there_is_never_overwritten(pair: tuple[Register, Case, Backup]) -> None:
    register, case, backup = pair
    later = register.commit(case.id, [NewEvent(kind="n", data={})], expected_version=2, at=AT, author=TEACHER)
    with pytest.raises(WrongInputError, match="in the register already"):
        restore_case(backup, open_freely(backup), register, case.id, environ={})
    assert register.get(case.id) == later


def test_practice_never_becomes_real_and_real_never_open_to_all(
    tmp_path: Path, pair: tuple[Register, Case, Backup]
) -> None:
    _, case, backup = pair
    register, _ = real(tmp_path / "real")
    mine = filled(register)
    with pytest.raises(WrongInputError, match="never becomes real"):
        restore_case(backup, open_freely(backup), register, case.id, environ={})
    other = backed_up(register, tmp_path / "real.backup")
    with pytest.raises(WrongInputError, match="never becomes real"):
        restore_case(other, open_with(other, WORDS), Register(tmp_path / "register"), mine.id, environ={})
    assert case.id not in register.ids()


def test_a_real_case_comes_into_another_real_register(tmp_path: Path, file: Path) -> None:
    register, _ = real(tmp_path / "one")
    case = filled(register)
    backup = backed_up(register, file)
    other, _ = real(tmp_path / "two", "violin cloud pepper")
    restore_case(backup, open_with(backup, WORDS), other, case.id, environ={})
    assert other.get(case.id) == case
    assert verify(other).holds


@pytest.mark.parametrize("case_id", ["2026-11-16-zzzzzz", "../register", "", "x\x1b[2J"])
def test_a_case_that_is_not_in_the_backup_is_wrong_input(
    tmp_path: Path, pair: tuple[Register, Case, Backup], case_id: str
) -> None:
    _, _, backup = pair
    other = Register(tmp_path / "other")
    other.vault.create_practice(AT)
    before = files(other.folder)
    with pytest.raises(WrongInputError) as caught:
        restore_case(backup, open_freely(backup), other, case_id, environ={})
    assert "\x1b" not in str(caught.value)
    assert files(other.folder) == before


def test_one_case_needs_a_register_to_come_into(tmp_path: Path, pair: tuple[Register, Case, Backup]) -> None:
    _, case, backup = pair
    with pytest.raises(WrongInputError, match="no register"):
        restore_case(backup, open_freely(backup), Register(tmp_path / "none"), case.id, environ={})
    assert not (tmp_path / "none").exists()


def test_a_case_that_was_damaged_when_it_was_backed_up_is_refused(tmp_path: Path, file: Path) -> None:
    register, case = practice(tmp_path / "register")
    (register.folder / "cases" / f"{case.id}.case").write_bytes(b"nothing")
    back_up(register, file, AT)
    backup, other = Backup(file), Register(tmp_path / "other")
    other.vault.create_practice(AT)
    with pytest.raises(EscalateError, match="was damaged when the backup was made"):
        restore_case(backup, open_freely(backup), other, case.id, environ={})
    assert other.ids() == []


def test_a_document_that_the_backup_has_not_whole_is_named_and_the_case_comes_all_the_same(
    tmp_path: Path, file: Path
) -> None:
    register, case = practice(tmp_path / "register")
    name = register.documents.all()[0]
    (register.folder / "documents" / f"{name}.blob").unlink()
    back_up(register, file, AT)
    backup, other = Backup(file), Register(tmp_path / "other")
    other.vault.create_practice(AT)
    done = restore_case(backup, open_freely(backup), other, case.id, environ={})
    assert done.problems == (f"the document {name[:11]}… is not in the backup",)
    assert other.get(case.id) == case


def test_one_case_killed_at_any_call_is_there_whole_or_not_at_all(
    tmp_path: Path, pair: tuple[Register, Case, Backup], dies_at: DiesAt, every: int
) -> None:
    _, case, backup = pair
    keys: Keys = open_freely(backup)
    start = tmp_path / "begun"
    Register(start).vault.create_practice(AT)

    def killed(fatal: int) -> tuple[Path, int]:
        folder = Path(shutil.copytree(start, tmp_path / str(fatal) / "register"))
        begun = Register(folder)
        begun.keys()
        return folder, dies_at(fatal, lambda: restore_case(backup, keys, begun, case.id, environ={}))

    _, calls = killed(0)
    assert calls > 30
    seen = set()
    for fatal in range(1, calls + 1, every):
        folder, _ = killed(fatal)
        register = Register(folder, lock_seconds=0)
        there = case.id in register.ids()
        seen.add(there)
        if not there:
            restore_case(backup, keys, register, case.id, environ={})
        assert register.get(case.id) == case
        assert verify(register).holds
    assert seen == {True, False}
