"""The lead card: one presenter, and what is printed and what is put on paper are its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path

import msgspec
import pytest

from wizard.advice.advise import House
from wizard.advice.lead import CardText, LeadCard, lead_card, say_card, say_contact
from wizard.advice.reachable import line_on
from wizard.advice.worktime import LONDON
from wizard.base.paths import shipped
from wizard.casework.house import open_house
from wizard.cli.main import run
from wizard.documents.catalogue import find_template
from wizard.documents.context import Context
from wizard.documents.environment import Press
from wizard.documents.render import render
from wizard.policy.contacts import Contact, Contacts
from wizard.policy.local_contacts import LocalContact
from wizard.policy.model import AGENCIES

POLICIES = ("barnsley", "manchester", "oxfordshire", "oxfordshire-2015", "torbay")
IN_HOURS = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
AT_NIGHT = datetime(2026, 11, 18, 23, 30, tzinfo=LONDON)
CASES = [
    (policy, agency, at)
    for policy in POLICIES
    for agency in [*AGENCIES, *(("health/ouh", "health/ccg") if policy == "oxfordshire" else ())]
    for at in (IN_HOURS, AT_NIGHT)
]


@cache
def house(policy: str) -> House:
    return open_house(policy)


@cache
def press() -> Press:
    return Press()


def card_of(policy: str, agency: str, at: datetime, stage: str | None = None) -> LeadCard:
    found = house(policy)
    return lead_card(found.policy, found.contacts, found.time, agency=agency, stage=stage, at=at)


def words(value: object) -> list[str]:
    """Every text of a card, in its order."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [one for item in value for one in words(item)]
    if isinstance(value, msgspec.Struct):
        return [one for name in value.__struct_fields__ for one in words(getattr(value, name))]
    return []


def flat(text: str) -> str:
    """A text without its line ends and marks, so that folding makes no difference."""
    return " ".join(re.sub(r"[#*!\\-]", " ", text).split())


def contacts_in(text: str, card: CardText) -> list[list[str]]:
    """For each contact of a card, in order, what stands in `text` from its title up to the next one's."""
    place, starts = 0, list[int]()
    for one in (*card.contacts, *card.fallback):
        place = text.index(flat(one.title), place) + 1
        starts.append(place - 1)
    ends = [*starts[1:], len(text)]
    return [
        [said for said in words(one) if flat(said) in text[start:end]]
        for one, start, end in zip((*card.contacts, *card.fallback), starts, ends, strict=True)
    ]


@pytest.mark.parametrize(("policy", "agency", "at"), CASES)
def test_what_is_printed_and_what_is_on_paper_are_the_presenters_words(
    policy: str, agency: str, at: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    card = say_card(card_of(policy, agency, at))
    moment = f"{at:%Y-%m-%dT%H:%M}"
    assert run(["lead", "--policy", policy, "--agency", agency, "--at", moment]) == 0
    printed = flat(capsys.readouterr().out)
    template = find_template("lead-card", Path("nowhere"), {}, shipped("templates"))
    paper = flat(render(template, Context(policy=house(policy).policy, made_at=at, card=card), press()).text)
    whole = [words(one) for one in (*card.contacts, *card.fallback)]
    for page in (printed, paper):
        assert [said for said in words(card) if flat(said) not in page] == []
        assert contacts_in(page, card) == whole


@pytest.mark.parametrize("policy", POLICIES)
def test_every_stage_of_a_policy_has_a_card_on_the_screen_and_on_paper(
    policy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    template = find_template("lead-card", Path("nowhere"), {}, shipped("templates"))
    for stage in house(policy).policy.stages():
        card = say_card(card_of(policy, "childrens-social-care", IN_HOURS, stage.id))
        arguments = ["--policy", policy, "--agency", "childrens-social-care", "--stage", stage.id]
        assert run(["lead", *arguments, "--at", "2026-11-18T10:30"]) == 0
        printed = flat(capsys.readouterr().out)
        context = Context(policy=house(policy).policy, made_at=IN_HOURS, card=card)
        paper = flat(render(template, context, press()).text)
        assert [said for said in words(card) if flat(said) not in printed or flat(said) not in paper] == []


# What the card says.

Make = Callable[..., LeadCard]


@pytest.fixture
def card(small: House) -> Make:
    def make(agency: str, at: str = "2026-11-18T10:30", stage: str | None = None) -> LeadCard:
        moment = datetime.fromisoformat(at).replace(tzinfo=LONDON)
        return lead_card(small.policy, small.contacts, small.time, agency=agency, stage=stage, at=moment)

    return make


@pytest.mark.parametrize(
    ("at", "hours", "role"),
    [
        ("2026-11-18T07:59", "out", "Night Team"),
        ("2026-11-18T08:00", "in", "Duty Manager"),
        ("2026-11-18T15:59", "in", "Duty Manager"),
        ("2026-11-18T16:00", "out", "Night Team"),
        ("2026-11-20T12:00", "out", "Night Team"),
        ("2026-11-21T10:00", "out", "Night Team"),
        ("2026-12-25T10:00", "out", "Night Team"),
    ],
)
def test_the_opening_minute_is_in_and_the_closing_minute_is_out(
    card: Make, at: str, hours: str, role: str
) -> None:
    found = card("childrens-social-care", at)
    assert (found.hours, [one.role for one in found.contacts]) == (hours, [role])


def test_without_a_stage_the_leads_are_the_ones_to_call(card: Make) -> None:
    found = card("health")
    assert {one.use for one in found.contacts} == {"primary"}
    assert (found.stage, found.stage_title) == (None, None)


def test_at_a_stage_before_the_contacts_there_are_none_and_the_card_says_so(card: Make) -> None:
    found = card("childrens-social-care", stage="talk")
    assert found.contacts == ()
    assert "gives no contacts yet" in found.warnings[0]


def test_at_a_stage_the_use_is_the_stages_own(card: Make) -> None:
    assert {one.use for one in card("health", stage="managers").contacts} == {"if-normal-routes-fail"}


def test_an_agency_that_nobody_is_listed_for_has_the_fallback_and_a_warning(card: Make) -> None:
    found = card("police")
    assert (found.contacts, [one.role for one in found.fallback]) == (
        (),
        ["A senior manager of the agency", "Partnership office"],
    )
    assert "is not that agency's own number" in found.warnings[0]


def test_a_stage_that_names_another_agency_does_not_pass_its_number_off_as_the_one_asked_for(
    card: Make,
) -> None:
    found = card("police", stage="directors")
    assert [one.agency for one in found.contacts] == ["childrens-social-care"]
    assert any("No contact is listed for Police" in one for one in found.warnings)


def test_every_card_says_what_to_do_if_nobody_answers(card: Make) -> None:
    assert "999" in card("police").if_no_answer


def test_a_gap_is_said_to_be_one(card: Make) -> None:
    (fallback, _) = say_card(card("police")).fallback
    assert (fallback.phone, fallback.email) == ("not known", "not known")


def test_the_age_of_an_entry_a_personal_mobile_and_its_condition_are_said(card: Make) -> None:
    (office, mobile) = say_card(card("health")).contacts
    assert office.title == "Named Nurse: Siân O'Brien"
    assert office.notes == ("As published 2025. Not checked since",)
    assert mobile.notes == (
        "Ring twice",
        "At night and at weekends",
        "A personal mobile: not for documents that leave your agency",
        "As published, with no date. Not checked since",
    )


def test_the_agencies_of_a_policy_are_the_common_ones_and_the_bodies_within_them(small: House) -> None:
    assert set(small.policy.party_agencies()) == {*AGENCIES, "health/hospital"}


# What is kept locally.


def told(kind: type[Contact] = Contact, **more: object) -> list[str]:
    plain = {
        "id": "a",
        "agency": "police",
        "role": "Inspector",
        "hours": "any",
        "phone": ["101"],
        "source": "§9",
        **more,
    }
    one = msgspec.convert(plain, kind)
    contacts = Contacts(entries=(one,), if_no_answer="Ring again.")
    today = date(2026, 11, 18)
    said = say_contact(line_on(today, one, contacts, in_hours=True, use="primary"))
    return [said.title, *said.notes]


def test_who_checked_a_number_and_when_is_said() -> None:
    checked = {"by": "Duty Manager", "on": "2026-11-02"}
    assert told(verified=checked)[1:] == ["Checked by Duty Manager on 2 November 2026"]
    old = {**checked, "on": "2024-11-02"}
    assert told(verified=old)[1:] == ["Checked by Duty Manager on 2 November 2024. Not checked since"]


def test_a_number_that_has_expired_is_said_to_be_none_to_rely_on() -> None:
    (age,) = told(as_at="2026-11", expires="2026-11-17")[1:]
    assert age == "As published 2026-11. Expired on 17 November 2026: not to be relied on"
    (age,) = told(as_at="2026-11", expires="2026-11-18")[1:]
    assert age == "As published 2026-11. Current until 18 November 2026 at the latest"


def test_an_entry_of_ones_own_that_nobody_has_checked_says_so() -> None:
    assert told(LocalContact)[1:] == ["Kept by your own organisation. Not checked yet"]


def test_only_what_the_policy_published_is_said_to_be_published() -> None:
    assert told(LocalContact, as_at="2026-11")[1:] == ["Kept by your own organisation, as at 2026-11"]
    (checked,) = told(LocalContact, verified={"by": "Ann", "on": "2026-11-02"})[1:]
    assert checked == "Kept by your own organisation. Checked by Ann on 2 November 2026"
    assert told(LocalContact, phone=[])[1:] == ["Kept by your own organisation"]
    assert told(Contact, source="Local contacts")[1:] == ["As published, with no date. Not checked since"]


@pytest.mark.parametrize(
    ("hidden", "says"),
    [(1, "1 published contact is hidden here."), (2, "2 published contacts are hidden here.")],
)
def test_a_card_says_how_many_published_contacts_are_hidden(small: House, hidden: int, says: str) -> None:
    found = lead_card(
        small.policy,
        small.contacts,
        small.time,
        agency="childrens-social-care",
        stage=None,
        at=IN_HOURS,
        hidden=hidden,
    )
    assert found.warnings[0] == says


def test_the_body_the_switchboard_the_finder_and_the_owner_are_said() -> None:
    said = told(
        organisation="Valley Police",
        name="Ann",
        through="The switchboard, 101",
        finder="www.police.example",
        owner="The business team",
        as_at="2026-11",
    )
    assert said == [
        "Inspector, Valley Police: Ann",
        "To be found here: www.police.example",
        "Put through by: The switchboard, 101",
        "As published 2026-11",
        "Kept current by: The business team",
    ]


def test_a_card_says_first_that_the_local_contacts_could_not_be_used(small: House) -> None:
    found = lead_card(
        small.policy,
        small.contacts,
        small.time,
        agency="childrens-social-care",
        stage=None,
        at=IN_HOURS,
        trouble="They could not be used.",
    )
    assert say_card(found).warnings[0] == "They could not be used."
