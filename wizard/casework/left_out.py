"""A policy that is not offered, because its flow cannot be used: which, and why."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """The id of a policy that cannot be offered, and what is wrong with its flow, one line a fault.

    Without an id: a whole folder of flows that cannot be looked into.
    """

    id: str
    faults: tuple[str, ...]


def say_left_out(policies: Iterable[LeftOut]) -> str:
    """What to say below the question of the policy; nothing where all are offered."""
    said = [
        f"'{one.id}' is left out, because its flow has faults: {_first(one)}."
        if one.id
        else f"{_first(one)}."
        for one in policies
    ]
    return " ".join([*said, "escalate check names every fault."] if said else [])


def _first(policy: LeftOut) -> str:
    more = len(policy.faults) - 1
    return policy.faults[0] + (f" (and {more} more)" if more else "")
