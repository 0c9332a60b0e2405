"""Until when a reply is due, and why: the policy's own limit with its clause, and never one that it does not set."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from wizard.advice.facts import Facts, applies
from wizard.advice.result import Advice, ClockLine, Working
from wizard.advice.words import say_when
from wizard.advice.worktime import utc
from wizard.documents.clauses import cite
from wizard.documents.details import say_day
from wizard.policy.model import Clock, Policy, Stage

#: What follows when a limit has passed, where that is anything but the next stage.
_FOLLOWS: Final = {
    "may escalate": "Once it has passed, the next stage may begin.",
    "recorded": "If it is missed, that is recorded and no more.",
    "nothing": "Nothing follows by itself once it has passed.",
}
#: Limits whose end moves no case.
_MOVES_NOTHING: Final = ("recorded", "nothing")
_MOVES_NOTHING_SAID: Final = "The end of the time limit alone does not open the next stage."


class StageLimit(msgspec.Struct, frozen=True, kw_only=True):
    """The limit of the stage that a case is at: `ends` where it is still to come, `passed` where one has passed.

    Both can be: a limit that is only recorded when missed leaves another one running. `rule` is that of the one to
    come, else of the one that passed, with its clause; it is empty where there is neither.
    """

    ends: datetime | None = None
    passed: datetime | None = None
    rule: str = ""
    #: Whether a later stage is due, or may begin, once that limit has passed.
    leads_on: bool = True


def stage_limit(policy: Policy, facts: Facts, stage: Stage, advice: Advice) -> StageLimit:
    """The limit of the stage that the advice is about. What is for one step of it, such as minutes, is not one."""
    clocks = {one.id: one for one in _limits_at(policy, facts, stage)}
    lines = [(utc(one.by), one) for one in advice.clocks if one.by and one.id in clocks]
    gone = [pair for pair in lines if pair[1].status in ("missed", "passed")]
    ahead = [pair for pair in lines if pair[1].status == "running"]
    moving = [pair for pair in gone if clocks[pair[1].id].effect not in _MOVES_NOTHING]
    # Once a limit has passed that the next stage follows from, no later one of the same stage is worth waiting for.
    told = _first(moving) or _first(ahead) or _first(gone)
    if told is None:
        return StageLimit()
    passed = _first(moving) or _first(gone)
    clock = clocks[told.id]
    return StageLimit(
        ends=told.by if told.status == "running" else None,
        passed=passed.by if passed else None,
        rule=" ".join(one for one in (_said(clock, told.starts), _FOLLOWS.get(clock.effect)) if one),
        leads_on=clock.effect not in _MOVES_NOTHING,
    )


def reply_limit(policy: Policy, facts: Facts, stage: Stage | None, advice: Advice) -> tuple[str | None, str]:
    """The end of the limit in words, None where there is none to come, and the rule or its absence."""
    if stage is None:
        return None, "No limit of the policy is running."
    limit = stage_limit(policy, facts, stage, advice)
    if limit.ends is not None:
        return say_when(limit.ends), limit.rule
    if limit.passed is not None:
        return None, f"The time limit for this stage has passed. {limit.rule}"
    return None, _no_limit(_limits_at(policy, facts, stage))


def passed_at(policy: Policy, facts: Facts, stage: Stage | None, advice: Advice) -> datetime | None:
    """When a limit passed: the one that makes the case overdue, else one of the stage that is only recorded."""
    if advice.overdue_since is not None or stage is None:
        return advice.overdue_since
    return stage_limit(policy, facts, stage, advice).passed


def moves_nothing(policy: Policy, facts: Facts, stage: Stage | None, advice: Advice) -> str:
    """The sentence that the limit of the stage opens no next stage; empty where it does, and where there is none."""
    if stage is None or stage_limit(policy, facts, stage, advice).leads_on:
        return ""
    return _MOVES_NOTHING_SAID


def missed_clock(policy: Policy, facts: Facts, stage: Stage, advice: Advice) -> tuple[Clock, str] | None:
    """The limit of this stage that makes the case overdue, and its rule; None where none of its own does."""
    worked = [one for one in advice.working if one.of == "overdue_since"]
    return next(
        (
            (clock, _said(clock, one.starts))
            for clock in _limits_at(policy, facts, stage)
            for one in worked
            if _is_of(one, clock)
        ),
        None,
    )


def _limits_at(policy: Policy, facts: Facts, stage: Stage) -> list[Clock]:
    """The limits of a stage as a whole."""
    return [
        one for one in policy.clocks if applies(one, stage.id, facts) and not one.is_aim and one.step is None
    ]


def _first(lines: list[tuple[datetime, ClockLine]]) -> ClockLine | None:
    return min(lines, key=lambda pair: pair[0])[1] if lines else None


def _is_of(working: Working, clock: Clock) -> bool:
    return working.limit == clock.limit and working.source == clock.source


def _said(clock: Clock, starts: datetime | None) -> str:
    counted = f" The time is counted from {say_day(starts)}." if starts else ""
    return f"{clock.rule.rstrip('.')} ({cite(clock)}).{counted}"


def _no_limit(clocks: list[Clock]) -> str:
    silent = [one for one in clocks if one.limit in ("not stated", "unseen")]
    source = f" ({cite(silent[0])})" if silent else ""
    if any(one.limit == "unseen" for one in silent):
        return f"The part of the policy that may set a time limit was not to be had, so none is given here{source}."
    if clocks and not silent:
        # It has one that names no day, that has not begun, or that was met.
        return f"{_said(clocks[0], None)} No date follows from that now."
    return f"The policy sets no time limit for this stage{source}."
