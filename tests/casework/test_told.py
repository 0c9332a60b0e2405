"""What is said when a step is over: one sentence, the same on every surface."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from wizard.casework.session import Session
from wizard.casework.told import told

MakeSession = Callable[..., Session]
OPEN = {"outcome:step-2": ("open",)}
SETTLED = {"outcome:step-2": ("resolved",)}


def new_in(session: Session, step: str, *answers: str) -> str | None:
    """What is told once the last of the answers to the step's questions is given."""
    session.begin_step(step)  # type: ignore[arg-type]  # the ids are the tests' own
    before = session.events
    for answer in answers:
        before = session.events
        session.answer((answer,))
    step_told = told(session, session.events[len(before) :])
    return step_told.text if step_told else None


@pytest.mark.parametrize(
    ("changed", "step", "answers", "text"),
    [
        (
            {},
            "attempt",
            ("step-3", "2026-11-17", "unresolved", "2026-11-18", "no"),
            "Step 3: the attempt is recorded.",
        ),
        (OPEN, "outcome", ("unresolved", "2026-11-18", "no"), "Step 2: the attempt is recorded."),
        (SETTLED, "duties", ("nothing",), "What has been done is recorded."),
    ],
    ids=["attempt", "outcome", "duties"],
)
def test_a_step_that_is_over_is_told_in_a_sentence(
    changed: dict[str, tuple[str, ...]],
    step: str,
    answers: tuple[str, ...],
    text: str,
    make_session: MakeSession,
) -> None:
    assert new_in(make_session(changed=changed), step, *answers) == text


def test_nothing_is_told_of_a_step_before_its_last_answer(make_session: MakeSession) -> None:
    assert new_in(make_session(), "attempt", "step-3", "2026-11-17") is None


def test_nothing_is_told_of_an_answer_to_the_case_itself(make_session: MakeSession) -> None:
    session = make_session("subject")
    before = session.events
    session.answer(("child",))
    assert told(session, session.events[len(before) :]) is None


@pytest.mark.parametrize(
    ("answer", "text"),
    [("yes", "Step 2: no reply came in time. That is recorded."), ("no", "Nothing was recorded.")],
)
def test_a_step_that_came_to_nothing_says_so(answer: str, text: str, make_session: MakeSession) -> None:
    session = make_session(changed=OPEN)
    around = session.surroundings
    moved = msgspec.structs.replace(around, clock=lambda: around.clock() + timedelta(days=20))
    assert session.case is not None
    assert new_in(Session.resume(moved, session.case), "silence", answer) == text
