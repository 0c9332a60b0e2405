"""Coming back: where it was left, how long ago, what is due, and what has changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from wizard.advice.advise import House
from wizard.advice.worktime import LONDON
from wizard.casework.returning import left_open, welcome_back
from wizard.casework.session import Session, Surroundings

MakeSession = Callable[..., Session]


def at(session: Session, moment: datetime) -> Session:
    around = msgspec.structs.replace(session.surroundings, clock=lambda: moment)
    assert session.case is not None
    return Session.resume(around, session.case)


def after(session: Session, **ago: int) -> tuple[str, ...]:
    return welcome_back(at(session, session.now() + timedelta(**ago)))


def test_it_says_what_has_elapsed_what_is_due_and_that_the_policy_is_the_same(
    make_session: MakeSession,
) -> None:
    # Left on Wednesday 18 November; the time for Step 3 ends on Tuesday 24 November.
    assert after(make_session(), days=5) == (
        "You left 5 days ago (3 working days).",
        "Step 3 is due tomorrow 17:00.",
        "The policy has not changed.",
    )


@pytest.mark.parametrize(
    ("ago", "says"),
    [
        ({"seconds": 20}, "You left a moment ago."),
        ({"minutes": 1}, "You left 1 minute ago."),
        ({"minutes": 59}, "You left 59 minutes ago."),
        ({"hours": 3}, "You left 3 hours ago."),
        ({"hours": 14}, "You left yesterday (1 working day)."),
        ({"days": 4}, "You left 4 days ago (2 working days)."),
        ({"days": 100}, "You left 100 days ago (69 working days)."),
    ],
)
def test_what_has_elapsed_is_said_as_people_say_it(
    make_session: MakeSession, ago: dict[str, int], says: str
) -> None:
    assert after(make_session(), **ago)[0].startswith(says)


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (0, "Step 3 is due Tuesday 24 November 2026, 17:00."),
        (6, "Step 3 is due today 17:00."),
        (7, "Step 3 is due now: a time limit passed yesterday 17:00."),
    ],
)
def test_what_is_due_is_said_by_its_nearness(make_session: MakeSession, days: int, says: str) -> None:
    assert after(make_session(), days=days)[1] == says


def test_what_has_changed_meanwhile_is_said(make_session: MakeSession) -> None:
    said = after(make_session(changed={"outcome:step-2": ("open",)}), days=10)
    assert "That has changed: when you left, Step 2 was open." in said


def test_beyond_the_known_bank_holidays_it_says_that_no_time_can_be_worked_out(
    make_session: MakeSession,
) -> None:
    said = after(make_session(), days=1000)
    assert said[0] == "You left 1000 days ago."
    assert "cannot be worked out" in said[1]


def test_a_case_with_open_questions_says_so(make_session: MakeSession) -> None:
    assert "There are questions to answer before there is advice." in after(make_session("tried"), days=2)


def test_a_policy_that_has_changed_is_named(make_session: MakeSession) -> None:
    session = make_session()

    def newer(policy: str) -> House:
        house = session.surroundings.open_house(policy)
        identity = msgspec.structs.replace(house.policy.policy, edition="Edition of 2027")
        return msgspec.structs.replace(house, policy=msgspec.structs.replace(house.policy, policy=identity))

    assert session.case is not None
    again = Session.resume(msgspec.structs.replace(session.surroundings, open_house=newer), session.case)
    assert "and is 'Edition of 2027' now" in welcome_back(again)[-1]


def test_a_new_case_has_nothing_to_say(around: Surroundings) -> None:
    assert welcome_back(Session(around)) == ()


# Where one was.


def test_a_case_is_come_back_to_from_its_first_answer_on(around: Surroundings) -> None:
    session = Session(around)
    for value in ("no", "oxfordshire", "child"):
        session.answer((value,))
        found = left_open(around)
        assert found is not None
        assert found.shown() == session.shown()


def test_a_text_that_was_being_written_outlives_what_others_recorded_since(
    make_session: MakeSession, around: Surroundings
) -> None:
    session = make_session()
    session.keep_text("Half a sen", document="challenge-letter", field="decision")
    assert session.case is not None
    colleague = Session(around, session.case)
    colleague.write("agreed", "The facts")
    found = left_open(around)
    assert found is not None
    assert found.place is not None
    assert (found.place.field, found.place.text) == ("decision", "Half a sen")
    colleague.write("decision", "A whole sentence")
    found = left_open(around)
    assert found is not None
    assert found.place is not None
    assert (found.place.field, found.place.text) == ("decision", None)


def test_the_case_that_was_worked_on_last_is_the_one_that_is_come_back_to(
    make_session: MakeSession, around: Surroundings
) -> None:
    make_session("subject").keep_place()
    session = make_session("risk")
    session.look_at("to")
    found = left_open(around)
    assert found is not None
    assert (found.case_id, found.shown()) == (session.case_id, session.shown())


def test_an_answer_given_since_counts_more_than_where_one_looked(
    make_session: MakeSession, around: Surroundings
) -> None:
    session = make_session("risk")
    session.look_at("to")
    assert session.case is not None
    place = around.register.places.of(session.case.id)
    assert place is not None
    session.forward()
    session.answer(("welfare",))
    around.register.places.keep(place)  # as if the program had been killed before the place was written
    found = left_open(around)
    assert found is not None
    assert found.shown().question == session.shown().question


def test_a_case_that_was_closed_with_intent_is_not_come_back_to(
    make_session: MakeSession, around: Surroundings
) -> None:
    session = make_session("risk")
    session.keep_place()
    session.leave()
    assert left_open(around) is None


def test_with_no_case_there_is_nothing_to_come_back_to(around: Surroundings) -> None:
    assert left_open(around) is None


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"case": "another", "version": 1, "at": "x"}'])
def test_a_place_that_cannot_be_read_is_none(
    make_session: MakeSession, around: Surroundings, tmp_path: Path, data: bytes
) -> None:
    session = make_session("risk")
    session.keep_place()
    path = tmp_path / "register" / "places" / f"{session.case_id}.place"
    assert path.exists()
    path.write_bytes(data)
    assert left_open(around) is None
    assert session.case_id is not None
    assert around.register.places.of(session.case_id) is None


def test_a_place_is_for_this_user_alone(make_session: MakeSession, tmp_path: Path) -> None:
    session = make_session("risk")
    session.keep_place()
    path = tmp_path / "register" / "places" / f"{session.case_id}.place"
    assert path.stat().st_mode & 0o077 == 0


def test_the_sentence_of_the_morning_after_a_weekend(make_session: MakeSession) -> None:
    session = at(make_session(), datetime(2026, 11, 23, 9, 0, tzinfo=LONDON))
    assert welcome_back(session)[:2] == (
        "You left 5 days ago (3 working days).",
        "Step 3 is due tomorrow 17:00.",
    )
