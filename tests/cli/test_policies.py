from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
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


# Flows of one's own.

SMALL = Path(__file__).parents[1] / "flows" / "small"
SITUATION = "{{policy: {}, now: 2026-11-16T10:00, risk: welfare, from: {{agency: education}}, to: [police]}}"


@pytest.fixture
def own(home: Path) -> Callable[..., Path]:
    """Puts the small flow into the program's own folder under that id; `more` goes into its identity."""

    def put(name: str = "small", more: str = "") -> Path:
        folder = home / "flows" / name
        shutil.copytree(SMALL, folder)
        for path in folder.glob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            text = text.replace("  id: small\n", f"  id: {name}\n{more}", 1)
            path.write_text(text.replace("policy: small", f"policy: {name}"), encoding="utf-8")
        return folder

    return put


def test_ones_own_policies_are_listed_with_where_they_come_from(
    escalate: Run, own: Callable[..., Path]
) -> None:
    own()
    listed = json.loads(escalate("policies", "--json").out)
    assert [one["id"] for one in listed] == sorted([*POLICIES, "small"])
    assert {one["id"] for one in listed if one["from"] == "own"} == {"small"}
    assert {one["from"] for one in listed} == {"own", "shipped"}
    assert "small (your own)\n" in escalate("policies").out


@pytest.mark.parametrize("command", ["advise", "lead", "show", "check"])
def test_a_policy_of_ones_own_is_used_as_a_shipped_one_is(
    command: str, escalate: Run, own: Callable[..., Path]
) -> None:
    own()
    arguments, said = {
        "advise": (("advise", "-"), "Talk to each other"),
        "lead": (("lead", "--policy", "small", "--agency", "police"), "How to Disagree in Smalltown"),
        "show": (("policy", "show", "small"), "How to Disagree in Smalltown"),
        "check": (("check",), "small: 11 vignettes come out right"),
    }[command]
    answered = escalate(*arguments, stdin=SITUATION.format("small"))
    assert (answered.code, answered.err) == (0, "")
    assert said in answered.out


def test_a_broken_policy_of_ones_own_is_told_of_and_takes_no_other_down(
    escalate: Run, own: Callable[..., Path]
) -> None:
    path = own() / "policy.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("at: [talk]", "at: [tlak]"), encoding="utf-8")
    answered = escalate("policies", "--json")
    assert (answered.code, [one["id"] for one in json.loads(answered.out)]) == (0, POLICIES)
    (line,) = answered.err.splitlines()
    assert "policy.yaml:" in line
    assert "'tlak' is no stage" in line
    assert escalate("advise", "-", stdin=SITUATION.format("torbay")).code == 0
    refused = escalate("advise", "-", stdin=SITUATION.format("small"))
    assert (refused.code, refused.out, refused.err.splitlines()) == (2, "", [line])
    checked = escalate("check")
    assert checked.code == 1
    assert line in checked.out


def test_a_policy_under_a_shipped_ones_id_is_refused_unless_it_says_that_it_replaces_it(
    escalate: Run, own: Callable[..., Path]
) -> None:
    folder = own("torbay")
    answered = escalate("policies", "--json")
    assert [one["id"] for one in json.loads(answered.out)] == [one for one in POLICIES if one != "torbay"]
    assert "a policy of this id comes with the program" in answered.err
    assert escalate("advise", "-", stdin=SITUATION.format("torbay")).code == 2
    assert escalate("advise", "-", stdin=SITUATION.format("barnsley")).code == 0
    assert escalate("check").code == 1
    shutil.rmtree(folder)
    own("torbay", "  replaces_shipped: true\n")
    advised = json.loads(escalate("advise", "-", "--json", stdin=SITUATION.format("torbay")).out)
    assert advised["policy"]["title"] == "How to Disagree in Smalltown"
    assert escalate("check").code == 0


def test_a_folder_that_the_settings_name_and_that_is_gone_is_told_of(escalate: Run, home: Path) -> None:
    home.mkdir()
    (home / "settings.yaml").write_text("flows: gone\n", encoding="utf-8")
    for arguments in (("policies",), ("lead", "--policy", "torbay", "--agency", "police")):
        answered = escalate(*arguments)
        assert answered.code == 0
        assert "there is no such folder of flows" in answered.err
    assert escalate("check").code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("policies",),
        ("policy", "show", "torbay"),
        ("lead", "--policy", "torbay", "--agency", "police"),
        ("contacts", "list"),
        ("advise", "-"),
        ("case", "new", "--from", "-"),
        ("case", "list"),
    ],
    ids=" ".join,
)
def test_faults_of_the_settings_are_told_in_one_line_and_stop_nothing(
    arguments: tuple[str, ...], escalate: Run, own: Callable[..., Path], home: Path
) -> None:
    own()
    (home / "settings.yaml").write_text("flwos: gone\n", encoding="utf-8")
    answered = escalate(*arguments, stdin=SITUATION.format("torbay"))
    assert answered.code == 0
    assert answered.out
    (line,) = answered.err.splitlines()
    assert "settings.yaml:1:1: flwos: the settings are not used: " in line
    assert escalate("policy", "show", "small").code == 0


def test_the_check_names_faults_of_the_settings(escalate: Run, home: Path) -> None:
    home.mkdir()
    (home / "settings.yaml").write_text("flwos: gone\n", encoding="utf-8")
    checked = escalate("check")
    assert checked.code == 1
    assert "settings.yaml:1:1: flwos" in checked.out


@pytest.mark.parametrize("fault", ["not said to replace", "faults"])
def test_a_lead_is_had_from_the_shipped_policy_where_ones_own_of_its_id_cannot_be_used(
    fault: str, escalate: Run, own: Callable[..., Path]
) -> None:
    lead = ("lead", "--policy", "torbay", "--agency", "police", "--at", "2026-11-18T10:30")
    shipped = escalate(*lead)
    if fault == "faults":
        path = own("torbay", "  replaces_shipped: true\n") / "policy.yaml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("at: [talk]", "at: [tlak]"), encoding="utf-8"
        )
    else:
        own("torbay")
    answered = escalate(*lead)
    assert (answered.code, answered.out) == (0, shipped.out)
    (line,) = answered.err.splitlines()
    assert line.startswith("! Your own policy 'torbay' could not be used.")
    assert "goes by the one that comes with the program" in line
    assert "policy.yaml:" in line
    assert escalate("advise", "-", stdin=SITUATION.format("torbay")).code == 2


def test_a_supplement_of_ones_own_stands_over_a_shipped_policy(escalate: Run, home: Path) -> None:
    folder = home / "flows" / "our-school"
    folder.mkdir(parents=True)
    said = "parent: torbay\npolicy: {id: our-school, title: Our way, area: Our school}\n"
    (folder / "policy.yaml").write_text(said, encoding="utf-8")
    advised = [
        json.loads(escalate("advise", "-", "--json", stdin=SITUATION.format(one)).out)
        for one in ("torbay", "our-school")
    ]
    assert advised[1]["policy"]["title"] == "Our way"
    assert advised[0] | {"policy": None} == advised[1] | {"policy": None}
