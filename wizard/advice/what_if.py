"""What would change the advice: the smallest changes of answers that lead to another stage, status or time.

Nothing is guessed: each answer that could be otherwise is put through the engine, and what comes out is compared.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from wizard.advice.advise import Advised, House, advised
from wizard.advice.present import present
from wizard.advice.result import Advice, Reason, Status
from wizard.advice.situation import Situation
from wizard.advice.what_if_answers import about_the_case, about_the_parties
from wizard.advice.what_if_own import about_the_policys_own
from wizard.advice.what_if_tried import about_what_was_tried
from wizard.advice.what_if_variant import Value, Variant, View, view_of
from wizard.advice.why_rules import told
from wizard.advice.words import say_list
from wizard.base.errors import EscalateError
from wizard.policy.model import Policy

__all__ = ["MOST_SHOWN", "MOST_TRIED", "NOTHING", "Change", "FullerAdvice", "WhatIf", "fuller", "what_if"]

#: More than anyone reads, little enough to be told whole.
MOST_SHOWN: Final = 12
#: So many situations are tried at the most: half a second's work.
MOST_TRIED: Final = 600
NOTHING: Final = "No other answer, and no two of them together, would lead to another stage or time."

#: From so many values on, "any other" is said in place of all of them.
_MANY: Final = 4
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that is otherwise. `values` are its values as the situation file writes them, each as good as another;
    `from` and `to` say in words what it is and what it would be, `text` makes half a sentence of it."""

    fact: str
    title: str
    from_: str = msgspec.field(name="from")
    to: str
    values: tuple[Value, ...]
    text: str


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """What the advice would be if something were otherwise: all that differs in words, and where the case would be.

    `because` are the rules that would decide it. Times are None where the advice would have none.
    """

    changes: tuple[Change, ...]
    text: str
    title: str
    then: tuple[str, ...]
    status: Status
    stage: str | None
    act_by: datetime | None
    aim_by: datetime | None
    overdue_since: datetime | None
    because: tuple[Reason, ...]


class FullerAdvice(Advice, frozen=True, kw_only=True):
    """Advice with what would change it: what `advise --what-if --json` prints."""

    what_if: tuple[WhatIf, ...]


class _Outcome(msgspec.Struct, frozen=True):
    """What of the advice is compared. Times as moments: an hour that comes twice is two."""

    status: Status
    stage: str | None
    act_by: datetime | None
    aim_by: datetime | None
    overdue_since: datetime | None


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """Changes with what comes of them: of each fact the values that all come to the same."""

    ways: tuple[tuple[Variant, ...], ...]
    outcome: _Outcome
    advised: Advised
    #: Whether any of the ways is one with danger now.
    danger: bool
    because: tuple[Reason, ...]


def what_if(house: House, situation: Situation) -> tuple[WhatIf, ...]:
    """The smallest changes that make a difference: of one fact, or of two where no single one makes any.

    What leads to danger now comes first, then what is due first. Raises CalendarEndsError where the situation
    itself has no advice; a change that leads to none is left out.
    """
    base = advised(house, situation)
    single = list(itertools.islice(_variants(view_of(house, base)), MOST_TRIED))
    found = _merged(_differing(house, base, ((one,) for one in single)))
    if not found:
        kinds = _variants(view_of(house, base, one_of_each=True))
        pairs = (pair for pair in itertools.combinations(kinds, 2) if pair[0].fact != pair[1].fact)
        found = _merged(_differing(house, base, itertools.islice(pairs, MOST_TRIED - len(single))))
    tried: dict[str, int] = {}
    for one in single:
        tried[one.fact] = tried.get(one.fact, 0) + 1
    found.sort(key=_urgency)
    return tuple(_say(one, base, house.policy, tried) for one in found[:MOST_SHOWN])


def fuller(advice: Advice, found: tuple[WhatIf, ...]) -> FullerAdvice:
    """The advice with what would change it."""
    return FullerAdvice(**msgspec.structs.asdict(advice), what_if=found)


# Trying.


def _variants(view: View) -> Iterator[Variant]:
    """Every other value of each fact that can decide where the case is, what is likely to change first."""
    yield from about_the_case(view)
    yield from about_what_was_tried(view)
    yield from about_the_policys_own(view)
    yield from about_the_parties(view)


def _differing(house: House, base: Advised, tries: Iterable[Sequence[Variant]]) -> Iterator[_Found]:
    was = _outcome(base)
    for changes in tries:
        situation = base.case.situation
        for one in changes:
            situation = one.make(situation)
        try:
            then = advised(house, situation)
        except EscalateError:
            continue  # such a case has no advice, and cannot be spoken of
        outcome = _outcome(then)
        if outcome != was:
            yield _Found(
                ways=tuple((one,) for one in changes),
                outcome=outcome,
                advised=then,
                danger=then.advice.urgent,
                because=tuple(_deciding(then)),
            )


def _outcome(found: Advised) -> _Outcome:
    advice = found.advice
    return _Outcome(
        advice.status,
        advice.stage.id if advice.stage else None,
        _moment(advice.act_by),
        _moment(advice.aim_by),
        _moment(advice.overdue_since),
    )


def _moment(time: datetime | None) -> datetime | None:
    return time.astimezone(UTC) if time else None


def _deciding(found: Advised) -> Iterator[Reason]:
    """The rules that decide the stage and its times."""
    position, stage = found.case.position, found.case.stage
    rules = [*position.decided_by, *([stage] if stage else ())]
    rules += [timed.clock for timed in position.clocks]
    if position.missed and position.missed not in position.clocks:
        rules.append(position.missed.clock)
    for rule in rules:
        yield Reason(rule=told(rule).text, source=rule.source, reading=rule.reading)


# Putting together what comes to the same.


def _merged(found: Iterable[_Found]) -> list[_Found]:
    """What differs in the value of one fact only, and comes to the same, is one."""
    merged: list[_Found] = []
    for one in found:
        place = next((place for place, held in enumerate(merged) if _same_but_one(held, one)), None)
        if place is None:
            merged.append(one)
        else:
            merged[place] = _both(merged[place], one)
    return merged


def _same_but_one(held: _Found, one: _Found) -> bool:
    if held.outcome != one.outcome:
        return False
    if [ways[0].fact for ways in held.ways] != [ways[0].fact for ways in one.ways]:
        return False
    return sum(_values(mine) != _values(its) for mine, its in zip(held.ways, one.ways, strict=True)) == 1


def _values(ways: Iterable[Variant]) -> tuple[Value, ...]:
    return tuple(one.value for one in ways)


def _both(held: _Found, one: _Found) -> _Found:
    return replace(
        held,
        ways=tuple(
            mine if _values(mine) == _values(its) else (*mine, *its)
            for mine, its in zip(held.ways, one.ways, strict=True)
        ),
        danger=held.danger or one.danger,
        because=tuple(dict.fromkeys((*held.because, *one.because))),
    )


def _urgency(found: _Found) -> tuple[bool, datetime]:
    """Danger first, then whatever is due first."""
    outcome = found.outcome
    due = (outcome.overdue_since, outcome.act_by, outcome.aim_by)
    return not found.danger, min((one for one in due if one), default=_NEVER)


# In words.


def _say(found: _Found, base: Advised, policy: Policy, tried: dict[str, int]) -> WhatIf:
    advice = found.advised.advice
    changes = tuple(_change(ways, tried.get(ways[0].fact, 0)) for ways in found.ways)
    title = f"If {' and '.join(one.text for one in changes)}"
    then = tuple(_then(found, base, policy))
    return WhatIf(
        changes=changes,
        text=f"{title}: {'. '.join(then)}.",
        title=title,
        then=then,
        status=advice.status,
        stage=advice.stage.id if advice.stage else None,
        act_by=advice.act_by,
        aim_by=advice.aim_by,
        overdue_since=advice.overdue_since,
        because=found.because,
    )


def _change(ways: tuple[Variant, ...], tried: int) -> Change:
    first = ways[0]
    every = first.other and len(ways) == tried >= _MANY
    to = first.other if every else say_list([one.to for one in ways], "or")
    return Change(
        fact=first.fact,
        title=first.title,
        from_=first.was,
        to=to,
        values=_values(ways),
        text=f"{first.says} {to}",
    )


def _then(found: _Found, base: Advised, policy: Policy) -> Iterator[str]:
    """What would be different, in the words of the advice."""
    now, then = _outcome(base), found.outcome
    text = present(found.advised.advice, policy)
    if then.stage != now.stage and text.stage:
        yield text.stage
    if then.status != now.status:
        yield text.status
    times = (then.act_by, then.aim_by, then.overdue_since)
    if then.stage and times != (now.act_by, now.aim_by, now.overdue_since):
        yield from text.times if any(times) else ("No time limit would be given",)
