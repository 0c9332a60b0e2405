"""A document is kept as it was made, under a name that tells nothing, and no other can stand in for it."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.base import paths
from wizard.base.errors import NotNowError, WrongInputError
from wizard.register import blobs
from wizard.register.blobs import Blobs
from wizard.register.keys import Keys
from wizard.register.storage import DamagedFileError
from wizard.register.store import LockedError
from wizard.register.unfinished import unfinished

KEYS = Keys.new("ab" * 16, practice=True)
LETTER = "Dear Robin — we disagree.".encode()

DiesAt = Callable[[int, Callable[[], object]], int]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


@pytest.fixture
def documents(folder: Path) -> Blobs:
    return Blobs(folder, lambda: KEYS)


def file_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.blob"


@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=2000))
def test_what_is_kept_is_read_back_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    documents = Blobs(tmp_path_factory.getbasetemp() / "documents", lambda: KEYS)
    assert documents.read(documents.keep(content)) == content


def test_the_same_document_is_kept_once(documents: Blobs, folder: Path) -> None:
    name = documents.keep(LETTER)
    before = file_of(folder, name).read_bytes()
    assert documents.keep(LETTER) == name
    assert file_of(folder, name).read_bytes() == before
    assert documents.all() == [name]


def test_the_name_tells_nothing_to_whoever_knows_the_document(documents: Blobs, tmp_path: Path) -> None:
    name = documents.keep(LETTER)
    plain = {hashlib.new(kind, LETTER).hexdigest() for kind in ("sha256", "sha3_256", "blake2s")}
    other = Blobs(tmp_path / "other", lambda: Keys.new("ab" * 16, practice=True))
    assert name not in {*plain, other.keep(LETTER)}


def test_nothing_of_a_document_stands_in_its_file(documents: Blobs, folder: Path) -> None:
    data = file_of(folder, documents.keep(LETTER)).read_bytes()
    assert LETTER not in data
    assert b"Robin" not in data


def test_a_document_is_for_this_user_alone(documents: Blobs, folder: Path) -> None:
    before = os.umask(0)
    try:
        path = file_of(folder, documents.keep(LETTER))
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (path, folder)]
    assert modes == ([0o600, 0o700] if os.name == "posix" else [0o666, 0o777])


def test_a_document_that_was_exchanged_for_another_is_damage(documents: Blobs, folder: Path) -> None:
    first, second = documents.keep(LETTER), documents.keep(b"another")
    file_of(folder, first).write_bytes(file_of(folder, second).read_bytes())
    with pytest.raises(DamagedFileError, match="does not hold the document that was kept"):
        documents.read(first)
    with pytest.raises(DamagedFileError):
        documents.keep(LETTER)
    assert documents.read(second) == b"another"


def test_a_document_cut_short_or_changed_anywhere_is_damage(documents: Blobs, folder: Path) -> None:
    name = documents.keep(LETTER)
    whole = file_of(folder, name).read_bytes()
    for place in range(len(whole)):
        for damaged in (whole[:place], whole[:place] + bytes([whole[place] ^ 128]) + whole[place + 1 :]):
            file_of(folder, name).write_bytes(damaged)
            with pytest.raises(DamagedFileError):
                documents.read(name)


@pytest.mark.parametrize(
    "name",
    [
        "0" * 64,
        "",
        "..",
        "../register",
        "/etc/passwd",
        "x\0y",
        "A" * 64,
        "0" * 63,
        "\x1b[2J",
        "0" * 64 + "\n",
    ],
)
def test_a_name_that_no_document_has_is_wrong_input_and_removes_nothing(
    documents: Blobs, folder: Path, name: str
) -> None:
    kept = documents.keep(LETTER)
    outside = folder.parent / "register.blob"
    outside.write_bytes(b"not a document")
    with pytest.raises(WrongInputError, match="is not kept in this register") as caught:
        documents.read(name)
    assert "\x1b" not in str(caught.value)
    documents.remove(name)
    assert documents.all() == [kept]
    assert outside.exists()


def test_a_document_that_is_too_long_is_refused(
    documents: Blobs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "LARGEST", 1000)
    assert documents.read(documents.keep(b"x" * 1000)) == b"x" * 1000
    with pytest.raises(WrongInputError, match="the document has 1,001 bytes; at most 1,000 can be kept"):
        documents.keep(b"x" * 1001)


def test_a_document_that_is_removed_is_gone_for_good(documents: Blobs, folder: Path) -> None:
    name, other = documents.keep(LETTER), documents.keep(b"another")
    documents.remove(name)
    documents.remove(name)
    assert documents.all() == [other]
    assert [path.name for path in folder.iterdir()] == [f"{other}.blob"]
    with pytest.raises(WrongInputError):
        documents.read(name)


def test_where_nothing_was_kept_there_is_nothing_and_nothing_is_made(documents: Blobs, folder: Path) -> None:
    assert documents.all() == []
    documents.remove("0" * 64)
    assert not folder.exists()


def test_files_of_others_are_no_documents(documents: Blobs, folder: Path) -> None:
    name = documents.keep(LETTER)
    for other in ("notes.txt", "x.blob", f"{name} (1).blob", f"{'0' * 64}.txt"):
        (folder / other).touch()
    assert documents.all() == [name]


def test_a_document_of_earlier_keys_is_read_with_the_new(documents: Blobs, folder: Path) -> None:
    name = documents.keep(LETTER)
    assert Blobs(folder, lambda: KEYS.with_new_generation()).read(name) == LETTER


def test_of_a_locked_register_no_document_is_read_and_none_is_kept(documents: Blobs, folder: Path) -> None:
    def locked() -> Keys:
        raise LockedError

    name = documents.keep(LETTER)
    with pytest.raises(LockedError):
        Blobs(folder, locked).keep(b"another")
    with pytest.raises(LockedError):
        Blobs(folder, locked).read(name)
    assert documents.all() == [name]


@pytest.mark.parametrize("call", ["open", "write", "fsync", "mkdir"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_a_refused_document_leaves_nothing_and_can_be_kept_again(
    documents: Blobs, folder: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as broken:
        broken.setattr(os, call, refuse)
        with pytest.raises(NotNowError):
            documents.keep(LETTER)
    assert not folder.exists() or list(folder.iterdir()) == []
    assert documents.read(documents.keep(LETTER)) == LETTER


def test_a_document_that_the_disk_does_not_confirm_is_not_said_to_be_kept(
    documents: Blobs, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    unfinished(folder.parent).mkdir()

    def refuse(_: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(paths, "sync_folder", refuse)
    with pytest.raises(NotNowError, match="did not confirm the copy of the document"):
        documents.keep(LETTER)


def test_a_document_killed_at_any_call_is_there_whole_or_not_at_all(tmp_path: Path, dies_at: DiesAt) -> None:
    def keep(folder: Path) -> None:
        Blobs(folder, lambda: KEYS).keep(LETTER)

    calls = dies_at(0, lambda: keep(tmp_path / "0"))
    seen = set()
    for fatal in range(1, calls + 1):
        folder = tmp_path / str(fatal)
        dies_at(fatal, lambda folder=folder: keep(folder))
        documents = Blobs(folder, lambda: KEYS)
        names = documents.all()
        seen.add(len(names))
        assert [documents.read(name) for name in names] == [LETTER] * len(names)
        assert documents.read(documents.keep(LETTER)) == LETTER
        shutil.rmtree(folder)
    assert seen == {0, 1}
