"""Reads the words of a document back out of each format, in their order, as somebody else's program would.

Words are what stands between spaces, tabs and line ends; what sets a page out (marks of lists, rules, running lines)
is no word. A no-break space is a letter like any other, but in PDF, where it cannot be told from a space.
"""

from __future__ import annotations

import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pdf_words import text_of_pdf

_SPACE = re.compile(r"[ \t\n\r]+")
_WITHIN_A_LINE = frozenset({"strong", "em"})


def words(text: str) -> list[str]:
    """What stands between spaces and line ends."""
    return [word for word in _SPACE.split(text) if word]


# Markdown.


def tree(markdown: str) -> SyntaxTreeNode:
    """The page as CommonMark with tables has it; nothing is turned off."""
    return SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(markdown))


def in_markdown(markdown: str) -> list[str]:
    return words("".join(_of_node(tree(markdown))))


def _of_node(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in ("hardbreak", "softbreak"):
        yield "\n"
    elif not node.children:
        yield node.content
    for child in node.children:
        yield from _of_node(child)
    if not node.is_root and node.block:
        yield "\n"


# Plain text.


def in_text(text: str, markdown: str) -> list[str]:
    """The words of plain text, without the marks that set out the page that `markdown` is.

    In plain text a mark looks like any other word. So what is no word of the page, in its order, must be exactly
    the marks that its lists, tables and rules call for: else the words are given back as they are.
    """
    expected = iter([*in_markdown(markdown), None])
    due = next(expected)
    found: list[str] = []
    marks: list[str] = []
    for word in words(text):
        if word == due:
            found.append(word)
            due = next(expected)
        else:
            marks.append(word)
    return found if _counted(marks) == _counted(_marks(tree(markdown))) else words(text)


def _counted(marks: Iterable[str]) -> Counter[str]:
    """How many there are of each; a rule may have any length."""
    return Counter("-" if set(mark) in ({"-"}, {"="}) else mark for mark in marks)


def _marks(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in ("hr", "table") or (node.type == "heading" and node.tag in ("h1", "h2")):
        yield "-"
    elif node.type == "bullet_list":
        yield from "-" * len(node.children)
    elif node.type == "ordered_list":
        first = int(node.attrs.get("start", 1))
        yield from (f"{number}." for number in range(first, first + len(node.children)))
    elif node.type == "tr":
        yield from "|" * (len(node.children) - 1)
    for child in node.children:
        yield from _marks(child)


# HTML.


class Page(HTMLParser):
    """A page of HTML as its tags make it: the words in `main`, every tag with its attributes, and how they nest."""

    VOID = frozenset({"br", "hr", "meta"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self.unbalanced: list[str] = []
        self.others: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)
        self._between(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1:] == [tag]:
            self._open.pop()
        else:
            self.unbalanced.append(tag)
        self._between(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        for tag in dict.fromkeys(self._open):
            self.texts[tag] = self.texts.get(tag, "") + data

    def handle_comment(self, data: str) -> None:
        self.others.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(f"instruction {data}")

    def _between(self, tag: str) -> None:
        if "body" in self._open and tag not in _WITHIN_A_LINE:
            self.handle_data("\n")


def in_html(html: str) -> list[str]:
    return words(Page(html).texts["main"])


# Word.


def in_word(file: bytes) -> list[str]:
    from docx import Document

    return words("\n".join(_of_parts(Document(io.BytesIO(file)).iter_inner_content())))


def _of_parts(parts: Iterable[object]) -> Iterator[str]:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for part in parts:
        if isinstance(part, Paragraph):
            yield part.text
        elif isinstance(part, Table):
            for row in part.rows:
                for cell in row.cells:
                    yield from _of_parts(cell.iter_inner_content())


# PDF.


def in_pdf(file: bytes) -> list[str]:
    """The words of the tagged text, without what is marked as no part of it, such as running lines."""
    return text_of_pdf(file).split()
