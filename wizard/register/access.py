"""Who looked, exported, printed: a log that is only ever added to, sealed line by line and chained.

A line is the base64 of a sealed record. A line that a power cut tore is left where it is and counted; what comes
next is bound to the last line that can be read. So no line can be changed, moved, repeated or taken out from
between two others unseen. Lines cut off at the end leave no trace here: `Access.head` is for noting elsewhere.
"""

from __future__ import annotations

import binascii
import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, Literal, Protocol, TypeAlias

import msgspec

from wizard.base.errors import NotNowError
from wizard.base.paths import create_file, named, not_now, patiently, sync_folder
from wizard.base.text import visible
from wizard.register.chain import hashed
from wizard.register.events import Author
from wizard.register.lock import CaseLock
from wizard.register.sealed import OVERHEAD, generation_of

#: What somebody may have done.
What: TypeAlias = Literal[
    "looked",
    "exported",
    "printed",
    "made",
    "listed",
    "verified",
    "backed-up",
    "restored",
    "checkpointed",
    "keys-changed",
    "repaired",
]

#: How long another writer of the log is waited for, in seconds: looking at a case must not hang on it.
PATIENCE: Final = 2.0
DETAIL_LIMIT: Final = 120
_NAME_LIMIT: Final = 200
_CASE_LIMIT: Final = 100
_ABOUT: Final = "access"
#: A line is at most a few kilobytes; what is longer was not written here.
_LINE_LIMIT: Final = 64 * 1024
#: The end of the file that is read before adding to it, and how much is where nothing there can be read.
_TAIL: Final = 2 * _LINE_LIMIT
_TAIL_LIMIT: Final = 16 * 1024 * 1024
#: So much of a line says which keys it was sealed with.
_HEADER: Final = -(-OVERHEAD // 3) * 4
_OPEN: Final = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)


class Sealing(Protocol):
    """As much of the keys of a register as the log needs."""

    def seal(self, about: str, plain: bytes) -> bytes:
        """`plain`, so that only this register can read it, as what `about` says."""
        ...

    def unseal(self, about: str, data: bytes) -> bytes:
        """What was sealed. Raises `ValueError` whatever is wrong."""
        ...


class Entry(msgspec.Struct, frozen=True):
    """Something that somebody did: `seq` counts from 1, `time` is ISO 8601 in UTC to the second.

    `case` is None where it was no single case. `what` is one of `What`, or a word of a later version.
    """

    seq: int
    time: str
    who: Author
    what: str
    case: str | None
    detail: str


class BrokenLink(msgspec.Struct, frozen=True):
    """Where the log does not follow from what comes before: the line of the file (from 1), and its entry."""

    line: int
    seq: int
    what: str


class Access(msgspec.Struct, frozen=True):
    """The log: what can be read of it, how many lines cannot, the first broken link, and the last link."""

    entries: tuple[Entry, ...]
    torn: int
    broken: BrokenLink | None
    head: str


class _Kept(msgspec.Struct, frozen=True):
    """A line once unsealed. `record` is the exact text that `link` binds to the link `before`."""

    record: str
    before: str
    link: str


class _Last(msgspec.Struct, frozen=True):
    """What a new line is bound to."""

    seq: int
    link: str


_NOTHING: Final = _Last(seq=0, link=hashed("access log"))


class AccessLog:
    """The log at `path`. `lock_path` is a file for its lock alone, `patience` how long to wait for that."""

    def __init__(self, path: Path, lock_path: Path, keys: Sealing, *, patience: float = PATIENCE) -> None:
        self._path = path
        self._lock_path = lock_path
        self._keys = keys
        self._patience = patience

    def append(
        self, who: Author, what: What, at: datetime, *, case: str | None = None, detail: str = ""
    ) -> Entry:
        """Notes that `who` did `what` at `at`; on the disk when this returns. `detail` says nothing of the case.

        Raises `NotNowError` where it cannot be noted (busy, disk full, no permission): the log is as it was, and
        whether `what` may go on is for the caller to say. Raises `ValueError` for an `at` without an offset.
        """
        if at.utcoffset() is None:
            raise ValueError("the time of an entry needs an offset from UTC")
        entry = Entry(
            seq=0,
            time=at.astimezone(UTC).isoformat(timespec="seconds"),
            who=Author(role=visible(who.role, _NAME_LIMIT), name=visible(who.name, _NAME_LIMIT)),
            what=what,
            case=None if case is None else visible(case, _CASE_LIMIT),
            detail=visible(detail, DETAIL_LIMIT),
        )
        with CaseLock(self._lock_path, self._patience):
            try:
                new = not os.path.lexists(self._path)
                if not new:
                    self._check_ordinary()
                descriptor = os.open(self._path, _OPEN, 0o600)
                try:
                    entry = self._add(descriptor, entry)
                finally:
                    os.close(descriptor)
                if new:
                    sync_folder(self._path.parent)
            except OSError as error:
                raise not_now(error, "added to", self._path) from error
        return entry

    def read(self) -> Access:
        """The log from its beginning; empty where nobody has noted anything. Raises `NotNowError`."""
        entries: list[Entry] = []
        found = self.look_through(entries.append)
        return msgspec.structs.replace(found, entries=tuple(entries))

    def look_through(self, each: Callable[[Entry], None]) -> Access:
        """Hands `each` the entries one by one, however many they are; what it returns holds none. Raises as `read`."""
        torn = 0
        broken: BrokenLink | None = None
        last = _NOTHING
        try:
            for number, line in enumerate(self._lines(), start=1):
                found = self._unsealed(line)
                if found is None:
                    torn += 1
                    continue
                kept, entry = found
                fault = _fault(kept, entry, last)
                if fault and broken is None:
                    broken = BrokenLink(line=number, seq=entry.seq, what=fault)
                each(entry)
                last = _Last(seq=entry.seq, link=kept.link)
        except OSError as error:
            raise not_now(error, "read", self._path) from error
        return Access(entries=(), torn=torn, broken=broken, head=last.link)

    def generations(self) -> Iterator[int]:
        """The generation of the keys that each line says it was sealed with; lines that were torn are left out.

        Raises `NotNowError`.
        """
        try:
            for line in self._lines():
                with suppress(ValueError):  # `UnsealError` is one
                    yield generation_of(binascii.a2b_base64(line[:_HEADER]))
        except OSError as error:
            raise not_now(error, "read", self._path) from error

    def seal_anew(self) -> None:
        """Seals every line that can be read with the keys of the moment; the others stay as they are.

        The chain is over the records, which stay as they are. Raises `NotNowError`; nothing has changed then.
        """
        temporary = self._path.with_name(f"{self._path.name}.new.tmp")
        with CaseLock(self._lock_path, self._patience):
            try:
                temporary.unlink(missing_ok=True)
                if not os.path.lexists(self._path):
                    return
                create_file(temporary, b"")
                try:
                    with temporary.open("ab") as file:
                        for line in self._whole_lines():
                            file.write(self._sealed_anew(line))
                        file.flush()
                        os.fsync(file.fileno())
                    patiently(lambda: temporary.replace(self._path))
                except BaseException:
                    with suppress(OSError):
                        temporary.unlink()
                    raise
                sync_folder(self._path.parent)
            except OSError as error:
                raise not_now(error, "saved", self._path) from error

    def _sealed_anew(self, line: bytes) -> bytes:
        try:
            plain = self._keys.unseal(_ABOUT, binascii.a2b_base64(line.removesuffix(b"\n"), strict_mode=True))
        except ValueError:
            return line
        return binascii.b2a_base64(self._keys.seal(_ABOUT, plain))

    def _whole_lines(self) -> Iterator[bytes]:
        """The file in lines, and what is longer than a line in parts of that length."""
        self._check_ordinary()
        with self._path.open("rb") as file:
            while line := file.readline(_LINE_LIMIT + 1):
                yield line

    def _add(self, descriptor: int, entry: Entry) -> Entry:
        size = os.fstat(descriptor).st_size
        last = self._last(descriptor, size)
        entry = msgspec.structs.replace(entry, seq=last.seq + 1)
        record = msgspec.json.encode(entry)
        kept = _Kept(record=record.decode(), before=last.link, link=_link(last.link, record))
        line = binascii.b2a_base64(self._keys.seal(_ABOUT, msgspec.json.encode(kept)))
        if size and _read_at(descriptor, size - 1, 1) != b"\n":
            line = b"\n" + line  # what a power cut tore stays a line of its own
        try:
            left = memoryview(line)
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        except BaseException:
            with suppress(OSError):  # a torn line can be lived with
                os.ftruncate(descriptor, size)
            raise
        return entry

    def _last(self, descriptor: int, size: int) -> _Last:
        """The last line that can be read. Of the file only the end is looked at, unless that is all damaged."""
        span = _TAIL
        while True:
            first = max(0, size - span)
            lines = _read_at(descriptor, first, size - first).split(b"\n")
            for line in reversed(lines):  # the first may have lost its beginning: then it cannot be read
                found = self._unsealed(line)
                if found is not None:
                    return _Last(seq=found[1].seq, link=found[0].link)
            if not first:
                return _NOTHING
            if span >= _TAIL_LIMIT:
                raise NotNowError(
                    f"{named(self._path)} could not be added to: nothing near its end can be read. "
                    "Run `escalate doctor`"
                )
            span *= 4

    def _unsealed(self, line: bytes) -> tuple[_Kept, Entry] | None:
        """What a line says; None for one that was torn, changed, or sealed by another register."""
        if not line or len(line) > _LINE_LIMIT:
            return None
        try:
            sealed = binascii.a2b_base64(line, strict_mode=True)
            if (
                binascii.b2a_base64(sealed, newline=False) != line
            ):  # its last sign holds bits that mean nothing
                return None
            kept = msgspec.json.decode(self._keys.unseal(_ABOUT, sealed), type=_Kept)
            return kept, msgspec.json.decode(kept.record, type=Entry)
        except (ValueError, msgspec.MsgspecError):
            return None

    def _lines(self) -> Iterator[bytes]:
        if not os.path.lexists(self._path):
            return
        self._check_ordinary()
        with self._path.open("rb") as file:
            while line := file.readline(_LINE_LIMIT + 1):
                if len(line) > _LINE_LIMIT:
                    _skip_line(file, line)
                yield line.removesuffix(b"\n")

    def _check_ordinary(self) -> None:
        # Looked at first: a pipe would be waited for without end, and a link may lead anywhere.
        if not stat.S_ISREG(self._path.lstat().st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file")


def _fault(kept: _Kept, entry: Entry, last: _Last) -> str:
    if kept.before != last.link or entry.seq != last.seq + 1:
        return f"does not follow entry {last.seq}" if last.seq else "is not the first that was noted"
    return "" if kept.link == _link(kept.before, kept.record.encode()) else "is not what was noted"


def _link(before: str, record: bytes) -> str:
    return hashed("access", before.encode(), record)


def _skip_line(file: BinaryIO, start: bytes) -> None:
    while start and not start.endswith(b"\n"):
        start = file.readline(_LINE_LIMIT)


def _read_at(descriptor: int, first: int, count: int) -> bytes:
    os.lseek(descriptor, first, os.SEEK_SET)
    found = bytearray()
    while len(found) < count and (part := os.read(descriptor, count - len(found))):
        found += part
    return bytes(found)
