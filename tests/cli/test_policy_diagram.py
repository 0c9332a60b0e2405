"""`escalate policy diagram`: each format printed, a case's own path, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest

import wizard.cli.surroundings
from wizard.advice.advise import House
from wizard.advice.worktime import LONDON
from wizard.base.errors import EscalateError, WrongInputError
from wizard.casework.house import open_house
from wizard.casework.session import Session, Surroundings
from wizard.cli import policy_diagram
from wizard.cli.surroundings import surroundings

Run = Callable[..., Any]
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
SITUATION = """\
policy: oxfordshire
now: 2026-11-17T08:45
risk: welfare
about: criteria-for-referral
from: {agency: education, sector: statutory}
to: [childrens-social-care]
raised: 2026-11-11T09:00
attempts:
  - {stage: step-1, began: 2026-11-11T10:00, ended: 2026-11-12T10:00, outcome: unresolved}
  - {stage: step-3, began: 2026-11-16T14:00, outcome: open}
"""


@cache
def house(policy: str) -> House:
    return open_house(policy)


def around() -> Surroundings:
    return msgspec.structs.replace(surroundings(), clock=lambda: NOW, open_house=house)


@pytest.fixture
def case(escalate: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Makes a case of the situation, in which `(old, new)` is changed, and gives its id. The clock stands still."""

    def make(*changes: tuple[str, str]) -> str:
        text = SITUATION
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        answered = escalate("case", "new", "--from", "-", stdin=text)
        assert (answered.code, answered.err) == (0, "")
        still = around()
        monkeypatch.setattr(wizard.cli.surroundings, "surroundings", lambda: still)
        return str(answered.out.strip())

    return make


@pytest.fixture
def drawn(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs the command's own function and gives what it prints."""

    def call(policy: str, form: str = "text", case: str | None = None) -> str:
        capsys.readouterr()
        assert policy_diagram.run(policy, form, case) == 0
        said = capsys.readouterr()
        assert said.err == ""
        return said.out

    return call


def part(text: str, heading: str) -> str:
    """What stands under a heading, up to the way to the next stage."""
    return text.partition(heading)[2].partition("▼")[0]


def test_a_policy_is_printed_in_lines_unless_another_format_is_asked_for(drawn: Run) -> None:
    said = drawn("torbay")
    assert said.startswith("Torbay: Professional Differences (Escalation) Policy\n")
    assert "Stage Five: Chair of the TSCP Executive Group" in said
    assert said.endswith("\n")
    assert not said.endswith("\n\n")


def test_a_flowchart_is_printed_as_mermaid_reads_it(drawn: Run) -> None:
    assert drawn("torbay", "mermaid").startswith("flowchart TD\n")


def test_a_picture_is_printed_as_one_document(drawn: Run) -> None:
    root = ElementTree.fromstring(drawn("torbay", "svg").encode())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_the_path_of_a_case_shows_what_was_done_skipped_and_is_next(drawn: Run, case: Run) -> None:
    said = drawn("oxfordshire", case=case())
    assert "[Done] began 11 November 2026; ended 12 November 2026; did not settle it" in " ".join(
        part(said, "Step 1: Think it through").replace("│", " ").split()
    )
    assert "[Skipped, with no attempt on record]" in part(said, "Step 2: Speak")
    assert "[HERE NOW] began 16 November 2026" in part(said, "▶ Step 3: Manager to manager")
    assert "[Ahead]" in part(said, "Step 4: Service Manager")


@pytest.mark.parametrize("form", ["text", "mermaid", "svg"])
def test_every_format_names_the_case_and_the_moment(drawn: Run, case: Run, form: str) -> None:
    made = case()
    said = drawn("oxfordshire", form, made).replace("<br/>", " ").replace("#58;", ":").replace("\n", " ")
    assert f"Case {made}" in said
    assert "As at Wednesday 18 November 2026, 10:30" in said


def test_a_case_that_is_settled_is_at_that_ending(drawn: Run, case: Run) -> None:
    made = case(("began: 2026-11-16T14:00, outcome: open", "began: 2026-11-16T14:00, outcome: resolved"))
    said = drawn("oxfordshire", case=made)
    assert "[HERE NOW]" in said.partition("▶ Settled")[2].partition("Not settled")[0]


def test_a_case_with_someone_in_danger_says_so_before_anything_else(drawn: Run, case: Run) -> None:
    made = case(("risk: welfare", "risk: immediate"))
    assert drawn("oxfordshire", case=made).startswith("!! Danger now: call 999 first\n")


def test_a_case_that_the_policy_does_not_cover_is_said_not_to_be_covered(drawn: Run, case: Run) -> None:
    made = case(("risk: welfare", "risk: welfare\ncircumstance: whistleblowing"))
    said = drawn("oxfordshire", case=made)
    assert "This policy does not cover it." in said
    assert "[HERE NOW]" not in said


def test_a_case_of_another_policy_is_refused_with_the_command_that_draws_it(case: Run) -> None:
    made = case()
    with pytest.raises(WrongInputError, match=f"escalate policy diagram oxfordshire --case {made}"):
        policy_diagram.run("torbay", "text", made)


def test_a_case_with_a_question_open_has_no_path_yet() -> None:
    session = Session(around())
    session.answer(("no",))
    session.answer(("oxfordshire",))
    with pytest.raises(EscalateError, match="no advice yet, and so no path to draw"):
        policy_diagram.run("oxfordshire", "text", session.case_id)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("torbey", "text", None), "did you mean 'torbay'"),
        (("torbay", "pdf", None), "expected one of: text, mermaid, svg"),
        (("torbay", "text", "no-such-case"), "no-such-case"),
    ],
)
def test_what_is_unknown_is_refused_with_what_was_expected(
    asked: tuple[str, str, str | None], says: str
) -> None:
    with pytest.raises(WrongInputError, match=says):
        policy_diagram.run(*asked)
