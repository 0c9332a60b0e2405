"""A backup is one file that holds all of a register, shows nothing of it, and is not accepted with one byte changed."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.base.errors import EscalateError, NotNowError, WrongInputError
from wizard.register import backup as backups
from wizard.register import backup_format
from wizard.register.backup import back_up
from wizard.register.backup_format import DamagedBackupError, Header
from wizard.register.backup_stream import Backup, Writer
from wizard.register.cases import Author, Case, NewEvent, Register
from wizard.register.keys import Keys
from wizard.register.places import Place
from wizard.register.restoring import open_freely
from wizard.register.witness import Standing, make_statement

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
TEACHER = Author(role="designated safeguarding lead", name="Robin Example")


def with_document(register: Register, case: Case, content: bytes) -> str:
    name = register.documents.keep(content)
    made = NewEvent(kind="document-made", data={"kept": name, "sha256": hashlib.sha256(content).hexdigest()})
    register.commit(case.id, [made], expected_version=case.version, at=AT, author=TEACHER)
    return name


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """Two cases, a document, a place, a look."""
    register = Register(tmp_path / "home" / "register")
    first = register.create([NewEvent(kind="opened", data={"who": "Alex Hidden"})], at=AT, author=TEACHER)
    register.create([NewEvent(kind="opened", data={"n": 2})], at=AT, author=TEACHER)
    with_document(register, first, b"a letter about Alex Hidden")
    register.places.keep(
        Place(case=first.id, version=2, at="2026-11-16", text="half a thought of Alex Hidden")
    )
    register.access().append(TEACHER, "looked", AT, case=first.id)
    return register


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "friday.backup"


@pytest.fixture(autouse=True)
def _folder(file: Path) -> None:
    file.parent.mkdir()


def contents(backup: Path, keys: Keys) -> dict[str, bytes]:
    return {one.name: b"".join(one.pieces) for one in Backup(backup).entries(keys)}


def refuse(code: int) -> Callable[..., int]:
    def call(*_args: object, **_options: object) -> int:
        raise OSError(code, os.strerror(code))

    return call


# ---- what is in it


def test_a_backup_holds_every_file_that_the_register_needs_as_it_is_and_no_other(
    register: Register, file: Path
) -> None:
    back_up(register, file, AT)
    found = contents(file, register.keys())
    assert found == {name: (register.folder / name).read_bytes() for name in found}
    parts = sorted(name.split("/")[0] for name in found)
    assert parts == ["access.log", "cases", "cases", "documents", "places"]


def test_what_was_made_is_counted_and_has_the_root_that_a_witness_would_sign(
    register: Register, file: Path
) -> None:
    made = back_up(register, file, AT)
    heads = [Standing(id=one.case, version=one.version, head=one.head) for one in register.heads()]
    statement = make_statement(register.keys().register, heads, AT, "1", bytes(32))
    assert (made.cases, made.documents, made.problems) == (2, 1, ())
    assert made.root == statement.root
    assert made.size == file.stat().st_size


def test_nothing_that_was_written_and_no_id_of_a_case_can_be_read_in_it(
    register: Register, file: Path
) -> None:
    back_up(register, file, AT)
    data = file.read_bytes()
    for word in ("Hidden", "opened", *register.ids(), *register.documents.all()):
        assert word.encode() not in data


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such bits")
def test_a_backup_is_for_its_owner_alone(register: Register, file: Path) -> None:
    back_up(register, file, AT)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_but_the_backup_lies_in_its_folder_afterwards(register: Register, file: Path) -> None:
    back_up(register, file, AT)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_backup_of_a_register_without_a_case_is_one(tmp_path: Path, file: Path) -> None:
    register = Register(tmp_path / "empty")
    register.vault.create_practice(AT)
    made = back_up(register, file, AT)
    assert (made.cases, made.problems) == (0, ())
    assert contents(file, register.keys()) == {}


# ---- what is refused


def test_an_existing_file_is_never_overwritten(register: Register, file: Path) -> None:
    file.write_text("mine")
    with pytest.raises(WrongInputError, match="exists already"):
        back_up(register, file, AT)
    assert file.read_text() == "mine"


def test_a_file_that_comes_there_meanwhile_is_not_overwritten(
    register: Register, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backups._read_back

    def read_back(*args: object) -> object:
        file.write_text("mine")
        return real(*args)

    monkeypatch.setattr(backups, "_read_back", read_back)
    with pytest.raises(WrongInputError, match="exists already"):
        back_up(register, file, AT)
    assert [(path.name, path.read_text()) for path in file.parent.iterdir()] == [(file.name, "mine")]


@pytest.mark.parametrize("taken", [False, True])
def test_on_a_disk_without_links_it_gets_its_name_and_takes_nobody_elses(
    register: Register, file: Path, monkeypatch: pytest.MonkeyPatch, taken: bool
) -> None:
    def link(*_args: object, **_options: object) -> None:
        if taken:
            file.write_text("mine")
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", link)
    if taken:
        with pytest.raises(WrongInputError, match="exists already"):
            back_up(register, file, AT)
        assert file.read_text() == "mine"
    else:
        back_up(register, file, AT)
        assert len(contents(file, register.keys())) == 5
    assert len(list(file.parent.iterdir())) == 1


def test_the_folder_of_the_register_is_no_place_for_its_backup(register: Register) -> None:
    with pytest.raises(WrongInputError, match="would be lost with it"):
        back_up(register, register.folder / "documents" / "b", AT)


def test_a_folder_that_is_not_there_is_wrong_input(register: Register, tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="folder does not exist"):
        back_up(register, tmp_path / "nowhere" / "b", AT)


def test_without_a_register_there_is_nothing_to_back_up(tmp_path: Path, file: Path) -> None:
    with pytest.raises(WrongInputError, match="no register"):
        back_up(Register(tmp_path / "none"), file, AT)
    assert not (tmp_path / "none").exists()


# ---- damage, and what happens meanwhile


def test_a_damaged_case_is_backed_up_as_it_is_and_named(register: Register, file: Path) -> None:
    hurt = register.ids()[0]
    path = register.folder / "cases" / f"{hurt}.case"
    there = path.read_bytes()
    path.write_bytes(there[:-1] + bytes([there[-1] ^ 1]))
    made = back_up(register, file, AT)
    assert made.cases == 2
    assert [hurt in problem for problem in made.problems] == [True]
    assert contents(file, register.keys())[f"cases/{hurt}.case"] == path.read_bytes()


def test_a_case_whose_chain_does_not_hold_is_named(register: Register, file: Path) -> None:
    from wizard.register.casefile import CaseFile

    hurt = register.ids()[0]
    CaseFile(register.folder, hurt, register.keys()).change(
        lambda stored: [
            *stored.events[:-1],
            type(stored.events[0])(**{**_fields(stored.events[-1]), "link": "0" * 64}),
        ]
    )
    made = back_up(register, file, AT)
    assert len(made.problems) == 1
    assert made.problems[0].startswith(f"case {hurt}: event ")


def _fields(one: object) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__struct_fields__}  # type: ignore[attr-defined]  # msgspec's


def test_a_case_whose_file_is_gone_is_named(register: Register, file: Path) -> None:
    gone = next(case.id for case in register.cases() if case.version == 2)
    (register.folder / "cases" / f"{gone}.case").unlink()
    made = back_up(register, file, AT)
    assert made.problems == (f"case {gone}: its file is gone",)


def test_a_document_that_is_gone_or_damaged_is_named_with_its_case(register: Register, file: Path) -> None:
    name = register.documents.all()[0]
    path = register.folder / "documents" / f"{name}.blob"
    path.write_bytes(b"nothing")
    case = next(case.id for case in register.cases() if case.version == 2)
    (problem,) = back_up(register, file, AT).problems
    assert problem.startswith(f"case {case}: the document {name[:12]} is damaged")
    path.unlink()
    (problem,) = back_up(register, file.with_name("second"), AT).problems
    assert problem == f"case {case}: a document that it made is gone"


def test_a_case_that_the_disk_does_not_give_back_is_named_and_the_rest_is_backed_up(
    register: Register, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurt, real = register.ids()[0], Path.open

    def opened(path: Path, *args: str, **options: str) -> object:
        if path.name == f"{hurt}.case":
            raise OSError(errno.EIO, "a bad sector")
        return real(path, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", opened)
        made = back_up(register, file, AT)
    assert made.cases == 1
    assert f"cases/{hurt}.case could not be read" in made.problems[0]
    assert "is not in the backup" in made.problems[0]


@pytest.mark.skipif(os.name != "posix", reason="links need a right on Windows")
def test_a_link_in_the_place_of_a_case_is_not_followed(
    register: Register, file: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("not of the register")
    (register.folder / "cases" / "2026-11-16-zzzzzz.case").symlink_to(tmp_path / "secret")
    made = back_up(register, file, AT)
    assert "is no ordinary file" in made.problems[0]
    assert "cases/2026-11-16-zzzzzz.case" not in contents(file, register.keys())


def test_a_colleague_may_save_meanwhile_and_each_case_is_whole(
    register: Register, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backups._copy

    def copy(*args: object) -> str:
        for case in register.cases():
            register.commit(
                case.id, [NewEvent(kind="n", data={})], expected_version=case.version, at=AT, author=TEACHER
            )
        return real(*args)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(backups, "_copy", copy)
    made = back_up(register, file, AT)
    assert (made.cases, made.problems) == (2, ())


def test_a_case_that_is_written_over_while_it_is_read_is_read_again(
    register: Register, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, changed = backups._length, set[str]()

    def changes_meanwhile(opened: BinaryIO, folder: Path, name: str) -> int:
        length = real(opened, folder, name)
        if name.startswith("cases/") and name not in changed:
            changed.add(name)
            case_id = Path(name).stem
            for _ in range(4):  # the fourth takes the room of what is open here
                register.commit(
                    case_id,
                    [NewEvent(kind="n", data={"words": "x" * 5000})],
                    expected_version=register.get(case_id).version,
                    at=AT,
                    author=TEACHER,
                )
        return length

    monkeypatch.setattr(backups, "_length", changes_meanwhile)
    made = back_up(register, file, AT)
    assert changed
    assert (made.cases, made.problems) == (2, ())


def test_a_register_that_gets_new_keys_meanwhile_is_not_backed_up_half_in_the_old(
    register: Register, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, keys = backups._copy, register.keys()
    begun: list[Keys] = []

    def copy(*args: object) -> str:
        if not begun:
            begun.append(register.vault.begin_rotation(keys))
        return real(*args)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(backups, "_copy", copy)
    with pytest.raises(NotNowError, match="new keys"):
        back_up(register, file, AT)
    assert list(file.parent.iterdir()) == []


@pytest.mark.parametrize("call", ["write", "fsync", "link"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_full_or_failing_disk_leaves_nothing(
    register: Register, file: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    before = sorted(path.name for path in register.folder.rglob("*"))
    if call == "write":  # Python's own buffered files do not come by `os.write`
        monkeypatch.setattr(Writer, "add", refuse(code))
    elif call == "link":
        monkeypatch.setattr(os, "link", refuse(code))
        monkeypatch.setattr(os, "replace", refuse(code))
    else:
        monkeypatch.setattr(os, "fsync", refuse(code))
    with pytest.raises(NotNowError, match=r"could not be saved"):
        back_up(register, file, AT)
    assert list(file.parent.iterdir()) == []
    assert sorted(path.name for path in register.folder.rglob("*")) == before


def test_a_disk_that_gives_back_other_bytes_than_it_was_given_is_found(
    register: Register, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        if os.fstat(descriptor).st_size > 1000 and not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            place = os.fstat(descriptor).st_size - 100
            os.pwrite(descriptor, bytes([os.pread(descriptor, 1, place)[0] ^ 1]), place)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(NotNowError, match="disk may be failing"):
        back_up(register, file, AT)
    assert list(file.parent.iterdir()) == []


# ---- one byte, one chunk


def small(tmp_path: Path) -> tuple[Path, Keys]:
    register = Register(tmp_path / "small")
    register.create([NewEvent(kind="opened", data={})], at=AT, author=TEACHER)
    file = tmp_path / "small.backup"
    back_up(register, file, AT)
    return file, register.keys()


def test_a_backup_cut_short_anywhere_is_refused(tmp_path: Path, every: int) -> None:
    file, keys = small(tmp_path)
    data = file.read_bytes()
    for length in range(0, len(data), every):
        file.write_bytes(data[:length])
        with pytest.raises(EscalateError, match=r"damaged|no backup"):
            contents(file, keys)


def test_a_backup_with_any_byte_changed_is_refused_by_whoever_opens_it(tmp_path: Path, every: int) -> None:
    file, keys = small(tmp_path)
    data = file.read_bytes()
    for place in range(0, len(data), every):
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(EscalateError):
            contents(file, keys)


def test_a_backup_whose_header_was_changed_does_not_open_by_itself(tmp_path: Path) -> None:
    file, _ = small(tmp_path)
    data = file.read_bytes()
    body = data.index(b"}", data.index(b'"marker"')) + 1
    for place in range(0, body, 3):
        file.write_bytes(data[:place] + bytes([data[place] ^ 2]) + data[place + 1 :])
        with pytest.raises(EscalateError):
            contents(file, open_freely(Backup(file)))


def test_more_behind_the_end_is_refused(tmp_path: Path) -> None:
    file, keys = small(tmp_path)
    data = file.read_bytes()
    for more in (b"\0", data):
        file.write_bytes(data + more)
        with pytest.raises(DamagedBackupError):
            contents(file, keys)


CHUNK = 64


def chunked(
    file: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch, content: bytes, number: str = "a"
) -> tuple[bytes, list[bytes]]:
    """A backup in chunks of 64 bytes: its header and its chunks."""
    monkeypatch.setattr("wizard.register.backup_stream.CHUNK", CHUNK)
    header = Header(format=1, backup=number * 32, made="", program="", marker=b"")
    with file.open("wb") as opened:
        writer = Writer(opened, header, keys)
        writer.begin("access.log", len(content))
        writer.add(content)
        writer.finish()
        writer.end()
    data = file.read_bytes()
    start = len(backup_format.encoded(header))
    sealed = CHUNK + 16
    return data[:start], [data[at : at + sealed] for at in range(start, len(data), sealed)]


@given(order=st.lists(st.integers(0, 5), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_chunks_in_any_other_order_or_number_are_refused(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    file, keys = tmp_path_factory.getbasetemp() / "chunks", Keys.new("0" * 32, practice=True)
    with pytest.MonkeyPatch.context() as patch:
        header, chunks = chunked(file, keys, patch, b"x" * 300)
        assert len(chunks) == 6
        file.write_bytes(header + b"".join(chunks[number] for number in order))
        if order == [0, 1, 2, 3, 4, 5]:
            assert contents(file, keys) == {"access.log": b"x" * 300}
        else:
            with pytest.raises(DamagedBackupError):
                contents(file, keys)


def test_chunks_of_two_backups_of_one_register_do_not_go_together(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = Keys.new("0" * 32, practice=True)
    header, chunks = chunked(file, keys, monkeypatch, b"x" * 300)
    _, others = chunked(file, keys, monkeypatch, b"x" * 300, "b")
    file.write_bytes(header + b"".join([chunks[0], *others[1:]]))
    with pytest.raises(DamagedBackupError):
        contents(file, keys)


@given(length=st.integers(0, 4 * CHUNK))
@settings(max_examples=40, deadline=None)
def test_whatever_the_length_what_goes_in_comes_out(
    tmp_path_factory: pytest.TempPathFactory, length: int
) -> None:
    file, keys = tmp_path_factory.getbasetemp() / "length", Keys.new("0" * 32, practice=True)
    with pytest.MonkeyPatch.context() as patch:
        chunked(file, keys, patch, os.urandom(length))
        patch.undo()
        patch.setattr("wizard.register.backup_stream.CHUNK", CHUNK)
        assert len(contents(file, keys)["access.log"]) == length


# ---- names and sizes, in a backup that somebody who has the keys has made


def made_by_hand(file: Path, keys: Keys, *entries: tuple[str, int, bytes]) -> None:
    header = Header(format=1, backup="a" * 32, made="", program="", marker=b"")
    with file.open("wb") as opened:
        writer = Writer(opened, header, keys)
        for name, length, content in entries:
            writer.begin(name, length)
            writer.add(content)
            writer._left = 0
            writer.finish()
        writer.end()


@pytest.mark.parametrize(
    "name",
    [
        "../register.json",
        "/etc/passwd",
        "cases/../../x.case",
        "register.json",
        "cases/2026-11-16-abcdef.json",
        "cases\\2026-11-16-abcdef.case",
        "damaged/x",
        "documents/short.blob",
        "cases/2026-11-16-abcdef.case\n",
        "C:access.log",
    ],
)
def test_a_name_that_no_register_has_is_refused(file: Path, name: str) -> None:
    keys = Keys.new("0" * 32, practice=True)
    made_by_hand(file, keys, (name, 1, b"x"))
    with pytest.raises(DamagedBackupError, match="name"):
        contents(file, keys)


def test_a_file_that_is_there_twice_is_refused(file: Path) -> None:
    keys = Keys.new("0" * 32, practice=True)
    made_by_hand(file, keys, ("access.log", 1, b"x"), ("access.log", 1, b"x"))
    with pytest.raises(DamagedBackupError, match="order"):
        contents(file, keys)


def test_a_file_that_says_it_is_longer_than_the_backup_is_refused(file: Path) -> None:
    keys = Keys.new("0" * 32, practice=True)
    made_by_hand(file, keys, ("access.log", 2**40, b"x"))
    with pytest.raises(DamagedBackupError, match="longer"):
        contents(file, keys)


def test_the_format_of_a_newer_version_is_named(file: Path) -> None:
    data = b'{"format":2}'
    file.write_bytes(b"escalate backup\n" + len(data).to_bytes(4) + data)
    with pytest.raises(EscalateError, match="use the version that made it"):
        Backup(file)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"escalate"])
def test_another_file_is_no_backup(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(WrongInputError, match="no backup"):
        Backup(file)


def test_a_folder_and_a_file_that_is_not_there_are_wrong_input(file: Path) -> None:
    for path in (file, file.parent):
        with pytest.raises(WrongInputError, match="expected a backup"):
            Backup(path)


def test_memory_does_not_grow_with_what_is_backed_up(register: Register, file: Path) -> None:
    import tracemalloc

    with (register.folder / "access.log").open("ab") as log:
        for _ in range(80):
            log.write(b"x" * 1_000_000 + b"\n")
    tracemalloc.start()
    back_up(register, file, AT)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert file.stat().st_size > 80_000_000
    assert most < 20_000_000
