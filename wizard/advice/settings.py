"""The settings that the proof puts every history in: all that can decide a case, but for what was tried."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from wizard.advice.classes import (
    LONG_AGO,
    RECENTLY,
    abouts,
    agencies,
    circumstances,
    risks,
    sectors,
    subjects,
)
from wizard.advice.facts import belongs
from wizard.advice.own_classes import Own, fact_classes, happenings, said_own
from wizard.advice.pairs import each_two
from wizard.advice.situation import Situation
from wizard.policy.conditions import deciding, whens
from wizard.policy.contacts import Contacts
from wizard.policy.model import Circumstance, Policy, Risk, Sector, Subject, When

#: More settings than this are not tried all, but so that any two things in them meet.
MOST_WHOLE: Final = 1000

_Pair = tuple[str, str]
_Wish = tuple[str | None, bool]


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """Everything but the attempts that can decide where a case is."""

    risk: Risk
    circumstance: Circumstance
    subject: Subject
    challenging: str
    challenged: str
    sector: Sector
    about: str | None
    raised_ago: timedelta
    own: Own
    start_at: str | None
    agreed: bool


class Party(msgspec.Struct, frozen=True):
    """Who challenges whom, from what sector, about what."""

    challenging: str
    challenged: tuple[str, ...]
    sector: Sector
    about: str | None
    own: Own

    def differs(self, other: Party) -> int:
        """In how many of the agencies, the sector and the subject it differs from another."""
        agencies_ = (self.challenging, self.challenged) != (other.challenging, other.challenged)
        facts = (self.sector != other.sector) + (self.about != other.about) + (self.own != other.own)
        return agencies_ + facts


class Settings:
    """Every setting of a policy, and what its advice is crossed with in each."""

    def __init__(self, policy: Policy, contacts: Contacts, now: datetime) -> None:
        self.policy = policy
        self.now = now
        self.said_own = said_own(policy)
        self.kinds = agencies(self.policy, contacts)
        self.sectors = sectors(self.policy)
        self.abouts = abouts(self.policy)
        found = deciding(self.policy)
        # What can decide where a case is takes part in the settings; what cannot, only in what is said there.
        self.agency_decides = any(when.challenging or when.challenged or when.party for when in found)
        self.sector_decides = any(when.sector for when in found)
        self.about_decides = any(when.about for when in found)
        # Whether a condition reads several of these at once; else each is tried by itself.
        self.together = any(
            sum(
                (
                    bool(when.sector),
                    bool(when.challenging or when.challenged or when.party or when.agency),
                    bool(when.about),
                    bool(when.facts or when.happened or when.not_happened),
                )
            )
            > 1
            for when in whens(self.policy)
        )
        #: The pairs of agencies that are alike in all that decides a case, by the one that stands for them.
        self.alike: dict[_Pair, list[_Pair]] = {pair: [pair] for pair in self._pairs()}
        self.all = tuple(self._every())

    def _every(self) -> Iterator[Setting]:
        """Every combination; where those are too many, agencies that are alike stand for each other; where they are
        still too many, some combinations in which any two things meet."""
        timed = any(clock.quantity for clock in self.policy.clocks)
        ages = (RECENTLY, LONG_AGO) if timed else (RECENTLY,)
        said = fact_classes(self.policy, self.now)
        happened = happenings(self.policy)
        dangers, kinds, whom = risks(self.policy), circumstances(self.policy), subjects(self.policy)
        from_ = self.sectors if self.sector_decides else self.sectors[:1]
        abouts_ = self.abouts if self.about_decides else self.abouts[:1]
        wishes = self._wishes()
        columns = (dangers, kinds, whom, from_, abouts_, ages, wishes, happened, *said)
        sizes = [len(column) for column in columns]
        if math.prod((*sizes, len(self.alike))) > MOST_WHOLE:
            self.alike = self._alike()
        pairs = list(self.alike)
        whole = math.prod((*sizes, len(pairs))) <= MOST_WHOLE
        sizes.append(len(pairs))
        rows: Iterable[tuple[int, ...]] = itertools.product(*map(range, sizes))
        if not whole:
            # Any two things meet, and each condition that can decide a case holds in a row of its own.
            meeting: list[Sequence[Any]] = [*columns, pairs]
            holding = (_holding(when, meeting) for when in deciding(self.policy))
            rows = dict.fromkeys((*each_two(sizes), *holding))
        for risk, circumstance, subject, sector, about, age, wish, events, *facts, pair in rows:
            yield Setting(
                risk=dangers[risk],
                circumstance=kinds[circumstance],
                subject=whom[subject],
                challenging=pairs[pair][0],
                challenged=pairs[pair][1],
                sector=from_[sector],
                about=abouts_[about],
                raised_ago=ages[age],
                own=Own(
                    tuple(values[place] for values, place in zip(said, facts, strict=True)), happened[events]
                ),
                start_at=wishes[wish][0],
                agreed=wishes[wish][1],
            )

    def _alike(self) -> dict[_Pair, list[_Pair]]:
        """The pairs of agencies by what the conditions that can decide a case tell of them."""
        found = [when for when in deciding(self.policy) if when.challenging or when.challenged or when.party]
        kinds: dict[object, list[_Pair]] = {}
        for one, other in self._pairs():
            told = tuple(
                (
                    any(belongs(one, listed) for listed in when.challenging),
                    any(belongs(other, listed) for listed in when.challenged),
                    any(belongs(each, listed) for each in (one, other) for listed in when.party),
                )
                for when in found
            )
            kinds.setdefault((one == other, told), []).append((one, other))
        return {pairs[0]: pairs for pairs in kinds.values()}

    def _pairs(self) -> list[_Pair]:
        """The agencies that challenge and are challenged, as far as that can decide where a case is."""
        own, *others = self.kinds
        pairs = [(own, others[0] if others else own)]
        if self.agency_decides:
            pairs = [(one, other) for one in self.kinds for other in self.kinds if one != other]
        within = any(when.dispute for when in whens(self.policy))
        return [*pairs, (own, own)] if within else pairs

    def _wishes(self) -> list[_Wish]:
        """No wish, and each that the policy can answer differently, with and without an agreement."""
        none: list[_Wish] = [(None, False)]
        if self.policy.bypasses:
            both = (
                (False, True) if any(rule.needs == "agreement" for rule in self.policy.bypasses) else (False,)
            )
            later = [stage.id for ladder in self.policy.ladders for stage in ladder.stages[1:]]
            return none + [(stage, agreed) for stage in later for agreed in both]
        passable = {one for rule in self.policy.passes for one in rule.stages}
        orders = [[stage.id for stage in ladder.stages] for ladder in self.policy.ladders]
        after = [
            stage for order in orders for before, stage in itertools.pairwise(order) if before in passable
        ]
        last = [order[-1] for order in orders]
        return none + [(stage, True) for stage in dict.fromkeys([*after, *last])]

    def said_with(self, setting: Setting) -> list[Party]:
        """The parties, sectors and subjects of disagreement that what is said can differ by."""
        pairs: list[tuple[str, tuple[str, ...]]] = [(setting.challenging, (setting.challenged,))]
        if setting.challenging == setting.challenged:
            pairs = [(agency, (agency,)) for agency in self.kinds]
        elif not self.agency_decides:
            pairs = [(own, (other,)) for own in self.kinds for other in self.kinds if own != other]
            pairs.append((self.kinds[0], self.kinds))
        else:
            pairs = [(one, (other,)) for one, other in self.alike[setting.challenging, setting.challenged]]
        kinds = [setting.sector] if self.sector_decides else self.sectors
        subjects_ = [setting.about] if self.about_decides else self.abouts
        owns = [setting.own, *(_and(setting.own, one) for one in self.said_own)]
        return [
            Party(*pair, sector, about, own)
            for pair, sector, about, own in itertools.product(pairs, kinds, subjects_, owns)
        ]


def _holding(when: When, columns: Sequence[Sequence[Any]]) -> tuple[int, ...]:
    """For each column the first value that fits the condition; the first of all where it names none, or none fits."""
    fits: list[Callable[[Any], bool]] = [
        lambda one: not when.risk or one in when.risk,
        lambda one: not when.circumstance or one in when.circumstance,
        lambda one: not when.subject or one in when.subject,
        lambda one: not when.sector or one in when.sector,
        lambda one: not when.about or one in when.about,
        lambda _: True,
        lambda _: True,
        lambda one: not when.happened or any(event in when.happened for event, _ in one),
        *(lambda one: one[1] in when.facts.get(one[0], (one[1],)) for _ in columns[8:-1]),
        lambda one: all(
            not listed or any(belongs(each, named) for each in sides for named in listed)
            for sides, listed in (
                (one[:1], when.challenging),
                (one[1:], when.challenged),
                (one, when.party),
            )
        ),
    ]
    return tuple(
        next((place for place, value in enumerate(column) if fit(value)), 0)
        for column, fit in zip(columns, fits, strict=True)
    )


def _and(own: Own, other: Own) -> Own:
    return Own((*own.facts, *other.facts), (*own.events, *other.events))


def situation_of(setting: Setting, now: datetime) -> Situation:
    """A situation in a setting, with nothing tried."""
    bare = Situation(
        now=now,
        raised=now - setting.raised_ago,
        risk=setting.risk,
        circumstance=setting.circumstance,
        subject=setting.subject,
        challenging=setting.challenging,
        challenged=(setting.challenged,),
        sector=setting.sector,
        about=setting.about,
        start_at=setting.start_at,
        bypass_agreed=setting.agreed,
    )
    return setting.own.in_(bare)
