"""The file of a backup: a header that anybody can read, and behind it the files of the register as a sealed stream.

The stream is cut into chunks of one megabyte, each sealed with AES-256-GCM under a key of this backup alone. The nonce
of a chunk is its number and whether it is the last, and the whole header is bound to each (the STREAM construction of
Hoang, Reyhanitabar, Rogaway and Vizár): chunks that are changed, moved, left out, cut off or of another backup do not open.
In the stream each file is its name, its length, its bytes and their SHA-256; an empty name ends it.
"""

from __future__ import annotations

import hashlib
import re
import stat
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta

from wizard.base.errors import EscalateError, wrong_input
from wizard.base.paths import named, not_now
from wizard.register.cases import CASE_ID

if TYPE_CHECKING:
    from wizard.register.keys import Keys

#: Bytes of the stream in one chunk.
CHUNK: Final = 1024 * 1024
#: A file of up to so many bytes is held in memory as a whole: more than a case, a place or a document can have.
IN_MEMORY: Final = 64 * 1024 * 1024

_MAGIC: Final = b"escalate backup\n"
_FORMAT: Final = 1
#: By how many bytes a chunk is longer once it is sealed.
TAG: Final = 16
_LENGTH: Final = struct.Struct(">I")
_LARGEST_HEADER: Final = 2_000_000

Kind: TypeAlias = Literal["case", "edition", "place", "document", "access"]
#: What a backup holds, in this order: what a case names was kept before the case, and so is copied after it.
_NAMES: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("case", re.compile(rf"cases/({CASE_ID.pattern})\.case")),
    ("edition", re.compile(r"editions/([0-9a-f]{64})\.json")),
    ("place", re.compile(rf"places/({CASE_ID.pattern})\.place")),
    ("document", re.compile(r"documents/([0-9a-f]{64})\.blob")),
    ("access", re.compile(r"(access)\.log")),
)
#: The folders of a register that a backup holds, in the order in which they are copied.
FOLDERS: Final = ("cases", "editions", "places", "documents")
ACCESS_LOG: Final = "access.log"


class DamagedBackupError(EscalateError):
    """The file of a backup is not what was written."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{named(path)} is a backup that is damaged: {why}. Nothing has been changed; use another backup"
        )


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What anybody can read of a backup. `made` is ISO 8601 in UTC; `marker` is the `register.json` of that moment."""

    format: Literal[1]
    backup: Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
    made: Annotated[str, Meta(max_length=40)]
    program: Annotated[str, Meta(max_length=100)]
    marker: Annotated[bytes, Meta(max_length=1_000_000)]


class _Kind(msgspec.Struct, frozen=True):
    format: int


class Named(msgspec.Struct, frozen=True):
    """A file in a backup: of which kind, and of which case or by which hash."""

    kind: Kind
    of: str
    place: tuple[int, str]


def name_in_backup(name: str) -> Named | None:
    """What a name stands for; None for one that no backup holds."""
    for number, (kind, form) in enumerate(_NAMES):
        found = form.fullmatch(name)
        if found:
            return Named(kind=kind, of=found[1], place=(number, found[1]))
    return None


class Chunks:
    """Seals and opens one chunk after the other."""

    def __init__(self, keys: Keys, header: Header, bound: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._aead = AESGCM(keys.subkey(f"backup {header.backup}"))
        self._bound = hashlib.sha256(bound).digest()
        self._count = 0

    def seal(self, plain: bytes, *, last: bool) -> bytes:
        """The next chunk."""
        return self._aead.encrypt(self._nonce(last), plain, self._bound)

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        """What is in the next chunk. Raises `ValueError`."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._aead.decrypt(self._nonce(last), sealed, self._bound)
        except InvalidTag:
            raise ValueError("a chunk does not open") from None

    def _nonce(self, last: bool) -> bytes:
        number = self._count
        self._count += 1
        return number.to_bytes(11) + (b"\x01" if last else b"\x00")


def encoded(header: Header) -> bytes:
    """What a backup begins with."""
    data = msgspec.json.encode(header)
    return _MAGIC + _LENGTH.pack(len(data)) + data


def opened(path: Path) -> BinaryIO:
    """The file of a backup. Raises `WrongInputError`, `NotNowError`."""
    try:
        # Looked at first: a pipe would be waited for without end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise wrong_input("is no ordinary file; expected a backup", file=named(path))
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        raise wrong_input("there is no such file; expected a backup", file=named(path)) from None
    except ValueError:  # a name with a NUL in it
        raise wrong_input("is not a name that a file can have", file=named(path)) from None
    except OSError as error:
        raise not_now(error, "read", path) from error


def read_header(file: BinaryIO, path: Path) -> tuple[Header, bytes]:
    """The header and its bytes. Raises `WrongInputError`, `DamagedBackupError`, `EscalateError`, `NotNowError`."""
    try:
        start = file.read(len(_MAGIC) + _LENGTH.size)
        if start[: len(_MAGIC)] != _MAGIC:
            raise wrong_input("is no backup of a register", file=named(path))
        if len(start) < len(_MAGIC) + _LENGTH.size:
            raise DamagedBackupError(path, "it was cut short")
        (length,) = _LENGTH.unpack(start[len(_MAGIC) :])
        data = file.read(length) if length <= _LARGEST_HEADER else b""
    except OSError as error:
        raise not_now(error, "read", path) from error
    if len(data) != length:
        raise DamagedBackupError(path, "it was cut short or changed")
    try:
        return msgspec.json.decode(data, type=Header), start + data
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        _refuse_newer(data, path)
        raise DamagedBackupError(path, "its beginning was changed") from error


def _refuse_newer(data: bytes, path: Path) -> None:
    try:
        kind = msgspec.json.decode(data, type=_Kind)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return
    if kind.format > _FORMAT:
        raise EscalateError(
            f"{named(path)} is a backup of format {kind.format}, and this version of the program reads format "
            f"{_FORMAT}. Nothing has been changed; use the version that made it"
        )
