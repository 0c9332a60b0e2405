"""From a situation and a policy to advice. Pure: the policy, contacts, calendar and present time are arguments."""

from __future__ import annotations

import msgspec

from wizard.advice.careful import warnings_of
from wizard.advice.clocks import Timed
from wizard.advice.drawing import rungs_of
from wizard.advice.facts import Facts, holds
from wizard.advice.history import facts_of, history
from wizard.advice.locate import Position, locate
from wizard.advice.located import House, Located
from wizard.advice.people import stage_parties
from wizard.advice.reachable import Reachable, reachable
from wizard.advice.reasons import grounds_of, reasons_of
from wizard.advice.result import Advice, NotifyLine, PolicyRef, StageRef, TimeOf, Working
from wizard.advice.situation import Situation
from wizard.advice.todo import actions_of, steps_of
from wizard.advice.worktime import Deadline
from wizard.policy.model import Notice, Rule

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
    facts = facts_of(situation, past)
    position = locate(house.policy, situation, past, facts, house.time, house.machine)
    return compose(house, situation, facts, position)


def compose(house: House, situation: Situation, facts: Facts, position: Position) -> Advised:
    """The advice for a case whose position is known."""
    case = Located(house=house, situation=situation, facts=facts, position=position)
    policy, stage, part = case.policy, case.stage, case.part
    people = stage_parties(policy, facts, stage) if stage else None
    titles = people.titles if people else ()
    reach = _reach(case)
    notices = _notices(case)
    worked = _worked_out(position)
    working = tuple(_working(of, timed, deadline) for of, timed, deadline in worked)
    grounds = grounds_of(case, reach, notices, titles)
    advice = Advice(
        policy=PolicyRef(id=policy.id, title=policy.policy.title, edition=policy.policy.edition),
        status=position.status,
        stage=StageRef(id=stage.id, label=stage.label, title=stage.title) if stage else None,
        acts=people.acts if people else None,
        with_=people.with_ if people else (),
        urgent=situation.risk == "immediate",
        aim_by=min((one.ends for one in working if one.of == "aim_by"), default=None),
        act_by=min((one.ends for one in working if one.of == "act_by"), default=None),
        overdue_since=position.overdue_since,
        may_start_at=position.may_start_at,
        actions=actions_of(case),
        contacts=reach.contacts if reach else (),
        documents=part.documents if part else (),
        notify=tuple(_notify(one) for one in notices),
        warnings=warnings_of(case, reach, notices),
        because=reasons_of(case, grounds),
        now=situation.now,
        if_no_answer=house.contacts.if_no_answer if reach and reach.contacts else None,
        ladder=rungs_of(case),
        working=working,
    )
    used: list[Rule] = [*titles, *steps_of(case), *(one.rule for one in grounds)]
    used += reach.entries if reach else ()
    return Advised(
        advice=advice,
        used=tuple(used),
        case=case,
        reach=reach,
        timed=tuple(timed for _, timed, _ in worked),
        notices=notices,
    )


def _reach(case: Located) -> Reachable | None:
    """Who can be reached, where the policy gives contacts at the case's stage."""
    stage, situation = case.stage, case.situation
    if stage is None or not any(stage.id in rule.at for rule in case.policy.contacts):
        return None
    return reachable(
        case.policy,
        case.house.contacts,
        stage.id,
        tuple(dict.fromkeys((situation.challenging, *situation.challenged))),
        in_hours=case.house.time.in_hours(situation.now),
        today=situation.now.date(),
    )


def _notices(case: Located) -> tuple[Notice, ...]:
    """Who is to be told here. What lies outside the policy has no notices of its own."""
    if case.position.outside:
        return ()
    here = case.position.stage or case.position.status
    return tuple(
        one for one in case.policy.notices if (not one.at or here in one.at) and holds(one.when, case.facts)
    )


def _notify(notice: Notice) -> NotifyLine:
    return NotifyLine(
        id=notice.id, by=notice.by, text=notice.text, source=notice.source, reading=notice.reading
    )


def _worked_out(position: Position) -> list[tuple[TimeOf, Timed, Deadline]]:
    """The times of the advice, and the clock that each was worked out from."""
    lines: list[tuple[TimeOf, Timed]] = []
    if position.missed:
        lines.append(("overdue_since", position.missed))
    # At a stage whose own limit was missed, that limit is what to act by.
    own_missed = position.missed if position.missed in position.clocks else None
    for timed in position.clocks:
        if timed.clock.strength == "aim":
            lines.append(("aim_by", timed))
        elif own_missed is None or timed == own_missed:
            lines.append(("act_by", timed))
    return [(of, timed, timed.deadline) for of, timed in lines if timed.deadline]


def _working(of: TimeOf, timed: Timed, deadline: Deadline) -> Working:
    """How one time was worked out."""
    return Working(
        of=of,
        limit=timed.clock.limit,
        starts=timed.starts,
        ends=deadline.at,
        source=timed.clock.source,
        reading=timed.clock.reading,
        days=deadline.days,
    )
