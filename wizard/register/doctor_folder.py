"""What can be seen of a register's health without its keys: its marker, its folder, and the disk that it lies on."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import wizard
from wizard.base.errors import EscalateError
from wizard.register.casefile import case_path
from wizard.register.cases import CASE_ID, Register
from wizard.register.editions import Editions
from wizard.register.health import Finding, Several
from wizard.register.marker import Marker, OldFormatError, read_previous
from wizard.register.storage import DamagedFileError
from wizard.register.synced import synced_by

#: Where damaged files are moved to.
SET_ASIDE: Final = "damaged"
#: Less than this is soon used up, in bytes.
LITTLE_SPACE: Final = 100_000_000
REPAIR: Final = "Run: escalate register doctor --repair"
_OTHERS: Final = 0o077
_OWN_FILE: Final = 0o600
_OWN_FOLDER: Final = 0o700
_TEMPORARY: Final = ".tmp"
_OF_A_CASE: Final = re.compile(rf"({CASE_ID.pattern})\.case\.[0-9].*")


def of_marker(register: Register) -> tuple[Marker | None, list[Finding]]:
    """The marker, where it can be read, and what it says of the register."""
    try:
        marker = register.marker()
    except OldFormatError as error:
        return None, [_fault("marker", str(error), "Run: escalate register migrate")]
    except DamagedFileError as error:
        return None, [
            _fault("marker", str(error), f"{REPAIR}; it puts the copy in place, where that will do")
        ]
    except EscalateError as error:
        return None, [_fault("marker", str(error))]
    if marker is None:
        return None, [_note("marker", "There is no register here yet.", "Make one: escalate register create")]
    kind = "for practice, with invented cases only" if marker.practice else "for real cases, encrypted"
    found = [
        Finding("fine", "marker", f"This is a register {kind}."),
        Finding(
            "fine",
            "versions",
            f"Its format is {marker.format}. It was made by version {marker.program} of the program; this is "
            f"version {wizard.__version__}.",
        ),
    ]
    return marker, [*found, *_of_previous(register.folder), *_of_slots(marker)]


def _of_previous(folder: Path) -> Iterator[Finding]:
    try:
        read_previous(folder)
    except EscalateError:
        what = "The copy of register.json that is kept beside it cannot be read; register.json itself can."
        yield _note("marker", what, "It is made anew with the next change of a passphrase or of the keys.")


def _of_slots(marker: Marker) -> Iterator[Finding]:
    if marker.rotating:
        what = "A change of its keys was begun and is not complete; everything can be read and written meanwhile."
        yield _note("rotation", what, "Go on with it: escalate register rotate")
    if marker.practice:
        return
    kinds = [slot.kind for slot in marker.slots]
    if "recovery" not in kinds:
        what = "It has no recovery key: if the passphrases are lost, nobody can ever open it."
        yield _note("keys", what, "Make one: escalate register recovery --recovery-file FILE")
    if kinds.count("passphrase") == 1:
        what = "Only one passphrase opens it."
        yield _note("keys", what, "One for a second person: escalate register add-person NAME")
    else:
        yield Finding("fine", "keys", f"{kinds.count('passphrase')} passphrases open it.")


def of_folder(folder: Path, environ: Mapping[str, str], free: Callable[[Path], int]) -> Iterator[Finding]:
    """Who can look into the folder, who copies it, what lies about in it, and how much room there is."""
    service = synced_by(folder, environ)
    if service:
        what = f"{service} copies the folder of the register to other computers; two copies fight each other."
        yield _fault(
            "synced",
            what,
            "Move the program's folder to a place that no service copies, and set ESCALATE_HOME.",
        )
    try:
        left = free(folder)
    except OSError:
        left = LITTLE_SPACE
    if left < LITTLE_SPACE:
        what = f"There is little room on the disk: {left // 1_000_000} MB are free."
        yield _note("space", what, "Make room before the disk is full.")
    yield from _of_files(folder)
    yield from _of_set_aside(folder)
    yield from _of_editions(folder)


def _of_files(folder: Path) -> Iterator[Finding]:
    open_to_others, not_own, leftovers, unread = Several(), Several(), Several(), Several()
    for path, found in walked(folder, unread.add):
        name = path.relative_to(folder).as_posix()
        if not is_private(found):
            open_to_others.add(name)
        if os.name == "posix" and found.st_uid != os.geteuid():
            not_own.add(name)
        if name.endswith(_TEMPORARY) and not name.startswith(f"{SET_ASIDE}/"):
            leftovers.add(name)
    if open_to_others:
        what = f"{open_to_others.counted('file or folder', 'files and folders')} can be opened by other people on this computer, or not by you: {open_to_others}."
        yield _fault("permissions", what, REPAIR)
    if not_own:
        what = f"{not_own.counted('file or folder belongs', 'files and folders belong')} to somebody else: {not_own}."
        yield _note("permissions", what, "Whoever looks after this computer can give them to you.")
    if unread:
        what = f"{unread.counted('place', 'places')} in the folder could not be looked into: {unread}."
        yield _fault("permissions", what, REPAIR)
    if leftovers:
        what = f"{leftovers.counted('file is', 'files are')} left of a save that was stopped, or being saved at this moment: {leftovers}."
        yield _note("leftovers", what, f"They hold nothing that counts. {REPAIR}")


def walked(folder: Path, unread: Callable[[str], None]) -> Iterator[tuple[Path, os.stat_result]]:
    """Every file and folder from `folder` on, itself first, links not followed. `unread` is told of the others."""
    try:
        yield folder, folder.lstat()
    except OSError:
        return
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    try:
                        found = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue  # it was a file of the moment
                    yield Path(entry.path), found
                    if stat.S_ISDIR(found.st_mode):
                        waiting.append(Path(entry.path))
        except OSError:
            unread(place.name)


def is_private(found: os.stat_result) -> bool:
    """Whether only its owner can use a file or folder. Windows answers for itself: the folder is the person's own."""
    if os.name != "posix" or not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        return True
    return stat.S_IMODE(found.st_mode) & (_OTHERS | wanted_mode(found)) == wanted_mode(found)


def wanted_mode(found: os.stat_result) -> int:
    """What its owner needs."""
    return _OWN_FOLDER if stat.S_ISDIR(found.st_mode) else _OWN_FILE


def _of_set_aside(folder: Path) -> Iterator[Finding]:
    kept, gone = Several(), Several()
    for name in set_aside(folder):
        kept.add(name)
    for case_id in without_case(folder):
        gone.add(case_id)
    if gone:
        what = f"{gone.counted('case was', 'cases were')} damaged and set aside, and no copy of it could be read: {gone}."
        yield _fault(
            "set-aside", what, "Bring it back from a backup: escalate register restore FILE --case ID"
        )
    if kept:
        what = f"{kept.counted('damaged file is', 'damaged files are')} set aside in the folder '{SET_ASIDE}': {kept}."
        yield _note("set-aside", what, "Keep them until you are sure that nothing is missing.")


def set_aside(folder: Path) -> list[str]:
    """The names of the files that were set aside, in order."""
    try:
        return sorted(os.listdir(folder / SET_ASIDE))  # noqa: PTH208 - only the names
    except OSError:
        return []


def without_case(folder: Path) -> list[str]:
    """The ids of the cases of which a damaged file was set aside, and that are not in the register."""
    ids = {found[1] for name in set_aside(folder) if (found := _OF_A_CASE.fullmatch(name))}
    return sorted(one for one in ids if not case_path(folder, one).exists())


def _of_editions(folder: Path) -> Iterator[Finding]:
    editions, bad = Editions(folder / "editions", lambda: None), Several()
    try:
        names = editions.all()
    except EscalateError as error:
        yield _fault("editions", str(error))
        return
    for name in names:
        try:
            editions.read(name)
        except EscalateError:
            bad.add(f"{name[:12]}")
    if bad:
        what = f"{bad.counted('kept text of a policy', 'kept texts of policies')} cannot be read: {bad}. Cases that go by it go by the policy as it is now."
        yield _fault("editions", what, f"{REPAIR}; and bring the files in 'editions' back from a backup")


def _fault(topic: str, what: str, remedy: str = "") -> Finding:
    return Finding("fault", topic, what, remedy)


def _note(topic: str, what: str, remedy: str = "") -> Finding:
    return Finding("note", topic, what, remedy)
