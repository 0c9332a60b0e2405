"""The journal of index rows: what a list of cases needs, so that no case has to be opened for it.

It is derived: whatever it says can be computed from the cases, and it may be taken away at any time. Two files hold
it, both sealed. `index.snapshot` has every row at one moment, in columns, so that a register of 100,000 cases is
opened without reading each row; `index.log` has what was added since, a line each.

A *bare* row says only that a case has changed, or is about to: it is written before the case's own file is. Whoever
finds one reads the case itself. So a kill between the two writes leaves a row that asks to be looked up, and never
one that is out of date.
"""

from __future__ import annotations

import base64
import os
import sys
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import compress
from pathlib import Path
from typing import Final

import msgspec

from wizard.base.paths import create_file, not_now, patiently, sync_folder
from wizard.register.keys import Keys
from wizard.register.lock import USUAL_WAIT, CaseLock

SNAPSHOT: Final = "index.snapshot"
_LOG: Final = "index.log"
_LOCK: Final = "index.lock"
_ABOUT: Final = "index"
_FORMAT: Final = 2
#: A log of so many bytes is worth a new snapshot.
_LONG_LOG: Final = 1_000_000
#: In the column of moments: none.
NEVER: Final = 2**62
#: So many characters of a line have its nonce in them; each line is longer.
_DISTINCT: Final = 28


class IndexRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the lists know of one case. No name of a person stands in it.

    `version` is that of the case which the row was made of. `status`, `stage` and `owner` (whose move it is) are ids;
    `due` and `good_until` are seconds since 1970 in UTC, `NEVER` where there is none: from `good_until` on, the
    passing of time alone may have changed what the row says. `made` is when it was made: the clock may have been
    wrong then, and nothing is known of a moment before. `basis` names what it was made with; `words` is what a
    list shows, in an order that only its maker knows. A row without `basis` is bare.
    """

    id: str
    version: int
    opened: str = ""
    changed: str = ""
    status: str = ""
    stage: str = ""
    owner: str = ""
    due: int = NEVER
    good_until: int = NEVER
    made: int = 0
    basis: str = ""
    words: tuple[str, ...] = ()


class _Snapshot(msgspec.Struct, frozen=True, array_like=True):
    format: int
    basis: str
    #: The latest moment at which one of the rows was made.
    made: int
    ids: list[str]
    versions: bytes
    due: bytes
    good_until: bytes
    #: 1 for each row of that basis; any other asks to be looked up.
    full: bytes
    ends: bytes
    #: A view of what was unsealed: a copy would be the greater part of it again.
    rows: memoryview


class Loaded:
    """The rows as they stood when they were read: the newest of each case."""

    def __init__(self, snapshot: _Snapshot | None, newer: dict[str, IndexRow], *, torn: int) -> None:
        self._newer = newer
        self.torn = torn
        self._ids = snapshot.ids if snapshot else []
        self._rows = snapshot.rows if snapshot else memoryview(b"")
        self._basis = snapshot.basis if snapshot else ""
        self._made = snapshot.made if snapshot else 0
        self._ends = _column("Q", snapshot.ends if snapshot else b"")
        self._due = _column("q", snapshot.due if snapshot else b"")
        self._good = _column("q", snapshot.good_until if snapshot else b"")
        self._full = snapshot.full if snapshot else b""

    def ids(self) -> set[str]:
        """The ids of every case that has a row."""
        return {*self._ids, *self._newer}

    def rows(self) -> Iterator[IndexRow]:
        """Every row, in no order."""
        yield from self._newer.values()
        for place, case_id in enumerate(self._ids):
            if case_id not in self._newer:
                yield self._row(place)

    def wanted(self, basis: str, now: int, due_before: int) -> Iterator[IndexRow]:
        """The rows that cannot be passed over: due before a moment, or bare, of another basis, or no longer good."""

        def asks(row: IndexRow) -> bool:
            good = row.made <= now < row.good_until
            return row.due < due_before or not good or row.basis != basis

        yield from filter(asks, self._newer.values())
        if self._basis != basis or self._made > now:
            chosen: Iterable[int] = range(len(self._ids))
        else:
            flags = [
                due < due_before or good <= now or not full
                for due, good, full in zip(self._due, self._good, self._full, strict=True)
            ]
            chosen = compress(range(len(self._ids)), flags)
        for place in chosen:
            if self._ids[place] not in self._newer and asks(row := self._row(place)):
                yield row

    def _row(self, place: int) -> IndexRow:
        start = self._ends[place - 1] if place else 0
        return msgspec.msgpack.decode(self._rows[start : self._ends[place]], type=IndexRow)


class Index:
    """The index in the register's `folder`."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder = folder
        self._keys = keys
        self._log = folder / _LOG
        self._snapshot = folder / SNAPSHOT
        self._lock_file = folder / _LOCK

    def append(self, *rows: IndexRow) -> None:
        """Adds rows. It may be lost with the power, as the case's own file may not. Raises `NotNowError`."""
        lines = b"".join(self._line(row) for row in rows)
        with self._lock():
            try:
                _add(self._log, lines)
            except OSError as error:
                raise not_now(error, "saved", self._log) from error

    def load(self) -> Loaded:
        """The rows. What cannot be read of the index is left out, and told as `torn`: whoever reads it then knows
        that it may be out of date. Raises `NotNowError`."""
        try:
            # The log first: what a new snapshot takes over from it between the two reads is only read twice.
            log = _read(self._log)
            snapshot = _read(self._snapshot)
        except OSError as error:
            raise not_now(error, "read", self._folder) from error
        torn = 0
        taken: _Snapshot | None = None
        if snapshot:
            try:
                taken = msgspec.msgpack.decode(self._keys.unseal(_ABOUT, snapshot), type=_Snapshot)
                if taken.format != _FORMAT:
                    taken = None
            except ValueError:  # msgspec's own errors are ValueErrors
                torn += 1
        newer, bad = self._newer(log)
        if taken is not None:
            versions = _column("q", taken.versions)
            if newer:
                known = dict(zip(taken.ids, versions, strict=True))
                newer = {name: row for name, row in newer.items() if row.version >= known.get(name, 0)}
        return Loaded(taken, newer, torn=torn + bad)

    def mark(self) -> str:
        """A mark for `since`: where the index stands now. Raises `NotNowError`."""
        try:
            snapshot, size = _stamp(self._snapshot), _size(self._log)
            return f"{snapshot}/{_beginning(self._log) if size else ''}/{size}"
        except OSError as error:
            raise not_now(error, "read", self._folder) from error

    def since(self, mark: str) -> frozenset[str] | None:
        """The ids of the cases that have changed since a mark; None where only reading all of them tells."""
        try:
            snapshot, beginning, size = mark.split("/")
            start = int(size)
            if _stamp(self._snapshot) != snapshot or _size(self._log) < start:
                return None
            # A log that was taken away and begun anew is another one, however long it is by now.
            if start and _beginning(self._log) != beginning:
                return None
            data = _read(self._log, start=start)
        except (OSError, ValueError):
            return None
        newer, bad = self._newer(data)
        return None if bad else frozenset(newer)

    def long(self) -> bool:
        """Whether a new snapshot is worth its while."""
        with suppress(OSError):
            return _size(self._log) > _LONG_LOG
        return False

    def rewrite(self, rows: Iterable[IndexRow], basis: str, *, since: str) -> bool:
        """Puts a new snapshot in place of the old one and of the log; not if the index has changed `since` that mark.

        Raises `NotNowError`.
        """
        data = self._keys.seal(_ABOUT, msgspec.msgpack.encode(_columns(rows, basis)))
        temporary = self._snapshot.with_name(f"{SNAPSHOT}.new.tmp")
        with self._lock():
            if self.mark() != since:
                return False
            try:
                with suppress(FileNotFoundError):
                    temporary.unlink()
                create_file(temporary, data)
                patiently(lambda: temporary.replace(self._snapshot))
                sync_folder(self._folder)  # after a power cut there must not be the old one and no log
                with suppress(FileNotFoundError):
                    self._log.unlink()
            except OSError as error:
                with suppress(OSError):
                    temporary.unlink()
                raise not_now(error, "saved", self._snapshot) from error
        return True

    def forget(self) -> None:
        """Takes the index away, so that it is made anew. Raises `NotNowError`."""
        with self._lock():
            for path in (self._log, self._snapshot):
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    raise not_now(error, "removed", path) from error

    def _lock(self) -> CaseLock:
        return CaseLock(self._lock_file, USUAL_WAIT, signed=False)

    def _line(self, row: IndexRow) -> bytes:
        return base64.b64encode(self._keys.seal(_ABOUT, msgspec.json.encode(row))) + b"\n"

    def _newer(self, log: bytes) -> tuple[dict[str, IndexRow], int]:
        """The last row of each case in the log, and how many lines are none."""
        newer: dict[str, IndexRow] = {}
        bad = 0
        for line in log.split(b"\n"):
            if not line:
                continue
            try:
                sealed = base64.b64decode(line, validate=True)
                row = msgspec.json.decode(self._keys.unseal(_ABOUT, sealed), type=IndexRow)
            except ValueError:
                bad += 1
                continue
            before = newer.get(row.id)
            if before is None or row.version >= before.version:
                newer[row.id] = row
        return newer, bad


def _columns(rows: Iterable[IndexRow], basis: str) -> _Snapshot:
    ids: list[str] = []
    versions, due, good, ends = array("q"), array("q"), array("q"), array("Q")
    full, blob, made = bytearray(), bytearray(), 0
    for row in rows:
        ids.append(row.id)
        versions.append(row.version)
        due.append(row.due)
        good.append(row.good_until)
        made = max(made, row.made)
        full.append(row.basis == basis)
        blob += msgspec.msgpack.encode(row)
        ends.append(len(blob))
    return _Snapshot(
        format=_FORMAT,
        basis=basis,
        made=made,
        ids=ids,
        versions=_bytes(versions),
        due=_bytes(due),
        good_until=_bytes(good),
        full=bytes(full),
        ends=_bytes(ends),
        rows=memoryview(blob),
    )


def _column(kind: str, data: bytes) -> array[int]:
    column: array[int] = array(kind)
    column.frombytes(data)
    if sys.byteorder == "big":
        column.byteswap()
    return column


def _bytes(column: array[int]) -> bytes:
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()


def _add(path: Path, lines: bytes) -> None:
    """Adds whole lines to a file, or none. Raises `OSError`."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
    try:
        end = os.lseek(descriptor, 0, os.SEEK_END)
        if end:
            # The line before may have been cut short; it must not take this one with it.
            os.lseek(descriptor, end - 1, os.SEEK_SET)
            if os.read(descriptor, 1) != b"\n":
                lines = b"\n" + lines
        try:
            left = memoryview(lines)
            while left:
                left = left[os.write(descriptor, left) :]
        except OSError:
            with suppress(OSError):
                os.ftruncate(descriptor, end)
            raise
    finally:
        os.close(descriptor)


def _read(path: Path, *, start: int = 0) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(start)
            return file.read()
    except FileNotFoundError:
        return b""


def _beginning(path: Path) -> str:
    """Of the first line as much as no other log begins with: its nonce is in it."""
    try:
        with path.open("rb") as file:
            return file.read(_DISTINCT).hex()
    except FileNotFoundError:
        return ""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except FileNotFoundError:
        return "none"
    return f"{found.st_ino}-{found.st_mtime_ns}-{found.st_size}"
