"""What is wrong with the people of a policy: roles and agencies that there are not, and who stands in for whom."""

from __future__ import annotations

from wizard.policy.flaws import Flaw, Found, Place, unknown_id
from wizard.policy.model import AGENCIES, CHALLENGED, CHALLENGING, Person, Policy, StandIn
from wizard.policy.walk import parts


def in_people(policy: Policy) -> Found:
    """Faults of everyone whom any part of a policy names, and of the roles."""
    for place, person in parts(policy, Person):
        yield from in_role((*place, "role"), person.role, policy)
        yield from _in_agency((*place, "agency"), person.agency, policy)
    for name, role in policy.roles.items():
        for number, one in enumerate(role.fallback):
            yield from _in_stand_in(("roles", name, "fallback", number), name, one, policy)


def in_role(place: Place, role: str, policy: Policy) -> Found:
    """A role that there is not."""
    if role not in policy.roles:
        yield unknown_id(place, role, "role", policy.roles, "F204")


def _in_agency(place: Place, agency: str, policy: Policy) -> Found:
    known = [CHALLENGING, CHALLENGED, *AGENCIES, *policy.bodies]
    if agency not in known:
        yield unknown_id(place, agency, "agency", known, "F205")


def _in_stand_in(place: Place, name: str, one: StandIn, policy: Policy) -> Found:
    yield from in_role((*place, "role"), one.role, policy)
    if one.agency is not None:
        yield from _in_agency((*place, "agency"), one.agency, policy)
    if one.role == name and one.agency is None:
        what = f"the role '{name}' stands in for itself; expected another role, or the role in another agency"
        yield Flaw((*place, "role"), what, "F314")
