"""What must hold of every piece of advice, whatever the policy: the things that are never acceptable."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.advice.advise import House
from wizard.advice.clocks import Timed
from wizard.advice.locate import Position
from wizard.advice.result import Advice
from wizard.advice.situation import Situation
from wizard.policy.clock import AGREED, TODAY, Clock
from wizard.policy.model import PARTIES


def unsafe(house: House, situation: Situation, position: Position, advice: Advice) -> Iterator[str]:
    """Each thing that is wrong with the advice, as a sentence."""
    yield from _urgency(advice, situation)
    yield from _place(advice)
    yield from _times(house, position, advice)
    yield from _contacts(house, situation, advice)


def _urgency(advice: Advice, situation: Situation) -> Iterator[str]:
    immediate = situation.risk == "immediate"
    first = advice.actions[0].id if advice.actions else None
    if advice.urgent != immediate:
        yield "urgent does not go with immediate risk"
    if immediate and first != "emergency-services":
        yield "immediate risk does not begin with the emergency services"
    if immediate and any(action.wait for action in advice.actions):
        yield "immediate risk, and an action tells someone to wait"
    if not immediate and any(action.id == "emergency-services" for action in advice.actions):
        yield "the emergency services, with no immediate risk"


def _place(advice: Advice) -> Iterator[str]:
    at_stage = advice.status in ("act", "in-progress", "overdue")
    if at_stage != (advice.stage is not None):
        yield f"the status {advice.status} and a stage do not go together"
    if at_stage and (advice.acts is None or not advice.acts.role):
        yield "nobody acts"
    if at_stage and not advice.with_:
        yield "there is nobody to go to"
    if not advice.actions:
        yield "there is nothing to do: a dead end"
    if not at_stage and (advice.act_by or advice.aim_by):
        yield "a deadline is given where no stage is"


def _times(house: House, position: Position, advice: Advice) -> Iterator[str]:
    # What may fall on a day off: a duty that holds on every day, and hours, which run through the weekend.
    every_day = any(_may_fall_on_a_day_off(timed.clock) for timed in _limits(position))
    stated = any(timed.deadline for timed in position.clocks)
    if (advice.act_by or advice.aim_by) and not stated:
        yield "a deadline is given where the policy states no limit"
    if advice.act_by is not None:
        if not every_day and not house.time.is_working_day(advice.act_by.date()):
            yield "act_by falls on a day off"
        if advice.act_by < advice.now and advice.status != "overdue":
            yield "act_by lies in the past, and the answer does not say overdue"
    if (advice.status == "overdue") != (advice.overdue_since is not None):
        yield "overdue and overdue_since do not go together"


def _may_fall_on_a_day_off(clock: Clock) -> bool:
    quantity = clock.quantity
    by_the_clock = quantity is not None and quantity.unit in ("hours", "days", "weeks")
    return by_the_clock or clock.limit in (TODAY, AGREED)


def _limits(position: Position) -> list[Timed]:
    """The clocks that act_by can come from."""
    return [timed for timed in position.clocks if not timed.clock.is_aim]


def _contacts(house: House, situation: Situation, advice: Advice) -> Iterator[str]:
    parties = (situation.challenging, *situation.challenged)
    named = {agency for rule in house.policy.contacts if rule.of != PARTIES for agency in rule.of}
    listed = {one.agency for one in house.contacts.entries}
    for contact in advice.contacts:
        party = any(contact.agency == one or contact.agency.startswith(f"{one}/") for one in parties)
        if contact.use == "fallback":
            if contact.agency in listed and contact.phone:
                yield f"a fallback's number stands in as that of {contact.agency}"
        elif not party and contact.agency not in named:
            yield f"the contact of {contact.agency} is given, which has no part in the case"
