"""What is wrong with contacts beyond the shape of their file: days that are none, ids that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from wizard.policy.basics import AGENCIES
from wizard.policy.check_conditions import in_when
from wizard.policy.contacts import SAME_AGENCY, Contact, Contacts, first_day
from wizard.policy.flaws import Flaw, Found, Place, in_day, repeated, unknown_id
from wizard.policy.model import Policy

#: What is left of a British number when a spreadsheet has taken it for an amount.
_LOST_ZERO: Final = re.compile(r"[1-9]\d{8,9}")


def in_contacts(contacts: Contacts, policy: Policy) -> Found:
    """Every fault of the contacts of a flow."""
    for key, entries in (("entries", contacts.entries), ("fallback", contacts.fallback)):
        yield from repeated([((key, number, "id"), one.id) for number, one in enumerate(entries)], "contact")
        for number, one in enumerate(entries):
            fallback = key == "fallback"
            yield from in_entry((key, number), one, may_be_role=fallback)
            yield from in_entry_of((key, number), one, policy, fallback=fallback)
            yield from _in_deputy((key, number, "deputy_of"), one, entries)


def in_entry(place: Place, contact: Contact, *, may_be_role: bool = False) -> Found:
    """What is wrong with an entry whatever its policy says. `may_be_role`: it needs no number."""
    if not contact.ways and not may_be_role:
        what = f"'{contact.id}' can be reached by no means; expected a phone number, an email address or a finder"
        yield Flaw((*place, "id"), what, "F501")
    if contact.as_at is not None and not _is_day(contact.as_at):
        what = f"'{contact.as_at}' is not a day, month or year"
        yield Flaw((*place, "as_at"), f"{what}; expected such as 2026, 2026-04 or 2026-04-09", "F211")
    yield from in_day((*place, "expires"), contact.expires)
    if contact.verified is not None:
        yield from in_day((*place, "verified", "on"), contact.verified.on)
    if contact.open is not None:
        yield from _in_hours((*place, "open"), contact)
    if contact.when is not None and contact.condition is None:
        what = "a condition on facts needs its words, for where a fact is not known; expected the key 'condition' beside it"
        yield Flaw((*place, "when"), what, "F502")


def lost_zero(place: Place, contact: Contact) -> Found:
    """Numbers that a spreadsheet has taken for amounts."""
    for number, phone in enumerate(contact.phone):
        if _LOST_ZERO.fullmatch(phone.replace(" ", "")):
            what = (
                f"'{phone}' has lost its leading zero, as spreadsheets do with numbers; expected '0{phone}'"
            )
            hint = "(make the column text before you type the number)"
            yield Flaw((*place, "phone", number), f"{what} {hint}", "F503")


def in_entry_of(place: Place, contact: Contact, policy: Policy, *, fallback: bool = False) -> Found:
    """What an entry names that its policy does not know."""
    agencies = [*AGENCIES, *policy.bodies, *([SAME_AGENCY] if fallback else [])]
    if contact.agency not in agencies:
        yield unknown_id((*place, "agency"), contact.agency, "agency", agencies, "F205")
    if contact.when is not None:
        yield from in_when((*place, "when"), contact.when, policy)


def _in_hours(place: Place, contact: Contact) -> Found:
    assert contact.open is not None
    days = [name for name in contact.open.__struct_fields__ if getattr(contact.open, name)]
    if not days:
        yield Flaw(place, "own hours name no day; expected at least one, or no 'open' at all", "F213")
    for number, name in enumerate(contact.open.__struct_fields__):
        try:
            contact.open.on(number)
        except ValueError as error:
            yield Flaw((*place, name), str(error), "F213")


def _in_deputy(place: Place, contact: Contact, entries: Sequence[Contact]) -> Found:
    if contact.deputy_of is None:
        return
    deputies = {one.id: one.deputy_of for one in entries}
    if contact.deputy_of not in deputies:
        yield unknown_id(place, contact.deputy_of, "contact", [one.id for one in entries], "F214")
        return
    seen, at = {contact.id}, contact.deputy_of
    while at not in seen and (further := deputies.get(at)):
        seen.add(at)
        at = further
    if at in seen:
        yield Flaw(place, f"'{contact.id}' deputises for itself; expected another entry", "F504")


def _is_day(text: str) -> bool:
    try:
        first_day(text)
    except ValueError:
        return False
    return True
