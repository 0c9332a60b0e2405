"""Rounds: where the policy leads an unresolved case back to an earlier stage, and which attempts then still count."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from wizard.advice.facts import Facts, holds
from wizard.advice.situation import Attempt, Situation
from wizard.advice.worktime import utc
from wizard.policy.model import Return, Stage


class Returned(msgspec.Struct, frozen=True, kw_only=True):
    """A return that was taken: from which stage, by which rule, and when."""

    stage: str
    rule: Return
    at: datetime
    #: Its attempt's place among the situation's.
    place: int = 0


class Counting(msgspec.Struct, frozen=True, kw_only=True):
    """The attempts that count in the present round (None: all do), and the return that it began with."""

    counted: dict[str, Attempt] | None = None
    returned: Returned | None = None


NO_RETURN: Final = Counting()


def counting(stages: tuple[Stage, ...], situation: Situation, facts: Facts) -> Counting:
    """Which attempts count on a ladder some of whose stages lead back.

    An unresolved attempt at such a stage leads back until its rule's `times` are used up. From then on, attempts
    that began before it count only at the stages before the one that it led back to.
    """
    order = [stage.id for stage in stages]
    last: Returned | None = None
    for stage in stages:
        for rule in stage.returns:
            if rule.to not in order or not holds(rule.when, facts):
                continue
            failed = [
                Returned(stage=stage.id, rule=rule, at=situation.finished(one), place=place)
                for place, one in enumerate(situation.attempts)
                if one.stage == stage.id and one.outcome == "unresolved"
            ]
            taken = sorted(failed, key=lambda one: utc(one.at))[: rule.times]
            if taken and (last is None or utc(taken[-1].at) > utc(last.at)):
                last = taken[-1]
    if last is None:
        return NO_RETURN
    again = set(order[order.index(last.rule.to) :])
    kept = tuple(
        one
        for place, one in enumerate(situation.attempts)
        if one.stage not in again or _after(one, place, last)
    )
    return Counting(counted=msgspec.structs.replace(situation, attempts=kept).counted(), returned=last)


def _after(one: Attempt, place: int, returned: Returned) -> bool:
    """Whether an attempt belongs to the round after a return; on the same day the order in which they stand decides."""
    if one.began is None:
        return False
    same_day = one.began.date() == returned.at.date()
    # One that began at that very moment may be the one that led back, or one that stands before it.
    return utc(one.began) > utc(returned.at) or (same_day and place > returned.place)
