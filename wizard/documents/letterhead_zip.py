"""A Word file as the zip that it is: unpacked only as far as is safe, in memory, with no name on a disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

#: What the members may have together, in bytes, and how many there may be.
_UNPACKED: Final = 30_000_000
_MEMBERS: Final = 500
_MAGIC: Final = b"PK\x03\x04"
_ENCRYPTED: Final = 0x1
_KNOWN: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED: Final = (
    "is no Word document, or is damaged; open it in Word and save it again as 'Word Document (.docx)'"
)


class Unpackable(Exception):  # noqa: N818 - it names what the file is, not what went wrong in the program
    """The file cannot be unpacked. Its text says why, and what to do."""


def unpacked(data: bytes) -> Mapping[str, bytes]:
    """Every member of the file by its name. Raises Unpackable."""
    if not data.startswith(_MAGIC):
        raise Unpackable(_DAMAGED)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            members = file.infolist()
            _refuse(members)
            # No member yields more than it says here, whatever is packed in it.
            return {one.filename: file.read(one) for one in members}
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        raise Unpackable(_DAMAGED) from error


def _refuse(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > _MEMBERS:
        raise Unpackable(
            f"holds {len(members):,} parts, and a letterhead may have {_MEMBERS} at the most; make a simpler one in Word"
        )
    if sum(one.file_size for one in members) > _UNPACKED:
        raise Unpackable(
            f"unpacks to more than {_UNPACKED:,} bytes, the most that a letterhead may have; make its pictures smaller"
        )
    if any(one.flag_bits & _ENCRYPTED or one.compress_type not in _KNOWN for one in members):
        raise Unpackable("is packed in a way that Word does not use; " + _DAMAGED.split("; ")[1])
    if len({one.filename.casefold() for one in members}) < len(members):
        raise Unpackable("holds two parts of the same name; " + _DAMAGED.split("; ")[1])
