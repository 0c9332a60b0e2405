"""Contacts in plain lines: what is listed, and what a change changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from wizard.casework.contacts import Listed
from wizard.cli.output import fold, say
from wizard.policy.contact_import import Changed, Difference

_HOURS: Final = {"in": "In office hours", "out": "Out of office hours", "any": "At any hour"}
_NOTHING: Final = "nothing"


def print_entries(found: Iterable[Listed]) -> None:
    """Prints contacts, by policy and agency."""
    policy = agency = ""
    for one in found:
        entry, text = one.entry, one.text
        if entry.policy != policy:
            policy, agency = entry.policy, ""
            say(f"\n{policy}")
        heading = f"{one.agency} (to turn to where nobody is listed)" if entry.fallback else one.agency
        if heading != agency:
            agency = heading
            say(f"  {agency}")
        say(fold(f"    {text.title} [{entry.id}]", "      "))
        say(fold(f"      Phone: {text.phone}. Email: {text.email}. {_hours(one)}.", "      "))
        for note in text.notes:
            say(fold(f"      {note}.", "      "))
        if entry.local:
            say("      Kept or checked here.")


def _hours(one: Listed) -> str:
    return f"Hours of its own: {one.entry.open}" if one.entry.open else _HOURS[one.entry.hours]


def print_changes(found: Sequence[Changed], *, saved: bool) -> None:
    """Prints what becomes of each contact, what was said before and what is said after."""
    for one in found:
        if one.what != "unchanged":
            say(f"{one.what.capitalize()}: {one.id} ({one.policy})")
            for difference in one.differences:
                say(fold(f"  {_said(difference, new=one.what == 'new')}", "    "))
    counted = {what: sum(one.what == what for one in found) for what in ("new", "changed", "unchanged")}
    say(f"{', '.join(f'{number} {what}' for what, number in counted.items())}, none removed.")
    if saved and counted["new"] + counted["changed"]:
        say("Saved.")


def _said(difference: Difference, *, new: bool) -> str:
    after = difference.after or _NOTHING
    if new:
        return f"{difference.column}: {after}"
    return f"{difference.column}: {difference.before or _NOTHING} -> {after}"
