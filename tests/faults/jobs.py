"""What the processes do that are killed, refused and crowded. Each returns the exit code."""

from __future__ import annotations

import os
import random
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent))

from opened import register

from wizard.base.errors import EXIT_DONE, EscalateError
from wizard.cli.main import run
from wizard.register.cases import Author, ConflictError, NewEvent

AT: Final = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
AUTHOR: Final = Author(role="designated safeguarding lead", name="Robin Example")
KIND: Final = "noted-under-load"


def command(home: str | Path, *arguments: str | Path) -> int:
    """A command of the program, as its own process would run it."""
    os.environ["ESCALATE_HOME"] = str(home)
    return run([str(one) for one in arguments])


def command_as_nobody(home: str, *arguments: str) -> int:
    """The same, by somebody whom permissions bind: nothing binds the superuser."""
    nobody = 65534
    os.setgroups([])
    os.setresgid(nobody, nobody, nobody)
    os.setresuid(nobody, nobody, nobody)
    return command(home, *arguments)


def update_for_ever(folder: str, cases: str, who: str) -> int:
    """Adds to the cases until it is killed, and tells of each event once the register has acknowledged it."""
    ids, chance, number = cases.split(), random.Random(who), 0
    while True:
        number += 1
        _add(folder, chance.choice(ids), f"{who}-{number}")


def update_many(folder: str, cases: str, who: str, times: str) -> int:
    """Adds so many events to the cases, again and again where somebody else was first, and tells of each."""
    ids, chance = cases.split(), random.Random(who)
    for number in range(int(times)):
        _add(folder, chance.choice(ids), f"{who}-{number:04}")
    return EXIT_DONE


def _add(folder: str, case_id: str, token: str) -> None:
    opened = register(Path(folder))
    while True:
        version = opened.get(case_id).version
        new = [NewEvent(kind=KIND, data={"token": token, "text": "x" * 50})]
        try:
            changed = opened.commit(case_id, new, expected_version=version, at=AT, author=AUTHOR)
        except ConflictError:
            continue
        # One call of the system: it is told whole or not at all.
        os.write(1, f"{case_id} {changed.version} {token}\n".encode())
        return


def update_with_little_room(folder: str, case_id: str, limit: str) -> int:
    """Adds one event while no file may grow beyond `limit` bytes: the disk is as good as full."""
    import resource  # only POSIX has it

    opened = register(Path(folder))
    version = opened.get(case_id).version
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), hard))
    code, said = EXIT_DONE, "saved"
    try:
        new = [NewEvent(kind=KIND, data={"token": "one", "text": "x" * 300})]
        opened.commit(case_id, new, expected_version=version, at=AT, author=AUTHOR)
    except EscalateError as error:
        code, said = error.exit_code, "\n".join(error.lines())
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    os.write(1, said.encode())
    return code
