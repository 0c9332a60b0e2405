"""The attempt that has no outcome yet: with whom it was opened, when, until when, and what follows."""

from __future__ import annotations

import msgspec

from wizard.advice.history import facts_in
from wizard.advice.result import Advice
from wizard.advice.situation import Situation
from wizard.advice.words import say_when
from wizard.documents.attempts import open_attempt
from wizard.documents.details import say_day
from wizard.documents.limits import Limits
from wizard.documents.stages import StageWords
from wizard.policy.model import Policy


class Awaited(msgspec.Struct, frozen=True, kw_only=True):
    """An open attempt at a stage that faces somebody besides one's own colleagues, in words."""

    #: The stage's label.
    stage: str
    #: The day on which the attempt began; None where that is not known.
    since: str | None
    #: Who acts at that stage, and who is faced there.
    by: str
    facing: tuple[str, ...]
    #: Whether everyone who is faced there is of an agency that is challenged.
    other_agency: bool
    #: Whether the limit of that stage has passed.
    late: bool
    #: How the limit of that stage stands; None where nothing can be said of it.
    limit: str | None
    #: What follows if there is no answer.
    next: str


def awaited(policy: Policy, situation: Situation, advice: Advice) -> Awaited | None:
    """The open attempt that the case waits for, or whose limit has passed; None where there is none."""
    attempt = open_attempt(policy, situation, advice)
    if attempt is None or advice.stage is None:
        return None
    facts = facts_in(policy, situation)
    words = StageWords(policy=policy, facts=facts, advice=advice)
    stage, here = policy.stage(attempt.stage), policy.stage(advice.stage.id)
    facing = words.others(stage)
    if not facing:
        return None
    limits = Limits(policy=policy, situation=situation, facts=facts, advice=advice)
    missed = limits.overdue_rule(stage)
    limit: str | None = None
    passed = advice.overdue_since if missed else None
    if missed is not None and passed is not None:
        limit = f"The policy's time limit for {stage.label} passed on {say_when(passed)}. {missed[1]}"
    elif here == stage:
        found = limits.at(stage)
        passed = found.passed
        ends, why = limits.reply(stage)
        if found.ends is None and passed is not None:
            limit = f"The policy's time limit for {stage.label} passed on {say_when(passed)}. {found.rule}"
        else:
            limit = f"The policy's time limit for {stage.label} ends on {ends}. {why}" if ends else why
    if here == stage:
        follows = " ".join(one for one in (limits.moves_nothing(stage), words.after(stage)) if one)
    elif missed is not None:
        how = "may begin now" if missed[0].effect == "may escalate" else "is due now"
        follows = f"As the time limit has passed, the policy's next stage {how}. It is {words.named(here)}."
    else:
        follows = f"If it is not settled, the policy's next stage is {words.named(here)}."
    return Awaited(
        stage=stage.label,
        since=say_day(attempt.began) if attempt.began else None,
        by=words.acts(stage),
        facing=facing,
        other_agency=words.faces_challenged(stage),
        late=passed is not None,
        limit=limit,
        next=follows,
    )
