"""The same page as one file of HTML that fetches nothing, runs nothing and links to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, Final

from wizard.base.text import visible_lines
from wizard.documents.html_style import style
from wizard.documents.page_marks import LANGUAGE, PageMarks
from wizard.documents.plain_text import parse

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_LISTS: Final = {"bullet_list": "ul", "ordered_list": "ol"}
#: How Markdown's tables say where the words of a column stand; style within a tag is refused by the page's own rule.
_PLACES: Final = {"text-align:right": "end", "text-align:center": "middle"}


def html_page(markdown: str, marks: PageMarks) -> str:
    """The page as a whole file of HTML, to be written as UTF-8. The words of the document are those in `main`."""
    sheet = style(marks)
    head = "".join(f"<p>{_text(line)}</p>\n" for line in marks.head)
    foot = "".join(f"<p>{_text(line)}</p>\n" for line in marks.foot)
    return "".join(
        [
            f'<!doctype html>\n<html lang="{LANGUAGE}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(_allowed(sheet))}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{_text(marks.title)}</title>\n<style>{sheet}</style>\n</head>\n<body>\n",
            f'<header role="note" aria-label="About this document">\n{head}</header>\n' if head else "",
            f"<main>\n{_blocks(parse(markdown).children)}</main>\n",
            f"<footer>\n{foot}</footer>\n" if foot else "",
            "</body>\n</html>\n",
        ]
    )


def _allowed(sheet: str) -> str:
    """What a browser may load for the page: this very style sheet, and nothing else."""
    from base64 import b64encode
    from hashlib import sha256

    digest = b64encode(sha256(sheet.encode()).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _text(words: str) -> str:
    # What is typed was made visible before; a template could still name a control character by its number.
    return escape(visible_lines(words))


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> str:
    return "".join(_block(node) for node in nodes)


def _block(node: SyntaxTreeNode) -> str:
    if node.type == "heading":
        return f'<{node.tag} dir="auto">{_words(node)}</{node.tag}>\n'
    if node.type in _LISTS:
        return _list(node)
    if node.type == "blockquote":
        return f"<blockquote>\n{_blocks(node.children)}</blockquote>\n"
    if node.type == "table":
        return _table(node)
    if node.type == "hr":
        return "<hr>\n"
    return f'<p dir="auto">{_words(node)}</p>\n'


def _words(node: SyntaxTreeNode) -> str:
    """The words in a block that holds nothing but words."""
    return "".join(_inline(node))


def _inline(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in ("text", "text_special"):
        yield _text(node.content)
    elif node.type == "hardbreak":
        yield "<br>"
    elif node.type == "softbreak":
        yield " "
    tag = node.tag if node.type in ("strong", "em") else ""
    if tag:
        yield f"<{tag}>"
    for child in node.children:
        yield from _inline(child)
    if tag:
        yield f"</{tag}>"


def _list(node: SyntaxTreeNode) -> str:
    tag = _LISTS[node.type]
    first = int(node.attrs.get("start", 1))
    start = f' start="{first}"' if tag == "ol" and first != 1 else ""
    paragraphs = [child for item in node.children for child in item.children if child.type == "paragraph"]
    tight = ' class="tight"' if all(one.hidden for one in paragraphs) else ""
    items = "".join(f'<li dir="auto">{_item(item)}</li>\n' for item in node.children)
    return f"<{tag}{start}{tight}>\n{items}</{tag}>\n"


def _item(item: SyntaxTreeNode) -> str:
    # The side of an item's mark is told by the item's words, which must name no direction of their own for that.
    return "".join(
        f"<p>{_words(node)}</p>" if node.type == "paragraph" else f"\n{_block(node)}"
        for node in item.children
    )


def _table(node: SyntaxTreeNode) -> str:
    rows = "".join(
        f"<{part.tag}>\n{''.join(map(_row, part.children))}</{part.tag}>\n" for part in node.children
    )
    # What is wider than a narrow screen is moved within itself, with the keys too.
    return (
        f'<div class="table" role="group" aria-label="Table" tabindex="0">\n<table>\n{rows}</table>\n</div>\n'
    )


def _row(row: SyntaxTreeNode) -> str:
    cells = [(cell, _words(cell)) for cell in row.children]
    to_fill = any(cell.tag == "td" and not words for cell, words in cells)
    start = '<tr class="fill">' if to_fill else "<tr>"
    return f"{start}{''.join(_cell(*cell) for cell in cells)}</tr>\n"


def _cell(cell: SyntaxTreeNode, words: str) -> str:
    # A heading without words heads nothing.
    tag = cell.tag if words else "td"
    scope = ' scope="col"' if tag == "th" else ""
    place = _PLACES.get(str(cell.attrs.get("style", "")))
    look = f' class="{place}"' if place else ""
    return f'<{tag}{scope}{look} dir="auto">{words}</{tag}>'
