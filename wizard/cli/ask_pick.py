"""Choosing one of several in plain lines, and typing where a file is to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from wizard.base.errors import EscalateError, wrong_input
from wizard.base.text import visible
from wizard.casework import document_deeds as deeds
from wizard.casework import document_words as words
from wizard.cli.ask_desk import Desk
from wizard.cli.ask_words import number_of, numbers_of, word_of


def pick(desk: Desk, options: Iterable[str]) -> int | None:
    """Says the options and reads a number, from 0 on; None for "back". Raises as `Desk.read` does."""
    offered = tuple(options)
    desk.lines.say_options(offered)
    prompt = f"Type a number from 1 to {len(offered)}. Or: back, leave, help."
    while True:
        line = desk.read(prompt)
        number = number_of(line, len(offered))
        if number is not None:
            return number - 1
        if word_of(line) == "back":
            return None
        _refuse(desk, line)


def pick_many(desk: Desk, options: Iterable[str], none: str) -> tuple[int, ...] | None:
    """The same for several, from 0 on. `none` is what is typed for none of them."""
    offered = tuple(options)
    desk.lines.say_options(offered)
    prompt = f"Type one or more numbers, such as 1 3 or 1,3, or {none}. Or: back, leave, help."
    while True:
        line = desk.read(prompt)
        if word_of(line) == "back":
            return None
        if line.strip().casefold() == none:
            return ()
        found = numbers_of(line)
        if found and all(1 <= one <= len(offered) for one in found):
            return tuple(one - 1 for one in dict.fromkeys(found))
        _refuse(desk, line)


def pick_path(desk: Desk, suggested: Path, take: Callable[[Path], None], *, saves: bool = True) -> bool:
    """Reads where a file is to be until `take` accepts it; False for "back". Raises as `Desk.read` does."""
    if saves:
        desk.lines.say(words.NEVER_OVERWRITTEN)
    desk.lines.say_whole(f"1. {suggested}")
    while True:
        line = desk.read("Type 1 for that, or another folder or name. Or: back, leave, help.")
        if word_of(line) == "back":
            return False
        if not line.strip():
            desk.lines.say("Nothing was chosen.")
            continue
        try:
            chosen = number_of(line, 1) is not None
            take(suggested if chosen else deeds.path_of(line, suggested, new=saves))
        except EscalateError as error:
            desk.failed(error)
        except ValueError:
            desk.failed(wrong_input(words.NOT_A_FILE))
        else:
            return True


def _refuse(desk: Desk, line: str) -> None:
    if line.strip():
        desk.lines.say(f"'{visible(line.strip(), limit=60)}' is not one of these.")
    else:
        desk.lines.say("Nothing was chosen.")
