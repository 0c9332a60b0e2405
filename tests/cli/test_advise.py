from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wizard.casework.reading import policy_ids

CASE = """\
policy: oxfordshire
now: 2026-11-18T10:30
risk: welfare
from: {agency: education}
to: [childrens-social-care]
raised: 2026-11-16T09:00
attempts:
  - {stage: step-1, began: 2026-11-16, ended: 2026-11-16, outcome: unresolved}
  - {stage: step-2, began: 2026-11-17, ended: 2026-11-17, outcome: unresolved}
"""
AS_JSON = json.dumps(
    {
        "policy": "oxfordshire",
        "now": "2026-11-18T10:30",
        "risk": "welfare",
        "from": {"agency": "education"},
        "to": ["childrens-social-care"],
        "raised": "2026-11-16T09:00",
        "attempts": [
            {"stage": "step-1", "began": "2026-11-16", "ended": "2026-11-16", "outcome": "unresolved"},
            {"stage": "step-2", "began": "2026-11-17", "ended": "2026-11-17", "outcome": "unresolved"},
        ],
    }
)

Run = Callable[..., Any]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path


def test_the_advice_for_a_file_is_printed(escalate: Run, case: Path) -> None:
    answered = escalate("advise", case)
    assert (answered.code, answered.err) == (0, "")
    lines = answered.out.splitlines()
    assert lines[0] == "Step 3: Manager to manager"
    assert "Act by Tuesday 24 November 2026, 17:00" in lines
    assert "    Phone: 01865 815122" in lines


def test_the_same_case_as_json_and_from_standard_input_gets_the_same_answer(
    escalate: Run, case: Path, tmp_path: Path
) -> None:
    (tmp_path / "case.json").write_text(AS_JSON)
    answers = {
        escalate("advise", case, "--json").out,
        escalate("advise", tmp_path / "case.json", "--json").out,
        escalate("advise", "-", "--json", stdin=CASE).out,
        escalate("advise", "--json", "-", stdin=AS_JSON).out,
    }
    (only,) = answers
    assert json.loads(only)["act_by"] == "2026-11-24T17:00:00+00:00"


def test_json_is_the_whole_of_what_is_printed_and_says_what_the_lines_say(escalate: Run, case: Path) -> None:
    advice = json.loads(escalate("advise", case, "--json").out)
    lines = " ".join(escalate("advise", case).out.split())
    assert advice["stage"]["id"] == "step-3"
    for part in ("actions", "warnings", "notify"):
        assert [one["text"] for one in advice[part] if " ".join(one["text"].split()) not in lines] == []
    assert [one["rule"] for one in advice["because"] if one["rule"] not in lines] == []
    assert [number for one in advice["contacts"] for number in one["phone"] if number not in lines] == []


@pytest.mark.parametrize(
    "more",
    [
        "",
        "circumstance: complaint\n",
        "subject: adult\n",
        "circumstance: emergency\n",
        "start_at: step-5\n",
    ],
)
def test_immediate_danger_is_the_first_thing_that_is_printed(escalate: Run, more: str) -> None:
    out = escalate("advise", "-", stdin=CASE.replace("risk: welfare", "risk: immediate") + more).out
    assert out.splitlines()[0] == "!! Danger now: call 999 first"
    assert "  1. If " in out
    first = next(line for line in out.splitlines() if line.startswith("  1. "))
    assert "call 999" in first


def test_without_danger_the_emergency_call_is_not_what_comes_first(escalate: Run, case: Path) -> None:
    assert "Danger now" not in escalate("advise", case).out


def test_a_settled_case_says_what_remains(escalate: Run) -> None:
    settled = CASE.replace(
        "began: 2026-11-17, ended: 2026-11-17, outcome: unresolved", "began: 2026-11-17, outcome: resolved"
    )
    out = escalate("advise", "-", stdin=settled).out
    assert out.startswith("Settled: confirm it, record it and learn from it\n")


def test_no_line_is_wider_than_a_small_terminal_but_for_what_cannot_be_folded(
    escalate: Run, case: Path
) -> None:
    wide = [line for line in escalate("advise", case).out.splitlines() if len(line) > 80]
    assert wide == []


def test_every_status_of_every_policy_can_be_printed(escalate: Run) -> None:
    for policy in policy_ids():
        for more in ("", "circumstance: whistleblowing\n", "circumstance: conference-refused\n"):
            text = f"policy: {policy}\nrisk: unknown\nnow: 2026-11-18\nfrom: {{agency: police}}\nto: [health]\n{more}"
            answered = escalate("advise", "-", stdin=text)
            assert (answered.code, answered.err) == (0, "")
            assert answered.out.rstrip().endswith("judgement and does not replace it.")


def test_the_clock_is_the_present_where_none_is_given(escalate: Run) -> None:
    before = datetime.now(UTC)
    out = escalate(
        "advise", "-", "--json", stdin=CASE.replace("now: 2026-11-18T10:30\n", "").split("raised")[0]
    ).out
    assert before <= datetime.fromisoformat(json.loads(out)["now"]) <= datetime.now(UTC)


# What would change it.

BEGUN = "If Step 3 began now: This stage is open. Act by Wednesday 25 November 2026, 17:00."


def test_what_if_adds_the_changes_below_the_advice_and_changes_none_of_it(escalate: Run, case: Path) -> None:
    plain = escalate("advise", case).out
    more = escalate("advise", case, "--what-if")
    assert (more.code, more.err) == (0, "")
    assert more.out.startswith(plain)
    added = more.out.removeprefix(plain)
    assert added.splitlines()[:2] == ["", "What would change this advice"]
    assert f"- {BEGUN}" in " ".join(added.split())
    assert max(map(len, added.splitlines())) <= 80


def test_what_if_as_json_is_the_same_advice_with_one_more_key(escalate: Run, case: Path) -> None:
    plain = json.loads(escalate("advise", case, "--json").out)
    more = json.loads(escalate("advise", case, "--what-if", "--json").out)
    found = more.pop("what_if")
    assert more == plain
    begun = next(one for one in found if one["changes"][0]["fact"] == "attempt:step-3")
    assert begun["text"] == BEGUN
    assert (begun["status"], begun["stage"], begun["aim_by"]) == ("in-progress", "step-3", None)
    assert begun["act_by"] == "2026-11-25T17:00:00+00:00"
    assert begun["changes"][0]["from"] == "not tried now"
    assert {"rule", "source", "reading"} == set(begun["because"][0])


def test_what_if_says_in_lines_what_it_says_as_json(escalate: Run, case: Path) -> None:
    found = json.loads(escalate("advise", case, "--what-if", "--json").out)["what_if"]
    lines = " ".join(escalate("advise", case, "--what-if").out.split())
    assert [one["text"] for one in found if one["text"] not in lines] == []
    assert [why["rule"] for one in found for why in one["because"] if why["rule"] not in lines] == []


def test_without_what_if_no_change_is_told(escalate: Run, case: Path) -> None:
    assert "what_if" not in json.loads(escalate("advise", case, "--json").out)
    assert "What would change" not in escalate("advise", case).out


def test_what_if_says_so_where_nothing_would_change_it(escalate: Run) -> None:
    outside = (
        "policy: torbay\nnow: 2026-11-18\nrisk: welfare\nsubject: adult\ncircumstance: complaint\n"
        "from: {agency: education}\nto: [education]\n"
    )
    out = " ".join(escalate("advise", "-", "--what-if", stdin=outside).out.split())
    assert "No other answer, and no two of them together, would lead to another stage or time." in out
    assert json.loads(escalate("advise", "-", "--what-if", "--json", stdin=outside).out)["what_if"] == []


def test_danger_stays_the_first_thing_that_is_printed_with_what_if(escalate: Run) -> None:
    out = escalate("advise", "-", "--what-if", stdin=CASE.replace("risk: welfare", "risk: immediate")).out
    assert out.splitlines()[0] == "!! Danger now: call 999 first"
    assert "What would change this advice" in out
