"""Key slots: envelopes that hold the keys of a register, one for each secret that opens it.

A slot has a key pair (X25519), and its private half follows from the secret. The keys are sealed to the public half,
so that they can be sealed anew while the secret is not at hand. As anybody could do that, whoever does signs them
with the signing key of the register, and `pin` ties the slot's secret to that key: another's ring is not taken for
the register's own.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta

from wizard.base.errors import NotNowError
from wizard.register.keys import Keys, derived
from wizard.register.sealed import seal_frame, unseal_frame

# `cryptography` is imported where a slot is made or opened: looking up a number pays nothing.
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SlotKind: TypeAlias = Literal["passphrase", "recovery", "keyring", "open"]

#: A register that was tampered with must not keep the computer busy for ever: 1 GiB, 20 passes.
MOST_MEMORY_KIB: Final = 1024 * 1024
MOST_PASSES: Final = 20
#: For all slots of a register together, as every passphrase is tried on each.
MOST_WORK: Final = MOST_MEMORY_KIB * MOST_PASSES
_POINT: Final = 32
_SIGNATURE: Final = 64


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What one guess at a passphrase costs: the second of the two choices in RFC 9106, about a quarter of a second."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


class Kdf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the passphrase of a slot becomes its secret."""

    name: Literal["argon2id"]
    salt: Annotated[bytes, Meta(min_length=16, max_length=64)]
    memory_kib: Annotated[int, Meta(ge=8, le=MOST_MEMORY_KIB)]
    passes: Annotated[int, Meta(ge=1, le=MOST_PASSES)]
    lanes: Annotated[int, Meta(ge=1, le=16)]

    @property
    def work(self) -> int:
        """In passes over a KiB."""
        return self.memory_kib * self.passes


class Slot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An envelope. Nothing in it is secret, but for a slot of kind "open": that holds the keys in the clear."""

    id: Annotated[str, Meta(min_length=1, max_length=64)]
    kind: SlotKind
    label: Annotated[str, Meta(max_length=200)]
    public: Annotated[bytes, Meta(max_length=_POINT)]
    kdf: Kdf | None
    wrapped: Annotated[bytes, Meta(max_length=10_000)]
    pin: Annotated[bytes, Meta(max_length=32)]


class WrongSeedError(ValueError):
    """This is not the secret of the slot."""


class ChangedSlotError(ValueError):
    """The secret is right, and what is in the slot is not what was put there."""


def stretched(passphrase: bytes, kdf: Kdf) -> bytes:
    """The secret that a passphrase stands for. It takes time and memory by design. Raises `NotNowError`."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    try:
        argon = Argon2id(
            salt=kdf.salt, length=32, iterations=kdf.passes, lanes=kdf.lanes, memory_cost=kdf.memory_kib
        )
        return argon.derive(passphrase)
    except MemoryError:
        raise NotNowError(
            f"there is too little memory to check the passphrase: {kdf.memory_kib // 1024:,} MiB are needed. "
            "Nothing has been changed; close something else and try again"
        ) from None


def new_slot(
    kind: SlotKind, slot_id: str, label: str, seed: bytes, kdf: Kdf | None, *, to: Keys, by: Ed25519PrivateKey
) -> Slot:
    """A slot that `seed` opens and that holds the keys `to`. `by` is the signing key of the register."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    private = X25519PrivateKey.from_private_bytes(_follows(seed, to.register, kind, slot_id, "private"))
    slot = Slot(
        id=slot_id,
        kind=kind,
        label=label,
        public=private.public_key().public_bytes_raw(),
        kdf=kdf,
        wrapped=b"",
        pin=_pin(seed, to.register, kind, slot_id, by.public_key().public_bytes_raw()),
    )
    return rewrapped(slot, keys=to, by=by)


def open_slot(keys: Keys) -> Slot:
    """The slot of a practice register, which anybody may open. Raises `ValueError` for the keys of a real one."""
    if not keys.practice:
        raise ValueError("the keys of a real register are never kept in the clear")
    return Slot(
        id="practice", kind="open", label="practice", public=b"", kdf=None, wrapped=keys.ring(), pin=b""
    )


def rewrapped(slot: Slot, *, keys: Keys, by: Ed25519PrivateKey) -> Slot:
    """The slot with `keys` in place of what it held; its secret stays as it is and need not be known."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    if slot.kind == "open":
        return open_slot(keys)
    once = X25519PrivateKey.generate()
    point = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(slot.public))
    context = _context(keys.register, keys.practice, slot)
    ring = keys.ring()
    key = derived(shared, point + slot.public, context)
    signature = by.sign(context + slot.public + ring)
    wrapped = point + seal_frame(key, keys.generation, context, signature + ring)
    return msgspec.structs.replace(slot, wrapped=wrapped)


def opened(slot: Slot, seed: bytes, *, register: str, practice: bool, signed_by: bytes) -> Keys:
    """The keys in a slot. `signed_by` is the public signing key that the marker names.

    Raises `WrongSeedError`, `ChangedSlotError`.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    private = X25519PrivateKey.from_private_bytes(_follows(seed, register, slot.kind, slot.id, "private"))
    public = private.public_key().public_bytes_raw()
    point, frame = slot.wrapped[:_POINT], slot.wrapped[_POINT:]
    context = _context(register, practice, slot)
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(point))
        plain = unseal_frame(derived(shared, point + public, context), context, frame)
    except ValueError:  # `UnsealError` is one, and so is a point that is none
        raise (ChangedSlotError if public == slot.public else WrongSeedError) from None
    signature, ring = plain[:_SIGNATURE], plain[_SIGNATURE:]
    try:
        Ed25519PublicKey.from_public_bytes(signed_by).verify(signature, context + public + ring)
        keys = Keys.from_ring(register, practice, ring)
    except (InvalidSignature, ValueError):
        raise ChangedSlotError from None
    pinned = hmac.compare_digest(slot.pin, _pin(seed, register, slot.kind, slot.id, signed_by))
    if public != slot.public or not pinned:
        raise ChangedSlotError
    return keys


def opened_freely(slot: Slot, *, register: str) -> Keys:
    """The practice keys in a slot of kind "open". Raises `ChangedSlotError`."""
    try:
        return Keys.from_ring(register, True, slot.wrapped)
    except ValueError:
        raise ChangedSlotError from None


def _follows(seed: bytes, register: str, kind: SlotKind, slot_id: str, use: str) -> bytes:
    return derived(seed, bytes.fromhex(register), f"escalate/2|slot {use}|{kind}|{slot_id}".encode())


def _pin(seed: bytes, register: str, kind: SlotKind, slot_id: str, signed_by: bytes) -> bytes:
    return hmac.digest(_follows(seed, register, kind, slot_id, "pin"), signed_by, "sha256")


def _context(register: str, practice: bool, slot: Slot) -> bytes:
    return f"escalate/2|{register}|{'practice' if practice else 'real'}|slot|{slot.kind}|{slot.id}".encode()
