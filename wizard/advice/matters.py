"""What can still matter: which facts a policy can yet tell apart, while only some of them are known.

A condition is looked at with what is known so far. It is *certain* where it holds whatever the rest will be,
and *possible* unless something that is known speaks against it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal

import msgspec

from wizard.advice.facts import belongs
from wizard.policy.conditions import whens
from wizard.policy.contacts import Contacts
from wizard.policy.model import (
    Circumstance,
    Clock,
    EventKind,
    FactKind,
    Ladder,
    Policy,
    Risk,
    Sector,
    Subject,
    When,
)

Fact = Literal["risk", "circumstance", "sector", "about"]
_NOT_SAID: Final[tuple[tuple[str, str], ...]] = ()


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
    #: The policy's own facts that were answered, as they are read.
    own: tuple[tuple[str, str], ...] = _NOT_SAID
    #: The events that were asked about, and those of them that have happened.
    events_asked: frozenset[str] = frozenset()
    happened: frozenset[str] = frozenset()


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


def own_fact_can_matter(policy: Policy, known: Known, name: str, kind: FactKind) -> bool:
    """Whether the policy wants one of its own facts asked, and any of its rules can still turn on it."""
    if kind.when is not None and not possible(kind.when, known):
        return False
    if kind.kind == "date":
        return any(
            clock.agreed_in == name and (clock.when is None or possible(clock.when, known))
            for clock in policy.clocks
        )
    return any(name in when.facts and possible(when, known) for when in _live(policy, known))


def own_fact_chooses_contacts(contacts: Contacts, known: Known, name: str, kind: FactKind) -> bool:
    """Whether who is to be called can still turn on one of the policy's own facts."""
    if kind.when is not None and not possible(kind.when, known):
        return False
    conditions = (one.when for one in (*contacts.entries, *contacts.fallback) if one.when is not None)
    return any(name in when.facts and possible(when, known) for when in conditions)


def event_can_matter(
    policy: Policy, known: Known, name: str, kind: EventKind, begun: Collection[str]
) -> bool:
    """Whether the policy wants one of its own events asked about, and any of its rules can still turn on it.

    `begun` are the stages that were tried: what only ends a clock has no clock to end before that.
    """
    if kind.when is not None and not possible(kind.when, known):
        return False
    clocks = [
        one.when
        for one in policy.clocks
        if one.starts == name or (one.ends == name and _can_have_started(one, known, begun))
    ]
    notices = [one.when for one in policy.notices if one.on == name]
    if any(when is None or possible(when, known) for when in (*clocks, *notices)):
        return True
    return any(
        name in (*when.happened, *when.not_happened) and possible(when, known)
        for when in _live(policy, known)
    )


def _can_have_started(clock: Clock, known: Known, begun: Collection[str]) -> bool:
    """Whether a clock can be running already: where it stands at no stage in particular, it always can."""
    return not clock.at or not set(begun).isdisjoint(clock.at) or clock.starts in known.happened


def ladders_still_possible(policy: Policy, known: Known) -> list[Ladder]:
    """The ladders that the case can still be on, in order. Where none is, it is on the first."""
    found: list[Ladder] = []
    for ladder in policy.ladders:
        if ladder.when is None or possible(ladder.when, known):
            found.append(ladder)
        if ladder.when is None or certain(ladder.when, known):
            break
    return found or [policy.ladders[0]]


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
    if when.party:
        answers.append(_party(when, known))
    if when.agency:
        answers.append(None)
    own = dict(known.own)
    for name, values in when.facts.items():
        answers.append(own[name] in values if name in own else None)
    if when.happened:
        answers.append(_happened(when.happened, known))
    for event in when.not_happened:
        answers.append(event not in known.happened if event in known.events_asked else None)
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


def _party(when: When, known: Known) -> bool | None:
    sides = [known.challenging] if known.challenging else []
    if any(belongs(one, listed) for one in (*sides, *known.challenged) for listed in when.party):
        return True
    return False if known.challenging and known.challenged else None


def _happened(events: tuple[str, ...], known: Known) -> bool | None:
    if not known.happened.isdisjoint(events):
        return True
    return False if known.events_asked >= set(events) else None


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
