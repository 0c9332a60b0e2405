"""One writer at a time for one case, and never an endless wait."""

from __future__ import annotations

import errno
import os
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from wizard.base.errors import NotNowError
from wizard.base.paths import not_now
from wizard.base.text import visible

#: How long a file that several may change is usually waited for, in seconds.
USUAL_WAIT: Final = 5.0
_FIRST_PAUSE: Final = 0.002
_LONGEST_PAUSE: Final = 0.05
_NAME_LIMIT: Final = 200
_BUSY: Final = frozenset({errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK})


class Locking(ABC):
    """A way to lock an open file that the system ends by itself when the process dies."""

    #: What is added to the name of the lock file for the file that names the holder.
    holder_suffix: str = ""

    @abstractmethod
    def attempt(self, descriptor: int) -> bool:
        """Takes the lock, or says False at once where somebody else has it. Raises `OSError`."""

    @abstractmethod
    def release(self, descriptor: int) -> None:
        """Gives the lock back. Raises `OSError`."""


if sys.platform != "win32":
    import fcntl

    class Flock(Locking):
        """POSIX."""

        def attempt(self, descriptor: int) -> bool:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno in _BUSY:
                    return False
                raise
            return True

        def release(self, descriptor: int) -> None:
            fcntl.flock(descriptor, fcntl.LOCK_UN)


class Portable(Locking):
    """Everywhere else. Windows lets nobody read a locked file, so the holder's name has a file of its own."""

    holder_suffix = ".holder"

    def attempt(self, descriptor: int) -> bool:
        import portalocker

        try:
            portalocker.lock(descriptor, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
        except portalocker.AlreadyLocked:
            return False
        except portalocker.LockException as error:
            raise OSError(errno.EIO, "the system refused the lock") from error
        return True

    def release(self, descriptor: int) -> None:
        import portalocker

        portalocker.unlock(descriptor)


def usual_locking() -> Locking:
    """The one for this system."""
    if sys.platform == "win32":
        return Portable()
    else:  # noqa: RET505 - a type check for Windows must see that the name is not used there
        return Flock()


class CaseLock:
    """Held over reading, changing and writing one case: `with CaseLock(path, 5.0): ...`.

    `path` is a file for the lock alone; it stays behind, as taking it away would let two in. `timeout` is in
    seconds; 0 tries once. Without `signed` the holder is not named: for what is held for a moment only. Entering raises `NotNowError`, which names the holder, when the time is up.
    """

    def __init__(
        self,
        path: Path,
        timeout: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        locking: Locking | None = None,
        signed: bool = True,
    ) -> None:
        self._path = path
        self._timeout = timeout
        self._clock = clock
        self._sleep = sleep
        self._locking = locking or usual_locking()
        self._signed = signed
        self._descriptor = -1

    def __enter__(self) -> Self:
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise not_now(error, "locked", self._path) from error
        try:
            self._wait(descriptor)
            if self._signed:
                self._sign(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise not_now(error, "locked", self._path) from error
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if self._signed:
            self._unsign(descriptor)
        try:
            with suppress(OSError):  # closing gives it back too
                self._locking.release(descriptor)
        finally:
            os.close(descriptor)

    def _wait(self, descriptor: int) -> None:
        end = self._clock() + self._timeout
        pause = _FIRST_PAUSE
        while not self._locking.attempt(descriptor):
            left = end - self._clock()
            if left <= 0:
                raise NotNowError(
                    f"{visible(self._path.stem)} is being changed by {self._name()}. "
                    "Nothing has been changed; try again in a moment"
                )
            self._sleep(min(pause, left))
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _sign(self, descriptor: int) -> None:
        """Writes the holder's name. A courtesy: the lock holds without it."""
        import getpass

        name = f"{_user(getpass.getuser)} (process {os.getpid()})".encode("utf-8", "replace")
        with suppress(OSError):
            if self._locking.holder_suffix:
                self._holder().write_bytes(name)
                return
            if os.fstat(descriptor).st_size:  # the name of a holder who was killed
                os.ftruncate(descriptor, 0)
            os.write(descriptor, name)

    def _unsign(self, descriptor: int) -> None:
        """Takes the name away."""
        with suppress(OSError):
            if self._locking.holder_suffix:
                self._holder().write_bytes(b"")
            else:
                os.ftruncate(descriptor, 0)

    def _holder(self) -> Path:
        return self._path.with_name(self._path.name + self._locking.holder_suffix)

    def _name(self) -> str:
        try:
            name = self._holder().read_bytes().decode("utf-8", "replace")[:_NAME_LIMIT].strip()
        except OSError:
            name = ""
        return visible(name) or "somebody else"


@cache
def _user(ask: Callable[[], str]) -> str:
    """Who works here: asked once in a process, as the list of accounts is long to look through."""
    try:
        return ask()
    except (OSError, KeyError, ImportError):  # an account without a name
        return "somebody"
