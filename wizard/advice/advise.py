"""From a situation and a policy to advice. Pure: the policy, contacts, calendar and present time are arguments."""

from __future__ import annotations

import msgspec

from wizard.advice import own
from wizard.advice.clocks import Timed
from wizard.advice.facts import Facts, holds
from wizard.advice.history import facts_of, history
from wizard.advice.ladder import Replays
from wizard.advice.locate import Position, locate
from wizard.advice.people import stage_parties
from wizard.advice.reachable import Reachable, reachable
from wizard.advice.result import (
    Action,
    Advice,
    NotifyLine,
    PolicyRef,
    Reason,
    Rung,
    RungState,
    StageRef,
    TimeOf,
    WarningLine,
    Working,
)
from wizard.advice.situation import Attempt, Situation
from wizard.advice.words import say_list, say_when
from wizard.advice.worktime import WorkingTime
from wizard.policy.contacts import Contacts
from wizard.policy.model import (
    COMPLETE,
    RESOLVED,
    Ending,
    Notice,
    Outside,
    Policy,
    Rule,
    Stage,
    Step,
    Title,
)


class House(msgspec.Struct, frozen=True, kw_only=True):
    """What advice under one policy is given from: the policy, its contacts, its working time and its machine."""

    policy: Policy
    contacts: Contacts
    time: WorkingTime
    machine: Replays


class Advised(msgspec.Struct, frozen=True, kw_only=True):
    """Advice, and every rule of the flow that it was put together from."""

    advice: Advice
    used: tuple[Rule, ...]


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
    return _Composing(house, situation, facts, position).advised()


class _Composing:
    """One piece of advice being put together; gathers the rules that it uses."""

    def __init__(self, house: House, situation: Situation, facts: Facts, position: Position) -> None:
        self.policy = house.policy
        self.house = house
        self.situation = situation
        self.facts = facts
        self.position = position
        self.used: list[Rule] = []
        self.stage: Stage | None = self.policy.stage(position.stage) if position.stage else None

    def advised(self) -> Advised:
        position = self.position
        people = stage_parties(self.policy, self.facts, self.stage) if self.stage else None
        self.used += people.titles if people else ()
        reach = self._reach()
        notices = self._notices()
        working = self._working()
        advice = Advice(
            policy=PolicyRef(
                id=self.policy.id, title=self.policy.policy.title, edition=self.policy.policy.edition
            ),
            status=position.status,
            stage=StageRef(id=self.stage.id, label=self.stage.label, title=self.stage.title)
            if self.stage
            else None,
            acts=people.acts if people else None,
            with_=people.with_ if people else (),
            urgent=self.situation.risk == "immediate",
            aim_by=min((one.ends for one in working if one.of == "aim_by"), default=None),
            act_by=min((one.ends for one in working if one.of == "act_by"), default=None),
            overdue_since=position.overdue_since,
            may_start_at=position.may_start_at,
            actions=self._actions(),
            contacts=reach.contacts if reach else (),
            documents=self._documents(),
            notify=tuple(
                NotifyLine(id=one.id, by=one.by, text=one.text, source=one.source, reading=one.reading)
                for one in notices
            ),
            warnings=tuple(self._warnings(reach, notices)),
            because=(),
            now=self.situation.now,
            if_no_answer=self.house.contacts.if_no_answer if reach and reach.contacts else None,
            ladder=self._rungs(),
            working=working,
        )
        because = self._because(reach, notices)
        return Advised(advice=msgspec.structs.replace(advice, because=because), used=tuple(self.used))

    # Contacts.

    def _reach(self) -> Reachable | None:
        if self.stage is None:
            return None
        parties = tuple(dict.fromkeys((self.situation.challenging, *self.situation.challenged)))
        if not any(self.stage.id in rule.at for rule in self.policy.contacts):
            return None
        reach = reachable(
            self.policy,
            self.house.contacts,
            self.stage.id,
            parties,
            in_hours=self.house.time.in_hours(self.situation.now),
            today=self.situation.now.date(),
        )
        self.used += [*reach.rules, *reach.entries]
        return reach

    # What to do.

    def _actions(self) -> tuple[Action, ...]:
        actions = [*self._emergency()]
        if self.position.outside:
            rule = self.position.outside
            actions.append(
                Action(id="go-instead", text=rule.instead, source=rule.source, reading=rule.reading)
            )
        actions += self._pace()
        for step in self._steps():
            self.used.append(step)
            actions.append(
                Action(id=step.id, text=step.does, source=step.source, reading=step.reading, wait=step.wait)
            )
        return tuple(actions)

    def _steps(self) -> list[Step]:
        part = self._part()
        if part is None or isinstance(part, Outside):
            return []
        steps = [step for step in part.steps if holds(step.when, self.facts)]
        # Nobody is told to wait while someone is in danger.
        return [step for step in steps if not (step.wait and self.situation.risk == "immediate")]

    def _part(self) -> Stage | Ending | Outside | None:
        """The part of the flow that the case is in: a stage, an ending, or what lies outside."""
        if self.stage is not None:
            return self.stage
        if self.position.status in (RESOLVED, COMPLETE):
            return self.policy.ending(self.position.status)
        return self.position.outside

    def _emergency(self) -> list[Action]:
        if self.situation.risk != "immediate":
            return []
        who = "the adult" if self.situation.subject == "adult" else "the child"
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

    def _pace(self) -> list[Action]:
        """What an open or an overdue attempt means for the next days."""
        position = self.position
        if position.status == "overdue" and position.overdue_since and self.stage:
            what = f"The limit passed on {say_when(position.overdue_since)}. {self._go_on()}"
            return [Action(id="overdue", text=what, source=own.DECISION, reading=True)]
        if position.status != "in-progress" or self.stage is None:
            return []
        if self.situation.risk == "immediate":
            text = "This stage is open. Do not wait for its outcome: keep pressing for an answer, and keep the child's safety under review."
            if self.situation.subject == "adult":
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

    def _go_on(self) -> str:
        assert self.stage is not None
        if self.position.open_attempt and self.position.open_attempt.stage == self.stage.id:
            return f"No stage comes after {self.stage.label}. Ask for an answer today, and record that the limit was missed."
        if self.position.open_attempt:
            return f"Go on to {self.stage.label} now."
        return f"Begin {self.stage.label} now."

    def _documents(self) -> tuple[str, ...]:
        part = self._part()
        return () if part is None or isinstance(part, Outside) else part.documents

    def _notices(self) -> list[Notice]:
        if self.position.status == "outside-policy":
            return []
        here = self.stage.id if self.stage else self.position.status
        notices = [
            one
            for one in self.policy.notices
            if (not one.at or here in one.at) and holds(one.when, self.facts)
        ]
        self.used += notices
        return notices

    # Times.

    def _working(self) -> tuple[Working, ...]:
        position = self.position
        lines: list[Working] = []
        if position.missed:
            lines += _worked("overdue_since", position.missed)
        # At a stage whose own limit was missed, that limit is what to act by.
        own_missed = position.missed if position.missed in position.clocks else None
        for timed in position.clocks:
            if timed.clock.strength == "aim":
                lines += _worked("aim_by", timed)
            elif own_missed is None or timed == own_missed:
                lines += _worked("act_by", timed)
        return tuple(lines)

    # What to be careful about.

    def _warnings(self, reach: Reachable | None, notices: list[Notice]) -> list[WarningLine]:
        position, policy = self.position, self.policy
        lines: list[WarningLine] = []
        if position.status == "overdue" and position.overdue_since:
            lines.append(
                WarningLine(id="overdue", text=f"A limit was missed on {say_when(position.overdue_since)}.")
            )
        if position.skipped:
            labels = say_list([policy.stage(one).label for one in position.skipped])
            lines.append(
                WarningLine(
                    id="skipped-stage",
                    text=f"No attempt is on record for {labels}. Record it if it was tried, or be ready to say why it was not.",
                )
            )
        if position.bypass == "refused":
            lines.append(WarningLine(id="bypass-not-agreed", text=self._bypass_refused()))
        if reach:
            lines += [
                WarningLine(
                    id="contact-not-listed",
                    text=f"No contact is listed for {policy.agency_title(agency)} at this hour. See the fallback below.",
                )
                for agency in reach.unlisted
            ]
            if reach.stale:
                lines.append(
                    WarningLine(
                        id="contact-stale",
                        text="These contacts are undated or more than a year old. Check the number before you rely on it.",
                    )
                )
        if any(one.secure for one in notices):
            lines.append(
                WarningLine(
                    id="secure-means", text="Send anything that identifies a person by secure means only."
                )
            )
        due = policy.policy.reviewed_until
        if due is not None and self.situation.now.date() > due:
            lines.append(
                WarningLine(
                    id="policy-review-overdue",
                    text=f"This policy was due for review by {due.day} {due:%B %Y}. Check locally whether a newer one is in force.",
                )
            )
        return lines

    def _bypass_refused(self) -> str:
        wish = self.policy.stage(self.situation.start_at or "").label
        stays = self.policy.stage(self.position.stays_at or "").label
        rules = [one for one in self.policy.bypasses if holds(one.when, self.facts)]
        if not rules:
            what = f"This policy does not say that a case like this may start at {wish}. It stays at {stays}."
            return (
                f"{what} Record how the open attempt ended to go on." if self.position.open_attempt else what
            )
        who = say_list([one.who for one in rules], "or")
        return f"To start at {wish} you need the agreement of {who}. Until you have it, the case stays at {stays}."

    # Why.

    def _because(self, reach: Reachable | None, notices: list[Notice]) -> tuple[Reason, ...]:
        position = self.position
        reasons = self._unknowns()
        rules: list[tuple[Rule, str]] = [(rule, _says(rule)) for rule in position.decided_by]
        if self.stage is not None:
            rules.append((self.stage, self.stage.rule))
        rules += [(timed.clock, timed.clock.rule) for timed in position.clocks]
        if position.missed and position.missed not in position.clocks:
            rules.append((position.missed.clock, position.missed.clock.rule))
        rules += [(rule, rule.rule) for rule in (reach.rules if reach else ())]
        rules += [(notice, notice.text) for notice in notices]
        rules += [
            (title, f"Here the role is: {title.title}.") for title in self.used if isinstance(title, Title)
        ]
        if position.status != "outside-policy":
            rules += [(gap, gap.rule) for gap in self.policy.unseen]
        if self.policy.hours and (reach or any(one.deadline for one in position.clocks)):
            rules.append((self.policy.hours, "Office hours are the policy's own."))
        if self.situation.about and position.status != "outside-policy":
            rules.append(
                (self.policy.about, "The policy names this among the usual subjects of disagreement.")
            )
        self.used += [rule for rule, _ in rules]
        reasons += [Reason(rule=text, source=rule.source, reading=rule.reading) for rule, text in rules]
        return tuple(dict.fromkeys(reasons))

    def _unknowns(self) -> list[Reason]:
        said: list[str] = []
        if self.situation.risk_unknown:
            said.append("The risk is not known. It is read as significant, the safer reading.")
        if self.situation.about_unknown:
            said.append(
                "What the disagreement is about is not known. It is read as any subject that the policy covers."
            )
        for attempt in self.situation.attempts:
            label = self.policy.stage(attempt.stage).label
            if attempt.began is None:
                said.append(
                    f"It is not known when the attempt at {label} began. It is read as the earliest time that it can be."
                )
            if attempt.ended_unknown:
                said.append(
                    f"It is not known when the attempt at {label} ended. Its time is read as running from when it began."
                )
        return [Reason(rule=text, source=own.NOT_KNOWN, reading=True) for text in said]

    # The picture.

    def _rungs(self) -> tuple[Rung, ...]:
        """The ladder as it is drawn, with the case's own route in its place where it is on one."""
        ladder = next(one for one in self.policy.ladders if one.id == self.position.ladder)
        counted = self.situation.counted()
        stages = list(ladder.stages)
        order = [stage.id for stage in stages]
        beside = [route.stage for route in self.policy.routes if route.stage]
        stages += [one for one in beside if one.id in counted or one.id == self.position.stage]
        reached = self._reached(order, counted)
        return tuple(self._rung(stage, counted.get(stage.id), order, reached) for stage in stages)

    def _reached(self, order: list[str], counted: dict[str, Attempt]) -> int:
        """How far along the ladder the case has come."""
        if self.position.stage in order:
            return order.index(self.position.stage)
        return max((order.index(one) for one in counted if one in order), default=-1)

    def _rung(self, stage: Stage, attempt: Attempt | None, order: list[str], reached: int) -> Rung:
        here = stage.id == self.position.stage
        before = stage.id in order and order.index(stage.id) <= reached
        state: RungState = "skipped" if before else "ahead"
        if attempt:
            state = "open" if attempt.outcome == "open" else "done"
        limits = [one.fixed for one in self.position.clocks if one.fixed]
        return Rung(
            id=stage.id,
            label=stage.label,
            title=stage.title,
            state="here" if here else state,
            began=attempt.began if attempt else None,
            ended=attempt.ended if attempt else None,
            outcome=attempt.outcome if attempt else None,
            by=min(limits, default=None) if here else None,
        )


def _worked(of: TimeOf, timed: Timed) -> list[Working]:
    if timed.deadline is None:
        return []
    return [
        Working(
            of=of,
            limit=timed.clock.limit,
            starts=timed.starts,
            ends=timed.deadline.at,
            source=timed.clock.source,
            reading=timed.clock.reading,
            days=timed.deadline.days,
        )
    ]


def _says(rule: Rule) -> str:
    """The plain words of a rule that has some."""
    words = getattr(rule, "rule", "")
    return str(words)
