"""Text from outside, made safe to show: none of it may move a cursor, hide itself or turn a line around."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import islice
from typing import Final

_ELLIPSIS: Final = "…"
_TAB_WIDTH: Final = 4
#: A typing slip is looked for in words up to this long, among so many: beyond, it costs more than it helps.
_WORD_LIMIT: Final = 60
_KNOWN_LIMIT: Final = 500
#: Words that one message lists, at most.
_LISTED: Final = 200

# Controls (C0, DEL, C1), the Arabic letter mark, zero-width characters and direction marks, line and
# paragraph separators, direction overrides and isolates, invisible operators, halves of surrogate pairs, the
# byte order mark, interlinear marks, the invisible tag characters, and what is no character (no file in Word can hold
# the last two).
_UNSEEN: Final = (
    "\x00-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
)
# Persian, Urdu and the scripts of India spell names with joiners; between their letters one is a letter's
# neighbour like any other and stays, so that nobody's name is disfigured in a letter.
_JOINING: Final = "\u0620-\u074a\u0750-\u077f\u08a0-\u08ff\u0900-\u0dff\ufb50-\ufdff\ufe70-\ufefc"
# Letters and signs by their category, of which nothing is drawn: fillers of Hangul, the empty pattern of Braille, the
# note without a head, and the blanks between hieroglyphs.
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159\U00013441\U00013442")
#: The categories of what is drawn by itself: letters, numbers, punctuation and signs.
_DRAWN: Final = frozenset("LNPS")
_NAMED: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


@cache
def _unsafe() -> re.Pattern[str]:
    """Compiled when the first text needs it: most never do."""
    return re.compile(f"(?!(?<=[{_JOINING}])[\u200c\u200d][{_JOINING}])[{_UNSEEN}]")


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if char in _NAMED:
        return _NAMED[char]
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def visible(text: str, limit: int = 200) -> str:
    """`text` as one safe line of at most `limit` characters, for messages and terminals.

    Whatever cannot be seen or changes how the rest is shown appears as an escape such as ``\\x1b`` or
    ``\\u202e``. Letters of every script, accents and apostrophes stay. What is too long ends in an ellipsis.
    """
    if len(text) <= limit and text.isprintable():
        return text
    shown = _unsafe().sub(_escape, text[: limit + 1])
    if len(text) <= limit and len(shown) <= limit:
        return shown
    return _shortened(text, limit)


def _shortened(text: str, limit: int) -> str:
    """As much of `text` as fits with an ellipsis, never ending inside an escape."""
    parts: list[str] = []
    room = limit - len(_ELLIPSIS)
    position = 0
    # One character more than can be shown is looked at, so that a joiner at the edge still has its neighbour.
    window = text[: limit + 1]
    while position < len(window):
        match = _unsafe().match(window, position)
        piece = _escape(match) if match else window[position]
        room -= len(piece)
        if room < 0:
            break
        parts.append(piece)
        position += 1
    return "".join(parts) + _ELLIPSIS


def visible_lines(text: str) -> str:
    """`text` made safe as `visible` does, at full length, with its lines kept and tabs turned into spaces.

    For free text on a screen or in a document. CRLF becomes LF.
    """
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").expandtabs(_TAB_WIDTH).split("\n")
    return "\n".join(line if line.isprintable() else _unsafe().sub(_escape, line) for line in lines)


def says_something(text: str) -> bool:
    """Whether anything in `text` can be seen on a page: a letter, number or sign of any script, or an emoji.

    Space, controls, invisible characters and marks that stand on no letter say nothing.
    """
    return any(unicodedata.category(char)[0] in _DRAWN and char not in _BLANK for char in text)


def _folded(word: str) -> str:
    return word[:_WORD_LIMIT].casefold().replace("_", "-").replace(" ", "-")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The word of `known` that `word` is most likely a slip for, or None where nothing is near.

    Capitals count for nothing, and neither does `_` or a space for `-`.
    """
    if len(word) > _WORD_LIMIT:
        return None
    by_folded: dict[str, str] = {}
    for candidate in islice(known, _KNOWN_LIMIT):
        by_folded.setdefault(_folded(candidate), candidate)
    folded = _folded(word)
    if folded in by_folded:
        return by_folded[folded]
    from difflib import get_close_matches  # only a wrong word needs it

    found = get_close_matches(folded, by_folded, n=1)
    return by_folded[found[0]] if found else None


def unknown(word: str, what: str, known: Iterable[str]) -> str:
    """That `word` is no `what`, with the nearest known word, else all of them: "'x' is no stage; did you mean 'y'?"."""
    words = list(known)
    near = nearest(word, words)
    listed = ", ".join(words[:_LISTED]) + (f" and {len(words) - _LISTED:,} more" if words[_LISTED:] else "")
    hint = f"did you mean '{near}'?" if near else f"expected one of: {listed}"
    return f"'{visible(word, limit=60)}' is no {what}; {hint}"
