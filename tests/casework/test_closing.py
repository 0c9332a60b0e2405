"""A closed case is due at no time and takes nothing more; reopened, it is a new challenge with the same facts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from wizard.base.errors import WrongInputError
from wizard.base.reader import read_document
from wizard.casework.board import Row, board
from wizard.casework.closing import close, reopen
from wizard.casework.looking import look_at
from wizard.casework.opening import open_case
from wizard.casework.recording import Told, record_attempt
from wizard.casework.reopening import read_session, session_unread
from wizard.casework.returning import welcome_back
from wizard.casework.session import Session, Surroundings
from wizard.register.cases import NewEvent

POLICIES = ("oxfordshire", "oxfordshire-2015", "torbay", "barnsley", "manchester")


def new(around: Surroundings, **changed: object) -> str:
    said = {
        "policy": "oxfordshire",
        "risk": "welfare",
        "from": {"agency": "education"},
        "to": ["childrens-social-care"],
        "raised": "2026-11-16T09:00",
        "attempts": [{"stage": "step-2", "began": "2026-11-16T14:00", "outcome": "open"}],
        **changed,
    }
    return open_case(around, read_document(json.dumps(said).encode(), "a.json"), "a.json").id


@pytest.fixture
def session(around: Surroundings) -> Session:
    return read_session(around, new(around))


def row(around: Surroundings) -> Row:
    (found,) = board(around)
    return found


def made(session: Session, document: str) -> None:
    """A document was made of the case, as a.md."""
    session.commit([NewEvent("document-made", {"document": document, "file": "a.md", "sha256": "00"})])


# Closing.


def test_a_closed_case_says_why_and_when(session: Session) -> None:
    seq = close(session, " Agreed elsewhere.\n")
    closed = session.record.closed
    assert closed is not None
    assert (closed.seq, closed.reason, closed.time) == (seq, "Agreed elsewhere.", session.events[-1].time)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_case_is_not_closed_without_a_reason(session: Session, reason: str) -> None:
    before = session.events
    with pytest.raises(WrongInputError, match="expected why the case is closed"):
        close(session, reason)
    assert session.events == before


def test_a_closed_case_stands_as_closed_on_the_board_and_is_due_at_no_time(
    around: Surroundings, session: Session
) -> None:
    late = msgspec.structs.replace(around, clock=lambda: around.clock() + timedelta(days=30))
    assert row(late).group == "overdue"
    close(session, "r")
    closed = row(late)
    assert (closed.group, closed.due, closed.due_text, closed.waiting) == ("closed", None, "", False)


def test_a_case_with_questions_left_is_closed_too(around: Surroundings) -> None:
    session = Session(around)
    session.answer(("no",))
    close(session, "Begun twice")
    assert row(around).group == "closed"


def test_a_case_is_closed_where_its_policy_cannot_be_read(around: Surroundings) -> None:
    case = new(around)

    def gone(_: str) -> None:
        raise WrongInputError(())

    broken = msgspec.structs.replace(around, open_house=gone, choices=tuple)
    close(session_unread(broken, case), "The policy is gone")
    assert row(broken).group == "closed"


def test_a_closed_case_takes_no_attempt_no_answer_no_step_and_no_move(
    around: Surroundings, session: Session
) -> None:
    case = session.case_id or ""
    close(session, "r")
    before = around.register.history(case)
    session.look_at("raised")
    doings: list[Callable[[], object]] = [
        lambda: record_attempt(around, case, Told(stage="step-3", outcome="open")),
        lambda: session.answer(("2026-11-13",)),
        lambda: session.commit([NewEvent("step-begun", {"step": "attempt", "stage": ""})]),
        lambda: close(session, "again"),
    ]
    for do in doings:
        with pytest.raises(
            WrongInputError, match=f"reopen it first for a new challenge: 'escalate case reopen {case}'"
        ):
            do()
    assert session.next_steps() == ()
    assert around.register.history(case) == before


def test_a_closed_case_is_still_looked_at_written_for_and_made_documents_of(session: Session) -> None:
    close(session, "r")
    session.write("decision", "The referral was closed.")
    made(session, "challenge-letter")
    looked = look_at(session.surroundings, session.case_id or "")
    assert looked.advice is not None
    assert looked.record.closed is not None
    assert [one.file for one in looked.record.made] == ["a.md"]


def test_who_comes_back_to_a_closed_case_is_told_so(session: Session) -> None:
    close(session, "r")
    assert "This case is closed. Nothing is due." in welcome_back(session)


# Reopening.


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("closed", [True, False])
def test_a_reopened_case_is_a_new_challenge_with_advice_at_once(
    around: Surroundings, policy: str, closed: bool
) -> None:
    first = around.open_house(policy).policy.ladders[0].stages[0].id
    tried = {"stage": first, "began": "2026-11-16", "ended": "2026-11-17", "outcome": "resolved"}
    session = read_session(around, new(around, policy=policy, attempts=[tried]))
    assert session.advice()[1].status == "resolved"
    before = session.situation_given()
    if closed:
        close(session, "r")
    reopen(session, "It came up again")
    situation, advice = session.advice()
    assert (situation.attempts, advice.status) == ((), "act")
    after = session.situation_given()
    assert after.raised == "2026-11-18T10:30:00+00:00"
    for same in ("policy", "subject", "risk", "circumstance", "about", "from_", "to", "facts"):
        assert getattr(after, same) == getattr(before, same)


def test_the_earlier_attempts_stay_in_the_chronology(around: Surroundings, session: Session) -> None:
    record_attempt(around, session.case_id or "", Told(stage="step-2", outcome="unresolved"))
    session = read_session(around, session.case_id or "")
    before = session.events
    close(session, "r")
    reopen(session)
    assert session.events[: len(before)] == before
    assert session.record.attempts == ()


def test_a_new_challenge_is_raised_when_it_is_said_to_be(session: Session) -> None:
    close(session, "r")
    reopen(session, raised="yesterday")
    assert session.situation_given().raised == "2026-11-17"


@pytest.mark.parametrize(
    ("raised", "why"),
    [("2026-11-19", "is in the future"), ("unknown", "is not known"), ("soonish", "--raised")],
)
def test_a_new_challenge_is_raised_on_a_day_that_is_known_and_past(
    session: Session, raised: str, why: str
) -> None:
    close(session, "r")
    before = session.events
    with pytest.raises(WrongInputError, match=why):
        reopen(session, raised=raised)
    assert session.events == before


def test_what_a_file_stated_of_events_and_a_later_start_is_forgotten_and_the_rest_is_not(
    around: Surroundings,
) -> None:
    session = read_session(around, new(around, start_at="step-5", bypass_agreed=True))
    stated: dict[str, object] = {
        "policy": "oxfordshire",
        "start_at": "step-5",
        "bypass_agreed": True,
        "about": "timeliness",
    }
    events = [{"event": "invoked", "at": "2026-11-17"}]
    session.commit([NewEvent("stated", {**stated, "events": events})])
    close(session, "r")
    reopen(session)
    unasked = session.record.unasked
    assert (unasked.start_at, unasked.bypass_agreed, unasked.events, unasked.about) == (
        None,
        False,
        (),
        "timeliness",
    )
    assert session.situation_given().start_at is None


def test_a_document_of_the_earlier_challenge_need_not_be_made_again(session: Session) -> None:
    made(session, "challenge-letter")
    close(session, "r")
    reopen(session)
    session.look_at("raised")
    session.answer(("2026-11-17",))
    if session.looking_back():
        session.answer(("change",))
    assert session.answers["raised"] == ("2026-11-17",)
    assert session.record.unmatched() == ()
    assert [(one.earlier, one.matches) for one in session.record.made] == [(True, True)]


def test_a_step_and_the_duties_of_the_earlier_challenge_are_over(session: Session) -> None:
    session.begin_step("attempt")
    session.commit([NewEvent("duties", {"ids": ["debrief"]})])
    close(session, "r")
    reopen(session)
    assert (session.record.step, session.record.duties_done) == (None, frozenset())


def test_a_challenge_that_goes_on_is_not_reopened(session: Session) -> None:
    before = session.events
    with pytest.raises(WrongInputError, match="its challenge is not at an end"):
        reopen(session)
    assert session.events == before


def test_a_reopened_case_can_be_closed_and_reopened_again(session: Session) -> None:
    for _ in range(2):
        close(session, "r")
        reopen(session)
    assert session.record.closed is None
    assert session.advice()[1].status == "act"


def test_a_case_that_was_closed_with_questions_left_goes_on_with_them(around: Surroundings) -> None:
    session = Session(around)
    for answer in ("no", "oxfordshire"):
        session.answer((answer,))
    asked = session.shown().question
    close(session, "r")
    reopen(session)
    assert session.shown().question == asked
    assert session.answers["tried"] == ("nothing",)


# What was removed.


def test_a_case_whose_last_content_was_removed_is_listed_and_come_back_to(
    around: Surroundings, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.write("decision", "The referral was closed.")
    case = session.case
    assert case is not None
    author = msgspec.structs.replace(case.events[-1].author, role="", name="")
    gone = msgspec.structs.replace(
        case.events[-1], time="", author=author, kind="erased-content", data={"by": case.version + 1}
    )
    removed = msgspec.structs.replace(case, events=(*case.events[:-1], gone))
    monkeypatch.setattr(type(around.register), "cases", lambda _: iter((removed,)))
    assert row(around).changed == case.events[-2].time
    assert welcome_back(Session(around, removed))[0] == "You left a moment ago."
    assert Session(around, removed).details == {}
