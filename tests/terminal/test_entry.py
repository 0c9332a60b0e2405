"""The real program in a real terminal: a register of real cases is set up, locked and unlocked, and tells no secret."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind on Windows", allow_module_level=True)

sys.path.insert(0, str(Path(__file__).resolve().parent))

from terminal import Terminal, environment, escalate

WORDS = "three random words"


def line(terminal: Terminal, title: str, text: str) -> None:
    """Types a line where it is asked for."""
    terminal.wait_for(title, "Enter Go on")
    terminal.type(text)
    terminal.press("Enter")


def set_up(terminal: Terminal) -> str:
    """Sets a register up for real cases. Gives its recovery key."""
    terminal.wait_for("danger right now", "Ctrl+Q Quit")
    terminal.choose("No")
    terminal.wait_for("practice, or for real cases", "Esc Back")
    terminal.choose("Real cases")
    line(terminal, "Whose passphrase is it?", "")
    line(terminal, "Choose a passphrase", WORDS)
    line(terminal, "Type the passphrase again", WORDS)
    terminal.wait_for("Write down this recovery key", "I have written it down", "F3 Numbers")
    key = next(
        "-".join(shown.split())
        for shown in terminal.text.splitlines()
        if len(shown.split()) == 9 and len(shown.strip()) == 52
    )
    terminal.choose("I have written it down")
    line(terminal, "Type the end of the recovery key", key[-9:])
    terminal.wait_for("Real register", "Which area's policy applies?", "F9 Lock")
    return key


def test_what_is_secret_stands_in_no_file_and_no_title(tmp_path: Path) -> None:
    with Terminal(
        escalate(), columns=80, rows=24, folder=tmp_path, environ=environment(tmp_path)
    ) as terminal:
        key = set_up(terminal)
        assert not {WORDS, key} & {terminal.screen.title, terminal.screen.icon_name}
    with Terminal(
        escalate(), columns=80, rows=24, folder=tmp_path, environ=environment(tmp_path)
    ) as terminal:
        terminal.wait_for("The register is locked", "Enter Go on")
        assert "Which area" not in terminal.text
        line(terminal, "The register is locked", WORDS)
        terminal.wait_for("Which area's policy applies?", "You left", "Ctrl+Q Quit")
        terminal.press("Ctrl+Q")
        assert terminal.ended() == 0
    whole = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert whole
    for secret in (WORDS, key, key.replace("-", ""), key.replace("-", "  ")):
        assert secret.encode() not in whole


def test_killed_before_its_key_is_written_down_there_is_no_register(tmp_path: Path) -> None:
    with Terminal(
        escalate(), columns=80, rows=24, folder=tmp_path, environ=environment(tmp_path)
    ) as terminal:
        terminal.wait_for("danger right now", "Ctrl+Q Quit")
        terminal.choose("No")
        terminal.wait_for("practice, or for real cases", "Esc Back")
        terminal.choose("Real cases")
        line(terminal, "Whose passphrase is it?", "")
        line(terminal, "Choose a passphrase", WORDS)
        line(terminal, "Type the passphrase again", WORDS)
        terminal.wait_for("Write down this recovery key", "F3 Numbers")
    assert not list((tmp_path / "escalate").rglob("register.json"))
    with Terminal(
        escalate(), columns=80, rows=24, folder=tmp_path, environ=environment(tmp_path)
    ) as terminal:
        terminal.wait_for("danger right now", "Ctrl+Q Quit")
