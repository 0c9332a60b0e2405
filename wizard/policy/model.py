"""What a policy can say.

A flow is one policy as data. It is made of a few parts that combine: ladders of stages, the steps within a
stage, clocks, routes beside the ladder, passes and bypasses along it, notices, endings, and what lies
outside. Every rule names its `source`, the clause that it rests on, and says `reading: true` where the text is
silent or ambiguous and the rule is a reading of it.

Conditions (`When`) compare facts with listed values; nothing in a flow is ever evaluated as code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from wizard.policy.hours import DEFAULT_HOURS, WEEKDAYS, OfficeHours

Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60, examples=["talk-first"])]
#: "health", or a body within an agency: "health/ouh". Each is checked against those that the flow knows.
AgencyId = Annotated[str, Meta(min_length=1, max_length=80)]
Line = Annotated[str, Meta(min_length=1, max_length=300)]
Words = Annotated[str, Meta(min_length=1, max_length=1200)]

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
RESOLVED: Final = "resolved"
COMPLETE: Final = "complete"
#: The words that stand for a party of the case where a flow names an agency.
CHALLENGING: Final = "challenging"
CHALLENGED: Final = "challenged"
PARTIES: Final = "parties"


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Anything that is written in a flow: unknown keys are faults."""


class When(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition: every fact named must have one of the listed values. With nothing named it always holds."""

    risk: tuple[Risk, ...] = ()
    circumstance: tuple[Circumstance, ...] = ()
    subject: tuple[Subject, ...] = ()
    about: tuple[About, ...] = ()
    sector: tuple[Sector, ...] = ()
    #: The agency that challenges.
    challenging: tuple[AgencyId, ...] = ()
    #: Any agency that is challenged.
    challenged: tuple[AgencyId, ...] = ()
    dispute: tuple[Literal["between-agencies", "within-one-agency"], ...] = ()
    #: What has come of any attempt so far, on the ladder or on a route.
    tried: tuple[Tried, ...] = ()


class Rule(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What follows, where the policy says so, and whether that is its text or a reading of it."""

    source: Line
    reading: bool = False


class Title(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a role is called in some case, such as in a voluntary organisation."""

    when: When
    title: Line


class Role(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Someone who acts or is gone to, by title; `instead` is tried in order, the plain title is the last."""

    title: Line
    instead: tuple[Title, ...] = ()


class Person(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role at an agency. `agency` is an id, `challenging`, or `challenged` (one for each agency challenged)."""

    role: Id
    agency: str
    when: When | None = None


class Step(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to do within a stage or at an ending. `wait` marks a step that tells someone to wait."""

    id: Id
    does: Words
    when: When | None = None
    wait: bool = False


class Stage(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stage of a ladder, or of a route beside it, in the policy's own numbering."""

    id: Id
    label: Line
    title: Line
    rule: Words
    acts: Person
    with_: tuple[Person, ...] = msgspec.field(name="with")
    steps: tuple[Step, ...] = ()
    documents: tuple[DocumentId, ...] = ()


class Ladder(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stages in order. The first ladder whose condition holds is the one that a case climbs."""

    id: Id
    stages: Annotated[tuple[Stage, ...], Meta(min_length=1)]
    when: When | None = None


class Clock(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long something may take, where it applies, and what starts it.

    `limit` is "N working days", "N hours", "today" (the close of today's office hours, or at once when the
    office is closed), "same working day" (today's close, or the next working day's once it has passed),
    "not stated" (the text was read and says nothing) or "unseen" (the text was not to be had).
    `starts` is "stage" (the furthest attempt's end, an open attempt's beginning, or the day it was raised),
    "raised", or "each day". `strength` tells a limit, which can be missed, from an aim, which is only hoped for.
    """

    id: Id
    rule: Words
    limit: Annotated[
        str,
        Meta(
            pattern=r"^([1-9][0-9]{0,2} (working days?|hours?)|today|same working day|not stated|unseen)$",
            examples=["5 working days", "24 hours", "today", "same working day", "not stated", "unseen"],
        ),
    ]
    at: tuple[Id, ...] = ()
    starts: Literal["stage", "raised", "each day"] = "stage"
    strength: Literal["limit", "aim"] = "limit"
    when: When | None = None


class Route(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way beside the ladder, taken before the ladder is looked at. The first that holds decides.

    It leads to a stage of its own (`stage`) or to one of the ladder's (`to`). It holds `until` an attempt at that
    stage is `attempted`, or `unresolved`, or whatever was tried (`never`). What comes after an unresolved attempt
    is the ladder, or with `then: complete` nothing.
    """

    id: Id
    rule: Words
    when: When
    stage: Stage | None = None
    to: Id | None = None
    until: Literal["attempted", "unresolved", "never"]
    #: It is no longer entered once a stage of the ladder has been begun.
    before_the_ladder: bool = False
    then: Literal["ladder", "complete"] = "ladder"

    @property
    def leads_to(self) -> str:
        """The id of the stage that the route leads to."""
        return self.stage.id if self.stage else self.to or self.id


class Pass(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stages that a case may go past with no attempt at them, and so begins after."""

    id: Id
    rule: Words
    when: When
    stages: Annotated[tuple[Id, ...], Meta(min_length=1)]


class Bypass(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A later stage may be started at by wish: at the worker's `discretion`, or by `agreement` of `who`."""

    id: Id
    rule: Words
    needs: Literal["agreement", "discretion"]
    who: Line
    when: When | None = None


class Notice(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Someone to be told, at the stages or endings listed in `at` (everywhere, if none is)."""

    id: Id
    text: Words
    by: Line
    at: tuple[Id, ...] = ()
    when: When | None = None
    #: What identifies anyone must go by secure means.
    secure: bool = False


class ContactRule(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From where on the published contacts are given, whose, and for what use."""

    id: Id
    rule: Words
    at: Annotated[tuple[Id, ...], Meta(min_length=1)]
    of: Literal["parties"] | tuple[AgencyId, ...]
    use: Literal["primary", "if-normal-routes-fail"]


class Ending(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What remains to be done once the ladder has ended, `resolved` or `complete` (used up)."""

    id: Literal["resolved", "complete"]
    rule: Words
    steps: tuple[Step, ...] = ()
    documents: tuple[DocumentId, ...] = ()


class Outside(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the policy does not cover, and where to go instead."""

    id: Id
    when: When
    rule: Words
    instead: Words


class Unseen(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that the text points to and that was not to be had. Always shown; never filled in."""

    id: Id
    rule: Words


class Identity(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which policy this is, whose, and how it was read."""

    id: Id
    title: Line
    edition: Line
    area: Line
    board: Line
    board_short: Line
    covers: Line
    #: The last day on which the policy was in date, where it states one.
    review_due: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2027-06-30"])] | None = None
    review_source: Line | None = None

    @property
    def reviewed_until(self) -> date | None:
        """The day after which the policy's own review is overdue."""
        return date.fromisoformat(self.review_due) if self.review_due else None


class Subjects(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What disagreements are mostly about, by the policy's own list."""

    ids: Annotated[tuple[About, ...], Meta(min_length=1)]


DayText = Annotated[str, Meta(pattern=r"^\d{2}:\d{2}-\d{2}:\d{2}$", examples=["08:30-17:00"])]


class Hours(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The policy's own office hours. Saturdays, Sundays and bank holidays are always days off."""

    monday: DayText | None = None
    tuesday: DayText | None = None
    wednesday: DayText | None = None
    thursday: DayText | None = None
    friday: DayText | None = None

    def days(self) -> dict[str, str]:
        """The texts of the days that the office is open on, by the day's short name."""
        texts = (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday)
        return {name: text for name, text in zip(WEEKDAYS, texts, strict=False) if text}


class Terms(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What this policy calls things."""

    stage: Line = "Stage"
    challenging_agency: Line = "challenging agency"
    receiving_agency: Line = "receiving agency"
    notification_title: Line = "Notification of an escalation"


class Policy(Part, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """One policy in full: the content of a flow's `policy.yaml`.

    `dict` lets what is worked out from a whole policy be kept with it: it can never change.
    """

    policy: Identity
    about: Subjects
    roles: dict[Id, Role]
    ladders: Annotated[tuple[Ladder, ...], Meta(min_length=1)]
    endings: Annotated[tuple[Ending, ...], Meta(min_length=2)]
    clocks: tuple[Clock, ...]
    contacts: tuple[ContactRule, ...]
    calendar: Id = "england-and-wales"
    hours: Hours | None = None
    terms: Terms = Terms()
    bodies: dict[AgencyId, Line] = {}
    routes: tuple[Route, ...] = ()
    passes: tuple[Pass, ...] = ()
    bypasses: tuple[Bypass, ...] = ()
    notices: tuple[Notice, ...] = ()
    outside: tuple[Outside, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    #: A flow's own template for a document: a file in the flow's folder `templates`.
    templates: dict[DocumentId, Line] = {}

    @property
    def id(self) -> str:
        """The policy's id."""
        return self.policy.id

    def stages(self) -> tuple[Stage, ...]:
        """Every stage: the ladders' in order, then those of the routes."""
        on_ladders = tuple(stage for ladder in self.ladders for stage in ladder.stages)
        return on_ladders + tuple(route.stage for route in self.routes if route.stage)

    def stage(self, stage_id: str) -> Stage:
        """The stage of that id. Raises KeyError where the policy has none."""
        for stage in self.stages():
            if stage.id == stage_id:
                return stage
        raise KeyError(stage_id)

    def ending(self, ending_id: str) -> Ending:
        """The ending of that id. Raises KeyError where the policy has none."""
        for ending in self.endings:
            if ending.id == ending_id:
                return ending
        raise KeyError(ending_id)

    def agency_title(self, agency: str) -> str:
        """What an agency or body is called: by this policy's own bodies, else by the common list."""
        if agency in self.bodies:
            return self.bodies[agency]
        return AGENCIES.get(agency, agency)

    def party_agencies(self) -> tuple[str, ...]:
        """The agencies that a party to a case may be: the common ones, and this policy's own bodies within them."""
        return (*AGENCIES, *(body for body in self.bodies if body.partition("/")[0] in AGENCIES))

    def office_hours(self) -> OfficeHours:
        """The policy's own hours, else Monday to Friday, 09:00 to 17:00."""
        if self.hours is None:
            return DEFAULT_HOURS
        return OfficeHours.from_text(self.hours.days())
