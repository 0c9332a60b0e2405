"""A disk without room: it is said, nothing has changed, and with room again the work goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import opened
from warm import Warm

opened.no_windows()

Home = tuple[Path, str]
#: In bytes; a page of the disk, in which room is given out.
PAGE = 4096


@pytest.mark.parametrize("step", [250, pytest.param(29, marks=opened.full)])
def test_no_room_for_any_part_of_a_file_changes_nothing(
    warm: Warm, home: Home, tmp_path: Path, step: int
) -> None:
    folder, case_id = home[0] / "register", home[1]
    before = opened.all_told(folder)
    biggest = max(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    saved = refused = 0
    start = tmp_path / "start"
    shutil.copytree(folder, start)
    largest = opened.case_file(folder, case_id).stat().st_size + 2000
    for limit in [*range(0, largest, step), biggest + 2000]:
        done = warm.do("update_with_little_room", folder, case_id, limit, out=tmp_path / "out")
        assert "Traceback" not in done.complained, done
        now = opened.all_told(folder)
        if done.code == 0:
            saved += 1
            assert len(now) == len(before)
            assert now != before, f"with {limit} bytes it says that it is saved, and it is not"
        else:
            refused += 1
            assert done.code == 3, done
            assert "Nothing has been changed" in done.said, done
            assert now == before, f"with {limit} bytes it says that nothing has changed, and something has"
            assert opened.leftovers(folder) == []
        again = warm.do("update_with_little_room", folder, case_id, 10**9, out=tmp_path / "out")
        assert again.code == 0, again
        assert opened.leftovers(folder) == []
        shutil.rmtree(folder)
        shutil.copytree(start, folder)
    assert saved
    assert refused


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with 100 pages. Only the superuser may make one; `unshare --map-root-user --mount` makes one of
    anybody."""
    folder = tmp_path / "small"
    folder.mkdir()
    assert os.geteuid() == 0, (
        "a small disk cannot be made by this user, so that a full one was not tried: run this as root, or under "
        "'unshare --map-root-user --mount'"
    )
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={100 * PAGE}", "tmpfs", str(folder)],
        check=True,
    )
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@opened.full
@pytest.mark.parametrize("what", ["an attempt", "a new case", "a document"])
def test_a_full_disk_is_said_and_changes_nothing(
    warm: Warm, made: Home, situation: Path, small: Path, tmp_path: Path, what: str
) -> None:
    home, case_id = small / "home", made[1]
    command = {
        "an attempt": ("case", "record", case_id, "--stage", "step-2", "--outcome", "unresolved"),
        "a new case": ("case", "new", "--from", situation),
        "a document": ("document", "make", "challenge-letter", "--case", case_id, "-o", home / "letter.md"),
    }[what]
    codes = []
    for pages in range(16):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(made[0], home)
        before = opened.all_told(home / "register")
        filler = fill(small, pages)
        done = warm.command(home, *command, out=tmp_path / "out")
        codes.append(done.code)
        assert "Traceback" not in done.complained, done
        now = opened.all_told(home / "register")
        if done.code == 0:
            assert now != before, done
        else:
            assert done.code == 3, done
            assert done.complained.strip(), done
            assert now == before, f"with {pages} pages it says that nothing was saved, and something was"
        assert warm.command(home, "case", "show", case_id, out=tmp_path / "out").code == 0
        filler.unlink()
        (home / "letter.md").unlink(missing_ok=True)
        again = warm.command(home, *command, out=tmp_path / "out")
        assert again.code == 0, again
        assert opened.leftovers(home / "register") == []
    assert {0, 3} <= set(codes), codes


def fill(disk: Path, pages: int) -> Path:
    """Fills the disk, but for so many pages."""
    free = shutil.disk_usage(disk).free
    filler = disk / "filler"
    filler.write_bytes(b"x" * max(free - pages * PAGE, 0))
    return filler
