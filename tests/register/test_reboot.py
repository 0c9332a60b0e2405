"""After the computer was started anew, what the disk may have lost of the index is not believed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wizard.register.reboot import Reboots


def files(folder: Path, **changed: float) -> dict[str, Path]:
    found = {}
    for name, moment in changed.items():
        path = folder / name
        path.touch()
        os.utime(path, (moment, moment))
        found[name] = path
    return found


def test_the_first_look_after_a_start_is_one_and_the_next_is_none(tmp_path: Path) -> None:
    first = Reboots(tmp_path, "start 1")
    assert first.since()
    first.note()
    assert not Reboots(tmp_path, "start 1").since()
    assert Reboots(tmp_path, "start 2").since()


def test_a_system_that_names_no_start_is_never_doubted(tmp_path: Path) -> None:
    reboots = Reboots(tmp_path, "")
    reboots.note()
    assert not reboots.since()
    assert not list(tmp_path.iterdir())


def test_only_what_was_changed_after_the_snapshot_is_in_doubt(tmp_path: Path) -> None:
    files(tmp_path, **{"index.snapshot": 10_000.0})
    found = files(tmp_path, long_before=5_000.0, just_before=9_990.0, after=10_010.0)
    assert Reboots(tmp_path, "x").changed_since_snapshot(found) == {"just_before", "after"}


def test_without_a_snapshot_and_for_a_file_that_is_gone_all_is_in_doubt(tmp_path: Path) -> None:
    found = files(tmp_path, one=5_000.0)
    assert Reboots(tmp_path, "x").changed_since_snapshot(found) == {"one"}
    files(tmp_path, **{"index.snapshot": 10_000.0})
    assert Reboots(tmp_path, "x").changed_since_snapshot({"two": tmp_path / "two"}) == {"two"}


@pytest.mark.skipif(
    not Path("/proc/sys/kernel/random/boot_id").exists(), reason="Linux alone names its starts"
)
def test_this_start_is_one_and_the_same(tmp_path: Path) -> None:
    Reboots(tmp_path).note()
    assert not Reboots(tmp_path).since()
