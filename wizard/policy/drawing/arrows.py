"""What leads where along a ladder: on to the next stage, past one, and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from wizard.policy.clock_words import can_pass, clocks_at
from wizard.policy.drawing.parts import START, Arrow
from wizard.policy.in_words import clean, listed, where
from wizard.policy.model import COMPLETE, UNKNOWN, Ladder, Policy, Stage, When
from wizard.policy.together import never_both


def arrows_of(policy: Policy, ladder: Ladder) -> Iterator[Arrow]:
    """The arrows of a ladder, in its order, with words on each."""
    stages = ladder.stages
    yield from _onward(policy, START, None, stages, "It begins here")
    for place, stage in enumerate(stages):
        yield from _onward(policy, stage.id, stage.when, stages[place + 1 :], _leaving(policy, stage))
    yield from _passes(policy, ladder)
    for stage in stages:
        for back in stage.returns:
            yield Arrow(kind="return", source=stage.id, dest=back.to, words="May go back")


def _leaving(policy: Policy, stage: Stage) -> str:
    limited = any(can_pass(clock) for clock in clocks_at(policy, stage.id))
    return "If it is not settled, or its time limit passes" if limited else "If it is not settled"


def _onward(
    policy: Policy, source: str, when: When | None, later: tuple[Stage, ...], words: str
) -> Iterator[Arrow]:
    """On to the next stage; where that stands on some ladders only, past it to the one after as well.

    `when` is the condition of the stage that is left: another branch of the same fork never comes after it.
    """
    after = tuple(stage for stage in later if not never_both(when, stage.when))
    for number, stage in enumerate(after):
        said = f"{words}, {_without(after[:number])}" if number else words
        # Only the stage just below is reached straight.
        kind: Literal["next", "skip"] = "next" if stage is later[0] else "skip"
        yield Arrow(kind=kind, source=source, dest=stage.id, words=said)
        if not where(policy, stage.when) or _one_holds(policy, after[: number + 1]):
            return
    if source == START:
        return
    # A limit that passes at the last stage leaves the case where it is: nothing comes after.
    said = f"If it is not settled, {_without(after)}" if after else "If it is not settled"
    yield Arrow(kind="skip" if after else "next", source=source, dest=COMPLETE, words=said)


def _one_holds(policy: Policy, stages: tuple[Stage, ...]) -> bool:
    """Whether every case has one of these branches: their conditions share out all the values of one fact."""
    for name, kind in policy.facts.items():
        wanted = {*kind.values, *(() if kind.unknown_as else (UNKNOWN,))}
        named = [stage.when.facts[name] for stage in stages if stage.when and _only(stage.when, name)]
        if kind.values and wanted <= {value for values in named for value in values}:
            return True
    return False


def _only(when: When, name: str) -> bool:
    """Whether a condition names that fact and nothing else."""
    return when == When(facts={name: when.facts[name]}) if name in when.facts else False


def _without(stages: tuple[Stage, ...]) -> str:
    labels = [clean(stage.label) for stage in stages]
    if len(labels) == 1:
        return f"where {labels[0]} does not apply"
    return f"where {listed(labels, 'and')} do not apply"


def _passes(policy: Policy, ladder: Ladder) -> Iterator[Arrow]:
    """One arrow past each run of stages that may be passed on the same condition."""
    order = [stage.id for stage in ladder.stages]
    for when in dict.fromkeys(one.when for one in policy.passes):
        passed = {stage for one in policy.passes if one.when == when for stage in one.stages}
        first: int | None = None
        for place, stage_id in enumerate((*order, COMPLETE)):
            if stage_id in passed:
                first = place if first is None else first
            elif first is not None:
                source = order[first - 1] if first else START
                words = f"Where {where(policy, when)}"
                yield Arrow(kind="pass", source=source, dest=stage_id, words=words)
                first = None
