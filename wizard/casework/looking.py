"""One saved case as it stands at a moment: the situation, the advice for it, and what was recorded."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from wizard.advice.conversation import Answered
from wizard.advice.questions import Question
from wizard.advice.result import Advice, Plain, plain
from wizard.advice.situation import Given
from wizard.advice.worktime import as_london
from wizard.base.errors import EscalateError, NotNowError
from wizard.casework.kept import NoTextError, edition_notes, going_by, on_disk
from wizard.casework.record import CaseRecord, chosen_policy, read_events
from wizard.casework.reopening import NOT_OURS, session_of, strange_events
from wizard.casework.session import Session, Surroundings
from wizard.register.cases import Case

if TYPE_CHECKING:
    from wizard.policy.model import Policy


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it stands.

    `situation`, fed to `advise`, gives `advice`; both are None while a `question` is open, or where a `problem`
    keeps advice from being given. `policy` is None before one is chosen, and where it cannot be read any more.
    """

    case: Case
    record: CaseRecord
    policy: Policy | None
    policy_id: str | None
    edition: str | None
    #: The hash of the text that the advice goes by, None where none is kept; what is to be known of it, in sentences.
    edition_hash: str | None = None
    edition_notes: tuple[str, ...] = ()
    #: Whether the kept text cannot be used, so that the notes come before anything else.
    edition_lost: bool = False
    answered: tuple[Answered, ...] = ()
    question: Question | None = None
    situation: Given | None = None
    advice: Advice | None = None
    problem: EscalateError | None = None


def look_at(around: Surroundings, case_id: str) -> Looked:
    """The case at the present moment. Raises as `Register.get`, and EscalateError for events that are not ours."""
    case = around.register.get(case_id)
    try:
        return _looked(around, case)
    except NOT_OURS as error:
        raise strange_events(case_id) from error


def shown(looked: Looked) -> dict[str, Plain]:
    """A case as other programs read it, with all that was written."""
    case, question = looked.case, looked.question
    return {
        "id": case.id,
        "policy": looked.policy_id,
        "edition": looked.edition,
        "edition_hash": looked.edition_hash,
        "edition_notes": list(looked.edition_notes),
        "situation": plain(looked.situation),
        "advice": plain(looked.advice),
        "events": [plain(one) for one in case.events],
        "documents": [plain(one) for one in looked.record.made],
        "question": {"id": question.id, "title": question.title} if question else None,
        "closed": plain(looked.record.closed),
    }


def _looked(around: Surroundings, case: Case) -> Looked:
    record = read_events(case.events)
    chosen = chosen_policy(record.memory.latest())
    noted = record.noted.edition if record.noted and record.noted.policy == chosen else None
    kept = record.editions.get(chosen, "")
    bare = Looked(
        case=case,
        record=record,
        policy=None,
        policy_id=chosen or None,
        edition=noted,
        edition_hash=kept or None,
    )
    # In whole seconds: that is what the situation can say.
    now = as_london(around.clock()).replace(microsecond=0)
    if not chosen:
        return _conversing(bare, Session(around, case), now)
    try:
        going = going_by(on_disk(around), around.register.editions, chosen, kept)
    except NotNowError:
        raise
    except NoTextError as error:
        return msgspec.structs.replace(bare, problem=error, edition_notes=error.problem, edition_lost=True)
    except EscalateError as error:
        return msgspec.structs.replace(bare, problem=error)
    policy = going.house.policy
    known = msgspec.structs.replace(
        bare,
        policy=policy,
        edition=policy.policy.edition,
        edition_hash=(going.hash or None) if kept else None,
        edition_notes=edition_notes(going, case.id),
        edition_lost=bool(going.problem),
    )
    return _conversing(known, session_of(around, case, going.house), now)


def _conversing(bare: Looked, session: Session, now: datetime) -> Looked:
    try:
        conversation = session.conversation()
        said = msgspec.structs.replace(bare, answered=conversation.answered, question=conversation.question)
    except EscalateError as error:
        return msgspec.structs.replace(bare, problem=error)
    if conversation.question is not None:
        return said
    try:
        _, advice = session.advice_at(now)
    except EscalateError as error:
        return msgspec.structs.replace(said, problem=error)
    situation = msgspec.structs.replace(session.situation_given(), now=now.isoformat())
    return msgspec.structs.replace(said, situation=situation, advice=advice)
