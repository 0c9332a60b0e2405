"""Which answers decided: for a stage, a time, the people and a notice, the questions whose answers were read.

This follows the order of decision of `wizard.advice.locate` and names what each decision on the way looked at,
and no more: whatever is not named could have been answered otherwise, and the stage and its times were the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from wizard.advice.clocks import Timed
from wizard.advice.facts import holds
from wizard.advice.history import Held, History, stages_on
from wizard.advice.located import Located
from wizard.advice.situation import Attempt
from wizard.policy.clock import AGREED, SAME_DAY, TODAY
from wizard.policy.model import CHALLENGED, CHALLENGING, INVOKED, Clock, Person, Title, When

Ids = frozenset[str]
NONE: Final[Ids] = frozenset()
RAISED: Final[Ids] = frozenset({"raised", "raised_earliest"})

#: The questions that each fact is known from. Whether someone is in danger comes before the risk that is given.
_QUESTIONS: Final[dict[str, tuple[str, ...]]] = {
    "risk": ("danger", "risk"),
    "circumstance": ("circumstance",),
    "subject": ("subject",),
    "about": ("about",),
    "sector": ("sector",),
    "challenging": ("from",),
    "challenged": ("to",),
    "party": ("from", "to"),
    "agency": ("from", "to"),
    "dispute": ("from", "to"),
    "tried": ("tried",),
}


def questions_of(fact: str) -> tuple[str, ...]:
    """The questions that a fact of a condition is known from: a field of `When`, or a fact or event of the policy."""
    return _QUESTIONS.get(fact, (fact,))


def facts_named(when: When | None) -> tuple[str, ...]:
    """The facts that a condition names; the policy's own as "fact:priority" and "event:reply"."""
    if when is None:
        return ()
    own = [f"fact:{name}" for name in when.facts]
    own += [f"event:{name}" for name in (*when.happened, *when.not_happened)]
    return (*(name for name in _QUESTIONS if getattr(when, name)), *own)


def _only(when: When, name: str) -> When:
    """The part of a condition that names one fact."""
    kind, _, own = name.partition(":")
    if kind == "fact":
        return When(facts={own: when.facts[own]})
    if kind == "event":
        return When(
            happened=when.happened if own in when.happened else (),
            not_happened=(own,) if own in when.not_happened else (),
        )
    return msgspec.structs.replace(When(), **{name: getattr(when, name)})


def countable(clock: Clock) -> bool:
    """Whether a clock comes to a time at all."""
    return clock.quantity is not None or clock.limit in (TODAY, SAME_DAY, AGREED)


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """One case whose position is known, and what led there. Every answer is a set of question ids."""

    case: Located
    past: History

    def stage(self) -> Ids:
        """What decided the status and the stage."""
        position = self.case.position
        if position.outside:
            return self.when(position.outside.when)
        met = self._all(rule.when for rule in self.case.policy.outside)
        if self.past.resolved is not None:
            return met | {"tried"} | self._outcome(self.past.resolved.stage)
        met |= self.tried() | self._ladder()
        for route in self.case.policy.routes:
            met |= self.when(route.when)
            if route in position.decided_by:
                if route.stage and route.then == "complete" and position.status == "complete":
                    return met
                if position.stage == route.leads_to:
                    return met | self._fixed(route.leads_to, self._route_starts())
        return met | self._on_ladder()

    def time(self, timed: Timed) -> Ids:
        """What decided one time: that the case is at its stage, that the clock runs, and since when."""
        position = self.case.position
        own = timed in position.clocks
        starts = self.starts() if own else self._began(self._open())
        return self.stage() | self.when(timed.clock.when) | self._since(timed.clock, starts)

    def no_time(self, stage: str) -> Ids:
        """What decided that no time is given at a stage."""
        return self.stage() | self._all(
            clock.when for clock in self.case.policy.clocks if _at(clock, stage) and countable(clock)
        )

    def people(self, persons: Iterable[Person]) -> Ids:
        """What decided who someone is: the agencies of the case, and the facts that a title depends on."""
        met = NONE
        for person in persons:
            met |= self.when(person.when)
            agency = {CHALLENGING: frozenset({"from"}), CHALLENGED: frozenset({"to"})}.get(
                person.agency, NONE
            )
            # A condition on the person's own agency is met by whoever that is.
            plain = [msgspec.structs.replace(title.when, agency=()) for title in self._titles(person)]
            titles = self._all(plain)
            if person.agency == CHALLENGED:
                # The sector of who is challenged shows in its agency; the one that was given is the other side's.
                titles -= {"sector"}
            met |= agency | titles
        return met

    def _titles(self, person: Person) -> tuple[Title, ...]:
        return self.case.policy.roles[person.role].instead

    def when(self, when: When | None) -> Ids:
        """What a condition read: all that it names where it holds, else the first that it does not hold for."""
        facts = self.case.facts
        names = facts_named(when)
        if when is not None and not holds(when, facts):
            names = next((name,) for name in names if not holds(_only(when, name), facts))
        found = frozenset(one for name in names for one in questions_of(name))
        return found | self.tried() if "tried" in names else found

    def tried(self) -> Ids:
        """What was tried, and what came of each."""
        met = frozenset({"tried"})
        for attempt in self.case.situation.attempts:
            met |= self._outcome(attempt.stage)
        return met

    def starts(self) -> Ids:
        """What the time of the case's stage was counted from."""
        position, furthest = self.case.position, self.past.furthest
        on_route = position.stage not in self._order()
        if on_route or any(
            route.leads_to == position.stage and route in position.decided_by
            for route in self.case.policy.routes
        ):
            return self._route_starts()
        moved_on = furthest is not None and furthest.outcome == "open" and furthest.stage != position.stage
        if moved_on and position.status == "overdue" and position.bypass != "taken":
            return NONE  # it starts now: nothing that was answered says when
        return self._plain_starts()

    # Parts of the decision.

    def _all(self, whens: Iterable[When | None]) -> Ids:
        return frozenset[str]().union(*(self.when(one) for one in whens))

    def _order(self) -> list[str]:
        ladder = next(one for one in self.case.policy.ladders if one.id == self.case.position.ladder)
        return [stage.id for stage in stages_on(ladder, self.case.facts, self.past.on_record)]

    def _ladder(self) -> Ids:
        ladders = self.case.policy.ladders
        # Which stages stand on it at all, and what led back along it.
        met = self._all(stage.when for ladder in ladders for stage in ladder.stages)
        met |= self._all(back.when for ladder in ladders for stage in ladder.stages for back in stage.returns)
        if len(ladders) == 1:
            return met
        for ladder in ladders:
            met |= self.when(ladder.when)
            if holds(ladder.when, self.case.facts):
                break
        return met

    def _on_ladder(self) -> Ids:
        position, past = self.case.position, self.past
        furthest = self._open()
        if furthest is None and position.status == "complete":
            return NONE
        met = self._wish()
        if furthest is not None:
            met |= self._fixed(furthest.stage, self._began(furthest))
        else:
            order = self._order()
            begun = past.furthest is not None or past.returned is not None
            met |= self._passed(order, past.state if begun and past.state in order else order[0])
        if (furthest is None or position.bypass == "taken") and position.stage:
            met |= self._fixed(position.stage, self.starts())
        return met

    def _passed(self, order: list[str], stage: str) -> Ids:
        """What let the case go past stages, and what did not let it go further."""
        met = NONE
        while stage != order[-1]:
            covering = [rule for rule in self.case.policy.passes if stage in rule.stages]
            passing = [rule for rule in covering if holds(rule.when, self.case.facts)]
            met |= self._all(rule.when for rule in passing or covering)
            if not passing:
                break
            stage = order[order.index(stage) + 1]
        return met

    def _wish(self) -> Ids:
        """The wish to start later, and what allowed or refused it."""
        met = frozenset({"start_at"})
        answer, rules = self.case.position.bypass, self.case.policy.bypasses
        if answer == "none":
            return met
        open_to = [rule for rule in rules if holds(rule.when, self.case.facts)]
        if any(rule.needs == "agreement" for rule in open_to):
            met |= {f"bypass_agreed:{self.case.situation.start_at}"}
        return met | self._all(rule.when for rule in (open_to if answer == "taken" else rules))

    def _fixed(self, stage: str, starts: Ids) -> Ids:
        """What a limit of a stage that can be missed was worked out from."""
        met = NONE
        for clock in self.case.policy.clocks:
            can_be_missed = countable(clock) and not clock.is_aim and clock.starts != "each day"
            if can_be_missed and _at(clock, stage):
                met |= self.when(clock.when)
                if holds(clock.when, self.case.facts):
                    met |= self._since(clock, starts)
        return met

    def _since(self, clock: Clock, starts: Ids) -> Ids:
        agreed = frozenset({f"fact:{clock.agreed_in}"}) if clock.agreed_in else NONE
        ended = frozenset({f"event:{clock.ends}"}) if clock.ends else NONE
        known = {
            "raised": RAISED,
            "each day": NONE,
            "stage": starts,
            "previous stage began": self.tried(),
            "previous stage ended": self.tried(),
            INVOKED: self.tried(),
        }
        return agreed | ended | known.get(clock.starts, frozenset({f"event:{clock.starts}"}))

    def _route_starts(self) -> Ids:
        attempt, furthest = self.case.position.open_attempt, self._open()
        if attempt is not None:
            return self._began(attempt)
        if furthest is None:
            return self._plain_starts()
        began = self._began(furthest)
        return began | self._fixed(furthest.stage, began)

    def _plain_starts(self) -> Ids:
        if self.past.returned:
            return self.tried()
        if self.past.furthest:
            return self._finished(self.past.furthest)
        if not self.past.beside:
            return RAISED
        return frozenset[str]().union(*(self._finished(one) for one in self.past.beside))

    # Attempts.

    def _open(self) -> Held | None:
        furthest = self.past.furthest
        return furthest if furthest is not None and furthest.outcome == "open" else None

    def _tries(self, stage: str) -> list[Attempt]:
        return [one for one in self.case.situation.attempts if one.stage == stage]

    def _outcome(self, stage: str) -> Ids:
        met = frozenset({f"outcome:{stage}"})
        # Of several at one stage the latest counts, and that is told by when they began.
        return met | self._began_at(stage) if len(self._tries(stage)) > 1 else met

    def _began(self, held: Held | None) -> Ids:
        return self._began_at(held.stage) if held else NONE

    def _began_at(self, stage: str) -> Ids:
        met = frozenset({f"began:{stage}"})
        # Where that is not known it is read from the end of the attempt, and from when it was raised.
        unknown = any(one.began is None for one in self._tries(stage))
        return met | RAISED | {f"ended:{stage}"} if unknown else met

    def _finished(self, held: Held) -> Ids:
        met = frozenset({f"ended:{held.stage}"})
        attempt = self.case.situation.counted()[held.stage]
        return met if attempt.ended is not None else met | self._began_at(held.stage)


def _at(clock: Clock, stage: str) -> bool:
    return not clock.at or stage in clock.at
