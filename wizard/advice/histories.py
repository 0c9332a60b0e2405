"""Every combination of attempts through the ladder: for each stage each of five states, and what each comes to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import msgspec

from wizard.advice.advise import House
from wizard.advice.classes import STATES, AttemptState, attempt
from wizard.advice.history import History, facts_in, history, ladder_of
from wizard.advice.situation import Attempt, Situation

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
    order = [stage.id for stage in ladder_of(house.policy, facts_in(bare)).stages]
    stages = (*order, *beside)
    made = {(stage, state): attempt(stage, state, bare.now) for stage in stages for state in STATES}
    different: dict[History, int] = {}
    table: dict[States, int] = {}
    for states in _combinations(len(order), len(beside)):
        attempts: list[Attempt] = []
        for stage, state in zip(stages, states, strict=True):
            one = made[stage, state]
            if one is not None:
                attempts.append(one)
        past = history(house.policy, msgspec.structs.replace(bare, attempts=tuple(attempts)), house.machine)
        table[states] = different.setdefault(past, len(different))
    found = tuple(different)
    return Histories(combinations=len(table), different=found, grown=tuple(_grown(table, order, found)))


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
                if (before, after) not in told:
                    told.add((before, after))
                    yield Grown(before, after, stage, added)
