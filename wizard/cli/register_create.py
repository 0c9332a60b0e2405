"""`escalate register create`: makes the register that cases are kept in, for practice or for real cases."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from wizard.base.errors import WrongInputError, wrong_input
from wizard.base.paths import named
from wizard.cli.output import fold, say_saved
from wizard.cli.recovery_file import ADVICE, remove_recovery, write_recovery
from wizard.cli.surroundings import surroundings
from wizard.register.marker import OldFormatError
from wizard.register.passphrase import read_passphrase_file
from wizard.register.synced import refuse_synced

if TYPE_CHECKING:
    from wizard.casework.session import Surroundings
    from wizard.register.vault import Prepared, Vault


def run(chosen: argparse.Namespace) -> int:
    """Makes the register, and says what was made.

    Raises WrongInputError where it is not said which kind, where there is one already, in a folder that a service
    copies, for a passphrase that is too easily guessed and for a file that will not do.
    """
    files = chosen.passphrase_file, chosen.recovery_file
    if chosen.practice == any(files):
        raise wrong_input(
            "say which kind it is to be: --practice is for invented cases. "
            "For real ones give both --passphrase-file and --recovery-file"
        )
    if not chosen.practice and not all(files):
        raise wrong_input("a register for real cases needs both --passphrase-file and --recovery-file")
    around = surroundings()
    folder = around.register.folder
    _check_free(around)
    refuse_synced(folder, os.environ)
    if chosen.practice:
        around.register.vault.create_practice(around.clock())
        return say_saved(_told(_practice(folder)))
    passphrase_file, recovery_file = Path(files[0]).absolute(), Path(files[1]).absolute()
    prepared = _prepared(around, passphrase_file, chosen.label or around.author.name)
    write_recovery(recovery_file, prepared.recovery, register=folder)
    _finish(around.register.vault, prepared, recovery_file)
    return say_saved(_told(_real(folder, passphrase_file, recovery_file)))


def _check_free(around: Surroundings) -> None:
    try:
        marker = around.register.marker()
    except OldFormatError as error:
        raise wrong_input(str(error)) from None
    if marker is not None:
        kind = "for practice" if marker.practice else "for real cases"
        raise wrong_input(
            f"there is a register {kind} already. Nothing has been changed; "
            "set ESCALATE_HOME to another folder for a new one",
            file=named(around.register.folder),
        )


def _prepared(around: Surroundings, passphrase_file: Path, label: str) -> Prepared:
    text = read_passphrase_file(passphrase_file)
    try:
        return around.register.vault.prepare(text, label, around.clock())
    except WrongInputError as error:
        place = named(passphrase_file)
        raise WrongInputError(
            msgspec.structs.replace(one, file=one.file or place) for one in error.faults
        ) from None


def _finish(vault: Vault, prepared: Prepared, recovery_file: Path) -> None:
    try:
        vault.finish(prepared)
    except BaseException:
        # Whatever stopped it: a register that is there needs its recovery key, and another's is good for nothing.
        if not _made(vault, prepared):
            remove_recovery(recovery_file)
        raise


def _made(vault: Vault, prepared: Prepared) -> bool:
    try:
        return vault.marker() == prepared.marker
    except Exception:  # noqa: BLE001 - it cannot be read now, so it may be there
        return True


def _practice(folder: Path) -> tuple[str, ...]:
    return (
        f"A practice register was made in {named(folder)}.",
        "It is for invented cases only: whoever has the folder can read them. It can never become a register for "
        "real cases; make a new one in another folder for those.",
    )


def _real(folder: Path, passphrase_file: Path, recovery_file: Path) -> tuple[str, ...]:
    return (
        f"A register for real cases was made in {named(folder)}. It is encrypted.",
        f"The recovery key is in {named(recovery_file)}. {' '.join(ADVICE)}",
        f"The passphrase still stands in {named(passphrase_file)}: delete that file too, unless a script needs it.",
    )


def _told(parts: tuple[str, ...]) -> str:
    return "\n".join(fold(one) for one in parts)
