"""The facts of a situation that a policy's conditions can tell apart, and whether a condition holds."""

from __future__ import annotations

import msgspec

from wizard.policy.model import Circumstance, Risk, Sector, Subject, Tried, When


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

    @property
    def within_one_agency(self) -> bool:
        """Whether every agency challenged is the challenging one, by its full id."""
        return all(agency == self.challenging for agency in self.challenged)


def belongs(agency: str, listed: str) -> bool:
    """Whether an agency is the listed one or a body within it."""
    return agency == listed or agency.startswith(listed + "/")


def holds(when: When | None, facts: Facts) -> bool:
    """Whether every fact that the condition names has one of its listed values."""
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
            or any(belongs(agency, one) for agency in facts.challenged for one in when.challenged)
        )
    )
