"""The register as a list: what is overdue, what is due and when, what waits, and what has come to its end.

It is made of the register's index. A case is read only where the index does not know it, where what it knows may be
out of date, and where there are so few cases that reading them all costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from functools import cache
from typing import Final

import msgspec

from wizard.base.errors import EscalateError
from wizard.casework.indexed import BASIS, index_row, kept_line
from wizard.casework.lines import Lines
from wizard.casework.reopening import NOT_OURS
from wizard.casework.rows import (
    DUE_GROUPS,
    GROUP_TITLES,
    WEEK,
    Group,
    Line,
    Row,
    in_order,
    matching,
    row_of,
)
from wizard.casework.session import Surroundings
from wizard.register.cases import Listing, Register
from wizard.register.index import IndexRow

__all__ = [
    "DUE_GROUPS",
    "GROUP_TITLES",
    "Board",
    "Group",
    "Row",
    "board",
    "damaged",
    "due_board",
    "matching",
    "whole_board",
]

#: So few cases are read whole each time, so that one that is damaged is named at once. Of more, only what the index
#: does not know is read here; the rest is looked through in the background and by 'escalate register doctor'.
FEW: Final = 200
#: So many new rows are worth a new snapshot of the index.
_MANY: Final = 2000


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """The cases that can be read, in order, and the ids of those that cannot."""

    rows: tuple[Row, ...]
    damaged: tuple[str, ...]


def board(surroundings: Surroundings, *, search: str = "") -> tuple[Row, ...]:
    """The cases by group, then by when they are due, then by id, as far as they match.

    Raises NotNowError, and EscalateError for a register that a newer version made.
    """
    return whole_board(surroundings, search=search).rows


def damaged(surroundings: Surroundings) -> tuple[str, ...]:
    """The ids of the cases that cannot be read. Raises as `board`."""
    return whole_board(surroundings).damaged


def whole_board(surroundings: Surroundings, *, search: str = "") -> Board:
    """The board with the ids of what is missing on it. Raises as `board`."""
    found = _Reading(surroundings)
    if found.listing is None:
        return Board(rows=(), damaged=())
    return found.board(found.listing.loaded.rows(), search)


def due_board(surroundings: Surroundings) -> Board:
    """Only what is overdue, or due within seven days. Raises as `board`."""
    found = _Reading(surroundings)
    if found.listing is None:
        return Board(rows=(), damaged=())
    loaded = found.listing.loaded
    end = found.now + int((WEEK + timedelta(days=1)).total_seconds())
    # Of few cases each is looked at, also those that are not due; and of all where the index may be wrong.
    every = found.listing.count <= FEW or found.listing.torn or found.listing.doubtful
    board = found.board(loaded.rows() if every else loaded.wanted(BASIS, found.now, end), "")
    return msgspec.structs.replace(board, rows=tuple(one for one in board.rows if one.group in DUE_GROUPS))


class _Reading:
    """One reading of the list."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._register: Register = surroundings.register
        self._lines = Lines(surroundings)
        self.now = int(self._lines.now.astimezone(UTC).timestamp())
        self.listing: Listing | None = None
        self._new: list[IndexRow] = []
        self._damaged: set[str] = set()
        self._reads = cache(self._edition_reads)  # a register has few editions, however many cases
        if self._register.state() != "none":
            self.listing = self._register.listing()

    def board(self, rows: Iterable[IndexRow], search: str) -> Board:
        """The board of these rows and of the cases that have none."""
        listing = self.listing
        assert listing is not None
        lines = list(self._all(rows, listing))
        self._keep(listing)
        shown = (row_of(line, self._lines.now) for line in lines)
        return Board(
            rows=matching(in_order(shown), search),
            damaged=tuple(sorted(self._damaged | listing.lost)),
        )

    def _all(self, rows: Iterable[IndexRow], listing: Listing) -> Iterator[Line]:
        few = listing.count <= FEW
        for row in rows:
            if row.id in listing.lost:
                continue
            believed = not listing.torn and row.id not in listing.doubtful
            line = kept_line(row, self.now) if believed else None
            if line is None or not self._still(line, few=few):
                line = self._read(row.id, row)
            if line is not None:
                yield line
        for case_id in listing.unknown:
            line = self._read(case_id, None)
            if line is not None:
                yield line

    def _still(self, line: Line, *, few: bool) -> bool:
        """Whether the case and the text of its policy are still there as they were."""
        if line.edition and not self._reads(line.edition):
            return False
        return not few or self._register.opens(line.id, line.version)

    def _edition_reads(self, name: str) -> bool:
        try:
            self._register.editions.read(name)
        except EscalateError:
            return False
        return True

    def _read(self, case_id: str, known: IndexRow | None) -> Line | None:
        from wizard.register.storage import DamagedFileError

        try:
            line = self._lines.of(self._register.get(case_id))
        except (DamagedFileError, *NOT_OURS):
            self._damaged.add(case_id)
            return None
        row = index_row(line, self.now)
        if row.basis and row != known:
            self._new.append(row)
        return line

    def _keep(self, listing: Listing) -> None:
        """Keeps what was read, so that it need not be read again. A convenience: where it cannot be, nothing is lost."""
        if listing.torn:
            self._register.renew_index(iter(self._new), BASIS, listing.mark)
        elif len(self._new) > _MANY or self._register.index_is_long():
            newer = {row.id: row for row in self._new}
            rows = (newer.pop(row.id, row) for row in listing.loaded.rows() if row.id not in listing.lost)
            self._register.renew_index(_then(rows, newer), BASIS, listing.mark)
        elif self._new:
            self._register.note(*self._new)
        if listing.doubtful:
            self._register.no_longer_doubtful()


def _then(rows: Iterator[IndexRow], left: dict[str, IndexRow]) -> Iterator[IndexRow]:
    yield from rows
    yield from left.values()  # those that no row was there for
