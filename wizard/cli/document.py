"""`escalate document`: documents of a case, as files."""

from __future__ import annotations

import sys
from pathlib import Path

from wizard.base.errors import EXIT_DONE
from wizard.casework.documents import make as make_document
from wizard.casework.session import Session
from wizard.cli.looks import noted
from wizard.cli.output import say
from wizard.cli.surroundings import surroundings, tell_of_settings


def make(document: str, *, case_id: str, file: str, final: bool, replace: bool) -> int:
    """Makes a document, prints where it is, and names on standard error what it still lacks.

    Raises WrongInputError for a case, a document or a file that will not do, UnfinishedError where it was to be
    final and is not.
    """
    tell_of_settings()
    around = surroundings()
    session = Session(around, around.register.get(case_id))
    going = session.going_by()
    made = make_document(session, document, Path(file), final=final, replace=replace)
    noted(around, "made", case=case_id, detail=document)
    say(str(made.path))
    for problem in going.problem if going else ():
        sys.stderr.write(f"{problem}\n")
    for one in made.missing:
        sys.stderr.write(f"{one}\n")
    return EXIT_DONE
