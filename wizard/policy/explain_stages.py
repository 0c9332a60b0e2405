"""What a stage or an ending says, in plain words: who, what, until when, and where it leads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from wizard.policy.clock_words import clock_in_full, clocks_at
from wizard.policy.explained import Said, Section, plainly_said, said
from wizard.policy.in_words import STRENGTHS, clean, listed, only, people, plainly, who
from wizard.policy.model import Ending, Policy, Stage, Step
from wizard.policy.part_words import gate_words, panel_words, return_words

_WAITS: Final = "It tells somebody to wait, and is left out while anyone is in danger"


def stage_section(policy: Policy, stage: Stage) -> Section:
    """All that a stage says."""
    group = f" ({clean(stage.group)})" if stage.group else ""
    return Section(title=clean(f"{stage.label}: {stage.title}{group}"), said=tuple(_stage(policy, stage)))


def ending_said(policy: Policy, ending: Ending) -> Iterator[Said]:
    """All that an ending says."""
    yield said(ending, ending.rule)
    yield from steps_said(policy, ending.steps)
    yield from _documents(ending.documents)


def steps_said(policy: Policy, steps: Iterable[Step]) -> Iterator[Said]:
    """What is to be done, each step with who does it, when, and how strongly the text puts it."""
    return (said(one, *step_words(policy, one)) for one in steps)


def step_words(policy: Policy, step: Step) -> Iterator[str]:
    """One thing to do."""
    yield f"To do{STRENGTHS[step.strength]}: {clean(step.does)}"
    if step.by:
        yield f"Who does it: {who(policy, step.by)}"
    yield only(policy, step.when)
    if step.wait:
        yield _WAITS


def _stage(policy: Policy, stage: Stage) -> Iterator[Said]:
    begins = "This begins the formal use of the policy" if stage.invokes else ""
    yield said(stage, stage.rule, only(policy, stage.when), begins)
    for gate in stage.gates:
        yield said(gate, gate_words(policy, gate))
    yield said(stage, f"Who acts: {who(policy, stage.acts)}")
    for line in people(policy, (*stage.with_, *stage.also)):
        yield said(stage, line)
    if stage.panel:
        yield said(stage.panel, panel_words(stage.panel))
    yield from steps_said(policy, stage.steps)
    for clock in clocks_at(policy, stage.id):
        yield said(clock, clock.rule, *clock_in_full(policy, clock))
    for back in stage.returns:
        yield said(back, back.rule, return_words(policy, back))
    yield from _documents(stage.documents)


def _documents(documents: Iterable[str]) -> Iterator[Said]:
    names = listed((plainly(one) for one in documents), "and")
    if names:
        yield plainly_said(f"The wizard offers to make: {names}")
