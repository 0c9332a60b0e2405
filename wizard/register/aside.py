"""Moves damaged files out of the way: never deleted, and never written over."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from wizard.base.paths import confirm, create_file, make_private, not_now, patiently
from wizard.register.doctor_folder import SET_ASIDE


class Aside:
    """The folder in which the register in `folder` keeps its damaged files. `at` is when they are put there."""

    def __init__(self, folder: Path, at: datetime) -> None:
        self._place = folder / SET_ASIDE
        self._at = at

    def move(self, path: Path, name: str) -> str:
        """Moves a file away, under the lock of whoever writes it, and returns its new name, which begins with `name`.

        Raises `NotNowError`, `UnconfirmedError`.
        """
        new = self._free(name)
        try:
            patiently(lambda: path.rename(self._place / new))
        except OSError as error:
            raise not_now(error, "set aside", path) from error
        confirm(self._place / new)
        return new

    def copy(self, path: Path) -> str:
        """Keeps a copy of a file that is about to be replaced, and returns its name. Raises `NotNowError`."""
        new = self._free(path.name)
        try:
            create_file(self._place / new, path.read_bytes())
        except OSError as error:
            raise not_now(error, "set aside", path) from error
        return new

    def _free(self, name: str) -> str:
        """A name that no file there has."""
        try:
            make_private(self._place)
        except OSError as error:
            raise not_now(error, "made", self._place) from error
        stamp = self._at.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")  # Windows allows no colon
        new, number = f"{name}.{stamp}", 1
        while os.path.lexists(self._place / new):
            number += 1
            new = f"{name}.{stamp}-{number}"
        return new
