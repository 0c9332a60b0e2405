"""What is said about documents, on the screens and in plain lines alike. Nothing here draws anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.base.paths import named
from wizard.base.text import visible_lines
from wizard.casework.documents import USUAL
from wizard.casework.event_text import when
from wizard.casework.sending import PRINTABLE
from wizard.documents.details import say_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wizard.casework.document_remarks import Remark
    from wizard.casework.documents import Draft, FieldView, Made
    from wizard.casework.record import Made as MadeBefore
    from wizard.casework.session import Session

NEEDED: Final = "needed, but it can wait"
NOT_NEEDED: Final = "may be left empty"
HOW_A_DAY: Final = "type the day in full, such as 16 November 2026 or 2026-11-16"
_HOW_TO_TYPE: Final = {
    "date": f"{HOW_A_DAY[0].upper()}{HOW_A_DAY[1:]}.",
    "list": "Write one a line.",
    "choice": "Type a number to choose, or write it in your own words.",
}

WHICH_FORMAT: Final = "Which format?"
WHERE: Final = "Where is it to be saved?"
NEVER_OVERWRITTEN: Final = "A file that is there is never overwritten."
NOT_A_FILE: Final = "that is not the name of a file; type another one"
NOT_SAVED: Final = "Nothing was saved."

REMARKS: Final = "Worth another look"
REMARKS_HOW: Final = "These are questions, and stop nothing. Change the words, or keep them and say why."
NO_REMARKS: Final = "There is nothing here that needs another look."
WHY_SET_ASIDE: Final = "Why is it right as it stands? Your reason is kept with the case."
SET_ASIDE: Final = "It is set aside, and your reason is kept with the case."
NO_REASON: Final = "Write first why it is right as it stands."
CHANGED: Final = "It is written down."

OPEN: Final = "Open it"
PRINT: Final = "Print it"
MAIL: Final = "Save a draft of an email with it"
SENT: Final = "Record that it was sent"
CORRECT: Final = "Make a correction of it"
OPENED: Final = "It is opened in its own program."
OUTDATED: Final = "This is not the latest state. The case has moved on since, or it was made again."
WHERE_IS_IT: Final = "Where is the file now? Type its folder and its name."

PRINT_NOTES: Final = (
    "The printing system keeps a copy for a while, which others may read.",
    "They can also see the title. It is the reference, and nothing else.",
)
USUAL_PRINTER: Final = "The usual printer"
DO_NOT_PRINT: Final = "Do not print"
PRINTED: Final = "Sent to the printer. Fetch it at once."

WHO_GETS_MAIL: Final = "Who is the email for?"
MAIL_HOW: Final = "These come from the contacts. None is chosen for you: look at each one first."
NO_ADDRESS: Final = (
    "The contacts hold no address for this document. Add one in your mail program, and check it first."
)
MAIL_WHERE: Final = "Where is the draft of the email to be saved?"
MAIL_NOTE: Final = "The draft is not locked. Send it by secure email, and delete it once it is sent."
MAIL_SAVED: Final = "Open it with your mail program."

SENT_TO: Final = "Who was it sent to? Say the role and the agency, and no name."
SENT_BY: Final = "How was it sent? Such as: secure email."
SENT_ON: Final = "On which day? Such as today, yesterday or 16/11."
SENT_KEPT: Final = "That it was sent is recorded. This document is never changed from now on."

CALENDAR_WHERE: Final = "Where are the deadlines to be saved for your calendar?"
CALENDAR_NOTE: Final = "They hold no name, and do not move by themselves: save them again after each step."
CALENDAR_SAVED: Final = "Open it with your calendar."
MADE_BEFORE: Final = "The documents that were made"


class Format(msgspec.Struct, frozen=True):
    """A format to choose: the ending of its file, its name, and what it is good for."""

    ending: str
    name: str
    use: str


FORMATS: Final = (
    Format(".docx", "Word (.docx)", "to go on working on it, on your own letterhead"),
    Format(".pdf", "PDF (.pdf)", "to send, to print and to file"),
    Format(".html", "Web page (.html)", "to read in a browser, also aloud"),
    Format(".txt", "Plain text (.txt)", "to paste into another system"),
    Format(".md", "Markdown (.md)", "for other programs"),
)


def usual_format(session: Session) -> int:
    """The place of the format that was chosen last in this case, else of the usual one."""
    endings = [one.ending for one in FORMATS]
    made = [f".{one.format}" for one in session.record.made if f".{one.format}" in endings]
    return endings.index(made[-1] if made else USUAL)


# The fields.


def first_place(fields: Sequence[FieldView]) -> int | None:
    """Where the writing begins: at the first field that is needed and empty. None: at the draft."""
    return next((place for place, one in enumerate(fields) if one.mandatory and not one.text), None)


def next_place(fields: Sequence[FieldView], place: int) -> int | None:
    """What comes after a field: the next one, or None for the draft, which comes after the last that is needed."""
    after = place + 1
    if after == len(fields) or (fields[place].mandatory and not fields[after].mandatory):
        return None
    return after


def first_spare(fields: Sequence[FieldView]) -> int | None:
    """The first field that may be filled, and is not; None where there is none."""
    return next((place for place, one in enumerate(fields) if not one.mandatory and not one.text), None)


def progress(title: str, fields: Sequence[FieldView]) -> str:
    """How far one is: "2 of 13 needed are written: Formal challenge letter"."""
    needed = [one for one in fields if one.mandatory]
    written = sum(1 for one in needed if one.text)
    return f"{written} of {len(needed)} needed are written: {title}"


def need_of(field: FieldView) -> str:
    """Whether a field has to be filled."""
    return NEEDED if field.mandatory else NOT_NEEDED


def how_to_type(field: FieldView) -> tuple[str, ...]:
    """What helps with typing a field: how, and the options with their numbers."""
    how = _HOW_TO_TYPE.get(field.type, "")
    numbered = [f"{number}. {option}" for number, option in enumerate(field.options, 1)]
    return (*((how,) if how else ()), *numbered)


def typed(field: FieldView, text: str) -> str:
    """What was typed for a field: the number of an option stands for its words."""
    number = text.strip().removesuffix(".")
    if not (number.isascii() and number.isdigit() and len(number) < 3):
        return text
    place = int(number) - 1
    return field.options[place] if 0 <= place < len(field.options) else text


# The draft.


def missing_line(draft: Draft) -> str:
    """What the document still lacks; "" where that is nothing."""
    if not draft.missing:
        return ""
    return f"It says DRAFT. Still missing ({len(draft.missing)}): {', '.join(draft.missing)}"


def remarks_line(number: int) -> str:
    """How many remarks there are; "" for none."""
    if not number:
        return ""
    return f"{number} {'remark is' if number == 1 else 'remarks are'} worth a look before you send it."


def spare_line(fields: Sequence[FieldView]) -> str:
    """How many more fields may be filled; "" where there is none."""
    spare = sum(1 for one in fields if not one.mandatory and not one.text)
    return f"{spare} more {'field' if spare == 1 else 'fields'} may be filled." if spare else ""


# Remarks.


class RemarkSaid(msgspec.Struct, frozen=True):
    """A remark in words: where, what, and why it matters."""

    place: str
    text: str
    why: str


def say_remark(remark: Remark, titles: Mapping[str, str]) -> RemarkSaid:
    """A remark, with its field by its title."""
    place = titles.get(remark.field, remark.field)
    if remark.words:
        place += f", line {remark.line}, “{visible_lines(remark.words)}”"
    return RemarkSaid(place, remark.text, f"Why: {remark.reason}" if remark.reason else "")


# A document that was made.


def made_lines(made: Made) -> tuple[str, ...]:
    """What is to be known of a document that was just saved, beside its place."""
    missing = ", ".join(one.title for one in made.missing)
    signs = " ".join(made.unshown)
    lines = (
        f"It says DRAFT, because this is still missing: {missing}." if missing else "",
        f"No font here has these signs, so that boxes stand in their place: {signs}" if signs else "",
        *(f"To send it: {note}" for note in made.notes),
        remarks_line(len(made.remarks)),
    )
    return tuple(line for line in lines if line)


def made_before(one: MadeBefore, all_made: Sequence[MadeBefore]) -> str:
    """When a document was made, whether it was sent, and what became of it since."""
    corrected = next((other.file for other in all_made if other.seq == one.corrects), "")
    lines = (
        f"Made {when(one.time)}.",
        f"Sent on {say_date(one.sent_on)}." if one.sent_on else "Not recorded as sent.",
        f"A correction of {corrected}." if corrected else "",
        "Of an earlier challenge." if one.earlier else "",
        "No longer matches your answers." if not (one.matches or one.earlier) else "",
    )
    return " ".join(line for line in lines if line)


def can_be_printed(file: str) -> bool:
    """Whether a printer takes a file of that name as it is."""
    return file.casefold().endswith(PRINTABLE)


def saved_as(path: Path) -> str:
    """Where something was saved."""
    return f"Saved as {named(path)}"
