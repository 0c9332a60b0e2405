"""Which rules of a flow no vignette exercises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from wizard.policy.contacts import Contacts
from wizard.policy.model import Policy, Rule

Path = tuple[str | int, ...]


def rules_of(part: Policy | Contacts) -> list[tuple[Path, Rule]]:
    """Every rule that a policy or its contacts hold, with its path in the file."""
    return list(_rules((), part))


def _rules(path: Path, value: object) -> Iterator[tuple[Path, Rule]]:
    if isinstance(value, Rule):
        yield path, value
    if isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(type(value)):
            yield from _rules((*path, field.encode_name), getattr(value, field.name))
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _rules((*path, number), one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _rules((*path, key), one)


def unexercised(part: Policy | Contacts, used: Iterable[Rule]) -> list[Path]:
    """The paths of the rules that are not among those used.

    By identity: two stages may hold steps that say the same, and each wants a vignette.
    """
    seen = {id(rule) for rule in used}
    return [path for path, rule in rules_of(part) if id(rule) not in seen]
