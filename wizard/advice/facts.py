"""The facts of a situation that a policy's conditions can tell apart, and whether a condition holds."""

from __future__ import annotations

from typing import Protocol

import msgspec

from wizard.policy.model import UNKNOWN, Circumstance, Risk, Sector, Subject, Tried, When


class Placed(Protocol):
    """A part of a flow that names the stages and endings that it belongs to, and may have a condition."""

    @property
    def at(self) -> tuple[str, ...]: ...

    @property
    def when(self) -> When | None: ...


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a situation, each fact as a value that a flow may list."""

    risk: Risk
    circumstance: Circumstance
    subject: Subject
    sector: Sector
    challenging: str
    challenged: tuple[str, ...]
    about: str | None
    #: What came of the attempts; `nothing` where there is none.
    tried: frozenset[Tried]
    #: The policy's own facts, each with its value: what was said, or how the policy reads what was not.
    own: tuple[tuple[str, str], ...] = ()
    #: The events that have happened.
    happened: frozenset[str] = frozenset()

    def value(self, fact: str) -> str:
        """The value of one of the policy's own facts; `unknown` where nobody has said."""
        return next((value for name, value in self.own if name == fact), UNKNOWN)

    @property
    def within_one_agency(self) -> bool:
        """Whether every agency challenged is the challenging one, by its full id."""
        return all(agency == self.challenging for agency in self.challenged)


def applies(part: Placed, here: str, facts: Facts) -> bool:
    """Whether a part of the flow belongs to a stage or an ending, and its condition holds. `at` empty is everywhere."""
    return (not part.at or here in part.at) and holds(part.when, facts)


def belongs(agency: str, listed: str) -> bool:
    """Whether an agency is the listed one or a body within it."""
    return agency == listed or agency.startswith(listed + "/")


def holds(when: When | None, facts: Facts, agency: str | None = None) -> bool:
    """Whether every fact that the condition names has one of its listed values.

    `agency` is that of the person in question, where a title or a stand-in is looked up.
    """
    if when is None:
        return True
    return (
        (not when.risk or facts.risk in when.risk)
        and (not when.circumstance or facts.circumstance in when.circumstance)
        and (not when.subject or facts.subject in when.subject)
        and (not when.about or facts.about in when.about)
        and (not when.sector or facts.sector in when.sector)
        and (not when.tried or not facts.tried.isdisjoint(when.tried))
        and (
            not when.dispute
            or ("within-one-agency" if facts.within_one_agency else "between-agencies") in when.dispute
        )
        and (not when.challenging or any(belongs(facts.challenging, one) for one in when.challenging))
        and (
            not when.challenged
            or any(belongs(each, one) for each in facts.challenged for one in when.challenged)
        )
        and (
            not when.party
            or any(
                belongs(each, one) for each in (facts.challenging, *facts.challenged) for one in when.party
            )
        )
        and (not when.agency or (agency is not None and any(belongs(agency, one) for one in when.agency)))
        and (not when.facts or all(facts.value(name) in values for name, values in when.facts.items()))
        and (not when.happened or not facts.happened.isdisjoint(when.happened))
        and facts.happened.isdisjoint(when.not_happened)
    )
