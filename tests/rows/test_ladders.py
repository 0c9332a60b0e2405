"""The shape of ladders: stages in a policy's own numbering, groups, forks, gates, returns, and several ladders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

row = pytest.mark.row
Make = Callable[..., Any]


def ids(parts: Any) -> list[str]:
    return [one.id for one in parts]


# L1


@row("L1")
@pytest.mark.parametrize("count", [2, 3, 6, 8])
def test_a_ladder_has_as_many_stages_as_the_policy_and_ends_after_the_last(flow: Make, count: int) -> None:
    stages = "".join(
        f"""
      - id: phase-{number}
        label: Phase {number}
        title: Phase number {number}
        rule: The managers meet.
        source: §{number}
        acts: {{role: manager, agency: challenging}}
        with: [{{role: manager, agency: challenged}}]
        steps: [{{id: meet, does: Meet., source: §{number}}}]"""
        for number in range(count)
    )
    # A list without ids replaces the list; so the whole ladder is another one here.
    long = flow(
        f"ladders:\n  - id: numbered\n    when: {{subject: [child]}}\n    stages:{stages}\n  - id: main\n    when: {{subject: [adult]}}"
    )
    first = long.advice()
    assert first.stage.label == "Phase 0"
    assert ids(first.ladder) == [f"phase-{number}" for number in range(count)]
    last = long.advice(tried=[f"phase-{count - 2} 2026-11-10 unresolved"])
    assert last.stage.id == f"phase-{count - 1}"
    assert long.advice(tried=[f"phase-{count - 1} 2026-11-10 unresolved"]).status == "complete"


@row("L1")
def test_a_stage_before_the_first_may_be_numbered_nought_or_pre(flow: Make) -> None:
    renamed = flow(
        "ladders: [{id: main, stages: [{id: talk, label: Pre-escalation}]}]\nterms: {stage: Phase}"
    )
    assert renamed.advice().stage.label == "Pre-escalation"
    skipped = renamed.advice(tried=["managers 2026-11-10 open"]).warnings
    assert "Pre-escalation" in next(one.text for one in skipped if one.id == "skipped-stage")


# L2


CONSULT = """
ladders:
  - id: main
    stages:
      - id: talk
        with: [{role: manager, agency: challenging}]
        steps: [{id: talk-first, does: Talk to your own manager first., source: §2}]
"""


@row("L2")
def test_a_stage_of_consulting_first_goes_to_nobody_at_the_other_agency(flow: Make, bare: Any) -> None:
    assert {one.agency for one in bare.advice().with_} == {"childrens-social-care"}
    advice = flow(CONSULT).advice()
    assert {one.agency for one in advice.with_} == {"education"}
    assert advice.actions[0].text == "Talk to your own manager first."


# L3


SUB_STEPS = """
ladders:
  - id: main
    stages:
      - id: managers
        steps:
          - {id: write-it-down, does: Write down the difference., by: {role: practitioner, agency: challenging}, source: §3.1}
          - {id: acknowledge, does: Acknowledge it., by: {role: manager, agency: challenged}, source: §3.2, strength: should}
clocks:
  - {id: in-writing, rule: It is written down within a working day., limit: 1 working day, at: [managers], step: write-it-down, source: §3.1}
  - {id: acknowledged, rule: It is acknowledged within two., limit: 2 working days, at: [managers], step: acknowledge, owner: challenged, source: §3.2}
"""


@row("L3")
@row("C7")
def test_each_step_within_a_stage_has_its_own_person_and_its_own_time(flow: Make) -> None:
    # The stage is open since Monday 16 November 10:00: one working day is Tuesday 17:00, two Wednesday 17:00.
    advice = flow(SUB_STEPS).advice(
        tried=["talk 2026-11-13 unresolved", "managers 2026-11-16T10:00 open"], now="2026-11-16T12:00"
    )
    steps = {one.id: one for one in advice.actions}
    written, acknowledged = steps["write-it-down"], steps["acknowledge"]
    assert (written.by.role, written.by.agency) == ("Practitioner", "education")
    assert f"{written.act_by:%F %H:%M}" == "2026-11-17 17:00"
    assert (acknowledged.by.role, acknowledged.by.agency) == ("Line Manager", "childrens-social-care")
    assert f"{acknowledged.act_by:%F %H:%M}" == "2026-11-18 17:00"
    assert acknowledged.strength == "should"
    assert f"{advice.act_by:%F %H:%M}" == "2026-11-17 17:00"


# L4


GROUPS = """
ladders:
  - id: main
    stages:
      - {id: talk, group: Informal}
      - {id: managers, group: Formal, invokes: true}
      - {id: heads, group: Formal}
notices:
  - {id: tell-the-office, text: Tell the office that the policy is in use., by: email, on: invoked, within: 1 working day, source: §3}
clocks:
  - {id: whole, rule: All of it takes ten working days from its formal use., limit: 10 working days, starts: invoked, at: [managers, heads], source: §3}
"""


@row("L4")
def test_what_waits_for_the_formal_use_begins_with_the_stage_that_marks_it(flow: Make) -> None:
    formal = flow(GROUPS)
    before = formal.advice(tried=["talk 2026-11-02 unresolved"])
    assert (before.stage.group, before.stage.invokes) == ("Formal", True)
    assert ids(before.notify) == []
    assert before.act_by is None
    # Begun on Tuesday 3 November: ten working days after it are Tuesday 17 November.
    begun = formal.advice(tried=["talk 2026-11-02 unresolved", "managers 2026-11-03 open"])
    assert ids(begun.notify) == ["tell-the-office"]
    assert f"{begun.act_by:%F %H:%M}" == "2026-11-17 17:00"
    # A later stage does not begin that time anew.
    later = formal.advice(
        tried=["talk 2026-11-02 unresolved", "managers 2026-11-03..2026-11-10 unresolved"],
        now="2026-11-12T10:00",
    )
    assert (later.stage.id, later.stage.group) == ("heads", "Formal")
    assert f"{later.act_by:%F %H:%M}" == "2026-11-17 17:00"


@row("L4")
@row("N1")
def test_the_time_of_a_notice_on_formal_use_counts_from_that_use_and_not_from_the_present_stage(
    flow: Make,
) -> None:
    # In use since Tuesday 3 November 09:00; one working day after it is Wednesday 4 November.
    later = flow(GROUPS).advice(
        tried=["talk 2026-11-02 unresolved", "managers 2026-11-03..2026-11-10 unresolved"],
        now="2026-11-12T10:00",
    )
    assert f"{later.notify[0].act_by:%F %H:%M}" == "2026-11-04 17:00"


@row("L4")
def test_the_moment_of_formal_use_can_be_said_where_it_is_not_the_beginning_of_a_stage(flow: Make) -> None:
    formal = flow(GROUPS)
    told = formal.advice(
        tried=["talk 2026-11-02 unresolved"], happened=["invoked 2026-11-05"], now="2026-11-06T10:00"
    )
    # Thursday 5 November; ten working days after it are Thursday 19 November.
    assert f"{told.act_by:%F %H:%M}" == "2026-11-19 17:00"
    assert ids(told.notify) == ["tell-the-office"]


# L5


OPTIONAL = """
facts:
  mediation:
    question: Does the Chair want mediation first?
    values: {wanted: "Yes", not-wanted: "No"}
    unknown_as: not-wanted
    who: chair
    source: §4a
ladders:
  - id: main
    stages:
      - id: talk
      - id: managers
      - id: heads
      - id: mediation
        label: Stage 3a
        title: Mediation
        rule: The Chair may ask for mediation.
        source: §4a
        when: {facts: {mediation: [wanted]}}
        acts: {role: head, agency: challenging}
        with: [{role: head, agency: challenged}]
        steps: [{id: mediate, does: Meet with the mediator., source: §4a}]
      - id: chair-decides
"""


@row("L5")
@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ({"mediation": "wanted"}, "mediation"),
        ({"mediation": "not-wanted"}, "chair-decides"),
        ({}, "chair-decides"),
    ],
)
def test_an_optional_stage_is_there_where_the_person_who_may_wants_it(
    flow: Make, facts: dict[str, str], stage: str
) -> None:
    advice = flow(OPTIONAL).advice(tried=["heads 2026-11-10 unresolved"], facts=facts)
    assert advice.stage.id == stage


@row("L5")
def test_an_optional_stage_that_was_tried_stays_on_record_whatever_is_said_since(flow: Make) -> None:
    optional = flow(OPTIONAL)
    advice = optional.advice(tried=["heads 2026-11-05 unresolved", "mediation 2026-11-10 open"])
    assert (advice.status, advice.stage.id) == ("in-progress", "mediation")
    after = optional.advice(tried=["heads 2026-11-05 unresolved", "mediation 2026-11-10 unresolved"])
    assert after.stage.id == "chair-decides"
    # One that is not on the case's ladder is not missed either.
    passed = optional.advice(
        tried=["talk 2026-11-02 unresolved", "managers 2026-11-03 unresolved", "heads 2026-11-05 unresolved"]
    )
    assert "skipped-stage" not in ids(passed.warnings)


# L6


GATE = """
facts:
  justified:
    question: Does the safeguarding lead find the concern justified?
    values: {justified: "Yes", not-justified: "No"}
    source: §3.1
ladders:
  - id: main
    stages:
      - id: managers
        gates:
          - {id: lead-judges, opens: {facts: {justified: [justified]}}, does: Ask the Director to judge whether it is justified., who: {role: director, agency: challenging}, source: §3.1}
"""
TALKED = ["talk 2026-11-10 unresolved"]


@row("L6")
@pytest.mark.parametrize("facts", [{"justified": "not-justified"}, {"justified": "unknown"}, {}])
def test_a_gate_that_is_not_open_says_who_judges_and_keeps_the_stage_from_beginning(
    flow: Make, facts: dict[str, str]
) -> None:
    shut = flow(GATE).advice(tried=TALKED, facts=facts)
    assert shut.stage.id == "managers"
    assert (shut.acts.role, shut.acts.agency) == ("Director", "education")
    assert [one.role for one in shut.with_] == ["Line Manager"]
    assert {one.agency for one in shut.with_} == {"education"}
    assert ids(shut.actions)[0] == "lead-judges"
    assert "managers-meet" not in ids(shut.actions)
    assert "gate-not-passed" in ids(shut.warnings)


@row("L6")
def test_an_open_gate_says_nothing_any_more(flow: Make) -> None:
    open_ = flow(GATE).advice(tried=TALKED, facts={"justified": "justified"})
    assert open_.acts.role == "Line Manager"
    assert ids(open_.actions) == ["managers-meet"]
    assert "gate-not-passed" not in ids(open_.warnings)


@row("L6")
@row("E1")
def test_a_shut_gate_never_comes_before_the_emergency_services(flow: Make) -> None:
    shut = flow(GATE).advice(tried=TALKED, risk="immediate")
    assert ids(shut.actions)[:3] == ["emergency-services", "urgent-referral", "lead-judges"]
    assert shut.urgent


@row("L6")
def test_a_stage_that_was_begun_is_past_its_gate(flow: Make) -> None:
    begun = flow(GATE).advice(tried=[*TALKED, "managers 2026-11-12 open"])
    assert (begun.status, begun.acts.role) == ("in-progress", "Line Manager")
    assert "gate-not-passed" not in ids(begun.warnings)


@row("L6")
def test_a_gate_that_only_reminds_leaves_the_stage_to_who_acts(flow: Make) -> None:
    reminded = flow(GATE.replace("lead-judges,", "lead-judges, holds: false,")).advice(tried=TALKED)
    assert reminded.acts.role == "Line Manager"
    assert ids(reminded.actions) == ["lead-judges", "managers-meet"]


# L7


FORK = """
facts:
  urgency:
    question: Is it urgent?
    values: {urgent: "Yes", ordinary: "No"}
    unknown_as: urgent
    source: §4
ladders:
  - id: main
    stages:
      - id: heads
        when: {facts: {urgency: [ordinary]}}
      - id: chair-decides
        label: Stage 4
      - id: directors
        label: Stage 3a
        title: Directors at once
        rule: The Directors speak today.
        source: §4a
        when: {facts: {urgency: [urgent]}}
        acts: {role: director, agency: challenging}
        with: [{role: director, agency: challenged}]
        steps: [{id: speak-today, does: Speak today., source: §4a}]
"""
TO_HEADS = ["talk 2026-11-03 unresolved", "managers 2026-11-05 unresolved"]


@row("L7")
def test_a_fork_leads_each_case_along_its_own_branch(flow: Make) -> None:
    forked = flow(FORK)
    assert forked.advice(tried=TO_HEADS, facts={"urgency": "ordinary"}).stage.id == "heads"
    assert forked.advice(tried=TO_HEADS, facts={"urgency": "urgent"}).stage.id == "chair-decides"
    assert forked.advice(tried=TO_HEADS).stage.id == "chair-decides"  # not known, and read as urgent
    both = ["chair-decides 2026-11-09 unresolved"]
    assert forked.advice(tried=both, facts={"urgency": "urgent"}).stage.id == "directors"
    assert forked.advice(tried=both, facts={"urgency": "ordinary"}).status == "complete"


@row("L7")
def test_an_attempt_on_the_branch_that_no_longer_applies_is_not_lost(flow: Make) -> None:
    forked = flow(FORK)
    # It was ordinary, and the Heads met; since then it is urgent. The case does not go back before them.
    open_ = forked.advice(tried=[*TO_HEADS, "heads 2026-11-09 open"], facts={"urgency": "urgent"})
    assert (open_.status, open_.stage.id) == ("in-progress", "heads")
    failed = forked.advice(tried=[*TO_HEADS, "heads 2026-11-09 unresolved"], facts={"urgency": "urgent"})
    assert failed.stage.id == "chair-decides"
    assert "skipped-stage" not in ids(failed.warnings)


@row("L7")
def test_the_branch_that_was_not_taken_was_not_skipped(flow: Make) -> None:
    in_order = "      - id: talk\n      - id: managers\n      - id: heads\n"
    fork = FORK.replace("      - id: chair-decides\n        label: Stage 4\n", "").replace(
        "      - id: heads\n", in_order
    )
    forked = flow(f"{fork}      - id: chair-decides\n")
    # The Directors spoke while it was urgent. It is not any more, and nobody need meet first for that.
    tried = [*TO_HEADS, "directors 2026-11-09 open"]
    turned = forked.advice(tried=tried, facts={"urgency": "ordinary"})
    assert turned.stage.id == "directors"
    assert "skipped-stage" not in ids(turned.warnings)


@row("L7")
def test_what_was_agreed_or_not_leads_to_a_letter_or_to_a_meeting(flow: Make) -> None:
    forked = flow("""
facts:
  reply: {question: What did they reply?, values: {agreed: They agreed, refused: They refused}, source: §3}
ladders:
  - id: main
    stages:
      - id: managers
        steps:
          - {id: letter, does: Write down what was agreed., source: §3a, when: {facts: {reply: [agreed]}}}
          - {id: meeting, does: Call a meeting., source: §3b, when: {facts: {reply: [refused, unknown]}}}
forms:
  - {id: agreed-form, title: Record of agreement, rule: It records the agreement., document: outcome-confirmation, at: [managers], when: {facts: {reply: [agreed]}}, source: §3a}
""")
    agreed = forked.advice(tried=TALKED, facts={"reply": "agreed"})
    refused = forked.advice(tried=TALKED, facts={"reply": "refused"})
    assert ("letter" in ids(agreed.actions), "meeting" in ids(agreed.actions)) == (True, False)
    assert ("letter" in ids(refused.actions), "meeting" in ids(refused.actions)) == (False, True)
    assert ("outcome-confirmation" in agreed.documents, "outcome-confirmation" in refused.documents) == (
        True,
        False,
    )


# L8


RETURN = """
ladders:
  - id: main
    stages:
      - id: heads
        returns: [{id: back-to-managers, to: managers, rule: The Heads send it back to the managers once., times: 1, source: §4}]
clocks:
  - {id: managers-time, rule: The managers have five working days., limit: 5 working days, at: [managers], source: §3}
"""
TO_HEADS_AND_BACK = [
    "talk 2026-11-02 unresolved",
    "managers 2026-11-03..2026-11-04 unresolved",
    "heads 2026-11-05..2026-11-06 unresolved",
]


@row("L8")
def test_a_decision_leads_back_once_and_the_stage_has_its_time_anew(flow: Make, bare: Any) -> None:
    assert bare.advice(tried=TO_HEADS_AND_BACK).stage.id == "chair-decides"
    back = flow(RETURN).advice(tried=TO_HEADS_AND_BACK, now="2026-11-09T10:00")
    assert (back.status, back.stage.id) == ("act", "managers")
    # The Heads ended on Friday 6 November: five working days after it are Friday 13 November, 16:00.
    assert f"{back.act_by:%F %H:%M}" == "2026-11-13 16:00"
    assert "The Heads send it back to the managers once." in [one.rule for one in back.because]
    assert "skipped-stage" not in ids(back.warnings)


@row("L8")
def test_the_second_time_the_same_stage_fails_it_does_not_lead_back_any_more(flow: Make) -> None:
    returning = flow(RETURN)
    second = [*TO_HEADS_AND_BACK, "managers 2026-11-10..2026-11-11 unresolved"]
    assert returning.advice(tried=second).stage.id == "heads"
    again = [*second, "heads 2026-11-12..2026-11-13 unresolved"]
    assert returning.advice(tried=again).stage.id == "chair-decides"


@row("L8")
def test_two_returns_are_taken_where_the_policy_allows_two(flow: Make) -> None:
    twice = flow(RETURN.replace("times: 1", "times: 2"))
    again = [*TO_HEADS_AND_BACK, "managers 2026-11-10 unresolved", "heads 2026-11-12 unresolved"]
    assert twice.advice(tried=again).stage.id == "managers"
    third = [*again, "managers 2026-11-13 unresolved", "heads 2026-11-14 unresolved"]
    assert twice.advice(tried=third).stage.id == "chair-decides"


@row("L8")
def test_attempts_on_the_day_of_the_return_belong_to_the_round_that_their_order_says(flow: Make) -> None:
    returning = flow(RETURN)
    one_day = ["managers 2026-11-06 unresolved", "heads 2026-11-06 unresolved"]
    assert returning.advice(tried=one_day).stage.id == "managers"
    assert returning.advice(tried=[*one_day, "managers 2026-11-06 unresolved"]).stage.id == "heads"
    assert (
        returning.advice(tried=[*one_day, "managers 2026-11-06 open"], now="2026-11-09T10:00").status
        == "in-progress"
    )
    whole = [*one_day, "managers 2026-11-06 unresolved", "heads 2026-11-06 unresolved"]
    assert returning.advice(tried=whole).stage.id == "chair-decides"


@row("L8")
def test_what_happened_before_a_return_starts_and_ends_no_clock_of_the_round_after_it(flow: Make) -> None:
    returning = flow(
        RETURN
        + "  - {id: reply, rule: They reply within two working days., limit: 2 working days, owner: challenged, "
        "starts: asked, ends: replied, at: [managers], source: §3}\n"
        "events: {asked: {title: They were asked, source: §3}, replied: {title: They replied, source: §3}}\n"
    )
    before = ["asked 2026-11-03", "replied 2026-11-04"]
    first = returning.advice(tried=["managers 2026-11-03 open"], happened=before, now="2026-11-04T10:00")
    assert {one.id: one.status for one in first.clocks}["reply"] == "met"
    again = [*TO_HEADS_AND_BACK, "managers 2026-11-10 open"]
    back = returning.advice(tried=again, happened=before, now="2026-11-11T10:00")
    assert {one.id: one.status for one in back.clocks}["reply"] == "not started"
    # Asked anew on Tuesday 10 November: two working days after it are Thursday 12.
    anew = returning.advice(tried=again, happened=[*before, "asked 2026-11-10"], now="2026-11-11T10:00")
    assert {one.id: f"{one.by:%F %H:%M}" for one in anew.clocks}["reply"] == "2026-11-12 17:00"


@row("L8")
def test_a_review_can_be_a_stage_that_always_comes(flow: Make) -> None:
    reviewed = flow("""
endings:
  - id: resolved
    steps: [{id: review-meeting, does: Always consider a review meeting., source: §8}]
    documents: [outcome-confirmation, meeting-record]
""")
    assert "review-meeting" in ids(reviewed.advice(tried=["talk 2026-11-10 resolved"]).actions)


# L9


@row("L9")
def test_a_case_may_stop_at_any_stage(bare: Any) -> None:
    for stage in ("talk", "managers", "heads", "chair-decides"):
        assert bare.advice(tried=[f"{stage} 2026-11-10 resolved"]).status == "resolved"


@row("L9")
def test_an_order_that_is_not_binding_lets_any_later_stage_be_started_at_without_a_warning(
    flow: Make, bare: Any
) -> None:
    free = flow(
        "bypasses: [{id: no-fixed-order, rule: The order is no rule., needs: discretion, who: the practitioner, source: §1}]"
    )
    assert bare.advice().may_start_at == ()
    assert free.advice().may_start_at == ("managers", "heads", "chair-decides")
    started = free.advice(start_at="heads")
    assert (started.stage.id, ids(started.warnings)) == ("heads", [])
    assert ids(bare.advice(start_at="heads").warnings) == ["bypass-not-agreed"]


# L10 and L11


LADDERS = """
about:
  ids: [criteria-for-referral, service-provision, timeliness, drift]
  own: {drift: Drift in a plan}
  source: §1
facts:
  phase: {question: Where is the case?, values: {referral: At referral, conference: At a conference, plan: Under a plan}, unknown_as: referral, source: §1}
bodies: {conference-chair: Conference Chair}
parties: [conference-chair]
ladders:
  - id: drift
    when: {about: [drift]}
    stages:
      - {id: drift-1, label: D1, title: Reviewing Officer, rule: The Reviewing Officer takes it up., source: §10, acts: {role: manager, agency: challenging}, with: [{role: head, agency: challenged}], steps: [{id: d1, does: Go to the Head., source: §10}]}
  - id: by-the-chair
    when: {challenging: [conference-chair]}
    stages:
      - {id: chair-1, label: C1, title: Chair to Head, rule: The Chair goes to the Head., source: §11, acts: {role: chair, agency: challenging}, with: [{role: head, agency: challenged}], steps: [{id: c1, does: Go to the Head., source: §11}]}
  - id: at-conference
    when: {facts: {phase: [conference]}}
    stages:
      - {id: conf-1, label: P1, title: At the table, rule: It is said at the conference., source: §12, acts: {role: practitioner, agency: challenging}, with: [{role: chair, agency: conference-chair}], steps: [{id: p1, does: Say so at the conference., source: §12}]}
      - {id: conf-2, label: P2, title: In writing, rule: It is put in writing., source: §12, acts: {role: manager, agency: challenging}, with: [{role: chair, agency: conference-chair}], steps: [{id: p2, does: Write., source: §12}]}
  - id: ordinary
    stages:
      - {id: ordinary-1, label: O1, title: Ordinary, rule: The ordinary way., source: §13, acts: {role: practitioner, agency: challenging}, with: [{role: practitioner, agency: challenged}], steps: [{id: o1, does: Talk., source: §13}]}
  - {id: main, when: {subject: [adult]}}
"""


@row("L10")
def test_what_it_is_about_or_who_starts_it_chooses_the_ladder(flow: Make) -> None:
    several = flow(LADDERS)
    assert several.advice(about="drift").stage.id == "drift-1"
    assert several.advice(about="timeliness").stage.id == "ordinary-1"
    assert several.advice(from_="conference-chair").stage.id == "chair-1"
    assert (
        several.advice(from_="conference-chair", about="drift").stage.id == "drift-1"
    )  # the first that holds


@row("L11")
def test_the_point_in_the_case_chooses_the_ladder(flow: Make) -> None:
    several = flow(LADDERS)
    assert several.advice(facts={"phase": "conference"}).stage.id == "conf-1"
    assert several.advice(facts={"phase": "plan"}).stage.id == "ordinary-1"
    assert several.advice().stage.id == "ordinary-1"  # not said, and read as at referral


@row("L10")
@row("L11")
def test_an_attempt_on_another_ladder_is_no_attempt_on_this_one(flow: Make) -> None:
    several = flow(LADDERS)
    moved_on = several.advice(facts={"phase": "conference"}, tried=["ordinary-1 2026-11-10 unresolved"])
    assert (moved_on.stage.id, ids(moved_on.warnings)) == ("conf-1", [])
    assert (
        several.advice(facts={"phase": "conference"}, tried=["conf-1 2026-11-10 unresolved"]).stage.id
        == "conf-2"
    )


# L13


@row("L13")
@pytest.mark.parametrize("does", ["decides", "mediates", "oversees", "is told"])
def test_the_last_stage_says_what_those_at_the_top_are_there_for(flow: Make, does: str) -> None:
    advice = flow(f"""
ladders:
  - id: main
    stages:
      - id: chair-decides
        also: [{{role: business-manager, agency: partnership, does: {does}}}]
""").advice(tried=["heads 2026-11-10 unresolved"])
    assert [(one.role, one.does) for one in advice.also] == [("Business Manager", does)]
