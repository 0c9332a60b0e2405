"""What holds for every test: none waits for the disk, but those about what outlives a power cut."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

#: They follow the very calls that reach the disk.
_TO_THE_DISK = Path(__file__).parent / "faults"


@pytest.fixture(autouse=True)
def unhurried(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Saving does not wait until the disk confirms it: on a busy disk that was most of the time that tests took.

    No test can see the difference: what a program has written is there for others with or without it, and no test
    cuts the power. Which files are synced, in which order and what comes of a refusal is tried with a `fsync` of the
    test's own, put on top of this one; a file that is not open is refused here as by the real one.
    """
    if not request.path.is_relative_to(_TO_THE_DISK):
        monkeypatch.setattr(os, "fsync", _only_if_open)


def _only_if_open(descriptor: int) -> None:
    os.fstat(descriptor)
