"""Who acts at a stage, and with whom, by the titles that hold in a case."""

from __future__ import annotations

import msgspec

from wizard.advice.facts import Facts, holds
from wizard.advice.result import Party
from wizard.policy.model import CHALLENGED, CHALLENGING, Person, Policy, Stage, Title


class StageParties(msgspec.Struct, frozen=True, kw_only=True):
    """The people of a stage, and the titles that took the place of the plain ones."""

    acts: Party
    with_: tuple[Party, ...]
    titles: tuple[Title, ...]


def stage_parties(policy: Policy, facts: Facts, stage: Stage) -> StageParties:
    """The people of a stage in a case with these facts."""
    titles: list[Title] = []
    acts = [_party(policy, facts, stage.acts, agency, titles) for agency in _agencies(facts, stage.acts)]
    facing = [
        _party(policy, facts, person, agency, titles)
        for person in stage.with_
        if holds(person.when, facts)
        for agency in _agencies(facts, person)
    ]
    return StageParties(acts=acts[0], with_=tuple(dict.fromkeys(facing)), titles=tuple(titles))


def say_party(policy: Policy, party: Party) -> str:
    """A role and its agency in words: "Head of Service (Education)"."""
    return f"{party.role} ({policy.agency_title(party.agency)})"


def _agencies(facts: Facts, person: Person) -> tuple[str, ...]:
    named = {CHALLENGED: facts.challenged, CHALLENGING: (facts.challenging,)}
    return named.get(person.agency, (person.agency,))


def _party(policy: Policy, facts: Facts, person: Person, agency: str, titles: list[Title]) -> Party:
    role = policy.roles[person.role]
    if person.agency == CHALLENGED:
        # The sector that was given is the challenging agency's; the other side's shows in its agency.
        sector = "voluntary" if agency == "voluntary" else "statutory"
        facts = msgspec.structs.replace(facts, sector=sector)
    title = next((one for one in role.instead if holds(one.when, facts)), None)
    if title is None:
        return Party(role=role.title, agency=agency)
    titles.append(title)
    return Party(role=title.title, agency=agency)
