from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.advice.advise import House, advise
from wizard.advice.answering import UnclearError, read_answer
from wizard.advice.conversation import Conversation, advice_for, converse
from wizard.advice.memory import Memory
from wizard.advice.questions import NOTHING, OTHER_DAY, RECOMMENDED, PolicyChoice, Question
from wizard.advice.result import Advice
from wizard.advice.situation import Given, settle
from wizard.advice.worktime import LONDON
from wizard.casework.choices import policy_choices
from wizard.casework.house import open_house

# By its place: the tests are no package.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

import told_facts

FLOWS = Path(__file__).parents[1] / "flows"
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
POLICIES = ("barnsley", "manchester", "oxfordshire", "oxfordshire-2015", "torbay", "small")
Answers = Mapping[str, tuple[str, ...]]


@cache
def house(policy: str) -> House:
    return open_house(policy, FLOWS if policy == "small" else None)


@cache
def choices() -> tuple[PolicyChoice, ...]:
    return (*policy_choices(), *policy_choices(FLOWS))


def house_in(answers: Answers) -> House | None:
    chosen = answers.get("policy", ("",))[0]
    return house(chosen) if chosen else None


def talk(answers: Answers) -> Conversation:
    return converse(Memory.of(answers), choices, house_in(answers), NOW)


def advise_on(answers: Answers, found: House) -> Advice:
    return advice_for(Memory.of(answers), found, NOW)[1]


def said(**answers: str | tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Answers, as they are kept; `_` in a key stands for the sign before a stage, and a text for one value."""
    return {
        key.replace("__", ":").replace("from_", "from"): (value,) if isinstance(value, str) else value
        for key, value in answers.items()
    }


#: All of an ordinary case but what was tried.
CASE = said(
    danger="no",
    policy="small",
    subject="child",
    from_="education",
    sector="statutory",
    to="childrens-social-care",
    circumstance="disagreement",
    risk="welfare",
    about="timeliness",
    raised="2026-11-16",
)
DONE = {**CASE, **said(tried=NOTHING, start_at="recommended")}


def asked(answers: Answers) -> list[str]:
    """Every question in the order in which it comes, with these answers, and the one that is open."""
    found = talk(answers)
    return [one.question.id for one in found.answered] + ([found.question.id] if found.question else [])


def open_question(answers: Answers) -> Question:
    found = talk(answers).question
    assert found is not None
    return found


# The order.


def test_danger_is_asked_first() -> None:
    assert asked({}) == ["danger"]


def test_the_policies_are_not_read_before_they_are_asked_for() -> None:
    def never() -> tuple[PolicyChoice, ...]:
        raise AssertionError("the policies were read for the first question")

    assert converse(Memory(), never, None, NOW).question is not None


def test_the_questions_come_in_one_order() -> None:
    assert asked(DONE) == [
        "danger",
        "policy",
        "subject",
        "from",
        "sector",
        "to",
        "circumstance",
        "about",
        "risk",
        "raised",
        "tried",
        "start_at",
    ]
    assert talk(DONE).question is None


@pytest.mark.parametrize("answer", ["yes", "no", "unknown"])
def test_the_answer_about_danger_stands_above_everything_else(answer: str) -> None:
    assert talk(said(danger=answer)).danger is (answer != "no")
    assert talk({**DONE, **said(danger=answer)}).danger is (answer != "no")


def test_in_danger_the_risk_is_known_and_not_asked() -> None:
    assert "risk" not in asked({**DONE, **said(danger="yes")})


def test_a_danger_that_is_not_known_is_read_as_danger_and_says_so() -> None:
    answers = {**DONE, **said(danger="unknown")}
    assert advise_on(answers, house("small")) == advise_on({**DONE, **said(danger="yes")}, house("small"))
    assert talk(answers).answered[0].text == "I do not know (read as: danger now, to be safe)"


@pytest.mark.parametrize(
    ("policy", "matters"),
    [
        ("oxfordshire", True),
        ("barnsley", True),
        ("small", True),
        ("torbay", False),
        ("manchester", False),
    ],
)
def test_the_sector_is_asked_only_where_it_matters(policy: str, matters: bool) -> None:
    start = said(danger="no", policy=policy, subject="child", from_="education")
    assert (open_question(start).id == "sector") is matters


def test_outside_the_policy_nothing_is_asked_that_cannot_change_the_answer() -> None:
    between = said(danger="no", policy="oxfordshire", subject="adult", from_="education")
    assert asked({**between, **said(to="police")})[4:] == ["to"]
    assert talk({**between, **said(to="police")}).question is None


def test_what_lies_outside_by_its_kind_asks_for_nothing_after_the_kind() -> None:
    answers = {key: value for key, value in CASE.items() if key not in ("about", "risk", "raised")}
    found = talk({**answers, **said(policy="oxfordshire", circumstance="complaint")})
    assert found.question is None


def test_each_attempt_is_asked_about_in_the_order_of_the_ladder() -> None:
    answers = {
        **CASE,
        **said(
            tried=("talk", "managers"),
            began__talk="2026-11-16",
            outcome__talk="unresolved",
            ended__talk="2026-11-16",
            began__managers="2026-11-17",
            outcome__managers="open",
        ),
    }
    assert asked(answers)[10:] == [
        "tried",
        "began:talk",
        "outcome:talk",
        "ended:talk",
        "began:managers",
        "outcome:managers",
        "start_at",
    ]


def test_a_route_that_the_circumstance_leads_to_can_have_been_tried() -> None:
    plain = [one.id for one in open_question(CASE).options]
    refused = [one.id for one in open_question({**CASE, **said(circumstance="conference-refused")}).options]
    assert plain == [NOTHING, "talk", "managers", "directors", "unknown"]
    assert refused == [NOTHING, "conference-request", "talk", "managers", "directors", "unknown"]


def test_where_no_later_stage_may_be_started_at_none_is_offered() -> None:
    answers = {**DONE, **said(policy="torbay", about="unknown")}
    assert "start_at" not in asked(answers)
    assert talk(answers).question is None


def test_an_agreement_is_asked_for_once_a_later_stage_is_wished_for() -> None:
    assert open_question({**DONE, **said(start_at="directors")}).id == "bypass_agreed:directors"


def test_at_the_workers_discretion_no_agreement_is_asked_for() -> None:
    answers = {**DONE, **said(policy="torbay", danger="yes", about="unknown", start_at="stage-3")}
    assert asked(answers)[-1] == "start_at"
    assert talk(answers).question is None


def test_every_question_says_why_it_is_asked_and_every_option_has_words() -> None:
    for one in talk(DONE).answered:
        assert one.question.why
        assert all(option.label for option in one.question.options)


def test_whatever_a_practitioner_may_not_know_can_be_answered_so() -> None:
    answers = {**CASE, **said(tried=("talk",), began__talk="unknown", outcome__talk="unresolved")}
    whole = {
        **answers,
        **said(ended__talk="unknown", start_at="directors", bypass_agreed__directors="unknown"),
    }
    assert talk(whole).question is None
    without = {
        one.question.id
        for one in talk(whole).answered
        if "unknown" not in [option.id for option in one.question.options]
    }
    # Who they are, whose decision it is, whose policy, and what they wish: nobody else could know that better.
    assert without == {"policy", "from", "to", "start_at"}


def test_each_answer_that_is_not_known_says_how_it_is_read() -> None:
    for one in talk({**DONE, **said(danger="yes")}).answered:
        for option in one.question.options:
            if option.id == "unknown":
                assert option.read_as, one.question.id


@pytest.mark.parametrize(
    ("question", "same_as"),
    [("subject", "child"), ("sector", "statutory"), ("circumstance", "disagreement"), ("tried", "nothing")],
)
def test_what_is_not_known_is_read_as_it_says(question: str, same_as: str) -> None:
    unknown, known = {**DONE, **said(**{question: "unknown"})}, {**DONE, **said(**{question: same_as})}
    assert advise_on(unknown, house("small")) == advise_on(known, house("small"))


def test_an_outcome_that_is_not_known_is_read_as_not_settled() -> None:
    tried = {**CASE, **said(tried=("talk",), began__talk="2026-11-16", start_at="recommended")}
    unknown = {**tried, **said(outcome__talk="unknown")}
    unresolved = {**tried, **said(outcome__talk="unresolved", ended__talk="unknown")}
    assert advise_on(unknown, house("small")) == advise_on(unresolved, house("small"))


def test_a_disagreement_of_an_unknown_day_asks_for_the_earliest_it_can_be() -> None:
    unknown = {**DONE, **said(raised="unknown")}
    assert open_question(unknown).id == "raised_earliest"
    earliest = {**unknown, **said(raised_earliest="2026-11-16")}
    assert advise_on(earliest, house("small")) == advise_on(DONE, house("small"))


def test_an_answer_is_told_in_words() -> None:
    texts = {one.question.id: one.text for one in talk(DONE).answered}
    assert (texts["from"], texts["raised"]) == ("Education", "Monday 16 November 2026")


# Reading an answer.


def read(question: Question, *values: str) -> tuple[str, ...]:
    return read_answer(question, values, NOW, house("small").time.calendar)


@pytest.mark.parametrize(
    ("answers", "values", "says"),
    [
        ({}, (), "Choose an answer first"),
        ({}, ("perhaps",), "'perhaps' is not one of the answers"),
        ({}, ("yes", "no"), "Choose one answer only"),
        (CASE, (NOTHING, "talk"), "Choose either 'Nothing yet', or the others"),
        (CASE, ("talk", "tea"), "'tea' is not one of the answers"),
    ],
)
def test_what_is_no_answer_is_a_sentence(answers: Answers, values: tuple[str, ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read(open_question(answers), *values)


def test_several_answers_are_kept_in_the_order_of_the_question_and_once() -> None:
    assert read(open_question(CASE), "directors", "talk", "talk") == ("talk", "directors")


WITHOUT_DAY = {key: value for key, value in CASE.items() if key != "raised"}
ENDED = {
    **CASE,
    **said(tried=("talk",), began__talk="2026-11-16", outcome__talk="unresolved"),
}


def test_a_day_is_kept_as_a_date_however_it_was_typed() -> None:
    question = open_question(WITHOUT_DAY)
    assert read(question, "16/11/2026") == read(question, "2026-11-16") == ("2026-11-16",)


def test_a_day_without_a_year_that_lies_far_back_is_asked_about() -> None:
    with pytest.raises(UnclearError) as asked_:
        read(open_question(WITHOUT_DAY), "19/11")
    assert asked_.value.question.title == "Did you mean Wednesday 19 November 2025 by '19/11'?"
    assert read(open_question(WITHOUT_DAY), "19/11/2025") == ("2025-11-19",)
    assert read(open_question(WITHOUT_DAY), "18/6") == ("2026-06-18",)


def test_today_can_be_chosen() -> None:
    assert read(open_question(WITHOUT_DAY), "2026-11-18") == ("2026-11-18",)


@pytest.mark.parametrize(
    ("answers", "day", "says"),
    [
        (WITHOUT_DAY, "19/11/2026", "is in the future"),
        (WITHOUT_DAY, "soon", "'soon'"),
        (CASE | said(raised_earliest="2026-11-16"), "maybe", "is not one of the answers"),
        (WITHOUT_DAY, OTHER_DAY, "is not one of"),
        (ENDED, "15/11/2026", "It began on Monday 16 November 2026"),
        (WITHOUT_DAY, "1/1/1950", "Working days are known from"),
    ],
)
def test_a_day_that_cannot_be_is_a_sentence(answers: Answers, day: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read(open_question(answers), day)


# Changing an earlier answer.


def test_changing_an_earlier_answer_keeps_the_later_ones() -> None:
    before = talk(DONE)
    after = talk({**DONE, **said(risk="significant", from_="police")})
    assert after.question is None
    kept = {one.question.id: one.chosen for one in before.answered}
    changed = {"risk", "from"}
    assert {one.question.id: one.chosen for one in after.answered if one.question.id not in changed} == {
        key: value for key, value in kept.items() if key not in changed
    }


def test_an_answer_that_no_longer_is_one_is_asked_for_again() -> None:
    found = talk({**DONE, **said(policy="torbay")})
    assert found.question is not None
    assert found.question.id == "about"


def test_an_answer_that_is_not_asked_for_any_more_comes_back_when_it_is() -> None:
    away = {**DONE, **said(danger="yes")}
    assert "risk" not in asked(away)
    assert talk({**away, **said(danger="no")}).question is None


def test_a_wish_from_another_policy_is_not_taken_along() -> None:
    answers = {
        **DONE,
        **said(start_at="directors", bypass_agreed__directors="yes", about="unknown"),
        **said(policy="manchester"),
    }
    assert talk(answers).question is None
    advice = advise_on(answers, house("manchester"))
    assert advice.stage is not None
    assert advice.stage.id == "practitioners"


def test_a_wish_that_is_not_asked_for_any_more_changes_nothing() -> None:
    torbay = {**DONE, **said(policy="torbay", about="unknown")}
    in_danger = {**torbay, **said(danger="yes", start_at="stage-3")}
    assert "start_at" in asked(in_danger)
    safe_again = {**in_danger, **said(danger="no")}
    assert "start_at" not in asked(safe_again)
    assert advise_on(safe_again, house("torbay")) == advise_on(torbay, house("torbay"))


def test_an_end_that_lies_before_a_changed_beginning_is_asked_for_again() -> None:
    answers = {**ENDED, **said(ended__talk="2026-11-16", start_at="recommended")}
    assert talk(answers).question is None
    found = talk({**answers, **said(began__talk="2026-11-17")})
    assert found.question is not None
    assert found.question.id == "ended:talk"


# The same advice as for a situation in a file.


def advice_from_file(answers: Answers, found: House) -> Advice:
    read_ = msgspec.convert(told_facts.facts_of(talk(answers).counting, NOW), Given)
    clock = datetime(2001, 1, 1, tzinfo=UTC)
    return advise(found, settle(read_, found.policy, found.time, clock, None, "the test"))


def an_answer(question: Question, answers: Answers, choose: Callable[[int], int]) -> tuple[str, ...]:
    known = [one.id for one in question.options if one.id != OTHER_DAY]
    if question.kind == "many":
        wanted = [one for one in known if one not in question.alone and not choose(3)]
        if question.alone and (not wanted or not choose(4)):
            return (question.alone[choose(len(question.alone))],)
        return read(question, *(wanted or known[1:2]))
    if question.kind == "date" and choose(4):
        first = date.fromisoformat(question.not_before or f"{NOW.date() - timedelta(days=20)}")
        day = first + timedelta(days=choose((NOW.date() - first).days + 1))
        return read(question, f"{day:%d/%m/%Y}")
    return read(question, known[choose(len(known))])


def whole_conversation(policy: str, choose: Callable[[int], int]) -> dict[str, tuple[str, ...]]:
    """Answers to every question that is asked, in the order in which they are asked."""
    answers: dict[str, tuple[str, ...]] = {}
    for _ in range(60):
        question = talk(answers).question
        if question is None:
            return answers
        assert question.id not in answers, f"{question.id} was asked twice"
        answers[question.id] = (policy,) if question.id == "policy" else an_answer(question, answers, choose)
    raise AssertionError("the conversation does not end")


@pytest.mark.parametrize("policy", POLICIES)
def test_answers_give_the_same_advice_as_a_file_with_the_same_facts(policy: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(data=st.data())
    def same(data: st.DataObject) -> None:
        answers = whole_conversation(policy, lambda things: data.draw(st.integers(0, things - 1)))
        found = house(policy)
        assert advise_on(answers, found) == advice_from_file(answers, found)

    same()


def test_any_earlier_answer_can_be_changed_at_any_time() -> None:
    @settings(max_examples=150, deadline=None)
    @given(data=st.data())
    def hold(data: st.DataObject) -> None:
        def choose(things: int) -> int:
            return data.draw(st.integers(0, things - 1))

        answers = whole_conversation(POLICIES[choose(len(POLICIES))], choose)
        answered = talk(answers).answered
        question = answered[choose(len(answered))].question
        try:
            new = an_answer(question, answers, choose)
        except ValueError:
            return
        changed = {**answers, question.id: new}
        after = talk(changed)
        kept = {one.question.id: one.chosen for one in after.answered}
        # Of what was tried, stages that are not on offer any more are set aside, and so is a wish for one;
        # all else stays whole.
        assert set(kept.get("tried", ())) <= set(changed.get("tried", ()))
        wish = kept.get("start_at", ())
        assert wish in ((), changed.get("start_at"), (RECOMMENDED,))
        assert all(
            kept[key] == changed[key] for key in kept if key in changed and key not in ("tried", "start_at")
        )
        if after.question is None:
            found = house_in(changed)
            assert found is not None
            assert advise_on(changed, found) == advice_from_file(changed, found)

    hold()
