"""An attempt that is recorded without the questions of a step: from the command line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, cast, get_args

import msgspec

from wizard.advice.answering import LONGEST_TEXT, far_back, is_before, is_to_come
from wizard.advice.days import read_when
from wizard.advice.questions import Question
from wizard.advice.situation import Given, GivenAttempt, parse_when, settle
from wizard.advice.steps import open_at
from wizard.advice.words import say_list
from wizard.advice.worktime import as_london
from wizard.base.errors import Fault, WrongInputError, wrong_input
from wizard.base.text import unknown, visible
from wizard.casework.in_force import edition_in_force
from wizard.casework.record import ATTEMPTED, attempted
from wizard.casework.reopening import read_session, session_of
from wizard.casework.still_open import check_open
from wizard.policy.model import UNKNOWN, Outcome
from wizard.register.cases import Case, NewEvent
from wizard.register.events import recorded

if TYPE_CHECKING:
    from wizard.advice.advise import House
    from wizard.casework.session import Session, Surroundings

_STAGE: Final = "--stage"
_OUTCOME: Final = "--outcome"
_BEGAN: Final = "--began"
_ENDED: Final = "--ended"
_NOTE: Final = "--note-file"
_KEYS: Final = {"stage": _STAGE, "outcome": _OUTCOME, "began": _BEGAN, "ended": _ENDED}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt as it was told: times in ISO 8601, as people say them, or `unknown`; None where nothing was said."""

    stage: str
    outcome: str
    began: str | None = None
    ended: str | None = None
    note: str = ""


def record_attempt(around: Surroundings, case_id: str, told: Told) -> int:
    """Adds an attempt to a case, and returns the number of its event once that is on the disk.

    Where it is not told, it began when the attempt that is open at that stage did, else now; and unless it is
    open, it ended now. Raises WrongInputError with every fault, also while a question of the case is open, and
    whatever reading and saving the case raise; then nothing is recorded.
    """
    session = read_session(around, case_id)
    house, case = session.house(), session.case
    check_open(session.record, case_id, (ATTEMPTED,))
    question = session.conversation().question
    if question is not None:
        raise wrong_input(
            f"the question '{question.title}' of this case is open; answer it first: 'escalate' or "
            "'escalate ask' asks it",
            file=case_id,
        )
    assert house is not None  # no conversation ends without a policy
    assert case is not None
    now = as_london(around.clock())
    attempt = _attempt(session, house, told, now)
    events = _events(session, house, attempt, told.note, now)
    around.register.commit(
        case.id,
        events,
        expected_version=case.version,
        at=now,
        author=around.author,
        edition=edition_in_force(session.record, events),
    )
    return case.version + 1


# The attempt.


def _attempt(session: Session, house: House, told: Told, now: datetime) -> GivenAttempt:
    faults: list[Fault] = []
    before = session.situation_given()
    open_attempt = open_at(session.standing(), told.stage)
    present = now.isoformat(timespec="seconds")
    began = time_told(told.began, now, _BEGAN, faults, since="")
    began = began or (open_attempt.began if open_attempt else present)
    ended = time_told(told.ended, now, _ENDED, faults, since="" if began == UNKNOWN else began)
    if told.outcome not in get_args(Outcome):
        what = unknown(told.outcome, "outcome of an attempt", get_args(Outcome))
        faults.append(Fault(file="", line=0, column=0, key=_OUTCOME, what=what))
    if len(told.note) > LONGEST_TEXT:
        what = f"is {len(told.note):,} letters long; expected at most {LONGEST_TEXT:,}"
        faults.append(Fault(file="", line=0, column=0, key=_NOTE, what=what))
    known = told.outcome in get_args(Outcome)
    if ended is None and known and told.outcome != "open":
        ended = present
    attempt = GivenAttempt(
        stage=told.stage,
        began=began,
        outcome=cast("Outcome", told.outcome) if known else "unresolved",
        ended=ended,
    )
    faults += impossible(before, attempt, house, now)
    if faults:
        raise WrongInputError({fault.key: fault for fault in reversed(faults)}.values())
    return attempt


def time_told(text: str | None, now: datetime, key: str, faults: list[Fault], *, since: str) -> str | None:
    """A time that was told, in ISO 8601 or as people say it, as it is kept. None where there is none, or it is at fault.

    `since` is what it cannot lie before, "" for nothing; `key` is the argument that a fault names.
    """
    if text is None or text == UNKNOWN:
        return text
    try:
        parse_when(text)
    except ValueError:
        pass
    else:
        return text
    try:
        meanings = read_when(text, now)
    except ValueError as error:
        faults.append(Fault(file="", line=0, column=0, key=key, what=str(error)))
        return None
    # Of what it can mean, only what can be: no day that is to come, none before the attempt began.
    left = [one for one in meanings if not is_to_come(one, now)] or list(meanings[:1])
    left = [one for one in left if not is_before(one.kept, since)] or left[:1]
    if len(left) > 1:
        every = say_list([f"{one.said} ({one.kept})" for one in left], "or")
        what = f"'{visible(text, limit=40)}' can mean {every}; write which of them you mean"
        faults.append(Fault(file="", line=0, column=0, key=key, what=what))
        return None
    if far_back(text, left[0], now):
        what = f"'{visible(text, limit=40)}' would be {left[0].said}; write it with its year"
        faults.append(Fault(file="", line=0, column=0, key=key, what=what))
        return None
    return left[0].kept


def impossible(before: Given, attempt: GivenAttempt, house: House, now: datetime) -> list[Fault]:
    """The faults that `advise` would find in the attempt, each at the argument that it comes from."""
    alone = msgspec.structs.replace(before, attempts=(attempt,))
    try:
        settle(alone, house.policy, house.time, now, None, "")
    except WrongInputError as error:
        return [
            msgspec.structs.replace(fault, key=_KEYS.get(fault.key.rpartition(".")[2], fault.key))
            for fault in error.faults
        ]
    return []


# What is recorded.


def _events(
    session: Session, house: House, attempt: GivenAttempt, note: str, now: datetime
) -> list[NewEvent]:
    """The attempt. Raises where there would be no advice with it."""
    before = open_at(session.standing(), attempt.stage)
    # With the same beginning it is the open attempt itself, that has come to its end.
    closes = before is not None and before.began == attempt.began
    events = [attempted(attempt, house.policy.id, closes=closes, note=note)]
    question = _asked_then(session, house, events, now)
    if question is not None:
        raise wrong_input(
            f"with this attempt the question '{question.title}' would be open, and there would be no advice. "
            "Nothing has been recorded; record it in 'escalate', which asks that as well"
        )
    return events


def _asked_then(session: Session, house: House, events: list[NewEvent], now: datetime) -> Question | None:
    """The question that would be open with the events; where none is, there is advice, or its error is raised."""
    case = session.case
    assert case is not None
    around = session.surroundings
    new = (*case.events, *recorded(events, case.version, now, around.author))
    supposed = session_of(
        around, Case(id=case.id, version=len(new), practice=case.practice, events=new), house
    )
    question = supposed.conversation().question
    if question is None:
        supposed.advice_at(now)
    return question
