"""`escalate document make`, `sent` and `set-aside`: a case's documents, and what is recorded of them."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Final

from wizard.base.errors import EXIT_DONE, wrong_input
from wizard.base.text import visible
from wizard.casework.documents import Made
from wizard.casework.documents import make as make_document
from wizard.casework.session import Session
from wizard.cli.case import text_of
from wizard.cli.looks import noted
from wizard.cli.output import say, say_saved
from wizard.cli.surroundings import surroundings, tell_of_settings

#: Remarks that are printed at most: what is missing and how to send it would be lost among more.
_MOST_REMARKS: Final = 20


def run(chosen: argparse.Namespace) -> int:
    """Runs the verb that was chosen. Raises as that verb does."""
    match chosen.verb:
        case "make":
            return make(chosen)
        case "sent":
            return sent(chosen)
        case "set-aside":
            return set_aside(chosen)
        case "list":
            from wizard.cli import document_list

            if chosen.template:
                return document_list.print_template(chosen.document, chosen.policy)
            return document_list.run(chosen.policy, document=chosen.document, as_json=chosen.json)
        case "check":
            from wizard.cli import document_check

            return document_check.run()
        case "mail":
            from wizard.cli.document_sending import mail

            return mail(
                chosen.case, chosen.document, chosen.file, chosen.to, chosen.out, replace=chosen.replace
            )
        case "print":
            from wizard.cli.document_sending import print_

            return print_(chosen.case, chosen.file, chosen.printer)
        case _:
            from wizard.cli.document_sending import open_

            return open_(chosen.case, chosen.file)


def make(chosen: argparse.Namespace) -> int:
    """Makes a document, prints where it is, and names on standard error what it still lacks and what to look at.

    Raises WrongInputError for a case, a document or a file that will not do, UnfinishedError where it was to be
    final and is not.
    """
    tell_of_settings()
    around = surroundings()
    session = Session(around, around.register.get(chosen.case))
    going = session.going_by()
    made = make_document(
        session,
        chosen.document,
        Path(chosen.file),
        final=chosen.final,
        replace=chosen.replace,
        corrects=chosen.corrects,
    )
    noted(around, "made", case=chosen.case, detail=chosen.document)
    say(str(made.path))
    for problem in going.problem if going else ():
        sys.stderr.write(f"{problem}\n")
    for line in _to_look_at(made):
        sys.stderr.write(f"{line}\n")
    return EXIT_DONE


def _to_look_at(made: Made) -> list[str]:
    from wizard.casework.document_remarks import said

    lines = [str(one) for one in made.missing]
    if made.unshown:
        signs = " ".join(made.unshown)
        lines.append(f"note: no font here has these signs, and the page shows boxes in their place: {signs}")
    lines += [f"to send it: {one}" for one in made.notes]
    lines += [f"note: {said(one)}" for one in made.remarks[:_MOST_REMARKS]]
    more = len(made.remarks) - _MOST_REMARKS
    return [*lines, f"and {more} more"] if more > 0 else lines


def sent(chosen: argparse.Namespace) -> int:
    """Records that a document was sent. Raises as `record_sent`."""
    from wizard.casework.document_sent import record_sent

    around = surroundings()
    session = Session(around, around.register.get(chosen.case))
    number = record_sent(session, chosen.entry, to=chosen.to, means=chosen.means, on=_day(chosen.on))
    return say_saved(f"recorded {number}")


def set_aside(chosen: argparse.Namespace) -> int:
    """Sets a remark on a document aside, with the reason. Raises as `set_aside`."""
    from wizard.casework.document_remarks import set_aside as decide

    around = surroundings()
    session = Session(around, around.register.get(chosen.case))
    number = decide(session, chosen.document, chosen.remark, text_of(chosen.reason_file))
    return say_saved(f"recorded {number}")


def _day(said: str | None) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise wrong_input(
            f"'{visible(said, 60)}' is no day; expected one such as 2026-11-16", key="--on"
        ) from None
