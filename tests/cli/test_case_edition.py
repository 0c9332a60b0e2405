"""`escalate case edition`: what a case goes by, what would differ, and the decision with its reason."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

import wizard
from wizard.casework.choices import policy_choices
from wizard.casework.house import open_house
from wizard.casework.reading import open_texts
from wizard.casework.session import Surroundings
from wizard.cli import case as case_command
from wizard.cli import case_edition as edition_command
from wizard.cli import document as document_command
from wizard.cli.surroundings import surroundings
from wizard.register.cases import NewEvent

Run = Callable[..., Any]
SMALL = Path(__file__).parents[1] / "flows" / "small"
SITUATION = """\
policy: small
risk: welfare
from: {agency: education}
to: [childrens-social-care]
raised: 2026-11-16
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small flow in the place of those that ship."""
    folder = Path(shutil.copytree(SMALL, tmp_path / "flows" / "small"))
    root = folder.parent

    def around() -> Surroundings:
        return msgspec.structs.replace(
            surroundings(),
            choices=lambda: policy_choices(root),
            open_house=lambda policy: open_house(policy, root),
            open_texts=lambda policy: open_texts(policy, root),
        )

    for module in (case_command, edition_command):
        monkeypatch.setattr(module, "surroundings", around)
    return folder


@pytest.fixture
def case(small: Path, escalate: Run) -> str:
    made = escalate("case", "new", "--from", "-", stdin=SITUATION)
    assert made.code == 0, made
    return str(made.out.strip())


def newer(folder: Path) -> None:
    path = folder / "policy.yaml"
    text = path.read_text("utf-8").replace("March 2026", "June 2026").replace("24 hours", "48 hours")
    path.write_text(text, encoding="utf-8")


def shown(escalate: Run, case: str) -> Any:
    answered = escalate("case", "edition", case, "--json")
    assert answered.code == 0, answered
    return json.loads(answered.out)


def test_a_case_says_which_text_it_goes_by(escalate: Run, case: str) -> None:
    said = escalate("case", "edition", case)
    assert (said.code, said.err) == (0, "")
    assert "It goes by the text 'March 2026' (small@" in said.out
    assert "The policy on the disk is the same." in said.out


def test_what_would_differ_is_listed_with_how_to_decide(escalate: Run, case: str, small: Path) -> None:
    newer(small)
    said = escalate("case", "edition", case)
    assert "On the disk is another text: 'June 2026'" in said.out
    assert "The time limit: from" in said.out
    assert f"escalate case edition {case} --move --reason-file FILE" in said.out


def test_as_json_it_is_the_same(escalate: Run, case: str, small: Path) -> None:
    before = shown(escalate, case)
    assert (before["changed"], before["on_disk"], before["differences"]) == (False, None, [])
    newer(small)
    after = shown(escalate, case)
    assert (after["edition"], after["edition_hash"]) == ("March 2026", before["edition_hash"])
    assert (after["changed"], after["on_disk"]["edition"]) == (True, "June 2026")
    assert any("time limit" in one for one in after["differences"])


def test_a_move_and_its_way_back_are_told_with_their_numbers_and_stand_in_the_chronology(
    escalate: Run, case: str, small: Path, tmp_path: Path
) -> None:
    newer(small)
    why = tmp_path / "why.txt"
    why.write_text("The board asked for it.", encoding="utf-8")
    moved = escalate("case", "edition", case, "--move", "--reason-file", why)
    assert (moved.code, moved.err) == (0, "")
    number = int(moved.out.removeprefix("moved "))
    assert shown(escalate, case)["edition"] == "June 2026"
    back = escalate("case", "edition", case, "--back", "--reason-file", "-", stdin="For new cases only.")
    assert back.out == f"moved back {number + 1}\n"
    found = shown(escalate, case)
    assert [one["reason"] for one in found["moves"]] == ["The board asked for it.", "For new cases only."]
    assert found["edition"] == "March 2026"
    chronology = " ".join(escalate("case", "show", case).out.split())
    assert "Moved to the text 'June 2026' of the policy. Reason: The board asked for it." in chronology
    assert "Moved back to the text 'March 2026' of the policy. Reason: For new cases only." in chronology


@pytest.mark.parametrize(
    "arguments",
    [["--move"], ["--back"], ["--reason-file", "-"], ["--move", "--reason-file", "missing.txt"]],
    ids=["no reason", "no reason to go back", "no decision", "no file"],
)
def test_a_decision_needs_its_reason(escalate: Run, case: str, small: Path, arguments: list[str]) -> None:
    newer(small)
    said = escalate("case", "edition", case, *arguments, stdin="Agreed.")
    assert (said.code, said.out) == (2, "")
    assert shown(escalate, case)["moves"] == []


def test_where_nothing_changed_a_move_is_refused(escalate: Run, case: str) -> None:
    said = escalate("case", "edition", case, "--move", "--reason-file", "-", stdin="Agreed.")
    assert (said.code, said.out) == (2, "")
    assert "nothing to move to" in said.err


def test_a_case_that_there_is_not_is_wrong_input(escalate: Run, case: str) -> None:
    assert escalate("case", "edition", "2026-11-18-zzzzzz").code == 2


def test_a_case_is_shown_with_its_edition_as_the_schema_says(escalate: Run, case: str, small: Path) -> None:
    newer(small)
    found = json.loads(escalate("case", "show", case, "--json").out)
    schemas = Path(wizard.__file__).parent / "schemas"
    schema = json.loads((schemas / "case.schema.json").read_text("utf-8"))
    keys = {key: schema["properties"][key] for key in ("edition", "edition_hash", "edition_notes")}
    Draft202012Validator({"type": "object", "required": list(keys), "properties": keys}).validate(found)
    assert found["edition"] == "March 2026"
    assert found["edition_hash"] == shown(escalate, case)["edition_hash"]
    assert found["edition_notes"][0] == "The policy on the disk has changed since this case began."


def test_a_damaged_text_is_told_with_the_case(escalate: Run, case: str, small: Path, home: Path) -> None:
    newer(small)
    (path,) = (home / "register" / "editions").iterdir()
    path.write_bytes(b"{")
    for arguments in (["case", "show", case], ["case", "edition", case]):
        said = escalate(*arguments)
        assert said.code == 0
        assert "is damaged" in " ".join(said.out.split())  # a long path folds the line elsewhere
        assert path.read_bytes() == b"{"


# A kept text that cannot be used.


def only_edition(home: Path) -> Path:
    (path,) = (home / "register" / "editions").glob("*.json")
    return path


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


LOST = pytest.mark.parametrize(
    ("lose", "why"),
    [
        (cut_short, "is damaged: it is cut short"),
        (folder_instead, "is damaged: it is no ordinary file"),
        (Path.unlink, "The kept text of this edition is not there any more"),
    ],
    ids=["damaged", "a folder", "missing"],
)


@LOST
def test_a_lost_text_stands_directly_below_the_heading_and_in_the_list(
    lose: Callable[[Path], object], why: str, escalate: Run, case: str, small: Path, home: Path
) -> None:
    newer(small)
    assert "kept text" not in escalate("case", "list").out
    lose(only_edition(home))
    said = escalate("case", "show", case)
    assert (said.code, said.err) == (0, "")
    before, _, _ = said.out.partition("\n\n")
    heading, *lines = before.splitlines()
    assert heading == f"Case {case}"
    assert why in " ".join(lines)
    assert "as it is on the disk" in " ".join(lines)
    assert "does not read" not in said.out
    listed = escalate("case", "list")
    assert listed.code == 0
    assert "The kept text of its policy cannot be used." in listed.out
    assert "no advice" not in listed.out
    notes = json.loads(escalate("case", "show", case, "--json").out)["edition_notes"]
    assert why in " ".join(notes)


@LOST
def test_where_the_policy_is_gone_too_the_lost_text_is_named(
    lose: Callable[[Path], object], why: str, escalate: Run, case: str, small: Path, home: Path
) -> None:
    shutil.rmtree(small)
    path = only_edition(home)
    lose(path)
    said = escalate("case", "show", case)
    assert said.code == 1
    assert why in said.err
    assert path.name in said.err
    assert "'small' is no policy" in said.err
    assert "The kept text of its policy cannot be used." in escalate("case", "list").out


@LOST
def test_a_document_made_without_the_kept_text_says_so(
    lose: Callable[[Path], object],
    why: str,
    escalate: Run,
    case: str,
    small: Path,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(document_command, "surroundings", case_command.surroundings)
    newer(small)
    lose(only_edition(home))
    made = escalate("document", "make", "lead-card", "--case", case, "-o", tmp_path / "card.md")
    assert made.code == 0, made
    assert why in made.err


def test_a_case_of_before_editions_were_kept_is_opened_and_shown(
    escalate: Run, case: str, small: Path
) -> None:
    around = case_command.surroundings()
    first = around.register.get(case)
    events = [
        NewEvent(kind=one.kind, data={key: value for key, value in one.data.items() if key != "hash"})
        for one in first.events
    ]
    old = around.register.create(events, at=around.clock(), author=around.author)
    newer(small)
    said = escalate("case", "show", old.id)
    assert (said.code, said.err) == (0, "")
    assert "June 2026" in said.out
    assert "It was begun before the texts of policies were kept." in escalate("case", "edition", old.id).out
