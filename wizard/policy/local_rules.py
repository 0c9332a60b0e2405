"""What the local layer must keep to beside a policy: asked where it is written, and again wherever it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from wizard.base.text import nearest
from wizard.policy.contact_references import in_entry, in_entry_of
from wizard.policy.contacts import SAME_AGENCY, Contact, Contacts
from wizard.policy.flaws import Flaw, Found, Place
from wizard.policy.local_contacts import LocalContact, LocalContacts, find, merged, other_agency
from wizard.policy.model import Policy

#: Where the entries of a policy stand below its place in the layer.
ENTRIES: Final = "entries"


class LocalFlaw(msgspec.Struct, frozen=True):
    """A rule that the layer of a policy breaks, and the contact that breaks it."""

    contact: str
    flaw: Flaw


def in_layer(local: LocalContacts, policy: Policy, shipped: Contacts) -> tuple[LocalFlaw, ...]:
    """Every rule that the layer of this policy breaks; none where it may be used."""
    mine = local.of(policy.id)
    at: Place = ("policies", policy.id)
    deputies = _deputies(merged(shipped, local, policy.id))
    known = [one.id for one in (*shipped.entries, *shipped.fallback)]
    found: list[LocalFlaw] = []
    for number, one in enumerate(mine.entries):
        place = (*at, ENTRIES, number)
        found += [LocalFlaw(one.id, flaw) for flaw in _in_entry(place, one, policy, shipped, deputies)]
    found += [
        LocalFlaw(name, _not_there((*at, "verified", name), name, known))
        for name in mine.verified
        if name not in known
    ]
    found += [
        LocalFlaw(name, _not_there((*at, "hidden", number), name, known))
        for number, name in enumerate(mine.hidden)
        if name not in known
    ]
    return tuple(found)


def may_be_role(entry: LocalContact, shipped: Contacts) -> bool:
    """Whether it needs no number: nor has the published one, or it stands for any agency's own people."""
    published = find(shipped, entry.id)
    return entry.agency == SAME_AGENCY or (published is not None and not published.ways)


def _in_entry(
    place: Place, entry: LocalContact, policy: Policy, shipped: Contacts, deputies: Mapping[str, str]
) -> Found:
    yield from in_entry(place, entry, may_be_role=may_be_role(entry, shipped))
    yield from in_entry_of(place, entry, policy, fallback=True)
    other = other_agency(entry, shipped)
    if other is not None:
        yield Flaw((*place, "agency"), other, "F205")
    if _returns(entry.id, deputies):
        what = f"'{entry.id}' deputises for itself; expected another entry"
        yield Flaw((*place, "deputy_of"), what, "F504")


def _not_there(place: Place, name: str, known: Sequence[str]) -> Flaw:
    # Not the list of all that are known: the sentence stands on the lead card, above the numbers.
    near = nearest(name, known)
    hint = f"did you mean '{near}'?" if near else "take it away with --remove"
    return Flaw(place, f"'{name}' is no contact of this policy; {hint}", "F214")


def _deputies(contacts: Contacts) -> dict[str, str]:
    """For each deputy, whom it deputises for."""
    every: tuple[Contact, ...] = (*contacts.entries, *contacts.fallback)
    return {one.id: one.deputy_of for one in every if one.deputy_of is not None}


def _returns(start: str, deputies: Mapping[str, str]) -> bool:
    """Whether whoever it deputises for, and so on, comes back to itself."""
    seen: set[str] = set()
    at = deputies.get(start)
    while at is not None and at != start and at not in seen:
        seen.add(at)
        at = deputies.get(at)
    return at == start
