"""Ways of their own beside the ladder, and what comes after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

row = pytest.mark.row
Make = Callable[..., Any]
TALKED = ["talk 2026-11-10 unresolved"]


def ids(parts: Any) -> list[str]:
    return [one.id for one in parts]


def at(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%F %H:%M}"


# X1


REQUEST = """
routes:
  - id: conference-refused
    rule: A conference may be asked for in writing.
    source: §10
    when: {circumstance: [conference-refused]}
    until: unresolved
    then: complete
    stage:
      id: conference-request
      label: Request
      title: Ask for a conference
      rule: A conference may be asked for in writing.
      source: §10
      acts: {role: manager, agency: challenging}
      with: [{role: manager, agency: childrens-social-care}]
      also: [{role: head, agency: challenging, does: supports}]
      steps: [{id: ask, does: Ask for it in writing., source: §10}]
      documents: [conference-request]
endings:
  - id: complete
    steps: [{id: convene, does: "A conference is held, since nobody agrees.", when: {circumstance: [conference-refused]}, source: §10}]
"""


@row("X1")
def test_a_conference_is_asked_for_with_support_and_held_where_nobody_agrees(flow: Make, bare: Any) -> None:
    refused = {"circumstance": "conference-refused"}
    asked = flow(REQUEST).advice(**refused, tried=TALKED)
    assert (asked.stage.id, asked.documents) == ("conference-request", ("conference-request",))
    assert [(one.role, one.agency) for one in asked.with_] == [("Line Manager", "childrens-social-care")]
    assert [(one.role, one.does) for one in asked.also] == [("Head of Service", "supports")]
    after = flow(REQUEST).advice(**refused, tried=["conference-request 2026-11-10 unresolved"])
    assert (after.status, "convene" in ids(after.actions)) == ("complete", True)
    assert bare.advice(**refused, tried=TALKED).stage.id == "managers"
    ordinary = flow(REQUEST).advice(tried=["chair-decides 2026-11-10 unresolved"])
    assert "convene" not in ids(ordinary.actions)


# X2


DISSENT = """
events:
  conference-held: {title: The conference was held, source: §11}
  dissent-received: {title: The dissent was received, source: §11}
  reviewed: {title: The reviewer replied, source: §11}
facts:
  dissent: {question: "Is the dissent to be recorded only, or to be reviewed?", values: {record-only: Recorded only, review: Reviewed}, unknown_as: review, when: {circumstance: [conference-dissent]}, source: §11}
  lead-agrees: {question: Does your safeguarding lead agree?, values: {agrees: "Yes", not-agreed: "No"}, when: {circumstance: [conference-dissent]}, source: §11}
routes:
  - id: record-only
    rule: A dissent may only be noted in the minutes.
    source: §11
    when: {circumstance: [conference-dissent], facts: {dissent: [record-only]}}
    until: never
    stage: {id: noted, label: Note, title: Have it noted, rule: It is noted in the minutes., source: §11, acts: {role: practitioner, agency: challenging}, with: [{role: chair, agency: partnership}], steps: [{id: declare, does: Say so at the meeting., source: §11}]}
  - id: dissent
    rule: A dissent is sent within 72 hours.
    source: §11
    when: {circumstance: [conference-dissent]}
    until: unresolved
    stage:
      id: dissent
      label: Dissent
      title: Send a dissent
      rule: A dissent is sent within 72 hours.
      source: §11
      acts: {role: practitioner, agency: challenging}
      with: [{role: chair, agency: partnership}]
      also: [{role: head, agency: childrens-social-care, does: decides}]
      gates: [{id: lead-agrees, opens: {facts: {lead-agrees: [agrees]}}, does: Have your safeguarding lead agree., who: {role: manager, agency: challenging}, source: §11}]
      steps: [{id: send, does: Send the dissent., source: §11}]
      documents: [dissent-statement]
clocks:
  - {id: send-within, rule: It is sent within 72 hours., limit: 72 hours, starts: conference-held, ends: dissent-received, at: [dissent], source: §11}
  - {id: reply-within, rule: The reviewer replies within 28 days., limit: 28 days, owner: challenged, starts: dissent-received, ends: reviewed, at: [dissent], source: §11}
"""


@row("X2")
def test_a_dissent_has_its_own_time_its_own_consent_and_its_own_reviewer(flow: Make) -> None:
    dissent = flow(DISSENT)
    held = {"circumstance": "conference-dissent", "happened": ["conference-held 2026-11-13T14:00"]}
    shut = dissent.advice(**held)
    assert (shut.stage.id, shut.acts.role, ids(shut.actions)) == ("dissent", "Line Manager", ["lead-agrees"])
    agreed = dissent.advice(**held, facts={"lead-agrees": "agrees"})
    # 72 hours by the clock from Friday 14:00, over the weekend.
    assert (at(agreed.act_by), ids(agreed.actions)) == ("2026-11-16 14:00", ["send"])
    assert agreed.documents == ("dissent-statement",)
    assert [(one.role, one.does) for one in agreed.also] == [("Head of Service", "decides")]
    late = dissent.advice(**held, facts={"lead-agrees": "agrees"}, now="2026-11-16T15:00")
    assert (late.status, late.stage.id) == ("overdue", "dissent")
    no_time = dissent.advice(circumstance="conference-dissent", facts={"lead-agrees": "agrees"})
    assert no_time.act_by is None


@row("X2")
def test_the_reviewer_has_twenty_eight_days_from_the_dissent(flow: Make) -> None:
    sent = flow(DISSENT).advice(
        circumstance="conference-dissent",
        tried=["dissent 2026-11-14T09:00 open"],
        happened=["conference-held 2026-11-13T14:00", "dissent-received 2026-11-16T09:00"],
    )
    # 28 days after Monday 16 November: Monday 14 December.
    assert (sent.status, at(sent.act_by)) == ("in-progress", "2026-12-14 17:00")


@row("X2")
def test_a_dissent_that_is_only_to_be_recorded_asks_for_nothing_else(flow: Make) -> None:
    noted = flow(DISSENT).advice(circumstance="conference-dissent", facts={"dissent": "record-only"})
    assert (noted.stage.id, ids(noted.actions), noted.act_by) == ("noted", ["declare"], None)


# X3


@row("X3")
def test_an_emergency_has_no_stages_and_is_worked_out_each_day(flow: Make) -> None:
    daily = flow("""
routes:
  - id: emergency
    rule: The Directors speak every day.
    source: §12
    when: {circumstance: [emergency]}
    until: never
    stage: {id: emergency, label: Emergency, title: Every day, rule: The Directors speak every day., source: §12, acts: {role: director, agency: challenging}, with: [{role: director, agency: challenged}], steps: [{id: speak, does: Speak today., source: §12}]}
clocks: [{id: today, rule: It is today., limit: today, starts: each day, at: [emergency], source: §12}]
""")
    for tried in ([], TALKED, ["emergency 2026-11-10 unresolved"], ["emergency 2026-11-13 open"]):
        advice = daily.advice(circumstance="emergency", tried=tried)
        assert (advice.stage.id, at(advice.act_by)) == ("emergency", "2026-11-16 17:00")
    tomorrow = daily.advice(circumstance="emergency", now="2026-11-17T10:00")
    assert at(tomorrow.act_by) == "2026-11-17 17:00"


# X4, X6 and X10


STRATEGIC = """
about:
  ids: [criteria-for-referral, service-provision, timeliness, good-practice]
  own: {good-practice: Something was done well}
  source: §1
facts: {meeting-wanted: {question: Does anyone want a professionals' meeting?, values: {wanted: "Yes", not-wanted: "No"}, unknown_as: not-wanted, source: §14}}
routes:
  - id: policy-issue
    rule: A thematic dispute goes to the strategic board.
    source: §13
    when: {circumstance: [policy-issue]}
    until: unresolved
    then: complete
    stage: {id: strategic, label: Board, title: Strategic board, rule: A thematic dispute goes to the strategic board., source: §13, acts: {role: director, agency: challenging}, with: [{role: chair, agency: partnership}], steps: [{id: to-the-board, does: Put it to the board., source: §13}]}
  - id: recognition
    rule: Good practice is told through the same channel.
    source: §15
    when: {about: [good-practice]}
    until: unresolved
    then: complete
    stage: {id: recognition, label: Recognition, title: Say what was done well, rule: Good practice is told., source: §15, acts: {role: practitioner, agency: challenging}, with: [{role: business-manager, agency: partnership}], steps: [{id: say-so, does: Say what was done well., source: §15}], documents: [learning-record]}
  - id: professionals-meeting
    rule: Anyone may call a meeting.
    source: §14
    when: {facts: {meeting-wanted: [wanted]}}
    until: unresolved
    stage: {id: meeting, label: Meeting, title: Professionals' meeting, rule: Anyone may call a meeting., source: §14, acts: {role: practitioner, agency: challenging}, with: [{role: practitioner, agency: challenged}], steps: [{id: call-it, does: Call the meeting., source: §14}], documents: [meeting-record]}
"""


@row("X4")
def test_a_thematic_dispute_goes_to_the_strategic_body_and_to_no_stage(flow: Make, bare: Any) -> None:
    thematic = flow(STRATEGIC).advice(circumstance="policy-issue", tried=TALKED)
    assert (thematic.stage.id, [one.agency for one in thematic.with_]) == ("strategic", ["partnership"])
    assert bare.advice(circumstance="policy-issue", tried=TALKED).stage.id == "managers"


@row("X6")
def test_anyone_may_call_a_meeting_and_the_ladder_goes_on_after_it(flow: Make) -> None:
    several = flow(STRATEGIC)
    wanted = {"facts": {"meeting-wanted": "wanted"}}
    called = several.advice(**wanted, tried=TALKED)
    assert (called.stage.id, called.documents) == ("meeting", ("meeting-record",))
    after = several.advice(**wanted, tried=[*TALKED, "meeting 2026-11-12 unresolved"])
    assert after.stage.id == "managers"
    assert several.advice(tried=TALKED).stage.id == "managers"


@row("X10")
def test_what_was_done_well_goes_through_the_same_channel(flow: Make) -> None:
    praised = flow(STRATEGIC).advice(about="good-practice", risk="none")
    assert (praised.stage.id, praised.documents) == ("recognition", ("learning-record",))
    assert praised.with_[0].role == "Business Manager"


# X5


@row("X5")
def test_a_stuck_case_goes_to_a_panel_that_meets_in_a_fixed_cycle(flow: Make) -> None:
    stuck = flow("""
ladders:
  - id: main
    stages:
      - id: talk
      - id: managers
      - id: heads
      - id: chair-decides
      - {id: stuck-case-panel, label: Panel, title: Stuck-case panel, rule: Cases that are stuck go to the panel., source: §16, acts: {role: director, agency: challenging}, with: [{role: chair, agency: partnership}], steps: [{id: bring-it, does: Bring the case to the panel., source: §16}], also: [{role: chair, agency: partnership, does: sits}], panel: {rule: The panel hears it., meets: "every two months, on the first Tuesday", source: §16}}
""").advice(tried=["chair-decides 2026-11-10 unresolved"])
    assert (stuck.status, stuck.stage.id) == ("act", "stuck-case-panel")
    assert "every two months, on the first Tuesday" in stuck.panel


# X7


@row("X7")
def test_a_restorative_step_has_somebody_who_mediates_and_a_record(flow: Make, bare: Any) -> None:
    restorative = flow("""
roles: {restorative: {title: Restorative practitioner}}
ladders:
  - id: main
    stages:
      - id: heads
        also: [{role: restorative, agency: partnership, does: mediates, strength: where possible}]
        steps: [{id: restorative-talk, does: Hold a restorative talk., strength: should, source: §4}]
        documents: [meeting-record]
""").advice(tried=["managers 2026-11-10 unresolved"])
    assert ("restorative-talk" in ids(restorative.actions), restorative.documents) == (
        True,
        ("meeting-record",),
    )
    assert restorative.also[0].does == "mediates"
    assert bare.advice(tried=["managers 2026-11-10 unresolved"]).documents == ()


# X8


@row("X8")
def test_one_policy_holds_for_children_and_adults_with_what_differs(flow: Make) -> None:
    both = flow("""
policy: {covers: Differences about a child or an adult}
roles:
  head: {title: Head of Service, instead: [{when: {subject: [adult]}, title: Principal Social Worker, source: §4}]}
ladders:
  - id: main
    stages:
      - {id: chair-decides, when: {subject: [child]}}
      - {id: adults-board, label: Stage 4, title: The Adults Board, rule: The Adults Board hears it., source: §5, when: {subject: [adult]}, acts: {role: director, agency: challenging}, with: [{role: chair, agency: partnership}], steps: [{id: ask-the-board, does: Put it to the board., source: §5}]}
""")
    tried = ["heads 2026-11-10 unresolved"]
    assert both.advice(tried=tried).stage.id == "chair-decides"
    assert both.advice(tried=tried, subject="adult").stage.id == "adults-board"
    heads = ["managers 2026-11-10 unresolved"]
    assert both.advice(tried=heads, subject="adult").acts.role == "Principal Social Worker"
    assert both.advice(tried=heads).acts.role == "Head of Service"
    children_only = flow(
        "outside: [{id: adults, when: {subject: [adult]}, rule: Children only., instead: Use the adults' policy., source: §1}]"
    )
    assert children_only.advice(subject="adult").status == "outside-policy"


# X9, G1 and G2


AFTER = """
facts: {lessons: {question: Are there lessons for others?, values: {lessons: "Yes", no-lessons: "No"}, unknown_as: lessons, source: §8}}
notices:
  - {id: learning, text: "Send what was learnt, with no names.", by: email, at: [resolved, complete], within: 4 weeks, document: learning-record, to: {role: business-manager, agency: partnership}, source: §8}
forms:
  - {id: learning-form, title: Learning form, rule: It says what was learnt and names nobody., document: learning-record, at: [resolved, complete], by: {role: manager, agency: challenging}, to: [{role: business-manager, agency: partnership}], source: §8}
endings:
  - id: resolved
    steps:
      - {id: debrief, does: Offer a debrief., strength: should, source: §8}
      - {id: change-the-procedure, does: Say which procedure should change., when: {facts: {lessons: [lessons]}}, source: §8}
      - {id: case-review, does: Ask whether a practice review is due., when: {facts: {lessons: [lessons]}}, source: §8}
    documents: [outcome-confirmation, case-review-consideration]
"""


@row("X9")
def test_a_practice_review_may_follow(flow: Make, bare: Any) -> None:
    settled = ["talk 2026-11-10 resolved"]
    after = flow(AFTER).advice(tried=settled)
    assert ("case-review" in ids(after.actions), "case-review-consideration" in after.documents) == (
        True,
        True,
    )
    assert "case-review" not in ids(
        flow(AFTER).advice(tried=settled, facts={"lessons": "no-lessons"}).actions
    )
    assert "case-review-consideration" not in bare.advice(tried=settled).documents


@row("G1")
@pytest.mark.parametrize("tried", ["talk 2026-11-10 resolved", "chair-decides 2026-11-10 unresolved"])
def test_what_was_learnt_goes_to_a_body_by_somebody_without_names_in_time(flow: Make, tried: str) -> None:
    after = flow(AFTER).advice(tried=[tried])
    learning = next(one for one in after.notify if one.id == "learning")
    # Four weeks after Tuesday 10 November: Tuesday 8 December.
    assert (at(learning.act_by), learning.document) == ("2026-12-08 17:00", "learning-record")
    form = next(one for one in after.forms if one.id == "learning-form")
    assert (form.by.role, form.to[0].agency) == ("Line Manager", "partnership")
    assert "learning-record" in after.documents


@row("G2")
def test_a_debrief_is_offered_and_a_change_of_procedure_proposed(flow: Make, bare: Any) -> None:
    settled = ["talk 2026-11-10 resolved"]
    after = flow(AFTER).advice(tried=settled)
    assert {"debrief", "change-the-procedure"} <= set(ids(after.actions))
    assert {"debrief", "change-the-procedure"}.isdisjoint(ids(bare.advice(tried=settled).actions))
