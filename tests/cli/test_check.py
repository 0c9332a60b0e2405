from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wizard.base.paths import shipped

Run = Callable[..., Any]
MakeFlow = Callable[..., Path]


def place_of(path: Path, mark: str) -> str:
    text = path.read_text(encoding="utf-8")
    assert text.count(mark) == 1, mark
    before = text[: text.index(mark)]
    return f"{path}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def lines_of(out: str) -> list[str]:
    """What a check prints, but for its notes, which change from day to day with review dates."""
    return [line for line in out.splitlines() if ": note: " not in line]


def test_the_shipped_flows_are_sound_and_every_rule_is_exercised(escalate: Run) -> None:
    answered = escalate("check", "--coverage")
    assert (answered.code, answered.err) == (0, "")
    assert len(lines_of(answered.out)) == 5
    assert all("every rule is exercised" in line for line in lines_of(answered.out))


def test_a_sound_flow_elsewhere_is_sound_by_itself_and_in_a_folder_of_flows(
    escalate: Run, flow: MakeFlow
) -> None:
    folder = flow()
    for path in (folder, folder.parent):
        answered = escalate("check", path)
        assert (answered.code, answered.err) == (0, "")
        assert lines_of(answered.out) == ["small: 11 vignettes come out right"]


def test_a_flow_named_twice_is_checked_once(escalate: Run, flow: MakeFlow) -> None:
    folder = flow()
    assert len(lines_of(escalate("check", folder, folder, folder.parent).out)) == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "mark", "rest"),
    [
        ("policy", "    to: directors\n", "    to: director\n", "to: director", "routes[2].to: 'director' is no stage on a ladder"),
        ("policy", "    until: never\n", "    untill: never\n", "untill", "routes[1].untill: unknown key"),
        ("contacts", "agency: ssp", "agency: spp", "agency: spp", "fallback[1].agency: 'spp' is no agency of this flow"),
        ("vignettes", "stage: talk, aim_by", "stage: managers, aim_by", "stage: managers, aim_by", "[0].expect.stage: in 'at-the-start' came out as 'talk'; expected 'managers'"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_with_file_line_column_key_and_what(
    escalate: Run, flow: MakeFlow, file: str, old: str, new: str, mark: str, rest: str
) -> None:
    folder = flow(**{file: (old, new)})
    answered = escalate("check", folder)
    start = f"{place_of(folder / f'{file}.yaml', mark)}: {rest}"
    assert (answered.code, answered.err) == (1, "")
    assert any(line.startswith(start) for line in answered.out.splitlines()), answered.out


def test_every_fault_of_every_flow_is_told(escalate: Run, flow: MakeFlow, tmp_path: Path) -> None:
    folder = flow(
        policy=("    to: directors\n", "    to: director\n"), contacts=("hours: out", "hours: night")
    )
    other = tmp_path / "flows" / "torbay"
    shutil.copytree(shipped("flows") / "torbay", other)
    answered = escalate("check", folder.parent)
    assert answered.code == 1
    lines = answered.out.splitlines()
    assert len([line for line in lines if line.startswith(str(folder))]) == 2
    assert lines[-1].startswith("torbay: ")


def test_a_flow_without_vignettes_is_a_fault(escalate: Run, flow: MakeFlow) -> None:
    folder = flow()
    (folder / "vignettes.yaml").unlink()
    answered = escalate("check", folder)
    assert (answered.code, answered.err) == (1, "")
    assert "vignettes.yaml: there is no such file" in answered.out


@pytest.mark.parametrize("name", ["nowhere", "", "\x1b[2Jnowhere"])
def test_a_path_without_a_flow_is_wrong_input(
    refused: Callable[..., list[str]], tmp_path: Path, name: str
) -> None:
    (line,) = refused("check", tmp_path / name)
    assert "holds no flow" in line
    assert "\x1b" not in line


def test_a_rule_that_no_vignette_exercises_is_named_with_its_place(escalate: Run, flow: MakeFlow) -> None:
    folder = flow()
    path = folder / "vignettes.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("- id: agreed\n")
    path.write_text(text[:start] + text[text.index("- id: a-request\n") :], encoding="utf-8")
    assert escalate("check", folder).code == 0
    answered = escalate("check", "--coverage", folder)
    assert answered.code == 1
    (line,) = lines_of(answered.out)
    assert line == (
        f"{place_of(folder / 'policy.yaml', 'id: both-agree')}: bypasses[0]: "
        "no vignette exercises this rule; expected at least one that does [F607]"
    )


@pytest.mark.long
def test_a_safe_flow_is_proven(escalate: Run, flow: MakeFlow) -> None:
    answered = escalate("check", "--prove", flow())
    assert (answered.code, answered.err) == (0, "")
    assert "mixes of classes are safe" in answered.out


def test_an_unsafe_flow_is_told_and_is_a_no(escalate: Run, flow: MakeFlow) -> None:
    folder = flow(
        policy=(
            "- {id: decide, does: The directors decide., source: §4}",
            "- {id: decide, does: The directors decide., source: §4, when: {sector: [voluntary]}}",
        ),
        vignettes=("- id: at-the-start\n", "- id: at-the-beginning\n"),
    )
    answered = escalate("check", "--prove", folder)
    assert answered.code == 1
    (line, *_) = [line for line in answered.out.splitlines() if "not safe" in line]
    assert line.startswith("small: not safe: there is nothing to do: a dead end (act at directors")
    assert line.endswith(" [F608]")


def test_a_flow_with_faults_is_not_proven(escalate: Run, flow: MakeFlow) -> None:
    answered = escalate("check", "--prove", flow(policy=("    until: never\n", "    until: ever\n")))
    assert answered.code == 1
    assert "are safe" not in answered.out


def test_a_check_changes_nothing(escalate: Run, flow: MakeFlow, home: Path) -> None:
    folder = flow()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    escalate("check", "--coverage", folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert not home.exists()


def test_a_note_is_one_line_in_its_place_and_changes_no_exit_code(escalate: Run, flow: MakeFlow) -> None:
    folder = flow(policy=("review_due: 2027-03-31", "review_due: 2013-03-31"))
    answered = escalate("check", folder)
    assert (answered.code, answered.err) == (0, "")
    start = f"{place_of(folder / 'policy.yaml', 'review_due:')}: policy.review_due: note: the review was due"
    (line,) = [line for line in answered.out.splitlines() if line.startswith(start)]
    assert line.endswith(" [N301]")


def test_what_a_code_means_is_explained_and_nothing_is_checked(escalate: Run) -> None:
    answered = escalate("check", "--explain", "f203")
    assert (answered.code, answered.err) == (0, "")
    assert answered.out.startswith("F203: A stage is named that the flow does not have\n")
    assert "Use the id of a stage." in answered.out
    assert "at: [managers]" in answered.out


def test_a_code_that_there_is_not_is_wrong_input(refused: Callable[..., list[str]]) -> None:
    (line,) = refused("check", "--explain", "F999")
    assert line.startswith("--explain: 'F999' is no code of a fault; expected one of: F101, ")
