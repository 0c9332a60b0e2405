"""How a disagreement went, with nothing in it that could tell whose it was: how far, how long, between which kinds of agency."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from wizard.advice.history import facts_in, ladder_of, stages_on
from wizard.advice.result import Advice, Status
from wizard.advice.situation import Attempt, Situation
from wizard.advice.worktime import as_london
from wizard.policy.model import AGENCIES, Policy

_STANDING: Final[dict[Status, str]] = {
    "act": "Not settled so far",
    "in-progress": "Not settled so far",
    "overdue": "Not settled so far, and a time limit has passed",
    "resolved": "Settled",
    "complete": "All stages were used, and it was not settled",
    "outside-policy": "The policy does not cover it",
}


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """How a disagreement went. No agency's own name is in it, no date, no reference and no person."""

    #: The furthest stage that was tried; where none was, the one that the case is at.
    reached: str
    standing: str
    days_taken: str
    #: The agencies by kind: "Health", whichever body of it that was.
    from_kind: str
    to_kinds: tuple[str, ...]


def course_of(policy: Policy, situation: Situation, advice: Advice, settled: Attempt | None) -> Course:
    """How it went. `settled` is the attempt that settled it."""
    return Course(
        reached=_reached(policy, situation, advice, settled),
        standing=_STANDING[advice.status],
        days_taken=_days_taken(situation, settled),
        from_kind=_kind(situation.challenging),
        to_kinds=tuple(dict.fromkeys(_kind(one) for one in situation.challenged)),
    )


def _kind(agency: str) -> str:
    return AGENCIES.get(agency.partition("/")[0], AGENCIES["other"])


def _reached(policy: Policy, situation: Situation, advice: Advice, settled: Attempt | None) -> str:
    if settled is not None:
        return policy.stage(settled.stage).label
    tried = {one.stage for one in situation.attempts}
    facts = facts_in(policy, situation)
    climbed = stages_on(ladder_of(policy, facts), facts, tried)
    # A stage that is due, and that nobody has begun, was not reached. Those of the case's own ladder come first.
    for stages in (climbed, policy.stages()):
        last = next((one for one in reversed(stages) if one.id in tried), None)
        if last is not None:
            return last.label
    return advice.stage.label if advice.stage else "None was begun"


def _days_taken(situation: Situation, settled: Attempt | None) -> str:
    """The days in London from the first thing on record to the day it was settled, or to today."""
    known = [
        situation.raised,
        *(at for one in situation.attempts for at in (one.began, one.ended) if at is not None),
    ]
    began = min(as_london(one).date() for one in known)
    if settled is None:
        today = as_london(situation.now).date()
        return f"{_days(began, today)} so far, from when it was raised" if today > began else "Raised today"
    if settled.ended is None:
        return "Not known. The day on which it was settled is not on record"
    ended = as_london(settled.ended).date()
    if ended == began:
        return "Settled on the day on which it was raised"
    return f"{_days(began, ended)}, from when it was raised to when it was settled"


def _days(began: date, ended: date) -> str:
    number = (ended - began).days
    return "1 day" if number == 1 else f"{number} days"
