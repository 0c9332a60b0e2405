"""The recovery key as it is printed and typed: 160 random bits in groups, with a check that tells a slip of the finger."""

from __future__ import annotations

import hashlib
import os
import re
from typing import Final

from wizard.base.errors import wrong_input

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none that is read as another
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SECRET: Final = 20
_CHECK_BITS: Final = 20
_GROUP: Final = 4
_LENGTH: Final = (_SECRET * 8 + _CHECK_BITS) // 5
_BETWEEN: Final = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_LONGEST_ENTRY: Final = 500


def new_secret() -> bytes:
    """A secret that nobody can guess."""
    return os.urandom(_SECRET)


def written(secret: bytes) -> str:
    """A secret as it is printed: nine groups of four signs."""
    number = int.from_bytes(secret) << _CHECK_BITS | _check(secret)
    signs = "".join(_SIGNS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return "-".join(signs[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def entered(text: str) -> bytes:
    """The secret that somebody typed. Capitals, spaces and hyphens do not matter, nor does O for 0 or L for 1.

    Raises `WrongInputError`, which says what kind of slip it is and nothing of what was typed.
    """
    signs = _BETWEEN.sub("", text[:_LONGEST_ENTRY]).upper().translate(_READ_AS)
    for place, sign in enumerate(signs, start=1):
        if sign not in _SIGNS:
            raise wrong_input(
                f"sign {place} of this recovery key is one that no recovery key has; "
                "expected digits and letters in groups of four. Compare it with what was printed"
            )
    if len(signs) != _LENGTH:
        raise wrong_input(
            f"this recovery key has {len(signs)} signs; expected {_LENGTH}, in groups of four. "
            "Compare it with what was printed"
        )
    number = 0
    for sign in signs:
        number = number << 5 | _SIGNS.index(sign)
    secret = (number >> _CHECK_BITS).to_bytes(_SECRET)
    if number & (1 << _CHECK_BITS) - 1 != _check(secret):
        raise wrong_input(
            "there is a typing slip in this recovery key: its last signs do not go with the others. "
            "Compare it with what was printed, group by group"
        )
    return secret


def _check(secret: bytes) -> int:
    digest = hashlib.sha256(b"escalate recovery key 2|" + secret).digest()
    return int.from_bytes(digest[:4]) >> 32 - _CHECK_BITS
