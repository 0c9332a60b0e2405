"""What a file says, as a tree in which every part knows its line and column (both count from 1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeAlias

import msgspec

from wizard.base.errors import Fault
from wizard.base.text import visible

#: Lists and tables within each other, at most; a file that needs more is broken or hostile.
DEPTH_LIMIT: Final = 50
#: Faults collected from one input, at most: a hostile file must not become a longer report than itself.
FAULTS_KEPT: Final = 500
TOO_DEEP: Final = (
    f"lists and tables lie within each other here more than {DEPTH_LIMIT} deep, the most that is read"
)

Path: TypeAlias = tuple[str | int, ...]
#: What is left of a node when its place is taken away. Tables become dictionaries, and lists lists.
Plain: TypeAlias = "str | bool | list[Plain] | dict[str, Plain] | None"


class _Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Which file it stands in: named only where a tree was put together from several, of which it is not the first."""

    file: str = ""


class Placed(_Origin, frozen=True):
    """Something with a place in a file."""

    line: int
    column: int


class TextNode(Placed, frozen=True, gc=False):
    """Text. `plain` says that it was written without quotation marks (or as a number in JSON)."""

    text: str
    plain: bool


class FlagNode(Placed, frozen=True, gc=False):
    """`true` or `false`, written just so."""

    value: bool


class EmptyNode(Placed, frozen=True, gc=False):
    """Nothing: `null`, `~` or a key with no value."""


class ListNode(Placed, frozen=True):
    """A list."""

    items: list[Node]


class Entry(Placed, frozen=True):
    """A value in a table; the place is that of its key."""

    value: Node


class TableNode(Placed, frozen=True):
    """Keys and their values, in file order."""

    entries: dict[str, Entry]


Node: TypeAlias = TextNode | FlagNode | EmptyNode | ListNode | TableNode

_BARE_KEY: Final = re.compile(r"[\w/-]+")


def plain(node: Node) -> Plain:
    """`node` as text, bool, None, list and dict."""
    if isinstance(node, TextNode):
        return node.text
    if isinstance(node, TableNode):
        return {key: plain(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    if isinstance(node, FlagNode):
        return node.value
    return None


def place(node: Node, path: Path) -> tuple[int, int]:
    """Line and column of what `path` leads to, or of the nearest part on the way that exists.

    For a table's entry that is the place of its key.
    """
    found = nearest_part(node, path)
    return found.line, found.column


def nearest_part(node: Node, path: Path) -> Placed:
    """What `path` leads to, or the nearest part on the way that exists. For a table's entry that is its key."""
    found: Placed = node
    for step in path:
        if isinstance(node, TableNode) and isinstance(step, str) and step in node.entries:
            found = node.entries[step]
            node = node.entries[step].value
        elif isinstance(node, ListNode) and isinstance(step, int) and 0 <= step < len(node.items):
            found = node = node.items[step]
        else:
            found = node
            break
    return found


def key_text(path: Iterable[str | int]) -> str:
    """`path` as people write it: ``stages[2].clocks[0].limit``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _BARE_KEY.fullmatch(step) and visible(step, 60) == step:
            text += f".{step}" if text else step
        else:
            text += f"['{visible(step, 60)}']"
    return visible(text, 160)


def fault(node: Node, name: str, path: Path, what: str, code: str = "") -> Fault:
    """A fault at `path` of the document `node`, which was read from `name`.

    `what` is one line; anything in it that was read from outside has been through `visible`. `code` is its kind.
    """
    found = nearest_part(node, path)
    file = shown_name(found.file or name)
    return Fault(file=file, line=found.line, column=found.column, key=key_text(path), what=what, code=code)


def shown_name(name: str) -> str:
    """The name of an input as faults show it: whole, but safe."""
    return visible(name, 4096)
