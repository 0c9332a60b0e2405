"""Writing the files of a register into a backup, and reading them again, one after the other."""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from wizard.base.paths import not_now
from wizard.register.backup_format import (
    CHUNK,
    TAG,
    Chunks,
    DamagedBackupError,
    Header,
    Named,
    encoded,
    name_in_backup,
    opened,
    read_header,
)

if TYPE_CHECKING:
    from wizard.register.keys import Keys

_NAME: Final = struct.Struct(">H")
_SIZE: Final = struct.Struct(">Q")
_HASH: Final = 32
_PIECE: Final = 256 * 1024


class Writer:
    """Writes a backup into `file`, from its header to `end`. Raises the `OSError` of the disk."""

    def __init__(self, file: BinaryIO, header: Header, keys: Keys) -> None:
        plain = encoded(header)
        self._file = file
        self._chunks = Chunks(keys, header, plain)
        self._waiting = bytearray()
        file.write(plain)

    def begin(self, name: str, length: int) -> None:
        """Begins a file; `length` bytes are to come."""
        encoded = name.encode()
        self._hash = hashlib.sha256()
        self._left = length
        self._write(_NAME.pack(len(encoded)) + encoded + _SIZE.pack(length))

    def add(self, data: bytes) -> None:
        """Adds bytes of the file."""
        self._hash.update(data)
        self._left -= len(data)
        self._write(data)

    def finish(self) -> None:
        """Ends the file. Raises `ValueError` where it did not get the bytes that were announced."""
        if self._left:
            raise ValueError("a file in a backup has not the length that was announced")
        self._write(self._hash.digest())

    def end(self) -> None:
        """Ends the backup."""
        self._write(_NAME.pack(0))
        self._file.write(self._chunks.seal(bytes(self._waiting), last=True))
        self._waiting.clear()

    def _write(self, data: bytes) -> None:
        self._waiting += data
        while len(self._waiting) > CHUNK:  # the last chunk is known to be that only at the end
            self._file.write(self._chunks.seal(bytes(self._waiting[:CHUNK]), last=False))
            del self._waiting[:CHUNK]


class Incoming:
    """A file in a backup while it is read: `pieces` gives its bytes once, and then holds them to their hash."""

    def __init__(self, name: str, named: Named, length: int, pieces: Iterator[bytes]) -> None:
        self.name: Final = name
        self.named: Final = named
        self.length: Final = length
        self.pieces: Final = pieces


class Backup:
    """The backup at `path`, of which only the header has been read; `keys` opens the rest.

    Raises `WrongInputError` (no such file, no backup), `DamagedBackupError`, `EscalateError` for the format of a
    newer version, and `NotNowError`.
    """

    def __init__(self, path: Path) -> None:
        self.path: Final = path
        with opened(path) as file:
            self.header, self._plain = read_header(file, path)

    def entries(self, keys: Keys) -> Iterator[Incoming]:
        """Every file, one after the other: each is to be read before the next. What was read counts once this ended.

        Raises `DamagedBackupError` wherever it is not what was written, and `NotNowError`.
        """
        with opened(self.path) as file:
            header, plain = read_header(file, self.path)
            if plain != self._plain:
                raise DamagedBackupError(self.path, "it changed while it was read")
            stream = _Stream(file, Chunks(keys, header, plain), self.path)
            before = (-1, "")
            while (entry := stream.next_entry()) is not None:
                if entry.named.place <= before:
                    raise DamagedBackupError(self.path, "its files are not in order")
                before = entry.named.place
                yield entry
                for _ in entry.pieces:
                    pass  # whoever does not want it: its hash is looked at all the same


class _Stream:
    """The sealed part of a backup, read from front to back."""

    def __init__(self, file: BinaryIO, chunks: Chunks, path: Path) -> None:
        self._file = file
        self._chunks = chunks
        self._path = path
        self._ready = memoryview(b"")
        self._ahead = b""
        self._ended = False
        self._longest = os.fstat(file.fileno()).st_size

    def next_entry(self) -> Incoming | None:
        (length,) = _NAME.unpack(self._exactly(_NAME.size))
        if not length:
            if self._ready or not self._ended:
                raise self._damaged("there is more in it than there should be")
            return None
        name = self._exactly(length).decode("utf-8", "replace")
        found = name_in_backup(name)
        if found is None:
            raise self._damaged("it holds a file of a name that no register has")
        (size,) = _SIZE.unpack(self._exactly(_SIZE.size))
        if size > self._longest:
            raise self._damaged("it holds a file that is longer than all of it")
        return Incoming(name, found, size, self._pieces(size))

    def _pieces(self, size: int) -> Iterator[bytes]:
        hashed = hashlib.sha256()
        while size:
            piece = self._some(min(size, _PIECE))
            hashed.update(piece)
            size -= len(piece)
            yield piece
        if self._exactly(_HASH) != hashed.digest():
            raise self._damaged("a file in it is not the one that was copied")

    def _exactly(self, count: int) -> bytes:
        found = bytearray()
        while len(found) < count:
            found += self._some(count - len(found))
        return bytes(found)

    def _some(self, most: int) -> bytes:
        while not self._ready:
            self._next_chunk()
        found = bytes(self._ready[:most])
        self._ready = self._ready[most:]
        return found

    def _next_chunk(self) -> None:
        if self._ended:
            raise self._damaged("it ends too early")
        try:
            sealed = self._ahead + self._file.read(CHUNK + TAG - len(self._ahead))
            self._ahead = self._file.read(1)
        except OSError as error:
            raise not_now(error, "read", self._path) from error
        self._ended = not self._ahead
        try:
            self._ready = memoryview(self._chunks.open(sealed, last=self._ended))
        except ValueError:
            raise self._damaged("it was cut short or changed") from None

    def _damaged(self, why: str) -> DamagedBackupError:
        return DamagedBackupError(self._path, why)
