"""The parts of a ladder in words, one line each: gates, panels, returns, routes, passes and bypasses."""

from __future__ import annotations

from typing import Final

from wizard.policy.in_words import clean, listed, lower, where, who
from wizard.policy.model import COMPLETE, RESOLVED, Bypass, Gate, Panel, Pass, Policy, Return, Route

#: What the endings are called.
ENDINGS: Final = {RESOLVED: "Settled", COMPLETE: "Not settled, and no stage is left"}
_UNTIL: Final = {
    "attempted": "It holds until that has been tried.",
    "unresolved": "It holds until that has been tried and did not settle it.",
    "never": "It holds whatever has been tried.",
}
_TIMES: Final = {1: "once", 2: "twice"}


def gate_words(policy: Policy, gate: Gate) -> str:
    """What must be so before a stage begins, what to do until then, and who does it."""
    opens = where(policy, gate.opens)
    first = (
        f"It may begin only where {opens}. First:" if gate.holds else f"A reminder, unless {opens}. Think of:"
    )
    words = f"{first} {lower(clean(gate.does)).rstrip('.')}"
    if gate.who:
        words += f". Who does it: {who(policy, gate.who)}"
    return words


def panel_words(panel: Panel) -> str:
    """What a panel is, how many sit on it, and how often it meets."""
    parts = [f"Panel: {clean(panel.rule).rstrip('.')}"]
    if panel.size:
        parts.append(f"At least {panel.size} people sit on it")
    if panel.meets:
        parts.append(f"It meets {lower(clean(panel.meets)).rstrip('.')}")
    return ". ".join(parts)


def return_words(policy: Policy, back: Return) -> str:
    """Where a case may be led back to, and how often."""
    label = stage_label(policy, back.to)
    condition = where(policy, back.when)
    words = f"May go back to {label}, {_TIMES.get(back.times, f'{back.times} times')} at most"
    return f"{words}, where {condition}" if condition else words


def pass_words(policy: Policy, one: Pass) -> str:
    """Where a stage may be gone past."""
    return f"May be passed where {where(policy, one.when)}"


def bypass_words(policy: Policy, bypass: Bypass) -> str:
    """Where a case may be started at by wish, and what that needs."""
    labels = [stage_label(policy, one) for one in bypass.to]
    place = f"You may start at {listed(labels)}" if labels else "You may start at a later stage"
    needs = "if it is agreed by" if bypass.needs == "agreement" else "at the choice of"
    condition = where(policy, bypass.when)
    words = f"{place} {needs} {clean(bypass.who)}" + (f", where {condition}" if condition else "")
    if bypass.reason:
        words += ". The reason is written down"
    return words


def route_where(policy: Policy, route: Route) -> str:
    """The cases that take a route."""
    condition = where(policy, route.when)
    return f"Where {condition}" if condition else "Always"


def route_leads(policy: Policy, route: Route) -> str:
    """Where a route leads, and how long it holds."""
    until = _UNTIL[route.until]
    if route.before_the_ladder:
        until += " It is no longer taken once the ladder has begun."
    return f"Leads to: {stage_label(policy, route.leads_to)}. {until}"


def stage_label(policy: Policy, stage_id: str) -> str:
    """The label of a stage; its id, cleaned, where there is no such stage."""
    return next((clean(one.label) for one in policy.stages() if one.id == stage_id), clean(stage_id))
