"""What a passphrase has to be, and how one is read from a file."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

from wizard.base.errors import wrong_input
from wizard.base.paths import named, not_now

_SHORTEST: Final = 12
_LONGEST: Final = 1000
#: Bytes of a file; a sign takes four at most, and its letters may be written apart.
_LARGEST_FILE: Final = 64_000
_ADVICE: Final = "Take three random words, or more"


def as_bytes(passphrase: str) -> bytes:
    """The passphrase in one form, whichever keyboard or file it came from: what is stretched into a key."""
    return _normal(passphrase).encode("utf-8", "surrogatepass")


def acceptable(passphrase: str) -> str:
    """A new passphrase in that one form. Raises `WrongInputError`, which holds nothing of it."""
    text = _normal(passphrase)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise wrong_input("the passphrase holds signs that are no text; write it again in UTF-8") from None
    if len(text) < _SHORTEST:
        raise wrong_input(
            f"the passphrase has {len(text)} characters; expected at least {_SHORTEST}. {_ADVICE}"
        )
    if len(text) > _LONGEST:
        raise wrong_input(f"the passphrase has more than {_LONGEST:,} characters; choose a shorter one")
    if len(set(text)) == 1:
        raise wrong_input(f"the passphrase is one character over and over. {_ADVICE}")
    return text


def read_passphrase_file(path: Path) -> str:
    """The passphrase in a file: all of it but the end of the last line.

    Raises `WrongInputError` (not there, a folder, too long, empty, no UTF-8), `NotNowError`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise wrong_input(
            "there is no such file; expected one that holds the passphrase", file=named(path)
        ) from None
    except IsADirectoryError:
        raise wrong_input(
            "is a folder; expected a file that holds the passphrase", file=named(path)
        ) from None
    except ValueError:
        raise wrong_input("is not a name that a file can have", file=named(path)) from None
    except OSError as error:
        raise not_now(error, "read", path) from error
    if len(data) > _LARGEST_FILE:
        raise wrong_input("is too long for a passphrase; expected one line of text", file=named(path))
    try:
        text = data.decode("utf-8-sig")  # Notepad puts a mark before the text
    except UnicodeDecodeError:
        raise wrong_input("is no UTF-8 text; save it as UTF-8", file=named(path)) from None
    text = _without_end(text)
    if not text:
        raise wrong_input("is empty; expected the passphrase in it", file=named(path))
    return text


def _normal(passphrase: str) -> str:
    return unicodedata.normalize("NFC", _without_end(passphrase))


def _without_end(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text
