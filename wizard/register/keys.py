"""The keys of a register that has been unlocked: a master key for each generation, and what follows from them."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Mapping
from typing import Final, NoReturn, Self

from wizard.register.sealed import LAST_GENERATION, UnsealError, generation_of, seal_frame, unseal_frame

#: As long as a key, in bytes.
KEY: Final = 32
#: Generations that one ring holds at most: more than rotations that were begun and never ended.
LONGEST_RING: Final = 64

_ENTRY: Final = struct.Struct(f">I{KEY}s")
_RING: Final = b"ESCRING2"
_REGISTER_ID: Final = re.compile(r"[0-9a-f]{32}")
_CACHED: Final = 128


class Keys:
    """An unlocked register. Writes use the current generation, and whatever an older one in the ring sealed can
    still be read. Its `repr` shows no key, and it cannot be pickled or copied.

    Raises `ValueError` for an id, a generation or a key that cannot be one.
    """

    __slots__ = ("_derived", "_ring", "practice", "register")

    def __init__(self, register: str, practice: bool, ring: Mapping[int, bytes]) -> None:
        if not _REGISTER_ID.fullmatch(register):
            raise ValueError("the id of a register is 32 hexadecimal digits")
        if not 0 < len(ring) <= LONGEST_RING:
            raise ValueError(f"a ring holds between 1 and {LONGEST_RING} generations")
        if any(not 0 < number <= LAST_GENERATION or len(key) != KEY for number, key in ring.items()):
            raise ValueError("a ring holds something that is no key")
        self.register: Final = register
        self.practice: Final = practice
        self._ring: Final = dict(sorted(ring.items()))
        self._derived: Final[dict[tuple[int, str], bytes]] = {}

    @classmethod
    def new(cls, register: str, practice: bool) -> Self:
        """Keys that nobody has seen, for a register that is being made."""
        return cls(register, practice, {1: os.urandom(KEY)})

    @classmethod
    def from_ring(cls, register: str, practice: bool, data: bytes) -> Self:
        """The keys in what `ring` returned. Raises `ValueError`, which says nothing of them."""
        body = data[len(_RING) :]
        if data[: len(_RING)] != _RING or len(body) % _ENTRY.size or len(body) > LONGEST_RING * _ENTRY.size:
            raise ValueError("this is no ring of keys")
        entries = [(int(number), bytes(key)) for number, key in _ENTRY.iter_unpack(body)]
        numbers = [number for number, _ in entries]
        if numbers != sorted(set(numbers)):
            raise ValueError("the generations of a ring are not in order")
        return cls(register, practice, dict(entries))

    @property
    def generation(self) -> int:
        """The current one, which counts from 1."""
        return self.generations[-1]

    @property
    def generations(self) -> tuple[int, ...]:
        """All that can be read, the oldest first."""
        return tuple(self._ring)

    def seal(self, about: str, plain: bytes) -> bytes:
        """`plain` as bytes that only these keys open, and only as `about`, such as "case 2026-11-16-abcdef"."""
        generation = self.generation
        return seal_frame(self._key(generation, "seal", about), generation, self._context(about), plain)

    def unseal(self, about: str, data: bytes) -> bytes:
        """What was sealed as `about`. Raises `UnsealError` whatever is wrong with it."""
        generation = generation_of(data)
        if generation not in self._ring:
            raise UnsealError
        return unseal_frame(self._key(generation, "seal", about), self._context(about), data)

    def subkey(self, about: str, generation: int | None = None) -> bytes:
        """32 bytes for names and seals by HMAC, of the current generation unless another is asked for.

        It is none of the keys that `seal` uses. Raises `KeyError` for a generation that is not in the ring.
        """
        return self._key(self.generation if generation is None else generation, "name", about)

    def with_new_generation(self) -> Self:
        """The same keys and a new one, which is current. Raises `ValueError` where the ring is full."""
        return type(self)(self.register, self.practice, {**self._ring, self.generation + 1: os.urandom(KEY)})

    def without_older(self) -> Self:
        """The current generation alone."""
        return type(self)(self.register, self.practice, {self.generation: self._ring[self.generation]})

    def ring(self) -> bytes:
        """All master keys as bytes, for an envelope and nothing else."""
        return _RING + b"".join(_ENTRY.pack(number, key) for number, key in self._ring.items())

    def _context(self, about: str) -> bytes:
        # The first two parts hold no bar, so that no two uses give the same bytes.
        return f"{self.register}|{_kind(self.practice)}|{about}".encode()

    def _key(self, generation: int, use: str, about: str) -> bytes:
        name = (generation, f"{use}|{about}")
        found = self._derived.get(name)
        if found is None:
            info = f"escalate/2|{_kind(self.practice)}|{use}|{about}".encode()
            found = derived(self._ring[generation], bytes.fromhex(self.register), info)
            while len(self._derived) >= _CACHED:
                self._derived.pop(next(iter(self._derived)), None)
            self._derived[name] = found
        return found

    def __repr__(self) -> str:
        return f"<Keys of {_kind(self.practice)} register {self.register}, generation {self.generation}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("the keys of a register are never written down")


def derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """32 bytes that follow from `secret` and tell nothing of it: HKDF with SHA-256."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=KEY, salt=salt, info=info).derive(secret)


def _kind(practice: bool) -> str:
    return "practice" if practice else "real"
