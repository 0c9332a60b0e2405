"""`escalate case export`: which cases go where, in which format, and what is said about it."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.advice.worktime import LONDON
from wizard.cli import case as case_command
from wizard.cli import case_export
from wizard.cli.surroundings import surroundings

Run = Callable[..., Any]
SITUATION = """\
policy: oxfordshire
risk: welfare
from: {agency: education, sector: statutory}
to: [childrens-social-care]
raised: 2026-07-06T09:00
attempts:
  - {stage: step-2, began: 2026-07-06T14:00, outcome: open}
details:
  decision: The referral about Quarmby was closed.
  person: Zoë Quarmby
"""


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the commands stands still."""
    now = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
    for command in (case_command, case_export):
        monkeypatch.setattr(
            command, "surroundings", lambda: msgspec.structs.replace(surroundings(), clock=lambda: now)
        )


@pytest.fixture
def case(escalate: Run) -> str:
    answered = escalate("case", "new", "--from", "-", stdin=SITUATION)
    assert answered.code == 0, answered.err
    return str(answered.out).strip()


@pytest.fixture
def to(tmp_path: Path) -> Path:
    """A folder to save exports in."""
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


def test_the_ending_of_the_file_chooses_the_format(escalate: Run, case: str, to: Path) -> None:
    for name in ("cases.json", "cases.CSV"):
        answered = escalate("case", "export", case, "--names", "none", "-o", to / name)
        assert (answered.code, answered.out, answered.err) == (0, f"{to / name}\n", "")
    assert json.loads((to / "cases.json").read_bytes())["cases"][0]["id"] == case
    table = (to / "cases.CSV").read_bytes().decode("utf-8-sig")
    assert {row["case"] for row in csv.DictReader(io.StringIO(table, newline=""))} == {case}


def test_a_chosen_format_counts_for_more_than_the_ending(escalate: Run, case: str, to: Path) -> None:
    escalate("case", "export", case, "--names", "none", "--format", "json", "-o", to / "cases.csv")
    assert json.loads((to / "cases.csv").read_bytes())["export"]["level"] == "none"


def test_nobody_exports_names_by_accident(escalate: Run, case: str, to: Path) -> None:
    answered = escalate("case", "export", case, "-o", to / "cases.json")
    assert answered.code == 2
    assert "--names" in answered.err
    assert list(to.iterdir()) == []


def test_a_full_export_is_the_case_as_it_is_shown(escalate: Run, case: str, to: Path) -> None:
    escalate("case", "export", case, "--names", "full", "-o", to / "cases.json")
    found = json.loads((to / "cases.json").read_bytes())["cases"][0]
    shown = json.loads(escalate("case", "show", case, "--json").out)
    assert found == shown


def test_the_table_tells_each_event_as_the_case_is_shown(escalate: Run, case: str, to: Path) -> None:
    escalate("case", "export", case, "--names", "full", "-o", to / "cases.csv")
    table = (to / "cases.csv").read_bytes().decode("utf-8-sig")
    told = {row["what"] for row in csv.DictReader(io.StringIO(table, newline=""))}
    assert "Written for person: Zoë Quarmby" in told
    assert "Risk: Wellbeing will suffer" in told


def test_whoever_exports_names_is_told_who_may_have_them(escalate: Run, case: str, to: Path) -> None:
    answered = escalate("case", "export", case, "--names", "full", "-o", to / "cases.json")
    assert (answered.code, answered.out) == (0, f"{to / 'cases.json'}\n")
    assert "not encrypted" in answered.err
    assert "only to people who work on these cases" in answered.err


def test_whoever_exports_initials_is_told_what_is_not_recognised(escalate: Run, case: str, to: Path) -> None:
    answered = escalate("case", "export", case, "--names", "initials", "-o", to / "cases.json")
    assert "cannot be recognised" in answered.err
    text = (to / "cases.json").read_text("utf-8")
    assert "The referral about Z.Q. was closed." in text
    assert "Quarmby" not in text


def test_standard_output_gets_the_same_bytes_as_a_file(
    escalate: Run, case: str, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    escalate("case", "export", case, "--names", "none", "-o", to / "cases.csv")
    # As on Windows, where a text's line ends are changed on their way out.
    data = io.BytesIO()
    out = io.TextIOWrapper(data, encoding="cp1252", newline="\r\n")
    monkeypatch.setattr(sys, "stdout", out)
    chosen = Namespace(
        cases=[case], all=False, names="none", format="csv", file="-", replace=False, verb="export"
    )
    assert case_export.run(chosen) == 0
    assert data.getvalue() == (to / "cases.csv").read_bytes()


def test_standard_output_needs_a_format(escalate: Run, case: str) -> None:
    answered = escalate("case", "export", case, "--names", "none", "-o", "-")
    assert (answered.code, answered.out) == (2, "")
    assert "--format" in answered.err


def test_a_file_that_is_there_is_overwritten_only_when_told_to(escalate: Run, case: str, to: Path) -> None:
    file = to / "cases.json"
    file.write_text("mine", encoding="utf-8")
    answered = escalate("case", "export", case, "--names", "none", "-o", file)
    assert (answered.code, file.read_text("utf-8")) == (2, "mine")
    assert "exists already" in answered.err
    assert escalate("case", "export", case, "--names", "none", "-o", file, "--replace").code == 0
    assert json.loads(file.read_bytes())["cases"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions; the folder's own count there")
def test_a_file_is_for_its_owner_alone(escalate: Run, case: str, to: Path) -> None:
    escalate("case", "export", case, "--names", "full", "-o", to / "cases.json")
    assert (to / "cases.json").stat().st_mode & 0o777 == 0o600


def test_an_unknown_case_is_a_fault_and_nothing_is_written(escalate: Run, case: str, to: Path) -> None:
    answered = escalate(
        "case", "export", case, "2026-11-16-aaaaaa", "--names", "none", "-o", to / "cases.json"
    )
    assert (answered.code, answered.out) == (2, "")
    assert "2026-11-16-aaaaaa" in answered.err
    assert list(to.iterdir()) == []


@pytest.mark.parametrize("which", ["named", "--all"])
def test_a_damaged_case_is_a_fault_and_nothing_is_written(
    escalate: Run, case: str, to: Path, home: Path, which: str
) -> None:
    for file in (home / "register" / "cases").glob(f"{case}*"):
        if not file.name.endswith(".lock"):
            file.write_bytes(b"{torn")
    answered = escalate(
        "case", "export", case if which == "named" else "--all", "--names", "none", "-o", to / "cases.json"
    )
    assert (answered.code, answered.out) == (1, "")
    assert "Traceback" not in answered.err
    assert list(to.iterdir()) == []


def test_all_cases_are_exported_in_the_order_of_their_ids(escalate: Run, case: str) -> None:
    other = escalate("case", "new", "--from", "-", stdin=SITUATION).out.strip()
    out = escalate("case", "export", "--all", "--names", "none", "--format", "json", "-o", "-").out
    assert [one["id"] for one in json.loads(out)["cases"]] == sorted([case, other])


@pytest.mark.parametrize("named", [(), ("2026-11-16-aaaaaa", "--all")])
def test_cases_are_named_or_all_of_them_are_meant(escalate: Run, named: tuple[str, ...], to: Path) -> None:
    answered = escalate("case", "export", *named, "--names", "none", "-o", to / "cases.json")
    assert (answered.code, answered.out) == (2, "")
    assert "--all" in answered.err
