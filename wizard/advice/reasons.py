"""Why: the rules that the advice rests on, each with its clause, and whether it is a reading."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wizard.advice import own
from wizard.advice.located import Located
from wizard.advice.reachable import Reachable
from wizard.advice.result import Reason
from wizard.policy.model import Notice, Rule, Title


class Ground(msgspec.Struct, frozen=True):
    """A rule of the flow that the advice rests on, and what it says in plain words."""

    rule: Rule
    text: str


def grounds_of(
    case: Located, reach: Reachable | None, notices: Sequence[Notice], titles: Sequence[Title]
) -> tuple[Ground, ...]:
    """The rules that the advice rests on: what decided, the stage, its clocks, its people, and what is not known."""
    position, policy = case.position, case.policy
    inside = position.status != "outside-policy"
    grounds = [Ground(rule, _says(rule)) for rule in position.decided_by]
    if case.stage is not None:
        grounds.append(Ground(case.stage, case.stage.rule))
    grounds += [Ground(timed.clock, timed.clock.rule) for timed in position.clocks]
    if position.missed and position.missed not in position.clocks:
        grounds.append(Ground(position.missed.clock, position.missed.clock.rule))
    grounds += [Ground(rule, rule.rule) for rule in (reach.rules if reach else ())]
    grounds += [Ground(notice, notice.text) for notice in notices]
    grounds += [Ground(title, f"Here the role is: {title.title}.") for title in titles]
    if inside:
        grounds += [Ground(gap, gap.rule) for gap in policy.unseen]
    if policy.hours and (reach or any(one.deadline for one in position.clocks)):
        grounds.append(Ground(policy.hours, "Office hours are the policy's own."))
    if case.situation.about and inside:
        grounds.append(
            Ground(policy.about, "The policy names this among the usual subjects of disagreement.")
        )
    return tuple(grounds)


def reasons_of(case: Located, grounds: Sequence[Ground]) -> tuple[Reason, ...]:
    """The reasons as they are told, what was not known first."""
    told = [Reason(rule=one.text, source=one.rule.source, reading=one.rule.reading) for one in grounds]
    return tuple(dict.fromkeys([*_unknowns(case), *told]))


def _unknowns(case: Located) -> list[Reason]:
    said: list[str] = []
    if case.situation.risk_unknown:
        said.append("The risk is not known. It is read as significant, the safer reading.")
    if case.situation.about_unknown:
        said.append(
            "What the disagreement is about is not known. It is read as any subject that the policy covers."
        )
    for attempt in case.situation.attempts:
        label = case.policy.stage(attempt.stage).label
        if attempt.began is None:
            said.append(
                f"It is not known when the attempt at {label} began. It is read as the earliest time that it can be."
            )
        if attempt.ended_unknown:
            said.append(
                f"It is not known when the attempt at {label} ended. Its time is read as running from when it began."
            )
    return [Reason(rule=text, source=own.NOT_KNOWN, reading=True) for text in said]


def _says(rule: Rule) -> str:
    """The plain words of a rule that has some."""
    words = getattr(rule, "rule", "")
    return str(words)
