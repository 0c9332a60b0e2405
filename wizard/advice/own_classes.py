"""The classes of a policy's own facts and events: the kinds of values and happenings that its rules tell apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import msgspec

from wizard.advice.classes import LONG_AGO, RECENTLY
from wizard.advice.situation import Happened, Situation
from wizard.policy.clock import AGREED
from wizard.policy.conditions import deciding, whens
from wizard.policy.model import UNKNOWN, Policy, When

Said = tuple[tuple[str, str], ...]
#: Events that happened, each lately or long ago.
Happenings = tuple[tuple[str, bool], ...]
_AGREED_DAYS: Final = (-LONG_AGO, timedelta(days=7))


class Own(msgspec.Struct, frozen=True):
    """What was said of a policy's own facts, and which events happened, and whether that was long ago."""

    facts: Said = ()
    events: Happenings = ()

    def in_(self, situation: Situation) -> Situation:
        """The situation with these facts and events."""
        return msgspec.structs.replace(
            situation,
            facts=self.facts,
            events=tuple(
                Happened(event=event, at=situation.now - (LONG_AGO if long_ago else RECENTLY))
                for event, long_ago in self.events
            ),
        )


def deciding_facts(policy: Policy) -> tuple[str, ...]:
    """The facts that can decide where a case is, and until when."""
    named = {name for when in deciding(policy) for name in when.facts}
    named |= {clock.agreed_in for clock in policy.clocks if clock.limit == AGREED and clock.agreed_in}
    return tuple(name for name in policy.facts if name in named)


def deciding_events(policy: Policy) -> tuple[str, ...]:
    """The events that can decide where a case is, and until when."""
    named = {one for when in deciding(policy) for one in (*when.happened, *when.not_happened)}
    named |= {one for clock in policy.clocks for one in (clock.starts, clock.ends) if one}
    return tuple(one for one in policy.event_ids() if one in named)


def fact_classes(policy: Policy, now: datetime) -> list[list[tuple[str, str]]]:
    """For each fact that can decide a case, a value of each kind."""
    return [_values(policy, name, now) for name in deciding_facts(policy)]


def said_own(policy: Policy) -> tuple[Own, ...]:
    """What can be said besides, one at a time: facts and events that only meet what is said at a place."""
    facts = [name for name in policy.facts if name not in deciding_facts(policy)]
    events = [one for one in policy.event_ids() if one not in deciding_events(policy)]
    seen = _named(whens(policy))
    return (
        *(Own(((name, value),)) for name in facts if name in seen for value in policy.facts[name].values),
        *(Own((), ((event, False),)) for event in events if event in seen or _noticed(policy, event)),
    )


def _named(conditions: Iterable[When]) -> set[str]:
    return {one for when in conditions for one in (*when.facts, *when.happened, *when.not_happened)}


def _noticed(policy: Policy, event: str) -> bool:
    return any(notice.on == event for notice in policy.notices)


def _values(policy: Policy, name: str, now: datetime) -> list[tuple[str, str]]:
    """One value of each kind that the conditions tell apart; `unknown` where it is not read as another."""
    kind = policy.facts[name]
    if kind.kind == "date":
        days = [(now + ago).date().isoformat() for ago in _AGREED_DAYS]
        return [(name, UNKNOWN), *((name, day) for day in days)]
    lists = [when.facts[name] for when in whens(policy) if name in when.facts]
    values = [*([] if kind.unknown_as else [UNKNOWN]), *kind.values]
    kinds: dict[tuple[bool, ...], str] = {}
    for value in values:
        kinds.setdefault(tuple(value in listed for listed in lists), value)
    return [(name, value) for value in kinds.values()]


def happenings(policy: Policy) -> list[Happenings]:
    """None of the events that can decide a case, each alone and all, lately and long ago, and what a clock looks at:
    the one that starts it long ago, and the one that ends it lately."""
    events = deciding_events(policy)
    found: dict[Happenings, None] = {(): None}
    for long_ago in (False, True):
        found |= {((one, long_ago),): None for one in events}
        found[tuple((one, long_ago) for one in events)] = None
    for clock in policy.clocks:
        if clock.starts in events and clock.ends in events:
            found[((clock.starts, True), (clock.ends, False))] = None
    return list(found)
