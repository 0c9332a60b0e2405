"""People's names made into initials, and found again wherever they stand in a text, however they are written there.

A name is compared by its letters alone: capitals, accents, composed or decomposed letters, hyphens and apostrophes
count for nothing. It is found as whole words only: "Ann" is not found in "planned".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

#: A part of a name that is shorter is found only together with the rest of the name.
SHORTEST_PART: Final = 3
#: They stand before names. By themselves they are nobody's.
_TITLES: Final = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lady", "rev", "revd"}
)
#: They may stand within what was written for a name, and are found only together with the rest of it.
_BETWEEN: Final = frozenset({"and", "the", "for", "with"})
#: What may stand between the parts of one name. The first kind may also stand where its owner writes nothing.
_JOINTS: Final = frozenset(
    "'\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd`\u00b4\uff07-\u2010\u2011\u2012\u2013\u2014"
)
_SPACES: Final = frozenset("._ \t\n\r\u00a0\u202f\u2009,\u00b7")
_NOTHING: Final = frozenset[str]()
_LONGEST_GAP: Final = 4
#: Letters by category that are written for an apostrophe.
_NO_LETTERS: Final = frozenset(
    "\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\u02ee\ua78b\ua78c"
)
#: Letters that no decomposition takes apart, as people write them who have not got them on their keys.
_PLAINER: Final = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"}
)
#: First and last letter of scripts that put no space between words, or write what belongs to a name onto it.
_UNSPACED: Final = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u2e80", "\u9fff"),
    ("\uac00", "\ud7af"),
    ("\uf900", "\ufaff"),
    ("\uff66", "\uff9f"),
    ("\U00020000", "\U0003ffff"),
)
_VIRAMA: Final = 9
#: What stands between two people.
_PEOPLE: Final = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029;&/]+|\s+and\s+", re.IGNORECASE)


class _Word(msgspec.Struct, frozen=True):
    """A run of letters in a text, and how it is compared."""

    start: int
    end: int
    letters: str


class _Target(msgspec.Struct, frozen=True):
    """Something to find: all its letters, the places at which its words end, and what is put there."""

    letters: str
    ends: frozenset[int]
    initials: str


def initials(name: str) -> str:
    """The initials of a person's name: "J.S." for "Jane Smith", and for "JS"; empty where it holds no letter."""
    text = unicodedata.normalize("NFC", name)
    words = _without_titles(list(_words(text, joined=False)))
    if len(words) == 1 and len(_written(text, words[0])) == 2 and _written(text, words[0]).isupper():
        return "".join(f"{letter}." for letter in _written(text, words[0]))
    # Of what is written without spaces only the first sign: all of them would be the name.
    begun = [one for last, one in zip([None, *words], words, strict=False) if not _goes_on(text, last, one)]
    return "".join(f"{_capital(_written(text, one))}." for one in begun if _written(text, one))


def all_initials(names: str) -> str:
    """The initials of each of several people, what stands between them as it was."""
    between = _PEOPLE.findall(names)
    people = [initials(one) for one in _PEOPLE.split(names)]
    return "".join(one for pair in zip(people, [*between, ""], strict=True) for one in pair)


class Pseudonyms:
    """The names that are known, each with its initials."""

    def __init__(self, names: Iterable[str]) -> None:
        """`names`: one person or several. What holds fewer than two letters, or initials only, is nothing to find."""
        targets: dict[str, _Target] = {}
        parts: dict[str, set[str]] = {}
        alone: dict[str, str] = {}
        for line in sorted({one.strip() for name in names for one in _PEOPLE.split(name)}):
            text = unicodedata.normalize("NFC", line)
            words = _without_titles(list(_words(text, joined=True)))
            if sum(len(_written(text, one)) for one in words) < 2 or _only_initials(text, words):
                continue
            short = initials(line)
            for order in (words, [*words[-1:], *words[:-1]]):
                target = _target(order, short)
                targets.setdefault(target.letters, target)
            # Parts, and those that belong together: "O'Brien" as well as "Brien".
            for group in (
                *((one,) for one in words),
                *_joined(text, words, _JOINTS),
                *_joined(text, words, _NOTHING),
            ):
                letters = "".join(one.letters for one in group)
                written = sum(len(_written(text, one)) for one in group)
                if written >= SHORTEST_PART and letters not in _BETWEEN:
                    parts.setdefault(letters, set()).add(short)
                    alone[letters] = "".join(f"{_capital(_written(text, one))}." for one in group)
        for letters, of in parts.items():
            # A part that several people share cannot say which of them is meant.
            short = next(iter(of)) if len(of) == 1 else alone[letters]
            targets.setdefault(letters, _Target(letters, frozenset({len(letters)}), short))
        self._by_first: dict[str, list[_Target]] = {}
        for target in targets.values():
            self._by_first.setdefault(target.letters[:1], []).append(target)

    def replace(self, text: str) -> str:
        """The text, in composed letters, with initials in the place of every name that is known."""
        if not self._by_first:
            return text
        text = unicodedata.normalize("NFC", text)
        # What cannot be seen may stand inside a word, or in the place of a space.
        for joined in (True, False):
            text = self._replaced(text, joined=joined)
        return text

    def found_in(self, text: str) -> bool:
        """Whether a known name stands in the text."""
        text = unicodedata.normalize("NFC", text)
        return any(self._replaced(text, joined=joined) != text for joined in (True, False))

    def _replaced(self, text: str, *, joined: bool) -> str:
        words = list(_words(text, joined=joined))
        parts: list[str] = []
        place = at = 0
        while at < len(words):
            found = self._longest(text, words, at)
            if found is None:
                at += 1
                continue
            target, last = found
            parts += [text[place : words[at].start], target.initials]
            place, at = words[last].end, last + 1
        return "".join([*parts, text[place:]])

    def _longest(self, text: str, words: list[_Word], at: int) -> tuple[_Target, int] | None:
        """What stands at a word, and the last word of it; the longest of several."""
        found: tuple[_Target, int] | None = None
        for target in self._by_first.get(words[at].letters[:1], ()):
            last = _end_of(target, text, words, at)
            if last is not None and (found is None or last > found[1]):
                found = target, last
        return found


def _end_of(target: _Target, text: str, words: list[_Word], at: int) -> int | None:
    """The last of the words from `at` on that are the target; None where they are not."""
    said = ""
    for place in range(at, len(words)):
        if place > at:
            gap = text[words[place - 1].end : words[place].start]
            joints = all(sign in _JOINTS for sign in gap)
            spaces = all(sign in _JOINTS or sign in _SPACES for sign in gap)
            if len(gap) > _LONGEST_GAP or not (joints or (spaces and len(said) in target.ends)):
                return None
        said += words[place].letters
        if said == target.letters:
            return place
        if not target.letters.startswith(said):
            return None
    return None


def _target(words: list[_Word], short: str) -> _Target:
    ends: list[int] = []
    letters = ""
    for one in words:
        letters += one.letters
        ends.append(len(letters))
    return _Target(letters, frozenset(ends), short)


def _joined(text: str, words: list[_Word], by: frozenset[str]) -> Iterator[tuple[_Word, ...]]:
    """The words of a name that nothing stands between, or only signs of those that may hold them together."""
    group: list[_Word] = []
    for one in words:
        gap = text[group[-1].end : one.start] if group else ""
        if any(sign not in by for sign in gap):
            if len(group) > 1:
                yield tuple(group)
            group = []
        group.append(one)
    if len(group) > 1:
        yield tuple(group)


def _without_titles(words: list[_Word]) -> list[_Word]:
    """The words from the first on that is no title; none where all of them are titles."""
    first = next((place for place, one in enumerate(words) if one.letters not in _TITLES), len(words))
    return words[first:]


def _only_initials(text: str, words: list[_Word]) -> bool:
    return len(words) > 1 and all(
        len(_written(text, one)) == 1 and not _is_unspaced(_written(text, one)) for one in words
    )


def _goes_on(text: str, last: _Word | None, one: _Word) -> bool:
    """Whether a word is the next sign of a script without spaces."""
    return last is not None and last.end == one.start and _is_unspaced(text[one.start])


def _written(text: str, word: _Word) -> str:
    """The letters of a word as they were written, without marks."""
    return "".join(sign for sign in text[word.start : word.end] if unicodedata.category(sign)[0] == "L")


def _capital(word: str) -> str:
    first = word[:1]
    return first.upper() if len(first.upper()) == 1 else first


def _words(text: str, *, joined: bool) -> Iterator[_Word]:
    """The runs of letters, and each letter by itself in scripts without spaces.

    `joined`: signs that cannot be seen belong to the word that they stand in; else they part it.
    """
    start: int | None = None
    for place, sign in enumerate([*text, " "]):
        kind = unicodedata.category(sign)
        inside = kind[0] == "M" or (kind[0] == "L" and sign not in _NO_LETTERS)
        inside = inside or (joined and kind == "Cf" and start is not None)
        new = kind[0] == "L" and (_is_unspaced(sign) or (start is not None and _is_unspaced(text[start])))
        if start is not None and (not inside or new):
            letters = _compared(text[start:place])
            if letters:
                yield _Word(start, place, letters)
            start = None
        if inside and start is None:
            start = place


def _is_unspaced(sign: str) -> bool:
    return any(first <= sign <= last for first, last in _UNSPACED)


def _compared(word: str) -> str:
    """A word as it is compared."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    kept = (
        sign
        for sign in apart
        if unicodedata.category(sign)[0] in "LM"
        and sign not in _NO_LETTERS
        and unicodedata.combining(sign) in (0, _VIRAMA)
    )
    return "".join(kept).translate(_PLAINER)
