"""`escalate case close`, `reopen`, `correct` and `undo`: each with its reason, and told in `case show`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.advice.advise import House
from wizard.advice.worktime import LONDON
from wizard.casework.house import open_house
from wizard.casework.session import Surroundings
from wizard.cli import case as case_command
from wizard.cli import case_changes
from wizard.cli.surroundings import surroundings

Run = Callable[..., Any]
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
SITUATION = """\
policy: oxfordshire
risk: welfare
from: {agency: education}
to: [childrens-social-care]
raised: 2026-11-16T09:00
"""


@cache
def house(policy: str) -> House:
    return open_house(policy)


def around() -> Surroundings:
    return msgspec.structs.replace(surroundings(), clock=lambda: NOW, open_house=house)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the commands stands still."""
    for module in (case_command, case_changes):
        monkeypatch.setattr(module, "surroundings", around)


@pytest.fixture
def case(escalate: Run) -> str:
    """A case in which step 2 did not settle it; the attempt is its last event."""
    made = str(escalate("case", "new", "--from", "-", stdin=SITUATION).out.strip())
    said = escalate(
        *("case", "record", made, "--stage", "step-2", "--outcome", "unresolved"),
        *("--began", "2026-11-16", "--ended", "2026-11-17"),
    )
    assert said.code == 0
    return made


def shown(escalate: Run, case: str) -> Any:
    return json.loads(escalate("case", "show", case, "--json").out)


def told(escalate: Run, case: str) -> str:
    return " ".join(escalate("case", "show", case).out.split())


def done(answered: Any) -> int:
    assert (answered.code, answered.err) == (0, "")
    word, number = answered.out.split()
    assert word == "recorded"
    return int(number)


def test_the_number_of_the_closing_is_printed_and_shown(escalate: Run, case: str) -> None:
    assert shown(escalate, case)["closed"] is None
    number = done(escalate("case", "close", case, "--reason-file", "-", stdin="Agreed elsewhere.\n"))
    found = shown(escalate, case)
    assert found["closed"] == {
        "seq": number,
        "time": "2026-11-18T10:30:00+00:00",
        "reason": "Agreed elsewhere.",
    }
    assert found["events"][-1]["kind"] == "closed"
    assert f"{number}. Wednesday 18 November 2026, 10:30: Case closed. Reason: Agreed elsewhere." in told(
        escalate, case
    )
    assert "It is closed, since Wednesday 18 November 2026, 10:30." in told(escalate, case)


def test_a_reason_is_read_from_a_file(escalate: Run, case: str, tmp_path: Path) -> None:
    file = tmp_path / "why.txt"
    file.write_text("Agreed elsewhere.", encoding="utf-8")
    done(escalate("case", "close", case, "--reason-file", file))
    assert shown(escalate, case)["closed"]["reason"] == "Agreed elsewhere."


def test_an_attempt_at_a_closed_case_is_refused_with_what_to_type(escalate: Run, case: str) -> None:
    number = done(escalate("case", "close", case, "--reason-file", "-", stdin="r"))
    answered = escalate("case", "record", case, "--stage", "step-3", "--outcome", "open")
    assert (answered.code, answered.out) == (2, "")
    assert f"'escalate case reopen {case}'" in answered.err
    assert f"'escalate case undo {case} --event {number} --reason-file FILE'" in answered.err


def test_a_reopened_case_has_advice_with_nothing_tried(escalate: Run, case: str) -> None:
    done(escalate("case", "close", case, "--reason-file", "-", stdin="r"))
    before = len(shown(escalate, case)["events"])
    number = done(escalate("case", "reopen", case, "--raised", "2026-11-17"))
    found = shown(escalate, case)
    assert found["events"][before]["kind"] == "reopened"
    assert number == len(found["events"])
    assert (found["closed"], found["advice"]["status"]) == (None, "act")
    assert (found["situation"]["raised"], found["situation"].get("attempts", [])) == ("2026-11-17", [])
    assert "New challenge: what was tried before no longer counts." in told(escalate, case)


def test_a_case_that_goes_on_is_not_reopened(escalate: Run, case: str) -> None:
    answered = escalate("case", "reopen", case)
    assert (answered.code, answered.out) == (2, "")
    assert answered.err == (
        f"{case}: is not closed, and its challenge is not at an end; there is nothing to reopen\n"
    )


def test_a_correction_and_its_undoing_are_told_with_what_they_name(escalate: Run, case: str) -> None:
    number = len(shown(escalate, case)["events"])
    seq = done(
        escalate(
            *("case", "correct", case, "--event", str(number), "--outcome", "resolved"),
            *("--reason-file", "-"),
            stdin="It was settled.",
        )
    )
    assert shown(escalate, case)["advice"]["status"] == "resolved"
    text = told(escalate, case)
    assert f"{number}. Wednesday 18 November 2026, 10:30: (corrected: see {seq}) Step 2: began" in text
    assert f"Corrected, event {number} is now: Step 2: began Monday 16 November 2026," in text
    assert "settled it. Reason: It was settled." in text
    undone = done(escalate("case", "undo", case, "--event", str(seq), "--reason-file", "-", stdin="No."))
    assert shown(escalate, case)["advice"]["stage"]["id"] == "step-3"
    text = told(escalate, case)
    assert f"(taken back: see {undone}) Corrected, event {number}" in text
    assert f"(corrected: see {seq})" not in text
    assert f"Taken back, event {seq} (Corrected, event {number} is now:" in text
    assert text.endswith("Reason: No.")


def test_a_note_is_corrected_and_two_texts_do_not_share_standard_input(
    escalate: Run, case: str, tmp_path: Path
) -> None:
    number = str(len(shown(escalate, case)["events"]))
    reason = tmp_path / "why.txt"
    reason.write_text("Left out.", encoding="utf-8")
    both = escalate(
        "case", "correct", case, "--event", number, "--reason-file", "-", "--note-file", "-", stdin="r"
    )
    assert (both.code, both.err) == (2, "--note-file: both are '-'; only one text can be on standard input\n")
    done(
        escalate(
            *("case", "correct", case, "--event", number, "--reason-file", reason, "--note-file", "-"),
            stdin="By phone.",
        )
    )
    assert "By phone. Reason: Left out." in told(escalate, case)


@pytest.mark.parametrize("verb", ["close", "correct", "undo"])
def test_a_decision_without_a_reason_is_refused(escalate: Run, case: str, verb: str, capsys: Any) -> None:
    event = () if verb == "close" else ("--event", "1")
    before = shown(escalate, case)["events"]
    try:
        code = escalate("case", verb, case, *event).code
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    assert shown(escalate, case)["events"] == before


@pytest.mark.parametrize("event", ["0", "999", "-3"])
def test_an_event_that_is_not_there_is_one_line(escalate: Run, case: str, event: str) -> None:
    answered = escalate("case", "undo", case, f"--event={event}", "--reason-file", "-", stdin="r")
    assert (answered.code, answered.out) == (2, "")
    assert answered.err.startswith(f"--event: event {event} is not there; the events of this case are 1 to ")
    assert answered.err.count("\n") == 1


def test_a_case_that_is_not_there_is_refused(escalate: Run, case: str) -> None:
    for verb in ("close", "reopen"):
        answered = escalate("case", verb, "2026-11-18-zzzzzz", "--reason-file", "-", stdin="r")
        assert (answered.code, answered.out) == (2, "")


def test_events_whose_content_was_removed_are_told_without_a_time(
    escalate: Run, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = around().register.get(case)
    author = msgspec.structs.replace(kept.events[-1].author, role="", name="")
    number = kept.version
    gone = msgspec.structs.replace(
        kept.events[-1], time="", author=author, kind="erased-content", data={"by": number + 1}
    )
    tombstone = msgspec.structs.replace(
        kept.events[-1], seq=number + 1, kind="erased", data={"events": [number], "ground": "a court order"}
    )
    events = (*kept.events[:-1], gone, tombstone)
    changed = msgspec.structs.replace(kept, version=len(events), events=events)
    monkeypatch.setattr(type(around().register), "get", lambda *_: changed)
    text = told(escalate, case)
    assert f"{number}. What stood here was removed: see {number + 1}" in text
    assert f"10:30: Removed: what stood in {number}. Ground: a court order" in text
