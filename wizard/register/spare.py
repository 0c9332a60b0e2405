"""The file that the next write of a case takes for its bytes, in place of a new one.

Each write makes the copy before the last but one superfluous. To free its room and to find new room costs a disk as
much as a write that it confirms: some are told of freed room at once, and wait for the answer. So that copy is put
aside under a name of its own, and written over by the next write, which gives it the name of a file in the making.

It is sealed as every copy is, nothing ever reads it, and it may be taken away at any time. Whoever removes copies for
good removes it too. Whoever opened it while it was still the case, three writes ago, and reads it now may find it
half written over: so whoever cannot unseal what they read looks again (`DurableStorage.read`).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

_OVER: Final = os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_OTHERS: Final = 0o077


class Spare:
    """The spare at `path`. Every method is for whoever holds the lock of the case."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, target: Path, data: bytes, beside: Iterable[Path]) -> bool:
        """Has `data` on the disk at `target`, where there is nothing yet, in the spare's room.

        False where there is no spare that can be had; `target` is not there then. One that is also one of the files
        `beside`, or has any other name, is never written over: a power cut can leave the names of two files at one.
        """
        try:
            found = os.lstat(self._path)
        except OSError:
            return False
        if os.path.lexists(target) or not _is_free(found, beside):
            self.remove()
            return False
        try:
            os.replace(self._path, target)  # noqa: PTH105 - the path that it returns costs as much as the call
            _write_over(target, data)
        except OSError:
            _unlink(target)  # whoever makes a new file instead learns what is wrong
            return False
        except BaseException:
            _unlink(target)
            raise
        return True

    def keep(self, copy: Path) -> None:
        """Puts `copy` aside, which is about to be replaced. Where that cannot be done there is no spare."""
        with suppress(OSError):
            # With another name still, a write was killed before its last step.
            if os.lstat(copy).st_nlink == 1:
                os.link(copy, self._path)

    def remove(self) -> None:
        """Removes it, if it is there and can be removed."""
        _unlink(self._path)

    def forget(self) -> None:
        """Removes it for good. Raises `OSError`."""
        self._path.unlink(missing_ok=True)


def _is_free(found: os.stat_result, beside: Iterable[Path]) -> bool:
    """Whether it is a plain file of this user alone, with one name."""
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
        return False
    if os.name == "posix" and (found.st_mode & _OTHERS or found.st_uid != os.geteuid()):
        return False
    for path in beside:
        try:
            other = os.lstat(path)
        except FileNotFoundError:
            continue
        except OSError:
            return False
        if (other.st_dev, other.st_ino) == (found.st_dev, found.st_ino):
            return False
    return True


def _write_over(path: Path, data: bytes) -> None:
    descriptor = os.open(path, _OVER)
    try:
        before = os.fstat(descriptor).st_size
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        if before > len(data):
            os.ftruncate(descriptor, len(data))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unlink(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
