"""The formats that a document can be written in: the ending of its file chooses one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from wizard.base.errors import wrong_input
from wizard.base.text import visible
from wizard.documents.render import Rendered

ENDINGS: Final = (".md", ".txt", ".html", ".docx", ".pdf")


def is_known(ending: str) -> bool:
    """Whether a document can be written with that ending; capitals count for nothing."""
    return ending.casefold() in ENDINGS


def require_known(ending: str, *, file: str = "") -> None:
    """Raises WrongInputError, with every ending that there is, where `ending` is none of them.

    `file` is what the message calls the file, where there is one.
    """
    if not is_known(ending):
        *others, last = ENDINGS
        what = f"the ending of the file chooses its format; expected {', '.join(others)} or {last}"
        raise wrong_input(what, file=file or visible(ending))


class Written(msgspec.Struct, frozen=True):
    """A document in one format; `unshown` are the characters in it that can only be drawn as boxes."""

    data: bytes
    unshown: tuple[str, ...] = ()


def written(rendered: Rendered, ending: str, letterhead: Path) -> bytes:
    """The bytes of the file. Raises as `file_of`."""
    return file_of(rendered, ending, letterhead).data


def file_of(rendered: Rendered, ending: str, letterhead: Path) -> Written:
    """The document in the format of `ending`, text as UTF-8 with LF at line ends.

    `letterhead` is the Word file whose look a .docx takes on. Raises WrongInputError for another ending, and for a
    letterhead that will not do; EscalateError where a PDF cannot be made.
    """
    require_known(ending)
    if ending.casefold() == ".pdf":
        from wizard.documents.pdf_page import make_pdf

        made = make_pdf(rendered.markdown, rendered.marks)
        return Written(made.data, made.unshown)
    return Written(_bytes(rendered, ending.casefold(), letterhead))


def _bytes(rendered: Rendered, ending: str, letterhead: Path) -> bytes:
    match ending:
        case ".docx":
            from wizard.documents.word_page import word_page

            return word_page(rendered.markdown, rendered.marks, letterhead)
        case ".html":
            from wizard.documents.html_page import html_page

            return html_page(rendered.markdown, rendered.marks).encode()
        case ".txt":
            return rendered.text.encode()
        case _:
            return rendered.markdown.encode()
