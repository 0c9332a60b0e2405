"""Bringing back a backup: all of it where there is no register, or one case of it into the register that is there.

Everything is unpacked into a folder beside the register and looked at there. It becomes the register by one rename,
so that whenever this is killed there is no register, or the whole of it; the next restore removes what was left.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.base.errors import NotNowError, WrongInputError, wrong_input
from wizard.base.paths import confirm, make_private, named, not_now, patiently, sync_folder
from wizard.register import opening
from wizard.register.access import AccessLog
from wizard.register.backup_check import Checker
from wizard.register.backup_format import ACCESS_LOG, FOLDERS, DamagedBackupError
from wizard.register.backup_stream import Backup, Incoming
from wizard.register.keys import Keys
from wizard.register.lock import CaseLock
from wizard.register.marker import FORMAT, MARKER, Marker, check
from wizard.register.opening import Passphrase, Recovery, Secret, WrongSecretError
from wizard.register.slots import MOST_WORK
from wizard.register.storage import DamagedFileError
from wizard.register.synced import refuse_synced

if TYPE_CHECKING:
    from hashlib import _Hash as Hash  # the name that the types of Python give it

_PIECE: Final = 1024 * 1024
_BESIDE: Final = ".restoring"
_LOCK: Final = ".restoring.lock"
_NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
#: What may lie in a folder in which there never was a register: nothing that anybody would miss.
_OF_NO_WORTH: Final = (".lock", ".lock.holder", ".tmp")
_EDITIONS: Final = "editions"


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What was brought back. `root` is the Merkle root over where its cases stand: the one that was printed when the
    backup was made. `problems` are sentences about what was damaged in it already."""

    cases: int
    documents: int
    root: str
    made: str
    practice: bool
    problems: tuple[str, ...]


def marker_of(backup: Backup) -> Marker:
    """What the backup says of its register. Only opening it shows that nobody changed that.

    Raises `DamagedBackupError`.
    """
    try:
        marker = msgspec.json.decode(backup.header.marker, type=Marker)
    except (ValueError, RecursionError) as error:  # msgspec's own errors are ValueErrors
        raise DamagedBackupError(backup.path, "it does not say what kind of register it is of") from error
    if marker.format != FORMAT or sum(slot.kdf.work for slot in marker.slots if slot.kdf) > MOST_WORK:
        raise DamagedBackupError(backup.path, "it does not say what kind of register it is of")
    return marker


def open_freely(backup: Backup) -> Keys:
    """The keys of the backup of a practice register. Raises `LockedError` for a real one, `DamagedBackupError`."""
    with _said_of(backup):
        return opening.open_freely(marker_of(backup), backup.path)


def open_with(backup: Backup, secret: str) -> Keys:
    """The keys of the backup of a real register. `secret` is a passphrase or a recovery key of the day it was made.

    Raises `WrongSecretError`, `DamagedBackupError`, `NotNowError`.
    """
    marker = marker_of(backup)
    # The recovery key first: that it is written as one is known at once.
    ways: tuple[Secret, ...] = (Recovery(secret), Passphrase(secret))
    with _said_of(backup):
        for way in ways:
            with suppress(WrongSecretError, WrongInputError):
                return opening.open_with(way, marker, backup.path)[0]
    raise WrongSecretError(
        f"what was typed does not open {named(backup.path)}. Nothing has been changed. Expected a passphrase or the "
        "recovery key of the day on which the backup was made"
    )


def open_like(backup: Backup, keys: Keys) -> Keys | None:
    """The keys of an open register, where the backup is of the same one and of the same keys; else None."""
    marker = marker_of(backup)
    same = (marker.register, marker.practice, marker.generation) == (
        keys.register,
        keys.practice,
        keys.generation,
    )
    if not same or marker.rotating:
        return None
    try:
        check(marker, keys, backup.path)
    except DamagedFileError:
        return None
    return keys


def restore(backup: Backup, keys: Keys, folder: Path, *, environ: Mapping[str, str]) -> Restored:
    """Makes the register in `folder` anew from a backup. `environ` is where services that copy folders say which.

    Raises `WrongInputError` where there is a register already or anything of one, `DamagedBackupError`, `NotNowError`,
    `UnconfirmedError`. In all but the last case there is no register afterwards, nor any part of one.
    """
    refuse_synced(folder, environ)
    refuse_in_the_way(folder)
    checker = Checker(keys)
    with unpacked(backup, keys, folder, checker=checker) as beside:
        restored = Restored(
            cases=checker.cases,
            documents=checker.documents,
            root=checker.root(),
            made=backup.header.made,
            practice=keys.practice,
            problems=(*checker.problems(), *_in_log(beside, keys)),
        )
        try:
            _clear_the_way(folder, beside)
            patiently(lambda: beside.rename(folder))
        except OSError as error:
            raise not_now(error, "made", folder) from error
    confirm(folder)
    return restored


@contextmanager
def unpacked(
    backup: Backup,
    keys: Keys,
    folder: Path,
    *,
    wanted: Callable[[Incoming], bool] = lambda _: True,
    checker: Checker | None = None,
) -> Iterator[Path]:
    """A folder beside the register's `folder`, on the disk, with the marker and every file of a backup that is wanted.
    They are shown to `checker` too.

    It is gone afterwards, unless it was renamed. Raises as `restore` does.
    """
    beside = folder.with_name(folder.name + _BESIDE)
    try:
        make_private(folder.parent)
    except OSError as error:
        raise not_now(error, "made", folder.parent) from error
    with CaseLock(folder.with_name(folder.name + _LOCK), 0):
        try:
            _remove(beside)  # of a restore that was killed
            beside.mkdir(mode=0o700)
            try:
                _unpack(backup, keys, beside, wanted, checker)
                yield beside
            finally:
                with suppress(OSError):
                    _remove(beside)
        except OSError as error:
            raise not_now(error, "made", beside) from error


def refuse_in_the_way(folder: Path) -> None:
    """Raises `WrongInputError` where `folder` holds a register, or anything of one."""
    there = _of_worth(folder)
    if there:
        raise wrong_input(
            f"{named(folder)} is not empty: {named(there[0].relative_to(folder))} is there. A backup is never put over "
            "a register. Nothing has been changed; move that folder away, or set ESCALATE_HOME to another",
        )


def _of_worth(folder: Path) -> list[Path]:
    """What lies in the folder of a register and would be missed, apart from the texts of policies."""
    try:
        found = sorted(path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
    except OSError as error:
        raise not_now(error, "read", folder) from error
    if not found and os.path.lexists(folder) and not folder.is_dir():
        return [folder]
    return [
        path
        for path in found
        if not path.name.endswith(_OF_NO_WORTH) and path.relative_to(folder).parts[0] != _EDITIONS
    ]


def _clear_the_way(folder: Path, beside: Path) -> None:
    """Removes a folder that holds nothing of worth; texts of policies come along. Raises `OSError`."""
    refuse_in_the_way(folder)  # once more: it took a while
    if not os.path.lexists(folder):
        return
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
            continue
        kept = beside / path.relative_to(folder)
        if path.parent.name == _EDITIONS and not path.name.endswith(".tmp") and not kept.exists():
            make_private(kept.parent)
            path.rename(kept)
        else:
            path.unlink()
    folder.rmdir()


def _unpack(
    backup: Backup, keys: Keys, beside: Path, wanted: Callable[[Incoming], bool], checker: Checker | None
) -> None:
    for part in FOLDERS:
        (beside / part).mkdir(mode=0o700)
    read, names = hashlib.sha256(), []
    for entry in backup.entries(keys):
        if not wanted(entry):
            continue
        # The name is one of a few known forms, and leads nowhere else.
        pieces = _writing(beside / entry.name, _hashing(read, entry.name, entry.pieces))
        if checker is None:
            deque(pieces, maxlen=0)
        else:
            checker.take(Incoming(entry.name, entry.named, entry.length, pieces))
        names.append(entry.name)
    deque(_writing(beside / MARKER, iter((backup.header.marker,))), maxlen=0)
    for folder in (*(beside / part for part in FOLDERS), beside):
        sync_folder(folder)
    on_disk = hashlib.sha256()
    for name in names:
        with (beside / name).open("rb") as file:
            deque(_hashing(on_disk, name, iter(lambda: file.read(_PIECE), b"")), maxlen=0)
    if read.digest() != on_disk.digest():
        raise NotNowError(
            f"{named(beside)} is not what was written there: the disk may be failing. Nothing has been changed"
        )


def _hashing(hashed: Hash, name: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    length = 0
    hashed.update(name.encode())
    for piece in pieces:
        hashed.update(piece)
        length += len(piece)
        yield piece
    hashed.update(length.to_bytes(8))


def _writing(path: Path, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Passes `pieces` on; all of them are on the disk once it has ended."""
    descriptor = os.open(path, _NEW_FILE, 0o600)
    try:
        for piece in pieces:
            left = memoryview(piece)
            while left:
                left = left[os.write(descriptor, left) :]
            yield piece
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _in_log(beside: Path, keys: Keys) -> Iterator[str]:
    if AccessLog(beside / ACCESS_LOG, beside / "access.lock", keys).read().broken is not None:
        yield "the log of who looked is not what was recorded"


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


@contextmanager
def _said_of(backup: Backup) -> Iterator[None]:
    """What is damaged is the backup, and not the register that its marker is of."""
    try:
        yield
    except DamagedFileError:
        raise DamagedBackupError(backup.path, "its beginning was changed") from None
