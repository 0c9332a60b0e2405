"""The ladder as it is drawn beside the advice: what was done, where the case is, and what lies ahead."""

from __future__ import annotations

from wizard.advice.history import stages_on
from wizard.advice.located import Located
from wizard.advice.result import Rung, RungState
from wizard.advice.situation import Attempt
from wizard.policy.model import Stage


def rungs_of(case: Located) -> tuple[Rung, ...]:
    """The ladder as it is drawn, with the case's own route in its place where it is on one."""
    if case.position.outside:
        return ()  # a ladder that the case cannot climb is no help
    ladder = next(one for one in case.policy.ladders if one.id == case.position.ladder)
    counted = case.situation.counted()
    stages = list(stages_on(ladder, case.facts, counted))
    order = [stage.id for stage in stages]
    beside = [route.stage for route in case.policy.routes if route.stage]
    stages += [one for one in beside if one.id in counted or one.id == case.position.stage]
    reached = _reached(case, order, counted)
    return tuple(_rung(case, stage, counted.get(stage.id), order, reached) for stage in stages)


def _reached(case: Located, order: list[str], counted: dict[str, Attempt]) -> int:
    """How far along the ladder the case has come."""
    if case.position.stage in order:
        return order.index(case.position.stage)
    return max((order.index(one) for one in counted if one in order), default=-1)


def _rung(case: Located, stage: Stage, attempt: Attempt | None, order: list[str], reached: int) -> Rung:
    here = stage.id == case.position.stage
    before = stage.id in order and order.index(stage.id) <= reached
    state: RungState = "skipped" if before else "ahead"
    if attempt:
        state = "open" if attempt.outcome == "open" else "done"
    limits = [one.fixed for one in case.position.clocks if one.fixed]
    return Rung(
        id=stage.id,
        label=stage.label,
        title=stage.title,
        state="here" if here else state,
        began=attempt.began if attempt else None,
        ended=attempt.ended if attempt else None,
        outcome=attempt.outcome if attempt else None,
        by=min(limits, default=None) if here else None,
    )
