"""The file around a Word document: opened from a letterhead, and closed with nothing in it about who made it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.base.errors import WrongInputError, wrong_input
from wizard.base.paths import named
from wizard.base.text import visible
from wizard.documents.page_marks import LANGUAGE
from wizard.documents.word_xml import element, xml_text

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section, _BaseHeaderFooter

#: The first moment that a zip file can name.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_LONGEST_TITLE: Final = 250
#: What a file says about the people, the machine and the program that worked on it.
_TOLD: Final = (
    "core-properties",
    "extended-properties",
    "custom-properties",
    "metadata/thumbnail",
    "relationships/people",
)
#: Paper and margins where a section leaves them out, in twentieths of a point.
_PAGE: Final = 11_906
_HEIGHT: Final = 16_838
_MARGIN: Final = 1_250
_BETWEEN_COLUMNS: Final = 720


def open_package(data: bytes, letterhead: Path) -> Document:
    """The letterhead as a document. Raises WrongInputError where it cannot be read as one."""
    import docx
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError
    from docx.oxml.exceptions import XmlchemyError

    try:
        document = docx.Document(io.BytesIO(data))
        _forget(document)
        _read_through(document)
    except (
        PythonDocxError,
        OpcError,
        XmlchemyError,
        AttributeError,
        LookupError,
        RecursionError,
        SyntaxError,
        TypeError,
        ValueError,
    ) as error:
        raise _damaged(letterhead) from error
    return document


def _damaged(letterhead: Path) -> WrongInputError:
    return wrong_input(
        "cannot be read as a Word document; open it in Word and save it again as 'Word Document (.docx)'",
        file=named(letterhead),
    )


def _read_through(document: Document) -> None:
    """Reads once what is needed later, so that what is wrong with it can be said of the letterhead.

    Raises what python-docx happens to raise.
    """
    list(document.element.body)
    for section in document.sections:
        for place in headers_and_footers(section):
            if not place.is_linked_to_previous:
                root_of(place.part)
        bool(section.different_first_page_header_footer)
    bool(document.settings.odd_and_even_pages_header_footer)
    list(document.styles.element)
    for rel in document.part.rels.values():
        if rel.reltype.endswith("/numbering"):
            root_of(rel.target_part)
    # Those that were missing were made by now, and not one may have taken the place of something else.
    list(document.core_properties._element)
    names = [part.partname for part in document.part.package.parts]
    if len(set(names)) < len(names):
        raise ValueError("two parts have one name")


def root_of(part: object) -> BaseOxmlElement:
    """The root of a part that is made of XML. Raises TypeError for another."""
    from docx.opc.part import XmlPart

    if not isinstance(part, XmlPart):
        raise TypeError("the part is not made of XML")
    root: BaseOxmlElement = part.element
    return root


def headers_and_footers(section: Section) -> tuple[_BaseHeaderFooter, ...]:
    """All that a section may have: three headers (ordinary, first page, even pages), then three footers."""
    return (
        section.header,
        section.first_page_header,
        section.even_page_header,
        section.footer,
        section.first_page_footer,
        section.even_page_footer,
    )


def end_of(document: Document) -> BaseOxmlElement:
    """What closes the body and says which paper the end of the letterhead is for: A4 where it does not say it."""
    from docx.oxml.ns import qn

    body = document.element.body
    closing: BaseOxmlElement | None = body.find(qn("w:sectPr"))
    if closing is None:
        closing = element("w:sectPr")
        closing.append(element("w:pgSz", w=_PAGE, h=_HEIGHT))
        sides = dict.fromkeys(("top", "right", "bottom", "left"), _MARGIN)
        closing.append(element("w:pgMar", **sides, header=_MARGIN // 2, footer=_MARGIN // 2, gutter=0))
        body.append(closing)
    return closing


def width_of_text(document: Document) -> int:
    """How wide a line is where the letterhead ends, in twentieths of a point."""
    from docx.oxml.ns import qn

    last = end_of(document)
    page, margins, columns = (last.find(qn(f"w:{name}")) for name in ("pgSz", "pgMar", "cols"))
    width = (
        _measure(page, "w", _PAGE)
        - _measure(margins, "left", _MARGIN)
        - _measure(margins, "right", _MARGIN)
        - _measure(margins, "gutter", 0)
    )
    count = max(_measure(columns, "num", 1), 1)
    return max((width - (count - 1) * _measure(columns, "space", _BETWEEN_COLUMNS)) // count, _MARGIN)


def _measure(found: BaseOxmlElement | None, name: str, usual: int) -> int:
    from docx.oxml.ns import qn

    said = "" if found is None else str(found.get(qn(f"w:{name}"), ""))
    try:
        return int(float(said))
    except ValueError:
        return usual


def packed(document: Document, title: str) -> bytes:
    """The bytes of the file, the same for the same document whenever and wherever it is made."""
    core = document.core_properties
    for told in list(core._element):
        core._element.remove(told)
    core.title = visible(xml_text(title), _LONGEST_TITLE)
    core.language = LANGUAGE
    core.author = core.last_modified_by = ""
    made = io.BytesIO()
    document.save(made)
    return _timeless(made.getvalue())


def _forget(document: Document) -> None:
    from docx.oxml.ns import qn

    for rels in (document.part.package.rels, document.part.rels):
        for one in [rel.rId for rel in rels.values() if rel.reltype.endswith(_TOLD)]:
            del rels[one]
    settings = document.settings.element
    # Numbers of editing sessions, from which one can tell who wrote what when.
    for marks in settings.findall(qn("w:rsids")):
        settings.remove(marks)


def _timeless(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            plain = zipfile.ZipInfo(member.filename, _NO_TIME)
            plain.compress_type = zipfile.ZIP_DEFLATED
            plain.create_system = 0  # else it says on which system it was made
            new.writestr(plain, old.read(member))
    return made.getvalue()
