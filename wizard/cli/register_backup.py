"""`escalate register backup`: all of the register as one encrypted file, read back before it is said to be made."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from wizard.base.errors import EscalateError
from wizard.base.paths import named
from wizard.cli.output import say_saved
from wizard.cli.register_told import count, tell
from wizard.cli.surroundings import surroundings


def run(chosen: argparse.Namespace) -> int:
    """Makes a backup in `chosen.file`. Exit 1 where something in the register was damaged; that is named.

    Raises what `back_up` raises.
    """
    from wizard.register.backup import back_up
    from wizard.register.chain import fingerprint

    around = surroundings()
    path = Path(chosen.file).absolute()
    now = around.clock()
    made = back_up(around.register, path, now)
    parts = f"{count(made.cases, 'case')}, {count(made.documents, 'document')}"
    status = say_saved(
        f"The backup is in {named(path)}: {parts}, {made.size:,} bytes. It was read back from the disk, and is whole.\n"
        f"Fingerprint of all cases: {fingerprint(made.root)}\n"
        f"{_who_opens(practice=made.practice)}"
    )
    damaged = tell(made.problems)
    try:
        around.register.access().append(around.author, "backed-up", now, detail=parts)
    except EscalateError as error:
        sys.stderr.write(f"the backup is made, and could not be noted in the log of looks: {error}\n")
    return damaged or status


def _who_opens(*, practice: bool) -> str:
    if practice:
        return "It is of a practice register: anybody who has the file can open it."
    return (
        "The passphrases and the recovery key of today open it, also after they are changed here. "
        "Keep it on another disk, and not beside a passphrase."
    )
