"""The floor of a durable, encrypted event: the same record in SQLCipher, in a database of as many cases."""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol, cast

#: What to say where it is not there.
HOW: Final = "python -m pip install 'sqlcipher3>=0.5'"
#: As usual, with rowids: rows as long as these do not lie in the tree of a key.
_TABLES: Final = """
CREATE TABLE cases (id TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL);
CREATE TABLE events (case_id TEXT, seq INTEGER, content BLOB NOT NULL, PRIMARY KEY (case_id, seq));
"""


class _Cursor(Protocol):
    def fetchone(self) -> tuple[object, ...] | None: ...


class _Connection(Protocol):
    """As much of `sqlite3.Connection` as is needed: the types of SQLCipher's own are not told."""

    def execute(self, sql: str, parameters: Sequence[object] = ...) -> _Cursor: ...
    def executemany(self, sql: str, parameters: object) -> _Cursor: ...
    def executescript(self, sql: str) -> _Cursor: ...
    def close(self) -> None: ...


def there() -> bool:
    """Whether SQLCipher is installed."""
    return importlib.util.find_spec("sqlcipher3") is not None


class Database:
    """Cases and their events in one encrypted file: kept open, in WAL, and on the disk at each commit."""

    def __init__(
        self, path: Path, cases: int, events: int, hot: Sequence[tuple[str, int]], record: bytes
    ) -> None:
        from sqlcipher3 import dbapi2

        self._record = record
        self._connection = cast("_Connection", dbapi2.connect(str(path), isolation_level=None))
        run = self._connection.execute
        run(f"PRAGMA key = \"x'{os.urandom(32).hex()}'\"")  # a key as it is, without a passphrase's work
        if run("PRAGMA cipher_version").fetchone() is None:
            raise RuntimeError("this SQLCipher does not encrypt")
        if run("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
            raise RuntimeError("this disk does not let SQLCipher write ahead")
        self._connection.executescript(_TABLES)
        run("PRAGMA synchronous = OFF")
        run("BEGIN")
        known = [*hot, *((f"cold-{number:09}", events) for number in range(cases - len(hot)))]
        self._connection.executemany("INSERT INTO cases VALUES (?, ?, 'act')", known)
        rows = ((name, seq, record) for name, count in known for seq in range(1, count + 1))
        self._connection.executemany("INSERT INTO events VALUES (?, ?, ?)", rows)
        run("COMMIT")
        run("PRAGMA wal_checkpoint(TRUNCATE)")
        run("PRAGMA synchronous = FULL")
        if run("PRAGMA synchronous").fetchone() != (2,):
            raise RuntimeError("SQLCipher does not wait for the disk")

    def commit(self, case_id: str) -> float:
        """Adds one event to a case in one transaction. Returns the seconds that it took."""
        run = self._connection.execute
        began = time.perf_counter()
        run("BEGIN IMMEDIATE")
        row = run("SELECT version FROM cases WHERE id = ?", (case_id,)).fetchone()
        assert row is not None
        version = cast("int", row[0]) + 1
        run("INSERT INTO events VALUES (?, ?, ?)", (case_id, version, self._record))
        run("UPDATE cases SET version = ?, state = 'in-progress' WHERE id = ?", (version, case_id))
        run("COMMIT")
        return time.perf_counter() - began

    def close(self) -> None:
        """Closes it."""
        self._connection.close()
