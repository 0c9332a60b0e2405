"""The local layer over the contacts that ship: what a team has checked, changed, added or hidden for itself.

Everything here is pure. The file that holds it is read and written by `local_contacts_file`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from wizard.policy.basics import Id, Line, Part
from wizard.policy.contacts import SAME_AGENCY, Contact, Contacts, Verified

#: The source of an entry that no policy published.
LOCAL: Final = "Local contacts"
OWN_ORGANISATION: Final = "own-organisation"
#: Whom a contact is of and when it answers: a source and a check vouch for these as for its numbers.
_VOUCHED: Final = ("role", "name", "organisation", "hours", "open", "ways")


class LocalContact(Contact, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of one's own: it stands in the place of the shipped one of the same id, or beside the others."""

    source: Line = LOCAL
    #: `own-organisation`: it is for the people of that organisation, and never given as somebody else's contact.
    for_: Literal["own-organisation"] | None = msgspec.field(default=None, name="for")

    @property
    def local(self) -> bool:
        """Whether it is kept by whoever runs the program: it always is."""
        return True

    @property
    def own_organisation(self) -> bool:
        """Whether it is for people of that organisation alone."""
        return self.for_ == OWN_ORGANISATION


class LocalCheck(Verified, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a shipped entry was checked, with what it could be reached by then: of another number it says nothing."""

    ways: Annotated[tuple[Line, ...], Meta(min_length=1)]


class PolicyContacts(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is local to one policy: entries, checks of shipped entries by their ids, and shipped entries not shown."""

    entries: tuple[LocalContact, ...] = ()
    verified: dict[Id, LocalCheck] = msgspec.field(default_factory=dict)
    hidden: tuple[Id, ...] = ()


class LocalContacts(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole layer, by the ids of the policies."""

    policies: dict[Id, PolicyContacts] = msgspec.field(default_factory=dict)

    def of(self, policy_id: str) -> PolicyContacts:
        """What is local to a policy."""
        return self.policies.get(policy_id, PolicyContacts())


class LocalChangeError(ValueError):
    """A change of the layer that cannot be; its sentence says why."""


def merged(contacts: Contacts, local: LocalContacts, policy_id: str) -> Contacts:
    """The contacts of a policy with the layer over them.

    A shipped entry stays as it is unless the layer replaces or hides it; a check counts only for the numbers that
    were checked.
    """
    mine = local.of(policy_id)
    own = {one.id: one for one in mine.entries}
    shipped = {one.id for one in (*contacts.entries, *contacts.fallback)}

    def over(entries: Iterable[Contact]) -> tuple[Contact, ...]:
        return tuple(
            own.get(one.id) or _checked(one, mine.verified.get(one.id))
            for one in entries
            if one.id in own or one.id not in mine.hidden
        )

    added = [one for one in mine.entries if one.id not in shipped]
    return Contacts(
        entries=(*over(contacts.entries), *(one for one in added if one.agency != SAME_AGENCY)),
        fallback=(*over(contacts.fallback), *(one for one in added if one.agency == SAME_AGENCY)),
        if_no_answer=contacts.if_no_answer,
    )


def find(contacts: Contacts, contact_id: str) -> Contact | None:
    """The entry of that id, among those to turn to as well."""
    return next((one for one in (*contacts.entries, *contacts.fallback) if one.id == contact_id), None)


def hidden_count(published: Contacts, shown: Contacts) -> int:
    """How many of the published contacts are not shown here."""
    left = {one.id for one in (*shown.entries, *shown.fallback)}
    return sum(one.id not in left for one in (*published.entries, *published.fallback))


def as_changed(before: Contact | None, wanted: LocalContact) -> LocalContact:
    """An entry as it is kept once it was changed from `before`.

    What somebody checked, or a policy published, was the old person, hours and number: neither vouches for new ones.
    """
    if before is None or all(getattr(wanted, name) == getattr(before, name) for name in _VOUCHED):
        return wanted
    return msgspec.structs.replace(
        wanted,
        verified=None if wanted.verified == before.verified else wanted.verified,
        as_at=None if wanted.as_at == before.as_at else wanted.as_at,
        source=LOCAL if wanted.source == before.source else wanted.source,
        reading=False if wanted.source == before.source else wanted.reading,
    )


def other_agency(entry: LocalContact, shipped: Contacts) -> str | None:
    """That the entry would give a published one to another agency; None where it does not."""
    published = find(shipped, entry.id)
    if published is None or published.agency == entry.agency:
        return None
    return (
        f"the policy's own entry '{entry.id}' is of the agency '{published.agency}'; "
        "choose another id for a contact of another agency"
    )


def kept(local: LocalContacts, policy_id: str, shipped: Contacts, entry: LocalContact) -> LocalContacts:
    """The layer with the entry as it is to be shown, kept as shortly as that can be said.

    Raises LocalChangeError where it would give a shipped entry to another agency.
    """
    published = find(shipped, entry.id)
    other = other_agency(entry, shipped)
    if other is not None:
        raise LocalChangeError(other)
    without = removed(local, policy_id, entry.id)
    if published is not None and _same(entry, published):
        return without
    if published is not None and entry.verified is not None and _same(_unverified(entry), published):
        return verified(without, policy_id, shipped, entry.id, entry.verified)
    mine = without.of(policy_id)
    entries = _in_place(local.of(policy_id).entries, entry)
    return _with(without, policy_id, msgspec.structs.replace(mine, entries=entries))


def removed(local: LocalContacts, policy_id: str, contact_id: str) -> LocalContacts:
    """The layer with nothing said of that entry: a shipped one is as it was published again."""
    mine = local.of(policy_id)
    return _with(
        local,
        policy_id,
        PolicyContacts(
            entries=tuple(one for one in mine.entries if one.id != contact_id),
            verified={name: one for name, one in mine.verified.items() if name != contact_id},
            hidden=tuple(one for one in mine.hidden if one != contact_id),
        ),
    )


def hidden(local: LocalContacts, policy_id: str, shipped: Contacts, contact_id: str) -> LocalContacts:
    """The layer with a shipped entry hidden. Raises LocalChangeError where the policy has no such entry."""
    if find(shipped, contact_id) is None:
        raise LocalChangeError(
            f"the policy itself has no entry '{contact_id}'; a local one is removed instead"
        )
    without = removed(local, policy_id, contact_id)
    mine = without.of(policy_id)
    return _with(without, policy_id, msgspec.structs.replace(mine, hidden=(*mine.hidden, contact_id)))


def verified(
    local: LocalContacts, policy_id: str, shipped: Contacts, contact_id: str, check: Verified
) -> LocalContacts:
    """The layer with an entry as it is now marked as checked. Raises LocalChangeError where there is none."""
    mine = local.of(policy_id)
    found = find(merged(shipped, local, policy_id), contact_id)
    if found is None:
        raise LocalChangeError(f"there is no contact '{contact_id}'")
    if not found.ways:
        raise LocalChangeError(f"'{contact_id}' has no number or address that could be checked")
    if isinstance(found, LocalContact):
        by = Verified(by=check.by, on=check.on)
        entries = _in_place(mine.entries, msgspec.structs.replace(found, verified=by))
        return _with(local, policy_id, msgspec.structs.replace(mine, entries=entries))
    checks = {**mine.verified, contact_id: LocalCheck(by=check.by, on=check.on, ways=found.ways)}
    return _with(local, policy_id, msgspec.structs.replace(mine, verified=checks))


def is_local(local: LocalContacts, policy_id: str, contact: Contact) -> bool:
    """Whether the entry, or that it was checked, is of the layer."""
    return isinstance(contact, LocalContact) or contact.id in local.of(policy_id).verified


def _checked(entry: Contact, check: LocalCheck | None) -> Contact:
    if check is None or check.ways != entry.ways:
        return entry
    return msgspec.structs.replace(entry, verified=Verified(by=check.by, on=check.on))


def _same(entry: LocalContact, published: Contact) -> bool:
    return entry.for_ is None and all(
        getattr(entry, name) == getattr(published, name) for name in published.__struct_fields__
    )


def _unverified(entry: LocalContact) -> LocalContact:
    return msgspec.structs.replace(entry, verified=None)


def _in_place(entries: tuple[LocalContact, ...], entry: LocalContact) -> tuple[LocalContact, ...]:
    if all(one.id != entry.id for one in entries):
        return (*entries, entry)
    return tuple(entry if one.id == entry.id else one for one in entries)


def _with(local: LocalContacts, policy_id: str, mine: PolicyContacts) -> LocalContacts:
    others = {name: one for name, one in local.policies.items() if name != policy_id}
    return LocalContacts(policies={**others, policy_id: mine} if mine != PolicyContacts() else others)


Change = Callable[[LocalContacts], LocalContacts]
