"""Clocks. November 2026: the 16th is a Monday. The office is open 09:00 to 17:00, on Fridays to 16:00."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

row = pytest.mark.row
Make = Callable[..., Any]
#: The managers' stage is next since the talk ended on Tuesday 10 November.
TALKED = ["talk 2026-11-10 unresolved"]


def ids(parts: Any) -> list[str]:
    return [one.id for one in parts]


def at(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%F %H:%M}"


def clock(**keys: str) -> str:
    """One clock at the managers' stage, as a flow says it."""
    said = {"id": "limit", "rule": "It has a limit.", "at": "[managers]", "source": "§3", **keys}
    return "clocks:\n  - {" + ", ".join(f"{key}: {value}" for key, value in said.items()) + "}\n"


# C1


@row("C1")
@pytest.mark.parametrize(
    ("limit", "ends"),
    [
        # All from Tuesday 10 November 2026, 09:00.
        ("24 hours", "2026-11-11 09:00"),
        ("72 hours", "2026-11-13 09:00"),
        ("1 working day", "2026-11-11 17:00"),
        ("5 working days", "2026-11-17 17:00"),
        ("3 working days", "2026-11-13 16:00"),  # a short Friday
        ("5 days", "2026-11-15 17:00"),  # a Sunday, which has no close of its own
        ("7 days", "2026-11-17 17:00"),
        ("2 weeks", "2026-11-24 17:00"),
        # From 09:00 to 17:00 are eight hours on each of Tuesday to Thursday, and on Friday seven.
        ("8 working hours", "2026-11-10 17:00"),
        ("9 working hours", "2026-11-11 10:00"),
        ("25 working hours", "2026-11-13 10:00"),
        ("32 working hours", "2026-11-16 10:00"),
    ],
)
def test_a_limit_ends_when_its_own_unit_says(flow: Make, limit: str, ends: str) -> None:
    advice = flow(clock(limit=limit)).advice(tried=TALKED, now="2026-11-10T09:30")
    assert at(advice.act_by) == ends


@row("C1")
@pytest.mark.parametrize(
    "limit", ["immediately", "urgently", "without delay", "as soon as possible", "promptly"]
)
def test_a_limit_in_words_is_told_and_no_date_is_made_of_it(flow: Make, limit: str) -> None:
    advice = flow(clock(limit=limit)).advice(tried=TALKED)
    assert advice.act_by is None
    assert [(one.limit, one.status) for one in advice.clocks] == [(limit, "no date")]


@row("C1")
@row("E4")
@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-16T10:00", "2026-11-16 17:00"),
        ("2026-11-16T17:00", "2026-11-17 17:00"),  # the closing minute is out
        ("2026-11-20T16:30", "2026-11-23 17:00"),  # Friday closes at 16:00
        (
            "2026-12-25T10:00",
            "2026-12-29 17:00",
        ),  # Christmas on a Friday, the weekend, and Boxing Day on Monday
    ],
)
def test_the_same_working_day_ends_with_today_or_with_the_next_working_day(
    flow: Make, now: str, ends: str
) -> None:
    told = flow(
        clock(
            limit="same working day",
            starts="each day",
            when="{risk: [immediate, significant], tried: [unresolved]}",
        )
    )
    assert at(told.advice(tried=TALKED, now=now, risk="significant").act_by) == ends
    assert told.advice(tried=TALKED, now=now, risk="welfare").act_by is None


@row("C1")
@row("C8")
@pytest.mark.parametrize(
    ("received", "ends"),
    [
        ("2026-11-16T09:30", "2026-11-16 17:00"),
        ("2026-11-13T15:00", "2026-11-13 16:00"),  # a short Friday
        ("2026-11-13T16:30", "2026-11-16 17:00"),  # after its close, so the Monday
    ],
)
def test_the_same_working_day_can_be_counted_from_an_event(flow: Make, received: str, ends: str) -> None:
    lines = clock(limit="same working day", starts="received", owner="challenged")
    acknowledged = flow(lines + "events: {received: {title: They received it, source: §3}}\n")
    advice = acknowledged.advice(tried=TALKED, happened=[f"received {received}"], now="2026-11-16T10:00")
    assert at(advice.clocks[0].by) == ends


@row("C1")
def test_plain_days_count_a_bank_holiday_and_working_days_do_not(flow: Make) -> None:
    # Christmas Day 2026 is a Friday, and Monday the 28th a bank holiday.
    talked = ["talk 2026-12-23 unresolved"]
    plain = flow(clock(limit="5 days")).advice(tried=talked, now="2026-12-23T10:00")
    assert at(plain.act_by) == "2026-12-28 17:00"
    working = flow(clock(limit="3 working days")).advice(tried=talked, now="2026-12-23T10:00")
    # Thursday 24, Tuesday 29, Wednesday 30 December.
    assert at(working.act_by) == "2026-12-30 17:00"


@row("C1")
@pytest.mark.parametrize(
    ("began", "ends"),
    [
        # 24 hours over the night of 25 October 2026, when 02:00 becomes 01:00 again, and of 29 March 2026.
        ("2026-10-24T15:00", "2026-10-25 14:00"),
        ("2026-03-28T15:00", "2026-03-29 16:00"),
        ("2026-10-25T15:00", "2026-10-26 15:00"),
    ],
)
def test_hours_run_on_through_the_change_of_the_clock(flow: Make, began: str, ends: str) -> None:
    advice = flow(clock(limit="24 hours")).advice(tried=[f"talk {began} unresolved"], now=began)
    assert at(advice.act_by) == ends


# C2 and C12


@row("C2")
@row("C12")
def test_a_second_quantity_is_told_and_the_first_one_counts(flow: Make) -> None:
    declared = flow(clock(limit="5 working days", equals="one week"))
    advice = declared.advice(tried=TALKED)
    assert at(advice.act_by) == "2026-11-17 17:00"
    assert advice.clocks[0].equals == "one week"
    assert flow(clock(limit="1 week")).advice(tried=TALKED).clocks[0].equals is None


@row("C2")
def test_hours_that_a_policy_declares_to_be_working_days_count_as_working_days(flow: Make) -> None:
    # "48 hours (two working days)": from Friday 13 November to Tuesday the 17th, and not to Sunday.
    declared = flow(clock(limit="2 working days", equals="48 hours"))
    advice = declared.advice(tried=["talk 2026-11-13 unresolved"])
    assert at(advice.act_by) == "2026-11-17 17:00"
    by_the_clock = flow(clock(limit="48 hours")).advice(
        tried=["talk 2026-11-13 unresolved"], now="2026-11-13T10:00"
    )
    assert at(by_the_clock.act_by) == "2026-11-15 09:00"


# C3


@row("C3")
def test_what_keeps_the_child_safe_may_make_a_limit_shorter(flow: Make) -> None:
    advice = flow(clock(limit="5 working days", or_sooner="what keeps the child safe")).advice(tried=TALKED)
    assert "what keeps the child safe" in next(one.text for one in advice.actions if one.id == "sooner-limit")
    assert "sooner-limit" not in ids(flow(clock(limit="5 working days")).advice(tried=TALKED).actions)


@row("C3")
def test_of_two_limits_the_shorter_is_what_to_act_by(flow: Make) -> None:
    two = flow("""
clocks:
  - {id: days, rule: Three working days., limit: 3 working days, at: [managers], source: §3}
  - {id: week, rule: A week from the day it was raised., limit: 1 week, starts: raised, at: [managers], source: §1}
""")
    # Three working days after Tuesday 10 November: Friday 13, 16:00. A week after Monday 9 is Monday 16; after
    # Thursday 5 it is Thursday 12.
    assert (
        at(two.advice(tried=TALKED, raised="2026-11-09", now="2026-11-11T10:00").act_by) == "2026-11-13 16:00"
    )
    early = two.advice(tried=TALKED, raised="2026-11-05", now="2026-11-11T10:00")
    assert at(early.act_by) == "2026-11-12 17:00"


# C4


AGREED = """
facts:
  reply-day: {question: Which day did you agree on for the reply?, kind: date, source: §3}
clocks:
  - {id: agreed, rule: The two sides agree on a day., limit: agreed, agreed_in: reply-day, at: [managers], source: §3}
"""


@row("C4")
def test_a_limit_that_the_parties_agree_on_is_the_day_that_they_agreed(flow: Make) -> None:
    agreed = flow(AGREED)
    none = agreed.advice(tried=TALKED)
    assert none.act_by is None
    assert "agree-agreed" in ids(none.actions)
    day = agreed.advice(tried=TALKED, facts={"reply-day": "2026-11-20"})
    assert at(day.act_by) == "2026-11-20 16:00"  # the close of a Friday
    assert "agree-agreed" not in ids(day.actions)
    moment = agreed.advice(tried=TALKED, facts={"reply-day": "2026-11-20T11:30"})
    assert at(moment.act_by) == "2026-11-20 11:30"
    assert agreed.advice(tried=TALKED, facts={"reply-day": "unknown"}).act_by is None


@row("C4")
def test_an_agreed_day_that_has_passed_is_a_missed_limit(flow: Make) -> None:
    late = flow(AGREED).advice(tried=[*TALKED, "managers 2026-11-11 open"], facts={"reply-day": "2026-11-13"})
    assert (late.status, late.stage.id) == ("overdue", "heads")
    assert at(late.overdue_since) == "2026-11-13 16:00"


# C5


@row("C5")
def test_a_limit_that_stages_share_ends_on_one_day_for_all_of_them(flow: Make) -> None:
    shared = flow(clock(limit="5 working days", starts="raised", at="[talk, managers]"))
    raised = {"raised": "2026-11-12", "now": "2026-11-13T10:00"}
    assert at(shared.advice(**raised).act_by) == "2026-11-19 17:00"
    assert at(shared.advice(**raised, tried=["talk 2026-11-13 unresolved"]).act_by) == "2026-11-19 17:00"
    assert shared.advice(**raised, tried=["managers 2026-11-13 unresolved"]).act_by is None
    own = flow(clock(limit="5 working days", at="[talk, managers]"))
    assert at(own.advice(**raised, tried=["talk 2026-11-13 unresolved"]).act_by) == "2026-11-20 16:00"


CAP = """
clocks:
  - {id: stage-time, rule: Five working days a stage., limit: 5 working days, at: [talk, managers, heads], source: §2}
  - {id: whole, rule: All of it within ten working days., limit: 10 working days, starts: raised, expires: recorded, source: §1}
"""


@row("C5")
def test_a_cap_over_all_stages_is_what_to_act_by_where_it_ends_first(flow: Make) -> None:
    # Raised on Monday 2 November: ten working days after it are Monday 16 November.
    capped = flow(CAP).advice(
        raised="2026-11-02",
        now="2026-11-12T10:00",
        tried=["managers 2026-11-11 unresolved", "heads 2026-11-12 open"],
    )
    assert (capped.status, at(capped.act_by)) == ("in-progress", "2026-11-16 17:00")


@row("C5")
def test_a_cap_that_has_passed_does_not_hide_that_the_limit_of_an_open_stage_has_too(flow: Make) -> None:
    # The cap ended on Monday 16 November; the stage, open since Wednesday 11, on Wednesday 18.
    capped = flow(CAP)
    open_ = {"raised": "2026-11-02", "tried": ["managers 2026-11-11T09:00 open"]}
    only_the_cap = capped.advice(**open_, now="2026-11-17T10:00")
    # That the cap was missed is only recorded: it moves no case, and hides no other limit.
    assert (only_the_cap.status, only_the_cap.stage.id) == ("in-progress", "managers")
    assert at(only_the_cap.act_by) == "2026-11-18 17:00"
    assert "record-missed-whole" in ids(only_the_cap.actions)
    both = capped.advice(**open_, now="2026-11-19T10:00")
    assert (both.status, both.stage.id) == ("overdue", "heads")
    assert at(both.overdue_since) == "2026-11-18 17:00"


# C6


STARTS = {
    # What starts it: the time that it then has, five working days each.
    "stage": "2026-11-13 16:00",  # the talk ended on Friday 6 November
    "raised": "2026-11-09 17:00",  # raised on Monday 2
    "previous stage began": "2026-11-10 17:00",  # the talk began on Tuesday 3
    "previous stage ended": "2026-11-13 16:00",
    "decision-received": "2026-11-12 17:00",  # Thursday 5
    "conference-held": None,  # has not been
}


@row("C6")
@pytest.mark.parametrize("starts", STARTS)
def test_a_clock_starts_on_what_the_policy_says(flow: Make, starts: str) -> None:
    lines = (
        clock(limit="5 working days", starts=starts)
        + """
events:
  decision-received: {title: The decision was received, source: §3}
  conference-held: {title: The conference was held, source: §3}
"""
    )
    advice = flow(lines).advice(
        raised="2026-11-02",
        now="2026-11-09T10:00",
        tried=["talk 2026-11-03..2026-11-06 unresolved"],
        happened=["decision-received 2026-11-05"],
    )
    assert at(advice.act_by) == STARTS[starts]
    assert advice.clocks[0].status == ("running" if STARTS[starts] else "not started")


@row("C6")
def test_the_latest_of_an_event_that_happened_twice_starts_the_clock(flow: Make) -> None:
    lines = (
        clock(limit="5 working days", starts="decision-received")
        + """
events: {decision-received: {title: The decision was received, source: §3}}
"""
    )
    twice = ["decision-received 2026-11-12", "decision-received 2026-11-05"]
    advice = flow(lines).advice(tried=TALKED, happened=twice)
    assert at(advice.act_by) == "2026-11-19 17:00"


@row("C6")
def test_no_date_is_given_as_right_where_nobody_knows_when_the_clock_started(flow: Make) -> None:
    lines = (
        clock(limit="5 working days", starts="decision-received")
        + """
events: {decision-received: {title: The decision was received, source: §3}}
"""
    )
    unknown = flow(lines).advice(tried=TALKED, happened=["decision-received unknown"])
    assert (unknown.act_by, unknown.clocks[0].status) == (None, "no date")
    assert "It is not known when this happened: The decision was received." in [
        one.rule for one in unknown.because
    ]


# C7 and C8


RECEIVER = """
events:
  acknowledged: {title: They acknowledged it, source: §3.2}
  replied: {title: Their reply was received, source: §3.3}
clocks:
  - {id: acknowledge, rule: They acknowledge it., limit: 1 working day, owner: challenged, ends: acknowledged, expires: recorded, at: [managers], source: §3.2}
  - {id: reply, rule: They reply., limit: 5 working days, owner: challenged, ends: replied, at: [managers], source: §3.3}
"""
#: The managers were written to on Thursday 12 November, 10:00.
ASKED = [*TALKED, "managers 2026-11-12T10:00 open"]


@row("C8")
def test_the_receivers_time_begins_when_they_are_asked(flow: Make) -> None:
    receiver = flow(RECEIVER)
    before = receiver.advice(tried=TALKED)
    assert before.act_by is None
    assert [(one.id, one.owner, one.status) for one in before.clocks] == [
        ("acknowledge", "challenged", "not started"),
        ("reply", "challenged", "not started"),
    ]
    asked = receiver.advice(tried=ASKED, now="2026-11-12T12:00")
    # One working day after Thursday is Friday 13 November, 16:00; five are Thursday 19.
    assert [at(one.by) for one in asked.clocks] == ["2026-11-13 16:00", "2026-11-19 17:00"]
    assert at(asked.act_by) == "2026-11-13 16:00"


@row("C7")
@row("C8")
def test_what_was_answered_in_time_is_waited_for_no_more(flow: Make) -> None:
    receiver = flow(RECEIVER)
    acknowledged = receiver.advice(tried=ASKED, happened=["acknowledged 2026-11-13T09:00"])
    assert [one.status for one in acknowledged.clocks] == ["met", "running"]
    assert (acknowledged.status, at(acknowledged.act_by)) == ("in-progress", "2026-11-19 17:00")
    both = ["acknowledged 2026-11-13T09:00", "replied 2026-11-16T09:00"]
    replied = receiver.advice(tried=ASKED, happened=both)
    assert ([one.status for one in replied.clocks], replied.act_by) == (["met", "met"], None)
    # Nor is the case led on because of it, however long ago it was.
    later = receiver.advice(tried=ASKED, happened=both, now="2026-12-10T10:00")
    assert (later.status, later.stage.id) == ("in-progress", "managers")


@row("C8")
def test_a_late_answer_is_told_as_late_and_no_answer_leads_on(flow: Make) -> None:
    receiver = flow(RECEIVER)
    late = receiver.advice(
        tried=ASKED,
        happened=["acknowledged 2026-11-13T09:00", "replied 2026-11-20T09:00"],
        now="2026-11-20T10:00",
    )
    assert [one.status for one in late.clocks] == ["met", "met late"]
    assert (late.status, late.stage.id) == ("in-progress", "managers")
    none = receiver.advice(tried=ASKED, happened=["acknowledged 2026-11-13T09:00"], now="2026-11-20T10:00")
    assert (none.status, none.stage.id, at(none.overdue_since)) == ("overdue", "heads", "2026-11-19 17:00")


@row("C8")
def test_an_answer_from_before_they_were_asked_is_no_answer_to_it(flow: Make) -> None:
    early = flow(RECEIVER).advice(
        tried=ASKED,
        happened=["replied 2026-11-11T09:00", "acknowledged 2026-11-12T11:00"],
        now="2026-11-20T10:00",
    )
    assert (early.status, early.stage.id) == ("overdue", "heads")


@row("C8")
def test_an_answer_that_came_nobody_knows_when_is_neither_missed_nor_in_time(flow: Make) -> None:
    unknown = flow(RECEIVER).advice(
        tried=ASKED, happened=["acknowledged unknown", "replied unknown"], now="2026-12-10T10:00"
    )
    assert (unknown.status, unknown.act_by) == ("in-progress", None)
    assert [one.status for one in unknown.clocks] == ["no date", "no date"]


@row("C7")
def test_the_time_of_the_role_that_acts_is_ones_own_and_that_of_another_begins_when_it_is_asked(
    flow: Make,
) -> None:
    owned = flow("""
clocks:
  - {id: raise, rule: The manager raises it., limit: 1 working day, owner: manager, at: [managers], source: §3}
  - {id: minutes, rule: The Chair sends the minutes., limit: 1 week, owner: chair, at: [managers], source: §3}
""")
    before = owned.advice(tried=TALKED, now="2026-11-10T12:00")
    assert [at(one.by) for one in before.clocks] == ["2026-11-11 17:00", None]
    begun = owned.advice(tried=ASKED, now="2026-11-12T12:00")
    assert [at(one.by) for one in begun.clocks] == ["2026-11-13 16:00", "2026-11-19 17:00"]


# C9


PRIORITY = """
facts:
  priority: {question: Which priority was set?, values: {high: High, normal: Normal}, unknown_as: high, source: §3}
clocks:
  - {id: high, rule: High is one working day., limit: 1 working day, owner: challenged, at: [managers], when: {facts: {priority: [high]}}, source: §3}
  - {id: normal, rule: Normal is ten., limit: 10 working days, owner: challenged, at: [managers], when: {facts: {priority: [normal]}}, source: §3}
"""


@row("C9")
@pytest.mark.parametrize(
    ("facts", "ends"),
    [
        ({"priority": "high"}, "2026-11-13 16:00"),
        ({"priority": "normal"}, "2026-11-26 17:00"),
        ({"priority": "unknown"}, "2026-11-13 16:00"),
        ({}, "2026-11-13 16:00"),
    ],
)
def test_the_priority_that_was_set_decides_how_long_they_have(
    flow: Make, facts: dict[str, str], ends: str
) -> None:
    advice = flow(PRIORITY).advice(tried=ASKED, facts=facts, now="2026-11-12T12:00")
    assert at(advice.act_by) == ends


# C10


@row("C10")
@pytest.mark.parametrize("strength", ["must", "should", "where possible", "indicative"])
def test_what_is_only_hoped_for_is_an_aim_and_is_never_missed(flow: Make, strength: str) -> None:
    hoped = flow(clock(limit="1 working day", strength=strength))
    ahead = hoped.advice(tried=TALKED, now="2026-11-10T12:00")
    behind = hoped.advice(tried=TALKED, now="2026-11-20T12:00")
    aim = strength in ("where possible", "indicative")
    assert (at(ahead.aim_by), at(ahead.act_by)) == (
        ("2026-11-11 17:00", None) if aim else (None, "2026-11-11 17:00")
    )
    assert behind.status == ("act" if aim else "overdue")
    assert ahead.clocks[0].strength == strength


# C11


@row("C11")
@pytest.mark.parametrize(
    ("expires", "status", "stage", "may_start_at"),
    [
        ("next stage", "overdue", "heads", ()),
        ("may escalate", "overdue", "managers", ("heads",)),
        ("recorded", "in-progress", "managers", ()),
        ("nothing", "in-progress", "managers", ()),
    ],
)
def test_what_follows_when_the_limit_of_an_open_stage_has_passed(
    flow: Make, expires: str, status: str, stage: str, may_start_at: tuple[str, ...]
) -> None:
    # Open since Thursday 12 November 10:00: one working day ends on Friday 13, 16:00.
    advice = flow(clock(limit="1 working day", expires=expires)).advice(tried=ASKED)
    assert (advice.status, advice.stage.id, advice.may_start_at) == (status, stage, may_start_at)
    assert at(advice.overdue_since) == (None if expires in ("nothing", "recorded") else "2026-11-13 16:00")
    assert ("record-missed-limit" in ids(advice.actions)) == (expires == "recorded")


@row("C11")
def test_a_missed_limit_that_allows_the_next_stage_lets_it_be_started_at(flow: Make) -> None:
    allowed = flow(clock(limit="1 working day", expires="may escalate"))
    gone_on = allowed.advice(tried=ASKED, start_at="heads")
    assert (gone_on.stage.id, "bypass-not-agreed" in ids(gone_on.warnings)) == ("heads", False)
    two_on = allowed.advice(tried=ASKED, start_at="chair-decides")
    assert (two_on.stage.id, "bypass-not-agreed" in ids(two_on.warnings)) == ("managers", True)
    in_time = allowed.advice(tried=ASKED, start_at="heads", now="2026-11-13T10:00")
    assert in_time.stage.id == "managers"


@row("C11")
def test_what_is_offered_after_a_missed_limit_is_allowed_also_where_nobody_has_begun(flow: Make) -> None:
    allowed = flow(clock(limit="1 working day", starts="raised", expires="may escalate"))
    late = {"tried": TALKED, "raised": "2026-11-09"}
    assert allowed.advice(**late).may_start_at == ("heads",)
    assert allowed.advice(**late, start_at="heads").stage.id == "heads"


@row("C11")
@pytest.mark.parametrize(
    ("expires", "then"),
    [
        ("next stage", "and then go on"),
        ("may escalate", "you may go on"),
        ("recorded", "Record it if it is missed"),
        ("nothing", "does not say what follows"),
    ],
)
def test_an_open_stage_within_its_limit_says_what_follows_after_it(
    flow: Make, expires: str, then: str
) -> None:
    advice = flow(clock(limit="5 working days", expires=expires)).advice(tried=ASKED)
    said = next(one.text for one in advice.actions if one.id == "allow-time")
    assert "Thursday 19 November 2026, 17:00" in said
    assert then in said


@row("C8")
@pytest.mark.parametrize("reply", ["2026-11-12T15:00", "2026-11-16T09:00", "unknown"])
def test_once_the_other_side_has_answered_nobody_is_told_to_wait(flow: Make, reply: str) -> None:
    cap = "  - {id: whole, rule: Six weeks., limit: 6 weeks, starts: raised, expires: recorded, source: §1}\n"
    replying = flow(
        clock(limit="1 working day", owner="challenged", ends="replied")
        + cap
        + "events: {replied: {title: They replied, source: §3}}\n"
    )
    waiting = replying.advice(tried=ASKED, now="2026-11-12T12:00")
    assert [one.id for one in waiting.actions if one.wait] == ["allow-time"]
    answered = replying.advice(tried=ASKED, happened=[f"replied {reply}"])
    assert "answer-came" in ids(answered.actions)
    assert not [one for one in answered.actions if one.wait]


@row("C10")
def test_what_is_only_hoped_for_has_passed_and_was_not_missed(flow: Make) -> None:
    hoped = flow(clock(limit="1 working day", strength="indicative")).advice(tried=ASKED)
    assert [one.status for one in hoped.clocks if one.id == "limit"] == ["passed"]


# C13


@row("C13")
@pytest.mark.parametrize(
    ("calendar", "raised", "ends"),
    [
        # St Andrew's Day is Monday 30 November 2026; one working day after Friday the 27th.
        ("england-and-wales", "2026-11-27", "2026-11-30 17:00"),
        ("scotland", "2026-11-27", "2026-12-01 17:00"),
        ("northern-ireland", "2026-11-27", "2026-11-30 17:00"),
        # The Battle of the Boyne is kept on Monday 13 July 2026, after Friday the 10th.
        ("england-and-wales", "2026-07-10", "2026-07-13 17:00"),
        ("northern-ireland", "2026-07-10", "2026-07-14 17:00"),
        # Easter Monday, 6 April 2026, is no bank holiday of Scotland; Good Friday is one of all.
        ("england-and-wales", "2026-04-02", "2026-04-07 17:00"),
        ("scotland", "2026-04-02", "2026-04-06 17:00"),
        ("northern-ireland", "2026-04-02", "2026-04-07 17:00"),
    ],
)
def test_working_days_are_those_of_the_policys_own_nation(
    flow: Make, calendar: str, raised: str, ends: str
) -> None:
    lines = f"calendar: {calendar}\n" + clock(limit="1 working day", starts="raised", at="[talk]")
    advice = flow(lines).advice(raised=raised, now=f"{raised}T10:00")
    assert at(advice.act_by) == ends


@row("C13")
def test_a_day_closes_by_the_local_office_hours_and_a_day_without_hours_is_no_working_day(flow: Make) -> None:
    lines = clock(limit="3 working days")
    friday = flow(lines).advice(tried=TALKED, now="2026-11-10T10:00")
    assert at(friday.act_by) == "2026-11-13 16:00"
    # Replacing the whole table: the office is closed on Wednesdays.
    closed = flow(lines + "hours: {wednesday: null, friday: '08:30-12:30'}\n")
    assert at(closed.advice(tried=TALKED, now="2026-11-10T10:00").act_by) == "2026-11-16 17:00"


@row("C13")
def test_school_holidays_are_warned_of_and_counted_all_the_same(flow: Make) -> None:
    holidays = """
school_holidays:
  - {title: Half term, from: 2026-11-16, to: 2026-11-20, source: The council's term dates}
"""
    lines = clock(limit="5 working days")
    plain, warned = flow(lines), flow(lines + holidays)
    # Now is before them, and the limit ends within them.
    facts = {"tried": TALKED, "now": "2026-11-12T10:00"}
    assert at(warned.advice(**facts).act_by) == at(plain.advice(**facts).act_by) == "2026-11-17 17:00"
    assert "school-holidays" in ids(warned.advice(**facts).warnings)
    assert "school-holidays" not in ids(plain.advice(**facts).warnings)
    after = {"tried": ["talk 2026-11-24 unresolved"], "now": "2026-11-24T12:00"}
    assert "school-holidays" not in ids(warned.advice(**after).warnings)


# C14


@row("C14")
@row("M3")
@pytest.mark.parametrize(("limit", "asks"), [("not stated", False), ("unseen", True), ("disputed", True)])
def test_a_limit_that_nobody_could_read_is_asked_for_and_one_that_is_not_stated_is_not(
    flow: Make, limit: str, asks: bool
) -> None:
    advice = flow(clock(limit=limit)).advice(tried=ASKED)
    assert advice.act_by is None
    assert [one.limit for one in advice.clocks] == [limit]
    assert ("ask-limit-limit" in ids(advice.actions)) is asks
    said = next(one.text for one in advice.actions if one.id == "allow-time")
    assert ("no limit in days" in said) is not asks
    assert ("is not known" in said) is asks
