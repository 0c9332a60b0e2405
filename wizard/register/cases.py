"""Cases as sequences of events that are only ever added to, sealed, in a folder of one's own."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import msgspec

from wizard.base.errors import EscalateError, NotNowError, WrongInputError, wrong_input
from wizard.base.paths import UnconfirmedError, make_private, not_now
from wizard.base.text import nearest, visible
from wizard.register.blobs import Blobs
from wizard.register.editions import Editions
from wizard.register.events import JSON, Author, Case, Event, NewEvent, recorded
from wizard.register.places import Places
from wizard.register.store import (
    CaseSummary,
    ConflictError,
    Head,
    LockedError,
    Store,
    UnconfirmedCaseError,
    Watched,
)
from wizard.register.unfinished import unfinished

# TinyDB and cryptography, and whatever imports them, are imported where a case is opened: looking up a number, and
# the first question, pay nothing for them.
if TYPE_CHECKING:
    from wizard.register.access import AccessLog
    from wizard.register.casefile import CaseFile, StoredCase, StoredEvent
    from wizard.register.index import Index, IndexRow, Loaded
    from wizard.register.keys import Keys
    from wizard.register.lock import CaseLock
    from wizard.register.marker import Marker
    from wizard.register.vault import Vault

__all__ = [
    "JSON",
    "Author",
    "Case",
    "CaseSummary",
    "ConflictError",
    "Event",
    "LockedError",
    "NewEvent",
    "Register",
    "UnconfirmedCaseError",
]

_SIGNS: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # none that is read as another
_RANDOM_SIGNS: Final = 6
CASE_ID: Final = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}-[{_SIGNS}]{{{_RANDOM_SIGNS}}}")
_ENDING: Final = ".case"

State = Literal["none", "practice", "locked", "open"]


class Listing(msgspec.Struct, frozen=True):
    """What is known of the cases without opening one.

    `count` is how many there are; `unknown` are the ids of cases that the index does not know; where `torn`, it
    may be wrong about the others too, and about those that are `doubtful` since the computer was started anew. `lost` are those that the index knows and whose files are gone.
    """

    loaded: Loaded
    count: int
    unknown: frozenset[str]
    lost: frozenset[str]
    doubtful: frozenset[str]
    torn: bool
    mark: str


# Inside `Register` the word `list` is a method.
_Summaries: TypeAlias = list[CaseSummary]
_Names: TypeAlias = list[str]
_Stored: TypeAlias = "list[StoredEvent]"


class Register:
    """The cases in `folder`, one file each. Nothing of a case is kept open or remembered between calls.

    `lock_seconds` is the longest wait for a colleague who is saving the same case. `unlock` is asked for the keys of
    a real register when they are first needed; without it, or where it raises, the register is locked. `environ` is
    where services that copy folders say which. Every method raises `NotNowError` where the disk does not let it
    (nothing has changed then) and `LockedError` where there are no keys, `DamagedFileError` for a file that cannot be
    read, and `EscalateError` for a register that another version of the program has made; those that write raise
    `UnconfirmedError` where the disk did not confirm what was written, and `WrongInputError` in a folder that a
    service copies to somewhere else.
    """

    def __init__(
        self,
        folder: Path,
        *,
        lock_seconds: float = 5.0,
        unlock: Callable[[Vault], Keys] | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self._cases, self._previous = folder / "cases", folder / "previous"
        self._folders = (self._cases, self._previous, folder / "locks", unfinished(folder))
        self._marker_file = folder / "register.json"
        self._folders_made = False
        self._lock_seconds = lock_seconds
        self._unlock = unlock
        self._environ = environ or {}
        self._held: Keys | None = None
        self._index_of: tuple[Keys, Index] | None = None
        self._not_copied = False
        self._marker_of: tuple[tuple[int, int, int], Marker] | None = None
        self._vault: Vault | None = None
        self.places = Places(folder / "places", self.keys)
        self.editions = Editions(folder / "editions", self._check_usable)
        self.documents = Blobs(folder / "documents", self.keys)

    # Keys.

    @property
    def vault(self) -> Vault:
        """Where the keys of this register are kept."""
        if self._vault is None:
            from wizard.register.vault import Vault

            self._vault = Vault(self.folder)
        return self._vault

    def marker(self) -> Marker | None:
        """What `register.json` says, read again when the file is another one. Raises as `Vault.marker`."""
        try:
            found = self._marker_file.stat()
        except OSError:
            return self.vault.marker()  # says what is wrong, or that there is none
        stamp = (found.st_ino, found.st_mtime_ns, found.st_size)
        if self._marker_of is None or self._marker_of[0] != stamp:
            marker = self.vault.marker()
            if marker is None:
                return None
            self._marker_of = (stamp, marker)
        return self._marker_of[1]

    def state(self) -> State:
        """Whether there is a register, of which kind, and whether its cases can be read now. Asks for no secret."""
        marker = self.marker()
        if marker is None:
            return "none"
        if marker.practice:
            return "practice"
        return "open" if self._at_hand(marker) else "locked"

    def _at_hand(self, marker: Marker) -> Keys | None:
        """The keys that are held, if they are those that the register has now."""
        held = self._held
        if held is None or (held.register, held.generation) != (marker.register, marker.generation):
            return None
        return held

    def open_with(self, keys: Keys) -> None:
        """Goes on with these keys."""
        self._held, self._index_of = keys, None

    def lock(self) -> None:
        """Forgets the keys."""
        self._held = self._index_of = None

    def keys(self) -> Keys:
        """The keys of the moment. Raises `LockedError` where they are not at hand."""
        marker = self.marker()
        if marker is None:
            raise LockedError
        held = self._at_hand(marker)
        if held is not None:
            return held
        if marker.practice:
            self._held = self.vault.open_practice()
        elif self._unlock is not None:
            self._held = self._unlock(self.vault)
        else:
            raise LockedError
        return self._held

    def access(self) -> AccessLog:
        """The log of who looked, exported and printed. Raises as `keys` does."""
        from wizard.register.access import AccessLog
        from wizard.register.current import CurrentKeys

        return AccessLog(self.folder / "access.log", self.folder / "access.lock", CurrentKeys(self.keys))

    # Cases.

    def create(self, events: Sequence[NewEvent], *, at: datetime, author: Author, edition: str = "") -> Case:
        """Opens a case with its first events. Its id is the day of `at`, in that zone, and random signs.

        Where there is no register a practice register is made. Raises `ValueError` without events or for an `at`
        without an offset, `WrongInputError` for data that cannot be kept.
        """
        first = recorded(events, 0, at, author, edition)
        self._prepare(at)
        self.keys()  # before the lock: a person may have to type something
        while True:
            case_id = _new_id(at)
            with self.lock_of(case_id):
                keys = self.keys()  # under the lock, as a change of keys waits for it
                file = self._file(case_id)
                if not file.exists():
                    case = _inserted(file, first, practice=keys.practice)
                    self._note_changed(case, keys)
                    return case

    def get(self, case_id: str) -> Case:
        """The case as it stands. Raises `WrongInputError` for an id that no case has."""
        case = self._file(case_id).read() if self._has(case_id) else None
        if case is None:
            raise self._lost(case_id) or self._unknown(case_id)
        return case

    def _lost(self, case_id: str) -> EscalateError | None:
        """What to say of a case that the index knows, and whose file is gone."""
        if not CASE_ID.fullmatch(case_id) or not self._check_format():
            return None
        if case_id not in self._index().load().ids():
            return None
        from wizard.register.casefile import case_path
        from wizard.register.storage import DamagedFileError

        return DamagedFileError(case_path(self.folder, case_id), "it is gone, and so is its copy")

    def history(self, case_id: str) -> tuple[Event, ...]:
        """What was recorded in the case, in that order. Raises as `get` does."""
        return self.get(case_id).events

    def commit(
        self,
        case_id: str,
        events: Sequence[NewEvent],
        *,
        expected_version: int,
        at: datetime,
        author: Author,
        edition: str = "",
    ) -> Case:
        """Adds events to a case that is still at `expected_version`, in one write, and returns the new case.

        They are on the disk by then. An `at` before the last event's is kept as it is: `seq` is the order.
        Raises `ConflictError` where the case is at another version, and as `create` and `get` do.
        """
        from wizard.register.casefile import chained

        added = recorded(events, expected_version, at, author, edition)

        def behind(stored: StoredCase, keys: Keys) -> _Stored:
            if len(stored.events) != expected_version:
                raise _conflict(stored, expected_version)
            self._note_bare(case_id, expected_version + len(added), keys)
            return chained(case_id, stored.events, added)

        return self._change(case_id, behind)

    def change(self, case_id: str, change: Callable[[StoredCase], _Stored]) -> Case:
        """For what erases or brings back events. Raises as `commit` does."""
        return self._change(case_id, lambda stored, _keys: change(stored))

    def _change(self, case_id: str, change: Callable[[StoredCase, Keys], _Stored]) -> Case:
        """The one way in which a case that is there is written."""
        from wizard.register.casefile import CaseFile

        self._check_writable()
        if not self._has(case_id):
            raise self._unknown(case_id)  # before the lock: its file would stay for every mistyped id
        self.keys()  # before the lock: a person may have to type something
        self._make_folders()
        with self.lock_of(case_id):
            # The keys are asked for once and under the lock: a change of keys that has begun since then waits for the
            # lock, and seals anew what is written here.
            keys = self.keys()
            return CaseFile(self.folder, case_id, keys).change(lambda stored: change(stored, keys))

    def stored_events(self, case_id: str) -> _Stored:
        """The events as they are kept, links and all, in whatever order they stand. Raises as `get` does."""
        stored = self._file(case_id).stored(in_order=False) if self._has(case_id) else None
        if stored is None:
            raise self._unknown(case_id)
        return stored.events

    def stored_before(self, case_id: str) -> _Stored:
        """The events as they were before the last change; none where no copy of that is kept.

        Raises `DamagedFileError`, `NotNowError`.
        """
        stored = self._file(case_id).before()
        return [] if stored is None else stored.events

    def forget_previous(self, case_id: str) -> None:
        """Removes the copy of a case before its last change, for good. Raises `NotNowError`, `UnconfirmedError`."""
        with self.lock_of(case_id):
            self._file(case_id).forget_previous()

    def list(self) -> _Summaries:
        """The cases that can be read, the one changed last first. `damaged` has the others."""
        if not self._check_format():
            return []
        found = [_summary(case) for case in self.cases()]
        return sorted(found, key=lambda each: (each.changed, each.id), reverse=True)

    def has_cases(self) -> bool:
        """Whether there is any case, also one that cannot be read. Reads none, and needs no keys."""
        if not self._check_format():
            return False
        try:
            with os.scandir(self._cases) as found:
                if any(one.name.endswith(_ENDING) for one in found):
                    return True
        except FileNotFoundError:
            self._check_folders(self._cases)
        except OSError as error:
            raise not_now(error, "read", self._cases) from error
        return bool(self._names(self._previous))

    def cases(self) -> Iterator[Case]:
        """Every case that can be read, whole, in the order of their ids."""
        from wizard.register.storage import DamagedFileError

        ids = self.ids()
        if ids:
            self.keys()  # before the cases: where the register itself is damaged, that is not theirs
        for case_id in ids:
            try:
                case = self._file(case_id).read()
            except DamagedFileError:
                continue
            if case is not None:
                yield case

    def damaged(self) -> _Names:
        """The ids of the cases that are there and cannot be read, in order."""
        readable = {case.id for case in self.cases()}
        lost = self.listing().lost if self._check_format() else frozenset[str]()
        return sorted({*self.ids(), *lost} - readable)

    def ids(self) -> _Names:
        """Of every case of which there is the file or its previous copy, in order. Opens none."""
        if not self._check_format():
            return []
        return sorted({*self._names(self._cases), *self._names(self._previous)})

    def watch(self, mark: str = "") -> Watched:
        """What has changed since the mark that an earlier call gave."""
        if not self._check_format():
            return Watched(mark="", cases=frozenset())
        index = self._index()
        changed = index.since(mark) if mark else frozenset[str]()
        return Watched(mark=index.mark(), cases=changed)

    def heads(self) -> Iterator[Head]:
        """Where the chain of each case stands that can be read."""
        for case in self.cases():
            yield Head(case=case.id, version=case.version, head=case.head)

    # The index.

    def listing(self) -> Listing:
        """What the index knows, held against the names of the files."""
        index = self._index()
        mark = index.mark()
        loaded = index.load()
        found = self._named_as_cases(self._cases)
        known = loaded.ids()
        # Only what the index does not know is held against what an id looks like: of 100,000 names that takes long.
        strange = found - known
        unknown = frozenset(name for name in strange if CASE_ID.fullmatch(name))
        there = found - strange | unknown if strange else found
        gone = known - there
        previous = frozenset(self._names(self._previous)) - there if gone else frozenset[str]()
        return Listing(
            loaded=loaded,
            count=len(there),
            unknown=unknown,
            lost=frozenset(gone | previous),
            doubtful=self._doubtful(there),
            torn=bool(loaded.torn),
            mark=mark,
        )

    def _doubtful(self, ids: Iterable[str]) -> frozenset[str]:
        from wizard.register.reboot import Reboots

        reboots = Reboots(self.folder)
        if not reboots.since():
            return frozenset()
        return reboots.changed_since_snapshot({one: self._cases / f"{one}{_ENDING}" for one in ids})

    def no_longer_doubtful(self) -> None:
        """Says that what was doubtful was read, and noted, since the computer was started."""
        from wizard.register.reboot import Reboots

        Reboots(self.folder).note()

    def opens(self, case_id: str, version: int) -> bool:
        """Whether the file of a case opens, and is at that version."""
        from wizard.register.storage import DamagedFileError

        file = self._file(case_id)
        try:
            stored = file.stored()
        except (DamagedFileError, NotNowError):
            return False
        return stored is not None and len(stored.events) == version

    def note(self, *rows: IndexRow) -> None:
        """Adds rows to the index, if that can be done now: it is a convenience, and no record."""
        try:
            self._index().append(*rows)
        except NotNowError:
            return

    def renew_index(self, rows: Iterator[IndexRow], basis: str, mark: str) -> None:
        """Puts a new snapshot in place of the index as it stood at `mark`, if that can be done now."""
        try:
            self._index().rewrite(rows, basis, since=mark)
        except NotNowError:
            return

    def index_is_long(self) -> bool:
        """Whether the index is worth a new snapshot."""
        return self._index().long()

    def note_bare(self, case_id: str, version: int) -> None:
        """Says in the index that a case is about to change. Raises `NotNowError`; then it must not."""
        self._note_bare(case_id, version, self.keys())

    def _note_bare(self, case_id: str, version: int, keys: Keys) -> None:
        from wizard.register.index import IndexRow

        self._index_with(keys).append(IndexRow(id=case_id, version=version))

    def _note_changed(self, case: Case, keys: Keys) -> None:
        from wizard.register.index import Index, IndexRow

        with suppress(NotNowError):
            Index(self.folder, keys).append(IndexRow(id=case.id, version=case.version))

    def _index(self) -> Index:
        return self._index_with(self.keys())

    def _index_with(self, keys: Keys) -> Index:
        from wizard.register.index import Index

        if self._index_of is None or self._index_of[0] is not keys:
            self._index_of = (keys, Index(self.folder, keys))
        return self._index_of[1]

    # The folder.

    def _file(self, case_id: str) -> CaseFile:
        from wizard.register.casefile import CaseFile
        from wizard.register.current import CurrentKeys

        return CaseFile(self.folder, case_id, CurrentKeys(self.keys))

    def lock_of(self, case_id: str, seconds: float | None = None) -> CaseLock:
        """The lock of a case, to be held over whatever writes its files; waited for so many seconds."""
        from wizard.register.casefile import case_paths
        from wizard.register.lock import CaseLock

        seconds = self._lock_seconds if seconds is None else seconds
        return CaseLock(case_paths(self.folder, case_id).lock, seconds)

    def _has(self, case_id: str) -> bool:
        """Whether there is such a case, readable or not; and whether the register is one that can be read."""
        if not CASE_ID.fullmatch(case_id):
            self._check_format()
            return False
        from wizard.register.casefile import case_paths

        paths = case_paths(self.folder, case_id)
        there = paths.case.exists() or paths.previous.exists()
        if not there:
            self._check_format()
        return there

    def _unknown(self, case_id: str) -> WrongInputError:
        near = nearest(case_id, self.ids())
        hint = f"did you mean {near}?" if near else "the list of cases has those there are"
        return wrong_input(f"there is no case '{visible(case_id)}'; {hint}")

    def _names(self, folder: Path) -> set[str]:
        """The ids of the cases of which there is a file in `folder`."""
        return {name for name in self._named_as_cases(folder) if CASE_ID.fullmatch(name)}

    def _named_as_cases(self, folder: Path) -> set[str]:
        """The names in `folder` that end as those of cases do, without that ending; they need not be ids."""
        try:
            names = os.listdir(folder)  # noqa: PTH208 - only the names, of 100,000 cases
        except FileNotFoundError:
            self._check_folders(folder)
            return set()
        except OSError as error:
            raise not_now(error, "read", folder) from error
        length = len(_ENDING)
        return {name[:-length] for name in names if name[-length:] == _ENDING}

    def _check_folders(self, missing: Path) -> None:
        """Raises where a folder of cases is gone that was there: a register without it must not pass for an empty one."""
        if missing == self._cases and not missing.is_dir() and (self.folder / "locks").is_dir():
            from wizard.register.storage import DamagedFileError

            raise DamagedFileError(missing, "the folder is gone, with all cases in it")

    def tidy(self) -> None:
        """Removes what is left of writes that were killed; what is being written at this moment stays."""
        try:
            left = [path for path in unfinished(self.folder).iterdir() if path.name.endswith(".tmp")]
        except OSError:
            return  # nothing was ever written, or nothing can be removed
        cases = {path.name.split(".")[0] for path in left if CASE_ID.match(path.name)}
        for case_id in cases:
            with suppress(NotNowError), self.lock_of(case_id, 0):
                self._file(case_id).sweep()
        others = [path for path in left if not CASE_ID.match(path.name)]
        if others:
            self._tidy_others(others)

    def _tidy_others(self, left: Iterable[Path]) -> None:
        """Under the locks of all who write such files."""
        from wizard.register.lock import CaseLock

        marker = CaseLock(self.folder / "register.lock", 0, signed=False)
        locks = (marker, self.editions.held(0), self.documents.held(0), self.places.held(0))
        with suppress(NotNowError, OSError), ExitStack() as held:
            for one in locks:
                held.enter_context(one)
            for path in left:
                path.unlink(missing_ok=True)

    def _prepare(self, at: datetime) -> None:
        self._check_writable()
        if not self._check_format():
            self.vault.create_practice(at)
        self._make_folders()

    def _make_folders(self) -> None:
        if self._folders_made and self._cases.is_dir():
            return  # of the others, the first file that has no folder tells
        self._check_folders(self._cases)
        for folder in self._folders:
            try:
                make_private(folder)
            except OSError as error:
                raise not_now(error, "made", folder) from error
        self._folders_made = True

    def _check_writable(self) -> None:
        if not self._not_copied:  # a folder does not come to be copied from one answer to the next
            from wizard.register.synced import refuse_synced

            refuse_synced(self.folder, self._environ)
            self._not_copied = True
            self.tidy()

    def _check_usable(self) -> None:
        """Raises where nothing may be written here."""
        self._check_writable()
        self._check_format()

    def _check_format(self) -> bool:
        """Whether the register has been made. Raises rather than touch one of another format."""
        return self.marker() is not None


def _summary(case: Case) -> CaseSummary:
    times = [event.time for event in case.events if event.time]
    return CaseSummary(
        id=case.id,
        version=case.version,
        opened=times[0] if times else "",
        changed=times[-1] if times else "",
        practice=case.practice,
    )


def _inserted(file: CaseFile, first: tuple[Event, ...], *, practice: bool) -> Case:
    try:
        return file.insert(first, practice=practice)
    except UnconfirmedError as error:
        case = file.read()
        assert case is not None  # it is in its place
        raise UnconfirmedCaseError(case, error) from error


def _new_id(at: datetime) -> str:
    import secrets

    return f"{at.date().isoformat()}-{''.join(secrets.choice(_SIGNS) for _ in range(_RANDOM_SIGNS))}"


def _conflict(stored: StoredCase, expected_version: int) -> ConflictError:
    from wizard.register.casefile import event_of

    last = event_of(stored.events[-1])
    who = f"{visible(last.author.name)} ({visible(last.author.role)})" if last.author.name else "a colleague"
    return ConflictError(
        f"case {stored.id} has changed since you looked at it. It was at version {expected_version} and is at "
        f"{len(stored.events)} now. The last entry is by {who}, "
        f"at {last.time}. Nothing of yours has been saved. Look at the case again, and then repeat it"
    )


if TYPE_CHECKING:

    def _as_store(register: Register) -> Store:
        return register  # the type check holds the register to all that a store does
