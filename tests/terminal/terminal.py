"""A real pseudo-terminal with the real program in it, seen through a screen as a person sees it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from wizard.register.cases import Register

#: How long anything may take to appear before the drive is given up. Nothing sleeps: it waits for output.
PATIENCE = 30.0
KEYS = {
    "Enter": "\r",
    "Escape": "\x1b",
    "←": "\x1b[D",
    "F3": "\x1bOR",
    "Ctrl+Q": "\x11",
    "Ctrl+S": "\x13",
    "Ctrl+U": "\x15",
    "Ctrl+K": "\x0b",
}


class NotSeenError(AssertionError):
    """Something that was expected never appeared; holds what stood on the screen instead."""


class Terminal:
    """One program in a pseudo-terminal of a given size. Counts the key presses, apart from typed text."""

    def __init__(
        self, command: Sequence[str], *, columns: int, rows: int, folder: Path, environ: Mapping[str, str]
    ) -> None:
        self.presses = 0
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._pid, self._master = pty.fork()
        if self._pid == 0:  # the child: becomes the program
            os.chdir(folder)
            os.execvpe(command[0], list(command), dict(environ))
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._status: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)
        os.close(self._master)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(self, *words: str) -> None:
        """Waits until all the words stand on the screen."""
        end = time.monotonic() + PATIENCE
        while not all(word in self.text for word in words):
            if not self._read(end - time.monotonic()):
                raise NotSeenError(f"waited for {words}, and saw:\n{self.text}")

    def wait_until_gone(self, words: str) -> None:
        """Waits until the words stand on the screen no longer."""
        end = time.monotonic() + PATIENCE
        while words in self.text:
            if not self._read(end - time.monotonic()):
                raise NotSeenError(f"waited for {words!r} to go, and saw:\n{self.text}")

    def press(self, key: str) -> None:
        """Presses one key. It must be one that the screen shows: a key nobody is told of does not count."""
        if key not in self.text:
            raise NotSeenError(f"the screen does not show the key {key}:\n{self.text}")
        self.presses += 1
        self._send(KEYS.get(key, key))

    def choose(self, label: str) -> str:
        """Presses the digit that stands before an option on the screen, and returns it."""
        option = re.compile(rf"(?m)^\W*(\d) +(?:\[[ x✓]\] )?{re.escape(label)}")
        end = time.monotonic() + PATIENCE
        # The words alone may stand among the answers beside it, while the options are still being drawn.
        while (found := option.search(self.text)) is None:
            if not self._read(end - time.monotonic()):
                raise NotSeenError(f"the screen offers no {label!r}:\n{self.text}")
        self.presses += 1
        self._send(found[1])
        return found[1]

    def type(self, text: str) -> None:
        """Types text into a field."""
        self._send(text)

    def ended(self) -> int:
        """Waits for the program to end, and returns its exit code."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            self._read(0.05)
        raise NotSeenError(f"the program did not end:\n{self.text}")

    def _send(self, text: str) -> None:
        os.write(self._master, text.encode())

    def _read(self, seconds: float) -> bool:
        """Reads what the program has drawn. False where nothing came in time, or it has ended."""
        if seconds <= 0 or not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # how Linux says that the program has ended
            return False
        # pyte draws the text after a private sequence that it does not know; nothing of it matters here.
        self._stream.feed(re.sub(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p", b"", data))
        return bool(data)


def environment(home: Path) -> dict[str, str]:
    """The environment of a person with an empty start: nothing of the developer's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    return {
        **kept,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "HOME": str(home),
        "ESCALATE_HOME": str(home / "escalate"),
    }


def practice(home: Path) -> Register:
    """The register of a person who has chosen to practise, made before anything is asked."""
    register = Register(home / "escalate" / "register")
    register.vault.create_practice(datetime.now(UTC))
    return register


def escalate() -> list[str]:
    """The program as this Python has it installed."""
    return [sys.executable, "-m", "wizard"]
