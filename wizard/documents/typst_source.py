"""A page of Markdown as the source that Typst makes a PDF of.

Whatever came from the Markdown or the marks stands inside string literals, where nothing is code or markup; all else
is written here. Typst keeps the spaces, quotes and dashes of a string as they are.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from wizard.base.text import visible_lines
from wizard.documents.closing import split_closing
from wizard.documents.fonts import BOXES, FAMILIES, belongs_to_the_one_before
from wizard.documents.page_marks import LANGUAGE, PageMarks
from wizard.documents.plain_text import parse

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

#: Widths are in points: A4 is 595 wide, with margins of 25 mm.
_LINE: Final = 453.0
_INDENT: Final = 20.0
_TABLE_SIZE: Final = 10.0
_INSET: Final = 5.0
_SIZES: Final = {1: 18.0, 2: 13.0}
_SIZE: Final = 11.0
#: What a column asks for, by the size of its letters: at least, for its longest word at most, in all at most, and
#: in all in a form, so that there is room to write beside what is asked.
_NARROWEST: Final = 2.0
_WORD: Final = 11.0
_WIDEST: Final = 45.0
_BLANK: Final = 20.0
_BLANK_BY_HEADING: Final = 3.0
_BOLD: Final = '#set text(weight: "bold");'
#: How wide letters of Noto Sans Bold are at most, by their size; of the others hardly any is wider than it is high.
_WIDTHS: Final = dict.fromkeys(string.ascii_uppercase, 0.82) | dict.fromkeys(
    string.ascii_lowercase + string.digits + " .,;:!?'\"()-/_+*", 0.65
)
_WIDE: Final = frozenset("mwMW")
#: A word that does not fit on a line is cut in pieces of at least so many characters, so many to the line, and about
#: so many in all: what took seconds with them took minutes with more.
_PIECE: Final = 4
_PIECES_IN_LINE: Final = 4
_PIECES_IN_WORD: Final = 2000
#: A row of more lines than these may break across pages; a heading row of more is not repeated on each of them.
_ROW_LINES: Final = 20.0
_HEADING_ROW_LINES: Final = 5.0
_BOX_NOTE: Final = (
    "A crossed box stands for a character that could not be drawn. The text of this file still holds it."
)

_STYLE: Final = """\
#set par(justify: false, leading: 0.68em, spacing: 1.1em)
#show emph: it => underline(it.body)
#show heading: set text(weight: "bold")
#show heading: set par(leading: 0.5em)
#show heading.where(level: 1): set text(size: 18pt)
#show heading.where(level: 1): set block(above: 1.2em, below: 0.9em)
#show heading.where(level: 2): set text(size: 13pt)
#show heading.where(level: 2): set block(above: 1.6em, below: 0.75em)
#show heading.where(level: 3): set text(size: 11pt)
#show heading.where(level: 3): set block(above: 1.4em, below: 0.7em)
#set list(indent: 4pt, body-indent: 8pt, marker: [•])
#set enum(indent: 4pt, body-indent: 8pt)
#set quote(block: true)
#show quote: it => block(inset: (left: 12pt, y: 2pt), stroke: (left: 1.5pt + luma(110)), it.body)
#set table(inset: (x: 5pt, y: 5pt), align: left + top, stroke: 0.5pt + luma(110))
#set table.cell(breakable: false)
#show table: set text(size: 10pt)
#show table: set par(leading: 0.55em, spacing: 0.7em)
#show table: set block(above: 1.1em, below: 1.2em)
#let rule = block(above: 1.3em, below: 1.1em, sticky: true, line(length: 100%, stroke: 0.5pt + luma(110)))
#let closing(body) = {
  set text(size: 9pt)
  set par(leading: 0.55em, spacing: 0.8em)
  body
}
#let writing = v(15mm)
#let above(..lines) = if lines.pos().len() > 0 {
  set text(size: 10pt, weight: "bold")
  set par(leading: 0.5em, spacing: 0.55em)
  block(width: 100%, stroke: 1pt, inset: (x: 6pt, y: 5pt), lines.pos().map(line => par(line)).join())
}
#let below(..lines) = {
  set text(size: 8pt)
  set par(leading: 0.45em, spacing: 0.5em)
  line(length: 100%, stroke: 0.5pt + luma(110))
  lines.pos().map(line => par(line)).join()
  align(right, context par[Page #counter(page).get().first() of #counter(page).final().first()])
}
#let pages(head, foot, body) = context {
  let room = measure(head, width: 160mm).height
  let under = measure(foot, width: 160mm).height
  set page(
    paper: "a4",
    margin: (x: 25mm, top: 16mm + room + 6mm, bottom: 12mm + under + 7mm),
    header: head, header-ascent: 6mm,
    footer: foot, footer-descent: 7mm,
  )
  body
}
"""


def typst_source(markdown: str, marks: PageMarks, *, boxes: bool = False) -> str:
    """The page as Typst. With `boxes` a character that no other font has is drawn as a box, and the foot says so."""
    foot = (*marks.foot, _BOX_NOTE) if boxes else marks.foot
    blocks, closing = split_closing(parse(markdown).children)
    outline = _Outline()
    body = "".join(_blocks(blocks, _LINE, outline))
    if closing:
        body += f"#closing[\n{''.join(_blocks(closing, _LINE, outline))}]\n"
    return (
        f"{_setting(marks.title, boxes=boxes)}{_STYLE}"
        f"#pages(above({_lines(marks.head)}), below({_lines(foot)}))[\n{body}]\n"
    )


def probe(text: str) -> str:
    """A page of `text` alone in the fonts of a document, to see whether they have all of it."""
    return f"{_setting('probe', boxes=False)}#{_literal(text)}\n"


def _setting(title: str, *, boxes: bool) -> str:
    language, _, region = LANGUAGE.partition("-")
    families = ", ".join(f'"{family}"' for family in ((*FAMILIES, BOXES) if boxes else FAMILIES))
    return (
        f"#set document(title: {_literal(title.strip() or 'Document')}, author: (), date: none)\n"
        f'#set text(font: ({families}), fallback: false, size: {_SIZE}pt, lang: "{language}", '
        f'region: "{region}", hyphenate: false)\n'
    )


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"[{_text(line, _LINE, _SIZE)}], " for line in lines)


class _Outline:
    """The levels of the headings so far. A tagged file starts at the first level and leaves none out."""

    def __init__(self) -> None:
        self._level = 0

    def next(self, wanted: int) -> int:
        self._level = min(wanted, self._level + 1)
        return self._level


def _blocks(nodes: Iterable[SyntaxTreeNode], width: float, outline: _Outline) -> Iterator[str]:
    for node in nodes:
        yield _block(node, width, outline)
        yield "\n"


def _block(node: SyntaxTreeNode, width: float, outline: _Outline) -> str:
    if node.type == "heading":
        level = outline.next(int(node.tag[1:]))
        return f"#heading(level: {level})[{_inside(node, width, _SIZES.get(level, _SIZE))}]"
    if node.type in ("bullet_list", "ordered_list"):
        return _list(node, width - _INDENT, outline)
    if node.type == "blockquote":
        return f"#quote[\n{''.join(_blocks(node.children, width - _INDENT, outline))}]"
    if node.type == "table":
        return _table(node, width)
    if node.type == "hr":
        return "#rule"
    words = _inside(node, width, _SIZE)
    return words if node.hidden else f"#par[{words}]"


def _list(node: SyntaxTreeNode, width: float, outline: _Outline) -> str:
    loose = any(
        child.type == "paragraph" and not child.hidden for item in node.children for child in item.children
    )
    if node.type == "bullet_list":
        kind, start = "list", ""
    else:
        kind, start = "enum", f"start: {int(node.attrs.get('start', 1))}, "
    items = "".join(f"[{''.join(_blocks(item.children, width, outline))}], " for item in node.children)
    return f"#{kind}(tight: {'false' if loose else 'true'}, {start}{items})"


def _table(node: SyntaxTreeNode, width: float) -> str:
    rows = [row for part in node.children for row in part.children]
    columns = _columns([[_words(cell) for cell in row.children] for row in rows], width)
    widths = [column - 2 * _INSET for column in columns]
    heading, *others = [_row(row, widths, first=number == 0) for number, row in enumerate(rows)]
    repeat = "true" if _lines_of(rows[0], widths) <= _HEADING_ROW_LINES else "false"
    set_out = "".join(f"{column:.2f}fr, " for column in columns)
    return f"#table(columns: ({set_out}),\ntable.header(repeat: {repeat}, {heading}),\n{''.join(others)})"


def _row(row: SyntaxTreeNode, widths: Sequence[float], *, first: bool) -> str:
    kind = "table.cell(breakable: true)" if _lines_of(row, widths) > _ROW_LINES else ""
    cells = []
    for cell, width in zip(row.children, widths, strict=True):
        words = _inside(cell, width, _TABLE_SIZE)
        cells.append(f"{kind}[{_BOLD}{words}], " if first else f"{kind}[{words or '#writing'}], ")
    return "".join(cells) + "\n"


def _lines_of(row: SyntaxTreeNode, widths: Sequence[float]) -> float:
    """About how many lines high `row` is."""
    cells = zip(row.children, widths, strict=True)
    return max(_em(_words(cell)) * _TABLE_SIZE / max(width, _TABLE_SIZE) for cell, width in cells)


def _columns(rows: Sequence[Sequence[str]], width: float) -> list[float]:
    """How wide each column is, of `width` in all: room for its words first, then for what stands or will stand in it."""
    columns = list(zip(*rows, strict=True))
    blanks = sum(not any(column[1:]) for column in columns)
    is_form = blanks > 0
    needs, wishes = [], []
    for column in columns:
        longest = max((_em(word) for cell in column for word in cell.split()), default=0.0)
        whole = max(map(_em, column))
        if not any(column[1:]):
            # Of several things to write, what is asked for in a short word, such as a date, is short itself.
            whole = min(_BLANK, max(_WORD, _BLANK_BY_HEADING * whole)) if blanks > 1 else _BLANK
        needs.append(max(_NARROWEST, min(longest, _WORD)) * _TABLE_SIZE + 2 * _INSET)
        wishes.append(max(1.0, min(whole, _BLANK if is_form else _WIDEST) * _TABLE_SIZE - needs[-1]))
    left = max(0.0, width - sum(needs))
    scale = min(1.0, width / sum(needs))
    return [need * scale + left * wish / sum(wishes) for need, wish in zip(needs, wishes, strict=True)]


def _words(node: SyntaxTreeNode) -> str:
    """All the words in `node`, to measure them by."""
    return "".join(one.content or " " for one in node.walk() if not one.children).strip()


def _inside(node: SyntaxTreeNode, width: float, size: float) -> str:
    """The words in `node`, set in `size` points on lines of `width`."""
    parts: list[str] = []
    for child in node.children:
        if child.type in ("text", "text_special"):
            parts.append(_text(child.content, width, size))
        elif child.type == "hardbreak":
            parts.append("#linebreak()")
        elif child.type == "softbreak":
            parts.append('#" "')
        elif child.type in ("strong", "em"):
            kind = "strong" if child.type == "strong" else "emph"
            parts.append(f"#{kind}[{_inside(child, width, size)}]")
        else:
            parts.append(_inside(child, width, size))
    return "".join(parts)


def _text(text: str, width: float, size: float) -> str:
    """`text` as literals: one, where each of its words fits on a line."""
    room = width / size
    whole: list[str] = []
    parts: list[str] = []
    for word in visible_lines(text).split(" "):
        if len(word) < room or _em(word) < room:
            whole.append(word)
            continue
        first, *others = _pieces(word, _piece(word, room))
        whole.append(first)
        for piece in others:
            parts.append(_literal(" ".join(whole)))
            whole = [piece]
    parts.append(_literal(" ".join(whole)))
    # Typst may end a line at an empty box, which leaves nothing in the text of the file.
    return "#" + "#box()#".join(parts) if text else ""


def _piece(word: str, room: float) -> int:
    """How many characters a piece of `word` has, on lines of at least `room` characters."""
    wanted = max(_PIECE, int(room / _PIECES_IN_LINE), len(word) // _PIECES_IN_WORD)
    return max(1, min(wanted, int(room)))


def _pieces(word: str, size: int) -> list[str]:
    """`word` in pieces of `size` characters, each with its accents, vowel signs and joiners."""
    ends = [0]
    for place in range(1, len(word)):
        if place - ends[-1] >= size and not any(map(belongs_to_the_one_before, word[place - 1 : place + 1])):
            ends.append(place)
    return [word[start:end] for start, end in zip(ends, [*ends[1:], len(word)], strict=True)]


def _em(word: str) -> float:
    """How wide `word` is at most, by the size of its letters."""
    return sum(1.0 if char in _WIDE else _WIDTHS.get(char, 1.0) for char in word)


def _literal(text: str) -> str:
    """`text` as a string of Typst, whatever it holds; line ends are spaces."""
    shown = visible_lines(text).replace("\n", " ")
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
