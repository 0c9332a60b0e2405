from __future__ import annotations

from pathlib import Path

import pytest

from wizard.advice.advise import House
from wizard.advice.vignettes import Ran, run_vignettes
from wizard.base.errors import WrongInputError
from wizard.base.reader import read_file, read_yaml

SMALL = Path(__file__).parents[1] / "flows" / "small"

GIVEN = """\
- id: one
  given:
    policy: small
    now: 2026-11-16T10:00
    risk: significant
    from: {agency: education}
    to: [childrens-social-care]
    attempts: [{stage: talk, began: 2026-11-16, outcome: unresolved}]
  expect: """


def faults_of(small: House, text: str) -> list[str]:
    try:
        found = run_vignettes(small, read_yaml(text.encode(), "v.yaml"), "v.yaml").faults
    except WrongInputError as wrong:
        found = wrong.faults
    return [str(one) for one in found]


def test_the_vignettes_of_a_sound_flow_come_out_right(small: House) -> None:
    path = SMALL / "vignettes.yaml"
    found = run_vignettes(small, read_file(path), str(path))
    assert isinstance(found, Ran)
    assert (found.count, found.faults) == (11, ())


@pytest.mark.parametrize(
    ("key", "wrong", "right"),
    [
        ("status", "overdue", "act"),
        ("stage", "talk", "managers"),
        ("stage", "null", "managers"),
        ("urgent", "true", "false"),
        ("act_by", "2026-11-18T17:00", "2026-11-18T16:00"),
        ("act_by", "null", "2026-11-18T16:00"),
        ("aim_by", "2026-11-18T16:00", "null"),
        ("overdue_since", "2026-11-18T16:00", "null"),
        ("first_action", "emergency-services", "meet"),
        ("first_action_not", "meet", "emergency-services"),
        ("phones_include", '["01999 100999"]', '["01999 100-100"]'),
        ("phones_exclude", '["01999100100"]', '["01999100999"]'),
        ("documents_include", "[challenge-letter]", "[meeting-record]"),
        ("documents_exclude", "[meeting-record]", "[challenge-letter]"),
        ("notify_include", "[safeguarding-leads]", "[line-management]"),
        ("notify_exclude", "[line-management]", "[safeguarding-leads]"),
        ("warnings_include", "[overdue]", "[contact-not-listed]"),
        ("warnings_exclude", "[contact-not-listed]", "[overdue]"),
        ("may_start_at_include", "[managers]", "[directors]"),
        ("may_start_at_exclude", "[directors]", "[managers]"),
        ("sources_include", '["§99"]', '["§3"]'),
        ("acts_role_contains", "director", "manager"),
        ("with_role_contains", "director", "manager"),
        ("acts_or_with_role_contains", "director", "manager"),
    ],
)
def test_each_key_is_compared(small: House, key: str, wrong: str, right: str) -> None:
    assert faults_of(small, f"{GIVEN}{{{key}: {right}}}\n") == []
    (told,) = faults_of(small, f"{GIVEN}{{{key}: {wrong}}}\n")
    assert told.startswith(f"v.yaml:9:12: [0].expect.{key}: in 'one' ")


def test_a_key_that_is_not_named_is_not_compared(small: House) -> None:
    assert faults_of(small, f"{GIVEN}{{}}\n") == []


def test_every_difference_is_told(small: House) -> None:
    told = faults_of(small, f"{GIVEN}{{status: overdue, stage: talk, urgent: true}}\n")
    assert [one.split(": ")[1] for one in told] == [
        "[0].expect.status",
        "[0].expect.stage",
        "[0].expect.urgent",
    ]


def test_what_came_out_is_told_beside_what_was_expected(small: House) -> None:
    (told,) = faults_of(small, f"{GIVEN}{{stage: directors}}\n")
    assert "came out as 'managers'; expected 'directors'" in told


def test_a_vignette_says_its_own_present(small: House) -> None:
    (told,) = faults_of(small, GIVEN.replace("    now: 2026-11-16T10:00\n", "") + "{}\n")
    assert "'now' is missing" in told


def test_a_vignette_is_of_the_policy_that_it_lies_beside(small: House) -> None:
    (told,) = faults_of(small, GIVEN.replace("policy: small", "policy: large") + "{}\n")
    assert told.startswith("v.yaml:3:5: [0].given.policy: ")
    assert "expected 'small'" in told


def test_two_vignettes_have_two_ids(small: House) -> None:
    (told,) = faults_of(small, f"{GIVEN}{{}}\n{GIVEN}{{}}\n")
    assert "the vignette 'one' is there twice" in told


def test_an_impossible_situation_is_a_fault_with_its_place_and_the_others_still_run(small: House) -> None:
    second = GIVEN.replace("id: one", "id: two").replace("stage: talk", "stage: tea")
    told = faults_of(small, f"{second}{{}}\n{GIVEN}{{stage: talk}}\n")
    assert len(told) == 2
    assert told[0].startswith("v.yaml:8:16: [0].given.attempts[0].stage: ") or "8:" in told[0]
    assert "did you mean" in told[0] or "expected one of" in told[0]


def test_a_situation_beyond_the_calendar_is_a_fault_of_its_vignette(small: House) -> None:
    (told,) = faults_of(small, GIVEN.replace("now: 2026-", "now: 2099-") + "{}\n")
    assert "bank holidays" in told


def test_an_unknown_key_gets_the_nearest_one(small: House) -> None:
    told = faults_of(small, f"{GIVEN}{{warning_include: [overdue]}}\n")
    assert any("did you mean 'warnings_include'?" in one for one in told)
