"""`escalate case export`: cases as a file for another program or a spreadsheet, at one of three levels."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.base.errors import EXIT_DONE, wrong_input
from wizard.base.paths import named, write_new
from wizard.cli.looks import noted
from wizard.cli.output import say_saved
from wizard.cli.surroundings import surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.casework.exporting import Export
    from wizard.casework.looking import Looked
    from wizard.casework.session import Surroundings

FORMATS: Final = ("json", "csv")
_STDOUT: Final = "-"
#: What is to be known of a file of each level, by whoever has just made it.
_CAUTIONS: Final = {
    "full": "This export is not encrypted. It holds names and all that was written. Give it only to people who "
    "work on these cases, by secure means, and delete it when it is no longer needed.",
    "initials": "This export is not encrypted. Names that stand only in free text cannot be recognised: read it "
    "before you pass it on.",
}


def run(chosen: argparse.Namespace) -> int:
    """Writes the cases that were chosen, and says where they are.

    Raises WrongInputError for a case or a file that will not do, and whatever reading a damaged case raises; then
    nothing is written.
    """
    from wizard.casework.document_sent import refuse_sent
    from wizard.casework.export_fields import known_fields, vocabulary
    from wizard.casework.exporting import every_case, export, look_at_each

    kind = _format(chosen.format, chosen.file)
    if bool(chosen.cases) == chosen.all:
        raise wrong_input("expected the ids of cases, or --all for every case, and not both")
    around = surroundings()
    cases = every_case(around) if chosen.all else look_at_each(around, chosen.cases)
    fields = known_fields(around, cases)
    made = export(
        cases,
        chosen.names,
        time=around.clock().isoformat(timespec="seconds"),
        tell=_told,
        fields=fields,
        words=vocabulary(around, cases, fields),
    )
    if chosen.replace and chosen.file != _STDOUT:
        refuse_sent(around.register, Path(chosen.file).absolute())
    status = _save(_encoded(made, kind), chosen.file, replace=chosen.replace)
    _note(around, cases, every=chosen.all, names=chosen.names)
    for looked in cases:
        for line in looked.problem.lines() if looked.problem else ():
            sys.stderr.write(f"case {looked.case.id} has no advice: {line}\n")
    if chosen.names in _CAUTIONS:
        sys.stderr.write(f"{_CAUTIONS[chosen.names]}\n")
    return status


def _note(around: Surroundings, cases: Sequence[Looked], *, every: bool, names: str) -> None:
    """One line for all cases together, else one for each."""
    if every:
        noted(around, "exported", detail=f"all cases: {len(cases):,}, names: {names}")
        return
    for looked in cases:
        noted(around, "exported", case=looked.case.id, detail=f"names: {names}")


def _told(looked: Looked) -> dict[int, str]:
    """The events of a case as `case show` tells them, without number and time."""
    from wizard.casework.event_text import lines_of_events, when

    times = {event.seq: f" {when(event.time)}:" if event.time else "" for event in looked.case.events}
    found: dict[int, str] = {}
    for line in lines_of_events(looked):
        number, _, words = line.partition(".")
        found[int(number)] = words.removeprefix(times[int(number)]).strip()
    return found


def _format(chosen: str | None, file: str) -> str:
    """The format that was chosen, else that of the file's ending."""
    if chosen is not None:
        return chosen
    ending = Path(file).suffix.casefold().removeprefix(".")
    if ending not in FORMATS:
        where = "" if file == _STDOUT else named(Path(file))
        raise wrong_input("expected a file that ends in .json or .csv, or --format", file=where)
    return ending


def _encoded(made: Export, kind: str) -> bytes:
    if kind == "json":
        from wizard.casework.exporting import as_json

        return as_json(made)
    from wizard.casework.export_table import as_csv

    return as_csv(made)


def _save(data: bytes, file: str, *, replace: bool) -> int:
    if file != _STDOUT:
        path = Path(file).absolute()
        write_new(path, data, replace=replace)
        return say_saved(str(path))
    # As bytes: a terminal's own line ends and encoding would make another file of it.
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return EXIT_DONE
