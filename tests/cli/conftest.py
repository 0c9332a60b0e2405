"""The command line as a program sees it: arguments in, an exit code and two streams out."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from wizard.cli.main import run

SMALL = Path(__file__).parents[1] / "flows" / "small"


class Answered(NamedTuple):
    """What came of one command."""

    code: int
    out: str
    err: str


Escalate = Callable[..., Answered]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the program's own that is not there yet: what a command leaves behind shows."""
    folder = tmp_path / "home-of-the-program"
    monkeypatch.setenv("ESCALATE_HOME", str(folder))
    return folder


@pytest.fixture
def escalate(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Escalate:
    def call(*arguments: str | Path, stdin: str | bytes = b"") -> Answered:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        capsys.readouterr()
        code = run([str(one) for one in arguments])
        said = capsys.readouterr()
        return Answered(code, said.out, said.err)

    return call


@pytest.fixture
def refused(escalate: Escalate, home: Path) -> Callable[..., list[str]]:
    """Runs a command that must be refused: exit 2, nothing printed, nothing changed. Gives the faults' lines."""

    def call(*arguments: str | Path, stdin: str | bytes = b"") -> list[str]:
        answered = escalate(*arguments, stdin=stdin)
        assert (answered.code, answered.out) == (2, ""), answered
        assert "Traceback" not in answered.err
        lines = answered.err.splitlines()
        assert 1 <= len(lines) <= 20
        assert not home.exists()
        return lines

    return call


@pytest.fixture
def flow(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the small flow in which texts of its files, each in one place only, are changed."""

    def make(**changes: tuple[str, str]) -> Path:
        folder = tmp_path / "flows" / "small"
        if not folder.exists():
            shutil.copytree(SMALL, folder)
        for name, (old, new) in changes.items():
            path = folder / f"{name}.yaml"
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"stands in {text.count(old)} places, not in one: {old}"
            path.write_text(text.replace(old, new), encoding="utf-8")
        return folder

    return make
