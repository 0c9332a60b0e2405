"""Where somebody was in a case, and what they were writing: not yet a record, but nothing that may be lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.base.paths import make_private, not_now, write_new
from wizard.register.lock import USUAL_WAIT, CaseLock
from wizard.register.unfinished import unfinished

if TYPE_CHECKING:
    from wizard.register.keys import Keys

_ENDING: Final = ".place"
#: More than all that may be written and not yet be recorded, in bytes.
_LARGEST: Final = 20_000_000


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody was.

    `version` is the case's at that moment: what was recorded since counts for more. `question` is an earlier one
    that was looked at again, `document` and `field` what was written for, `text` what stood there unsaved.
    `left` says that the case was closed with intent.
    """

    case: str
    version: int
    at: str
    question: str | None = None
    document: str | None = None
    field: str | None = None
    text: str | None = None
    drafts: dict[str, str] = {}
    left: bool = False


class Places:
    """The places in `folder`, one file a case, sealed and written whole: a text half written is of a case too.

    `keys` gives the keys of the moment, or raises where the register is locked.
    """

    def __init__(self, folder: Path, keys: Callable[[], Keys]) -> None:
        self._folder = folder
        self._keys = keys

    def keep(self, place: Place) -> None:
        """Keeps a place. Raises NotNowError, WrongInputError, UnconfirmedError."""
        self._keys()  # before the lock: a person may have to type something
        try:
            make_private(self._folder)
        except OSError as error:
            raise not_now(error, "made", self._folder) from error
        with self.held():
            # Its keys under the lock, as a change of keys waits for it.
            sealed = self._keys().seal(about_place(place.case), msgspec.json.encode(place))
            write_new(self.path(place.case), sealed, replace=True, through=unfinished(self._folder.parent))

    def held(self, seconds: float = USUAL_WAIT) -> CaseLock:
        """The lock of all places, for whoever writes or removes one."""
        return CaseLock(self._folder.with_name(f"{self._folder.name}.lock"), seconds, signed=False)

    def path(self, case_id: str) -> Path:
        """The file of the place in a case."""
        return self._folder / f"{case_id}{_ENDING}"

    def all(self) -> list[str]:
        """The ids of the cases that have a place, readable or not, in order. Needs no keys."""
        try:
            return sorted(path.stem for path in self._folder.glob(f"*{_ENDING}"))
        except OSError:
            return []

    def of(self, case_id: str) -> Place | None:
        """The place in a case. One that cannot be read is none: it is a convenience, and no record."""
        return self._read(self.path(case_id), case_id)

    def has_any(self) -> bool:
        """Whether a place is kept, readable or not. Needs no keys."""
        try:
            return any(self._folder.glob(f"*{_ENDING}"))
        except OSError:
            return False

    def forget(self, case_id: str) -> None:
        """Removes the place in a case. Raises NotNowError."""
        path = self.path(case_id)
        if not path.exists():
            return
        # Under the lock: what is sealed anew at this moment must not come back.
        with self.held():
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise not_now(error, "removed", path) from error

    def last(self) -> Place | None:
        """The place that was kept last of all."""
        found: list[tuple[int, str, Path]] = []
        with suppress(OSError):
            for path in self._folder.glob(f"*{_ENDING}"):
                with suppress(OSError):
                    found.append((path.stat().st_mtime_ns, path.name, path))
        return self._read(max(found)[2], max(found)[2].stem) if found else None

    def _read(self, path: Path, case_id: str) -> Place | None:
        try:
            with path.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except OSError:
            return None
        try:
            place = msgspec.json.decode(self._keys().unseal(about_place(case_id), data), type=Place)
        except ValueError:  # msgspec's own errors are ValueErrors
            return None
        return place if place.case == case_id else None


def about_place(case_id: str) -> str:
    return f"place {case_id}"
