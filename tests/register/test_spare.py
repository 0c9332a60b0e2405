"""The room of a copy that is not needed any more is written over, and nothing that is needed ever is."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from wizard.base.errors import NotNowError
from wizard.register.storage import DamagedFileError, DurableStorage, Tables, spare_of


def version(number: int, words: str = "word ") -> Tables:
    return {"case": {"1": {"text": words * (50 - number), "n": number}}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "one.case"


@pytest.fixture
def previous(tmp_path: Path) -> Path:
    return tmp_path / "one.case.previous"


@pytest.fixture
def spare(path: Path, previous: Path) -> Path:
    """That of a case which was written three times."""
    for number in (1, 2, 3):
        DurableStorage(path).write(version(number))
    return spare_of(path, previous)


def test_a_write_takes_the_room_of_the_copy_before_the_last_but_one(
    path: Path, previous: Path, spare: Path
) -> None:
    freed, retired = spare.stat().st_ino, previous.stat().st_ino
    DurableStorage(path).write(version(4))
    assert path.stat().st_ino == freed
    assert spare.stat().st_ino == retired
    assert DurableStorage(path).read() == version(4)
    assert DurableStorage(previous).read() == version(3)


def test_it_is_never_in_the_way_of_a_longer_or_a_shorter_case(
    path: Path, previous: Path, spare: Path
) -> None:
    before = version(3)
    for words in ("", "long " * 100, "x"):
        DurableStorage(path).write(version(1, words))
        assert DurableStorage(path).read() == version(1, words)
        assert DurableStorage(previous).read() == before
        before = version(1, words)


def test_one_that_is_also_the_case_or_the_copy_is_never_written_over(
    path: Path, previous: Path, spare: Path
) -> None:
    for other in (path, previous):
        spare.unlink(missing_ok=True)
        os.link(other, spare)
        kept, last = other.read_bytes(), path.read_bytes()
        handle = other.open("rb")
        DurableStorage(path).write(version(4))
        assert handle.read() == kept
        handle.close()
        assert previous.read_bytes() == last


def test_one_that_somebody_has_linked_elsewhere_is_never_written_over(
    path: Path, spare: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "backup"
    os.link(spare, elsewhere)
    kept = elsewhere.read_bytes()
    DurableStorage(path).write(version(4))
    assert elsewhere.read_bytes() == kept
    assert DurableStorage(path).read() == version(4)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_one_that_others_can_read_is_not_used(path: Path, spare: Path) -> None:
    spare.chmod(0o644)
    DurableStorage(path).write(version(4))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_is_forgotten_with_the_copy(path: Path, previous: Path, spare: Path) -> None:
    DurableStorage(path).forget_previous()
    assert [spare.exists(), previous.exists(), path.exists()] == [False, False, True]


def test_a_write_that_fails_in_it_leaves_the_case_and_its_copy(
    path: Path, previous: Path, spare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int, _data: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(NotNowError, match="the disk is full"):
        DurableStorage(path).write(version(4))
    monkeypatch.undo()
    assert DurableStorage(path).read() == version(3)
    assert DurableStorage(previous).read() == version(2)
    assert sorted(one.name for one in path.parent.iterdir()) == [path.name, previous.name]


class _WrittenMeanwhile:
    """What was read could not be unsealed, as it was written over meanwhile: three others wrote in between."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.looks = 0

    def seal(self, plain: bytes) -> bytes:
        return plain

    def unseal(self, data: bytes) -> bytes:
        self.looks += 1
        if self.looks == 1:
            for number in (4, 5, 6):
                DurableStorage(self._path).write(version(number))
            raise ValueError
        return data


def test_who_reads_what_is_being_written_over_reads_again(path: Path, spare: Path) -> None:
    assert DurableStorage(path, sealing=_WrittenMeanwhile(path)).read() == version(6)


def test_what_stays_as_it_is_and_cannot_be_unsealed_is_damaged(path: Path, spare: Path) -> None:
    path.write_bytes(b"{")
    with pytest.raises(DamagedFileError, match="cut short, changed or not in its format"):
        DurableStorage(path).read()
