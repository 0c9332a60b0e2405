"""The README's commands are the ones that work: those of the set-up, and each `escalate` that it shows."""

from __future__ import annotations

import re
import shlex
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


def test_the_readme_shows_every_command() -> None:
    shown = {shlex.split(one)[1] for one in SHOWN if " " in one}
    assert shown == {"advise", "lead", "policies", "policy", "check"}
