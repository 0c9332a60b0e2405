"""Making a document from a session: its fields, its draft, and saving it where the person chose."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from wizard.advice.result import Advice
from wizard.advice.situation import Situation
from wizard.advice.worktime import as_london
from wizard.base.errors import EscalateError, wrong_input
from wizard.base.paths import named
from wizard.casework import record
from wizard.casework.document_context import CHRONOLOGY, LEAD_CARD, rendered
from wizard.casework.document_remarks import Remark, remarks_on
from wizard.casework.document_sent import made_at, refuse_sent
from wizard.casework.document_targets import refuse_place
from wizard.casework.placing import place
from wizard.casework.sender_notes import sender_notes
from wizard.casework.session import Session
from wizard.casework.templates_found import (
    documents_there,
    letterhead_for,
    office_documents,
    template_for,
    title_of,
)
from wizard.documents.awaited import awaited
from wizard.documents.catalogue import Field, FieldType, Template
from wizard.documents.formats import file_of, require_known
from wizard.documents.render import Rendered
from wizard.register.events import JSON, NewEvent
from wizard.register.lock import USUAL_WAIT, CaseLock

#: What a document is asked for first: the things that nobody else can know. The rest stand as gaps to fill.
ASKED_FIRST: Final = (
    "decision",
    "decision_date",
    "not_agreed",
    "agreed",
    "evidence",
    "effect",
    "outcome_sought",
    "safety_now",
)
CHALLENGE: Final = "challenge-letter"
REPLY: Final = "challenge-reply"
NOTICE: Final = "notice"
CHASER: Final = "chaser"
#: These can be made of any case, at any stage.
ALWAYS: Final = (CHRONOLOGY, LEAD_CARD)
#: Held while a document is saved and recorded.
_SAVING: Final = "saving.lock"
#: The ending of a file that is suggested: what an office opens and prints.
USUAL: Final = ".pdf"


class FieldView(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a document as it is asked for: what it is, whether the document needs it as the case stands, and
    what has been written so far. `options` are those of a choice."""

    name: str
    title: str
    help: str
    mandatory: bool
    text: str
    type: FieldType = "text"
    options: tuple[str, ...] = ()


class DocumentView(msgspec.Struct, frozen=True, kw_only=True):
    """A document that can be made now."""

    id: str
    title: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A document as it stands: its words, and the titles of the fields that are still missing."""

    id: str
    title: str
    markdown: str
    text: str
    missing: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a document still lacks: the field, its title, and what it is to hold."""

    name: str
    title: str
    help: str

    def __str__(self) -> str:
        return f"missing: {self.name}: {self.help}"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was saved: where, as which entry of the case, and what it still lacks. Where that is anything,
    it says DRAFT. `notes` are for whoever sends it, `remarks` are worth a look before it is sent; `unshown` are signs that no font of a PDF has."""

    path: Path
    entry: int
    missing: tuple[Missing, ...]
    notes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    unshown: tuple[str, ...] = ()


class UnfinishedError(EscalateError):
    """A document was to be final and still lacks something. Nothing has been saved."""

    def __init__(self, title: str, missing: tuple[Missing, ...]) -> None:
        self.missing = missing
        super().__init__(f"'{title}' is not finished, and nothing has been saved")

    def lines(self) -> list[str]:
        """The sentence, and one line for each thing that is missing."""
        return [str(self), *map(str, self.missing)]


def documents_for(session: Session) -> tuple[DocumentView, ...]:
    """The documents that can be made now, each with its title.

    Those that the advice lists; with a challenge the form for the reply, a notice where somebody is to be told, and a
    reminder where the answer is late; the office's own; last those that can always be made.
    """
    situation, advice = session.advice()
    there = documents_there(session)
    also: list[str] = []
    if CHALLENGE in advice.documents:
        also.append(REPLY)
    if advice.notify:
        also.append(NOTICE)
    if _answer_is_late(session, situation, advice):
        also.append(CHASER)
    wanted = (*advice.documents, *also, *office_documents(session))
    always = [one for one in ALWAYS if one in there]
    listed = dict.fromkeys(one for one in wanted if one in there and one not in always)
    return tuple(DocumentView(id=one, title=title_of(session, one)) for one in (*listed, *always))


def _answer_is_late(session: Session, situation: Situation, advice: Advice) -> bool:
    """Whether a stage that faces somebody else was opened, and its own limit has passed."""
    house = session.house()
    waits = awaited(house.policy, situation, advice) if house else None
    return waits is not None and waits.late


def fields_of(session: Session, document: str) -> tuple[FieldView, ...]:
    """The fields that only people can fill, in the order in which they are asked: what a challenge turns on, what
    else the document must have, as it is or as the case stands, and what it may have.

    Raises ValueError while a question is open.
    """
    template = template_for(session, document)
    by_name = {field.name: field for field in template.fields}
    first = [by_name[name] for name in ASKED_FIRST if name in by_name]
    rest = [one for one in template.fields if one not in first]
    # With nothing written, the page itself says which of the others it needs as the case stands.
    needed = set(rendered(session, template, details={}).missing)
    asked = [_field(one, session, needed=one.mandatory or one.name in needed) for one in (*first, *rest)]
    return tuple(sorted(asked, key=lambda one: not one.mandatory))


def draft(session: Session, document: str, *, with_record: bool = True) -> Draft:
    """The document as it stands; without where the record of the case stands, which moves with every entry."""
    template = template_for(session, document)
    made = rendered(session, template, with_record=with_record)
    return Draft(
        id=document,
        title=template.title,
        markdown=made.markdown,
        text=made.text,
        missing=tuple(one.title for one in _lacks(template, made)),
        remarks=remarks_on(session, template) if with_record else (),
    )


def suggested_name(session: Session, document: str, ending: str = USUAL) -> str:
    """A safe, sortable file name with no person's name in it."""
    begins = f"{as_london(session.now()):%Y-%m-%d}-{document}"
    if template_for(session, document).anonymous:
        return f"{begins}{ending}"
    # A case's id begins with the day it was opened; the day of the document is what it is sorted by.
    sign = (session.case_id or "no-case").rpartition("-")[2]
    return f"{begins}-{sign}{ending}"


def free_name(path: Path) -> Path:
    """The path, or the first one like it with a number that nothing has yet: saving never overwrites by itself."""
    number = 2
    free = path
    while free.exists():
        free = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return free


def save(session: Session, document: str, path: Path, *, final: bool = False, replace: bool = False) -> Path:
    """Saves a document as `make` does; returns the whole path."""
    return make(session, document, path, final=final, replace=replace).path


def make(
    session: Session,
    document: str,
    path: Path,
    *,
    final: bool = False,
    replace: bool = False,
    corrects: int | None = None,
) -> Made:
    """Saves the document in the format of the file's ending, keeps a copy of it and of its template in the register,
    and records that in the case.

    `corrects` is the entry of the document that this one takes the place of. Overwrites nothing without `replace`, and
    never a document that was sent. Raises WrongInputError for another ending, a document that there is not, a
    question that is open, or a file that is there; UnfinishedError where it is to be `final` and lacks something;
    NotNowError where the disk does not let it or the case cannot be changed now. Then the file is as it was.
    """
    require_known(path.suffix, file=named(path))
    template = template_for(session, document)
    _require_answers(session)
    earlier = _corrected(session, document, corrects) if corrects is not None else None
    made = rendered(session, template, corrects=earlier)
    missing = _lacks(template, made)
    if final and missing:
        raise UnfinishedError(template.title, missing)
    where = _expanded(path).absolute()
    refuse_place(session, where)
    file = file_of(made, path.suffix, letterhead_for(session))

    def recorded() -> None:
        session.commit([_made_event(session, template, made, where, file.data, earlier)])

    # One at a time: of two who take the same name, the one who is refused must not take the other's file away.
    with CaseLock(session.surroundings.register.folder / _SAVING, USUAL_WAIT, signed=False):
        if replace:
            refuse_sent(session.surroundings.register, where)
        place(where, file.data, recorded, replace=replace)
    return Made(
        path=where,
        entry=session.events[-1].seq,
        missing=missing,
        notes=sender_notes(session, template.id),
        remarks=remarks_on(session, template),
        unshown=file.unshown,
    )


def _corrected(session: Session, document: str, entry: int) -> record.Made:
    """The document that is to be corrected. Raises WrongInputError where it is none, or another one."""
    found = made_at(session, entry)
    if found.document != document:
        raise wrong_input(
            f"entry {entry} of the case made the document '{found.document}'; a correction is of the same kind"
        )
    return found


def _made_event(
    session: Session,
    template: Template,
    made: Rendered,
    where: Path,
    data: bytes,
    earlier: record.Made | None,
) -> NewEvent:
    """What is recorded of a document, once what it names is kept."""
    keep = session.surroundings.register.documents.keep
    ending = where.suffix.casefold()
    words, source = made.markdown.encode(), template.source.encode()
    told: dict[str, JSON] = {
        "document": template.id,
        "file": where.name,
        "format": ending.removeprefix("."),
        "sha256": hashlib.sha256(data).hexdigest(),
        "kept": keep(data),
        "template": keep(source),
        "template_sha256": hashlib.sha256(source).hexdigest(),
    }
    if data != words:
        told |= {"words": keep(words), "words_sha256": hashlib.sha256(words).hexdigest()}
    if earlier is not None:
        told["corrects"] = earlier.seq
    return NewEvent(kind=record.MADE, data=told)


def _require_answers(session: Session) -> None:
    question = session.shown().question
    if question is not None:
        raise wrong_input(
            f"no document can be made of this case yet: the question '{question.title}' is open. "
            "Answer it in the guide, and then make the document again"
        )


def _expanded(path: Path) -> Path:
    """The path with "~" as the person's own folder; as it is where there is no such person."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def _field(field: Field, session: Session, *, needed: bool) -> FieldView:
    return FieldView(
        name=field.name,
        title=field.title,
        help=field.help,
        mandatory=needed,
        text=session.details.get(field.name, ""),
        type=field.type,
        options=field.options,
    )


def _lacks(template: Template, made: Rendered) -> tuple[Missing, ...]:
    fields = {field.name: field for field in template.fields}
    return tuple(
        Missing(name=name, title=fields[name].title, help=fields[name].help)
        if name in fields
        else Missing(name=name, title=name.replace("_", " ").capitalize(), help="")
        for name in made.missing
    )
