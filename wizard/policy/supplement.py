"""A local supplement laid over the policy that it supplements: two trees become one.

The tables are merged key by key. In a list whose items have an `id`, an item with an id of the parent's takes the
place of that item, whole; any other is added at the end. Everything else is replaced. `without` takes parts of the
parent's away first. Each part of the tree keeps its own place and file, so that a fault in it can be found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from wizard.base.nodes import FAULTS_KEPT, Entry, ListNode, Node, Path, TableNode, TextNode
from wizard.base.text import unknown

#: What the parent says of itself alone.
_ITS_OWN: Final = ("parent", "without")
#: Tables of parts with a name: such a part is replaced whole, as one with an id is.
_NAMED_PARTS: Final = ("roles", "facts", "events", "bodies", "templates")
_LADDERS: Final = "ladders"
_STAGES: Final = "stages"
#: The lists of `contacts.yaml`.
CONTACT_LISTS: Final = ("entries", "fallback")
#: The lists of `policy.yaml` that parts can be taken out of.
POLICY_LISTS: Final = (
    _LADDERS,
    "clocks",
    "routes",
    "passes",
    "bypasses",
    "notices",
    "contacts",
    "outside",
    "unseen",
    "duties",
    "forms",
    "contradictions",
)
REMOVABLE: Final = (_STAGES, *POLICY_LISTS, *_NAMED_PARTS, *CONTACT_LISTS)


class Laid(msgspec.Struct, frozen=True):
    """The one tree, and what is wrong with `without`: places in the supplement's policy, and sentences."""

    node: TableNode
    faults: list[tuple[Path, str]]


def lay_policy(parent: TableNode, own: TableNode) -> Laid:
    """A supplement's policy over its parent's."""
    kept = {key: entry for key, entry in parent.entries.items() if key not in _ITS_OWN}
    base = _never_inherited(msgspec.structs.replace(parent, entries=kept))
    faults: list[tuple[Path, str]] = []
    for key, number, word in _without(own):
        place = ("without", key, number)
        if key not in REMOVABLE:
            faults.append((("without", key), unknown(key, "kind of part that can be left out", REMOVABLE)))
        elif key not in CONTACT_LISTS:
            base = _taken_out(base, key, word, place, faults)
    return Laid(_over(base, own), list(dict.fromkeys(faults)))


def lay_contacts(parent: TableNode, own: TableNode | None, own_policy: TableNode) -> Laid:
    """A supplement's contacts, where it has any, over its parent's."""
    faults: list[tuple[Path, str]] = []
    base = parent
    for key, number, word in _without(own_policy):
        if key in CONTACT_LISTS:
            base = _taken_out(base, key, word, ("without", key, number), faults)
    return Laid(_over(base, own) if own else base, faults)


def marked(node: Node, file: str) -> Node:
    """The same tree, each part of which says that it stands in `file` where it does not yet name another."""
    name = node.file or file
    if isinstance(node, TableNode):
        entries = {
            key: Entry(one.line, one.column, marked(one.value, file), file=one.file or file)
            for key, one in node.entries.items()
        }
        return TableNode(node.line, node.column, entries, file=name)
    if isinstance(node, ListNode):
        return ListNode(node.line, node.column, [marked(item, file) for item in node.items], file=name)
    return msgspec.structs.replace(node, file=name)


def word_at(node: Node, *keys: str) -> str | None:
    """The text at those keys; None where there is none."""
    for key in keys:
        if not isinstance(node, TableNode) or key not in node.entries:
            return None
        node = node.entries[key].value
    return node.text if isinstance(node, TextNode) else None


def _never_inherited(parent: TableNode) -> TableNode:
    """The parent without that it stands in for a shipped policy: that holds for it alone."""
    identity = parent.entries.get("policy")
    if identity is None or not isinstance(identity.value, TableNode):
        return parent
    kept = {key: one for key, one in identity.value.entries.items() if key != "replaces_shipped"}
    table = msgspec.structs.replace(identity.value, entries=kept)
    return _with(parent, "policy", table)


def _with(table: TableNode, key: str, value: Node) -> TableNode:
    entry = msgspec.structs.replace(table.entries[key], value=value)
    return msgspec.structs.replace(table, entries={**table.entries, key: entry})


# Laying over.


def _over(parent: TableNode, own: TableNode) -> TableNode:
    return _tables(parent, own, _value)


def _tables(parent: TableNode, own: TableNode, merge: Callable[[str, Node, Node], Node]) -> TableNode:
    entries = dict(parent.entries)
    for key, entry in own.entries.items():
        there = entries.get(key)
        value = merge(key, there.value, entry.value) if there else entry.value
        entries[key] = msgspec.structs.replace(entry, value=value)
    return msgspec.structs.replace(own, entries=entries)


def _value(key: str, parent: Node, own: Node) -> Node:
    if isinstance(parent, TableNode) and isinstance(own, TableNode):
        return _tables(parent, own, _replaced if key in _NAMED_PARTS else _value)
    if isinstance(parent, ListNode) and isinstance(own, ListNode) and _has_ids(parent):
        return _items(parent, own, _ladder if key == _LADDERS else _whole)
    return own


def _replaced(_key: str, _parent: Node, own: Node) -> Node:
    return own


def _whole(_parent: Node, own: Node) -> Node:
    return own


def _ladder(parent: Node, own: Node) -> Node:
    """A ladder is merged key by key, and its stages by their ids."""
    if isinstance(parent, TableNode) and isinstance(own, TableNode):
        return _tables(
            parent, own, lambda key, one, other: _value(key, one, other) if key == _STAGES else other
        )
    return own


def _items(parent: ListNode, own: ListNode, merge: Callable[[Node, Node], Node]) -> ListNode:
    items = list(parent.items)
    free = {word_at(item, "id"): number for number, item in enumerate(items)}
    for item in own.items:
        # An id that is given twice is added the second time, and found as a fault where it stands.
        number = free.pop(word_at(item, "id"), None)
        if number is None:
            items.append(item)
        else:
            items[number] = merge(items[number], item)
    return msgspec.structs.replace(own, items=items)


def _has_ids(node: ListNode) -> bool:
    return all(word_at(item, "id") is not None for item in node.items)


# Leaving out.


def _without(own: TableNode) -> Iterator[tuple[str, int, str]]:
    """Each id that is left out: its kind, its number in the list, and itself. What has another shape is a fault later."""
    entry = own.entries.get("without")
    if entry is None or not isinstance(entry.value, TableNode):
        return
    for key, ids in entry.value.entries.items():
        for number, item in enumerate(ids.value.items if isinstance(ids.value, ListNode) else ()):
            if isinstance(item, TextNode):
                yield key, number, item.text


def _taken_out(
    base: TableNode, key: str, word: str, place: Path, faults: list[tuple[Path, str]]
) -> TableNode:
    """The tree without the part of that kind and id; notes where there is none."""
    known = [one for part in _holders(base, key) for one in _ids(part)]
    if word not in known:
        if len(faults) < FAULTS_KEPT:
            faults.append((place, unknown(word, f"part of the parent's '{key}'", known)))
        return base
    if key != _STAGES:
        return _with(base, key, _dropped(base.entries[key].value, word))
    ladders = base.entries[_LADDERS].value
    assert isinstance(ladders, ListNode)
    items = [
        _with(one, _STAGES, _dropped(one.entries[_STAGES].value, word))
        if isinstance(one, TableNode) and _STAGES in one.entries
        else one
        for one in ladders.items
    ]
    return _with(base, _LADDERS, msgspec.structs.replace(ladders, items=items))


def _dropped(node: Node, word: str) -> Node:
    if isinstance(node, ListNode):
        items = [item for item in node.items if word_at(item, "id") != word]
        return msgspec.structs.replace(node, items=items)
    if isinstance(node, TableNode):
        kept = {key: entry for key, entry in node.entries.items() if key != word}
        return msgspec.structs.replace(node, entries=kept)
    return node


def _holders(base: TableNode, key: str) -> list[Node]:
    """The lists or tables that hold the parts of a kind: one, or for stages one in each ladder."""
    if key != _STAGES:
        return [base.entries[key].value] if key in base.entries else []
    ladders = base.entries[_LADDERS].value if _LADDERS in base.entries else None
    return [
        one.entries[_STAGES].value
        for one in (ladders.items if isinstance(ladders, ListNode) else ())
        if isinstance(one, TableNode) and _STAGES in one.entries
    ]


def _ids(node: Node) -> list[str]:
    if isinstance(node, TableNode):
        return list(node.entries)
    items = node.items if isinstance(node, ListNode) else ()
    return [word for item in items if (word := word_at(item, "id")) is not None]
