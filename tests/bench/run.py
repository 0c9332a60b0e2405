"""How long the program takes, each time as a ratio to its floor: `python tests/bench/run.py [--json]`.

A measured thing and its floor take turns, so that a busy machine slows both; the ratio is that of their medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import one_static
from in_process import advice_and_floor
from processes import escalate, surroundings, until_end, until_painted

FIRST_QUESTION: Final = "Is anyone in danger right now?"
SITUATION: Final = """
policy: oxfordshire
now: 2026-11-18T10:30
risk: welfare
about: criteria-for-referral
from: {agency: education, sector: statutory}
to: [childrens-social-care]
raised: 2026-11-16T09:00
attempts:
  - {stage: step-1, began: 2026-11-16, ended: 2026-11-16, outcome: unresolved}
  - {stage: step-2, began: 2026-11-16, ended: 2026-11-17, outcome: unresolved}
"""
#: Advice in process takes well under a millisecond: so many make one time.
BATCH: Final = 50

Timed = Callable[[], float]


class Bench(NamedTuple):
    """Something to measure, its floor, the ratio to stay under, and how often to measure in one run."""

    name: str
    goal: float
    rounds: int
    measured: Timed
    floor: Timed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--json", action="store_true", help="print a list of results as JSON and nothing else"
    )
    parser.add_argument("--rounds", type=int, metavar="N", help="measure each N times, for a quick look")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = [run(bench, chosen.rounds or bench.rounds) for bench in benches(Path(folder))]
    if chosen.json:
        print(json.dumps(results))
        return 0
    print(f"{'':16} {'ratio':>7} {'goal':>6} {'median':>11} {'floor':>11}")
    for one in results:
        print(
            f"{one['name']:16} {one['ratio']:7.2f} {one['goal']:6.2f} "
            f"{one['median_ms']:8.3f} ms {one['floor_ms']:8.3f} ms"
        )
    return 0


def run(bench: Bench, rounds: int) -> dict[str, str | float]:
    """Measures one thing and its floor in turns, after a turn that warms both up."""
    bench.floor()
    bench.measured()
    floors: list[float] = []
    times: list[float] = []
    for _ in range(rounds):
        floors.append(bench.floor())
        times.append(bench.measured())
    median, floor = statistics.median(times), statistics.median(floors)
    return {
        "name": bench.name,
        "ratio": round(median / floor, 3),
        "goal": bench.goal,
        "median_ms": round(median * 1000, 4),
        "floor_ms": round(floor * 1000, 4),
    }


def benches(folder: Path) -> Iterator[Bench]:
    """The four things that are measured; where there are no pseudo-terminals, three."""
    environ = surroundings(folder / "home")
    situation = folder / "situation.yaml"
    situation.write_text(SITUATION, encoding="utf-8")

    def process(*command: str) -> Timed:
        return lambda: until_end(list(command), environ)

    python = process(sys.executable, "-c", "pass")
    lead = ("lead", "--policy", "oxfordshire", "--agency", "police", "--at", "2026-11-18T10:30")
    yield Bench("lead", 8, 30, process(*escalate(), *lead), python)
    yield Bench("advise", 10, 30, process(*escalate(), "advise", str(situation)), python)
    if os.name == "posix":
        floor = [sys.executable, one_static.__file__]
        yield Bench(
            "first-question",
            1.35,
            15,
            lambda: until_painted(escalate(), FIRST_QUESTION, environ),
            lambda: until_painted(floor, one_static.TEXT, environ),
        )
    else:
        sys.stderr.write("first-question is left out: this system has no pseudo-terminals\n")
    advice, triggers = advice_and_floor()
    yield Bench("one-advice", 10, 60, lambda: batch(advice), lambda: batch(triggers))


def batch(action: Callable[[], object]) -> float:
    """Seconds that `action` takes, from a batch of it."""
    began = time.perf_counter()
    for _ in range(BATCH):
        action()
    return (time.perf_counter() - began) / BATCH


if __name__ == "__main__":
    sys.exit(main())
