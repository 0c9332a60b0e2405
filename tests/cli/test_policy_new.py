"""`escalate policy new` and `escalate policy schema`: a beginning that is sound, and that overwrites nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import wizard.cli.policy_new
from wizard.base.errors import NotNowError, WrongInputError
from wizard.policy.new_flow import new_flow

Run = Callable[..., Any]
SITUATION = """\
policy: my-county
now: 2026-11-18T10:00
risk: welfare
from: {agency: education}
to: [childrens-social-care]
attempts: [{stage: talk, began: 2026-11-16, ended: 2026-11-17, outcome: unresolved}]
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_a_new_policy_checks_clean_with_coverage_and_proof(escalate: Run, here: Path) -> None:
    made = escalate("policy", "new", "my-county")
    assert (made.code, made.err) == (0, "")
    checked = escalate("check", "my-county", "--coverage", "--prove")
    assert (checked.code, checked.err) == (0, ""), checked.out
    assert "5 vignettes come out right, every rule is exercised" in checked.out
    assert "note:" not in checked.out


def test_what_it_prints_says_the_commands_that_come_next(escalate: Run, here: Path) -> None:
    said = escalate("policy", "new", "my-county").out
    for command in re.findall(r"escalate (.*)", said):
        assert escalate(*command.split()).code == 0, command


def test_a_new_policy_runs(escalate: Run, home: Path, here: Path) -> None:
    (home / "flows").mkdir(parents=True)
    escalate("policy", "new", "my-county", "--in", home / "flows")
    answered = escalate("advise", "-", "--json", stdin=SITUATION)
    assert json.loads(answered.out)["stage"]["id"] == "managers"


def test_its_title_and_its_area_are_taken_from_the_name(escalate: Run, here: Path) -> None:
    escalate("policy", "new", "my-county")
    text = (here / "my-county" / "policy.yaml").read_text("utf-8")
    assert 'id: "my-county"' in text
    assert 'area: "My County"' in text
    assert "my-area" not in text
    assert "My Area" not in text


def test_its_files_know_their_schemas_which_lie_beside_them(escalate: Run, here: Path) -> None:
    escalate("policy", "new", "my-county")
    for kind in ("policy", "contacts", "vignettes"):
        first = (here / "my-county" / f"{kind}.yaml").read_text("utf-8").splitlines()[0]
        schema = here / "my-county" / first.removeprefix("# yaml-language-server: $schema=")
        assert schema.read_text("utf-8") == escalate("policy", "schema", kind).out


def test_each_part_that_is_an_example_says_that_it_is_to_be_replaced() -> None:
    text = new_flow("x")["policy.yaml"]
    parts = re.findall(r"^(?:#.*\n)+(\w+):", text, re.M)
    marked = re.findall(r"^# REPLACE.*\n(?:#.*\n)*(\w+):", text, re.M)
    assert set(re.findall(r"^(\w+):", text, re.M)) - {"policy"} == set(marked)
    assert parts == marked


def test_what_is_there_is_never_overwritten(escalate: Run, here: Path) -> None:
    (here / "my-county").mkdir()
    (here / "my-county" / "policy.yaml").write_text("mine", encoding="utf-8")
    answered = escalate("policy", "new", "my-county")
    assert (answered.code, answered.out) == (2, "")
    assert "exists already" in answered.err
    assert [one.name for one in (here / "my-county").iterdir()] == ["policy.yaml"]
    assert (here / "my-county" / "policy.yaml").read_text("utf-8") == "mine"


def test_a_file_of_that_name_is_left_alone(refused: Run, here: Path) -> None:
    (here / "my-county").write_text("mine", encoding="utf-8")
    assert "exists already" in refused("policy", "new", "my-county")[0]
    assert (here / "my-county").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    "name",
    ["My-County", "my county", "../x", "a/b", "", "x" * 61, "-x", "x-", "my--county", "é", "x\n", "a.b"],
)
def test_a_name_that_is_no_id_is_refused_in_a_sentence(refused: Run, here: Path, name: str) -> None:
    (line,) = refused("policy", "new", f"--in={here}", "--", name)
    assert "is no name for a policy; expected small letters, digits and hyphens" in line
    assert list(here.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused(refused: Run, here: Path) -> None:
    (line,) = refused("policy", "new", "x", "--in", "nowhere")
    assert "nowhere: is no folder; expected one to make the policy in" in line


def test_what_could_not_be_made_whole_leaves_nothing_behind(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        if path.name == "contacts.yaml":
            raise NotNowError("the disk is full")
        path.write_bytes(data)

    monkeypatch.setattr(wizard.cli.policy_new, "write_new", full)
    with pytest.raises(NotNowError):
        wizard.cli.policy_new.run("x", None)
    assert list(here.iterdir()) == []


@given(st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,8}){0,3}", fullmatch=True))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_id_makes_a_policy_that_is_read(tmp_path: Path, name: str) -> None:
    from wizard.policy.read import read_flow

    folder = tmp_path / name
    if not folder.exists():
        (folder / ".schema").mkdir(parents=True)
        for place, text in new_flow(name).items():
            (folder / place).write_text(text, encoding="utf-8")
    assert read_flow(folder).policy.id == name


@pytest.mark.parametrize("name", ["true", "null", "2026", "1e5"])
def test_a_name_that_yaml_takes_for_something_else_stays_a_name(escalate: Run, here: Path, name: str) -> None:
    assert escalate("policy", "new", name).code == 0
    assert escalate("check", name).code == 0


def test_the_schema_of_the_policy_is_printed_where_none_is_named(escalate: Run) -> None:
    answered = escalate("policy", "schema")
    assert json.loads(answered.out)["$id"] == "urn:escalation-wizard:policy"


def test_a_schema_that_there_is_not_is_refused(refused: Run) -> None:
    assert "templates" in refused("policy", "schema", "templates")[0]


def test_a_name_that_is_no_id_makes_no_files() -> None:
    with pytest.raises(WrongInputError):
        new_flow("No Name")
