"""`escalate lead`: whom to call now. Reads the policy and its contacts, and nothing of any case."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from wizard.advice.lead import CardText, ContactText, lead_card, say_card
from wizard.advice.result import to_json
from wizard.advice.worktime import as_london
from wizard.casework.contacts import local_file, shown_contacts
from wizard.casework.reading import read_moment, require, working_time
from wizard.cli.flows import flow_at_hand, told_flow_sources
from wizard.cli.output import fold, say


def run(*, policy_id: str, agency: str, stage: str | None, at: str | None, as_json: bool) -> int:
    """Prints the lead card of an agency. Raises WrongInputError for an id or a time that is none."""
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
    if as_json:
        say(to_json(card))
    else:
        _print(say_card(card))
    return 0


def _print(card: CardText) -> None:
    say(card.title)
    say(fold(card.policy))
    if card.stage:
        say(card.stage)
    say(card.at)
    for warning in card.warnings:
        say(fold(f"! {warning}", "  "))
    for contact in card.contacts:
        _print_contact(contact)
    if card.fallback:
        say("\nIf they cannot be reached:" if card.contacts else "\nTurn to:")
        for contact in card.fallback:
            _print_contact(contact)
    say(f"\n{fold(card.if_no_answer)}")


def _print_contact(contact: ContactText) -> None:
    say(f"\n  {contact.title}")
    say(f"    Phone: {contact.phone}")
    say(f"    Email: {contact.email}")
    for note in contact.notes:
        say(fold(f"    {note}.", "    "))
