"""The floor of a due list: a process that reads the index of a register and decrypts it, and does nothing else.

`python due_floor.py FOLDER KEY CONTEXT`, the key in hexadecimal digits.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.register.cases import Register
    from wizard.register.keys import Keys

_SNAPSHOT = "index.snapshot"
_LOG = "index.log"
_HEADER, _NONCE = 8, 12


def secrets_of(keys: Keys) -> tuple[str, str]:
    """The key that the index of a register is sealed with, and what its bytes are bound to."""
    return keys._key(keys.generation, "seal", "index").hex(), keys._context("index").decode()


def reading(register: Register) -> Callable[[], float]:
    """The same in this process: the seconds that it takes."""
    key, context = secrets_of(register.keys())

    def timed() -> float:
        began = time.perf_counter()
        read(register.folder, bytes.fromhex(key), context.encode())
        return time.perf_counter() - began

    return timed


def read(folder: Path, key: bytes, context: bytes) -> int:
    """Reads and decrypts the snapshot, and reads the log, which is empty or short. Returns how many bytes."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    with (folder / _SNAPSHOT).open("rb") as file:
        data = file.read()
    start = _HEADER + _NONCE
    plain = AESGCM(key).decrypt(data[_HEADER:start], data[start:], data[:_HEADER] + context)
    log = folder / _LOG
    return len(plain) + (len(log.read_bytes()) if log.exists() else 0)


if __name__ == "__main__":
    if not read(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), sys.argv[3].encode()):
        sys.exit("there was nothing to read")
