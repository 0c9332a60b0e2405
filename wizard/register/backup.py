"""A backup: all that a register needs as one encrypted file, read back from the disk before it gets its name.

The files go in as they lie on the disk, so that any of them can be brought back exactly, and one that is damaged is
not lost with the rest. Colleagues may go on saving: each file is replaced in one step.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

import wizard
from wizard.base.errors import EscalateError, NotNowError, WrongInputError, wrong_input
from wizard.base.paths import confirm, named, not_now, patiently
from wizard.register.backup_check import Checker
from wizard.register.backup_format import (
    ACCESS_LOG,
    FOLDERS,
    IN_MEMORY,
    Header,
    name_in_backup,
)
from wizard.register.backup_stream import Backup, Writer
from wizard.register.cases import Register
from wizard.register.keys import Keys
from wizard.register.lock import USUAL_WAIT, CaseLock
from wizard.register.marker import MARKER, Marker, check

_ACCESS_LOCK: Final = "access.lock"
_PIECE: Final = 1024 * 1024
_NEW_FILE: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_CASES: Final = "cases/"
#: How often a case is read that changes while it is read.
_LOOKS: Final = 20


class BackedUp(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that was made and read back. `root` is the Merkle root over where its cases stand, as a statement of
    a witness has it; `size` is in bytes. `problems` are sentences about what was damaged in the register already."""

    cases: int
    documents: int
    size: int
    root: str
    made: str
    practice: bool
    problems: tuple[str, ...]


def back_up(register: Register, path: Path, at: datetime) -> BackedUp:
    """Makes a backup of the register at `path`, where there is nothing yet. On the disk when this returns.

    Raises `WrongInputError` (there is no register, the name will not do), `NotNowError` (also where the keys of the
    register are changed meanwhile), `DamagedFileError` for a damaged marker, `ValueError` for an `at` without an
    offset, and `UnconfirmedError`. In all but the last case there is no file.
    """
    if at.utcoffset() is None:
        raise ValueError("the time of a backup needs an offset from UTC")
    _check_place(register, path)
    if register.marker() is None:
        raise wrong_input(
            f"there is no register in {named(register.folder)} yet; there is nothing to back up"
        )
    keys = register.keys()
    header = Header(
        format=1,
        backup=os.urandom(16).hex(),
        made=at.astimezone(UTC).isoformat(timespec="seconds"),
        program=wizard.__version__,
        marker=_marker(register.folder, keys),
    )
    temporary = path.parent / f".escalate-{os.urandom(6).hex()}.tmp"
    try:
        try:
            lost = _write(temporary, register, header, keys)
            made = _read_back(temporary, header, keys, lost)
            if register.vault.current_generation() != keys.generation:
                raise NotNowError(
                    "the register was given new keys while it was being copied. No backup was made; try again"
                )
            _place(temporary, path)
        finally:
            with suppress(OSError):
                temporary.unlink()
    except OSError as error:
        raise _refusal(error, path) from error
    confirm(path)
    return made


def _check_place(register: Register, path: Path) -> None:
    """Said before the work is done. A file that comes there later is not overwritten either."""
    try:
        real = path.parent.resolve() / path.name
        own = register.folder.resolve()
        there, is_folder = os.path.lexists(path), path.is_dir()
        has_parent = path.parent.is_dir()
    except (OSError, RuntimeError, ValueError):
        raise wrong_input("is not a name that a file can have", file=named(path)) from None
    if is_folder:
        raise wrong_input("is a folder; add the name of a file", file=named(path))
    if there:
        raise wrong_input("exists already; choose another name", file=named(path))
    if not has_parent:
        what = "cannot be saved, as its folder does not exist; make the folder or choose another"
        raise wrong_input(what, file=named(path))
    if real.is_relative_to(own):
        raise wrong_input(
            "lies in the folder of the register itself, and would be lost with it; choose another disk",
            file=named(path),
        )


def _marker(folder: Path, keys: Keys) -> bytes:
    path = folder / MARKER
    found: list[bytes] = []
    try:
        patiently(lambda: found.append(path.read_bytes()))
    except OSError as error:
        raise not_now(error, "read", path) from error
    try:
        marker = msgspec.json.decode(found[0], type=Marker)
    except ValueError:  # msgspec's own errors are ValueErrors
        raise NotNowError(f"{named(path)} changed at this moment. No backup was made; try again") from None
    if marker.generation != keys.generation:
        raise NotNowError("the register is being given new keys. No backup was made; try again")
    check(marker, keys, folder)
    return found[0]


def _write(temporary: Path, register: Register, header: Header, keys: Keys) -> list[str]:
    """Writes the backup, and returns sentences about what could not be copied. Raises `OSError`, `NotNowError`."""
    problems = [f"case {one}: its file is gone" for one in sorted(register.listing().lost)]
    descriptor = os.open(temporary, _NEW_FILE, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        writer = Writer(file, header, keys)
        for name in _names(register.folder):
            problem = _copy(writer, register.folder, name)
            if problem:
                problems.append(problem)
        writer.end()
        file.flush()
        os.fsync(file.fileno())
        _forget_cached(file)
    return problems


def _names(folder: Path) -> Iterator[str]:
    for part in FOLDERS:
        try:
            found = os.listdir(folder / part)  # noqa: PTH208 - only the names, of 100,000 cases
        except FileNotFoundError:
            continue
        except OSError as error:
            raise not_now(error, "read", folder / part) from error
        yield from sorted(name for one in found if name_in_backup(name := f"{part}/{one}"))
    if os.path.lexists(folder / ACCESS_LOG):
        yield ACCESS_LOG


def _copy(writer: Writer, folder: Path, name: str) -> str:
    """Copies a file into the backup, and returns why it could not be, empty where it could."""
    path = folder / name
    try:
        # Looked at first: a pipe would be waited for without end, and a link may lead anywhere.
        if not stat.S_ISREG(path.lstat().st_mode):
            return f"{name}: it is no ordinary file, and is not in the backup"
        found: list[BinaryIO] = []
        patiently(lambda: found.append(path.open("rb")))
    except FileNotFoundError:
        # A place is left and a document erased at any time. No case ever goes.
        return f"{name}: it is gone" if name.startswith("cases/") else ""
    except OSError as error:
        return _left_out(name, error)
    with found[0] as file:
        try:
            length = _length(file, folder, name)
            whole = file.read(length) if length <= IN_MEMORY else None
            if whole is not None and name.startswith(_CASES) and not _is_still(file, path):
                whole = _read_again(path)
                length = len(whole)
        except OSError as error:
            return _left_out(name, error)
        if whole is not None:
            length = len(whole)
        writer.begin(name, length)
        for piece in (whole,) if whole is not None else _pieces(file, length, path):
            writer.add(piece)
        writer.finish()
    return ""


def _is_still(file: BinaryIO, path: Path) -> bool:
    """Whether what was opened is still the file of the case: three changes later its room is written over."""
    now, then = path.stat(), os.fstat(file.fileno())
    return (now.st_dev, now.st_ino) == (then.st_dev, then.st_ino)


def _read_again(path: Path) -> bytes:
    """A case that is being changed, whole. The last of many readings where it is never still. Raises `OSError`."""
    found = b""
    for _ in range(_LOOKS):
        with path.open("rb") as file:
            found = file.read()
            if _is_still(file, path):
                break
    return found


def _length(file: BinaryIO, folder: Path, name: str) -> int:
    if name != ACCESS_LOG:
        return os.fstat(file.fileno()).st_size
    # Between two lines and not within one: whoever adds a line holds the lock until it is whole. Where that takes too
    # long, half a line at the end does no harm: whoever reads the log passes over it.
    with suppress(NotNowError), CaseLock(folder / _ACCESS_LOCK, USUAL_WAIT, signed=False):
        return os.fstat(file.fileno()).st_size
    return os.fstat(file.fileno()).st_size


def _pieces(file: BinaryIO, length: int, path: Path) -> Iterator[bytes]:
    while length:
        try:
            piece = file.read(min(length, _PIECE))
        except OSError as error:
            raise not_now(error, "read", path) from error
        if not piece:
            raise NotNowError(
                f"{named(path)} became shorter while it was read. No backup was made; try again"
            )
        length -= len(piece)
        yield piece


def _left_out(name: str, error: OSError) -> str:
    why = str(not_now(error, "read", Path(name))).partition(". ")[0]
    return f"{why}, and is not in the backup"


def _forget_cached(file: BinaryIO) -> None:
    """Has the system let go of what it holds of the file in memory, so that the disk itself is read back."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _read_back(temporary: Path, header: Header, keys: Keys, problems: list[str]) -> BackedUp:
    try:
        checker = Checker(keys)
        for entry in Backup(temporary).entries(keys):
            checker.take(entry)
    except NotNowError:
        raise
    except EscalateError:
        raise NotNowError(
            "the backup could be written, and not be read back as it was: the disk may be failing. "
            "No backup was made; use another disk"
        ) from None
    return BackedUp(
        cases=checker.cases,
        documents=checker.documents,
        size=temporary.stat().st_size,
        root=checker.root(),
        made=header.made,
        practice=keys.practice,
        problems=(*problems, *checker.problems()),
    )


def _place(temporary: Path, path: Path) -> None:
    """Gives the finished file its name. Raises `FileExistsError` rather than take a name that is in use."""
    if sys.platform == "win32":
        patiently(lambda: temporary.rename(path))  # there a rename never overwrites
        return
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        # A memory stick has no links. Its name is taken first, so that whatever is there already is not overwritten.
        os.close(os.open(path, _NEW_FILE, 0o600))
        try:
            temporary.replace(path)
        except OSError:
            with suppress(OSError):
                path.unlink()
            raise


def _refusal(error: OSError, path: Path) -> WrongInputError | NotNowError:
    if isinstance(error, FileExistsError):
        return wrong_input("exists already; choose another name", file=named(path))
    return not_now(error, "saved", path)
