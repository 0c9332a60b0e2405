"""What is done with documents from the screens and the plain lines alike, each noted in the log of looks."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.advice.days import read_when
from wizard.advice.words import say_list
from wizard.advice.worktime import as_london
from wizard.base.errors import wrong_input
from wizard.base.text import visible
from wizard.casework import documents
from wizard.casework.document_sent import record_sent
from wizard.casework.document_words import HOW_A_DAY, NOT_A_FILE, typed
from wizard.casework.looked import note_look
from wizard.casework.templates_found import title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.casework.documents import DocumentView, FieldView, Made
    from wizard.casework.session import Session
    from wizard.register.access import What

_MAIL: Final = ".eml"
_CALENDAR: Final = ".ics"


#: A day that names its year, or that needs none.
_PLAIN_DAY: Final = re.compile(r"today|yesterday|.*\d{4}.*", re.DOTALL)


# What is written.


def as_kept(session: Session, field: FieldView, text: str) -> str:
    """What is kept of what was typed for a field: an option for its number, and a day by its date.

    What names no day stays as it was typed, such as "not known". Raises WrongInputError for a day that leaves open
    which one is meant: on a letter nobody could tell any more.
    """
    if field.type != "date":
        return typed(field, text)
    try:
        meant = read_when(text, session.now(), times=False)
    except ValueError:
        return text
    if len(meant) > 1 or not _PLAIN_DAY.fullmatch(text.strip().casefold()):
        raise wrong_input(f"'{visible(text.strip(), 60)}' leaves open which day it is; {HOW_A_DAY}")
    return meant[0].kept


# Where files go.


def here() -> Path:
    """The folder that one works in; the person's own where that has been taken away meanwhile."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()


def suggested(session: Session, document: str, ending: str) -> Path:
    """A free name in the folder that one works in."""
    return documents.free_name(here() / documents.suggested_name(session, document, ending))


def suggested_mail(session: Session, document: str) -> Path:
    """The same for a draft of an email."""
    return suggested(session, document, _MAIL)


def suggested_calendar(session: Session) -> Path:
    """The same for the deadlines of a case, by its reference."""
    day = as_london(session.now()).date().isoformat()
    sign = (session.case_id or "no-case").rpartition("-")[2]
    return documents.free_name(here() / f"{day}-deadlines-{sign}{_CALENDAR}")


def path_of(text: str, suggested: Path, *, new: bool = True) -> Path:
    """The path that was typed: in a folder the suggested name, and without an ending the suggested one.

    A `new` file takes no name in that folder that is taken. Raises WrongInputError where it is no path.
    """
    path = Path(text.strip())
    with suppress(RuntimeError):  # where there is no such person it is a name like any other
        path = path.expanduser()
    try:
        if path.is_dir():
            inside = path / suggested.name
            return documents.free_name(inside) if new else inside
    except (OSError, ValueError) as error:
        raise wrong_input(NOT_A_FILE) from error
    return path if path.suffix else path.with_name(path.name + suggested.suffix)


# What is done.


def make(session: Session, document: str, path: Path, *, corrects: int | None = None) -> Made:
    """Saves a document. Raises as `documents.make`."""
    made = documents.make(session, document, path, corrects=corrects)
    _note(session, "made", document)
    return made


def mail(session: Session, document: str, file: Path, to: Sequence[str], path: Path) -> Path:
    """Saves a draft of an email. Raises as `save_mail`."""
    from wizard.casework.sending import save_mail

    where = save_mail(session, document, file, to, path)
    _note(session, "made", f"email draft: {document}")
    return where


def print_(session: Session, file: Path, printer: str) -> None:
    """Prints a saved document. Raises as `print_document`."""
    from wizard.casework import sending

    sending.print_document(session, file, printer)
    _note(session, "printed", "a document")


def open_(session: Session, file: Path) -> None:
    """Opens a saved document. Raises as `open_document`."""
    from wizard.casework import sending

    sending.open_document(file)
    _note(session, "looked", "opened a document")


def calendar(session: Session, path: Path) -> Path:
    """Saves the deadlines of the case. Raises as `save_calendar`."""
    from wizard.casework.sending import save_calendar

    where = save_calendar(session, path)
    _note(session, "exported", "calendar")
    return where


def sent(session: Session, entry: int, *, to: str, means: str, on: str) -> None:
    """Records that a document was sent on the day that was typed. Raises as `record_sent`."""
    record_sent(session, entry, to=to, means=means, on=day_of(session, on))


def day_of(session: Session, text: str) -> date:
    """The day that was typed. Raises WrongInputError where it is none, or could be several."""
    try:
        meant = read_when(text, session.now(), times=False)
    except ValueError as error:
        raise wrong_input(str(error).rstrip(".")) from error
    if len(meant) > 1:
        days = say_list([one.said for one in meant], "or")
        raise wrong_input(f"that can mean {days}; type the day, the month and the year")
    return date.fromisoformat(meant[0].kept)


def view_of(session: Session, document: str) -> DocumentView:
    """A document of the case, whether or not it is among those to be made now."""
    return documents.DocumentView(id=document, title=title_of(session, document))


def _note(session: Session, what: What, detail: str) -> None:
    # That it could not be noted stops nobody.
    note_look(session.surroundings, what, case=session.case_id, detail=detail)
