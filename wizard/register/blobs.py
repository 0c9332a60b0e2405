"""Documents as they were made: sealed files of their own, each named by a hash that only the register can compute."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from wizard.base.errors import NotNowError, WrongInputError, wrong_input
from wizard.base.paths import UnconfirmedError, confirm, make_private, not_now, write_new
from wizard.base.text import visible
from wizard.register.keys import Keys
from wizard.register.lock import USUAL_WAIT, CaseLock
from wizard.register.unfinished import unfinished

_ENDING: Final = ".blob"
_NAME: Final = re.compile(r"[0-9a-f]{64}")
#: The longest document that is kept, in bytes: a hundred times the longest that the templates make.
LARGEST: Final = 50_000_000


class Blobs:
    """The documents in `folder`. `keys` gives the keys of the moment, or raises where the register is locked."""

    def __init__(self, folder: Path, keys: Callable[[], Keys]) -> None:
        self._folder = folder
        self._keys = keys

    def keep(self, content: bytes) -> str:
        """Keeps a document, and returns its name. On the disk when this returns.

        Raises `WrongInputError` for one that is too large, `NotNowError` (nothing has changed).
        """
        if len(content) > LARGEST:
            raise wrong_input(f"the document has {len(content):,} bytes; at most {LARGEST:,} can be kept")
        self._keys()  # before the lock: a person may have to type something
        try:
            make_private(self._folder)
        except OSError as error:
            raise not_now(error, "made", self._folder) from error
        with self.held():
            return self._keep(content)

    def holds(self, content: bytes) -> bool:
        """Whether exactly this is kept here. Raises as `read` where the register is locked."""
        return os.path.lexists(self.path(_name(self._keys(), content)))

    def held(self, seconds: float = USUAL_WAIT) -> CaseLock:
        """The lock of all documents, for whoever writes or removes one."""
        return CaseLock(self._folder.with_name(f"{self._folder.name}.lock"), seconds, signed=False)

    def path(self, name: str) -> Path:
        """The file of a document."""
        return self._folder / f"{name}{_ENDING}"

    def _keep(self, content: bytes) -> str:
        keys = self._keys()  # under the lock, as a change of keys waits for it
        name = _name(keys, content)
        path = self.path(name)
        if os.path.lexists(path):
            self.read(name)
            return name
        try:
            write_new(path, keys.seal(about_document(name), content), through=unfinished(self._folder.parent))
        except UnconfirmedError:
            raise NotNowError(
                "the disk did not confirm the copy of the document; nothing was recorded. Try again"
            ) from None
        except WrongInputError:  # another process keeps the same one at this moment
            if not os.path.lexists(path):
                raise
        return name

    def read(self, name: str) -> bytes:
        """The document with that name. Raises `WrongInputError`, `DamagedFileError`, `NotNowError`."""
        from wizard.register.storage import DamagedFileError  # TinyDB comes with it

        path = self.path(name)
        if not _NAME.fullmatch(name) or not os.path.lexists(path):
            raise wrong_input(f"the document {visible(name[:12])} is not kept in this register")
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1000)
        except OSError as error:
            raise not_now(error, "read", path) from error
        try:
            return self._keys().unseal(about_document(name), data)
        except ValueError as error:
            raise DamagedFileError(path, "it does not hold the document that was kept") from error

    def remove(self, name: str) -> None:
        """Removes a document for good, if it is kept here. Raises `NotNowError`, `UnconfirmedError`."""
        path = self.path(name)
        if not _NAME.fullmatch(name) or not os.path.lexists(path):
            return
        # Under the lock: what is sealed anew at this moment must not come back.
        with self.held():
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise not_now(error, "removed", path) from error
        confirm(path)

    def all(self) -> list[str]:
        """The names of every document that is kept, in order. Raises `NotNowError`."""
        try:
            names = os.listdir(self._folder)  # noqa: PTH208 - only the names
        except FileNotFoundError:
            return []
        except OSError as error:
            raise not_now(error, "read", self._folder) from error
        found = (name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING))
        return sorted(name for name in found if _NAME.fullmatch(name))


def _name(keys: Keys, content: bytes) -> str:
    # A plain hash would tell whoever knows a document whether it is here.
    return hmac.new(keys.subkey("document names"), content, hashlib.sha256).hexdigest()


def about_document(name: str) -> str:
    return f"document {name}"
