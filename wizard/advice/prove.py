"""The proof: every combination of the classes that a flow tells apart goes through the engine.

It goes in three parts, each a pure function of what the one before gives, and each is run on every different
thing that can reach it: (1) every combination of attempts through the ladder's machine (`history`); (2) every
history with every risk, circumstance, kind of dispute, subject, present, age and wish (`locate`); (3) every
position with every sector and kind of agencies (`compose`). Since no part looks past what it is given, that is
every combination of the whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import msgspec

from wizard.advice.advise import House, compose
from wizard.advice.classes import (
    LONG_AGO,
    RECENTLY,
    Moment,
    agencies,
    circumstances,
    moments,
    risks,
    sectors,
    subjects,
    whens,
)
from wizard.advice.facts import Facts
from wizard.advice.histories import Histories, histories
from wizard.advice.history import History, facts_in, facts_of, ladder_of
from wizard.advice.ladder import Event
from wizard.advice.locate import Position, locate
from wizard.advice.safety import unsafe
from wizard.advice.situation import Situation
from wizard.advice.worktime import Deadline, WorkingTime
from wizard.policy.model import Circumstance, Pass, Risk, Sector, Subject

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


class _Remembering:
    """A machine that remembers where each event led: a step is a pure function of the state and the event."""

    def __init__(self, house: House) -> None:
        self._machine = house.machine
        self._after: dict[tuple[str, Event], str] = {}

    def replay(self, start: str, events: tuple[Event, ...]) -> tuple[str, ...]:
        states = [start]
        for event in events:
            key = (states[-1], event)
            if key not in self._after:
                self._after[key] = self._machine.replay(states[-1], (event,))[-1]
            states.append(self._after[key])
        return tuple(states)


class _RememberedTime(WorkingTime, frozen=True, dict=True):
    """Working time that remembers what it worked out: the proof asks for the same few limits again and again."""

    def working_days_after(self, start: datetime, count: int) -> Deadline:
        known: dict[tuple[datetime, int], Deadline] = self.__dict__.setdefault("known", {})
        if (start, count) not in known:
            known[start, count] = super().working_days_after(start, count)
        return known[start, count]


class _Setting(msgspec.Struct, frozen=True, kw_only=True):
    """Everything but the attempts that can decide where a case is."""

    risk: Risk
    circumstance: Circumstance
    subject: Subject
    within: bool
    raised_ago: timedelta
    start_at: str | None
    agreed: bool


class _Reached(msgspec.Struct, frozen=True, kw_only=True):
    """A position that can be reached, with what it was reached from."""

    position: Position
    situation: Situation
    facts: Facts


def prove(house: House) -> Proof:
    """Puts every combination of classes through the engine. Nothing is raised: what breaks is told."""
    return _Proving(house).proof()


class _Proving:
    def __init__(self, house: House) -> None:
        time_ = _RememberedTime(house.time.calendar, house.time.hours)
        self.house = msgspec.structs.replace(house, machine=_Remembering(house), time=time_)
        self.policy = house.policy
        self.place = {
            one.id: place for ladder in self.policy.ladders for place, one in enumerate(ladder.stages)
        }
        self.kinds = agencies(self.policy, house.contacts)
        self.sectors = sectors(self.policy)
        self.broken: dict[str, None] = {}
        self.tried_lists = list(
            dict.fromkeys(frozenset(when.tried) for when in whens(self.policy) if when.tried)
        )
        # Whether a condition reads the sector and the agencies at once; else each is tried by itself.
        self.together = any(
            when.sector and (when.challenging or when.challenged) for when in whens(self.policy)
        )
        self.pasts: dict[tuple[str, tuple[str, ...]], Histories] = {}
        self.moments = moments(house.time)
        self.settings = list(self._settings())

    def proof(self) -> Proof:
        combinations = positions = pieces = 0
        for moment in self.moments:
            reached: dict[object, _Reached] = {}
            outside: set[object] = set()
            for setting in self.settings:
                kind = (setting.risk, setting.circumstance, setting.subject, setting.within)
                if kind in outside:
                    # Whatever lies outside is decided before any age or wish is looked at.
                    continue
                pasts = self._histories(setting)
                combinations += pasts.combinations * len(self.sectors) * self._party_count()
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

    def _histories(self, setting: _Setting) -> Histories:
        """The histories that differ in this setting: attempts beside the ladder count only on a route open to it."""
        beside = tuple(
            route.stage.id
            for route in self.policy.routes
            if route.stage
            and (not route.when.circumstance or setting.circumstance in route.when.circumstance)
            and (not route.when.risk or setting.risk in route.when.risk)
        )
        bare = self._situation(setting, self.moments[0].now)
        key = (ladder_of(self.policy, facts_in(bare)).id, beside)
        if key not in self.pasts:
            self.pasts[key] = histories(self.house, bare, beside)
        return self.pasts[key]

    # (2) Every history in every setting.

    def _settings(self) -> Iterator[_Setting]:
        found = whens(self.policy)
        disputes = (False, True) if any(when.dispute for when in found) else (False,)
        timed = any(clock.limit[0].isdigit() for clock in self.policy.clocks)
        ages = (RECENTLY, LONG_AGO) if timed else (RECENTLY,)
        for risk, circumstance, subject, within, ago, wish in itertools.product(
            risks(self.policy),
            circumstances(self.policy),
            subjects(self.policy),
            disputes,
            ages,
            self._wishes(),
        ):
            yield _Setting(
                risk=risk,
                circumstance=circumstance,
                subject=subject,
                within=within,
                raised_ago=ago,
                start_at=wish[0],
                agreed=wish[1],
            )

    def _wishes(self) -> list[tuple[str | None, bool]]:
        """No wish, and each that the policy can answer differently, with and without an agreement."""
        none: list[tuple[str | None, bool]] = [(None, False)]
        if self.policy.bypasses:
            both = (
                (False, True) if any(rule.needs == "agreement" for rule in self.policy.bypasses) else (False,)
            )
            later = [stage for stage, place in self.place.items() if place]
            return none + [(stage, agreed) for stage in later for agreed in both]
        passable = {one for rule in self.policy.passes for one in rule.stages}
        orders = [[stage.id for stage in ladder.stages] for ladder in self.policy.ladders]
        after = [
            stage for order in orders for before, stage in itertools.pairwise(order) if before in passable
        ]
        last = [order[-1] for order in orders]
        return none + [(stage, True) for stage in dict.fromkeys([*after, *last])]

    def _situation(self, setting: _Setting, now: datetime) -> Situation:
        own, *others = self.kinds
        return Situation(
            now=now,
            raised=now - setting.raised_ago,
            risk=setting.risk,
            circumstance=setting.circumstance,
            subject=setting.subject,
            challenging=own,
            challenged=(own if setting.within or not others else others[0],),
            start_at=setting.start_at,
            bypass_agreed=setting.agreed,
        )

    def _locate(self, past: History, setting: _Setting, moment: Moment) -> _Reached | None:
        situation = self._situation(setting, moment.now)
        facts = facts_of(situation, past)
        try:
            position = locate(self.policy, situation, past, facts, self.house.time, self.house.machine)
        except Exception as error:  # noqa: BLE001 - the proof tells of whatever is raised, and goes on
            self._break(f"raised {type(error).__name__}: {error}", setting, past)
            return None
        return _Reached(position=position, situation=situation, facts=facts)

    def _seen_by_compose(self, one: _Reached, past: History) -> object:
        """What of it the advice can differ by; of several that agree in this, one stands for all.

        Which stages were skipped is only named in a warning, and outcomes only meet the conditions that list them.
        """
        position = one.position
        met = tuple(not past.outcomes.isdisjoint(listed) for listed in self.tried_lists)
        return (
            (position.status, position.stage, position.clocks, position.missed, position.bypass),
            (bool(position.skipped), bool(position.may_start_at), position.open_attempt is not None),
            (one.situation.risk, one.situation.circumstance, one.situation.subject, met, bool(past.outcomes)),
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

    def _parties(self, one: _Reached) -> Iterable[tuple[str, tuple[str, ...]]]:
        if one.facts.within_one_agency:
            return ((agency, (agency,)) for agency in self.kinds)
        pairs = [(own, (other,)) for own in self.kinds for other in self.kinds if own != other]
        return [*pairs, (self.kinds[0], tuple(self.kinds))]

    def _party_count(self) -> int:
        count = len(self.kinds)
        return count * (count - 1) + 1

    def _compose_all(self, reached: Iterable[_Reached]) -> int:
        """Every position once, and once more with every party for each stage, status and set of facts.

        The parties only meet conditions, which read facts, and the contacts of the stage.
        """
        count = 0
        crossed: set[object] = set()
        for one in reached:
            key = (one.position.stage, one.position.status, self._met(one.facts))
            first = (one.situation.challenging, one.situation.challenged)
            count += self._compose(one, *first, self.sectors[0])
            if key in crossed:
                continue
            crossed.add(key)
            parties = list(self._parties(one))
            together = itertools.product(parties, self.sectors)
            apart = [
                *((pair, self.sectors[0]) for pair in parties),
                *((first, sector) for sector in self.sectors),
            ]
            for (own, others), sector in together if self.together else apart:
                count += self._compose(one, own, others, sector)
        return count

    def _met(self, facts: Facts) -> object:
        """The facts as far as conditions tell them apart."""
        met = tuple(not facts.tried.isdisjoint(listed) for listed in self.tried_lists)
        return msgspec.structs.replace(facts, tried=frozenset()), met

    def _compose(self, one: _Reached, own: str, others: tuple[str, ...], sector: Sector) -> int:
        situation = msgspec.structs.replace(one.situation, challenging=own, challenged=others, sector=sector)
        facts = msgspec.structs.replace(one.facts, challenging=own, challenged=others, sector=sector)
        try:
            advice = compose(self.house, situation, facts, one.position).advice
        except Exception as error:  # noqa: BLE001 - as above
            self._break(f"raised {type(error).__name__}: {error}", None, None, one)
            return 1
        for what in unsafe(self.house, situation, one.position, advice):
            self._break(what, None, None, one)
        return 1

    def _break(
        self, what: str, setting: _Setting | None, past: History | None, one: _Reached | None = None
    ) -> None:
        if len(self.broken) >= MOST_TOLD:
            return
        where = [part for part in (_say_setting(setting), _say_past(past), _say_reached(one)) if part]
        self.broken[f"{what} ({'; '.join(where)})" if where else what] = None


def _say_setting(setting: _Setting | None) -> str:
    return f"risk {setting.risk}, {setting.circumstance}, {setting.subject}" if setting else ""


def _say_past(past: History | None) -> str:
    return f"after {past.furthest.stage} {past.furthest.outcome}" if past and past.furthest else ""


def _say_reached(one: _Reached | None) -> str:
    if one is None:
        return ""
    stage = one.position.stage or "no stage"
    return f"{one.position.status} at {stage}, risk {one.situation.risk}, {one.situation.circumstance}"
