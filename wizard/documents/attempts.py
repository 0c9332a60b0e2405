"""What was tried, in the words of a document: at which stage, on which days, with what outcome."""

from __future__ import annotations

from typing import Final

import msgspec

from wizard.advice.history import facts_in, ladder_of, stages_on
from wizard.advice.result import Advice
from wizard.advice.situation import Attempt, Situation
from wizard.documents.details import say_day
from wizard.policy.model import Policy

_OUTCOMES: Final = {"open": "still open", "unresolved": "not resolved", "resolved": "resolved"}
_DAYS_UNKNOWN: Final = "date not known"


class AttemptView(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt: at which stage, on which days, with what outcome."""

    stage: str
    dates: str
    outcome: str


def view_attempt(policy: Policy, attempt: Attempt) -> AttemptView:
    """An attempt in words."""
    return AttemptView(
        stage=policy.stage(attempt.stage).label,
        dates=_days(attempt),
        outcome=_OUTCOMES[attempt.outcome],
    )


def open_attempt(policy: Policy, situation: Situation, advice: Advice) -> Attempt | None:
    """The attempt at the stage that the case is at, else the furthest on its ladder, where that one is open; else None."""
    if advice.stage is None:
        return None
    counted = situation.counted()
    facts = facts_in(policy, situation)
    stages = stages_on(ladder_of(policy, facts), facts, counted)
    along = [counted[stage.id] for stage in stages if stage.id in counted]
    for attempt in (counted.get(advice.stage.id), *along[-1:]):
        if attempt is not None and attempt.outcome == "open":
            return attempt
    return None


def _days(attempt: Attempt) -> str:
    began = say_day(attempt.began) if attempt.began else None
    ended = say_day(attempt.ended) if attempt.ended else None
    if began and ended:
        return began if began == ended else f"{began} to {ended}"
    if began:
        return f"from {began}" if attempt.outcome == "open" else f"begun {began}"
    return f"ended {ended}" if ended else _DAYS_UNKNOWN
