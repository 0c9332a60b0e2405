"""The file of a case: whole, on the disk, and never taken for an empty one."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import TinyDB

from wizard.base import paths
from wizard.base.errors import EXIT_NO, NotNowError
from wizard.base.paths import UnconfirmedError
from wizard.register.storage import DamagedFileError, DurableStorage, Tables

OLD: Tables = {"case": {"1": {"text": "old"}}}
NEW: Tables = {"case": {"1": {"text": "Zoë, 张伟, 'quoted'\n"}}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "case.json"


def names(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


def refuse(code: int) -> Callable[..., int]:
    def call(*_args: object, **_options: object) -> int:
        raise OSError(code, os.strerror(code))

    return call


def test_what_is_written_is_read_back(path: Path) -> None:
    DurableStorage(path).write(NEW)
    assert DurableStorage(path).read() == NEW


class Backwards:
    """Seals by turning the bytes around, behind a sign of its own."""

    def seal(self, plain: bytes) -> bytes:
        return b"B" + plain[::-1]

    def unseal(self, data: bytes) -> bytes:
        if data[:1] != b"B":
            raise ValueError("not sealed here")
        return data[:0:-1]


def test_what_is_on_the_disk_is_what_the_sealing_made_of_it(path: Path) -> None:
    DurableStorage(path, sealing=Backwards()).write(NEW)
    assert "Zoë, 张伟".encode()[::-1] in path.read_bytes()
    assert DurableStorage(path, sealing=Backwards()).read() == NEW


def test_what_does_not_open_is_damage_and_is_left_alone(path: Path) -> None:
    DurableStorage(path).write(NEW)
    before = path.read_bytes()
    with pytest.raises(DamagedFileError, match=r"case\.json is damaged"):
        DurableStorage(path, sealing=Backwards()).read()
    assert path.read_bytes() == before


def test_the_version_before_can_be_kept_in_another_folder_and_a_damage_says_where(path: Path) -> None:
    (path.parent / "before").mkdir()
    previous = path.parent / "before" / "case.json"
    storage = DurableStorage(path, previous=previous)
    storage.write(OLD)
    storage.write(NEW)
    assert DurableStorage(previous).read() == OLD
    assert names(path) == ["before", "case.json"]
    path.unlink()
    with pytest.raises(DamagedFileError) as caught:
        storage.read()
    assert str(previous) in str(caught.value)


def test_the_version_before_can_be_forgotten_for_good(path: Path) -> None:
    storage = DurableStorage(path)
    storage.write(OLD)
    storage.write(NEW)
    storage.forget_previous()
    storage.forget_previous()
    assert names(path) == ["case.json"]
    assert storage.read() == NEW


def test_only_a_missing_file_is_an_empty_one(path: Path) -> None:
    assert DurableStorage(path).read() is None


def test_tinydb_works_on_it(path: Path) -> None:
    with TinyDB(path, storage=DurableStorage) as database:
        database.insert({"stage": "step-2"})
    with TinyDB(path, storage=DurableStorage) as database:
        assert database.all() == [{"stage": "step-2"}]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\0" * 100,
        b"{",
        b"{}",
        b"null",
        b"[]",
        b'"text"',
        b'{"case": []}',
        b'{"case": {"1": NaN}}',
        b'{"case": {}} trailing',
        b'{"case": {"1": "\xff"}}',
        b'\xef\xbb\xbf{"case": {}}',
        b"[" * 200_000,
    ],
)
def test_a_file_that_is_not_whole_is_damaged_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(DamagedFileError, match=r"case\.json is damaged") as caught:
        DurableStorage(path).read()
    assert caught.value.exit_code == EXIT_NO
    assert path.read_bytes() == content
    assert names(path) == ["case.json"]


def test_tinydb_never_writes_over_a_damaged_file(path: Path) -> None:
    path.write_bytes(b'{"_default": {"1": {"a"')
    with TinyDB(path, storage=DurableStorage) as database, pytest.raises(DamagedFileError):
        database.insert({"b": 1})
    assert path.read_bytes() == b'{"_default": {"1": {"a"'


def test_the_version_before_is_kept_beside(path: Path) -> None:
    storage = DurableStorage(path)
    storage.write(OLD)
    storage.write(NEW)
    assert DurableStorage(path.with_name("case.json.previous")).read() == OLD
    assert names(path) == ["case.json", "case.json.previous"]


def test_a_lost_file_with_a_copy_beside_it_is_damaged_and_not_empty(path: Path) -> None:
    storage = DurableStorage(path)
    storage.write(OLD)
    storage.write(NEW)
    path.unlink()
    with pytest.raises(DamagedFileError, match=r"missing.*case\.json\.previous"):
        storage.read()


def test_a_disk_without_hard_links_keeps_the_version_before_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", refuse(errno.EPERM))
    storage = DurableStorage(path)
    storage.write(OLD)
    storage.write(NEW)
    assert DurableStorage(path.with_name("case.json.previous")).read() == OLD
    assert names(path) == ["case.json", "case.json.previous"]


def test_the_files_are_private(path: Path) -> None:
    before = os.umask(0)
    try:
        DurableStorage(path).write(OLD)
        DurableStorage(path).write(NEW)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert modes == {0o600 if os.name == "posix" else 0o666}


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "no permission"),
        (errno.EROFS, "only be read from"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_a_refused_write_is_a_sentence_and_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, words: str
) -> None:
    DurableStorage(path).write(OLD)
    monkeypatch.setattr(os, call, refuse(code))
    with pytest.raises(
        NotNowError, match=rf"case\.json could not be saved: .*{words}.*Nothing has been changed"
    ):
        DurableStorage(path).write(NEW)
    monkeypatch.undo()
    assert DurableStorage(path).read() == OLD
    assert names(path) == ["case.json"]


def test_an_interruption_from_the_keyboard_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    DurableStorage(path).write(OLD)
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        DurableStorage(path).write(NEW)
    assert DurableStorage(path).read() == OLD
    assert names(path) == ["case.json"]


def test_a_refused_read_is_not_damage(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    DurableStorage(path).write(OLD)
    monkeypatch.setattr(os, "open", refuse(errno.EACCES))
    with pytest.raises(NotNowError, match="could not be read: you have no permission"):
        DurableStorage(path).read()


def test_a_write_that_the_disk_does_not_confirm_does_not_claim_that_nothing_changed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "sync_folder", refuse(errno.EIO))
    with pytest.raises(UnconfirmedError) as caught:
        DurableStorage(path).write(NEW)
    assert "Nothing has been changed" not in str(caught.value)
    assert DurableStorage(path).read() == NEW


@pytest.mark.parametrize("value", [object(), 1j, "\ud800", {object(): 1}])
def test_what_json_cannot_hold_is_refused_before_anything_changes(path: Path, value: object) -> None:
    DurableStorage(path).write(OLD)
    with pytest.raises((TypeError, ValueError)):
        DurableStorage(path).write({"case": {"1": value}})
    assert DurableStorage(path).read() == OLD
    assert names(path) == ["case.json"]


def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_the_return(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    DurableStorage(path).write(OLD)
    calls = recorded_calls(monkeypatch)
    DurableStorage(path).write(NEW)
    monkeypatch.undo()
    told = [
        call for call in calls if call[0] in ("write", "fsync") or call == ("replace", "case.json.new.tmp")
    ]
    expected = [
        ("write", "case.json.new.tmp"),
        ("fsync", "case.json.new.tmp"),
        ("replace", "case.json.new.tmp"),
    ]
    if os.name == "posix":
        expected.append(("fsync", path.parent.name))
    assert told == expected


def recorded_calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is done to which file from now on, in order."""
    calls: list[tuple[str, str]] = []
    opened: dict[int, str] = {}
    real_open, real_write, real_fsync, real_replace = os.open, os.write, os.fsync, os.replace

    def open_(file: Path, *args: int) -> int:
        descriptor = real_open(file, *args)
        opened[descriptor] = Path(file).name
        return descriptor

    def write(descriptor: int, data: bytes) -> int:
        calls.append(("write", opened[descriptor]))
        return real_write(descriptor, data)

    def fsync(descriptor: int) -> None:
        calls.append(("fsync", opened[descriptor]))
        real_fsync(descriptor)

    def replace(source: Path, target: Path) -> None:
        calls.append(("replace", Path(source).name))
        real_replace(source, target)

    monkeypatch.setattr(os, "open", open_)
    monkeypatch.setattr(os, "write", write)
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    return calls


def in_use() -> PermissionError:
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = 32  # type: ignore[attr-defined]  # only Windows has it
    return error


@pytest.mark.parametrize(("busy_for", "saved"), [(1.9, True), (60.0, False)])
def test_a_scanner_on_windows_is_waited_for_but_not_for_ever(
    path: Path, monkeypatch: pytest.MonkeyPatch, busy_for: float, saved: bool
) -> None:
    now = [0.0]
    real_replace = os.replace

    def sleep(seconds: float) -> None:
        now[0] += seconds

    def replace(source: Path, target: Path) -> None:
        if now[0] < busy_for:
            raise in_use()
        real_replace(source, target)

    storage = DurableStorage(path, clock=lambda: now[0], sleep=sleep)
    storage.write(OLD)
    monkeypatch.setattr(os, "replace", replace)
    if saved:
        storage.write(NEW)
    else:
        with pytest.raises(NotNowError):
            storage.write(NEW)
    assert storage.read() == (NEW if saved else OLD)
    assert [name for name in names(path) if name.endswith(".tmp")] == []


def test_sweeping_removes_what_a_killed_write_left_and_nothing_else(path: Path) -> None:
    storage = DurableStorage(path)
    storage.write(OLD)
    storage.write(NEW)
    for leftover in ("case.json.new.tmp", "case.json.previous.tmp", "other.json.new.tmp"):
        (path.parent / leftover).touch()
    storage.sweep()
    assert names(path) == ["case.json", "case.json.previous", "other.json.new.tmp"]


def test_a_write_killed_before_its_last_step_does_not_stop_the_next(path: Path) -> None:
    storage = DurableStorage(path)
    storage.write(OLD)
    path.with_name("case.json.previous").hardlink_to(path)  # as such a kill leaves them: two names, one file
    storage.write(NEW)
    assert DurableStorage(path.with_name("case.json.previous")).read() == OLD
    assert names(path) == ["case.json", "case.json.previous"]
