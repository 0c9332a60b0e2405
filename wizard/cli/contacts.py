"""`escalate contacts`: the contacts of the policies, with the local ones over them. Opens no register."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.advice.facts import belongs
from wizard.advice.result import to_json
from wizard.advice.worktime import as_london
from wizard.base.errors import EXIT_DONE, Fault, WrongInputError, wrong_input
from wizard.base.paths import named, write_new
from wizard.base.text import unknown
from wizard.casework.contacts import (
    Listed,
    Shown,
    change_local,
    entries_of,
    local_file,
    mark_checked,
    shown_contacts,
    stale_of,
    usable,
)
from wizard.casework.reading import open_flow, policy_ids
from wizard.cli.flows import flow_sources
from wizard.cli.output import say, say_saved, standard_input
from wizard.policy import local_contacts as local_layer
from wizard.policy.contact_cells import COLUMNS, Cell, tidy
from wizard.policy.contact_csv import read_csv, write_csv
from wizard.policy.contact_import import Published, change_entry, import_rows
from wizard.policy.contacts import Verified
from wizard.policy.local_contacts import LocalChangeError, LocalContacts

if TYPE_CHECKING:
    from wizard.policy.contact_import import Changed
    from wizard.policy.read import Flow


def run(chosen: argparse.Namespace) -> int:
    """Runs the verb that was chosen."""
    if chosen.verb == "list":
        return list_contacts(chosen.policy, agency=chosen.agency, as_json=chosen.json)
    if chosen.verb == "stale":
        return stale(chosen.policy, as_json=chosen.json)
    if chosen.verb == "set":
        return change(chosen)
    if chosen.verb == "verify":
        return verify(chosen.policy, chosen.ids, by=chosen.by, on=chosen.on)
    if chosen.verb == "import":
        return import_file(chosen.file, chosen.policy, apply=chosen.apply)
    return export(chosen.policy, file=chosen.file, replace=chosen.replace)


def list_contacts(policy_id: str | None, *, agency: str | None, as_json: bool) -> int:
    """Lists the contacts of a policy, or of all. Raises WrongInputError for an id that is none."""
    from wizard.cli.contact_text import print_entries

    found = _listed(policy_id, agency)
    _tell_unknown()
    if as_json:
        say(to_json([one.entry for one in found]))
    else:
        print_entries(found)
    return EXIT_DONE


def stale(policy_id: str | None, *, as_json: bool) -> int:
    """Lists the contacts that nobody may take as current. Raises WrongInputError for an id that is none."""
    from wizard.cli.contact_text import print_entries

    found = stale_of(_listed(policy_id, None))
    if as_json:
        say(to_json([one.entry for one in found]))
    elif found:
        print_entries(found)
        say("\nCall each, and say so with: escalate contacts verify --policy P ID --by WHO")
    else:
        say("Nothing is stale.")
    return EXIT_DONE


def change(chosen: argparse.Namespace) -> int:
    """Makes, changes, hides or takes away one local entry, and prints it before and after.

    Raises WrongInputError with every fault.
    """
    from wizard.cli.contact_text import print_changes

    flow = _flow(chosen.policy)
    path = local_file(os.environ)
    given = {column: text for column in COLUMNS if (text := _argument(chosen, column)) is not None}
    if chosen.remove or chosen.hide:
        if set(given) != {"id"} or (chosen.remove and chosen.hide):
            raise wrong_input(
                "expected nothing beside --policy and --id", key="--remove" if chosen.remove else "--hide"
            )
        return _without(flow, path, chosen.id, hide=chosen.hide)
    cells = {column: Cell(tidy(text), 0, 0) for column, text in given.items()}
    published = Published(flow.policy, flow.contacts)
    made: list[Changed] = []

    def changed(local: LocalContacts) -> LocalContacts:
        try:
            done, after = change_entry(published, local, cells, "", _today())
        except WrongInputError as wrong:
            raise WrongInputError([_of_option(one) for one in wrong.faults]) from None
        made[:] = [done]
        return after

    change_local(path, changed)
    print_changes(made, saved=True)
    return EXIT_DONE


def _of_option(found: Fault) -> Fault:
    """A fault of a column, under the name of the option that says it."""
    if found.key not in COLUMNS:
        return found
    option = "--" + {"for": "own-organisation"}.get(found.key, found.key).replace("_", "-")
    what = found.what
    if what.startswith(f"the key '{found.key}' is missing"):
        what = "is missing; every contact needs it"
    return Fault(file="", line=0, column=0, key=option, what=what, code=found.code)


def _argument(chosen: argparse.Namespace, column: str) -> str | None:
    """What was said of a column; "" takes away what it held."""
    value = getattr(chosen, {"for": "for_"}.get(column, column), None)
    if isinstance(value, list):
        return "; ".join(value)
    return value if isinstance(value, str) else None


def _without(flow: Flow, path: Path, contact_id: str, *, hide: bool) -> int:
    """Hides a shipped entry, or takes away what is local to one."""
    policy_id = flow.policy.id

    def changed(local: LocalContacts) -> LocalContacts:
        try:
            if hide:
                return local_layer.hidden(local, policy_id, flow.contacts, contact_id)
        except LocalChangeError as error:
            raise wrong_input(str(error), key="--id") from None
        after = local_layer.removed(local, policy_id, contact_id)
        if after == local:
            raise wrong_input(f"nothing local is kept of a contact '{contact_id}'", key="--id")
        return after

    change_local(path, changed)
    shipped = local_layer.find(flow.contacts, contact_id) is not None
    now = "is no longer shown" if hide or not shipped else "is shown as the policy published it"
    return say_saved(f"The contact '{contact_id}' {now}.")


def verify(policy_id: str, ids: Sequence[str], *, by: str, on: str | None) -> int:
    """Marks contacts as checked. Raises WrongInputError where there is no such contact, or the day is none."""
    flow, today = _flow(policy_id), _today()
    check = Verified(by=_who(by), on=_day(on, today))

    mark_checked(local_file(os.environ), flow.policy, flow.contacts, ids, check)
    return say_saved("\n".join(f"{one}: checked by {check.by} on {check.on}." for one in ids))


def import_file(file: str, policy_id: str | None, *, apply: bool) -> int:
    """Says what a table would change, and with `apply` changes it. Raises WrongInputError with every fault."""
    from wizard.base.source import SIZE_LIMIT
    from wizard.cli.contact_text import print_changes

    name = "standard input" if file == "-" else file
    data = standard_input(SIZE_LIMIT) if file == "-" else _read(Path(file), SIZE_LIMIT)
    rows = read_csv(data, name, needs_policy=policy_id is None)
    policies = {one.policy.id: Published(one.policy, one.contacts) for one in _flows(policy_id)}
    path = local_file(os.environ)
    found: list[Changed] = []

    def changed(local: LocalContacts) -> LocalContacts:
        done = import_rows(rows, policies, local, name, _today(), policy_id)
        found[:] = done.rows
        return done.local

    if apply:
        change_local(path, changed)
    else:
        from wizard.policy.local_contacts_file import local_text, read_local

        local_text(changed(read_local(path)))  # what could not be saved is said now
    print_changes(found, saved=apply)
    if not apply and any(one.what != "unchanged" for one in found):
        say("Nothing has been changed. Add --apply to do it.")
    return EXIT_DONE


def export(policy_id: str | None, *, file: str | None, replace: bool) -> int:
    """Prints the contacts as CSV, or saves them. Raises WrongInputError where the local ones have faults."""
    found = [
        (flow.policy.id, one)
        for flow, shown in _shown(policy_id, must=True)
        for one in (*shown.contacts.entries, *shown.contacts.fallback)
    ]
    if file is None:
        sys.stdout.write(write_csv(found))
        return EXIT_DONE
    path = Path(file)
    # Spreadsheets take a file for UTF-8 only with a byte order mark.
    write_new(path, write_csv(found, "\r\n").encode("utf-8-sig"), replace=replace)
    return say_saved(f"{len(found)} contacts are saved in {named(path)}.")


def _listed(policy_id: str | None, agency: str | None) -> tuple[Listed, ...]:
    found = _shown(policy_id)
    known = {one for flow, _ in found for one in flow.policy.party_agencies()}
    listed = [one for flow, shown in found for one in entries_of(flow.policy, shown, _today())]
    known |= {one.entry.agency for one in listed}
    if agency is None:
        return tuple(listed)
    if agency not in known:
        raise wrong_input(unknown(agency, "agency that is known here", sorted(known)), key="--agency")
    return tuple(one for one in listed if belongs(one.entry.agency, agency))


def _shown(policy_id: str | None, *, must: bool = False) -> list[tuple[Flow, Shown]]:
    """Each policy with its contacts. Faults of the local ones are said on standard error, or raised if they `must` do."""
    from wizard.policy.local_contacts_file import read_local

    path = local_file(os.environ)
    if must:
        read_local(path)
    flows = _flows(policy_id)
    if must:
        for flow in flows:
            usable(flow.policy, flow.contacts, path)
    found = [(flow, shown_contacts(flow.policy, flow.contacts, path)) for flow in flows]
    for trouble in {shown.trouble for _, shown in found if shown.trouble}:
        sys.stderr.write(f"! {trouble}\n")
    return found


def _tell_unknown() -> None:
    """Says of which policies contacts are kept that are not known here. Faults of the file are told elsewhere."""
    from wizard.policy.local_contacts_file import read_local

    path, known = local_file(os.environ), policy_ids(flow_sources())
    try:
        kept = read_local(path).policies
    except WrongInputError:
        return
    for one in kept:
        if one not in known:
            what = unknown(one, "policy that is known here", known)
            sys.stderr.write(f"! {named(path)}: {what}. What is kept for it is not used.\n")


def _flow(policy_id: str) -> Flow:
    return open_flow(policy_id, flow_sources()).flow


def _flows(policy_id: str | None) -> list[Flow]:
    """The flow of a policy, or those of all. Of all, one with faults is left out, and that is said."""
    if policy_id is not None:
        return [_flow(policy_id)]
    found: list[Flow] = []
    for one in policy_ids(flow_sources()):
        try:
            found.append(_flow(one))
        except WrongInputError as wrong:
            sys.stderr.write(f"! The policy '{one}' is left out: {wrong.lines()[0]}\n")
    return found


def _today() -> date:
    return as_london(datetime.now(UTC)).date()


def _who(by: str) -> str:
    if not by.strip() or len(by) > 300:
        raise wrong_input("expected a name or a role, of 300 letters at the most", key="--by")
    return by.strip()


def _day(on: str | None, today: date) -> str:
    """A day that was typed, today where none was. Raises WrongInputError for one that is none or is yet to come."""
    if on is None:
        return today.isoformat()
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise wrong_input("is not a day; expected one such as 2026-06-30", key="--on") from None
    if day > today:
        raise wrong_input("that day has not come yet; expected the day on which it was checked", key="--on")
    return day.isoformat()


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not the name of a file"
        raise wrong_input(f"cannot be read: {reason}; expected a CSV file", file=named(path)) from None
