"""From the first format of a register to this one, in its place: an old practice register becomes a new one.

First everything is written anew beside the old files, read back and held against them. Then the marker is replaced in
one step: before that an older program reads all of it, after that this one does. Only then are the old files moved
aside, and none is deleted. Killed at any moment it goes on where it was when it is started again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, ParamSpec

import msgspec

from wizard.base.errors import EscalateError, NotNowError, wrong_input
from wizard.base.paths import UnconfirmedError, confirm, make_private, named, not_now, patiently, write_new
from wizard.register import making, opening
from wizard.register.bring_over import bring_case, bring_late, bring_late_place, bring_place
from wizard.register.format_one import (
    FORMAT,
    NotReadableError,
    OldMarker,
    old_case_files,
    old_place_files,
)
from wizard.register.keys import Keys
from wizard.register.lock import CaseLock
from wizard.register.marker import MARKER, Marker, OldFormatError, read_marker, replace_marker
from wizard.register.slots import open_slot
from wizard.register.storage import DamagedFileError
from wizard.register.synced import refuse_synced
from wizard.register.unfinished import unfinished

#: Where the old files are kept, in the folder of the register.
KEPT_IN: Final = "format-1"
#: The marker that is going to be put in place. What is written before is sealed with its keys.
_COMING: Final = f"{MARKER}.migrating"
_FOLDERS: Final = ("cases", "previous", "locks", "places", KEPT_IN, f"{KEPT_IN}/cases", f"{KEPT_IN}/places")


_P = ParamSpec("_P")


class Migrated(msgspec.Struct, frozen=True, kw_only=True):
    """What was brought over. `problems` are sentences about files that could not be read; those are in `kept_in` as
    they were. Without `any` there was nothing to do."""

    any: bool
    cases: int = 0
    places: int = 0
    kept_in: Path = Path()
    problems: tuple[str, ...] = ()


def migrate(folder: Path, at: datetime, *, environ: Mapping[str, str], lock_seconds: float = 5.0) -> Migrated:
    """Makes the practice register of format 1 in `folder` one of this format. `environ` is where services that copy
    folders say which.

    Raises `WrongInputError` where there is no register, `NotNowError` (nothing that was recorded has changed: try
    again), `DamagedFileError` for a damaged marker, `UnconfirmedError`.
    """
    if not _is_old(folder) and not _left_over(folder):
        return Migrated(any=False)
    refuse_synced(folder, environ)
    for name in _FOLDERS:
        try:
            make_private(folder / name)
        except OSError as error:
            raise not_now(error, "made", folder / name) from error
    with CaseLock(folder / "register.lock", lock_seconds):
        work = _Migration(folder, lock_seconds)
        if _is_old(folder):
            work.write_all(at)
            work.commit()
        work.set_aside(opening.open_freely(_marker_there(folder), folder))
    return Migrated(
        any=True,
        cases=work.cases,
        places=work.places,
        kept_in=folder / KEPT_IN,
        problems=tuple(dict.fromkeys(work.problems)),
    )


def _is_old(folder: Path) -> bool:
    try:
        marker = read_marker(folder)
    except OldFormatError:
        return True
    if marker is None:
        raise wrong_input(f"there is no register in {named(folder)}; there is nothing to bring over")
    return False


def _left_over(folder: Path) -> bool:
    """Whether a practice register of this format still has files of the one before in it."""
    if not _marker_there(folder).practice:
        return False
    return bool(
        old_case_files(folder / "cases")
        or old_place_files(folder / "places")
        or os.path.lexists(folder / _COMING)
    )


def _marker_there(folder: Path) -> Marker:
    marker = read_marker(folder)
    if marker is None:
        raise wrong_input(f"there is no register in {named(folder)}; there is nothing to bring over")
    return marker


class _Migration:
    """One run. The lock of the register is held."""

    def __init__(self, folder: Path, lock_seconds: float) -> None:
        self._folder = folder
        self._seconds = lock_seconds
        self._cases = folder / "cases"
        self.cases = 0
        self.places = 0
        self.problems: list[str] = []

    # Before the commit.

    def write_all(self, at: datetime) -> None:
        """Writes every case and place anew and reads it back. The old files stay as they are."""
        self._check_old_marker()
        keys = self._coming_keys(at)
        for case_id in old_case_files(self._cases):
            with self._old_lock(case_id):
                self._written(f"case {case_id}", bring_case, self._folder, case_id, keys)
        for path in old_place_files(self._folder / "places"):
            self._written(_place(path), bring_place, path, keys)
        self._keep_old_marker()

    def commit(self) -> None:
        """Puts the new marker in place of the old: from now on it is a register of this format."""
        coming = self._read_coming()
        assert coming is not None  # `write_all` made it
        replace_marker(self._folder, coming, forget=True)

    def _written(self, what: str, bring: Callable[_P, None], *args: _P.args, **options: _P.kwargs) -> None:
        try:
            bring(*args, **options)
        except NotReadableError as error:
            self.problems.append(f"{what}: {error}")

    def _check_old_marker(self) -> None:
        path = self._folder / MARKER
        try:
            old = msgspec.json.decode(path.read_bytes(), type=OldMarker)
        except OSError as error:
            raise not_now(error, "read", path) from error
        if not old.practice:
            raise EscalateError(
                f"{named(path)} says that it is no practice register, and earlier versions made no others. "
                "Nothing has been changed"
            )

    def _coming_keys(self, at: datetime) -> Keys:
        """Those of the register that is being made; the same ones again, after a kill."""
        coming = self._read_coming()
        if coming is None:
            keys = making.new_keys(practice=True)
            coming = making.new_marker(keys, (open_slot(keys),), making.new_signing_key(), at)
            # It holds what a practice register's own marker holds: nothing that is secret.
            write_new(self._folder / _COMING, msgspec.json.encode(coming) + b"\n")
            return keys
        return opening.open_freely(coming, self._folder)

    def _read_coming(self) -> Marker | None:
        path = self._folder / _COMING
        try:
            return msgspec.json.decode(path.read_bytes(), type=Marker)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise not_now(error, "read", path) from error
        except ValueError as error:
            raise DamagedFileError(path, "it is not the marker that was written there") from error

    def _keep_old_marker(self) -> None:
        kept = self._folder / KEPT_IN / MARKER
        if kept.exists():
            return
        path = self._folder / MARKER
        try:
            data = path.read_bytes()
        except OSError as error:
            raise not_now(error, "read", path) from error
        write_new(kept, data)

    # After the commit.

    def set_aside(self, keys: Keys) -> None:
        """Moves the old files aside. What an older program wrote in the last moment is brought over first."""
        for case_id, names in old_case_files(self._cases).items():
            with self._old_lock(case_id):
                self.cases += self._try(
                    f"case {case_id}", bring_late, self._folder, case_id, keys, self._seconds
                )
                for name in names:
                    if not name.endswith(".lock"):
                        self._move(self._cases / name)
            with suppress(OSError):  # Windows keeps a file that is open
                (self._cases / f"{case_id}.lock").unlink()
        for path in old_place_files(self._folder / "places"):
            self.places += self._try(_place(path), bring_late_place, path, keys)
            self._move(path)
        self._forget_old_marker()
        for folder in (KEPT_IN, f"{KEPT_IN}/cases", f"{KEPT_IN}/places"):
            confirm(self._folder / folder / MARKER)
        with suppress(OSError):
            # What a kill has left of files that only whoever holds the lock of the register writes.
            unfinished_here = f"{unfinished(self._folder).name}/.escalate-*.tmp"
            for form in (".escalate-*.tmp", f"{MARKER}.*tmp", f"{KEPT_IN}/.escalate-*.tmp", unfinished_here):
                for half_written in self._folder.glob(form):
                    half_written.unlink()
            (self._folder / _COMING).unlink(missing_ok=True)

    def _forget_old_marker(self) -> None:
        """The copy beside the marker is of the old one where this was killed right after the commit."""
        previous = self._folder / f"{MARKER}.previous"
        try:
            old = msgspec.json.decode(previous.read_bytes(), type=OldMarker)
        except (OSError, ValueError):
            return
        if old.format == FORMAT:
            self._move(previous, KEPT_IN)

    def _try(self, what: str, bring: Callable[_P, None], *args: _P.args, **options: _P.kwargs) -> bool:
        """Brings something over; where that cannot be, notes why and says so."""
        try:
            bring(*args, **options)
        except NotReadableError as error:
            self.problems.append(f"{what}: {error}")
            return False
        except (NotNowError, UnconfirmedError):
            raise
        except EscalateError as error:
            self.problems.append(f"{what}: {error}")
            return False
        return True

    def _move(self, path: Path, folder: str = "") -> None:
        to = self._folder / (folder or f"{KEPT_IN}/{path.parent.name}")
        try:
            patiently(lambda: path.rename(_free(to, path.name)))
        except FileNotFoundError:
            return  # what a killed write had left, and another one swept
        except OSError as error:
            raise not_now(error, "moved aside", path) from error

    def _old_lock(self, case_id: str) -> CaseLock:
        """The lock that an older program holds while it saves."""
        return CaseLock(self._cases / f"{case_id}.lock", self._seconds)


def _place(path: Path) -> str:
    return f"where somebody was in case {path.stem}"


def _free(folder: Path, name: str) -> Path:
    return next(path for path in _choices(folder, name) if not os.path.lexists(path))


def _choices(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    number = 2
    while True:
        yield folder / f"{name}.{number}"
        number += 1
