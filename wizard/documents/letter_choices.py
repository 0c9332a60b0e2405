"""Checks the choices of a letter: whether each answer is one of those that are usual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wizard.base.text import says_something, visible
from wizard.documents.letter_fields import Hit, Written, whole

_SHOWN: Final = 200


def choices(fields: tuple[Written, ...]) -> Iterator[Hit]:
    """Answers in words of one's own, which are allowed and can be a slip."""
    for one in fields:
        if one.field.type != "choice" or not says_something(one.text) or _is_usual(one):
            continue
        usual = visible("; ".join(one.field.options), limit=_SHOWN)
        yield whole("choice-own-words", one, f"This is none of the usual answers: {usual}.")


def _is_usual(one: Written) -> bool:
    # Capitals are how it is written, and not what is said.
    return _plain(one.text) in map(_plain, one.field.options)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
