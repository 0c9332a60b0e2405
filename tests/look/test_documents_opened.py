"""The documents are made, opened as an office opens them and printed; and what looks them over finds what is wrong.

The first needs LibreOffice, Chromium and poppler, and says so where one is missing. From the root of the repository:

    python -m pytest -m office tests/look
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import docx
import pikepdf
import pytest

from wizard.base.paths import shipped
from wizard.documents.catalogue import template_files
from wizard.documents.page_marks import PageMarks
from wizard.documents.pdf_page import pdf_page
from wizard.documents.plain_text import plain_text
from wizard.documents.render import Rendered
from wizard.documents.word_page import word_page

sys.path.insert(0, str(Path(__file__).resolve().parent))

from look_cases import each_once, plan
from look_checks import different_words, docx_faults, pdf_faults

SCRIPT = Path(__file__).resolve().parent / "documents.py"
MARKS = PageMarks(title="A letter", head=("Danger.",), foot=("Case document.",))
MARKDOWN = "# A letter\n\nSee the child-centred plan.\n\n- One\n- Two\n\n| Stage | Outcome |\n| --- | --- |\n| First | none |\n"
PAGE = Rendered(markdown=MARKDOWN, text=plain_text(MARKDOWN), marks=MARKS, missing=())


@pytest.mark.office
def test_each_document_is_made_opened_and_printed_in_each_format(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPT), "--each-once", "-o", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    for document in template_files(shipped("templates")):
        assert document in done.stdout
        for ending in ("pdf", "docx", "html"):
            assert list((tmp_path / "pictures").glob(f"*-{document}-{ending}-*.png")), (document, ending)


# Which documents there are to look at.


def test_every_document_that_ships_is_looked_at_whole_and_as_a_draft() -> None:
    planned = plan()
    ships = set(template_files(shipped("templates")))
    assert planned.faults == ()
    assert {one.document for one in planned.wanted if not one.draft} == ships
    assert sorted(one.document for one in planned.wanted if one.draft) == sorted(ships)


def test_no_two_files_have_one_name() -> None:
    names = [one.name for one in plan().wanted]
    assert len(set(names)) == len(names)


def test_a_short_look_has_each_document_once_and_every_policy() -> None:
    wanted = plan().wanted
    short = [one for one in each_once(wanted) if not one.draft]
    documents = [one.document for one in short]
    assert sorted(documents) == sorted({one.document for one in wanted})
    assert {one.policy for one in short} == {one.policy for one in wanted}


# What the checks find.


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf_page(MARKDOWN, MARKS))
    return path


def test_a_pdf_of_the_program_has_no_fault(pdf: Path) -> None:
    assert list(pdf_faults(pdf)) == []


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("/MarkInfo", "is not marked as tagged"),
        ("/Lang", "has no language"),
        ("/ViewerPreferences", "shows its file name"),
        ("/StructTreeRoot", "has no tree of its parts"),
    ],
)
def test_a_pdf_that_shuts_somebody_out_is_found(key: str, says: str, pdf: Path) -> None:
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        del opened.Root[key]
        opened.save(pdf)
    assert [what for what in pdf_faults(pdf) if what.startswith(says)]


def test_a_font_that_is_not_in_the_pdf_is_found(pdf: Path) -> None:
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                for key in {"/FontFile", "/FontFile2", "/FontFile3"} & set(thing.keys()):
                    del thing[key]
        opened.save(pdf)
    assert any("does not hold its font" in what for what in pdf_faults(pdf))


def test_a_table_without_heading_cells_is_found(pdf: Path) -> None:
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/TH":
                thing.S = pikepdf.Name.TD
        opened.save(pdf)
    assert "has a table without a heading cell" in list(pdf_faults(pdf))


def test_a_word_file_of_the_program_has_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(word_page(MARKDOWN, MARKS, shipped("templates") / "letterhead.docx"))
    assert list(docx_faults(path, PAGE)) == []


def test_a_word_file_that_only_looks_like_it_is_found(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    document = docx.Document()
    document.core_properties.title = ""
    for line in (
        "A letter",
        "See the child-centred plan.",
        "• One",
        "• Two",
        "Stage  Outcome",
        "First  none",
    ):
        document.add_paragraph(line)
    document.save(str(path))
    found = " ".join(docx_faults(path, PAGE))
    for what in ("0 headings", "0 items", "0 tables", "no title"):
        assert what in found


def shown(*pages: str) -> str:
    """What a reader of two pages gets, with the marks on each."""
    return "\f".join(
        f"Danger.\n{page}\nCase document.\nPage {number} of {len(pages)}"
        for number, page in enumerate(pages, 1)
    )


@pytest.mark.parametrize(
    "pages",
    [
        ("A letter\nSee the child-centred plan.\n• One\n• Two", "Stage Outcome\nFirst none"),
        ("A letter\nSee the child-\ncentred plan.\n• One\n• Two\nStage Outcome", "Stage Outcome\nFirst none"),
        ("A letter\nSee the child-centred plan.\n• One\n• Two", "Stage Out\ncome\nFirst none"),
    ],
    ids=["as it is", "a heading repeated, a line ended at a hyphen", "a word broken in a narrow column"],
)
def test_pages_with_all_the_words_have_no_fault(pages: tuple[str, str]) -> None:
    assert different_words(shown(*pages), PAGE, 2) == []


def test_a_word_that_is_lost_and_one_that_is_there_twice_are_found() -> None:
    pages = shown("A letter\nSee the child-centred plan.\n• One", "Stage Outcome\nFirst none none")
    assert different_words(pages, PAGE, 2) == ["words are lost: Two", "words are there too often: none"]


def test_a_mark_that_is_missing_on_one_page_is_found() -> None:
    text = shown("A letter\nSee the child-centred plan.\n• One\n• Two", "Stage Outcome\nFirst none")
    assert different_words(text.replace("Danger.", "", 1), PAGE, 2) == ["words are lost: Danger"]
