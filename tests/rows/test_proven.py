"""Flows that say much can be proven too, and in seconds; and two ways to say a lot are tried together."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.advice.pairs import each_two
from wizard.advice.prove import prove
from wizard.advice.vignettes import run_vignettes
from wizard.base.reader import read_file

Make = Callable[..., Any]

#: Lines whose interplay the proof must go through without a fault.
LINES = {
    "nothing": "",
    "a gate and an agreed date": """
facts:
  ready: {question: Is it ready?, values: {ready: "Yes", not-ready: "No"}, source: §1}
  day: {question: Which day?, kind: date, source: §1}
ladders: [{id: main, stages: [{id: managers, gates: [{id: wait, opens: {facts: {ready: [ready]}}, does: Wait for it., source: §3}]}]}]
clocks: [{id: agreed, rule: They agree., limit: agreed, agreed_in: day, at: [managers], source: §3}]
""",
    "two returns and an optional stage": """
facts: {wanted: {question: Is it wanted?, values: {wanted: "Yes", not-wanted: "No"}, unknown_as: wanted, source: §1}}
ladders:
  - id: main
    stages:
      - {id: managers, when: {facts: {wanted: [wanted]}}}
      - {id: heads, returns: [{id: back, to: talk, rule: Back to the start., times: 2, source: §4}]}
clocks: [{id: limit, rule: Five days., limit: 5 working days, source: §3}]
""",
    "clocks of both sides with every effect": """
events: {asked: {title: They were asked, source: §1}, replied: {title: They replied, source: §1}}
clocks:
  - {id: one, rule: One., limit: 1 working day, owner: challenged, starts: asked, ends: replied, at: [talk], source: §1}
  - {id: two, rule: Two., limit: 2 days, owner: challenged, expires: may escalate, at: [managers], source: §1}
  - {id: three, rule: Three., limit: 3 working hours, expires: recorded, at: [heads], source: §1}
  - {id: four, rule: Four., limit: 1 week, expires: nothing, source: §1}
  - {id: five, rule: Five., limit: 4 weeks, starts: invoked, expires: recorded, source: §1}
notices: [{id: told, text: Tell them., by: email, on: exit, at: [managers], within: 1 day, source: §1}]
""",
}


@pytest.mark.parametrize("name", LINES)
def test_nothing_unsafe_can_come_of_what_the_lines_say(flow: Make, name: str) -> None:
    proof = prove(flow(LINES[name]).house)
    assert proof.broken == ()
    assert proof.combinations > 1000


@pytest.mark.long
def test_a_flow_that_says_most_things_is_proven(flow: Make) -> None:
    proof = prove(flow(base="county").house)
    assert proof.broken == ()
    # Many settings, and not all of the millions that there are.
    assert 50_000 < proof.positions < 400_000


@pytest.mark.parametrize("name", ["county", "shire"])
def test_the_vignettes_of_the_flow_come_out(flow: Make, name: str) -> None:
    from pathlib import Path

    path = Path(__file__).parent / "flows" / name / "vignettes.yaml"
    ran = run_vignettes(flow(base=name).house, read_file(path), str(path))
    assert [str(one) for one in ran.faults] == []


@given(st.lists(st.integers(min_value=1, max_value=7), min_size=1, max_size=7))
@settings(max_examples=60, deadline=None)
def test_any_two_values_of_two_columns_meet_in_some_row(sizes: list[int]) -> None:
    rows = list(each_two(sizes))
    assert rows[0] == (0,) * len(sizes)
    assert all(0 <= place < size for row in rows for place, size in zip(row, sizes, strict=True))
    for one, other in itertools.combinations(range(len(sizes)), 2):
        met = {(row[one], row[other]) for row in rows}
        assert len(met) == sizes[one] * sizes[other]
    for column, size in enumerate(sizes):
        assert {row[column] for row in rows} == set(range(size))
