"""Changing an earlier answer: what it would change is shown first, and nothing is saved until that is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.casework import documents
from wizard.casework.session import Session, Surroundings

MakeSession = Callable[..., Session]


def consider(session: Session, question: str, *values: str) -> tuple[str, ...]:
    """What a change would change, as it is shown; empty where it is saved at once."""
    session.look_at(question)
    session.answer(values)
    return session.shown().notes


def said(notes: tuple[str, ...], start: str) -> str:
    return next((one for one in notes if one.startswith(start)), "")


def test_what_would_change_is_shown_and_nothing_is_saved(make_session: MakeSession) -> None:
    session = make_session()
    before = session.case
    notes = consider(session, "outcome:step-2", "open")
    assert notes[0] == (
        "Step 2: outcome: from 'It did not settle the disagreement' to 'It is still going on'."
    )
    assert "from 'Step 3: Manager to manager' to 'Step 2: " in said(notes, "The stage")
    assert session.case == before


def test_the_time_limit_and_whom_to_call_are_named(make_session: MakeSession) -> None:
    session = make_session()
    notes = consider(session, "ended:step-2", "2026-11-16")
    assert "from 'Act by Tuesday 24 November 2026, 17:00' to 'Act by Monday 23 November 2026, 17:00'" in said(
        notes, "The time limit"
    )
    session.forward()
    assert "01865 815122" in said(consider(session, "to", "police"), "Whom to call")


def test_answers_that_would_be_set_aside_are_named(make_session: MakeSession) -> None:
    notes = consider(make_session(), "tried", "nothing")
    assert said(notes, "Set aside") == (
        "Set aside, until they apply again: 'Step 2: began', 'Step 2: outcome' and 'Step 2: ended'."
    )


def test_answers_that_would_be_set_aside_behind_a_new_question_are_named(make_session: MakeSession) -> None:
    notes = consider(make_session(), "tried", "step-1")
    assert said(notes, "Set aside") == (
        "Set aside, until they apply again: 'Step 2: began', 'Step 2: outcome' and 'Step 2: ended'."
    )


def test_answers_that_count_again_are_named(make_session: MakeSession) -> None:
    session = make_session()
    consider(session, "tried", "nothing")
    session.answer(("change",))
    notes = consider(session, "tried", "step-2")
    assert "'Step 2: outcome: It did not settle the disagreement'" in said(notes, "These answers count again")


def test_a_question_that_opens_is_named(make_session: MakeSession) -> None:
    notes = consider(make_session(), "tried", "step-1", "step-2")
    assert said(notes, "You are asked next") == "You are asked next: Step 1: when did it begin?"
    assert "has to wait" in said(notes, "The advice")


def test_danger_is_named(make_session: MakeSession) -> None:
    assert "Danger now: call 999 first." in consider(make_session(), "danger", "yes")


def test_a_letter_that_no_longer_matches_is_named_and_marked(
    make_session: MakeSession, tmp_path: Path, around: Surroundings
) -> None:
    session = make_session()
    documents.save(session, "challenge-letter", tmp_path / "letter.md")
    documents.save(session, "lead-card", tmp_path / "card.md")
    notes = consider(session, "outcome:step-2", "open")
    assert "challenge letter (letter.md)" in said(notes, "No longer matching")
    assert [one.matches for one in session.record.made] == [True, True]
    session.answer(("change",))
    assert session.record.made[0].matches is False
    assert session.case is not None
    assert Session(around, session.case).record.made == session.record.made


def test_a_document_that_still_matches_is_not_named(make_session: MakeSession, tmp_path: Path) -> None:
    session = make_session()
    documents.save(session, "lead-card", tmp_path / "card.md")
    assert said(consider(session, "began:step-2", "2026-11-15"), "No longer matching") == ""
    documents.save(session, "challenge-letter", tmp_path / "letter.md")
    assert said(consider(session, "began:step-2", "2026-11-14"), "No longer matching")


def test_leaving_it_as_it_was_changes_nothing(make_session: MakeSession) -> None:
    session = make_session()
    before = session.case
    consider(session, "tried", "nothing")
    session.answer(("no",))
    assert (session.case, session.shown().question) == (before, None)


def test_a_bare_answer_to_the_confirmation_is_none(make_session: MakeSession) -> None:
    session = make_session()
    consider(session, "tried", "nothing")
    with pytest.raises(ValueError, match="Choose an answer first"):
        session.answer(())
    assert session.shown().notes


def test_back_from_the_confirmation_is_the_question_that_was_changed(make_session: MakeSession) -> None:
    session = make_session()
    consider(session, "tried", "nothing")
    session.back()
    question = session.shown().question
    assert question is not None
    assert (question.id, session.shown().chosen) == ("tried", ("step-2",))


def test_the_same_answer_again_is_no_change(make_session: MakeSession) -> None:
    session = make_session()
    before = session.case
    assert consider(session, "risk", "welfare") == ()
    assert (session.case, session.shown().question) == (before, None)


def test_a_change_that_changes_nothing_else_is_saved_at_once(make_session: MakeSession) -> None:
    session = make_session("tried")
    assert consider(session, "risk", "none") == ()
    assert session.answers["risk"] == ("none",)


def test_another_policy_names_both(make_session: MakeSession) -> None:
    notes = consider(make_session(), "policy", "torbay")
    assert "has to wait" in said(notes, "The advice")
    assert "'Subject'" in said(notes, "Set aside")


def test_a_day_that_can_mean_two_things_is_asked_about_and_then_considered(make_session: MakeSession) -> None:
    session = make_session()
    session.look_at("ended:step-2")
    session.answer(("last Monday",))
    question = session.shown().question
    assert question is not None
    assert [one.label for one in question.options][:1] == ["Monday 16 November 2026"]
    session.answer(("2026-11-16",))
    assert said(session.shown().notes, "The time limit")
