"""The conditions of a policy, gathered: what its rules can tell apart at all."""

from __future__ import annotations

from wizard.policy.model import INVOKED, Policy, When
from wizard.policy.walk import parts


def whens(policy: Policy) -> list[When]:
    """Every condition in a policy, in whatever part of it. Gathered once a policy: each question asks for them."""
    known: list[When] | None = policy.__dict__.get("whens")
    if known is None:
        known = policy.__dict__["whens"] = [when for _, when in parts(policy, When)]
    return known


def deciding(policy: Policy) -> list[When]:
    """The conditions that can decide where a case is, and until when; the others only meet what is said there."""
    groups = (policy.ladders, policy.routes, policy.passes, policy.bypasses, policy.clocks, policy.outside)
    found = [part.when for group in groups for part in group if part.when is not None]
    for stage in policy.stages():
        found += [when for when in (stage.when, *(one.when for one in stage.returns)) if when is not None]
        found += [gate.opens for gate in stage.gates]
    return found


def looks_at_previous(policy: Policy) -> bool:
    """Whether any clock counts from the stage before."""
    return any(clock.starts.startswith("previous stage") for clock in policy.clocks)


def looks_at_invocation(policy: Policy) -> bool:
    """Whether anything turns on when the policy's formal use began."""
    return (
        any(clock.starts == INVOKED for clock in policy.clocks)
        or any(notice.on == INVOKED for notice in policy.notices)
        or any(INVOKED in (*when.happened, *when.not_happened) for when in whens(policy))
    )
