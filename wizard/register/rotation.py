"""A change of keys: every sealed file anew, while everybody goes on reading and writing.

It begins by giving the register a new generation of keys beside the older ones, and ends by leaving the older ones
out, once no file needs them. In between each file is sealed anew under the lock that its writers hold. So it can be
stopped anywhere: the next one goes on where this one was.

A document keeps the name that events call it by. The same document kept again after a change of keys gets another
name, and is then kept twice; that takes room and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec

from wizard.base.errors import NotNowError, wrong_input
from wizard.base.paths import create_file, make_private, named, not_now, patiently, sync_folder
from wizard.register.access import AccessLog
from wizard.register.blobs import about_document
from wizard.register.casefile import about_case, case_path, previous_path
from wizard.register.cases import CASE_ID, Register
from wizard.register.events import Author
from wizard.register.index import Index
from wizard.register.keys import Keys
from wizard.register.places import about_place
from wizard.register.sealed import OVERHEAD, UnsealError, generation_of
from wizard.register.storage import spare_of, temporaries
from wizard.register.unfinished import unfinished

#: What a colleague wrote with older keys while the first pass went by is sealed anew by the next.
_PASSES: Final = 3
_SEALED_FOLDERS: Final = ("cases", "previous", "documents", "places")

#: Told how many files have been looked at, and of how many.
Progress = Callable[[int, int], None]


class Rotated(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: the generation of the new keys, how many files were sealed anew this time, and the damaged
    files that keep the old keys from being left out: their names in the folder of the register."""

    generation: int
    files: int
    damaged: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether the old keys are gone."""
        return not self.damaged


class _Sealed(msgspec.Struct, frozen=True):
    """A sealed file, what it is sealed as, and the lock that its writers hold."""

    path: Path
    about: str
    lock: Callable[[], AbstractContextManager[object]]
    temporary: Path


def rotate(
    register: Register,
    at: datetime,
    author: Author,
    progress: Progress = lambda _done, _of: None,
    *,
    leaver: str = "",
) -> Rotated:
    """Gives the register new keys, or goes on with a change that was begun; notes that in the log of looks.

    With `leaver`, the key slot with that id is taken away in the same step that begins it, so that what it opened is
    good for nothing. Raises `WrongInputError` for an unknown slot, for the last passphrase and where there is no
    register, `NotNowError` (also where a colleague saves one case all the time: the next one goes on), and as
    `Register.keys` does.
    """
    keys = _begun(register, leaver)
    files = 0
    for _ in range(_PASSES):
        done, damaged = _pass(register, keys.generation, progress)
        files += done
        if damaged:
            return Rotated(generation=keys.generation, files=files, damaged=damaged)
        if not _any_older(register, keys.generation):
            break
    else:
        raise NotNowError(
            "files of the register were changed again and again meanwhile. The old keys are still there and "
            "nothing is lost; run 'escalate register rotate' to go on"
        )
    _confirm(register.folder)
    register.access().append(author, "keys-changed", at, detail=f"generation {keys.generation}")
    Index(register.folder, register.keys()).forget()  # last: it is made anew with the keys of the moment
    register.open_with(register.vault.end_rotation(keys))
    return Rotated(generation=keys.generation, files=files, damaged=())


def _begun(register: Register, leaver: str) -> Keys:
    marker = register.marker()
    if marker is None:
        raise wrong_input(f"there is no register in {named(register.folder)} yet; it has no keys to change")
    keys = register.keys()
    if not marker.rotating or leaver:
        # One that is under way is begun again: whoever is taken away now may have its keys.
        keys = register.vault.begin_rotation(keys, without=leaver)
        register.open_with(keys)
    return keys


def _pass(register: Register, generation: int, progress: Progress) -> tuple[int, tuple[str, ...]]:
    """Seals anew whatever is older. How many files that were, and which are damaged."""
    for name in ("locks", "cases", "previous"):
        folder = register.folder / name
        try:
            make_private(folder)
        except OSError as error:
            raise not_now(error, "made", folder) from error
    # Cases first: who brings one back keeps its documents under the lock of the case.
    cases = sorted(_case_ids(register))
    of = len(cases) + len(register.documents.all()) + len(register.places.all())
    looked = files = 0
    damaged: list[str] = []
    for case_id in cases:
        files += _case(register, case_id, generation, damaged)
        looked += 1
        progress(looked, of)
    for one in chain(_documents(register), _places(register)):
        files += _one(one, register, generation, damaged)
        looked += 1
        progress(looked, of)
    log = register.access()
    if _log_is_older(log, generation):
        log.seal_anew()
        files += 1
    return files, tuple(damaged)


def _case_ids(register: Register) -> set[str]:
    """Of every case, also of those that are being made at this moment: those have a lock already."""
    found = set(register.ids())
    try:
        names = os.listdir(register.folder / "locks")  # noqa: PTH208 - only the names, of 100,000 cases
    except OSError as error:
        raise not_now(error, "read", register.folder / "locks") from error
    return found | {name.split(".")[0] for name in names if CASE_ID.fullmatch(name.split(".")[0])}


def _case(register: Register, case_id: str, generation: int, damaged: list[str]) -> int:
    path, previous = case_path(register.folder, case_id), previous_path(register.folder, case_id)
    own = temporaries(path, previous, unfinished(register.folder))
    spare = spare_of(path, previous, unfinished(register.folder))
    files = [
        _Sealed(place, about_case(case_id), lambda: register.lock_of(case_id), temporary)
        for place, temporary in zip((path, previous), own, strict=True)
    ]
    # One that is new already was sealed so under its lock: nobody who holds older keys can have that lock still.
    copies = (path, previous, spare)
    if path.exists() and all(_generation(one) in (None, generation) for one in copies):
        return 0
    with register.lock_of(case_id):
        for leftover in (*own, spare):  # sealed with older keys
            with suppress(OSError):
                leftover.unlink()
        return sum(_sealed_anew(one, register, generation, damaged) for one in files)


def _one(one: _Sealed, register: Register, generation: int, damaged: list[str]) -> int:
    if _generation(one.path) == generation:
        return 0
    with one.lock():
        return _sealed_anew(one, register, generation, damaged)


def _documents(register: Register) -> Iterator[_Sealed]:
    for name in register.documents.all():
        path = register.documents.path(name)
        yield _Sealed(path, about_document(name), register.documents.held, _beside(path))


def _places(register: Register) -> Iterator[_Sealed]:
    for case_id in register.places.all():
        path = register.places.path(case_id)
        yield _Sealed(path, about_place(case_id), register.places.held, _beside(path))


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.new.tmp")


def _sealed_anew(one: _Sealed, register: Register, generation: int, damaged: list[str]) -> int:
    """Seals a file anew, under its lock; a damaged one is left as it is. 1 if it was older. Raises `NotNowError`."""
    found = _generation(one.path)
    if found in (None, generation):
        return 0
    keys = register.keys()
    try:
        try:
            plain = keys.unseal(one.about, one.path.read_bytes())
        except UnsealError:
            damaged.append(one.path.relative_to(register.folder).as_posix())
            return 0
        one.temporary.unlink(missing_ok=True)
        create_file(one.temporary, keys.seal(one.about, plain))
        try:
            patiently(lambda: one.temporary.replace(one.path))
        except BaseException:
            with suppress(OSError):
                one.temporary.unlink()
            raise
    except OSError as error:
        raise not_now(error, "saved", one.path) from error
    return 1


def _generation(path: Path) -> int | None:
    """That of the keys which a file says it was sealed with: 0 where it says none, None where there is no file.

    Raises `NotNowError`.
    """
    try:
        with path.open("rb") as file:
            return generation_of(file.read(OVERHEAD))
    except FileNotFoundError:
        return None
    except UnsealError:
        return 0
    except OSError as error:
        raise not_now(error, "read", path) from error


def _log_is_older(log: AccessLog, generation: int) -> bool:
    return any(found != generation for found in log.generations())


def _any_older(register: Register, generation: int) -> bool:
    """The last look: whether any file still needs an older key."""
    folder = register.folder
    cases = (make(folder, case_id) for case_id in register.ids() for make in (case_path, previous_path))
    others = (one.path for one in chain(_documents(register), _places(register)))
    return any(_generation(path) not in (None, generation) for path in chain(cases, others))


def _confirm(folder: Path) -> None:
    """Has the disk confirm what was put in place, before the keys of what was there are given up."""
    for name in _SEALED_FOLDERS:
        place = folder / name
        if place.is_dir():
            try:
                sync_folder(place)
            except OSError as error:
                raise not_now(error, "saved", place) from error
