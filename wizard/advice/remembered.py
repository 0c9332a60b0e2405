"""A machine and a working time that remember: the proof asks them for the same few things again and again."""

from __future__ import annotations

from datetime import datetime

from wizard.advice.ladder import Event, Replays
from wizard.advice.worktime import Deadline, WorkingTime


class RememberingMachine:
    """A machine that remembers where each event led: a step is a pure function of the state and the event."""

    def __init__(self, machine: Replays) -> None:
        self._machine = machine
        self._after: dict[tuple[str, Event], str] = {}

    def replay(self, start: str, events: tuple[Event, ...]) -> tuple[str, ...]:
        """The states gone through, `start` first."""
        states = [start]
        for event in events:
            key = (states[-1], event)
            if key not in self._after:
                self._after[key] = self._machine.replay(states[-1], (event,))[-1]
            states.append(self._after[key])
        return tuple(states)


class RememberedTime(WorkingTime, frozen=True, dict=True):
    """Working time that remembers what it worked out: the proof asks for the same few limits again and again."""

    def working_days_after(self, start: datetime, count: int) -> Deadline:
        """The close of office hours on the last of `count` working days. Raises CalendarEndsError."""
        known: dict[tuple[datetime, int], Deadline] = self.__dict__.setdefault("known", {})
        if (start, count) not in known:
            known[start, count] = super().working_days_after(start, count)
        return known[start, count]
