"""A case in the list of cases: what is known of it whatever the time is, and how that reads at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, get_args

import msgspec

from wizard.advice.result import Status
from wizard.advice.words import say_soon
from wizard.advice.worktime import as_london

Group = Literal["overdue", "today", "week", "waiting", "later", "questions", "settled", "closed"]
GROUP_TITLES: Final[Mapping[Group, str]] = {
    "overdue": "Overdue",
    "today": "Due today",
    "week": "Due within seven days",
    "waiting": "Waiting for a reply",
    "later": "To be done, due later or with no time limit",
    "questions": "Questions to answer first",
    "settled": "At an end, with something left to do",
    "closed": "Closed",
}
#: What has to be looked at now.
DUE_GROUPS: Final[tuple[Group, ...]] = ("overdue", "today", "week")
_ORDER: Final[Mapping[str, int]] = {group: place for place, group in enumerate(get_args(Group))}
WEEK: Final = timedelta(days=7)

#: Where a case stands, as far as no time has to be known for it.
Kind = Literal["questions", "open", "settled", "closed"]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One case as it stands, until `good_until` (None: for good). `stage`, `status` and `between` are words.

    `due` is the limit that was missed, else the one that runs; `aim` the day to aim for; all in UTC. `owner` is the
    agency whose move it is. `edition` is the hash of the kept text that the line was made with. Where `lasting` is
    false the line may be kept by nobody: what it was made of is not all in the case and that text.
    """

    id: str
    version: int
    policy: str
    area: str
    between: str
    stage: str
    status: str
    kind: Kind
    opened: str
    changed: str
    due: datetime | None = None
    aim: datetime | None = None
    waiting: bool = False
    urgent: bool = False
    state: Status | None = None
    stage_id: str = ""
    owner: str = ""
    edition: str = ""
    edition_lost: bool = False
    lasting: bool = False
    good_until: datetime | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One case. `stage`, `status`, `between` and `due_text` are words; `changed` is ISO 8601 in UTC.

    `due` is the limit that was missed, else the one that runs, in London; None where there is none. `waiting`:
    an open attempt waits for a reply. `state` and `stage_id` are for other programs, None while there is no advice.
    """

    id: str
    policy: str
    area: str
    between: str
    stage: str | None
    status: str
    group: Group
    due: datetime | None
    due_text: str
    waiting: bool
    urgent: bool
    changed: str
    state: Status | None = None
    stage_id: str | None = None
    #: Whether the text of the policy that the case began under cannot be used.
    edition_lost: bool = False


def row_of(line: Line, now: datetime) -> Row:
    """The line as it reads at `now`."""
    return Row(
        id=line.id,
        policy=line.policy,
        area=line.area,
        between=line.between,
        stage=line.stage or None,
        status=line.status,
        group=_group(line, now),
        due=as_london(line.due) if line.due else None,
        due_text=_due_text(line, now),
        waiting=line.waiting,
        urgent=line.urgent,
        changed=line.changed,
        state=line.state,
        stage_id=line.stage_id or None,
        edition_lost=line.edition_lost,
    )


def in_order(rows: Iterable[Row]) -> list[Row]:
    """The rows by group, then by when they are due, then by id."""
    return sorted(rows, key=_place)


def matching(rows: Iterable[Row], search: str) -> tuple[Row, ...]:
    """The rows whose words have every word of `search` in them, in their order."""
    words = search.casefold().split()
    return tuple(row for row in rows if _has(row, words))


def _place(row: Row) -> tuple[int, bool, datetime, str]:
    # In UTC: two London times are compared by their wall clocks.
    due = row.due.astimezone(UTC) if row.due else datetime.max.replace(tzinfo=UTC)
    return _ORDER[row.group], row.due is None, due, row.id


def _has(row: Row, words: list[str]) -> bool:
    said = (
        *(row.id, row.policy, row.area, row.between, row.stage or "", row.status, row.due_text),
        GROUP_TITLES[row.group],
        "urgent danger" if row.urgent else "",
    )
    text = " ".join(said).casefold()
    return all(word in text for word in words)


def _group(line: Line, now: datetime) -> Group:
    if line.kind != "open":
        return line.kind
    if line.state == "overdue":
        return "overdue"
    if line.due is not None:
        day, today = as_london(line.due).date(), as_london(now).date()
        if day <= today:
            return "today"
        if day <= today + WEEK:
            return "week"
    return "waiting" if line.state == "in-progress" else "later"


def _due_text(line: Line, now: datetime) -> str:
    if line.kind == "closed" and line.due is None:
        return ""
    if line.due is not None and line.state == "overdue":
        return f"overdue since {say_soon(as_london(line.due), now)}"
    if line.due is not None:
        return f"due {say_soon(as_london(line.due), now)}"
    if line.aim is not None:
        return f"aim for {say_soon(as_london(line.aim), now)}"
    return "no time limit" if line.stage else ""
