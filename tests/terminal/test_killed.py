"""Killed at every question in turn, the practitioner still comes to the advice that `advise` gives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind on Windows", allow_module_level=True)

sys.path.insert(0, str(Path(__file__).resolve().parent))

import killed
from terminal import environment, escalate


def command(folder: Path, *arguments: str, stdin: str = "") -> Any:
    done = subprocess.run(
        [*escalate(), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env=environment(folder),
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.long
@pytest.mark.parametrize("surface", [killed.OnScreen, killed.InLines])
def test_killed_at_every_question_it_still_ends_with_the_advice_of_advise(
    surface: type[killed.OnScreen] | type[killed.InLines], tmp_path: Path
) -> None:
    kills = killed.go_through(surface, tmp_path)
    assert kills >= 2 * len(killed.TALK)
    (case,) = command(tmp_path, "case", "list", "--json")
    shown = command(tmp_path, "case", "show", case["id"], "--json")
    facts = killed.FACTS.format(now=shown["situation"]["now"])
    assert shown["advice"] == command(tmp_path, "advise", "-", "--json", stdin=facts)
