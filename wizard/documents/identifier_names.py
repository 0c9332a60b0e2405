"""Finds the names of people in a text: by what stands in them and around them, and by names that are known.

Initials are no names here: "J. B." stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Final

import msgspec

from wizard.documents.identifier_tokens import Token, can_be_joined, end_of, tokens_of
from wizard.documents.identifier_words import (
    BEFORE_PLACES,
    CAPITAL_TITLES,
    COMMON,
    DAYS,
    ENDINGS,
    FIRST_NAMES,
    MONTHS,
    OF_PLACES,
    PARTICLES,
    PLACES,
    PROFESSION,
    RELATIVES,
    ROLES,
    SURNAMES,
    TITLES,
    WORDS_TOO,
)

_LIKE_A_NAME: Final = re.compile(r"(?:O['’ʼ‘]|D['’ʼ‘]|Mc|Mac|Fitz)[^\W\d_a-z]\w+")
_SHORTEST_PART: Final = 3
_LONGEST_NAME: Final = 6
_LONG_WORD: Final = 6

_CALENDAR: Final = MONTHS | DAYS
_PROPER: Final = SURNAMES | FIRST_NAMES
#: First names that are no months.
_FIRST_ALWAYS: Final = FIRST_NAMES - _CALENDAR
_ORDINARY: Final = COMMON | PROFESSION | PLACES | _CALENDAR
#: What stands in a field for a name and is none: "Ms Patel, Team Manager".
_NO_PARTS: Final = (TITLES | CAPITAL_TITLES | PARTICLES | _ORDINARY) - _PROPER - WORDS_TOO
_IN_TITLES: Final = _ORDINARY - ROLES
_WORDS_OR_ORDINARY: Final = WORDS_TOO | _ORDINARY

WHY_FULL: Final = "Two words with capitals stand together as a first name and a surname do."
WHY_TITLE: Final = "A title such as Mr or Dr stands before a surname."
WHY_RELATIVE: Final = "A first name stands beside a word for a relative or a friend."
WHY_KNOWN: Final = "The same name was given in another field."


class NameFound(msgspec.Struct, frozen=True):
    """A name, where it begins and ends, and how it was known for one."""

    start: int
    end: int
    why: str


def find_names(text: str, known: Collection[str] = (), ordinary: Collection[str] = ()) -> list[NameFound]:
    """The names in a text, in order; some may overlap.

    `known` are names given elsewhere: each part of one is found too. The words of `ordinary` are taken for no names.
    """
    tokens = list(tokens_of(text))
    plain_words = _ORDINARY | _parts(ordinary)
    found = [*_titled(text, tokens), *_runs(text, tokens, plain_words), *_relatives(text, tokens)]
    parts = _known_parts(known)
    if parts:
        found += _known(text, tokens, parts)
    return sorted(found, key=lambda one: (one.start, -one.end))


def is_only_initials(text: str) -> bool:
    """Whether nothing but initials stands here: "J. B.", "JB", "J and K". Up to three letters may stand together."""
    return all(
        one.plain == "and" or len(one.text) == 1 or (len(one.text) <= _SHORTEST_PART and one.text.isupper())
        for one in tokens_of(text)
    )


def relative_beside(text: str, start: int, end: int) -> bool:
    """Whether a word for a relative or a friend stands right before or after a name."""
    before = [one.plain for one in tokens_of(text[max(0, start - 40) : start])][-2:]
    after = [one.plain for one in tokens_of(text[end : end + 40])][:3]
    return any(one in RELATIVES for one in (*before, *after))


def _titled(text: str, tokens: list[Token]) -> Iterator[NameFound]:
    """ "Mrs Smith", "dr o'neill", "PC Jones"."""
    for place, (title, name) in enumerate(pairwise(tokens)):
        low = title.plain in TITLES
        if not (low or (title.plain in CAPITAL_TITLES and title.is_capital)) or not can_be_joined(
            text, title, name
        ):
            continue
        proper = name.plain in SURNAMES or name.plain in FIRST_NAMES
        if len(name.text) < 2 or (name.plain in _ORDINARY and not (proper and name.is_capital)):
            continue
        if not low and (not name.is_capital or (name.is_shouted and not title.is_shouted)):
            continue
        last = place + 1
        while (
            last + 1 < len(tokens)
            and last - place < _LONGEST_NAME
            and can_be_joined(text, tokens[last], tokens[last + 1])
            and tokens[last + 1].is_capital == name.is_capital
            and name.is_capital
            and tokens[last + 1].plain not in _ORDINARY
        ):
            last += 1
        yield NameFound(title.start, end_of(tokens[last]), WHY_TITLE)


def _runs(text: str, tokens: list[Token], ordinary: Collection[str]) -> Iterator[NameFound]:
    """Words with capitals that stand together, where they read as somebody's name."""
    place = 0
    while place < len(tokens):
        run = _run(text, tokens, place, ordinary)
        if len(run) > 1 and _is_name(text, tokens, place, run, ordinary):
            yield NameFound(run[0].start, end_of(run[-1]), WHY_FULL)
            place += len(run)
        else:
            place += 1


def _run(text: str, tokens: list[Token], place: int, ordinary: Collection[str]) -> list[Token]:
    """The words of what may be one name, from a word on; empty where that word begins none."""
    first = tokens[place]
    if not first.is_capital or (first.plain in ordinary and first.plain not in FIRST_NAMES):
        return []
    # After "May" or "June" a word of the profession is no surname.
    listed = first.plain in _FIRST_ALWAYS
    run = [first]
    pending: list[Token] = []
    last = first
    for token in tokens[place + 1 : place + 1 + _LONGEST_NAME]:
        if not can_be_joined(text, last, token):
            break
        last = token
        if token.plain in PARTICLES and not token.is_capital:
            pending.append(token)
            continue
        proper = token.plain in SURNAMES or token.plain in FIRST_NAMES
        if token.is_initial and token.plain != "i":
            pending.append(token)
            continue
        if not token.is_capital or (token.plain in ordinary and not (proper and listed)):
            break
        run += [*pending, token]
        pending = []
    return run


def _is_name(text: str, tokens: list[Token], place: int, run: list[Token], ordinary: Collection[str]) -> bool:
    after = tokens[place + len(run)] if place + len(run) < len(tokens) else None
    if after and can_be_joined(text, run[-1], after) and after.is_capital and after.plain in OF_PLACES:
        return False
    before = tokens[place - 1] if place and not run[0].begins else None
    in_a_place = before is not None and before.plain in BEFORE_PLACES
    words = [one for one in run if one.is_capital and not one.is_initial]
    later = words[1:] if not run[0].is_initial else words
    if not words or not later:
        return False
    first = run[0].plain in FIRST_NAMES
    surname = any(one.plain in SURNAMES or one.plain in FIRST_NAMES for one in later)
    like = any(_LIKE_A_NAME.fullmatch(one.text) or "-" in one.text for one in later)
    if run[0].is_initial:
        # "J. Smith" is one, but in "what J. said. Teachers" a sentence may begin after an initial.
        return surname or like
    if any(one.is_shouted for one in words):
        # Capitals may be a short form, a heading or loud words: one part has to be known for a name.
        enough = any(len(one.text) >= _SHORTEST_PART + 1 or one.plain in _PROPER for one in later)
        return (first and (enough or like)) or (like and len(words) > 1 and not in_a_place)
    if first:
        return not (in_a_place and run[0].plain in WORDS_TOO and later[0].plain in ordinary)
    if in_a_place:
        return False
    if surname or like:
        return not _ends_as_a_word(run[0]) or not run[0].begins
    return not (
        any(map(_ends_as_a_word, words)) or _ends_a_title(text, tokens[place - 1] if place else None, run[0])
    )


def _ends_as_a_word(token: Token) -> bool:
    return len(token.plain) >= _LONG_WORD and token.plain.endswith(ENDINGS)


def _ends_a_title(text: str, before: Token | None, first: Token) -> bool:
    """Whether words that are no listed names go on from a word with a capital that is no role: "Family Steps Ahead"."""
    return (
        before is not None
        and before.is_capital
        and before.plain in _IN_TITLES
        and can_be_joined(text, before, first)
    )


def _relatives(text: str, tokens: list[Token]) -> Iterator[NameFound]:
    """ "her brother Liam", "his mother, Sarah," and "Liam (brother)"."""
    for left, right in pairwise(tokens):
        gap = text[left.end : right.start]
        if len(gap) > 3 or gap.strip(" ,(\t\u00a0") or not gap:
            continue
        if left.plain in RELATIVES and right.is_capital and right.plain in _FIRST_ALWAYS:
            yield NameFound(right.start, end_of(right), WHY_RELATIVE)
        if "(" in gap and right.plain in RELATIVES and left.is_capital and left.plain in FIRST_NAMES:
            yield NameFound(left.start, end_of(left), WHY_RELATIVE)


def _parts(names: Collection[str]) -> frozenset[str]:
    return frozenset(one.plain for name in names for one in tokens_of(name))


def _known_parts(names: Collection[str]) -> frozenset[str]:
    """What is looked for of the names that are known: each part, but no title, no initial and nothing in between."""
    return frozenset(
        part
        for name in names
        for one in tokens_of(name)
        if len(one.text) >= 2 and not (one.text.isupper() and len(one.text) < _SHORTEST_PART + 1)
        for part in {one.plain, *one.parts}
        if part not in _NO_PARTS and len(part) >= 2
    )


def _known(text: str, tokens: list[Token], parts: frozenset[str]) -> Iterator[NameFound]:
    place = 0
    while place < len(tokens):
        last = place
        while last < len(tokens) and _is_known(tokens[last], parts):
            last += 1
            if last < len(tokens) and not can_be_joined(text, tokens[last - 1], tokens[last]):
                break
        if last > place:
            yield NameFound(tokens[place].start, end_of(tokens[last - 1]), WHY_KNOWN)
        place = max(last, place + 1)


def _is_known(token: Token, parts: frozenset[str]) -> bool:
    if token.plain not in parts and not parts & set(token.parts):
        return False
    if token.plain in WORDS_TOO or token.plain in _ORDINARY or len(token.plain) < _SHORTEST_PART:
        return token.is_capital and (not token.begins or token.plain not in _WORDS_OR_ORDINARY)
    return True
