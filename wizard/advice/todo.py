"""What to do now: the emergency first, then what the time asks, then the steps of the stage or the ending."""

from __future__ import annotations

from wizard.advice import own
from wizard.advice.facts import holds
from wizard.advice.located import Located
from wizard.advice.result import Action
from wizard.advice.words import say_when
from wizard.policy.model import Step


def steps_of(case: Located) -> tuple[Step, ...]:
    """The steps of the part that the case is in, as far as they apply."""
    steps = case.part.steps if case.part else ()
    urgent = case.situation.risk == "immediate"
    # Nobody is told to wait while someone is in danger.
    return tuple(step for step in steps if holds(step.when, case.facts) and not (step.wait and urgent))


def actions_of(case: Located) -> tuple[Action, ...]:
    """Every action, in the order in which it is to be done."""
    steps = [
        Action(id=step.id, text=step.does, source=step.source, reading=step.reading, wait=step.wait)
        for step in steps_of(case)
    ]
    return (*_emergency(case), *_elsewhere(case), *_pace(case), *steps)


def _elsewhere(case: Located) -> list[Action]:
    rule = case.position.outside
    if rule is None:
        return []
    return [Action(id="go-instead", text=rule.instead, source=rule.source, reading=rule.reading)]


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
    until = min((one.fixed for one in position.clocks if one.fixed), default=None)
    text = (
        f"This stage is open. Give it until {say_when(until)}, and then go on."
        if until
        else (
            "This stage is open, and the policy gives it no limit in days. If nothing moves, record it as not resolved and go on."
        )
    )
    return [Action(id="allow-time", text=text, source=own.DECISION, reading=True, wait=until is not None)]


def _go_on(case: Located) -> str:
    assert case.stage is not None
    if case.position.open_attempt and case.position.open_attempt.stage == case.stage.id:
        return f"No stage comes after {case.stage.label}. Ask for an answer today, and record that the limit was missed."
    if case.position.open_attempt:
        return f"Go on to {case.stage.label} now."
    return f"Begin {case.stage.label} now."
