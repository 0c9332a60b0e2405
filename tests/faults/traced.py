"""An update under strace: every file-system call that it makes in its register, and a fault at any one of them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

from warm import Ended, Warm

_CALL: Final = re.compile(r"(\w+)\((.*)")
_PATHS: Final = re.compile(r'<(/[^>]*)>|"(/[^"]*)"')
#: Signs of names that are chosen by chance: the end of a case's id, the middle of a temporary name.
_CHANCE: Final = re.compile(r"(?<=\d{4}-\d\d-\d\d-)[0-9a-z]{6}|(?<=-)[0-9a-f]{12}(?=\.tmp)|[0-9a-f]{32,}")


class Call(NamedTuple):
    """One call of the system. `ordinal` counts from 1 the calls of that name, also those made elsewhere."""

    name: str
    ordinal: int
    #: The paths in it, from the register on, without what differs from run to run.
    about: tuple[str, ...]
    #: The call as it was made.
    line: str

    @property
    def title(self) -> str:
        """As a message names it."""
        return f"{self.name} number {self.ordinal} on {' and '.join(self.about)}"


class Run(NamedTuple):
    """A command that ran under strace, and the calls that it made in its register."""

    ended: Ended
    calls: tuple[Call, ...]


def strace() -> str:
    """The program. Fails where it is missing: without it nothing here would have been tried."""
    found = shutil.which("strace")
    assert found, "strace is not installed, so that no kill at a call was tried: apt-get install strace"
    return found


def run(warm: Warm, home: Path, arguments: tuple[str, ...], out: Path, inject: str = "") -> Run:
    """Runs a command of the program. `inject` is strace's own word for a fault and its place."""
    started = warm.start("command", home, *arguments, out=out, held=True)
    log = Path(f"{out}.strace")
    options = ["-y", "-s", "8", "-e", "trace=%file,%desc", "-o", str(log)]
    if inject:
        options += ["-e", f"inject={inject}"]
    with subprocess.Popen(
        [strace(), *options, "-p", str(started.pid)], stderr=subprocess.PIPE, text=True
    ) as tracer:
        assert tracer.stderr is not None
        first = tracer.stderr.readline()
        os.kill(started.pid, signal.SIGUSR1)
        ended = warm.wait(started)
        rest = tracer.stderr.read()
    assert "attached" in first, f"strace could not watch the update: {first}{rest}"
    return Run(ended, calls_in(log.read_text(encoding="utf-8", errors="replace"), home))


def calls_in(log: str, home: Path) -> tuple[Call, ...]:
    """The calls of a log that are about something in `home`, in their order."""
    counted: Counter[str] = Counter()
    found = []
    for line in log.splitlines():
        call = _CALL.match(line)
        if call is None:
            continue
        counted[call[1]] += 1
        asked = call[2].rpartition(" = ")[0]  # a call that was killed has no answer
        paths = [one[0] or one[1] for one in _PATHS.findall(asked)]
        about = [
            _CHANCE.sub("*", one.removeprefix(str(home))) for one in paths if Path(one).is_relative_to(home)
        ]
        if about:
            found.append(Call(call[1], counted[call[1]], tuple(about), line))
    return tuple(found)


def same_calls(some: tuple[Call, ...], others: tuple[Call, ...]) -> bool:
    """Whether two runs made the same calls."""
    return [one[:3] for one in some] == [one[:3] for one in others]
