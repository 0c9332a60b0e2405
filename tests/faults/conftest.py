"""What the tests of faults share."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from warm import SITUATION, Warm

#: A home as a command made it: the folder, and the id of its case.
Home = tuple[Path, str]


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """Begins processes at once."""
    with Warm() as started:
        yield started


@pytest.fixture(scope="session")
def situation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file for `case new`."""
    path = tmp_path_factory.mktemp("situation") / "situation.yaml"
    path.write_text(SITUATION, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def made(warm: Warm, situation: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with one case, in which an attempt was recorded. Not to be written in."""
    folder = tmp_path_factory.mktemp("made")
    home = folder / "home"
    done = warm.command(home, "case", "new", "--from", situation, out=folder / "out")
    assert done.code == 0, done
    case_id = done.said.split()[-1]
    done = warm.command(
        home, "case", "record", case_id, "--stage", "step-2", "--outcome", "open", out=folder / "out"
    )
    assert done.code == 0, done
    return home, case_id


@pytest.fixture
def home(made: Home, tmp_path: Path) -> Home:
    """A copy of it for this test alone."""
    shutil.copytree(made[0], tmp_path / "home")
    return tmp_path / "home", made[1]
