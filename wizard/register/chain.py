"""The chain over what is recorded: each event is bound to those before it, so that none can change unseen.

Everything is SHA-256. What goes into a hash is a name for what the hash is of, then its parts, each behind its
length in eight bytes: no sign can be moved from one part to the next, and no hash of one thing is ever one of
another. Hashes are written as 64 hexadecimal digits, in small letters.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from typing import Final

_SIZE: Final = 32
_LENGTH: Final = 8
_FINGERPRINT: Final = ((0, 4), (4, 8), (8, 12))
# As in RFC 6962: what lies at the edge of the tree can never be taken for what joins two branches.
_LEAF: Final = b"\x00"
_JOINT: Final = b"\x01"


def new_salt() -> str:
    """32 bytes that nobody can guess, so that an erased text cannot be found again by trying texts."""
    return os.urandom(_SIZE).hex()  # what `secrets` is made of, without its import


def digest(salt: str, content: str) -> str:
    """The hash that stands for `content`, and goes on standing for it once both are erased.

    Raises `ValueError` for a `salt` that is not 32 bytes in hexadecimal, and for a `content` that is no text.
    """
    return hashed("event", _bytes(salt), content.encode())


def start(case_id: str) -> str:
    """What the first event of a case is bound to: the case."""
    return hashed("case", case_id.encode())


def link(before: str, digest: str) -> str:
    """The link of an event: its digest bound to the link `before` it. Raises `ValueError` for what is no hash."""
    return hashed("link", _bytes(before), _bytes(digest))


def links(case_id: str, digests: Iterable[str]) -> tuple[str, ...]:
    """The links of a case by version: at 0 its start, at n that of event n. The last is the head of the case."""
    found = [start(case_id)]
    for one in digests:
        found.append(link(found[-1], one))
    return tuple(found)


def fingerprint(head: str) -> str:
    """The beginning of `head`, short enough to be printed and read out: "3f2a-91bc-07de"."""
    _bytes(head)
    return "-".join(head[first:end] for first, end in _FINGERPRINT)


def leaf(case_id: str, version: int, head: str) -> bytes:
    """A case as it stands, as one leaf of `merkle_root`. Raises `ValueError` for what is no head or no version."""
    if not 0 <= version < 2 ** (8 * _LENGTH):
        raise ValueError("a version counts from 0")
    return _framed("leaf", case_id.encode(), version.to_bytes(_LENGTH, "big"), _bytes(head))


def merkle_root(leaves: Iterable[bytes]) -> str:
    """One hash for all `leaves`, in their order: the Merkle tree hash of RFC 6962, section 2.1."""
    level = [hashlib.sha256(_LEAF + one).digest() for one in leaves]
    if not level:
        return hashlib.sha256().hexdigest()
    while len(level) > 1:
        # One that has no partner goes up as it is: that makes the same tree as splitting at powers of two.
        joined = [
            hashlib.sha256(_JOINT + left + right).digest()
            for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        level = joined + level[len(joined) * 2 :]
    return level[0].hex()


def hashed(kind: str, *parts: bytes) -> str:
    """The hash of `parts` as what `kind` names: the same parts are another hash as another kind."""
    return hashlib.sha256(_framed(kind, *parts)).hexdigest()


def _framed(kind: str, *parts: bytes) -> bytes:
    named = (f"escalate/2 {kind}".encode(), *parts)
    return b"".join(len(part).to_bytes(_LENGTH, "big") + part for part in named)


def _bytes(text: str) -> bytes:
    """The 32 bytes of a hash. There is one way to write each, so that equal hashes are equal texts."""
    found = bytes.fromhex(text)
    if len(found) != _SIZE or found.hex() != text:
        raise ValueError(f"expected {_SIZE} bytes as {2 * _SIZE} hexadecimal digits in small letters")
    return found
