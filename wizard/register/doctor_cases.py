"""The health of the cases, one after the other, so that 100,000 take no more memory than one and a list of names."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from typing import Final

from wizard.base.errors import EscalateError, NotNowError
from wizard.register.casefile import StoredEvent, case_path, event_of, previous_path
from wizard.register.cases import Register
from wizard.register.doctor_folder import REPAIR
from wizard.register.events import ERASED, Event, Kept, kept_in
from wizard.register.health import Finding, Several
from wizard.register.marker import Marker
from wizard.register.sealed import OVERHEAD, UnsealError, generation_of
from wizard.register.storage import DamagedFileError
from wizard.register.verify import first_broken

_RESTORE: Final = "Bring it back from a backup: escalate register restore FILE --case ID"


class Cases:
    """What is found while every case is looked at."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._unnamed: set[str] = set()
        self._editions: frozenset[str] = frozenset()
        self._remnants: dict[str, str] = {}
        self._no_text: set[str] = set()
        self._versions: dict[str, int] = {}
        self._behind = Several()
        self.count = 0
        self._repairable, self._lost, self._broken = Several(), Several(), Several()
        self._refused, self._bad_copies, self._unfinished = Several(), Several(), Several()
        self._no_documents, self._bad_documents = Several(), Several()

    def look(self) -> Iterator[Finding]:
        """Looks at each case, and says what was found. Raises as `Register.ids` does."""
        self._unnamed = set(self._register.documents.all())
        self._editions = frozenset(self._register.editions.all())
        self._versions = {row.id: row.version for row in self._register.listing().loaded.rows()}
        for case_id in self._register.ids():
            self.count += 1
            try:
                self._look(case_id)
            except NotNowError:
                self._refused.add(case_id)
        yield from self._of_cases()
        yield from self._of_documents()

    def _look(self, case_id: str) -> None:
        register = self._register
        before: Sequence[StoredEvent] | None
        try:
            before = register.stored_before(case_id)
        except DamagedFileError:
            before = None
        try:
            stored = register.stored_events(case_id)
        except DamagedFileError:
            (self._repairable if before else self._lost).add(case_id)
            return
        if self._versions.get(case_id, len(stored)) < len(stored):
            self._behind.add(case_id)
        if before is None:
            self._bad_copies.add(case_id)
        if first_broken(case_id, stored) is not None:
            self._broken.add(case_id)
        erased = {one.seq for one in stored if one.erased}
        if any(one.seq in erased and not one.erased for one in before or ()):
            self._unfinished.add(case_id)
        for one in stored:
            self._event(case_id, one)

    def _event(self, case_id: str, one: StoredEvent) -> None:
        if one.erased:
            return
        try:
            event = event_of(one)
        except ValueError:  # msgspec's own errors are ValueErrors; the chain has told of it
            return
        if event.edition and event.edition not in self._editions:
            self._no_text.add(event.edition)
        for kept in kept_in(event):
            self._document(case_id, kept, event)
        names = event.data.get("documents")
        if event.kind == ERASED and isinstance(names, list):
            self._remnants.update({name: case_id for name in names if isinstance(name, str)})

    def _document(self, case_id: str, kept: Kept, event: Event) -> None:
        name = kept.name
        self._unnamed.discard(name)
        place = f"{case_id}, event {event.seq}"
        if not os.path.lexists(self._register.documents.path(name)):
            self._no_documents.add(place)
            return
        try:
            content = self._register.documents.read(name)
        except NotNowError:
            raise
        except EscalateError:
            self._bad_documents.add(place)
            return
        if hashlib.sha256(content).hexdigest() != kept.sha256:
            self._bad_documents.add(place)

    def _of_cases(self) -> Iterator[Finding]:
        if self._repairable:
            what = f"{self._repairable.counted('case cannot', 'cases cannot')} be read, and the copy before the last change can: {self._repairable}."
            yield Finding(
                "fault", "cases", what, f"A newer backup may have more: look for one first. {REPAIR}"
            )
        if self._lost:
            what = f"{self._lost.counted('case cannot', 'cases cannot')} be read, and neither can a copy: {self._lost}."
            yield Finding("fault", "cases", what, f"{REPAIR}, which sets it aside. Then: {_RESTORE}")
        if self._refused:
            what = f"{self._refused.counted('case', 'cases')} could not be opened: the disk did not let it: {self._refused}."
            yield Finding("fault", "cases", what, "Look at the permissions and at the disk, and look again.")
        if self._behind:
            what = f"The list of cases is behind {self._behind.counted('case', 'cases')}: {self._behind}. It may show an old stage or date."
            yield Finding("fault", "index", what, f"{REPAIR}, which makes the index of the list anew.")
        if self._broken:
            what = f"{self._broken.counted('case is', 'cases are')} not as it was recorded: {self._broken}. Something was changed, put in or taken out."
            yield Finding("fault", "chain", what, f"For the place: escalate register verify. {_RESTORE}")
        if self._bad_copies:
            what = f"The copy before the last change cannot be read of {self._bad_copies.counted('case', 'cases')}: {self._bad_copies}. The case itself can."
            yield Finding("fault", "previous", what, REPAIR)
        good = self.count - sum(
            one.count for one in (self._repairable, self._lost, self._refused, self._broken)
        )
        if good:
            what = (
                f"{good:,} cases open and are consistent." if good > 1 else "1 case opens and is consistent."
            )
            yield Finding("fine", "cases", what)

    def _of_documents(self) -> Iterator[Finding]:
        known = self.count and not (self._repairable or self._lost or self._refused)
        if self._no_documents:
            what = f"{self._no_documents.counted('document is', 'documents are')} named by a case and not here: {self._no_documents}."
            yield Finding("fault", "documents", what, "Bring the files in 'documents' back from a backup.")
        if self._bad_documents:
            what = f"{self._bad_documents.counted('document is', 'documents are')} damaged, or not what was made: {self._bad_documents}."
            remedy = f"{REPAIR}, which sets it aside. Then bring the file in 'documents' back from a backup."
            yield Finding("fault", "documents", what, remedy)
        for name in self._unnamed & self._remnants.keys():
            self._unfinished.add(self._remnants[name])
        orphans = Several()
        for name in sorted(self._unnamed - self._remnants.keys()):
            orphans.add(f"{name[:12]}")
        if orphans and known:
            what = f"{orphans.counted('kept document is', 'kept documents are')} named by no case: {orphans}. A save was stopped, or it was lost with what named it."
            yield Finding(
                "note", "documents", what, "It harms nothing, and cannot be read without the register."
            )
        if self._unfinished:
            what = f"An erasure was stopped before its end in {self._unfinished}: something of it can still be read."
            yield Finding("fault", "erasure", what, REPAIR)
        missing = Several()
        for name in sorted(self._no_text):
            missing.add(name[:12])
        if missing:
            what = f"{missing.counted('text of a policy', 'texts of policies')} that a case went by is not kept here: {missing}. Those cases go by the policy as it is now."
            yield Finding("fault", "editions", what, "Bring the files in 'editions' back from a backup.")


def without_keys(register: Register, marker: Marker) -> tuple[int, list[Finding]]:
    """How many cases there are, and what can be said of their files while the register is locked."""
    bad, newer = Several(), Several()
    count = 0
    for case_id in register.ids():
        count += 1
        path = case_path(register.folder, case_id)
        if not path.exists():
            bad.add(case_id)
            continue
        for one in (path, previous_path(register.folder, case_id)):
            try:
                with one.open("rb") as file:
                    generation = generation_of(file.read(OVERHEAD))
            except FileNotFoundError:
                continue
            except (OSError, UnsealError):
                bad.add(case_id)
                break
            if generation > marker.generation:
                newer.add(case_id)
                break
    found: list[Finding] = []
    if bad:
        what = f"{bad.counted('case has', 'cases have')} a file that is missing or no file of a case: {bad}."
        found.append(Finding("fault", "cases", what, f"Unlock the register first, then: {REPAIR[5:]}"))
    if newer:
        what = f"{newer.counted('case is', 'cases are')} encrypted with keys that register.json does not hold: {newer}. An old register.json was put in place."
        found.append(Finding("fault", "marker", what, "Bring register.json back from the newest backup."))
    return count, found
