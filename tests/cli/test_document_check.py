"""`escalate document check`: what it prints, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wizard.casework import document_checks, templates_found
from wizard.policy.sources import FlowSources

Run = Callable[..., Any]
TEMPLATE = """---
id: {id}
title: Our own
class: case
author: Anyone
purpose: To try
fields:
  - {{name: agreed, type: text, mandatory: true, help: what is agreed}}
---
{body}
"""


def write(folder: Path, document: str, body: str = "{{ details.agreed }}") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{document}.md"
    path.write_text(TEMPLATE.format(id=document, body=body), encoding="utf-8")
    return path


@pytest.fixture
def office(home: Path, tmp_path: Path, flow: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The office's folder, where one policy and one template ship: what ships in truth is checked elsewhere."""
    ships, sources = tmp_path / "ships", FlowSources(flow().parent)
    write(ships, "chaser")
    monkeypatch.setattr(templates_found, "shipped", lambda _: ships)
    monkeypatch.setattr(document_checks, "shipped", lambda _: ships)
    monkeypatch.setattr("wizard.cli.document_check.flow_sources", lambda: sources)
    monkeypatch.setattr("wizard.casework.document_files.letterhead_faults", lambda _: [])
    monkeypatch.setattr("wizard.casework.document_checks.letterhead_faults", lambda _: [])
    monkeypatch.setattr("wizard.documents.formats.written", lambda *_: b"words")
    folder = home / "templates"
    folder.mkdir(parents=True)
    return folder


def test_sound_documents_are_told_with_what_was_tried(escalate: Run, office: Path) -> None:
    write(office, "cover-note")
    answered = escalate("document", "check")
    assert (answered.code, answered.err) == (0, "")
    (line,) = answered.out.splitlines()
    assert line.startswith("small: 2 documents, ")
    assert line.endswith("; all its stages and endings are reached")


def test_a_fault_is_one_line_with_its_place_and_code_and_the_answer_is_no(
    escalate: Run, office: Path
) -> None:
    path = write(office, "cover-note", "Words\n\n{{ details.agreed }} {{ case.missed }}")
    answered = escalate("document", "check")
    assert (answered.code, answered.err) == (1, "")
    fault, tried = answered.out.splitlines()
    assert fault.startswith(f"{path}:12:1: details.agreed, case.missed: ")
    assert fault.endswith(" [F703]")
    assert tried.startswith("small: ")


def test_a_note_changes_no_exit_status(escalate: Run, office: Path) -> None:
    (office / "Read me.md").write_text("About this folder", encoding="utf-8")
    answered = escalate("document", "check")
    assert answered.code == 0
    assert f"{office / 'Read me.md'}: note: nothing uses this file; expected " in answered.out
    assert " [N705]\n" in answered.out


def test_settings_that_cannot_be_used_are_a_fault(
    escalate: Run, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office.parent / "settings.yaml").write_text("templates: nowhere\n", encoding="utf-8")
    answered = escalate("document", "check")
    assert answered.code == 1
    assert "nowhere: there is no such folder of templates; make it, or change 'templates'" in answered.out
    assert " [F708]\n" in answered.out


def test_wrong_arguments_are_one_line(refused: Callable[..., list[str]]) -> None:
    (line,) = refused("document", "check", "more")
    assert "more" in line


def test_the_codes_can_be_looked_up(escalate: Run) -> None:
    answered = escalate("check", "--explain", "F703")
    assert answered.out.startswith("F703: A document cannot be made in some case\n")
