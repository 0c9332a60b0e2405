"""One case in its file: a table with one document, so that the case and its events are one write.

An event is kept as the exact text that was recorded, with a salt and a link: the chain runs over those bytes, and
nothing that a later version of the program adds to an event is lost by an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol, cast

import msgspec
from tinydb import TinyDB
from tinydb.table import Document, Table

from wizard.register import chain
from wizard.register.events import ERASED_CONTENT, JSON, Author, Case, Event
from wizard.register.storage import DamagedFileError, DurableStorage
from wizard.register.unfinished import unfinished

CASE_ENDING: Final = ".case"
_TABLE: Final = "case"
_DOCUMENT: Final = 1


class StoredEvent(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An event as it is kept. `content` and `salt` are gone from one that was erased by the event `erased`.

    `link` is the chain's after it. `digest` stands in place of the content, once that is gone.
    """

    seq: int
    link: str
    content: str = ""
    salt: str = ""
    digest: str = ""
    erased: int = 0


class StoredCase(msgspec.Struct, frozen=True):
    """A case as it is kept."""

    id: str
    practice: bool
    events: list[StoredEvent]


class Sealing(Protocol):
    """As much of the keys of a register as a case needs."""

    def seal(self, about: str, plain: bytes) -> bytes:
        """`plain`, so that only this register can read it, as what `about` says."""
        ...

    def unseal(self, about: str, data: bytes) -> bytes:
        """What was sealed. Raises `ValueError` whatever is wrong."""
        ...


_CONTENTS: Final = msgspec.json.Decoder(list[Event])

#: What is to become of a stored case: the events to put in place of what is there.
Change = Callable[[StoredCase], Sequence[StoredEvent]]


def case_path(folder: Path, case_id: str) -> Path:
    """The file of a case in the register's `folder`."""
    return folder.joinpath("cases", f"{case_id}{CASE_ENDING}")


def previous_path(folder: Path, case_id: str) -> Path:
    """The copy of that file before its last change."""
    return folder.joinpath("previous", f"{case_id}{CASE_ENDING}")


def lock_path(folder: Path, case_id: str) -> Path:
    """What whoever writes that file locks."""
    return folder.joinpath("locks", f"{case_id}.lock")


def about_case(case_id: str) -> str:
    """What the files of a case are sealed as."""
    return f"case {case_id}"


class CasePaths(msgspec.Struct, frozen=True):
    """Where the files of one case lie: its own, the copy before its last change, its lock, and unfinished ones."""

    case: Path
    previous: Path
    lock: Path
    scratch: Path


@lru_cache(maxsize=256)  # each path is put together once, and not at each event
def case_paths(folder: Path, case_id: str) -> CasePaths:
    """The paths of a case in the register's `folder`."""
    return CasePaths(
        case=case_path(folder, case_id),
        previous=previous_path(folder, case_id),
        lock=lock_path(folder, case_id),
        scratch=unfinished(folder),
    )


class CaseFile:
    """The file of the case `case_id` in the register's `folder`. Opened anew for every call: nothing read is out of date."""

    def __init__(self, folder: Path, case_id: str, keys: Sealing) -> None:
        self._id = case_id
        paths = case_paths(folder, case_id)
        self._path, self._previous, self._scratch = paths.case, paths.previous, paths.scratch
        self._sealing = _CaseSealing(keys, case_id)

    def exists(self) -> bool:
        """Whether there is such a case, readable or not."""
        return self._path.exists() or self._previous.exists()

    def read(self) -> Case | None:
        """The case, or None where there is none. Raises `DamagedFileError`, `NotNowError`."""
        stored = self.stored()
        return None if stored is None else self._case(stored)

    def stored(self, *, in_order: bool = True) -> StoredCase | None:
        """The case as it is kept, or None where there is none; unless `in_order` is false, with events 1, 2, 3 ...

        Raises `DamagedFileError`, `NotNowError`.
        """
        storage = self._storage()
        document: object = _table(storage).get(doc_id=_DOCUMENT)
        if document is None and storage.read() is None:
            return None
        return self._checked(document, in_order=in_order)

    # Not TinyDB's `upsert`: for a new document that writes twice; a kill in between leaves an empty table.

    def insert(self, events: Sequence[Event], *, practice: bool) -> Case:
        """Writes a new case, under its lock. Raises `NotNowError`, `UnconfirmedError`."""
        stored = StoredCase(id=self._id, practice=practice, events=chained(self._id, (), events))
        self.put(stored)
        return self._case(stored)

    def put(self, stored: StoredCase) -> None:
        """Writes a case that is new to this register, with the events that it has. Raises as `insert` does."""
        document = cast("Mapping[str, object]", msgspec.to_builtins(stored))
        _table(self._swept()).insert(Document(document, doc_id=_DOCUMENT))

    def before(self) -> StoredCase | None:
        """The case as it was before its last change, or None where no copy of that is kept.

        Raises `DamagedFileError`, `NotNowError`.
        """
        document: object = _table(DurableStorage(self._previous, sealing=self._sealing)).get(doc_id=_DOCUMENT)
        return self._checked(document) if document is not None or self._previous.exists() else None

    def put_back(self, stored: StoredCase) -> None:
        """Writes a case whose file is gone, under its lock; what is kept of it from before stays.

        Raises `ValueError` where the file is there, and as `insert` does.
        """
        if self._path.exists():
            raise ValueError("the file of the case is there")
        self._swept().write({_TABLE: {str(_DOCUMENT): msgspec.to_builtins(stored)}})

    def change(self, change: Change) -> Case:
        """Reads the case, changes it and writes it, under its lock and in one write. What `change` raises leaves
        everything as it was. Raises as `read` and `insert` do."""
        # Not TinyDB's `update`: it would pass over a document that is not there and write all the same, and it
        # copies the whole of the case three times.
        storage = self._storage()
        tables = storage.read()
        if tables is None:
            raise self._damaged("it is missing")
        table = tables.get(_TABLE, {})
        document = table.get(str(_DOCUMENT))
        stored = self._checked(document)
        events = list(change(stored))
        changed = self._case(msgspec.structs.replace(stored, events=events))  # before it is written
        table[str(_DOCUMENT)] = cast("dict[str, object]", document) | {"events": events}
        storage.write(tables)
        return changed

    def forget_previous(self) -> None:
        """Removes the copy before the last change, for good, under the lock."""
        self._storage().forget_previous()

    def sweep(self) -> None:
        """Removes what a killed write left behind, under the lock. Raises `NotNowError`."""
        self._swept()

    def _checked(self, document: object, *, in_order: bool = True) -> StoredCase:
        try:
            stored = msgspec.convert(document, StoredCase)
        except msgspec.ValidationError as error:
            raise self._damaged("it does not hold a case") from error
        numbers = [each.seq for each in stored.events]
        whole = numbers and (not in_order or numbers == list(range(1, len(numbers) + 1)))
        if stored.id != self._id or not whole:
            raise self._damaged("it holds another case, or not the whole of this one")
        return stored

    def _case(self, stored: StoredCase) -> Case:
        try:
            events = events_of(stored.events)
        except msgspec.MsgspecError as error:
            raise self._damaged("an event in it cannot be read") from error
        return Case(
            id=stored.id,
            version=len(events),
            practice=stored.practice,
            events=events,
            head=stored.events[-1].link,
        )

    def _storage(self) -> DurableStorage:
        return DurableStorage(
            self._path, sealing=self._sealing, previous=self._previous, scratch=self._scratch
        )

    def _swept(self) -> DurableStorage:
        storage = self._storage()
        storage.sweep()
        return storage

    def _damaged(self, why: str) -> DamagedFileError:
        return DamagedFileError(self._path, why, self._previous)


class _CaseSealing:
    """Sealed with the key of this case alone: another case's file in its place does not open."""

    def __init__(self, keys: Sealing, case_id: str) -> None:
        self._keys = keys
        self._about = about_case(case_id)

    def seal(self, plain: bytes) -> bytes:
        return self._keys.seal(self._about, plain)

    def unseal(self, data: bytes) -> bytes:
        return self._keys.unseal(self._about, data)


def chained(case_id: str, before: Sequence[StoredEvent], events: Sequence[Event]) -> list[StoredEvent]:
    """`before`, and behind them `events`, each linked to the one that it follows."""
    link = before[-1].link if before else chain.start(case_id)
    found = list(before)
    for event in events:
        content, salt = msgspec.json.encode(event).decode(), chain.new_salt()
        link = chain.link(link, chain.digest(salt, content))
        found.append(StoredEvent(seq=event.seq, link=link, content=content, salt=salt))
    return found


def events_of(stored: Sequence[StoredEvent]) -> tuple[Event, ...]:
    """The events that are kept. Raises `msgspec.ValidationError`, `msgspec.DecodeError`."""
    # All at once: one after the other takes several times as long, and a long case has a thousand.
    text = "[" + ",".join(one.content for one in stored if not one.erased) + "]"
    contents = iter(_CONTENTS.decode(text))
    found: list[Event] = []
    for one in stored:
        event = _erased(one) if one.erased else next(contents, None)
        if event is None or event.seq != one.seq:
            raise msgspec.ValidationError("an event does not stand in its place")
        found.append(event)
    if next(contents, None) is not None:
        raise msgspec.ValidationError("there are more events than there should be")
    return tuple(found)


def event_of(stored: StoredEvent) -> Event:
    """The event that is kept. Raises as `events_of` does."""
    return events_of([stored])[0]


def _erased(stored: StoredEvent) -> Event:
    return Event(
        seq=stored.seq,
        time="",
        author=Author(role="", name=""),
        kind=ERASED_CONTENT,
        data={"by": cast("JSON", stored.erased)},
    )


def _table(storage: DurableStorage) -> Table:
    # A cached query would hand out documents that another process has changed since.
    return TinyDB(storage=lambda: storage).table(_TABLE, cache_size=0)
