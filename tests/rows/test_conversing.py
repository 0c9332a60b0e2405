"""The conversation under a policy with facts and events of its own, and a case from a file that says them."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from wizard.advice.advise import advise
from wizard.advice.conversation import Conversation, advice_for, choice_of, converse
from wizard.advice.memory import Memory, Said
from wizard.advice.questions import NOT_SO_FAR, NOTHING, OTHER_DAY, UNKNOWN, Question
from wizard.advice.result import plain
from wizard.advice.situation import Given, settle
from wizard.advice.worktime import LONDON
from wizard.base.reader import read_json
from wizard.casework.opening import open_case
from wizard.casework.reopening import session_of
from wizard.casework.session import Surroundings
from wizard.register.cases import Author, Register

row = pytest.mark.row
Make = Callable[..., Any]
NOW = datetime(2026, 11, 16, 10, 0, tzinfo=LONDON)


def _told_facts() -> ModuleType:
    # By its place: the tests are no package.
    path = Path(__file__).parents[1] / "scripts" / "told_facts.py"
    spec = importlib.util.spec_from_file_location("told_facts", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


told_facts = _told_facts()

#: An answer to each question of an ordinary case; a test changes some.
USUAL: Mapping[str, str] = {
    "danger": "no",
    "policy": "county",
    "subject": "child",
    "from": "education",
    "sector": "statutory",
    "to": "childrens-social-care",
    "circumstance": "disagreement",
    "about": "timeliness",
    "risk": "welfare",
    "raised": "2026-11-09",
    "fact:justified": "justified",
    "fact:priority": "high",
    "fact:mediation": "not-wanted",
    "fact:drift-date": "2026-11-20",
    "tried": NOTHING,
    "start_at": "recommended",
    "event:replied": NOT_SO_FAR,
    "event:met": NOT_SO_FAR,
    "event:minutes-sent": NOT_SO_FAR,
}


def converse_on(house: Any, memory: Memory) -> Conversation:
    return converse(memory, lambda: (choice_of(house.policy),), house, NOW)


def asked(house: Any, answers: Mapping[str, str]) -> list[str]:
    """The questions that are put one after the other, each answered as `answers` say."""
    said = {key: (value,) for key, value in (USUAL | dict(answers)).items()}
    conversation = converse_on(house, Memory.of(said))
    assert conversation.question is None, conversation.question
    return [one.question.id for one in conversation.answered]


@pytest.fixture
def county(flow: Make) -> Any:
    return flow(base="county")


@row("L11")
def test_a_fact_is_asked_only_where_it_can_still_matter(county: Any) -> None:
    usual = asked(county.house, {})
    assert [one for one in usual if one.startswith("fact:")] == [
        "fact:justified",
        "fact:priority",
        "fact:mediation",
    ]
    drift = asked(county.house, {"about": "drift"})
    assert "fact:drift-date" in drift
    complaint = asked(county.house, {"circumstance": "complaint"})
    assert not [one for one in complaint if one.startswith(("fact:", "event:"))]


def test_an_event_is_asked_about_only_after_what_must_come_before_it(county: Any) -> None:
    assert [one for one in asked(county.house, {}) if one in ("event:met", "event:minutes-sent")] == [
        "event:met"
    ]
    met = asked(county.house, {"event:met": "2026-11-12"})
    assert "event:minutes-sent" in met


def test_a_policy_without_facts_of_its_own_asks_nothing_more_than_before(bare: Any) -> None:
    questions = asked(bare.house, {"policy": "shire"})
    assert not [one for one in questions if one.startswith(("fact:", "event:"))]


def test_not_knowing_a_fact_is_read_as_the_policy_says_and_told_as_not_known(county: Any) -> None:
    memory = Memory.of({key: (value,) for key, value in (USUAL | {"fact:priority": UNKNOWN}).items()})
    question = next(
        one.question
        for one in converse_on(county.house, memory).answered
        if one.question.id == "fact:priority"
    )
    unknown = next(one for one in question.options if one.id == UNKNOWN)
    assert unknown.read_as == "High"
    _, advice = advice_for(memory, county.house, NOW)
    assert "It is not known: Which priority was set?" in [one.rule for one in advice.because]
    assert "Which priority was set: not known, and read as: High." in [one.rule for one in advice.because]


def test_whoever_decides_a_fact_is_named_beside_the_question(county: Any) -> None:
    memory = Memory.of({key: (value,) for key, value in USUAL.items() if key != "fact:justified"})
    question = converse_on(county.house, memory).question
    assert question is not None
    assert (question.id, question.hint) == ("fact:justified", "Safeguarding Lead decides this.")


@row("L4")
def test_the_moment_of_formal_use_is_asked_where_no_stage_marks_it(flow: Make) -> None:
    lines = """
clocks: [{id: whole, rule: Ten working days from its formal use., limit: 10 working days, starts: invoked, source: §3}]
"""
    said = {"policy": "shire", "event:invoked": "2026-11-12"}
    assert "event:invoked" in asked(flow(lines).house, said)
    conversation = converse_on(
        flow(lines).house, Memory.of({key: (value,) for key, value in (USUAL | said).items()})
    )
    assert conversation.question is None
    marked = flow(lines + "ladders: [{id: main, stages: [{id: managers, invokes: true}]}]\n").house
    memory = Memory.of({key: (value,) for key, value in (USUAL | {"policy": "shire"}).items()})
    assert converse_on(marked, memory).question is None


# Parity.


def _answer(question: Question, chance: random.Random) -> tuple[str, ...]:
    options = [one.id for one in question.options if one.id != OTHER_DAY]
    if question.id == "danger":
        return (chance.choice(["no", "no", "no", "yes"]),)
    if question.kind == "date":
        days = [(date(2026, 11, 16) - timedelta(days=back)).isoformat() for back in (0, 1, 3, 4, 6, 12, 20)]
        days = [day for day in days if day >= question.not_before[:10]]
        if question.ahead:
            days += ["2026-11-20", "2026-11-24T11:00"]
        return (chance.choice([*days, *options]),)
    if question.kind == "many":
        others = [one for one in options if one not in question.alone]
        some = chance.sample(others, chance.randint(1, min(3, len(others))))
        alone = [one for one in options if one in question.alone]
        return (
            (chance.choice(alone),)
            if alone and chance.random() < 0.2
            else tuple(one for one in others if one in some)
        )
    return (chance.choice(options),)


def _talk(house: Any, seed: int) -> Memory:
    chance = random.Random(seed)
    memory = Memory()
    while (question := converse_on(house, memory).question) is not None:
        memory = memory.plus(
            Said(
                question=question.id,
                values=_answer(question, chance),
                offered=tuple(one.id for one in question.options)
                if question.kind in ("choice", "many")
                else (),
            )
        )
    return memory


def test_answers_lead_to_the_same_advice_as_a_file_that_says_the_same(county: Any) -> None:
    stages, facts, events = set(), 0, 0
    for seed in range(150):
        memory = _talk(county.house, seed)
        conversation = converse_on(county.house, memory)
        _, advice = advice_for(memory, county.house, NOW)
        told = told_facts.facts_of(conversation.counting, NOW)
        situation = settle(
            msgspec.convert(told, Given), county.house.policy, county.house.time, NOW, None, "the file"
        )
        assert plain(advise(county.house, situation)) == plain(advice), told
        stages.add(advice.stage.id if advice.stage else advice.status)
        facts += bool(told.get("facts"))
        events += bool(told.get("events"))
    # They differ enough to mean something.
    assert {"talk", "managers", "heads", "panel", "drift-manager", "complete", "outside-policy"} <= stages
    assert min(facts, events) > 40


# A case from a file.


def _around(tmp_path: Path, house: Any, now: datetime = NOW) -> Surroundings:
    return Surroundings(
        register=Register(tmp_path / "register", lock_seconds=0),
        choices=lambda: (choice_of(house.policy),),
        open_house=lambda policy: house,
        clock=lambda: now,
        author=Author(role="teacher", name="Jamie O'Example"),
    )


FILES: Mapping[str, Mapping[str, object]] = {
    "facts and an event": {
        "facts": {"justified": "justified", "priority": "normal"},
        "events": [{"event": "replied", "at": "2026-11-13T12:00", "by": "childrens-social-care"}],
        "attempts": [{"stage": "managers", "began": "2026-11-12T10:00", "outcome": "open"}],
    },
    "an event twice": {
        "facts": {"justified": "justified", "priority": "high"},
        "events": [
            {"event": "replied", "at": "2026-11-13T12:00"},
            {"event": "replied", "at": "2026-11-16T09:00"},
        ],
        "attempts": [{"stage": "managers", "began": "2026-11-12T10:00", "outcome": "open"}],
    },
    "the formal use": {
        "events": [{"event": "invoked", "at": "2026-11-02"}],
        "attempts": [{"stage": "talk", "began": "2026-11-02", "outcome": "unresolved"}],
        "facts": {"justified": "justified"},
    },
    "what is not asked": {"facts": {"drift-date": "2026-11-20", "mediation": "unknown"}},
    "an event that nobody knows when": {
        "events": [{"event": "met", "at": "unknown"}, {"event": "minutes-sent", "at": "2026-11-13"}],
        "attempts": [{"stage": "heads", "began": "2026-11-10", "outcome": "open"}],
    },
    "outside": {
        "circumstance": "complaint",
        "facts": {"priority": "high"},
        "events": [{"event": "met", "at": "2026-11-12"}],
    },
}


@pytest.mark.parametrize("name", FILES)
def test_a_case_from_a_file_keeps_its_facts_and_events_and_has_the_same_advice(
    county: Any, tmp_path: Path, name: str
) -> None:
    said = {
        "policy": "county",
        "now": "2026-11-16T10:00",
        "risk": "welfare",
        "about": "timeliness",
        "from": {"agency": "education"},
        "to": ["childrens-social-care"],
        "raised": "2026-11-02",
        **FILES[name],
    }
    around = _around(tmp_path, county.house)
    case = open_case(around, read_json(msgspec.json.encode(said), "case.json"), "case.json")
    situation = settle(
        msgspec.convert(said, Given), county.house.policy, county.house.time, NOW, None, "the file"
    )
    session = session_of(around, case, county.house)
    kept, advice = session.advice()
    assert plain(advice) == plain(advise(county.house, situation))
    assert dict(kept.facts) == dict(situation.facts)
    assert set(kept.events) == set(situation.events)
