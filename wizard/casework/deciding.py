"""A decision about a case as a whole: why it is made, and a look at what would come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.advice.answering import LONGEST_TEXT
from wizard.base.errors import EscalateError, wrong_input
from wizard.casework.session import Session
from wizard.register.cases import Case, NewEvent
from wizard.register.events import recorded

if TYPE_CHECKING:
    from wizard.advice.questions import Question


def reason_of(text: str, why: str) -> str:
    """The reason as it is kept. `why` says what it is a reason for. Raises WrongInputError where there is none."""
    if not text.strip():
        raise wrong_input(f"the reason is empty; expected why {why}", key="--reason-file")
    if len(text) > LONGEST_TEXT:
        what = f"the reason is {len(text):,} letters long; expected at most {LONGEST_TEXT:,}"
        raise wrong_input(what, key="--reason-file")
    return text.strip()


def case_of(session: Session) -> Case:
    """The case that is worked on. Raises WrongInputError where nothing is answered yet."""
    if session.case is None:
        raise wrong_input("nothing is answered yet; there is no case")
    return session.case


def supposing(session: Session, events: list[NewEvent]) -> Session:
    """The case as it would be with the events. It is for looking only: nothing of it is saved."""
    case, around = case_of(session), session.surroundings
    new = (*case.events, *recorded(events, case.version, session.now(), around.author))
    return Session(around, Case(id=case.id, version=len(new), practice=case.practice, events=new))


def open_question(session: Session) -> Question | None:
    """The question that is open; where none is there is advice, or the reason why not is raised."""
    question = session.conversation().question
    if question is None:
        session.advice()
    return question


def asks_already(session: Session) -> bool:
    """Whether there is no advice as it is, so that none can be lost."""
    try:
        return open_question(session) is not None
    except EscalateError:
        return True
