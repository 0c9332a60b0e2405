"""Flow folders to read: copies of a small one that the tests change in one place, and trees of the shipped ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

SMALL = Path(__file__).parents[1] / "flows" / "small"

Changed = Callable[..., Path]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Makes a copy of the small flow in which `old`, which stands in one place only, is `new`."""

    def change(file: str, *changes: tuple[str, str]) -> Path:
        folder = tmp_path / "small"
        if not folder.exists():
            shutil.copytree(SMALL, folder)
        path = folder / file
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, f"stands in {text.count(old)} places, not in one: {old}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        return folder

    return change
