"""The lead card: whom to call now at an agency. One presenter: `lead` prints it, a template puts it on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from wizard.advice.reachable import STALE, fallbacks, line, listed, reachable, say_unlisted
from wizard.advice.result import ContactLine
from wizard.advice.words import say_when
from wizard.advice.worktime import WorkingTime
from wizard.policy.contacts import Contacts
from wizard.policy.model import Policy

NOT_KNOWN = "not known"


class LeadCard(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to call now: the lead or the fallback, the hours, and what to do if nobody answers."""

    policy: str
    policy_title: str
    edition: str
    agency: str
    agency_title: str
    at: datetime
    hours: Literal["in", "out"]
    stage: str | None
    stage_title: str | None
    contacts: tuple[ContactLine, ...]
    fallback: tuple[ContactLine, ...]
    if_no_answer: str
    #: What must be said beside the numbers: nobody listed, or a number that nobody has checked lately.
    warnings: tuple[str, ...]


def lead_card(
    policy: Policy, contacts: Contacts, time: WorkingTime, *, agency: str, stage: str | None, at: datetime
) -> LeadCard:
    """The card for an agency; without a `stage`, its escalation leads.

    At a stage where the policy gives no contacts yet there are none. Raises CalendarEndsError where `at` lies
    outside the known calendar.
    """
    in_hours = time.in_hours(at)
    today = at.date()
    if stage is None:
        found = tuple(
            line(one, in_hours=in_hours, use="primary", today=today)
            for one in listed(contacts, agency, in_hours=in_hours)
        )
        due = True
    else:
        reach = reachable(policy, contacts, stage, (agency,), in_hours=in_hours, today=today)
        found = tuple(one for one in reach.contacts if one.use != "fallback")
        due = bool(reach.rules)
    standing_in = fallbacks(contacts, [agency], in_hours=in_hours, today=today) if due else []
    fallback = tuple(shown for _, shown in standing_in)
    return LeadCard(
        policy=policy.id,
        policy_title=policy.policy.title,
        edition=policy.policy.edition,
        agency=agency,
        agency_title=policy.agency_title(agency),
        at=at,
        hours="in" if in_hours else "out",
        stage=stage,
        stage_title=_stage_title(policy, stage),
        contacts=found,
        fallback=fallback,
        if_no_answer=contacts.if_no_answer,
        warnings=tuple(_warnings(policy, contacts, agency, found, fallback, due=due)),
    )


def _stage_title(policy: Policy, stage: str | None) -> str | None:
    if stage is None:
        return None
    found = policy.stage(stage)
    return f"{found.label}: {found.title}"


def _warnings(
    policy: Policy,
    contacts: Contacts,
    agency: str,
    found: tuple[ContactLine, ...],
    fallback: tuple[ContactLine, ...],
    *,
    due: bool,
) -> list[str]:
    said: list[str] = []
    if not due:
        said.append(
            "At this stage the policy gives no contacts yet: use your normal ways to reach the other agency."
        )
    elif not any(one.agency == agency or one.agency.startswith(agency + "/") for one in found):
        said.append(
            f"{say_unlisted(policy, contacts, agency)} The fallback below is not that agency's own number."
        )
    if any(one.stale for one in (*found, *fallback) if one.phone or one.email):
        said.append(STALE)
    return said


class ContactText(msgspec.Struct, frozen=True, kw_only=True):
    """One contact in words, a gap never left empty."""

    title: str
    phone: str
    email: str
    notes: tuple[str, ...]


def say_contact(contact: ContactLine) -> ContactText:
    """A contact in words, for the screen and for paper alike."""
    checked = f"As published {contact.as_at}" if contact.as_at else "As published, with no date"
    notes = [one for one in (contact.note, contact.condition) if one]
    if contact.personal:
        notes.append("A personal mobile: not for documents that leave your agency")
    if contact.phone or contact.email:  # of a role alone there is nothing that could be out of date
        notes.append(f"{checked}. Not checked since" if contact.stale else checked)
    return ContactText(
        title=f"{contact.role}: {contact.name}" if contact.name else contact.role,
        phone=", ".join(contact.phone) or NOT_KNOWN,
        email=", ".join(contact.email) or NOT_KNOWN,
        notes=tuple(notes),
    )


class CardText(msgspec.Struct, frozen=True, kw_only=True):
    """A lead card in words: what `lead` prints and what its template shows, line for line."""

    title: str
    policy: str
    stage: str | None
    at: str
    contacts: tuple[ContactText, ...]
    fallback: tuple[ContactText, ...]
    if_no_answer: str
    warnings: tuple[str, ...]


def say_card(card: LeadCard) -> CardText:
    """The card in words."""
    hours = "in office hours" if card.hours == "in" else "out of office hours"
    return CardText(
        title=f"Whom to call now: {card.agency_title}",
        policy=f"{card.policy_title} ({card.edition})",
        stage=card.stage_title,
        at=f"{say_when(card.at)}, {hours}",
        contacts=tuple(say_contact(one) for one in card.contacts),
        fallback=tuple(say_contact(one) for one in card.fallback),
        if_no_answer=card.if_no_answer,
        warnings=card.warnings,
    )
