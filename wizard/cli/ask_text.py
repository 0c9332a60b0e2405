"""Typing a text of several lines: each line is kept as it comes, and nothing that stands there goes by accident."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from wizard.base.errors import EscalateError
from wizard.cli.ask_desk import Desk
from wizard.cli.ask_words import Word, change_of, word_of

_LAST: Final = frozenset({".", "done"})
_ADD: Final = "add"
_ANEW: Final = "anew"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a text before anything is typed. `saved`: it is kept for good; else it was being written."""

    text: str
    saved: bool


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: a text that was ended, or `keep` for what stood there, or a word or line to be acted on."""

    text: str | None = None
    keep: bool = False
    line: str = ""


def write(
    desk: Desk,
    standing: Standing,
    keep: Callable[[str], None],
    *,
    words: tuple[Word | str, ...],
    others: frozenset[str] = frozenset(),
) -> Written:
    """Lets a text be typed. `keep` is called with all of it after each line; `others` are further first words.

    Words are obeyed on the first line only: behind it every line is the person's own text. Raises as
    `Desk.read` does.
    """
    begun = _say_standing(desk, standing)
    prompt = f"{_how(standing)} In place of the first line you can type {', '.join(words)}."
    while True:
        first = desk.read(prompt)
        said = first.strip().casefold()
        if not said:
            if standing.text and standing.saved:
                return Written(keep=True)
            desk.lines.say("Nothing was typed, and nothing is chosen.")
        elif said in _LAST:
            return Written(text=standing.text) if begun else Written(keep=True)
        elif said == _ADD and standing.text:
            begun = standing.text
            desk.lines.say("What you type now is added.")
            first = desk.lines.read()
            break
        elif said == _ANEW and begun:
            begun, standing = "", Standing(text="", saved=False)
            desk.lines.say("It begins anew.")
            prompt = _how(standing)
        elif word_of(first) is not None or change_of(first) is not None or said in others:
            return Written(line=first)
        else:
            break
    return Written(text=_rest(desk, begun, first, keep))


def _say_standing(desk: Desk, standing: Standing) -> str:
    """Says what stands there; returns what new lines are added to."""
    if not standing.text:
        return ""
    desk.lines.say("What stands here so far:" if standing.saved else "You were writing this:")
    desk.lines.say(standing.text)
    return "" if standing.saved else standing.text


def _how(standing: Standing) -> str:
    last = "A full stop alone on a line ends it."
    if not standing.text:
        return f"Type the text, line by line. {last}"
    if standing.saved:
        return (
            "Enter alone keeps it as it is. What you type takes its place; type add first to add to it. "
            f"{last}"
        )
    return (
        "What you type is added to it; type anew first to begin again without it. A full stop alone takes it as it "
        f"is. {last}"
    )


def _rest(desk: Desk, begun: str, first: str, keep: Callable[[str], None]) -> str:
    """The lines until the one that ends the text. Those so far are kept also where the input ends."""
    lines = [begun] if begun else []
    line = first
    told = False
    while line.strip().casefold() not in _LAST:
        lines.append(line)
        try:
            keep("\n".join(lines))
        except EscalateError as error:
            if not told:
                desk.lines.say_error(error)
            told = True
        line = desk.lines.read()
    return "\n".join(lines).strip("\n")
