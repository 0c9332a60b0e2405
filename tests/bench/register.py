"""The register: one event on the disk against the same in SQLCipher, and the way to its due list."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import due_floor
import msgspec
import peak
import sqlcipher
from made_register import EVENTS, Made, make
from measure import Bench, Timed, Weight
from processes import escalate, surroundings, until_end, written

from wizard.base.paths import create_file
from wizard.casework.board import due_board
from wizard.cli.surroundings import surroundings as surroundings_of
from wizard.register.casefile import StoredEvent, case_path
from wizard.register.cases import Author, NewEvent

FEW: Final = 100
MANY: Final = 100_000
NAMES: Final = (
    "due-list",
    "due-list-within",
    "due-list-memory",
    "event-50-few",
    "event-50-many",
    "event-50-growth",
    "event-1000-few",
    "event-1000-many",
)
_AT: Final = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
_AUTHOR: Final = Author(role="designated safeguarding lead", name="Robin Example")


class Registers:
    """The registers of one run, each made when it is first asked for."""

    def __init__(self, folder: Path, many: int, situation: str) -> None:
        self._folder = folder
        self._situation = situation
        self._made: dict[int, Made] = {}
        self._commits: dict[tuple[int, int], Commits] = {}
        self._databases: dict[int, sqlcipher.Database] = {}
        self.many = many

    def of(self, cases: int) -> Made:
        """The register of so many cases."""
        if cases not in self._made:
            self._made[cases] = make(self._folder / f"home-{cases}", cases, self._situation, _AT)
            _settle()
        return self._made[cases]

    def commits(self, cases: int, events: int) -> Commits:
        """What adds an event to cases of so many events in the register of so many cases."""
        return self._commits.setdefault((cases, events), Commits(self, cases, events))

    def database(self, cases: int) -> sqlcipher.Database:
        """The same in SQLCipher."""
        if cases not in self._databases:
            made = self.of(cases)
            case_id = made.hot[50][0]
            stored: StoredEvent = made.register.stored_events(case_id)[-1]
            hot = [(one, events) for events, ids in made.hot.items() for one in ids]
            self._databases[cases] = sqlcipher.Database(
                self._folder / f"{cases}.db", cases, EVENTS, hot, msgspec.json.encode(stored)
            )
            _settle()
        return self._databases[cases]

    def close(self) -> None:
        """Closes the databases: Windows removes no file that is open."""
        for one in self._databases.values():
            one.close()


def _settle() -> None:
    """Has the disk take what was made: what is still to be written would be waited for in what is measured."""
    sync: Callable[[], None] | None = getattr(os, "sync", None)  # Windows has none
    if sync is not None:
        sync()


def register_benches(registers: Registers, wanted: frozenset[str]) -> Iterator[Bench | Weight]:
    """Those that are wanted. What is left out, and why, is said on standard error."""
    if wanted & {"due-list", "due-list-within", "due-list-memory"}:
        yield from (one for one in _due_list(registers.of(registers.many)) if one.name in wanted)
    for bench in _events(registers, wanted):
        if "growth" in bench.name or sqlcipher.there():
            yield bench
        else:
            sys.stderr.write(
                f"{bench.name} is LEFT OUT: SQLCipher, its floor, is not installed; {sqlcipher.HOW}\n"
            )


def _due_list(made: Made) -> Iterator[Bench | Weight]:
    environ = surroundings(made.home)
    command = [*escalate(), "case", "list", "--due"]
    shown = written(command, environ)
    if "Overdue" not in shown or "Due within seven days" not in shown:
        raise RuntimeError(f"the due list does not have what is due: {shown[:1000]}")
    floor = [
        sys.executable,
        due_floor.__file__,
        str(made.register.folder),
        *due_floor.secrets_of(made.register.keys()),
    ]
    yield Bench("due-list", 5, 20, lambda: until_end(command, environ), lambda: until_end(floor, environ))
    within, read = _within(made), due_floor.reading(made.register)
    yield Bench("due-list-within", 5, 10, within, read)
    if os.name == "posix":
        yield Weight("due-list-memory", 200, 3, lambda: peak.of(command, environ))
    else:
        sys.stderr.write(
            "due-list-memory is LEFT OUT: this system does not say how much memory a process held\n"
        )


def _within(made: Made) -> Timed:
    """The due list in this process, of a register that is opened for it."""

    def timed() -> float:
        os.environ["ESCALATE_HOME"] = str(made.home)
        began = time.perf_counter()
        due_board(surroundings_of())
        return time.perf_counter() - began

    return timed


def _events(registers: Registers, wanted: frozenset[str]) -> Iterator[Bench]:
    sizes = {"few": FEW, "many": registers.many}
    for events, goal in ((50, 3), (1000, None)):
        for size, cases in sizes.items():
            name = f"event-{events}-{size}"
            if name in wanted:
                yield Bench(
                    name, goal, 40, registers.commits(cases, events), _Floor(registers, cases, events)
                )
        name = f"event-{events}-growth"
        if name in wanted:
            few, many = (registers.commits(cases, events) for cases in sizes.values())
            yield Bench(name, 1.5, 40, many, few)


class Commits:
    """One event on each of a few cases of so many events, which are made as they were before each time."""

    def __init__(self, registers: Registers, cases: int, events: int) -> None:
        self._registers, self._cases, self._events = registers, cases, events
        self._first: dict[str, bytes] = {}

    def __call__(self) -> float:
        made = self._registers.of(self._cases)
        register, ids = made.register, made.hot[self._events]
        for case_id in ids:
            self._put_back(case_path(register.folder, case_id), case_id)
        last = made.told[-1]
        new = [NewEvent(kind=last.kind, data=last.data)]
        began = time.perf_counter()
        for case_id in ids:
            register.commit(
                case_id,
                new,
                expected_version=self._events,
                at=_AT,
                author=_AUTHOR,
                edition=last.edition,
            )
        return (time.perf_counter() - began) / len(ids)

    def _put_back(self, path: Path, case_id: str) -> None:
        first = self._first.setdefault(case_id, path.read_bytes())
        temporary = path.with_name("put-back")
        create_file(
            temporary, first
        )  # on the disk: what is still to be written would be waited for in the commit
        temporary.replace(path)


class _Floor:
    """The same in SQLCipher."""

    def __init__(self, registers: Registers, cases: int, events: int) -> None:
        self._registers, self._cases, self._events = registers, cases, events

    def __call__(self) -> float:
        database = self._registers.database(self._cases)
        ids = self._registers.of(self._cases).hot[self._events]
        return sum(database.commit(case_id) for case_id in ids) / len(ids)
