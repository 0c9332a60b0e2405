"""What the commands that copy a whole register say: how many there are of something, and what was damaged."""

from __future__ import annotations

import sys

from wizard.base.errors import EXIT_DONE, EXIT_NO
from wizard.base.text import visible

_LONGEST = 1000


def count(number: int, one: str, many: str = "") -> str:
    """A number and what it counts: "1 case", "2 cases"."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def tell(problems: tuple[str, ...], also: str = "") -> int:
    """Names what was damaged, one line each on standard error, and returns the exit status."""
    for problem in problems:
        sys.stderr.write(f"{visible(problem, _LONGEST)}{also}\n")
    return EXIT_NO if problems else EXIT_DONE
