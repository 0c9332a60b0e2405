from __future__ import annotations

import copy
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.base.decode import plain
from wizard.base.errors import WrongInputError
from wizard.base.paths import shipped
from wizard.base.reader import read_file
from wizard.policy.read import (
    CONTACTS_FILE,
    POLICY_FILE,
    Flow,
    find_flow,
    flow_folders,
    read_contacts,
    read_flow,
    read_policy,
)

SMALL = Path(__file__).parents[1] / "flows" / "small"
Changed = Callable[..., Path]


def faults_of(folder: Path) -> list[str]:
    """The lines of the faults of a flow that has some, with the name of the file alone for its path."""
    with pytest.raises(WrongInputError) as caught:
        read_flow(folder)
    return [str(one).replace(f"{folder}{os.sep}", "") for one in caught.value.faults]


# Finding a flow.


def test_the_folders_that_hold_a_policy_are_found_by_name(tmp_path: Path) -> None:
    for name in ("b", "a", "no-policy"):
        (tmp_path / name).mkdir()
    for name in ("b", "a"):
        (tmp_path / name / POLICY_FILE).write_text("x")
    assert flow_folders(tmp_path) == [tmp_path / "a", tmp_path / "b"]


def test_a_folder_that_holds_a_policy_itself_is_found_alone() -> None:
    assert flow_folders(SMALL) == [SMALL]


def test_a_folder_that_is_not_there_holds_no_flow(tmp_path: Path) -> None:
    assert flow_folders(tmp_path / "nowhere") == []


def test_a_policy_is_found_by_its_id() -> None:
    assert find_flow(SMALL.parent, "small") == SMALL


def test_a_slip_in_an_id_gets_the_nearest_one() -> None:
    with pytest.raises(WrongInputError, match="'smal' is no policy that is known here; did you mean 'small'"):
        find_flow(SMALL.parent, "smal")


def test_an_id_like_none_gets_the_list() -> None:
    with pytest.raises(WrongInputError, match=r"expected one of: .*small"):
        find_flow(SMALL.parent, "zzz")


@pytest.mark.parametrize("name", ["../flows/small", "small/", "./small", "", "/", "small\0"])
def test_an_id_is_a_name_and_never_a_way_to_a_folder(name: str) -> None:
    with pytest.raises(WrongInputError):
        find_flow(SMALL.parent, name)


def test_an_id_from_outside_is_shown_and_never_obeyed() -> None:
    with pytest.raises(WrongInputError) as caught:
        find_flow(SMALL.parent, "\x1b[2J\u202esmall")
    assert "\\x1b[2J\\u202esmall" in str(caught.value)


# Reading one.


def test_the_small_flow_is_read_whole() -> None:
    flow = read_flow(SMALL)
    assert (flow.folder, flow.policy.id, [one.id for one in flow.contacts.fallback]) == (
        SMALL,
        "small",
        ["senior-manager", "partnership"],
    )


def test_a_flow_written_as_json_says_the_same_as_in_yaml(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    for name in (POLICY_FILE, CONTACTS_FILE):
        (folder / name).write_text(json.dumps(plain(read_file(SMALL / name))), encoding="utf-8")
    assert read_policy(folder) == read_policy(SMALL)
    assert read_contacts(folder, read_policy(folder)) == read_contacts(SMALL, read_policy(SMALL))


def test_a_flow_without_contacts_is_a_fault_that_names_the_file(changed: Changed) -> None:
    folder = changed(POLICY_FILE)
    (folder / CONTACTS_FILE).unlink()
    assert faults_of(folder) == ["contacts.yaml: there is no such file; check the name and the folder [F101]"]


def test_a_folder_in_place_of_the_policy_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "small" / POLICY_FILE).mkdir(parents=True)
    with pytest.raises(WrongInputError, match="is a folder"):
        read_policy(tmp_path / "small")


def test_all_faults_of_both_files_are_told_at_once(changed: Changed) -> None:
    changed(
        POLICY_FILE,
        ("  edition: March 2026\n", ""),
        ("    until: never\n", "    untill: never\n"),
        ("limit: 2 working days", "limit: 2 fortnights"),
    )
    folder = changed(CONTACTS_FILE, ("hours: out", "hours: nights"), ("role: Partnership office, ", ""))
    told = faults_of(folder)
    places = [one.split(": ")[1] for one in told]
    assert places == [
        "entries[1].hours",
        "fallback[1].role",
        "policy.edition",
        "routes[1].until",
        "routes[1].untill",
        "clocks[1].limit",
    ]


def test_faults_between_parts_of_the_policy_are_all_told_at_once(changed: Changed) -> None:
    folder = changed(
        POLICY_FILE,
        ("    stages: [talk]\n", "    stages: [tolk]\n"),
        ("    to: directors\n", "    to: director\n"),
        ("{role: leads, agency: challenging}", "{role: laeds, agency: challenging}"),
    )
    assert len(faults_of(folder)) == 3


#: What is not a policy at all, and what the reader says of it.
HOSTILE = {
    "aliases that explode": (
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
        "alias",
    ),
    "an alias of itself": ("a: &a [*a]\n", "alias"),
    "a Python tag": ("policy: !!python/object/apply:os.system ['true']\n", "tag"),
    "deep nesting": ("policy: " + "[" * 5000 + "]" * 5000, "more than 50 deep"),
    "a key given twice": ("policy: {id: a}\npolicy: {id: b}\n", "twice"),
    "two documents": ("policy: {}\n---\npolicy: {}\n", "document"),
    "an escape sequence": ('policy: {id: "\\e[31m"}\n', "ESC"),
    "a list": ("- policy\n", "expected"),
    "nothing": ("\n", "is empty"),
    "far too much": ("# " + "x" * 1_000_001, "larger than 1,000,000 bytes"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_policy_is_a_fault_and_is_never_obeyed(kind: str, tmp_path: Path) -> None:
    text, says = HOSTILE[kind]
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / POLICY_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(WrongInputError) as caught:
        read_policy(folder)
    assert any(says in str(one) for one in caught.value.faults)
    assert all("\x1b" not in str(one) and "\n" not in str(one) for one in caught.value.faults)


# Any file at all.


@cache
def trees() -> tuple[tuple[str, Any, Any], ...]:
    """The small flow and the shipped ones, each as its id and what its two files say."""
    folders = [SMALL, *flow_folders(shipped("flows"))]
    return tuple(
        (one.name, plain(read_file(one / POLICY_FILE)), plain(read_file(one / CONTACTS_FILE)))
        for one in folders
    )


def places(tree: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of everything that lies in a list or a table of a tree."""
    if isinstance(tree, dict):
        inside: list[tuple[str | int, object]] = list(tree.items())
    elif isinstance(tree, list):
        inside = list(enumerate(tree))
    else:
        return []
    return [found for key, one in inside for found in ((*path, key), *places(one, (*path, key)))]


def at(tree: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


VALUES = ("", "x", "0", "step-1", "not stated", "each day", True, None, [], {}, ["x"], {"x": "x"}, "é\u202e'")


def damaged(tree: Any, draw: Callable[[int], int]) -> Any:
    """A tree with one thing in it deleted, given twice, renamed, or taken from somewhere else."""
    tree = copy.deepcopy(tree)
    found = places(tree)
    if not found:
        return tree
    path = found[draw(len(found))]
    holder, key = at(tree, path[:-1]), path[-1]
    kind = draw(5)
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(holder, list):
        holder.insert(int(key), copy.deepcopy(holder[int(key)]))
    elif kind == 1:
        holder[f"{key}-again"] = holder[key]
    elif kind == 2 and isinstance(holder, dict):
        holder[str(key)[:-1] or "x"] = holder.pop(key)
    elif kind == 3:
        holder[key] = copy.deepcopy(at(tree, found[draw(len(found))]))
    else:
        holder[key] = VALUES[draw(len(VALUES))]
    return tree


def flow_or_faults(folder: Path) -> Flow | WrongInputError:
    try:
        return read_flow(folder)
    except WrongInputError as wrong:
        return wrong


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_damaged_flow_is_a_flow_or_placed_faults(data: st.DataObject) -> None:
    def draw(things: int) -> int:
        return data.draw(st.integers(0, things - 1))

    name, policy, contacts = trees()[draw(len(trees()))]
    for _ in range(1 + draw(3)):
        if draw(4):
            policy = damaged(policy, draw)
        else:
            contacts = damaged(contacts, draw)
    folder = Path(tempfile.mkdtemp()) / name
    folder.mkdir()
    try:
        (folder / POLICY_FILE).write_text(json.dumps(policy), encoding="utf-8")
        (folder / CONTACTS_FILE).write_text(json.dumps(contacts), encoding="utf-8")
        read = flow_or_faults(folder)
        if isinstance(read, WrongInputError):
            assert read.faults
            assert all(one.file.startswith(str(folder)) and one.what for one in read.faults)
            assert all(str(one).isprintable() for one in read.faults)
        else:
            assert read.policy.id == name
    finally:
        shutil.rmtree(folder.parent)
