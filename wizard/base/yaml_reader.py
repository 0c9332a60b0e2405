"""The strict YAML reader: PyYAML's parser for the signs on the page, a composer of our own for their meaning.

PyYAML's composer and constructors are never used: they turn `16:30` into 990 and `no` into False, let a later
duplicate win in silence, and the C one ends the whole program on deep nesting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from wizard.base.errors import Fault, WrongInputError
from wizard.base.nodes import (
    DEPTH_LIMIT,
    FAULTS_KEPT,
    TOO_DEEP,
    EmptyNode,
    Entry,
    FlagNode,
    ListNode,
    Node,
    TableNode,
    TextNode,
    key_text,
)
from wizard.base.source import Source, character, forbidden_in, refuse_characters
from wizard.base.text import visible
from wizard.base.yaml_errors import explain

# YAML 1.1 counts these as line ends and editors do not: every place behind one would be wrong.
_ODD_LINE_ENDS: Final = re.compile("[\u2028\u2029]")
_YAML_TAGS: Final = "tag:yaml.org,2002:"
_AS_TEXT: Final = "put it in quotation marks if it is meant as text"


class _Stop(Exception):  # noqa: N818 - no error that anyone sees: it ends the composing, the fault is noted
    """Nothing behind this place can be understood."""


class _Open:
    """A list or table whose end has not come yet."""

    __slots__ = ("column", "entries", "in_key", "items", "key", "key_column", "key_line", "line", "wants_key")

    def __init__(self, line: int, column: int, *, table: bool, in_key: bool) -> None:
        self.line = line
        self.column = column
        self.items: list[Node] = []
        self.entries: dict[str, Entry] | None = {} if table else None
        self.wants_key = table
        #: It stands where a key should, or within something that does: one fault for the whole is enough.
        self.in_key = in_key
        # None while a table waits for a key, and where the key was at fault and its value is dropped.
        self.key: str | None = None
        self.key_line = 0
        self.key_column = 0

    def add(self, node: Node) -> None:
        if self.entries is None:
            self.items.append(node)
        elif self.wants_key:
            self.wants_key = False
        else:
            if self.key is not None:
                self.entries[self.key] = Entry(self.key_line, self.key_column, node)
                self.key = None
            self.wants_key = True

    def close(self) -> Node:
        if self.entries is None:
            return ListNode(self.line, self.column, self.items)
        return TableNode(self.line, self.column, self.entries)


def compose_yaml(source: Source) -> Node:
    """The tree of `source`. Raises `WrongInputError` with every fault that could be found."""
    refuse_characters(source, _ODD_LINE_ENDS, "is a line end that editors do not count")
    return _Composer(source).compose()


def _events(text: str) -> Iterator[Event]:
    loader = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
    events: Iterator[Event] = yaml.parse(text, Loader=loader)
    return events


class _Composer:
    """Builds the tree event by event, noting faults, and goes on while what follows still means something."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._places = source.places()
        self._faults: list[Fault] = []
        self._open: list[_Open] = []
        self._root: Node | None = None
        self._documents = 0

    def compose(self) -> Node:
        try:
            for event in _events(self._source.text):
                self._take(event)
        except _Stop:
            pass
        except yaml.YAMLError as error:
            self._note_last(*explain(error, self._source.text))
        except (ValueError, OverflowError):
            # The parser written in Python converts the numbers in escapes and directives unchecked.
            line, column = (self._open[-1].line, self._open[-1].column) if self._open else (1, 1)
            self._note_last(
                line, column, "in what begins here a number is out of range; check escapes such as \\U"
            )
        if self._faults:
            raise WrongInputError(self._faults)
        if self._root is None:
            raise WrongInputError([self._source.fault(1, 1, "holds nothing but comments")])
        return self._root

    def _note_last(self, line: int, column: int, what: str) -> None:
        line, column = self._places.inside(line, column)
        self._faults.append(self._source.fault(line, column, what, key_text(self._path())))

    def _note(self, line: int, column: int, what: str) -> None:
        self._note_last(line, column, what)
        if len(self._faults) == FAULTS_KEPT:
            raise _Stop

    def _path(self) -> list[str | int]:
        """Where the composer stands, as far as that has a name."""
        path: list[str | int] = []
        for part in self._open:
            if part.entries is None:
                path.append(len(part.items))
            elif part.key is not None:
                path.append(part.key)
            else:
                break
        return path

    def _take(self, event: Event) -> None:
        if isinstance(event, ScalarEvent):
            parent = self._open[-1] if self._open else None
            if parent and parent.wants_key:
                self._take_key(event, parent)
                return
            node = self._scalar(event)
        elif isinstance(event, CollectionStartEvent):
            self._begin(event)
            return
        elif isinstance(event, CollectionEndEvent):
            node = self._open.pop().close()
        elif isinstance(event, AliasEvent):
            node = self._alias(event)
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                line, column = _start(event)
                self._note(line, column, "a second document begins here ('---'); a file holds only one")
                raise _Stop
            return
        else:
            return
        if self._open:
            self._open[-1].add(node)
        else:
            self._root = node

    def _checked(self, event: ScalarEvent | CollectionStartEvent) -> tuple[int, int]:
        """The place of `event`, after noting whatever it bears that is not allowed."""
        line, column = _start(event)
        if event.anchor is not None:
            self._refuse("&", event.anchor, "an anchor", line, column)
        if event.tag is not None:
            self._refuse("!", event.tag.replace(_YAML_TAGS, "!!"), "a tag", line, column)
        return line, column

    def _alias(self, event: AliasEvent) -> Node:
        line, column = _start(event)
        self._refuse("*", event.anchor or "", "an alias", line, column)
        return EmptyNode(line, column)

    def _refuse(self, sign: str, word: str, name: str, line: int, column: int) -> None:
        shown = visible(word if word.startswith(sign) else f"{sign}{word}", 60)
        what = f"'{shown}' ({name}) is not allowed; write out the value itself"
        self._note(line, column, f"{what}, and put text that begins with '{sign}' in quotation marks")

    def _begin(self, event: CollectionStartEvent) -> None:
        line, column = self._checked(event)
        if len(self._open) == DEPTH_LIMIT:
            self._note(line, column, TOO_DEEP)
            raise _Stop
        table = isinstance(event, MappingStartEvent)
        parent = self._open[-1] if self._open else None
        as_key = parent is not None and parent.wants_key
        in_key = parent is not None and parent.in_key
        if as_key and not in_key:
            found = "a table" if table else "a list"
            self._note(line, column, f"expected a key, which is text, found {found}; {_AS_TEXT}")
        self._open.append(_Open(line, column, table=table, in_key=as_key or in_key))

    def _take_key(self, event: ScalarEvent, table: _Open) -> None:
        assert table.entries is not None
        table.wants_key = False
        table.key_line, table.key_column = line, column = self._checked(event)
        key = event.value
        if not event.style and key in ("", "<<"):
            missing = "a key is missing before this ':'"
            merge = "'<<' (a merge key) is not allowed; write the keys that it stands for in this table"
            self._note(line, column, merge if key else missing)
        elif key in table.entries:
            first = table.entries[key].line
            self._note(
                line,
                column,
                f"the key '{visible(key, 60)}' is in this table twice; the first is in line {first}",
            )
        elif self._clean(event, line, column):
            table.key = key

    def _scalar(self, event: ScalarEvent) -> Node:
        line, column = self._checked(event)
        text = event.value
        if not event.style:
            if text in ("true", "false"):
                return FlagNode(line, column, text == "true")
            if text in ("", "null", "~"):
                return EmptyNode(*self._places.inside(line, column))
            return TextNode(line, column, text, True)
        self._clean(event, line, column)
        return TextNode(line, column, text, False)

    def _clean(self, event: ScalarEvent, line: int, column: int) -> bool:
        """Whether no escape of this text stands for a character that no text may hold."""
        found = forbidden_in(event.value) if event.style == '"' else None
        if found:
            self._note(
                line, column, f"this text holds an escape for {character(found)}, which is not allowed"
            )
        return not found


def _start(event: Event) -> tuple[int, int]:
    mark = event.start_mark
    assert mark is not None
    return mark.line + 1, mark.column + 1
