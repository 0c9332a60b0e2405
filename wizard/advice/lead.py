"""The lead card: whom to call now at an agency. One presenter: `lead` prints it, a template puts it on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from wizard.advice.facts import Facts, belongs
from wizard.advice.reachable import (
    STALE,
    Moment,
    fallbacks,
    line,
    listed,
    reachable,
    say_hidden,
    say_unlisted,
)
from wizard.advice.result import ContactLine
from wizard.advice.words import say_when
from wizard.advice.worktime import WorkingTime
from wizard.policy.contacts import Contacts
from wizard.policy.model import Policy

NOT_KNOWN = "not known"
#: Said of a contact that no policy published as it stands.
KEPT_HERE: Final = "Kept by your own organisation"


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
    policy: Policy,
    contacts: Contacts,
    time: WorkingTime,
    *,
    agency: str,
    stage: str | None,
    at: datetime,
    facts: Facts | None = None,
    trouble: str | None = None,
    hidden: int = 0,
) -> LeadCard:
    """The card for an agency; without a `stage`, its escalation leads.

    At a stage where the policy gives no contacts yet there are none. Without `facts` every contact is shown whose
    condition could hold. `trouble` is what is wrong with the local contacts, where they could not be used, and `hidden` how
    many published ones are hidden by them. Raises CalendarEndsError where `at` lies outside the known calendar.
    """
    moment = Moment(time, at, facts)
    if stage is None:
        found = tuple(
            line(one, moment, use="primary", contacts=contacts) for one in listed(contacts, agency, moment)
        )
        due = True
    else:
        reach = reachable(policy, contacts, stage, (agency,), moment)
        found = tuple(one for one in reach.contacts if one.use != "fallback")
        due = bool(reach.rules)
    standing_in = fallbacks(contacts, [agency], moment) if due else []
    fallback = tuple(shown for _, shown in standing_in)
    said = _warnings(policy, contacts, agency, found, fallback, due=due)
    return LeadCard(
        policy=policy.id,
        policy_title=policy.policy.title,
        edition=policy.policy.edition,
        agency=agency,
        agency_title=policy.agency_title(agency),
        at=at,
        hours="in" if moment.in_hours else "out",
        stage=stage,
        stage_title=_stage_title(policy, stage),
        contacts=found,
        fallback=fallback,
        if_no_answer=contacts.if_no_answer,
        warnings=(*(one for one in (trouble, say_hidden(hidden)) if one), *said),
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
    elif not any(belongs(one.agency, agency) and not one.own_organisation for one in found):
        said.append(
            f"{say_unlisted(policy, contacts, agency)} The fallback below is not that agency's own number."
        )
    if any(one.stale for one in (*found, *fallback) if one.can_age):
        said.append(STALE)
    return said


class ContactText(msgspec.Struct, frozen=True, kw_only=True):
    """One contact in words, a gap never left empty."""

    title: str
    phone: str
    email: str
    notes: tuple[str, ...]
    #: Whether it must not be taken as current; the notes say so too.
    stale: bool = False


def say_contact(contact: ContactLine) -> ContactText:
    """A contact in words, for the screen and for paper alike."""
    whose = f"{contact.role}, {contact.organisation}" if contact.organisation else contact.role
    return ContactText(
        title=f"{whose}: {contact.name}" if contact.name else whose,
        phone=", ".join(contact.phone) or NOT_KNOWN,
        email=", ".join(contact.email) or NOT_KNOWN,
        notes=tuple(_notes(contact)),
        stale=contact.stale and contact.can_age,
    )


def _notes(contact: ContactLine) -> Iterator[str]:
    if contact.own_organisation:
        yield "For the people of this organisation only"
    if contact.deputy_of:
        yield f"Deputises for {contact.deputises_for}" if contact.deputises_for else "A deputy"
    if contact.finder:
        yield f"To be found here: {contact.finder}"
    if contact.through:
        yield f"Put through by: {contact.through}"
    yield from (one for one in (contact.note, contact.condition) if one)
    if contact.personal:
        yield "A personal mobile: not for documents that leave your agency"
    if contact.can_age:
        yield say_age(contact)
    elif contact.local:
        yield KEPT_HERE
    if contact.owner:
        yield f"Kept current by: {contact.owner}"


def say_age(contact: ContactLine) -> str:
    """When a contact was published or checked, and whether it may be taken as current."""
    unchecked = "Not checked since"
    if contact.verified:
        said = f"Checked by {contact.verified.by} on {_day(contact.verified.on)}"
        if contact.local:
            said = f"{KEPT_HERE}. {said}"
    elif contact.local:
        said = f"{KEPT_HERE}, as at {contact.as_at}" if contact.as_at else KEPT_HERE
        unchecked = unchecked if contact.as_at else "Not checked yet"
    else:
        said = f"As published {contact.as_at}" if contact.as_at else "As published, with no date"
    return _until(contact, f"{said}. {unchecked}" if contact.stale and not contact.expired else said)


def _until(contact: ContactLine, said: str) -> str:
    if contact.expired and contact.expires:
        return f"{said}. Expired on {_day(contact.expires)}: not to be relied on"
    if contact.expires and not contact.stale:
        return f"{said}. Current until {_day(contact.expires)} at the latest"
    return said


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"


class CardText(msgspec.Struct, frozen=True, kw_only=True):
    """A lead card in words: what `lead` prints and what its template shows, line for line."""

    title: str
    policy: str
    stage: str | None
    at: str
    contacts: tuple[ContactText, ...]
    #: Said before the fallback, which some of them speak of.
    warnings: tuple[str, ...]
    fallback: tuple[ContactText, ...]
    if_no_answer: str


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
