"""Why: the rules that the advice rests on, each with its clause, and whether it is a reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from wizard.advice import own
from wizard.advice.careful import holidays_of
from wizard.advice.facts import holds
from wizard.advice.located import Located
from wizard.advice.reachable import Reachable
from wizard.advice.result import Reason
from wizard.advice.todo import contradictions_of
from wizard.policy.model import UNKNOWN, Notice, Rule, Title


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
    if position.stage and case.stage is not None and case.stage.panel:
        grounds.append(Ground(case.stage.panel, case.stage.panel.rule))
    grounds += [Ground(gate, gate.does) for gate in position.gates]
    for contradiction in contradictions_of(case):
        grounds.append(Ground(contradiction, contradiction.rule))
        grounds += [Ground(one, one.does) for one in contradiction.says]
    grounds += [Ground(rule, rule.rule) for rule in (reach.rules if reach else ())]
    grounds += [Ground(notice, notice.text) for notice in notices]
    grounds += [Ground(title, f"Here the role is: {title.title}.") for title in titles]
    if inside:
        grounds += [Ground(gap, gap.rule) for gap in policy.unseen]
    if policy.hours and (reach or any(one.deadline for one in position.clocks)):
        grounds.append(Ground(policy.hours, "Office hours are the policy's own."))
    if inside:
        grounds += [Ground(one, f"{one.title} is a local school holiday.") for one in holidays_of(case)]
        grounds += _own(case)
    if case.situation.about and inside:
        grounds.append(
            Ground(policy.about, "The policy names this among the usual subjects of disagreement.")
        )
    return tuple(grounds)


def _own(case: Located) -> list[Ground]:
    """The policy's own facts and events, as far as they were said or are read in one way."""
    policy, said = case.policy, dict(case.situation.facts)
    found: list[Ground] = []
    for name, kind in policy.facts.items():
        value = case.facts.value(name)
        if name in said and said[name] != UNKNOWN:
            answer = kind.values.get(value, value)
            found.append(Ground(kind, f"{kind.question.rstrip('?')}: {answer}."))
        elif kind.unknown_as and holds(kind.when, case.facts):
            answer = kind.values.get(kind.unknown_as, kind.unknown_as)
            found.append(Ground(kind, f"{kind.question.rstrip('?')}: not known, and read as: {answer}."))
    for event in dict.fromkeys(one.event for one in case.situation.events):
        if event in policy.events:
            found.append(Ground(policy.events[event], f"{policy.events[event].title}."))
    return found


def reasons_of(case: Located, grounds: Sequence[Ground]) -> tuple[Reason, ...]:
    """The reasons as they are told, what was not known first."""
    told = [Reason(rule=_with_law(one), source=one.rule.source, reading=one.rule.reading) for one in grounds]
    return tuple(dict.fromkeys([*_unknowns(case), *told, *_edition(case)]))


def _with_law(ground: Ground) -> str:
    """What the rule says, and the statute or guidance that the policy names for it."""
    return f"{ground.text} The policy names for it: {ground.rule.law}." if ground.rule.law else ground.text


def _edition(case: Located) -> list[Reason]:
    """What the flow says of its text: since when it holds, what it replaced, where it was published, how it was read."""
    identity = case.policy.policy
    said: list[str] = []
    if identity.adopted:
        day = date.fromisoformat(identity.adopted)
        ahead = " It does not hold yet." if case.situation.now.date() < day else ""
        said.append(f"The policy holds from {day.day} {day:%B %Y}.{ahead}")
    if identity.supersedes:
        said.append(f"It takes the place of: {identity.supersedes}.")
    if identity.published_at:
        said.append(f"It was published here: {identity.published_at}")
    if identity.read_from:
        said.append(f"Its text was read from: {identity.read_from}.")
    return [Reason(rule=text, source=identity.edition, reading=False) for text in said]


def _unknowns(case: Located) -> list[Reason]:
    said: list[str] = []
    if case.situation.risk_unknown:
        said.append("The risk is not known. It is read as significant, the safer reading.")
    if case.situation.about_unknown:
        said.append(
            "What the disagreement is about is not known. It is read as any subject that the policy covers."
        )
    said += [
        f"It is not known: {case.policy.facts[name].question}"
        for name, value in case.situation.facts
        if value == UNKNOWN and name in case.policy.facts
    ]
    said += [
        f"It is not known when this happened: {case.policy.events[one.event].title}."
        for one in case.situation.events
        if one.at is None and one.event in case.policy.events
    ]
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
