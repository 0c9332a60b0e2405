"""The register as a list: what is overdue, what is due and when, what waits, and what has come to its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, get_args

import msgspec

from wizard.advice.questions import NO, ask_policy
from wizard.advice.result import Advice, Status
from wizard.advice.steps import Standing, duties_of, waiting_at
from wizard.advice.words import say_list, say_soon
from wizard.advice.worktime import as_london
from wizard.base.errors import EscalateError
from wizard.base.text import visible
from wizard.casework.kept import GoingBy, NoTextError, OnDisk, going_by
from wizard.casework.record import chosen_policy
from wizard.casework.reopening import NOT_OURS, session_of
from wizard.casework.session import Session, Surroundings
from wizard.policy.model import AGENCIES
from wizard.register.cases import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wizard.advice.advise import House

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
_WEEK: Final = timedelta(days=7)
_STATES: Final[Mapping[Status, str]] = {
    "act": "This stage is next",
    "in-progress": "Open, waiting for a reply",
    "overdue": "A time limit was missed",
    "resolved": "Settled",
    "complete": "All stages used, not settled",
    "outside-policy": "Not covered by the policy",
}


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


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """The cases that can be read, in order, and the ids of those that cannot."""

    rows: tuple[Row, ...]
    damaged: tuple[str, ...]


def board(surroundings: Surroundings, *, search: str = "") -> tuple[Row, ...]:
    """The cases by group, then by when they are due, then by id, as far as they match.

    Raises NotNowError, and EscalateError for a register that a newer version made.
    """
    return whole_board(surroundings, search=search).rows


def damaged(surroundings: Surroundings) -> tuple[str, ...]:
    """The ids of the cases that cannot be read. Raises as `board`."""
    return whole_board(surroundings).damaged


def matching(rows: Iterable[Row], search: str) -> tuple[Row, ...]:
    """The rows whose words have every word of `search` in them, in their order."""
    words = search.casefold().split()
    return tuple(row for row in rows if _has(row, words))


def whole_board(surroundings: Surroundings, *, search: str = "") -> Board:
    """The board with the ids of what is missing on it. Raises as `board`."""
    now = as_london(surroundings.clock())
    disk = OnDisk(
        house=cache(surroundings.open_house),  # one house a policy, for all its cases
        texts=cache(surroundings.open_texts) if surroundings.open_texts else None,
        local=surroundings.local_contacts,
    )
    editions = surroundings.register.editions
    open_text = cache(lambda policy, kept: going_by(disk, editions, policy, kept))
    rows: list[Row] = []
    strange: list[str] = []
    for case in surroundings.register.cases():
        try:
            rows.append(_row(surroundings, open_text, case, now))
        except NOT_OURS:
            strange.append(case.id)
    return Board(
        rows=matching(sorted(rows, key=_place), search),
        damaged=tuple(sorted({*surroundings.register.damaged(), *strange})),
    )


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


# One row.


def _row(
    surroundings: Surroundings, open_text: Callable[[str, str], GoingBy], case: Case, now: datetime
) -> Row:
    record = Session(surroundings, case).record
    answers = record.memory.latest()
    chosen = chosen_policy(answers)
    danger = answers.get("danger", (NO,)) != (NO,)
    if not chosen:
        return _unread(case, answers, "", f"Asked next: {ask_policy(()).title}", urgent=danger)
    try:
        going = open_text(chosen, record.editions.get(chosen, ""))
    except EscalateError as error:
        what = "Its policy cannot be read any more, so there is no advice"
        row = _unread(case, answers, chosen, what, urgent=danger)
        return msgspec.structs.replace(row, edition_lost=isinstance(error, NoTextError))
    house = going.house
    try:
        row = _read(session_of(surroundings, case, house), case, house, now)
    except EscalateError as error:
        what = f"There is no advice: {visible(str(error), limit=400)}"
        row = _unread(case, answers, chosen, what, urgent=danger, house=house)
    return msgspec.structs.replace(row, edition_lost=bool(going.problem))


def _read(session: Session, case: Case, house: House, now: datetime) -> Row:
    conversation, answers = session.conversation(), session.answers
    if conversation.question is not None:
        what = f"Asked next: {conversation.question.title}"
        return _unread(case, answers, house.policy.id, what, urgent=conversation.danger, house=house)
    standing = session.standing_in(conversation)
    advice = standing.advice
    due = advice.overdue_since or advice.act_by
    stage = advice.stage
    return Row(
        id=case.id,
        policy=house.policy.id,
        area=house.policy.policy.area,
        between=_between(answers, house),
        stage=f"{stage.label}: {stage.title}" if stage else None,
        status=_STATES[advice.status],
        group=_group(standing, due, now),
        due=as_london(due) if due else None,
        due_text=_due_text(advice, now),
        waiting=advice.status in ("in-progress", "overdue") and waiting_at(standing) is not None,
        urgent=advice.urgent,
        changed=case.events[-1].time,
        state=advice.status,
        stage_id=stage.id if stage else None,
    )


def _unread(
    case: Case,
    answers: Mapping[str, tuple[str, ...]],
    policy_id: str,
    what: str,
    *,
    urgent: bool,
    house: House | None = None,
) -> Row:
    """A case with no advice yet."""
    return Row(
        id=case.id,
        policy=policy_id,
        area=house.policy.policy.area if house else "",
        between=_between(answers, house),
        stage=None,
        status=what,
        group="questions",
        due=None,
        due_text="",
        waiting=False,
        urgent=urgent,
        changed=case.events[-1].time,
    )


def _between(answers: Mapping[str, tuple[str, ...]], house: House | None) -> str:
    def title(agency: str) -> str:
        if house is not None and agency in house.policy.party_agencies():
            return house.policy.agency_title(agency)
        return AGENCIES.get(agency, agency)

    one = say_list([title(agency) for agency in answers.get("from", ())])
    other = say_list([title(agency) for agency in answers.get("to", ())])
    return f"{one} to {other}" if one and other else one


def _group(standing: Standing, due: datetime | None, now: datetime) -> Group:
    status = standing.advice.status
    if status == "overdue":
        return "overdue"
    if status in ("act", "in-progress"):
        if due is not None:
            day, today = as_london(due).date(), now.date()
            if day <= today:
                return "today"
            if day <= today + _WEEK:
                return "week"
        return "waiting" if status == "in-progress" else "later"
    return "settled" if _left_to_do(standing) else "closed"


def _left_to_do(standing: Standing) -> bool:
    """What is settled is closed once its duties are done; what ended otherwise, where nothing is to be done."""
    advice = standing.advice
    if advice.urgent or advice.status != "resolved":
        return bool(advice.actions or advice.notify)
    return any(not duty.done for duty in duties_of(standing))


def _due_text(advice: Advice, now: datetime) -> str:
    if advice.overdue_since:
        return f"overdue since {say_soon(as_london(advice.overdue_since), now)}"
    if advice.act_by:
        return f"due {say_soon(as_london(advice.act_by), now)}"
    if advice.aim_by:
        return f"aim for {say_soon(as_london(advice.aim_by), now)}"
    return "no time limit" if advice.stage else ""
