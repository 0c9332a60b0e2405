"""Every combination of attempts through the ladder: for each stage each of five states, and what each comes to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from wizard.advice.advise import House
from wizard.advice.classes import LONG_AGO, STATES, AttemptState, attempt
from wizard.advice.facts import Facts, holds
from wizard.advice.history import History, facts_in, history, ladder_of, stages_on
from wizard.advice.situation import Attempt, Situation
from wizard.policy.model import Stage

States = tuple[AttemptState, ...]


class Grown(msgspec.Struct, frozen=True):
    """Two histories, by their places among the different ones, that differ by one attempt added at a stage."""

    before: int
    after: int
    stage: str
    state: AttemptState


class Histories(msgspec.Struct, frozen=True, kw_only=True):
    """How many combinations there are, the different histories that they come to, and how those grow."""

    combinations: int
    different: tuple[History, ...]
    grown: tuple[Grown, ...]


def histories(house: House, bare: Situation, beside: tuple[str, ...]) -> Histories:
    """What every combination of attempts comes to, at the ladder's stages and at one of those `beside` at a time.

    `bare` is a situation without attempts; its facts choose the ladder. A case is on one route at most, so attempts at two of them at once
    differ in nothing.
    """
    on_ladder = stages_in(house, bare)
    order = [stage.id for stage in on_ladder]
    stages = (*order, *beside)
    made = {(stage, state): attempt(stage, state, bare.now) for stage in stages for state in STATES}
    different: dict[History, int] = {}
    tables: list[dict[States, int]] = []
    for earlier in earlier_rounds(on_ladder, bare.now, facts_in(house.policy, bare)):
        table: dict[States, int] = {}
        for states in _combinations(len(order), len(beside)):
            attempts: list[Attempt] = [*earlier]
            for stage, state in zip(stages, states, strict=True):
                one = made[stage, state]
                if one is not None:
                    attempts.append(one)
            past = history(
                house.policy, msgspec.structs.replace(bare, attempts=tuple(attempts)), house.machine
            )
            table[states] = different.setdefault(past, len(different))
        tables.append(table)
    found = tuple(different)
    return Histories(
        combinations=sum(len(table) for table in tables),
        different=found,
        grown=tuple(one for table in tables for one in _grown(table, order, found)),
    )


def stages_in(house: House, bare: Situation) -> tuple[Stage, ...]:
    """The stages of the ladder that a situation without attempts can be at."""
    facts = facts_in(house.policy, bare)
    return stages_on(ladder_of(house.policy, facts), facts, ())


def earlier_rounds(stages: tuple[Stage, ...], now: datetime, facts: Facts) -> Iterator[tuple[Attempt, ...]]:
    """No round before, and for each stage that leads back each number of times that it has done so."""
    yield ()
    for stage in stages:
        for rule in stage.returns:
            if not holds(rule.when, facts):
                continue
            for times in range(1, rule.times + 1):
                yield tuple(
                    Attempt(stage=stage.id, began=ended, ended=ended, outcome="unresolved")
                    for ended in (now - LONG_AGO - timedelta(days=1 + number) for number in range(times))
                )


def _combinations(ladder: int, beside: int) -> Iterator[States]:
    nothing: States = (STATES[0],) * beside
    besides: list[States] = [nothing]
    for place in range(beside):
        besides += [(*nothing[:place], state, *nothing[place + 1 :]) for state in STATES[1:]]
    for states in itertools.product(STATES, repeat=ladder):
        for other in besides:
            yield (*states, *other)


def _grown(table: dict[States, int], order: list[str], different: tuple[History, ...]) -> Iterator[Grown]:
    """Each way to add an attempt on the ladder to a history that has one there, told once."""
    told: set[tuple[int, int]] = set()
    for states, before in table.items():
        if not different[before].on_record:
            continue
        for place, stage in enumerate(order):
            if states[place] != STATES[0]:
                continue
            for added in STATES[1:]:
                after = table[(*states[:place], added, *states[place + 1 :])]
                if different[before].returned != different[after].returned:
                    continue  # the policy itself leads back
                if (before, after) not in told:
                    told.add((before, after))
                    yield Grown(before, after, stage, added)
