"""Mends the cases of a register: from the copy before the last change, and where an erasure was stopped."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

import msgspec

from wizard.register.aside import Aside
from wizard.register.casefile import (
    CaseFile,
    StoredCase,
    StoredEvent,
    case_path,
    chained,
    event_of,
    previous_path,
)
from wizard.register.cases import Register
from wizard.register.current import CurrentKeys
from wizard.register.doctor_folder import set_aside
from wizard.register.erasing import erase
from wizard.register.events import ERASED, RESTORED, Author, Event, NewEvent, kept_in, recorded
from wizard.register.storage import DamagedFileError

_AGAIN: Final = "an erasure that was made in it has to be made again"


class CaseRepair:
    """The mending of cases, each under its lock; `done` is told what was done, in sentences."""

    def __init__(
        self, register: Register, at: datetime, author: Author, aside: Aside, done: list[str]
    ) -> None:
        self._register = register
        self._folder = register.folder
        self._at = at
        self._author = author
        self._aside = aside
        self._done = done
        self._remnants: dict[str, str] = {}

    def case(self, case_id: str) -> None:
        """Mends one case."""
        file = CaseFile(self._folder, case_id, CurrentKeys(self._register.keys))
        if _opens(file.stored) and _opens(file.before):
            self._complete(case_id, file)
            return
        with self._register.lock_of(case_id):
            self._mend(case_id, file)
        if _opens(file.stored):
            self._complete(case_id, file)

    def _mend(self, case_id: str, file: CaseFile) -> None:
        path, previous = case_path(self._folder, case_id), previous_path(self._folder, case_id)
        if not _opens(file.before):
            aside = self._aside.move(previous, f"{case_id}.case.previous")
            self._done.append(
                f"The copy of case {case_id} before its last change was damaged, and was set aside as {aside}."
            )
        if _opens(file.stored):
            return
        if path.exists():
            self._aside.move(path, f"{case_id}.case")
        before = file.before()
        if before is None:
            self._done.append(f"Case {case_id} was damaged, and was set aside. No copy of it could be read.")
            return
        self._put_back(case_id, file, before)

    def _put_back(self, case_id: str, file: CaseFile, before: StoredCase) -> None:
        damaged = self._last_set_aside(case_id, before.events)
        version = len(before.events)
        event = NewEvent(kind=RESTORED, data={"from": "previous", "damaged": damaged, "version": version})
        told = recorded([event], version, self._at, self._author)
        # What the index knows may be of this very version, and not of these events.
        self._register.note_bare(case_id, version + 1)
        file.put_back(
            msgspec.structs.replace(before, events=chained(case_id, before.events, told)),
        )
        kept = f"; what it was is set aside as {damaged}" if damaged else ""
        self._done.append(
            f"Case {case_id} was put back as it was before its last change (entry {version}){kept}. Look what is "
            f"missing; {_AGAIN}."
        )

    def _last_set_aside(self, case_id: str, events: Sequence[StoredEvent]) -> str:
        """The damaged file that takes this case's place: the last one that no entry names; empty where none is."""
        named = {event.data.get("damaged") for event in _readable(events) if event.kind == RESTORED}
        own = [
            name
            for name in set_aside(self._folder)
            if name.startswith(f"{case_id}.case.") and not name.startswith(f"{case_id}.case.previous.")
        ]
        return next((name for name in reversed(own) if name not in named), "")

    def _complete(self, case_id: str, file: CaseFile) -> None:
        """Ends an erasure that was stopped."""
        stored, before = file.stored(in_order=False), file.before()
        if stored is None:
            return
        erased = {one.seq for one in stored.events if one.erased}
        if before is not None and any(one.seq in erased and not one.erased for one in before.events):
            self._erase_rest(case_id)
            return
        for name in _erased_names(stored):
            if os.path.lexists(self._register.documents.path(name)):
                self._remnants[name] = case_id

    def remnants(self) -> None:
        """Removes documents that were erased and are still there, unless another entry names the same one."""
        left = set(self._remnants)
        for case in self._register.cases() if left else ():
            left -= {kept.name for one in case.events for kept in kept_in(one)}
        for case_id in sorted({self._remnants[name] for name in left}):
            self._erase_rest(case_id)

    def _erase_rest(self, case_id: str) -> None:
        erased = {one.seq for one in self._register.stored_events(case_id) if one.erased}
        # It was recorded when it was begun: what is left of it goes, and nothing is recorded again.
        erase(self._register, case_id, erased, ground="completed", at=self._at, author=self._author)
        self._done.append(f"The erasure in case {case_id} was completed.")


def _opens(read: Callable[[], object]) -> bool:
    try:
        read()
    except DamagedFileError:
        return False
    return True


def _erased_names(stored: StoredCase) -> set[str]:
    """The documents that the erasures in a case have removed, or were to remove."""
    found: set[str] = set()
    for event in _readable(stored.events):
        names = event.data.get("documents")
        if event.kind == ERASED and isinstance(names, list):
            found |= {name for name in names if isinstance(name, str)}
    return found


def _readable(events: Sequence[StoredEvent]) -> Iterator[Event]:
    for one in events:
        with suppress(msgspec.MsgspecError):
            if not one.erased:
                yield event_of(one)
