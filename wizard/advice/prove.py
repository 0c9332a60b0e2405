"""The proof: every combination of the classes that a flow tells apart goes through the engine.

It goes in three parts, each a pure function of what the one before gives, and each is run on every different
thing that can reach it: (1) every combination of attempts through the ladder's machine (`history`); (2) every
history with every risk, circumstance, kind of dispute, subject, present, age and wish (`locate`); (3) every
position with every sector and kind of agencies (`compose`). Since no part looks past what it is given, that is
every combination of the whole. A flow with many facts and events of its own has more settings than can be tried: of
those any two things meet in some, and each condition that can decide a case holds in some (`settings`).
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from wizard.advice.advise import House, compose
from wizard.advice.classes import (
    RECENTLY,
    Moment,
    moments,
)
from wizard.advice.facts import Facts, holds
from wizard.advice.histories import Histories, histories, stages_in
from wizard.advice.history import History, facts_in, facts_of, invoked_at, own_facts
from wizard.advice.locate import Position, locate
from wizard.advice.remembered import RememberedTime, RememberingMachine
from wizard.advice.safety import unsafe
from wizard.advice.settings import Party, Setting, Settings, situation_of
from wizard.advice.situation import Situation
from wizard.policy.conditions import whens
from wizard.policy.model import Pass

#: Faults of one flow that are told; a broken rule breaks a great many combinations.
MOST_TOLD = 10


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What was put through the engine, and what did not hold."""

    policy: str
    combinations: int
    histories: int
    positions: int
    pieces_of_advice: int
    broken: tuple[str, ...]


class _Reached(msgspec.Struct, frozen=True, kw_only=True):
    """A position that can be reached, with what it was reached from."""

    setting: Setting
    position: Position
    situation: Situation
    facts: Facts


def prove(house: House) -> Proof:
    """Puts every combination of classes through the engine. Nothing is raised: what breaks is told."""
    return _Proving(house).proof()


class _Proving:
    def __init__(self, house: House) -> None:
        time_ = RememberedTime(house.time.calendar, house.time.hours)
        self.house = msgspec.structs.replace(house, machine=RememberingMachine(house.machine), time=time_)
        self.policy = house.policy
        self.place = {
            one.id: place for ladder in self.policy.ladders for place, one in enumerate(ladder.stages)
        }
        self.broken: dict[str, None] = {}
        self.tried_lists = list(
            dict.fromkeys(frozenset(when.tried) for when in whens(self.policy) if when.tried)
        )
        self.pasts: dict[object, Histories] = {}
        self.moments = moments(house.time)
        self.notices_timed = any(notice.within for notice in self.policy.notices)
        self.settings = Settings(self.policy, house.contacts, self.moments[0].now)

    def proof(self) -> Proof:
        combinations = positions = pieces = 0
        for moment in self.moments:
            reached: dict[object, _Reached] = {}
            outside: set[Setting] = set()
            for setting in self.settings.all:
                kind = msgspec.structs.replace(setting, raised_ago=RECENTLY, start_at=None, agreed=False)
                if kind in outside:
                    # Whatever lies outside is decided before any age or wish is looked at.
                    continue
                pasts = self._histories(setting)
                combinations += pasts.combinations * len(self.settings.said_with(setting))
                places = [self._locate(past, setting, moment) for past in pasts.different]
                positions += len(places)
                if all(one is not None and one.position.outside for one in places):
                    outside.add(kind)
                elif setting.start_at is None:
                    self._never_back(pasts, places)
                for past, one in zip(pasts.different, places, strict=True):
                    if one is not None:
                        reached.setdefault(self._seen_by_compose(one, past), one)
            pieces += self._compose_all(reached.values())
        return Proof(
            policy=self.policy.id,
            combinations=combinations,
            histories=sum(pasts.combinations for pasts in self.pasts.values()),
            positions=positions,
            pieces_of_advice=pieces,
            broken=tuple(self.broken),
        )

    # (1) Every combination of attempts through the ladder.

    def _histories(self, setting: Setting) -> Histories:
        """The histories that differ in this setting: attempts beside the ladder count only on a route open to it."""
        beside = tuple(
            route.stage.id
            for route in self.policy.routes
            if route.stage
            and (not route.when.circumstance or setting.circumstance in route.when.circumstance)
            and (not route.when.risk or setting.risk in route.when.risk)
        )
        bare = situation_of(setting, self.moments[0].now)
        # Besides the stages, a history tells whether the policy was said to be in use, and which returns hold.
        facts = facts_in(self.policy, bare)
        on_ladder = stages_in(self.house, bare)
        open_ = tuple(rule.id for one in on_ladder for rule in one.returns if holds(rule.when, facts))
        key = (tuple(one.id for one in on_ladder), beside, open_, invoked_at(self.policy, bare))
        if key not in self.pasts:
            self.pasts[key] = histories(self.house, bare, beside)
        return self.pasts[key]

    # (2) Every history in every setting.

    def _locate(self, past: History, setting: Setting, moment: Moment) -> _Reached | None:
        situation = situation_of(setting, moment.now)
        facts = facts_of(self.policy, situation, past)
        try:
            position = locate(self.policy, situation, past, facts, self.house.time, self.house.machine)
        except Exception as error:  # noqa: BLE001 - the proof tells of whatever is raised, and goes on
            self._break(f"raised {type(error).__name__}: {error}", setting, past)
            return None
        return _Reached(setting=setting, position=position, situation=situation, facts=facts)

    def _seen_by_compose(self, one: _Reached, past: History) -> object:
        """What of it the advice can differ by; of several that agree in this, one stands for all.

        Which stages were skipped is only named in a warning, and outcomes only meet the conditions that list them.
        """
        position = one.position
        met = tuple(not past.outcomes.isdisjoint(listed) for listed in self.tried_lists)
        return (
            (position.status, position.stage, position.clocks, position.missed, position.bypass),
            (position.gates, position.since if self.notices_timed else None),
            (bool(position.skipped), bool(position.may_start_at), position.open_attempt is not None),
            msgspec.structs.replace(one.facts, tried=frozenset()),
            (met, bool(past.outcomes)),
        )

    def _never_back(self, pasts: Histories, places: list[_Reached | None]) -> None:
        """A stage never moves back when an attempt is added to those on record at the ladder."""
        ranks = [self._rank(one) for one in places]
        for grown in pasts.grown:
            before, after = ranks[grown.before], ranks[grown.after]
            if before is not None and after is not None and after < before:
                what = f"adding an attempt ({grown.state}) at {grown.stage} moves the case back"
                self._break(what, None, pasts.different[grown.before])

    def _rank(self, one: _Reached | None) -> int | None:
        """How far along the ladder; None where the case is beside it, or was let past stages that nobody tried."""
        if one is None:
            return None
        position = one.position
        if position.status in ("resolved", "complete"):
            return len(self.place)
        let_past = any(isinstance(rule, Pass) for rule in position.decided_by)
        if position.stage not in self.place or position.bypass == "taken" or let_past:
            return None
        return self.place[position.stage]

    # (3) Every position with every party.

    def _compose_all(self, reached: Iterable[_Reached]) -> int:
        """Every position once, and once more with every party for each stage, status and set of facts.

        The parties only meet conditions, which read facts, and the contacts of the stage.
        """
        count = 0
        crossed: set[object] = set()
        for one in reached:
            key = (one.position.stage, one.position.status, self._met(one.facts))
            first = Party(
                one.facts.challenging,
                one.facts.challenged,
                one.facts.sector,
                one.setting.about,
                one.setting.own,
            )
            parties = [first]
            if key not in crossed:
                crossed.add(key)
                parties += [
                    party
                    for party in self.settings.said_with(one.setting)
                    if self.settings.together or party.differs(first) < 2
                ]
            count += sum(self._compose(one, party) for party in parties)
        return count

    def _met(self, facts: Facts) -> object:
        """The facts as far as conditions tell them apart."""
        met = tuple(not facts.tried.isdisjoint(listed) for listed in self.tried_lists)
        return msgspec.structs.replace(facts, tried=frozenset()), met

    def _compose(self, one: _Reached, party: Party) -> int:
        said = {
            "challenging": party.challenging,
            "challenged": party.challenged,
            "sector": party.sector,
            "about": party.about,
        }
        situation = party.own.in_(msgspec.structs.replace(one.situation, **said))
        own = own_facts(self.policy, situation)
        happened = one.facts.happened | {event for event, _ in party.own.events}
        facts = msgspec.structs.replace(one.facts, own=own, happened=happened, **said)
        try:
            advice = compose(self.house, situation, facts, one.position).advice
        except Exception as error:  # noqa: BLE001 - as above
            self._break(f"raised {type(error).__name__}: {error}", None, None, one)
            return 1
        for what in unsafe(self.house, situation, one.position, advice):
            self._break(what, None, None, one)
        return 1

    def _break(
        self, what: str, setting: Setting | None, past: History | None, one: _Reached | None = None
    ) -> None:
        if len(self.broken) >= MOST_TOLD:
            return
        where = [part for part in (_say_setting(setting), _say_past(past), _say_reached(one)) if part]
        self.broken[f"{what} ({'; '.join(where)})" if where else what] = None


def _say_setting(setting: Setting | None) -> str:
    return f"risk {setting.risk}, {setting.circumstance}, {setting.subject}" if setting else ""


def _say_past(past: History | None) -> str:
    return f"after {past.furthest.stage} {past.furthest.outcome}" if past and past.furthest else ""


def _say_reached(one: _Reached | None) -> str:
    if one is None:
        return ""
    stage = one.position.stage or "no stage"
    return f"{one.position.status} at {stage}, risk {one.situation.risk}, {one.situation.circumstance}"
