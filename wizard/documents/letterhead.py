"""The letterhead that documents for Word are written on: an office's own file, looked through before it is used.

It comes from a colleague, a supplier or a download, and goes out with every letter. Whatever in it could run, fetch
something from elsewhere, or tell who wrote it is refused, with what to do in Word about it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wizard.base.errors import Fault, WrongInputError, wrong_input
from wizard.base.paths import named, not_now, within
from wizard.documents.letterhead_parts import faults_of
from wizard.documents.letterhead_zip import Unpackable, unpacked

#: Bytes that the file may have.
LARGEST: Final = 5_000_000
_ENDING: Final = ".docx"
_OLD: Final = b"\xd0\xcf\x11\xe0"


def read_letterhead(path: Path) -> bytes:
    """The letterhead's bytes, where nothing in it is dangerous.

    Raises WrongInputError with all that is wrong with it, NotNowError where it cannot be read now.
    """
    name = named(path)
    if path.suffix.casefold() != _ENDING:
        raise wrong_input(
            f"is no letterhead; expected a Word document that ends in {_ENDING}. Save it in Word as 'Word Document (.docx)'",
            file=name,
        )
    data = _read(path, name)
    if data.startswith(_OLD):
        raise wrong_input(
            "has a password or is of an old version of Word; save it in Word without a password, as 'Word Document (.docx)'",
            file=name,
        )
    try:
        members = unpacked(data)
    except Unpackable as error:
        raise wrong_input(str(error), file=name) from error
    faults = [Fault(file=name, line=0, column=0, key="", what=what) for what in faults_of(members)]
    if faults:
        raise WrongInputError(faults)
    return data


def _read(path: Path, name: str) -> bytes:
    try:
        real = within(path.parent, path.name)
    except ValueError as error:
        raise wrong_input(str(error), file=name) from error
    try:
        if not real.exists():
            raise wrong_input("is not there; expected the Word document with your letterhead", file=name)
        if not real.is_file():
            raise wrong_input("is not a file; expected the Word document with your letterhead", file=name)
        with real.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise not_now(error, "read", path) from error
    if len(data) > LARGEST:
        raise wrong_input(
            f"is larger than {LARGEST:,} bytes, the most that a letterhead may have; make its pictures smaller",
            file=name,
        )
    return data
