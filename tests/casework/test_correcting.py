"""Correcting an attempt and taking back what was recorded: by a new event with its reason, or not at all."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Mapping

import msgspec
import pytest

from wizard.base.errors import NotNowError, WrongInputError
from wizard.base.reader import read_document
from wizard.casework.closing import close, reopen
from wizard.casework.correcting import Correction, correct, undo
from wizard.casework.opening import open_case
from wizard.casework.recording import Told, record_attempt
from wizard.casework.reopening import read_session
from wizard.casework.session import Session, Surroundings
from wizard.register.cases import Event, NewEvent, Register

SITUATION: Mapping[str, object] = {
    "policy": "oxfordshire",
    "risk": "welfare",
    "from": {"agency": "education"},
    "to": ["childrens-social-care"],
    "raised": "2026-11-16T09:00",
}


@pytest.fixture
def case(around: Surroundings) -> str:
    """A case in which step 2 did not settle it on Tuesday. It is Wednesday 18 November 2026, 10:30."""
    made = open_case(around, read_document(json.dumps(SITUATION).encode(), "a.json"), "a.json").id
    told = Told(stage="step-2", outcome="unresolved", began="2026-11-16", ended="2026-11-17", note="By phone")
    record_attempt(around, made, told)
    return made


@pytest.fixture
def session(around: Surroundings, case: str) -> Session:
    return read_session(around, case)


def last(session: Session, kind: str, **data: object) -> int:
    """The number of the last event of a kind that holds the data."""
    found = [
        one
        for one in session.events
        if one.kind == kind and all(one.data.get(key) == data[key] for key in data)
    ]
    return found[-1].seq


def stage(session: Session) -> str:
    advised = session.advice()[1].stage
    return advised.id if advised else ""


def refused(session: Session, do: Callable[[], int]) -> str:
    """What is said of it; nothing was recorded."""
    before = session.events
    with pytest.raises(WrongInputError) as caught:
        do()
    assert session.surroundings.register.history(session.case_id or "") == before
    return str(caught.value)


def made(session: Session, document: str) -> None:
    """A document was made of the case, as a.md."""
    session.commit([NewEvent("document-made", {"document": document, "file": "a.md", "sha256": "00"})])


# Correcting.


def test_a_correction_is_a_new_event_that_names_the_old_and_leaves_it_as_it_was(session: Session) -> None:
    number = last(session, "attempted")
    old = session.events[number - 1]
    seq = correct(session, Correction(event=number, reason=" Wrong day.\n", ended="2026-11-16T15:00"))
    assert session.events[number - 1] == old
    assert session.events[seq - 1].kind == "corrected"
    assert session.events[seq - 1].data == {
        "event": number,
        "reason": "Wrong day.",
        "stage": "step-2",
        "began": "2026-11-16",
        "ended": "2026-11-16T15:00",
        "outcome": "unresolved",
        "note": "By phone",
    }


def test_the_advice_goes_by_the_correction(session: Session) -> None:
    assert stage(session) == "step-3"
    correct(
        session, Correction(event=last(session, "attempted"), reason="It was settled", outcome="resolved")
    )
    assert session.advice()[1].status == "resolved"


def test_a_time_is_read_as_people_say_it(session: Session) -> None:
    seq = correct(session, Correction(event=last(session, "attempted"), reason="r", ended="yesterday 14:00"))
    assert session.events[seq - 1].data["ended"] == "2026-11-17T14:00"


def test_an_attempt_that_is_open_after_all_has_no_end(session: Session) -> None:
    correct(session, Correction(event=last(session, "attempted"), reason="r", outcome="open"))
    (attempt,) = session.situation_given().attempts
    assert (attempt.outcome, attempt.ended) == ("open", None)


def test_an_open_attempt_that_ended_needs_its_end(session: Session) -> None:
    number = last(session, "attempted")
    correct(session, Correction(event=number, reason="r", outcome="open"))
    said = refused(
        session, lambda: correct(session, Correction(event=number, reason="r", outcome="resolved"))
    )
    assert said == "--ended: is missing; expected when the attempt ended, or unknown"


def test_every_fault_is_told_at_its_argument(session: Session) -> None:
    wrong = Correction(
        event=last(session, "attempted"), reason="r", stage="step-99", outcome="won", began="2026-11-19"
    )
    said = refused(session, lambda: correct(session, wrong))
    assert [one in said for one in ("--stage: ", "--outcome: ", "--began: ")] == [True] * 3


def test_a_correction_without_a_reason_is_refused(session: Session) -> None:
    wrong = Correction(event=last(session, "attempted"), reason=" \n", outcome="resolved")
    assert "--reason-file: the reason is empty" in refused(session, lambda: correct(session, wrong))


def test_a_correction_that_says_the_same_is_refused(session: Session) -> None:
    same = Correction(event=last(session, "attempted"), reason="r", outcome="unresolved")
    assert "there is nothing to correct" in refused(session, lambda: correct(session, same))


def test_a_correction_is_measured_against_the_one_before(session: Session) -> None:
    number = last(session, "attempted")
    correct(session, Correction(event=number, reason="r", outcome="resolved"))
    seq = correct(session, Correction(event=number, reason="r", note="By video"))
    assert (session.events[seq - 1].data["outcome"], session.events[seq - 1].data["note"]) == (
        "resolved",
        "By video",
    )


@pytest.mark.parametrize(
    ("find", "why"),
    [
        (("answered", {"question": "raised"}), "is an answer; go back to its question"),
        (("policy-noted", {}), "records no attempt"),
    ],
)
def test_only_an_attempt_is_corrected(session: Session, find: tuple[str, dict[str, str]], why: str) -> None:
    number = last(session, find[0], **find[1])
    assert why in refused(
        session, lambda: correct(session, Correction(event=number, reason="r", outcome="open"))
    )


def test_a_correction_is_not_corrected_itself(session: Session) -> None:
    number = last(session, "attempted")
    seq = correct(session, Correction(event=number, reason="r", outcome="resolved"))
    again = Correction(event=seq, reason="r", outcome="open")
    assert f"name the attempt, which is event {number}" in refused(session, lambda: correct(session, again))


def test_the_beginning_of_an_attempt_that_ended_since_names_the_end(
    around: Surroundings, session: Session
) -> None:
    case = session.case_id or ""
    record_attempt(around, case, Told(stage="step-3", outcome="open", began="2026-11-17T12:00"))
    end = record_attempt(around, case, Told(stage="step-3", outcome="unresolved", began="2026-11-17T12:00"))
    after = read_session(around, case)
    wrong = Correction(event=end - 1, reason="r", began="2026-11-17T13:00")
    assert f"event {end} says how it ended" in refused(after, lambda: correct(after, wrong))


def test_a_document_that_rests_on_what_is_corrected_no_longer_matches(session: Session) -> None:
    made(session, "escalation-referral")
    seq = correct(
        session,
        Correction(event=last(session, "attempted"), reason="r", began="2026-11-15", ended="2026-11-16"),
    )
    assert session.events[seq - 1].data["unmatched"] == [seq - 1]
    assert [one.file for one in session.record.unmatched()] == ["a.md"]


# Taking back.


def test_an_attempt_that_was_taken_back_does_not_count(session: Session) -> None:
    seq = undo(session, last(session, "attempted"), "Another case")
    assert stage(session) == "step-1"
    assert session.events[seq - 1].data == {"event": seq - 1, "reason": "Another case"}


def test_an_undoing_is_undone(session: Session) -> None:
    seq = undo(session, last(session, "attempted"), "r")
    undo(session, seq, "It was this case after all")
    assert stage(session) == "step-3"


def test_a_correction_is_undone(session: Session) -> None:
    seq = correct(session, Correction(event=last(session, "attempted"), reason="r", outcome="resolved"))
    undo(session, seq, "r")
    assert stage(session) == "step-3"


def test_an_answer_that_is_taken_back_is_asked_for_again(session: Session) -> None:
    undo(session, last(session, "answered", question="risk"), "r")
    question = session.shown().question
    assert question is not None
    assert question.id == "risk"


def test_of_two_answers_the_earlier_counts_again(session: Session) -> None:
    session.look_at("raised")
    session.answer(("2026-11-13",))
    if session.looking_back():
        session.answer(("change",))
    assert session.answers["raised"] == ("2026-11-13",)
    undo(session, last(session, "answered", question="raised"), "r")
    assert session.answers["raised"] == ("2026-11-16T09:00",)


def test_what_was_written_for_a_document_is_taken_back(session: Session) -> None:
    session.write("decision", "First")
    session.write("decision", "Second")
    undo(session, len(session.events), "r")
    assert session.details == {"decision": "First"}


def test_a_text_that_was_taken_away_comes_back(session: Session) -> None:
    session.write("decision", "First")
    session.erase("decision")
    undo(session, len(session.events), "r")
    assert session.details == {"decision": "First"}


def test_a_closing_is_undone_and_the_case_is_as_it_was(session: Session) -> None:
    before = session.situation_given(), session.next_steps()
    seq = close(session, "r")
    undo(session, seq, "Another case was meant")
    assert session.record.closed is None
    assert (session.situation_given(), session.next_steps()) == before


def test_a_closing_that_a_reopening_overtook_is_not_undone(session: Session) -> None:
    seq = close(session, "r")
    reopen(session)
    assert "is overtaken" in refused(session, lambda: undo(session, seq, "r"))


def test_what_was_taken_back_is_not_taken_back_again(session: Session) -> None:
    number = last(session, "attempted")
    seq = undo(session, number, "r")
    assert f"event {number} is taken back already, by event {seq}" in refused(
        session, lambda: undo(session, number, "r")
    )


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_an_event_that_is_not_there_is_refused(session: Session, number: int) -> None:
    assert "is not there; the events of this case are 1 to" in refused(
        session, lambda: undo(session, number, "r")
    )


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (
            NewEvent("replied", {"stage": "step-2", "at": "2026-11-17", "what": "more"}),
            "only tells what happened",
        ),
        (
            NewEvent("document-made", {"document": "d", "file": "f", "sha256": "0"}),
            "says that a document was made",
        ),
        (NewEvent("reopened", {"reason": "r"}), "began a new challenge"),
        (NewEvent("erased", {"events": [], "ground": "g"}), "says that content was removed"),
        (NewEvent("step-begun", {"step": "attempt"}), "is not of a kind that can be taken back"),
        (NewEvent("from a later version", {}), "is not of a kind that can be taken back"),
    ],
)
def test_everything_else_is_refused_with_the_reason(session: Session, new: NewEvent, why: str) -> None:
    session.commit([new])
    assert why in refused(session, lambda: undo(session, len(session.events), "r"))


def test_the_choice_of_the_policy_is_changed_and_not_undone(session: Session) -> None:
    number = last(session, "answered", question="policy")
    assert "chose the policy; go back to that question" in refused(
        session, lambda: undo(session, number, "r")
    )


def test_an_answer_within_a_step_names_what_the_step_came_to(session: Session) -> None:
    begun = len(session.events) + 1
    session.begin_step("resolution")
    while session.record.step is not None:
        question = session.shown().question
        assert question is not None
        session.answer((question.options[0].id,) if question.options else ("2026-11-18",))
    answer = next(
        one for one in session.events if str(one.data.get("question", "")).startswith("resolution@")
    )
    came_to = last(session, "attempted")
    assert came_to > begun
    said = refused(session, lambda: undo(session, answer.seq, "r"))
    assert f"take back what the step came to: event {came_to}" in said


def test_content_that_was_removed_is_neither_corrected_nor_taken_back(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = last(session, "attempted")
    case = session.case
    assert case is not None
    gone = tuple(_removed(one) if one.seq == number else one for one in case.events)
    after = Session(session.surroundings, msgspec.structs.replace(case, events=gone))
    wrong = Correction(event=number, reason="r", outcome="open")
    for do in (lambda: undo(after, number, "r"), lambda: correct(after, wrong)):
        with pytest.raises(WrongInputError, match="has no content any more"):
            do()


def _removed(event: Event) -> Event:
    author = msgspec.structs.replace(event.author, role="", name="")
    return msgspec.structs.replace(event, time="", author=author, kind="erased-content", data={"by": 99})


def test_what_would_leave_the_case_without_advice_is_refused(session: Session, around: Surroundings) -> None:
    case = session.case_id or ""
    # Once the undoing is recorded, the earlier stage that an attempt stands on is one that no policy has.
    session.commit([NewEvent("attempted", {"stage": "step-99", "began": "2026-11-17", "outcome": "open"})])
    gone = NewEvent("undone", {"event": len(session.events), "reason": "r"})
    seq = session.commit([gone])
    after = read_session(around, case)
    assert stage(after) == "step-3"
    assert "there would be no advice" in refused(after, lambda: undo(after, seq, "r"))


def test_a_full_disk_changes_nothing(
    session: Session, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = register.history(session.case_id or "")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(NotNowError):
            undo(session, last(session, "attempted"), "r")
    assert register.history(session.case_id or "") == before
