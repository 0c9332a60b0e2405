"""Until when a reply is due, and why: the policy's own limit with its clause, and never one that it does not set."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from wizard.advice.facts import Facts, applies
from wizard.advice.result import Advice, ClockLine, Working
from wizard.advice.situation import Situation
from wizard.advice.words import say_when
from wizard.advice.worktime import utc
from wizard.documents.attempts import open_attempt
from wizard.documents.clauses import cite
from wizard.documents.details import say_day
from wizard.policy.model import INVOKED, Clock, Policy, Stage

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
    #: From when the one that passed was counted, where that is the reading of a date that is not on record.
    reading: str = ""
    #: Whether a later stage is due, or may begin, once that limit has passed.
    leads_on: bool = True


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """A limit that passed, and whose it was: that of the stage a case is at, or of one that is still open before it."""

    at: datetime
    #: The label of the stage that it is the limit of.
    stage: str
    #: Whether that is the stage the case is at.
    here: bool
    #: From when it was counted, where that is the reading of a date that is not on record; else empty.
    reading: str = ""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The limits of one case in words."""

    policy: Policy
    situation: Situation
    facts: Facts
    advice: Advice

    def at(self, stage: Stage) -> StageLimit:
        """The limit of the stage that the advice is about. What is for one step of it, such as minutes, is not one."""
        clocks = {one.id: one for one in self._of(stage)}
        lines = [(utc(one.by), one) for one in self.advice.clocks if one.by and one.id in clocks]
        gone = [pair for pair in lines if pair[1].status in ("missed", "passed")]
        ahead = [pair for pair in lines if pair[1].status == "running"]
        moving = [pair for pair in gone if clocks[pair[1].id].effect not in _MOVES_NOTHING]
        # Once a limit has passed that the next stage follows from, no later one of the same stage is worth waiting for.
        told = _first(moving) or _first(ahead) or _first(gone)
        if told is None:
            return StageLimit()
        passed = _first(moving) or _first(gone)
        clock = clocks[told.id]
        rule = self._said(stage, clock, told.starts)
        return StageLimit(
            ends=told.by if told.status == "running" else None,
            passed=passed.by if passed else None,
            rule=" ".join(one for one in (rule, _FOLLOWS.get(clock.effect)) if one),
            reading=self._reading(stage, clocks[passed.id], passed.starts) if passed else "",
            leads_on=clock.effect not in _MOVES_NOTHING,
        )

    def reply(self, stage: Stage | None) -> tuple[str | None, str]:
        """The end of the limit in words, None where there is none to come, and the rule or its absence."""
        if stage is None:
            return None, "No limit of the policy is running."
        limit = self.at(stage)
        if limit.ends is not None:
            return say_when(limit.ends), limit.rule
        if limit.passed is not None:
            return None, f"The time limit for this stage has passed. {limit.rule}"
        return None, self._none_at(stage)

    def missed(self, stage: Stage | None) -> Missed | None:
        """The limit that passed: the one that makes the case overdue, else one of its stage that is only recorded."""
        since = self.advice.overdue_since
        if stage is None:
            return None
        own = self.at(stage)
        if since is None or self._runs_here(since):
            at = since or own.passed
            return Missed(at=at, stage=stage.label, here=True, reading=own.reading) if at else None
        attempt = open_attempt(self.policy, self.situation, self.advice)
        before = self.policy.stage(attempt.stage) if attempt else stage
        clock = self._overdue_clock(before)
        return Missed(
            at=since,
            stage=before.label,
            here=before == stage,
            reading=self._reading(before, *clock) if clock else "",
        )

    def moves_nothing(self, stage: Stage | None) -> str:
        """The sentence that the limit of the stage opens no next stage; empty where it does, and where there is none."""
        if stage is None or self.at(stage).leads_on:
            return ""
        return _MOVES_NOTHING_SAID

    def overdue_rule(self, stage: Stage) -> tuple[Clock, str] | None:
        """The limit of this stage that makes the case overdue, and its rule; None where none of its own does."""
        found = self._overdue_clock(stage)
        return (found[0], self._said(stage, *found)) if found else None

    def _runs_here(self, since: datetime) -> bool:
        """Whether the limit that makes the case overdue is one of the stage that the advice is about."""
        return any(
            one.by and utc(one.by) == utc(since) and one.status == "missed" for one in self.advice.clocks
        )

    def _overdue_clock(self, stage: Stage) -> tuple[Clock, datetime] | None:
        worked = [one for one in self.advice.working if one.of == "overdue_since"]
        return next(
            ((clock, one.starts) for clock in self._of(stage) for one in worked if _is_of(one, clock)),
            None,
        )

    def _of(self, stage: Stage) -> list[Clock]:
        """The limits of a stage as a whole."""
        return [
            one
            for one in self.policy.clocks
            if applies(one, stage.id, self.facts) and not one.is_aim and one.step is None
        ]

    def _said(self, stage: Stage, clock: Clock, starts: datetime | None) -> str:
        rule = f"{clock.rule.rstrip('.')} ({cite(clock)})."
        if starts is None:
            return rule
        return f"{rule} {self._reading(stage, clock, starts) or _counted(starts)}"

    def _reading(self, stage: Stage, clock: Clock, starts: datetime | None) -> str:
        """From when a limit is counted, where that is a reading of a date that is not on record; else empty."""
        unknown = self._not_on_record(stage, clock, starts)
        if not unknown or starts is None:
            return ""
        return f"{_counted(starts)} It is not on record when {unknown}. That day is the earliest that it can be (a reading)."

    def _not_on_record(self, stage: Stage, clock: Clock, starts: datetime | None) -> str:
        """What a limit is counted from that nobody knows the date of: "Step 2 began"; empty where it is known."""
        if clock.starts not in ("stage", "previous stage began", "previous stage ended", INVOKED):
            return ""
        counted = self.situation.counted()
        own = counted.get(stage.id)
        if clock.starts == "stage" and own is not None:
            return f"{stage.label} began" if own.began is None else ""
        if clock.starts == INVOKED and any(one.event == INVOKED for one in self.situation.events):
            return ""
        for one in counted.values():
            label = self.policy.stage(one.stage).label
            ends = clock.starts != "previous stage began" and one.outcome != "open" and one.ended is None
            if ends and clock.starts != INVOKED and self.situation.finished(one) == starts:
                return f"{label} ended"
            begins = clock.starts in ("previous stage began", INVOKED) and one.began is None
            if begins and self.situation.began(one) == starts:
                return f"{label} began"
        return ""

    def _none_at(self, stage: Stage) -> str:
        clocks = self._of(stage)
        silent = [one for one in clocks if one.limit in ("not stated", "unseen")]
        source = f" ({cite(silent[0])})" if silent else ""
        if any(one.limit == "unseen" for one in silent):
            return f"The part of the policy that may set a time limit was not to be had, so none is given here{source}."
        if clocks and not silent:
            # It has one that names no day, that has not begun, or that was met.
            return f"{self._said(stage, clocks[0], None)} No date follows from that now."
        return f"The policy sets no time limit for this stage{source}."


def _first(lines: list[tuple[datetime, ClockLine]]) -> ClockLine | None:
    return min(lines, key=lambda pair: pair[0])[1] if lines else None


def _is_of(working: Working, clock: Clock) -> bool:
    return working.limit == clock.limit and working.source == clock.source


def _counted(starts: datetime) -> str:
    return f"The time is counted from {say_day(starts)}."
