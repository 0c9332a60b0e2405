"""What of the attempts decides where a case is. Nothing after this looks at the attempts themselves.

That is also what lets every combination of attempts be proven: they all go through the ladder here, and only
what differs in the end has to go through the rest.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from wizard.advice.facts import Facts, holds
from wizard.advice.ladder import RAISED, UNRESOLVED, Event, Replays, attempted
from wizard.advice.situation import Attempt, Situation
from wizard.policy.model import Ladder, Outcome, Policy


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

    def at(self, stage: str) -> Held | None:
        """The attempt at a route's stage, or the furthest one if it is at that stage."""
        return next((one for one in (*self.beside, self.furthest) if one and one.stage == stage), None)


def history(policy: Policy, situation: Situation, machine: Replays) -> History:
    """What the situation's attempts come to: ordered by their place on the case's ladder, and replayed.

    Of attempts on a ladder that is not the case's, only their outcomes are kept.
    """
    counted = {stage: _held(situation, attempt) for stage, attempt in situation.counted().items()}
    ladder = ladder_of(policy, facts_in(situation)) if len(policy.ladders) > 1 else policy.ladders[0]
    outcomes = frozenset(one.outcome for one in counted.values())
    resolved = next((one for one in counted.values() if one.outcome == "resolved"), None)
    if resolved is not None:
        return History(
            state=RAISED,
            resolved=resolved,
            furthest=None,
            beside=(),
            on_record=frozenset(),
            outcomes=outcomes,
        )
    along = [counted[stage.id] for stage in ladder.stages if stage.id in counted]
    own = {route.stage.id for route in policy.routes if route.stage}
    events: list[Event] = []
    for one in along:
        events.append(attempted(one.stage))
        if one.outcome == "unresolved":
            events.append(UNRESOLVED)
    return History(
        state=machine.replay(RAISED, tuple(events))[-1],
        resolved=None,
        furthest=along[-1] if along else None,
        beside=tuple(one for stage, one in counted.items() if stage in own),
        on_record=frozenset(one.stage for one in along),
        outcomes=outcomes,
    )


def _held(situation: Situation, attempt: Attempt) -> Held:
    return Held(
        stage=attempt.stage,
        outcome=attempt.outcome,
        began=situation.began(attempt),
        finished=situation.finished(attempt),
    )


def ladder_of(policy: Policy, facts: Facts) -> Ladder:
    """The ladder that a case climbs: the first whose condition holds, else the first."""
    return next((one for one in policy.ladders if holds(one.when, facts)), policy.ladders[0])


def facts_of(situation: Situation, past: History) -> Facts:
    """What the policy's conditions can tell apart in this situation."""
    return _facts(situation, past.outcomes)


def facts_in(situation: Situation) -> Facts:
    """The same, for whoever has the situation and no machine to replay it through."""
    return _facts(situation, frozenset(one.outcome for one in situation.counted().values()))


def _facts(situation: Situation, outcomes: frozenset[Outcome]) -> Facts:
    return Facts(
        risk=situation.risk,
        circumstance=situation.circumstance,
        subject=situation.subject,
        sector=situation.sector,
        challenging=situation.challenging,
        challenged=situation.challenged,
        about=situation.about,
        tried=outcomes or frozenset({"nothing"}),
    )
