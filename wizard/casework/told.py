"""What a step came to, in a sentence for whoever has just answered its last question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from wizard.advice.step_outcome import say_happened
from wizard.advice.steps import Happened
from wizard.casework.record import STEP_DONE
from wizard.casework.session import Session
from wizard.register.cases import Event

_NOTHING: Final = "Nothing was recorded."


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A step that is over: what it came to (None where it came to nothing), and that in a sentence."""

    happened: Happened | None
    text: str


def told(session: Session, new: Iterable[Event]) -> Told | None:
    """What the step came to that ended with the `new` events; None where none ended with them."""
    events = tuple(new)
    if all(event.kind != STEP_DONE for event in events):
        return None
    happened = next((found for event in events if (found := _happened(event))), None)
    house = session.house()
    if happened is None or house is None:
        return Told(happened=None, text=_NOTHING)
    return Told(happened=happened, text=say_happened(happened, house))


def _happened(event: Event) -> Happened | None:
    """The event as what happened; None for an answer, or the end of the step."""
    said = {"kind": event.kind, **{key: event.data.get(key, "") for key in ("stage", "at", "what")}}
    try:
        return msgspec.convert(said, Happened)
    except msgspec.ValidationError:
        return None
