"""Coming back to a case: where it was left, how long ago, what is due, and what has changed meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime

from wizard.advice.result import Advice
from wizard.advice.words import say_soon
from wizard.advice.worktime import as_london
from wizard.base.errors import EscalateError
from wizard.casework.effective import changed_at
from wizard.casework.kept import edition_notes
from wizard.casework.looked import note_look
from wizard.casework.noting import digest_of
from wizard.casework.reopening import NOT_OURS
from wizard.casework.session import Session, Surroundings

_MINUTE = 60
_HOUR = 60 * _MINUTE
#: So many things that would differ are said on coming back.
_DIFFERENCES_SAID = 3


def left_open(surroundings: Surroundings) -> Session | None:
    """The case that was being worked on when the program last ended, if it was not closed with intent."""
    place = surroundings.register.places.last()
    if place is None or place.left:
        return None
    try:
        session = Session.resume(surroundings, surroundings.register.get(place.case))
        session.conversation()
    except (EscalateError, *NOT_OURS):
        return None  # it is told of where the cases are listed
    note_look(surroundings, "looked", case=place.case)
    return session


def welcome_back(session: Session) -> tuple[str, ...]:
    """What has elapsed and changed since somebody was last in the case, a sentence each; none for a new case."""
    case = session.case
    if case is None:
        return ()
    left = _left_at(session)
    said = [f"You left {_ago(session, left)}."]
    try:
        said += _due(session, left)
    except EscalateError as error:
        said += error.lines()
    said += _policy(session)
    return tuple(said)


def _left_at(session: Session) -> datetime:
    case = session.case
    assert case is not None
    # What was removed has no time; a case of which nothing has one was left just now.
    left = datetime.fromisoformat(changed_at(case.events) or session.now().astimezone(UTC).isoformat())
    if session.left_at is not None:
        left = max(left, datetime.fromisoformat(session.left_at).astimezone(UTC))
    return as_london(left)


def _ago(session: Session, left: datetime) -> str:
    now = session.now()
    seconds = int((now.astimezone(UTC) - left.astimezone(UTC)).total_seconds())
    days = (as_london(now).date() - left.date()).days
    if days < 1:
        if seconds < _MINUTE:
            return "a moment ago"
        if seconds < _HOUR:
            return _count(seconds // _MINUTE, "minute") + " ago"
        return _count(seconds // _HOUR, "hour") + " ago"
    working = _working_days(session, left)
    ago = "yesterday" if days == 1 else f"{days} days ago"
    return f"{ago} ({_count(working, 'working day')})" if working is not None else ago


def _working_days(session: Session, left: datetime) -> int | None:
    try:
        house = session.house()
        return house.time.working_days_between(left, session.now()) if house else None
    except EscalateError:
        return None


def _due(session: Session, left: datetime) -> list[str]:
    """What is due, and whether that is another thing than when the case was left."""
    if session.record.closed is not None:
        return ["This case is closed. Nothing is due."]
    if session.conversation().question is not None:
        return ["There are questions to answer before there is advice."]
    _, advice = session.advice()
    said = [_stage(advice, session.now())]
    try:
        _, then = session.advice_at(left)
    except (ValueError, EscalateError):
        return said
    if then.status != advice.status or then.stage != advice.stage:
        was = f"{then.stage.label} was next" if then.stage and then.status == "act" else ""
        was = was or (f"{then.stage.label} was open" if then.stage else "it stood otherwise")
        said.append(f"That has changed: when you left, {was}.")
    return said


def _stage(advice: Advice, now: datetime) -> str:
    if advice.stage is None:
        return {
            "resolved": "It is settled. What remains is to close it well.",
            "complete": "All stages have been used, and it is not settled.",
        }.get(advice.status, "The policy does not cover it.")
    label = advice.stage.label
    if advice.overdue_since:
        return f"{label} is due now: a time limit passed {say_soon(advice.overdue_since, now)}."
    if advice.act_by:
        return f"{label} is due {say_soon(advice.act_by, now)}."
    if advice.aim_by:
        return f"{label} is to be done by {say_soon(advice.aim_by, now)}, if that can be."
    return f"{label} has no time limit in days. Do it as soon as you can."


def _policy(session: Session) -> list[str]:
    going, case_id = session.going_by(), session.case_id
    if going is not None and going.kept and case_id is not None:
        if not going.changed:
            return ["The policy has not changed."]
        notes = edition_notes(going, case_id)
        return [*notes[:-1], *_different(session), *notes[-1:]]
    house, noted = session.house(), session.record.noted
    if house is None or noted is None or noted.policy != house.policy.id:
        return []
    if noted.digest == digest_of(house):
        return ["The policy has not changed."]
    edition = house.policy.policy.edition
    return [
        f"The policy has changed since: it was '{noted.edition}', and is '{edition}' now. "
        "The advice goes by the new text."
        if noted.edition != edition
        else "What this program holds of the policy has been put right since. The advice goes by the new text."
    ]


def _different(session: Session) -> list[str]:
    """What would differ for the case under the policy on the disk, a line each, and no more than a few."""
    from wizard.casework.editions import differences_for  # costs nothing until a policy changes

    try:
        found = differences_for(session)
    except EscalateError:
        return []  # why that is so stands with the case
    if found is None:
        return []
    lines = [f"Under the policy on the disk: {one}" for one in found.lines[:_DIFFERENCES_SAID]]
    more = len(found.lines) - _DIFFERENCES_SAID
    if more > 0:
        lines.append(f"Under the policy on the disk, {_count(more, 'thing')} more would differ.")
    if found.blocked:
        lines.append("The case cannot be moved to it: something of the case would be lost.")
    return lines


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
