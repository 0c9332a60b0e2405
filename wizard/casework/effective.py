"""Which events of a case count, and as what: what was taken back does not, and what was corrected counts as corrected.

No event is ever changed. A correction and an undoing are events that name an earlier one, and can be undone themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from wizard.register.cases import JSON, Event

CORRECTED: Final = "corrected"
UNDONE: Final = "undone"
CLOSED: Final = "closed"
REOPENED: Final = "reopened"

#: What a correction says of an attempt; each takes the place of what was recorded.
_OF_AN_ATTEMPT: Final = ("stage", "outcome", "began", "ended", "note")


def taken_back(events: Sequence[Event]) -> dict[int, int]:
    """The numbers of the events that do not count, each with the number of the event that took it back."""
    found: dict[int, int] = {}
    # The last first: whether an undoing counts is decided by those after it.
    for event in reversed(events):
        if event.kind == UNDONE and event.seq not in found:
            found.setdefault(named_in(event), event.seq)
    return found


def corrections(events: Sequence[Event]) -> dict[int, Event]:
    """The last correction that counts, by the number of the event that it corrects."""
    gone = taken_back(events)
    return {named_in(one): one for one in events if one.kind == CORRECTED and one.seq not in gone}


def effective(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events that count, in order. A corrected attempt says what its correction says, and in `corrected` which."""
    gone, corrected = taken_back(events), corrections(events)
    return tuple(_as_corrected(one, corrected.get(one.seq)) for one in events if one.seq not in gone)


def _as_corrected(event: Event, correction: Event | None) -> Event:
    if correction is None or event.kind != "attempted":
        return event
    said: dict[str, JSON] = {key: correction.data[key] for key in _OF_AN_ATTEMPT if key in correction.data}
    data: dict[str, JSON] = {**event.data, **said, "corrected": correction.seq}
    return msgspec.structs.replace(event, data=data)


def named_in(event: Event) -> int:
    """The number of the event that a correction or an undoing names."""
    return number(event.data["event"])


def number(value: JSON) -> int:
    """A number of an event."""
    assert isinstance(value, int)
    assert not isinstance(value, bool)
    return value


# Times. An event whose content was removed has none.


def changed_at(events: Sequence[Event]) -> str:
    """The time of the last event that has one, ISO 8601 in UTC; empty where none has."""
    return next((one.time for one in reversed(events) if one.time), "")


def opened_at(events: Sequence[Event]) -> str:
    """The time of the first event that has one, ISO 8601 in UTC; empty where none has."""
    return next((one.time for one in events if one.time), "")
