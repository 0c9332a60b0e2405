"""Who is who in a policy, and whom to call, in plain words: roles, stand-ins, and the contacts with their age."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from wizard.policy.contacts import SAME_AGENCY, Contact, Contacts
from wizard.policy.explained import Said, Section, plainly_said, said
from wizard.policy.in_words import agency, clean, listed, only, role_title, where
from wizard.policy.model import PARTIES, ContactRule, Policy
from wizard.policy.part_words import stage_label

_HOURS: Final = {"in": "in office hours", "out": "out of office hours", "any": "at any time"}
_USES: Final = {
    "primary": "They are the ones to use first",
    "if-normal-routes-fail": "They are for when the normal ways fail",
}
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def role_section(policy: Policy) -> Section:
    """Which roles have other titles, or someone who stands in."""
    return Section(title="Who is who", said=tuple(_roles(policy)))


def sentences_on_contacts(policy: Policy) -> Section:
    """From where on contacts are given, and whose."""
    found = tuple(said(one, *_rule(policy, one)) for one in policy.contacts)
    return Section(title="When contacts are given", said=found)


def contact_section(policy: Policy, contacts: Contacts, today: date) -> Section:
    """The contacts that the policy publishes, and how old each is."""
    return Section(title="Whom to call", said=tuple(_contacts(policy, contacts.entries, today)))


def fallback_section(policy: Policy, contacts: Contacts, today: date) -> Section:
    """Whom to turn to where nobody is listed, and what if nobody answers."""
    last = plainly_said(f"If nobody answers: {contacts.if_no_answer}")
    found = (*_contacts(policy, contacts.fallback, today), last)
    return Section(title="Where an agency has no contact, or nobody answers", said=found)


def _roles(policy: Policy) -> Iterator[Said]:
    for role in policy.roles.values():
        for other in role.instead:
            yield said(other, f"“{role.title}” is “{other.title}” where {where(policy, other.when)}")
        for one in role.fallback:
            at = f" ({agency(policy, one.agency)})" if one.agency else ""
            words = f"If nobody holds the role of {role.title}: {role_title(policy, one.role)}{at}"
            yield said(one, words, only(policy, one.when))


def _rule(policy: Policy, rule: ContactRule) -> Iterator[str]:
    yield rule.rule
    places = listed((stage_label(policy, one) for one in rule.at), "and") or "every stage"
    of = (
        "the agencies of the case"
        if rule.of == PARTIES
        else listed((policy.agency_title(one) for one in rule.of), "and")
    )
    yield f"At {places} the contacts of these are given: {of}"
    yield _USES[rule.use]
    yield only(policy, rule.when)


def _contacts(policy: Policy, entries: Iterable[Contact], today: date) -> Iterator[Said]:
    titles = {one.id: clean(one.name or one.role) for one in entries}
    for one in entries:
        yield said(one, *_contact(policy, one, titles.get(one.deputy_of or "", ""), today))


def _contact(policy: Policy, one: Contact, deputises: str, today: date) -> Iterator[str]:
    at = "the same agency" if one.agency == SAME_AGENCY else policy.agency_title(one.agency)
    person = f", {one.name}" if one.name else ""
    body = f", {one.organisation}" if one.organisation else ""
    ways = "; ".join((*one.ways, *([f"through {one.through}"] if one.through else [])))
    yield f"{one.role}{person} ({at}{body}), {_HOURS[one.hours]}{f': {ways}' if ways else ''}"
    if one.open:
        days = ((day, getattr(one.open, day)) for day in _DAYS)
        yield f"Open: {'; '.join(f'{day.title()} {text}' for day, text in days if text)}"
    if deputises:
        yield f"Deputy of {deputises}"
    yield f"Only: {one.condition}" if one.condition else ""
    yield one.note or ""
    if one.personal:
        yield "A personal mobile: it never stands in a document that leaves the agency"
    yield f"Kept current by {one.owner}" if one.owner else ""
    if one.ways or one.expires:
        yield from _age(one, today)


def _age(one: Contact, today: date) -> Iterator[str]:
    if one.verified:
        yield f"Checked on {one.verified.on} by {one.verified.by}"
    else:
        yield f"Published: {one.as_at}" if one.as_at else "It has no date"
    if one.expires:
        yield f"It may be shown as current until {one.expires}"
    if one.stale(today):
        yield "It is old: check it before you rely on it"
