"""Where things are kept, and how a file comes to its place whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path, PureWindowsPath
from typing import Final, Literal

from wizard.base.errors import EscalateError, NotNowError, WrongInputError, wrong_input
from wizard.base.text import visible

#: The file of the local contacts, in the program's folder and outside the register.
LOCAL_CONTACTS: Final = "contacts.yaml"
#: How long a file that a virus scanner or an indexer holds open is waited for, in seconds (Windows only).
SHARING_PATIENCE: Final = 2.0
_SHARING_PAUSE: Final = 0.02
#: Access denied, sharing violation, lock violation.
_SHARING_CODES: Final = frozenset({5, 32, 33})

_PATH_SHOWN: Final = 4000
_NO_HARD_LINKS: Final = frozenset(
    {errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV}
)
_NO_FOLDER_SYNC: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
_BAD_NAME: Final = frozenset({errno.ENAMETOOLONG, errno.EINVAL, errno.ELOOP, errno.EILSEQ})
_REASONS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EACCES: "you have no permission to do that there",
    errno.EPERM: "you have no permission to do that there",
    errno.EROFS: "the disk can only be read from",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
}
_READ: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_PIECE: Final = 1 << 20
_NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class UnconfirmedError(EscalateError):
    """The file is in its place, and the disk did not confirm that it will outlive a power cut."""


def shipped(kind: Literal["flows", "templates"]) -> Path:
    """The folder of flows or templates that comes with the program.

    In a checkout it lies beside the package (so do those of an editable install); a wheel carries it inside.
    The checkout comes first, for a copy left inside by an earlier build would be out of date.
    Raises `EscalateError` where there is neither.
    """
    package = Path(__file__).resolve().parent.parent
    checkout = package.parent / kind
    if checkout.is_dir() and (package.parent / "pyproject.toml").is_file():
        return checkout
    installed = package / "shipped" / kind
    if installed.is_dir():
        return installed
    raise EscalateError(
        f"the {kind} that come with the program are missing: expected them in {named(installed)}; "
        "install the program again"
    )


def home(environ: Mapping[str, str]) -> Path:
    """The folder for everything that the program keeps, whether or not it is there yet.

    It is what `ESCALATE_HOME` names (seen from the working folder), else the system's usual place.
    """
    chosen = environ.get("ESCALATE_HOME", "")
    if chosen:
        return Path(chosen).absolute()
    from platformdirs import user_data_dir  # costs several milliseconds; most scripts name the folder

    return Path(user_data_dir("escalate", appauthor=False))


def within(folder: Path, name: str) -> Path:
    """The real path of `name`, which is relative to `folder` and stays inside it, links followed.

    The same names are refused on every system, so that a folder made on one can be used on another.
    The file need not exist. Raises `ValueError` with a sentence that says what is wrong with the name.
    """
    shown = f"'{visible(name)}'"
    if not name or "\0" in name:
        raise ValueError(f"{shown} is not the name of a file")
    if name.startswith(("/", "\\")):
        raise ValueError(f"{shown} starts at the top of the disk; expected a name relative to its folder")
    if PureWindowsPath(name).drive or ":" in name:
        raise ValueError(f"{shown} holds a drive letter or a colon; expected a name relative to its folder")
    if "\\" in name:
        raise ValueError(f"{shown} holds a backslash; write / between folders")
    if ".." in name.split("/"):
        raise ValueError(f"{shown} climbs out with '..'; expected a name inside its folder")
    try:
        root = folder.resolve()
        path = (root / name).resolve()
    except (OSError, RuntimeError) as error:  # before Python 3.13 a loop of links is a RuntimeError
        raise ValueError(f"{shown} cannot be followed to a file") from error
    if not path.is_relative_to(root):
        raise ValueError(f"{shown} is a link that leads out of its folder")
    return path


def named(path: Path) -> str:
    """`path` as a message shows it: one safe line, long enough to keep the name of the file."""
    return visible(str(path), _PATH_SHOWN)


def not_now(error: OSError, doing: str, path: Path) -> NotNowError:
    """The system's refusal as a sentence. `doing` completes "could not be": "saved", "read", "locked"."""
    reason = _REASONS.get(error.errno or 0) or visible(error.strerror or type(error).__name__)
    return NotNowError(
        f"{named(path)} could not be {doing}: {reason}. "
        "Nothing has been changed; put that right and try again"
    )


def make_private(folder: Path) -> None:
    """Makes `folder`, and those above it that are missing, for this user alone; leaves others as they are.

    Raises `OSError`.
    """
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_private(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    sync_folder(folder.parent)


def create_file(path: Path, data: bytes) -> None:
    """A new file for this user alone, on the disk when this returns, and gone again if that fails.

    Raises `OSError`: `FileExistsError` where there is something at `path`, which stays as it was.
    """
    descriptor = os.open(path, _NEW_FILE, 0o600)
    try:
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def read_whole(path: Path) -> bytes:
    """All of a file. Raises `OSError`."""
    # With none of the layers that `Path.read_bytes` goes through: a case is read for each of its events.
    descriptor = os.open(path, _READ)
    try:
        size = os.fstat(descriptor).st_size
        found = os.read(descriptor, size + 1)
        if len(found) == size:
            return found
        pieces = [found]
        while more := os.read(descriptor, _PIECE):
            pieces.append(more)
        return b"".join(pieces)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Has the disk confirm the names in `folder`; a rename outlives a power cut only then.

    Windows has no such call, and neither have some network disks. Raises `OSError` for a fault of the disk.
    """
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:  # a folder that one may only put things into
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def confirm(path: Path) -> None:
    """Has the disk confirm that `path` is in its place. Raises `UnconfirmedError`."""
    try:
        sync_folder(path.parent)
    except OSError as error:
        raise UnconfirmedError(
            f"{named(path)} was saved, but the disk did not confirm it: "
            f"{visible(error.strerror or type(error).__name__)}. Look whether it is there before you go on"
        ) from error


def patiently(
    action: Callable[[], object],
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Does `action`, and again for `SHARING_PATIENCE` seconds while Windows says that the file is in use.

    Raises the `OSError` of the last attempt.
    """
    end = clock() + SHARING_PATIENCE
    while True:
        try:
            action()
        except OSError as error:
            code: int | None = getattr(error, "winerror", None)  # only Windows has the attribute
            if code not in _SHARING_CODES or clock() >= end:
                raise
        else:
            return
        sleep(_SHARING_PAUSE)


def keep_copy(
    path: Path, copy: Path, through: Path, *, patience: Callable[[Callable[[], object]], None] = patiently
) -> None:
    """Keeps what is at `path` at `copy` as well, by way of `through`, all on one disk. Raises `OSError`."""
    try:
        through.hardlink_to(path)
    except OSError:  # a disk without hard links; where there is nothing at `path`, that is what is raised
        create_file(through, path.read_bytes())
    try:
        patience(lambda: os.replace(through, copy))  # noqa: PTH105 - the path that it returns costs as much as the call
    finally:
        # Renaming one name of a file to another name of the same file does nothing at all; a write that was killed
        # before its last step leaves the two names so.
        with suppress(OSError):
            through.unlink()


def write_new(path: Path, data: bytes, *, replace: bool = False, through: Path | None = None) -> None:
    """Saves a file that somebody asked for, readable by this user alone: whole, or not at all.

    Without `replace` a file that is there already is never touched, not even one made at the same moment. `through`
    is a folder on the same disk for the unfinished file, made where it is not there; without it that lies beside.
    Raises `WrongInputError` (it exists, its folder does not, the name will not do), `NotNowError` (no room,
    no permission), `UnconfirmedError`.
    """
    try:
        if path.is_dir():
            raise wrong_input("is a folder; add the name of a file", file=named(path))
        if through is not None:
            make_private(through)
        temporary = (through or path.parent) / f".escalate-{os.urandom(6).hex()}.tmp"
        create_file(temporary, data)
        try:
            if replace:
                patiently(lambda: temporary.replace(path))
            else:
                _place(temporary, path, data)
        finally:
            with suppress(OSError):
                temporary.unlink()
    except OSError as error:
        raise _refusal(error, path) from error
    except ValueError as error:  # a name with a NUL in it
        raise wrong_input("is not a name that a file can have", file=named(path)) from error
    confirm(path)


def _place(temporary: Path, path: Path, data: bytes) -> None:
    """Gives the finished file its name. Raises `FileExistsError` rather than take a name that is in use."""
    if sys.platform == "win32":
        patiently(lambda: temporary.rename(path))  # there a rename never overwrites
    else:
        try:
            path.hardlink_to(temporary)
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            create_file(path, data)  # a memory stick: no links, but still no overwriting


def _refusal(error: OSError, path: Path) -> EscalateError:
    place = named(path)
    if isinstance(error, FileExistsError):
        return _wrong("exists already; choose another name", place)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return _wrong(
            "cannot be saved, as its folder does not exist; make the folder or choose another", place
        )
    if error.errno in _BAD_NAME:
        return _wrong("is not a name that a file can have here; choose a shorter or simpler one", place)
    return not_now(error, "saved", path)


def _wrong(what: str, file: str) -> WrongInputError:
    return wrong_input(what, file=file)
