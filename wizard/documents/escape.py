"""What a person typed, as Markdown that shows exactly that, whatever it holds.

A value is escaped where it is put in, before anybody knows what stands around it. Its line ends are kept as a
mark until the page is whole, because a new line is written one way in a paragraph, another in a list and not
at all in a table. Both marks are control characters, which no value keeps and no template may hold.
"""

from __future__ import annotations

import re
from typing import Final

from wizard.base.text import visible_lines

_LINE: Final = "\x1e"
_GAP: Final = "\x1d"

#: These mean something anywhere in a line of Markdown, or of the dialects that people open it with.
_ANYWHERE: Final = re.compile(r"[\\`*_\[\]<&|~#]")
#: These mean something where a line begins.
_AT_START: Final = re.compile(r"(?=[-+=>:])|(?<=\d)(?=[.)])")
_START: Final = re.compile(r"[-+=>:]|\d{1,9}[.)]")
_GAP_NAME: Final = re.compile(f"{_GAP}([^{_GAP}]*){_GAP}")
_LINES: Final = re.compile(f"{_LINE}+")
_ITEM: Final = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+")
_QUOTE: Final = re.compile(r"\s*>\s?")
_BLANK_LINES: Final = re.compile(r"\n{3,}")


def escape(text: str) -> str:
    """`text` so that Markdown shows it as it was typed; empty where it holds nothing but space.

    Line ends are marks until `settle` has seen the page; space around the text and at line ends goes.
    """
    lines = [line.rstrip() for line in visible_lines(text).strip().split("\n")]
    return _LINE.join(_line(line) for line in lines)


def _line(line: str) -> str:
    words = line.lstrip()
    # Markdown takes away space at the start of a line; written by number, it stays.
    space = "".join(f"&#{ord(one)};" for one in line[: len(line) - len(words)])
    start = _START.match(words)
    head = _AT_START.sub(r"\\", start.group(), count=1) if start else ""
    return space + head + _ANYWHERE.sub(r"\\\g<0>", words[start.end() if start else 0 :])


def gap_mark(field: str) -> str:
    """An invisible note on the page that the gap of `field` stands here."""
    return f"{_GAP}{field}{_GAP}"


def settle(page: str) -> tuple[str, frozenset[str]]:
    """The finished Markdown of a page, and the fields whose gaps stand on it."""
    gaps = frozenset(_GAP_NAME.findall(page))
    lines = _BLANK_LINES.sub("\n\n", _GAP_NAME.sub("", page)).strip("\n").split("\n")
    return "\n".join(_settled(line) for line in lines) + "\n", gaps


def _settled(line: str) -> str:
    if _LINE not in line:
        return line
    inside = line.lstrip()
    if inside.startswith("|"):
        return _LINES.sub(" / ", line)
    if inside.startswith("#"):
        return _LINES.sub(" ", line)
    quote, item = _QUOTE.match(line), _ITEM.match(line)
    margin = quote.group() if quote else " " * len(item.group()) if item else ""
    return _LINES.sub(
        lambda ends: f"\\\n{margin}" if len(ends.group()) == 1 else f"\n{margin.rstrip()}\n{margin}", line
    )
