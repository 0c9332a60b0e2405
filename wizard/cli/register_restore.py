"""`escalate register restore`: brings back a backup, or one case of it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.base.errors import EscalateError, NotNowError
from wizard.base.paths import named
from wizard.casework.entering import PASSPHRASE_FILE
from wizard.cli.output import say
from wizard.cli.register_told import count, tell
from wizard.cli.surroundings import surroundings, with_register

if TYPE_CHECKING:
    from datetime import datetime

    from wizard.casework.session import Surroundings
    from wizard.register.access import What
    from wizard.register.backup_stream import Backup
    from wizard.register.cases import Register
    from wizard.register.events import Author
    from wizard.register.keys import Keys

#: The log knows no word of its own for bringing back; its detail says which of the two it was.
_NOTED_AS: Final[What] = "restored"


def run(chosen: argparse.Namespace) -> int:
    """Brings back what is in `chosen.file`. Exit 1 where something in it was damaged already; that is named.

    Raises what opening a backup, `restore` and `restore_case` raise.
    """
    from wizard.register.backup_stream import Backup
    from wizard.register.restoring import refuse_in_the_way

    around = surroundings() if chosen.case is None else with_register()
    if chosen.case is None:
        refuse_in_the_way(around.register.folder)  # before anybody has to type a passphrase
    backup = Backup(Path(chosen.file).absolute())
    if chosen.case is None:
        return _all(backup, _keys(backup, chosen.passphrase_file, None), around)
    return _one(backup, _keys(backup, chosen.passphrase_file, around.register), around, chosen.case)


def _all(backup: Backup, keys: Keys, around: Surroundings) -> int:
    from wizard.register.cases import Register
    from wizard.register.chain import fingerprint
    from wizard.register.restoring import restore

    folder = around.register.folder
    done = restore(backup, keys, folder, environ=os.environ)
    kind = "a practice register, for invented cases only" if done.practice else "a register of real cases"
    say(
        f"{named(folder)} is there again as it was at {done.made}: {count(done.cases, 'case')}, "
        f"{count(done.documents, 'document')}. "
        f"It is {kind}."
    )
    say(f"Fingerprint of all cases: {fingerprint(done.root)}")
    say("What was recorded after that moment, or erased after it, is as it was then.")
    register = Register(folder)
    register.open_with(keys)
    _note(register, around.author, around.clock(), f"all of it came from the backup of {done.made}", None)
    return tell(done.problems)


def _one(backup: Backup, keys: Keys, around: Surroundings, case_id: str) -> int:
    from wizard.register.chain import fingerprint
    from wizard.register.restoring_case import restore_case

    done = restore_case(backup, keys, around.register, case_id, environ=os.environ)
    say(
        f"Case {done.id} is in the register again as it was at {done.made}: {count(done.version, 'entry', 'entries')}, "
        f"{count(done.documents, 'document')}."
    )
    say(f"Fingerprint: {fingerprint(done.head)}")
    _note(around.register, around.author, around.clock(), f"it came from the backup of {done.made}", done.id)
    return tell(done.problems)


def _keys(backup: Backup, passphrase_file: str | None, register: Register | None) -> Keys:
    """The keys of the backup: from a file that holds a secret, from the open register, or from what is typed."""
    from wizard.register.passphrase import read_passphrase_file
    from wizard.register.restoring import marker_of, open_freely, open_like, open_with

    if marker_of(backup).practice:
        return open_freely(backup)
    file = passphrase_file or os.environ.get(PASSPHRASE_FILE)
    if file:
        return open_with(backup, read_passphrase_file(Path(file).absolute()))
    if register is not None:
        alike = open_like(backup, register.keys())
        if alike is not None:
            return alike
    return open_with(backup, _typed())


def _typed() -> str:
    import getpass

    if sys.stdin is None or not sys.stdin.isatty():
        raise NotNowError(
            "the passphrase of the backup is needed, and there is no terminal to ask for it. Nothing has been "
            f"changed. Name the file that holds it with --passphrase-file or in {PASSPHRASE_FILE}"
        )
    try:
        return getpass.getpass("Passphrase or recovery key of the backup: ")
    except EOFError:
        raise NotNowError("no passphrase was typed. Nothing has been changed") from None


def _note(register: Register, author: Author, at: datetime, detail: str, case: str | None) -> None:
    try:
        register.access().append(author, _NOTED_AS, at, case=case, detail=detail)
    except EscalateError as error:
        sys.stderr.write(f"it is brought back, and could not be noted in the log of looks: {error}\n")
