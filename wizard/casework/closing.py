"""Closing a case, and reopening it for a new challenge. What was recorded before stays, and is told."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from wizard.advice.answering import is_to_come
from wizard.advice.days import Meant
from wizard.advice.memory import Said
from wizard.advice.questions import NO, NOT_SO_FAR, NOTHING, RECOMMENDED, Question
from wizard.advice.situation import parse_when
from wizard.advice.worktime import as_london
from wizard.base.errors import Fault, WrongInputError, wrong_input
from wizard.casework.deciding import asks_already, case_of, open_question, reason_of, supposing
from wizard.casework.effective import CLOSED, REOPENED
from wizard.casework.noting import answered, said_of
from wizard.casework.recording import time_told
from wizard.casework.session import Session
from wizard.policy.model import UNKNOWN
from wizard.register.cases import JSON, NewEvent

_RAISED: Final = "--raised"


def close(session: Session, reason: str) -> int:
    """Closes the case, and returns the number of the event once it is on the disk.

    Raises WrongInputError for a case that is closed, or where no reason is given, and whatever saving raises; then
    nothing is recorded.
    """
    case_of(session)
    why = reason_of(reason, "the case is closed")
    return session.commit([NewEvent(kind=CLOSED, data={"reason": why})])


def may_reopen(session: Session) -> bool:
    """Whether the case is closed, or its challenge is at an end."""
    if session.record.closed is not None:
        return True
    if session.case is None or session.conversation().question is not None:
        return False
    return session.advice()[1].status in ("resolved", "complete")


def reopen(session: Session, reason: str = "", raised: str | None = None) -> int:
    """Begins a new challenge that was `raised` then, as people say it, or now; nothing has been tried in it.

    Returns the number of the last event once all is on the disk. Raises WrongInputError for a case whose challenge
    goes on, and whatever reading the policy and saving raise; then nothing is recorded.
    """
    case = case_of(session)
    if not may_reopen(session):
        what = "is not closed, and its challenge is not at an end; there is nothing to reopen"
        raise wrong_input(what, file=case.id)
    data: dict[str, JSON] = {"reason": reason_of(reason, "the case is reopened")} if reason.strip() else {}
    asked_before = asks_already(session)
    events = _new_challenge(session, NewEvent(kind=REOPENED, data=data), _raised(raised, session.now()))
    question = open_question(supposing(session, events))
    if question is not None and not asked_before:
        raise wrong_input(
            f"with the new challenge the question '{question.title}' would be open. Nothing has been recorded",
            file=case.id,
        )
    return session.commit(events)


def _raised(told: str | None, clock: datetime) -> str:
    now = as_london(clock)
    if told is None:
        return now.isoformat(timespec="seconds")
    if told == UNKNOWN:
        what = "is not known; expected when the new challenge was raised, such as 2026-11-16"
        raise wrong_input(what, key=_RAISED)
    faults: list[Fault] = []
    kept = time_told(told, now, _RAISED, faults, since="")
    if kept is None:
        raise WrongInputError(faults)
    if is_to_come(Meant(when=parse_when(kept)), now):
        raise wrong_input(f"'{kept}' is in the future; expected a time before now", key=_RAISED)
    return kept


def _new_challenge(session: Session, reopened: NewEvent, raised: str) -> list[NewEvent]:
    """The reopening with the answers that the new challenge begins with, so that there is advice at once."""
    begins: dict[str, tuple[str, ...]] = {"raised": (raised,), "tried": (NOTHING,)}
    events, said = [reopened], set[str]()
    while True:
        question = supposing(session, events).conversation().question
        values = _begins_with(question, begins) if question is not None else ()
        if question is None or not values or question.id in said:
            break
        said.add(question.id)
        events.append(answered(said_of(question, values)))
    # What is not asked now counts once it is.
    events += [answered(Said(question=one, values=begins[one])) for one in begins if one not in said]
    return events


def _begins_with(question: Question, begins: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The answer of a challenge that has just begun; empty for a question about the case itself."""
    kind = question.id.partition(":")[0]
    if kind == "event":
        return (NOT_SO_FAR,)
    if kind == "bypass_agreed":
        return (NO,)
    return (RECOMMENDED,) if kind == "start_at" else begins.get(question.id, ())
