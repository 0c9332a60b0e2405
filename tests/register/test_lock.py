"""One writer at a time for one case, and never an endless wait."""

from __future__ import annotations

import errno
import getpass
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import wizard
from wizard.base.errors import NotNowError
from wizard.register.lock import CaseLock, Locking, Portable, usual_locking

LOCKINGS = [usual_locking(), Portable()]


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.sleeps = 0

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.sleeps += 1


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "2026-11-16-7f3k9q.lock"


@pytest.mark.parametrize("locking", LOCKINGS)
def test_a_second_writer_is_told_who_holds_the_case_when_the_time_is_up(path: Path, locking: Locking) -> None:
    clock = Clock()
    second = CaseLock(path, 5.0, clock=clock.read, sleep=clock.sleep, locking=locking)
    with (
        CaseLock(path, 0, locking=locking),
        pytest.raises(NotNowError, match="2026-11-16-7f3k9q is being changed by") as caught,
        second,
    ):
        raise AssertionError("two hold the lock")
    assert f"{getpass.getuser()} (process {os.getpid()})" in str(caught.value)
    assert clock.now == pytest.approx(5.0)


@pytest.mark.parametrize("locking", LOCKINGS)
def test_a_second_writer_gets_in_as_soon_as_the_first_is_done(path: Path, locking: Locking) -> None:
    clock = Clock()
    first = CaseLock(path, 0, locking=locking)
    first.__enter__()

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if clock.sleeps == 3:
            first.__exit__(None, None, None)

    with CaseLock(path, 5.0, clock=clock.read, sleep=sleep, locking=locking):
        assert clock.sleeps == 3


@pytest.mark.parametrize("locking", LOCKINGS)
def test_an_error_inside_gives_the_lock_back(path: Path, locking: Locking) -> None:
    with pytest.raises(KeyError), CaseLock(path, 0, locking=locking):
        raise KeyError
    with CaseLock(path, 0, locking=locking):
        pass


def test_a_lock_with_no_time_tries_once(path: Path) -> None:
    clock = Clock()
    with (
        CaseLock(path, 0),
        pytest.raises(NotNowError),
        CaseLock(path, 0, clock=clock.read, sleep=clock.sleep),
    ):
        pass
    assert clock.sleeps == 0


def test_the_name_is_gone_from_the_file_when_the_lock_is(path: Path) -> None:
    with CaseLock(path, 0):
        pass
    assert path.read_bytes() == b""


def test_a_holder_with_an_odd_name_cannot_write_on_the_screen(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "x\x1b[2J" + "y" * 500)
    with CaseLock(path, 0), pytest.raises(NotNowError) as caught, CaseLock(path, 0):
        pass
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_an_account_without_a_name_can_lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nameless)
    with CaseLock(path, 0), pytest.raises(NotNowError, match="somebody"), CaseLock(path, 0):
        pass


def test_a_killed_holder_holds_nothing(path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from wizard.register.lock import CaseLock\n"
        "CaseLock(Path(sys.argv[1]), 0).__enter__(); print('held', flush=True); sys.stdin.read()"
    )
    environ = {**os.environ, "PYTHONPATH": str(Path(wizard.__file__).parent.parent)}
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with pytest.raises(NotNowError, match=f"process {holder.pid}"), CaseLock(path, 0):
            pass
        holder.kill()
    with CaseLock(path, 5.0):
        pass


@pytest.mark.parametrize("call", ["open", "ftruncate", "write"])
def test_a_full_disk_stops_only_the_making_of_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, call, full)
    if call == "open":
        with pytest.raises(NotNowError, match="could not be locked: the disk is full"), CaseLock(path, 0):
            pass
    else:
        with CaseLock(path, 0), pytest.raises(NotNowError), CaseLock(path, 0):
            pass


def test_the_file_is_private(path: Path) -> None:
    before = os.umask(0)
    try:
        with CaseLock(path, 0):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == (0o600 if os.name == "posix" else 0o666)
