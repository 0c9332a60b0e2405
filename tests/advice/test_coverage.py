from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from wizard.advice.advise import House
from wizard.advice.coverage import Path as RulePath
from wizard.advice.coverage import rules_of, unexercised
from wizard.advice.vignettes import run_vignettes
from wizard.base.reader import ListNode, read_file

VIGNETTES = Path(__file__).parents[1] / "flows" / "small" / "vignettes.yaml"


def left_over(house: House, *without: str) -> list[RulePath]:
    """The rules that the vignettes of the small flow leave, less those that are named."""
    node = read_file(VIGNETTES)
    assert isinstance(node, ListNode)
    kept: Any = [one for one in node.items if cast(Any, one).entries["id"].value.text not in without]
    assert len(kept) == len(node.items) - len(without)
    used = run_vignettes(house, ListNode(1, 1, kept), str(VIGNETTES)).used
    return [*unexercised(house.policy, used), *unexercised(house.contacts, used)]


def test_the_small_flow_is_covered_whole(small: House) -> None:
    assert left_over(small) == []


@pytest.mark.parametrize(
    ("vignette", "rules"),
    [
        ("harm-passes", [("passes", 0)]),
        ("agreed", [("bypasses", 0)]),
        ("a-request", [("routes", 0), ("routes", 0, "stage"), ("routes", 0, "stage", "steps", 0)]),
        ("at-night", [("entries", 1)]),
        ("own-agency", [("outside", 0)]),
        ("settled", [("endings", 0), ("endings", 0, "steps", 0), ("notices", 1)]),
    ],
)
def test_a_rule_is_named_once_its_only_vignette_is_gone(
    small: House, vignette: str, rules: list[RulePath]
) -> None:
    assert sorted(left_over(small, vignette)) == sorted(rules)


def test_without_a_vignette_every_rule_is_left(small: House) -> None:
    assert unexercised(small.policy, ()) == [path for path, _ in rules_of(small.policy)]


def test_a_rule_that_says_the_same_as_another_wants_a_vignette_of_its_own(small: House) -> None:
    (one, other) = [rule for path, rule in rules_of(small.policy) if path in {("endings", 0), ("endings", 1)}]
    assert ("endings", 1) in unexercised(small.policy, [one])
    assert ("endings", 1) not in unexercised(small.policy, [other])
