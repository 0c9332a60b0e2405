"""The words of a block of Markdown with how they look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wizard.documents.word_xml import Piece

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode


def pieces(node: SyntaxTreeNode) -> list[Piece]:
    """The words of a heading, a paragraph or a cell; those that look alike and stand side by side are one piece."""
    joined: list[Piece] = []
    for piece in _inline(node, bold=False, italic=False):
        last = joined[-1] if joined else None
        if last and (last.bold, last.italic) == (piece.bold, piece.italic):
            joined[-1] = Piece(last.text + piece.text, last.bold, last.italic)
        else:
            joined.append(piece)
    return joined


def _inline(node: SyntaxTreeNode, *, bold: bool, italic: bool) -> Iterator[Piece]:
    if node.type in ("text", "text_special"):
        yield Piece(node.content, bold, italic)
    elif node.type == "hardbreak":
        yield Piece("\n", bold, italic)
    elif node.type == "softbreak":
        yield Piece(" ", bold, italic)
    bold = bold or node.type == "strong"
    italic = italic or node.type == "em"
    for child in node.children:
        yield from _inline(child, bold=bold, italic=italic)
