"""What a bench is, and how one is run: a measured thing and its floor take turns, so that a busy machine slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

#: Does something and returns the seconds that it took.
Timed = Callable[[], float]
#: Does something and returns the most memory that it held, in megabytes.
Weighed = Callable[[], float]
Result = dict[str, str | float | None]


class Bench(NamedTuple):
    """Something to measure, its floor, the ratio to stay under, and how often to measure in one run.

    A ratio without a goal is only told.
    """

    name: str
    goal: float | None
    rounds: int
    measured: Timed
    floor: Timed

    def run(self, rounds: int) -> Result:
        """Measures in turns, after a turn that warms both up; the ratio is that of the medians."""
        self.floor()
        self.measured()
        floors: list[float] = []
        times: list[float] = []
        for _ in range(rounds):
            floors.append(self.floor())
            times.append(self.measured())
        median, floor = statistics.median(times), statistics.median(floors)
        return {
            "name": self.name,
            "ratio": round(median / floor, 3),
            "goal": self.goal,
            "median_ms": round(median * 1000, 4),
            "floor_ms": round(floor * 1000, 4),
        }


class Weight(NamedTuple):
    """Memory to stay under, in megabytes."""

    name: str
    goal: float
    rounds: int
    measured: Weighed

    def run(self, rounds: int) -> Result:
        """The most of a few times: memory, unlike time, is nothing that a busy machine adds to."""
        peak = max(self.measured() for _ in range(min(rounds, 3)))
        return {"name": self.name, "peak_mb": round(peak, 1), "goal": self.goal}


def batch(action: Callable[[], object], times: int) -> float:
    """Seconds that `action` takes, from so many of it."""
    began = time.perf_counter()
    for _ in range(times):
        action()
    return (time.perf_counter() - began) / times
