"""The keys of the moment, for whoever reads and writes files while a colleague changes the keys."""

from __future__ import annotations

from collections.abc import Callable

from wizard.register.keys import Keys
from wizard.register.sealed import UnsealError


class CurrentKeys:
    """Keys that are asked for anew at each use.

    Whoever writes holds the lock of what they write: a change of keys begins by saying so in the register and then
    takes each lock in turn, so what was sealed before it was begun is found and sealed anew, and nothing is sealed
    with an old key afterwards. `keys` gives the keys of the moment, or raises where the register is locked.
    """

    def __init__(self, keys: Callable[[], Keys]) -> None:
        self._keys = keys
        # What was read just before a change of keys ended is still sealed with the keys before it.
        self._first = keys()

    def seal(self, about: str, plain: bytes) -> bytes:
        """`plain`, sealed as what `about` says."""
        return self._keys().seal(about, plain)

    def unseal(self, about: str, data: bytes) -> bytes:
        """What was sealed. Raises `UnsealError`."""
        # Asked for after the bytes were read: they may have been sealed anew since these keys were first asked for.
        now = self._keys()
        try:
            return now.unseal(about, data)
        except UnsealError:
            if now is self._first:
                raise
            return self._first.unseal(about, data)
