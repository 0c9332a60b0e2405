"""The marks above and below every page, behind whatever the letterhead's own headers and footers hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from wizard.documents.page_marks import PageMarks
from wizard.documents.word_package import headers_and_footers, root_of
from wizard.documents.word_styles import MARK, NOTE, Styles
from wizard.documents.word_xml import Look, Piece, field, paragraph, run_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section, _BaseHeaderFooter

#: What stands between the marks and the page, in twentieths of a point.
_APART: Final = 140


def add_marks(document: Document, marks: PageMarks, styles: Styles, pages: int) -> None:
    """Puts the marks into each header and footer that any page may show: ordinary, first and even.

    `pages` stands as the number of pages until Word has counted them.
    """
    # Lines keep the marks apart from the page: not every program leaves the room that is asked for.
    last = len(marks.head) - 1
    above = [
        paragraph(
            Look(style=styles.id(MARK), after=_APART if place == last else None, bar=place == last),
            [Piece(line)],
        )
        for place, line in enumerate(marks.head)
    ]
    below = [
        paragraph(
            Look(style=styles.id(NOTE), before=None if place else _APART, over=not place), [Piece(line)]
        )
        for place, line in enumerate(marks.foot)
    ]
    below.append(_page_of(pages, styles))
    done: set[str] = set()
    for section in document.sections:
        for place, lines in _places(document, section, above, below):
            part = place.part
            # Sections share their headers with those before them, and a mark stands there once.
            if part.partname not in done:
                done.add(part.partname)
                _append(root_of(part), lines)


def _places(
    document: Document, section: Section, above: list[BaseOxmlElement], below: list[BaseOxmlElement]
) -> Iterator[tuple[_BaseHeaderFooter, list[BaseOxmlElement]]]:
    first = section.different_first_page_header_footer
    even = document.settings.odd_and_even_pages_header_footer
    kinds = [(lines, used) for lines in (above, below) for used in (True, first, even)]
    for place, (lines, used) in zip(headers_and_footers(section), kinds, strict=True):
        # One that lies there unused is marked too: a tick in Word would bring it back.
        if lines and (used or not place.is_linked_to_previous):
            yield place, lines


def _append(root: BaseOxmlElement, lines: Iterable[BaseOxmlElement]) -> None:
    from copy import deepcopy

    from docx.oxml.ns import qn

    holders = list(root)
    if len(holders) == 1 and holders[0].tag == qn("w:p") and is_bare(holders[0]):
        root.remove(holders[0])
    root.extend([deepcopy(line) for line in lines])


def is_bare(block: BaseOxmlElement) -> bool:
    """Whether a paragraph shows nothing and holds nothing in its place."""
    from docx.oxml.ns import qn

    nothing = {
        qn(f"w:{name}")
        for name in ("r", "proofErr", "bookmarkStart", "bookmarkEnd", "lastRenderedPageBreak", "rPr", "pPr")
    }
    something = {qn("w:sectPr"), qn("w:framePr")}
    looks = {qn("w:pPr"), qn("w:rPr")}
    for one in block:
        if one.tag not in nothing:
            return False
        if one.tag in looks:
            if any(part.tag in something for part in one.iter()):
                return False
        elif not is_bare(one):
            return False
    return True


def _page_of(pages: int, styles: Styles) -> BaseOxmlElement:
    line = paragraph(Look(style=styles.id(NOTE), align="right"), [])
    for word, code, shown in (("Page ", "PAGE", "1"), (" of ", "NUMPAGES", str(pages))):
        line.append(run_of(word))
        line.extend(list(field(code, shown)))
    return line
