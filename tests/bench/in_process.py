"""One advice in process, and its floor: the same triggers on a bare `transitions` machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import msgspec
from transitions.core import Machine

from wizard.advice.advise import House, advise
from wizard.advice.ladder import RAISED, Event, Replays
from wizard.advice.situation import Given, Situation, settle
from wizard.casework.house import open_house
from wizard.policy.model import COMPLETE, RESOLVED

#: In the middle of the ladder: two stages tried, the third open.
SITUATION: Final = {
    "policy": "oxfordshire",
    "now": "2026-11-25T10:30",
    "risk": "welfare",
    "about": "criteria-for-referral",
    "from": {"agency": "education"},
    "to": ["childrens-social-care"],
    "raised": "2026-11-16T09:00",
    "attempts": [
        {"stage": "step-1", "began": "2026-11-16", "ended": "2026-11-16", "outcome": "unresolved"},
        {"stage": "step-2", "began": "2026-11-17", "ended": "2026-11-18", "outcome": "unresolved"},
        {"stage": "step-3", "began": "2026-11-23", "outcome": "open"},
    ],
}


class _Noting:
    """A machine that notes what it is asked to replay, and how the case moved."""

    def __init__(self, machine: Replays) -> None:
        self._machine = machine
        self.replays: list[tuple[str, tuple[Event, ...], tuple[str, ...]]] = []

    def replay(self, start: str, events: tuple[Event, ...]) -> tuple[str, ...]:
        states = self._machine.replay(start, events)
        self.replays.append((start, events, states))
        return states


class _Case:
    state: str


def advice_and_floor() -> tuple[Callable[[], object], Callable[[], object]]:
    """One advice, and one case attached to a bare machine, moved as that advice moves it, and detached."""
    house = open_house("oxfordshire")
    given = msgspec.convert(SITUATION, Given)
    situation = settle(given, house.policy, house.time, datetime.now(UTC), None, "the situation")
    return lambda: advise(house, situation), _floor(house, situation)


def _floor(house: House, situation: Situation) -> Callable[[], object]:
    noting = _Noting(house.machine)
    advise(msgspec.structs.replace(house, machine=noting), situation)
    if not any(events for _, events, _ in noting.replays):
        raise RuntimeError("the advice fired no trigger; expected a situation that moves the case")
    machine = _bare(house)
    replays = [(start, [event.name for event in events]) for start, events, _ in noting.replays]
    ends = noting.replays[-1][2][-1]

    def once() -> object:
        case = _Case()
        machine.add_model(case, initial=replays[0][0])
        for start, names in replays:
            if case.state != start:
                machine.set_state(start, case)
            for name in names:
                machine.events[name].trigger(case)
        machine.remove_model(case)
        return case.state

    if once() != ends:
        raise RuntimeError(f"the bare machine ended at {once()}; expected {ends}, as the advice's own")
    return once


def _bare(house: House) -> Machine:
    """A machine with the states and transitions of the policy's own, and nothing around it."""
    from wizard.advice.ladder import _transitions

    states = [RAISED, *(stage.id for stage in house.policy.stages()), RESOLVED, COMPLETE]
    return Machine(
        model=None,
        states=states,
        transitions=list(_transitions(house.policy)),
        initial=RAISED,
        auto_transitions=False,
        send_event=False,
    )
