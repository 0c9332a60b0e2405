"""`escalate policy explain`: what a board is given to read and to sign."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_a_policy_is_explained_by_its_id(escalate: Run) -> None:
    said = escalate("policy", "explain", "torbay")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Professional Differences (Escalation) Policy, April 2021\n")


def test_the_first_lines_say_how_much_is_our_reading(escalate: Run, flow: Run) -> None:
    said = " ".join(escalate("policy", "explain", flow()).out.split())
    assert "3 of 39 rules are our reading" in said


def test_a_policy_with_no_reading_says_so(escalate: Run, flow: Run) -> None:
    folder = flow(contacts=("source: §9, reading: true}", "source: §9}"))
    path = folder / "policy.yaml"
    path.write_text(path.read_text("utf-8").replace("reading: true", "reading: false"), encoding="utf-8")
    assert "All 39 rules are the text of the policy" in escalate("policy", "explain", folder).out


def test_each_reading_has_a_star_and_each_line_its_clause(escalate: Run, flow: Run) -> None:
    lines = escalate("policy", "explain", flow()).out.splitlines()
    assert "* To do: Keep the risk under review. [§4, our reading]" in lines
    assert "- Then the managers meet. [§3]" in lines


def test_it_ends_with_a_place_to_sign(escalate: Run, flow: Run) -> None:
    end = escalate("policy", "explain", flow()).out.partition("Signed for the board")[2]
    assert [one.partition(":")[0] for one in end.splitlines() if one.endswith("_")] == [
        *("Name", "Role", "Date", "Signature")
    ]


def test_no_line_is_too_wide_for_a_page(escalate: Run) -> None:
    said = escalate("policy", "explain", "oxfordshire").out
    # A heading is the stage's own title, and is not broken.
    headings = {
        above
        for above, line in zip(said.splitlines(), said.splitlines()[1:], strict=False)
        if line[:3] == "---"
    }
    assert [line for line in said.splitlines() if len(line) > 80 and line not in headings] == []


def test_other_programs_get_the_same_as_data(escalate: Run, flow: Run) -> None:
    found = json.loads(escalate("policy", "explain", flow(), "--json").out)
    assert (found["policy"], found["rules"], found["readings"]) == ("small", 39, 3)
    assert found["signature"] == ["Name", "Role", "Date", "Signature"]
    (stage,) = [one for one in found["sections"] if one["title"] == "Rung 2: Managers meet"]
    assert stage["said"][0] == {"text": "Then the managers meet.", "source": "§3", "reading": False}


def test_a_folder_may_be_named_from_inside_of_it(
    escalate: Run, flow: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(flow())
    assert escalate("policy", "explain", ".").code == 0


def test_what_is_neither_a_policy_nor_a_folder_is_refused(refused: Run, tmp_path: Path) -> None:
    assert "did you mean 'torbay'" in refused("policy", "explain", "torbey")[0]
    assert "is no policy that is known here" in refused("policy", "explain", str(tmp_path))[0]


def test_a_flow_with_faults_is_not_explained(refused: Run, flow: Run) -> None:
    (line,) = refused("policy", "explain", flow(policy=("limit: 2 working days", "limit: 2 fortnights")))
    assert "limit" in line


@pytest.mark.parametrize("form", ["text", "mermaid", "svg"])
def test_the_diagram_is_drawn_by_its_command(escalate: Run, form: str) -> None:
    said = escalate("policy", "diagram", "torbay", "--format", form)
    assert (said.code, said.err) == (0, "")
    assert "Stage Five" in said.out
