"""`escalate document check`: every template with every policy, and what is wrong with them."""

from __future__ import annotations

import os

import msgspec

from wizard.base.errors import EXIT_DONE, EXIT_NO, Fault
from wizard.base.paths import home
from wizard.base.settings import settings_in_use
from wizard.casework.document_checks import UnderPolicy, check_documents
from wizard.cli.flows import flow_sources
from wizard.cli.output import say


def run() -> int:
    """Prints one line a fault or note, and what was tried under each policy. Exit 1 where there is a fault."""
    folder = home(os.environ)
    settings, _ = settings_in_use(folder)  # a fault of theirs is among those of the flows' sources
    checked = check_documents(flow_sources(), settings.templates_folder(folder))
    for fault in checked.faults:
        say(str(fault))
    for note in checked.notes:
        say(_noted(note))
    for one in checked.tried:
        say(_tried(one))
    return EXIT_NO if checked.faults else EXIT_DONE


def _tried(one: UnderPolicy) -> str:
    reached = (
        f"no case comes to: {', '.join(one.missed)}"
        if one.missed
        else "all its stages and endings are reached"
    )
    return f"{one.policy}: {one.documents} documents, {one.cases} cases, {one.pages:,} pages; {reached}"


def _noted(note: Fault) -> str:
    return str(msgspec.structs.replace(note, what=f"note: {note.what}"))
