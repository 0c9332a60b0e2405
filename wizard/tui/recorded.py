"""What a step came to, in one line for the advice that follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wizard.base.errors import EscalateError
from wizard.casework.session import Session

if TYPE_CHECKING:
    from wizard.advice.steps import Begun
    from wizard.register.cases import Event

_TOLD: Final = ("replied", "silence", "conference-held", "duties", "attempted")


def say_step(session: Session, begun: Begun | None) -> str:
    """What was recorded, where the step that was under way is over now; "" where none was, or it still is."""
    if begun is None or session.record.step is not None:
        return ""
    found = [event for event in session.events if event.data.get("step") == begun.number]
    event = next((one for one in found if one.kind in _TOLD), None)
    if event is None:
        return "Nothing was recorded."
    said = _say(session, event)
    return f"{said} {_now_possible(session)}".rstrip() if event.kind == "silence" else said


def _say(session: Session, event: Event) -> str:
    from wizard.advice.steps import Happened, say_happened

    house, data = session.house(), event.data
    assert house is not None
    kind = event.kind
    assert kind in _TOLD
    happened = Happened(
        kind=kind,  # type: ignore[arg-type]  # one of those told, which are the kinds of what happened
        stage=str(data.get("stage", "")),
        at=str(data.get("at", "")),
    )
    return say_happened(happened, house)


def _now_possible(session: Session) -> str:
    """After a silence: the documents that go on from there."""
    from wizard.casework.documents import LEAD_CARD, documents_for

    try:
        titles = [one.title for one in documents_for(session) if one.id != LEAD_CARD]
    except (ValueError, EscalateError):
        return ""
    return f"Press d to make: {', '.join(titles)}." if titles else ""
