"""The texts of the policies that cases began under: each edition once, by the hash of its content.

What is here is never changed and never taken away: a case of years ago can be read as it was. A text comes to its
place whole or not at all, and two who keep the same one at the same moment keep one, so there is no lock.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from wizard.base.errors import Fault, NotNowError, WrongInputError
from wizard.base.paths import UnconfirmedError, confirm, make_private, not_now, write_new
from wizard.base.text import visible
from wizard.policy.edition import LARGEST, FlowTexts
from wizard.register.lock import USUAL_WAIT, CaseLock
from wizard.register.unfinished import unfinished

_FORMAT: Final = 1
_ENDING: Final = ".json"
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_PREFIX: Final = re.compile(r"[0-9a-f]{6,64}")
#: Kept as base64, which is a third longer, with room for the names.
_LARGEST_FILE: Final = 2 * LARGEST


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    format: int
    flow: str
    files: dict[str, bytes]


class MissingEditionError(WrongInputError):
    """There is no edition of that hash in the register."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        what = f"the edition {visible(name[:12])} is not kept in this register"
        super().__init__([Fault(file="", line=0, column=0, key="", what=what)])


class Editions:
    """The editions in `folder`, one file each. `check` raises where the register is not this program's to write in."""

    def __init__(self, folder: Path, check: Callable[[], object]) -> None:
        self._folder = folder
        self._check = check

    def keep(self, texts: FlowTexts) -> str:
        """Keeps an edition, unless it is kept already, and returns its hash. On the disk when this returns.

        Raises NotNowError (nothing has changed) and DamagedFileError (what is kept under that hash is another
        text; it is left as it is).
        """
        self._check()
        name = texts.hash()
        path = self._path(name)
        if not os.path.lexists(path):
            stored = _Stored(format=_FORMAT, flow=texts.flow, files=dict(sorted(texts.files.items())))
            try:
                make_private(self._folder)
            except OSError as error:
                raise not_now(error, "made", self._folder) from error
            if self._written(path, msgspec.json.encode(stored) + b"\n"):
                return name
        self.read(name)
        try:
            confirm(path)  # whoever wrote it may have been told that the disk did not
        except UnconfirmedError as error:
            raise _unconfirmed(error, path) from error
        return name

    def held(self, seconds: float = USUAL_WAIT) -> CaseLock:
        """The lock of all editions, for whoever writes one."""
        return CaseLock(self._folder.with_name(f"{self._folder.name}.lock"), seconds, signed=False)

    def _written(self, path: Path, data: bytes) -> bool:
        """Whether it was written, and confirmed; not where somebody else has kept the same one meanwhile."""
        with self.held():
            try:
                write_new(path, data, through=unfinished(self._folder.parent))
            except UnconfirmedError as error:
                raise _unconfirmed(error, path) from error
            except WrongInputError:
                if not os.path.lexists(path):
                    raise
                return False
        return True

    def has(self, name: str) -> bool:
        """Whether there is an edition of that hash, readable or not."""
        return _HASH.fullmatch(name) is not None and os.path.lexists(self._path(name))

    def read(self, name: str) -> FlowTexts:
        """The texts of the edition with the hash `name`.

        Raises MissingEditionError where there is none, DamagedFileError where its content is not what its hash says
        or it is no ordinary file, NotNowError where it cannot be read now.
        """
        from wizard.register.storage import DamagedFileError  # TinyDB comes with it

        path = self._path(name)
        if not self.has(name):
            raise MissingEditionError(path, name)
        try:
            # Looked at first: a pipe would be waited for without end.
            if not _is_ordinary(path):
                raise DamagedFileError(path, "it is no ordinary file")
            with path.open("rb") as file:
                data = file.read(_LARGEST_FILE + 1)
        except OSError as error:
            raise not_now(error, "read", path) from error
        try:
            stored = msgspec.json.decode(data, type=_Stored)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise DamagedFileError(path, "it is cut short or not in its format") from error
        texts = FlowTexts(flow=stored.flow, files=stored.files)
        if texts.hash() != name:
            raise DamagedFileError(path, "it does not hold the text that it is named after")
        return texts

    def named(self, prefix: str) -> list[str]:
        """The hashes of the editions that begin with `prefix`, in order. Raises NotNowError."""
        return [one for one in self.all() if one.startswith(prefix)] if _PREFIX.fullmatch(prefix) else []

    def all(self) -> list[str]:
        """The hashes of every edition that is kept, in order. Raises NotNowError."""
        try:
            names = [path.name for path in self._folder.iterdir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise not_now(error, "read", self._folder) from error
        found = [name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING)]
        return sorted(name for name in found if _HASH.fullmatch(name))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_ENDING}"


def _is_ordinary(path: Path) -> bool:
    """Whether there is a plain file. Raises `OSError` where that cannot be seen."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        if path.is_symlink():
            return False  # it leads to nothing, or to itself
        raise


def _unconfirmed(error: UnconfirmedError, path: Path) -> NotNowError:
    # The case does not name it yet, so that nothing is lost: the next attempt finds it, and asks the disk again.
    cause = error.__cause__
    assert isinstance(cause, OSError)  # that is what `confirm` makes it of
    return not_now(cause, "saved", path)
