"""The words of a text as names are looked for in them: how each is compared, and which can belong to one name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import msgspec

from wizard.documents.identifier_words import CAPITAL_TITLES, TITLES

_MARKS: Final = "\u0300-\u036f\u1dc0-\u1dff"
_LETTERS: Final = rf"[^\W\d_]+(?:[{_MARKS}][^\W\d_]*)*"
#: A word with what holds its parts together: "O'Neill", "Smith-Jones", "child's".
_WORD: Final = re.compile(rf"{_LETTERS}(?:['’ʼ‘‐‑-]{_LETTERS})*")
#: What may stand between the words of one name.
_GAP: Final = re.compile(r"\.?[ \t\u00a0\u202f]{1,3}|\.")
_SENTENCE_ENDS: Final = ".!?:•*\n\r"
_QUOTES: Final = "\"'“”‘’()[] \t\u00a0-–"
#: Letters that no decomposition takes apart.
_PLAINER: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "’": "'", "ʼ": "'", "‘": "'"}
)
_POSSESSIVES: Final = ("'s", "s'")
JOINT: Final = re.compile("['’ʼ‘‐‑-]")
#: They are bound to a name by a hyphen or an apostrophe, in small letters.
_BOUND: Final = frozenset({"al", "el", "as", "d", "de", "abd", "ad", "ar"})
ANY_TITLE: Final = TITLES | CAPITAL_TITLES


class Token(msgspec.Struct, frozen=True):
    """A word of a text. `plain` is in small letters, without accents and without a possessive ending."""

    text: str
    plain: str
    start: int
    end: int
    begins: bool
    is_capital: bool

    @property
    def parts(self) -> list[str]:
        """What hyphens hold together."""
        return re.split("[-‐‑]", self.plain)

    @property
    def is_initial(self) -> bool:
        return len(self.text) == 1 and self.is_capital

    @property
    def is_shouted(self) -> bool:
        return len(self.text) > 1 and self.text.isupper()


def plain_word(word: str) -> str:
    """A word as it is compared: in small letters, without accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(_PLAINER)


def tokens_of(text: str) -> Iterator[Token]:
    """The words of a text, in order."""
    last = 0
    for match in _WORD.finditer(text):
        gap = text[last : match.start()]
        begins = last == 0 or bool(set(gap.strip(_QUOTES)) & set(_SENTENCE_ENDS)) or "\n" in gap
        plain = plain_word(match[0])
        for ending in _POSSESSIVES:
            if plain.endswith(ending) and len(plain) > len(ending) + 1:
                plain = plain[: len(plain) - len(ending) + (ending == "s'")]
        yield Token(match[0], plain, match.start(), match.end(), begins, _is_capital(match[0]))
        last = match.end()


def _is_capital(word: str) -> bool:
    """Whether a word begins with a capital. "al-Rashid" and "d'Souza" count, as they do in names."""
    if word[0].isupper() or word[0].istitle():
        return True
    bound, *rest = JOINT.split(word, maxsplit=1)
    return bound in _BOUND and bool(rest) and (rest[0][0].isupper() or rest[0][0].istitle())


def end_of(token: Token) -> int:
    """Where the name in a word ends: a possessive ending is no part of it."""
    text = token.text.replace("’", "'").replace("ʼ", "'").replace("‘", "'")
    return token.end - 2 if text.casefold().endswith("'s") and len(text) > 3 else token.end


def can_be_joined(text: str, left: Token, right: Token) -> bool:
    """Whether two words can belong to one name: only a space between them, or a full stop after an initial."""
    gap = text[left.end : right.start]
    if not _GAP.fullmatch(gap):
        return False
    return "." not in gap or len(left.text) == 1 or left.plain in ANY_TITLE
