"""What every part of a policy is made of: ids, the listed words, conditions, and rules with a source.

Conditions (`When`) compare facts with listed values; nothing in a flow is ever evaluated as code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60, examples=["talk-first"])]
#: "health", or a body within an agency: "health/ouh". Each is checked against those that the flow knows.
AgencyId = Annotated[str, Meta(min_length=1, max_length=80)]
Line = Annotated[str, Meta(min_length=1, max_length=300)]
Words = Annotated[str, Meta(min_length=1, max_length=1200)]
DayOf = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2027-06-30"])]

Risk = Literal["immediate", "significant", "welfare", "none"]
Subject = Literal["child", "adult"]
Sector = Literal["statutory", "voluntary", "sole-trader"]
Circumstance = Literal[
    "disagreement",
    "conference-refused",
    "conference-dissent",
    "emergency",
    "policy-issue",
    "complaint",
    "whistleblowing",
    "allegation",
]
Outcome = Literal["open", "unresolved", "resolved"]
Tried = Literal["nothing", "open", "unresolved", "resolved"]
#: The subjects of disagreement that every flow knows; a flow may have some of its own.
About = Literal[
    "criteria-for-referral",
    "assessment-outcome",
    "roles-and-responsibilities",
    "service-provision",
    "information-sharing",
    "timeliness",
    "levels-of-need",
    "need-for-action",
    "communication",
]
#: The agencies that every flow knows; a flow may name bodies within one ("health/ouh") and bodies of its own.
AGENCIES: Final[Mapping[str, str]] = {
    "childrens-social-care": "Children's social care",
    "police": "Police",
    "health": "Health",
    "education": "Education",
    "probation": "Probation",
    "youth-justice": "Youth justice",
    "housing": "Housing",
    "adult-social-care": "Adult social care",
    "voluntary": "Voluntary, community or faith organisation",
    "other": "Another agency",
}
DocumentId = Literal[
    "challenge-letter",
    "written-reasons",
    "escalation-referral",
    "meeting-record",
    "outcome-confirmation",
    "board-notification",
    "conference-request",
    "dissent-statement",
    "learning-record",
    "case-review-consideration",
    "case-chronology",
    "lead-card",
    "challenge-reply",
    "chaser",
    "notice",
]
#: How strongly the text puts it. What is only hoped for is an aim, and cannot be missed.
Strength = Literal["must", "should", "where possible", "indicative"]
RESOLVED: Final = "resolved"
COMPLETE: Final = "complete"
#: The words that stand for a party of the case where a flow names an agency.
CHALLENGING: Final = "challenging"
CHALLENGED: Final = "challenged"
PARTIES: Final = "parties"
#: The value of a fact that nobody knows, or that was not said.
UNKNOWN: Final = "unknown"
#: The event that a policy's formal use begins with, where it marks one.
INVOKED: Final = "invoked"


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Anything that is written in a flow: unknown keys are faults."""


class When(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition: every fact named must have one of the listed values. With nothing named it always holds."""

    risk: tuple[Risk, ...] = ()
    circumstance: tuple[Circumstance, ...] = ()
    subject: tuple[Subject, ...] = ()
    about: tuple[Id, ...] = ()
    sector: tuple[Sector, ...] = ()
    #: The agency that challenges.
    challenging: tuple[AgencyId, ...] = ()
    #: Any agency that is challenged.
    challenged: tuple[AgencyId, ...] = ()
    #: Any agency of the case, on either side.
    party: tuple[AgencyId, ...] = ()
    #: The agency of the person that a title is looked up for. Only in a role's `instead` and `fallback`.
    agency: tuple[AgencyId, ...] = ()
    dispute: tuple[Literal["between-agencies", "within-one-agency"], ...] = ()
    #: What has come of any attempt so far, on the ladder or on a route.
    tried: tuple[Tried, ...] = ()
    #: The policy's own facts: each must have one of its listed values.
    facts: dict[Id, tuple[Id, ...]] = {}
    #: Events of which at least one has happened.
    happened: tuple[Id, ...] = ()
    #: Events of which none has happened.
    not_happened: tuple[Id, ...] = ()

    def __hash__(self) -> int:
        # Positions are told apart by their rules; a table of facts has no hash of its own.
        values = tuple(getattr(self, name) for name in self.__struct_fields__ if name != "facts")
        return hash((values, tuple(sorted(self.facts.items()))))

    @property
    def names_a_fact(self) -> bool:
        """Whether it names anything at all."""
        return any(getattr(self, name) for name in self.__struct_fields__)


class Rule(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What follows, where the policy says so, and whether that is its text or a reading of it.

    `law` is the statute or guidance that the policy itself names for it.
    """

    source: Line
    reading: bool = False
    law: Line | None = None
