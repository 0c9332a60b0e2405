"""Advice as plain data: what `advise --json` prints, and what every screen and template shows."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from wizard.advice.worktime import DayCount

Status = Literal["act", "in-progress", "overdue", "resolved", "complete", "outside-policy"]
WarningId = Literal[
    "skipped-stage",
    "bypass-not-agreed",
    "contact-not-listed",
    "contact-stale",
    "overdue",
    "secure-means",
    "policy-review-overdue",
]
RungState = Literal["done", "open", "skipped", "here", "ahead"]
TimeOf = Literal["act_by", "aim_by", "overdue_since"]
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


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who acts or is gone to: a role in the policy's own words, at an agency."""

    role: str
    agency: str


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do now. `wait` marks an action that tells someone to wait."""

    id: str
    text: str
    source: str
    reading: bool = False
    wait: bool = False


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


class NotifyLine(msgspec.Struct, frozen=True, kw_only=True):
    """Someone to be told, by what means, and why."""

    id: str
    by: str
    text: str
    source: str
    reading: bool


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
