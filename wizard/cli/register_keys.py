"""Who can open the register: the key slots, passphrases, the recovery key, the keyring, and new keys."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.advice.result import Plain, to_json
from wizard.base.errors import EXIT_DONE, EXIT_NO, FAULTS_SHOWN, WrongInputError, wrong_input
from wizard.base.paths import UnconfirmedError, named
from wizard.base.text import visible
from wizard.cli.output import fold, say, say_saved
from wizard.cli.surroundings import with_register
from wizard.register.store import LockedError

if TYPE_CHECKING:
    from wizard.casework.session import Surroundings
    from wizard.register.marker import Marker
    from wizard.register.rotation import Rotated
    from wizard.register.vault import Passphrase

_KINDS: Final = {
    "passphrase": "a passphrase",
    "recovery": "the recovery key",
    "keyring": "the keyring of a computer",
    "open": "open to everybody",
}
_NO_TERMINAL: Final = "there is no terminal on which a new passphrase can be typed unseen; name the file that holds it with --new-file"


def run(chosen: argparse.Namespace) -> int:
    """Runs the verb that was chosen.

    Raises WrongInputError for a practice register (but for `keys`), an unknown slot and a passphrase that is too
    easily guessed, and LockedError.
    """
    around = with_register()
    if chosen.verb == "keys":
        return show(around, as_json=chosen.json)
    _refuse_practice(around)
    if chosen.verb == "passphrase":
        return change_passphrase(around, chosen.new_file)
    if chosen.verb == "add-person":
        return add_person(around, chosen.label, chosen.new_file)
    if chosen.verb == "leaver":
        return rotate(around, leaver=chosen.slot)
    if chosen.verb == "rotate":
        return rotate(around)
    if chosen.verb == "recovery":
        return new_recovery(around, Path(chosen.recovery_file).absolute())
    return keyring(around, on=chosen.change == "on")


def show(around: Surroundings, *, as_json: bool) -> int:
    """Prints who can open the register. It stays locked."""
    marker = _marker(around)
    if as_json:
        say(to_json(_shown(marker)))
        return EXIT_DONE
    for slot in marker.slots:
        label = f" ({slot.label})" if slot.label and slot.kind in ("passphrase", "keyring") else ""
        say(f"{slot.id}  {_KINDS[slot.kind]}{label}")
    say(f"The keys are the {_ordinal(marker.generation)} of this register.")
    if marker.rotating:
        say(
            fold(
                "They are being changed, or a change was stopped: 'escalate register rotate' goes on with it."
            )
        )
    return EXIT_DONE


def change_passphrase(around: Surroundings, new_file: str | None) -> int:
    """Puts a new passphrase in place of the one that is known."""
    register = around.register
    keys = register.keys()
    which = _own_passphrase(around)
    register.vault.change_passphrase(keys, which, _new_passphrase(new_file))
    return say_saved(
        "The passphrase was changed. The one before does not open the register any more. It still opens backups and "
        "copies of register.json from before. If somebody else may know it, change the keys too: "
        "'escalate register rotate'."
    )


def add_person(around: Surroundings, label: str, new_file: str | None) -> int:
    """Adds a passphrase for another person, and prints the id of its slot."""
    if not label.strip():
        raise wrong_input("expected the name of the person, so that the passphrase can be taken away again")
    keys = around.register.keys()
    slot = around.register.vault.add_passphrase(keys, _new_passphrase(new_file), label)
    return say_saved(f"{slot} opens the register now: a passphrase ({visible(label.strip())}).")


def rotate(around: Surroundings, *, leaver: str = "") -> int:
    """Changes the keys; with `leaver`, whatever the key slot with that id opens is good for nothing then.

    The code is 1 where a damaged file keeps the old keys from being left out.
    """
    from wizard.register.rotation import rotate as change_keys

    register = around.register
    register.keys()
    done = change_keys(register, around.clock(), around.author, leaver=leaver)
    if not done.complete:
        return _incomplete(done, leaver)
    gone = f"{visible(leaver)} was taken away. " if leaver else ""
    files = "1 file was" if done.files == 1 else f"{done.files:,} files were"
    return say_saved(
        fold(
            f"{gone}The register has new keys; {files} encrypted anew with them. Passphrases stay as they are. "
            "Copies and backups made before still open with what opened them then."
        )
        + (f"\n{fold(_AFTER_LEAVER)}" if leaver else "")
    )


_AFTER_LEAVER: Final = (
    "Could that person have seen the recovery key? Then make a new one: "
    "escalate register recovery --recovery-file FILE"
)


def new_recovery(around: Surroundings, path: Path) -> int:
    """Writes a new recovery key into a file and then has it take the place of the old one."""
    from wizard.cli.recovery_file import ADVICE, remove_recovery, write_recovery
    from wizard.register import recovery

    register = around.register
    keys = register.keys()
    secret = recovery.new_secret()
    write_recovery(path, recovery.written(secret), register=register.folder)
    try:
        register.vault.new_recovery(keys, secret)
    except UnconfirmedError:
        raise  # it is in its place all the same, and the file is needed
    except BaseException:
        remove_recovery(path)
        raise
    told = (
        f"The new recovery key is in {named(path)}. The one before opens nothing any more: destroy the paper.",
        *ADVICE,
    )
    return say_saved("\n".join(fold(one) for one in told))


def keyring(around: Surroundings, *, on: bool) -> int:
    """Has this computer's keyring open the register, or stops that."""
    from wizard.register.opening import kept_as
    from wizard.register.system_keyring import SystemKeyring

    register, store = around.register, SystemKeyring()
    marker = _marker(around)
    kept = [
        slot.id
        for slot in marker.slots
        if slot.kind == "keyring" and store.get(kept_as(marker.register, slot.id)) is not None
    ]
    if on and kept:
        return say_saved("The keyring of this computer opens the register already.")
    if not on and not kept:
        return say_saved("The keyring of this computer does not open the register. Nothing was changed.")
    keys = register.keys()
    if on:
        register.vault.add_keyring(keys, store, label=around.author.name or "keyring")
        return say_saved(
            fold(
                "The keyring of this computer opens the register from now on: whoever is logged in here as you "
                "needs no passphrase. 'escalate register keyring off' stops that."
            )
        )
    register.vault.remove_keyring(keys, store)
    return say_saved("The keyring of this computer does not open the register any more.")


def _incomplete(done: Rotated, leaver: str) -> int:
    gone = f"{visible(leaver)} was taken away. " if leaver else ""
    sys.stderr.write(
        f"{gone}The register has new keys. The old ones are still needed, for there is damage in a file. "
        "Without them nothing of it could ever be read. "
        "Run 'escalate register doctor --repair', and then 'escalate register rotate':\n"
    )
    shown = done.damaged if len(done.damaged) < FAULTS_SHOWN else done.damaged[: FAULTS_SHOWN - 2]
    for name in shown:
        sys.stderr.write(f"{visible(name)}: it is damaged\n")
    if len(shown) < len(done.damaged):
        sys.stderr.write(f"... and {len(done.damaged) - len(shown):,} more\n")
    return EXIT_NO


def _marker(around: Surroundings) -> Marker:
    marker = around.register.marker()
    assert marker is not None  # `with_register` has looked
    return marker


def _refuse_practice(around: Surroundings) -> None:
    if _marker(around).practice:
        raise wrong_input(
            "this is a practice register: it is open to everybody, so there are no passphrases and no keys to change"
        )


def _own_passphrase(around: Surroundings) -> str | Passphrase:
    """The passphrase that is to be changed, as it is known, or the id of the only slot that it can be.

    Raises WrongInputError where several could be meant, and LockedError where the old one is not at hand.
    """
    from wizard.casework.entering import PASSPHRASE_FILE
    from wizard.cli.unlocking import asked_unseen, on_terminal
    from wizard.register.opening import Passphrase, WrongSecretError, open_with
    from wizard.register.passphrase import read_passphrase_file

    marker = _marker(around)
    slots = [slot.id for slot in marker.slots if slot.kind == "passphrase"]
    if len(slots) == 1:
        return slots[0]  # whoever has opened the register can change it
    file = os.environ.get(PASSPHRASE_FILE, "")
    if not file and not on_terminal():
        raise LockedError
    text = (
        read_passphrase_file(Path(file))
        if file
        else asked_unseen("Your passphrase as it is now, so that it is known which one to change: ")
    )
    secret = Passphrase(text)
    try:
        return open_with(secret, marker, around.register.folder)[1].id
    except WrongSecretError:
        raise wrong_input(
            f"there are {len(slots)} passphrases, and what was given is none of them. So it is not known which one "
            "to change. Add a new one: escalate register add-person NAME. Then take the lost one away: "
            "escalate register leaver ID. To see the IDs: escalate register keys"
        ) from None


def _new_passphrase(new_file: str | None) -> str:
    """A new passphrase from a file, or typed twice. Raises WrongInputError, which holds nothing of it."""
    from wizard.cli.unlocking import asked_unseen, on_terminal
    from wizard.register.passphrase import acceptable, read_passphrase_file

    if new_file is not None:
        path = Path(new_file).absolute()
        text = read_passphrase_file(path)
        try:
            return acceptable(text)
        except WrongInputError as error:
            raise wrong_input(error.faults[0].what, file=named(path)) from None
    if not on_terminal():
        raise wrong_input(_NO_TERMINAL)
    try:
        text = acceptable(asked_unseen("New passphrase: "))
        again = acceptable(asked_unseen("The same once more: "))
    except LockedError:
        raise wrong_input(_NO_TERMINAL) from None
    if text != again:
        raise wrong_input("the two passphrases are not the same; nothing was changed")
    return text


def _shown(marker: Marker) -> dict[str, Plain]:
    return {
        "register": marker.register,
        "practice": marker.practice,
        "generation": marker.generation,
        "rotating": marker.rotating,
        "slots": [{"id": slot.id, "kind": slot.kind, "label": slot.label} for slot in marker.slots],
    }


def _ordinal(number: int) -> str:
    last = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"
