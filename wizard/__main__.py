"""`escalate`, and `python -m wizard`: the same command."""

from __future__ import annotations

import gc
import os
import sys
from typing import Final

#: Commands that look something up and end, so quickly that Python's own tidying is a good part of their time.
_QUICK: Final = ("advise", "lead")


def main() -> int:
    """Runs the command that the arguments name, and returns its exit code."""
    quick = sys.argv[1:2] and sys.argv[1] in _QUICK
    if quick:
        # They read at most a few files of bounded size, and end: collecting garbage gains nothing.
        gc.disable()
    from wizard.cli.main import run  # imported late, so that this module costs nothing by itself

    code = run(sys.argv[1:])
    if quick:
        _leave(code)
    return code


def _leave(code: int) -> None:
    """Ends the process at once, its output written, without taking the interpreter down piece by piece."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        # Whoever read the output has gone, or there is no room for it: Python's own ending says which.
        return
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
