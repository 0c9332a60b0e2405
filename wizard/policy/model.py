"""What a policy can say.

A flow is one policy as data. It is made of a few parts that combine: ladders of stages, the steps within a
stage, clocks, events and facts of its own, routes beside the ladder, passes and bypasses along it, notices and
forms, endings, and what lies outside. Every rule names its `source`, the clause that it rests on, and says
`reading: true` where the text is silent or ambiguous and the rule is a reading of it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from wizard.policy.asked import EventKind, FactKind
from wizard.policy.basics import (
    AGENCIES,
    CHALLENGED,
    CHALLENGING,
    COMPLETE,
    INVOKED,
    PARTIES,
    RESOLVED,
    UNKNOWN,
    About,
    AgencyId,
    Circumstance,
    DayOf,
    DocumentId,
    Id,
    Line,
    Outcome,
    Part,
    Risk,
    Rule,
    Sector,
    Strength,
    Subject,
    Tried,
    When,
    Words,
)
from wizard.policy.clock import Clock
from wizard.policy.hours import DEFAULT_HOURS, WEEKDAYS, OfficeHours
from wizard.policy.people import Person, Role, StandIn, Title
from wizard.policy.stages import (
    Bypass,
    Duty,
    Ending,
    Gate,
    Ladder,
    Panel,
    Pass,
    Return,
    Route,
    Stage,
    Step,
)
from wizard.policy.telling import (
    ContactRule,
    Contradiction,
    Form,
    Notice,
    Outside,
    Saying,
    Unseen,
)

__all__ = [
    "AGENCIES",
    "CHALLENGED",
    "CHALLENGING",
    "COMPLETE",
    "INVOKED",
    "PARTIES",
    "RESOLVED",
    "UNKNOWN",
    "About",
    "AgencyId",
    "Bypass",
    "Circumstance",
    "Clock",
    "ContactRule",
    "Contradiction",
    "DocumentId",
    "Duty",
    "Ending",
    "EventKind",
    "FactKind",
    "Form",
    "Gate",
    "Hours",
    "Id",
    "Identity",
    "Ladder",
    "Line",
    "Notice",
    "Outcome",
    "Outside",
    "Panel",
    "Part",
    "Pass",
    "Period",
    "Person",
    "Policy",
    "Return",
    "Risk",
    "Role",
    "Route",
    "Rule",
    "Saying",
    "Sector",
    "Stage",
    "StandIn",
    "Step",
    "Strength",
    "Subject",
    "Subjects",
    "Terms",
    "Title",
    "Tried",
    "Unseen",
    "When",
    "Words",
]


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
    review_due: DayOf | None = None
    review_source: Line | None = None
    #: The day from which it holds.
    adopted: DayOf | None = None
    #: What it took the place of, in words.
    supersedes: Line | None = None
    #: Where the text was published.
    published_at: Line | None = None
    #: How the text was read: from print, from a page on a date, in part.
    read_from: Line | None = None
    #: A flow in a folder of one's own that is to stand in the place of the shipped one of the same id says so.
    replaces_shipped: bool = False

    @property
    def reviewed_until(self) -> date | None:
        """The day after which the policy's own review is overdue."""
        return date.fromisoformat(self.review_due) if self.review_due else None


class Subjects(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What disagreements are mostly about, by the policy's own list."""

    ids: Annotated[tuple[Id, ...], Meta(min_length=1)]
    #: Subjects of the policy's own among them, id to label.
    own: dict[Id, Line] = msgspec.field(default_factory=dict)


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
    #: The partnership's office, as the policy calls it.
    business_team: Line | None = None


class Period(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days on which people may not be there, such as local school holidays: warned of, and counted all the same."""

    title: Line
    from_: DayOf = msgspec.field(name="from")
    to: DayOf

    def covers(self, day: date) -> bool:
        """Whether a day lies in it."""
        return date.fromisoformat(self.from_) <= day <= date.fromisoformat(self.to)


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
    bodies: dict[AgencyId, Line] = msgspec.field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    passes: tuple[Pass, ...] = ()
    bypasses: tuple[Bypass, ...] = ()
    notices: tuple[Notice, ...] = ()
    outside: tuple[Outside, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    facts: dict[Id, FactKind] = msgspec.field(default_factory=dict)
    events: dict[Id, EventKind] = msgspec.field(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    forms: tuple[Form, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    school_holidays: tuple[Period, ...] = ()
    #: Bodies of the policy's own that can challenge or be challenged, such as a conference chair.
    parties: tuple[AgencyId, ...] = ()
    #: The policy that this one is a local supplement to: what it does not say itself, that one says.
    parent: Id | None = None
    #: Ids of the parent's parts that do not hold here.
    without: dict[Line, tuple[Id, ...]] = msgspec.field(default_factory=dict)
    #: A flow's own template for a document: a file in the flow's folder `templates`.
    templates: dict[DocumentId, Line] = msgspec.field(default_factory=dict)

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

    def event_ids(self) -> list[str]:
        """The events that can be said to have happened: the policy's own, and that it was invoked."""
        return [*self.events, *(() if INVOKED in self.events else (INVOKED,))]

    def party_agencies(self) -> tuple[str, ...]:
        """The agencies that a party to a case may be: the common ones, and this policy's own bodies within them."""
        own = (body for body in self.bodies if body.partition("/")[0] in AGENCIES or body in self.parties)
        return (*AGENCIES, *own)

    def office_hours(self) -> OfficeHours:
        """The policy's own hours, else Monday to Friday, 09:00 to 17:00."""
        if self.hours is None:
            return DEFAULT_HOURS
        return OfficeHours.from_text(self.hours.days())
