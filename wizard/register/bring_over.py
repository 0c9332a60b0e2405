"""One case or one place of a register of format 1, written anew and held against the old; that stays as it is."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from wizard.base.errors import EscalateError, NotNowError
from wizard.base.paths import named
from wizard.register.casefile import CaseFile, StoredCase, case_path, chained
from wizard.register.events import Case, Event
from wizard.register.format_one import read_old_case, read_old_place, same_events
from wizard.register.index import Index, IndexRow
from wizard.register.keys import Keys
from wizard.register.lock import CaseLock
from wizard.register.places import Place, Places
from wizard.register.storage import DamagedFileError


def bring_case(folder: Path, case_id: str, keys: Keys) -> None:
    """Writes a case of the register in `folder` anew, unless that has been done, and reads it back.

    Its old lock is held. Raises `NotReadableError`, `NotNowError`, `UnconfirmedError`, and `EscalateError` where
    something else lies in its place.
    """
    old = read_old_case(folder / "cases", case_id)
    file = CaseFile(folder, case_id, keys)
    file.sweep()
    case = _there(file, folder, case_id)
    if case is None:
        file.put(StoredCase(id=case_id, practice=True, events=chained(case_id, (), old)))
    elif _is_behind(case, old):
        _add(file, case_id, old[len(case.events) :])
    case = file.read()
    if case is None or not same_events(case.events, old):
        raise NotNowError(
            f"case {case_id} was written anew, and is not what it was. The old files are as they were. "
            f"Move {named(case_path(folder, case_id))} out of the folder and try again"
        )


def bring_late(folder: Path, case_id: str, keys: Keys, seconds: float) -> None:
    """As `bring_case`, for a register that is in use: what an older program wrote in the last moment is brought over,
    and whatever this one has done since stays. Waits for `seconds` for a colleague who is saving the case."""
    old = read_old_case(folder / "cases", case_id)
    file = CaseFile(folder, case_id, keys)
    with CaseLock(folder / "locks" / f"{case_id}.lock", seconds):
        case = _there(file, folder, case_id)
        if case is not None and len(case.events) >= len(old):
            return
        if case is not None and not _is_behind(case, old):
            raise EscalateError("it was changed by an older program after it was brought over")
        Index(folder, keys).append(IndexRow(id=case_id, version=len(old)))
        if case is None:
            file.put(StoredCase(id=case_id, practice=True, events=chained(case_id, (), old)))
        else:
            _add(file, case_id, old[len(case.events) :])


def bring_place(path: Path, keys: Keys) -> None:
    """Writes the place in the old file at `path` anew beside it, unless that has been done, and reads it back.

    Raises `NotReadableError`, `NotNowError`, `UnconfirmedError`.
    """
    old = read_old_place(path)
    places = Places(path.parent, lambda: keys)
    if places.of(old.case) != old:
        places.keep(old)
    _date_like(path, old)
    if places.of(old.case) != old:
        raise NotNowError(
            f"{named(path)} was written anew, and was not read back as it was. The old files are as they were; "
            "try again"
        )


def bring_late_place(path: Path, keys: Keys) -> None:
    """As `bring_place`, for a register that is in use: a place that is there already is newer, and stays."""
    if path.with_suffix(".place").exists():
        read_old_place(path)
    else:
        bring_place(path, keys)


def _there(file: CaseFile, folder: Path, case_id: str) -> Case | None:
    try:
        return file.read()
    except DamagedFileError as error:
        raise EscalateError(
            f"{named(case_path(folder, case_id))} is in the place of a case that is to be written anew, and cannot "
            "be read. Nothing has been changed; move it out of the folder and try again"
        ) from error


def _is_behind(case: Case, old: tuple[Event, ...]) -> bool:
    """Whether the old one has gone on since the case was written anew."""
    return len(case.events) < len(old) and same_events(case.events, old[: len(case.events)])


def _add(file: CaseFile, case_id: str, added: tuple[Event, ...]) -> None:
    file.change(lambda stored: chained(case_id, stored.events, added))


def _date_like(path: Path, old: Place) -> None:
    """The one that was kept last is where the program goes on."""
    with suppress(OSError):
        found = path.stat()
        os.utime(path.with_name(f"{old.case}.place"), ns=(found.st_atime_ns, found.st_mtime_ns))
