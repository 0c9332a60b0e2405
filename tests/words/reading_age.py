"""The reading age of a text, by two kept formulas, with the profession's own terms allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from textstat import automated_readability_index, flesch_kincaid_grade, lexicon_count, syllable_count

#: A pupil of the first grade is six years old in its course: grade and five make the age.
AGE_OF_GRADE_ZERO = 5
_PLAIN = "word"
#: What holds a stop that ends no sentence, or is no word: addresses, names of files, keys, times and numbers.
_NO_WORDS = re.compile(
    r"\S+@[\w.-]*\w|https?://\S+|\b\w+\.(?:yaml|json|txt|md)\b|\b\d[\d./:–-]*\b|(?<=\w)\.(?=\w)|…"
)
_ENDS = re.compile(r"(?<=[.?!])[\"')*_]*\s+")


@cache
def terms() -> tuple[str, ...]:
    """The profession's own terms, which are as hard as they are and may stand."""
    lines = Path(__file__).with_name("terms.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def uses(term: str, text: str) -> bool:
    """Whether a text uses a term."""
    return re.search(rf"\b{re.escape(term)}\b", text, re.IGNORECASE) is not None


class Reader:
    """Someone of the profession: to whom its terms, and the `names` that the policies give, are plain words."""

    def __init__(self, names: Iterable[str]) -> None:
        # A name is one only as it is written; a term may begin a sentence. The longest that fits counts.
        patterns = {one: re.escape(one) for one in names} | {one: f"(?i:{re.escape(one)})" for one in terms()}
        longest_first = [patterns[one] for one in sorted(patterns, key=len, reverse=True)]
        self._allowed = re.compile(rf"\b(?:{'|'.join(longest_first)})\b")

    def plain(self, text: str) -> str:
        """The text with a plain word for each word of a name or a term: a sentence stays as long as it is."""
        text = self._allowed.sub(lambda found: " ".join([_PLAIN] * len(found[0].split())), text)
        return _NO_WORDS.sub(_PLAIN, text)

    def ages(self, texts: Iterable[str]) -> tuple[float, float]:
        """The age at which the texts can be read, by Flesch and Kincaid (syllables) and by the ARI (letters)."""
        whole = " ".join(_ended(self.plain(one)) for one in texts)
        grades = (flesch_kincaid_grade(whole), automated_readability_index(whole))
        return grades[0] + AGE_OF_GRADE_ZERO, grades[1] + AGE_OF_GRADE_ZERO


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [one for one in _ENDS.split(_NO_WORDS.sub(_PLAIN, text)) if one.strip(" .")]


def length(text: str) -> int:
    """How many words it has."""
    return int(lexicon_count(text))


def syllables(text: str) -> int:
    """How many syllables it has."""
    return int(syllable_count(text))


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "?", "!")) else f"{text.rstrip(':;,')}."
