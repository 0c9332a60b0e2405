"""What is wrong with clocks: what starts and ends them, whose they are, and limits that contradict the rest."""

from __future__ import annotations

from wizard.policy.check_stages import in_at
from wizard.policy.clock import AGREED, SAME_DAY, STARTS, TODAY
from wizard.policy.flaws import Flaw, Found, Place, unknown_id
from wizard.policy.model import CHALLENGED, CHALLENGING, Clock, Policy


def in_clocks(policy: Policy) -> Found:
    """Faults of every clock."""
    for number, clock in enumerate(policy.clocks):
        place = ("clocks", number)
        yield from in_at((*place, "at"), clock.at, policy)
        yield from _in_start_and_end(place, clock, policy)
        yield from _in_limit(place, clock, policy)
        yield from _in_step(place, clock, policy)
        owners = [CHALLENGING, CHALLENGED, *policy.roles]
        if clock.owner not in owners:
            yield unknown_id((*place, "owner"), clock.owner, "role or side", owners, "F204")


def _in_start_and_end(place: Place, clock: Clock, policy: Policy) -> Found:
    starts = [*STARTS, *policy.events]
    if clock.starts not in starts:
        yield unknown_id((*place, "starts"), clock.starts, "event", starts, "F207")
    if clock.ends is not None and clock.ends not in policy.event_ids():
        yield unknown_id((*place, "ends"), clock.ends, "event", policy.event_ids(), "F207")
    if clock.ends is not None and clock.ends == clock.starts:
        what = f"'{clock.ends}' starts this clock and ends it at once; expected another event"
        yield Flaw((*place, "ends"), what, "F313")


def _in_limit(place: Place, clock: Clock, policy: Policy) -> Found:
    if clock.starts == "each day" and clock.limit not in (TODAY, SAME_DAY):
        what = f"a clock that starts each day ends that day; expected 'limit: {TODAY}' or '{SAME_DAY}'"
        yield Flaw((*place, "starts"), what, "F311")
    if clock.limit == AGREED and clock.agreed_in is None:
        what = "a limit that the parties agree on needs its date; expected 'agreed_in' with a fact beside it"
        yield Flaw((*place, "limit"), what, "F312")
    if clock.agreed_in is None:
        return
    if clock.limit != AGREED:
        what = f"the limit is '{clock.limit}', which nobody agrees on; expected 'limit: agreed' or no 'agreed_in'"
        yield Flaw((*place, "agreed_in"), what, "F312")
    dates = [name for name, kind in policy.facts.items() if kind.kind == "date"]
    if clock.agreed_in not in dates:
        yield unknown_id((*place, "agreed_in"), clock.agreed_in, "fact of the kind 'date'", dates, "F206")


def _in_step(place: Place, clock: Clock, policy: Policy) -> Found:
    if clock.step is None:
        return
    stages = [stage for stage in policy.stages() if not clock.at or stage.id in clock.at]
    steps = dict.fromkeys(step.id for stage in stages for step in stage.steps)
    steps |= dict.fromkeys(duty.id for duty in policy.duties)
    if clock.step not in steps:
        yield unknown_id((*place, "step"), clock.step, "step where this clock runs", steps, "F210")
