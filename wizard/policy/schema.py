"""JSON Schema for the files of a flow, made from the model: an editor then completes keys and finds slips.

Our reader takes a number without quotation marks as text, so that `edition: 2026` is no fault. The schemas say so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from wizard.policy.described import IN_CONTACTS, IN_POLICY, Descriptions
from wizard.policy.model import Policy

#: A part of a schema. JSON has no narrower type than that, and nothing here but JSON comes of it.
Schema = dict[str, Any]
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
#: A text of digits alone: where it fits, YAML may hold a number.
_DIGITS: Final = "2026"
#: The parts that a supplement gives key by key: it need not repeat what its parent says.
_LAID_OVER: Final = ("Policy", "Identity", "Subjects", "Hours", "Ladder")


def file_schema(name: str, title: str, kind: object, described: Descriptions) -> str:
    """The schema of a file that holds a `kind`, as JSON text. Raises KeyError for a key that nobody has described."""
    (root,), parts = msgspec.json.schema_components((kind,))
    structs = {one.__name__: one for one in structs_in(kind)}
    whole = {key: _part(structs[key], part, described) for key, part in parts.items()}
    if kind is Policy:
        _let_supplements_be_short(whole)
    first = root.get("$ref", "").rpartition("/")[2]
    top = whole.pop(first) if first else _plainer(root)
    head = {
        "$schema": DIALECT,
        "$id": f"urn:escalation-wizard:{name}",
        **top,
        "title": title,
        "$defs": dict(sorted(whole.items())),
    }
    return json.dumps(head, ensure_ascii=False, indent=1) + "\n"


def policy_schema() -> str:
    """The schema of `policy.yaml`."""
    return file_schema("policy", "A policy", Policy, IN_POLICY)


def contacts_schema() -> str:
    """The schema of `contacts.yaml`."""
    from wizard.policy.contacts import Contacts

    text = file_schema("contacts", "A policy's contacts", Contacts, {**IN_POLICY, **IN_CONTACTS})
    schema: Schema = json.loads(text)
    del schema["required"]  # a supplement may leave out what its parent says
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def structs_in(kind: object) -> list[type[msgspec.Struct]]:
    """Every struct that a file of this kind is made of, each once."""
    found: dict[type[msgspec.Struct], None] = {}
    queue = [msgspec.inspect.type_info(kind)]
    while queue:
        one = queue.pop()
        if isinstance(one, msgspec.inspect.StructType):
            if one.cls in found:
                continue
            found[one.cls] = None
            queue += [field.type for field in one.fields]
        else:
            queue += _inner(one)
    return list(found)


def description(kind: type[msgspec.Struct], field: str, described: Descriptions) -> str:
    """What a field holds: as its struct says, else as the one says that it was taken over from.

    Raises KeyError where none does.
    """
    for one in kind.__mro__:
        if field in described.get(one.__name__, {}):
            return described[one.__name__][field]
    raise KeyError(f"{kind.__name__}.{field}")


def _inner(one: msgspec.inspect.Type) -> Iterator[msgspec.inspect.Type]:
    for name in ("type", "types", "item_type", "item_types", "key_type", "value_type"):
        value = getattr(one, name, None)
        if isinstance(value, msgspec.inspect.Type):
            yield value
        elif isinstance(value, tuple):
            yield from value


def _part(kind: type[msgspec.Struct], part: Schema, described: Descriptions) -> Schema:
    properties: Schema = {}
    for field in msgspec.structs.fields(kind):
        plainer = _plainer(part["properties"][field.encode_name])
        properties[field.encode_name] = {"description": description(kind, field.name, described), **plainer}
    whole: Schema = {"type": "object", "properties": properties}
    if kind.__doc__:
        whole = {"description": " ".join(kind.__doc__.split("\n\n")[0].split()), **whole}
    if part.get("required"):
        whole["required"] = part["required"]
    return {**whole, "additionalProperties": False}


def _plainer(value: Schema) -> Schema:
    """The same, with numbers where text may be, and without defaults that say nothing."""
    found: Schema = {key: _each(one) for key, one in value.items()}
    if found.get("type") == "string" and re.search(found.get("pattern", ""), _DIGITS):
        found["type"] = ["string", "number"]
    if "default" in found and found["default"] in (None, [], {}):
        del found["default"]
    return found


def _each(value: object) -> object:
    if isinstance(value, Mapping):
        return _plainer(dict(value))
    return [_each(one) for one in value] if isinstance(value, list) else value


def _let_supplements_be_short(parts: Schema) -> None:
    """Moves what is required of a whole policy to where it is said whether it is one."""
    needed = {name: parts[name].pop("required") for name in _LAID_OVER}
    of = {name: {"required": keys} for name, keys in needed.items()}
    own = {"policy": of["Identity"], "about": of["Subjects"], "hours": of["Hours"]}
    parts["Policy"] |= {
        "if": {"required": ["parent"]},
        "then": {"required": ["policy"], "properties": {"policy": {"required": ["id"]}}},
        "else": {**of["Policy"], "properties": {**own, "ladders": {"items": of["Ladder"]}}},
    }
