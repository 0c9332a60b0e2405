"""The one place where these tests open a register and name its files: whatever changes there changes here."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Final

import msgspec
import pytest
from tinydb.storages import Storage

from wizard.register import chain
from wizard.register.casefile import StoredCase, StoredEvent, case_path
from wizard.register.cases import Case, Register
from wizard.register.keys import KEY, Keys
from wizard.register.storage import DurableStorage

#: What takes minutes: a step of .ci/run of its own.
full = pytest.mark.faults

#: The cases, and what has tests of its own.
APART: Final = ("cases", "register.json", "editions", "places", "documents")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+:\d]*")


def register(folder: Path, *, lock_seconds: float = 30.0) -> Register:
    """The register in `folder`."""
    return Register(folder, lock_seconds=lock_seconds)


def storage(path: Path) -> Storage:
    """TinyDB's storage for one file, sealed as the file of a case is."""
    return DurableStorage(path, sealing=_Sealed())


class _Sealed:
    """Always with the same keys, so that a file can be opened again."""

    _keys = Keys("ab" * 16, practice=True, ring={1: bytes(range(KEY))})

    def seal(self, plain: bytes) -> bytes:
        return self._keys.seal("case of these tests", plain)

    def unseal(self, data: bytes) -> bytes:
        return self._keys.unseal("case of these tests", data)


def forget_index(folder: Path) -> None:
    """Removes what is derived from the cases: it is made again."""
    for path in folder.glob("index.*"):
        path.unlink()


def case_file(folder: Path, case_id: str) -> Path:
    """Where the case is kept."""
    return case_path(folder, case_id)


def beside(folder: Path) -> list[Path]:
    """The files that are no case and stand beside them: copies before the last change, locks, what is derived."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in APART
    )


def marker(folder: Path) -> Path:
    """The file that says what kind of register it is."""
    return folder / "register.json"


def format_of(folder: Path) -> int:
    """The format that this version of the program writes."""
    return int(json.loads(marker(folder).read_bytes())["format"])


def with_format(folder: Path, number: int) -> None:
    """Makes it a register of another version of the program."""
    said = json.loads(marker(folder).read_bytes())
    marker(folder).write_text(json.dumps({**said, "format": number}), encoding="utf-8")


def leftovers(folder: Path) -> list[str]:
    """What unfinished writes have left behind."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.tmp"))


def told(case: Case) -> str:
    """What a case holds, apart from its id and from when it was said: two runs of the same command agree in it."""
    events = [[one.seq, one.kind, one.author.role, one.data] for one in case.events]
    return _MOMENT.sub("at", json.dumps(events, sort_keys=True))


def all_told(folder: Path) -> list[str]:
    """What every case of the register holds. Fails where one is damaged, or is not listed."""
    opened = register(folder)
    assert opened.damaged() == []
    listed = [one.id for one in opened.list()]
    cases = list(opened.cases())
    assert sorted(listed) == [one.id for one in cases]
    for case in cases:
        whole(case)
        assert opened.get(case.id) == case
    return sorted(told(case) for case in cases)


def whole(case: Case) -> None:
    """Fails where an event of the case is missing or out of its place."""
    assert [one.seq for one in case.events] == list(range(1, case.version + 1)), case.id
    assert case.version, f"case {case.id} was opened as empty"


def no_windows() -> None:
    """For modules that fork, lock and kill as only POSIX can."""
    if sys.platform == "win32":
        pytest.skip("these faults are made with calls that Windows has not", allow_module_level=True)


# A newer version of the program adds keys that this one does not know.

NEWER: Final = "of-a-newer-version"


def stored_events(folder: Path, case_id: str) -> list[str]:
    """The events of a case as they are stored, each to the letter."""
    return [one.content for one in register(folder).stored_events(case_id)]


def add_keys_of_a_newer_version(folder: Path, case_id: str) -> None:
    """Writes the first event of a case as a newer version might, with keys that this one does not know."""

    def newer(stored: StoredCase) -> list[StoredEvent]:
        (first,) = stored.events
        content = first.content[:-1] + f', "{NEWER}": {{"kept": [1, 2.50, null, "Zoë"]}}}}'
        link = chain.link(chain.start(case_id), chain.digest(first.salt, content))
        return [msgspec.structs.replace(first, content=content, link=link)]

    register(folder).change(case_id, newer)
