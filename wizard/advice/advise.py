"""From a situation and a policy to advice. Pure: the policy, contacts, calendar and present time are arguments."""

from __future__ import annotations

from datetime import datetime

import msgspec

from wizard.advice.bypasses import leading_to, open_bypasses
from wizard.advice.careful import warnings_of
from wizard.advice.clocks import Timed
from wizard.advice.drawing import rungs_of
from wizard.advice.facts import Facts
from wizard.advice.history import facts_of, history
from wizard.advice.locate import Position, locate
from wizard.advice.located import House, Located
from wizard.advice.people import stage_parties
from wizard.advice.reachable import Moment, Reachable, contact_rules, reachable
from wizard.advice.reasons import grounds_of, reasons_of
from wizard.advice.result import Advice, ClockLine, LaterStart, PolicyRef, StageRef, TimeOf, Working
from wizard.advice.situation import Situation
from wizard.advice.telling import forms_of, notices_of
from wizard.advice.todo import actions_of, gatekeeper, steps_of
from wizard.advice.words import say_list
from wizard.advice.worktime import Deadline
from wizard.policy.model import Notice, Panel, Rule, Stage

__all__ = ["Advised", "House", "advise", "advised", "compose"]


class Advised(msgspec.Struct, frozen=True, kw_only=True):
    """Advice, and what it was put together from: every rule of the flow, and the parts that `why` explains."""

    advice: Advice
    used: tuple[Rule, ...]
    case: Located
    #: Who can be reached, where contacts are due: each contact of the advice with its entry and its rule.
    reach: Reachable | None
    #: The clock behind each line of the advice's `working`.
    timed: tuple[Timed, ...]
    #: The notice behind each line of the advice's `notify`.
    notices: tuple[Notice, ...]


def advise(house: House, situation: Situation) -> Advice:
    """What follows from the situation. Raises CalendarEndsError where a day outside the calendar is needed."""
    return advised(house, situation).advice


def advised(house: House, situation: Situation) -> Advised:
    """As `advise`, with the rules used."""
    past = history(house.policy, situation, house.machine)
    facts = facts_of(house.policy, situation, past)
    position = locate(house.policy, situation, past, facts, house.time, house.machine)
    return compose(house, situation, facts, position)


def compose(house: House, situation: Situation, facts: Facts, position: Position) -> Advised:
    """The advice for a case whose position is known."""
    case = Located(house=house, situation=situation, facts=facts, position=position)
    policy, stage, part = case.policy, case.stage, case.part
    people = stage_parties(policy, facts, stage) if stage else None
    titles = people.titles if people else ()
    reach = _reach(case)
    told = notices_of(case)
    notices = tuple(one.notice for one in told)
    forms = forms_of(case)
    worked = _worked_out(position, situation.now)
    working = tuple(_working(of, timed, starts, ends) for of, timed, starts, ends in worked)
    grounds = grounds_of(case, reach, notices, titles)
    gate = gatekeeper(case)
    advice = Advice(
        policy=PolicyRef(id=policy.id, title=policy.policy.title, edition=policy.policy.edition),
        status=position.status,
        stage=_stage(stage) if stage else None,
        acts=gate or (people.acts if people else None),
        # Before a gate, those who would act go to whoever judges; the other side is not gone to yet.
        with_=() if people is None else (people.acts,) if gate else people.with_,
        urgent=situation.risk == "immediate",
        aim_by=min((one.ends for one in working if one.of == "aim_by"), default=None),
        act_by=min((one.ends for one in working if one.of == "act_by"), default=None),
        overdue_since=position.overdue_since,
        may_start_at=position.may_start_at,
        actions=actions_of(case, people),
        contacts=reach.contacts if reach else (),
        documents=tuple(
            dict.fromkeys([*(part.documents if part else ()), *(form.document for form, _ in forms)])
        ),
        notify=tuple(one.line for one in told),
        warnings=warnings_of(case, reach, notices),
        because=reasons_of(case, grounds),
        now=situation.now,
        if_no_answer=house.contacts.if_no_answer if reach and reach.contacts else None,
        ladder=rungs_of(case),
        working=working,
        also=people.also if people and not gate else (),
        panel=_say_panel(stage.panel) if stage and stage.panel else None,
        clocks=tuple(_clock(timed, situation.now) for timed in position.clocks),
        forms=tuple(line for _, line in forms),
        later_starts=tuple(_later_start(case, one) for one in position.may_start_at),
    )
    used: list[Rule] = [*titles, *steps_of(case), *(one.rule for one in grounds)]
    used += [form for form, _ in forms]
    used += [one.rule for one in people.vacancies] if people else []
    used += reach.entries if reach else ()
    return Advised(
        advice=advice,
        used=tuple(used),
        case=case,
        reach=reach,
        timed=tuple(timed for _, timed, _, _ in worked),
        notices=notices,
    )


def _reach(case: Located) -> Reachable | None:
    """Who can be reached, where the policy gives contacts at the case's stage."""
    stage, situation = case.stage, case.situation
    if stage is None or not contact_rules(case.policy, stage.id, case.facts):
        return None
    return reachable(
        case.policy,
        case.house.contacts,
        stage.id,
        tuple(dict.fromkeys((situation.challenging, *situation.challenged))),
        Moment(case.house.time, situation.now, case.facts),
    )


def _later_start(case: Located, stage: str) -> LaterStart:
    """A stage that may be started at, with whose agreement that needs where every rule that allows it wants one."""
    missed = case.position.missed
    by_limit = missed is not None and missed.clock.effect == "may escalate"
    rules = leading_to(open_bypasses(case.policy, case.facts), stage)
    free = any(rule.needs == "discretion" for rule in rules)
    first = case.position.may_start_at[0] == stage
    if free or not rules or (by_limit and first):
        return LaterStart(stage=stage, needs=None)
    return LaterStart(stage=stage, needs=say_list([rule.who for rule in rules], "or"))


def _stage(stage: Stage) -> StageRef:
    return StageRef(
        id=stage.id, label=stage.label, title=stage.title, group=stage.group, invokes=stage.invokes
    )


def _say_panel(panel: Panel) -> str:
    """A panel in words: what it does, how many sit on it, how often it meets."""
    parts = [panel.rule]
    if panel.size is not None:
        parts.append(f"At least {panel.size} people sit on it.")
    if panel.meets is not None:
        parts.append(f"It meets: {panel.meets.rstrip('.')}.")
    return " ".join(parts)


def _clock(timed: Timed, now: datetime) -> ClockLine:
    clock = timed.clock
    return ClockLine(
        id=clock.id,
        owner=clock.owner,
        starts=timed.starts,
        by=timed.deadline.at if timed.deadline else None,
        strength=clock.strength,
        status=timed.status(now),
        limit=clock.limit,
        equals=clock.equals,
        or_sooner=clock.or_sooner,
        ended=timed.ended,
        rule=clock.rule,
        source=clock.source,
        reading=clock.reading,
    )


def _worked_out(position: Position, now: datetime) -> list[tuple[TimeOf, Timed, datetime, Deadline]]:
    """The times of the advice, and the clock that each was worked out from."""
    lines: list[tuple[TimeOf, Timed]] = []
    if position.missed:
        lines.append(("overdue_since", position.missed))
    # At a stage whose own limit was missed, that limit is what to act by.
    own_missed = position.missed if position.missed in position.clocks else None
    for timed in position.clocks:
        if timed.over or _spent(timed, now):
            continue
        if timed.clock.is_aim:
            lines.append(("aim_by", timed))
        elif own_missed is None or timed == own_missed:
            lines.append(("act_by", timed))
    return [
        (of, timed, timed.starts, timed.deadline) for of, timed in lines if timed.deadline and timed.starts
    ]


def _spent(timed: Timed, now: datetime) -> bool:
    """Whether a limit has passed that nothing follows from: it is no date to act by any more."""
    return timed.clock.effect in ("nothing", "recorded") and timed.status(now) in ("missed", "passed")


def _working(of: TimeOf, timed: Timed, starts: datetime, deadline: Deadline) -> Working:
    """How one time was worked out."""
    return Working(
        of=of,
        limit=timed.clock.limit,
        starts=starts,
        ends=deadline.at,
        source=timed.clock.source,
        reading=timed.clock.reading,
        days=deadline.days,
    )
