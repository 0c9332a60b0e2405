"""Why a question is asked: the rules that depend on its answer, and the earlier answers that led to it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice.facts import Facts, holds
from wizard.advice.present import Clause
from wizard.advice.why_rules import (
    after,
    clause,
    naming,
    of_event,
    of_parties,
    of_raised,
    of_stage,
    once,
    told,
)
from wizard.advice.why_trace import facts_named, questions_of
from wizard.policy.model import UNKNOWN, Bypass, Policy

if TYPE_CHECKING:
    from wizard.advice.conversation import Answered
    from wizard.advice.questions import Question

#: More would be a wall of text.
_MOST: Final = 6
_FACTS: Final[dict[str, tuple[str, ...]]] = {
    "danger": ("risk",),
    "risk": ("risk",),
    "circumstance": ("circumstance",),
    "subject": ("subject",),
    "sector": ("sector",),
    "from": ("challenging", "dispute"),
    "to": ("challenged", "dispute"),
    "about": ("about",),
    "tried": ("tried",),
    "outcome": ("tried",),
}


def rules_of(question: Question, policy: Policy | None, answered: Sequence[Answered]) -> tuple[Clause, ...]:
    """The question's own reason, and the rules of the policy that depend on the answer: six in all at the most."""
    own = Clause(text=question.why)
    if policy is None:
        return (own,)
    return once(itertools.chain([own], _rules(question.id, policy, answered)))[:_MOST]


def asked_because(question: Question, policy: Policy | None, answered: Sequence[Answered]) -> frozenset[str]:
    """The questions before this one whose answers made it be asked."""
    before = itertools.takewhile(lambda one: one.question.id != question.id, answered)
    return _because(question.id, policy, answered) & {one.question.id for one in before}


def _rules(question: str, policy: Policy, answered: Sequence[Answered]) -> Iterator[Clause]:
    kind, _, stage = question.partition(":")
    if kind in ("from", "to"):
        yield from of_parties(policy)
    if kind == "about":
        yield clause("The policy names the usual subjects of disagreement.", policy.about)
    yield from naming(policy, _FACTS.get(kind, ()))
    if kind in ("fact", "event"):
        yield from naming(policy, (question,))
    if kind == "fact" and stage in policy.facts:
        yield clause(policy.facts[stage].question, policy.facts[stage])
    elif kind == "event" and stage in policy.events:
        yield from of_event(policy, stage)
    if kind == "tried":
        for one in policy.ladders[0].stages:
            yield from of_stage(policy, one.id)
    elif kind == "began":
        yield from of_stage(policy, stage)
    elif kind in ("outcome", "ended"):
        yield from of_stage(policy, after(policy, stage))
    elif kind in ("raised", "raised_earliest"):
        yield from of_raised(policy)
    elif kind in ("start_at", "bypass_agreed"):
        yield from (told(rule) for rule in _open_bypasses(policy, answered))


def _because(question: str, policy: Policy | None, answered: Sequence[Answered]) -> frozenset[str]:
    kind, _, stage = question.partition(":")
    plain = {
        "sector": {"policy", "from"},
        "risk": {"danger"},
        "raised_earliest": {"raised"},
        "began": {"tried"},
        "outcome": {"tried"},
        "ended": {"tried", f"outcome:{stage}"},
        "bypass_agreed": {"start_at"},
    }
    found = set(plain.get(kind, ()))
    if kind in ("start_at", "bypass_agreed") and policy is not None:
        named = [name for rule in _open_bypasses(policy, answered) for name in facts_named(rule.when)]
        found.update(one for name in named for one in questions_of(name))
        if "tried" in named:
            found.update(one.question.id for one in answered if one.question.id.startswith("outcome:"))
    return frozenset(found)


def _open_bypasses(policy: Policy, answered: Sequence[Answered]) -> list[Bypass]:
    facts = _facts(answered)
    return [rule for rule in policy.bypasses if facts is None or holds(rule.when, facts)]


def _facts(answered: Sequence[Answered]) -> Facts | None:
    """The facts that the answers tell; None where some are still missing."""
    chosen = {one.question.id: one.chosen for one in answered}
    one = {key: values[0] for key, values in chosen.items() if values and values[0] != UNKNOWN}
    if not {"from", "to"} <= one.keys():
        return None
    # What is not known is read as the safer: of the risk that is significant harm, of danger the danger.
    danger = chosen.get("danger", ("no",)) != ("no",) and "risk" not in chosen
    outcomes = {values[0] for key, values in chosen.items() if key.startswith("outcome:")}
    try:
        return msgspec.convert(
            {
                "risk": "immediate" if danger else one.get("risk", "significant"),
                "circumstance": one.get("circumstance", "disagreement"),
                "subject": one.get("subject", "child"),
                "sector": one.get("sector", "statutory"),
                "challenging": one["from"],
                "challenged": chosen["to"],
                "about": one.get("about"),
                "own": [(key[5:], values[0]) for key, values in chosen.items() if key.startswith("fact:")],
                "tried": {"unresolved" if was == UNKNOWN else was for was in outcomes} or {"nothing"},
            },
            Facts,
        )
    except msgspec.ValidationError:
        return None
