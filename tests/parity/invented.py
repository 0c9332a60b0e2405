"""Invented conversations: answers drawn by chance, as a person would give them, and the facts that they tell."""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from wizard.advice.questions import OTHER_DAY, Question
from wizard.advice.worktime import LONDON
from wizard.casework.session import Session, Surroundings

# By its place: the tests are no package.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

import told_facts

NOW: Final = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
#: Days as they are typed, by how many days back they lie. None of them can mean two things on that Wednesday.
TYPED: Final = {2: "16/11", 5: "13 Nov 2026", 7: "2026-11-11", 9: "9th November", 12: "6.11.2026"}


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it must be asked, and the answer: the ids of options, or a day that is typed."""

    question: Question
    values: tuple[str, ...]
    typed: str = ""


class Invented(msgspec.Struct, frozen=True, kw_only=True):
    """One conversation from its first question to its last, and the facts that were told."""

    turns: tuple[Turn, ...]
    facts: dict[str, object]


def invent(seed: int, surroundings: Surroundings) -> Invented:
    """The conversation of that number. Nothing is saved."""
    dice = random.Random(seed)
    session = Session(surroundings)
    turns: list[Turn] = []
    while (question := session.conversation().question) is not None:
        turn = _turn(question, dice)
        turns.append(turn)
        session = session.supposing(question, _kept(turn))
    return Invented(turns=tuple(turns), facts=told_facts.facts_of(session.conversation().counting, NOW))


def _turn(question: Question, dice: random.Random) -> Turn:
    options = [one.id for one in question.options if one.id != OTHER_DAY]
    if question.kind == "many":
        chosen = [one for one in options if one not in question.alone and dice.random() < 0.25]
        if not chosen:
            chosen = [dice.choice(question.alone or options)]
        return Turn(question=question, values=tuple(chosen))
    if question.kind == "date" and dice.random() < 0.6:
        fitting = [text for back, text in TYPED.items() if _day(back) >= question.not_before[:10]]
        if fitting:
            return Turn(question=question, values=(), typed=dice.choice(fitting))
    if question.id == "danger":
        return Turn(question=question, values=(dice.choice(["no", "no", "no", "yes", "unknown"]),))
    if question.id == "circumstance":
        return Turn(question=question, values=(dice.choice([*options, *["disagreement"] * 8]),))
    return Turn(question=question, values=(dice.choice(options),))


def _kept(turn: Turn) -> tuple[str, ...]:
    if not turn.typed:
        return turn.values
    return (next(_day(back) for back, text in TYPED.items() if text == turn.typed),)


def _day(back: int) -> str:
    return (NOW.date() - timedelta(days=back)).isoformat()
