"""An export as a table for spreadsheets: one row an event, and no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from wizard.base.text import visible_lines
from wizard.casework.exporting import NOTES, Export

COLUMNS: Final = (
    *("case", "seq", "time", "author_role", "author_name", "kind", "what", "note"),
    *("left_out", "level"),
)
#: With one of these at its beginning a cell is a formula, in one spreadsheet or another.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Without it Excel reads a file in the code page of the machine, and é as two other signs. Others skip it.
_BOM: Final = b"\xef\xbb\xbf"


def as_csv(export: Export) -> bytes:
    """The export as CSV as RFC 4180 has it, in UTF-8 with a byte order mark.

    A cell that a spreadsheet would run gets an apostrophe before it. `level` says what names have become, in every
    row: a row may be copied without the rest.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(export):
        writer.writerow([_cell(value) for value in row])
    return _BOM + table.getvalue().encode()


def _rows(export: Export) -> Iterator[tuple[str, ...]]:
    level = f"{export.level}: {NOTES[export.level]}"
    for case in export.cases:
        for one in case.events:
            event = one.event
            yield (
                *(case.id, str(event.seq), event.time, event.author.role, event.author.name),
                *(event.kind, one.told, one.note, str(one.left_out), level),
            )


def _cell(value: str) -> str:
    # A text may begin with what cannot be seen, which some spreadsheets skip.
    begins = value.lstrip(" \u00a0\u200b\ufeff\x00")
    return visible_lines(f"'{value}" if value.startswith(_FORMULA) or begins.startswith(_FORMULA) else value)
