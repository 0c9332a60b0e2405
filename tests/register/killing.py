"""Kills a process at each of the calls that it makes to the file system, one after the other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import wizard

ROOT = Path(wizard.__file__).parent.parent

_DRIVER = """
import os, signal, sys, getpass
from pathlib import Path

{script}

count = fatal = 0

def die():
    if hasattr(signal, "SIGKILL"):
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(137)

def counted(name):
    real = getattr(os, name)
    def call(*args, **options):
        global count
        count += 1
        if count == fatal:
            if name == "write":
                real(args[0], bytes(args[1])[: len(args[1]) // 2])
            die()
        return real(*args, **options)
    setattr(os, name, call)

def one(folder):
    ready = prepare(folder)
    for name in ("open", "close", "write", "fsync", "replace", "rename", "link", "unlink", "ftruncate", "mkdir", "rmdir"):
        counted(name)
    work(folder, ready)
    print("calls", count, flush=True)

for line in sys.stdin:
    number, _, place = line.rstrip("\\n").partition(" ")
    fatal = int(number)
    if not hasattr(os, "fork"):
        one(Path(place))
    elif not os.fork():
        try:
            one(Path(place))
        finally:
            os._exit(0)
    else:
        os.wait()
"""


def calls_of(script: str, folder: Path, *arguments: str) -> int:
    """How many calls are made where nothing kills it.

    The script defines `prepare(folder)`, whose calls do not count, and `work(folder, prepared)`.
    """
    return int(_run(script, [f"0 {folder}"], arguments).split()[1])


def killed_at_each_call(script: str, folders: Iterator[Path], *arguments: str) -> None:
    """Does it in each folder; in the first it is killed at its first call, in the second at its second ..."""
    lines = [f"{number} {folder}" for number, folder in enumerate(folders, start=1)]
    if hasattr(os, "fork"):
        said = _run(script, lines, arguments)
        assert said == "", said
    else:
        for line in lines:
            _run(script, [line], arguments)


def _run(script: str, lines: list[str], arguments: tuple[str, ...]) -> str:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", _DRIVER.replace("{script}", script), *arguments]
    done = subprocess.run(
        command, input="\n".join(lines), cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert "Error" not in done.stderr, done.stderr
    return done.stdout
