"""The README's commands are the ones that work: those of the set-up, and each `escalate` that it shows."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from wizard.cli.arguments import parse

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CHECKS = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.S) for line in block.splitlines()]


def test_the_readme_opens_with_the_command_that_starts_and_the_one_that_tests() -> None:
    starts, tests = COMMANDS[:2]
    assert starts.endswith("&& .venv/bin/escalate")
    assert ".venv/bin/python -m pytest" in tests
    assert all("-c constraints.txt" in one for one in (starts, tests))


def test_the_checks_run_the_very_test_command_of_the_readme() -> None:
    assert COMMANDS[1] in CHECKS


def test_the_checks_run_each_of_their_tools() -> None:
    for tool in ("ruff format --check", "ruff check", "mypy --strict", "lint-imports"):
        assert any(line.startswith(f".venv/bin/{tool}") for line in CHECKS), tool
    assert ".venv/bin/escalate check flows/ --coverage --prove" in CHECKS


SHOWN = [one for one in COMMANDS if one.startswith("escalate")]


@pytest.mark.parametrize("command", SHOWN)
def test_a_command_that_the_readme_shows_is_one_that_the_program_knows(command: str) -> None:
    words = shlex.split(command)[1:]
    assert parse(words).command == (words[0] if words else None)


def test_the_situation_that_the_readme_shows_gets_advice(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", README, re.S)
    (tmp_path / "situation.yaml").write_text(shown, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "wizard", "advise", str(tmp_path / "situation.yaml"), "--json"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["stage"]["id"] == "step-3"
