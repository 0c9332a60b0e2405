"""What of the attempts decides where a case is. Nothing after this looks at the attempts themselves.

That is also what lets every combination of attempts be proven: they all go through the ladder here, and only
what differs in the end has to go through the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from wizard.advice.clocks import in_order
from wizard.advice.facts import Facts, holds
from wizard.advice.ladder import RAISED, UNRESOLVED, Event, Replays, attempted, returned_to
from wizard.advice.rounds import NO_RETURN, Counting, Returned, counting
from wizard.advice.situation import Attempt, Happened, Situation
from wizard.advice.worktime import utc
from wizard.policy.conditions import looks_at_invocation, looks_at_previous
from wizard.policy.model import INVOKED, UNKNOWN, Ladder, Outcome, Policy, Stage


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt that counts, its times made definite."""

    stage: str
    outcome: Outcome
    began: datetime
    #: When it ended, else when it began.
    finished: datetime


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What the attempts come to.

    `state` is where the ladder stands after them: an attempt still open, or whose limit may have passed, leaves
    the case at its own stage. Once one is `resolved` nothing else matters.
    """

    state: str
    resolved: Held | None
    furthest: Held | None
    #: Attempts at stages beside the ladder.
    beside: tuple[Held, ...]
    #: The stages of the ladder that have an attempt on record.
    on_record: frozenset[str]
    outcomes: frozenset[Outcome]
    #: The return that the policy let the case take last, where it took one.
    returned: Returned | None = None
    #: The attempt before the furthest, where a clock of the policy looks at it.
    before: Held | None = None
    #: When the policy's formal use began by an attempt, where the policy looks at that.
    invoked: datetime | None = None

    def at(self, stage: str) -> Held | None:
        """The attempt at a route's stage, or the furthest one if it is at that stage."""
        return next((one for one in (*self.beside, self.furthest) if one and one.stage == stage), None)


def history(policy: Policy, situation: Situation, machine: Replays) -> History:
    """What the situation's attempts come to: ordered by their place on the case's ladder, and replayed.

    Of attempts on a ladder that is not the case's, only their outcomes are kept.
    """
    facts = facts_in(policy, situation)
    all_counted = situation.counted()
    outcomes = frozenset(one.outcome for one in all_counted.values())
    resolved = next((one for one in all_counted.values() if one.outcome == "resolved"), None)
    if resolved is not None:
        return History(
            state=RAISED,
            resolved=_held(situation, resolved),
            furthest=None,
            beside=(),
            on_record=frozenset(),
            outcomes=outcomes,
        )
    ladder = ladder_of(policy, facts) if len(policy.ladders) > 1 else policy.ladders[0]
    stages = stages_on(ladder, facts, all_counted)
    round_ = counting(stages, situation, facts) if any(one.returns for one in stages) else NO_RETURN
    counted = all_counted if round_.counted is None else round_.counted
    along = [_held(situation, counted[stage.id]) for stage in stages if stage.id in counted]
    own = {route.stage.id for route in policy.routes if route.stage}
    state = machine.replay(RAISED, _events(along, stages, round_))[-1]
    return History(
        state=state,
        resolved=None,
        furthest=along[-1] if along else None,
        beside=tuple(_held(situation, one) for stage, one in all_counted.items() if stage in own),
        on_record=frozenset(one.stage for one in along),
        outcomes=outcomes,
        returned=round_.returned,
        before=along[-2] if len(along) > 1 and looks_at_previous(policy) else None,
        invoked=invoked_at(policy, situation) if looks_at_invocation(policy) else None,
    )


def _events(along: list[Held], stages: tuple[Stage, ...], round_: Counting) -> tuple[Event, ...]:
    """The attempts as triggers, with the return between those before it and those after."""
    order = [stage.id for stage in stages]
    back = round_.returned
    events: list[Event] = []
    returns = back is not None
    for one in along:
        if back is not None and returns and order.index(one.stage) >= order.index(back.rule.to):
            events += [attempted(back.stage), returned_to(back.rule.to)]
            returns = False
        events.append(attempted(one.stage))
        if one.outcome == "unresolved":
            events.append(UNRESOLVED)
    if back is not None and returns:
        events += [attempted(back.stage), returned_to(back.rule.to)]
    return tuple(events)


def _held(situation: Situation, attempt: Attempt) -> Held:
    return Held(
        stage=attempt.stage,
        outcome=attempt.outcome,
        began=situation.began(attempt),
        finished=situation.finished(attempt),
    )


def invoked_at(policy: Policy, situation: Situation) -> datetime | None:
    """When the policy's formal use began: as it was said, else with the first attempt at or after such a stage."""
    said = [one.at for one in situation.events if one.event == INVOKED]
    if said:
        return min((at for at in said if at is not None), key=utc, default=None)
    formal: set[str] = set()
    for ladder in policy.ladders:
        marked = [place for place, stage in enumerate(ladder.stages) if stage.invokes]
        formal |= {stage.id for stage in ladder.stages[marked[0] :]} if marked else set()
    times = [situation.began(one) for one in situation.attempts if one.stage in formal]
    return min(times, key=utc, default=None)


def ladder_of(policy: Policy, facts: Facts) -> Ladder:
    """The ladder that a case climbs: the first whose condition holds, else the first."""
    return next((one for one in policy.ladders if holds(one.when, facts)), policy.ladders[0])


def stages_on(
    ladder: Ladder, facts: Facts, on_record: Iterable[str] | Mapping[str, object]
) -> tuple[Stage, ...]:
    """The stages of a ladder that a case can be at: those whose condition holds, and those that were tried."""
    if all(stage.when is None for stage in ladder.stages):
        return ladder.stages
    return tuple(stage for stage in ladder.stages if holds(stage.when, facts) or stage.id in set(on_record))


def facts_of(policy: Policy, situation: Situation, past: History) -> Facts:
    """What the policy's conditions can tell apart in this situation."""
    return _facts(policy, situation, past.outcomes, invoked=past.invoked is not None)


def facts_in(policy: Policy, situation: Situation) -> Facts:
    """The same, for whoever has the situation and no machine to replay it through."""
    outcomes = frozenset(one.outcome for one in situation.counted().values())
    invoked = looks_at_invocation(policy) and invoked_at(policy, situation) is not None
    return _facts(policy, situation, outcomes, invoked=invoked)


def _facts(policy: Policy, situation: Situation, outcomes: frozenset[Outcome], *, invoked: bool) -> Facts:
    happened = frozenset(one.event for one in situation.events)
    return Facts(
        risk=situation.risk,
        circumstance=situation.circumstance,
        subject=situation.subject,
        sector=situation.sector,
        challenging=situation.challenging,
        challenged=situation.challenged,
        about=situation.about,
        tried=outcomes or frozenset({"nothing"}),
        own=own_facts(policy, situation),
        happened=happened | {INVOKED} if invoked else happened,
    )


def own_facts(policy: Policy, situation: Situation) -> tuple[tuple[str, str], ...]:
    """The policy's own facts with their values: as they were said, else as the policy reads what is not known."""
    if not policy.facts:
        return ()
    said = dict(situation.facts)
    found: list[tuple[str, str]] = []
    for name, kind in policy.facts.items():
        value = said.get(name, UNKNOWN)
        found.append((name, kind.unknown_as or UNKNOWN if value == UNKNOWN else value))
    return tuple(found)


def happened_in_order(situation: Situation) -> tuple[Happened, ...]:
    """The events by their time."""
    return in_order(situation.events)
