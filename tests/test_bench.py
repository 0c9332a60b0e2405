"""The bench says what it measured, in the form that another program reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).parent / "bench" / "run.py"


def test_the_bench_prints_each_time_as_a_ratio_to_its_floor_and_nothing_else() -> None:
    done = subprocess.run(
        [sys.executable, str(RUN), "--json", "--rounds", "1"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    goals = {one["name"]: one["goal"] for one in results}
    paint = {"first-question": 1.35} if os.name == "posix" else {}
    assert goals == {"lead": 8, "advise": 10, **paint, "one-advice": 10}
    for one in results:
        assert set(one) == {"name", "ratio", "goal", "median_ms", "floor_ms"}
        assert abs(one["ratio"] - one["median_ms"] / one["floor_ms"]) < 0.01
