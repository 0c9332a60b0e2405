"""When the conversation is held in plain lines, and what the command gives back."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import wizard
from wizard.cli import application

Run = Callable[..., Any]
ROOT = Path(wizard.__file__).parent.parent


@pytest.mark.parametrize("arguments", [("ask",), ()])
def test_at_the_end_of_an_empty_input_it_has_asked_the_first_question_and_ends_with_two(
    escalate: Run, home: Path, arguments: tuple[str, ...]
) -> None:
    said = escalate(*arguments)
    assert said.code == 2
    assert "Is anyone in danger right now?" in said.out
    assert said.err == "escalate: the input ended before the guide was left; what was answered is saved\n"
    assert not home.exists()


def test_whoever_leaves_ends_with_nought(escalate: Run) -> None:
    said = escalate("ask", stdin="2\nleave\n")
    assert (said.code, said.err) == (0, "")
    assert "Danger now: No." in said.out


def test_a_last_line_without_its_end_counts(escalate: Run) -> None:
    assert escalate("ask", stdin="leave").code == 0


def test_lines_from_windows_are_read_as_any_others(escalate: Run) -> None:
    assert "Danger now: No." in escalate("ask", stdin="2\r\nleave\r\n").out


def test_bytes_that_are_no_letters_end_nothing(escalate: Run) -> None:
    said = escalate("ask", stdin=b"\xff\xfe\n2\nleave\n")
    assert said.code == 0
    assert "Danger now: No." in said.out


def test_a_line_without_end_does_not_fill_the_memory(escalate: Run) -> None:
    said = escalate("ask", stdin="2" * 200_000 + "\n2\nleave\n")
    assert said.code == 0
    assert "That line has more than 50,000 letters." in said.out
    assert "Danger now: No." in said.out


def test_where_there_is_no_input_at_all_it_ends_as_at_its_end(
    escalate: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from wizard.cli.main import run

    monkeypatch.setattr(sys, "stdin", None)
    assert run(["ask"]) == 2
    assert run([]) == 2


def test_ask_takes_no_arguments(refused: Callable[..., list[str]]) -> None:
    (line,) = refused("ask", "now")
    assert "--help'" in line


# When.


@pytest.mark.parametrize(
    ("environ", "on_terminal", "plain"),
    [
        ({}, True, False),
        ({"TERM": "xterm"}, True, False),
        ({"TERM": "dumb"}, True, True),
        ({"ACCESSIBLE": "1"}, True, True),
        ({"ACCESSIBLE": "yes"}, True, True),
        ({"ACCESSIBLE": ""}, True, False),
        ({"ACCESSIBLE": "0"}, True, False),
        ({}, False, True),
    ],
)
def test_it_is_plain_lines_where_that_is_asked_for_or_no_terminal_can_show_more(
    environ: dict[str, str], on_terminal: bool, plain: bool
) -> None:
    assert application.in_plain_lines(environ, on_terminal=on_terminal) is plain


@pytest.mark.parametrize("without", ["stdin", "stdout", "stderr"])
def test_one_stream_that_is_no_terminal_is_enough(monkeypatch: pytest.MonkeyPatch, without: str) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("ACCESSIBLE", raising=False)
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.StringIO() if name == without else Terminal())
    assert application.run() == 2


def process(*arguments: str, home: Path, given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        input=given,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"ESCALATE_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        timeout=60,
        check=False,
    )


def test_as_a_process_it_asks_on_standard_output_and_needs_no_screen(home: Path) -> None:
    done = process("-X", "importtime", "-m", "wizard", "ask", home=home, given="2\n5\nleave\n")
    assert done.returncode == 0
    assert "Who are you worried about?" in done.stdout
    modules = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert not modules & {"textual", "rich", "jinja2"}


def test_what_was_answered_is_there_for_the_next_process(home: Path) -> None:
    process("-m", "wizard", given="2\n5\n", home=home)
    again = process("-m", "wizard", "ask", given="", home=home)
    assert "You come back to where you were." in again.stdout
    assert "Who are you worried about?" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "environ"),
    [
        (("ask",), {"TERM": "xterm-256color"}),
        ((), {"TERM": "dumb"}),
        ((), {"TERM": "xterm-256color", "ACCESSIBLE": "1"}),
    ],
)
def test_on_a_terminal_it_moves_no_cursor_and_sets_no_colour(
    home: Path, arguments: tuple[str, ...], environ: dict[str, str]
) -> None:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "wizard", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"ESCALATE_HOME": str(home), "PYTHONPATH": str(ROOT)} | environ,
    ) as running:
        os.close(theirs)
        os.write(ours, b"2\n1\nleave\n")  # nobody in danger, and a register for practice
        shown = b"".join(iter(lambda: everything(ours), b""))
        assert running.wait(60) == 0
    os.close(ours)
    assert b"Danger now: No." in shown
    assert b"\x1b" not in shown


def everything(terminal: int) -> bytes:
    """What is on the terminal; nothing once the program has gone."""
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so in this way
        return b""


def test_whoever_stops_it_is_told_that_all_is_saved(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from wizard.cli.main import run

    class Stopping(io.StringIO):
        def readline(self, *limit: int) -> str:
            if line := super().readline():
                return line
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", Stopping("2\n"))
    assert run(["ask"]) == 130
    assert "Stopped. Everything is saved as case " in capsys.readouterr().out
