"""Timing whole processes: until they end, or until a text stands on the screen of a pseudo-terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

#: A process that has not done it after this many seconds never will.
PATIENCE: Final = 60.0
ROWS, COLUMNS = 24, 80
#: What would change how children start or draw: bytecode that is never written costs over a second each time.
_NOT_PASSED_ON: Final = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPYCACHEPREFIX",
    "COLUMNS",
    "LINES",
    "ESCALATE_HOME",
)


def escalate() -> list[str]:
    """The command as people have it: the installed script, else the module."""
    scripts = sysconfig.get_path("scripts")
    installed = shutil.which("escalate", path=scripts)
    return [installed] if installed else [sys.executable, "-m", "wizard"]


def surroundings(home: Path) -> dict[str, str]:
    """The environment of every process that is measured, a floor's or not."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    return kept | {"TERM": "xterm-256color", "ESCALATE_HOME": str(home)}


def written(command: list[str], environ: Mapping[str, str]) -> str:
    """What a process writes on its standard output. Raises RuntimeError where it fails."""
    done = subprocess.run(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def until_end(command: list[str], environ: Mapping[str, str]) -> float:
    """Seconds from the start of a process to its end. Raises RuntimeError where it fails."""
    began = time.perf_counter()
    done = subprocess.run(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=PATIENCE,
        check=False,
    )
    took = time.perf_counter() - began
    if done.returncode != 0:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    return took


def until_painted(command: list[str], text: str, environ: Mapping[str, str]) -> float:
    """Seconds from the start of a process to `text` standing on its screen. Raises RuntimeError where it never does."""
    # Only here: Windows has neither of the first two.
    import pty
    import termios

    import pyte

    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (ROWS, COLUMNS))
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=environ, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    try:
        while True:
            data = _read(ours, began + PATIENCE)
            now = time.perf_counter()  # before the screen is worked out: that is no part of the paint
            if not data:
                raise RuntimeError(f"{command} never showed '{text}'; its screen:\n{_shown(screen)}")
            stream.feed(data)
            if text in _shown(screen):
                return now - began
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _read(terminal: int, until: float) -> bytes:
    """What came, or nothing where the process has ended or the time is up."""
    import select

    ready, _, _ = select.select([terminal], [], [], max(0.0, until - time.perf_counter()))
    try:
        return os.read(terminal, 65536) if ready else b""
    except OSError:  # how Linux says that nobody holds the other end any more
        return b""


def _shown(screen: object) -> str:
    display: list[str] = getattr(screen, "display", [])
    return "\n".join(line.rstrip() for line in display)
