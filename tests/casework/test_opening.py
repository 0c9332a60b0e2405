"""A case from a situation file stands where the situation does, whole or not at all."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.advice.advise import House, advise
from wizard.advice.questions import PolicyChoice
from wizard.advice.result import plain
from wizard.advice.situation import Given, settle
from wizard.advice.vignettes import Vignette
from wizard.advice.worktime import LONDON
from wizard.base.decode import decode
from wizard.base.errors import EscalateError, NotNowError, WrongInputError, wrong_input
from wizard.base.paths import shipped
from wizard.base.reader import read_document, read_file
from wizard.casework.choices import policy_choices
from wizard.casework.house import open_house
from wizard.casework.opening import CaseGiven, events_of, field_names, open_case
from wizard.casework.reading import policy_ids
from wizard.casework.reopening import session_of
from wizard.casework.session import Session, Surroundings
from wizard.register.cases import Author, Case, Register
from wizard.register.events import recorded

Plain = Any
POLICIES = policy_ids()
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
#: What the advice says of a fact that it is not told.
SITUATION: Mapping[str, object] = {
    "policy": "oxfordshire",
    "now": "2026-11-17T08:45",
    "risk": "welfare",
    "about": "criteria-for-referral",
    "from": {"agency": "education"},
    "to": ["childrens-social-care"],
    "raised": "2026-11-16T09:00",
    "attempts": [
        {"stage": "step-1", "began": "2026-11-16", "ended": "2026-11-16", "outcome": "unresolved"},
        {"stage": "step-2", "began": "2026-11-16T14:00", "outcome": "open"},
    ],
}


@cache
def house(policy: str) -> House:
    return open_house(policy)


@cache
def choices() -> tuple[PolicyChoice, ...]:
    return policy_choices()


def opened(around: Surroundings, **changed: object) -> Case:
    said = {key: value for key, value in {**SITUATION, **changed}.items() if value is not None}
    return open_case(around, read_document(json.dumps(said).encode(), "case.json"), "case.json")


def refused(around: Surroundings, **changed: object) -> list[str]:
    """The faults of a situation, of which no case was made."""
    with pytest.raises(WrongInputError) as caught:
        opened(around, **changed)
    assert around.register.list() == []
    return [f"{fault.key}: {fault.what}" for fault in caught.value.faults]


def told(case: Case) -> dict[str, list[str]]:
    return {
        str(one.data["question"]): list(one.data["values"])  # type: ignore[arg-type] # answers are lists
        for one in case.events
        if one.kind == "answered"
    }


# The case stands where the situation does.


def standing(given_: Given, clock: datetime) -> Session:
    """A session on the case that the situation makes."""
    found = house(given_.policy)
    facts = msgspec.convert(msgspec.to_builtins(given_), CaseGiven)
    author = Author(role="practitioner", name="")
    events = recorded(events_of(facts, found, choices(), clock), 0, clock, author)
    around = Surroundings(
        register=Register(shipped("flows") / "never-made"),
        choices=choices,
        open_house=house,
        clock=lambda: clock,
    )
    return session_of(around, Case(id="x", version=len(events), practice=True, events=events), found)


def differences(one: Plain, other: Plain) -> dict[str, list[Plain]]:
    """What stands in one of two lists and not in the other, by key; every other difference whole."""
    return {
        key: [item for item in one[key] + other[key] if (item in one[key]) != (item in other[key])]
        if isinstance(one[key], list)
        else [one[key], other[key]]
        for key in one
        if one[key] != other[key]
    }


def compare(given_: Given, clock: datetime) -> None:
    """The advice of the case is that of the situation, whatever the conversation does not ask."""
    found = house(given_.policy)
    situation = settle(given_, found.policy, found.time, clock, None, "a situation")
    session = standing(given_, clock)
    assert session.conversation().question is None
    for moment in (situation.now, situation.now + timedelta(days=9)):
        at = msgspec.structs.replace(situation, now=moment)
        try:
            expected = plain(advise(found, at))
        except EscalateError:
            continue  # the calendar ends
        assert differences(expected, plain(session.advice_at(moment)[1])) == {}


@pytest.mark.parametrize("policy", POLICIES)
def test_every_shipped_situation_makes_a_case_with_the_same_advice(policy: str) -> None:
    found, name = house(policy), shipped("flows") / policy / "vignettes.yaml"
    vignettes = decode(read_file(name), tuple[Vignette, ...], str(name))
    assert vignettes
    for one in vignettes:
        clock = settle(one.given, found.policy, found.time, NOW, None, one.id).now
        compare(msgspec.structs.replace(one.given, raised=one.given.raised or clock.isoformat()), clock)


@st.composite
def situations(draw: st.DrawFn) -> Given:
    policy = house(draw(st.sampled_from(POLICIES))).policy
    agencies = st.sampled_from(policy.party_agencies())
    day = st.integers(0, 17).map(lambda number: f"2026-11-{18 - number:02}")
    attempts = []
    for stage in draw(st.lists(st.sampled_from([one.id for one in policy.stages()]), max_size=5)):
        outcome = draw(st.sampled_from(["open", "unresolved", "resolved"]))
        began, ended = sorted(draw(st.tuples(day, day)))
        attempt = {"stage": stage, "began": draw(st.sampled_from([began, "unknown"])), "outcome": outcome}
        if outcome != "open":
            attempt["ended"] = draw(st.sampled_from([ended, "unknown", None]))
        attempts.append({key: value for key, value in attempt.items() if value})
    return msgspec.convert(
        {
            "policy": policy.id,
            "risk": draw(st.sampled_from(["immediate", "significant", "welfare", "none", "unknown"])),
            "from": {
                "agency": draw(agencies),
                "sector": draw(st.sampled_from(["statutory", "voluntary", "sole-trader"])),
            },
            "to": draw(st.lists(agencies, min_size=1, max_size=3)),
            "subject": draw(st.sampled_from(["child", "child", "adult"])),
            "circumstance": draw(
                st.sampled_from(
                    ["disagreement"] * 5
                    + ["conference-refused", "conference-dissent", "emergency", "complaint"]
                )
            ),
            "about": draw(st.sampled_from([*policy.about.ids, "unknown", None])),
            "raised": draw(day),
            "attempts": attempts,
            "start_at": draw(st.sampled_from([None, *(one.id for one in policy.stages())])),
            "bypass_agreed": draw(st.booleans()),
        },
        Given,
    )


@settings(max_examples=100, deadline=None)
@given(situations())
def test_any_situation_makes_a_case_with_the_same_advice(one: Given) -> None:
    compare(one, NOW)


@settings(max_examples=30, deadline=None)
@given(situations())
def test_all_attempts_of_a_situation_count_in_its_case(one: Given) -> None:
    session = standing(one, NOW)
    assert session.situation_given().attempts == one.attempts


# Events.


def test_the_answers_are_the_ones_that_a_practitioner_would_have_given(around: Surroundings) -> None:
    case = opened(around)
    session = Session(around)
    while (question := session.shown().question) is not None:
        session.answer(tuple(told(case)[question.id]))
    by_hand = [(one.kind, one.data) for one in session.events]
    assert [(one.kind, one.data) for one in case.events][: len(by_hand)] == by_hand
    assert {one.data["question"] for one in case.events[len(by_hand) :]} == {"start_at"}


def test_a_case_lives_by_the_clock_and_not_by_the_moment_of_the_file(around: Surroundings) -> None:
    situation, _ = Session(around, opened(around)).advice()
    assert situation.now == NOW


@pytest.mark.parametrize(
    ("now", "raised"),
    [
        ("2026-11-17T08:45", "2026-11-17T08:45:00+00:00"),
        ("2026-11-17", "2026-11-17"),
        ("2026-11-19T08:45", "2026-11-18T10:30:00+00:00"),
        (None, "2026-11-18T10:30:00+00:00"),
    ],
)
def test_a_disagreement_that_nobody_dates_was_raised_when_the_file_speaks_and_never_later_than_now(
    around: Surroundings, now: str | None, raised: str
) -> None:
    assert told(opened(around, now=now, raised=None))["raised"] == [raised]


def test_what_the_file_leaves_out_is_not_said(around: Surroundings) -> None:
    attempts = [{"stage": "step-1", "began": "2026-11-16", "outcome": "unresolved"}]
    answers = told(opened(around, about=None, attempts=attempts))
    assert (answers["about"], answers["ended:step-1"]) == (["not-said"], ["not-said"])


def test_danger_now_is_the_answer_to_the_first_question(around: Surroundings) -> None:
    case = opened(around, risk="immediate")
    assert told(case)["danger"] == ["yes"]
    assert "risk" not in told(case)
    assert Session(around, case).advice()[1].urgent


def test_the_same_stage_tried_twice_is_kept_twice(around: Surroundings) -> None:
    attempts = [
        {"stage": "step-2", "began": "2026-11-16", "outcome": "unresolved"},
        {"stage": "step-2", "began": "2026-11-17T08:00", "outcome": "open"},
    ]
    case = opened(around, attempts=attempts)
    assert told(case)["began:step-2"] == ["2026-11-16"]
    later = [one.data for one in case.events if one.kind == "attempted"]
    assert later == [{**attempts[1], "ended": None, "policy": "oxfordshire"}]
    assert Session(around, case).advice()[1].status == "in-progress"


def test_a_fact_that_is_not_asked_about_is_kept_and_counts_once_it_is(around: Surroundings) -> None:
    case = opened(around, circumstance="complaint", attempts=[])
    session = Session(around, case)
    assert "risk" not in session.conversation().counting
    session.look_at("circumstance")
    session.answer(("disagreement",))
    session.answer(("change",))
    assert session.conversation().counting["risk"] == ("welfare",)


def test_the_edition_of_the_policy_is_noted(around: Surroundings) -> None:
    noted = Session(around, opened(around)).record.noted
    assert noted is not None
    assert (noted.policy, noted.edition) == ("oxfordshire", house("oxfordshire").policy.policy.edition)


def test_what_the_documents_need_is_kept_by_its_field_and_a_blank_is_nothing(around: Surroundings) -> None:
    case = opened(around, details={"decision": "No assessment.\nZoë, 张伟", "evidence": "  "})
    assert Session(around, case).details == {"decision": "No assessment.\nZoë, 张伟"}


# Faults.


def test_every_fault_of_a_file_is_told_at_once(around: Surroundings) -> None:
    found = refused(
        around,
        to=["police", "helth"],
        raised="2026-11-18T10:31",
        start_at="step-9",
        details={"decison": "x"},
    )
    keys = sorted(one.partition(":")[0] for one in found)
    assert keys == ["details.decison", "raised", "start_at", "to[1]"]
    assert any("did you mean 'decision'?" in one for one in found)


@pytest.mark.parametrize("now", [None, "2026-11-30T10:00"])
def test_what_lies_after_the_real_moment_is_refused_whatever_moment_the_file_has(
    around: Surroundings, now: str | None
) -> None:
    attempts = [{"stage": "step-1", "began": "2026-11-19", "outcome": "open"}]
    found = refused(around, now=now, raised="2026-11-18T10:31", attempts=attempts)
    assert len(found) == 2
    assert all("is in the future" in one and "2026-11-18T10:30" in one for one in found)


def test_what_lies_after_the_moment_of_the_file_is_refused(around: Surroundings) -> None:
    (found,) = refused(
        around, now="2026-11-15T10:00", raised="2026-11-15", attempts=[SITUATION["attempts"][1]]
    )  # type: ignore[index] # a list
    assert found.startswith("attempts[0].began: '2026-11-16T14:00' is in the future")


def test_a_detail_longer_than_any_field_is_refused(around: Surroundings) -> None:
    (found,) = refused(around, details={"decision": "x" * 20_001})
    assert found.startswith("details.decision: ")


def test_a_moment_outside_the_calendar_is_refused(around: Surroundings) -> None:
    attempts = [{"stage": "step-1", "began": "1066-10-14", "outcome": "open"}]
    with pytest.raises(EscalateError, match="bank holidays") as caught:
        opened(around, raised="1066-10-14", attempts=attempts)
    assert caught.value.exit_code == 2
    assert around.register.list() == []


def test_the_fields_are_those_of_all_documents_and_the_policys_own() -> None:
    names = field_names(house("oxfordshire"))
    assert {"decision", "outcome_sought"} <= names


def test_faults_of_another_policy_do_not_hinder_a_case(around: Surroundings) -> None:
    def broken() -> tuple[PolicyChoice, ...]:
        raise wrong_input("a flow has faults")

    case = opened(msgspec.structs.replace(around, choices=broken))
    assert Session(around, case).conversation().question is None


# Whole or not at all.


def test_a_case_comes_to_the_register_in_one_write(
    around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits: list[object] = []
    monkeypatch.setattr(Register, "commit", lambda *_args, **_more: commits.append(_args))
    case = opened(around, details={"decision": "x"})
    assert commits == []
    assert around.register.get(case.id).events == case.events


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_leaves_no_case(around: Surroundings, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(around)
    before = around.register.list()

    def full(*_args: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(NotNowError, match="the disk is full"):
            opened(around)
    assert around.register.list() == before
    assert around.register.damaged() == []


def test_a_kill_in_the_middle_of_the_write_leaves_no_case(
    around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_args: object) -> int:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", killed)
        with pytest.raises(Killed):
            opened(around)
    assert (around.register.list(), around.register.damaged()) == ([], [])
    assert around.register.list() == []
    assert [one.id for one in (opened(around),)] == [one.id for one in around.register.list()]


def test_a_wish_of_the_file_is_one_under_its_own_policy_only(around: Surroundings) -> None:
    session = Session(around, opened(around, start_at="step-6", attempts=[]))
    before = session.advice()
    assert "bypass-not-agreed" in {one.id for one in before[1].warnings}
    for policy in ("manchester", "oxfordshire"):
        session.look_at("policy")
        session.answer((policy,))
        session.answer(("change",))
        while (question := session.shown().question) is not None:
            session.answer((question.options[0].id,))
        wished = "bypass-not-agreed" in {one.id for one in session.advice()[1].warnings}
        assert wished is (policy == "oxfordshire")


@pytest.mark.parametrize("day", ["2026-13-45", "31/02/2026"])
def test_a_date_for_a_document_that_no_calendar_has_is_refused_at_its_key(
    day: str, around: Surroundings
) -> None:
    (found,) = refused(around, details={"decision": "2026-13-45", "decision_date": day})
    assert found.startswith(
        f"details.decision_date: '{day}' is in no calendar; expected a day such as 2026-11-16"
    )


def test_a_date_for_a_document_may_be_said_in_words(around: Surroundings) -> None:
    said = {"decision_date": "not known", "reply_by": "2026-11-20", "meeting_date": "17/11/2026"}
    assert Session(around, opened(around, details=said)).details == said
