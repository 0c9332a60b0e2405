"""Breaking lines by a measure: columns of a terminal, or the widths of a picture's letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

Measure = Callable[[str], float]


def columns(text: str) -> int:
    """How many columns of a terminal a line takes: two for a wide letter, none for what joins the one before."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """The lines of a text, none wider than `width` by the measure; a word that is wider is broken.

    A single letter stands alone on a line even where it is wider: there is nothing left to break.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if measure(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, width, measure)
        lines += whole
    return [*lines, line] if line else lines


def _pieces(word: str, width: float, measure: Measure) -> Iterator[str]:
    piece = ""
    for char in word:
        if piece and measure(piece + char) > width:
            yield piece
            piece = ""
        piece += char
    yield piece
