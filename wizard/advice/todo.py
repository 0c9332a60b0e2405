"""What to do now: the emergency first, then what the time asks, then the steps of the stage or the ending."""

from __future__ import annotations

from typing import Final

from wizard.advice import own
from wizard.advice.clocks import Timed
from wizard.advice.facts import applies, holds
from wizard.advice.located import Located
from wizard.advice.people import StageParties, party_of, say_party
from wizard.advice.result import Action, Party
from wizard.advice.words import say_when
from wizard.advice.worktime import utc
from wizard.policy.clock import AGREED, DISPUTED, UNSEEN
from wizard.policy.model import CHALLENGED, Bypass, Contradiction, Rule, Step

_NUMBERS: Final = ("One", "The other", "A third", "A fourth", "A fifth")


def steps_of(case: Located) -> tuple[Step, ...]:
    """The steps of the part that the case is in, as far as they apply, and the duties that belong there."""
    if case.part is None:
        return ()
    done = _done(case)
    # What a stage asks for is done once its gate is open.
    steps = [] if case.position.held else [one for one in case.part.steps if one.id not in done]
    urgent = case.situation.risk == "immediate"
    # Nobody is told to wait while someone is in danger.
    return tuple(
        one
        for one in (
            *(step for step in steps if holds(step.when, case.facts)),
            *(duty for duty in case.policy.duties if applies(duty, case.here, case.facts)),
        )
        if not (one.wait and urgent)
    )


def _done(case: Located) -> frozenset[str]:
    """The steps of an open stage whose clocks have all been ended by what was waited for."""
    if case.position.open_attempt is None:
        return frozenset()
    timed = [one for one in case.position.clocks if one.clock.step]
    left = {one.clock.step for one in timed if one.ended is None}
    return frozenset(one.clock.step for one in timed if one.clock.step and one.clock.step not in left)


def gatekeeper(case: Located) -> Party | None:
    """Who judges whether the case's stage may begin, where that is still to be judged."""
    gate = case.position.held
    if gate is None:
        return None
    return party_of(case.policy, case.facts, gate.who)


def actions_of(case: Located, people: StageParties | None) -> tuple[Action, ...]:
    """Every action, in the order in which it is to be done. `people` are those of the case's stage."""
    return (
        *_emergency(case),
        *_elsewhere(case),
        *_gates(case),
        *_pace(case),
        *_contradictions(case),
        *(_step(case, step) for step in steps_of(case)),
        *_agree(case),
        *_breaches(case),
        *_not_seen(case),
        *_sooner(case),
        *_reason(case),
        *_vacancies(case, people),
    )


def contradictions_of(case: Located) -> tuple[Contradiction, ...]:
    """What the policy says in two ways that cannot both be followed here."""
    return tuple(
        one for one in case.policy.contradictions if case.part and applies(one, case.here, case.facts)
    )


def _step(case: Located, step: Step) -> Action:
    times = [
        one.deadline.at
        for one in case.position.clocks
        if one.clock.step == step.id and one.deadline and not one.over
    ]
    return Action(
        id=step.id,
        text=step.does,
        source=step.source,
        reading=step.reading,
        wait=step.wait,
        by=party_of(case.policy, case.facts, step.by),
        act_by=min(times, key=utc, default=None),
        strength=step.strength,
    )


def _by(rule: Rule, action: str, text: str) -> Action:
    """An action that a rule of the flow asks for."""
    return Action(id=action, text=text, source=rule.source, reading=rule.reading)


def _gates(case: Located) -> list[Action]:
    return [_by(gate, gate.id, gate.does) for gate in case.position.gates]


def _contradictions(case: Located) -> list[Action]:
    """Each of the instructions, in the order in which the flow gives them."""
    return [
        _by(
            saying,
            f"{one.id}-{number}",
            f"The policy says two things here. {_NUMBERS[number - 1]}: {saying.does}",
        )
        for one in contradictions_of(case)
        for number, saying in enumerate(one.says, 1)
    ]


def _agree(case: Located) -> list[Action]:
    """A limit that the parties set themselves, and have not set yet."""
    return [
        _by(
            one.clock,
            f"agree-{one.clock.id}",
            "Agree a date with the other side for this, and write it down: the policy leaves it to you both.",
        )
        for one in case.position.clocks
        if one.clock.limit == AGREED and one.deadline is None and not one.over
    ]


def _not_seen(case: Located) -> list[Action]:
    """A limit that there is, or may be, and that nobody could read off the policy."""
    office = case.policy.terms.business_team or case.policy.policy.board
    words = {
        UNSEEN: "The policy points to a time limit for this that was not to be had. Do not take it for none",
        DISPUTED: "The policy gives more than one time limit for this. Keep to the shorter one until you know",
    }
    return [
        _by(one.clock, f"ask-limit-{one.clock.id}", f"{words[one.clock.limit]}: ask {office} what it is.")
        for one in case.position.clocks
        if one.clock.limit in words and not one.over
    ]


def _breaches(case: Located) -> list[Action]:
    """A limit that has passed and of which the policy only wants to know that it was missed."""
    return [
        _by(
            one.clock,
            f"record-missed-{one.clock.id}",
            f"A time limit was missed on {say_when(one.deadline.at)}. Record that: {one.clock.rule}",
        )
        for one in case.position.clocks
        if one.clock.effect == "recorded"
        and not one.clock.is_aim
        and one.deadline
        and one.status(case.situation.now) == "missed"
    ]


def _sooner(case: Located) -> list[Action]:
    return [
        _by(
            one.clock,
            f"sooner-{one.clock.id}",
            f"The time limit is the latest. Act sooner if that is shorter: {one.clock.or_sooner}.",
        )
        for one in case.position.clocks
        if one.clock.or_sooner and not one.over
    ]


def _reason(case: Located) -> list[Action]:
    """A bypass whose reason the policy wants to have in writing."""
    return [
        _by(
            rule,
            f"reason-{rule.id}",
            f"Write down why the earlier stages were passed, and who agreed: {rule.who}.",
        )
        for rule in case.position.decided_by
        if isinstance(rule, Bypass) and rule.reason and case.position.bypass == "taken"
    ]


def _vacancies(case: Located, people: StageParties | None) -> list[Action]:
    return [
        _by(
            one.rule,
            "role-vacant",
            f"If nobody holds the role of {one.role.role}, or nobody can say who does, "
            f"go to {say_party(case.policy, one.stand_in)}.",
        )
        for one in (people.vacancies if people else ())
    ]


def _elsewhere(case: Located) -> list[Action]:
    rule = case.position.outside
    if rule is None:
        return []
    return [_by(rule, "go-instead", rule.instead)]


def _emergency(case: Located) -> list[Action]:
    if case.situation.risk != "immediate":
        return []
    who = "the adult" if case.situation.subject == "adult" else "the child"
    return [
        Action(
            id="emergency-services",
            text=f"If {who} is in danger now, call 999. Do this before anything else.",
            source=own.EMERGENCY,
            reading=True,
        ),
        Action(
            id="urgent-referral",
            text="Make an urgent safeguarding referral by your local route, or make it again. The escalation goes on beside it.",
            source=own.EMERGENCY,
            reading=True,
        ),
    ]


def _pace(case: Located) -> list[Action]:
    """What an open or an overdue attempt means for the next days."""
    position = case.position
    if position.status == "overdue" and position.overdue_since and case.stage:
        what = f"The limit passed on {say_when(position.overdue_since)}. {_go_on(case)}"
        return [Action(id="overdue", text=what, source=own.DECISION, reading=True)]
    if position.status != "in-progress" or case.stage is None:
        return []
    if case.situation.risk == "immediate":
        text = "This stage is open. Do not wait for its outcome: keep pressing for an answer, and keep the child's safety under review."
        if case.situation.subject == "adult":
            text = text.replace("the child's", "the adult's")
        return [Action(id="keep-pressing", text=text, source=own.EMERGENCY, reading=True)]
    first = _ends_first([one for one in position.clocks if one.fixed])
    if _answered(case):
        text = (
            "What you waited for has come. If it settles the disagreement, record that. "
            "If it does not, record this stage as not resolved, and go on."
        )
        if first and first.deadline:
            text += f" The limit of this stage ends on {say_when(first.deadline.at)}."
        return [Action(id="answer-came", text=text, source=own.DECISION, reading=True)]
    text = f"This stage is open{_how_long(case, first)}"
    return [Action(id="allow-time", text=text, source=own.DECISION, reading=True, wait=first is not None)]


def _answered(case: Located) -> bool:
    """Whether the other side did all that its clocks wait for: there is nothing more to wait for."""
    theirs = [one for one in case.position.clocks if one.clock.owner == CHALLENGED and one.clock.ends]
    return bool(theirs) and all(one.over for one in theirs)


def _ends_first(clocks: list[Timed]) -> Timed | None:
    ends = [(utc(one.deadline.at), one) for one in clocks if one.deadline]
    return min(ends, key=lambda pair: pair[0])[1] if ends else None


_THEN: Final = {
    "next stage": "and then go on.",
    "may escalate": "and then you may go on.",
}


def _how_long(case: Located, first: Timed | None) -> str:
    """How long an open attempt has: what follows "This stage is open"."""
    clocks = case.position.clocks
    if first and first.fixed:
        return f". Give it until {say_when(first.fixed)}, {_THEN[first.clock.effect]}"
    go_on = "If nothing moves, record it as not resolved and go on."
    ahead = [one for one in clocks if one.status(case.situation.now) == "running" and not one.clock.is_aim]
    until = _ends_first(ahead)
    if until and until.deadline:
        when = say_when(until.deadline.at)
        if until.clock.effect == "recorded":
            return f", and its limit ends on {when}. Record it if it is missed. {go_on}"
        return f", and its limit ends on {when}. The policy does not say what follows then. {go_on}"
    if any(one.clock.limit in (UNSEEN, DISPUTED) for one in clocks):
        return f", and its time limit is not known. {go_on}"
    return f", and the policy gives it no limit in days. {go_on}"


def _go_on(case: Located) -> str:
    assert case.stage is not None
    missed = case.position.missed
    if missed and missed.clock.effect == "may escalate" and not case.position.open_attempt:
        if case.position.may_start_at:
            following = case.policy.stage(case.position.may_start_at[0]).label
            return f"Begin {case.stage.label} now, or go on to {following}."
        return f"Begin {case.stage.label} now."
    if missed and case.position.open_attempt and missed.clock.effect != "next stage":
        if missed.clock.effect == "may escalate" and case.position.may_start_at:
            following = case.policy.stage(case.position.may_start_at[0]).label
            return f"You may go on to {following} now. Record that the limit was missed."
        return "Record that the limit was missed, and ask for an answer today."
    if case.position.open_attempt and case.position.open_attempt.stage == case.stage.id:
        return f"No stage comes after {case.stage.label}. Ask for an answer today, and record that the limit was missed."
    if case.position.open_attempt:
        return f"Go on to {case.stage.label} now."
    if missed and missed.clock.owner == CHALLENGED:
        return "It was the other side's. Record that it was missed, and ask for an answer today."
    return f"Begin {case.stage.label} now."
