"""What a table of contacts would change: every row against what is shown now, and nothing taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from wizard.base.decode import decode
from wizard.base.errors import Fault, WrongInputError
from wizard.base.nodes import shown_name
from wizard.base.paths import LOCAL_CONTACTS
from wizard.base.text import unknown, visible
from wizard.policy.basics import Id
from wizard.policy.contact_cells import COLUMNS, Cell, cells_of, column_of, node_of, parts_of
from wizard.policy.contact_csv import POLICY, CsvRow
from wizard.policy.contact_references import in_entry, in_entry_of
from wizard.policy.contacts import Contact, Contacts, first_day
from wizard.policy.local_contacts import (
    LocalChangeError,
    LocalContact,
    LocalContacts,
    as_changed,
    find,
    kept,
    merged,
)
from wizard.policy.local_rules import ENTRIES, in_layer, may_be_role
from wizard.policy.model import Policy
from wizard.policy.phone_numbers import wrong_number


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
    published: Published, local: LocalContacts, cells: Mapping[str, Cell], name: str, today: date
) -> tuple[Changed, LocalContacts]:
    """One entry of a policy changed, or made, by these cells; `name` is what faults call where they come from.

    Raises WrongInputError with every fault, each under the name of its column.
    """
    row = CsvRow(0, cells)
    changed, after = _change(published, local, row, name, today)
    faults = _in_layer(published, after, {changed.id: row}, name)
    if faults:
        raise WrongInputError(faults)
    return changed, after


def _change(
    published: Published, local: LocalContacts, row: CsvRow, name: str, today: date
) -> tuple[Changed, LocalContacts]:
    """One entry changed, whatever becomes of the others."""
    cells, line = row.cells, row.line
    policy_id = published.policy.id
    before = find(merged(published.contacts, local, policy_id), cells["id"].text)
    node = node_of(before, cells, line)
    try:
        wanted = decode(node, LocalContact, name)
    except WrongInputError as wrong:
        found = [_in_column(one, cells) for one in wrong.faults]
        numbers = _numbers(published, row, name) if any(one.key == "phone" for one in found) else []
        if numbers:
            found = [*numbers, *(one for one in found if one.key != "phone")]
        raise WrongInputError(found) from None
    faults = [
        *_faults(published, wanted, cells, name, line),
        *_numbers(published, row, name),
        *_to_come(wanted, row, name, today),
    ]
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
    today: date,
    policy_id: str | None = None,
) -> Imported:
    """What the rows change. `policy_id` is that of every row, where it is given.

    Raises WrongInputError with the faults of all rows.
    """
    faults: list[Fault] = []
    changes: list[Changed] = []
    seen: dict[tuple[str, str], CsvRow] = {}
    for row in rows:
        of = _policy_of(row, policies, policy_id)
        if isinstance(of, str):
            faults.append(_fault(name, POLICY, of, row.cells, row.line))
            continue
        key = (of.policy.id, row.cells["id"].text)
        if key in seen:
            what = f"the contact '{key[1]}' is in line {seen[key].line} already; expected each id once"
            faults.append(_fault(name, "id", what, row.cells, row.line))
            continue
        seen[key] = row
        try:
            change, local = _change(of, local, row, name, today)
        except WrongInputError as wrong:
            faults += wrong.faults
        else:
            changes.append(change)
    if not faults:
        for one in {policy for policy, _ in seen}:
            rows_of = {contact: row for (policy, contact), row in seen.items() if policy == one}
            faults += _in_layer(policies[one], local, rows_of, name)
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
    found = [
        *in_entry((), wanted, may_be_role=may_be_role(wanted, published.contacts)),
        *in_entry_of((), wanted, published.policy, fallback=True),
    ]
    return [_fault(name, column_of(".".join(map(str, one.place))), one.what, cells, line) for one in found]


def _numbers(published: Published, row: CsvRow, name: str) -> list[Fault]:
    """What is wrong with the numbers that a row holds; one that the policy published itself may be as it is."""
    if "phone" not in row.cells:
        return []
    shipped = find(published.contacts, row.cells["id"].text)
    known = shipped.phone if shipped else ()
    found = [wrong_number(one) for one in parts_of(row.cells["phone"]) if one not in known]
    return [_fault(name, "phone", visible(what, 300), row.cells, row.line) for what in found if what]


def _to_come(wanted: LocalContact, row: CsvRow, name: str, today: date) -> list[Fault]:
    """The days that a row holds on which nobody can have checked or published anything yet."""
    checked = wanted.verified.on if wanted.verified else None
    return [
        _fault(name, column, f"'{day}' has not come yet; expected a day that has", row.cells, row.line)
        for column, day in (("as_at", wanted.as_at), ("verified_on", checked))
        if column in row.cells and day is not None and _is_to_come(day, today)
    ]


def _is_to_come(day: str, today: date) -> bool:
    try:
        return first_day(day) > today
    except ValueError:  # no day at all, which is told elsewhere
        return False


def _in_layer(
    published: Published, local: LocalContacts, rows: Mapping[str, CsvRow], name: str
) -> list[Fault]:
    """The rules that the layer would break: in the row that says so, else in what is kept already."""
    found: list[Fault] = []
    for one in in_layer(local, published.policy, published.contacts):
        key = ".".join(map(str, one.flaw.place))
        row, entry = rows.get(one.contact), one.flaw.place[2] == ENTRIES
        if row is not None and entry:
            column = column_of(".".join(map(str, one.flaw.place[4:])))
            found.append(_fault(name, column, one.flaw.what, row.cells, row.line))
        else:
            found.append(Fault(file=LOCAL_CONTACTS, line=0, column=0, key=key, what=visible(one.flaw.what)))
    return found


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
