"""Which of a policy's bypasses are open to a case."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.advice.facts import Facts, holds
from wizard.policy.model import Bypass, Policy


def open_bypasses(policy: Policy, facts: Facts) -> tuple[Bypass, ...]:
    """The bypasses whose condition holds, whatever stage they lead to."""
    return tuple(rule for rule in policy.bypasses if holds(rule.when, facts))


def leading_to(rules: Iterable[Bypass], stage: str | None) -> tuple[Bypass, ...]:
    """Those of them that may lead to a stage: one that lists none leads to any."""
    return tuple(rule for rule in rules if not rule.to or stage in rule.to)
