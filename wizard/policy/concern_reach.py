"""Ways that nobody can go: ladders, stages and routes that no case comes to, gates that never open, a pass of the end."""

from __future__ import annotations

from wizard.policy.check_stages import placed_stages
from wizard.policy.flaws import Flaw, Found, Place
from wizard.policy.model import Policy, Route, When
from wizard.policy.together import always_with, never_both


def in_reach(policy: Policy) -> Found:
    """What no case can come to, or get through."""
    yield from _ladders(policy)
    yield from _stages(policy)
    yield from _routes(policy)
    yield from _gates(policy)
    for number, one in enumerate(policy.passes):
        last = {ladder.stages[-1].id for ladder in policy.ladders}
        for place, stage in enumerate(one.stages):
            if stage in last:
                what = f"goes past '{stage}', after which nothing comes; expected only stages before it"
                yield Flaw(("passes", number, "stages", place), what, "F404")
    for number, notice in enumerate(policy.notices):
        if notice.to is not None and never_both(notice.when, notice.to.when):
            what = "no one gets this: its 'when' and that of 'to' never hold at once; expected one of them to change"
            yield Flaw(("notices", number, "to"), what, "F406")


def _ladders(policy: Policy) -> Found:
    for number, ladder in enumerate(policy.ladders):
        hidden = _outside(policy, ladder.when)
        hidden = hidden or next(
            (
                f"the ladder '{one.id}'"
                for one in policy.ladders[:number]
                if always_with(ladder.when, one.when)
            ),
            "",
        )
        if hidden:
            what = f"no case comes to '{ladder.id}': {hidden} holds first each time; expected one of the two to change"
            yield Flaw(("ladders", number, "id"), what, "F401")


def _stages(policy: Policy) -> Found:
    for number, ladder in enumerate(policy.ladders):
        for rung, stage in enumerate(ladder.stages):
            if never_both(ladder.when, stage.when):
                what = f"no case comes to '{stage.id}': its 'when' and that of its ladder never hold at once; expected one to change"
                yield Flaw(("ladders", number, "stages", rung, "when"), what, "F402")
    for number, route in enumerate(policy.routes):
        if route.stage is not None and never_both(route.when, route.stage.when):
            what = f"no case comes to '{route.stage.id}': its 'when' and that of its route never hold at once; expected one to change"
            yield Flaw(("routes", number, "stage", "when"), what, "F402")


def _routes(policy: Policy) -> Found:
    for number, route in enumerate(policy.routes):
        hidden = _outside(policy, route.when)
        hidden = hidden or next(
            (f"the route '{one.id}'" for one in policy.routes[:number] if _hides(one, route)), ""
        )
        if hidden:
            what = f"no case takes '{route.id}': {hidden} holds first each time; expected one of the two to change"
            yield Flaw(("routes", number, "id"), what, "F403")


def _hides(earlier: Route, later: Route) -> bool:
    """Whether an earlier route is taken for good in every case that the later one is meant for."""
    for_good = earlier.until == "never" and not earlier.before_the_ladder
    return for_good and always_with(later.when, earlier.when)


def _outside(policy: Policy, when: When | None) -> str:
    """The rule by which every case of a condition lies outside the policy, in words."""
    return next(
        (f"'outside' has '{one.id}', which" for one in policy.outside if always_with(when, one.when)), ""
    )


def _gates(policy: Policy) -> Found:
    for place, stage in placed_stages(policy):
        around = _around(policy, place)
        for number, gate in enumerate(stage.gates):
            if not gate.holds:
                continue
            if any(never_both(gate.opens, when) for when in (stage.when, around)) or never_both(
                gate.opens, gate.opens
            ):
                what = f"'{gate.id}' never opens: the stage is not there when this holds; expected a new 'opens', or 'holds: false'"
                yield Flaw((*place, "gates", number, "opens"), what, "F405")


def _around(policy: Policy, place: Place) -> When | None:
    """The condition of the ladder or route that a stage stands on."""
    number = place[1]
    assert isinstance(number, int)
    return policy.ladders[number].when if place[0] == "ladders" else policy.routes[number].when
