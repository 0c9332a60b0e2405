"""The ending of a file chooses the format in which a document is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.base.errors import WrongInputError
from wizard.documents.formats import ENDINGS, is_known, require_known, written
from wizard.documents.html_page import html_page
from wizard.documents.page_marks import PageMarks
from wizard.documents.plain_text import plain_text
from wizard.documents.render import Rendered

NO_MARKS = PageMarks(title="A title", head=(), foot=())


@pytest.mark.parametrize("ending", [*ENDINGS, ".PDF", ".Html"])
def test_an_ending_is_known_in_small_and_in_capital_letters(ending: str) -> None:
    assert is_known(ending)


@pytest.mark.parametrize("ending", ["", ".", ".rtf", "md", ".md ", ".doc"])
def test_another_ending_is_refused_with_all_that_there_are(ending: str) -> None:
    assert not is_known(ending)
    with pytest.raises(WrongInputError) as raised:
        require_known(ending, file="letter.rtf")
    assert str(raised.value) == (
        "letter.rtf: the ending of the file chooses its format; expected .md, .txt, .html, .docx or .pdf"
    )


def test_a_document_is_not_written_with_another_ending() -> None:
    made = Rendered(markdown="words\n", text="words\n", marks=NO_MARKS, missing=())
    with pytest.raises(WrongInputError, match="chooses its format"):
        written(made, ".rtf", Path("letterhead.docx"))


@pytest.mark.parametrize("ending", [".md", ".txt", ".html"])
def test_text_is_written_as_utf_8_with_one_kind_of_line_end(ending: str) -> None:
    made = Rendered(
        markdown="# Grüße\n\nso\n", text=plain_text("# Grüße\n\nso\n"), marks=NO_MARKS, missing=()
    )
    data = written(made, ending, Path("letterhead.docx"))
    assert "Grüße".encode() in data
    assert b"\r" not in data
    assert data.endswith(b"\n")


def test_the_ending_chooses_the_format() -> None:
    made = Rendered(markdown="# Title\n", text="Title\n=====\n", marks=NO_MARKS, missing=())
    nowhere = Path("letterhead.docx")
    assert written(made, ".MD", nowhere) == b"# Title\n"
    assert written(made, ".txt", nowhere) == b"Title\n=====\n"
    assert written(made, ".html", nowhere) == html_page("# Title\n", NO_MARKS).encode()
    assert written(made, ".pdf", nowhere).startswith(b"%PDF-")
