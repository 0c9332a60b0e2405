"""What is done with a document that was saved: a draft of an email with it, a print of it, and the deadlines for a calendar.

Nothing is sent from here. Of a file only what the record of the case knows is passed on, byte by byte.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice.facts import belongs
from wizard.advice.reachable import ruled_out
from wizard.advice.result import Party
from wizard.advice.worktime import as_london
from wizard.base.errors import NotNowError, WrongInputError, wrong_input
from wizard.base.paths import named, not_now
from wizard.base.text import visible
from wizard.casework.placing import place
from wizard.casework.templates_found import template_for, title_of
from wizard.documents.case_told import tells_of_a_case
from wizard.documents.formats import ENDINGS
from wizard.register.blobs import LARGEST as _LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wizard.advice.result import Advice
    from wizard.casework.record import Made
    from wizard.casework.session import Session
    from wizard.documents.catalogue import Template
    from wizard.policy.contacts import Contact

#: What a printer takes as it is. Others are made into pages by the program that they belong to.
PRINTABLE: Final = (".pdf", ".txt", ".md")
_NOT_IN_A_JOB_TITLE: Final = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST_JOB_TITLE: Final = 60
_MAIL: Final = ".eml"
_CALENDAR: Final = ".ics"
#: What is opened: what the program makes, and never something that would run.
OPENED: Final = (*ENDINGS, _MAIL, _CALENDAR)


def save_mail(
    session: Session,
    document_id: str,
    attachment_path: Path,
    to: Sequence[str],
    path: Path,
    *,
    replace: bool = False,
) -> Path:
    """Saves a draft of an email to `to` with the document as it was saved from this case; returns its whole path.

    Raises WrongInputError where the file is not that document as the case's record has it, where an address is none,
    where the draft's name does not end in .eml, or where there is a file already and `replace` is not said;
    NotNowError where the disk does not let it.
    """
    from wizard.documents.mail_draft import (
        Attachment,
        covering_text,
        kind_of,
        mail_draft,
        neutral_name,
        neutral_subject,
    )

    where = _whole(path, _MAIL, "a draft of an email")
    made, data = _known(session, attachment_path)
    if made.document != document_id:
        raise wrong_input(
            f"is the document '{visible(made.document, 60)}' of this case, and not '{visible(document_id, 60)}'",
            file=named(attachment_path),
        )
    # By what was saved, not by what the file is called now.
    ending = Path(made.file).suffix
    title, practice = title_of(session, document_id), _practice(session)
    outside = _outside(session, document_id)
    reference = outside.reference
    draft = mail_draft(
        to=to,
        subject=neutral_subject(title, reference, practice),
        text=covering_text(title, reference, practice, personal=outside.personal),
        attachment=Attachment(neutral_name(document_id, reference, ending), data, kind_of(made.file)),
    )
    place(where, draft, _recorded_elsewhere, replace=replace)
    return where


def save_calendar(session: Session, path: Path, *, replace: bool = False) -> Path:
    """Saves the deadlines of a case as entries for a calendar (.ics); returns the whole path.

    Those that were there before and are no longer are in it too, as taken out. Raises WrongInputError where there is none,
    where a question is open or where the name will not do; NotNowError where the disk does not let it.
    """
    from wizard.casework.calendar_entries import calendar_entries
    from wizard.documents.deadline_entry import deadline_calendar

    where = _whole(path, _CALENDAR, "entries for a calendar")
    entries = calendar_entries(session)
    if not entries:
        raise wrong_input("there is nothing for a calendar: no deadline of this case is still to come")
    place(where, deadline_calendar(entries, session.now()), _recorded_elsewhere, replace=replace)
    return where


def print_document(session: Session, path: Path, printer: str = "") -> None:
    """Sends a document that was saved from this case to the usual printer, or to the one that is named.

    Raises WrongInputError for a file that the case's record does not know or that no printer takes as it is, and for a
    printer that there is not; NotNowError where it cannot be printed now.
    """
    made, data = _known(session, path)
    ending = Path(made.file).suffix.casefold()
    if ending not in PRINTABLE:
        raise wrong_input(
            f"a file that ends in {visible(ending, 10) or 'nothing'} cannot be sent to a printer as it is. Make the "
            "document again as .pdf and print that. Or open this one, and print it from there",
            file=named(path),
        )
    from wizard.base.desktop import PAPER_WIDTH, print_file

    pages = data if ending == ".pdf" else _folded(data, PAPER_WIDTH)
    print_file(pages, title=_job_title(session, made.document), printer=printer, saved=_expanded(path))


def open_document(path: Path) -> None:
    """Opens a document, a draft of an email or a calendar entry in its own program.

    Raises WrongInputError for another kind of file and where there is none, NotNowError where nothing can open it.
    """
    if path.suffix.casefold() not in OPENED:
        raise wrong_input(f"is not opened from here; expected one of {', '.join(OPENED)}", file=named(path))
    from wizard.base.desktop import open_in_desktop

    open_in_desktop(_expanded(path))


def outdated(session: Session, path: Path) -> bool:
    """Whether the case has moved on since that document was saved, or a later one was made. Raises as `print_document`."""
    made, _ = _known(session, path)
    latest = [one for one in session.record.made if one.document == made.document][-1]
    return not made.matches or made.earlier or made.sha256 != latest.sha256


def addressees(session: Session, document_id: str) -> tuple[str, ...]:
    """The email addresses that a document could go to, the likeliest first; none where the contacts hold none, and
    where its template cannot be used any more.

    They are those of whom the policy names for the document, else of who is challenged at the stage: never a personal
    one, nor one that has expired. A suggestion and no more: whoever sends it has to look.
    """
    from wizard.advice.advise import advised

    house, template = session.house(), _template(session, document_id)
    if house is None or template is None or session.conversation().question is not None:
        return ()
    situation, advice = session.advice()
    facts = advised(house, situation).case.facts
    today = as_london(session.now()).date()
    usable = [
        one
        for one in (*house.contacts.entries, *house.contacts.fallback)
        if not (one.personal or one.own_organisation or one.expired(today) or ruled_out(one, facts))
    ]
    found: dict[str, str] = {}
    board = house.policy.policy.board_short if template.class_ == "partnership" else None
    for party in _parties(advice, document_id, board):
        for entry in _of(party, usable):
            for address in entry.email:
                found.setdefault(address.casefold(), address)
    return tuple(found.values())


def _parties(advice: Advice, document_id: str, board: str | None) -> tuple[Party, ...]:
    """Whom the policy has the document go to. `board` is the short name of the board where it is a document for it."""
    told = [party for line in advice.notify if line.document == document_id for party in line.to]
    told += [party for form in advice.forms if form.document == document_id for party in form.to]
    if told:
        return tuple(told)
    if board is None:
        return advice.with_
    # What is for the board never goes to the other agency for want of a better address. Flows call the board's own
    # contacts by its short name.
    return (*(party for line in advice.notify for party in line.to), Party(role="", agency=board.casefold()))


def _of(party: Party, entries: Iterable[Contact]) -> list[Contact]:
    """The contacts of a party's agency, those in its own role first."""
    ours = [one for one in entries if belongs(one.agency, party.agency) or belongs(party.agency, one.agency)]
    return sorted(ours, key=lambda one: one.role != party.role)


def _folded(data: bytes, width: int) -> bytes:
    """A text with its long lines folded between words: a printer folds them wherever the paper ends."""
    import textwrap

    def fold(line: str) -> str:
        indent = line[: len(line) - len(line.lstrip(" "))]
        return textwrap.fill(
            line, width, subsequent_indent=indent, break_on_hyphens=False, replace_whitespace=False
        )

    lines = data.decode("utf-8").split("\n")
    return "\n".join(line if len(line) <= width else fold(line) for line in lines).encode()


def _job_title(session: Session, document_id: str) -> str:
    """What everybody at the printer can read: the reference, else what kind of document it is. In plain letters only,
    which every printing system takes."""
    reference = _outside(session, document_id).reference
    plain = _NOT_IN_A_JOB_TITLE.sub(" ", reference or title_of(session, document_id))
    return plain.strip(" .-")[:_LONGEST_JOB_TITLE].rstrip(" .-") or "Document"


class _Outside(msgspec.Struct, frozen=True):
    """What may be told of a document outside it: the reference, empty where there is to be none, and whether the
    document tells of somebody."""

    reference: str
    personal: bool


def _outside(session: Session, document_id: str) -> _Outside:
    template = _template(session, document_id)
    if template is None:
        # It may have been an anonymous one, and it may have held names: the safe side of both.
        return _Outside("", personal=True)
    if template.anonymous:
        return _Outside("", personal=False)
    return _Outside(session.case_id or "", personal=tells_of_a_case(template))


def _template(session: Session, document_id: str) -> Template | None:
    """The template of a document; None where there is none any more, or none that can be used."""
    try:
        return template_for(session, document_id)
    except (WrongInputError, NotNowError):
        return None


def _known(session: Session, path: Path) -> tuple[Made, bytes]:
    """What the case's record says of the file, and its content. Raises WrongInputError where it says nothing."""
    data = _content(_expanded(path))
    digest = hashlib.sha256(data).hexdigest()
    made = next((one for one in reversed(session.record.made) if one.sha256 == digest), None)
    if made is None:
        raise wrong_input(
            "is not a document as it was saved from this case: it is of another one, or was changed afterwards. "
            "Make the document again and use that file. If you have changed it by hand, send or print it with "
            "the program that you changed it in",
            file=named(path),
        )
    return made, data


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise wrong_input("there is no such file", file=named(path))
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise not_now(error, "read", path) from error
    except ValueError as error:  # a name with a NUL in it
        raise wrong_input("is not the name of a file", file=named(path)) from error
    if len(data) > _LARGEST:
        raise wrong_input(
            f"is larger than {_LARGEST:,} bytes, and so no document of a case", file=named(path)
        )
    return data


def _whole(path: Path, ending: str, what: str) -> Path:
    if path.suffix.casefold() != ending:
        raise wrong_input(f"expected a name that ends in {ending} for {what}", file=named(path))
    return _expanded(path).absolute()


def _expanded(path: Path) -> Path:
    """The path with "~" as the person's own folder; as it is where there is no such person."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def _practice(session: Session) -> bool:
    return session.case is None or session.case.practice


def _recorded_elsewhere() -> None:
    """A draft and an entry are no documents of the case: that they were made is noted in the log of looks."""
