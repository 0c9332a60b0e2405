"""The clocks that run at a stage: since when, until when, and which was missed."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from wizard.advice.facts import Facts, holds
from wizard.advice.worktime import Deadline, WorkingTime
from wizard.policy.model import Clock, Policy


class Timed(msgspec.Struct, frozen=True, kw_only=True):
    """A clock that runs at the case's stage: since when, and until when (None where no time is stated)."""

    clock: Clock
    starts: datetime
    deadline: Deadline | None

    @property
    def fixed(self) -> datetime | None:
        """The limit, where it can be missed: an aim cannot, nor can a clock that is counted anew each day."""
        if self.deadline is None or self.clock.strength == "aim" or self.clock.starts == "each day":
            return None
        return self.deadline.at


class Clocks(msgspec.Struct, frozen=True, kw_only=True):
    """What a case's clocks are worked out from."""

    policy: Policy
    facts: Facts
    time: WorkingTime
    now: datetime
    raised: datetime

    def running(self, stage: str, starts: datetime) -> tuple[Timed, ...]:
        """The clocks of a stage whose time starts at `starts`. Raises CalendarEndsError."""
        return tuple(
            self._timed(clock, starts)
            for clock in self.policy.clocks
            if (not clock.at or stage in clock.at) and holds(clock.when, self.facts)
        )

    def missed(self, clocks: tuple[Timed, ...]) -> Timed | None:
        """The clock that ran out first, if one has."""
        # In UTC: two London times are compared by their wall clocks, and one hour comes twice in autumn.
        past = [(one.fixed.astimezone(UTC), one) for one in clocks if one.fixed]
        past = [(at, one) for at, one in past if at < self.now.astimezone(UTC)]
        return min(past, key=lambda pair: pair[0])[1] if past else None

    def _timed(self, clock: Clock, starts: datetime) -> Timed:
        since = {"raised": self.raised, "each day": self.now, "stage": starts}[clock.starts]
        return Timed(clock=clock, starts=since, deadline=self._deadline(clock.limit, since))

    def _deadline(self, limit: str, since: datetime) -> Deadline | None:
        amount, _, unit = limit.partition(" ")
        if unit.startswith("working day") and amount.isdigit():
            return self.time.working_days_after(since, int(amount))
        if unit.startswith("hour"):
            return Deadline(at=self.time.hours_after(since, int(amount)), days=())
        if limit == "today":
            return Deadline(at=self.time.close_today_or_now(since), days=())
        if limit == "same working day":
            return Deadline(at=self.time.next_close(since), days=())
        return None
