"""The policies that can be chosen: all of them, in order, in their own words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.base.errors import WrongInputError
from wizard.base.paths import shipped
from wizard.casework.choices import policy_choices

MakeFlow = Callable[..., Path]


def test_every_policy_that_ships_can_be_chosen_in_the_order_of_the_ids() -> None:
    folders = [path.name for path in shipped("flows").iterdir() if (path / "policy.yaml").is_file()]
    assert [one.id for one in policy_choices()] == sorted(folders)


def test_a_choice_says_what_the_policy_says_of_itself(make_flow: MakeFlow) -> None:
    (choice,) = policy_choices(make_flow().parent)
    assert (choice.id, choice.area, choice.title, choice.edition, choice.covers) == (
        "small",
        "Smalltown",
        "How to Disagree in Smalltown",
        "March 2026",
        "Disagreements between agencies about a child",
    )


def test_the_folder_of_one_flow_gives_that_choice_alone(make_flow: MakeFlow) -> None:
    assert [one.id for one in policy_choices(make_flow())] == ["small"]


def test_a_folder_without_a_flow_gives_no_choice(tmp_path: Path) -> None:
    assert policy_choices(tmp_path) == ()


def test_a_policy_with_a_fault_is_told_of_and_not_left_out(make_flow: MakeFlow) -> None:
    folder = make_flow(("policy.yaml", "    to: directors\n", "    to: director\n"))
    with pytest.raises(WrongInputError, match="'director' is no stage"):
        policy_choices(folder.parent)
