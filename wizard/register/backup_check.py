"""Whether the files in a backup are what they should be: each case opens and its chain holds, each document opens."""

from __future__ import annotations

import hashlib
from collections import deque
from typing import Final

import msgspec

from wizard.register import chain
from wizard.register.backup_format import IN_MEMORY
from wizard.register.backup_stream import Incoming
from wizard.register.casefile import StoredCase, StoredEvent, event_of
from wizard.register.events import Kept, kept_in
from wizard.register.keys import Keys
from wizard.register.verify import first_broken

_DOCUMENT: Final = "1"


class _Tables(msgspec.Struct, frozen=True):
    """What is in the file of a case: a table with one document."""

    case: dict[str, StoredCase]


class Checker:
    """Takes the files of a backup one after the other; cases come before what they name."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._leaves: list[bytes] = []
        self._problems: list[str] = []
        self._wanted: dict[str, tuple[str, str]] = {}
        self._there: set[str] = set()
        self.cases = 0
        self.documents = 0

    def take(self, entry: Incoming) -> None:
        """Looks at a file. Raises what reading it raises; a fault in it is noted."""
        kind, of = entry.named.kind, entry.named.of
        data = b"".join(entry.pieces) if entry.length <= IN_MEMORY else None
        deque(entry.pieces, maxlen=0)  # what is too long to be one of these is still to be read to its end
        if kind == "case":
            self.cases += 1
            self._case(of, data)
        elif kind == "document":
            self.documents += 1
            self._document(of, data)

    def problems(self) -> tuple[str, ...]:
        """What is wrong, once everything has been taken."""
        missing = {name: case for name, (case, _) in self._wanted.items() if name not in self._there}
        gone = [f"case {case}: a document that it made is gone" for case in missing.values()]
        return (*self._problems, *sorted(gone))

    def root(self) -> str:
        """The Merkle root over where the cases stand."""
        return chain.merkle_root(self._leaves)

    def _case(self, case_id: str, data: bytes | None) -> None:
        stored = None if data is None else case_in(case_id, data, self._keys)
        if stored is None:
            self._problems.append(f"case {case_id}: its file is damaged, and was copied as it is")
            return
        broken = first_broken(case_id, stored.events)
        if broken is not None:
            self._problems.append(f"case {case_id}: {broken.what}; it was copied as it is")
            return
        self._leaves.append(chain.leaf(case_id, len(stored.events), stored.events[-1].link))
        for made in documents_of(stored.events):
            self._wanted[made.name] = (case_id, made.sha256)

    def _document(self, name: str, data: bytes | None) -> None:
        self._there.add(name)
        case, sha256 = self._wanted.get(name, ("", ""))
        of = f"case {case}" if case else "documents"
        try:
            content = self._keys.unseal(f"document {name}", data or b"")
        except ValueError:
            self._problems.append(f"{of}: the document {name[:12]} is damaged, and was copied as it is")
            return
        if case and hashlib.sha256(content).hexdigest() != sha256:
            self._problems.append(f"{of}: the document {name[:12]} is not the one that was recorded")


def case_in(case_id: str, data: bytes, keys: Keys) -> StoredCase | None:
    """The case that the bytes of its file hold; None where they do not hold it."""
    try:
        stored = msgspec.json.decode(keys.unseal(f"case {case_id}", data), type=_Tables).case[_DOCUMENT]
    except (ValueError, KeyError, RecursionError):  # msgspec's own errors are ValueErrors
        return None
    return stored if stored.id == case_id and stored.events else None


def documents_of(events: list[StoredEvent]) -> list[Kept]:
    """What the events of a case say that is kept of the documents that were made."""
    found: list[Kept] = []
    for one in events:
        try:
            found += () if one.erased else kept_in(event_of(one))
        except msgspec.MsgspecError:
            continue
    return found
