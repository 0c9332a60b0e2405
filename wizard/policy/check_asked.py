"""What is wrong with the facts that a policy asks for: answers that there are not, or that there must not be."""

from __future__ import annotations

from wizard.policy.basics import UNKNOWN
from wizard.policy.check_people import in_role
from wizard.policy.flaws import Flaw, Found, Place, unknown_id
from wizard.policy.model import FactKind, Policy


def in_asked(policy: Policy) -> Found:
    """Faults of the policy's own facts."""
    for name, kind in policy.facts.items():
        yield from _in_fact(("facts", name), kind)
        if kind.who is not None:
            yield from in_role(("facts", name, "who"), kind.who, policy)


def _in_fact(place: Place, kind: FactKind) -> Found:
    if kind.kind == "choice" and not kind.values:
        what = (
            "a fact that is chosen needs its answers; expected at least one under 'values', or 'kind: date'"
        )
        yield Flaw(place, what, "F319")
    if kind.kind == "date" and kind.values:
        yield Flaw((*place, "values"), "a date has no answers to choose from; expected no 'values'", "F319")
    if UNKNOWN in kind.values:
        what = "'unknown' is what nobody has said, and no answer; expected another id, or 'unknown_as'"
        yield Flaw((*place, "values", UNKNOWN), what, "F319")
    if kind.unknown_as is not None and kind.unknown_as not in kind.values:
        yield unknown_id((*place, "unknown_as"), kind.unknown_as, "value of that fact", kind.values, "F206")
