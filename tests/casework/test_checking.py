"""Checking a flow: every kind of fault is found in its place, and the proof is the same however it is run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.casework.checking import check_flow, prove_flows

MakeFlow = Callable[..., Path]

POLICY_FAULT = ("policy.yaml", "    to: directors\n", "    to: director\n")
CONTACTS_FAULT = ("contacts.yaml", "hours: out", "hours: night")
WRONG_RESULT = ("vignettes.yaml", "stage: talk, aim_by", "stage: managers, aim_by")
OWN_TEMPLATE = ("policy.yaml", "about:\n", "templates: {challenge-letter: letter.md}\nabout:\n")
#: The last vignette, the only one of a case outside the policy.
LAST = """- id: own-agency
  given: {policy: small, now: 2026-11-16T10:00, risk: welfare, from: {agency: police}, to: [police]}
  expect: {status: outside-policy, first_action: go-instead}
"""
LETTER = """---
id: challenge-letter
title: A letter of our own
class: case
author: Anyone
purpose: To try things
fields:
  - {name: decision, type: text, mandatory: true, help: what you challenge}
---
# {{ doc.title }}

{{ details.decision }}
"""


def told(folder: Path, *, coverage: bool = False) -> list[str]:
    return [str(one) for one in check_flow(folder, coverage=coverage).faults]


def template(folder: Path, text: str) -> Path:
    path = folder / "templates" / "letter.md"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_flow_has_no_fault_and_its_vignettes_are_counted(make_flow: MakeFlow) -> None:
    folder = make_flow()
    checked = check_flow(folder, coverage=True)
    assert checked.faults == ()
    assert (checked.folder, checked.vignettes) == (folder, 11)
    assert checked.house is not None
    assert checked.house.policy.id == "small"


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (POLICY_FAULT, "    to: director\n", "routes[2].to: 'director' is no stage on a ladder"),
        (CONTACTS_FAULT, "hours: night", "entries[1].hours: "),
        (("policy.yaml", "    until: never\n    stage:\n      id: emergency", "    until: never\n   stage:\n      id: emergency"), "   stage:\n      id: emergency", ""),
    ],
    ids=["a word in the policy", "a word in the contacts", "YAML that is none"],
)  # fmt: skip
def test_a_fault_in_the_files_is_told_with_its_line_and_there_is_no_house(
    make_flow: MakeFlow, change: tuple[str, str, str], line: str, says: str
) -> None:
    folder = make_flow(change)
    path = folder / change[0]
    text = path.read_text(encoding="utf-8")
    number = text[: text.index(line)].count("\n") + 1
    checked = check_flow(folder, coverage=False)
    assert [
        str(one) for one in checked.faults if str(one).startswith(f"{path}:{number}:") and says in str(one)
    ]
    assert checked.house is None
    assert checked.vignettes == 0


def test_the_faults_of_the_policy_and_of_the_contacts_are_told_together(make_flow: MakeFlow) -> None:
    files = {
        Path(one.file).name
        for one in check_flow(make_flow(POLICY_FAULT, CONTACTS_FAULT), coverage=False).faults
    }
    assert files == {"policy.yaml", "contacts.yaml"}


@pytest.mark.parametrize("file", ["policy.yaml", "contacts.yaml", "vignettes.yaml"])
def test_a_file_that_is_missing_is_a_fault_of_that_file(make_flow: MakeFlow, file: str) -> None:
    folder = make_flow()
    (folder / file).unlink()
    (fault,) = check_flow(folder, coverage=True).faults
    assert fault.file == str(folder / file)
    assert "there is no such file" in fault.what


def test_a_vignette_that_comes_out_otherwise_is_told_with_both(make_flow: MakeFlow) -> None:
    folder = make_flow(WRONG_RESULT)
    checked = check_flow(folder, coverage=True)
    (fault,) = checked.faults
    assert fault.file == str(folder / "vignettes.yaml")
    assert (fault.key, fault.what) == (
        "[0].expect.stage",
        "in 'at-the-start' came out as 'talk'; expected 'managers'",
    )
    assert checked.vignettes == 11
    assert checked.house is not None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("- id: managers-next", "- id: at-the-start", "the vignette 'at-the-start' is there twice"),
        (LAST, LAST.replace("policy: small", "policy: torbay"), "the policy is 'torbay'; expected 'small'"),
        (LAST, LAST.replace("now: 2026-11-16T10:00, ", ""), "'now' is missing"),
        (LAST, LAST.replace("first_action", "first_akshun"), "first_akshun"),
        (LAST, LAST.replace("agency: police", "agency: polise"), "did you mean 'police'"),
    ],
    ids=["an id twice", "another policy", "no present", "an unknown key", "an unknown agency"],
)
def test_a_vignette_that_cannot_be_run_is_told_and_the_house_stands(
    make_flow: MakeFlow, old: str, new: str, says: str
) -> None:
    checked = check_flow(make_flow(("vignettes.yaml", old, new)), coverage=False)
    (fault,) = checked.faults
    assert Path(fault.file).name == "vignettes.yaml"
    assert fault.line > 0
    assert says in str(fault)
    assert checked.house is not None


def test_a_rule_that_no_vignette_exercises_is_told_in_its_place(make_flow: MakeFlow) -> None:
    folder = make_flow(("vignettes.yaml", LAST, ""))
    (fault,) = check_flow(folder, coverage=True).faults
    assert fault.file == str(folder / "policy.yaml")
    assert fault.key == "outside[0]"
    assert "no vignette exercises this rule" in fault.what
    lines = (folder / "policy.yaml").read_text(encoding="utf-8").splitlines()
    assert "id: within-one-agency" in lines[fault.line - 1]


def test_a_contact_that_no_vignette_exercises_is_told_in_its_place(make_flow: MakeFlow) -> None:
    added = "entries:\n  - {id: nobody, agency: housing, role: Officer, hours: any, source: §9}\n"
    folder = make_flow(("contacts.yaml", "entries:\n", added))
    (fault,) = check_flow(folder, coverage=True).faults
    assert (fault.file, fault.line, fault.key) == (str(folder / "contacts.yaml"), 2, "entries[0].id")


def test_what_is_not_exercised_is_no_fault_where_coverage_is_not_asked_for(make_flow: MakeFlow) -> None:
    assert told(make_flow(("vignettes.yaml", LAST, ""))) == []


# A flow's own templates.


def test_a_template_of_the_flow_that_can_be_made_is_no_fault(make_flow: MakeFlow) -> None:
    folder = make_flow(OWN_TEMPLATE)
    template(folder, LETTER)
    assert told(folder) == []


@pytest.mark.parametrize("name", ["../secret.md", "../../../secret.md", "/secret.md", "C:/secret.md"])
def test_a_template_that_climbs_out_is_a_fault_of_the_policy(make_flow: MakeFlow, name: str) -> None:
    folder = make_flow((*OWN_TEMPLATE[:2], f"templates: {{challenge-letter: '{name}'}}\nabout:\n"))
    (folder / "secret.md").write_text(LETTER, encoding="utf-8")
    checked = check_flow(folder, coverage=False)
    assert [(Path(one.file).name, one.key) for one in checked.faults] == [
        ("policy.yaml", "templates.challenge-letter")
    ]
    assert checked.house is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("---\nid: challenge-letter", "id: challenge-letter", "has no header"),
        ("class: case", "class: secret", "class"),
        ("id: challenge-letter", "id: meeting-record", "is 'meeting-record'; expected 'challenge-letter'"),
        ("{{ details.decision }}", "{% if details.decision %}", "expected text"),
        ("{{ details.decision }}", "{{ details.desicion }}", "desicion"),
        ("{{ details.decision }}", "{{ details.decision.upper() }}", "letter.md:12"),
    ],
    ids=["no header", "a word in the header", "another document", "an open if", "an unknown field", "code"],
)
def test_a_template_that_cannot_be_made_is_a_fault_of_its_file(
    make_flow: MakeFlow, old: str, new: str, says: str
) -> None:
    folder = make_flow(OWN_TEMPLATE)
    path = template(folder, LETTER.replace(old, new))
    checked = check_flow(folder, coverage=False)
    assert checked.faults
    assert {one.file for one in checked.faults} == {str(path)}
    assert says in str(checked.faults[0])


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (WRONG_RESULT, "[0].expect.stage"),
        (("vignettes.yaml", "- id: managers-next", "- id: at-the-start"), "[1].id"),
    ],
    ids=["a wrong result", "a file with a fault"],
)
def test_a_fault_of_a_template_and_one_of_the_vignettes_are_told_together(
    make_flow: MakeFlow, change: tuple[str, str, str], key: str
) -> None:
    folder = make_flow(OWN_TEMPLATE, change)
    template(folder, "no header")
    faults = check_flow(folder, coverage=False).faults
    assert [(Path(one.file).name, one.key) for one in faults] == [("letter.md", ""), ("vignettes.yaml", key)]


# Proofs.

#: Leaves some, in the last stage, with nothing to do.
UNSAFE = (
    "policy.yaml",
    "{id: decide, does: The directors decide., source: §4}",
    "{id: decide, does: The directors decide., source: §4, when: {sector: [voluntary]}}",
)


@pytest.mark.long
def test_proofs_side_by_side_are_those_one_by_one_and_in_the_same_order(
    make_flow: MakeFlow, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [make_flow(UNSAFE, place="one"), make_flow(place="two")]
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    side_by_side = prove_flows(folders)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert prove_flows(folders) == side_by_side
    assert [bool(one.broken) for one in side_by_side] == [True, False]


def test_nothing_to_prove_is_proven_at_once() -> None:
    assert prove_flows([]) == []
