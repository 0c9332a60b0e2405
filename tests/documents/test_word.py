"""A document for Word holds the words of the page, on the office's letterhead, and nothing about who made it."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.section import Section
from docx.table import Table
from docx.text.paragraph import Paragraph
from hypothesis import example, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent))

from letterheads import BARE, changed, holding, members_of, office_letterhead, zipped

from wizard.base.paths import shipped
from wizard.documents.escape import escape, settle
from wizard.documents.page_marks import PageMarks
from wizard.documents.plain_text import parse, plain_text
from wizard.documents.word_page import word_page
from wizard.documents.word_tables import column_widths

SHIPPED = shipped("templates") / "letterhead.docx"
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.md"))
MARKS = PageMarks(
    title="Formal challenge letter",
    head=("A child is in danger: call 999.", "DRAFT. 2 things are missing."),
    foot=("Case document. Send it by secure means only.", "Made on 18 November 2026."),
)
PAGE = """\
# A heading

Words with **bold** and *slanted* parts.\\
A second line.

## Lists

- one
  - two
    - three
      - four

  more of one
- again

7. seven
8. eight

Between.

1. first

> said by somebody

### A form

| Question | Answer |
| --- | ---: |
| What was decided? | |
| By whom? | Team Manager |

---

The end.
"""
HOSTILE = (
    "{{ x }} {% raw %} {# note #}",
    "<w:p/> </w:t></w:r></w:p> <![CDATA[ ]]>",
    "&amp; &#65; &lt; ]]> <!-- -->",
    '{ INCLUDETEXT "http://example.org" } PAGE NUMPAGES',
    "*bold* | a | b | `code` [link](https://example.org)",
    "\x00 \x0b \x1b[31m \ufffe \uffff \ud800",
    "  two  spaces   three ",
    "\u202e\u200f שלום 12 עולם, hello السلام عليكم 😀 e\u0301",
    "one\r\ntwo\rthree\x85four\u2028five\tsix",
    "1. one\n- two\n> three\n# four\n---",
)


def made(markdown: str, letterhead: Path = SHIPPED, marks: PageMarks = MARKS) -> Document:
    return docx.Document(io.BytesIO(word_page(markdown, marks, letterhead)))


def blocks(document: Document) -> Iterator[Paragraph | Table]:
    """Paragraphs and tables in the order of the page."""
    yield from document.iter_inner_content()


def words(document: Document) -> list[str]:
    """What stands in each paragraph and each cell that holds anything, in the order of the page."""
    found: list[str] = []
    for block in blocks(document):
        if isinstance(block, Table):
            found += [cell.text for row in block.rows for cell in row.cells]
        else:
            found.append(block.text)
    return [text for text in found if text]


def page_words(markdown: str) -> list[str]:
    """What stands in each block of the page that holds anything."""
    found: list[str] = []
    for node in parse(markdown).walk():
        if node.type == "inline":
            found.append(
                "".join(
                    {"hardbreak": "\n", "softbreak": " "}.get(
                        one.type, one.content if not one.children else ""
                    )
                    for one in node.walk(include_self=False)
                )
            )
    return [text for text in found if text]


def placed(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "letterhead.docx"
    path.write_bytes(data)
    return path


def shown_in(section: Section, *, first: bool, even: bool) -> list[tuple[list[str], list[str]]]:
    """The lines of every header with its footer that pages of a section may show."""
    pairs = [(section.header, section.footer)]
    pairs += [(section.first_page_header, section.first_page_footer)] if first else []
    pairs += [(section.even_page_header, section.even_page_footer)] if even else []
    return [
        ([one.text for one in above.paragraphs], [one.text for one in below.paragraphs])
        for above, below in pairs
    ]


@pytest.mark.parametrize("page", GOLDEN, ids=lambda page: page.stem)
def test_a_document_says_what_its_page_says(page: Path) -> None:
    markdown = page.read_text(encoding="utf-8")
    document = made(markdown)
    assert words(document) == page_words(markdown)
    marks = re.compile(r"^\s*(?:-|\d+\.) |^[-=]+$|(?<= )\|(?= )|\|$", re.MULTILINE)
    plain = marks.sub("", marks.sub("", plain_text(markdown))).split()
    assert [word for text in words(document) for word in text.split()] == plain


def test_headings_lists_quotations_and_tables_have_the_styles_of_word() -> None:
    found = [
        (block.style.name if block.style else "", block.text if isinstance(block, Paragraph) else "")
        for block in blocks(made(PAGE))
    ]
    assert found == [
        ("Heading 1", "A heading"),
        ("Body Text", "Words with bold and slanted parts.\nA second line."),
        ("Heading 2", "Lists"),
        ("List Bullet", "one"),
        ("List Bullet 2", "two"),
        ("List Bullet 3", "three"),
        ("List Bullet 3", "four"),
        ("List Continue", "more of one"),
        ("List Bullet", "again"),
        ("List Number", "seven"),
        ("List Number", "eight"),
        ("Body Text", "Between."),
        ("List Number", "first"),
        ("Quote", "said by somebody"),
        ("Heading 3", "A form"),
        ("Table Grid", ""),
        ("Table Gap", ""),
        ("Body Text", ""),
        ("Document Note", "The end."),
    ]


def test_bold_and_slanted_words_look_so() -> None:
    paragraph = made(PAGE).paragraphs[1]
    assert [(run.text, run.bold, run.italic) for run in paragraph.runs if run.bold or run.italic] == [
        ("bold", True, None),
        ("slanted", None, True),
    ]


def test_headings_stay_with_what_follows() -> None:
    headings = [one for one in made(PAGE).paragraphs if one.style and one.style.name.startswith("Heading")]
    assert [one.paragraph_format.keep_with_next for one in headings] == [True, True, True]


def starts(document: Document) -> list[int]:
    """Where each list of numbers begins to count, in the order of the page."""
    root = document.part.numbering_part.element
    lists = {one.get(qn("w:numId")): one for one in root.findall(qn("w:num"))}
    seen: dict[str, int] = {}
    for paragraph in document.paragraphs:
        number = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if number is not None and paragraph.style and paragraph.style.name.startswith("List Number"):
            start = lists[number.get(qn("w:val"))].find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}")
            seen.setdefault(number.get(qn("w:val")), int(start.get(qn("w:val"))))
    return list(seen.values())


def test_each_list_of_numbers_counts_from_its_own_start() -> None:
    assert starts(made("5. a\n6. b\n\nText\n\n1. c\n\n   3. d\n\n- e\n  1. f\n")) == [5, 1, 3, 1]


def test_an_item_without_words_keeps_its_mark() -> None:
    styles = [one.style.name for one in made("- - deep\n-\n").paragraphs if one.style]
    assert styles == ["List Bullet", "List Bullet 2", "List Bullet"]


def test_a_table_repeats_its_head_and_keeps_its_rows_whole() -> None:
    rows = made(PAGE).tables[0].rows
    heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
    whole = [row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows]
    assert (heads, whole) == ([True, False, False], [True, True, True])


def test_a_row_with_an_empty_cell_leaves_room_to_write() -> None:
    heights = [row.height.cm if row.height else 0 for row in made(PAGE).tables[0].rows]
    assert heights[0] == heights[2] == 0
    assert heights[1] > 1


def test_a_table_is_as_wide_as_the_text_and_says_the_width_of_each_cell() -> None:
    document = made(PAGE)
    section, table = document.sections[0], document.tables[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    for row in table.rows:
        assert sum(cell.width or 0 for cell in row.cells) == room
    assert table.autofit is False


def test_a_head_without_a_word_is_left_out() -> None:
    table = made("| | |\n| --- | --- |\n| a | b |\n").tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["a", "b"]]


def test_a_column_gets_more_room_for_longer_words() -> None:
    wide, narrow = column_widths(
        [["What was tried", "Date"], ["A talk between the two line managers", "1 May"]], 9000
    )
    assert wide > 2 * narrow


def test_a_column_to_be_filled_in_is_the_widest() -> None:
    asked, answer = column_widths(
        [["What we ask", "Answer"], ["What keeps the child safe for now?", ""]], 9000
    )
    assert answer > asked


@given(
    rows=st.integers(1, 5).flatmap(
        lambda wide: st.lists(
            st.lists(st.text(max_size=90), min_size=wide, max_size=wide), min_size=1, max_size=4
        )
    ),
    available=st.integers(2000, 16000),
)
@settings(max_examples=60)
def test_the_columns_of_a_table_fill_its_width(rows: list[list[str]], available: int) -> None:
    widths = column_widths(rows, available)
    assert sum(widths) == available
    assert min(widths) > 0


def test_the_marks_stand_on_every_page() -> None:
    document = made(PAGE)
    (above, below), *others = shown_in(document.sections[0], first=False, even=False)
    assert (above, others) == (list(MARKS.head), [])
    assert below == [*MARKS.foot, "Page 1 of 1"]
    assert all(
        run.bold or one.style.font.bold for one in document.sections[0].header.paragraphs for run in one.runs
    )


def test_the_pages_are_counted_by_word() -> None:
    codes = [one.text for one in made(PAGE).sections[0].footer._element.iter(qn("w:instrText"))]
    assert codes == [" PAGE ", " NUMPAGES "]


def test_a_document_without_head_lines_gets_no_header() -> None:
    document = made(PAGE, marks=PageMarks(title="A card", head=(), foot=("Made today.",)))
    assert document.sections[0].header.is_linked_to_previous


def test_an_office_keeps_its_own_and_the_marks_follow_on_every_kind_of_page(tmp_path: Path) -> None:
    document = made(PAGE, placed(tmp_path, office_letterhead()))
    upright, wide = document.sections
    foot = [*MARKS.foot, "Page 1 of 1"]
    assert shown_in(upright, first=True, even=True) == [
        (["Anytown Council", *MARKS.head], ["Registered office: 1 High Street", *foot]),
        (["", "Anytown Council, Children's Services", *MARKS.head], foot),
        (["Anytown, even", *MARKS.head], foot),
    ]
    assert shown_in(wide, first=False, even=True) == [
        (["Anytown Council", *MARKS.head], ["Wide pages", *foot]),
        (["Anytown, even", *MARKS.head], foot),
    ]
    pictures = [
        part for part in upright.first_page_header.part.rels.values() if part.reltype.endswith("/image")
    ]
    assert len(pictures) == 1


def test_what_stands_on_the_letterhead_stands_above_the_page(tmp_path: Path) -> None:
    document = made("Our words.\n", placed(tmp_path, office_letterhead()))
    assert [text for text in words(document) if text] == ["1 High Street, Anytown", "Our words."]


def test_an_empty_paragraph_of_the_letterhead_does_not_push_the_page_down(tmp_path: Path) -> None:
    path = placed(tmp_path, changed(document=holding("<w:p><w:pPr><w:rPr/></w:pPr></w:p>")))
    assert [one.text for one in made("Our words.\n", path).paragraphs] == ["Our words."]


def test_a_table_on_wide_paper_is_wide(tmp_path: Path) -> None:
    wide = made(PAGE, placed(tmp_path, office_letterhead())).tables[0]
    upright = made(PAGE).tables[0]
    widths = [sum(cell.width or 0 for cell in one.rows[0].cells) for one in (wide, upright)]
    assert widths[0] > 1.3 * widths[1]


def test_a_letterhead_without_a_style_is_given_those_that_are_needed(tmp_path: Path) -> None:
    document = made(PAGE, placed(tmp_path, zipped(BARE)))
    names = {block.style.name for block in blocks(document) if block.style}
    assert {"Heading 1", "List Bullet 3", "List Number", "Quote", "Table Grid", "Body Text"} <= names
    assert words(document) == page_words(PAGE)


def test_a_style_of_the_letterhead_is_left_as_it_is(tmp_path: Path) -> None:
    own = (
        '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:rPr><w:sz w:val="99"/></w:rPr>'
        '</w:style><w:style w:type="character" w:styleId="Quote"><w:name w:val="Quote"/></w:style></w:styles>'
    )
    path = placed(tmp_path, changed(styles=lambda xml: xml.replace("</w:styles>", own)))
    document = made("# Heading\n\n> said\n", path)
    heading, said = document.paragraphs
    assert heading._p.pPr is not None
    assert heading._p.pPr.style == "berschrift1"
    assert said.style is not None
    assert (said.style.name, said.style.style_id == "Quote") == ("Quote", False)


def test_the_file_says_nothing_of_who_made_it_and_when(tmp_path: Path) -> None:
    data = word_page(PAGE, MARKS, placed(tmp_path, office_letterhead()))
    core = docx.Document(io.BytesIO(data)).core_properties
    assert (core.title, core.language) == ("Formal challenge letter", "en-GB")
    assert [core.author, core.last_modified_by, core.comments, core.keywords, core.subject] == [""] * 5
    assert core.created is core.modified is core.last_printed is None
    members = members_of(data)
    assert not [name for name in members if "app.xml" in name or "custom.xml" in name or "thumbnail" in name]
    assert b"Jane" not in b"".join(members.values())


def test_a_long_title_is_cut_for_the_file_alone() -> None:
    long = "A title " * 60
    document = made(f"# {long}\n", marks=PageMarks(title=long, head=(), foot=()))
    assert len(document.core_properties.title) == 250
    assert document.paragraphs[0].text == long.strip()


def test_the_same_page_gives_the_same_bytes() -> None:
    assert word_page(PAGE, MARKS, SHIPPED) == word_page(PAGE, MARKS, SHIPPED)


def test_the_language_is_british_english_even_where_the_letterheads_is_not(tmp_path: Path) -> None:
    path = placed(tmp_path, changed(styles=lambda xml: xml.replace('w:val="en-GB"', 'w:val="de-DE"')))
    assert 'w:lang w:val="en-GB"' in made(PAGE, path).styles.element.xml


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=40), min_size=1, max_size=3).map("\n".join))
@example("\n".join(HOSTILE))
def test_what_a_person_typed_comes_out_as_text(typed: str) -> None:
    put = escape(typed)
    template = (
        f"# {put}\n\nBefore {put} after\n\n- {put}\n\n> {put}\n\n| A | B |\n| --- | --- |\n| {put} | |\n"
    )
    markdown = settle(template)[0]
    document = made(markdown, marks=PageMarks(title=typed, head=(typed,), foot=(typed,)))
    # The only two characters that a page may hold and XML may not.
    shown = [text.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff") for text in page_words(markdown)]
    assert words(document) == shown
    assert not list(document.element.body.iter(qn("w:instrText")))


def test_what_xml_cannot_hold_is_shown() -> None:
    document = made("a\ufffeb\n", marks=PageMarks(title="t", head=("c\x0bd\x00",), foot=()))
    assert document.paragraphs[0].text == "a\\ufffeb"
    assert document.sections[0].header.paragraphs[0].text == "c\\x0bd\\x00"


def test_spaces_are_kept() -> None:
    assert made("&#32;&#32;two  and   three\n").paragraphs[0].text == "  two  and   three"
    assert 'xml:space="preserve">  two' in made("&#32;&#32;two\n").element.xml


def test_words_from_right_to_left_run_so() -> None:
    first, second = made("שלום **עולם** hello\n\nName סמדר כהן here\n").paragraphs
    assert first._p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None
    assert second._p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is None
    assert [(run.text, bool(run.font.rtl)) for run in second.runs] == [
        ("Name ", False),
        ("סמדר כהן", True),
        (" here", False),
    ]


def _soffice() -> str:
    """LibreOffice, without which a run that counts cannot say that documents open."""
    found = shutil.which("soffice")
    if found:
        return found
    missing = (
        "soffice (LibreOffice Writer) is not installed, so no document was opened: install libreoffice-writer"
    )
    if os.environ.get("CI", "").casefold() in ("true", "1"):
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.mark.office
@pytest.mark.parametrize("own", [False, True], ids=["shipped letterhead", "an office's own"])
def test_an_office_program_opens_a_document_and_shows_its_words(own: bool, tmp_path: Path) -> None:
    from pypdf import PdfReader

    path = placed(tmp_path, office_letterhead()) if own else SHIPPED
    markdown = "\n".join(page.read_text(encoding="utf-8") for page in GOLDEN[:3]) + PAGE
    (tmp_path / "made.docx").write_bytes(word_page(markdown, MARKS, path))
    profile = (tmp_path / "profile").as_uri()
    command = [
        _soffice(),
        "--headless",
        f"-env:UserInstallation={profile}",
        "--convert-to",
        "pdf",
        "--outdir",
    ]
    subprocess.run(
        [*command, str(tmp_path), str(tmp_path / "made.docx")], check=True, timeout=120, capture_output=True
    )
    pages = [page.extract_text() for page in PdfReader(tmp_path / "made.pdf").pages]
    letters = re.sub(r"\s", "", "".join(pages))
    lost = [text for text in page_words(PAGE) if re.sub(r"\s", "", text) not in letters]
    assert lost == []
    shown = [page for page in pages if page.strip()]
    assert len(shown) > 2
    for number, page in enumerate(pages, start=1):
        if page.strip():
            flat = " ".join(page.split())
            assert all(line in flat for line in (*MARKS.head, *MARKS.foot)), number
            assert re.search(rf"Page {number} of {len(pages)}", flat), number
