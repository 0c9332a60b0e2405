"""How a case enters, passes stages, stays outside, and what may not wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

row = pytest.mark.row
Make = Callable[..., Any]
TALKED = ["talk 2026-11-10 unresolved"]


def ids(parts: Any) -> list[str]:
    return [one.id for one in parts]


# E1


FRONT_DOOR = """
contacts:
  - {id: front-door, rule: The front door is called at once., of: [childrens-social-care], use: primary, when: {risk: [immediate]}, source: §1}
duties:
  - {id: call-the-front-door, does: Call the front door or the Emergency Duty Team., when: {risk: [immediate]}, source: §1}
"""


@row("E1")
@pytest.mark.parametrize(
    "tried", [[], TALKED, ["talk 2026-11-10 resolved"], ["chair-decides 2026-11-10 unresolved"]]
)
def test_immediate_risk_comes_first_wherever_the_case_is(flow: Make, tried: list[str]) -> None:
    danger = flow(FRONT_DOOR).advice(tried=tried, risk="immediate")
    assert ids(danger.actions)[:2] == ["emergency-services", "urgent-referral"]
    assert danger.urgent
    assert "call-the-front-door" in ids(danger.actions)


@row("E1")
def test_immediate_risk_brings_the_numbers_to_call(flow: Make) -> None:
    reached = flow(FRONT_DOOR)
    assert ids(reached.advice(risk="immediate").contacts) == ["csc-lead"]
    assert reached.advice(risk="significant").contacts == ()


# E2 and E3


def bypass(**keys: str) -> str:
    said = {"id": "go-on", "rule": "Stages may be passed.", "source": "§2a", **keys}
    return "bypasses:\n  - {" + ", ".join(f"{key}: {value}" for key, value in said.items()) + "}\n"


@row("E2")
def test_direct_talk_may_be_skipped_where_harm_is_feared(flow: Make, bare: Any) -> None:
    skipping = flow(
        "passes: [{id: skip-talk, rule: Nobody need talk first., when: {risk: [immediate, significant]}, stages: [talk], source: §2}]"
    )
    feared = skipping.advice(risk="significant")
    assert (feared.stage.id, ids(feared.warnings)) == ("managers", [])
    assert skipping.advice(risk="welfare").stage.id == "talk"
    assert bare.advice(risk="significant").stage.id == "talk"


@row("E2")
def test_a_case_may_start_at_the_stage_that_somebody_finds_right(flow: Make) -> None:
    free = flow(bypass(needs="discretion", who="the worker", when="{risk: [immediate]}"))
    assert free.advice(risk="immediate").may_start_at == ("managers", "heads", "chair-decides")
    assert free.advice(risk="immediate", start_at="heads").stage.id == "heads"
    refused = free.advice(risk="welfare", start_at="heads")
    assert (refused.stage.id, ids(refused.warnings)) == ("talk", ["bypass-not-agreed"])


@row("E2")
def test_a_case_may_go_straight_to_a_named_stage_and_to_no_other(flow: Make) -> None:
    named = flow(bypass(needs="agreement", who="both Heads of Service", to="[heads]"))
    assert named.advice().may_start_at == ("heads",)
    assert named.advice(start_at="heads", bypass_agreed=True).stage.id == "heads"
    for wish in ("managers", "chair-decides"):
        other = named.advice(start_at=wish, bypass_agreed=True)
        assert (other.stage.id, ids(other.warnings)) == ("talk", ["bypass-not-agreed"])
        assert "does not say that a case like this may start" in other.warnings[0].text
    missing = named.advice(start_at="heads")
    assert "both Heads of Service" in missing.warnings[0].text


@row("E2")
def test_discretion_to_go_to_one_stage_is_none_to_leave_out_others(flow: Make) -> None:
    named = flow(bypass(needs="discretion", who="the worker", to="[chair-decides]"))
    left_out = named.advice(tried=["managers 2026-11-10 unresolved"])
    assert left_out.stage.id == "heads"
    assert "skipped-stage" in ids(left_out.warnings)
    assert ids(named.advice(start_at="chair-decides").warnings) == []
    # Once the case has been there by that leave, what lies before it is not missing.
    there = named.advice(tried=["talk 2026-11-10 unresolved", "chair-decides 2026-11-12 open"])
    assert "skipped-stage" not in ids(there.warnings)


@row("E2")
@pytest.mark.parametrize(
    ("who", "agreed", "stage"),
    [
        ("all agencies involved", True, "chair-decides"),
        ("all agencies involved", False, "talk"),
        ("your own manager", True, "chair-decides"),
    ],
)
def test_any_stage_may_be_skipped_where_those_who_must_agree_do(
    flow: Make, who: str, agreed: bool, stage: str
) -> None:
    advice = flow(bypass(needs="agreement", who=who)).advice(start_at="chair-decides", bypass_agreed=agreed)
    assert advice.stage.id == stage
    assert any(who in one.text for one in advice.warnings) is not agreed


@row("E2")
def test_a_case_goes_straight_to_a_named_role_by_a_route(flow: Make) -> None:
    routed = flow("""
routes:
  - {id: straight-to-heads, rule: Thematic questions go to the Heads., when: {about: [service-provision]}, to: heads, until: attempted, source: §4}
""")
    straight = routed.advice(about="service-provision")
    assert (straight.stage.id, straight.acts.role, ids(straight.warnings)) == ("heads", "Head of Service", [])
    assert routed.advice(about="timeliness").stage.id == "talk"


@row("E3")
def test_whoever_passes_stages_is_told_who_authorises_it_and_to_write_the_reason_down(flow: Make) -> None:
    lines = bypass(needs="agreement", who="the Director", reason="true")
    taken = flow(lines).advice(start_at="heads", bypass_agreed=True)
    said = next(one.text for one in taken.actions if one.id == "reason-go-on")
    assert "Write down why" in said
    assert "the Director" in said
    assert "reason-go-on" not in ids(flow(lines).advice().actions)
    without = flow(lines.replace("reason: true", "reason: false")).advice(
        start_at="heads", bypass_agreed=True
    )
    assert "reason-go-on" not in ids(without.actions)


# E5 and E6


OUTSIDE = """
about:
  ids: [criteria-for-referral, service-provision, timeliness, funding, conference, single-agency]
  own: {funding: Funding or eligibility, conference: A conference matter, single-agency: Within one agency}
  source: §1
facts:
  adult-in-trust: {question: Is it about a person in a position of trust?, values: {trust: "Yes", no-trust: "No"}, unknown_as: no-trust, source: §1}
outside:
  - {id: complaint, when: {circumstance: [complaint]}, rule: No complaints., instead: Use the complaints procedure., source: §1}
  - {id: conduct, when: {circumstance: [allegation]}, rule: No allegations., instead: Go to the LADO., source: §1}
  - {id: whistle, when: {circumstance: [whistleblowing]}, rule: No whistleblowing., instead: Use the whistleblowing procedure., source: §1}
  - {id: pipot, when: {facts: {adult-in-trust: [trust]}}, rule: Not for people in a position of trust., instead: Use the PiPoT procedure., source: §1}
  - {id: money, when: {about: [funding]}, rule: Not for funding., instead: Use the funding panel., source: §1}
  - {id: conferences, when: {about: [conference]}, rule: Not for conferences., instead: Go to the Reviewing Officer., source: §1}
  - {id: own-agency, when: {dispute: [within-one-agency]}, rule: Between agencies only., instead: Use your own agency's procedure., source: §1}
"""


@row("E5")
@pytest.mark.parametrize(
    ("facts", "instead"),
    [
        ({"circumstance": "complaint"}, "complaints procedure"),
        ({"circumstance": "allegation"}, "LADO"),
        ({"circumstance": "whistleblowing"}, "whistleblowing procedure"),
        ({"facts": {"adult-in-trust": "trust"}}, "PiPoT"),
        ({"about": "funding"}, "funding panel"),
        ({"about": "conference"}, "Reviewing Officer"),
        ({"from_": "police", "to": ["police"]}, "your own agency"),
    ],
)
def test_what_lies_outside_is_told_with_where_to_go_instead(
    flow: Make, bare: Any, facts: dict[str, Any], instead: str
) -> None:
    advice = flow(OUTSIDE).advice(**facts)
    assert (advice.status, advice.stage, advice.act_by) == ("outside-policy", None, None)
    assert ids(advice.actions) == ["go-instead"]
    assert instead in advice.actions[0].text
    if "facts" not in facts and facts.get("about") is None:
        assert bare.advice(**facts).status == "act"
    urgent = flow(OUTSIDE).advice(**facts, risk="immediate")
    assert ids(urgent.actions) == ["emergency-services", "urgent-referral", "go-instead"]


@row("E6")
@pytest.mark.parametrize(
    "facts",
    [
        {"from_": "police", "to": ["police"]},
        {"about": "drift"},
        {"about": "resources"},
        {"about": "own-management"},
    ],
)
def test_what_other_policies_leave_out_can_be_inside(flow: Make, facts: dict[str, Any]) -> None:
    wide = flow("""
about:
  ids: [criteria-for-referral, service-provision, timeliness, drift, resources, own-management]
  own: {drift: Drift, resources: Resources, own-management: One's own management}
  source: §1
""")
    assert (wide.advice(**facts).status, wide.advice(**facts).stage.id) == ("act", "talk")


# E7


@row("E7")
def test_what_must_be_there_first_is_asked_for_before_the_stage(flow: Make) -> None:
    conditions = flow("""
facts:
  referral: {question: Was a written referral sent?, values: {sent: "Yes", not-sent: "No"}, source: §1}
  threshold: {question: Was the threshold document used?, values: {used: "Yes", not-used: "No"}, source: §1}
ladders:
  - id: main
    stages:
      - id: talk
        gates:
          - {id: refer-first, opens: {facts: {referral: [sent]}}, does: Send a written referral first., who: {role: practitioner, agency: challenging}, source: §1}
          - {id: use-the-threshold, opens: {facts: {threshold: [used]}}, does: Look at the threshold document., holds: false, source: §1}
        steps:
          - {id: state-the-evidence, does: State your evidence and what you want., source: §1}
          - {id: talk-first, does: Talk to the person who decided., source: §2}
""")
    nothing = conditions.advice(facts={"referral": "not-sent", "threshold": "not-used"})
    assert ids(nothing.actions) == ["refer-first", "use-the-threshold"]
    sent = conditions.advice(facts={"referral": "sent", "threshold": "not-used"})
    assert ids(sent.actions) == ["use-the-threshold", "state-the-evidence", "talk-first"]
    both = conditions.advice(facts={"referral": "sent", "threshold": "used"})
    assert ids(both.actions) == ["state-the-evidence", "talk-first"]
    assert both.warnings == ()


# E8


@row("E8")
def test_what_stands_stays_as_it_is_while_a_difference_goes_on(flow: Make) -> None:
    held = flow("""
duties:
  - {id: keep-what-is-agreed, does: Carry out the plan as it stands until this is settled., at: [talk, managers, heads, chair-decides], source: §2}
""")
    for tried in ([], TALKED, ["managers 2026-11-10 unresolved"], ["heads 2026-11-10 open"]):
        assert "keep-what-is-agreed" in ids(held.advice(tried=tried).actions)
    assert "keep-what-is-agreed" not in ids(held.advice(tried=["talk 2026-11-10 resolved"]).actions)


# E9


@row("E9")
def test_a_deadlock_ends_as_the_policy_says(flow: Make, bare: Any) -> None:
    stuck = ["chair-decides 2026-11-10 unresolved"]
    default = flow("""
endings:
  - id: complete
    rule: Where nobody agrees, the higher level of safeguarding is taken.
    steps: [{id: higher-level, does: Act on the higher level of safeguarding., source: §5}]
""").advice(tried=stuck)
    assert default.status == "complete"
    assert ids(default.actions) == ["keep-watch", "higher-level"]
    assert ids(bare.advice(tried=stuck).actions) == ["keep-watch"]


# E10


NON_DECISIONS = """
about:
  ids: [criteria-for-referral, service-provision, timeliness, no-reply, action-not-done, procedure-not-followed, slow-progress]
  own: {no-reply: Nobody has replied, action-not-done: What was agreed was not done, procedure-not-followed: A procedure was not followed, slow-progress: It goes too slowly}
  source: §1
events: {asked: {title: The other side was asked, source: §1}, replied: {title: They replied, source: §1}}
clocks:
  - {id: no-reply, rule: They reply within three working days., limit: 3 working days, owner: challenged, starts: asked, ends: replied, at: [talk], expires: may escalate, source: §1}
routes:
  - {id: not-done, rule: What was not done goes to the managers., when: {about: [action-not-done, procedure-not-followed, slow-progress]}, to: managers, until: attempted, source: §1}
"""


@row("E10")
@pytest.mark.parametrize(
    ("about", "stage"),
    [
        ("no-reply", "talk"),
        ("action-not-done", "managers"),
        ("procedure-not-followed", "managers"),
        ("slow-progress", "managers"),
    ],
)
def test_something_that_was_not_done_is_a_matter_to_escalate(flow: Make, about: str, stage: str) -> None:
    assert flow(NON_DECISIONS).advice(about=about).stage.id == stage


@row("E10")
@row("C11")
def test_no_reply_in_time_allows_the_next_stage(flow: Make) -> None:
    silent = flow(NON_DECISIONS)
    # Asked on Tuesday 10 November: three working days end on Friday 13, 16:00.
    asked = {"happened": ["asked 2026-11-10"], "about": "no-reply"}
    assert silent.advice(**asked, now="2026-11-13T10:00").may_start_at == ()
    late = silent.advice(**asked)
    assert (late.status, late.stage.id, late.may_start_at) == ("overdue", "talk", ("managers",))
    replied = silent.advice(happened=["asked 2026-11-10", "replied 2026-11-12"], about="no-reply")
    assert (replied.status, replied.may_start_at) == ("act", ())
