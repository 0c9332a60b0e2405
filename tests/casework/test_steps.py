"""The next steps of a case: what can be recorded, what it takes, and what it comes to."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
import pytest

from wizard.advice.advise import advise
from wizard.advice.memory import Said
from wizard.advice.situation import GivenAttempt, settle
from wizard.base.errors import NotNowError, WrongInputError
from wizard.casework.noting import answered
from wizard.casework.record import attempted
from wizard.casework.recording import Told, record_attempt
from wizard.casework.session import Session, Surroundings
from wizard.register.cases import Register

MakeSession = Callable[..., Session]
OPEN = {"outcome:step-2": ("open",)}
TRIED = GivenAttempt(stage="step-2", began="2026-11-16", ended="2026-11-16", outcome="unresolved")
BARNSLEY = {
    "policy": ("barnsley",),
    "tried": ("nothing",),
    "start_at": ("service-manager",),
    "bypass_agreed:service-manager": ("yes",),
}


def asked(session: Session) -> str | None:
    """The name of the open question, without the number of its step."""
    question = session.shown().question
    return question.id.partition(":")[2] or question.id if question else None


def go(session: Session, step: str, **answers: str) -> None:
    """Goes through a step with an answer to each of its questions, in the order in which they are asked."""
    session.begin_step(step)  # type: ignore[arg-type]  # the ids are the tests' own
    for name, value in answers.items():
        assert asked(session) == name
        session.answer((value,))
    assert session.shown().question is None


def later(session: Session, days: int) -> Session:
    """The same case some days on."""
    around = session.surroundings
    moved = msgspec.structs.replace(around, clock=lambda: around.clock() + timedelta(days=days))
    assert session.case is not None
    return Session.resume(moved, session.case)


def steps(session: Session) -> list[str]:
    return [one.id for one in session.next_steps()]


def attempts(session: Session) -> list[tuple[str, str, str | None, str]]:
    return [(one.stage, one.began, one.ended, one.outcome) for one in session.situation_given().attempts]


def kinds(session: Session, since: int) -> list[str]:
    return [one.kind for one in session.events[since:]]


def test_there_is_no_next_step_while_a_question_is_open(make_session: MakeSession) -> None:
    assert make_session("tried").next_steps() == ()


def test_a_stage_that_is_next_can_be_recorded_as_tried(make_session: MakeSession) -> None:
    session = make_session()
    assert steps(session) == ["attempt", "conference", "resolution"]
    assert session.next_steps()[0].title == "Record an attempt at Step 3"


def test_an_open_attempt_can_be_answered_or_ended(make_session: MakeSession) -> None:
    assert steps(make_session(changed=OPEN)) == ["reply", "outcome", "attempt", "conference", "resolution"]


def test_each_step_has_a_key_of_its_own(make_session: MakeSession) -> None:
    overdue = later(make_session(changed=OPEN), 20)
    assert "silence" in steps(overdue)
    for session in (overdue, make_session(), make_session(changed={"outcome:step-2": ("resolved",)})):
        keys = [one.key for one in session.next_steps()]
        assert len(keys) == len(set(keys))


def test_an_attempt_moves_the_case_on(make_session: MakeSession) -> None:
    session = make_session()
    go(
        session,
        "attempt",
        stage="step-3",
        began="2026-11-17",
        outcome="unresolved",
        ended="2026-11-18",
        more="no",
    )
    _, advice = session.advice()
    assert advice.stage is not None
    assert advice.stage.id == "step-4"
    assert attempts(session)[-1] == ("step-3", "2026-11-17", "2026-11-18", "unresolved")


def test_the_stage_that_the_case_is_at_is_offered_first(make_session: MakeSession) -> None:
    session = make_session()
    session.begin_step("attempt")
    question = session.shown().question
    assert question is not None
    assert question.options[0].id == "step-3"
    assert question.options[0].hint == "The case is here now."


def test_an_outcome_ends_the_attempt_that_is_open(make_session: MakeSession) -> None:
    session = make_session(changed=OPEN)
    go(session, "outcome", outcome="unresolved", ended="2026-11-18", more="no")
    assert attempts(session)[-1] == ("step-2", "2026-11-16", "2026-11-18", "unresolved")
    assert session.advice()[1].stage is not None
    assert steps(session) == ["attempt", "conference", "resolution"]


def test_an_end_before_the_beginning_of_the_open_attempt_is_refused(make_session: MakeSession) -> None:
    session = make_session(changed=OPEN)
    session.begin_step("outcome")
    session.answer(("unresolved",))
    with pytest.raises(ValueError, match="It began on Monday 16 November 2026"):
        session.answer(("15/11/2026",))


@pytest.mark.parametrize(
    ("says", "outcome"),
    [("settles", "resolved"), ("refuses", "unresolved"), ("part", "unresolved"), ("more", "open")],
)
def test_a_reply_closes_the_attempt_by_what_it_says(
    make_session: MakeSession, says: str, outcome: str
) -> None:
    session = make_session(changed=OPEN)
    before = len(session.events)
    go(session, "reply", on="2026-11-18", says=says, more="no")
    counted = session.advice()[0].counted()["step-2"]
    assert counted.outcome == outcome
    assert "replied" in kinds(session, before)


def test_silence_past_a_limit_is_an_event_and_is_recorded_once(make_session: MakeSession) -> None:
    session = later(make_session(changed=OPEN), 10)
    assert steps(session)[0] == "silence"
    since = session.advice()[1].overdue_since
    assert since is not None
    before = len(session.events)
    go(session, "silence", silent="yes")
    event = next(one for one in session.events[before:] if one.kind == "silence")
    assert (event.data["stage"], event.data["at"]) == ("step-2", since.isoformat())
    assert "silence" not in steps(session)
    assert session.advice()[1].overdue_since == since


def test_no_silence_is_recorded_before_the_limit_or_where_a_reply_came(make_session: MakeSession) -> None:
    assert "silence" not in steps(make_session(changed=OPEN))
    session = later(make_session(changed=OPEN), 10)
    before = len(session.events)
    go(session, "silence", silent="no")
    assert "silence" not in kinds(session, before)


def test_a_conference_that_goes_on_changes_no_attempt(make_session: MakeSession) -> None:
    session = make_session(changed=OPEN)
    before = attempts(session)
    go(session, "conference", came="goes-on", on="2026-11-17", more="no")
    assert attempts(session) == before


def test_a_conference_that_did_not_settle_it_ends_the_stage_it_belongs_to(make_session: MakeSession) -> None:
    session = make_session()
    go(session, "conference", came="unresolved", stage="step-3", on="2026-11-18", more="no")
    assert attempts(session)[-1] == ("step-3", "2026-11-18", "2026-11-18", "unresolved")


def test_a_conference_can_settle_it_once_all_stages_are_used(make_session: MakeSession) -> None:
    session = make_session()
    go(
        session,
        "attempt",
        stage="step-6",
        began="2026-11-17",
        outcome="unresolved",
        ended="2026-11-18",
        more="no",
    )
    assert session.advice()[1].status == "complete"
    go(session, "conference", came="resolved", stage="step-6", on="2026-11-18", more="no")
    assert session.advice()[1].status == "resolved"


@pytest.mark.parametrize("began", ["unknown", "2026-11-17T14:00"])
def test_what_closes_an_open_attempt_stands_in_its_place(make_session: MakeSession, began: str) -> None:
    session = make_session(changed={**OPEN, "began:step-2": (began,), "raised": ("2026-11-16",)})
    go(session, "reply", on="2026-11-17", says="settles", more="no")
    assert attempts(session) == [("step-2", began, "2026-11-17", "resolved")]
    assert session.advice()[1].status == "resolved"


def test_a_settlement_on_the_day_of_a_later_attempt_counts(make_session: MakeSession) -> None:
    changed = {"began:step-2": ("2026-11-17T14:00",), "ended:step-2": ("2026-11-17T15:00",)}
    session = make_session(changed=changed)
    go(session, "resolution", stage="step-2", on="2026-11-17", more="no")
    assert session.advice()[1].status == "resolved"


def test_a_meeting_before_the_last_attempt_at_its_stage_is_refused(make_session: MakeSession) -> None:
    session = make_session()
    session.begin_step("conference")
    for value in ("resolved", "step-2"):
        session.answer((value,))
    with pytest.raises(ValueError, match="The last attempt there began on Monday 16 November 2026"):
        session.answer(("13/11/2026",))


def test_a_settlement_after_an_attempt_of_unknown_beginning_counts(make_session: MakeSession) -> None:
    changed = {"began:step-2": ("unknown",), "ended:step-2": ("unknown",), "raised": ("2026-11-17T14:00",)}
    session = make_session(changed=changed)
    go(session, "resolution", stage="step-2", on="2026-11-17", more="no")
    assert session.advice()[1].status == "resolved"


@pytest.mark.parametrize(
    ("question", "value", "attempt"),
    [
        ("outcome:step-2", "open", ("step-2", "2026-11-16", None, "open")),
        ("began:step-2", "2026-11-15", ("step-2", "2026-11-15", "2026-11-17", "unresolved")),
    ],
)
def test_a_correction_counts_for_more_than_what_was_recorded_before_it(
    make_session: MakeSession, question: str, value: str, attempt: tuple[str, str, str | None, str]
) -> None:
    session = make_session(changed=OPEN)
    go(session, "outcome", outcome="unresolved", ended="2026-11-17", more="no")
    if value == "open":  # said again after the record: it goes on
        session.commit([answered(Said(question=question, values=(value,)))])
    else:
        session.look_at(question)
        session.answer((value,))
        if session.shown().notes:
            session.answer(("change",))
    assert attempts(session) == [attempt]


def test_of_two_open_attempts_the_one_that_ends_is_the_one_that_is_closed(make_session: MakeSession) -> None:
    session = make_session(changed=OPEN)
    earlier = GivenAttempt(stage="step-2", began="2026-11-12", outcome="open")
    session.commit([attempted(earlier, "oxfordshire")])
    go(session, "outcome", outcome="unresolved", ended="2026-11-18", more="no")
    assert attempts(session) == [
        ("step-2", "2026-11-16", "2026-11-18", "unresolved"),
        ("step-2", "2026-11-12", None, "open"),
    ]


def test_a_silence_is_that_of_the_furthest_open_attempt(make_session: MakeSession) -> None:
    session = make_session(changed=OPEN)
    go(session, "attempt", stage="step-3", began="2026-11-16", outcome="open", more="no")
    assert later(session, 20).next_steps()[0].title == "Step 3: no reply came in time"


def test_where_the_time_counts_from_the_disagreement_a_silence_can_be_recorded_too(
    make_session: MakeSession,
) -> None:
    torbay = {
        "policy": ("torbay",),
        "about": ("levels-of-need",),
        "tried": ("stage-1",),
        "began:stage-1": ("2026-11-17",),
        "outcome:stage-1": ("open",),
    }
    assert steps(later(make_session(changed=torbay), 15))[0] == "silence"


def test_a_step_that_has_come_about_otherwise_is_over(
    make_session: MakeSession, around: Surroundings
) -> None:
    session = make_session(changed=OPEN)
    session.begin_step("outcome")
    assert session.case is not None
    record_attempt(around, session.case.id, Told(stage="step-2", outcome="unresolved"))
    resumed = Session.resume(around, around.register.get(session.case.id))
    assert resumed.shown().question is None
    assert len(resumed.shown().answered) > 10


def test_a_silence_is_told_of_the_attempt_whose_limit_passed_and_of_no_other(
    make_session: MakeSession,
) -> None:
    session = make_session(changed=OPEN)
    go(
        session,
        "attempt",
        stage="step-3",
        began="2026-11-17",
        outcome="unresolved",
        ended="2026-11-18",
        more="no",
    )
    overdue = later(session, 20)
    assert overdue.advice()[1].status == "overdue"
    assert "silence" not in steps(overdue)


def test_a_step_stays_with_the_stage_that_it_was_begun_for(
    make_session: MakeSession, around: Surroundings
) -> None:
    session = make_session(changed=OPEN)
    session.begin_step("reply")
    session.answer(("2026-11-17",))
    assert session.case is not None
    record_attempt(around, session.case.id, Told(stage="step-3", outcome="open"))
    resumed = Session.resume(around, around.register.get(session.case.id))
    resumed.answer(("settles",))
    resumed.answer(("no",))
    assert attempts(resumed)[0] == ("step-2", "2026-11-16", "2026-11-17", "resolved")


def test_duties_that_were_done_for_an_earlier_settlement_are_not_done_for_a_later_one(
    make_session: MakeSession,
) -> None:
    session = make_session()
    go(session, "resolution", stage="step-3", on="2026-11-18", more="no")
    session.begin_step("duties")
    question = session.shown().question
    assert question is not None
    session.answer((question.options[0].id,))
    assert session.record.duties_done
    go(session, "attempt", stage="step-3", began="2026-11-18", outcome="open", more="no")
    assert session.record.duties_done == frozenset()


def test_an_attempt_too_many_is_refused_and_nothing_is_recorded(
    make_session: MakeSession, around: Surroundings
) -> None:
    session = make_session()
    for _ in range(99):
        session.commit([attempted(TRIED, "oxfordshire")])
    session.begin_step("attempt")
    for value in ("step-3", "2026-11-17", "open"):
        session.answer((value,))
    before = session.case
    with pytest.raises(WrongInputError, match="at most 100"):
        session.answer(("no",))
    assert session.case == before
    assert before is not None
    with pytest.raises(WrongInputError, match="at most 100"):
        record_attempt(around, before.id, Told(stage="step-3", outcome="open"))


def test_attempts_of_another_policy_are_set_aside_and_come_back(make_session: MakeSession) -> None:
    session = make_session()
    go(session, "attempt", stage="step-3", began="2026-11-17", outcome="open", more="no")
    before = session.advice()
    for policy, notes in (("barnsley", "are set aside"), ("oxfordshire", "count again")):
        session.look_at("policy")
        session.answer((policy,))
        assert any(notes in one for one in session.shown().notes)
        session.answer(("change",))
    assert session.advice() == before


def test_an_agreement_to_one_later_stage_is_none_to_another(make_session: MakeSession) -> None:
    session = make_session(changed=BARNSLEY)
    session.look_at("start_at")
    session.answer(("head-of-safeguarding",))
    session.answer(("change",))
    question = session.shown().question
    assert question is not None
    assert question.id == "bypass_agreed:head-of-safeguarding"


def test_a_recorded_attempt_leaves_the_case_with_its_advice(make_session: MakeSession) -> None:
    session = make_session(changed=BARNSLEY)
    go(session, "attempt", stage="service-manager", began="2026-11-18", outcome="open", more="no")
    assert session.conversation().question is None
    assert session.advice()[1].stage is not None


def test_a_resolution_leaves_the_closing_duties_as_a_checklist(make_session: MakeSession) -> None:
    session = make_session()
    go(session, "resolution", stage="step-3", on="2026-11-18", more="no")
    assert session.advice()[1].status == "resolved"
    assert steps(session)[0] == "duties"
    session.begin_step("duties")
    question = session.shown().question
    assert question is not None
    duties = [one.id for one in question.options if one.id != "nothing"]
    texts = {one.id: one.text for one in session.advice()[1].actions}
    assert all(one.label == texts.get(one.id, one.label) for one in question.options)
    assert len(duties) >= 2
    session.answer((duties[0],))
    assert session.record.duties_done == {duties[0]}


def test_a_note_is_kept_with_the_attempt(make_session: MakeSession) -> None:
    session = make_session(changed=OPEN)
    before = len(session.events)
    go(
        session,
        "outcome",
        outcome="unresolved",
        ended="2026-11-18",
        more="yes",
        note="No visit is planned.",
    )
    event = next(one for one in session.events[before:] if one.kind == "attempted")
    assert event.data["note"] == "No visit is planned."


def test_an_outcome_that_nobody_knows_is_read_as_not_settled(make_session: MakeSession) -> None:
    session = make_session()
    go(session, "attempt", stage="step-3", began="unknown", outcome="unknown", more="no")
    assert attempts(session)[-1] == ("step-3", "unknown", "unknown", "unresolved")


def test_what_cannot_be_recorded_now_is_refused(make_session: MakeSession) -> None:
    session = make_session()
    before = session.case
    with pytest.raises(ValueError, match="cannot be recorded now"):
        session.begin_step("reply")
    assert session.case == before


def test_a_step_that_was_broken_off_goes_on_at_the_same_question(
    make_session: MakeSession, around: Surroundings
) -> None:
    session = make_session()
    session.begin_step("attempt")
    for value in ("step-3", "2026-11-17", "unresolved", "2026-11-18", "yes"):
        assert session.case is not None
        resumed = Session.resume(around, session.case)
        assert resumed.shown() == session.shown()
        session.answer((value,))
    session.keep_text("Half a sen")
    assert session.case is not None
    resumed = Session.resume(around, session.case)
    assert (asked(resumed), resumed.shown().text) == ("note", "Half a sen")


def test_a_step_can_be_left_and_records_nothing(make_session: MakeSession) -> None:
    session = make_session()
    before = attempts(session)
    session.begin_step("attempt")
    session.answer(("step-3",))
    assert session.back()
    assert asked(session) == "stage"
    assert session.back()
    assert (session.shown().question, session.record.step) == (None, None)
    assert attempts(session) == before


def test_an_earlier_answer_of_a_step_can_be_changed(make_session: MakeSession) -> None:
    session = make_session()
    session.begin_step("attempt")
    for value in ("step-3", "2026-11-17"):
        session.answer((value,))
    session.back()
    session.answer(("2026-11-16",))
    assert asked(session) == "outcome"
    session.answer(("open",))
    session.answer(("no",))
    assert attempts(session)[-1] == ("step-3", "2026-11-16", None, "open")


def test_two_steps_of_one_kind_do_not_share_their_answers(make_session: MakeSession) -> None:
    session = make_session()
    go(
        session,
        "attempt",
        stage="step-3",
        began="2026-11-17",
        outcome="unresolved",
        ended="2026-11-18",
        more="no",
    )
    session.begin_step("attempt")
    assert (asked(session), session.shown().chosen) == ("stage", ())


def test_what_is_recorded_gives_the_advice_that_advise_gives(
    make_session: MakeSession, now: datetime
) -> None:
    session = make_session(changed=OPEN)
    go(session, "reply", on="2026-11-17", says="refuses", more="no")
    go(session, "attempt", stage="step-3", began="2026-11-17", outcome="open", more="no")
    house = session.house()
    assert house is not None
    situation = settle(session.situation_given(), house.policy, house.time, now, None, "the case")
    assert session.advice() == (situation, advise(house, situation))


def test_a_text_that_could_not_be_recorded_is_still_there(
    make_session: MakeSession, around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session()
    session.begin_step("attempt")
    for value in ("step-3", "2026-11-17", "open", "yes"):
        session.answer((value,))
    session.keep_text("What the head said")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(NotNowError):
            session.answer(("What the head said",))
    session.keep_place()
    assert session.shown().text == "What the head said"
    assert session.case is not None
    assert Session.resume(around, session.case).shown().text == "What the head said"


def test_the_whole_step_is_one_write_at_its_end(make_session: MakeSession, register: Register) -> None:
    session = make_session(changed=OPEN)
    session.begin_step("reply")
    for value in ("2026-11-17", "refuses"):
        session.answer((value,))
    before = len(session.events)
    session.answer(("no",))
    assert kinds(session, before) == ["answered", "replied", "attempted", "step-done"]
