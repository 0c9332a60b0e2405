"""A page as a Word document on the office's own letterhead, made so that it can be sent as it is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.documents.closing import split_closing
from wizard.documents.letterhead import read_letterhead
from wizard.documents.page_marks import PageMarks
from wizard.documents.plain_text import parse
from wizard.documents.word_lists import Lists
from wizard.documents.word_marks import add_marks, is_bare
from wizard.documents.word_package import end_of, open_package, packed, width_of_text
from wizard.documents.word_styles import (
    BODY,
    CLOSING,
    GAP,
    QUOTE,
    STEP,
    Styles,
    complete_styles,
    continued_style,
    heading_style,
    list_style,
)
from wizard.documents.word_tables import table
from wizard.documents.word_text import pieces
from wizard.documents.word_xml import Look, Numbering, paragraph

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement
    from markdown_it.tree import SyntaxTreeNode

#: How far a quotation in a quotation or in a list stands in, in twentieths of a point.
_QUOTE_STEP: Final = 340
#: What stands behind a list, in twentieths of a point.
_BEHIND_LIST: Final = 140
_INTRODUCED: Final = frozenset({"bullet_list", "ordered_list", "table"})
#: About so many letters fill a page.
_LETTERS_A_PAGE: Final = 2600


def word_page(markdown: str, marks: PageMarks, letterhead: Path) -> bytes:
    """The document for Word. What the letterhead holds stays, and the page follows it.

    The same page on the same letterhead gives the same bytes. Raises WrongInputError for a letterhead that cannot be
    used, NotNowError where it cannot be read now.
    """
    document = open_package(read_letterhead(letterhead), letterhead)
    styles = complete_styles(document)
    body = document.element.body
    end = end_of(document)
    blocks = [one for one in body if one is not end]
    # A letterhead that was saved with no letter on it ends in a paragraph that nobody wrote.
    if all(one.tag.endswith("}p") and is_bare(one) for one in blocks):
        for one in blocks:
            body.remove(one)
    setter = _Setter(styles, Lists(document, styles), width_of_text(document))
    page, closing = split_closing(parse(markdown).children)
    setter.blocks(page, _Place())
    setter.blocks(closing, _Place(closing=True))
    for block in setter.made:
        end.addprevious(block)
    add_marks(document, marks, styles, pages=1 + len(markdown) // _LETTERS_A_PAGE)
    return packed(document, marks.title)


class _Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a block stands: in how many lists and quotations, and, where it begins an item, as which; or in what is
    said of the document itself at its end."""

    lists: int = 0
    quotes: int = 0
    ordered: bool = False
    begins: bool = False
    number: Numbering | None = None
    closing: bool = False

    @property
    def indent(self) -> int:
        """How far it stands in, in twentieths of a point."""
        return self.lists * STEP + self.quotes * _QUOTE_STEP


class _Setter:
    """Sets the blocks of a page one after the other, as `made`."""

    def __init__(self, styles: Styles, lists: Lists, width: int) -> None:
        self.made: list[BaseOxmlElement] = []
        self._styles = styles
        self._lists = lists
        self._width = width

    def blocks(self, nodes: Iterable[SyntaxTreeNode], place: _Place) -> None:
        """Sets blocks that follow each other in one place; the first may begin an item of a list."""
        every = tuple(nodes)
        for number, node in enumerate(every):
            self._block(
                node, place, introduces=number + 1 < len(every) and every[number + 1].type in _INTRODUCED
            )
            place = msgspec.structs.replace(place, begins=False, number=None)

    def _block(self, node: SyntaxTreeNode, place: _Place, *, introduces: bool) -> None:
        if node.type in ("bullet_list", "ordered_list"):
            self._begin(place)
            self._list(node, place)
        elif node.type == "blockquote":
            self._begin(place)
            self.blocks(node.children, msgspec.structs.replace(place, quotes=place.quotes + 1, begins=False))
        elif node.type == "table":
            self._begin(place)
            width = max(self._width - place.indent, self._width // 2)
            self.made.append(table(node, self._styles, width, place.indent))
            # Two tables that touch would become one, and a cell or a page cannot end with a table.
            self._add(node, Look(style=self._styles.id(GAP)), words=False)
        elif node.type == "hr":
            self._begin(place)
            # A line closes nothing: it opens what follows, and is not left behind at the end of a page.
            self._add(node, self._look(BODY, place, bar=True, keep_next=True), words=False)
        elif node.type == "heading":
            self._add(node, self._look(heading_style(int(node.tag[1:])), place, keep_next=True))
        else:
            # What introduces a list or a table is not left behind without it.
            self._add(node, self._look(self._style(place), place, keep_next=introduces))

    def _begin(self, place: _Place) -> None:
        """An item that does not begin with words gets its mark on a line of its own."""
        if place.begins:
            self.made.append(paragraph(self._look(self._style(place), place), []))

    def _add(self, node: SyntaxTreeNode, look: Look, *, words: bool = True) -> None:
        self.made.append(paragraph(look, pieces(node) if words else []))

    def _style(self, place: _Place) -> str:
        if place.begins:
            return list_style(place.lists - 1, ordered=place.ordered)
        if place.quotes:
            return QUOTE
        if place.lists:
            return continued_style(place.lists - 1)
        return CLOSING if place.closing else BODY

    def _look(self, style: str, place: _Place, *, keep_next: bool = False, bar: bool = False) -> Look:
        # A quotation's style, and that of a list in the running text, knows where it stands.
        usual = not place.quotes or (place.quotes == 1 and not place.lists and style == QUOTE)
        return Look(
            style=self._styles.id(style),
            keep_next=keep_next,
            numbering=place.number,
            bar=bar,
            indent=None if usual else place.indent,
        )

    def _list(self, node: SyntaxTreeNode, place: _Place) -> None:
        ordered = node.type == "ordered_list"
        if ordered:
            number: Numbering | None = self._lists.numbers(place.lists, int(node.attrs.get("start", 1)))
        else:
            number = self._lists.bullets(place.lists)
        inside = msgspec.structs.replace(
            place, lists=place.lists + 1, ordered=ordered, begins=True, number=number
        )
        for item in node.children:
            if item.children:
                self.blocks(item.children, inside)
            else:
                self._begin(inside)
        if not place.lists:
            self._close_list()

    def _close_list(self) -> None:
        """Leaves the room of a paragraph behind a list."""
        from docx.oxml.ns import qn

        from wizard.documents.word_xml import element

        looks = self.made[-1].find(qn("w:pPr"))
        if looks is not None and looks.find(qn("w:spacing")) is None:
            indent = next((one for one in looks if one.tag in (qn("w:ind"), qn("w:jc"))), None)
            spacing = element("w:spacing", after=_BEHIND_LIST)
            looks.append(spacing) if indent is None else indent.addprevious(spacing)
