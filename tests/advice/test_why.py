from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.advice.advise import House, advise
from wizard.advice.answering import in_words
from wizard.advice.conversation import Answered
from wizard.advice.conversation import given as situation_given
from wizard.advice.present import OUR_READING, present
from wizard.advice.questions import RISK, SECTOR, SUBJECT, Option, Question, ask_start_at, ask_tried
from wizard.advice.result import Advice
from wizard.advice.situation import Attempt, Situation, settle
from wizard.advice.vignettes import Vignette
from wizard.advice.why import Why, why_advice, why_question
from wizard.advice.worktime import LONDON
from wizard.base.decode import decode
from wizard.base.reader import read_file
from wizard.casework.house import open_house
from wizard.policy.model import Circumstance, Rule

FLOWS = Path(__file__).parents[1] / "flows"
SHIPPED = Path(__file__).parents[2] / "flows"
POLICIES = ("barnsley", "manchester", "oxfordshire", "oxfordshire-2015", "torbay", "small")
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
NEVER = datetime(2001, 1, 1, tzinfo=UTC)
Answers = Mapping[str, tuple[str, ...]]


@cache
def house(policy: str) -> House:
    return open_house(policy, FLOWS if policy == "small" else None)


def an_answer(question: str, chosen: tuple[str, ...]) -> Answered:
    asked = Question(id=question, title=f"{question}?", short=question, kind="choice", options=(), why="So.")
    return Answered(question=asked, chosen=chosen, text=", ".join(chosen))


def answered_of(answers: Answers) -> tuple[Answered, ...]:
    """The answers that are asked for, in the order in which they are."""
    tried = [stage for stage in answers["tried"] if stage != "nothing"]
    asked = [
        *("danger", "policy", "subject", "from", "sector", "to", "circumstance"),
        *(["risk"] if answers["danger"] == ("no",) else []),
        *("about", "raised", "tried"),
    ]
    for stage in tried:
        asked += [f"began:{stage}", f"outcome:{stage}"]
        asked += [] if answers[f"outcome:{stage}"] == ("open",) else [f"ended:{stage}"]
    asked += [one for one in answers if one == "start_at" or one.startswith("bypass_agreed:")]
    return tuple(an_answer(one, answers[one]) for one in asked)


def situation_of(answers: Answers, now: datetime = NOW) -> Situation:
    found = house(answers["policy"][0])
    counting = {one.question.id: one.chosen for one in answered_of(answers)}
    return settle(situation_given(counting), found.policy, found.time, now, None, "the test")


def case(**changed: str) -> dict[str, tuple[str, ...]]:
    """The case of a school that fears harm, and has spoken to nobody about it yet, with some answers changed."""
    answers = {
        "danger": "no",
        "policy": "oxfordshire",
        "subject": "child",
        "from": "education",
        "sector": "statutory",
        "to": "childrens-social-care",
        "circumstance": "disagreement",
        "risk": "significant",
        "about": "unknown",
        "raised": "2026-11-16",
        "tried": "nothing",
    }
    return {key: (value,) for key, value in {**answers, **changed}.items()}


def tried(stage: str, began: str, outcome: str, ended: str = "unknown") -> dict[str, tuple[str, ...]]:
    attempt = {f"began:{stage}": began, f"outcome:{stage}": outcome, f"ended:{stage}": ended}
    return {"tried": (stage,), **{key: (value,) for key, value in attempt.items()}}


STEP_1 = tried("step-1", "2026-11-16", "unresolved", "2026-11-17")
#: The school thought it through in its own organisation first, with no result.
HARM = {**case(), **STEP_1}


def whys(answers: Answers) -> tuple[Why, ...]:
    return why_advice(house(answers["policy"][0]), situation_of(answers), answered_of(answers))


def only(found: tuple[Why, ...], kind: str, wanted: str | None = None) -> Why:
    (one,) = [why for why in found if why.kind == kind and wanted in (None, why.id)]
    return one


def names(why: Why) -> list[str]:
    return [one.question for one in why.read]


# By hand.


def test_where_harm_is_feared_the_stage_names_the_passes_and_the_answers_they_read() -> None:
    stage = only(whys(HARM), "stage")
    assert (stage.id, stage.title) == ("step-3", "Step 3: Manager to manager")
    texts = [str(one) for one in stage.rules]
    assert texts[:2] == [
        "Step 1 is the furthest that was tried. It did not settle it, so the next that applies follows. (our reading)",
        "Where significant harm is feared, you need not first try to settle it between practitioners. (§3 Step 2a)",
    ]
    assert names(stage) == [
        *("danger", "subject", "from", "to", "circumstance", "risk"),
        *("tried", "outcome:step-1", "ended:step-1"),
    ]


def test_where_no_harm_is_feared_the_risk_is_read_all_the_same() -> None:
    stage = only(whys({**case(risk="welfare"), **STEP_1}), "stage")
    assert stage.id == "step-2"
    assert "risk" in names(stage)


def test_a_time_says_its_rule_its_clause_and_each_day_that_counted() -> None:
    time = only(whys(HARM), "time")
    assert (time.id, time.title) == ("act_by", "Act by Tuesday 24 November 2026, 17:00")
    assert str(time.rules[0]) == "Each step may take 5 working days at the most. (§2)"
    assert time.counted[1:] == (
        "Tuesday 17 November 2026: not counted, the day it started",
        "Wednesday 18 November 2026: day 1",
        "Thursday 19 November 2026: day 2",
        "Friday 20 November 2026: day 3",
        "Saturday 21 November 2026: not counted, Saturday",
        "Sunday 22 November 2026: not counted, Sunday",
        "Monday 23 November 2026: day 4",
        "Tuesday 24 November 2026: day 5",
    )
    assert "ended:step-1" in names(time)
    assert not {"raised", "about", "sector"} & set(names(time))


def test_a_reading_is_told_from_the_text() -> None:
    contacts = [one for one in whys(HARM) if one.kind == "contact"]
    assert contacts
    assert contacts[0].rules[0].source == "§7, our reading"
    assert names(contacts[0]) == ["from", "to"]


def test_a_notice_names_the_answers_that_its_condition_reads() -> None:
    notice = only(whys(HARM), "notice", "line-management")
    assert notice.rules[0].source == "§2"
    assert names(notice) == ["danger", "risk", "tried", "outcome:step-1"]


def test_someone_with_another_title_is_there_by_the_sector() -> None:
    step_4 = tried("step-4", "2026-11-17", "unresolved", "2026-11-17")
    people = only(whys({**case(sector="voluntary"), **step_4}), "people")
    assert people.title.startswith(
        "Who acts: Most appropriate management committee member (Education). With: "
    )
    assert "Here the role is: Most appropriate management committee member. (§3 Step 5, our reading)" in [
        str(one) for one in people.rules
    ]
    assert names(people) == ["from", "sector", "to"]


def test_a_step_with_no_limit_says_what_the_text_says_of_it() -> None:
    time = only(whys(case(circumstance="conference-refused")), "time")
    assert time.id == "no_limit"
    assert str(time.rules[0]) == (
        "The policy gives no time limit for a request for a conference, or for dissent. (§5)"
    )


def test_a_limit_that_was_missed_is_explained_by_the_open_attempt() -> None:
    found = whys({**case(), **tried("step-3", "2026-11-02", "open")})
    missed = only(found, "time", "overdue_since")
    assert "began:step-3" in names(missed)
    assert missed.counted
    assert "Once a limit has passed, the next stage may begin." in only(found, "stage").rules[0].text
    assert "began:step-3" in names(only(found, "stage"))


def test_an_attempt_that_was_recorded_later_is_named_in_words() -> None:
    situation = situation_of(HARM)
    later = Attempt(
        stage="step-3",
        began=datetime(2026, 11, 17, 9, tzinfo=LONDON),
        ended=datetime(2026, 11, 18, 9, tzinfo=LONDON),
        outcome="unresolved",
    )
    situation = msgspec.structs.replace(situation, attempts=(*situation.attempts, later))
    stage = only(why_advice(house("oxfordshire"), situation, answered_of(HARM)), "stage")
    assert stage.id == "step-4"
    assert [(one.question, one.text) for one in stage.read if one.question.startswith("attempt")] == [
        ("attempt:step-3", "Step 3: began 17 November 2026, did not settle it, ended 18 November 2026")
    ]


def test_a_case_outside_the_policy_says_which_rule_and_which_answer_put_it_there() -> None:
    (status,) = [one for one in whys(case(circumstance="complaint")) if one.kind == "status"]
    assert status.id == "outside-policy"
    assert [one.text for one in status.rules] == [
        "A complaint is not a professional disagreement under this policy."
    ]
    assert names(status) == ["circumstance"]


def test_an_agreement_is_among_what_was_read_where_it_let_the_case_start_later() -> None:
    answers = case(policy="small", risk="welfare", start_at="directors", **{"bypass_agreed:directors": "yes"})
    stage = only(whys(answers), "stage")
    assert stage.id == "directors"
    assert {"start_at", "bypass_agreed:directors"} <= set(names(stage))


# Questions.


def test_before_a_policy_is_chosen_a_question_says_its_own_reason() -> None:
    why = why_question(SUBJECT, None, ())
    assert (why.kind, why.id, why.title) == ("question", "subject", SUBJECT.title)
    assert [(one.text, one.source) for one in why.rules] == [(SUBJECT.why, "")]


def test_the_question_of_risk_tells_what_depends_on_it() -> None:
    why = why_question(RISK, house("oxfordshire"), answered_of(HARM))
    assert (why.rules[1].text, why.rules[1].source) == (
        "Where significant harm is feared, you need not first try to settle it between practitioners.",
        "§3 Step 2a",
    )
    assert any(one.source == "§2" for one in why.rules)
    assert names(why) == ["danger"]


def test_the_question_of_sector_tells_the_titles_that_depend_on_it() -> None:
    why = why_question(SECTOR, house("oxfordshire"), answered_of(HARM))
    assert len(why.rules) > 1
    assert all("voluntary" in one.text or "works alone" in one.text for one in why.rules[1:])


def test_the_end_of_an_attempt_is_asked_since_the_next_stage_is_counted_from_it() -> None:
    ended = an_answer("ended:step-1", ("2026-11-17",)).question
    why = why_question(ended, house("oxfordshire"), answered_of(HARM))
    assert "Each step may take 5 working days at the most." in [one.text for one in why.rules]
    assert names(why) == ["tried", "outcome:step-1"]


def test_a_wish_to_start_later_is_asked_by_the_rule_that_allows_it() -> None:
    answered = answered_of(case(policy="torbay", danger="yes"))
    question = ask_start_at(house("torbay").policy.stages()[1:2], "here")
    why = why_question(question, house("torbay"), answered)
    assert [one.text for one in why.rules[1:]] == [one.rule for one in house("torbay").policy.bypasses]
    assert names(why) == ["danger"]


def test_later_answers_are_not_why_an_earlier_question_is_asked() -> None:
    question = ask_tried(house("oxfordshire").policy.stages())
    assert why_question(question, house("oxfordshire"), answered_of(HARM)).read == ()


@pytest.mark.parametrize("policy", POLICIES)
def test_every_question_has_its_reason_and_at_most_six_rules_each_once(policy: str) -> None:
    stages = [stage.id for stage in house(policy).policy.stages()]
    kinds = ["danger", "policy", "subject", "from", "sector", "to", "circumstance", "risk", "about"]
    kinds += ["raised", "raised_earliest", "tried", "start_at", "bypass_agreed:any"]
    kinds += [f"{kind}:{stage}" for kind in ("began", "outcome", "ended") for stage in stages]
    for one in kinds:
        for answered in ((), answered_of(case(policy=policy))):
            why = why_question(an_answer(one, ()).question, house(policy), answered)
            assert why.rules[0].text == "So."
            assert 1 <= len(why.rules) <= 6
            assert len(set(why.rules)) == len(why.rules)
            assert {rule.source for rule in why.rules[1:]} <= sources_of(policy)
            assert {read.question for read in why.read} <= {done.question.id for done in answered}


def test_an_answer_that_is_not_known_is_told_with_how_it_is_read() -> None:
    unknown = Answered(question=RISK, chosen=("unknown",), text=in_words(RISK, ("unknown",)))
    answered = tuple(unknown if one.question.id == "risk" else one for one in answered_of(HARM))
    stage = only(why_advice(house("oxfordshire"), situation_of(HARM), answered), "stage")
    assert [one.text for one in stage.read if one.question == "risk"] == [
        "Risk: I do not know (read as: significant harm is likely, to be safe)"
    ]


def test_an_answer_is_told_in_its_words() -> None:
    label = next(one.label for one in RISK.options if one.id == "significant")
    answered = (Answered(question=RISK, chosen=("significant",), text=label),)
    stage = only(why_advice(house("oxfordshire"), situation_of(HARM), answered), "stage")
    assert [one.text for one in stage.read if one.question == "risk"] == ["Risk: Significant harm is likely"]


# Of every advice.


@cache
def sources_of(policy: str) -> frozenset[str]:
    """Every clause of the flow, as text and as a reading, and that something is our own reading."""
    found = house(policy)
    sources = {OUR_READING}
    stack: list[object] = [found.policy, found.contacts]
    while stack:
        value = stack.pop()
        if isinstance(value, Rule):
            sources.add(f"{value.source}, {OUR_READING}" if value.reading else value.source)
        if isinstance(value, msgspec.Struct):
            stack += [getattr(value, name) for name in value.__struct_fields__]
        elif isinstance(value, tuple):
            stack += value
        elif isinstance(value, dict):
            stack += value.values()
    return frozenset(sources)


def check(policy: str, situation: Situation, answered: tuple[Answered, ...]) -> None:
    """That everything that the advice shows has one reason, and that each reason is whole."""
    advice, found = advise(house(policy), situation), why_advice(house(policy), situation, answered)
    text = present(advice, house(policy).policy)
    place = [(one.kind, one.id, one.title) for one in found if one.kind in ("stage", "status")]
    assert place == [
        ("stage", advice.stage.id, text.stage) if advice.stage else ("status", advice.status, text.status)
    ]
    assert len([one for one in found if one.kind == "people"]) == (1 if advice.stage else 0)
    times = [(one.id, one.title, one.counted) for one in found if one.kind == "time"]
    working = [
        (one.of, said_.title, said_.days) for one, said_ in zip(advice.working, text.working, strict=True)
    ]
    none = [("no_limit", "No time limit is given here", ())] if advice.stage else []
    assert times == (working or none)
    assert [one.id for one in found if one.kind == "contact"] == [
        f"contact:{number}" for number in range(len(advice.contacts))
    ]
    assert [one.id for one in found if one.kind == "notice"] == [one.id for one in advice.notify]
    order = ("status", "stage", "people", "time", "contact", "notice")
    assert [order.index(one.kind) for one in found] == sorted(order.index(one.kind) for one in found)
    given_ = {one.question.id for one in answered}
    for why in found:
        assert why.title
        assert why.rules
        assert all(rule.text for rule in why.rules)
        assert {rule.source for rule in why.rules} <= sources_of(policy)
        assert {one for one in names(why) if not one.startswith("attempt:")} <= given_


@pytest.mark.parametrize("policy", POLICIES)
def test_everything_that_the_vignettes_advice_shows_has_one_reason(policy: str) -> None:
    path = (FLOWS if policy == "small" else SHIPPED) / policy / "vignettes.yaml"
    found = house(policy)
    for one in decode(read_file(path), tuple[Vignette, ...], str(path)):
        check(policy, settle(one.given, found.policy, found.time, NEVER, None, one.id), ())


@st.composite
def cases(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Answers to every question under one of the policies."""
    # Some more of the policies that give limits.
    policy = draw(st.sampled_from((*POLICIES, "oxfordshire", "torbay", "small")))
    answers = {one: draw(values) for one, values in questions(policy).items()}
    if draw(st.booleans()):  # a case that climbs the ladder, which chance alone makes few of
        inside = ("subject", "circumstance", "from")
        answers |= {one: case()[one] for one in inside} | {"to": ("police",)}
        ladder = [stage.id for stage in house(policy).policy.ladders[0].stages]
        answers["tried"] = tuple(ladder[: draw(st.integers(1, len(ladder) - 1))])
        answers |= {f"outcome:{stage}": ("unresolved",) for stage in answers["tried"]}
    advice = advise(house(policy), situation_of(without_wish(answers)))
    if not advice.may_start_at:
        answers = without_wish(answers)
    return answers


def without_wish(answers: Answers) -> dict[str, tuple[str, ...]]:
    return {
        one: value
        for one, value in answers.items()
        if one != "start_at" and not one.startswith("bypass_agreed:")
    }


def one_of(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sampled_from(values).map(lambda value: (value,))


@cache
def questions(policy: str) -> dict[str, st.SearchStrategy[tuple[str, ...]]]:
    """What may be answered to each question but that of the policy."""
    rules = house(policy).policy
    agencies = ("education", "childrens-social-care", "police", "voluntary")
    stages = [stage.id for stage in rules.stages()]
    ladder = [stage.id for stage in rules.ladders[0].stages]
    days = [f"{NOW.date() - timedelta(days=ago):%Y-%m-%d}" for ago in (0, 1, 2, 5, 9, 16, 40)]
    found = {
        "policy": one_of(policy),
        "danger": one_of("no", "no", "yes"),
        "subject": one_of("child", "child", "child", "adult"),
        "from": one_of(*agencies),
        "sector": one_of("statutory", "voluntary", "sole-trader"),
        "to": st.lists(st.sampled_from(agencies), min_size=1, max_size=2, unique=True).map(tuple),
        "circumstance": one_of(*("disagreement",) * 4, *get_args(Circumstance)),
        "risk": one_of("significant", "welfare", "none"),
        "about": one_of(*rules.about.ids),
        "raised": one_of(*days),
        "tried": st.one_of(
            st.just(("nothing",)),
            st.integers(1, len(ladder)).map(lambda count: tuple(ladder[:count])),
            st.lists(st.sampled_from(stages), min_size=1, unique=True).map(tuple),
        ),
        "start_at": one_of("recommended", *ladder[1:]),
        **{f"bypass_agreed:{one}": one_of("yes", "no") for one in ladder[1:]},
    }
    for stage in stages:
        found[f"began:{stage}"] = one_of(*days[3:], "unknown")
        found[f"ended:{stage}"] = one_of(*days[:4], "unknown")
        found[f"outcome:{stage}"] = one_of(*("unresolved",) * 4, "open", "open", "resolved")
    return found


def place(advice: Advice) -> tuple[str, str | None]:
    return advice.status, advice.stage.id if advice.stage else None


@settings(max_examples=150, deadline=None)
@given(answers=cases())
def test_everything_that_any_advice_shows_has_one_reason(answers: dict[str, tuple[str, ...]]) -> None:
    check(answers["policy"][0], situation_of(answers), answered_of(answers))


@settings(max_examples=250, deadline=None)
@given(answers=cases(), data=st.data())
def test_answers_that_are_not_named_change_neither_the_stage_nor_a_time(
    answers: dict[str, tuple[str, ...]], data: st.DataObject
) -> None:
    found = house(answers["policy"][0])
    answered = answered_of(answers)
    reasons = why_advice(found, situation_of(answers), answered)
    advice = advise(found, situation_of(answers))
    explained = [one for one in reasons if one.kind in ("stage", "status", "time")]
    number = data.draw(st.integers(0, len(explained) - 1))
    why = explained[number]
    # All the others at once: whatever they are, the rules that the reason tells read nothing of them.
    others = [one.question.id for one in answered if one.question.id not in ("policy", *names(why))]
    after = advise(
        found,
        situation_of({**answers, **{one: data.draw(questions(answers["policy"][0])[one]) for one in others}}),
    )
    assert place(after) == place(advice)
    if why.id == "no_limit":
        assert after.working == ()
    elif why.kind == "time":
        working = advice.working[number - 1]
        assert (working.of, working.ends) in [(one.of, one.ends) for one in after.working]


def test_the_options_of_a_question_are_not_needed_to_name_its_answer() -> None:
    bare = Answered(
        question=Question(
            id="risk",
            title="Risk?",
            short="Risk",
            kind="choice",
            options=(Option(id="unknown", label="?"),),
            why="So.",
        ),
        chosen=("unknown",),
        text="I do not know",
    )
    stage = only(why_advice(house("oxfordshire"), situation_of(HARM), (bare,)), "stage")
    assert [one.text for one in stage.read if one.question == "risk"] == ["Risk: I do not know"]
