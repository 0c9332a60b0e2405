"""The storm of kills: a short one is survived, and what would be lost in one is told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import opened
import storm
from warm import Warm

opened.no_windows()


@opened.full
def test_the_program_survives_a_storm_of_kills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert storm.rage(tmp_path / "storm", minutes=0.5, seed=3, people=4) == 0, capsys.readouterr().out
    said = capsys.readouterr().out
    assert "damaged 0" in said
    assert "answers" in said
    assert "attempts" in said


def test_what_was_acknowledged_and_is_not_there_is_told(
    warm: Warm, situation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = storm.Storm(tmp_path / "storm", seed=1, minutes=0)
    made = [
        warm.command(one.home, "case", "new", "--from", situation, out=tmp_path / "out").said.strip()
        for _ in range(2)
    ]
    one.saved(storm.Saved(made[0], "attempts", "one", lambda case: storm.noted(case, 18, "one")))
    one.saved(storm.Saved(made[0], "answers", "risk", lambda case: storm.answered(case, "risk", "welfare")))
    one.saved(storm.Saved("2026-11-16-000000", "cases", "its making", lambda case: True))
    opened.case_file(one.home / "register", made[1]).write_bytes(b"")
    wrong = storm.judged(one)
    assert "acknowledged 3, present 1, damaged 1" in capsys.readouterr().out
    assert "lost: one in case " + made[0] in wrong
    assert "lost: its making in case 2026-11-16-000000" in wrong
    assert f"damaged: {made[1]}" in wrong
