"""How the file of one case is read and written: whole, on the disk, and never taken for an empty one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn, cast

from tinydb.storages import Storage

from wizard.base.errors import EscalateError
from wizard.base.paths import confirm, create_file, named, not_now, patiently
from wizard.base.text import visible

#: What TinyDB keeps: tables by name, in each the documents by number.
Tables = dict[str, dict[str, object]]

_PREVIOUS: Final = ".previous"


class DamagedFileError(EscalateError):
    """A file of the register cannot be read as what it should be. It is left exactly as it was found."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        previous = previous_of(path)
        beside = f"; the copy before the last change is {visible(previous.name)}" if previous.exists() else ""
        super().__init__(
            f"{named(path)} is damaged: {why}. Nothing has been changed or set aside; "
            f"restore it from a backup{beside}"
        )


def previous_of(path: Path) -> Path:
    """Where the last good copy of `path` is kept."""
    return path.with_name(path.name + _PREVIOUS)


class DurableStorage(Storage):
    """TinyDB's storage for the file at `path`. Whoever writes or sweeps holds the lock of that file.

    `clock` and `sleep` (seconds) serve only the wait for a file that Windows says is in use.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._path = path
        self._clock = clock
        self._sleep = sleep
        self._temporary = path.with_name(path.name + ".new.tmp")
        self._second = path.with_name(path.name + _PREVIOUS + ".tmp")

    def read(self) -> Tables | None:
        """The tables; None only where neither the file nor its previous copy exists.

        Raises `DamagedFileError`, `NotNowError`.
        """
        found: list[bytes] = []
        try:
            self._patiently(lambda: found.append(self._path.read_bytes()))
        except FileNotFoundError:
            if previous_of(self._path).exists():
                raise DamagedFileError(self._path, "it is missing") from None
            return None
        except OSError as error:
            raise not_now(error, "read", self._path) from error
        try:
            tables: object = json.loads(found[0].decode("utf-8"), parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise DamagedFileError(self._path, "it is cut short or not in its format") from error
        if (
            not isinstance(tables, dict)
            or not tables
            or not all(isinstance(t, dict) for t in tables.values())
        ):
            raise DamagedFileError(self._path, "it does not hold what it should")
        return cast("Tables", tables)  # the names are text because JSON has no others

    def write(self, data: Tables) -> None:
        """Puts `data` in place of what was there, which is kept beside it. On the disk when this returns.

        Raises `ValueError` for what JSON cannot hold, `NotNowError` (nothing has changed),
        `UnconfirmedError`.
        """
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        content = f"{text}\n".encode()
        try:
            create_file(self._temporary, content)
            try:
                self._keep_previous()
                self._patiently(lambda: self._temporary.replace(self._path))
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
            try:
                leftover.unlink(missing_ok=True)
            except OSError as error:
                raise not_now(error, "tidied", leftover) from error

    def _keep_previous(self) -> None:
        if not self._path.exists():
            return  # the first version has none before it
        try:
            self._second.hardlink_to(self._path)
        except OSError:  # a disk without hard links
            create_file(self._second, self._path.read_bytes())
        try:
            self._patiently(lambda: self._second.replace(previous_of(self._path)))
        finally:
            # Renaming one name of a file to another name of the same file does nothing at all; a write that
            # was killed before its last step leaves the two names so.
            with suppress(OSError):
                self._second.unlink()

    def _patiently(self, action: Callable[[], object]) -> None:
        patiently(action, clock=self._clock, sleep=self._sleep)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
