"""Reading the files that people write: YAML and JSON, strictly, into one tree that knows its places.

Only `true` and `false` are flags, only `null`, `~` and nothing are empty; every other value is text, as it
is written: dates, times, `no`, `1.10`. Whatever could mean two things (a key given twice, an alias, a tag, a
second document) is a fault with its place. Every function raises `WrongInputError` and nothing else, with all
the faults that it can find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.base.errors import WrongInputError, wrong_input
from wizard.base.nodes import (
    EmptyNode,
    Entry,
    FlagNode,
    ListNode,
    Node,
    TableNode,
    TextNode,
)
from wizard.base.nodes import shown_name as _shown_name
from wizard.base.source import SIZE_LIMIT, Source, open_source
from wizard.base.text import visible

if TYPE_CHECKING:
    import pathlib

__all__ = [
    "EmptyNode",
    "Entry",
    "FlagNode",
    "ListNode",
    "Node",
    "TableNode",
    "TextNode",
    "read_document",
    "read_file",
    "read_json",
    "read_yaml",
]


def read_yaml(data: bytes, name: str, *, limit: int = SIZE_LIMIT) -> Node:
    """The tree of a YAML file of at most `limit` bytes; `name` is what faults call it."""
    return _from_yaml(open_source(data, name, limit))


def read_json(data: bytes, name: str, *, limit: int = SIZE_LIMIT) -> Node:
    """The tree of a JSON file of at most `limit` bytes. Numbers are text, as written."""
    return _from_json(open_source(data, name, limit))


def read_document(data: bytes, name: str, *, limit: int = SIZE_LIMIT) -> Node:
    """The tree of a file in whichever of the two it is, by its name or by how it begins."""
    source = open_source(data, name, limit)
    ending = name[-5:].casefold()
    if ending == ".json":
        return _from_json(source)
    if not source.text.lstrip().startswith(("{", "[")):
        return _from_yaml(source)
    try:
        return _from_json(source)
    except WrongInputError as error:
        as_json = error
    try:
        return _from_yaml(source)
    except WrongInputError as as_yaml:
        # Where both fail, whichever understood more of the file has the better idea of what it is.
        if ending.endswith((".yaml", ".yml")) or _reached(as_yaml) > _reached(as_json):
            raise
        raise as_json from None


def read_file(path: pathlib.Path, *, limit: int = SIZE_LIMIT) -> Node:
    """The tree of the file at `path`, of which never more than `limit` bytes and one are read."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise wrong_input(_unreadable(path, error), file=_shown_name(str(path))) from None
    return read_document(data, str(path), limit=limit)


def _unreadable(path: pathlib.Path, error: OSError | ValueError) -> str:
    # Windows calls opening a folder a lack of permission.
    if isinstance(error, IsADirectoryError) or (isinstance(error, PermissionError) and path.is_dir()):
        return "is a folder; name a file in it"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "there is no such file; check the name and the folder"
    if isinstance(error, PermissionError):
        return "may not be read: you have no permission; ask whoever keeps the file"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {visible(error.strerror)}"
    return "cannot be read; check the name"


def _from_yaml(source: Source) -> Node:
    from wizard.base.yaml_reader import compose_yaml  # PyYAML costs as much as Python's own start

    return compose_yaml(source)


def _from_json(source: Source) -> Node:
    from wizard.base.json_reader import compose_json

    return compose_json(source)


def _reached(error: WrongInputError) -> tuple[int, int]:
    """How far into the file the first fault lies."""
    first = error.faults[0]
    return first.line, first.column
