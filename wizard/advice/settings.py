"""The settings that the proof puts every history in: all that can decide a case, but for what was tried."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta

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
from wizard.advice.situation import Situation
from wizard.policy.conditions import deciding, whens
from wizard.policy.contacts import Contacts
from wizard.policy.model import About, Circumstance, Policy, Risk, Sector, Subject


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """Everything but the attempts that can decide where a case is."""

    risk: Risk
    circumstance: Circumstance
    subject: Subject
    challenging: str
    challenged: str
    sector: Sector
    about: About | None
    raised_ago: timedelta
    start_at: str | None
    agreed: bool


class Party(msgspec.Struct, frozen=True):
    """Who challenges whom, from what sector, about what."""

    challenging: str
    challenged: tuple[str, ...]
    sector: Sector
    about: About | None

    def differs(self, other: Party) -> int:
        """In how many of the agencies, the sector and the subject it differs from another."""
        agencies_ = (self.challenging, self.challenged) != (other.challenging, other.challenged)
        return agencies_ + (self.sector != other.sector) + (self.about != other.about)


class Settings:
    """Every setting of a policy, and what its advice is crossed with in each."""

    def __init__(self, policy: Policy, contacts: Contacts) -> None:
        self.policy = policy
        self.kinds = agencies(self.policy, contacts)
        self.sectors = sectors(self.policy)
        self.abouts = abouts(self.policy)
        found = deciding(self.policy)
        # What can decide where a case is takes part in the settings; what cannot, only in what is said there.
        self.agency_decides = any(when.challenging or when.challenged for when in found)
        self.sector_decides = any(when.sector for when in found)
        self.about_decides = any(when.about for when in found)
        # Whether a condition reads several of these at once; else each is tried by itself.
        self.together = any(
            sum((bool(when.sector), bool(when.challenging or when.challenged), bool(when.about))) > 1
            for when in whens(self.policy)
        )
        self.all = tuple(self._every())

    def _every(self) -> Iterator[Setting]:
        timed = any(clock.limit[0].isdigit() for clock in self.policy.clocks)
        ages = (RECENTLY, LONG_AGO) if timed else (RECENTLY,)
        for risk, circumstance, subject, pair, sector, about, ago, wish in itertools.product(
            risks(self.policy),
            circumstances(self.policy),
            subjects(self.policy),
            self._pairs(),
            self.sectors if self.sector_decides else self.sectors[:1],
            self.abouts if self.about_decides else self.abouts[:1],
            ages,
            self._wishes(),
        ):
            yield Setting(
                risk=risk,
                circumstance=circumstance,
                subject=subject,
                challenging=pair[0],
                challenged=pair[1],
                sector=sector,
                about=about,
                raised_ago=ago,
                start_at=wish[0],
                agreed=wish[1],
            )

    def _pairs(self) -> list[tuple[str, str]]:
        """The agencies that challenge and are challenged, as far as that can decide where a case is."""
        own, *others = self.kinds
        pairs = [(own, others[0] if others else own)]
        if self.agency_decides:
            pairs = [(one, other) for one in self.kinds for other in self.kinds if one != other]
        within = any(when.dispute for when in whens(self.policy))
        return [*pairs, (own, own)] if within else pairs

    def _wishes(self) -> list[tuple[str | None, bool]]:
        """No wish, and each that the policy can answer differently, with and without an agreement."""
        none: list[tuple[str | None, bool]] = [(None, False)]
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
        kinds = [setting.sector] if self.sector_decides else self.sectors
        subjects_ = [setting.about] if self.about_decides else self.abouts
        return [
            Party(*pair, sector, about) for pair, sector, about in itertools.product(pairs, kinds, subjects_)
        ]


def situation_of(setting: Setting, now: datetime) -> Situation:
    """A situation in a setting, with nothing tried."""
    return Situation(
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
