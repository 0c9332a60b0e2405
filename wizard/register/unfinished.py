"""Where a register keeps files that are not finished: what a kill has left behind lies there, and is found at once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_NAME: Final = "unfinished"


def unfinished(folder: Path) -> Path:
    """That place in the register's `folder`: on the same disk, so that a finished file only has to be named."""
    return folder / _NAME
