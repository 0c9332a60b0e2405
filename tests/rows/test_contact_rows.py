"""Contacts: whose, for which cases, when, through whom, how old, and who to turn to otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

row = pytest.mark.row
Make = Callable[..., Any]

#: From the start on, the contacts of both sides are given.
GIVEN = """
contacts: [{id: all, rule: Contacts are given from the start., of: parties, use: primary, source: §9}]
"""


def ids(parts: Any) -> list[str]:
    return [one.id for one in parts]


# K1


LED_BY = (
    GIVEN
    + """
bodies: {police/caiu: Child Abuse Investigation Unit}
facts:
  led-by: {question: Who leads the investigation?, values: {caiu: The abuse unit, major-crime: Major Crime}, when: {party: [police]}, source: §9}
"""
)
LED_BY_CONTACTS = """
entries:
  - {id: caiu, agency: police, organisation: Abuse unit, role: Detective Inspector, hours: any, phone: ["01999 200100"], condition: Where the abuse unit leads, when: {facts: {led-by: [caiu]}}, as_at: 2026-09-01, source: §9}
  - {id: major-crime, agency: police, role: Head of Major Crime, hours: any, phone: ["01999 200200"], condition: Where Major Crime leads, when: {facts: {led-by: [major-crime]}}, as_at: 2026-09-01, source: §9}
"""


@row("K1")
@pytest.mark.parametrize(
    ("facts", "given"),
    [
        ({"led-by": "caiu"}, ["school-lead", "caiu"]),
        ({"led-by": "major-crime"}, ["school-lead", "major-crime"]),
        ({"led-by": "unknown"}, ["school-lead", "caiu", "major-crime"]),
        ({}, ["school-lead", "caiu", "major-crime"]),
    ],
)
def test_a_contact_is_given_by_agency_and_by_who_leads_the_case(
    flow: Make, facts: dict[str, str], given: list[str]
) -> None:
    advice = flow(LED_BY, contacts=LED_BY_CONTACTS).advice(to=["police"], facts=facts)
    assert ids(advice.contacts) == given
    conditions = [one.condition for one in advice.contacts if one.agency == "police"]
    assert all(conditions)


# K2


HOURS = """
entries:
  - {id: csc-lead, hours: in}
  - {id: duty-team, agency: childrens-social-care, role: Emergency Duty Team, hours: out, phone: ["01999 100999"], as_at: 2026-09-01, source: §9}
  - {id: saturday-desk, agency: childrens-social-care, role: Weekend desk, hours: any, open: {saturday: "10:00-12:00"}, phone: ["01999 100888"], as_at: 2026-09-01, source: §9}
"""


@row("K2")
@pytest.mark.parametrize(
    ("now", "given"),
    [
        ("2026-11-16T09:00", ["csc-lead", "school-lead"]),  # the opening minute is in
        ("2026-11-16T17:00", ["duty-team", "school-lead"]),  # the closing minute is not
        ("2026-11-20T16:00", ["duty-team", "school-lead"]),  # a short Friday
        ("2026-11-21T11:00", ["duty-team", "saturday-desk", "school-lead"]),
        ("2026-11-21T12:00", ["duty-team", "school-lead"]),
        ("2026-12-25T11:00", ["duty-team", "school-lead"]),  # a bank holiday
    ],
)
def test_a_contact_is_given_in_its_own_hours_and_one_for_any_hour_always(
    flow: Make, now: str, given: list[str]
) -> None:
    advice = flow(GIVEN, contacts=HOURS).advice(now=now)
    assert sorted(ids(advice.contacts)) == sorted(given)


# K3


@row("K3")
def test_a_contact_may_be_a_switchboard_or_a_list_that_others_keep(flow: Make) -> None:
    advice = flow(
        GIVEN,
        contacts="""
entries:
  - {id: csc-lead, through: The council's switchboard}
  - {id: team-finder, agency: childrens-social-care, role: Team Manager, hours: any, finder: "https://council.example/teams", as_at: 2026-09-01, source: §9}
""",
    ).advice()
    by_id = {one.id: one for one in advice.contacts}
    assert by_id["csc-lead"].through == "The council's switchboard"
    finder = by_id["team-finder"]
    assert (finder.finder, finder.phone, finder.name) == ("https://council.example/teams", (), None)


# K4


@row("K4")
def test_a_role_may_have_several_people_and_a_deputy_who_stands_after_the_one(flow: Make) -> None:
    advice = flow(
        GIVEN,
        contacts="""
entries:
  - {id: deputy, agency: childrens-social-care, role: Deputy, hours: any, deputy_of: csc-lead, phone: ["01999 100101"], as_at: 2026-09-01, source: §9}
  - {id: csc-lead}
  - {id: second, agency: childrens-social-care, role: Escalation Lead, name: A. Other, hours: any, phone: ["01999 100102"], as_at: 2026-09-01, source: §9}
""",
    ).advice()
    social_care = [one for one in advice.contacts if one.agency == "childrens-social-care"]
    assert ids(social_care) == ["csc-lead", "deputy", "second"]
    assert social_care[1].deputises_for == "Escalation Lead"


# K5


@row("K5")
@pytest.mark.parametrize(
    ("entry", "stale"),
    [
        ("{id: csc-lead, as_at: 2026-09-01}", False),
        ("{id: csc-lead, as_at: 2025-09-01}", True),
        ("{id: csc-lead, as_at: 2025-11-16}", False),  # 365 days before
        ("{id: csc-lead, as_at: 2025-11-15}", True),  # 366
        ("{id: csc-lead, as_at: 2021, verified: {by: Duty Manager, on: 2026-10-01}}", False),
        ("{id: csc-lead, as_at: 2026-09-01, expires: 2026-11-16}", False),  # its last day
        ("{id: csc-lead, as_at: 2026-09-01, expires: 2026-11-15}", True),
    ],
)
def test_a_contact_that_nobody_checked_lately_or_that_has_expired_is_not_given_as_current(
    flow: Make, entry: str, stale: bool
) -> None:
    advice = flow(GIVEN, contacts=f"entries:\n  - {entry}\n").advice(from_="police")
    line = next(one for one in advice.contacts if one.id == "csc-lead")
    assert line.stale is stale
    assert ("contact-stale" in ids(advice.warnings)) is stale


@row("K5")
def test_a_contact_says_who_keeps_it_and_where_it_was_published(flow: Make) -> None:
    advice = flow(
        GIVEN, contacts="entries:\n  - {id: csc-lead, owner: Business Unit, source: Appendix A}\n"
    ).advice()
    line = next(one for one in advice.contacts if one.id == "csc-lead")
    assert (line.owner, line.source) == ("Business Unit", "Appendix A")


# K6


@row("K6")
def test_where_nobody_is_listed_the_fallback_is_given_as_what_it_is(flow: Make) -> None:
    advice = flow(GIVEN).advice(to=["housing"])
    assert [(one.id, one.use) for one in advice.contacts] == [
        ("school-lead", "primary"),
        ("office", "fallback"),
    ]
    assert "contact-not-listed" in ids(advice.warnings)
    listed = flow(GIVEN).advice()
    assert ids(listed.contacts) == ["school-lead", "csc-lead"]
    assert "contact-not-listed" not in ids(listed.warnings)
