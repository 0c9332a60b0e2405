"""How a command gets the keys of a real register: from the keyring, a file that is named, or a terminal."""

from __future__ import annotations

import os
import sys
import warnings
from typing import TYPE_CHECKING, Final

from wizard.base.errors import EscalateError, WrongInputError
from wizard.register.store import LockedError

# What opens a register is imported where there is one to be opened: most commands open a practice register, or none.
if TYPE_CHECKING:
    from wizard.register.keys import Keys
    from wizard.register.vault import Vault

_TRIES: Final = 3
_PROMPT: Final = "Passphrase of the register (or its recovery key): "


def unlock(vault: Vault) -> Keys:
    """The keys of a real register. They live in this process alone.

    Raises `LockedError` where there is nothing to open it with, and as `opened_unasked` does.
    """
    from wizard.casework.unasked import opened_unasked
    from wizard.register.system_keyring import SystemKeyring

    keys = opened_unasked(vault, os.environ, SystemKeyring())
    if keys is not None:
        return keys
    if not on_terminal():
        raise LockedError
    return _typed(vault)


def _typed(vault: Vault) -> Keys:
    from wizard.casework.unasked import open_with_text
    from wizard.register.opening import WrongSecretError

    for left in reversed(range(_TRIES)):
        try:
            return open_with_text(vault, asked_unseen())
        except (WrongSecretError, WrongInputError) as error:
            _say(error, left)
    raise LockedError


def asked_unseen(prompt: str = _PROMPT) -> str:
    """What is typed, unseen. Raises `LockedError` where it would be seen, and at the end of input."""
    import getpass

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(prompt, stream=sys.stderr)
    except (EOFError, OSError, getpass.GetPassWarning):
        sys.stderr.write("\n")
        raise LockedError from None


def _say(error: EscalateError, left: int) -> None:
    for line in error.lines():
        sys.stderr.write(f"{line[:1].upper()}{line[1:]}.\n")
    if left:
        times = "once more" if left == 1 else f"{left} more times"
        sys.stderr.write(f"You can try {times}. Ctrl+C stops; nothing has been changed.\n")


def on_terminal() -> bool:
    """Whether somebody can be asked for a secret without its being seen."""
    # A stream that whoever started the command has closed is None.
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))
