"""Tables: a head that is repeated on each page, widths that fit the words, and room to write where a cell is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from wizard.documents.word_styles import CELL, COLUMN_HEAD, TABLE, Styles
from wizard.documents.word_text import pieces
from wizard.documents.word_xml import Look, Piece, element, paragraph

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement
    from markdown_it.tree import SyntaxTreeNode

#: All in twentieths of a point: what a letter takes at the size of a table, and a cell's own margins.
_LETTER: Final = 108
_MARGINS: Final = 220
_NARROWEST: Final = 700
#: A cell is asked to be no wider than so many letters, and one to be filled in is this wide.
_LONGEST: Final = 60
_TO_WRITE: Final = 30
#: All columns to be filled in are together this much wider than the widest of the others.
_ANSWER: Final = 1.4
#: Room for two lines, or for one by hand.
_ROOM: Final = 720


class _Row(msgspec.Struct, frozen=True):
    head: bool
    cells: tuple[SyntaxTreeNode, ...]

    def texts(self) -> list[str]:
        return ["".join(piece.text for piece in pieces(cell)) for cell in self.cells]


def table(node: SyntaxTreeNode, styles: Styles, width: int, indent: int) -> BaseOxmlElement:
    """The table, `width` twentieths of a point wide and `indent` in. A head without a word is left out."""
    rows = [
        _Row(part.type == "thead", tuple(row.children)) for part in node.children for row in part.children
    ]
    if rows[0].head and len(rows) > 1 and not any(text.strip() for text in rows[0].texts()):
        rows = rows[1:]
    widths = column_widths([row.texts() for row in rows], width)
    made = element("w:tbl")
    made.append(_properties(styles, sum(widths), indent, headed=rows[0].head))
    grid = element("w:tblGrid")
    grid.extend([element("w:gridCol", w=one) for one in widths])
    made.append(grid)
    made.extend([_row(row, widths, styles) for row in rows])
    return made


def column_widths(rows: list[list[str]], available: int) -> list[int]:
    """A width for each column: its longest word must fit, and the rest is shared by the longest cell.

    `available` and the widths are in twentieths of a point; together the widths fill it.
    """
    columns = list(zip(*rows, strict=True))
    least = [max(_NARROWEST, *(_least(cell) for cell in column)) for column in columns]
    if sum(least) > available:
        shares, spare, start = least, available, [0] * len(columns)
    else:
        shares = [max(wanted - low, 1) for wanted, low in zip(_wanted(columns), least, strict=True)]
        spare, start = available - sum(least), least
    widths = [low + spare * share // sum(shares) for low, share in zip(start, shares, strict=True)]
    return [*widths[:-1], available - sum(widths[:-1])]


def _least(cell: str) -> int:
    longest = max((len(word) for word in cell.split()), default=0)
    return min(longest, _LONGEST) * _LETTER + _MARGINS


def _wanted(columns: list[tuple[str, ...]]) -> list[int]:
    """What each column would take if there were room for all."""
    letters = [min(max(len(line) for cell in one for line in cell.split("\n")), _LONGEST) for one in columns]
    blank = [len(one) > 1 and not any(cell.strip() for cell in one[1:]) for one in columns]
    widest = max((many for many, empty in zip(letters, blank, strict=True) if not empty), default=0)
    answer = round(widest * _ANSWER / max(sum(blank), 1))
    for place, column in enumerate(columns):
        if any(not cell.strip() for cell in column):
            letters[place] = max(letters[place], _TO_WRITE, answer if blank[place] else 0)
    return [many * _LETTER + _MARGINS for many in letters]


def _properties(styles: Styles, width: int, indent: int, *, headed: bool) -> BaseOxmlElement:
    made = element("w:tblPr")
    made.append(element("w:tblStyle", val=styles.id(TABLE)))
    made.append(element("w:tblW", w=width, type="dxa"))
    if indent:
        made.append(element("w:tblInd", w=indent, type="dxa"))
    made.append(element("w:tblLayout", type="fixed"))
    made.append(
        element(
            "w:tblLook",
            val="0020" if headed else "0000",
            firstRow=int(headed),
            lastRow=0,
            firstColumn=0,
            lastColumn=0,
            noHBand=1,
            noVBand=1,
        )
    )
    return made


def _row(row: _Row, widths: list[int], styles: Styles) -> BaseOxmlElement:
    made = element("w:tr")
    properties = element("w:trPr")
    properties.append(element("w:cantSplit"))
    if not row.head and not all(text.strip() for text in row.texts()):
        properties.append(element("w:trHeight", val=_ROOM, hRule="atLeast"))
    if row.head:
        properties.append(element("w:tblHeader"))
    made.append(properties)
    for cell, width in zip(row.cells, widths, strict=True):
        holder = element("w:tc")
        size = element("w:tcPr")
        size.append(element("w:tcW", w=width, type="dxa"))
        holder.append(size)
        look = Look(style=styles.id(COLUMN_HEAD if row.head else CELL), align=_align(cell))
        words: list[Piece] = pieces(cell)
        holder.append(paragraph(look, words))
        made.append(holder)
    return made


def _align(cell: SyntaxTreeNode) -> str:
    said = str(cell.attrs.get("style", ""))
    return said.removeprefix("text-align:") if said.startswith("text-align:") else ""
