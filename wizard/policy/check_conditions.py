"""What is wrong with conditions: with nothing in them, or naming what the flow does not know."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.policy.flaws import Flaw, Found, Place, unknown_id
from wizard.policy.model import AGENCIES, UNKNOWN, Policy, When
from wizard.policy.walk import parts


def in_conditions(policy: Policy) -> Found:
    """Faults of every condition in a policy, in whatever part of it."""
    for place, when in parts(policy, When):
        # Only the titles of a role and its stand-ins are looked up for one person's agency.
        of_a_person = place[0] == "roles" and ("instead" in place or "fallback" in place)
        yield from in_when(place, when, policy, of_a_person=of_a_person)


def in_when(place: Place, when: When, policy: Policy, *, of_a_person: bool = False) -> Found:
    """Faults of one condition. `of_a_person`: it stands where the agency of one person is known."""
    if not when.names_a_fact:
        yield Flaw(place, "the condition names no fact; expected at least one, or no 'when' at all", "F303")
    if when.agency and not of_a_person:
        what = "'agency' is for the titles of roles; expected a side such as 'challenging' or 'party'"
        yield Flaw((*place, "agency"), what, "F304")
    agencies = [*AGENCIES, *policy.bodies]
    for key, listed in (
        ("challenging", when.challenging),
        ("challenged", when.challenged),
        ("party", when.party),
        ("agency", when.agency),
    ):
        yield from _listed((*place, key), listed, "agency", agencies, "F205")
    yield from _listed((*place, "about"), when.about, "subject", policy.about.ids, "F208")
    yield from _listed((*place, "happened"), when.happened, "event", policy.event_ids(), "F207")
    yield from _listed((*place, "not_happened"), when.not_happened, "event", policy.event_ids(), "F207")
    yield from _in_facts((*place, "facts"), when, policy)


def _in_facts(place: Place, when: When, policy: Policy) -> Found:
    for name, values in when.facts.items():
        kind = policy.facts.get(name)
        if kind is None:
            yield unknown_id((*place, name), name, "fact", policy.facts, "F206")
            continue
        if not values:
            what = "no value is listed, so that it can never hold; expected at least one"
            yield Flaw((*place, name), what, "F206")
        if kind.kind == "date":
            what = f"'{name}' is a date, which no condition can look at; expected a fact with values"
            yield Flaw((*place, name), what, "F206")
            continue
        known = [*kind.values, UNKNOWN]
        yield from _listed((*place, name), values, "value of that fact", known, "F206")


def _listed(place: Place, words: Sequence[str], kind: str, known: Sequence[str], code: str) -> Found:
    for number, one in enumerate(words):
        if one not in known:
            yield unknown_id((*place, number), one, kind, known, code)
