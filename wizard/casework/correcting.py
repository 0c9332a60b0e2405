"""Correcting what was recorded, and taking it back: each by a new event that names the old one, and says why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast, get_args

import msgspec

from wizard.advice.answering import LONGEST_TEXT
from wizard.advice.situation import Given, GivenAttempt
from wizard.advice.worktime import as_london
from wizard.base.errors import EscalateError, Fault, NotNowError, WrongInputError, wrong_input
from wizard.base.text import unknown
from wizard.casework import record as kinds
from wizard.casework.changing import unmatched_documents
from wizard.casework.deciding import asks_already, case_of, open_question, reason_of, supposing
from wizard.casework.effective import (
    CLOSED,
    CORRECTED,
    REOPENED,
    UNDONE,
    effective,
    named_in,
    taken_back,
)
from wizard.casework.record import text
from wizard.casework.recording import impossible, time_told
from wizard.policy.model import UNKNOWN, Outcome
from wizard.register.cases import JSON, Event, NewEvent
from wizard.register.events import ERASED, ERASED_CONTENT

if TYPE_CHECKING:
    from wizard.casework.session import Session

_EVENT: Final = "--event"
#: What can be taken back. Of answers, not the one that chose the policy.
_MAY_BE_UNDONE: Final = frozenset(
    {
        *(kinds.ANSWERED, kinds.DETAILED, kinds.ERASED, kinds.ATTEMPTED, kinds.STATED),
        *("silence", "duties", CORRECTED, UNDONE, CLOSED),
        *(kinds.SENT, kinds.REMARK),
    }
)
#: After taking these back a question may be open again.
_OPENS_QUESTIONS: Final = frozenset({kinds.ANSWERED, kinds.STATED})
_TOLD_ONLY: Final = "only tells what happened, and the advice does not rest on it"
_WHY_NOT: Final[Mapping[str, str]] = {
    "replied": f"{_TOLD_ONLY}; if an attempt was recorded with it, name that event",
    "conference-held": f"{_TOLD_ONLY}; if an attempt was recorded with it, name that event",
    kinds.MADE: "says that a document was made, and it was; make it again where it is wrong",
    kinds.EDITION_MOVED: "moved the case to another text; 'escalate case edition CASE --back' takes that back",
    kinds.POLICY_NOTED: "says which text the case goes by; it goes with the answer that chose the policy",
    REOPENED: "began a new challenge; close the case again if that was not meant",
    ERASED_CONTENT: "has no content any more: it was removed, as the law allows or demands",
    ERASED: "says that content was removed, and that cannot come back",
}


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What is right of the attempt that `event` records, and why it is corrected; None leaves a thing as it is.

    Times are in ISO 8601, as people say them, or `unknown`.
    """

    event: int
    reason: str
    stage: str | None = None
    outcome: str | None = None
    began: str | None = None
    ended: str | None = None
    note: str | None = None


# Taking back.


def undo(session: Session, number: int, reason: str) -> int:
    """Takes an event back, and returns the number of the new event once that is on the disk.

    Raises WrongInputError where there is no such event, it cannot be taken back, or there would be no advice, and
    whatever saving raises; then nothing is recorded.
    """
    events = case_of(session).events
    event = _named(events, number)
    why = reason_of(reason, "the event is taken back")
    if event.kind not in _MAY_BE_UNDONE:
        raise _refused(number, _WHY_NOT.get(event.kind, "is not of a kind that can be taken back"))
    if event.kind == kinds.ANSWERED:
        _check_answer(event, events)
    if event.kind == CLOSED and session.record.closed is None:
        raise _refused(number, "is overtaken: the case was reopened since")
    data: dict[str, JSON] = {"event": number, "reason": why}
    root = _root(event, events).kind
    return _record(session, UNDONE, data, may_ask=root in _OPENS_QUESTIONS)


def _check_answer(event: Event, events: tuple[Event, ...]) -> None:
    question = text(event.data["question"])
    if question == "policy":
        raise _refused(event.seq, "chose the policy; go back to that question and choose another")
    if "@" not in question:
        return
    step = question.partition(":")[0].partition("@")[2]
    came_to = [one.seq for one in effective(events) if str(one.data.get("step", "")) == step]
    told = [
        one.seq
        for one in events
        if one.seq in came_to and one.kind in _MAY_BE_UNDONE and one.kind != kinds.ANSWERED
    ]
    instead = (
        f"; take back what the step came to: event {told[-1]}" if told else "; leave that step, or end it"
    )
    raise _refused(event.seq, f"is an answer within a step{instead}")


def _root(event: Event, events: tuple[Event, ...]) -> Event:
    """What an undoing is about in the end: undoing an undoing brings the old back."""
    while event.kind == UNDONE:
        event = events[named_in(event) - 1]
    return event


# Correcting.


def correct(session: Session, correction: Correction) -> int:
    """Corrects an attempt, and returns the number of the new event once that is on the disk.

    Raises WrongInputError with every fault: where the event records no attempt, or does not count, where nothing
    would be other, or there would be no advice; and whatever saving raises. Then nothing is recorded.
    """
    events, number = case_of(session).events, correction.event
    event = _named(events, number)
    why = reason_of(correction.reason, "the event is corrected")
    _check_attempt(session, event, events)
    counting = next(one for one in effective(events) if one.seq == number)
    said = _said(session, counting, correction)
    if all(counting.data.get(key) == value for key, value in said.items()):
        raise _refused(number, "says the same already; there is nothing to correct")
    data: dict[str, JSON] = {"event": number, "reason": why, **said}
    return _record(session, CORRECTED, data, may_ask=False)


def _check_attempt(session: Session, event: Event, events: tuple[Event, ...]) -> None:
    number = event.seq
    if event.kind == CORRECTED:
        raise _refused(number, f"is a correction itself; name the attempt, which is event {named_in(event)}")
    if event.kind in (ERASED_CONTENT, ERASED):
        raise _refused(number, _WHY_NOT[event.kind])
    if event.kind == kinds.ANSWERED:
        raise _refused(number, "is an answer; go back to its question and change it, or take it back: 'undo'")
    if event.kind != kinds.ATTEMPTED:
        raise _refused(number, "records no attempt; only an attempt can be corrected. Others can be undone")
    policy = kinds.chosen_policy(session.answers)
    if event.data.get("policy", "") not in ("", policy):
        raise _refused(
            number, "is an attempt under another policy, and is set aside; choose that policy first"
        )
    ended = _ended_by(event, events)
    if ended:
        raise _refused(
            number, f"is where an attempt began, and event {ended} says how it ended; name that one"
        )


def _ended_by(event: Event, events: tuple[Event, ...]) -> int:
    """The number of the event that says how an open attempt ended; 0 where none does."""
    counting = {one.seq: one.data for one in effective(events) if one.kind == kinds.ATTEMPTED}
    own = counting[event.seq]
    if own.get("outcome") != "open":
        return 0
    return next(
        (
            seq
            for seq, data in counting.items()
            if seq > event.seq
            and data.get("closes") is True
            and all(data.get(key) == own.get(key) for key in ("policy", "stage", "began"))
        ),
        0,
    )


def _said(session: Session, counting: Event, correction: Correction) -> dict[str, JSON]:
    """The attempt as it is right. Raises WrongInputError with every fault of it."""
    house, before = session.house(), _situation(session)
    assert house is not None  # there is advice, so that there is a policy
    now = as_london(session.now())
    attempt, faults = _attempt(counting.data, correction, now)
    faults += impossible(before, attempt, house, now)
    note = str(counting.data.get("note", "")) if correction.note is None else correction.note
    if len(note) > LONGEST_TEXT:
        what = f"is {len(note):,} letters long; expected at most {LONGEST_TEXT:,}"
        faults.append(_fault("--note-file", what))
    if faults:
        raise WrongInputError({fault.key: fault for fault in reversed(faults)}.values())
    said: dict[str, JSON] = {key: getattr(attempt, key) for key in ("stage", "began", "ended", "outcome")}
    return {**said, "note": note} if note or "note" in counting.data else said


def _situation(session: Session) -> Given:
    question = session.conversation().question
    if question is not None:
        raise wrong_input(f"the question '{question.title}' of this case is open; answer it first")
    return session.situation_given()


def _attempt(was: Mapping[str, JSON], told: Correction, now: datetime) -> tuple[GivenAttempt, list[Fault]]:
    faults: list[Fault] = []
    outcome = told.outcome if told.outcome is not None else text(was["outcome"])
    if outcome not in get_args(Outcome):
        faults.append(_fault("--outcome", unknown(outcome, "outcome of an attempt", get_args(Outcome))))
        outcome = text(was["outcome"])
    began = time_told(told.began, now, "--began", faults, since="") or text(was["began"])
    ended = time_told(told.ended, now, "--ended", faults, since="" if began == UNKNOWN else began)
    if told.ended is None and outcome != "open":
        kept = was.get("ended")
        ended = kept if isinstance(kept, str) else None
        if ended is None and was["outcome"] == "open":
            faults.append(_fault("--ended", "is missing; expected when the attempt ended, or unknown"))
    stage = told.stage if told.stage is not None else text(was["stage"])
    attempt = GivenAttempt(stage=stage, began=began, outcome=cast("Outcome", outcome), ended=ended)
    return attempt, faults


def _fault(key: str, what: str) -> Fault:
    return Fault(file="", line=0, column=0, key=key, what=what)


# Both.


def _named(events: tuple[Event, ...], number: int) -> Event:
    """The event of that number. Raises WrongInputError where there is none, or it was taken back."""
    if not 1 <= number <= len(events):
        raise _refused(number, f"is not there; the events of this case are 1 to {len(events)}")
    gone = taken_back(events)
    if number in gone:
        raise _refused(number, f"is taken back already, by event {gone[number]}; undo that to bring it back")
    return events[number - 1]


def _refused(number: int, why: str) -> WrongInputError:
    return wrong_input(f"event {number} {why}", key=_EVENT)


def _record(session: Session, kind: str, data: dict[str, JSON], *, may_ask: bool) -> int:
    """Records it, with the documents that no longer match. Raises where the case would be left without advice."""
    supposed = supposing(session, [NewEvent(kind=kind, data=data)])
    if not asks_already(session):
        _check_advice(supposed, may_ask=may_ask)
        unmatched = unmatched_documents(session, supposed)
        if unmatched:
            data = {**data, "unmatched": [one.seq for one in unmatched]}
    return session.commit([NewEvent(kind=kind, data=data)])


def _check_advice(supposed: Session, *, may_ask: bool) -> None:
    try:
        question = open_question(supposed)
    except NotNowError:
        raise
    except EscalateError as error:
        what = f"there would be no advice: {str(error).rstrip('.')}. Nothing has been recorded"
        raise wrong_input(what, key=_EVENT) from error
    if question is not None and not may_ask:
        raise wrong_input(
            f"the question '{question.title}' would be open, and there would be no advice. Nothing has been recorded",
            key=_EVENT,
        )
