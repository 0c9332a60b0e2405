"""Rows that hold every two values of different columns together at least once, where all rows are too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

#: A value's column and its place there.
_Value = tuple[int, int]


def each_two(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Rows of places, one for each column of so many values: any two values of two columns meet in some row.

    The first row has the first value of every column. The same sizes always give the same rows.
    """
    order = sorted(range(len(sizes)), key=lambda column: -sizes[column])
    rows: list[dict[int, int]] = [dict.fromkeys(range(len(sizes)), 0)]
    done: list[int] = []
    for column in order:
        missing = {
            ((other, one), (column, place))
            for other in done
            for one in range(sizes[other])
            for place in range(sizes[column])
        }
        if not done:
            rows += [{column: place} for place in range(1, sizes[column])]
        for row in rows:
            if column not in row:
                row[column] = max(
                    range(sizes[column]), key=lambda place: (_gain(row, column, place, missing), -place)
                )
            _meet(row, column, missing)
        for (other, one), (_, place) in sorted(missing):
            # The first row that leaves both, or one of them, to be said.
            pair = {other: one, column: place}
            free = next(
                (row for row in rows if all(row.get(key, value) == value for key, value in pair.items())),
                None,
            )
            if free is None:
                rows.append(pair)
            else:
                free |= pair
        done.append(column)
    for row in rows:
        yield tuple(row.get(column, 0) for column in range(len(sizes)))


def _gain(row: dict[int, int], column: int, place: int, missing: set[tuple[_Value, _Value]]) -> int:
    return sum(((other, one), (column, place)) in missing for other, one in row.items())


def _meet(row: dict[int, int], column: int, missing: set[tuple[_Value, _Value]]) -> None:
    for other, one in row.items():
        missing.discard(((other, one), (column, row[column])))
