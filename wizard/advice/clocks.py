"""The clocks that run at a stage: whose they are, since when, until when, what ended them, and which was missed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from wizard.advice.facts import Facts, applies
from wizard.advice.result import ClockStatus
from wizard.advice.situation import Happened, parse_when
from wizard.advice.worktime import Deadline, WorkingTime, as_london, utc
from wizard.policy.clock import AGREED, SAME_DAY, TODAY, quantity
from wizard.policy.model import CHALLENGED, CHALLENGING, INVOKED, UNKNOWN, Clock, Policy

#: What can follow from a missed limit, the most first.
_EFFECTS: Final = ("next stage", "may escalate")


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """What the clocks of a stage can start on. `stage` is when its time starts, `begun` whether somebody began it."""

    stage: datetime
    begun: bool = False
    #: The attempt before it: when that began and ended.
    previous_began: datetime | None = None
    previous_ended: datetime | None = None
    invoked: datetime | None = None


class Timed(msgspec.Struct, frozen=True, kw_only=True):
    """A clock that runs at the case's stage: since when, until when (None where no time is stated or known).

    `starts` is None while what starts it has not happened; `ended` is when what ends it did. With `time_unknown`
    one of the two has happened, and nobody knows when: no date follows from it, and nothing is missed.
    """

    clock: Clock
    starts: datetime | None
    deadline: Deadline | None
    ended: datetime | None = None
    time_unknown: bool = False

    @property
    def over(self) -> bool:
        """Whether what ends it has happened, if only nobody knows when."""
        return self.ended is not None or self.time_unknown

    @property
    def fixed(self) -> datetime | None:
        """The limit, where it can be missed: an aim cannot, nor can a clock that is counted anew each day.

        Neither can one that was met, nor one that nothing follows from: a breach that is only recorded moves no case.
        """
        if self.deadline is None or self.over:
            return None
        if (
            self.clock.is_aim
            or self.clock.starts == "each day"
            or self.clock.effect in ("nothing", "recorded")
        ):
            return None
        return self.deadline.at

    def status(self, now: datetime) -> ClockStatus:
        """How it stands at a moment."""
        if self.ended is not None:
            late = self.deadline is not None and utc(self.ended) > utc(self.deadline.at)
            return "met late" if late else "met"
        if self.time_unknown:
            return "no date"
        if self.starts is None:
            return "not started"
        if self.deadline is None:
            return "no date"
        if utc(self.deadline.at) >= utc(now):
            return "running"
        # What is only hoped for, or has no consequence at all, cannot be missed.
        return "passed" if self.clock.is_aim or self.clock.effect == "nothing" else "missed"


class Clocks(msgspec.Struct, frozen=True, kw_only=True):
    """What a case's clocks are worked out from."""

    policy: Policy
    facts: Facts
    time: WorkingTime
    now: datetime
    raised: datetime
    events: tuple[Happened, ...] = ()
    #: After a return: when it was, and the stages that are gone through again. What happened there before is over.
    again_since: datetime | None = None
    again: frozenset[str] = frozenset()

    def running(self, stage: str, since: Since) -> tuple[Timed, ...]:
        """The clocks of a stage. Raises CalendarEndsError."""
        return tuple(
            self._timed(clock, since, stage)
            for clock in self.policy.clocks
            if applies(clock, stage, self.facts)
        )

    def missed(self, clocks: tuple[Timed, ...]) -> Timed | None:
        """The clock that ran out first, if one has."""
        # In UTC: two London times are compared by their wall clocks, and one hour comes twice in autumn.
        past = [(utc(one.fixed), one) for one in clocks if one.fixed]
        past = [(at, one) for at, one in past if at < utc(self.now)]
        return min(past, key=lambda pair: pair[0])[1] if past else None

    def missed_at_open(self, clocks: tuple[Timed, ...]) -> Timed | None:
        """At an open attempt: the clock that ran out first of those that most follows from."""
        for effect in _EFFECTS:
            found = self.missed(tuple(one for one in clocks if one.clock.effect == effect))
            if found is not None:
                return found
        return None

    def _timed(self, clock: Clock, since: Since, stage: str) -> Timed:
        starts = self._starts(clock, since, stage)
        ended = None if starts is None else self._ended(clock, starts)
        unknown = {one.event for one in self._heard(clock) if one.at is None}
        not_known = ended is None and (clock.ends in unknown or (starts is None and clock.starts in unknown))
        return Timed(
            clock=clock,
            starts=starts,
            # Of what ended at an unknown time nobody can say whether it was in time.
            deadline=None if starts is None or not_known else self._deadline(clock, starts),
            ended=ended,
            time_unknown=not_known,
        )

    def _starts(self, clock: Clock, since: Since, stage: str) -> datetime | None:
        match clock.starts:
            case "stage":
                # Somebody else's time begins when they are asked; until then only one's own runs.
                return since.stage if since.begun or self._own_time(clock, stage) else None
            case "raised":
                return self.raised
            case "each day":
                return self.now
            case "previous stage began":
                return since.previous_began
            case "previous stage ended":
                return since.previous_ended
            case "invoked" if INVOKED not in self.policy.events:
                return since.invoked
            case event:
                times = [one.at for one in self._heard(clock) if one.event == event]
                return times[-1] if times else None

    def _heard(self, clock: Clock) -> tuple[Happened, ...]:
        """The events that a clock looks at: in a round after a return only those of that round."""
        since = self.again_since
        if since is None or not clock.at or not self.again.issuperset(clock.at):
            return self.events
        return tuple(one for one in self.events if one.at is not None and utc(one.at) >= utc(since))

    def _own_time(self, clock: Clock, stage: str) -> bool:
        """Whether it is the time of the challenging side: of the agency, or of the role that acts for it at the stage."""
        if clock.owner in (CHALLENGING, CHALLENGED):
            return clock.owner == CHALLENGING
        acts = self.policy.stage(stage).acts
        return clock.owner == acts.role and acts.agency == CHALLENGING

    def _ended(self, clock: Clock, starts: datetime) -> datetime | None:
        """When what ends the clock happened: for the first time since it started."""
        after = [
            one.at
            for one in self._heard(clock)
            if one.event == clock.ends and one.at is not None and utc(one.at) >= utc(starts)
        ]
        return min(after, key=utc, default=None)

    def _deadline(self, clock: Clock, since: datetime) -> Deadline | None:
        return self._agreed(clock) if clock.limit == AGREED else deadline(self.time, clock.limit, since)

    def _agreed(self, clock: Clock) -> Deadline | None:
        said = self.facts.value(clock.agreed_in) if clock.agreed_in else UNKNOWN
        if said == UNKNOWN:
            return None
        when = parse_when(said)
        return Deadline(at=as_london(when) if isinstance(when, datetime) else self.time.close(when), days=())


def deadline(time: WorkingTime, limit: str, since: datetime) -> Deadline | None:
    """When a limit ends that began at `since`; None where it comes to no date. Raises CalendarEndsError."""
    counted = quantity(limit)
    if counted is not None:
        match counted.unit:
            case "working days":
                return time.working_days_after(since, counted.number)
            case "working hours":
                return time.working_hours_after(since, counted.number)
            case "days":
                return time.days_after(since, counted.number)
            case "weeks":
                return time.days_after(since, 7 * counted.number)
            case "hours":
                return Deadline(at=time.hours_after(since, counted.number), days=())
    if limit == TODAY:
        return Deadline(at=time.close_today_or_now(since), days=())
    if limit == SAME_DAY:
        return Deadline(at=time.next_close(since), days=())
    return None


def in_order(events: tuple[Happened, ...]) -> tuple[Happened, ...]:
    """Events by their time; one whose time is not known comes before all others."""
    unknown = tuple(one for one in events if one.at is None)
    known = [(utc(one.at), place, one) for place, one in enumerate(events) if one.at is not None]
    return (*unknown, *(one for _, _, one in sorted(known, key=lambda each: each[:2])))
