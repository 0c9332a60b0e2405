"""The answers that a rule read, in words, and the attempts that were recorded after the questions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice.present import OUTCOMES
from wizard.advice.situation import Attempt, Situation
from wizard.policy.model import Policy

if TYPE_CHECKING:
    from wizard.advice.conversation import Answered

#: The questions about one attempt, by what stands before the stage.
_OF_AN_ATTEMPT: Final = ("outcome", "began", "ended")


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that a rule read: its question's id and the answer in words."""

    question: str
    text: str


def answers_read(ids: Collection[str], answered: Sequence[Answered]) -> tuple[Read, ...]:
    """Those of the answers that were read, in the order in which they were given."""
    return tuple(_read(one) for one in answered if one.question.id in ids)


def all_read(
    ids: Collection[str], answered: Sequence[Answered], situation: Situation, policy: Policy
) -> tuple[Read, ...]:
    """As `answers_read`, and the attempts that were recorded later."""
    later = tuple(
        Read(question=f"attempt:{one.stage}", text=_say_attempt(one, policy))
        for one in _recorded(answered, situation)
        if any(f"{part}:{one.stage}" in ids for part in _OF_AN_ATTEMPT)
    )
    return (*answers_read(ids, answered), *later)


def _read(one: Answered) -> Read:
    # The text of an answer that is not known says how that is read.
    return Read(question=one.question.id, text=f"{one.question.short}: {one.text}")


def _recorded(answered: Sequence[Answered], situation: Situation) -> list[Attempt]:
    """The attempts that no answer tells of: of each stage that was answered for, all but the first."""
    told = [stage for one in answered if one.question.id == "tried" for stage in one.chosen]
    later: list[Attempt] = []
    for attempt in situation.attempts:
        if attempt.stage in told:
            told.remove(attempt.stage)
        else:
            later.append(attempt)
    return later


def _say_attempt(attempt: Attempt, policy: Policy) -> str:
    began = f"began {_day(attempt.began)}" if attempt.began else "not known when it began"
    parts = [began, OUTCOMES[attempt.outcome]]
    if attempt.ended:
        parts.append(f"ended {_day(attempt.ended)}")
    elif attempt.ended_unknown:
        parts.append("not known when it ended")
    return f"{policy.stage(attempt.stage).label}: {', '.join(parts)}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
