"""Processes that begin at once: forked from one that has imported the program already.

A start of Python costs more than the update that is to be killed, and makes thousands of calls of its own. What is
forked here makes only those of the update, in the same order every time. `storm.py` starts whole programs instead.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

#: An invented disagreement, as a file for `case new`.
SITUATION: Final = """
policy: oxfordshire
risk: welfare
about: roles-and-responsibilities
from: {agency: education}
to: [police]
raised: 2026-11-09
attempts:
  - {stage: step-1, began: 2026-11-10, ended: 2026-11-11, outcome: unresolved}
"""


class Ended(NamedTuple):
    """How a process ended; `code` is negative for the signal that ended it."""

    code: int
    said: str
    complained: str


class Started(NamedTuple):
    """A process, and where it writes what it says."""

    pid: int
    out: Path

    def kill(self) -> None:
        """Ends it without warning. It is nobody else's: nothing has waited for it yet."""
        os.kill(self.pid, signal.SIGKILL)


class Warm:
    """Forks processes that do a job of `jobs.py`. To be used by one thread."""

    def __init__(self) -> None:
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("ESCALATE", "PYTEST"))}
        environ["PYTHONHASHSEED"] = "0"
        environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parent.parent), environ.get("PYTHONPATH", "")])
        self._server = subprocess.Popen(
            [sys.executable, str(HERE / "warm.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environ,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait(30)
        self._server.stdout.close()

    def start(self, job: str, *arguments: object, out: Path, held: bool = False) -> Started:
        """Begins a job. One that is `held` waits for SIGUSR1 before its first call."""
        out.unlink(missing_ok=True)  # what is found there was said by this one
        asked = {"start": job, "arguments": [str(one) for one in arguments], "out": str(out), "held": held}
        return Started(self._ask(asked), out)

    def wait(self, started: Started) -> Ended:
        """Waits for its end."""
        code = self._ask({"wait": started.pid})
        return Ended(code, _text(started.out), _text(Path(f"{started.out}.err")))

    def do(self, job: str, *arguments: object, out: Path) -> Ended:
        """A job from its beginning to its end."""
        return self.wait(self.start(job, *arguments, out=out))

    def command(self, home: Path, *arguments: object, out: Path) -> Ended:
        """A command of the program, with what it keeps in `home`."""
        return self.do("command", home, *arguments, out=out)

    def _ask(self, asked: dict[str, object]) -> int:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        if not answer:
            raise AssertionError("the process that forks the others has ended; its standard error says why")
        return int(answer)


def _text(path: Path) -> str:
    """What was said; nothing, where the process was killed before it could say anything."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


# The process that forks.


def _serve() -> None:
    import jobs

    _warm_up(jobs.command)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    for line in iter(sys.stdin.readline, ""):
        asked = json.loads(line)
        if "wait" in asked:
            answer = os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                _become(getattr(jobs, asked["start"]), asked["arguments"], asked["out"], held=asked["held"])
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _become(job: object, arguments: list[str], out: str, *, held: bool) -> None:
    """Is the new process, to its end."""
    code = 70
    try:
        for descriptor, name, flags in (
            (0, os.devnull, os.O_RDONLY),
            (1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
            (2, f"{out}.err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        ):
            opened = os.open(name, flags, 0o600)
            os.dup2(opened, descriptor)
            os.close(opened)
        if held:
            signal.sigwait({signal.SIGUSR1})
        code = job(*arguments)
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - nothing of the new process may come back into the one that forks
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _warm_up(command: object) -> None:
    """Does once what the jobs will do, so that what it imports is there."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as said:
        home, situation = Path(folder) / "home", Path(folder) / "situation.yaml"
        situation.write_text(SITUATION, encoding="utf-8")
        command(home, "case", "new", "--from", situation)
        case_id = said.getvalue().split()[-1]
        command(home, "case", "record", case_id, "--stage", "step-2", "--outcome", "open")
        command(home, "case", "list")
        command(home, "case", "show", case_id)
        with contextlib.redirect_stderr(io.StringIO()):  # it says what is missing in it
            command(home, "document", "make", "challenge-letter", "--case", case_id, "-o", home / "x.md")
            command(home, "case", "show", "nothing")
        if not (home / "x.md").exists():
            raise AssertionError(f"the program does not do what these tests need: {said.getvalue()}")


if __name__ == "__main__":
    _serve()
