"""The most memory that a process held: `python peak.py COMMAND ...` runs one and prints that in kilobytes.

Between the bench and the process stands this small one, as a system counts what the process that starts another
held at that moment as held by the other.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

_PATIENCE = 120.0


def of(command: list[str], environ: Mapping[str, str]) -> float:
    """The most that `command` held, in megabytes. Raises RuntimeError where it fails."""
    done = subprocess.run(
        [sys.executable, __file__, *command],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr}")
    return int(done.stdout) / 1024


def main() -> int:
    import resource  # Windows has none

    done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(most // 1024 if sys.platform == "darwin" else most)  # there it is in bytes
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
