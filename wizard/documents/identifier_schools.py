"""Finds schools by their names. "The primary school" names none, "Meadowbank Primary" does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from wizard.documents.identifier_shapes import Span
from wizard.documents.identifier_words import (
    COMMON,
    DAYS,
    IN_SCHOOLS,
    MONTHS,
    PLACES,
    PROFESSION,
    SCHOOL_KINDS,
)

_SCHOOL: Final = re.compile(
    r"\b(?:school|academy|college|nursery|pre-?school|primary|infants|juniors|playgroup)\b", re.IGNORECASE
)
_SAINTS: Final = frozenset({"st", "st.", "saint"})
_BACK: Final = 80


def schools(text: str) -> Iterator[Span]:
    """Schools by their names. "The primary school" names none."""
    last = 0
    for match in _SCHOOL.finditer(text):
        if match.start() < last or re.match(
            r"\s+of\b(?!\s+(?:E|England)\b)", text[match.end() : match.end() + 12]
        ):
            continue
        start = _school_start(text, match)
        if start is None:
            continue
        end = match.end()
        while tail := re.match(
            r" (?:(?:and )?(?:Primary|Nursery|Infant|Junior|Secondary|High|Community|Church|CE|RC|C of E)\b )*(?:School|Academy|College|Nursery)\b",
            text[end : end + 60],
            re.IGNORECASE if text[start].islower() else 0,
        ):
            end += tail.end()
        yield start, end
        last = end


def _school_start(text: str, match: re.Match[str]) -> int | None:
    """Where the name of a school begins, of which the last word is found; None where no name stands before it."""
    begin = max(0, match.start() - _BACK)
    words = list(re.finditer(r"[^\s,;:()\"“”]+", text[begin : match.start()]))
    start: int | None = None
    at = match.start() - begin
    for number, word in enumerate(reversed(words)):
        gap = text[begin + word.end() : begin + at]
        plain = word[0].casefold().replace("’", "'")
        # The first words of the window may be halves, and what ends a sentence ends the name.
        if not gap.isspace() or "\n" in gap or number > 7 or (begin and word.start() == 0):
            break
        if word[0].endswith((".", "!", "?")) and plain not in _SAINTS:
            break
        saint = word.start() and plain not in SCHOOL_KINDS and _follows_saint(words, word)
        if plain in _SAINTS:
            start = begin + word.start() if start is not None else None
        elif saint or (word[0][0].isupper() and _is_proper(plain)):
            start = begin + word.start()
        elif plain not in SCHOOL_KINDS or (
            word[0][0].islower() and plain not in _LINKS and start is not None
        ):
            break
        at = word.start()
        if start is None and word[0][0].islower() and plain not in SCHOOL_KINDS:
            break
    return start


_LINKS: Final = frozenset({"of", "the", "and", "c", "e"})


def _follows_saint(words: list[re.Match[str]], word: re.Match[str]) -> bool:
    place = next(number for number, one in enumerate(words) if one.start() == word.start())
    return place > 0 and words[place - 1][0].casefold() in _SAINTS


def _is_proper(word: str) -> bool:
    """Whether a word with a capital can be the name of a school: a place can, a day or a role cannot."""
    bare = word.removesuffix("'s").removesuffix("'")
    return (
        len(bare) > 1
        and word[0].isalpha()
        and (bare in PLACES or bare not in _not_of_schools())
        and word not in SCHOOL_KINDS
    )


@cache
def _not_of_schools() -> frozenset[str]:
    return COMMON | MONTHS | DAYS | (PROFESSION - IN_SCHOOLS)
