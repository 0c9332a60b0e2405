"""TinyDB's own tests pass on the storage of the register, but for those that assert private details of another."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import opened
import tinydb_suite


@opened.full
def test_tinydbs_own_tests_pass_but_for_private_details(tmp_path: Path) -> None:
    assert tinydb_suite.faults(tinydb_suite.run(tinydb_suite.fetch(tmp_path))) == []


WELL = {**dict.fromkeys(tinydb_suite.PRIVATE, "failed"), **{f"test_{n}": "passed" for n in range(200)}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"test_1": "failed"}, "test_1: failed"),
        ({"test_1": "skipped"}, "test_1: skipped"),
        ({"test_storages.py::test_encoding": "passed"}, "take it off the list"),
        ({"test_storages.py::test_encoding": None}, "no longer there"),
        ({f"test_{n}": None for n in range(100)}, "only 100 passed"),
    ],
)
def test_an_outcome_that_is_not_the_expected_one_is_told(change: dict[str, str | None], words: str) -> None:
    assert tinydb_suite.faults(WELL) == []
    outcomes = {name: outcome for name, outcome in {**WELL, **change}.items() if outcome is not None}
    (said,) = tinydb_suite.faults(outcomes)
    assert words in said
