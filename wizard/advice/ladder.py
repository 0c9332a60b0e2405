"""The ladder of a policy as a state machine: what happened is replayed as triggers, and shows where a case is.

Stages, routes and endings are its states. There is one machine for a policy; a case is a small model that is
attached to it, stepped and detached. Everything that the triggers depend on is decided before they are fired
(`wizard.advice.locate`), so that the machine itself knows neither time nor facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol

import msgspec

from wizard.policy.model import COMPLETE, RESOLVED, Policy

#: Nothing has been done on the ladder yet.
RAISED: Final = "raised"


class Event(msgspec.Struct, frozen=True):
    """Something that happened, as a trigger of the machine. `stage` where it names a stage (or a ladder)."""

    trigger: str
    stage: str = ""

    @property
    def name(self) -> str:
        """The trigger's name in the machine."""
        return f"{self.trigger} {self.stage}" if self.stage else self.trigger


def attempted(stage: str) -> Event:
    """An attempt was begun at a stage."""
    return Event("attempted", stage)


def routed(stage: str) -> Event:
    """A circumstance or an imminent risk takes the case to a route's stage."""
    return Event("routed", stage)


def entered(ladder: str) -> Event:
    """Nothing has been tried: the case is at the first stage of a ladder."""
    return Event("entered", ladder)


def returned_to(stage: str) -> Event:
    """An unresolved attempt leads back to an earlier stage, as the policy says."""
    return Event("returned to", stage)


def bypassed_to(stage: str) -> Event:
    """A later stage is started at, as the policy allows."""
    return Event("bypassed to", stage)


UNRESOLVED: Final = Event("unresolved")
LIMIT_PASSED: Final = Event("limit passed")
SETTLED: Final = Event("resolved")
PASSED: Final = Event("passed")


class Replays(Protocol):
    """Anything that replays what happened and tells the state after it."""

    def replay(self, start: str, events: tuple[Event, ...]) -> tuple[str, ...]:
        """The states gone through, `start` first."""
        ...


class _Case:
    """The model that the machine moves. A plain class: `transitions` compares models with `==`."""

    state: str


class LadderMachine:
    """The machine of one policy. Not for use by two threads at once."""

    def __init__(self, policy: Policy) -> None:
        # Imported here: whoever only wants a telephone number does without it.
        from transitions.core import Machine

        self.policy = policy
        states, transitions = _states(policy), list(_transitions(policy))
        self._machine = Machine(
            model=None,
            states=states,
            transitions=transitions,
            initial=RAISED,
            auto_transitions=False,
            send_event=False,
        )

    def replay(self, start: str, events: tuple[Event, ...]) -> tuple[str, ...]:
        """Attaches a case that is in the state `start`, fires the events in order, and detaches it.

        Raises `transitions.MachineError` where an event cannot happen in the state that the case is in.
        """
        case = _Case()
        self._machine.add_model(case, initial=start)
        try:
            states = [start]
            for event in events:
                self._machine.events[event.name].trigger(case)
                states.append(case.state)
        finally:
            self._machine.remove_model(case)
        return tuple(states)


class _Move(msgspec.Struct, frozen=True):
    trigger: str
    source: str
    dest: str


def _states(policy: Policy) -> list[str]:
    return [RAISED, *(stage.id for stage in policy.stages()), RESOLVED, COMPLETE]


def _transitions(policy: Policy) -> Iterable[dict[str, str]]:
    for move in _moves(policy):
        yield {"trigger": move.trigger, "source": move.source, "dest": move.dest}


def _moves(policy: Policy) -> Iterable[_Move]:
    for ladder in policy.ladders:
        order = [stage.id for stage in ladder.stages]
        yield _Move(entered(ladder.id).name, RAISED, order[0])
        for place, stage in enumerate(order):
            after = order[place + 1] if place + 1 < len(order) else None
            yield _Move(attempted(stage).name, RAISED, stage)
            for earlier in order[: place + 1]:
                yield _Move(attempted(stage).name, earlier, stage)
                if earlier != stage:
                    yield _Move(bypassed_to(stage).name, earlier, stage)
            yield _Move(UNRESOLVED.name, stage, after or COMPLETE)
            # At the last stage a missed limit leaves the case where it is: nothing comes after.
            yield _Move(LIMIT_PASSED.name, stage, after or stage)
            yield _Move(SETTLED.name, stage, RESOLVED)
            # Past the last stage lies the end, where that stage is not on every case's ladder.
            if after or any(one.when for one in ladder.stages):
                yield _Move(PASSED.name, stage, after or COMPLETE)
            for back in ladder.stages[place].returns:
                yield _Move(returned_to(back.to).name, stage, back.to)
    on_ladders = [stage.id for ladder in policy.ladders for stage in ladder.stages]
    own = [route.stage.id for route in policy.routes if route.stage]
    for route in policy.routes:
        for source in (RAISED, COMPLETE, *on_ladders, *own):
            yield _Move(routed(route.leads_to).name, source, route.leads_to)
        if route.stage:
            yield _Move(SETTLED.name, route.stage.id, RESOLVED)
            yield _Move(LIMIT_PASSED.name, route.stage.id, route.stage.id)
            yield _Move(UNRESOLVED.name, route.stage.id, COMPLETE if route.then == "complete" else RAISED)
