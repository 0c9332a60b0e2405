"""How a register is made, opened and given other keys: what `register.json` says, changed under its lock."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from wizard.base.errors import EscalateError, NotNowError, wrong_input
from wizard.base.paths import UnconfirmedError, make_private, named, not_now
from wizard.register import making, opening, recovery
from wizard.register.keys import KEY, LONGEST_RING, Keys
from wizard.register.lock import CaseLock
from wizard.register.marker import Marker, read_marker, replace_marker, sealed, write_first
from wizard.register.opening import (
    FromKeyring,
    Hidden,
    Passphrase,
    Recovery,
    Secret,
    WrongSecretError,
)
from wizard.register.passphrase import acceptable
from wizard.register.slots import Cost, new_slot, open_slot
from wizard.register.store import LockedError
from wizard.register.system_keyring import SecretStore

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = [
    "FromKeyring",
    "LockedError",
    "Passphrase",
    "Prepared",
    "Recovery",
    "Secret",
    "Vault",
    "WrongSecretError",
]


class Prepared(Hidden, frozen=True):
    """A register that is not on the disk yet. `recovery` is to be shown once and kept on paper."""

    keys: Keys
    recovery: str
    marker: Marker


class Vault:
    """The keys of the register in `folder`. Nothing is kept open or remembered between calls.

    `lock_seconds` is the longest wait for a colleague who is changing them too; `cost` that of new passphrases.
    Every method raises `NotNowError` where the disk does not let it (nothing has changed then), `DamagedFileError`
    where `register.json` is damaged, missing or changed by another hand, `OldFormatError` and `EscalateError` for
    another format, and `WrongInputError` where it needs a register and there is none. Those that change one take the
    keys of whoever opened it, and raise `NotNowError` where these are out of date, and `UnconfirmedError`.
    """

    def __init__(self, folder: Path, *, lock_seconds: float = 5.0, cost: Cost | None = None) -> None:
        self._folder = folder
        self._lock_seconds = lock_seconds
        self._cost = cost or Cost()

    # ---- what is there

    def marker(self) -> Marker | None:
        """What `register.json` says; None where no register has been made. Only opening it checks the seal."""
        return read_marker(self._folder)

    def current_generation(self) -> int:
        """That of the keys to write with."""
        return self._there().generation

    def signing_public(self) -> bytes:
        """The public half of the signing key: Ed25519, 32 bytes."""
        return self._there().signing_public

    def signing_key(self, keys: Keys) -> Ed25519PrivateKey:
        """The private half."""
        return self._checked(keys)[1]

    # ---- making one

    def create_practice(self, at: datetime) -> Keys:
        """Makes a practice register, or opens the one that is there. Raises `LockedError` for a real one."""
        if self.marker() is None:
            with self._lock():
                if self.marker() is None:  # another process may have made it while this one waited
                    keys, signing = making.new_keys(practice=True), making.new_signing_key()
                    write_first(self._folder, making.new_marker(keys, (open_slot(keys),), signing, at))
                    return keys
        return self.open_practice()

    def prepare(self, passphrase: str, label: str, at: datetime) -> Prepared:
        """A real register that this passphrase opens, and a recovery key. Nothing is on the disk yet.

        Raises `WrongInputError` for a passphrase that is too easily guessed.
        """
        text = acceptable(passphrase)
        keys, signing, secret = (
            making.new_keys(practice=False),
            making.new_signing_key(),
            recovery.new_secret(),
        )
        slots = (
            making.passphrase_slot(text, label, self._cost, keys, signing),
            making.recovery_slot(secret, keys, signing),
        )
        marker = making.new_marker(keys, slots, signing, at)
        return Prepared(keys=keys, recovery=recovery.written(secret), marker=marker)

    def finish(self, prepared: Prepared) -> Keys:
        """Makes the register that was prepared. Raises `WrongInputError` where there is one already."""
        with self._lock():
            if self.marker() is not None:
                raise wrong_input(
                    f"there is a register in {named(self._folder)} already. Nothing has been changed; "
                    "choose another folder for the new one"
                )
            write_first(self._folder, prepared.marker)
        return prepared.keys

    # ---- opening it

    def unlock(self, secret: Secret) -> Keys:
        """The keys of a real register.

        Raises `WrongSecretError`, and `WrongInputError` for a slip in the recovery key and for a practice register.
        """
        marker = self._there()
        if marker.practice:
            raise wrong_input("this is a practice register; it has no passphrase and is opened without one")
        return opening.open_with(secret, marker, self._folder)[0]

    def open_practice(self) -> Keys:
        """The keys of a practice register. Raises `LockedError` for a real one."""
        return opening.open_freely(self._there(), self._folder)

    # ---- who can open it

    def change_passphrase(self, keys: Keys, which: str | Passphrase, new: str) -> None:
        """Puts `new` in place of one passphrase: that of the slot with this id, or the one that is given.

        Raises `WrongSecretError`, and `WrongInputError` for an unknown id or a passphrase too easily guessed.
        """
        text = acceptable(new)
        marker, signing = self._real(keys)
        if isinstance(which, Passphrase):
            old = opening.open_with(which, marker, self._folder)[1]
        else:
            old = making.slot_of(marker, which, "passphrase")
        slot = making.passphrase_slot(text, old.label, self._cost, keys, signing, instead_of=old)

        def changed(now: Marker) -> Marker:
            if making.slot_of(now, old.id, "passphrase") != old:
                raise NotNowError(
                    "this passphrase was changed at the same moment. Nothing of yours has been saved"
                )
            slots = tuple(slot if each == old else each for each in now.slots)
            return msgspec.structs.replace(now, slots=slots)

        self._change(keys, changed, forget=True)

    def add_passphrase(self, keys: Keys, text: str, label: str) -> str:
        """Another passphrase, for another person. Returns the id of its slot.

        Raises `WrongInputError` for one too easily guessed.
        """
        text = acceptable(text)
        _, signing = self._real(keys)
        slot = making.passphrase_slot(text, label, self._cost, keys, signing)
        self._change(keys, lambda now: making.with_slot(now, slot))
        return slot.id

    def remove_slot(self, keys: Keys, slot_id: str) -> None:
        """Takes a slot away. Whoever used it may have kept the keys: only a rotation makes those useless.

        Raises `WrongInputError` for an unknown id and for the last passphrase.
        """

        def changed(now: Marker) -> Marker:
            return making.without_slots(now, frozenset({making.slot_of(now, slot_id).id}))

        self._change(keys, changed, forget=True)

    def new_recovery(self, keys: Keys, secret: bytes | None = None) -> str:
        """A recovery key in place of the old one, which opens nothing any more. Returns what is to be printed.

        `secret` is one of `recovery.new_secret`, for whoever has written it down before it counts.
        """
        secret = secret or recovery.new_secret()
        _, signing = self._real(keys)
        slot = making.recovery_slot(secret, keys, signing)

        def changed(now: Marker) -> Marker:
            old = frozenset(each.id for each in now.slots if each.kind == "recovery")
            return making.with_slot(making.without_slots(now, old), slot)

        self._change(keys, changed, forget=True)
        return recovery.written(secret)

    def add_keyring(self, keys: Keys, store: SecretStore, label: str = "keyring") -> str:
        """Has `store` keep a secret that opens the register. Returns the id of its slot."""
        _, signing = self._real(keys)
        seed, slot_id = os.urandom(KEY), making.new_slot_id()
        slot = new_slot("keyring", slot_id, making.safe_label(label), seed, None, to=keys, by=signing)
        name = opening.kept_as(keys.register, slot_id)
        store.set(name, seed.hex())
        try:
            self._change(keys, lambda now: making.with_slot(now, slot))
        except UnconfirmedError:
            raise
        except BaseException:
            with suppress(EscalateError):
                store.delete(name)
            raise
        return slot_id

    def remove_keyring(self, keys: Keys, store: SecretStore) -> bool:
        """Removes the slots that `store` opens, and then their secrets. False where there is none."""
        marker, _ = self._real(keys)
        names = {
            slot.id: opening.kept_as(keys.register, slot.id)
            for slot in marker.slots
            if slot.kind == "keyring"
        }
        held = frozenset(slot_id for slot_id, name in names.items() if store.get(name) is not None)
        if not held:
            return False
        self._change(keys, lambda now: making.without_slots(now, held), forget=True)
        for slot_id in sorted(held):
            store.delete(names[slot_id])
        return True

    # ---- new keys

    def begin_rotation(self, keys: Keys, *, without: str = "") -> Keys:
        """Keys with a new generation, which everybody who has a slot gets; then all files are sealed anew with it.

        The slot with the id `without` is taken away in the same step. A rotation that was begun and not ended may be
        begun again: whoever was removed in between has no part in it. Raises as `remove_slot`.
        """
        if len(keys.generations) >= LONGEST_RING:
            raise NotNowError("new keys were begun too often and never completed; complete that first")
        return self._rotated(keys, keys.with_new_generation(), rotating=True, without=without)

    def end_rotation(self, keys: Keys) -> Keys:
        """Keys without the older generations. No file may be sealed with those any more."""
        return self._rotated(keys, keys.without_older(), rotating=False)

    def _rotated(self, keys: Keys, new: Keys, *, rotating: bool, without: str = "") -> Keys:
        def changed(now: Marker) -> Marker:
            signing = opening.signing_key(now, keys, self._folder)
            if without:
                now = making.without_slots(now, frozenset({making.slot_of(now, without).id}))
            return making.with_keys(now, new, signing, rotating=rotating)

        self._change(keys, changed, new=new, forget=bool(without) or not rotating)
        return new

    # ---- parts of these

    def _lock(self) -> CaseLock:
        try:
            make_private(self._folder)
        except OSError as error:
            raise not_now(error, "made", self._folder) from error
        return CaseLock(self._folder / "register.lock", self._lock_seconds)

    def _there(self) -> Marker:
        marker = self.marker()
        if marker is None:
            raise wrong_input(f"there is no register in {named(self._folder)} yet; make one first")
        return marker

    def _checked(self, keys: Keys) -> tuple[Marker, Ed25519PrivateKey]:
        marker = self._there()
        opening.check_current(marker, keys, self._folder)
        return marker, opening.signing_key(marker, keys, self._folder)

    def _real(self, keys: Keys) -> tuple[Marker, Ed25519PrivateKey]:
        marker, signing = self._checked(keys)
        if marker.practice:
            raise wrong_input("this is a practice register; it is open to everybody and has no passphrases")
        return marker, signing

    def _change(
        self,
        keys: Keys,
        changed: Callable[[Marker], Marker],
        *,
        new: Keys | None = None,
        forget: bool = False,
    ) -> None:
        """Rewrites the marker in one step and under its lock, sealed with the keys that are current then."""
        self._there()  # before the lock: its folder would be made where there is no register
        with self._lock():
            now, _ = self._checked(keys)
            replace_marker(self._folder, sealed(changed(now), new or keys), forget=forget)
