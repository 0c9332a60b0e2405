"""Whether the computer was started anew since the index was last believed.

Rows are added to the index without waiting for the disk, and the files of cases are not: after a power cut a row can
be older than its case. So once after each start of the computer, the cases that were changed since the last snapshot,
which the disk has confirmed, are read themselves.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from wizard.base.errors import EscalateError
from wizard.base.paths import write_new
from wizard.register.index import SNAPSHOT
from wizard.register.unfinished import unfinished

_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_LONGEST: Final = 100
#: Clocks of files are coarse, and can be set a little.
_EARLIER: Final = 120.0


def this_start() -> str:
    """What names this start of the computer; empty where the system does not say (all but Linux)."""
    try:
        with _BOOT.open("rb") as file:
            return file.read(_LONGEST).decode("ascii", "replace").strip()
    except OSError:
        return ""


class Reboots:
    """What the register in `folder` knows of that."""

    def __init__(self, folder: Path, start: str | None = None) -> None:
        self._path = folder / "index.boot"
        self._snapshot = folder / SNAPSHOT
        self._scratch = unfinished(folder)
        self._start = this_start() if start is None else start

    def since(self) -> bool:
        """Whether the computer was started anew since `note`, as far as that can be known."""
        if not self._start:
            return False
        try:
            with self._path.open("rb") as file:
                return file.read(_LONGEST).decode("ascii", "replace").strip() != self._start
        except OSError:
            return True

    def changed_since_snapshot(self, files: dict[str, Path]) -> frozenset[str]:
        """The ids of those files that may have been changed since the last snapshot."""
        try:
            before = self._snapshot.stat().st_mtime - _EARLIER
        except OSError:
            return frozenset(files)
        found: set[str] = set()
        for case_id, path in files.items():
            try:
                changed = path.stat().st_mtime >= before
            except OSError:
                changed = True
            if changed:
                found.add(case_id)
        return frozenset(found)

    def note(self) -> None:
        """Notes that the index was held against the cases after this start. A convenience: it is done again otherwise."""
        if self._start:
            with suppress(EscalateError):
                write_new(self._path, f"{self._start}\n".encode(), replace=True, through=self._scratch)
