"""What was tried, in the words of a document: at which stage, on which days, with what outcome."""

from __future__ import annotations

from typing import Final

import msgspec

from wizard.advice.situation import Attempt
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


def _days(attempt: Attempt) -> str:
    began = say_day(attempt.began) if attempt.began else None
    ended = say_day(attempt.ended) if attempt.ended else None
    if began and ended:
        return began if began == ended else f"{began} to {ended}"
    if began:
        return f"from {began}" if attempt.outcome == "open" else f"begun {began}"
    return f"ended {ended}" if ended else _DAYS_UNKNOWN
