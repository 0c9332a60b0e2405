"""`escalate register access`: who looked at what, exported it and printed it, in the order in which it was noted."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from wizard.advice.result import Plain, plain, to_json
from wizard.advice.words import say_when
from wizard.advice.worktime import as_london
from wizard.base.errors import EXIT_DONE, EXIT_NO
from wizard.cli.output import fold, say
from wizard.cli.surroundings import with_register

if TYPE_CHECKING:
    from wizard.register.access import Access, Entry

_DONE: Final[Mapping[str, str]] = {
    "looked": "looked",
    "exported": "exported",
    "printed": "printed",
    "made": "made a document",
    "listed": "listed the cases",
    "verified": "verified the register",
    "backed-up": "made a backup",
    "restored": "brought back a backup",
    "checkpointed": "made a statement for a witness",
    "keys-changed": "changed the keys of the register",
    "repaired": "repaired the register",
}


def run(chosen: argparse.Namespace) -> int:
    """Prints the log; where it is not what was noted, that is said on standard error and the code is 1.

    Raises WrongInputError for a case that neither the log nor the register knows.
    """
    register = with_register().register
    access = register.access().read()
    entries = tuple(one for one in access.entries if chosen.case in (None, one.case) or _of_all(one))
    if chosen.case is not None and all(one.case is None for one in entries):
        register.stored_events(chosen.case)  # says so where there is no such case
    if chosen.json:
        say(to_json(_shown(access, entries)))
    else:
        for one in entries:
            say(fold(_line(one), "  "))
        if not entries:
            say("Nothing has been noted yet.")
    return _tell_of_faults(access)


def _of_all(one: Entry) -> bool:
    """Whether every case went with it, also the one that is asked for."""
    return one.case is None and one.what == "exported"


def _tell_of_faults(access: Access) -> int:
    if access.torn:
        lines = "1 line of the log cannot" if access.torn == 1 else f"{access.torn:,} lines of the log cannot"
        sys.stderr.write(f"{lines} be read: the power may have gone while it was written\n")
    if access.broken is None:
        return EXIT_DONE
    sys.stderr.write(
        f"the log is not what was noted, from its line {access.broken.line} on: entry {access.broken.seq} "
        f"{access.broken.what}\n"
    )
    return EXIT_NO


def _shown(access: Access, entries: tuple[Entry, ...]) -> dict[str, Plain]:
    return {
        "entries": [plain(one) for one in entries],
        "torn": access.torn,
        "broken": plain(access.broken),
    }


def _line(one: Entry) -> str:
    who = f"{one.who.name} ({one.who.role})" if one.who.name else one.who.role
    parts = [_DONE.get(one.what, one.what), f"case {one.case}" if one.case else "", one.detail]
    return f"{_time(one.time)}: {who}: {', '.join(part for part in parts if part)}"


def _time(time: str) -> str:
    try:
        return say_when(as_london(datetime.fromisoformat(time)))
    except ValueError:
        return time
