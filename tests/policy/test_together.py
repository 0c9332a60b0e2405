"""Conditions beside each other: what is said of two of them holds of every case."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.advice.facts import Facts, holds
from wizard.policy.model import When
from wizard.policy.together import always_with, never_both

AGENCIES: Final = ("police", "health", "health/hospital")
EVENTS: Final = ("sent", "received")


def some(*words: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(words), max_size=2, unique=True).map(tuple)


WHENS: Final = st.builds(
    When,
    risk=some("immediate", "significant", "none"),
    subject=some("child", "adult"),
    sector=some("statutory", "voluntary"),
    dispute=some("between-agencies", "within-one-agency"),
    challenging=some(*AGENCIES),
    challenged=some(*AGENCIES),
    party=some(*AGENCIES),
    tried=some("nothing", "open", "unresolved"),
    facts=st.sampled_from([{}, {"priority": ("high",)}, {"priority": ("low", "unknown")}]),
    happened=some(*EVENTS),
    not_happened=some(*EVENTS),
)
CASES: Final = st.builds(
    Facts,
    risk=st.sampled_from(("immediate", "significant", "none")),
    circumstance=st.just("disagreement"),
    subject=st.sampled_from(("child", "adult")),
    sector=st.sampled_from(("statutory", "voluntary")),
    challenging=st.sampled_from(AGENCIES),
    challenged=st.lists(st.sampled_from(AGENCIES), min_size=1, max_size=2).map(tuple),
    about=st.none(),
    tried=st.frozensets(st.sampled_from(("nothing", "open", "unresolved")), min_size=1),
    own=st.sampled_from(("high", "low", "unknown")).map(lambda value: (("priority", value),)),
    happened=st.frozensets(st.sampled_from(EVENTS)),
)


@settings(max_examples=300, deadline=None)
@given(one=WHENS, other=WHENS, case=CASES)
def test_no_case_meets_two_conditions_that_never_hold_at_once(one: When, other: When, case: Facts) -> None:
    if never_both(one, other):
        assert not (holds(one, case) and holds(other, case))


@settings(max_examples=300, deadline=None)
@given(one=WHENS, other=WHENS, case=CASES)
def test_every_case_of_a_condition_meets_one_that_always_holds_with_it(
    one: When, other: When, case: Facts
) -> None:
    if always_with(one, other) and holds(one, case):
        assert holds(other, case)


@given(one=WHENS)
def test_a_condition_always_holds_with_itself_and_with_none(one: When) -> None:
    assert always_with(one, one)
    assert always_with(one, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (When(subject=("child",)), When(subject=("adult",))),
        (When(challenging=("health",)), When(challenging=("police",))),
        (When(facts={"priority": ("high",)}), When(facts={"priority": ("low",)})),
        (When(happened=("sent",)), When(not_happened=("sent", "received"))),
        (When(happened=("sent",), not_happened=("sent",)), When(subject=("child",))),
    ],
)
def test_conditions_that_contradict_each_other_never_hold_at_once(one: When, other: When) -> None:
    assert never_both(one, other)
    assert never_both(other, one)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        (When(risk=("immediate",), subject=("child",)), When(risk=("immediate", "significant"))),
        (When(challenging=("health/hospital",)), When(challenging=("health",))),
        (When(facts={"priority": ("high",)}), When(facts={"priority": ("high", "low")})),
        (When(not_happened=("sent", "received")), When(not_happened=("sent",))),
    ],
)
def test_a_narrower_condition_holds_with_the_wider_and_not_the_other_way_round(
    narrow: When, wide: When
) -> None:
    assert always_with(narrow, wide)
    assert not always_with(wide, narrow)
