"""What can still matter: which facts a policy can yet tell apart, while only some of them are known.

A condition is looked at with what is known so far. It is *certain* where it holds whatever the rest will be,
and *possible* unless something that is known speaks against it.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from wizard.advice.facts import belongs
from wizard.policy.conditions import whens
from wizard.policy.model import Circumstance, Policy, Risk, Sector, Subject, When

Fact = Literal["risk", "circumstance", "sector", "about"]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known so far; None, and an empty list, for what is not yet."""

    danger: bool
    subject: Subject | None = None
    challenging: str | None = None
    sector: Sector | None = None
    challenged: tuple[str, ...] = ()
    circumstance: Circumstance | None = None
    about: str | None = None
    about_asked: bool = False
    risk: Risk | None = None


def outside_for_certain(policy: Policy, known: Known) -> bool:
    """Whether the case lies outside the policy, by a rule that nothing still unknown can change."""
    for rule in policy.outside:
        if certain(rule.when, known):
            return True
        if possible(rule.when, known):
            return False
    return False


def can_matter(policy: Policy, known: Known, fact: Fact) -> bool:
    """Whether any rule of the policy can still turn on this fact."""
    return any(getattr(when, fact) and possible(when, known) for when in _live(policy, known))


def inside_still_possible(policy: Policy, known: Known) -> bool:
    """Whether the policy can still cover the case, so that its stages and times matter."""
    return not any(certain(rule.when, known) for rule in policy.outside)


def _live(policy: Policy, known: Known) -> list[When]:
    """The conditions that still decide something: all, or only which of the rules puts the case outside."""
    before: list[When] = []
    for rule in policy.outside:
        if certain(rule.when, known):
            return before
        before.append(rule.when)
    return whens(policy)


def certain(when: When, known: Known) -> bool:
    """Whether the condition holds, whatever is still unknown."""
    return all(answer is True for answer in _answers(when, known))


def possible(when: When, known: Known) -> bool:
    """Whether nothing that is known speaks against the condition."""
    return all(answer is not False for answer in _answers(when, known))


def _answers(when: When, known: Known) -> list[bool | None]:
    """What is known of each fact that the condition names: it fits, it does not, or None for not known yet."""
    answers: list[bool | None] = []
    if when.risk:
        answers.append(_risk(when, known))
    for listed, value in (
        (when.circumstance, known.circumstance),
        (when.subject, known.subject),
        (when.sector, known.sector),
    ):
        if listed:
            answers.append(None if value is None else value in listed)
    if when.about:
        answers.append(known.about in when.about if known.about_asked else None)
    if when.tried:
        answers.append(None)
    if when.challenging:
        one = known.challenging
        answers.append(None if one is None else any(belongs(one, listed) for listed in when.challenging))
    if when.challenged:
        answers.append(
            any(belongs(one, listed) for one in known.challenged for listed in when.challenged)
            if known.challenged
            else None
        )
    if when.dispute:
        answers.append(_dispute(when, known))
    return answers


def _risk(when: When, known: Known) -> bool | None:
    if known.danger:
        return "immediate" in when.risk
    if known.risk is not None:
        return known.risk in when.risk
    # Without danger now, the risk is one of the other three.
    others = {"significant", "welfare", "none"}
    if others.isdisjoint(when.risk):
        return False
    return True if others <= set(when.risk) else None


def _dispute(when: When, known: Known) -> bool | None:
    if known.challenging is None or not known.challenged:
        return None
    within = all(one == known.challenging for one in known.challenged)
    return ("within-one-agency" if within else "between-agencies") in when.dispute
