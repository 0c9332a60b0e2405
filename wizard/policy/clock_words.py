"""A policy's clocks in words: how long, from when until when, whose time it is, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wizard.policy.in_words import agency, clean, event_title, listed, lower, only, role_title
from wizard.policy.model import CHALLENGED, CHALLENGING, Clock, Policy

_LIMITS: Final = {
    "today": "by the end of today",
    "same working day": "on the same working day",
    "agreed": "by the date that the agencies agree",
    "not stated": "no time limit is stated",
    "unseen": "a time limit that was not to be had",
    "disputed": "the text says two things",
}
_STARTS: Final = {
    "stage": "",
    "raised": ", from when it was raised",
    "each day": ", and again each day",
    "previous stage began": ", from when the stage before began",
    "previous stage ended": ", from when the stage before ended",
    "invoked": ", from the formal start",
}
_EXPIRES: Final = {
    "next stage": "",
    "may escalate": "After that the next stage may begin.",
    "recorded": "A limit that is missed is recorded.",
    "nothing": "Nothing follows by itself from missing it.",
}
_TITLES: Final = {
    "must": "Time",
    "should": "Time, as it should be",
    "where possible": "Aim, where possible",
    "indicative": "Time, as a guide",
}
#: When the time of a stage starts: somebody else's, and that of those who challenge.
_USUAL_START: Final = {
    True: ", from the end of the stage before or from when it was raised, and once this stage has begun from then",
    False: ", from when this stage began",
}
#: Of these nothing is known but that.
_UNKNOWN: Final = ("not stated", "unseen", "disputed")
#: What starts once, so that the stages listed share it.
_ONCE: Final = ("raised", "invoked")


def clock_words(policy: Policy, clock: Clock) -> str:
    """A clock in one line: "Time: at most 5 working days"."""
    words = f"{_TITLES[clock.strength]}: {_limit(clock)}{_counted(policy, clock)}"
    return ". ".join((words, *(one.rstrip(".") for one in _more(policy, clock))))


def clock_in_full(policy: Policy, clock: Clock) -> Iterator[str]:
    """A clock in sentences that leave nothing to be known: also whose time it is, and what follows, where that is usual."""
    begins = _USUAL_START[_own_time(policy, clock)] if clock.starts == "stage" and _counts(clock) else ""
    yield f"{_TITLES[clock.strength]}: {_limit(clock)}{begins}{_counted(policy, clock)}"
    yield only(policy, clock.when)
    yield _for_step(policy, clock)
    if clock.agreed_in and clock.agreed_in in policy.facts:
        yield f"The date is the answer to: {clean(policy.facts[clock.agreed_in].question)}"
    if clock.limit in _UNKNOWN:
        return
    yield f"Whose time it is: {_owner(policy, clock.owner)}"
    if clock.is_aim:
        yield "It is hoped for, and cannot be missed"
    elif _counts(clock):
        yield _in_full(clock)


def _in_full(clock: Clock) -> str:
    if clock.expires is None:
        return "It does not say what follows when that has passed. The next stage is then due (our reading)"
    return _EXPIRES[clock.effect] or "After that the next stage is due."


def clocks_at(policy: Policy, stage_id: str) -> Iterator[Clock]:
    """The clocks that name a stage. Those that name none hold everywhere."""
    return (clock for clock in policy.clocks if stage_id in clock.at)


def can_pass(clock: Clock) -> bool:
    """Whether the next stage is due, or may begin, once the clock has run out."""
    leads_on = clock.effect in ("next stage", "may escalate")
    return _counts(clock) and leads_on and not clock.is_aim and clock.starts != "each day"


def _limit(clock: Clock) -> str:
    words = _LIMITS.get(clock.limit, clean(clock.limit))
    if clock.quantity is not None and not clock.is_aim:
        words = f"at most {words}"
    if clock.equals:
        words += f" (also given as {clean(clock.equals)})"
    if clock.or_sooner:
        words += f", or sooner: {clean(clock.or_sooner)}"
    return words


def _counted(policy: Policy, clock: Clock) -> str:
    begins = _STARTS.get(clock.starts)
    if begins is None:
        begins = f", from when {lower(event_title(policy, clock.starts))}"
    if clock.ends:
        begins += f", until {lower(event_title(policy, clock.ends))}"
    if len(clock.at) > 1 and clock.starts in _ONCE and clock.quantity is not None:
        labels = {one.id: clean(one.label) for one in policy.stages()}
        begins += f", for {listed((labels.get(one, one) for one in clock.at), 'and')} together"
    return begins


def _more(policy: Policy, clock: Clock) -> Iterator[str]:
    condition = only(policy, clock.when)
    if condition:
        yield condition
    step = _for_step(policy, clock)
    if step:
        yield step
    if clock.owner != CHALLENGING:
        yield f"Whose time it is: {_owner(policy, clock.owner)}"
    if clock.quantity is not None and not clock.is_aim and clock.effect != "next stage":
        yield _EXPIRES[clock.effect]


def _for_step(policy: Policy, clock: Clock) -> str:
    steps = (*(one for stage in policy.stages() for one in stage.steps), *policy.duties)
    step = next((one for one in steps if one.id == clock.step), None)
    return f"This is for one thing to do: {lower(clean(step.does))}" if step else ""


def _own_time(policy: Policy, clock: Clock) -> bool:
    """Whether it is the time of those who challenge: of their agency, or of a role that acts for it."""
    acts = [stage.acts for stage in policy.stages() if not clock.at or stage.id in clock.at]
    own = all(one.agency == CHALLENGING and one.role == clock.owner for one in acts)
    return clock.owner == CHALLENGING or own


def _counts(clock: Clock) -> bool:
    """Whether it comes to a date."""
    return clock.quantity is not None or clock.limit in ("today", "same working day", "agreed")


def _owner(policy: Policy, owner: str) -> str:
    return agency(policy, owner) if owner in (CHALLENGED, CHALLENGING) else role_title(policy, owner)
