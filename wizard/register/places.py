"""Where somebody was in a case, and what they were writing: not yet a record, but nothing that may be lost."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from wizard.base.paths import make_private, not_now, write_new

_ENDING: Final = ".json"
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
    """The places in `folder`, one file a case, each for this user alone and written whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, place: Place) -> None:
        """Keeps a place. Raises NotNowError, WrongInputError, UnconfirmedError."""
        try:
            make_private(self._folder)
        except OSError as error:
            raise not_now(error, "made", self._folder) from error
        write_new(self._path(place.case), msgspec.json.encode(place) + b"\n", replace=True)

    def of(self, case_id: str) -> Place | None:
        """The place in a case. One that cannot be read is none: it is a convenience, and no record."""
        return _read(self._path(case_id), case_id)

    def last(self) -> Place | None:
        """The place that was kept last of all."""
        found: list[tuple[int, str, Path]] = []
        with suppress(OSError):
            for path in self._folder.glob(f"*{_ENDING}"):
                with suppress(OSError):
                    found.append((path.stat().st_mtime_ns, path.name, path))
        return _read(max(found)[2], max(found)[2].stem) if found else None

    def _path(self, case_id: str) -> Path:
        return self._folder / f"{case_id}{_ENDING}"


def _read(path: Path, case_id: str) -> Place | None:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        place = msgspec.json.decode(data, type=Place)
    except (OSError, msgspec.DecodeError):
        return None
    return place if place.case == case_id else None
