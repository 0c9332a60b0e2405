"""Printing: standard output belongs to the answer, and shows text from outside as text."""

from __future__ import annotations

import sys

from wizard.base.text import visible_lines


def say(text: str = "") -> None:
    """Prints a line or more of the answer; control characters are shown, never obeyed."""
    sys.stdout.write(f"{visible_lines(text)}\n")


def fold(text: str, indent: str = "", width: int = 78) -> str:
    """A paragraph folded to the width of a small terminal, its further lines indented."""
    import textwrap

    return textwrap.fill(text, width=width, subsequent_indent=indent, break_on_hyphens=False)
