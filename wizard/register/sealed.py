"""How bytes are sealed, so that nobody reads them and no changed byte goes unnoticed.

A frame is the sign `ESC2`, the generation of the key (4 bytes, big end first), a nonce of 12 bytes, and then the
text sealed with AES-256-GCM and its tag. What the frame is about is not in it: whoever opens it has to know.
"""

from __future__ import annotations

import os
import struct
from typing import Final

_MAGIC: Final = b"ESC2"
_HEADER: Final = struct.Struct(">4sI")
_NONCE: Final = 12
_TAG: Final = 16
#: How many bytes a frame is longer than what it holds.
OVERHEAD: Final = _HEADER.size + _NONCE + _TAG
#: Generations count from 1 to this.
LAST_GENERATION: Final = 2**32 - 1


class UnsealError(ValueError):
    """These bytes were not sealed with these keys for this use, or they have changed since. It never says more."""

    def __init__(self) -> None:
        super().__init__(
            "what was sealed cannot be opened: it was changed, or sealed for another use or register"
        )


def seal_frame(key: bytes, generation: int, context: bytes, plain: bytes) -> bytes:
    """`plain` as a frame. `key` is 32 bytes; `context` has to be the same when it is opened."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    header = _HEADER.pack(_MAGIC, generation)
    nonce = os.urandom(_NONCE)
    return header + nonce + AESGCM(key).encrypt(nonce, plain, header + context)


def unseal_frame(key: bytes, context: bytes, data: bytes) -> bytes:
    """What `seal_frame` sealed. Raises `UnsealError`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    generation_of(data)
    start = _HEADER.size + _NONCE
    try:
        return AESGCM(key).decrypt(data[_HEADER.size : start], data[start:], data[: _HEADER.size] + context)
    except InvalidTag:
        raise UnsealError from None


def generation_of(data: bytes) -> int:
    """The generation that a frame says it was sealed with; only opening it proves that. Raises `UnsealError`."""
    if len(data) < OVERHEAD:
        raise UnsealError
    magic, generation = _HEADER.unpack_from(data)
    if magic != _MAGIC or not generation:
        raise UnsealError
    return int(generation)
