"""How long the program takes, each time as a ratio to its floor: `python tests/bench/run.py [--json] [--only NAME ...]`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import one_static
from in_process import advice_and_floor
from measure import Bench, Result, Timed, batch
from processes import escalate, surroundings, until_end, until_painted
from register import MANY, Registers, register_benches
from register import NAMES as REGISTER_NAMES

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

PROGRAM_NAMES: Final = ("lead", "advise", "first-question", "one-advice")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--json", action="store_true", help="print a list of results as JSON and nothing else"
    )
    parser.add_argument("--rounds", type=int, metavar="N", help="measure each N times, for a quick look")
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        choices=(*PROGRAM_NAMES, *REGISTER_NAMES),
        default=(*PROGRAM_NAMES, *REGISTER_NAMES),
        help=f"measure only these, of {', '.join((*PROGRAM_NAMES, *REGISTER_NAMES))}",
    )
    parser.add_argument(
        "--cases", type=int, metavar="N", default=MANY, help="how many cases a register of many has"
    )
    parser.add_argument(
        "--folder", metavar="FOLDER", help="where the registers are made: on a disk that has to be waited for"
    )
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder or _on_a_disk()) as folder:
        registers = Registers(Path(folder), chosen.cases, SITUATION)
        wanted = frozenset(chosen.only)
        try:
            results = [
                bench.run(chosen.rounds or bench.rounds)
                for found in (benches(Path(folder), wanted), register_benches(registers, wanted))
                for bench in found
            ]
        finally:
            registers.close()
    if chosen.json:
        print(json.dumps(results))
    else:
        _print(results)
    return 0


def _print(results: list[Result]) -> None:
    print(f"{'':16} {'ratio':>7} {'goal':>6} {'median':>11} {'floor':>11}")
    for one in results:
        goal = f"{one['goal']:6.2f}" if one["goal"] is not None else "     -"
        if "peak_mb" in one:
            print(f"{one['name']:16} {one['peak_mb']:7.1f} {goal} MB at most")
        else:
            print(
                f"{one['name']:16} {one['ratio']:7.2f} {goal} "
                f"{one['median_ms']:8.3f} ms {one['floor_ms']:8.3f} ms"
            )


def _on_a_disk() -> str | None:
    """Where there is one, a folder for what outlives a start of the machine: others may lie in memory."""
    usual = "/var/tmp"
    return usual if os.name == "posix" and os.access(usual, os.W_OK) else None


def benches(folder: Path, wanted: frozenset[str]) -> Iterator[Bench]:
    """What is wanted of the four that need no register; where there are no pseudo-terminals, of three."""
    environ = surroundings(folder / "home")
    situation = folder / "situation.yaml"
    situation.write_text(SITUATION, encoding="utf-8")

    def process(*command: str) -> Timed:
        return lambda: until_end(list(command), environ)

    python = process(sys.executable, "-c", "pass")
    if "lead" in wanted:
        lead = ("lead", "--policy", "oxfordshire", "--agency", "police", "--at", "2026-11-18T10:30")
        yield Bench("lead", 8, 30, process(*escalate(), *lead), python)
    if "advise" in wanted:
        yield Bench("advise", 10, 30, process(*escalate(), "advise", str(situation)), python)
    if "first-question" in wanted and os.name == "posix":
        floor = [sys.executable, one_static.__file__]
        yield Bench(
            "first-question",
            1.35,
            15,
            lambda: until_painted(escalate(), FIRST_QUESTION, environ),
            lambda: until_painted(floor, one_static.TEXT, environ),
        )
    elif "first-question" in wanted:
        sys.stderr.write("first-question is left out: this system has no pseudo-terminals\n")
    if "one-advice" in wanted:
        advice, triggers = advice_and_floor()
        yield Bench("one-advice", 10, 60, lambda: batch(advice, BATCH), lambda: batch(triggers, BATCH))


if __name__ == "__main__":
    sys.exit(main())
