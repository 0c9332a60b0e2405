"""What is said at the end of a page of the document itself, apart from what the page is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

    Nodes = Sequence[SyntaxTreeNode]


def split_closing(nodes: Nodes) -> tuple[Nodes, Nodes]:
    """All up to the last rule, and what stands behind it where that is paragraphs alone.

    Formats with pages set the second smaller, so that it neither looks like a part of the letter nor takes a page of
    its own. It is empty where there is no rule, or more than paragraphs behind it.
    """
    start = next((place for place in range(len(nodes), 0, -1) if nodes[place - 1].type == "hr"), len(nodes))
    if all(one.type == "paragraph" for one in nodes[start:]):
        return nodes[:start], nodes[start:]
    return nodes, ()
