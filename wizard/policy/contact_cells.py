"""A contact as cells of text, one for each thing that can be said of it: for spreadsheets, arguments and differences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import msgspec

from wizard.base.nodes import EmptyNode, Entry, FlagNode, ListNode, Node, TableNode, TextNode
from wizard.policy.basics import When
from wizard.policy.contacts import Contact, OpenHours

#: The columns of a contact, in the order in which they are shown.
COLUMNS: Final = (
    *("id", "agency", "role", "organisation", "name", "hours", "open", "phone", "email", "finder", "through"),
    *("deputy_of", "condition", "when", "note", "for", "owner", "personal", "as_at"),
    *("verified_by", "verified_on", "expires", "source", "reading", "law"),
)
REQUIRED: Final = ("id", "agency", "role")
#: Where the parts of a contact that are not one cell of the same name are written.
_VERIFIED: Final = {"verified_by": "by", "verified_on": "on"}
_DAYS_AS_TYPED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_FACTS: Final = "facts."
_FIXED_SPACES: Final = re.compile("[\u00a0\u2007\u202f]")


def cells_of(contact: Contact) -> dict[str, str]:
    """What is said of a contact, by column; "" where nothing is."""
    found: dict[str, str] = {}
    for column in COLUMNS:
        if column in _VERIFIED:
            found[column] = getattr(contact.verified, _VERIFIED[column]) if contact.verified else ""
        else:
            found[column] = _text(getattr(contact, "for_" if column == "for" else column, None))
    return found


def _text(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "true"
    if isinstance(value, OpenHours):
        days = [(name, getattr(value, name)) for name in value.__struct_fields__]
        return "; ".join(f"{name} {hours}" for name, hours in days if hours)
    if isinstance(value, When):
        return "; ".join(f"{name}={'|'.join(values)}" for name, values in _listed(value))
    if isinstance(value, tuple):
        return "; ".join(value)
    return str(value)


def _listed(when: When) -> Iterable[tuple[str, tuple[str, ...]]]:
    for name in when.__struct_fields__:
        if name == "facts":
            yield from ((f"{_FACTS}{fact}", values) for fact, values in when.facts.items())
        elif values := getattr(when, name):
            yield name, values


class Cell(msgspec.Struct, frozen=True):
    """A cell that was filled in, and where it stands."""

    text: str
    line: int
    column: int


def tidy(text: str) -> str:
    """What was typed less the spaces around it; those that do not break are spaces as others are."""
    return _FIXED_SPACES.sub(" ", text).strip()


def parts_of(cell: Cell) -> list[str]:
    """The several numbers or addresses that one cell holds, each once, however it is spaced."""
    parts = [part.strip() for part in cell.text.split(";")]
    found: dict[str, str] = {}
    for one in parts:
        if one:
            found.setdefault(re.sub(r"\s", "", one).casefold(), one)
    return list(found.values())


def node_of(before: Contact | None, cells: Mapping[str, Cell], line: int) -> TableNode:
    """A contact as `before`, or a new one, with these cells in the place of what it said.

    A cell with nothing in it takes away what was said. What is not about the contact is not looked at.
    """
    entries: dict[str, Entry] = {}
    for name, value in _said(before).items():
        entries[name] = Entry(line, 1, _node(value, line))
    for column, cell in cells.items():
        if column in COLUMNS and column not in _VERIFIED:
            _put(entries, column, cell, _READ.get(column, _one)(cell) if cell.text else None)
    given = {part: cells[column] for column, part in _VERIFIED.items() if column in cells}
    if given:
        _put_verified(entries, given, line)
    entries.setdefault("hours", Entry(line, 1, TextNode(line, 1, "any", False)))
    return TableNode(line, 1, entries)


def column_of(key: str) -> str:
    """The column that a fault with this key of a contact stands in: "phone" for "phone[0]"."""
    for column, part in _VERIFIED.items():
        if key == f"verified.{part}":
            return column
    return re.split(r"[.\[]", key, maxsplit=1)[0]


def _said(contact: Contact | None) -> dict[str, object]:
    if contact is None:
        return {}
    return {
        name: one for name, one in msgspec.to_builtins(contact).items() if one not in (None, False, [], ())
    }


def _node(value: object, line: int) -> Node:
    if isinstance(value, dict):
        return TableNode(
            line, 1, {name: Entry(line, 1, _node(one, line)) for name, one in value.items() if one}
        )
    if isinstance(value, list | tuple):
        return ListNode(line, 1, [_node(one, line) for one in value])
    if isinstance(value, bool):
        return FlagNode(line, 1, value)
    return EmptyNode(line, 1) if value is None else TextNode(line, 1, str(value), False)


def _put(entries: dict[str, Entry], name: str, cell: Cell, node: Node | None) -> None:
    if node is None:
        entries.pop(name, None)
    else:
        entries[name] = Entry(cell.line, cell.column, node)


def _put_verified(entries: dict[str, Entry], given: Mapping[str, Cell], line: int) -> None:
    known = entries.get("verified")
    said = dict(known.value.entries) if known and isinstance(known.value, TableNode) else {}
    for part, cell in given.items():
        _put(
            said, part, cell, _day(cell) if cell.text and part == "on" else _one(cell) if cell.text else None
        )
    first = next(iter(given.values()))
    _put(entries, "verified", first, TableNode(line, first.column, said) if said else None)


def _one(cell: Cell, text: str | None = None) -> TextNode:
    return TextNode(cell.line, cell.column, cell.text if text is None else text, False)


def _flag(cell: Cell) -> Node:
    # Spreadsheets write TRUE.
    word = cell.text.casefold()
    return FlagNode(cell.line, cell.column, word == "true") if word in ("true", "false") else _one(cell)


def _list(cell: Cell) -> Node:
    return ListNode(cell.line, cell.column, [_one(cell, part) for part in parts_of(cell)])


def _day(cell: Cell) -> TextNode:
    """A day; the way that British spreadsheets write one is understood."""
    typed = _DAYS_AS_TYPED.fullmatch(cell.text)
    return _one(cell, f"{typed[3]}-{typed[2]:0>2}-{typed[1]:0>2}" if typed else None)


def _pairs(cell: Cell, between: str) -> list[tuple[str, str]]:
    parts = [part.strip() for part in cell.text.split(";")]
    return [
        (name.strip(), value.strip())
        for name, _, value in (part.partition(between) for part in parts if part)
    ]


def _hours(cell: Cell) -> Node:
    days = {name: Entry(cell.line, cell.column, _one(cell, hours)) for name, hours in _pairs(cell, " ")}
    return TableNode(cell.line, cell.column, days)


def _when(cell: Cell) -> Node:
    whole: dict[str, Entry] = {}
    facts: dict[str, Entry] = {}
    for name, values in _pairs(cell, "="):
        listed = ListNode(cell.line, cell.column, [_one(cell, one.strip()) for one in values.split("|")])
        own = name.startswith(_FACTS)
        (facts if own else whole)[name.removeprefix(_FACTS) if own else name] = Entry(
            cell.line, cell.column, listed
        )
    if facts:
        whole["facts"] = Entry(cell.line, cell.column, TableNode(cell.line, cell.column, facts))
    return TableNode(cell.line, cell.column, whole)


_READ: Final[Mapping[str, Callable[[Cell], Node]]] = {
    "open": _hours,
    "phone": _list,
    "email": _list,
    "when": _when,
    "personal": _flag,
    "reading": _flag,
    "as_at": _day,
    "expires": _day,
}
