"""Which rules of a flow no vignette exercises."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.policy.contacts import Contacts
from wizard.policy.model import Policy, Rule
from wizard.policy.walk import parts

Path = tuple[str | int, ...]


def rules_of(part: Policy | Contacts) -> list[tuple[Path, Rule]]:
    """Every rule that a policy or its contacts hold, with its path in the file."""
    return list(parts(part, Rule))


def unexercised(part: Policy | Contacts, used: Iterable[Rule]) -> list[Path]:
    """The paths of the rules that are not among those used.

    By identity: two stages may hold steps that say the same, and each wants a vignette.
    """
    seen = {id(rule) for rule in used}
    return [path for path, rule in rules_of(part) if id(rule) not in seen]
