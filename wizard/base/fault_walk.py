"""Every fault of a tree against a model. Imported only once msgspec has found one, at which it stops."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from itertools import islice
from typing import Final, TypeAlias

import msgspec
from msgspec import inspect

from wizard.base.decode import from_message
from wizard.base.errors import Fault
from wizard.base.nodes import (
    FAULTS_KEPT,
    EmptyNode,
    FlagNode,
    ListNode,
    Node,
    Path,
    TableNode,
    TextNode,
    key_text,
    plain,
    shown_name,
)
from wizard.base.text import nearest, visible

#: Words of a list that one message names, at most.
_LISTED: Final = 25
#: Characters of somebody's text that one message repeats, at most.
_QUOTED: Final = 60
#: A number in what is read: there it is text.
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,8}")
_AS_TEXT: Final = "put it in quotation marks if it is meant as text"

_Items: TypeAlias = inspect.ListType | inspect.VarTupleType | inspect.SetType | inspect.FrozenSetType
_Words: TypeAlias = inspect.LiteralType | inspect.EnumType


def find_faults(node: Node, kind: object, name: str) -> list[Fault]:
    """What is wrong in `node`, read from `name`, for a `kind`; empty where this walk knows of nothing."""
    found = _Walk(node, name).value(node, inspect.type_info(kind), ())
    return list(islice(found, FAULTS_KEPT))


class _Walk:
    """Goes through a tree and the types of a model side by side, and past every fault."""

    def __init__(self, root: Node, name: str) -> None:
        self._root = root
        self._name = name
        self._shown_name = shown_name(name)

    def value(self, node: Node, kind: inspect.Type, path: Path, examples: str = "") -> Iterator[Fault]:
        """The faults of `node`, which lies at `path`. What no model here uses is left to msgspec."""
        if isinstance(kind, inspect.Metadata):
            yield from self.value(node, kind.type, path, _examples(kind) or examples)
        elif isinstance(kind, inspect.UnionType):
            yield from self._union(node, kind, path, examples)
        elif not _fits(node, kind):
            yield self._fault(node, path, _wrong_kind(node, [kind]))
        elif isinstance(kind, inspect.StrType) and isinstance(node, TextNode):
            yield from self._text(node, kind, path, examples)
        elif isinstance(kind, inspect.IntType) and isinstance(node, TextNode):
            yield from self._number(node, kind, path)
        elif isinstance(kind, _Words) and isinstance(node, TextNode):
            yield from self._listed(node, _words(kind), path)
        elif isinstance(kind, _Items) and isinstance(node, ListNode):
            yield from self._length(node, len(node.items), kind, path)
            for index, item in enumerate(node.items):
                yield from self.value(item, kind.item_type, (*path, index))
        elif isinstance(kind, inspect.TupleType) and isinstance(node, ListNode):
            yield from self._tuple(node, kind, path)
        elif isinstance(kind, inspect.DictType) and isinstance(node, TableNode):
            yield from self._length(node, len(node.entries), kind, path)
            for key, entry in node.entries.items():
                as_text = TextNode(entry.line, entry.column, key, False, file=entry.file)
                yield from self.value(as_text, kind.key_type, (*path, key))
                yield from self.value(entry.value, kind.value_type, (*path, key))
        elif isinstance(kind, inspect.StructType) and isinstance(node, TableNode):
            yield from self._struct(node, kind, path)

    def _fault(self, node: Node, path: Path, what: str) -> Fault:
        file = shown_name(node.file) if node.file else self._shown_name
        return Fault(file=file, line=node.line, column=node.column, key=key_text(path), what=what)

    def _union(self, node: Node, kind: inspect.UnionType, path: Path, examples: str) -> Iterator[Fault]:
        fitting = [part for part in kind.types if _fits(node, part)]
        structs = [part for part in map(_bare, fitting) if isinstance(part, inspect.StructType)]
        if not fitting:
            yield self._fault(node, path, _wrong_kind(node, kind.types))
        elif len(structs) > 1 and isinstance(node, TableNode):
            yield from self._tagged(node, structs, path)
        else:
            # But for tagged structs, msgspec allows no union in which a node could be meant as two kinds.
            yield from self.value(node, fitting[0], path, examples)

    def _tagged(self, node: TableNode, kinds: list[inspect.StructType], path: Path) -> Iterator[Fault]:
        field = kinds[0].tag_field or ""
        tags = [str(kind.tag) for kind in kinds]
        entry = node.entries.get(field)
        if entry is None:
            yield self._fault(node, (*path, field), _missing(field, _one_of(tags)))
        elif not isinstance(entry.value, TextNode):
            what = _mismatch(entry.value, _one_of(tags))
            yield self._fault(entry.value, (*path, field), what)
        elif entry.value.text not in tags:
            yield from self._listed(entry.value, tags, (*path, field))
        else:
            yield from self._struct(node, kinds[tags.index(entry.value.text)], path)

    def _struct(self, node: TableNode, kind: inspect.StructType, path: Path) -> Iterator[Fault]:
        whole = True
        for found in self._fields(node, kind, path):
            whole = False
            yield found
        if whole:
            # What is left is for the struct's own __post_init__ to say, and for msgspec.
            try:
                # All but that has been looked at: the lax way takes nothing else here but a number for one.
                msgspec.convert(plain(node), kind.cls, strict=False)
            except msgspec.ValidationError as error:
                yield from_message(self._root, self._name, str(error), path)

    def _fields(self, node: TableNode, kind: inspect.StructType, path: Path) -> Iterator[Fault]:
        fields = {field.encode_name: field for field in kind.fields}
        known = [*([kind.tag_field] if kind.tag_field else []), *fields]
        for key, entry in node.entries.items():
            if key in fields:
                yield from self.value(entry.value, fields[key].type, (*path, key))
            elif key == kind.tag_field:
                tag = inspect.LiteralType((str(kind.tag),))
                yield from self.value(entry.value, tag, (*path, key))
            elif kind.forbid_unknown_fields:
                what = _unknown(key, known, node.entries)
                place = TextNode(entry.line, entry.column, key, False, file=entry.file)
                yield self._fault(place, (*path, key), what)
        for key, field in fields.items():
            if field.required and key not in node.entries:
                yield self._fault(node, (*path, key), _missing(key, _expected([field.type])))

    def _tuple(self, node: ListNode, kind: inspect.TupleType, path: Path) -> Iterator[Fault]:
        if len(node.items) != len(kind.item_types):
            expected = f"expected {len(kind.item_types)} entries"
            yield self._fault(node, path, f"{expected}, found {len(node.items)}")
        for index, (item, part) in enumerate(zip(node.items, kind.item_types, strict=False)):
            yield from self.value(item, part, (*path, index))

    def _text(self, node: TextNode, kind: inspect.StrType, path: Path, examples: str) -> Iterator[Fault]:
        length = len(node.text)
        if not length and (kind.min_length or (kind.pattern and not re.search(kind.pattern, ""))):
            yield self._fault(node, path, f"is empty; expected text{examples}")
        elif length < (kind.min_length or 0):
            what = (
                f"{_quoted(node.text)} is too short; expected at least {kind.min_length} characters{examples}"
            )
            yield self._fault(node, path, what)
        elif kind.max_length is not None and length > kind.max_length:
            what = f"is too long with {length} characters; expected at most {kind.max_length}{examples}"
            yield self._fault(node, path, what)
        elif kind.pattern and not re.search(kind.pattern, node.text):
            form = examples or f" {visible(kind.pattern)}"
            what = f"{_quoted(node.text)} does not have the expected form{form}"
            yield self._fault(node, path, what)

    def _number(self, node: TextNode, kind: inspect.IntType, path: Path) -> Iterator[Fault]:
        least, most = kind.ge or 0, kind.le
        if not _NUMBER.fullmatch(node.text):
            yield self._fault(node, path, f"expected a whole number, found the text {_quoted(node.text)}")
        elif int(node.text) < least or (most is not None and int(node.text) > most):
            range_ = f"from {least} to {most}" if most is not None else f"of at least {least}"
            yield self._fault(node, path, f"{node.text} is out of range; expected a number {range_}")

    def _length(
        self, node: Node, length: int, kind: _Items | inspect.DictType, path: Path
    ) -> Iterator[Fault]:
        if length < (kind.min_length or 0):
            yield self._fault(node, path, f"expected at least {_entries(kind.min_length)}, found {length}")
        elif kind.max_length is not None and length > kind.max_length:
            yield self._fault(node, path, f"expected at most {_entries(kind.max_length)}, found {length}")

    def _listed(self, node: TextNode, words: list[str], path: Path) -> Iterator[Fault]:
        if node.text in words:
            return
        near = nearest(node.text, words)
        hint = f"; did you mean '{visible(near, _QUOTED)}'?" if near is not None else ""
        yield self._fault(node, path, f"{_quoted(node.text)} is not {_one_of(words)}{hint}")


def _bare(kind: inspect.Type) -> inspect.Type:
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    return kind


def _fits(node: Node, kind: inspect.Type) -> bool:
    """Whether `node` is of the right sort, whatever it holds. True too for kinds that no model here uses."""
    kind = _bare(kind)
    match kind:
        case inspect.UnionType():
            return any(_fits(node, part) for part in kind.types)
        case inspect.StrType() | inspect.IntType():
            return isinstance(node, TextNode)
        case inspect.LiteralType() | inspect.EnumType():
            return isinstance(node, TextNode) or (isinstance(node, EmptyNode) and None in _values(kind))
        case inspect.BoolType():
            return isinstance(node, FlagNode)
        case inspect.NoneType():
            return isinstance(node, EmptyNode)
        case inspect.DictType() | inspect.StructType():
            return isinstance(node, TableNode)
        case _ if isinstance(kind, _Items | inspect.TupleType):
            return isinstance(node, ListNode)
        case _:
            return True


def _values(kind: _Words) -> list[object]:
    return list(kind.values) if isinstance(kind, inspect.LiteralType) else [each.value for each in kind.cls]


def _words(kind: _Words) -> list[str]:
    return [value for value in _values(kind) if isinstance(value, str)]


def _expected(kinds: Iterable[inspect.Type]) -> str:
    """What any of `kinds` is called. That nothing is allowed too is said only where nothing else is."""
    names: list[str] = []
    for kind in map(_bare, kinds):
        match kind:
            case inspect.UnionType():
                name = _expected(kind.types)
            case inspect.StrType():
                name = "text"
            case inspect.IntType():
                name = "a whole number"
            case inspect.LiteralType() | inspect.EnumType():
                name = _one_of(_words(kind))
            case inspect.BoolType():
                name = "true or false"
            case inspect.DictType() | inspect.StructType():
                name = "a table"
            case inspect.NoneType():
                continue
            case _ if isinstance(kind, _Items | inspect.TupleType):
                name = "a list"
            case _:
                name = "a value"
        if name not in names:
            names.append(name)
    return " or ".join(names) or "nothing"


def _wrong_kind(node: Node, kinds: Iterable[inspect.Type]) -> str:
    return _mismatch(node, _expected(kinds))


def _mismatch(node: Node, expected: str) -> str:
    match node:
        case EmptyNode():
            return f"has no value; expected {expected}"
        case FlagNode():
            hint = f" ({_AS_TEXT})" if "text" in expected or "one of" in expected else ""
            return f"expected {expected}, found {'true' if node.value else 'false'}{hint}"
        case TextNode():
            return f"expected {expected}, found the text {_quoted(node.text)}"
        case ListNode():
            return f"expected {expected}, found a list"
        case TableNode():
            return f"expected {expected}, found a table"


def _quoted(text: str) -> str:
    return f"'{visible(text, _QUOTED)}'"


def _one_of(words: list[str]) -> str:
    if len(words) == 1:
        return _quoted(words[0])
    rest = f" and {len(words) - _LISTED} more" if len(words) > _LISTED else ""
    return f"one of {', '.join(map(_quoted, words[:_LISTED]))}{rest}"


def _missing(key: str, expected: str) -> str:
    return f"the key {_quoted(key)} is missing; expected {expected}"


def _unknown(key: str, known: list[str], present: Container[str]) -> str:
    near = nearest(key, [each for each in known if each not in present])
    if near is not None:
        return f"unknown key {_quoted(key)}; did you mean {_quoted(near)}?"
    return f"unknown key {_quoted(key)}; expected {_one_of(known) if known else 'no keys here'}"


def _entries(count: int | None) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _examples(kind: inspect.Metadata) -> str:
    """The examples that a model gives for a field, for the end of a message."""
    given = (kind.extra_json_schema or {}).get("examples") or []
    return f", such as {' or '.join(_quoted(str(each)) for each in given[:2])}" if given else ""
