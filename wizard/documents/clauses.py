"""How a document names the clause that a rule rests on."""

from __future__ import annotations

from wizard.policy.model import Rule


def cite(rule: Rule) -> str:
    """The clause of a rule, and whether the rule is a reading of it."""
    return cited(rule.source, rule.reading)


def cited(source: str, reading: bool) -> str:
    """A clause in words."""
    # Rules of the product's own are not a clause of any policy, and are not cited as one.
    if source.startswith("Reading rule"):
        return "a reading; the policy's text does not say"
    return f"a reading of {source}" if reading else source
