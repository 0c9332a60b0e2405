"""The parts that a register's marker is made of when it is new, and its slots as they come and go."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import msgspec

import wizard
from wizard.base.errors import wrong_input
from wizard.base.text import visible
from wizard.register.keys import Keys
from wizard.register.marker import FORMAT, MOST_SLOTS, Marker, sealed
from wizard.register.passphrase import as_bytes
from wizard.register.slots import MOST_WORK, Cost, Kdf, Slot, SlotKind, new_slot, rewrapped, stretched

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_PRACTICE_NOTE: Final = "for practice with invented cases only: anybody who has this folder can read them"
_REAL_NOTE: Final = "the cases are encrypted; a passphrase or the recovery key opens them"
_LONGEST_LABEL: Final = 200
_SALT: Final = 16


def new_signing_key() -> Ed25519PrivateKey:
    """One for a register that is being made."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate()


def new_keys(*, practice: bool) -> Keys:
    """Those of a register that is being made, and so its id."""
    return Keys.new(os.urandom(16).hex(), practice)


def new_marker(keys: Keys, slots: tuple[Slot, ...], signing: Ed25519PrivateKey, at: datetime) -> Marker:
    """The marker of a new register. Raises `ValueError` for an `at` without an offset from UTC."""
    if at.utcoffset() is None:
        raise ValueError("the time at which a register is made needs an offset from UTC")
    marker = Marker(
        format=FORMAT,
        practice=keys.practice,
        note=_PRACTICE_NOTE if keys.practice else _REAL_NOTE,
        register=keys.register,
        created=at.astimezone(UTC).isoformat(timespec="seconds"),
        program=wizard.__version__,
        generation=keys.generation,
        slots=slots,
        signing_public=signing.public_key().public_bytes_raw(),
        signing_sealed=keys.seal("signing", signing.private_bytes_raw()),
    )
    return sealed(marker, keys)


def passphrase_slot(
    text: str,
    label: str,
    cost: Cost,
    keys: Keys,
    signing: Ed25519PrivateKey,
    *,
    instead_of: Slot | None = None,
) -> Slot:
    """A slot that a passphrase opens; it takes the id of the slot that it replaces."""
    kdf = Kdf(
        name="argon2id",
        salt=os.urandom(_SALT),
        memory_kib=cost.memory_kib,
        passes=cost.passes,
        lanes=cost.lanes,
    )
    slot_id = instead_of.id if instead_of else new_slot_id()
    seed = stretched(as_bytes(text), kdf)
    return new_slot("passphrase", slot_id, safe_label(label), seed, kdf, to=keys, by=signing)


def recovery_slot(secret: bytes, keys: Keys, signing: Ed25519PrivateKey) -> Slot:
    """The slot that the recovery key opens."""
    return new_slot("recovery", new_slot_id(), "recovery key", secret, None, to=keys, by=signing)


def new_slot_id() -> str:
    """One that no other slot has."""
    return os.urandom(8).hex()


def safe_label(label: str) -> str:
    """A label as one line that can be shown."""
    return visible(label.strip(), _LONGEST_LABEL)


def slot_of(marker: Marker, slot_id: str, kind: SlotKind | None = None) -> Slot:
    """The slot with that id. Raises `WrongInputError` where there is none, or one of another kind."""
    for slot in marker.slots:
        if slot.id == slot_id and kind in (None, slot.kind):
            return slot
    what = "passphrase" if kind == "passphrase" else "key slot"
    raise wrong_input(
        f"there is no {what} '{visible(slot_id, 60)}' in this register; the list of key slots has those there are"
    )


def with_slot(marker: Marker, slot: Slot) -> Marker:
    """The marker with another slot. Raises `WrongInputError` where it has as many as it may."""
    slots = (*marker.slots, slot)
    work = sum(each.kdf.work for each in slots if each.kdf)
    if len(slots) > MOST_SLOTS or work > MOST_WORK:
        raise wrong_input(
            f"the register has {len(marker.slots)} key slots, and no more can be added; remove one first"
        )
    return msgspec.structs.replace(marker, slots=slots)


def without_slots(marker: Marker, gone: frozenset[str]) -> Marker:
    """The marker without the slots of these ids. Raises `WrongInputError` where no passphrase would be left."""
    left = tuple(each for each in marker.slots if each.id not in gone)
    if marker.practice:
        raise wrong_input("a practice register is open to everybody; its only key slot cannot be removed")
    if not any(each.kind == "passphrase" for each in left):
        raise wrong_input(
            "this is the last passphrase of the register and cannot be removed; add another one first"
        )
    return msgspec.structs.replace(marker, slots=left)


def with_keys(marker: Marker, keys: Keys, signing: Ed25519PrivateKey, *, rotating: bool) -> Marker:
    """The marker with other keys in all its slots."""
    return msgspec.structs.replace(
        marker,
        generation=keys.generation,
        slots=tuple(rewrapped(slot, keys=keys, by=signing) for slot in marker.slots),
        signing_sealed=keys.seal("signing", signing.private_bytes_raw()),
        rotating=rotating,
    )
