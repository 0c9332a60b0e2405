"""How a register is opened with what somebody knows or has."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from wizard.base.errors import NotNowError
from wizard.base.paths import named
from wizard.register import recovery
from wizard.register.keys import KEY, Keys
from wizard.register.marker import Marker, another_hand, check
from wizard.register.passphrase import as_bytes
from wizard.register.slots import (
    ChangedSlotError,
    Slot,
    SlotKind,
    WrongSeedError,
    opened,
    opened_freely,
    stretched,
)
from wizard.register.store import LockedError
from wizard.register.system_keyring import SecretStore

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_WRONG: Final[dict[SlotKind, str]] = {
    "passphrase": "this passphrase does not open the register. Look whether Caps Lock is on, and type it again; "
    "the recovery key opens it too",
    "recovery": "this recovery key is written as one should be, and it does not open this register. It may be "
    "of another register, or a newer one may have been made since",
    "keyring": "the keyring of this computer has no key that opens this register; use the passphrase",
}


class WrongSecretError(NotNowError):
    """The secret that was given opens no slot of the register."""


class Hidden(msgspec.Struct, frozen=True):
    """A value that is never shown."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []


class Passphrase(Hidden, frozen=True):
    """A passphrase as it was typed."""

    text: str


class Recovery(Hidden, frozen=True):
    """A recovery key as it was typed."""

    text: str


class FromKeyring(Hidden, frozen=True):
    """The secret that a keyring keeps."""

    store: SecretStore


Secret: TypeAlias = Passphrase | Recovery | FromKeyring


def open_with(secret: Secret, marker: Marker, folder: Path) -> tuple[Keys, Slot]:
    """The keys in a real register's marker and the slot that gave them. All slots of that kind are tried.

    Raises `WrongSecretError`, `WrongInputError` for a slip in a recovery key, `DamagedFileError` for a marker that was
    changed by another hand.
    """
    kind, seed_of = _seeds(secret, marker.register)
    changed = False
    for slot in marker.slots:
        seed = seed_of(slot) if slot.kind == kind else None
        if seed is None:
            continue
        try:
            keys = opened(
                slot,
                seed,
                register=marker.register,
                practice=marker.practice,
                signed_by=marker.signing_public,
            )
        except WrongSeedError:
            continue
        except ChangedSlotError:
            changed = True
            continue
        check(marker, keys, folder)
        signing_key(marker, keys, folder)
        return keys, slot
    if changed:
        raise another_hand(folder)
    raise WrongSecretError(_WRONG[kind])


def open_freely(marker: Marker, folder: Path) -> Keys:
    """The keys in a practice register's marker. Raises `LockedError` for a real one, and `DamagedFileError`."""
    if not marker.practice:
        raise LockedError(
            f"{named(folder)} is a register of real cases, and its passphrase is needed to open it"
        )
    try:
        keys = opened_freely(marker.slots[0], register=marker.register)
    except ChangedSlotError:
        raise another_hand(folder) from None
    check(marker, keys, folder)
    signing_key(marker, keys, folder)
    return keys


def check_current(marker: Marker, keys: Keys, folder: Path) -> None:
    """Raises `NotNowError` where the keys are out of date, and `DamagedFileError` where the seal is wrong."""
    if marker.register == keys.register and marker.generation > keys.generation:
        raise NotNowError(
            "the register was given new keys since you opened it. Nothing has been changed; open it again"
        )
    check(marker, keys, folder)


def signing_key(marker: Marker, keys: Keys, folder: Path) -> Ed25519PrivateKey:
    """The private half of the signing key. Raises `DamagedFileError` where it does not go with the public half."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        private = Ed25519PrivateKey.from_private_bytes(keys.unseal("signing", marker.signing_sealed))
    except ValueError:  # `UnsealError` is one
        raise another_hand(folder) from None
    if not hmac.compare_digest(private.public_key().public_bytes_raw(), marker.signing_public):
        raise another_hand(folder)
    return private


def kept_as(register: str, slot_id: str) -> str:
    """The name of a slot's secret in a keyring."""
    return f"register {register} slot {slot_id}"


def _seeds(secret: Secret, register: str) -> tuple[SlotKind, Callable[[Slot], bytes | None]]:
    """The kind of slot that a secret opens, and what it comes to for a slot of that kind."""
    if isinstance(secret, Passphrase):
        text = as_bytes(secret.text)
        return "passphrase", lambda slot: stretched(text, slot.kdf) if slot.kdf else None
    if isinstance(secret, Recovery):
        typed = recovery.entered(secret.text)
        return "recovery", lambda _: typed
    store = secret.store
    return "keyring", lambda slot: _from_hex(store.get(kept_as(register, slot.id)))


def _from_hex(text: str | None) -> bytes | None:
    try:
        seed = bytes.fromhex(text or "")
    except ValueError:
        return None
    return seed if len(seed) == KEY else None
