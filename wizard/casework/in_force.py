"""Which text of a policy each event is recorded under: its hash stands with the event."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.casework.record import EDITION_MOVED, POLICY_NOTED, CaseRecord, chosen_policy, text
from wizard.register.cases import NewEvent


def edition_in_force(record: CaseRecord, events: Iterable[NewEvent]) -> str:
    """The hash of the kept text that a case goes by once `events` are recorded; empty where it keeps none."""
    chosen = chosen_policy(record.memory.latest())
    found = record.editions.get(chosen, "")
    for event in events:
        if event.kind == POLICY_NOTED:
            found = text(event.data.get("hash", ""))
        elif event.kind == EDITION_MOVED:
            found = text(event.data["to"])
    return found
