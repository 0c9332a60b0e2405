"""Until when a reply is due, and why: the policy's own limit with its clause, and never one that it does not set."""

from __future__ import annotations

from datetime import datetime

from wizard.advice.facts import Facts, holds
from wizard.advice.result import Advice
from wizard.advice.words import say_when
from wizard.documents.clauses import cite
from wizard.documents.details import say_day
from wizard.policy.model import Clock, Policy, Stage


def reply_limit(policy: Policy, facts: Facts, stage: Stage | None, advice: Advice) -> tuple[str | None, str]:
    """The end of the limit in words, None where there is none to come, and the rule or its absence."""
    if stage is None:
        return None, "No limit of the policy is running."
    clocks = [
        one
        for one in policy.clocks
        if stage.id in one.at and one.strength == "limit" and holds(one.when, facts)
    ]
    if advice.act_by is None:
        return None, _no_limit(clocks)
    rule = _rule(clocks, advice, advice.act_by)
    if advice.act_by < advice.now:
        return None, f"The time limit for this stage has passed. {rule}".strip()
    return say_when(advice.act_by), rule


def _rule(clocks: list[Clock], advice: Advice, act_by: datetime) -> str:
    ends = [one for one in advice.working if one.of == "act_by" and one.ends == act_by]
    for clock in clocks:
        if any(one.limit == clock.limit and one.source == clock.source for one in ends):
            return f"{clock.rule.rstrip('.')} ({cite(clock)}). The time is counted from {say_day(ends[0].starts)}."
    return ""


def _no_limit(clocks: list[Clock]) -> str:
    silent = [one for one in clocks if one.limit in ("not stated", "unseen")]
    source = f" ({cite(silent[0])})" if silent else ""
    if any(one.limit == "unseen" for one in silent):
        return f"The part of the policy that may set a time limit was not to be had, so none is given here{source}."
    return f"The policy sets no time limit for this stage{source}."
