"""`escalate`, and `python -m wizard`: the same command."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs the command that the arguments name, and returns its exit code."""
    from wizard.cli.main import run  # imported late, so that this module costs nothing by itself

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
