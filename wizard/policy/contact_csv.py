"""Contacts as a table for spreadsheets: CSV that comes back as it went out, and every fault of one that does not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from wizard.base.errors import Fault, WrongInputError, wrong_input
from wizard.base.source import SIZE_LIMIT, Source, open_source
from wizard.base.text import unknown, visible
from wizard.policy.contact_cells import COLUMNS, REQUIRED, Cell, cells_of, tidy
from wizard.policy.contacts import Contact

POLICY: Final = "policy"
HEADER: Final = (POLICY, *COLUMNS)
#: Rows that one file may have.
ROW_LIMIT: Final = 5_000
#: What a spreadsheet would run as a formula; it is written with a ' before it, as spreadsheets do themselves.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")

#: The line by which some spreadsheets say what parts the columns; a comma is gone once the line has been read.
_SEPARATOR: Final = re.compile(r"sep=[;,\t]?", re.IGNORECASE)


class CsvRow(msgspec.Struct, frozen=True):
    """One row: the line it begins in, and its cells by column."""

    line: int
    cells: Mapping[str, Cell]


def write_csv(contacts: Iterable[tuple[str, Contact]], line_end: str = "\n") -> str:
    """The contacts, each with the id of its policy, as CSV with a header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow(HEADER)
    for policy_id, contact in contacts:
        cells = cells_of(contact)
        writer.writerow([_guarded(one) for one in (policy_id, *(cells[column] for column in COLUMNS))])
    return text.getvalue()


def read_csv(data: bytes, name: str, *, needs_policy: bool = True) -> tuple[CsvRow, ...]:
    """The rows of a CSV file; those with nothing in them are passed over.

    Raises WrongInputError with every fault of the header or of the rows: what is no CSV, a column that there is
    not, a row of another length.
    """
    source = open_source(data, name, SIZE_LIMIT)
    lines = list(_lines(source))
    if not lines:
        raise wrong_input("holds no header row; expected the names of the columns first", file=source.name)
    (line, header), *rows = lines
    header = [tidy(one).casefold() for one in header]
    faults = list(_in_header(source, line, header, needs_policy=needs_policy))
    if faults:
        raise WrongInputError(faults)
    if len(rows) > ROW_LIMIT:
        raise wrong_input(f"has {len(rows):,} rows; expected {ROW_LIMIT:,} at the most", file=source.name)
    for number, cells in rows:
        if len(cells) != len(header):
            what = f"this row has {len(cells)} cells, and the header {len(header)}; expected as many"
            faults.append(source.fault(number, 1, f"{what} (put text that has a comma in quotation marks)"))
    if faults:
        raise WrongInputError(faults)
    return tuple(_row(number, header, cells) for number, cells in rows)


def _lines(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Each row that has something in it, with the line that it begins in."""
    reader = csv.reader(io.StringIO(source.text, newline=""), strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what = f"from here on it cannot be read as CSV ({visible(str(error), 80)}); look for a quotation mark"
            if "field limit" in str(error):
                what = (
                    f"a cell in this row has more than {csv.field_size_limit():,} characters; "
                    "expected fewer (look for a quotation mark that is missing)"
                )
            raise WrongInputError([source.fault(begins, 1, what)]) from None
        if begins == 1 and _SEPARATOR.fullmatch("".join(cells)):
            continue
        if any(one.strip() for one in cells):
            yield begins, cells


def _in_header(source: Source, line: int, header: Sequence[str], *, needs_policy: bool) -> Iterator[Fault]:
    if len(header) == 1 and re.search("[;\t]", header[0]):
        yield source.fault(line, 1, "the columns are not parted by commas; save it again as CSV with commas")
        return
    for number, column in enumerate(header, 1):
        if column not in HEADER:
            yield source.fault(line, number, unknown(column, "column of contacts", HEADER))
        elif column in header[: number - 1]:
            yield source.fault(line, number, f"the column '{column}' is there twice; expected it once")
    for column in ([POLICY] if needs_policy else []) + list(REQUIRED):
        if column not in header:
            yield source.fault(line, 1, f"the column '{column}' is missing; expected it in the header row")


def _row(line: int, header: Sequence[str], cells: Sequence[str]) -> CsvRow:
    return CsvRow(
        line,
        {
            column: Cell(tidy(_unguarded(tidy(text))), line, number)
            for number, (column, text) in enumerate(zip(header, cells, strict=True), 1)
        },
    )


def _guarded(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
