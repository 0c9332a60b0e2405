"""TinyDB's own tests, from its source distribution, run against the storage of the register.

`python tests/faults/tinydb_suite.py` fetches them with pip in the version that is installed, puts the storage in the
place of `JSONStorage`, and says how many passed. It fails where any test fails that is not listed in `PRIVATE`, where
one that is listed passes or is no longer there, and where fewer ran than there should be.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
#: Fewer than this many passed, and the tests were not all found.
FEWEST: Final = 140
_OPTIONS = "it passes an option of JSONStorage for its own file, "
#: The tests that assert private details of JSONStorage, and which.
PRIVATE: Final = {
    "test_storages.py::test_json": "it keeps something that is no set of tables and reads it back: ours takes a file "
    "without tables for a damaged one",
    "test_storages.py::test_json_kwargs": _OPTIONS
    + "indentation, and reads the text of the file: ours has no such options, and is sealed",
    "test_storages.py::test_json_read": _OPTIONS
    + "a mode that refuses to write: in ours the folder's permissions say so, and the person is told in a sentence",
    "test_storages.py::test_create_dirs": _OPTIONS
    + "the making of folders, and expects the file once it is opened: ours is made by the first write",
    "test_storages.py::test_json_invalid_directory": "it expects that opening makes the file and fails: ours touches "
    "nothing until something is read or written",
    "test_storages.py::test_encoding": _OPTIONS + "an encoding: ours is always UTF-8",
    "test_storages.py::test_json_invalid_mode_warning": _OPTIONS
    + "the mode of its open file: ours keeps none open",
    "test_tables.py::test_table_repr[durable]": "it expects the name of TinyDB's own class",
    "test_middlewares.py::test_caching_json_write": "it looks at the handle that JSONStorage keeps open: ours has none",
}

_CONFTEST: Final = '''
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, {here!r})

import pytest
import tinydb
import tinydb.storages
from opened import storage as durable
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import MemoryStorage, Storage


class Durable(Storage):
    """The storage of the register, with the two things that a case never needs.

    TinyDB's tests drop every table, and pass options of JSONStorage that change only how its file looks. Ours takes a
    file without tables for a damaged one, so a table without a name and without documents stands for none.
    """

    def __init__(self, path, **options):
        self._storage = durable(Path(path))

    def read(self):
        tables = self._storage.read()
        return tables if tables is None else {{name: table for name, table in tables.items() if name}}

    def write(self, data):
        self._storage.write(data or {{"": {{}}}})

    def close(self):
        self._storage.close()


tinydb.JSONStorage = tinydb.storages.JSONStorage = tinydb.TinyDB.default_storage_class = Durable


@pytest.fixture(params=["durable"])
def db(tmp_path):
    opened = tinydb.TinyDB(tmp_path / "test.db")
    opened.drop_tables()
    opened.insert_multiple({{"int": 1, "char": char}} for char in "abc")
    return opened


@pytest.fixture
def storage():
    return CachingMiddleware(MemoryStorage)()


outcomes = {{}}


def pytest_runtest_logreport(report):
    name = report.nodeid.rpartition("/")[2]
    if report.when == "call" or not report.passed:
        outcomes[name] = report.outcome


def pytest_sessionfinish():
    Path(os.environ["TINYDB_OUTCOMES"]).write_text(json.dumps(outcomes))
'''


def fetch(folder: Path) -> Path:
    """The folder of TinyDB's tests, in the version that is installed."""
    release = f"tinydb=={version('tinydb')}"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check"),
            *("--no-binary", "tinydb", "--no-deps", "--dest", str(folder), release),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    archives = list(folder.glob("tinydb-*.tar.gz"))
    if done.returncode != 0 or len(archives) != 1:
        raise SystemExit(f"the source distribution of {release} could not be fetched: {done.stderr}")
    with tarfile.open(archives[0]) as archive:
        archive.extractall(folder, filter="data")
    (tests,) = folder.glob("tinydb-*/tests")
    alone = (
        folder / "tests"
    )  # away from TinyDB's own sources: the installed ones are tested, as they are used
    tests.rename(alone)
    return alone


def run(tests: Path) -> dict[str, str]:
    """What came of each test, by its name."""
    (tests / "conftest.py").write_text(_CONFTEST.format(here=str(HERE)), encoding="utf-8")
    outcomes = tests.parent / "outcomes.json"
    environ = {**os.environ, "TINYDB_OUTCOMES": str(outcomes), "PYTEST_ADDOPTS": ""}
    environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parent.parent), environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-c",
            os.devnull,
            "--rootdir",
            ".",
            ".",
        ],
        cwd=tests,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if not outcomes.exists():
        raise SystemExit(f"TinyDB's tests did not run:\n{done.stdout}{done.stderr}")
    found: dict[str, str] = json.loads(outcomes.read_text(encoding="utf-8"))
    return found


def faults(outcomes: dict[str, str]) -> list[str]:
    """What is wrong with the outcomes, a sentence each."""
    said = [f"{name} is listed as private and is no longer there" for name in PRIVATE if name not in outcomes]
    for name, outcome in sorted(outcomes.items()):
        if name in PRIVATE and outcome == "passed":
            said.append(f"{name} is listed as private and passes: take it off the list")
        elif name not in PRIVATE and outcome != "passed":
            said.append(f"{name}: {outcome}")
    passed = sum(outcome == "passed" for outcome in outcomes.values())
    if passed < FEWEST:
        said.append(f"only {passed} passed, and there should be at least {FEWEST}")
    return said


def main() -> int:
    """Fetches and runs them; 1 where anything is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        outcomes = run(fetch(Path(folder)))
    passed = sum(outcome == "passed" for outcome in outcomes.values())
    print(
        f"TinyDB {version('tinydb')}: {passed} of its {len(outcomes)} tests pass on the storage of the register."
    )
    print(f"{len(PRIVATE)} assert private details of JSONStorage:")
    for name, why in PRIVATE.items():
        print(f"  {name}: {why}.")
    wrong = faults(outcomes)
    for line in wrong:
        print(f"wrong: {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
