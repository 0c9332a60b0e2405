"""The same page as plain text: the Markdown's own words, set out with spaces and line ends alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from wizard.base.errors import EscalateError
from wizard.base.text import visible_lines

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_RULE: Final = "-" * 40
_RULED: Final = {"h1": "=", "h2": "-"}
_WIDEST_RULE: Final = 78
#: Lists, quotes and strong words within each other, at most: a page has no room for more.
_DEEPEST: Final = 40
#: Nothing on a page may link, embed or hide anything.
_OFF: Final = (
    "html_block",
    "html_inline",
    "image",
    "link",
    "autolink",
    "backticks",
    "code",
    "fence",
    "reference",
)


def parser() -> MarkdownIt:
    """The one reading of Markdown that every format is made from: CommonMark with tables, without what is off."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table").disable(_OFF)


def parse(markdown: str) -> SyntaxTreeNode:
    """A page as a tree, for every format that is made from it. Raises EscalateError for parts too deep in each other."""
    from markdown_it.tree import SyntaxTreeNode

    tokens = parser().parse(markdown)
    for token in tokens:
        # The parser leaves out what is deeper than it goes; the tree's own walk would fail at about a thousand.
        if token.level >= _DEEPEST - 1:
            raise _too_deep()
        for one in token.children or ():
            if one.level >= _DEEPEST - 1:
                raise _too_deep()
            # What people typed was made visible before; a template can still name such a character by its number.
            one.content = visible_lines(one.content)
    return SyntaxTreeNode(tokens)


def _too_deep() -> EscalateError:
    return EscalateError(
        f"The document cannot be made: its page has parts within each other more than {_DEEPEST} deep. "
        "Make its template simpler"
    )


def plain_text(markdown: str) -> str:
    """The page in plain text."""
    return _blocks(parse(markdown).children) + "\n"


def _blocks(nodes: Iterable[SyntaxTreeNode], between: str = "\n\n") -> str:
    return between.join(_block(node) for node in nodes)


def _block(node: SyntaxTreeNode) -> str:
    if node.type == "heading":
        words = _words(node)
        mark = _RULED.get(node.tag)
        return f"{words}\n{mark * min(len(words), _WIDEST_RULE)}" if mark else words
    if node.type in ("bullet_list", "ordered_list"):
        return _list(node)
    if node.type == "blockquote":
        return _hung("    ", "    ", _blocks(node.children))
    if node.type == "table":
        return _table(node)
    if node.type == "hr":
        return _RULE
    return _words(node)


def _words(node: SyntaxTreeNode) -> str:
    """The words in a block that holds nothing but words."""
    return "".join(_inline(node))


def _inline(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in ("text", "text_special"):
        yield node.content
    elif node.type == "hardbreak":
        yield "\n"
    elif node.type == "softbreak":
        yield " "
    for child in node.children:
        yield from _inline(child)


def _list(node: SyntaxTreeNode) -> str:
    first = int(node.attrs.get("start", 1))
    items: list[str] = []
    loose = False
    for number, item in enumerate(node.children, start=first):
        mark = "- " if node.type == "bullet_list" else f"{number}. "
        loose = loose or any(child.type == "paragraph" and not child.hidden for child in item.children)
        inside = _blocks(item.children, "\n\n" if loose else "\n")
        items.append(_hung(mark, " " * len(mark), inside))
    return ("\n\n" if loose else "\n").join(items)


def _hung(first: str, rest: str, text: str) -> str:
    head, *tail = text.split("\n")
    return "\n".join([first + head, *(rest + line if line else "" for line in tail)])


def _table(node: SyntaxTreeNode) -> str:
    rows = [[_words(cell) for cell in row.children] for part in node.children for row in part.children]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * min(len(lines[0]), _WIDEST_RULE), *lines[1:]])
