"""What can be typed instead of an answer: the words that always work, and numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

Word = Literal["back", "review", "why", "save", "leave", "help", "cases", "new", "keep", "lock", "numbers"]

_WORDS: Final[dict[str, Word]] = {
    "back": "back",
    "b": "back",
    "review": "review",
    "r": "review",
    "why": "why",
    "w": "why",
    "?": "why",
    "save": "save",
    "leave": "leave",
    "quit": "leave",
    "q": "leave",
    "exit": "leave",
    "help": "help",
    "h": "help",
    "cases": "cases",
    "new": "new",
    "keep": "keep",
    "lock": "lock",
    "numbers": "numbers",
}
_CHANGE: Final = re.compile(r"change\s+([0-9]{1,4})\.?", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"[0-9]{1,4}\.?(?:(?:\s*,\s*|\s+and\s+|\s+)[0-9]{1,4}\.?)*", re.IGNORECASE)
_ONE: Final = re.compile(r"[0-9]{1,4}")


def word_of(line: str) -> Word | None:
    """The word that the line is, in capitals or not; None where it is none."""
    return _WORDS.get(line.strip().casefold())


def change_of(line: str) -> int | None:
    """The number in "change 3"."""
    found = _CHANGE.fullmatch(line.strip())
    return int(found[1]) if found else None


def numbers_of(line: str) -> tuple[int, ...]:
    """The numbers in "1 3", "1,3" or "1 and 3", in that order; none where anything else stands there."""
    stripped = line.strip()
    # Digits of other scripts are no numbers here: nothing is guessed.
    if not stripped.isascii() or not _NUMBERS.fullmatch(stripped):
        return ()
    return tuple(int(one) for one in _ONE.findall(stripped))


def number_of(line: str, last: int) -> int | None:
    """The one number from 1 to `last` that the line is."""
    found = numbers_of(line)
    return found[0] if len(found) == 1 and 1 <= found[0] <= last else None


def also(words: Sequence[str]) -> str:
    """The end of a prompt: "Or: back, why, leave, help."."""
    return f"Or: {', '.join(words)}."
