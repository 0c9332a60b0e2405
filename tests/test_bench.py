"""The bench says what it measured, in the form that another program reads."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

RUN = Path(__file__).parent / "bench" / "run.py"
POSIX = os.name == "posix"

Result = dict[str, str | float | None]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(RUN), "--json", "--rounds", "1", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def results_of(*arguments: str) -> list[Result]:
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    return cast("list[Result]", json.loads(done.stdout))


def assert_ratios(results: list[Result]) -> None:
    for one in results:
        assert set(one) == {"name", "ratio", "goal", "median_ms", "floor_ms"}
        ratio, median, floor = (cast("float", one[key]) for key in ("ratio", "median_ms", "floor_ms"))
        assert ratio == pytest.approx(median / floor, rel=0.01, abs=0.01)


def test_the_bench_prints_each_time_as_a_ratio_to_its_floor_and_nothing_else() -> None:
    results = results_of("--only", "lead", "advise", "first-question", "one-advice")
    paint = {"first-question": 1.35} if POSIX else {}
    assert {one["name"]: one["goal"] for one in results} == {
        "lead": 8,
        "advise": 10,
        **paint,
        "one-advice": 10,
    }
    assert_ratios(results)


def test_the_bench_measures_the_way_to_the_due_list_in_time_and_in_memory(tmp_path: Path) -> None:
    names = ("due-list", "due-list-within", "due-list-memory")
    results = results_of("--cases", "400", "--folder", str(tmp_path), "--only", *names)
    weighed = [one for one in results if "peak_mb" in one]
    assert_ratios([one for one in results if "peak_mb" not in one])
    assert [(one["name"], one["goal"]) for one in results][:2] == [("due-list", 5), ("due-list-within", 5)]
    assert [(one["name"], one["goal"]) for one in weighed] == ([("due-list-memory", 200)] if POSIX else [])
    assert all(5 < cast("float", one["peak_mb"]) < 2000 for one in weighed)
    assert list(tmp_path.iterdir()) == []


def test_the_bench_measures_an_event_in_a_small_register_and_in_a_large_one(tmp_path: Path) -> None:
    with_floor = {"event-50-few": 3, "event-50-many": 3, "event-1000-few": None, "event-1000-many": None}
    names = (*with_floor, "event-50-growth")
    done = run("--cases", "300", "--folder", str(tmp_path), "--only", *names)
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert_ratios(results)
    there = importlib.util.find_spec("sqlcipher3") is not None
    expected = {**(with_floor if there else {}), "event-50-growth": 1.5}
    assert {one["name"]: one["goal"] for one in results} == expected
    # What is left out is told loudly, and how to get it.
    assert [name in done.stderr and "pip install" in done.stderr for name in with_floor] == [not there] * 4
