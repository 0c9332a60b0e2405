"""Who can be reached now: the contacts, and who to turn to where an agency lists none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Final

import msgspec

from wizard.advice.facts import Facts, belongs, holds
from wizard.advice.result import ContactLine, Use
from wizard.advice.worktime import WorkingTime, as_london
from wizard.policy.contacts import SAME_AGENCY, Contact, Contacts
from wizard.policy.model import PARTIES, UNKNOWN, ContactRule, Policy

#: Said wherever a number is shown that nobody has checked lately.
STALE: Final = "These contacts are undated or more than a year old. Check the number before you rely on it."


class Moment(msgspec.Struct, frozen=True, dict=True):
    """When somebody is to be reached, by the policy's working time, and what is known of the case then.

    Without `facts`, as when nobody has said anything of a case, no condition leaves anybody out.
    """

    time: WorkingTime
    at: datetime
    facts: Facts | None = None

    # Each contact asks for these, and each policy has many contacts.

    @cached_property
    def in_hours(self) -> bool:
        """Whether the policy's office hours hold. Raises CalendarEndsError outside the known calendar."""
        return self.time.in_hours(self.at)

    @cached_property
    def local(self) -> datetime:
        """The same moment in London."""
        return as_london(self.at)


class Reachable(msgspec.Struct, frozen=True, kw_only=True):
    """The contacts for a stage, the agencies that none is listed for, and the rules that were used."""

    contacts: tuple[ContactLine, ...]
    unlisted: tuple[str, ...]
    rules: tuple[ContactRule, ...]
    entries: tuple[Contact, ...]
    #: For each contact the rule that it is given by; for a fallback the rule that found nobody.
    by: tuple[ContactRule, ...]

    @property
    def stale(self) -> bool:
        """Whether any of them is older than a year, or undated, or has expired."""
        return any(line.stale for line in self.contacts if line.can_age)


def line(
    contact: Contact, moment: Moment, *, use: Use, contacts: Contacts, agency: str | None = None
) -> ContactLine:
    """A contact as it is shown at a moment; `agency` where a fallback stands in for one."""
    return line_on(moment.local.date(), contact, contacts, in_hours=moment.in_hours, use=use, agency=agency)


def line_on(
    today: date, contact: Contact, contacts: Contacts, *, in_hours: bool, use: Use, agency: str | None = None
) -> ContactLine:
    """A contact as it is shown on a day, in or out of office hours."""
    principal = next((one for one in contacts.entries if one.id == contact.deputy_of), None)
    return ContactLine(
        agency=agency or contact.agency,
        role=contact.role,
        name=contact.name,
        phone=contact.phone,
        email=contact.email,
        hours="in" if in_hours else "out",
        use=use,
        personal=contact.personal,
        as_at=contact.checked,
        stale=contact.stale(today),
        note=contact.note,
        condition=contact.condition,
        source=contact.source,
        reading=contact.reading,
        id=contact.id,
        organisation=contact.organisation,
        finder=contact.finder,
        through=contact.through,
        deputy_of=contact.deputy_of,
        deputises_for=(principal.name or principal.role) if principal else None,
        owner=contact.owner,
        verified=contact.verified,
        expires=contact.expires,
        expired=contact.expired(today),
        own_organisation=contact.own_organisation,
        own_hours=contact.open is not None,
        local=contact.local,
    )


def listed(contacts: Contacts, agency: str, moment: Moment) -> list[Contact]:
    """The agency's own entries that hold now, deputies after whom they deputise for.

    `health` alone means all its bodies. What somebody keeps for the people of their own organisation is given only
    where that is the one that challenges.
    """
    facts = moment.facts
    return _deputies_last(
        [
            one
            for one in contacts.entries
            if belongs(one.agency, agency)
            and answers(one, moment)
            and not ruled_out(one, facts)
            and not (one.own_organisation and facts is not None and agency != facts.challenging)
        ]
    )


def answers(contact: Contact, moment: Moment) -> bool:
    """Whether it is a time at which the contact can be reached: by its own hours, else by the policy's.

    One for office hours has a bank holiday off, whatever its own hours.
    """
    if contact.open is None:
        return contact.hours in ("in" if moment.in_hours else "out", "any")
    local = moment.local
    if contact.hours == "in" and local.date() in moment.time.calendar.bank_holidays:
        return False
    hours = contact.open.on(local.weekday())
    return hours is not None and hours.opens <= local.time() < hours.closes


def ruled_out(contact: Contact, facts: Facts | None) -> bool:
    """Whether the contact is certainly not the right one: all that its condition reads is known, and it fails."""
    if contact.when is None or facts is None:
        return False
    known = all(facts.value(name) != UNKNOWN for name in contact.when.facts)
    return known and not holds(contact.when, facts)


def _deputies_last(entries: Sequence[Contact]) -> list[Contact]:
    """The entries in their order, each deputy right after the entry that it deputises for."""
    ids = {one.id for one in entries}
    placed: list[Contact] = []

    def place(entry: Contact) -> None:
        if entry in placed:
            return
        placed.append(entry)
        for one in entries:
            if one.deputy_of == entry.id:
                place(one)

    for one in entries:
        if one.deputy_of not in ids:
            place(one)
    for one in entries:  # a local list may hold two that deputise for each other
        place(one)
    return placed


def say_unlisted(policy: Policy, contacts: Contacts, agency: str) -> str:
    """That nobody is listed for an agency: at any hour, or at this one."""
    now = " at this hour" if any(belongs(one.agency, agency) for one in contacts.entries) else ""
    return f"No contact is listed for {policy.agency_title(agency)}{now}."


def say_hidden(number: int) -> str | None:
    """That published contacts are hidden locally; None where none is."""
    if not number:
        return None
    return f"{number} published contact{' is' if number == 1 else 's are'} hidden here."


def fallbacks(
    contacts: Contacts, agencies: Iterable[str], moment: Moment
) -> list[tuple[Contact, ContactLine]]:
    """Who to turn to for agencies without an entry: for each where it stands in for that agency, else once."""
    found: list[tuple[Contact, ContactLine]] = []
    names = list(agencies)
    for one in contacts.fallback:
        if not answers(one, moment) or ruled_out(one, moment.facts):
            continue
        stands_for = names if one.agency == SAME_AGENCY else [one.agency]
        found += [
            (one, line(one, moment, use="fallback", contacts=contacts, agency=agency))
            for agency in stands_for
        ]
    return found


def contact_rules(policy: Policy, stage: str, facts: Facts | None) -> tuple[ContactRule, ...]:
    """The rules by which contacts are given at a stage. Without `facts` no condition leaves one out."""
    return tuple(
        rule
        for rule in policy.contacts
        if (not rule.at or stage in rule.at) and (facts is None or holds(rule.when, facts))
    )


def reachable(
    policy: Policy, contacts: Contacts, stage: str, parties: tuple[str, ...], moment: Moment
) -> Reachable:
    """The contacts that the policy gives at a stage to a case between `parties`; primary ones first."""
    rules = contact_rules(policy, stage, moment.facts)
    found: dict[str, tuple[Contact, ContactLine]] = {}
    by: dict[str, ContactRule] = {}
    unlisted: dict[str, ContactRule] = {}
    for rule in sorted(rules, key=lambda one: one.use != "primary"):
        agencies = parties if rule.of == PARTIES else rule.of
        for agency in agencies:
            entries = listed(contacts, agency, moment)
            if not entries:
                unlisted.setdefault(agency, rule)
            for entry in entries:
                found.setdefault(entry.id, (entry, line(entry, moment, use=rule.use, contacts=contacts)))
                by.setdefault(entry.id, rule)
    pairs = list(found.values())
    given_by = list(by.values())
    if unlisted:
        standing_in = fallbacks(contacts, unlisted, moment)
        pairs += standing_in
        first = next(iter(unlisted.values()))
        given_by += [unlisted.get(shown.agency, first) for _, shown in standing_in]
    return Reachable(
        contacts=tuple(shown for _, shown in pairs),
        unlisted=tuple(unlisted),
        rules=rules,
        entries=tuple(entry for entry, _ in pairs),
        by=tuple(given_by),
    )
