"""The same situation under two policies, side by side: across a border, or under an earlier edition.

A fact that the other policy does not know is left out and named. It is never guessed what it would be there.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final, Literal, cast

import msgspec

from wizard.advice.advise import House, advise
from wizard.advice.result import Advice
from wizard.advice.situation import Given, settle
from wizard.base.errors import EscalateError, WrongInputError
from wizard.base.text import visible
from wizard.policy.model import AGENCIES, Policy

Which = Literal["a", "b", "both"]
_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
#: No situation has more facts than this that can be left out.
_MOST_LEFT_OUT: Final = 200


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """What follows under one of the policies.

    `left_out` are the facts that it does not know, a sentence each. `advice` is None where there is none, and
    `problem` says why.
    """

    policy: Policy
    given: Given
    advice: Advice | None
    left_out: tuple[str, ...] = ()
    problem: str = ""

    @property
    def deadline(self) -> datetime | None:
        """What has to be kept: the limit that was missed, else the one that runs. An aim is none."""
        return (self.advice.overdue_since or self.advice.act_by) if self.advice else None


class SideBySide(msgspec.Struct, frozen=True, kw_only=True):
    """Both sides, and which has the earliest deadline; None where neither has one."""

    a: Side
    b: Side
    earliest: Which | None


def side_by_side(a: House, b: House, given: Given, now: datetime, source: Policy) -> SideBySide:
    """The situation under both policies at the moment `now`. `source` is the policy that it was written for."""
    one, other = (_side(house, given, now, source) for house in (a, b))
    return SideBySide(a=one, b=other, earliest=_earliest(one.deadline, other.deadline))


def _earliest(a: datetime | None, b: datetime | None) -> Which | None:
    if a is None or b is None:
        return "a" if a else "b" if b else None
    # In UTC: two London times are compared by their wall clocks.
    one, other = a.astimezone(UTC), b.astimezone(UTC)
    return "both" if one == other else "a" if one < other else "b"


def _side(house: House, given: Given, now: datetime, source: Policy) -> Side:
    # One moment for both, whatever their office hours are.
    carried = msgspec.structs.replace(given, policy=house.policy.id, now=now.isoformat())
    left_out: list[str] = []
    for _ in range(_MOST_LEFT_OUT):
        try:
            situation = settle(carried, house.policy, house.time, now, None, "")
            advice = advise(house, situation)
        except WrongInputError as error:
            fault = error.faults[0]  # one at a time: without it the others have other places
            less = _without(carried, fault.key, source, left_out)
            if less is None:
                problem = f"There is no advice: {visible(fault.what, limit=400)}."
                return Side(
                    policy=house.policy,
                    given=carried,
                    advice=None,
                    left_out=tuple(left_out),
                    problem=problem,
                )
            carried = less
        except EscalateError as error:
            return Side(
                policy=house.policy, given=carried, advice=None, left_out=tuple(left_out), problem=str(error)
            )
        else:
            return Side(policy=house.policy, given=carried, advice=advice, left_out=tuple(left_out))
    return Side(policy=house.policy, given=carried, advice=None, problem="There is no advice.")


def _without(given: Given, key: str, source: Policy, left_out: list[str]) -> Given | None:
    """The situation without the fact at `key`, which is named in `left_out`; None where it cannot be without it."""
    path = [match[1] or int(match[2]) for match in _STEP.finditer(key)]
    facts = cast("dict[str, object]", msgspec.to_builtins(given))
    match path:
        case ["from", "agency"]:
            within = given.from_.agency.partition("/")[0]
            agency = _agency(given.from_.agency, source)
            if within not in AGENCIES or within == given.from_.agency:
                left_out.append(f"The challenging agency cannot be carried over: {agency}.")
                return None
            left_out.append(
                f"The body cannot be carried over: {agency}. Its agency stays: {AGENCIES[within]}."
            )
            return msgspec.structs.replace(given, from_=msgspec.structs.replace(given.from_, agency=within))
        case ["to", int(number)]:
            agency, within = _agency(given.to[number], source), given.to[number].partition("/")[0]
            if within in AGENCIES and within != given.to[number]:
                left_out.append(
                    f"The body cannot be carried over: {agency}. Its agency stays: {AGENCIES[within]}."
                )
                to = (*given.to[:number], within, *given.to[number + 1 :])
                return msgspec.structs.replace(given, to=tuple(dict.fromkeys(to)))
            left_out.append(f"An agency challenged cannot be carried over: {agency}.")
            to = (*given.to[:number], *given.to[number + 1 :])
            return msgspec.structs.replace(given, to=to) if to else None
        case ["attempts", int(number), *_]:
            label = _stage(given.attempts[number].stage, source)
            left_out.append(f"What was tried at a stage cannot be carried over: {label}.")
            attempts = (*given.attempts[:number], *given.attempts[number + 1 :])
            return msgspec.structs.replace(given, attempts=attempts)
        case ["start_at"]:
            label = _stage(given.start_at or "", source)
            left_out.append(f"The wish to start later cannot be carried over: {label}.")
            return msgspec.structs.replace(given, start_at=None, bypass_agreed=False)
        case [str(name), *rest] if name in facts:
            left_out.append(f"This cannot be carried over: {_plainly(name)}: {_plainly(_at(facts, path))}.")
            return _less(facts, name, rest)
        case _:
            return None


def _less(facts: dict[str, object], name: str, rest: list[str | int]) -> Given | None:
    """Without one entry of a list or a table, else without the whole of what is optional."""
    value = facts[name]
    if rest and isinstance(value, list) and isinstance(rest[0], int):
        facts[name] = [one for number, one in enumerate(value) if number != rest[0]]
    elif rest and isinstance(value, dict) and rest[0] in value:
        facts[name] = {key: one for key, one in value.items() if key != rest[0]}
    else:
        del facts[name]
    try:
        return msgspec.convert(facts, Given)
    except msgspec.ValidationError:
        return None


def _at(facts: object, path: list[str | int]) -> object:
    found = facts
    for step in path:
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and isinstance(step, int) and step < len(found):
            found = found[step]
    return found if isinstance(found, str) else path[-1]


def _agency(agency: str, source: Policy) -> str:
    return visible(source.agency_title(agency))


def _stage(stage: str, source: Policy) -> str:
    known = next((one for one in source.stages() if one.id == stage), None)
    return f"{known.label}: {known.title}" if known else visible(stage)


def _plainly(word: object) -> str:
    return visible(str(word).replace("-", " ").replace("_", " "))
