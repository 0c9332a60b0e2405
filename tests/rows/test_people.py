"""Who acts, with whom, who stands in, and who else has a part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

row = pytest.mark.row
Make = Callable[..., Any]
TALKED = ["talk 2026-11-10 unresolved"]
TO_THE_CHAIR = ["heads 2026-11-10 unresolved"]


def ids(parts: Any) -> list[str]:
    return [one.id for one in parts]


def people(parts: Any) -> list[tuple[str, str]]:
    return [(one.role, one.agency) for one in parts]


# P1


BY_AGENCY = """
roles:
  manager:
    title: Line Manager
    instead:
      - {when: {agency: [police]}, title: Detective Sergeant, source: §3a}
      - {when: {agency: [education]}, title: Designated Safeguarding Lead, source: §3a}
"""


@row("P1")
def test_a_role_has_its_own_title_at_each_kind_of_agency_on_both_sides(flow: Make, bare: Any) -> None:
    named = flow(BY_AGENCY).advice(tried=TALKED, to=["police", "childrens-social-care"])
    assert people([named.acts]) == [("Designated Safeguarding Lead", "education")]
    assert people(named.with_) == [
        ("Detective Sergeant", "police"),
        ("Line Manager", "childrens-social-care"),
    ]
    turned = flow(BY_AGENCY).advice(tried=TALKED, from_="police", to=["education"])
    assert people([turned.acts, *turned.with_]) == [
        ("Detective Sergeant", "police"),
        ("Designated Safeguarding Lead", "education"),
    ]
    assert bare.advice(tried=TALKED).acts.role == "Line Manager"


# P2


@row("P2")
def test_either_of_two_may_act_and_a_designated_professional_may_act_instead(flow: Make) -> None:
    either = flow("""
roles:
  manager:
    title: Line Manager or Safeguarding Lead
    instead: [{when: {agency: [health]}, title: Designated Nurse, source: §3}]
""")
    assert either.advice(tried=TALKED).acts.role == "Line Manager or Safeguarding Lead"
    assert either.advice(tried=TALKED, from_="health").acts.role == "Designated Nurse"


# P3


SECTORS = """
roles:
  manager:
    title: Line Manager
    instead:
      - {when: {sector: [voluntary]}, title: Member of the management committee, source: §3b}
      - {when: {sector: [sole-trader]}, title: Commissioner or funder, source: §3c}
      - {when: {agency: [health], facts: {lead-officer: [none]}}, title: ICB Safeguarding Lead, source: §3d}
facts:
  lead-officer: {question: Does the practice have a safeguarding lead officer?, values: {there: "Yes", none: "No"}, unknown_as: there, when: {party: [health]}, source: §3d}
"""


@row("P3")
@pytest.mark.parametrize(
    ("given", "facts", "role"),
    [
        ({"agency": "education"}, {}, "Line Manager"),
        ({"agency": "voluntary", "sector": "voluntary"}, {}, "Member of the management committee"),
        ({"agency": "education", "sector": "sole-trader"}, {}, "Commissioner or funder"),
        ({"agency": "health"}, {"lead-officer": "none"}, "ICB Safeguarding Lead"),
        ({"agency": "health"}, {"lead-officer": "there"}, "Line Manager"),
        ({"agency": "health"}, {}, "Line Manager"),
    ],
)
def test_another_person_takes_the_place_of_a_role_where_an_agency_has_none(
    flow: Make, given: dict[str, str], facts: dict[str, str], role: str
) -> None:
    advice = flow(SECTORS).advice(tried=TALKED, **{"from": given}, facts=facts)
    assert advice.acts.role == role


@row("P3")
def test_the_sector_of_one_side_says_nothing_of_the_other(flow: Make) -> None:
    advice = flow(SECTORS).advice(tried=TALKED, **{"from": {"agency": "voluntary", "sector": "voluntary"}})
    assert people(advice.with_) == [("Line Manager", "childrens-social-care")]
    to_them = flow(SECTORS).advice(tried=TALKED, to=["voluntary"])
    assert people(to_them.with_) == [("Member of the management committee", "voluntary")]


# P4


FALLBACK = """
roles:
  manager:
    title: Line Manager
    fallback:
      - {role: business-manager, agency: partnership, when: {challenging: [voluntary]}, source: §3e}
      - {role: head, source: §3e}
"""


@row("P4")
def test_where_a_role_is_vacant_the_advice_says_who_stands_in_on_each_side(flow: Make, bare: Any) -> None:
    said = [one.text for one in flow(FALLBACK).advice(tried=TALKED).actions if one.id == "role-vacant"]
    assert len(said) == 2
    assert "go to Head of Service (Education)" in said[0]
    assert "go to Head of Service (Children's social care)" in said[1]
    assert "role-vacant" not in ids(bare.advice(tried=TALKED).actions)


@row("P4")
def test_the_first_stand_in_whose_condition_holds_is_named(flow: Make) -> None:
    advice = flow(FALLBACK).advice(tried=TALKED, from_="voluntary")
    said = [one.text for one in advice.actions if one.id == "role-vacant"]
    assert "Business Manager (Anyshire Safeguarding Partnership)" in said[0]


# P5


@row("P5")
def test_every_agency_that_is_challenged_has_its_own_counterpart(bare: Any) -> None:
    advice = bare.advice(tried=TALKED, to=["childrens-social-care", "police", "health"])
    assert people(advice.with_) == [
        ("Line Manager", "childrens-social-care"),
        ("Line Manager", "police"),
        ("Line Manager", "health"),
    ]


# P6


@row("P6")
def test_a_third_person_is_attached_to_a_stage_and_says_what_for(flow: Make, bare: Any) -> None:
    attached = flow("""
roles: {facilitator: {title: Facilitator}, reviewing-officer: {title: Reviewing Officer}}
ladders:
  - id: main
    stages:
      - id: managers
        also:
          - {role: facilitator, agency: partnership, does: mediates, strength: where possible}
          - {role: reviewing-officer, agency: childrens-social-care, does: is told, when: {about: [timeliness]}}
""")
    usual = attached.advice(tried=TALKED)
    assert [(one.role, one.agency, one.does, one.strength) for one in usual.also] == [
        ("Facilitator", "partnership", "mediates", "where possible")
    ]
    assert [one.does for one in attached.advice(tried=TALKED, about="timeliness").also] == [
        "mediates",
        "is told",
    ]
    assert bare.advice(tried=TALKED).also == ()


# P7


@row("P7")
def test_where_only_some_may_escalate_the_others_are_told_who_has_to(flow: Make) -> None:
    limited = flow("""
facts:
  who-you-are: {question: Are you a manager or a safeguarding lead?, values: {one-of-them: "Yes", neither: "No"}, source: §2}
ladders:
  - id: main
    stages:
      - id: managers
        gates:
          - {id: manager-only, opens: {facts: {who-you-are: [one-of-them]}}, does: Ask your manager to take it on. Only a manager may., who: {role: manager, agency: challenging}, source: §2}
""")
    neither = limited.advice(tried=TALKED, facts={"who-you-are": "neither"})
    assert ids(neither.actions) == ["manager-only"]
    assert people([neither.acts]) == [("Line Manager", "education")]
    one = limited.advice(tried=TALKED, facts={"who-you-are": "one-of-them"})
    assert ids(one.actions) == ["managers-meet"]


# P8


DIRECTIONS = """
bodies:
  conference-chair: Conference Chair
  childrens-social-care/next-county: Social care of the next county
  childrens-social-care/team: The social work team
parties: [conference-chair]
roles:
  manager:
    title: Line Manager
    instead:
      - {when: {agency: [childrens-social-care/next-county]}, title: Duty Manager of the next county, source: §7}
      - {when: {challenging: [childrens-social-care], agency: [childrens-social-care]}, title: Team Manager, source: §7}
  practitioner:
    title: Practitioner
    instead: [{when: {agency: [conference-chair]}, title: Conference Chair, source: §7}]
"""


@row("P8")
@pytest.mark.parametrize(
    ("challenging", "challenged", "acts", "facing"),
    [
        ("education", "childrens-social-care", "Line Manager", "Line Manager"),
        ("childrens-social-care", "education", "Team Manager", "Line Manager"),
        ("conference-chair", "police", "Line Manager", "Line Manager"),
        ("childrens-social-care/team", "conference-chair", "Team Manager", "Line Manager"),
        (
            "childrens-social-care",
            "childrens-social-care/next-county",
            "Team Manager",
            "Duty Manager of the next county",
        ),
    ],
)
def test_a_difference_can_go_in_any_direction(
    flow: Make, challenging: str, challenged: str, acts: str, facing: str
) -> None:
    advice = flow(DIRECTIONS).advice(tried=TALKED, from_=challenging, to=[challenged])
    assert (people([advice.acts]), people(advice.with_)) == ([(acts, challenging)], [(facing, challenged)])


@row("P8")
def test_a_body_that_is_no_party_of_the_policy_can_neither_challenge_nor_be_challenged(flow: Make) -> None:
    from wizard.base.errors import WrongInputError

    with pytest.raises(WrongInputError, match="partnership"):
        flow(DIRECTIONS).advice(from_="partnership")
    first = flow(DIRECTIONS).advice(from_="conference-chair", to=["education"])
    assert people([first.acts]) == [("Conference Chair", "conference-chair")]


# P9


@row("P9")
def test_who_first_raised_it_is_copied_into_everything_and_gets_the_outcome(flow: Make, bare: Any) -> None:
    tracked = flow("""
roles: {originator: {title: The person who first raised it}}
notices:
  - {id: copy-to-originator, text: Send them a copy., by: email, copied: true, to: {role: originator, agency: challenging}, source: §2}
  - {id: outcome-to-originator, text: Tell them what came of it., by: in person, at: [resolved, complete], to: {role: originator, agency: challenging}, source: §6}
duties:
  - {id: may-disagree, does: "They may disagree with their own agency, and say so to the lead.", by: {role: manager, agency: challenging}, at: [managers, heads], source: §2}
""")
    for tried in ([], TALKED, TO_THE_CHAIR):
        told = tracked.advice(tried=tried).notify
        assert [(one.id, one.copied, people(one.to)) for one in told] == [
            ("copy-to-originator", True, [("The person who first raised it", "education")])
        ]
    assert "may-disagree" in ids(tracked.advice(tried=TALKED).actions)
    assert "may-disagree" not in ids(tracked.advice().actions)
    ended = tracked.advice(tried=["talk 2026-11-10 resolved"])
    assert ids(ended.notify) == ["copy-to-originator", "outcome-to-originator"]
    assert bare.advice().notify == ()


# P10


@row("P10")
def test_a_personal_view_and_the_agencys_position_go_different_ways(flow: Make) -> None:
    position = flow("""
facts:
  position: {question: Is this your agency's position or your own view?, values: {agency: The agency's, personal: My own}, unknown_as: personal, source: §1}
ladders:
  - id: main
    stages:
      - id: managers
        gates:
          - {id: agree-a-position, opens: {facts: {position: [agency]}}, does: Agree your agency's position first., who: {role: manager, agency: challenging}, source: §1}
""")
    assert ids(position.advice(tried=TALKED, facts={"position": "personal"}).actions) == ["agree-a-position"]
    assert ids(position.advice(tried=TALKED).actions) == ["agree-a-position"]
    assert ids(position.advice(tried=TALKED, facts={"position": "agency"}).actions) == ["managers-meet"]


# P11


@row("P11")
@pytest.mark.parametrize(
    ("parties", "role"),
    [
        ({}, "Chair from Health"),
        ({"to": ["health"]}, "Chair from the Police"),
        ({"from_": "health", "to": ["police"]}, "Independent Chair"),
    ],
)
def test_a_rule_chooses_a_chair_who_is_no_party(flow: Make, parties: dict[str, Any], role: str) -> None:
    chosen = flow("""
roles:
  chair:
    title: Chair from Health
    instead:
      - {when: {challenging: [health], challenged: [police]}, title: Independent Chair, source: §5}
      - {when: {challenging: [police], challenged: [health]}, title: Independent Chair, source: §5}
      - {when: {party: [health]}, title: Chair from the Police, source: §5}
""")
    advice = chosen.advice(tried=TO_THE_CHAIR, **parties)
    assert people(advice.with_) == [(role, "partnership")]


# P12


@row("P12")
def test_a_panel_says_its_size_who_sits_who_is_heard_who_decides_and_who_calls_it(
    flow: Make, bare: Any
) -> None:
    advice = flow("""
ladders:
  - id: main
    stages:
      - id: chair-decides
        panel: {rule: A panel hears both sides., size: 3, meets: every six weeks, source: §5}
        also:
          - {role: business-manager, agency: partnership, does: convenes}
          - {role: chair, agency: partnership, does: decides}
          - {role: director, agency: health, does: sits}
          - {role: director, agency: police, does: sits, strength: should}
          - {role: practitioner, agency: challenging, does: is heard}
          - {role: practitioner, agency: challenged, does: is heard}
        documents: [meeting-record]
""").advice(tried=TO_THE_CHAIR)
    assert advice.panel == "A panel hears both sides. At least 3 people sit on it. It meets: every six weeks."
    assert [(one.does, one.agency, one.strength) for one in advice.also] == [
        ("convenes", "partnership", "must"),
        ("decides", "partnership", "must"),
        ("sits", "health", "must"),
        ("sits", "police", "should"),
        ("is heard", "education", "must"),
        ("is heard", "childrens-social-care", "must"),
    ]
    assert "meeting-record" in advice.documents
    assert (bare.advice(tried=TO_THE_CHAIR).panel, bare.advice(tried=TO_THE_CHAIR).also) == (None, ())


# P13


@row("P13")
def test_support_for_somebody_junior_is_a_prompt_of_its_own(flow: Make) -> None:
    prompted = flow("""
facts: {junior: {question: Do they have less experience than the other side?, values: {less: "Yes", not-less: "No"}, unknown_as: less, source: §2}}
duties:
  - {id: support, does: Have a manager support whoever challenges somebody senior., by: {role: manager, agency: challenging}, at: [talk, managers], when: {facts: {junior: [less]}}, source: §2}
""")
    support = next(one for one in prompted.advice().actions if one.id == "support")
    assert people([support.by]) == [("Line Manager", "education")]
    assert "support" not in ids(prompted.advice(facts={"junior": "not-less"}).actions)
    assert "support" not in ids(prompted.advice(tried=["managers 2026-11-10 unresolved"]).actions)
