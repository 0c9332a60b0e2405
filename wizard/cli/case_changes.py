"""`escalate case close`, `reopen`, `correct` and `undo`: decisions about a case, each with its reason."""

from __future__ import annotations

import argparse

from wizard.base.errors import wrong_input
from wizard.casework.closing import close, reopen
from wizard.casework.correcting import Correction, correct, undo
from wizard.casework.reopening import read_session, session_unread
from wizard.cli.case import text_of
from wizard.cli.output import say_saved
from wizard.cli.surroundings import surroundings


def run(chosen: argparse.Namespace) -> int:
    """Records the decision and says so once it is on the disk.

    Raises WrongInputError for an unknown case or event, a reason that is missing, or what cannot be decided.
    """
    around = surroundings()
    match chosen.verb:
        case "close":
            number = close(session_unread(around, chosen.case), text_of(chosen.reason_file))
        case "reopen":
            reason = text_of(chosen.reason_file) if chosen.reason_file is not None else ""
            number = reopen(read_session(around, chosen.case), reason, chosen.raised)
        case "correct":
            number = correct(read_session(around, chosen.case), _correction(chosen))
        case _:
            reason = text_of(chosen.reason_file)
            number = undo(read_session(around, chosen.case), chosen.event, reason)
    return say_saved(f"recorded {number}")


def _correction(chosen: argparse.Namespace) -> Correction:
    if chosen.reason_file == "-" and chosen.note_file == "-":
        raise wrong_input("both are '-'; only one text can be on standard input", key="--note-file")
    return Correction(
        event=chosen.event,
        reason=text_of(chosen.reason_file),
        stage=chosen.stage,
        outcome=chosen.outcome,
        began=chosen.began,
        ended=chosen.ended,
        note=text_of(chosen.note_file) if chosen.note_file is not None else None,
    )
