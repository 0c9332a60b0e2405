"""The classes of situations that a flow's own conditions tell apart: one of each stands for all of its kind."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, TypeVar, get_args

import msgspec

from wizard.advice.facts import belongs
from wizard.advice.situation import Attempt
from wizard.advice.worktime import WorkingTime, as_london
from wizard.policy.conditions import whens
from wizard.policy.contacts import Contacts
from wizard.policy.model import PARTIES, Circumstance, Policy, Risk, Sector, Subject

AttemptState = Literal["not tried", "open", "open past its limit", "unresolved", "resolved"]
STATES: Final[tuple[AttemptState, ...]] = get_args(AttemptState)
#: Longer ago than any limit that a flow may state in the proof's calendar.
LONG_AGO: Final = timedelta(days=330)
RECENTLY: Final = timedelta(days=1)

T = TypeVar("T")


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of present: in office hours, out of them, on a day off."""

    kind: str
    now: datetime


def _one_of_each(values: Iterable[T], kind: dict[T, Hashable]) -> tuple[T, ...]:
    seen: dict[Hashable, T] = {}
    for value in values:
        seen.setdefault(kind[value], value)
    return tuple(seen.values())


def risks(policy: Policy) -> tuple[Risk, ...]:
    """Immediate risk, and one of each kind of the others."""
    found = whens(policy)
    kind: dict[Risk, Hashable] = {
        risk: (risk == "immediate", tuple(risk in when.risk for when in found if when.risk))
        for risk in get_args(Risk)
    }
    return _one_of_each(get_args(Risk), kind)


def circumstances(policy: Policy) -> tuple[Circumstance, ...]:
    """One circumstance of each kind."""
    lists = [when.circumstance for when in whens(policy) if when.circumstance]
    kind: dict[Circumstance, Hashable] = {
        one: tuple(one in each for each in lists) for one in get_args(Circumstance)
    }
    return _one_of_each(get_args(Circumstance), kind)


def subjects(policy: Policy) -> tuple[Subject, ...]:
    """A child and, where the policy tells them apart, an adult."""
    apart = any(when.subject for when in whens(policy))
    both: tuple[Subject, ...] = get_args(Subject)
    return both if apart else both[:1]


def sectors(policy: Policy) -> tuple[Sector, ...]:
    """One sector of each kind."""
    lists = [when.sector for when in whens(policy) if when.sector]
    kind: dict[Sector, Hashable] = {one: tuple(one in each for each in lists) for one in get_args(Sector)}
    return _one_of_each(get_args(Sector), kind)


def abouts(policy: Policy) -> tuple[str | None, ...]:
    """No subject of disagreement, and one of each kind that the policy's conditions tell apart."""
    lists = [when.about for when in whens(policy) if when.about]
    if not lists:
        return (None,)
    kind: dict[str, Hashable] = {one: tuple(one in each for each in lists) for one in policy.about.ids}
    return (None, *_one_of_each(policy.about.ids, kind))


def agencies(policy: Policy, contacts: Contacts) -> tuple[str, ...]:
    """One agency of each kind: by the conditions that name it, the contacts it has, and whether it is voluntary."""
    named = [
        one
        for when in whens(policy)
        for one in (*when.challenging, *when.challenged, *when.party, *when.agency)
    ]
    named += [one for rule in policy.contacts if rule.of != PARTIES for one in rule.of]
    known = policy.party_agencies()
    kind: dict[str, Hashable] = {}
    for agency in known:
        hours = frozenset(one.hours for one in contacts.entries if belongs(one.agency, agency))
        kind[agency] = (
            hours,
            tuple(belongs(agency, one) for one in named),
            agency == "voluntary",
            "/" in agency,
        )
    return _one_of_each(known, kind)


def moments(time_: WorkingTime) -> tuple[Moment, ...]:
    """A present in office hours, one in the evening of a working day, and one on a day off."""
    # The last whole year but one that the calendar knows: deadlines ahead of it are known too.
    start = date(time_.calendar.holds_until.year - 1, 6, 1)
    days = [start + timedelta(days=number) for number in range(21)]
    working, off = next(
        (day, after)
        for day, after in itertools.pairwise(days)
        if time_.is_working_day(day) and time_.day_off(after)
    )
    return (
        Moment(kind="in office hours", now=time_.opening(working) + timedelta(hours=1)),
        Moment(kind="out of hours", now=as_london(datetime.combine(working, time(21)))),
        Moment(kind="on a day off", now=as_london(datetime.combine(off, time(14)))),
    )


def attempt(stage: str, state: AttemptState, now: datetime) -> Attempt | None:
    """An attempt at a stage that is in a state."""
    if state == "not tried":
        return None
    ago = LONG_AGO if state == "open past its limit" else RECENTLY
    outcome: Literal["open", "unresolved", "resolved"]
    outcome = "unresolved" if state == "unresolved" else "resolved" if state == "resolved" else "open"
    return Attempt(
        stage=stage, began=now - ago, ended=None if outcome == "open" else now - ago, outcome=outcome
    )
