"""How a command gets the keys of a real register: from the keyring, a file that is named, or a terminal."""

from __future__ import annotations

import os
import re
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.base.errors import EscalateError, NotNowError, WrongInputError
from wizard.base.paths import named
from wizard.register.store import LockedError

# What opens a register is imported where there is one to be opened: most commands open a practice register, or none.
if TYPE_CHECKING:
    from wizard.register.keys import Keys
    from wizard.register.vault import Vault

#: Names the file that scripts unlock the register from.
VARIABLE: Final = "ESCALATE_PASSPHRASE_FILE"
_TRIES: Final = 3
_PROMPT: Final = "Passphrase of the register (or its recovery key): "
#: What is meant as a recovery key, right or wrong: seven groups or more of about four signs.
_IN_GROUPS: Final = re.compile(
    r"\s*[0-9A-Za-z]{2,6}(?:\s*[-\u2010-\u2015\u2212\s]\s*[0-9A-Za-z]{2,6}){6,}\s*"
)


def unlock(vault: Vault) -> Keys:
    """The keys of a real register. They live in this process alone.

    Raises `LockedError` where there is nothing to open it with, `NotNowError` where what there is does not open it,
    `WrongInputError` for a file that cannot be used, and as `Vault.unlock` does.
    """
    keys = _from_keyring(vault)
    if keys is not None:
        return keys
    file = os.environ.get(VARIABLE, "")
    if file:
        return _from_file(vault, Path(file))
    if not on_terminal():
        raise LockedError
    return _typed(vault)


def open_with_text(vault: Vault, text: str) -> Keys:
    """The keys, by a text that is a passphrase or a recovery key.

    Raises `WrongSecretError` where it opens nothing, `WrongInputError` where it is a recovery key with a slip in it,
    and as `Vault.unlock` does.
    """
    from wizard.register.opening import Passphrase, Recovery, WrongSecretError

    slip: WrongInputError | None = None
    if _IN_GROUPS.fullmatch(text):
        try:
            return vault.unlock(Recovery(text))
        except WrongInputError as error:
            slip = error
        except WrongSecretError:
            pass  # a passphrase may look like one too
    try:
        return vault.unlock(Passphrase(text))
    except WrongSecretError:
        if slip is not None:
            raise slip from None
        raise


def _from_keyring(vault: Vault) -> Keys | None:
    """The keys, where this computer's keyring opens the register; it is one way of several."""
    marker = vault.marker()
    if marker is None or not any(slot.kind == "keyring" for slot in marker.slots):
        return None
    from wizard.register.opening import FromKeyring
    from wizard.register.system_keyring import SystemKeyring

    try:
        return vault.unlock(FromKeyring(SystemKeyring()))
    except (NotNowError, WrongInputError):
        return None


def _from_file(vault: Vault, path: Path) -> Keys:
    from wizard.register.opening import WrongSecretError
    from wizard.register.passphrase import read_passphrase_file

    text = read_passphrase_file(path)
    try:
        return open_with_text(vault, text)
    except WrongSecretError:
        raise NotNowError(
            f"{named(path)}: what is in this file does not open the register. Expected its passphrase, or its "
            f"recovery key. Nothing has been changed; name the right file in {VARIABLE}"
        ) from None


def _typed(vault: Vault) -> Keys:
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
