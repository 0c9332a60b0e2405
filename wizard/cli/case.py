"""`escalate case`: cases from files, attempts, the register as a list, and one case."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.advice.answering import LONGEST_TEXT
from wizard.advice.result import Plain, to_json
from wizard.base.errors import EXIT_DONE, EXIT_NO, FAULTS_SHOWN, wrong_input
from wizard.base.paths import named
from wizard.base.reader import read_document, read_file
from wizard.base.source import SIZE_LIMIT, open_source
from wizard.cli.looks import noted
from wizard.cli.output import say, say_saved, standard_input
from wizard.cli.surroundings import surroundings, tell_of_settings

if TYPE_CHECKING:
    from wizard.casework.board import Row

#: Of UTF-8, a letter takes four bytes at most.
_NOTE_BYTES = 4 * LONGEST_TEXT


def run(chosen: argparse.Namespace) -> int:
    """Runs the verb that was chosen."""
    tell_of_settings()
    if chosen.verb == "new":
        return new(chosen.from_)
    if chosen.verb == "record":
        return record(
            chosen.case,
            stage=chosen.stage,
            outcome=chosen.outcome,
            began=chosen.began,
            ended=chosen.ended,
            note_file=chosen.note_file,
        )
    if chosen.verb == "edition":
        from wizard.cli import case_edition

        return case_edition.run(
            chosen.case,
            move=chosen.move,
            back=chosen.back,
            reason_file=chosen.reason_file,
            as_json=chosen.json,
        )
    if chosen.verb in ("close", "reopen", "correct", "undo"):
        from wizard.cli import case_changes

        return case_changes.run(chosen)
    if chosen.verb == "calendar":
        from wizard.cli import case_calendar

        return case_calendar.calendar(chosen.case, chosen.out, replace=chosen.replace)
    if chosen.verb == "export":
        from wizard.cli import case_export

        return case_export.run(chosen)
    if chosen.verb == "erase":
        from wizard.cli import case_erase

        return case_erase.run(chosen)
    if chosen.verb == "list":
        return list_cases(due_only=chosen.due, as_json=chosen.json)
    return show(chosen.case, as_json=chosen.json)


def new(file: str) -> int:
    """Makes a case of a situation file and prints its id. Raises WrongInputError with every fault of the file."""
    from wizard.casework.opening import open_case

    name = "standard input" if file == "-" else file
    node = read_document(standard_input(SIZE_LIMIT), name) if file == "-" else read_file(Path(file))
    return say_saved(open_case(surroundings(), node, name).id)


def record(
    case_id: str, *, stage: str, outcome: str, began: str | None, ended: str | None, note_file: str | None
) -> int:
    """Adds an attempt to a case, and says so once it is on the disk. Raises WrongInputError with every fault."""
    from wizard.casework.recording import Told, record_attempt

    note = text_of(note_file) if note_file is not None else ""
    told = Told(stage=stage, outcome=outcome, began=began, ended=ended, note=note)
    return say_saved(f"recorded {record_attempt(surroundings(), case_id, told)}")


def text_of(file: str) -> str:
    """The text in a file that was named, or on standard input. Raises WrongInputError where it is none."""
    name = "standard input" if file == "-" else file
    try:
        if file == "-":
            data = standard_input(_NOTE_BYTES)
        else:
            with Path(file).open("rb") as opened:
                data = opened.read(_NOTE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not the name of a file"
        raise wrong_input(f"cannot be read: {reason}; expected a text file", file=named(Path(name))) from None
    text = open_source(data, name, _NOTE_BYTES).text
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


# The register as a list.


def list_cases(*, due_only: bool, as_json: bool) -> int:
    """Lists the cases; those that cannot be read are named on standard error, and then the code is 1."""
    from wizard.casework.board import due_board, whole_board

    around = surroundings()
    board = due_board(around) if due_only else whole_board(around)
    rows = board.rows
    if as_json:
        say(to_json([_row(one) for one in rows]))
    else:
        from wizard.cli.case_text import print_board

        print_board(rows, due_only=due_only, any_case=bool(board.damaged) or around.register.has_cases())
    for one in board.damaged[: FAULTS_SHOWN - 1]:
        sys.stderr.write(f"case {one} is damaged and is not listed; 'escalate case show {one}' says more\n")
    if len(board.damaged) >= FAULTS_SHOWN:
        sys.stderr.write(f"... and {len(board.damaged) - FAULTS_SHOWN + 1} more damaged cases\n")
    return EXIT_NO if board.damaged else EXIT_DONE


def _row(row: Row) -> dict[str, Plain]:
    """A row as other programs read it: ids where the board has words, the words beside them."""
    return {
        "id": row.id,
        "policy": row.policy or None,
        "area": row.area,
        "between": row.between,
        "stage": row.stage_id,
        "stage_text": row.stage,
        "status": row.state,
        "status_text": row.status,
        "group": row.group,
        "due": row.due.isoformat() if row.due else None,
        "due_text": row.due_text,
        "waiting": row.waiting,
        "urgent": row.urgent,
        "changed": row.changed,
    }


# One case.


def show(case_id: str, *, as_json: bool) -> int:
    """Shows one case: where it stands and what was recorded.

    Where its policy or its answers do not let advice be given, that is said on standard error and the code is 1;
    what was recorded is shown all the same. Raises WrongInputError for an unknown case.
    """
    from wizard.casework.looking import look_at, shown

    around = surroundings()
    looked = look_at(around, case_id)
    noted(around, "looked", case=case_id)
    if as_json:
        say(to_json(shown(looked)))
    else:
        from wizard.cli.case_text import print_case

        print_case(looked)
    if looked.problem is None:
        return EXIT_DONE
    for line in looked.problem.lines():
        sys.stderr.write(f"{line}\n")
    return EXIT_NO
