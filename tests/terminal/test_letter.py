"""The real program in a real terminal, from the empty start to a saved letter."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind on Windows", allow_module_level=True)

sys.path.insert(0, str(Path(__file__).resolve().parent))

import letter
from terminal import Terminal, environment, escalate, practice


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), pytest.param(120, 40, marks=pytest.mark.long)])
def test_a_letter_is_saved_with_the_keys_that_the_screen_shows(
    columns: int, rows: int, tmp_path: Path
) -> None:
    file, presses = letter.drive(columns, rows, tmp_path)
    assert presses <= letter.MOST_PRESSES
    written = file.read_text(encoding="utf-8")
    assert all(text in written.replace("\\", "") for text in letter.WRITTEN if not text[0].isdigit())


def test_answers_outlive_a_program_that_is_killed(tmp_path: Path) -> None:
    register = practice(tmp_path)
    with Terminal(
        escalate(), columns=80, rows=24, folder=tmp_path, environ=environment(tmp_path)
    ) as terminal:
        letter.one(terminal, "danger right now", "No")
        terminal.wait_for("Which area")
    (case,) = register.cases()
    assert "danger" in {one.data.get("question") for one in case.events}


def test_not_a_letter_of_what_is_typed_ahead_is_lost(tmp_path: Path) -> None:
    register = practice(tmp_path)
    with Terminal(
        escalate(), columns=80, rows=24, folder=tmp_path, environ=environment(tmp_path)
    ) as terminal:
        letter.answer(terminal)
        terminal.wait_for("Step 3", "Line Manager or Safeguarding Lead")
        terminal.press("d")
        terminal.wait_for("Formal challenge letter")
        terminal.choose("Formal challenge letter")
        terminal.wait_for("0 of ", "needed are written")
        terminal.type("".join(f"{text}\r" for text in letter.WRITTEN))
        terminal.wait_for(f"{len(letter.WRITTEN)} of ", "needed are written")
    (case,) = register.cases()
    kept = {one.data.get("text") for one in case.events}
    assert [text for text in letter.WRITTEN if text not in kept] == []
