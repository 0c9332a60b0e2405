"""What a table of contacts would change: every row against what is shown now, and nothing taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from wizard.base.decode import decode
from wizard.base.errors import Fault, WrongInputError
from wizard.base.nodes import shown_name
from wizard.base.text import unknown
from wizard.policy.basics import Id
from wizard.policy.contact_cells import COLUMNS, Cell, cells_of, column_of, node_of
from wizard.policy.contact_csv import POLICY, CsvRow
from wizard.policy.contact_references import in_entry, in_entry_of, lost_zero
from wizard.policy.contacts import SAME_AGENCY, Contact, Contacts
from wizard.policy.local_contacts import (
    LocalChangeError,
    LocalContact,
    LocalContacts,
    as_changed,
    find,
    kept,
    merged,
)
from wizard.policy.model import Policy


class Published(msgspec.Struct, frozen=True):
    """A policy and the contacts that ship with it."""

    policy: Policy
    contacts: Contacts


class Difference(msgspec.Struct, frozen=True):
    """One thing said of a contact, before and after; "" where nothing is."""

    column: str
    before: str
    after: str


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one contact."""

    policy: Id
    id: Id
    what: Literal["new", "changed", "unchanged"]
    differences: tuple[Difference, ...]


class Imported(msgspec.Struct, frozen=True):
    """What each row comes to, and the layer after it."""

    rows: tuple[Changed, ...]
    local: LocalContacts


def change_entry(
    published: Published, local: LocalContacts, cells: Mapping[str, Cell], name: str, line: int = 0
) -> tuple[Changed, LocalContacts]:
    """One entry of a policy changed, or made, by these cells; `name` is what faults call where they come from.

    Raises WrongInputError with every fault, each under the name of its column.
    """
    policy_id = published.policy.id
    before = find(merged(published.contacts, local, policy_id), cells["id"].text)
    node = node_of(before, cells, line)
    try:
        wanted = decode(node, LocalContact, name)
    except WrongInputError as wrong:
        raise WrongInputError([_in_column(one, cells) for one in wrong.faults]) from None
    faults = list(_faults(published, wanted, cells, name, line))
    after = as_changed(before, wanted)
    try:
        local = kept(local, policy_id, published.contacts, after)
    except LocalChangeError as error:
        faults.append(_fault(name, "agency", str(error), cells, line))
    if faults:
        raise WrongInputError(faults)
    return _changed(policy_id, before, after), local


def import_rows(
    rows: Sequence[CsvRow],
    policies: Mapping[str, Published],
    local: LocalContacts,
    name: str,
    policy_id: str | None = None,
) -> Imported:
    """What the rows change. `policy_id` is that of every row, where it is given.

    Raises WrongInputError with the faults of all rows.
    """
    faults: list[Fault] = []
    changes: list[Changed] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        of = _policy_of(row, policies, policy_id)
        if isinstance(of, str):
            faults.append(_fault(name, POLICY, of, row.cells, row.line))
            continue
        key = (of.policy.id, row.cells["id"].text)
        if key in seen:
            what = f"the contact '{key[1]}' is in line {seen[key]} already; expected each id once"
            faults.append(_fault(name, "id", what, row.cells, row.line))
            continue
        seen[key] = row.line
        try:
            change, local = change_entry(of, local, row.cells, name, row.line)
        except WrongInputError as wrong:
            faults += wrong.faults
        else:
            changes.append(change)
    if faults:
        raise WrongInputError(faults)
    return Imported(tuple(changes), local)


def _policy_of(row: CsvRow, policies: Mapping[str, Published], policy_id: str | None) -> Published | str:
    """The policy of a row, or what is wrong with it."""
    said = row.cells[POLICY].text if POLICY in row.cells else ""
    if policy_id is not None and said not in ("", policy_id):
        return f"this row is of another policy than '{policy_id}', which was asked for"
    found = policies.get(policy_id or said)
    return found or unknown(said, "policy that is known here", policies)


def _faults(
    published: Published, wanted: LocalContact, cells: Mapping[str, Cell], name: str, line: int
) -> list[Fault]:
    shipped = find(published.contacts, wanted.id)
    may_be_role = wanted.agency == SAME_AGENCY or (shipped is not None and not shipped.ways)
    found = [
        *in_entry((), wanted, may_be_role=may_be_role),
        *in_entry_of((), wanted, published.policy, fallback=True),
        *lost_zero((), wanted),
    ]
    return [_fault(name, column_of(".".join(map(str, one.place))), one.what, cells, line) for one in found]


def _fault(name: str, column: str, what: str, cells: Mapping[str, Cell], line: int) -> Fault:
    at = cells[column].column if column in cells else 1
    return Fault(file=shown_name(name), line=line, column=at, key=column, what=what)


def _in_column(found: Fault, cells: Mapping[str, Cell]) -> Fault:
    column = column_of(found.key)
    at = cells[column].column if column in cells else found.column
    return msgspec.structs.replace(found, key=column, column=at)


def _changed(policy_id: str, before: Contact | None, after: LocalContact) -> Changed:
    was = cells_of(before) if before is not None else dict.fromkeys(COLUMNS, "")
    will = cells_of(after)
    found = tuple(
        Difference(column, was[column], will[column]) for column in COLUMNS if was[column] != will[column]
    )
    what: Literal["new", "changed", "unchanged"] = (
        "new" if before is None else "changed" if found else "unchanged"
    )
    return Changed(policy=policy_id, id=after.id, what=what, differences=found)
