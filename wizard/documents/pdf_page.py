"""The page as a PDF that anybody can read, with or without eyes, and that prints as it looks.

What was decided about characters that no shipped font has (Chinese, emoji): they are drawn as crossed boxes by a font
whose every glyph is that box and keeps its character. The words are then in the file as they were typed, to be
searched, copied and read aloud, and the standard still holds, which does not allow text without a glyph. The foot of
each page says what the boxes are, and `PdfMade.unshown` names the characters for whoever makes the file. Codes in
place of the characters were decided against: they would not be what was typed. So was drawing nothing: Typst then
leaves the characters out of the file altogether.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from wizard.base.errors import EscalateError
from wizard.documents.fonts import characters, shipped_fonts, undrawn
from wizard.documents.page_marks import PageMarks
from wizard.documents.plain_text import plain_text
from wizard.documents.typst_source import probe, typst_source

if TYPE_CHECKING:
    import typst

#: The standard for PDF that assistive technology can read, as Typst names it; Typst refuses a page that breaks it.
_ACCESSIBLE: Final = "ua-1"
#: Where no standard is asked for, at least the version that the standard is made of.
_PLAIN: Final = "1.7"


class PdfMade(msgspec.Struct, frozen=True):
    """A PDF and what has to be said of it."""

    data: bytes
    #: Whether it keeps PDF/UA-1, and says so itself.
    accessible: bool
    #: Characters that are drawn as boxes, each with the accents on it; at most 20.
    unshown: tuple[str, ...]


def pdf_page(markdown: str, marks: PageMarks) -> bytes:
    """The page as a PDF. Raises EscalateError where it cannot be made."""
    return make_pdf(markdown, marks).data


def make_pdf(markdown: str, marks: PageMarks) -> PdfMade:
    """The page as a PDF, tagged, in A4, with the marks on each page; the same bytes for the same page.

    Nothing is written to disk and nothing is fetched. Raises EscalateError where it cannot be made.
    """
    press = _Press()
    text = "\n".join((*marks.head, plain_text(markdown), *marks.foot))
    unshown = undrawn(characters(text), press.can_draw)
    if not unshown:
        data = press.made(typst_source(markdown, marks), _ACCESSIBLE)
        if data is not None:
            return PdfMade(data=data, accessible=True, unshown=())
        # Each character can be drawn, but not all of them beside their neighbours.
        unshown = undrawn(text.split(), press.can_draw)
    source = typst_source(markdown, marks, boxes=True)
    data = press.made(source, _ACCESSIBLE)
    if data is not None:
        return PdfMade(data=data, accessible=True, unshown=unshown)
    data = press.made(source, _PLAIN)
    if data is None:
        raise EscalateError(
            "the PDF of this document could not be made. Make it in another format, such as .docx or .html, "
            "and save that as PDF with the program that opens it"
        )
    return PdfMade(data=data, accessible=False, unshown=unshown)


class _Press:
    """Typst with the shipped fonts alone."""

    def __init__(self) -> None:
        import typst

        self._refusal = typst.TypstError
        self._compiler = typst.Compiler(font_paths=shipped_fonts(), ignore_system_fonts=True)

    def made(self, source: str, standard: typst.PDFStandard) -> bytes | None:
        """The PDF, or None where Typst refuses; its words are not passed on, because they quote the document."""
        try:
            data = self._compiler.compile(source.encode(), format="pdf", pdf_standards=standard)
        except self._refusal:
            return None
        return data if isinstance(data, bytes) else None

    def can_draw(self, text: str) -> bool:
        """Whether the fonts other than the boxes have all of `text`."""
        return self.made(probe(text), _ACCESSIBLE) is not None
