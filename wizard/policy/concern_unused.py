"""What a policy declares and nothing in it uses; and what it says without saying where, or to whom."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.policy.conditions import whens
from wizard.policy.contacts import Contacts
from wizard.policy.flaws import Flaw, Found
from wizard.policy.model import Person, Policy
from wizard.policy.walk import parts


def in_unused(policy: Policy, contacts: Contacts) -> Found:
    """Facts, events and roles that nothing uses, and forms and notices that name no place or no person."""
    conditions = whens(policy)
    asked = {name for when in conditions for name in when.facts} | {
        clock.agreed_in for clock in policy.clocks
    }
    asked |= {name for one in (*contacts.entries, *contacts.fallback) if one.when for name in one.when.facts}
    yield from _unused("facts", policy.facts, asked, "fact", "N401")
    happening = {one for when in conditions for one in (*when.happened, *when.not_happened)}
    happening |= {one for clock in policy.clocks for one in (clock.starts, clock.ends) if one}
    happening |= {notice.on for notice in policy.notices}
    yield from _unused("events", policy.events, happening, "event", "N402")
    yield from _unused("roles", policy.roles, _roles(policy), "role", "N403")
    for number, form in enumerate(policy.forms):
        if not form.at and form.when is None:
            what = f"the form '{form.id}' names no stage, so that it is shown everywhere; list its stages under 'at' if it belongs to some"
            yield Flaw(("forms", number, "id"), what, "N404")
    for number, notice in enumerate(policy.notices):
        if notice.to is None:
            what = f"the notice '{notice.id}' names nobody who gets it but in its text; add 'to' with a role and an agency"
            yield Flaw(("notices", number, "id"), what, "N405")


def _unused(key: str, declared: Iterable[str], used: Iterable[str | None], kind: str, code: str) -> Found:
    known = set(used)
    for name in declared:
        if name not in known:
            what = f"nothing uses the {kind} '{name}'; use it, or take it out"
            yield Flaw((key, name), what, code)


def _roles(policy: Policy) -> set[str]:
    named = {person.role for _, person in parts(policy, Person)}
    named |= {clock.owner for clock in policy.clocks}
    named |= {kind.who for kind in policy.facts.values() if kind.who}
    return named | {one.role for role in policy.roles.values() for one in role.fallback}
