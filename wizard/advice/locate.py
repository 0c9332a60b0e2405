"""Where a case is: its status, its stage, and the times that follow, by the reading rules.

The order of decision: outside the policy; a resolved attempt; a route; the furthest attempt on the ladder.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from wizard.advice.bypasses import leading_to, open_bypasses
from wizard.advice.clocks import Clocks, Since, Timed
from wizard.advice.facts import Facts, holds
from wizard.advice.history import Held, History, happened_in_order, ladder_of, stages_on
from wizard.advice.ladder import (
    LIMIT_PASSED,
    PASSED,
    SETTLED,
    UNRESOLVED,
    Event,
    Replays,
    attempted,
    bypassed_to,
    entered,
    routed,
)
from wizard.advice.result import Status
from wizard.advice.situation import Situation
from wizard.advice.worktime import WorkingTime
from wizard.policy.model import COMPLETE, Bypass, Gate, Outside, Pass, Policy, Route, Rule

BypassAnswer = Literal["none", "taken", "refused"]


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where a case is, and what decided that."""

    status: Status
    stage: str | None
    ladder: str
    #: The states gone through since the attempts; the last is where the case is.
    path: tuple[str, ...] = ()
    decided_by: tuple[Rule, ...] = ()
    outside: Outside | None = None
    #: The open attempt that the case waits for, or whose limit has passed.
    open_attempt: Held | None = None
    clocks: tuple[Timed, ...] = ()
    #: The clock that was missed, and its deadline.
    missed: Timed | None = None
    skipped: tuple[str, ...] = ()
    may_start_at: tuple[str, ...] = ()
    bypass: BypassAnswer = "none"
    #: The stage that the case would be at without the bypass.
    stays_at: str | None = None
    #: What must be so before the stage may begin, and is not yet.
    gates: tuple[Gate, ...] = ()
    #: When the time of the stage started.
    since: datetime | None = None

    @property
    def held(self) -> Gate | None:
        """The first gate that keeps the stage from beginning."""
        return next((gate for gate in self.gates if gate.holds), None)

    @property
    def overdue_since(self) -> datetime | None:
        """The limit that was missed."""
        return self.missed.fixed if self.missed else None


class _Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place on the ladder while it is being decided."""

    stage: str
    status: Status
    starts: datetime
    events: tuple[Event, ...]
    decided_by: tuple[Rule, ...]
    missed: Timed | None = None
    open_attempt: Held | None = None


class _Leave(msgspec.Struct, frozen=True, kw_only=True):
    """What the policy lets this case go past."""

    passing: tuple[Pass, ...]
    passable: frozenset[str]
    bypasses: tuple[Bypass, ...]


def locate(
    policy: Policy, situation: Situation, past: History, facts: Facts, time_: WorkingTime, machine: Replays
) -> Position:
    """Where the case is. Of `situation` the attempts are not looked at: `past` says what they come to.

    Raises CalendarEndsError where a day outside the known calendar would be needed.
    """
    return _Locating(policy, situation, past, facts, time_, machine).position()


class _Locating:
    """One case being located; the parts of the decision share what they look at."""

    def __init__(
        self,
        policy: Policy,
        situation: Situation,
        past: History,
        facts: Facts,
        time_: WorkingTime,
        machine: Replays,
    ) -> None:
        self.policy = policy
        self.past = past
        self.facts = facts
        self.machine = machine
        self.now = situation.now
        self.raised = situation.raised
        self.wish = situation.start_at
        self.agreed = situation.bypass_agreed
        self.ladder = ladder_of(policy, facts)
        self.order = [stage.id for stage in stages_on(self.ladder, facts, past.on_record)]
        self.clocks = Clocks(
            policy=policy,
            facts=facts,
            time=time_,
            now=situation.now,
            raised=situation.raised,
            events=happened_in_order(situation),
            again_since=past.returned.at if past.returned else None,
            again=self._again(),
        )

    def position(self) -> Position:
        for rule in self.policy.outside:
            if holds(rule.when, self.facts):
                return Position(
                    status="outside-policy",
                    stage=None,
                    ladder=self.ladder.id,
                    outside=rule,
                    decided_by=(rule,),
                )
        if self.past.resolved is not None:
            return self._resolved(self.past.resolved)
        spent: list[Route] = []
        for route in self.policy.routes:
            if not holds(route.when, self.facts):
                continue
            own = self.past.at(route.leads_to) if route.stage else self._on_record(route.leads_to)
            if own is None and route.before_the_ladder and self.past.on_record:
                continue
            if _takes(route, own):
                return self._on_route(route, own)
            if route.stage is not None:
                spent.append(route)
                if route.then == "complete":
                    return self._complete((routed(route.leads_to), UNRESOLVED), (route,))
        return self._on_ladder(tuple(spent))

    def _on_record(self, stage: str) -> Held | None:
        """An attempt at a stage of the ladder, where there is one. Which it is does not matter to a route."""
        return self.past.furthest if stage in self.past.on_record else None

    def _complete(self, events: tuple[Event, ...], decided_by: tuple[Rule, ...]) -> Position:
        return Position(
            status="complete",
            stage=None,
            ladder=self.ladder.id,
            path=self._replay(events),
            decided_by=(*decided_by, self.policy.ending("complete")),
        )

    # (b) A resolved attempt closes the ladder, whatever came after it.

    def _resolved(self, attempt: Held) -> Position:
        beside = any(route.stage and route.stage.id == attempt.stage for route in self.policy.routes)
        onto = routed(attempt.stage) if beside else attempted(attempt.stage)
        return Position(
            status="resolved",
            stage=None,
            ladder=self.ladder.id,
            path=self._replay((onto, SETTLED)),
            decided_by=(self.policy.ending("resolved"),),
        )

    # (c), (d) Routes.

    def _on_route(self, route: Route, own: Held | None) -> Position:
        open_attempt = own if own is not None and own.outcome == "open" else None
        starts = open_attempt.began if open_attempt else self._starts_on_route()
        clocks = self.clocks.running(route.leads_to, self._since(starts, open_attempt))
        missed = self.clocks.missed(clocks)
        status: Status = "in-progress" if open_attempt else "act"
        return Position(
            status="overdue" if missed else status,
            stage=route.leads_to,
            ladder=self.ladder.id,
            path=self._replay((routed(route.leads_to),)),
            decided_by=(route,),
            open_attempt=open_attempt,
            clocks=clocks,
            missed=missed,
            gates=() if open_attempt else self._shut(route.leads_to),
            since=starts,
        )

    # (e) The attempts on the ladder: the furthest decides.

    def _on_ladder(self, spent: tuple[Rule, ...]) -> Position:
        furthest = self.past.furthest
        if furthest is not None and furthest.outcome == "open" and not self._before_return(furthest):
            return self._placed(self._at_open(furthest, spent))
        place = self._next(spent)
        return self._complete(*place) if isinstance(place, tuple) else self._placed(place)

    def _next(self, spent: tuple[Rule, ...]) -> _Place | tuple[tuple[Event, ...], tuple[Rule, ...]]:
        """The stage that nobody has begun: the first one, the one after the furthest attempt, or the one led back to.

        Where none is left, what to complete the ladder with: the events, and the rules that decided.
        """
        back = self.past.returned
        begun = self.past.furthest is not None or back is not None
        events: tuple[Event, ...] = () if begun else (entered(self.ladder.id),)
        stage = self._replay(events)[-1]
        if back is not None and self._led_back():
            spent = (*spent, back.rule)
        leave = self._leave()
        passed: list[str] = []
        while stage != COMPLETE:
            elsewhere = stage not in self.order
            passable = stage in leave.passable and stage != self.order[-1]
            if not elsewhere and not passable:
                break
            events = (*events, PASSED)
            if not elsewhere:
                passed.append(stage)
            stage = self._replay(events)[-1]
        by = tuple(rule for rule in leave.passing if not set(rule.stages).isdisjoint(passed))
        if stage == COMPLETE:
            return events, (*spent, *by)
        return _Place(
            stage=stage, status="act", starts=self._starts(), events=events, decided_by=(*spent, *by)
        )

    def _again(self) -> frozenset[str]:
        """The stages that a return has the case go through again, on whatever branch."""
        if self.past.returned is None:
            return frozenset()
        order = [stage.id for stage in self.ladder.stages]
        return frozenset(order[order.index(self.past.returned.rule.to) :])

    def _before_return(self, attempt: Held) -> bool:
        """Whether an attempt lies before the stage that the case was led back to, and so decides no longer."""
        back = self.past.returned
        return back is not None and self.order.index(attempt.stage) < self.order.index(back.rule.to)

    def _led_back(self) -> bool:
        """Whether the case stands where a return led it, with nothing tried since."""
        furthest = self.past.furthest
        return self.past.returned is not None and (furthest is None or self._before_return(furthest))

    def _at_open(self, attempt: Held, spent: tuple[Rule, ...]) -> _Place:
        """The open attempt's own stage; once its limit has passed the stage after, whose time starts now."""
        running = self.clocks.running(attempt.stage, self._since(attempt.began, attempt))
        missed = self.clocks.missed_at_open(running)
        later = self._after(attempt.stage)
        moves = missed is not None and missed.clock.effect == "next stage"
        # At the last stage of the case it stays; a stage of other cases may come after it on the drawn ladder.
        last = attempt.stage == self.ladder.stages[-1].id
        events: tuple[Event, ...] = (LIMIT_PASSED,) if moves and (later or last) else ()
        stage = attempt.stage
        if events and later:
            stage = self._replay(events)[-1]
            while stage not in self.order:
                events = (*events, PASSED)
                stage = self._replay(events)[-1]
        return _Place(
            stage=stage,
            status="overdue" if missed else "in-progress",
            # At the last stage nothing comes after: it stays there, and its own limit is the one missed.
            starts=attempt.began if stage == attempt.stage else self.now,
            events=events,
            decided_by=spent,
            missed=missed,
            open_attempt=attempt,
        )

    def _leave(self) -> _Leave:
        passing = tuple(rule for rule in self.policy.passes if holds(rule.when, self.facts))
        return _Leave(
            passing=passing,
            passable=frozenset(one for rule in passing for one in rule.stages),
            bypasses=open_bypasses(self.policy, self.facts),
        )

    def _placed(self, place: _Place) -> Position:
        """Answers a wish to start later, starts the clocks, and puts the position together."""
        leave = self._leave()
        answer: BypassAnswer = "none"
        stays_at: str | None = None
        quiet = leave.passable | self._passed_by_routes()
        for rule in leave.bypasses:
            if rule.needs == "discretion":
                quiet |= self._passed_at_discretion(rule)
        if self.wish is not None and self.wish in self._after(place.stage):
            stays_at = place.stage
            allowing = self._allowing(leave, place)
            answer = "taken" if allowing else "refused"
            place = self._moved(place, self.wish, allowing) if allowing else _decided(place, leave.bypasses)
            if allowing:
                quiet |= set(self.order)
        attempt = (
            place.open_attempt if place.open_attempt and place.open_attempt.stage == place.stage else None
        )
        clocks = self.clocks.running(place.stage, self._since(place.starts, attempt))
        missed = self.clocks.missed(clocks) if place.status == "act" else place.missed
        before = self.order[: self.order.index(place.stage)]
        return Position(
            status="overdue" if missed else place.status,
            stage=place.stage,
            ladder=self.ladder.id,
            path=self._replay(place.events),
            decided_by=place.decided_by,
            open_attempt=place.open_attempt,
            clocks=clocks,
            missed=missed,
            skipped=tuple(
                one
                for one in before
                if one not in self.past.on_record and one not in quiet and not self._other_branch(one)
            ),
            may_start_at=self._may_start_at(place, leave, missed),
            bypass=answer,
            stays_at=stays_at,
            gates=() if attempt else self._shut(place.stage),
            since=place.starts,
        )

    def _other_branch(self, stage: str) -> bool:
        """Whether a stage is one branch of a fork of which another was taken."""
        stages = self.ladder.stages
        place = next(number for number, one in enumerate(stages) if one.id == stage)
        beside: set[str] = set()
        for step in (-1, 1):
            number = place
            while 0 <= number < len(stages) and stages[number].when is not None:
                beside.add(stages[number].id)
                number += step
        return not beside.isdisjoint(self.past.on_record)

    def _missed_before(self, place: _Place) -> Timed | None:
        """The limit that was missed where the case is without a wish."""
        if place.status != "act":
            return place.missed
        return self.clocks.missed(self.clocks.running(place.stage, self._since(place.starts, None)))

    def _passed_at_discretion(self, rule: Bypass) -> set[str]:
        """The stages that may lie before the case untried: all, or those before a stage that it may start at and did."""
        reached = [
            self.order.index(one) for one in rule.to if one in self.past.on_record and one in self.order
        ]
        return set(self.order[: max(reached, default=0)] if rule.to else self.order)

    def _may_start_at(self, place: _Place, leave: _Leave, missed: Timed | None) -> tuple[str, ...]:
        """The later stages that may be started at: by a bypass, or since a limit has passed that allows it."""
        later = self._after(place.stage)
        open_to = {one for rule in leave.bypasses for one in (rule.to or later)}
        if missed and missed.clock.effect == "may escalate":
            open_to |= set(later[:1])
        return tuple(one for one in later if one in open_to)

    def _shut(self, stage: str) -> tuple[Gate, ...]:
        """The gates of a stage that are not open."""
        return tuple(gate for gate in self.policy.stage(stage).gates if not holds(gate.opens, self.facts))

    def _since(self, starts: datetime, attempt: Held | None) -> Since:
        """What the clocks of a stage can start on. `attempt` is the one that is open there."""
        previous = self.past.before if attempt else self.past.furthest
        return Since(
            stage=starts,
            begun=attempt is not None,
            previous_began=previous.began if previous else None,
            previous_ended=previous.finished if previous else None,
            invoked=self.past.invoked,
        )

    def _after(self, stage: str) -> list[str]:
        """The stages of the ladder that come after one."""
        return self.order[self.order.index(stage) + 1 :]

    def _allowing(self, leave: _Leave, place: _Place) -> tuple[Rule, ...]:
        """The rules that allow the bypass that is wished for; none where what they need is missing."""
        rules: list[Rule] = [
            rule
            for rule in leading_to(leave.bypasses, self.wish)
            if rule.needs == "discretion" or self.agreed
        ]
        missed = self._missed_before(place)
        if missed and missed.clock.effect == "may escalate" and self.wish in self._after(place.stage)[:1]:
            rules.append(missed.clock)
        return tuple(rules)

    def _moved(self, place: _Place, wish: str, allowing: tuple[Rule, ...]) -> _Place:
        in_progress = place.status == "in-progress"
        # Past a limit that only allows the next stage: its time starts now, as where the limit leads there itself.
        here = place.open_attempt is not None and place.open_attempt.stage == place.stage
        overdue = here and place.status == "overdue"
        return msgspec.structs.replace(
            place,
            stage=wish,
            status="act" if in_progress else place.status,
            starts=self._starts() if in_progress else self.now if overdue else place.starts,
            events=(*place.events, bypassed_to(wish)),
            decided_by=(*place.decided_by, *allowing),
        )

    def _passed_by_routes(self) -> set[str]:
        """The stages that lie before one which a route leads this case to straight away."""
        passed: set[str] = set()
        for route in self.policy.routes:
            if route.to in self.order and holds(route.when, self.facts):
                passed |= set(self.order[: self.order.index(route.to)])
        return passed

    def _starts(self) -> datetime:
        """When a stage's time starts: the furthest attempt's end, else when the disagreement was raised."""
        if self.past.returned and self._led_back():
            return self.past.returned.at
        if self.past.furthest:
            return self.past.furthest.finished
        # An attempt beside the ladder is one too, where it is the only kind on record.
        return max((one.finished for one in self.past.beside), default=self.raised)

    def _starts_on_route(self) -> datetime:
        """As `_starts`; where the furthest attempt is overdue, what comes next starts now."""
        furthest = self.past.furthest
        if furthest is None or furthest.outcome != "open":
            return self._starts()
        overdue = self.clocks.missed(
            self.clocks.running(furthest.stage, self._since(furthest.began, furthest))
        )
        return self.now if overdue else furthest.finished

    def _replay(self, events: tuple[Event, ...]) -> tuple[str, ...]:
        return self.machine.replay(self.past.state, events)


def _takes(route: Route, own: Held | None) -> bool:
    if own is None or route.until == "never":
        return True
    return route.until == "unresolved" and own.outcome == "open"


def _decided(place: _Place, rules: tuple[Rule, ...]) -> _Place:
    return msgspec.structs.replace(place, decided_by=(*place.decided_by, *rules))
