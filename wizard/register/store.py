"""What a store of cases does: little, so that another one can stand in its place. `commit` is the only write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from wizard.base.errors import NotNowError
from wizard.base.paths import UnconfirmedError
from wizard.register.events import Author, Case, Event, NewEvent


class CaseSummary(msgspec.Struct, frozen=True):
    """A line of the list of cases. `opened` and `changed` are the times of its first and its last event."""

    id: str
    version: int
    opened: str
    changed: str
    practice: bool


class Head(msgspec.Struct, frozen=True):
    """Where the chain of a case stands: `head` is the link after event number `version`."""

    case: str
    version: int
    head: str


class Watched(msgspec.Struct, frozen=True):
    """What has changed since a mark. `cases` is None where that is not known, so that any may have."""

    mark: str
    cases: frozenset[str] | None


class ConflictError(NotNowError):
    """Somebody else has added to the case since it was looked at."""


class LockedError(NotNowError):
    """The register is locked: the keys are not at hand."""

    def __init__(
        self,
        what: str = "the register is locked. Nothing has been changed. Open 'escalate' and unlock it, or name the file "
        "that holds its passphrase in the variable ESCALATE_PASSPHRASE_FILE",
    ) -> None:
        super().__init__(what)


class UnconfirmedCaseError(UnconfirmedError):
    """The new case is in its place, and the disk did not confirm it. `case` is what to go on with."""

    def __init__(self, case: Case, error: UnconfirmedError) -> None:
        super().__init__(str(error))
        self.case = case


class Store(Protocol):
    """The cases of a team. Each method raises what `Register` raises."""

    def get(self, case_id: str) -> Case:
        """The case as it stands."""
        ...

    def list(self) -> list[CaseSummary]:
        """The cases that can be read, the one changed last first."""
        ...

    def create(self, events: Sequence[NewEvent], *, at: datetime, author: Author, edition: str = "") -> Case:
        """A new id, and the first commit to it."""
        ...

    def commit(
        self,
        case_id: str,
        events: Sequence[NewEvent],
        *,
        expected_version: int,
        at: datetime,
        author: Author,
        edition: str = "",
    ) -> Case:
        """Adds events to a case that is still at `expected_version`: all of them or none."""
        ...

    def history(self, case_id: str) -> tuple[Event, ...]:
        """What was recorded in the case, in that order."""
        ...

    def watch(self, mark: str = "") -> Watched:
        """What has changed since the mark that an earlier call gave; cheap enough to be asked each second."""
        ...

    def heads(self) -> Iterator[Head]:
        """Where the chain of each case stands that can be read."""
        ...
