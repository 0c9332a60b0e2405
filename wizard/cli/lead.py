"""`escalate lead`: whom to call now. Reads the policy and its contacts, and nothing of any case."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from wizard.advice.lead import CardText, ContactText, lead_card, say_card
from wizard.advice.result import to_json
from wizard.advice.worktime import as_london
from wizard.base.text import visible_lines
from wizard.casework.contacts import local_file, shown_contacts
from wizard.casework.reading import read_moment, require, working_time
from wizard.cli.flows import flow_at_hand, told_flow_sources
from wizard.cli.output import fold, say

#: The title of the print job, which everybody at the printer can read: it is of no case.
PRINT_TITLE: Final = "Lead card"


def run(
    *,
    policy_id: str,
    agency: str,
    stage: str | None,
    at: str | None,
    as_json: bool,
    print_: str | None = None,
) -> int:
    """Says the lead card of an agency, and sends it to the printer `print_` too; "" is the usual one, None no printer.

    It is shown first: a printer that does not work costs nobody the number. Raises WrongInputError for an id or a time that
    is none and for a printer that there is not, NotNowError where it cannot be printed now.
    """
    flow = flow_at_hand(policy_id, told_flow_sources())
    policy, time = flow.policy, working_time(flow.policy)
    require(agency, "agency", list(policy.party_agencies()), "--agency")
    if stage is not None:
        require(stage, "stage", [one.id for one in policy.stages()], "--stage")
    moment = as_london(datetime.now(UTC)) if at is None else read_moment(at, time, "--at")
    shown = shown_contacts(policy, flow.contacts, local_file(os.environ))
    card = lead_card(
        policy,
        shown.contacts,
        time,
        agency=agency,
        stage=stage,
        at=moment,
        trouble=shown.trouble,
        hidden=shown.hidden,
    )
    text = "\n".join(_lines(say_card(card)))
    say(to_json(card) if as_json else text)
    if print_ is not None:
        _print(text, print_)
    return 0


def _print(text: str, printer: str) -> None:
    """Plain text: it needs neither the templates nor the register, and every printer takes it."""
    from wizard.base.desktop import print_file  # only who prints needs it

    sys.stdout.flush()
    print_file(f"{visible_lines(text)}\n".encode(), title=PRINT_TITLE, printer=printer)
    sys.stderr.write("Sent to the printer.\n")


def _lines(card: CardText) -> Iterator[str]:
    yield card.title
    yield fold(card.policy)
    if card.stage:
        yield card.stage
    yield card.at
    for warning in card.warnings:
        yield fold(f"! {warning}", "  ")
    for contact in card.contacts:
        yield from _lines_of(contact)
    if card.fallback:
        yield "\nIf they cannot be reached:" if card.contacts else "\nTurn to:"
        for contact in card.fallback:
            yield from _lines_of(contact)
    yield f"\n{fold(card.if_no_answer)}"


def _lines_of(contact: ContactText) -> Iterator[str]:
    yield f"\n  {contact.title}"
    yield f"    Phone: {contact.phone}"
    yield f"    Email: {contact.email}"
    for note in contact.notes:
        yield fold(f"    {note}.", "    ")
