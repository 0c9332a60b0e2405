"""Somebody else has added to the case that is open: who, what and when, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from wizard.advice.words import say_list, say_when
from wizard.advice.worktime import as_london
from wizard.base.text import visible
from wizard.casework import record
from wizard.casework.session import Session
from wizard.register.cases import Case, Event

#: What was added, by the kind of the event; what is not here is for the program only, or "an entry".
_WHAT: Final[Mapping[str, str]] = {
    record.ANSWERED: "an answer",
    "attempted": "an attempt",
    "replied": "a reply",
    "silence": "that no reply came",
    "conference-held": "a meeting",
    "duties": "what was done",
    "detailed": "a text for a document",
    "detail-erased": "that a text was taken away",
    "document-made": "a document",
    "edition-moved": "another text of the policy",
    "corrected": "a correction",
    "undone": "that something was taken back",
    "closed": "that the case is closed",
    "reopened": "a new challenge",
    "erased": "that something was removed",
    "restored": "that the case was put back after damage",
}
_SILENT: Final = frozenset({record.STEP_BEGUN, record.STEP_LEFT, record.STEP_DONE, "policy-noted"})
_NOBODY: Final = "Somebody"
_AGAIN: Final = (
    "This is the case as it is now. Nothing that you typed is lost: look at it, and give yours again."
)


def say_added(events: Sequence[Event]) -> str:
    """Who added these events, what they are and when the last one came."""
    last = events[-1]
    kinds = dict.fromkeys(_WHAT.get(event.kind, "an entry") for event in events if event.kind not in _SILENT)
    what = f": {say_list(list(kinds))}" if kinds else ""
    return f"{who(last)} has added to this case, {_when(last)}{what}."


def who(event: Event) -> str:
    """Whose event it is."""
    name, role = visible(event.author.name), visible(event.author.role)
    if name and role:
        return f"{name} ({role})"
    return name or (f"A {role}" if role else _NOBODY)


def added_by_others(session: Session, case: Case) -> tuple[Event, ...]:
    """What is in the case and not yet in the session's own; nothing where nobody has added to it."""
    own = session.case
    return case.events[own.version :] if own is not None and own.id == case.id else ()


def take_up(session: Session) -> str:
    """Has the session go on with the case as it is now, and says what was added. Raises as `Register.get`."""
    added = session.renew()
    return f"{say_added(added)} {_AGAIN}" if added else _AGAIN


def _when(event: Event) -> str:
    try:
        return say_when(as_london(datetime.fromisoformat(event.time)))
    except ValueError:
        return "a moment ago"
