"""Two texts of a policy side by side: what differs is said, and what does not is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.advice.coverage import rules_of
from wizard.base.paths import shipped
from wizard.policy.compare import Difference, Named, compare
from wizard.policy.contacts import Contacts
from wizard.policy.model import Policy
from wizard.policy.read import flow_folders, read_flow

SMALL = read_flow(Path(__file__).parents[1] / "flows" / "small")


def changed(part: Any, *path: str | int, **to: Any) -> Any:
    """`part` with the fields at `path` set otherwise."""
    if not path:
        return msgspec.structs.replace(part, **to)
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return (*part[:step], changed(part[step], *rest, **to), *part[step + 1 :])
    if isinstance(part, dict):
        return part | {step: changed(part[step], *rest, **to)}
    return msgspec.structs.replace(part, **{step: changed(getattr(part, step), *rest, **to)})


def differences(policy: Policy = SMALL.policy, contacts: Contacts = SMALL.contacts) -> tuple[Difference, ...]:
    return compare(
        Named(name="old", policy=SMALL.policy, contacts=SMALL.contacts),
        Named(name="new", policy=policy, contacts=contacts),
    )


def only(found: tuple[Difference, ...]) -> tuple[str, str, str]:
    (one,) = found
    return one.part, one.kind, one.text


@pytest.mark.parametrize("folder", flow_folders(shipped("flows")), ids=lambda one: one.name)
def test_a_policy_does_not_differ_from_itself(folder: Path) -> None:
    flow, again = read_flow(folder), read_flow(folder)
    assert (
        compare(
            Named(name="a", policy=flow.policy, contacts=flow.contacts),
            Named(name="b", policy=again.policy, contacts=again.contacts),
        )
        == ()
    )


def test_a_limit_that_differs_is_said_with_both() -> None:
    assert only(differences(changed(SMALL.policy, "clocks", 1, limit="9 working days"))) == (
        "Time limits",
        "changed",
        "Time limit 'The managers have two working days', limit: '2 working days' in old, '9 working days' in new.",
    )


def test_a_stage_that_is_gone_is_named() -> None:
    stages = SMALL.policy.ladders[0].stages[:2]
    assert only(differences(changed(SMALL.policy, "ladders", 0, stages=stages))) == (
        "Stages",
        "removed",
        "Only in old: stage 'Rung 3: Directors decide'.",
    )


def test_a_stage_that_is_called_something_else_is_the_same_stage_renamed() -> None:
    policy = changed(SMALL.policy, "ladders", 0, "stages", 1, id="bosses", label="Step 2")
    found = differences(policy)
    assert [one.id for one in found if one.kind == "renamed"] == ["bosses"]
    assert not [one for one in found if one.kind in ("added", "removed")]


def test_who_acts_is_said_by_title_and_agency() -> None:
    stage = SMALL.policy.ladders[0].stages[1]
    acts = msgspec.structs.replace(stage.acts, role="director")
    policy = changed(SMALL.policy, "ladders", 0, "stages", 1, acts=acts)
    part, _, text = only(differences(policy))
    assert part == "Who acts"
    assert "'Manager (challenging agency)' in old, 'Director (challenging agency)' in new" in text


def test_a_notice_more_is_said() -> None:
    more = msgspec.structs.replace(SMALL.policy.notices[0], id="board", text="Tell the board.")
    policy = changed(SMALL.policy, notices=(*SMALL.policy.notices, more))
    assert only(differences(policy)) == ("Who must be told", "added", "Only in new: notice 'Tell the board'.")


def test_another_number_to_call_is_said() -> None:
    contacts = changed(SMALL.contacts, "entries", 0, phone=("01999 200200",))
    part, _, text = only(differences(contacts=contacts))
    assert part == "Contacts"
    assert "'01999 100100' in old, '01999 200200' in new" in text


def test_what_is_not_covered_any_more_is_said() -> None:
    part, kind, _ = only(differences(changed(SMALL.policy, outside=())))
    assert (part, kind) == ("What is not covered", "removed")


@pytest.mark.parametrize("number", range(len(rules_of(SMALL.policy))))
def test_no_rule_can_change_its_clause_unseen(number: int) -> None:
    path, rule = rules_of(SMALL.policy)[number]
    steps = ["with_" if step == "with" else step for step in path]
    found = differences(changed(SMALL.policy, *steps, source="§99"))
    assert any("§99" in one.text for one in found)
    assert rule.source != "§99"


def test_another_title_of_a_role_is_said() -> None:
    roles = SMALL.policy.roles | {"manager": changed(SMALL.policy.roles["manager"], title="Team Manager")}
    _, _, text = only(differences(changed(SMALL.policy, roles=roles)))
    assert text == "Role: 'Manager' in old, 'Team Manager' in new."


def test_the_clauses_of_two_different_policies_are_not_set_against_each_other() -> None:
    policy = changed(SMALL.policy, "clocks", 1, source="§99")
    policy = changed(policy, "policy", id="other")
    assert differences(policy) == ()
