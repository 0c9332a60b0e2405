"""Which answer counts: none is lost, those that do not fit are set aside, and come back when they fit again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wizard.advice.memory import Memory, Said
from wizard.advice.questions import Kind, Option, Question


def question(*options: str, kind: Kind = "choice", adds_up: bool = False) -> Question:
    return Question(
        id="q",
        title="Which?",
        short="Which",
        kind=kind,
        options=tuple(Option(id=one, label=one) for one in options),
        why="To know.",
        alone=("none",) if adds_up else (),
        adds_up=adds_up,
    )


def said(values: str, offered: str) -> Said:
    return Said(question="q", values=tuple(values.split()), offered=tuple(offered.split()))


def test_what_was_never_answered_recalls_nothing() -> None:
    assert Memory().recall(question("a")) == ()


def test_a_later_answer_takes_the_place_of_an_earlier_one() -> None:
    assert Memory([said("a", "a b"), said("b", "a b")]).recall(question("a", "b")) == ("b",)


def test_an_answer_that_is_no_option_is_set_aside() -> None:
    assert Memory([said("a", "a b")]).recall(question("b", "c")) == ()


def test_an_answer_that_was_set_aside_comes_back_with_its_options() -> None:
    memory = Memory([said("hospital", "hospital health"), said("health", "health police")])
    assert memory.recall(question("health", "police")) == ("health",)
    assert memory.recall(question("hospital", "health")) == ("hospital",)


def test_an_answer_that_could_have_been_kept_and_was_changed_does_not_come_back() -> None:
    memory = Memory([said("education", "education health"), said("police", "education police")])
    assert memory.recall(question("education", "health", "police")) == ("police",)
    assert memory.recall(question("education", "health")) == ()


def test_a_set_aside_answer_never_stands_before_a_later_one_to_the_same_options() -> None:
    memory = Memory([said("a", "a b"), said("c", "c d"), said("b", "a b")])
    assert memory.recall(question("a", "b")) == ("b",)


def test_what_was_tried_adds_up_over_what_was_on_offer() -> None:
    memory = Memory([said("conference", "none conference first"), said("first", "none first second")])
    assert memory.recall(question("none", "first", "second", adds_up=True, kind="many")) == ("first",)
    again = question("none", "conference", "first", "second", adds_up=True, kind="many")
    assert memory.recall(again) == ("conference", "first")


def test_what_is_said_of_other_stages_takes_away_that_nothing_was_tried() -> None:
    memory = Memory([said("conference", "none conference"), said("none", "none first")])
    both = question("none", "conference", "first", adds_up=True, kind="many")
    assert memory.recall(both) == ("conference",)
    assert memory.recall(question("none", "first", adds_up=True, kind="many")) == ("none",)


def test_a_stage_that_is_taken_away_again_stays_away() -> None:
    offered = "none first second"
    memory = Memory([said("first second", offered), said("second", offered)])
    assert memory.recall(question("none", "first", "second", adds_up=True, kind="many")) == ("second",)


def test_a_text_or_a_day_is_the_last_that_was_given() -> None:
    memory = Memory([Said(question="q", values=("x",)), Said(question="q", values=("y",))])
    assert memory.recall(question(kind="text")) == memory.recall(question(kind="date")) == ("y",)


OPTIONS = ("a", "b", "c", "d")


@given(st.lists(st.tuples(st.sets(st.sampled_from(OPTIONS), min_size=1), st.integers(0, 3)), max_size=8))
def test_what_counts_is_always_an_option_and_was_always_said(history: list[tuple[set[str], int]]) -> None:
    memory, answers = Memory(), []
    for offered, place in history:
        options = sorted(offered)
        value = options[place % len(options)]
        answers.append(value)
        memory = memory.plus(said(value, " ".join(options)))
        # The answer just given to these very options is the one that counts for them.
        assert memory.recall(question(*options)) == (value,)
        for other in (OPTIONS[:2], OPTIONS[2:], OPTIONS):
            counts = memory.recall(question(*other))
            assert set(counts) <= set(other) & set(answers)
