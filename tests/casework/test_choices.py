"""The policies that can be chosen: all of them, in order, in their own words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from wizard.base.errors import WrongInputError
from wizard.base.paths import shipped
from wizard.casework.choices import known_policies, policy_choices
from wizard.casework.house import open_house
from wizard.casework.session import Session, Surroundings
from wizard.policy.sources import FlowSources

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


@pytest.fixture
def broken(make_flow: MakeFlow) -> FlowSources:
    """What ships, and a broken flow of one's own."""
    folder = make_flow(("policy.yaml", "    to: directors\n", "    to: director\n"))
    return FlowSources(shipped("flows"), (folder.parent,))


def test_a_broken_policy_of_ones_own_is_left_out_and_the_others_can_be_chosen(broken: FlowSources) -> None:
    known = known_policies(broken)
    assert known.choices == policy_choices()
    assert [one.id for one in known.left_out] == ["small"]
    assert [str(one) for one in known.faults] == list(known.left_out[0].faults)


def test_the_question_of_the_policy_says_which_is_left_out_and_why(
    broken: FlowSources, around: Surroundings
) -> None:
    known = known_policies(broken)
    session = Session(
        msgspec.structs.replace(around, choices=lambda: known.choices, left_out=lambda: known.left_out)
    )
    while (question := session.shown().question) is not None and question.id != "policy":
        session.answer(("no",))
    assert question is not None
    assert [one.id for one in question.options] == [one.id for one in known.choices]
    assert "'small' is left out, because its flow has faults: " in question.hint
    assert "'director' is no stage" in question.hint


def test_a_case_whose_policy_came_to_be_broken_says_so_and_asks_for_no_other(
    broken: FlowSources, around: Surroundings, make_flow: MakeFlow
) -> None:
    sound = FlowSources(shipped("flows"), (make_flow(place="sound").parent,))
    before = msgspec.structs.replace(
        around,
        choices=lambda: known_policies(sound).choices,
        open_house=lambda policy: open_house(policy, sound),
    )
    session = Session(before)
    session.answer(("no",))
    session.answer(("small",))
    assert session.case_id is not None
    known = known_policies(broken)
    after = msgspec.structs.replace(
        around,
        choices=lambda: known.choices,
        left_out=lambda: known.left_out,
        open_house=lambda policy: open_house(policy, broken),
    )
    with pytest.raises(WrongInputError, match="'director' is no stage"):
        Session(after, around.register.get(session.case_id)).shown()


def test_a_folder_that_cannot_be_looked_into_is_said_with_the_policies(tmp_path: Path) -> None:
    known = known_policies(FlowSources(shipped("flows"), (tmp_path / "gone",)))
    assert known.choices == policy_choices()
    assert ["no such folder of flows" in line for one in known.left_out for line in one.faults] == [True]
