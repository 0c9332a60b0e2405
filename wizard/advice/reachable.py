"""Who can be reached now: the published contacts, and who to turn to where an agency lists none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

import msgspec

from wizard.advice.facts import belongs
from wizard.advice.result import ContactLine, Use
from wizard.policy.contacts import SAME_AGENCY, Contact, Contacts
from wizard.policy.model import PARTIES, ContactRule, Policy

#: Said wherever a number is shown that nobody has checked lately.
STALE: Final = "These contacts are undated or more than a year old. Check the number before you rely on it."


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
        """Whether any of them is older than a year, or undated."""
        return any(line.stale for line in self.contacts if line.phone or line.email)


def line(
    contact: Contact, *, in_hours: bool, use: Use, today: date, agency: str | None = None
) -> ContactLine:
    """A contact as it is shown; `agency` where a fallback stands in for one."""
    return ContactLine(
        agency=agency or contact.agency,
        role=contact.role,
        name=contact.name,
        phone=contact.phone,
        email=contact.email,
        hours="in" if in_hours else "out",
        use=use,
        personal=contact.personal,
        as_at=contact.as_at,
        stale=contact.stale(today),
        note=contact.note,
        condition=contact.condition,
        source=contact.source,
        reading=contact.reading,
    )


def listed(contacts: Contacts, agency: str, *, in_hours: bool) -> list[Contact]:
    """The agency's own entries that hold now. `health` alone means all its bodies."""
    hours: Literal["in", "out"] = "in" if in_hours else "out"
    return [one for one in contacts.entries if belongs(one.agency, agency) and one.hours in (hours, "any")]


def say_unlisted(policy: Policy, contacts: Contacts, agency: str) -> str:
    """That nobody is listed for an agency: at any hour, or at this one."""
    now = " at this hour" if any(belongs(one.agency, agency) for one in contacts.entries) else ""
    return f"No contact is listed for {policy.agency_title(agency)}{now}."


def fallbacks(
    contacts: Contacts, agencies: Iterable[str], *, in_hours: bool, today: date
) -> list[tuple[Contact, ContactLine]]:
    """Who to turn to for agencies without an entry: for each where it stands in for that agency, else once."""
    found: list[tuple[Contact, ContactLine]] = []
    names = list(agencies)
    hours = "in" if in_hours else "out"
    for one in contacts.fallback:
        if one.hours not in (hours, "any"):
            continue
        stands_for = names if one.agency == SAME_AGENCY else [one.agency]
        found += [
            (one, line(one, in_hours=in_hours, use="fallback", today=today, agency=agency))
            for agency in stands_for
        ]
    return found


def reachable(
    policy: Policy, contacts: Contacts, stage: str, parties: tuple[str, ...], *, in_hours: bool, today: date
) -> Reachable:
    """The contacts that the policy gives at a stage to a case between `parties`; primary ones first."""
    rules = tuple(rule for rule in policy.contacts if stage in rule.at)
    found: dict[str, tuple[Contact, ContactLine]] = {}
    by: dict[str, ContactRule] = {}
    unlisted: dict[str, ContactRule] = {}
    for rule in sorted(rules, key=lambda one: one.use != "primary"):
        agencies = parties if rule.of == PARTIES else rule.of
        for agency in agencies:
            entries = listed(contacts, agency, in_hours=in_hours)
            if not entries:
                unlisted.setdefault(agency, rule)
            for entry in entries:
                found.setdefault(entry.id, (entry, line(entry, in_hours=in_hours, use=rule.use, today=today)))
                by.setdefault(entry.id, rule)
    pairs = list(found.values())
    given_by = list(by.values())
    if unlisted:
        standing_in = fallbacks(contacts, unlisted, in_hours=in_hours, today=today)
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
