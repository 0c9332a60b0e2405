"""Pieces of WordprocessingML: elements, paragraphs and runs, with every text in them as text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.base.text import visible

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

#: What XML 1.0 cannot hold, and the carriage return, which it cannot keep.
_NO_XML: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS: Final = re.compile("([\t\n])")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
_STRONG: Final = _RIGHT_TO_LEFT | {"L"}


class Numbering(msgspec.Struct, frozen=True):
    """A place in a list: the number of the list in the document, and the level from 0."""

    list: int
    level: int


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How a paragraph stands, beyond its style. Measures are in twentieths of a point; None leaves it to the style.

    `bar` rules a line below it, `over` one above it with room between.
    """

    style: str
    keep_next: bool = False
    numbering: Numbering | None = None
    bar: bool = False
    over: bool = False
    before: int | None = None
    after: int | None = None
    indent: int | None = None
    align: str = ""


class Piece(msgspec.Struct, frozen=True):
    """Words that look alike. A line end in them starts a new line."""

    text: str
    bold: bool = False
    italic: bool = False


def element(tag: str, **attributes: str | int) -> BaseOxmlElement:
    """An element such as `w:p`; the names of its attributes are of the same namespace."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(tag)
    prefix = tag.split(":")[0]
    for name, value in attributes.items():
        made.set(qn(f"{prefix}:{name}"), str(value))
    return made


def paragraph(look: Look, pieces: list[Piece]) -> BaseOxmlElement:
    """A paragraph of those words; it runs from right to left where its first letter does."""
    made = element("w:p")
    made.append(_properties(look, from_right=_starts_from_right("".join(piece.text for piece in pieces))))
    for piece in pieces:
        for text, from_right in _directed(xml_text(piece.text)):
            made.append(_run(text, piece, from_right=from_right))
    return made


def field(code: str, shown: str) -> Iterator[BaseOxmlElement]:
    """The runs of a field that Word fills in, such as PAGE; `shown` stands there until it does."""
    for kind in ("begin", "", "separate", "shown", "end"):
        run = element("w:r")
        if kind == "":
            instruction = element("w:instrText")
            instruction.text = f" {code} "
            _keep_space(instruction)
            run.append(instruction)
        elif kind == "shown":
            run.append(_text(shown))
        else:
            run.append(element("w:fldChar", fldCharType=kind))
        yield run


def run_of(text: str) -> BaseOxmlElement:
    """A run of plain words."""
    return _run(text, Piece(text), from_right=False)


def xml_text(text: str) -> str:
    """`text` with what no XML can hold made visible, such as ``\\x0b``; all else stays as it is."""
    return _NO_XML.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    char = found.group()
    shown = visible(char)
    return shown if shown != char else f"\\u{ord(char):04x}"


def _properties(look: Look, *, from_right: bool) -> BaseOxmlElement:
    """In the order that the schema of Word sets."""
    made = element("w:pPr")
    made.append(element("w:pStyle", val=look.style))
    if look.keep_next:
        made.append(element("w:keepNext"))
    if look.numbering:
        number = element("w:numPr")
        number.append(element("w:ilvl", val=look.numbering.level))
        number.append(element("w:numId", val=look.numbering.list))
        made.append(number)
    if look.bar or look.over:
        borders = element("w:pBdr")
        side, room = ("w:bottom", 1) if look.bar else ("w:top", 4)
        borders.append(element(side, val="single", sz=6, space=room, color="808080"))
        made.append(borders)
    if from_right:
        made.append(element("w:bidi"))
    space = {"before": look.before, "after": look.after}
    if given := {side: size for side, size in space.items() if size is not None}:
        made.append(element("w:spacing", **given))
    if look.indent is not None:
        made.append(element("w:ind", left=look.indent))
    if look.align:
        made.append(element("w:jc", val=look.align))
    return made


def _run(text: str, piece: Piece, *, from_right: bool) -> BaseOxmlElement:
    made = element("w:r")
    looks = [
        tag
        # Scripts that run from right to left have switches of their own.
        for tag, on in (
            ("w:b", piece.bold),
            ("w:bCs", piece.bold),
            ("w:i", piece.italic),
            ("w:iCs", piece.italic),
            ("w:rtl", from_right),
        )
        if on
    ]
    if looks:
        properties = element("w:rPr")
        properties.extend([element(tag) for tag in looks])
        made.append(properties)
    for part in _BREAKS.split(text):
        if part == "\n":
            made.append(element("w:br"))
        elif part == "\t":
            made.append(element("w:tab"))
        elif part:
            made.append(_text(part))
    return made


def _text(text: str) -> BaseOxmlElement:
    made = element("w:t")
    made.text = text
    _keep_space(made)
    return made


def _keep_space(made: BaseOxmlElement) -> None:
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _starts_from_right(text: str) -> bool:
    first = next((kind for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), "L")
    return first in _RIGHT_TO_LEFT


def _directed(text: str) -> Iterator[tuple[str, bool]]:
    """The stretches of `text` that run from one side, and whether that is the right; what stands between two
    letters from the right runs with them."""
    start, end, from_right = 0, 0, False
    for place, char in enumerate(text):
        kind = unicodedata.bidirectional(char)
        if kind not in _STRONG:
            continue
        if (kind in _RIGHT_TO_LEFT) != from_right:
            turn = end if from_right else place
            if turn > start:
                yield text[start:turn], from_right
            start, from_right = turn, not from_right
        end = place + 1
    turn = end if from_right else len(text)
    if turn > start:
        yield text[start:turn], from_right
    if turn < len(text):
        yield text[turn:], False
