"""A policy read back in plain words, for the people who answer for it: all that the flow says, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from wizard.policy.clock_words import clock_in_full
from wizard.policy.contacts import Contacts
from wizard.policy.explain_people import (
    contact_section,
    fallback_section,
    role_section,
    sentences_on_contacts,
)
from wizard.policy.explain_stages import ending_said, stage_section
from wizard.policy.explain_telling import telling_sections
from wizard.policy.explained import Explained, Said, Section, plainly_said, said
from wizard.policy.in_words import clean, is_reading, listed, lower, only, plainly, role_title, where
from wizard.policy.model import COMPLETE, EventKind, FactKind, Ladder, Policy, Rule
from wizard.policy.part_words import (
    ENDINGS,
    bypass_words,
    route_leads,
    route_where,
    stage_label,
)
from wizard.policy.walk import parts

_ENDS_IN: Final = {"ladder": "If it is not settled there, the ladder follows", COMPLETE: "Nothing follows it"}


def explain(policy: Policy, contacts: Contacts, today: date) -> Explained:
    """The policy and its contacts in words. `today` is what the age of the contacts is counted to."""
    rules = [*rules_in(policy), *rules_in(contacts)]
    found = [one for one in _sections(policy, contacts, today) if one.said]
    return Explained(
        policy=policy.id,
        title=clean(policy.policy.title),
        edition=clean(policy.policy.edition),
        rules=len(rules),
        readings=sum(map(is_reading, rules)),
        sections=tuple(found),
    )


def rules_in(value: object) -> Iterator[Rule]:
    """Every rule that a part of a flow holds."""
    return (rule for _, rule in parts(value, Rule))


def _sections(policy: Policy, contacts: Contacts, today: date) -> Iterator[Section]:
    yield Section(title="Which policy this is", said=tuple(_identity(policy)))
    yield Section(title="What it is about", said=tuple(_about(policy)))
    yield Section(title="What lies outside", said=tuple(_outside(policy)))
    yield Section(title="What could not be seen", said=tuple(said(one, one.rule) for one in policy.unseen))
    yield role_section(policy)
    yield Section(title="What it asks besides", said=tuple(_asked(policy)))
    for ladder in policy.ladders:
        yield Section(title=_ladder_title(policy, ladder), said=tuple(_ladder(policy, ladder)))
        for stage in ladder.stages:
            yield stage_section(policy, stage)
    yield from _routes(policy)
    yield Section(title="Ways past a stage", said=tuple(_along(policy)))
    yield Section(title="Time limits at every stage", said=tuple(_clocks(policy)))
    yield from telling_sections(policy)
    yield sentences_on_contacts(policy)
    yield contact_section(policy, contacts, today)
    yield fallback_section(policy, contacts, today)
    for ending in policy.endings:
        yield Section(title=ENDINGS[ending.id], said=tuple(ending_said(policy, ending)))


# The policy itself.


def _identity(policy: Policy) -> Iterator[Said]:
    one = policy.policy
    yield plainly_said(f"{one.title}, {one.edition}")
    yield plainly_said(f"It holds in {one.area}, and is the policy of the {one.board} ({one.board_short})")
    yield plainly_said(f"It is for: {lower(one.covers)}")
    for label, value in (
        ("It holds from", one.adopted),
        ("It took the place of", one.supersedes),
        ("It was published at", one.published_at),
        ("How it was read", one.read_from),
    ):
        if value:
            yield plainly_said(f"{label}: {value}")
    if one.review_due:
        yield Said(text=f"It was to be reviewed by {one.review_due}.", source=clean(one.review_source or ""))
    if one.replaces_shipped:
        yield plainly_said("It stands in the place of the policy of this name that comes with the program")
    if policy.parent:
        yield plainly_said(f"It is a local supplement: what it does not say itself, '{policy.parent}' says")
    for kind, ids in policy.without.items():
        yield plainly_said(f"Of that, this does not hold here ({plainly(kind)}): {listed(ids, 'and')}")
    yield from _time(policy)
    terms = policy.terms
    yield plainly_said(
        f"Its words: “{terms.stage}”, “{terms.challenging_agency}”, “{terms.receiving_agency}”, "
        f"“{terms.notification_title}”{f', “{terms.business_team}”' if terms.business_team else ''}"
    )
    if policy.bodies:
        yield plainly_said(f"It names these bodies: {'; '.join(map(clean, policy.bodies.values()))}")
    if policy.parties:
        titles = listed((policy.agency_title(one) for one in policy.parties), "and")
        yield plainly_said(f"These can challenge or be challenged too: {titles}")
    for document, name in policy.templates.items():
        yield plainly_said(f"It has a page of its own for the {plainly(document)}: {name}")


def _time(policy: Policy) -> Iterator[Said]:
    calendar = plainly(policy.calendar).title().replace(" And ", " and ")
    yield plainly_said(f"Bank holidays count as in {calendar}")
    if policy.hours is None:
        yield plainly_said(
            "It states no office hours. They are taken to be 09:00 to 17:00 from Monday to Friday"
        )
    else:
        days = ((name, getattr(policy.hours, name)) for name in _DAYS)
        yield said(
            policy.hours,
            f"Its office hours: {'; '.join(f'{day.title()} {text}' for day, text in days if text)}",
        )
    for period in policy.school_holidays:
        yield said(period, f"People may be away from {period.from_} to {period.to}: {period.title}")


_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday")


def _about(policy: Policy) -> Iterator[Said]:
    labels = (policy.about.own.get(one, plainly(one)) for one in policy.about.ids)
    yield said(
        policy.about, f"Disagreements are mostly about {listed((lower(clean(one)) for one in labels), 'and')}"
    )


def _outside(policy: Policy) -> Iterator[Said]:
    for one in policy.outside:
        yield said(one, one.rule, f"That holds where {where(policy, one.when)}", f"Instead: {one.instead}")


def _asked(policy: Policy) -> Iterator[Said]:
    for fact in policy.facts.values():
        yield said(fact, *_fact(policy, fact))
    for event in policy.events.values():
        yield said(event, *_event(policy, event))


def _fact(policy: Policy, fact: FactKind) -> Iterator[str]:
    yield f"It asks: {fact.question}"
    if fact.kind == "date":
        yield "The answer is a date that the two sides have agreed"
    else:
        yield f"The answers: {'; '.join(map(clean, fact.values.values()))}"
    if fact.unknown_as:
        yield f"“I do not know” is read as: {fact.values.get(fact.unknown_as, fact.unknown_as)}"
    if fact.who:
        yield f"Who decides it: {role_title(policy, fact.who)}"
    yield fact.why or ""
    yield only(policy, fact.when)


def _event(policy: Policy, event: EventKind) -> Iterator[str]:
    yield f"It matters whether this has happened: {lower(clean(event.title))}"
    yield event.why or ""
    yield only(policy, event.when)


# The ladders, and the ways beside and along them.


def _ladder_title(policy: Policy, ladder: Ladder) -> str:
    name = f"The ladder: {clean(ladder.title)}" if ladder.title else "The ladder"
    return name if ladder.title or len(policy.ladders) == 1 else f"{name} '{ladder.id}'"


def _ladder(policy: Policy, ladder: Ladder) -> Iterator[Said]:
    labels = listed((stage_label(policy, one.id) for one in ladder.stages), "then")
    condition = where(policy, ladder.when)
    if condition:
        yield plainly_said(f"It is for cases where {condition}")
    elif len(policy.ladders) > 1:
        yield plainly_said("It is for all other cases")
    yield plainly_said(f"Its stages, in order: {labels}")


def _routes(policy: Policy) -> Iterator[Section]:
    for route in policy.routes:
        words = (
            route.rule,
            route_where(policy, route),
            route_leads(policy, route),
            _ENDS_IN[route.then] if route.until != "never" else "",
        )
        yield Section(
            title=f"Beside the ladder: {stage_label(policy, route.leads_to)}", said=(said(route, *words),)
        )
        if route.stage:
            yield stage_section(policy, route.stage)


def _along(policy: Policy) -> Iterator[Said]:
    for one in policy.passes:
        labels = listed((stage_label(policy, stage) for stage in one.stages), "and")
        yield said(one, one.rule, f"Where {where(policy, one.when)}, a case may go past {labels}")
    for bypass in policy.bypasses:
        yield said(bypass, bypass.rule, bypass_words(policy, bypass))


def _clocks(policy: Policy) -> Iterator[Said]:
    return (said(one, one.rule, *clock_in_full(policy, one)) for one in policy.clocks if not one.at)
