"""Who acts at a stage, with whom, and who else has a part in it, by the titles that hold in a case."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from wizard.advice.facts import Facts, holds
from wizard.advice.result import AlsoParty, Party
from wizard.policy.model import CHALLENGED, CHALLENGING, Person, Policy, Stage, StandIn, Title


class Vacancy(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands in for somebody at a stage, where nobody holds that role."""

    role: Party
    stand_in: Party
    rule: StandIn


class StageParties(msgspec.Struct, frozen=True, kw_only=True):
    """The people of a stage, the titles that took the place of the plain ones, and who stands in for whom."""

    acts: Party
    with_: tuple[Party, ...]
    titles: tuple[Title, ...]
    also: tuple[AlsoParty, ...] = ()
    vacancies: tuple[Vacancy, ...] = ()


def stage_parties(policy: Policy, facts: Facts, stage: Stage) -> StageParties:
    """The people of a stage in a case with these facts."""
    found = _Finding(policy, facts)
    acts = found.parties((stage.acts,))
    facing = found.parties(stage.with_)
    also = [
        AlsoParty(role=party.role, agency=party.agency, does=person.does, strength=person.strength)
        for person in stage.also
        for party in found.parties((person,))
    ]
    return StageParties(
        acts=acts[0],
        with_=tuple(dict.fromkeys(facing)),
        titles=tuple(found.titles),
        also=tuple(dict.fromkeys(also)),
        vacancies=tuple(dict.fromkeys(found.vacancies)),
    )


def parties_of(policy: Policy, facts: Facts, people: Iterable[Person | None]) -> tuple[Party, ...]:
    """Anyone whom a rule names, in a case with these facts."""
    return tuple(dict.fromkeys(_Finding(policy, facts).parties(one for one in people if one is not None)))


def party_of(policy: Policy, facts: Facts, person: Person | None) -> Party | None:
    """Somebody whom a rule may name; of several agencies the first."""
    return next(iter(parties_of(policy, facts, (person,))), None)


def say_party(policy: Policy, party: Party | AlsoParty) -> str:
    """A role and its agency in words: "Head of Service (Education)"."""
    return f"{party.role} ({policy.agency_title(party.agency)})"


class _Finding:
    """Looks up people, and keeps the titles and stand-ins that it came upon."""

    def __init__(self, policy: Policy, facts: Facts) -> None:
        self.policy = policy
        self.facts = facts
        self.titles: list[Title] = []
        self.vacancies: list[Vacancy] = []

    def parties(self, people: Iterable[Person]) -> list[Party]:
        """Each person at each agency that is meant, as far as the person's condition holds."""
        return [
            self._party(person, agency)
            for person in people
            if holds(person.when, self.facts)
            for agency in self._agencies(person.agency)
        ]

    def _agencies(self, agency: str) -> tuple[str, ...]:
        named = {CHALLENGED: self.facts.challenged, CHALLENGING: (self.facts.challenging,)}
        return named.get(agency, (agency,))

    def _party(self, person: Person, agency: str) -> Party:
        facts = self.facts
        if person.agency == CHALLENGED:
            # The sector that was given is the challenging agency's; the other side's shows in its agency.
            sector = "voluntary" if agency == "voluntary" else "statutory"
            facts = msgspec.structs.replace(facts, sector=sector)
        party = self._titled(person.role, agency, facts)
        for rule in self.policy.roles[person.role].fallback:
            if holds(rule.when, facts, agency):
                there = self._agencies(rule.agency)[0] if rule.agency else agency
                stand_in = self._titled(rule.role, there, facts)
                self.vacancies.append(Vacancy(role=party, stand_in=stand_in, rule=rule))
                break
        return party

    def _titled(self, role_id: str, agency: str, facts: Facts) -> Party:
        role = self.policy.roles[role_id]
        title = next((one for one in role.instead if holds(one.when, facts, agency)), None)
        if title is None:
            return Party(role=role.title, agency=agency)
        self.titles.append(title)
        return Party(role=title.title, agency=agency)
