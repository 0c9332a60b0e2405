"""Until when a reply is due, and why: the policy's own limit with its clause, and never one that it does not set."""

from __future__ import annotations

from datetime import datetime

from wizard.advice.facts import Facts, applies
from wizard.advice.result import Advice, Working
from wizard.advice.words import say_when
from wizard.documents.clauses import cite
from wizard.documents.details import say_day
from wizard.policy.model import Clock, Policy, Stage


def reply_limit(policy: Policy, facts: Facts, stage: Stage | None, advice: Advice) -> tuple[str | None, str]:
    """The end of the limit in words, None where there is none to come, and the rule or its absence."""
    if stage is None:
        return None, "No limit of the policy is running."
    clocks = _limits_at(policy, facts, stage)
    if advice.act_by is None:
        return None, _no_limit(clocks)
    rule = _rule(clocks, advice, advice.act_by)
    if advice.act_by < advice.now:
        return None, f"The time limit for this stage has passed. {rule}".strip()
    return say_when(advice.act_by), rule


def missed_rule(policy: Policy, facts: Facts, stage: Stage, advice: Advice) -> str | None:
    """The rule of the limit that was missed, where it is a limit of this stage; None where none of its own was."""
    worked = [one for one in advice.working if one.of == "overdue_since"]
    return _rule_in(_limits_at(policy, facts, stage), worked) or None


def _limits_at(policy: Policy, facts: Facts, stage: Stage) -> list[Clock]:
    return [one for one in policy.clocks if applies(one, stage.id, facts) and not one.is_aim]


def _rule(clocks: list[Clock], advice: Advice, act_by: datetime) -> str:
    return _rule_in(clocks, [one for one in advice.working if one.of == "act_by" and one.ends == act_by])


def _rule_in(clocks: list[Clock], worked: list[Working]) -> str:
    """The rule of the first clock that one of the times was worked out by; empty where there is none."""
    for clock in clocks:
        for one in worked:
            if one.limit == clock.limit and one.source == clock.source:
                return f"{clock.rule.rstrip('.')} ({cite(clock)}). The time is counted from {say_day(one.starts)}."
    return ""


def _no_limit(clocks: list[Clock]) -> str:
    silent = [one for one in clocks if one.limit in ("not stated", "unseen")]
    source = f" ({cite(silent[0])})" if silent else ""
    if any(one.limit == "unseen" for one in silent):
        return f"The part of the policy that may set a time limit was not to be had, so none is given here{source}."
    return f"The policy sets no time limit for this stage{source}."
