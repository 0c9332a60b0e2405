"""Advice as plain data: what `advise --json` prints, and what every screen and template shows."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from wizard.advice.worktime import DayCount
from wizard.policy.contacts import Verified
from wizard.policy.model import Strength
from wizard.policy.people import Does

Status = Literal["act", "in-progress", "overdue", "resolved", "complete", "outside-policy"]
WarningId = Literal[
    "skipped-stage",
    "bypass-not-agreed",
    "contact-not-listed",
    "contact-stale",
    "overdue",
    "secure-means",
    "policy-review-overdue",
    "gate-not-passed",
    "contradiction",
    "school-holidays",
    "local-contacts-unread",
    "contacts-hidden",
]
RungState = Literal["done", "open", "skipped", "here", "ahead"]
TimeOf = Literal["act_by", "aim_by", "overdue_since"]
ClockStatus = Literal["running", "met", "met late", "missed", "passed", "not started", "no date"]
Use = Literal["primary", "if-normal-routes-fail", "fallback"]


class PolicyRef(msgspec.Struct, frozen=True, kw_only=True):
    """Which policy the advice follows."""

    id: str
    title: str
    edition: str


class StageRef(msgspec.Struct, frozen=True, kw_only=True):
    """A stage, by its id and in the policy's own words."""

    id: str
    label: str
    title: str
    #: The group of stages that it belongs to, and whether beginning it is the policy's formal use.
    group: str | None = None
    invokes: bool = False


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who acts or is gone to: a role in the policy's own words, at an agency."""

    role: str
    agency: str


class AlsoParty(msgspec.Struct, frozen=True, kw_only=True):
    """Someone else with a part in a stage: what they are there for, and how strongly the text puts it."""

    role: str
    agency: str
    does: Does
    strength: Strength


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do now. `wait` marks an action that tells someone to wait."""

    id: str
    text: str
    source: str
    reading: bool = False
    wait: bool = False
    #: Who does it, where that is not who acts at the stage, and by when.
    by: Party | None = None
    act_by: datetime | None = None
    strength: Strength = "must"


class ClockLine(msgspec.Struct, frozen=True, kw_only=True):
    """A clock of the case's stage: whose it is, since when, until when, how strong it is, and how it stands."""

    id: str
    owner: str
    starts: datetime | None
    by: datetime | None
    strength: Strength
    status: ClockStatus
    limit: str
    #: A second quantity that the text gives for it, and what may make it shorter.
    equals: str | None
    or_sooner: str | None
    ended: datetime | None
    rule: str
    source: str
    reading: bool


class LaterStart(msgspec.Struct, frozen=True, kw_only=True):
    """A later stage that may be started at, and whose agreement that needs; nobody's where it is None."""

    stage: str
    needs: str | None


class FormLine(msgspec.Struct, frozen=True, kw_only=True):
    """A form that the policy names here: the document that it is made as, who writes it, gets it and signs it."""

    id: str
    title: str
    document: str
    text: str
    by: Party | None
    to: tuple[Party, ...]
    answered_by: Party | None
    signed_by: tuple[Party, ...]
    means: str | None
    filed: str | None
    source: str
    reading: bool


class ContactLine(msgspec.Struct, frozen=True, kw_only=True):
    """A contact who can be reached now. `hours` says whether now is in or out of office hours."""

    agency: str
    role: str
    name: str | None
    phone: tuple[str, ...]
    email: tuple[str, ...]
    hours: Literal["in", "out"]
    use: Use
    personal: bool
    as_at: str | None
    stale: bool
    note: str | None
    condition: str | None
    source: str
    reading: bool
    id: str = ""
    organisation: str | None = None
    #: Where the number is to be found, in the place of one.
    finder: str | None = None
    through: str | None = None
    #: The id of the entry that this one deputises for, and who that is.
    deputy_of: str | None = None
    deputises_for: str | None = None
    #: Who keeps the entry current.
    owner: str | None = None
    verified: Verified | None = None
    #: The last day on which it could be current, and whether that has passed.
    expires: str | None = None
    expired: bool = False
    #: It is for the people of that organisation alone.
    own_organisation: bool = False
    #: It is given by hours of its own, whatever the policy's are.
    own_hours: bool = False
    #: It is kept by whoever runs the program, and not as the policy published it.
    local: bool = False

    @property
    def can_age(self) -> bool:
        """Whether there is anything that could be out of date: of a role alone there is nothing."""
        return bool(self.phone or self.email or self.finder or self.expires)


class NotifyLine(msgspec.Struct, frozen=True, kw_only=True):
    """Someone to be told, by what means, and why."""

    id: str
    by: str
    text: str
    source: str
    reading: bool
    #: Who is told; whether only for information; how strongly; until when; in which form.
    to: tuple[Party, ...] = ()
    copied: bool = False
    strength: Strength = "must"
    within: str | None = None
    act_by: datetime | None = None
    document: str | None = None


class WarningLine(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be careful about."""

    id: WarningId
    text: str


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that the advice rests on: the rule, its clause, and whether it is a reading."""

    rule: str
    source: str
    reading: bool


class Working(msgspec.Struct, frozen=True, kw_only=True):
    """How a time was worked out: from when, how much, and each day that was counted or left out, and why."""

    of: TimeOf
    limit: str
    starts: datetime
    ends: datetime
    source: str
    reading: bool
    days: tuple[DayCount, ...]


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One stage on the drawn ladder. `skipped` has no attempt on record, `open` one that goes on while the case is elsewhere."""

    id: str
    label: str
    title: str
    state: RungState
    began: datetime | None
    ended: datetime | None
    outcome: Literal["open", "unresolved", "resolved"] | None
    by: datetime | None


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from a situation under a policy."""

    policy: PolicyRef
    status: Status
    stage: StageRef | None
    acts: Party | None
    with_: tuple[Party, ...] = msgspec.field(name="with")
    urgent: bool
    aim_by: datetime | None
    act_by: datetime | None
    overdue_since: datetime | None
    may_start_at: tuple[str, ...]
    actions: tuple[Action, ...]
    contacts: tuple[ContactLine, ...]
    documents: tuple[str, ...]
    notify: tuple[NotifyLine, ...]
    warnings: tuple[WarningLine, ...]
    because: tuple[Reason, ...]
    now: datetime
    if_no_answer: str | None
    ladder: tuple[Rung, ...]
    working: tuple[Working, ...]
    also: tuple[AlsoParty, ...] = ()
    #: The panel of the stage, in words.
    panel: str | None = None
    clocks: tuple[ClockLine, ...] = ()
    forms: tuple[FormLine, ...] = ()
    #: What each of `may_start_at` needs.
    later_starts: tuple[LaterStart, ...] = ()


Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def plain(value: object) -> Plain:
    """Any result as data for JSON. Times are ISO 8601 with their offset ("+00:00", never "Z")."""
    return _texts(msgspec.to_builtins(value, builtin_types=(datetime,)))


def _texts(value: object) -> Plain:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _texts(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(one) for one in value]
    assert value is None or isinstance(value, bool | int | float | str)
    return value


def to_json(value: object) -> str:
    """A result as indented JSON text, without escapes for ordinary letters."""
    return msgspec.json.format(msgspec.json.encode(plain(value)), indent=2).decode()
