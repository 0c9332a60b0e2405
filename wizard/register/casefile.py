"""One case in its file: a table with one document, so that the case and its events are one write."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

import msgspec
from tinydb import TinyDB
from tinydb.table import Document, Table

from wizard.register.events import JSON, Author, Case, Event
from wizard.register.lock import CaseLock
from wizard.register.storage import DamagedFileError, DurableStorage, previous_of

_TABLE: Final = "case"
_DOCUMENT: Final = 1


class _StoredEvent(msgspec.Struct, frozen=True):
    seq: int
    time: str
    author: Author
    kind: str
    data: dict[str, object]


class _StoredCase(msgspec.Struct, frozen=True):
    id: str
    practice: bool
    events: list[_StoredEvent]


class CaseFile:
    """The file of the case `case_id` in `folder`. Opened anew for every call: nothing read is out of date."""

    def __init__(self, folder: Path, case_id: str) -> None:
        self._id = case_id
        self._path = folder / f"{case_id}.json"
        self._lock = folder / f"{case_id}.lock"

    def exists(self) -> bool:
        """Whether there is such a case, readable or not."""
        return self._path.exists() or previous_of(self._path).exists()

    def lock(self, seconds: float) -> CaseLock:
        """To be held over reading, changing and writing; waits for `seconds` at most."""
        return CaseLock(self._lock, seconds)

    def read(self) -> Case | None:
        """The case, or None where there is none. Raises `DamagedFileError`, `NotNowError`."""
        storage = DurableStorage(self._path)
        document: object = _table(storage).get(doc_id=_DOCUMENT)
        if document is None and storage.read() is None:
            return None
        try:
            stored = msgspec.convert(document, _StoredCase)
        except msgspec.ValidationError as error:
            raise DamagedFileError(self._path, "it does not hold a case") from error
        events = tuple(_event(each) for each in stored.events)
        numbers = [each.seq for each in events]
        if stored.id != self._id or not events or numbers != list(range(1, len(events) + 1)):
            raise DamagedFileError(self._path, "it holds another case, or not the whole of this one")
        return Case(id=stored.id, version=len(events), practice=stored.practice, events=events)

    # Not TinyDB's `upsert`: for a new document that writes twice; a kill in between leaves an empty table.

    def insert(self, case: Case) -> None:
        """Writes a new case, under its lock. Raises `NotNowError`, `UnconfirmedError`."""
        _table(self._swept()).insert(Document(_document(case), doc_id=_DOCUMENT))

    def update(self, case: Case) -> None:
        """Writes a case that is there, under its lock. Raises as `read` and `insert` do."""
        _table(self._swept()).update(_document(case), doc_ids=[_DOCUMENT])

    def sweep(self) -> None:
        """Removes what a killed write left behind, under the lock. Raises `NotNowError`."""
        self._swept()

    def _swept(self) -> DurableStorage:
        storage = DurableStorage(self._path)
        storage.sweep()
        return storage


def _table(storage: DurableStorage) -> Table:
    # A cached query would hand out documents that another process has changed since.
    return TinyDB(storage=lambda: storage).table(_TABLE, cache_size=0)


def _document(case: Case) -> dict[str, object]:
    events = [msgspec.to_builtins(event) for event in case.events]
    return {"id": case.id, "practice": case.practice, "events": events}


def _event(stored: _StoredEvent) -> Event:
    data = cast("dict[str, JSON]", stored.data)  # it comes from a reader of JSON
    return Event(seq=stored.seq, time=stored.time, author=stored.author, kind=stored.kind, data=data)
