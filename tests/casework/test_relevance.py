"""No question is asked whose answer can change nothing: neither the advice, nor a document, nor what is asked next."""

from __future__ import annotations

import random
from datetime import timedelta

import msgspec
import pytest

from wizard.advice.questions import OTHER_DAY, Question
from wizard.base.errors import EscalateError
from wizard.casework.documents import draft
from wizard.casework.session import Session, Surroundings

POLICIES = ("barnsley", "manchester", "oxfordshire", "oxfordshire-2015", "torbay")
CONVERSATIONS = 25


def options(question: Question) -> list[str]:
    return [one.id for one in question.options if one.id != OTHER_DAY]


def some_answer(question: Question, policy: str, session: Session, dice: random.Random) -> tuple[str, ...]:
    if question.id == "policy":
        return (policy,)
    if question.id == "danger":
        return (dice.choice(["yes", "no", "no", "no"]),)
    if question.id == "circumstance":
        return (dice.choice([*options(question), *["disagreement"] * 6]),)
    if question.kind == "many":
        chosen = tuple(one for one in options(question) if one not in question.alone and dice.random() < 0.4)
        return chosen or options(question)[:1]
    if question.kind == "date" and dice.random() < 0.8:
        first = session.now().date() - timedelta(days=dice.randrange(12))
        return (max(first.isoformat(), question.not_before[:10]),)
    return (dice.choice(options(question)),)


def whole(session: Session, policy: str, dice: random.Random) -> Session:
    while (question := session.conversation().question) is not None:
        session = session.supposing(question, some_answer(question, policy, session, dice))
    return session


def outcome(session: Session) -> tuple[object, ...]:
    """All that an answer could change: what is asked, what is advised, and what the documents say."""
    question = session.conversation().question
    if question is not None:
        return (question.id,)
    pages: list[str] = []
    for document in ("challenge-letter", "board-notification"):
        try:
            pages.append(draft(session, document).text)
        except EscalateError:
            pages.append("")
    return (msgspec.json.encode(session.advice()[1]), *pages)


def changes_something(session: Session, question: Question, chosen: tuple[str, ...]) -> bool:
    others = [(one,) for one in options(question) if (one,) != chosen]
    if question.kind == "date":
        days = [session.now().date() - timedelta(days=back) for back in (0, 1, 4, 30)]
        others += [(day.isoformat(),) for day in days if day.isoformat() >= question.not_before[:10]]
    before = outcome(session)
    return any(outcome(session.supposing(question, other)) != before for other in others)


@pytest.mark.parametrize(
    "policy",
    # One is enough to see it fail; the others take seconds each.
    [one if one == "torbay" else pytest.param(one, marks=pytest.mark.long) for one in POLICIES],
)
def test_every_question_that_is_asked_can_change_something(policy: str, around: Surroundings) -> None:
    dice = random.Random(policy)  # the same conversations each time
    asked: set[str] = set()
    matters: set[str] = set()
    for _ in range(CONVERSATIONS):
        session = whole(Session(around), policy, dice)
        for one in session.conversation().answered:
            kind = one.question.id.partition(":")[0]
            asked.add(kind)
            if kind not in matters and changes_something(session, one.question, one.chosen):
                matters.add(kind)
    assert asked - matters == set()
    assert {"danger", "from", "to", "tried", "began", "outcome", "ended"} <= asked
