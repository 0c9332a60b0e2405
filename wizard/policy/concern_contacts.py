"""Contacts that leave somebody with no answer: at night, where an agency lists nobody, or by a means that there is not."""

from __future__ import annotations

import re
from typing import Final

from wizard.policy.contact_references import lost_zero
from wizard.policy.contacts import Contact, Contacts
from wizard.policy.flaws import Flaw, Found
from wizard.policy.model import CHALLENGED, CHALLENGING, PARTIES, Policy

_BY_EMAIL: Final = re.compile(r"\be-?mail\b", re.IGNORECASE)


def in_answers(contacts: Contacts, policy: Policy) -> Found:
    """What is wrong, or wants a look, in the contacts as a whole."""
    for key, entries in (("entries", contacts.entries), ("fallback", contacts.fallback)):
        for number, one in enumerate(entries):
            yield from lost_zero((key, number), one)
    if not contacts.fallback and any(rule.of == PARTIES for rule in policy.contacts):
        what = "no one is named for an agency that lists no one; expected at least one entry under 'fallback'"
        yield Flaw(("fallback",), what, "F505")
    yield from _at_night(contacts)


def in_means(policy: Policy, contacts: Contacts) -> Found:
    """Notices by email to somebody of whom no email address is known."""
    for number, notice in enumerate(policy.notices):
        if notice.to is None or not _BY_EMAIL.search(notice.by) or "@" in notice.text:
            continue
        agency = notice.to.agency
        if agency in (CHALLENGING, CHALLENGED):
            continue  # the person's own agency knows its addresses
        if not any(one.email and _of(one, agency) for one in (*contacts.entries, *contacts.fallback)):
            what = f"this notice goes by email, and '{agency}' lists no address; add one to contacts.yaml, or to the text"
            yield Flaw(("notices", number, "by"), what, "N502")


def _at_night(contacts: Contacts) -> Found:
    told: set[str] = set()
    night = [one for one in (*contacts.entries, *contacts.fallback) if one.hours != "in"]
    by_anyone = any(one.hours != "in" for one in contacts.fallback)
    for number, one in enumerate(contacts.entries):
        if one.agency in told or one.hours != "in":
            continue
        told.add(one.agency)
        if by_anyone or any(_of(other, one.agency) for other in night):
            continue
        what = f"out of hours nobody is listed for '{one.agency}'; add an entry with 'hours: out', or a fallback for any time"
        yield Flaw(("entries", number, "agency"), what, "N501")


def _of(contact: Contact, agency: str) -> bool:
    """Whether a contact answers for an agency: it is its own, or that of the agency it belongs to."""
    return agency == contact.agency or agency.startswith(f"{contact.agency}/")
