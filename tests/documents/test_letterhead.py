"""A letterhead is somebody else's file that goes out with every letter: what is dangerous in it is refused in words."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent))

from letterheads import (
    BARE,
    OFFICE,
    changed,
    holding,
    members_of,
    office_letterhead,
    plain_letterhead,
    related,
    zipped,
)

from wizard.base.errors import WrongInputError
from wizard.base.paths import shipped
from wizard.documents.letterhead import LARGEST, read_letterhead
from wizard.documents.page_marks import PageMarks
from wizard.documents.word_page import word_page

MARKS = PageMarks(title="A test", head=("DRAFT.",), foot=("Case document.",))
SHIPPED = shipped("templates") / "letterhead.docx"
MICROSOFT = "http://schemas.microsoft.com/office"


def field(*codes: str) -> str:
    """A field whose code lies in pieces; a piece in brackets is a field of its own."""
    runs = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    for code in codes:
        runs += field(code[1:-1]) if code.startswith("[") else f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return (
        runs + '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def para(xml: str) -> str:
    return f"<w:p>{xml}</w:p>"


def with_part(name: str, data: str | bytes) -> bytes:
    return zipped({**BARE, name: data})


def with_doctype() -> bytes:
    return changed(
        styles=lambda xml: xml.replace("<w:styles", '<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]><w:styles', 1)
    )


def wide_doctype() -> bytes:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'
    return with_part("customXml/item1.xml", text.encode("utf-16"))


def mangled() -> bytes:
    data = bytearray(zipped(BARE))
    place = data.index(b"word/document.xml") + 40
    data[place : place + 30] = b"\xff" * 30
    return bytes(data)


def many() -> bytes:
    return zipped({**BARE, **{f"customXml/item{n}.xml": "<x/>" for n in range(500)}})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "macros": (lambda: with_part("word/vbaProject.bin", b"x"), "holds macros"),
    "macros by relation": (
        lambda: changed(rels=related(f"{MICROSOFT}/2006/relationships/vbaProject", "styles.xml")),
        "holds macros",
    ),
    "macros by kind": (
        lambda: changed(
            types=lambda xml: xml.replace(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                "application/vnd.ms-word.document.macroEnabled.main+xml",
            )
        ),
        "holds macros",
    ),
    "a template": (
        lambda: changed(types=lambda xml: xml.replace("document.main+xml", "template.main+xml")),
        "not an ordinary Word document",
    ),
    "an embedded object": (lambda: changed(document=holding(para("<w:object/>"))), "embedded object"),
    "an embedded file": (
        lambda: changed(rels=related("package", "embeddings/table.xlsx")),
        "embedded object",
    ),
    "an embedded file by name": (lambda: with_part("word/embeddings/a.xlsx", b"<x/>"), "embedded object"),
    "a control": (lambda: with_part("word/activeX/activeX1.xml", "<x/>"), "embedded object"),
    "foreign text": (lambda: changed(rels=related("aFChunk", "page.html")), "embedded object"),
    "a printer's own settings": (lambda: with_part("word/printerSettings1.bin", b"x"), "no letterhead needs"),
    "an add-in": (
        lambda: changed(rels=related(f"{MICROSOFT}/2011/relationships/webextensiontaskpanes", "styles.xml")),
        "no letterhead needs",
    ),
    "a linked picture": (
        lambda: changed(rels=related("image", "https://example.org/logo.png", outside=True)),
        "a picture that lies elsewhere ('https://example.org/logo.png')",
    ),
    "an attached template": (
        lambda: changed(rels=related("attachedTemplate", "file:///C:/Users/jane/own.dotm", outside=True)),
        "an attached template that lies elsewhere",
    ),
    "a link": (
        lambda: changed(rels=related("hyperlink", "https://example.org", outside=True)),
        "choose Remove Hyperlink",
    ),
    "a source of data": (
        lambda: changed(rels=related("mailMergeSource", "file:///C:/people.mdb", outside=True)),
        "holds something that lies elsewhere",
    ),
    "a mode in other letters": (
        lambda: changed(
            rels=lambda xml: xml.replace(
                "</Relationships>",
                f'<Relationship Id="rId9" Type="{OFFICE}/image" Target="//host/a" TargetMode=" EXTERNAL "/></Relationships>',
            )
        ),
        "lies elsewhere ('//host/a')",
    ),
    "an old linked picture": (
        lambda: changed(
            document=holding(
                para(
                    '<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://example.org/a.png"/></w:pict></w:r>'
                )
            )
        ),
        "lies elsewhere ('http://example.org/a.png')",
    ),
    "a drawing that links": (
        lambda: with_part(
            "word/media/logo.svg",
            '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://example.org/b.png"/></svg>',
        ),
        "lies elsewhere ('http://example.org/b.png')",
    ),
    "a mail merge": (
        lambda: changed(
            settings=lambda xml: xml.replace("<w:defaultTabStop", "<w:mailMerge/><w:defaultTabStop")
        ),
        "mail merge",
    ),
    "tracked changes": (
        lambda: changed(document=holding(para('<w:ins w:id="1" w:author="Jane Typist"><w:r/></w:ins>'))),
        "tracked changes of 'Jane Typist'",
    ),
    "entities": (with_doctype, "declares entities in 'word/styles.xml'"),
    "entities in UTF-16": (wide_doctype, "declares entities"),
    "another encoding": (
        lambda: with_part("customXml/item1.xml", '<?xml version="1.0" encoding="iso-8859-1"?><x/>'),
        "is damaged in 'customXml/item1.xml'",
    ),
    "a picture that is a page": (
        lambda: changed(
            types=lambda xml: xml.replace(
                "</Types>", '<Override PartName="/a.png" ContentType="text/xml"/></Types>'
            )
        ),
        "calls a picture a page",
    ),
    "too deep": (
        lambda: with_part("customXml/item1.xml", "<x>" * 300 + "</x>" * 300),
        "is damaged in 'customXml/item1.xml'",
    ),
    "a missing part": (lambda: changed(rels=related("header", "header1.xml")), "'header1.xml' is missing"),
    "a reference to nothing": (
        lambda: changed(
            document=lambda xml: xml.replace(
                "<w:pgSz",
                f'<w:headerReference xmlns:r="{OFFICE}" w:type="default" r:id="rId77"/><w:pgSz',
            )
        ),
        "needs a part that is missing",
    ),
    "no list of parts": (lambda: zipped({"a.txt": "hello"}), "is no Word document"),
    "a broken zip": (mangled, "is no Word document, or is damaged"),
    "half a zip": (lambda: zipped(BARE)[:700], "is no Word document, or is damaged"),
    "plain text": (lambda: b"Dear colleague", "is no Word document"),
    "nothing": (lambda: b"", "is no Word document"),
    "a password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "has a password"),
    "too many parts": (many, "holds 506 parts"),
    "too large": (lambda: b"PK\x03\x04" + bytes(LARGEST), "is larger than 5,000,000 bytes"),
    "a bomb": (lambda: with_part("word/media/a.png", bytes(30_000_001)), "unpacks to more than 30,000,000"),
    "not XML": (lambda: changed(styles=lambda xml: xml[:-5]), "is damaged in 'word/styles.xml'"),
    "strict": (
        lambda: changed(
            rels=related("http://purl.oclc.org/ooxml/officeDocument/relationships/theme", "t.xml")
        ),
        "Strict Open XML",
    ),
}
FETCHING = (
    "INCLUDETEXT",
    "INCLUDEPICTURE",
    "DDE",
    "DDEAUTO",
    "LINK",
    "IMPORT",
    "DATABASE",
    "RD",
    "includepicture",
)


@pytest.fixture
def put(tmp_path: Path) -> Callable[[bytes], Path]:
    def put(data: bytes) -> Path:
        path = tmp_path / "letterhead.docx"
        path.write_bytes(data)
        return path

    return put


@pytest.mark.parametrize("kind", REFUSED)
def test_a_letterhead_is_refused_in_words_for(kind: str, put: Callable[[bytes], Path]) -> None:
    make, sentence = REFUSED[kind]
    path = put(make())
    with pytest.raises(WrongInputError) as refused:
        read_letterhead(path)
    assert any(sentence in line and str(path) in line for line in refused.value.lines()), (
        refused.value.lines()
    )


@pytest.mark.parametrize("name", FETCHING)
def test_a_field_that_fetches_is_refused(name: str, put: Callable[[bytes], Path]) -> None:
    path = put(changed(document=holding(para(field(f' {name} "http://example.org/x"')))))
    with pytest.raises(WrongInputError, match=f"the field '{name}'"):
        read_letterhead(path)


@pytest.mark.parametrize(
    "xml",
    [
        para(field("INCLUDE", 'PICTURE "http://example.org"')),
        para(field('[QUOTE "INCLUDE"]', 'PICTURE "http://example.org"')),
        para(field("IF 1 = 1 ", "[DDEAUTO excel]")),
        para("<w:r><w:instrText>DDEAUTO excel</w:instrText></w:r>"),
        para('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>LINK x</w:instrText></w:r>'),
        para('<w:fldSimple w:instr="INCLUDETEXT x"/>'),
        para(field("\\* INCLUDEPICTURE x")),
    ],
    ids=["in pieces", "put together", "inside another", "loose", "unclosed", "simple", "behind a switch"],
)
def test_a_field_that_fetches_cannot_hide(xml: str, put: Callable[[bytes], Path]) -> None:
    with pytest.raises(WrongInputError, match="the field"):
        read_letterhead(put(changed(document=holding(xml))))


@pytest.mark.parametrize(
    "xml",
    [
        para(field(" PAGE \\* MERGEFORMAT ")),
        para(field("IF ", "[PAGE]", ' = 1 "" "over"')),
        para(field(' DATE \\@ "d MMMM yyyy" ')),
        para('<w:fldSimple w:instr=" NUMPAGES "/>'),
        para(field("")),
        "<w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt>",
    ],
    ids=["page", "in an if", "date", "simple", "empty", "a content control"],
)
def test_what_only_shows_something_is_welcome(xml: str, put: Callable[[bytes], Path]) -> None:
    data = changed(document=holding(xml))
    assert read_letterhead(put(data)) == data


def test_an_office_may_use_its_own(put: Callable[[bytes], Path]) -> None:
    data = office_letterhead()
    assert read_letterhead(put(data)) == data


def test_every_fault_is_told_at_once(put: Callable[[bytes], Path]) -> None:
    path = put(
        changed(rels=related("image", "https://example.org", outside=True), document=holding("<w:altChunk/>"))
    )
    with pytest.raises(WrongInputError) as refused:
        read_letterhead(path)
    assert len(refused.value.lines()) == 2


def test_two_parts_of_one_name_are_refused(put: Callable[[bytes], Path]) -> None:
    made = io.BytesIO(zipped(BARE))
    with zipfile.ZipFile(made, "a") as file:
        file.writestr("WORD/Document.xml", "<x/>")
    with pytest.raises(WrongInputError, match="two parts of the same name"):
        read_letterhead(put(made.getvalue()))


def test_another_ending_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letterhead.docm"
    path.write_bytes(plain_letterhead())
    with pytest.raises(WrongInputError, match=r"expected a Word document that ends in \.docx"):
        read_letterhead(path)


def test_one_that_is_not_there_is_missed(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="is not there"):
        read_letterhead(tmp_path / "letterhead.docx")


def test_a_folder_is_no_letterhead(tmp_path: Path) -> None:
    (tmp_path / "letterhead.docx").mkdir()
    with pytest.raises(WrongInputError, match="is not a file"):
        read_letterhead(tmp_path / "letterhead.docx")


@pytest.mark.skipif(sys.platform == "win32", reason="making a link needs rights there")
def test_a_link_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(plain_letterhead())
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "letterhead.docx").symlink_to(tmp_path / "own.docx")
    with pytest.raises(WrongInputError, match="leads out of its folder"):
        read_letterhead(tmp_path / "house" / "letterhead.docx")


def test_the_shipped_letterhead_is_the_one_that_is_made_here() -> None:
    if os.environ.get("ESCALATE_RENEW_GOLDEN"):
        SHIPPED.write_bytes(plain_letterhead())
    assert members_of(read_letterhead(SHIPPED)) == members_of(plain_letterhead())


def test_the_shipped_letterhead_holds_no_word_that_could_be_sent() -> None:
    import docx

    document = docx.Document(str(SHIPPED))
    assert [one.text for one in document.paragraphs] == []
    assert all(section.header.is_linked_to_previous for section in document.sections)
    assert not [name for name in members_of(SHIPPED.read_bytes()) if "header" in name or "footer" in name]


def tried(letterhead: Path) -> str:
    """The page that is made on a letterhead, else what is said about it."""
    try:
        made = word_page("# Words\n\n1. one\n", MARKS, letterhead)
    except WrongInputError as error:
        return str(error)
    return members_of(made)["word/document.xml"].decode()


_WHOLE = {"plain": zipped(BARE), "office": office_letterhead()}


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_letterhead_that_was_damaged_anywhere_is_refused_or_used(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    members = members_of(_WHOLE[data.draw(st.sampled_from(sorted(_WHOLE)))])
    name = data.draw(st.sampled_from([one for one in sorted(members) if not one.endswith(".png")]))
    text = members[name]
    place = data.draw(st.integers(0, len(text) - 1))
    wide = data.draw(st.integers(0, 40))
    members[name] = text[:place] + data.draw(st.binary(max_size=3) | st.just(b'"')) + text[place + wide :]
    if data.draw(st.integers(0, 9)) == 0:
        del members[name]
    path = tmp_path_factory.getbasetemp() / "damaged.docx"
    path.write_bytes(zipped(members))
    said = tried(path)
    assert str(path) in said or "Words" in said


@pytest.mark.parametrize(
    ("part", "old", "new", "expected"),
    [
        ("document", 'w:w="11906"', 'w:w="wide"', "Words"),
        ("document", "w:body>", "w:corpse>", "cannot be read as a Word document"),
        ("types", ".styles+xml", ".theme+xml", "cannot be read as a Word document"),
        (
            "document",
            "<w:sectPr>",
            '<w:sectPr><w:titlePg w:val="perhaps"/>',
            "cannot be read as a Word document",
        ),
        ("document", "<w:sectPr>", '<w:sectPr><w:cols w:num="many"/>', "Words"),
    ],
)
def test_one_that_makes_no_sense_is_refused_where_it_cannot_be_used(
    part: str, old: str, new: str, expected: str, put: Callable[[bytes], Path]
) -> None:
    assert expected in tried(put(changed(**{part: lambda xml: xml.replace(old, new)})))
