"""The local contacts of whoever runs the program: where their file lies, and what the commands and the screen do.

The file lies beside the register and not in it, so that numbers can be had while the register is locked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice.lead import ContactText, say_contact
from wizard.advice.reachable import line_on
from wizard.base.errors import Fault, WrongInputError
from wizard.base.paths import LOCAL_CONTACTS, home, make_private, not_now, write_new
from wizard.policy.contact_cells import cells_of
from wizard.policy.contacts import SAME_AGENCY, Contact, Contacts, Verified
from wizard.policy.local_contacts import (
    Change,
    LocalChangeError,
    LocalContacts,
    hidden_count,
    is_local,
    merged,
    verified,
)
from wizard.policy.local_contacts_file import faults_in, local_text, read_local
from wizard.policy.local_rules import in_layer

if TYPE_CHECKING:
    from wizard.advice.located import House
    from wizard.policy.model import Policy

#: How long a change waits for another one, in seconds.
PATIENCE: Final = 5.0
_WHOEVER: Final = "Any agency without a contact"


class Shown(msgspec.Struct, frozen=True):
    """The contacts as they are to be shown, and what is wrong with the local ones where they are left out."""

    contacts: Contacts
    local: LocalContacts
    trouble: str | None
    #: How many of the published ones are hidden.
    hidden: int = 0


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One contact of a policy, as `escalate contacts list --json` prints it."""

    policy: str
    id: str
    agency: str
    role: str
    organisation: str | None
    name: str | None
    condition: str | None
    hours: str
    #: Hours of its own, in words.
    open: str | None
    phone: tuple[str, ...]
    email: tuple[str, ...]
    finder: str | None
    through: str | None
    deputy_of: str | None
    note: str | None
    personal: bool
    owner: str | None
    as_at: str | None
    verified: Verified | None
    expires: str | None
    stale: bool
    #: Whether the entry, or that it was checked, is of the local layer.
    local: bool
    own_organisation: bool
    #: It is turned to where an agency has no entry.
    fallback: bool
    source: str


class Listed(msgspec.Struct, frozen=True):
    """One contact of a policy as data and in words, the agency by its title."""

    entry: Entry
    agency: str
    text: ContactText


def local_file(environ: Mapping[str, str]) -> Path:
    """The file of the local contacts, whether or not it is there yet."""
    return home(environ) / LOCAL_CONTACTS


def shown_contacts(policy: Policy, contacts: Contacts, path: Path) -> Shown:
    """The contacts of a policy with the local ones over them; as they ship where the local ones have faults."""
    try:
        local = usable(policy, contacts, path)
    except WrongInputError as wrong:
        return Shown(contacts, LocalContacts(), say_trouble(wrong))
    found = merged(contacts, local, policy.id)
    return Shown(found, local, None, hidden_count(contacts, found))


def usable(policy: Policy, contacts: Contacts, path: Path) -> LocalContacts:
    """The local contacts. Raises WrongInputError where they may not lie over those of this policy."""
    local = read_local(path)
    flaws = in_layer(local, policy, contacts)
    if flaws:
        raise WrongInputError(faults_in(path, [one.flaw for one in flaws]))
    return local


def say_trouble(wrong: WrongInputError) -> str:
    """That the local contacts are left out, and why."""
    first, *others = wrong.faults
    more = f" (and {len(others)} more)" if others else ""
    return (
        "The local contacts could not be used: what follows is as the policy published it. "
        f"Put this right in the file, or ask whoever keeps it: {first}{more}."
    )


def with_local(house: House, path: Path) -> House:
    """The house with the local contacts over those of its policy."""
    shown = shown_contacts(house.policy, house.contacts, path)
    return msgspec.structs.replace(
        house,
        contacts=shown.contacts,
        published=house.contacts if shown.contacts != house.contacts else None,
        local_trouble=shown.trouble,
    )


def change_local(path: Path, change: Change) -> LocalContacts:
    """Changes the local contacts: reads, changes and saves them as one, alone. Gives what they are then.

    Raises WrongInputError where the file has faults (it is left as it is), NotNowError where somebody else is
    changing it or it cannot be saved, and whatever `change` raises.
    """
    from wizard.register.lock import CaseLock  # what only looks up a number locks nothing

    before = read_local(path)
    if change(before) == before:  # nothing to do, or it cannot be: then nothing is made either
        return before
    try:
        make_private(path.parent)
    except OSError as error:
        raise not_now(error, "saved", path) from error
    with CaseLock(path.with_name(f".{path.name}.lock"), PATIENCE):
        before = read_local(path)
        after = change(before)
        if after != before:
            write_new(path, local_text(after), replace=True)
    return after


def mark_checked(path: Path, policy: Policy, shipped: Contacts, ids: Sequence[str], check: Verified) -> None:
    """Marks contacts of a policy as checked.

    Raises WrongInputError where there is no such contact or the local ones have faults, and as `change_local`.
    """
    usable(policy, shipped, path)  # what is not used is not checked either

    def changed(local: LocalContacts) -> LocalContacts:
        faults: list[Fault] = []
        for one in ids:
            try:
                local = verified(local, policy.id, shipped, one, check)
            except LocalChangeError as error:
                faults.append(Fault(file="", line=0, column=0, key="ID", what=str(error)))
        if faults:
            raise WrongInputError(faults)
        return local

    change_local(path, changed)


def entries_of(policy: Policy, shown: Shown, today: date) -> tuple[Listed, ...]:
    """Every contact of a policy, in the order in which they are listed; those to turn to last."""
    return tuple(
        Listed(
            _entry(policy.id, one, shown, today, fallback=fallback),
            _WHOEVER if one.agency == SAME_AGENCY else policy.agency_title(one.agency),
            say_contact(line_on(today, one, shown.contacts, in_hours=True, use="primary")),
        )
        for entries, fallback in ((shown.contacts.entries, False), (shown.contacts.fallback, True))
        for one in entries
    )


def stale_of(listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """Those that nobody may take as current: undated, old or expired. Of a role alone nothing is out of date."""
    return tuple(one for one in listed if one.text.stale)


def _entry(policy_id: str, contact: Contact, shown: Shown, today: date, *, fallback: bool) -> Entry:
    return Entry(
        policy=policy_id,
        id=contact.id,
        agency=contact.agency,
        role=contact.role,
        organisation=contact.organisation,
        name=contact.name,
        condition=contact.condition,
        hours=contact.hours,
        open=cells_of(contact)["open"] or None,
        phone=contact.phone,
        email=contact.email,
        finder=contact.finder,
        through=contact.through,
        deputy_of=contact.deputy_of,
        note=contact.note,
        personal=contact.personal,
        owner=contact.owner,
        as_at=contact.checked,
        verified=contact.verified,
        expires=contact.expires,
        stale=contact.stale(today),
        local=is_local(shown.local, policy_id, contact),
        own_organisation=contact.own_organisation,
        fallback=fallback,
        source=contact.source,
    )
