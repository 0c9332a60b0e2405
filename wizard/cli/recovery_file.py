"""The recovery key as a file: written for its owner alone, read back, and to be printed and deleted."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from wizard.base.errors import NotNowError, wrong_input
from wizard.base.paths import UnconfirmedError, named, write_new

#: What is to be done with it, a sentence or two a line.
ADVICE: Final = (
    "It opens the register if the passphrase is lost. If both are lost, nobody can open it.",
    "Print it, keep the paper away from this computer, and then delete the file.",
)


def write_recovery(path: Path, key: str, *, register: Path) -> None:
    """Writes the key into a new file, and makes sure that it can be read again.

    Raises `WrongInputError` for a file that is there already or would lie in the folder `register`, and
    `NotNowError` where it cannot be had for certain; then there is no file.
    """
    if path.resolve().is_relative_to(register.resolve()):
        raise wrong_input(
            "lies in the folder of the register: who takes that would have the key to it. Choose another place",
            file=named(path),
        )
    data = f"{key}\n".encode()
    try:
        write_new(path, data)
        whole = path.read_bytes() == data
    except UnconfirmedError:
        whole = False
    except OSError:
        whole = False
    if not whole:
        remove_recovery(path)
        raise NotNowError(
            f"{named(path)}: the recovery key could not be read back from there. Nothing has been changed; "
            "choose a file on another disk"
        )


def remove_recovery(path: Path) -> None:
    """Takes the file away again, as what it opens was not made."""
    with suppress(OSError):
        path.unlink()
