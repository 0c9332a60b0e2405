"""How the file of one case is read and written: whole, on the disk, and never taken for an empty one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol, cast

import msgspec
from tinydb.storages import Storage

from wizard.base.errors import EscalateError
from wizard.base.paths import (
    confirm,
    create_file,
    keep_copy,
    make_private,
    named,
    not_now,
    patiently,
    read_whole,
)
from wizard.register.spare import Spare

#: What TinyDB keeps: tables by name, in each the documents by number.
Tables = dict[str, dict[str, object]]

_PREVIOUS: Final = ".previous"
_SPARE: Final = ".spare"
#: How often what is being written over while it is read is read again.
_LOOKS: Final = 3


class DamagedFileError(EscalateError):
    """A file of the register cannot be read as what it should be. It is left exactly as it was found."""

    def __init__(self, path: Path, why: str, previous: Path | None = None) -> None:
        self.path = path
        before = previous_of(path) if previous is None else previous
        beside = f"; the copy before the last change is {named(before)}" if before.exists() else ""
        super().__init__(
            f"{named(path)} is damaged: {why}. Nothing has been changed or set aside; "
            f"restore it from a backup{beside}"
        )


class Sealing(Protocol):
    """How the bytes of a file are kept secret, and held to be the ones that were written."""

    def seal(self, plain: bytes) -> bytes:
        """The bytes to keep."""
        ...

    def unseal(self, data: bytes) -> bytes:
        """The bytes that were sealed. Raises `ValueError` where `data` is not exactly what was written."""
        ...


class Plain:
    """No sealing: what is not secret, and what a test wants to read."""

    def seal(self, plain: bytes) -> bytes:
        return plain

    def unseal(self, data: bytes) -> bytes:
        return data


def previous_of(path: Path) -> Path:
    """Where the last good copy of `path` is kept, unless it is kept elsewhere."""
    return path.with_name(path.name + _PREVIOUS)


def spare_of(path: Path, previous: Path, scratch: Path | None = None) -> Path:
    """Where the room of the copy before the last but one is kept for the next write."""
    return (scratch or previous.parent) / f"{path.name}{_SPARE}"


@lru_cache(maxsize=256)  # each path is put together once, and not at each event
def _spare(path: Path, previous: Path, scratch: Path | None) -> Spare:
    return Spare(spare_of(path, previous, scratch))


@lru_cache(maxsize=256)
def temporaries(path: Path, previous: Path, scratch: Path | None = None) -> tuple[Path, Path]:
    """The names of the unfinished file, and of the unfinished copy before the change, that a killed write can leave."""
    first, second = f"{path.name}.new.tmp", f"{previous.name}.tmp"
    return (scratch or path.parent) / first, (scratch or previous.parent) / second


class DurableStorage(Storage):
    """TinyDB's storage for the file at `path`. Whoever writes or sweeps holds the lock of that file.

    `previous` is where the copy before the last change is kept, and `scratch` a folder for what is not finished yet,
    both on the same disk; without them that lies beside the file. `clock` and `sleep` (seconds)
    serve only the wait for a file that Windows says is in use.
    """

    def __init__(
        self,
        path: Path,
        *,
        sealing: Sealing | None = None,
        previous: Path | None = None,
        scratch: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._path = path
        self._sealing = sealing or Plain()
        self._previous = previous or previous_of(self._path)
        self._clock = clock
        self._sleep = sleep
        self._scratch = scratch
        self._temporary, self._second = temporaries(self._path, self._previous, scratch)
        self._spare = _spare(self._path, self._previous, scratch)

    def read(self) -> Tables | None:
        """The tables; None only where neither the file nor its previous copy exists.

        Raises `DamagedFileError`, `NotNowError`.
        """
        found = self._found()
        if found is None:
            return None
        for look in range(_LOOKS):
            try:
                tables: object = msgspec.json.decode(self._sealing.unseal(found))
                break
            except (ValueError, RecursionError) as error:  # msgspec's own errors are ValueErrors
                # Three writes since the file was opened, and it was the spare of the last one: look again.
                again = self._found() if look + 1 < _LOOKS else None
                if again is None or again == found:
                    raise self._damaged("it is cut short, changed or not in its format") from error
                found = again
        if (
            not isinstance(tables, dict)
            or not tables
            or not all(isinstance(t, dict) for t in tables.values())
        ):
            raise self._damaged("it does not hold what it should")
        return cast("Tables", tables)  # the names are text because JSON has no others

    def _found(self) -> bytes | None:
        found: list[bytes] = []
        try:
            self._patiently(lambda: found.append(read_whole(self._path)))
        except FileNotFoundError:
            if self._previous.exists():
                raise self._damaged("it is missing") from None
            return None
        except OSError as error:
            raise not_now(error, "read", self._path) from error
        return found[0]

    def write(self, data: Tables) -> None:
        """Puts `data` in place of what was there, which is kept beside it. On the disk when this returns.

        A number that is none (NaN) becomes null: whoever makes the tables looks for such before. Raises `ValueError`
        or `TypeError` for what JSON cannot hold, `NotNowError` (nothing has changed), `UnconfirmedError`.
        """
        content = self._sealing.seal(msgspec.json.encode(data))
        try:
            self._create(content)
            try:
                self._keep_previous()
                self._patiently(lambda: os.replace(self._temporary, self._path))  # noqa: PTH105 - as in keep_copy
            except BaseException:
                with suppress(OSError):
                    self._temporary.unlink()
                raise
        except OSError as error:
            raise not_now(error, "saved", self._path) from error
        confirm(self._path)

    def sweep(self) -> None:
        """Removes what a killed write has left behind. Raises `NotNowError`."""
        for leftover in (self._temporary, self._second):
            if not os.path.lexists(leftover):
                continue
            try:
                leftover.unlink(missing_ok=True)
            except OSError as error:
                raise not_now(error, "tidied", leftover) from error

    def forget_previous(self) -> None:
        """Removes the copy before the last change, for good: what was erased must not live on in it.

        Raises `NotNowError`, `UnconfirmedError`.
        """
        try:
            self._spare.forget()
            self._previous.unlink(missing_ok=True)
        except OSError as error:
            raise not_now(error, "removed", self._previous) from error
        confirm(self._previous)

    def _create(self, content: bytes) -> None:
        if self._spare.write(self._temporary, content, (self._path, self._previous)):
            return
        try:
            create_file(self._temporary, content)
        except FileExistsError:  # of a write that was killed
            self.sweep()
            create_file(self._temporary, content)
        except FileNotFoundError:
            if self._scratch is None:
                raise
            make_private(self._scratch)
            create_file(self._temporary, content)

    def _keep_previous(self) -> None:
        with suppress(FileNotFoundError):  # the first version has none before it
            self._spare.keep(self._previous)
            try:
                keep_copy(self._path, self._previous, self._second, patience=self._patiently)
            except FileExistsError:  # of a write that was killed
                self._second.unlink()
                keep_copy(self._path, self._previous, self._second, patience=self._patiently)

    def _damaged(self, why: str) -> DamagedFileError:
        return DamagedFileError(self._path, why, self._previous)

    def _patiently(self, action: Callable[[], object]) -> None:
        patiently(action, clock=self._clock, sleep=self._sleep)
