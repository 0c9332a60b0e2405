"""Who is told, in what form, by when; and what is written, signed and kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

row = pytest.mark.row
Make = Callable[..., Any]
TALKED = ["talk 2026-11-10 unresolved"]
#: The managers' stage was open from Tuesday 10 to Thursday 12 November, and did not settle it.
BEYOND_MANAGERS = ["talk 2026-11-09 unresolved", "managers 2026-11-10..2026-11-12 unresolved"]


def ids(parts: Any) -> list[str]:
    return [one.id for one in parts]


def at(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%F %H:%M}"


def notice(**keys: str) -> str:
    said = {"id": "told", "text": "Tell the office.", "by": "email", "source": "§7", **keys}
    return "notices:\n  - {" + ", ".join(f"{key}: {value}" for key, value in said.items()) + "}\n"


# N1


@row("N1")
def test_a_notice_on_entry_is_due_at_its_stages_and_at_no_other(flow: Make) -> None:
    told = flow(notice(at="[managers]", within="2 working days"))
    assert told.advice().notify == ()
    # The stage's time began when the talk ended, on Tuesday 10 November.
    assert at(told.advice(tried=TALKED).notify[0].act_by) == "2026-11-12 17:00"
    assert told.advice(tried=BEYOND_MANAGERS).notify == ()
    # An open stage was entered when it began.
    open_ = told.advice(tried=[*TALKED, "managers 2026-11-13T10:00 open"])
    assert at(open_.notify[0].act_by) == "2026-11-17 17:00"


@row("N1")
def test_a_notice_on_exit_is_due_once_the_case_has_left_the_stage(flow: Make) -> None:
    told = flow(notice(at="[managers]", on="exit", within="2 working days"))
    assert told.advice(tried=[*TALKED, "managers 2026-11-12 open"]).notify == ()
    # Left on Thursday 12 November: two working days after it are Monday 16.
    assert at(told.advice(tried=BEYOND_MANAGERS).notify[0].act_by) == "2026-11-16 17:00"
    settled = told.advice(tried=[*TALKED, "managers 2026-11-12 resolved"])
    assert (settled.status, ids(settled.notify)) == ("resolved", ["told"])


@row("N1")
def test_a_stage_whose_attempt_is_still_open_has_not_been_left(flow: Make) -> None:
    told = flow(
        notice(at="[managers]", on="exit", within="2 working days")
        + "clocks: [{id: limit, rule: Five days., limit: 5 working days, at: [managers], source: §3}]\n"
    )
    # Open since Monday 2 November; the limit passed on Monday 9, and nobody has said that it ended.
    over = told.advice(tried=["managers 2026-11-02T10:00 open"])
    assert (over.status, over.stage.id) == ("overdue", "heads")
    assert over.notify == ()


@row("N1")
def test_each_stage_that_was_left_has_a_notice_of_its_own(flow: Make) -> None:
    told = flow(notice(at="[talk, managers]", on="exit", within="2 working days"))
    # The talk ended on Tuesday 3 November, the managers' stage on Thursday 12: Thursday 5, and Monday 16.
    left = told.advice(tried=["talk 2026-11-03 unresolved", "managers 2026-11-12 unresolved"])
    assert [at(one.act_by) for one in left.notify] == ["2026-11-05 17:00", "2026-11-16 17:00"]
    # What is begun since changes neither.
    begun = told.advice(
        tried=["talk 2026-11-03 unresolved", "managers 2026-11-12 unresolved", "heads 2026-11-13 open"]
    )
    assert [at(one.act_by) for one in begun.notify] == ["2026-11-05 17:00", "2026-11-16 17:00"]


@row("N1")
def test_a_notice_that_a_stage_has_begun_waits_for_its_attempt(flow: Make) -> None:
    told = flow(notice(at="[managers]", on="begun", within="2 working days"))
    assert told.advice(tried=TALKED).notify == ()
    begun = told.advice(tried=[*TALKED, "managers 2026-11-12 open"])
    assert at(begun.notify[0].act_by) == "2026-11-16 17:00"


@row("N1")
def test_a_notice_on_an_event_waits_for_it_and_counts_from_it(flow: Make) -> None:
    lines = notice(on="met", within="1 week") + "events: {met: {title: The meeting was held, source: §3}}\n"
    told = flow(lines)
    assert told.advice(tried=TALKED).notify == ()
    # A week after Thursday 12 November is Thursday 19.
    assert at(told.advice(tried=TALKED, happened=["met 2026-11-12"]).notify[0].act_by) == "2026-11-19 17:00"
    unknown = told.advice(tried=TALKED, happened=["met unknown"]).notify[0]
    assert (unknown.act_by, unknown.within) == (None, "1 week")


@row("N1")
def test_a_notice_on_resolution_has_a_time_that_begins_when_it_was_settled(flow: Make) -> None:
    told = flow(notice(at="[resolved]", within="5 working days"))
    settled = told.advice(tried=["talk 2026-11-09..2026-11-11 resolved"])
    assert at(settled.notify[0].act_by) == "2026-11-18 17:00"
    assert told.advice().notify == ()


@row("N1")
def test_a_notice_says_to_whom_by_what_in_what_form_and_how_strongly(flow: Make) -> None:
    line = (
        flow(
            notice(
                at="[managers]",
                to="{role: business-manager, agency: partnership}",
                document="board-notification",
                strength="should",
            )
        )
        .advice(tried=TALKED)
        .notify[0]
    )
    assert [(one.role, one.agency) for one in line.to] == [("Business Manager", "partnership")]
    assert (line.by, line.document, line.strength) == ("email", "board-notification", "should")


@row("N1")
def test_a_notice_for_every_use_is_due_everywhere_but_outside(flow: Make) -> None:
    told = flow(
        notice()
        + "outside: [{id: complaint, when: {circumstance: [complaint]}, rule: None., instead: Elsewhere., source: §1}]\n"
    )
    for tried in ([], TALKED, ["talk 2026-11-10 resolved"], ["chair-decides 2026-11-10 unresolved"]):
        assert ids(told.advice(tried=tried).notify) == ["told"]
    assert told.advice(circumstance="complaint").notify == ()


# N2


@row("N2")
def test_a_copy_is_for_information_and_moves_nothing(flow: Make, bare: Any) -> None:
    copied = flow(notice(at="[managers]", copied="true", to="{role: business-manager, agency: partnership}"))
    with_, without = copied.advice(tried=TALKED), bare.advice(tried=TALKED)
    assert [one.copied for one in with_.notify] == [True]
    assert (with_.stage, with_.status, with_.actions) == (without.stage, without.status, without.actions)


# N3


@row("N3")
def test_a_notice_is_repeated_at_each_later_stage_that_it_names(flow: Make) -> None:
    repeated = flow(notice(at="[managers, heads]"))
    tried = [[], TALKED, BEYOND_MANAGERS, ["heads 2026-11-10 unresolved"]]
    assert [len(repeated.advice(tried=one).notify) for one in tried] == [0, 1, 1, 0]


# N4


@row("N4")
@row("R5")
def test_the_outcome_goes_to_who_raised_it_and_by_letter_to_the_other_agency_in_its_own_time(
    flow: Make,
) -> None:
    settled = flow("""
roles: {originator: {title: The person who first raised it}}
notices:
  - {id: outcome-to-originator, text: Tell them the outcome., by: in person, at: [resolved], within: 1 working day, to: {role: originator, agency: challenging}, source: §6}
  - {id: outcome-letter, text: Write to the other agency., by: letter, at: [resolved], within: 5 working days, document: outcome-confirmation, to: {role: manager, agency: challenged}, source: §6}
endings:
  - id: resolved
    steps: [{id: outstanding, does: Say what is outstanding and who pursues it., source: §6}]
""").advice(tried=["talk 2026-11-13 resolved"], to=["childrens-social-care", "police"])
    # Settled on Friday 13 November: Monday 16, and Friday 20 at 16:00.
    assert [(one.id, at(one.act_by), one.document) for one in settled.notify] == [
        ("outcome-to-originator", "2026-11-16 17:00", None),
        ("outcome-letter", "2026-11-20 16:00", "outcome-confirmation"),
    ]
    assert [one.agency for one in settled.notify[1].to] == ["childrens-social-care", "police"]
    assert "outstanding" in ids(settled.actions)
    assert "outcome-confirmation" in settled.documents


# N5


@row("N5")
def test_the_family_or_the_adult_is_told_or_asked_for_their_views(flow: Make) -> None:
    told = flow("""
bodies: {family: The family}
roles: {parent: {title: Parents or carers}, adult: {title: The adult}}
notices:
  - {id: tell-the-family, text: Tell them that agencies differ., by: in person, at: [managers], when: {subject: [child], risk: [welfare, none]}, to: {role: parent, agency: family}, strength: should, source: §7}
duties:
  - {id: views-of-the-adult, does: Ask the adult for their views., when: {subject: [adult]}, at: [talk, managers], source: §7}
""")
    child = told.advice(tried=TALKED)
    assert [(one.role, one.agency) for one in child.notify[0].to] == [("Parents or carers", "family")]
    assert told.advice(tried=TALKED, risk="significant").notify == ()
    adult = told.advice(tried=TALKED, subject="adult")
    assert (adult.notify, "views-of-the-adult" in ids(adult.actions)) == ((), True)


# N6


@row("N6")
def test_what_identifies_somebody_goes_by_secure_means(flow: Make) -> None:
    secure, open_ = flow(notice(at="[managers]", secure="true")), flow(notice(at="[managers]"))
    assert "secure-means" in ids(flow(notice(at="[managers]", secure="true")).advice(tried=TALKED).warnings)
    assert "secure-means" not in ids(open_.advice(tried=TALKED).warnings)
    assert "secure-means" not in ids(secure.advice().warnings)


# N7


@row("N7")
def test_a_body_outside_the_partnership_is_told_beside_it(flow: Make) -> None:
    told = flow("""
bodies: {cafcass: Cafcass}
roles: {guardian: {title: Children's Guardian}}
facts: {proceedings: {question: Are there care proceedings?, values: {proceedings: "Yes", no-proceedings: "No"}, unknown_as: no-proceedings, source: §7}}
notices:
  - {id: tell-cafcass, text: Tell Cafcass too., by: email, copied: true, when: {facts: {proceedings: [proceedings]}}, to: {role: guardian, agency: cafcass}, source: §7}
""")
    line = told.advice(facts={"proceedings": "proceedings"}).notify[0]
    assert (line.copied, [one.agency for one in line.to]) == (True, ["cafcass"])
    assert told.advice().notify == ()


# R1 to R4 and R6


FORMS = """
roles: {resolver: {title: The manager who resolved it}}
forms:
  - {id: form-a, title: Form A, rule: It opens the formal stage., document: challenge-letter, at: [managers], by: {role: manager, agency: challenging}, to: [{role: manager, agency: challenged}], answered_by: {role: manager, agency: challenged}, means: secure email, source: Appendix A}
  - {id: form-b, title: Form B, rule: It goes to the Heads of Service., document: escalation-referral, at: [heads], by: {role: head, agency: challenging}, to: [{role: head, agency: challenged}], source: Appendix B}
  - {id: form-c, title: Form C, rule: It says what was settled., document: board-notification, at: [resolved], by: {role: resolver, agency: challenging}, to: [{role: business-manager, agency: partnership}], filed: On each agency's file for the child, source: Appendix C}
  - {id: joint, title: Joint statement, rule: Both sides say what they agreed., document: outcome-confirmation, at: [resolved], signed_by: [{role: head, agency: challenging}, {role: head, agency: challenged}], source: §6}
"""


@row("R1")
def test_each_form_belongs_to_its_stage_and_says_who_writes_it_to_whom_as_what(flow: Make, bare: Any) -> None:
    forms = flow(FORMS)
    assert [(one.id, one.document) for one in forms.advice(tried=TALKED).forms] == [
        ("form-a", "challenge-letter")
    ]
    heads = forms.advice(tried=BEYOND_MANAGERS)
    form = heads.forms[0]
    assert (form.title, form.text, form.source) == (
        "Form B",
        "It goes to the Heads of Service.",
        "Appendix B",
    )
    assert (form.by.role, [(one.role, one.agency) for one in form.to]) == (
        "Head of Service",
        [("Head of Service", "childrens-social-care")],
    )
    assert "escalation-referral" in heads.documents
    assert forms.advice().forms == ()
    assert bare.advice(tried=BEYOND_MANAGERS).documents == ()


@row("R2")
def test_a_rule_says_who_the_author_is(flow: Make) -> None:
    settled = {one.id: one for one in flow(FORMS).advice(tried=["managers 2026-11-10 resolved"]).forms}
    assert settled["form-c"].by.role == "The manager who resolved it"
    assert settled["joint"].by is None


@row("R3")
def test_the_second_half_of_a_form_is_for_the_other_side(flow: Make) -> None:
    form = flow(FORMS).advice(tried=TALKED).forms[0]
    assert (form.by.agency, form.answered_by.agency) == ("education", "childrens-social-care")


@row("R4")
def test_a_form_says_where_it_is_kept(flow: Make) -> None:
    settled = {one.id: one for one in flow(FORMS).advice(tried=["managers 2026-11-10 resolved"]).forms}
    assert settled["form-c"].filed == "On each agency's file for the child"


@row("R5")
def test_what_was_agreed_and_who_pursues_the_rest_is_confirmed_in_writing(flow: Make, bare: Any) -> None:
    settled = bare.advice(tried=["talk 2026-11-10 resolved"])
    assert settled.documents == ("outcome-confirmation",)
    assert ids(settled.actions) == ["confirm"]


@row("R6")
def test_a_joint_statement_is_signed_by_both_sides(flow: Make) -> None:
    settled = flow(FORMS).advice(tried=["managers 2026-11-10 resolved"], to=["police", "health"])
    joint = next(one for one in settled.forms if one.id == "joint")
    assert [one.agency for one in joint.signed_by] == ["education", "police", "health"]


# R7


@row("R7")
@row("C7")
def test_minutes_are_sent_round_within_a_time_that_begins_with_the_meeting(flow: Make) -> None:
    met = flow("""
events: {met: {title: The meeting was held, source: §5}, minutes-sent: {title: The minutes were sent round, source: §5}}
ladders:
  - id: main
    stages:
      - id: heads
        documents: [meeting-record]
        steps: [{id: send-minutes, does: Send the minutes round., by: {role: business-manager, agency: partnership}, when: {happened: [met]}, source: §5}]
clocks:
  - {id: minutes, rule: Minutes go round within five working days., limit: 5 working days, owner: business-manager, starts: met, ends: minutes-sent, step: send-minutes, expires: recorded, at: [heads], source: §5}
""")
    before = met.advice(tried=[*BEYOND_MANAGERS, "heads 2026-11-13 open"])
    assert ("send-minutes" in ids(before.actions), before.act_by) == (False, None)
    assert "meeting-record" in before.documents
    # Met on Friday 13 November: five working days after it are Friday 20, 16:00.
    after = met.advice(tried=[*BEYOND_MANAGERS, "heads 2026-11-13 open"], happened=["met 2026-11-13"])
    step = next(one for one in after.actions if one.id == "send-minutes")
    assert (step.by.role, at(step.act_by)) == ("Business Manager", "2026-11-20 16:00")
    sent = met.advice(
        tried=[*BEYOND_MANAGERS, "heads 2026-11-13 open"],
        happened=["met 2026-11-13", "minutes-sent 2026-11-16T09:00"],
        now="2026-12-01T10:00",
    )
    assert [(one.id, one.status) for one in sent.clocks] == [("minutes", "met")]
    assert sent.status == "in-progress"


# R8


@row("R8")
def test_a_live_log_is_kept_by_a_role_and_its_entry_is_made_at_each_use(flow: Make, bare: Any) -> None:
    logged = flow("""
terms: {business_team: Business Unit}
notices:
  - {id: live-log, text: "Give the Business Unit an entry for its log: who raised it, with whom, at what stage, why, and whether it is settled.", by: email, document: board-notification, to: {role: business-manager, agency: partnership}, source: §8}
  - {id: statistics, text: Say how it ended and at which stage., by: email, at: [resolved, complete], to: {role: business-manager, agency: partnership}, source: §8}
""")
    assert [ids(logged.advice(tried=one).notify) for one in ([], TALKED, ["talk 2026-11-10 resolved"])] == [
        ["live-log"],
        ["live-log"],
        ["live-log", "statistics"],
    ]
    assert bare.advice().notify == ()


# R9


@row("R9")
def test_a_call_is_followed_by_an_email_that_sums_it_up(flow: Make) -> None:
    followed = flow("""
events: {called: {title: The call was made, source: §2}, summed-up: {title: The email was sent, source: §2}}
ladders:
  - id: main
    stages:
      - id: talk
        steps:
          - {id: call, does: Call them., when: {not_happened: [called]}, source: §2}
          - {id: email, does: Sum the call up in an email., when: {happened: [called]}, source: §2}
clocks:
  - {id: email-soon, rule: The email follows within two working hours., limit: 2 working hours, starts: called, ends: summed-up, step: email, at: [talk], source: §2}
""")
    before = followed.advice(now="2026-11-16T16:30")
    assert ids(before.actions) == ["talk-first", "call"]
    # Called at 16:00 on Monday: an hour is left until 17:00, and one more on Tuesday from 09:00.
    called = followed.advice(now="2026-11-16T16:30", happened=["called 2026-11-16T16:00"])
    email = next(one for one in called.actions if one.id == "email")
    assert at(email.act_by) == "2026-11-17 10:00"
    assert "call" not in ids(called.actions)
