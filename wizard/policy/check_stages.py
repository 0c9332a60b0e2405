"""What is wrong with the ladders, their stages, and the ways along and beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.policy.flaws import Flaw, Found, Place, repeated, unknown_id
from wizard.policy.model import CHALLENGED, COMPLETE, RESOLVED, Ladder, Policy, Route, Stage, Step


def placed_stages(policy: Policy) -> Iterator[tuple[Place, Stage]]:
    """Every stage with its place: the ladders', then the routes'."""
    for number, ladder in enumerate(policy.ladders):
        for rung, stage in enumerate(ladder.stages):
            yield ("ladders", number, "stages", rung), stage
    for number, route in enumerate(policy.routes):
        if route.stage:
            yield ("routes", number, "stage"), route.stage


def in_stages(policy: Policy) -> Found:
    """Faults of the stages, the ladders, the routes, passes and bypasses, the duties and the endings."""
    for place, stage in placed_stages(policy):
        yield from _in_stage(place, stage)
    for number, ladder in enumerate(policy.ladders):
        yield from _in_ladder(("ladders", number), ladder)
    for number, route in enumerate(policy.routes):
        yield from _in_route(("routes", number), route, policy)
    for number, one in enumerate(policy.passes):
        yield from in_at(("passes", number, "stages"), one.stages, policy)
    for number, bypass in enumerate(policy.bypasses):
        yield from in_at(("bypasses", number, "to"), bypass.to, policy)
    for number, duty in enumerate(policy.duties):
        yield from in_at(("duties", number, "at"), duty.at, policy, endings=True)
    for number, contradiction in enumerate(policy.contradictions):
        yield from in_at(("contradictions", number, "at"), contradiction.at, policy, endings=True)
    ids = [ending.id for ending in policy.endings]
    for one_id in (RESOLVED, COMPLETE):
        if one_id not in ids:
            what = f"the ending '{one_id}' is missing; expected both 'resolved' and 'complete'"
            yield Flaw(("endings",), what, "F216")
    for number, ending in enumerate(policy.endings):
        yield from _in_steps(("endings", number, "steps"), ending.steps)


def in_at(place: Place, at: Sequence[str], policy: Policy, *, endings: bool = False) -> Found:
    """Stages that there are not, in a list of them; with `endings` those are allowed too."""
    stages = [stage.id for stage in policy.stages()]
    known = [*stages, RESOLVED, COMPLETE] if endings else stages
    for number, one in enumerate(at):
        if one not in known:
            yield unknown_id((*place, number), one, "stage", known, "F203")


def _in_stage(place: Place, stage: Stage) -> Found:
    if stage.acts.agency == CHALLENGED:
        what = "the challenging agency's side acts; expected 'challenging' or an agency"
        yield Flaw((*place, "acts", "agency"), what, "F305")
    if stage.acts.when is not None:
        what = "the same role acts here in each case; expected no condition (put its other titles under 'instead')"
        yield Flaw((*place, "acts", "when"), what, "F305")
    if not stage.with_:
        what = f"the stage '{stage.id}' has nobody to go to; expected someone under 'with'"
        yield Flaw((*place, "id"), what, "F306")
    yield from _in_steps((*place, "steps"), stage.steps)
    if not stage.steps:
        what = f"the stage '{stage.id}' says nothing to do; expected at least one step"
        yield Flaw((*place, "id"), what, "F307")
    if stage.panel is not None and not stage.also:
        what = f"nobody sits on the panel of '{stage.id}'; expected who sits on it under 'also'"
        yield Flaw((*place, "panel"), what, "F308")
    yield from repeated(
        [((*place, "gates", number, "id"), one.id) for number, one in enumerate(stage.gates)], "gate"
    )


def _in_steps(place: Place, steps: Sequence[Step]) -> Found:
    yield from repeated([((*place, number, "id"), step.id) for number, step in enumerate(steps)], "step")


def _in_ladder(place: Place, ladder: Ladder) -> Found:
    if all(stage.when is not None for stage in ladder.stages):
        what = f"every stage of '{ladder.id}' has a condition, so that a case may find none; expected one without"
        yield Flaw((*place, "id"), what, "F315")
    ids = [stage.id for stage in ladder.stages]
    for rung, stage in enumerate(ladder.stages):
        ways = [
            ((*place, "stages", rung, "returns", number, "id"), one.id)
            for number, one in enumerate(stage.returns)
        ]
        yield from repeated(ways, "return")
        for number, one in enumerate(stage.returns):
            if one.to not in ids[:rung]:
                earlier = ", ".join(ids[:rung]) or "none, as this is the first"
                what = f"'{one.to}' is no earlier stage of this ladder; expected one of: {earlier}"
                yield Flaw((*place, "stages", rung, "returns", number, "to"), what, "F316")


def _in_route(place: Place, route: Route, policy: Policy) -> Found:
    on_ladders = [stage.id for ladder in policy.ladders for stage in ladder.stages]
    if (route.stage is None) == (route.to is None):
        yield Flaw(place, "a route leads to one stage; expected either 'stage' or 'to'", "F309")
    elif route.to is not None and route.to not in on_ladders:
        yield unknown_id((*place, "to"), route.to, "stage on a ladder", on_ladders, "F203")
    elif route.to is not None and (route.until != "attempted" or route.then != "ladder"):
        what = "a route to a stage of the ladder holds until that stage is tried; expected 'until: attempted' and no 'then'"
        yield Flaw((*place, "until"), what, "F310")
    if route.stage is not None:
        for number, _ in enumerate(route.stage.returns):
            what = "a stage beside the ladder has no earlier stage to go back to; expected no 'returns' here"
            yield Flaw((*place, "stage", "returns", number, "to"), what, "F316")
