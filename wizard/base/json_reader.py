"""The strict JSON reader: the same tree as from YAML, with places, duplicates refused and no recursion."""

from __future__ import annotations

import re
from json.decoder import JSONDecodeError, JSONDecoder
from typing import Final, NoReturn

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
from wizard.base.source import Source, character, forbidden_in
from wizard.base.text import visible

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_WORD: Final = re.compile(r"[^\s,:\[\]{}\"]+")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_STRINGS: Final = JSONDecoder()
_NO_NUMBERS: Final = ("NaN", "Infinity", "-Infinity")
_CLOSING: Final = {"{": "}", "[": "]"}
_STRING_FAULTS: Final = (
    ("Unterminated", "the quotation mark that opens here is never closed"),
    ("Invalid control", "text holds a line end or a tab here; write \\n or \\t, or close the quotation mark"),
    ("Invalid", "this escape after '\\' is not known; write '\\\\' for the sign itself"),
)


class _Open:
    """A list or table whose end has not come yet."""

    __slots__ = ("closing", "entries", "items", "key", "key_place", "place")

    def __init__(self, place: tuple[int, int], opening: str) -> None:
        self.place = place
        self.closing = _CLOSING[opening]
        self.items: list[Node] = []
        self.entries: dict[str, Entry] | None = {} if opening == "{" else None
        # None where the key was at fault and its value is dropped.
        self.key: str | None = None
        self.key_place = place

    def add(self, node: Node) -> None:
        if self.entries is None:
            self.items.append(node)
        elif self.key is not None:
            self.entries[self.key] = Entry(*self.key_place, node)
            self.key = None

    def close(self) -> Node:
        return (
            ListNode(*self.place, self.items)
            if self.entries is None
            else TableNode(*self.place, self.entries)
        )


def compose_json(source: Source) -> Node:
    """The tree of `source`. Raises `WrongInputError` with every fault that could be found."""
    return _Composer(source).compose()


class _Composer:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._text = source.text
        self._places = source.places()
        self._position = 0
        self._faults: list[Fault] = []
        self._open: list[_Open] = []

    def compose(self) -> Node:
        while True:
            node = self._begin_value()
            if node is None:
                continue
            while self._open:
                container = self._open[-1]
                container.add(node)
                sign = self._next()
                if sign == ",":
                    self._after_comma(container)
                    break
                if sign != container.closing:
                    self._stop(f"expected ',' or '{container.closing}', found {self._found()}")
                self._position += 1
                node = self._open.pop().close()
            else:
                if self._next():
                    self._stop(f"expected the end of the file, found {self._found()}")
                if self._faults:
                    raise WrongInputError(self._faults)
                return node

    def _next(self) -> str:
        """The next character that is no space, where the composer then stands; empty at the end."""
        found = _SPACE.match(self._text, self._position)
        if found:
            self._position = found.end()
        return self._text[self._position : self._position + 1]

    def _begin_value(self) -> Node | None:
        """The next value; None where a list or table has been opened and its first value comes next."""
        sign = self._next()
        place = self._places(self._position)
        if sign in ("{", "["):
            if len(self._open) == DEPTH_LIMIT:
                self._stop(TOO_DEEP)
            self._position += 1
            container = _Open(place, sign)
            if self._next() == container.closing:
                self._position += 1
                return container.close()
            self._open.append(container)
            if sign == "{":
                self._key(container)
            return None
        if sign == '"':
            text, _ = self._string()
            return TextNode(*place, text, False)
        return self._word(place)

    def _after_comma(self, container: _Open) -> None:
        comma = self._position
        self._position += 1
        if self._next() == container.closing:
            self._position = comma
            self._stop(f"a ',' stands before the closing '{container.closing}'; delete it")
        if container.entries is not None:
            self._key(container)

    def _word(self, place: tuple[int, int]) -> Node:
        found = _WORD.match(self._text, self._position)
        word = found.group() if found else ""
        if word in _NO_NUMBERS:
            self._note(f"'{word}' is not allowed; write a number or text in double quotation marks")
        elif word not in ("true", "false", "null") and not _NUMBER.fullmatch(word):
            if word.startswith(("//", "/*", "#")):
                self._stop("JSON has no comments; delete this one")
            self._stop(f"expected a value (text goes in double quotation marks), found {self._found()}")
        self._position += len(word)
        if word in ("true", "false"):
            return FlagNode(*place, word == "true")
        if word == "null":
            return EmptyNode(*place)
        return TextNode(*place, word, True)

    def _key(self, table: _Open) -> None:
        assert table.entries is not None
        if self._next() != '"':
            self._stop(f"expected a key in double quotation marks, found {self._found()}")
        start = self._position
        table.key_place = self._places(start)
        key, clean = self._string()
        if key in table.entries:
            first = table.entries[key].line
            what = f"the key '{visible(key, 60)}' is in this table twice; the first is in line {first}"
            self._note(what, start)
        elif clean:
            table.key = key
        if self._next() != ":":
            self._stop(f"expected ':' after the key, found {self._found()}")
        self._position += 1

    def _string(self) -> tuple[str, bool]:
        """The text that begins here, and whether it holds nothing that no text may hold."""
        start = self._position
        try:
            # From a quotation mark on, this reads the text and no more.
            text, self._position = _STRINGS.raw_decode(self._text, start)
        except JSONDecodeError as error:
            self._position = error.pos
            self._stop(next(what for begins, what in _STRING_FAULTS if error.msg.startswith(begins)))
        found = forbidden_in(text)
        if found:
            self._note(f"this text holds an escape for {character(found)}, which is not allowed", start)
        return text, not found

    def _found(self) -> str:
        """What stands here, for a message."""
        rest = self._text[self._position : self._position + 40]
        if not rest:
            return "the end of the file"
        word = _WORD.match(rest)
        return f"'{visible(word.group() if word else rest[0], 30)}'"

    def _path(self) -> list[str | int]:
        path: list[str | int] = []
        for part in self._open:
            if part.entries is None:
                path.append(len(part.items))
            elif part.key is not None:
                path.append(part.key)
            else:
                break
        return path

    def _note(self, what: str, position: int | None = None) -> None:
        """A fault at `position`, or where the composer stands; it goes on until there are too many."""
        place = self._places.inside(*self._places(self._position if position is None else position))
        self._faults.append(self._source.fault(*place, what, key_text(self._path())))
        if len(self._faults) >= FAULTS_KEPT:
            raise WrongInputError(self._faults)

    def _stop(self, what: str) -> NoReturn:
        """A fault behind which nothing can be understood."""
        self._note(what)
        raise WrongInputError(self._faults)
