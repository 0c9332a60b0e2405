"""Printing: standard output belongs to the answer, and shows text from outside as text."""

from __future__ import annotations

import io
import sys

from wizard.base.errors import EXIT_DONE, EXIT_NO, wrong_input
from wizard.base.text import visible_lines


def say(text: str = "") -> None:
    """Prints a line or more of the answer; control characters are shown, never obeyed."""
    sys.stdout.write(f"{visible_lines(text)}\n")


def say_saved(text: str) -> int:
    """Prints what was saved, and returns the exit status.

    Where nobody can read that, it is saved all the same: that is told on standard error, and the status is that of
    a failure after which nothing must be done again.
    """
    try:
        if sys.__stdout__ is None:  # it was closed by whoever started the command
            raise OSError
        say(text)
        sys.stdout.flush()
    except OSError:
        sys.stdout = io.StringIO()  # what could not be printed is not tried again at the end
        sys.stderr.write(
            f"{visible_lines(text)}. It is saved, and could not be printed; do not do it again\n"
        )
        return EXIT_NO
    return EXIT_DONE


def standard_input(limit: int) -> bytes:
    """What stands on standard input, never more than one byte over the limit: the reader refuses what is too long.

    Raises WrongInputError where there is none."""
    if sys.stdin is None:
        raise wrong_input("there is no standard input; expected a file, or a pipe into this command")
    return sys.stdin.buffer.read(limit + 1)


def fold(text: str, indent: str = "", width: int = 78) -> str:
    """A paragraph folded to the width of a small terminal, its further lines indented."""
    import textwrap

    return textwrap.fill(text, width=width, subsequent_indent=indent, break_on_hyphens=False)
