"""A register to try things on, and a program that dies at a call to the file system."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from wizard.register.cases import Register

#: What a program does to the disk.
CALLS = ("open", "write", "fsync", "replace", "rename", "link", "unlink", "ftruncate", "mkdir", "rmdir")


class KilledError(BaseException):
    """The program is gone. Nothing that it would still do on its way out reaches the disk either."""


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path / "home" / "register", lock_seconds=0)


@pytest.fixture(params=[5, pytest.param(1, marks=pytest.mark.long)], ids=["at some", "at each"])
def every(request: pytest.FixtureRequest) -> int:
    """Of hundreds of places for a kill or a fault, one in so many is tried. To try each takes long."""
    return int(request.param)


@pytest.fixture
def dies_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, Callable[[], object]], int]:
    """Does something until its call number `fatal` (0: none), half of which is done where that is a write.

    Returns how many calls there were.
    """

    def run(fatal: int, action: Callable[[], object]) -> int:
        count = 0
        held: set[int] = set()
        real = {name: getattr(os, name) for name in (*CALLS, "close")}

        def counted(name: str) -> Callable[..., object]:
            def call(*args: object, **options: object) -> object:
                nonlocal count
                count += 1
                if count == fatal and name == "write" and isinstance(args[1], bytes | memoryview):
                    real[name](args[0], bytes(args[1])[: len(args[1]) // 2])
                if 0 < fatal <= count:
                    raise KilledError
                found = real[name](*args, **options)
                if name == "open":
                    held.add(found)
                return found

            return call

        def close(descriptor: int) -> None:
            held.discard(descriptor)
            real["close"](descriptor)

        with monkeypatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, counted(name))
            patch.setattr(os, "close", close)
            with suppress(KilledError):
                action()
        for descriptor in held:  # the system closes what a dead program had open, and so ends its locks
            with suppress(OSError):
                real["close"](descriptor)
        return count

    return run
