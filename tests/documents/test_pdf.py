"""A PDF that anybody can read: its parts tagged, its marks on each page, and every word that was typed in its text."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pypdf
import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wizard.base.errors import EscalateError
from wizard.base.text import visible_lines
from wizard.documents.escape import escape, settle
from wizard.documents.page_marks import PageMarks
from wizard.documents.pdf_page import PdfMade, make_pdf, pdf_page
from wizard.documents.plain_text import plain_text

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.md"))
MARKS = PageMarks(
    title="Letter of challenge",
    head=(
        "Danger: call 999 first, then children's social care on 01865 000000, at any hour, before you read on.",
        "Practice: invented case. Do not send this and do not file it.",
        "DRAFT. 2 things are missing.",
    ),
    foot=(
        "Case document. Only for the agencies that work on this case. Send it by secure means only.",
        "Made on 18 November 2026. Policy: Resolving Disagreements (2026).",
        "Supports professional judgement and does not replace it.",
    ),
)
PARTS = """\
# Title

Words **in bold** and on.

## Part

- one
- two

3. three
4. four

> A quotation.

---

| Asked | Answer |
| --- | --- |
| Date | |
| Role | Lead |

### Smaller part

End.
"""
HOSTILE = (
    "#set text(fill: white)",
    '"); #panic("x")',
    "\\u{41} \\n \\",
    "$x$ `raw` = heading",
    "// x",
    "/* x */",
    "@ref <label>",
    "{{ x }} {% x %}",
    "]#[ ]} ) ;",
    "'single' \"double\" -- --- ... ~",
    "www.example.org #import x: *",
    "a\x00b\x1b[31m\u202ec",
)
NAMES = ("Łukasz Żółć", "Siân Ŵyn-Ŷstwyth", "Zoë O'Brien", "Đỗ Thị Hạnh", "Ελένη", "Иван", "ሰላም")
SIGNS = "→ ✓ € “ ” ‘ ’ – — … ½ ☐ ☑ ☒ • ● ≤ ≥ × ÷ ° ™ § ⚠ ☎ ✉ № ² ⅓ £"
#: Set out by the page and not by who wrote it.
SET_OUT = re.compile(r"[-=|•_]+")


def typed(text: str) -> str:
    """A paragraph of Markdown that shows `text`."""
    return settle(escape(text))[0]


def pages_of(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def body_of(data: bytes) -> str:
    """The text that is read aloud: neither the marks of the pages nor the heading rows that a table repeats."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(list(without_artifacts(page))))
        kept = io.BytesIO()
        pdf.save(kept)
    return "\n".join(pages_of(kept.getvalue()))


def without_artifacts(page: pikepdf.Page) -> Iterator[pikepdf.ContentStreamInstruction]:
    marked: list[bool] = []
    for one in pikepdf.parse_content_stream(page):
        if str(one.operator) in ("BDC", "BMC"):
            marked.append(str(one.operands[0]) == "/Artifact")
        # What sets the place and the font of text holds beyond its mark; what shows text does not.
        if not any(marked) or str(one.operator) not in ("Tj", "TJ", "'", '"'):
            yield one
        if str(one.operator) == "EMC":
            marked.pop()


def assert_marked(pages: list[str], marks: PageMarks) -> None:
    """That each page has every mark and its own number in the count of pages."""
    for number, page in enumerate(pages, start=1):
        text = " ".join(page.split())
        assert text.startswith(" ".join(" ".join(marks.head).split()))
        assert text.endswith(f"{' '.join(' '.join(marks.foot).split())} Page {number} of {len(pages)}")


def words_of(text: str) -> list[str]:
    """The words, with a word that was broken after its hyphen made whole again."""
    return [
        word for word in re.sub(r"(?<=\w[-–—/])\s*\n(?=\w)", "", text).split() if not SET_OUT.fullmatch(word)
    ]


def run_together(text: str) -> str:
    """The text without any space, for words that were broken to fit."""
    return "".join(SET_OUT.sub("", text).split())


def tree_of(data: bytes) -> Iterator[tuple[str, pikepdf.Dictionary]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield from elements(pdf.Root.StructTreeRoot.K)


def elements(node: pikepdf.Object) -> Iterator[tuple[str, pikepdf.Dictionary]]:
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from elements(one)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S), node
        if "/K" in node:
            yield from elements(node.K)


@pytest.fixture(scope="module")
def parts() -> bytes:
    return pdf_page(PARTS, MARKS)


def test_the_file_says_that_it_is_accessible_and_what_it_is_called(parts: bytes) -> None:
    with pikepdf.open(io.BytesIO(parts)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.Root.Lang == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as told:
            assert told["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
            assert told["dc:title"] == "Letter of challenge"
        assert pdf.docinfo["/Title"] == "Letter of challenge"
        assert "/Author" not in pdf.docinfo
        assert "/CreationDate" not in pdf.docinfo


def test_every_page_is_a4(parts: bytes) -> None:
    with pikepdf.open(io.BytesIO(parts)) as pdf:
        assert [[round(float(side)) for side in page.mediabox] for page in pdf.pages] == [[0, 0, 595, 842]]


def test_headings_lists_quotations_and_tables_are_tagged_as_what_they_are(parts: bytes) -> None:
    kinds = [kind for kind, _ in tree_of(parts)]
    told = [kind for kind in kinds if kind in ("/H1", "/H2", "/H3", "/L", "/BlockQuote", "/Table")]
    assert told == ["/H1", "/H2", "/L", "/L", "/BlockQuote", "/Table", "/H3"]
    assert [kinds.count(kind) for kind in ("/LI", "/Lbl", "/LBody", "/Strong")] == [4, 4, 4, 1]
    assert [kinds.count(kind) for kind in ("/THead", "/TR", "/TH", "/TD")] == [1, 3, 2, 4]
    assert "/Figure" not in kinds


def test_the_heading_cells_of_a_table_head_their_columns(parts: bytes) -> None:
    scopes = [
        str(attributes.Scope)
        for kind, element in tree_of(parts)
        if kind == "/TH"
        for attributes in element.A
        if "/Scope" in attributes
    ]
    assert scopes == ["/Column", "/Column"]


def test_the_marks_of_each_page_are_left_out_of_what_is_read_aloud() -> None:
    data = pdf_page("word " * 3000, MARKS)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) > 3
        for page in pdf.pages:
            told = [
                str(one.operands[1].Subtype)
                for one in pikepdf.parse_content_stream(page)
                if str(one.operator) == "BDC"
                and str(one.operands[0]) == "/Artifact"
                and "/Subtype" in one.operands[1]
            ]
            assert told == ["/Header", "/Footer"]


def test_every_font_is_embedded() -> None:
    data = pdf_page(f"# A\n\n**{SIGNS}** محمد प्रिया שלום 你 {' '.join(NAMES)}", MARKS)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert len(fonts) > 6
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_the_words_of_a_document_are_those_of_its_plain_text(path: Path) -> None:
    markdown = path.read_text(encoding="utf-8")
    made = make_pdf(markdown, MARKS)
    assert (made.accessible, made.unshown) == (True, ())
    assert words_of(body_of(made.data)) == words_of(plain_text(markdown))


def test_the_marks_and_the_count_stand_on_each_of_many_pages() -> None:
    markdown = "# Title\n\n" + "\n\n".join(f"Paragraph {number} says something." for number in range(150))
    data = pdf_page(markdown, MARKS)
    assert len(pages_of(data)) > 3
    assert_marked(pages_of(data), MARKS)
    assert words_of(body_of(data)) == words_of(plain_text(markdown))


def test_a_page_without_marks_at_its_head_begins_with_the_body() -> None:
    marks = PageMarks(title="a", head=(), foot=MARKS.foot)
    (page,) = pages_of(pdf_page("Only words.", marks))
    assert page.startswith("Only words.")
    assert_marked([page], marks)


def test_long_marks_leave_room_for_the_body() -> None:
    marks = PageMarks(title="a", head=("Danger, " * 200,), foot=("Send it by secure means only, " * 60,))
    data = pdf_page("Body.", marks)
    assert_marked(pages_of(data), marks)
    assert words_of(body_of(data)) == ["Body."]


def test_marks_that_would_fill_the_page_do_not_keep_the_words_out_of_the_file() -> None:
    marks = PageMarks(title="a", head=("Danger, " * 3000,), foot=("Foot " * 3000,))
    data = pdf_page("Body.", marks)
    assert "Body." in "".join(pages_of(data))


def test_an_empty_page_has_its_marks() -> None:
    data = pdf_page("", MARKS)
    assert_marked(pages_of(data), MARKS)
    assert body_of(data).strip() == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_out_as_it_was_typed_wherever_it_stands(text: str) -> None:
    shown = typed(f"so {text}").strip()
    cell = shown.replace("\n", " ")
    markdown = f"# {cell}\n\n{shown}\n\n- {cell}\n\n> {cell}\n\n| a | b |\n| --- | --- |\n| {cell} | end |\n"
    made = make_pdf(
        markdown,
        PageMarks(title=text, head=(f"so {visible_lines(text)}",), foot=(f"so {visible_lines(text)}",)),
    )
    assert made.accessible
    assert run_together("".join(pages_of(made.data))).count(run_together(visible_lines(f"so {text}"))) == 7


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_another_alphabet_is_drawn_in_both_weights(name: str) -> None:
    made = make_pdf(f"**Name:** {name}, **{name}**, {name}", MARKS)
    assert (made.accessible, made.unshown) == (True, ())
    assert words_of(body_of(made.data)) == f"Name: {name}, {name}, {name}".split()


@pytest.mark.parametrize(
    "name", ["محمد علی", "प्रिया शर्मा", "יוסף כהן", "বাংলা ক্ষমা", "ਗੁਰਪ੍ਰੀਤ", "ગુજરાતી", "தமிழ்ச்செல்வி"]
)
def test_a_name_whose_letters_join_or_run_leftwards_is_drawn_and_its_letters_are_in_the_text(
    name: str,
) -> None:
    made = make_pdf(f"So **{name}** and {name}.", MARKS)
    assert (made.accessible, made.unshown) == (True, ())
    assert set(body_of(made.data)) - set(" \n") == set(f"Soand.{name}") - {" "}


def test_the_signs_that_people_type_are_drawn() -> None:
    made = make_pdf(f"{SIGNS} **{SIGNS}**", MARKS)
    assert (made.accessible, made.unshown) == (True, ())
    assert run_together(body_of(made.data)) == run_together(SIGNS * 2)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("李小明", ("李", "小", "明")),
        ("Jo 😀 and 🤷", ("😀", "🤷")),
        ("佐藤さくら 佐", ("佐", "藤", "さ", "く", "ら")),
    ],
)
def test_what_cannot_be_drawn_is_told_and_stays_in_the_text(name: str, told: tuple[str, ...]) -> None:
    made = make_pdf(f"# {name}\n\nThis is {name}.", MARKS)
    assert made.accessible
    assert made.unshown == told
    text = run_together("".join(pages_of(made.data)))
    assert text.count(run_together(name)) == 2
    assert "Acrossedboxstandsforacharacterthatcouldnotbedrawn." in text


def test_what_cannot_be_drawn_in_the_marks_is_told_too() -> None:
    made = make_pdf("Words.", PageMarks(title="a", head=("小",), foot=("明",)))
    assert made.unshown == ("小", "明")


def test_letters_that_cannot_be_drawn_beside_each_other_are_told() -> None:
    word = "\u2dd3\u044d\u061a\u22d7\u1dc8\u1f78"
    made = make_pdf(f"So {word} it is.", MARKS)
    assert made.unshown == (word,)
    assert set(word) <= set("".join(pages_of(made.data)))


@pytest.mark.parametrize("letter", ["x", "W", "@", "李"])
def test_a_long_word_wraps_and_does_not_run_off_the_page(letter: str) -> None:
    # A capital W is 10 points wide in the text, the line 453; the column of the table about half of that.
    markdown = f"# {letter * 100}\n\n{letter * 400}\n\n| a | b |\n| --- | --- |\n| {letter * 200} | {letter * 200} |\n"
    data = pdf_page(markdown, MARKS)
    runs = [len(run) for page in pages_of(data) for run in re.findall(f"{letter}+", page)]
    assert sum(runs) >= 900
    assert max(runs) <= {"x": 80, "W": 44, "@": 45, "李": 58}[letter]


def test_the_same_page_makes_the_same_bytes_in_another_run(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(PARTS, encoding="utf-8")
    script = (
        "import sys, hashlib, pathlib\n"
        "from wizard.documents.page_marks import PageMarks\n"
        "from wizard.documents.pdf_page import pdf_page\n"
        "page = pathlib.Path(sys.argv[1]).read_text(encoding='utf-8')\n"
        "print(hashlib.sha256(pdf_page(page, PageMarks(title='a', head=('b',), foot=('c',)))).hexdigest())\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "page.md")]
    said = {subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(2)}
    assert len(said) == 1


def test_nothing_is_written_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "TMPDIR",
        "TEMP",
        "TMP",
        "HOME",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "LOCALAPPDATA",
        "APPDATA",
    ):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    pdf_page(f"{PARTS} 李 {SIGNS}", MARKS)
    assert list(tmp_path.iterdir()) == []


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    full = pages_of(pdf_page("line\n\n" * 100, MARKS))[0].split().count("line")
    counts = []
    for lines in range(full - 5, full + 1):
        pages = pages_of(pdf_page("line\n\n" * lines + "## Heading\n\nIts words.\n", MARKS))
        counts.append(len(pages))
        assert ["Heading" in page for page in pages] == ["Its words." in page for page in pages]
    assert set(counts) == {1, 2}


def test_a_short_row_of_a_table_is_not_broken_across_pages() -> None:
    row = "| Beginning " + "word " * 40 + "Ending | x |\n"
    pages = pages_of(pdf_page("| a | b |\n| --- | --- |\n" + row * 40, MARKS))
    assert len(pages) > 2
    assert all(page.count("Beginning") == page.count("Ending") for page in pages)
    assert sum(page.count("Beginning") for page in pages) == 40


def test_a_row_longer_than_a_page_goes_on_on_the_next() -> None:
    words = " ".join(f"word{number}" for number in range(2500))
    text = " ".join(pages_of(pdf_page(f"| a | b |\n| --- | --- |\n| {words} | end |\n", MARKS)))
    assert [word for word in text.split() if word.startswith("word")] == words.split()


def test_a_narrow_row_higher_than_a_page_goes_on_on_the_next() -> None:
    words = " ".join(f"w{number}" for number in range(200))
    others = "| A responsible professional " * 5
    rows = "| a " * 6 + "|\n" + "| --- " * 6 + "|\n" + f"{others}| {words} |\n"
    text = " ".join(pages_of(pdf_page(rows, MARKS)))
    assert re.findall(r"w\d+", text) == words.split()
    with pikepdf.open(io.BytesIO(pdf_page(rows, MARKS))) as pdf:
        assert len(pdf.pages) > 1


def test_lists_and_quotations_may_lie_as_deep_as_a_page_may_have_them() -> None:
    markdown = "> - " * 12 + "deep\n\n" + "".join(f"{'  ' * level}- level{level}\n" for level in range(18))
    words = words_of(plain_text(markdown))
    assert len(words) > 18
    assert words_of(body_of(pdf_page(markdown, MARKS))) == words


@pytest.mark.parametrize(
    "markdown", ["> " * 80 + "deep", "- " * 40 + "deep", "**" * 3000 + "x" + "**" * 3000]
)
def test_what_is_deeper_is_refused_in_a_sentence_and_no_word_is_left_out(markdown: str) -> None:
    with pytest.raises(EscalateError, match="within each other more than 40 deep"):
        pdf_page(markdown, MARKS)


@settings(max_examples=40, deadline=None)
@given(
    text=st.one_of(
        st.text(st.sampled_from("ab1 \n\\`*_[]<>&|~#-+=:.)(!{}%$@\"'/;,\t\x00é→"), max_size=40),
        st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map(" ".join),
        # A hyphen for the end of a line alone is a hyphen there, so it is not read back as it was.
        st.text(
            st.characters(max_codepoint=0x58F, exclude_categories=("M",), exclude_characters="\xad"),
            max_size=40,
        ),
    )
)
@example("-" * 300)
@example("a\xa0" * 200)
def test_any_text_can_be_read_back_out_of_the_file(text: str) -> None:
    line = typed(f"so {' '.join(text.split())}").strip()
    data = pdf_page(f"{typed(f'so {text}')}\n\n**{line}** **end**", MARKS)
    wanted = f"{visible_lines(f'so {text}')} {visible_lines(' '.join(f'so {text}'.split()))} end"
    assert run_together(body_of(data)) == run_together(wanted)


@settings(max_examples=20, deadline=None)
# A soft hyphen that is typed makes the library read one before each space in the note at the foot, too.
@given(text=st.text(st.characters(exclude_characters="\xad"), max_size=20))
def test_any_text_at_all_makes_a_file_and_is_drawn_or_told(text: str) -> None:
    made = make_pdf(typed(f"so {text}"), MARKS)
    assert made.data.startswith(b"%PDF")
    shown = "A crossed box stands" in " ".join("".join(pages_of(made.data)).split())
    assert shown == bool(made.unshown)


def refusing(standards: tuple[str, ...]) -> Callable[..., object]:
    """A compiler of Typst that refuses `standards`."""
    compiler = typst.Compiler

    class Refusing:
        def __init__(self, **options: object) -> None:
            self._compiler = compiler(**options)

        def compile(self, source: bytes, *, format: str, pdf_standards: str) -> object:  # noqa: A002 Typst's own name
            if pdf_standards in standards:
                raise typst.TypstError('the text "Jane Doe" will not do', "Jane Doe", [], [])
            return self._compiler.compile(source, format=format, pdf_standards=pdf_standards)

    return Refusing


def test_a_page_that_cannot_keep_the_standard_is_made_without_it_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typst, "Compiler", refusing(("ua-1",)))
    made = make_pdf("Jane Doe 李", MARKS)
    assert isinstance(made, PdfMade)
    assert not made.accessible
    assert "李" in "".join(pages_of(made.data))
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.Root.Lang == "en-GB"
        assert pdf.docinfo["/Title"] == "Letter of challenge"


def test_a_refusal_is_a_sentence_without_a_word_of_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typst, "Compiler", refusing(("ua-1", "1.7")))
    with pytest.raises(EscalateError, match=r"could not be made\. Make it in another format") as refused:
        pdf_page("Jane Doe", MARKS)
    assert "Jane" not in str(refused.value)
