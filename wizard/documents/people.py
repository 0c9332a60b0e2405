"""Who acts at any stage of a policy, and with whom: the advice tells it only of the stage that a case is at."""

from __future__ import annotations

import msgspec

from wizard.advice.facts import Facts, holds
from wizard.advice.result import Party
from wizard.advice.situation import Situation
from wizard.policy.model import CHALLENGED, CHALLENGING, Person, Policy, Stage


def facts_of(policy: Policy, situation: Situation) -> Facts:
    """What the policy's conditions can tell apart in this situation."""
    counted = situation.counted()
    return Facts(
        risk=situation.risk,
        circumstance=situation.circumstance,
        subject=situation.subject,
        sector=situation.sector,
        challenging=situation.challenging,
        challenged=situation.challenged,
        about=situation.about,
        tried=frozenset(one.outcome for one in counted.values()) or frozenset({"nothing"}),
        ladder_begun=any(stage.id in counted for ladder in policy.ladders for stage in ladder.stages),
    )


def stage_parties(
    policy: Policy, situation: Situation, facts: Facts, stage: Stage
) -> tuple[Party, tuple[Party, ...]]:
    """Who acts at a stage, and with whom, in this case."""
    acts = _party(policy, facts, stage.acts, _agencies(situation, stage.acts)[0])
    facing = [
        _party(policy, facts, person, agency)
        for person in stage.with_
        if holds(person.when, facts)
        for agency in _agencies(situation, person)
    ]
    return acts, tuple(dict.fromkeys(facing))


def _agencies(situation: Situation, person: Person) -> tuple[str, ...]:
    named = {CHALLENGED: situation.challenged, CHALLENGING: (situation.challenging,)}
    return named.get(person.agency, (person.agency,))


def _party(policy: Policy, facts: Facts, person: Person, agency: str) -> Party:
    role = policy.roles[person.role]
    if person.agency == CHALLENGED:
        # The sector that was given is the challenging agency's; the other side's shows in its agency.
        facts = _of_sector(facts, agency)
    title = next((one.title for one in role.instead if holds(one.when, facts)), role.title)
    return Party(role=title, agency=agency)


def _of_sector(facts: Facts, agency: str) -> Facts:
    return msgspec.structs.replace(facts, sector="voluntary" if agency == "voluntary" else "statutory")


def say_party(policy: Policy, party: Party) -> str:
    """A role and its agency in words: "Head of Service (Education)"."""
    return f"{party.role} ({policy.agency_title(party.agency)})"
