"""`escalate policy compare`: two policies, folders or editions in words, and one situation under both."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from wizard.casework.reading import open_texts
from wizard.register.cases import Register

Run = Callable[..., Any]
SITUATION = """\
policy: oxfordshire
now: 2026-11-18T10:30
risk: welfare
about: criteria-for-referral
from: {agency: health/ouh}
to: [childrens-social-care]
raised: 2026-11-16T09:00
attempts:
  - {stage: step-2, began: 2026-11-16, ended: 2026-11-17, outcome: unresolved}
"""


@pytest.fixture
def situation(tmp_path: Path) -> Path:
    path = tmp_path / "situation.yaml"
    path.write_text(SITUATION, encoding="utf-8")
    return path


def test_two_policies_are_compared_in_words(escalate: Run) -> None:
    said = escalate("policy", "compare", "oxfordshire", "torbay")
    assert (said.code, said.err) == (0, "")
    for heading in (
        "Stages",
        "Who acts",
        "Time limits",
        "Who must be told",
        "What is not covered",
        "Contacts",
    ):
        assert f"\n{heading}\n" in said.out
    assert "Only in oxfordshire: stage 'Step 5: Heads of Service'." in said.out


def test_a_policy_and_itself_differ_in_nothing(escalate: Run) -> None:
    said = escalate("policy", "compare", "torbay", "torbay")
    assert said.code == 0
    assert said.out.endswith("What differs in the text\n  Nothing.\n")


def test_a_folder_is_compared_with_a_policy(escalate: Run, flow: Callable[..., Path]) -> None:
    folder = flow(policy=("limit: 2 working days", "limit: 7 working days"))
    small = Path(__file__).parents[1] / "flows" / "small"
    said = escalate("policy", "compare", small, folder, "--json")
    (one,) = json.loads(said.out)["differences"]
    assert (one["part"], one["kind"]) == ("Time limits", "changed")
    assert "'2 working days'" in one["text"]
    assert "'7 working days'" in one["text"]


def test_across_borders_both_sides_are_told_and_the_earliest_deadline_is_marked(
    escalate: Run, situation: Path
) -> None:
    said = escalate("policy", "compare", "oxfordshire", "torbay", "--situation", situation)
    assert (said.code, said.err) == (0, "")
    before, _, after = said.out.partition("This situation under torbay")
    assert "Act by Tuesday 24 November 2026, 17:00  << the earliest deadline" in before
    assert "Document: escalation referral" in before
    assert "<< the earliest deadline" not in after
    assert "The body cannot be carried over: Oxford University Hospitals." in after
    assert "The earliest deadline is that of oxfordshire: Tuesday 24 November 2026, 17:00." in after


def test_as_json_the_sides_hold_the_advice_of_each(escalate: Run, situation: Path) -> None:
    said = escalate("policy", "compare", "torbay", "oxfordshire", "--situation", situation, "--json")
    found = json.loads(said.out)["situation"]
    assert found["earliest"] == "b"
    assert found["b"]["advice"] == json.loads(escalate("advise", situation, "--json").out)
    assert found["b"]["deadline"] == "2026-11-24T17:00:00+00:00"
    assert (found["b"]["left_out"], len(found["a"]["left_out"])) == ([], 3)
    assert found["a"]["advice"]["policy"]["id"] == "torbay"


def test_a_situation_may_come_on_standard_input(escalate: Run) -> None:
    said = escalate("policy", "compare", "oxfordshire", "torbay", "--situation", "-", stdin=SITUATION)
    assert "This situation under torbay" in said.out


def test_a_case_is_put_under_both(escalate: Run) -> None:
    day = datetime.now().astimezone().date().isoformat()
    told = f"policy: torbay\nrisk: welfare\nfrom: {{agency: education}}\nto: [police]\nraised: {day}\n"
    case = escalate("case", "new", "--from", "-", stdin=told).out.strip()
    said = escalate("policy", "compare", "oxfordshire", "barnsley", "--case", case)
    assert (said.code, said.err) == (0, "")
    assert "This situation under oxfordshire" in said.out
    assert "This situation under barnsley" in said.out


def test_an_edition_is_named_by_the_beginning_of_its_hash(escalate: Run, home: Path) -> None:
    texts = open_texts("torbay")
    old = {name: data.replace(b"April 2021", b"April 1999") for name, data in texts.files.items()}
    name = Register(home / "register").editions.keep(type(texts)(flow="torbay", files=old))
    said = escalate("policy", "compare", f"torbay@{name[:8]}", "torbay", "--json")
    found = json.loads(said.out)
    assert (found["a"]["hash"], found["a"]["version"]) == (name, "April 1999")
    assert [one["id"] for one in found["differences"]] == ["edition"]
    same = escalate("policy", "compare", f"torbay@{texts.hash()[:6]}", "torbay", "--json")
    assert json.loads(same.out)["differences"] == []


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("torbai", "did you mean 'torbay'"),
        ("torbay@000000", "is no edition that is kept here"),
        ("torbay@", "is no edition that is kept here"),
        ("oxfordshire@../..", "is no edition that is kept here"),
        ("/nowhere", "is no policy that is known here"),
    ],
)
def test_what_is_nothing_to_compare_is_said(refused: Run, word: str, says: str) -> None:
    (line,) = refused("policy", "compare", word, "torbay")
    assert says in line


def test_a_situation_with_faults_is_refused_with_each(refused: Run) -> None:
    wrong = SITUATION.replace("step-2", "step-99").replace("health/ouh", "nobody")
    lines = refused("policy", "compare", "oxfordshire", "torbay", "--situation", "-", stdin=wrong)
    assert len(lines) == 2


def test_a_situation_and_a_case_at_once_are_refused(refused: Run) -> None:
    refused("policy", "compare", "oxfordshire", "torbay", "--situation", "-", "--case", "x", stdin=SITUATION)
