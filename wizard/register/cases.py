"""Cases as sequences of events that are only ever added to. For invented cases: nothing is encrypted yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from wizard.base.errors import EscalateError, NotNowError, WrongInputError, wrong_input
from wizard.base.paths import UnconfirmedError, make_private, named, not_now, write_new
from wizard.base.text import nearest, visible
from wizard.register.editions import Editions
from wizard.register.events import JSON, Author, Case, Event, NewEvent, recorded
from wizard.register.places import Places

# TinyDB, and whatever imports it, is imported where a case is opened: looking up a number pays nothing.
if TYPE_CHECKING:
    from wizard.register.casefile import CaseFile

__all__ = [
    "JSON",
    "Author",
    "Case",
    "CaseSummary",
    "ConflictError",
    "Event",
    "NewEvent",
    "Register",
    "UnconfirmedCaseError",
]

_FORMAT: Final = 1
_MARKER: Final = "register.json"
_NOTE: Final = "for invented cases only until this register is encrypted"
_SIGNS: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # none that is read as another
_RANDOM_SIGNS: Final = 6
_CASE_ID: Final = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}-[{_SIGNS}]{{{_RANDOM_SIGNS}}}")
_ID_LENGTH: Final = len("2026-11-16-") + _RANDOM_SIGNS


class CaseSummary(msgspec.Struct, frozen=True):
    """A line of the list of cases. `opened` and `changed` are the times of its first and its last event."""

    id: str
    version: int
    opened: str
    changed: str
    practice: bool


class ConflictError(NotNowError):
    """Somebody else has added to the case since it was looked at."""


class UnconfirmedCaseError(UnconfirmedError):
    """The new case is in its place, and the disk did not confirm it. `case` is what to go on with."""

    def __init__(self, case: Case, error: UnconfirmedError) -> None:
        super().__init__(str(error))
        self.case = case


class _Marker(msgspec.Struct, frozen=True):
    format: int
    practice: bool
    note: str


# Inside `Register` the word `list` is a method.
_Summaries: TypeAlias = list[CaseSummary]
_Names: TypeAlias = list[str]


class Register:
    """The cases in `folder`, one file each. Nothing is kept open or remembered between calls.

    `lock_seconds` is the longest wait for a colleague who is saving the same case. Every method raises
    `NotNowError` where the disk does not let it (nothing has changed then), `DamagedFileError` for a file
    that cannot be read, and `EscalateError` for a register that a newer version of the program has made;
    those that write raise `UnconfirmedError` where the disk did not confirm what was written.
    """

    def __init__(self, folder: Path, *, lock_seconds: float = 5.0) -> None:
        self._folder = folder
        self._cases = folder / "cases"
        self._lock_seconds = lock_seconds
        self.places = Places(folder / "places")
        self.editions = Editions(folder / "editions", self._check_format)

    def create(self, events: Sequence[NewEvent], *, at: datetime, author: Author) -> Case:
        """Opens a case with its first events. Its id is the day of `at`, in that zone, and random signs.

        Makes the folder where there is none. Raises `ValueError` without events or for an `at` without an
        offset, `WrongInputError` for data that cannot be kept.
        """
        first = recorded(events, 0, at, author)
        self._prepare()
        self._sweep_abandoned()
        while True:
            case_id = _new_id(at)
            file = self._file(case_id)
            with file.lock(self._lock_seconds):
                if not file.exists():
                    case = Case(id=case_id, version=len(first), practice=True, events=first)
                    try:
                        file.insert(case)
                    except UnconfirmedError as error:
                        raise UnconfirmedCaseError(case, error) from error
                    return case

    def get(self, case_id: str) -> Case:
        """The case as it stands. Raises `WrongInputError` for an id that no case has."""
        self._check_format()
        case = self._file(case_id).read() if _CASE_ID.fullmatch(case_id) else None
        if case is None:
            raise self._unknown(case_id)
        return case

    def history(self, case_id: str) -> tuple[Event, ...]:
        """What was recorded in the case, in that order. Raises as `get` does."""
        return self.get(case_id).events

    def commit(
        self, case_id: str, events: Sequence[NewEvent], *, expected_version: int, at: datetime, author: Author
    ) -> Case:
        """Adds events to a case that is still at `expected_version`, in one write, and returns the new case.

        They are on the disk by then. An `at` before the last event's is kept as it is: `seq` is the order.
        Raises `ConflictError` where the case is at another version, and as `create` and `get` do.
        """
        added = recorded(events, expected_version, at, author)
        self._check_format()
        if not _CASE_ID.fullmatch(case_id) or not self._file(case_id).exists():
            raise self._unknown(case_id)  # before the lock: its file would stay for every mistyped id
        file = self._file(case_id)
        with file.lock(self._lock_seconds):
            case = self.get(case_id)
            if case.version != expected_version:
                raise _conflict(case, expected_version)
            version = case.version + len(added)
            changed = msgspec.structs.replace(case, version=version, events=case.events + added)
            file.update(changed)
            return changed

    def list(self) -> _Summaries:
        """The cases that can be read, the one changed last first. `damaged` has the others."""
        self._check_format()
        found = [_summary(case) for case in self._readable()]
        return sorted(found, key=lambda each: (each.changed, each.id), reverse=True)

    def has_cases(self) -> bool:
        """Whether there is any case, also one that cannot be read. Reads none."""
        self._check_format()
        return bool(self._ids())

    def cases(self) -> Iterator[Case]:
        """Every case that can be read, whole, in the order of their ids."""
        self._check_format()
        yield from self._readable()

    def damaged(self) -> _Names:
        """The ids of the cases that are there and cannot be read, in order."""
        self._check_format()
        readable = {case.id for case in self._readable()}
        return [case_id for case_id in self._ids() if case_id not in readable]

    def _file(self, case_id: str) -> CaseFile:
        from wizard.register.casefile import CaseFile

        return CaseFile(self._cases, case_id)

    def _unknown(self, case_id: str) -> WrongInputError:
        near = nearest(case_id, self._ids())
        hint = f"did you mean {near}?" if near else "the list of cases has those there are"
        return wrong_input(f"there is no case '{visible(case_id)}'; {hint}")

    def _names(self) -> _Names:
        try:
            return [path.name for path in self._cases.iterdir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise not_now(error, "read", self._cases) from error

    def _ids(self) -> _Names:
        """Of every case of which there is the file or its previous copy."""
        found = {
            name[:_ID_LENGTH] for name in self._names() if name[_ID_LENGTH:] in (".json", ".json.previous")
        }
        return sorted(case_id for case_id in found if _CASE_ID.fullmatch(case_id))

    def _readable(self) -> Iterator[Case]:
        from wizard.register.storage import DamagedFileError

        for case_id in self._ids():
            try:
                case = self._file(case_id).read()
            except DamagedFileError:
                continue
            if case is not None:
                yield case

    def _sweep_abandoned(self) -> None:
        """Removes what is left of cases whose very first write was killed: nobody will ever open those."""
        for name in self._names():
            case_id = name[:_ID_LENGTH]
            if not name.endswith(".tmp") or not _CASE_ID.fullmatch(case_id):
                continue
            file = self._file(case_id)
            try:
                with file.lock(0):
                    file.sweep()
            except NotNowError:
                continue  # it is being written at this moment

    def _prepare(self) -> None:
        try:
            make_private(self._cases)
        except OSError as error:
            raise not_now(error, "made", self._cases) from error
        if self._check_format():
            return
        marker = msgspec.json.encode(_Marker(format=_FORMAT, practice=True, note=_NOTE)) + b"\n"
        try:
            write_new(self._folder / _MARKER, marker)
        except WrongInputError:  # another process made it at the same moment
            if not self._check_format():
                raise

    def _check_format(self) -> bool:
        """Whether the register has been made. Raises rather than touch one of another format."""
        marker = self._folder / _MARKER
        try:
            found = msgspec.json.decode(marker.read_bytes(), type=_Marker)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise not_now(error, "read", marker) from error
        except msgspec.DecodeError as error:
            from wizard.register.storage import DamagedFileError

            raise DamagedFileError(marker, "it does not say what kind of register this is") from error
        if found.format != _FORMAT:
            raise EscalateError(
                f"{named(self._folder)} is a register of format {found.format}, and this version of the "
                f"program reads format {_FORMAT}. Nothing has been changed; use the version that made it"
            )
        return True


def _summary(case: Case) -> CaseSummary:
    return CaseSummary(
        id=case.id,
        version=case.version,
        opened=case.events[0].time,
        changed=case.events[-1].time,
        practice=case.practice,
    )


def _new_id(at: datetime) -> str:
    import secrets

    return f"{at.date().isoformat()}-{''.join(secrets.choice(_SIGNS) for _ in range(_RANDOM_SIGNS))}"


def _conflict(case: Case, expected_version: int) -> ConflictError:
    last = case.events[-1]
    return ConflictError(
        f"case {case.id} has changed since you looked at it. It was at version {expected_version} and is at "
        f"{case.version} now. The last entry is by {visible(last.author.name)} ({visible(last.author.role)}), at "
        f"{last.time}. Nothing of yours has been saved. Look at the case again, and then repeat it"
    )
