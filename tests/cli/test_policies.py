from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from wizard.casework.reading import open_flow, policy_ids

Run = Callable[..., Any]
POLICIES = policy_ids()


def test_the_policies_are_listed_with_their_edition(escalate: Run) -> None:
    answered = escalate("policies")
    assert (answered.code, answered.err) == (0, "")
    ids = [line for line in answered.out.splitlines() if line and not line.startswith(" ")]
    assert ids == POLICIES


def test_the_list_as_json_has_an_entry_for_each(escalate: Run) -> None:
    listed = json.loads(escalate("policies", "--json").out)
    assert [one["id"] for one in listed] == POLICIES
    assert all(one["title"] and one["edition"] and one["covers"] for one in listed)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_is_shown_with_every_stage_person_limit_and_source(escalate: Run, policy: str) -> None:
    answered = escalate("policy", "show", policy)
    assert (answered.code, answered.err) == (0, "")
    flat = " ".join(answered.out.split())
    found = open_flow(policy).flow.policy
    for stage in found.stages():
        assert f"{stage.label}: {stage.title} [{stage.source}" in flat
        assert found.roles[stage.acts.role].title in flat
        assert [step.does for step in stage.steps if " ".join(step.does.split()) not in flat] == []
    for clock in found.clocks:
        assert f"Time: {clock.limit} ({clock.strength})" in flat
    assert [one.rule for one in found.unseen if one.rule not in flat] == []


@pytest.mark.parametrize("policy", POLICIES)
def test_a_reading_is_marked_as_ours(escalate: Run, policy: str) -> None:
    assert "; our reading]" in escalate("policy", "show", policy).out


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_as_json_holds_its_rules_and_contacts(escalate: Run, policy: str) -> None:
    shown = json.loads(escalate("policy", "show", policy, "--json").out)
    assert shown["policy"]["policy"]["id"] == policy
    assert "if_no_answer" in shown["contacts"]


def test_a_policy_that_is_not_known_gets_the_nearest(refused: Callable[..., list[str]]) -> None:
    (line,) = refused("policy", "show", "tourbay")
    assert "did you mean 'torbay'?" in line
