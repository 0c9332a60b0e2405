"""Letterheads to write on: the shipped one as it is made, an office's own, and the ways in which one can be wrong.

The shipped letterhead is compared with what is made here. After a change that is meant, renew it:

    ESCALATE_RENEW_GOLDEN=1 python -m pytest tests/documents/test_letterhead.py
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION

from wizard.documents.word_lists import Lists
from wizard.documents.word_package import open_package, packed
from wizard.documents.word_styles import complete_styles

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

#: The least that Word opens: A4, a calm face, and no style but what the defaults say.
BARE: Mapping[str, str] = {
    "[Content_Types].xml": f"""{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>\
<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>\
<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>\
<Override PartName="/word/settings.xml" ContentType="{_TYPE}.settings+xml"/></Types>""",
    "_rels/.rels": f"""{_HEAD}<Relationships xmlns="{_RELS}">\
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>""",
    "word/_rels/document.xml.rels": f"""{_HEAD}<Relationships xmlns="{_RELS}">\
<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>\
<Relationship Id="rId2" Type="{OFFICE}/settings" Target="settings.xml"/></Relationships>""",
    "word/document.xml": f"""{_HEAD}<w:document {_W}><w:body><w:sectPr><w:pgSz w:w="11906" w:h="16838"/>\
<w:pgMar w:top="1304" w:right="1304" w:bottom="1247" w:left="1304" w:header="624" w:footer="567" w:gutter="0"/>\
</w:sectPr></w:body></w:document>""",
    "word/styles.xml": f"""{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>\
<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/><w:sz w:val="22"/><w:szCs w:val="22"/>\
<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>\
<w:spacing w:line="269" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults></w:styles>""",
    "word/settings.xml": f"""{_HEAD}<w:settings {_W}><w:defaultTabStop w:val="720"/><w:compat>\
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>\
</w:compat></w:settings>""",
}


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A file of those members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return made.getvalue()


def members_of(data: bytes) -> dict[str, bytes]:
    """The members of a file, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def plain_letterhead() -> bytes:
    """The letterhead that comes with the program: every style, and no word."""
    document = open_package(zipped(BARE), Path("letterhead.docx"))
    Lists(document, complete_styles(document))
    return packed(document, "Letterhead")


def changed(**parts: Callable[[str], str]) -> bytes:
    """The bare letterhead with parts of it changed: `document`, `settings`, `styles`, `rels`, `types`."""
    names = {
        "document": "word/document.xml",
        "settings": "word/settings.xml",
        "styles": "word/styles.xml",
        "rels": "word/_rels/document.xml.rels",
        "types": "[Content_Types].xml",
    }
    members = dict(BARE)
    for part, change in parts.items():
        before = members[names[part]]
        members[names[part]] = change(before)
        assert members[names[part]] != before, f"nothing was changed in {part}"
    return zipped(members)


def related(kind: str, target: str, *, outside: bool = False) -> Callable[[str], str]:
    """Adds a relation of the document to something."""
    kind = kind if ":" in kind else f"{OFFICE}/{kind}"
    mode = ' TargetMode="External"' if outside else ""
    return lambda rels: rels.replace(
        "</Relationships>", f'<Relationship Id="rId9" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    )


def holding(xml: str) -> Callable[[str], str]:
    """Puts a piece of XML at the start of the body."""
    return lambda document: document.replace("<w:body>", f"<w:body>{xml}")


def a_picture() -> bytes:
    """A PNG of one grey point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\x80"))
        + chunk(b"IEND", b"")
    )


def office_letterhead() -> bytes:
    """An office's own: a logo and an address on the first page, another header behind it, even pages of their own,
    and a landscape section at the end that shares all of them but one footer."""
    document: Document = docx.Document(io.BytesIO(zipped(BARE)))
    document.core_properties.author = "Jane Typist"
    document.core_properties.last_modified_by = "Jane Typist"
    document.core_properties.comments = "made on Jane's machine"
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].add_run().add_picture(io.BytesIO(a_picture()))
    section.first_page_header.add_paragraph("Anytown Council, Children's Services")
    section.header.paragraphs[0].text = "Anytown Council"
    section.even_page_header.paragraphs[0].text = "Anytown, even"
    section.footer.paragraphs[0].text = "Registered office: 1 High Street"
    document.add_paragraph("1 High Street, Anytown")
    wide = document.add_section(WD_SECTION.NEW_PAGE)
    wide.orientation = WD_ORIENT.LANDSCAPE
    wide.page_width, wide.page_height = wide.page_height, wide.page_width
    wide.footer.is_linked_to_previous = False
    wide.footer.paragraphs[0].text = "Wide pages"
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
