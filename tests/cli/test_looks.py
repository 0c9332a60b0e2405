"""Looking at a case is noted beside it: never an event of the case, and never in anybody's way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wizard.register.cases import Register

Run = Callable[..., Any]
SITUATION = """\
policy: oxfordshire
risk: welfare
about: criteria-for-referral
from: {agency: education, sector: statutory}
to: [childrens-social-care]
raised: 2025-11-17T09:00
attempts:
  - {stage: step-2, began: 2025-11-17T14:00, ended: 2025-11-18T09:00, outcome: unresolved}
"""


@pytest.fixture
def register(home: Path) -> Register:
    return Register(home / "register")


@pytest.fixture
def case_id(escalate: Run) -> str:
    done = escalate("case", "new", "--from", "-", stdin=SITUATION)
    assert done.code == 0, done.err
    return str(done.out.strip())


def looks(register: Register) -> list[tuple[str, str | None, str]]:
    return [(one.what, one.case, one.detail) for one in register.access().read().entries]


def test_showing_exporting_and_making_documents_are_noted_and_listing_is_not(
    escalate: Run, register: Register, case_id: str, tmp_path: Path
) -> None:
    assert escalate("case", "list").code == 0
    assert escalate("case", "show", case_id).code == 0
    assert escalate("case", "export", case_id, "--names", "none", "-o", tmp_path / "one.json").code == 0
    assert escalate("case", "export", "--all", "--names", "full", "-o", tmp_path / "all.json").code == 0
    made = escalate("document", "make", "challenge-letter", "--case", case_id, "-o", tmp_path / "letter.md")
    assert made.code == 0, made.err
    assert looks(register) == [
        ("looked", case_id, ""),
        ("exported", case_id, "names: none"),
        ("exported", None, "all cases: 1, names: full"),
        ("made", case_id, "challenge-letter"),
    ]


def test_a_look_is_no_event_of_the_case(escalate: Run, register: Register, case_id: str) -> None:
    before = register.get(case_id)
    escalate("case", "show", case_id)
    assert register.get(case_id) == before


def test_a_look_is_noted_under_the_name_in_the_settings(
    escalate: Run, register: Register, home: Path, case_id: str
) -> None:
    (home / "settings.yaml").write_text("name: Siân O'Example\nrole: named nurse\n", encoding="utf-8")
    escalate("case", "show", case_id)
    (entry,) = register.access().read().entries
    assert (entry.who.name, entry.who.role) == ("Siân O'Example", "named nurse")


def test_what_is_recorded_bears_the_name_in_the_settings(
    escalate: Run, register: Register, home: Path
) -> None:
    home.mkdir()
    (home / "settings.yaml").write_text("name: Siân O'Example\n", encoding="utf-8")
    case_id = escalate("case", "new", "--from", "-", stdin=SITUATION).out.strip()
    assert {one.author.name for one in register.get(case_id).events} == {"Siân O'Example"}


def test_a_case_is_shown_all_the_same_where_the_look_cannot_be_noted(
    escalate: Run, register: Register, case_id: str
) -> None:
    (register.folder / "access.log").mkdir()
    done = escalate("case", "show", case_id)
    assert done.code == 0
    assert case_id in done.out
    assert done.err.startswith("! This look was not noted: ")


def test_opening_a_case_in_plain_lines_is_noted_once(escalate: Run, register: Register, case_id: str) -> None:
    escalate("ask", stdin="2\nsave\nleave\n")
    assert looks(register) == [("looked", case_id, "")]


def test_coming_back_to_the_case_that_was_open_is_noted(
    escalate: Run, register: Register, case_id: str
) -> None:
    escalate("ask", stdin="2\n")
    escalate("ask", stdin="")
    assert looks(register) == [("looked", case_id, "")] * 2
