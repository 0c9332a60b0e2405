"""`escalate case erase`: shows what an erasure would take from a case, and takes it where that is confirmed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from wizard.base.errors import wrong_input
from wizard.casework.event_text import when
from wizard.casework.removing import Removal, removal, remove
from wizard.cli.case import text_of
from wizard.cli.output import fold, say, say_saved
from wizard.cli.surroundings import surroundings
from wizard.register.events import ERASED_CONTENT

if TYPE_CHECKING:
    from wizard.register.events import Event

#: Where the content may be all the same.
NOT_REACHED: Final = (
    "It does not reach backups that were made before: delete those, or keep them no longer than you must.",
    "It does not reach documents and exports that were saved or sent: ask those who have them to delete them.",
    "The statement of a witness stays good: it holds nothing of what was recorded.",
)


def run(chosen: argparse.Namespace) -> int:
    """Shows what would be erased and, with --yes, erases it.

    Raises WrongInputError without --yes, for an unknown case or event, and where the ground is missing.
    """
    around = surroundings()
    found = removal(around, chosen.case, None if chosen.all else chosen.events, text_of(chosen.ground_file))
    if not chosen.yes:
        _print(found)
        raise wrong_input(
            "nothing has been erased. It cannot be undone: look at the list, and then give --yes to erase it"
        )
    case = remove(around, found)
    count = sum(one.kind != ERASED_CONTENT for one in found.events)
    erased = f"erased {count} {'event' if count == 1 else 'events'} of case {case.id}"
    if not count:
        erased = f"case {case.id}: what was left of an erasure that was stopped is removed"
    return say_saved("\n".join([erased, *(fold(one) for one in NOT_REACHED)]))


def _print(found: Removal) -> None:
    """The numbers, times and kinds; nothing of what was written."""
    say(f"Case {found.case.id}: this would be erased for good")
    for event in found.events:
        say(f"  {_line(event)}")
    for one in NOT_REACHED:
        say(fold(one))


def _line(event: Event) -> str:
    if event.kind == ERASED_CONTENT:
        return f"{event.seq}. erased already"
    return f"{event.seq}. {when(event.time)}: {event.kind.replace('-', ' ')}"
