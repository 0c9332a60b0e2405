"""Mends what can be mended in a register. What is damaged is moved away, never deleted and never written over.

Each case is mended under its lock, in steps after any of which it can be stopped: the next repair goes on.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from wizard.base.paths import confirm, create_file, not_now, patiently
from wizard.register.aside import Aside
from wizard.register.blobs import about_document
from wizard.register.cases import CASE_ID, Register
from wizard.register.doctor_folder import (
    SET_ASIDE,
    is_private,
    walked,
    wanted_mode,
    without_case,
)
from wizard.register.events import Author
from wizard.register.index import Index
from wizard.register.lock import USUAL_WAIT, CaseLock
from wizard.register.marker import MARKER, previous_marker, read_marker, read_previous
from wizard.register.repairing_cases import CaseRepair
from wizard.register.sealed import OVERHEAD, UnsealError, generation_of
from wizard.register.storage import DamagedFileError

#: A file of the moment that is younger may be one that is being saved.
_YOUNG: Final = timedelta(hours=1)
#: What a file that is saved whole is called until it is.
_OF_THE_MOMENT: Final = re.compile(r"\.escalate-[0-9a-f]+\.tmp|.*\.(?:new|previous)\.tmp")


class Repaired(msgspec.Struct, frozen=True, kw_only=True):
    """What was done, a sentence each, and the cases of which no copy could be read, which only a backup has."""

    done: tuple[str, ...]
    lost: tuple[str, ...]


def repair(register: Register, at: datetime, author: Author) -> Repaired:
    """Mends the register, and notes that in its log of looks.

    Raises `LockedError` where the keys are not at hand, `NotNowError` where the disk does not let it or a case is
    being changed all the time (what was done until then is done), `DamagedFileError` for a marker that cannot be
    mended, and `UnconfirmedError`.
    """
    work = _Repair(register, at, author)
    work.permissions()
    work.marker()
    register.keys()
    work.leftovers()
    work.cases()
    work.documents()
    work.places()
    work.editions()
    work.log()
    if work.done:
        Index(register.folder, register.keys()).forget()
        register.access().append(author, "repaired", at)
    return Repaired(done=tuple(work.done), lost=tuple(without_case(register.folder)))


class _Repair:
    """One repair, and what it has done so far."""

    def __init__(self, register: Register, at: datetime, author: Author) -> None:
        self._register = register
        self._folder = register.folder
        self._at = at
        self._author = author
        self._aside = Aside(register.folder, at)
        self.done: list[str] = []

    # The folder.

    def marker(self) -> None:
        """Puts the copy of the marker in its place, if it is damaged and the copy holds the newest keys."""
        path = self._folder / MARKER
        try:
            read_marker(self._folder)
        except DamagedFileError:
            with self._held(self._folder / "register.lock"):
                before = read_previous(self._folder)
                if before is None or self._newest_generation() > before.generation:
                    raise
                aside = self._aside.copy(path) if path.exists() else ""
                temporary = path.with_name(f"{MARKER}.new.tmp")
                try:
                    temporary.unlink(missing_ok=True)
                    create_file(temporary, previous_marker(self._folder).read_bytes())
                    patiently(lambda: temporary.replace(path))
                except OSError as error:
                    raise not_now(error, "saved", path) from error
                confirm(path)
            kept = f" The damaged one is {aside}." if aside else ""
            self.done.append(f"The copy of {MARKER} was put in its place.{kept}")

    def permissions(self) -> None:
        """Takes the permissions of others away."""
        if os.name != "posix":
            return
        mended = 0
        for path, found in walked(self._folder, lambda _: None):
            if not is_private(found):
                with suppress(OSError):
                    path.chmod(wanted_mode(found))
                    mended += 1
        if mended:
            self.done.append(
                f"{_count(mended, 'file or folder', 'files and folders')} can be opened by you alone now."
            )

    def leftovers(self) -> None:
        """Removes what is left of saves that were stopped."""
        before = self._leftovers()
        self._register.tidy()
        for path in self._leftovers():
            old = self._at.timestamp() - _YOUNG.total_seconds()
            with suppress(OSError):
                if _OF_THE_MOMENT.fullmatch(path.name) and path.lstat().st_mtime < old:
                    path.unlink()
        removed = len(before) - len(self._leftovers())
        if removed > 0:
            self.done.append(
                f"{_count(removed, 'file', 'files')} that a stopped save had left behind {_were(removed)} removed."
            )

    def _leftovers(self) -> list[Path]:
        found = walked(self._folder, lambda _: None)
        aside = self._folder / SET_ASIDE
        return [path for path, _ in found if path.name.endswith(".tmp") and path.parent != aside]

    # What is sealed.

    def cases(self) -> None:
        """Mends each case."""
        mending = CaseRepair(self._register, self._at, self._author, self._aside, self.done)
        for case_id in self._register.ids():
            mending.case(case_id)
        mending.remnants()

    def documents(self) -> None:
        """Sets damaged documents aside."""
        documents = self._register.documents
        for name in documents.all():
            path = documents.path(name)
            if not self._unseals(path, about_document(name)):
                with documents.held():
                    if not self._unseals(path, about_document(name)) and path.exists():
                        aside = self._aside.move(path, path.name)
                        self.done.append(f"A damaged document was set aside as {aside}.")

    def places(self) -> None:
        """Sets damaged places aside."""
        places = self._register.places
        for case_id in places.all():
            if places.of(case_id) is not None:
                continue
            path = places.path(case_id)
            with places.held():
                if places.of(case_id) is None and path.exists():
                    aside = self._aside.move(path, path.name)
                    self.done.append(
                        f"Where somebody was in case {case_id} was damaged: set aside as {aside}."
                    )

    def editions(self) -> None:
        """Sets damaged texts of policies aside, so that they can be kept again."""
        for name in self._register.editions.all():
            path = self._folder / "editions" / f"{name}.json"
            try:
                self._register.editions.read(name)
            except DamagedFileError:
                aside = self._aside.move(path, path.name)
                self.done.append(f"A damaged text of a policy was set aside as {aside}.")

    def log(self) -> None:
        """Sets the log of looks aside if nothing of it can be read, so that it can be added to."""
        path = self._folder / "access.log"
        looks = 0

        def count(_: object) -> None:
            nonlocal looks
            looks += 1

        found = self._register.access().look_through(count)
        if found.torn > 1 and not looks:  # a single one is the first that the power cut short
            with self._held(self._folder / "access.lock"):
                aside = self._aside.move(path, path.name)
            self.done.append(f"Nothing in the log of looks could be read; it was set aside as {aside}.")

    # Parts of these.

    def _unseals(self, path: Path, about: str) -> bool:
        try:
            self._register.keys().unseal(about, path.read_bytes())
        except FileNotFoundError:
            return True
        except UnsealError:
            return False
        except OSError as error:
            raise not_now(error, "read", path) from error
        return True

    def _newest_generation(self) -> int:
        """That of the newest keys which the file of a case says it was sealed with."""
        newest = 0
        for folder in ("cases", "previous"):
            place = self._folder / folder
            with suppress(FileNotFoundError), os.scandir(place) as entries:
                for entry in entries:
                    with suppress(OSError, UnsealError), Path(entry.path).open("rb") as file:
                        if CASE_ID.match(entry.name):
                            newest = max(newest, generation_of(file.read(OVERHEAD)))
        return newest

    def _held(self, path: Path) -> CaseLock:
        return CaseLock(path, USUAL_WAIT)


def _count(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {many}"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
