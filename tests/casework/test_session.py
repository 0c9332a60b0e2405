"""One person's work on one case: what is answered is kept before the next question, or nothing has changed."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.advice.advise import House
from wizard.advice.questions import PolicyChoice
from wizard.base import paths
from wizard.base.errors import EscalateError, NotNowError, WrongInputError, wrong_input
from wizard.base.paths import UnconfirmedError
from wizard.casework.choices import policy_choices
from wizard.casework.house import open_house
from wizard.casework.session import Session, Surroundings
from wizard.register.casefile import lock_path
from wizard.register.cases import Author, Case, ConflictError, NewEvent, Register
from wizard.register.lock import CaseLock


def document_made(file: str) -> NewEvent:
    return NewEvent(
        kind="document-made", data={"document": "challenge-letter", "file": file, "sha256": "ab" * 32}
    )


MakeSession = Callable[..., Session]
MakeFlow = Callable[..., Path]
Answers = Mapping[str, tuple[str, ...]]


def asked(session: Session) -> str | None:
    question = session.shown().question
    return question.id if question else None


def kept(session: Session, register: Register) -> Case:
    assert session.case_id is not None
    return register.get(session.case_id)


def again(session: Session, around: Surroundings) -> Session:
    """The case in a session of its own, as after a restart."""
    return Session(around, kept(session, around.register))


def change(session: Session, question: str, *values: str) -> None:
    """Goes back to a question, answers it otherwise, and confirms that where it is asked."""
    session.look_at(question)
    session.answer(values)
    if asked(session) == f"change:{question}":
        session.answer(("change",))


# Every answer is kept.


def test_each_answer_is_in_the_register_before_the_next_question(
    around: Surroundings, register: Register, answers: Answers, now: datetime
) -> None:
    session = Session(around)
    for question, values in answers.items():
        assert asked(session) == question
        session.answer(values)
        answers_kept = [one for one in kept(session, register).events if one.kind == "answered"]
        last = answers_kept[-1]
        assert (last.data["question"], last.data["values"]) == (question, list(values))
        assert last.author == Author(role="teacher", name="Jamie O'Example")
        assert datetime.fromisoformat(last.time) == now
    assert asked(session) is None
    assert len(answers_kept) == len(answers)


def test_with_the_policy_stands_which_text_of_it_was_chosen(
    make_session: MakeSession, register: Register
) -> None:
    session = make_session("subject")
    last = kept(session, register).events[-1]
    assert last.kind == "policy-noted"
    assert (last.data["policy"], session.record.noted is not None) == ("oxfordshire", True)


def test_a_case_is_opened_by_its_first_answer_and_not_before(
    around: Surroundings, register: Register
) -> None:
    session = Session(around)
    session.shown()
    assert session.back() is False
    assert (session.case_id, register.list()) == (None, [])
    session.answer(("no",))
    assert [one.id for one in register.list()] == [session.case_id]


def test_an_answer_is_kept_as_it_is_understood_and_not_as_it_was_typed(make_session: MakeSession) -> None:
    session = make_session("to")
    session.answer(("police", "childrens-social-care", "police"))
    assert session.answers["to"] == ("childrens-social-care", "police")
    session = make_session("raised")
    session.answer((" 16/11 ",))
    assert session.answers["raised"] == ("2026-11-16",)


def test_danger_is_shown_from_its_answer_on(around: Surroundings) -> None:
    session = Session(around)
    assert session.shown().danger is False
    session.answer(("yes",))
    assert session.shown().danger is True


def test_the_questions_of_risk_are_left_out_in_danger(make_session: MakeSession) -> None:
    session = make_session(changed={"danger": ("yes",)})
    assert "risk" not in session.answers
    situation, advice = session.advice()
    assert (situation.risk, advice.urgent) == ("immediate", True)


def test_complete_answers_give_the_advice_for_them_at_the_present_moment(
    make_session: MakeSession, now: datetime
) -> None:
    session = make_session()
    situation, advice = session.advice()
    assert (situation.challenging, situation.challenged) == ("education", ("childrens-social-care",))
    assert [one.stage for one in situation.attempts] == ["step-2"]
    assert advice.stage is not None
    assert (advice.status, advice.stage.id) == ("act", "step-3")
    assert advice.now == session.now() == now


@pytest.mark.parametrize("asks", ["danger", "policy", "subject", "ended:step-2"])
def test_there_is_no_advice_while_a_question_is_open(make_session: MakeSession, asks: str) -> None:
    with pytest.raises(ValueError, match="There are questions to answer first"):
        make_session(asks).advice()


# What cannot be an answer.

REFUSED: dict[str, tuple[str, tuple[str, ...], str]] = {
    "no answer at all": ("danger", (), "Choose an answer first"),
    "a word that is none": ("danger", ("maybe",), "'maybe' is not one of the answers"),
    "two where one is asked for": ("danger", ("no", "yes"), "Choose one answer only"),
    "an unknown policy": ("policy", ("../small",), "is not one of the answers"),
    "an unknown agency among known ones": ("to", ("police", "polise"), "'polise' is not one"),
    "no agency": ("to", (), "Choose an answer first"),
    "the future": ("raised", ("19/11/2026",), "Thursday 19 November 2026 is in the future"),
    "no day": ("raised", ("31/02/2026",), "is not a day"),
    "a day not known where none may be": ("began:step-2", ("perhaps",), "'perhaps'"),
    "the option to type a day": ("raised", ("other-day",), "is not one of the answers"),
    "a day before any known bank holiday": ("raised", ("01/01/1900",), "Working days are known from"),
    "nothing beside something": ("tried", ("nothing", "step-2"), "Choose either 'Nothing yet'"),
    "an end before the beginning": ("ended:step-2", ("2026-11-15",), "It began on Monday 16 November 2026"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_an_answer_is_refused_in_a_sentence_and_nothing_is_recorded(
    kind: str, make_session: MakeSession, register: Register
) -> None:
    asks, values, says = REFUSED[kind]
    session = make_session(asks)
    before, cases = dict(session.answers), [one.version for one in register.list()]
    with pytest.raises(ValueError, match=says) as caught:
        session.answer(values)
    assert str(caught.value).endswith(".")
    assert asked(session) == asks
    assert session.answers == before
    assert [one.version for one in register.list()] == cases


def test_a_refusal_cannot_write_on_the_screen(around: Surroundings) -> None:
    with pytest.raises(ValueError, match="is not one of the answers") as caught:
        Session(around).answer(("\x1b[2J\u202e" + "y" * 500,))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


def test_there_is_nothing_to_answer_once_all_is_known(make_session: MakeSession, register: Register) -> None:
    session = make_session()
    before = kept(session, register)
    with pytest.raises(ValueError, match="There is no question to answer"):
        session.answer(("no",))
    assert kept(session, register) == before


def test_reading_an_answer_keeps_nothing(make_session: MakeSession, register: Register) -> None:
    session = make_session("raised")
    before = kept(session, register)
    assert session.read(("16.11.2026",)) == ("2026-11-16",)
    assert (kept(session, register), asked(session)) == (before, "raised")


# Going back and forth.


def test_back_goes_through_every_answer_to_the_first_and_stays_there(
    make_session: MakeSession, answers: Answers
) -> None:
    session = make_session()
    passed: list[tuple[str | None, tuple[str, ...]]] = []
    while session.back():
        passed.append((asked(session), session.shown().chosen))
    assert passed == list(reversed(answers.items()))
    assert session.back() is False
    assert asked(session) == "danger"


def test_forward_returns_to_the_open_question_with_nothing_changed(
    make_session: MakeSession, register: Register
) -> None:
    session = make_session("tried")
    before = kept(session, register)
    session.back()
    session.back()
    session.forward()
    assert (asked(session), session.shown().chosen) == ("tried", ())
    assert kept(session, register) == before


def test_looking_at_an_answer_shows_the_question_with_what_was_chosen(make_session: MakeSession) -> None:
    session = make_session()
    session.look_at("to")
    assert (asked(session), session.shown().chosen) == ("to", ("childrens-social-care",))
    session.back()
    assert asked(session) == "sector"


@pytest.mark.parametrize("question", ["raised", "tried", "nonsense", ""])
def test_what_has_no_answer_cannot_be_looked_at(make_session: MakeSession, question: str) -> None:
    session = make_session("raised")
    session.look_at(question)
    assert (asked(session), session.shown().chosen) == ("raised", ())


def test_a_refused_change_leaves_the_earlier_question_in_view(make_session: MakeSession) -> None:
    session = make_session()
    session.look_at("risk")
    with pytest.raises(ValueError, match="is not one of the answers"):
        session.answer(("dreadful",))
    assert (asked(session), session.shown().chosen) == ("risk", ("welfare",))


# Changing an answer.


def test_a_changed_earlier_answer_keeps_the_later_ones(make_session: MakeSession, answers: Answers) -> None:
    session = make_session()
    change(session, "risk", "significant")
    assert asked(session) is None
    assert session.answers == {**answers, "risk": ("significant",)}
    assert session.advice()[0].risk == "significant"


def test_both_answers_stay_on_record_when_one_is_changed(
    make_session: MakeSession, register: Register
) -> None:
    session = make_session()
    change(session, "risk", "significant")
    events = kept(session, register).events
    said = [one.data["values"] for one in events if one.data.get("question") == "risk"]
    assert said == [["welfare"], ["significant"]]


def test_after_a_change_in_the_middle_the_open_question_is_the_same(make_session: MakeSession) -> None:
    session = make_session("tried")
    change(session, "sector", "voluntary")
    assert asked(session) == "tried"


def test_answers_that_are_set_aside_decide_nothing_and_come_back_when_they_are_asked_for_again(
    make_session: MakeSession,
) -> None:
    session = make_session()
    before = session.advice()
    change(session, "tried", "nothing")
    assert "began:step-2" not in [one.question.id for one in session.shown().answered]
    assert session.advice()[0].attempts == ()
    change(session, "tried", "step-2")
    assert asked(session) is None
    assert session.advice() == before


def test_another_policy_and_back_gives_the_same_advice_as_before(make_session: MakeSession) -> None:
    session = make_session()
    before = session.advice()
    change(session, "policy", "torbay")
    assert session.answers["from"] == ("education",)
    house = session.house()
    assert house is not None
    assert house.policy.id == "torbay"
    change(session, "policy", "oxfordshire")
    assert (asked(session), session.advice()) == (None, before)


def test_a_day_that_a_change_has_made_impossible_is_asked_for_again(make_session: MakeSession) -> None:
    session = make_session()
    change(session, "began:step-2", "2026-11-18")
    assert asked(session) == "ended:step-2"
    with pytest.raises(ValueError, match="There are questions to answer first"):
        session.advice()


# Coming back later.


def test_a_new_session_over_the_case_stands_at_the_same_question(
    around: Surroundings, answers: Answers
) -> None:
    session = Session(around)
    for values in answers.values():
        session.answer(values)
        resumed = again(session, around)
        assert resumed.shown() == session.shown()
        assert resumed.answers == session.answers
    assert again(session, around).advice() == session.advice()


def test_a_new_session_stands_at_the_open_question_wherever_one_looked(
    make_session: MakeSession, around: Surroundings
) -> None:
    session = make_session("tried")
    session.look_at("policy")
    assert asked(again(session, around)) == "tried"


def test_a_case_goes_on_where_it_was_on_a_later_day(make_session: MakeSession, around: Surroundings) -> None:
    session = make_session()
    later = msgspec.structs.replace(around, clock=lambda: around.clock() + timedelta(days=30))
    resumed = again(session, later)
    assert resumed.answers == session.answers
    assert asked(resumed) is None
    assert resumed.advice()[1].now == around.clock() + timedelta(days=30)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_answered_and_changed_a_new_session_shows_the_same(
    data: st.DataObject, around: Surroundings
) -> None:
    session = Session(around)
    for _ in range(data.draw(st.integers(1, 16))):
        answered = [one.question.id for one in session.shown().answered]
        if answered and data.draw(st.integers(0, 4)) == 0:
            session.look_at(data.draw(st.sampled_from(answered)))
        question = session.shown().question
        if question is None:
            break
        options = [one.id for one in question.options if one.id != "other-day"]
        try:
            session.answer((data.draw(st.sampled_from(options)),))
        except ValueError:
            continue
    session.forward()
    if session.case_id:
        assert again(session, around).shown() == session.shown()


# When it cannot be saved.


def full(*_: object) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("looking_at", ["tried", "risk"])
def test_a_case_that_somebody_else_is_saving_leaves_the_session_where_it_was(
    make_session: MakeSession, register: Register, tmp_path: Path, looking_at: str
) -> None:
    session = make_session("tried")
    session.look_at(looking_at)
    before, shown = kept(session, register), session.shown()
    with (
        CaseLock(lock_path(register.folder, str(session.case_id)), 0),
        pytest.raises(NotNowError, match="is being changed by"),
    ):
        session.answer(("nothing" if looking_at == "tried" else "none",))
    assert (kept(session, register), session.shown()) == (before, shown)
    session.answer(("nothing" if looking_at == "tried" else "none",))
    assert kept(session, register).version == before.version + 1


@pytest.mark.parametrize("looking_at", ["tried", "risk"])
def test_a_full_disk_leaves_the_session_where_it_was(
    make_session: MakeSession, register: Register, monkeypatch: pytest.MonkeyPatch, looking_at: str
) -> None:
    session = make_session("tried")
    session.look_at(looking_at)
    before, shown = kept(session, register), session.shown()
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(NotNowError, match="the disk is full"):
            session.answer(("nothing" if looking_at == "tried" else "none",))
    assert (kept(session, register), session.shown()) == (before, shown)
    session.answer(("nothing" if looking_at == "tried" else "none",))
    assert kept(session, register).version == before.version + 1


def test_a_full_disk_opens_no_case_and_the_first_answer_can_be_given_again(
    around: Surroundings, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(around)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(NotNowError, match="the disk is full"):
            session.answer(("no",))
    assert (session.case_id, session.answers, asked(session)) == (None, {}, "danger")
    session.answer(("no",))
    assert [one.id for one in register.list()] == [session.case_id]


def test_what_a_colleague_has_added_is_never_written_over(
    make_session: MakeSession, around: Surroundings, register: Register
) -> None:
    session = make_session("tried")
    colleague = again(session, around)
    colleague.answer(("nothing",))
    shown = session.shown()
    for _ in range(2):
        with pytest.raises(ConflictError, match="has changed since you looked at it"):
            session.answer(("step-2",))
    assert session.shown() == shown
    assert again(session, around).answers["tried"] == ("nothing",)
    assert kept(session, register).version == kept(colleague, register).version


def test_text_for_a_document_that_cannot_be_saved_is_not_taken_for_kept(
    make_session: MakeSession, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session()
    before = kept(session, register)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(NotNowError):
            session.write("decision", "No visit")
    assert (dict(session.details), kept(session, register)) == ({}, before)
    session.write("decision", "No visit")
    assert session.details == {"decision": "No visit"}


def unconfirming(folder: Path) -> None:
    raise OSError(errno.EIO, "Input/output error")


def test_what_the_disk_did_not_confirm_is_told_and_the_session_goes_on_from_it(
    make_session: MakeSession, around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session("tried")
    with monkeypatch.context() as patch:
        patch.setattr(paths, "sync_folder", unconfirming)
        with pytest.raises(UnconfirmedError, match="the disk did not confirm it"):
            session.answer(("step-2",))
    assert asked(session) == "began:step-2"
    assert again(session, around).answers["tried"] == ("step-2",)
    session.answer(("2026-11-16",))
    assert again(session, around).answers == session.answers


def test_a_change_that_the_disk_did_not_confirm_leaves_the_earlier_question(
    make_session: MakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session("tried")
    session.look_at("risk")
    with monkeypatch.context() as patch:
        patch.setattr(paths, "sync_folder", unconfirming)
        with pytest.raises(UnconfirmedError):
            session.answer(("none",))
    assert (asked(session), session.answers["risk"]) == ("tried", ("none",))


# When a policy cannot be read.


@pytest.fixture
def small_around(around: Surroundings, make_flow: MakeFlow) -> tuple[Surroundings, Path]:
    """Surroundings in which the small policy is the only one, read anew each time; and its folder."""
    folder = make_flow()
    root = folder.parent

    def choices() -> tuple[PolicyChoice, ...]:
        return (PolicyChoice(id="small", area="Smalltown", title="Title", edition="1", covers="Children"),)

    def house(policy: str) -> House:
        return open_house(policy, root)

    return msgspec.structs.replace(around, choices=choices, open_house=house), folder


def test_a_policy_that_cannot_be_read_is_not_taken_and_can_be_once_it_is_mended(
    small_around: tuple[Surroundings, Path], register: Register
) -> None:
    around, folder = small_around
    contacts = (folder / "contacts.yaml").read_bytes()
    (folder / "contacts.yaml").write_bytes(contacts.replace(b"hours: out", b"hours: night"))
    session = Session(around)
    session.answer(("no",))
    before = kept(session, register)
    with pytest.raises(WrongInputError, match=r"contacts\.yaml:3:"):
        session.answer(("small",))
    assert (asked(session), kept(session, register)) == ("policy", before)
    (folder / "contacts.yaml").write_bytes(contacts)
    session.answer(("small",))
    assert asked(session) == "subject"


def test_a_case_whose_policy_can_no_longer_be_read_says_so_and_is_unharmed(
    small_around: tuple[Surroundings, Path], register: Register
) -> None:
    around, folder = small_around
    session = Session(around)
    session.answer(("no",))
    session.answer(("small",))
    before = kept(session, register)
    (folder / "policy.yaml").write_text("policy: {", encoding="utf-8")
    resumed = again(session, around)
    for attempt in (resumed.shown, resumed.advice, lambda: resumed.answer(("child",))):
        with pytest.raises(WrongInputError, match=r"policy\.yaml"):
            attempt()
    assert kept(session, register) == before


def test_a_case_whose_policy_has_gone_asks_for_the_policy_again(
    small_around: tuple[Surroundings, Path], around: Surroundings
) -> None:
    session = Session(small_around[0])
    session.answer(("no",))
    session.answer(("small",))
    session.answer(("child",))
    resumed = again(session, around)
    assert (asked(resumed), resumed.house()) == ("policy", None)
    resumed.answer(("oxfordshire",))
    assert asked(resumed) == "from"


def test_policies_that_cannot_be_listed_leave_the_question_before_open(
    around: Surroundings, register: Register
) -> None:
    def broken() -> tuple[PolicyChoice, ...]:
        raise wrong_input("a fault", file="policy.yaml")

    session = Session(msgspec.structs.replace(around, choices=broken))
    assert asked(session) == "danger"
    with pytest.raises(WrongInputError, match="a fault"):
        session.answer(("no",))
    assert (asked(session), register.list()) == ("danger", [])


def test_the_policies_are_not_read_before_they_are_asked_for(around: Surroundings) -> None:
    read: list[int] = []

    def counted() -> tuple[PolicyChoice, ...]:
        read.append(1)
        return policy_choices()

    session = Session(msgspec.structs.replace(around, choices=counted))
    session.shown()
    assert read == []


# Text for documents, and documents made.


def test_the_same_text_written_twice_is_recorded_once(make_session: MakeSession, register: Register) -> None:
    session = make_session()
    before = kept(session, register).version
    session.write("decision", "No visit")
    session.write("decision", "No visit")
    events = kept(session, register).events[before:]
    assert [(one.kind, one.data) for one in events] == [
        ("detailed", {"field": "decision", "text": "No visit"})
    ]


def test_an_empty_field_that_was_never_written_is_no_event(
    make_session: MakeSession, register: Register
) -> None:
    session = make_session()
    before = kept(session, register)
    session.write("decision", "")
    assert kept(session, register) == before


def test_text_can_be_changed(make_session: MakeSession, around: Surroundings) -> None:
    session = make_session()
    for text in ("No visit", "No visit in time"):
        session.write("decision", text)
        session.write("agreed", "The facts")
        assert again(session, around).details == {"decision": text, "agreed": "The facts"}


@pytest.mark.parametrize("blank", ["", " \n ", "\t"])
def test_a_blank_is_never_read_as_erase(make_session: MakeSession, around: Surroundings, blank: str) -> None:
    session = make_session()
    session.write("decision", "No visit")
    session.write("decision", blank)
    assert again(session, around).details == {"decision": "No visit"}


def test_text_is_erased_where_that_is_asked_for_and_stays_in_the_history(
    make_session: MakeSession, around: Surroundings, register: Register
) -> None:
    session = make_session()
    session.write("decision", "No visit")
    session.erase("decision")
    assert again(session, around).details == {}
    assert [one.kind for one in kept(session, register).events[-2:]] == ["detailed", "detail-erased"]


@pytest.mark.parametrize("text", ["Zoë, 张伟\r\n\t'x'", "\x1b[31m\u202e\x00", "{{ x }} *b* <b>"])
def test_text_is_kept_letter_for_letter(make_session: MakeSession, around: Surroundings, text: str) -> None:
    session = make_session("policy")
    session.write("decision", text)
    assert again(session, around).details == {"decision": text}


def test_text_that_cannot_be_kept_is_refused_and_nothing_is_recorded(
    make_session: MakeSession, register: Register
) -> None:
    session = make_session("policy")
    before = kept(session, register)
    with pytest.raises(EscalateError):
        session.write("decision", "half \ud83d")
    assert (kept(session, register), dict(session.details)) == (before, {})


def test_writing_changes_neither_the_answers_nor_where_one_is(
    make_session: MakeSession, answers: Answers
) -> None:
    session = make_session()
    session.look_at("risk")
    session.write("decision", "No visit")
    assert (session.answers, asked(session)) == (answers, "risk")


def test_a_document_that_was_made_is_recorded_by_its_name_alone(
    make_session: MakeSession, register: Register
) -> None:
    session = make_session()
    session.commit([document_made("letter.md")])
    last = kept(session, register).events[-1]
    assert (last.kind, last.data) == (
        "document-made",
        {"document": "challenge-letter", "file": "letter.md", "sha256": "ab" * 32},
    )
