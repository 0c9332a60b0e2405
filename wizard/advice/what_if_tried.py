"""What was tried and where it is to go on: each outcome that could be otherwise, and one more attempt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, get_args

from msgspec.structs import replace

from wizard.advice.bypasses import leading_to, open_bypasses
from wizard.advice.situation import Attempt, Situation
from wizard.advice.what_if_variant import Make, Variant, View, with_facts
from wizard.advice.words import say_list
from wizard.policy.model import Outcome

_WAS: Final[dict[Outcome, str]] = {
    "open": "still going on",
    "unresolved": "did not settle it",
    "resolved": "settled it",
}
_NOW: Final[dict[Outcome, str]] = {
    "open": "began now",
    "unresolved": "were tried now and did not settle it",
    "resolved": "were tried now and settled it",
}
_NOT_TRIED: Final = "not tried now"


def about_what_was_tried(view: View) -> Iterator[Variant]:
    """One more attempt, other outcomes, and a later start."""
    yield from _one_more(view)
    yield from _outcomes(view)
    yield from _wishes(view)
    yield from _agreement(view)


def _one_more(view: View) -> Iterator[Variant]:
    """An attempt at the stage that the case is at, where none is going on there."""
    stage = view.found.case.stage
    if stage is None:
        return
    held = view.situation.counted().get(stage.id)
    if held is not None and held.outcome == "open":
        return
    for one in get_args(Outcome):
        yield Variant(
            fact=f"attempt:{stage.id}",
            title=f"{stage.label}: one more attempt",
            value=one,
            was=_NOT_TRIED,
            says=stage.label,
            to=_NOW[one],
            make=_tried_now(stage.id, one),
        )


def _outcomes(view: View) -> Iterator[Variant]:
    # The last one first: it is the one that most likely goes otherwise.
    for stage, attempt in reversed(view.situation.counted().items()):
        label = view.policy.stage(stage).label
        for one in get_args(Outcome):
            if one != attempt.outcome:
                yield Variant(
                    fact=f"outcome:{stage}",
                    title=f"{label}: outcome",
                    value=one,
                    was=_WAS[attempt.outcome],
                    says=label,
                    to=_say_outcome(one, was_open=attempt.outcome == "open"),
                    make=_ending(attempt, one),
                )


def _say_outcome(outcome: Outcome, *, was_open: bool) -> str:
    if outcome == "open":
        return "were still going on"
    if was_open:
        return f"ended now and {_WAS[outcome]}"
    return "had settled it" if outcome == "resolved" else "had not settled it"


def _wishes(view: View) -> Iterator[Variant]:
    now, policy = view.situation, view.policy
    was = f"at {policy.stage(now.start_at).label}" if now.start_at else "where the policy puts it"
    offered: list[str | None] = [*view.found.case.position.may_start_at]
    for one in [*offered, None]:
        if one == now.start_at:
            continue
        who = _who_agrees(view, one) if one else ""
        agreed = f" with the agreement of {who}" if who else ""
        yield Variant(
            fact="start_at",
            title="Start at",
            value=one,
            was=was,
            says="you went on",
            to=f"at {policy.stage(one).label}{agreed}" if one else "where the policy puts it",
            make=with_facts(start_at=one, bypass_agreed=bool(who) or now.bypass_agreed),
        )


def _agreement(view: View) -> Iterator[Variant]:
    now = view.situation
    who = _who_agrees(view, now.start_at) if now.start_at else ""
    if now.start_at is None or not who:
        return
    label = view.policy.stage(now.start_at).label
    yield Variant(
        fact="bypass_agreed",
        title="Agreed",
        value=not now.bypass_agreed,
        was=_say_agreed(now.bypass_agreed),
        says=who,
        to=f"{_say_agreed(not now.bypass_agreed)} to a start at {label}",
        make=with_facts(bypass_agreed=not now.bypass_agreed),
    )


def _say_agreed(agreed: bool) -> str:
    return "had agreed" if agreed else "had not agreed"


def _who_agrees(view: View, stage: str) -> str:
    """Whose agreement a start at a stage needs; nobody's where it is at the worker's discretion."""
    rules = leading_to(open_bypasses(view.policy, view.facts), stage)
    if any(one.needs == "discretion" for one in rules):
        return ""
    return say_list([one.who for one in rules], "or")


def _ending(attempt: Attempt, outcome: Outcome) -> Make:
    """Another outcome. What was open ends now; what had ended and is open has no end any more."""

    def make(situation: Situation) -> Situation:
        ended = situation.now if attempt.outcome == "open" else attempt.ended
        other = replace(
            attempt,
            outcome=outcome,
            ended=None if outcome == "open" else ended,
            ended_unknown=outcome != "open" and attempt.ended_unknown,
        )
        # By identity: the same may have been recorded twice, and only one of them counts.
        return replace(
            situation, attempts=tuple(other if one is attempt else one for one in situation.attempts)
        )

    return make


def _tried_now(stage: str, outcome: Outcome) -> Make:
    def make(situation: Situation) -> Situation:
        now = situation.now
        more = Attempt(stage=stage, began=now, ended=None if outcome == "open" else now, outcome=outcome)
        return replace(situation, attempts=(*situation.attempts, more))

    return make
