"""Making a document from a session: its fields, its draft, and saving it where the person chose."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from wizard.advice.lead import CardText, lead_card, say_card
from wizard.advice.result import Advice
from wizard.advice.situation import Situation
from wizard.advice.worktime import as_london
from wizard.base.errors import NotNowError, wrong_input
from wizard.base.paths import named, shipped, write_new
from wizard.casework.session import Session
from wizard.documents.catalogue import Field, Template, find_template
from wizard.documents.context import Context
from wizard.documents.render import Rendered, render
from wizard.policy.read import find_flow

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
LEAD_CARD: Final = "lead-card"
#: The ending of a file chooses its format.
FORMATS: Final = (".md", ".txt")


class FieldView(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a document as it is asked for: what it is, and what has been written so far."""

    name: str
    title: str
    help: str
    mandatory: bool
    text: str


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


def documents_for(session: Session) -> tuple[DocumentView, ...]:
    """The documents that the advice lists and that can be made, the lead card last."""
    _, advice = session.advice()
    there = {path.stem for path in shipped("templates").glob("*.md")} | set(_policy_templates(session))
    listed = [one for one in advice.documents if one in there]
    return tuple(DocumentView(id=one, title=_template(session, one).title) for one in (*listed, LEAD_CARD))


def fields_of(session: Session, document: str) -> tuple[FieldView, ...]:
    """The fields that only the practitioner can fill, in the order in which they are asked."""
    template = _template(session, document)
    by_name = {field.name: field for field in template.fields}
    first = [by_name[name] for name in ASKED_FIRST if name in by_name]
    asked = first or [field for field in template.fields if field.mandatory]
    return tuple(_field(field, session) for field in asked)


def draft(session: Session, document: str) -> Draft:
    """The document as it stands."""
    template = _template(session, document)
    made = _render(session, template)
    titles = {field.name: field.title for field in template.fields}
    return Draft(
        id=document,
        title=template.title,
        markdown=made.markdown,
        text=made.text,
        missing=tuple(titles.get(name, name.replace("_", " ").capitalize()) for name in made.missing),
    )


def suggested_name(session: Session, document: str) -> str:
    """A safe, sortable file name with no person's name in it."""
    # A case's id begins with the day it was opened; the day of the document is what it is sorted by.
    sign = (session.case_id or "no-case").rpartition("-")[2]
    return f"{as_london(session.now()):%Y-%m-%d}-{document}-{sign}.md"


def save(session: Session, document: str, path: Path) -> Path:
    """Saves the document as Markdown (.md) or plain text (.txt). Never overwrites; returns the whole path.

    Raises WrongInputError for another ending or a file that is there, NotNowError where the disk does not let it
    or the case cannot be changed now; then there is no file.
    """
    if path.suffix.casefold() not in FORMATS:
        raise wrong_input(
            f"the ending of the file chooses its format; expected {' or '.join(FORMATS)}", file=named(path)
        )
    made = draft(session, document)
    data = (made.markdown if path.suffix.casefold() == ".md" else made.text).encode()
    where = _expanded(path).absolute()
    write_new(where, data)
    try:
        session.made(document, where, hashlib.sha256(data).hexdigest())
    except NotNowError:
        # The refusal says that nothing has changed, and the same name can be used again.
        with suppress(OSError):
            where.unlink()
        raise
    return where


def _expanded(path: Path) -> Path:
    """The path with "~" as the person's own folder; as it is where there is no such person."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def _policy_templates(session: Session) -> dict[str, str]:
    house = session.house()
    return {str(document): name for document, name in house.policy.templates.items()} if house else {}


def _template(session: Session, document: str) -> Template:
    house = session.house()
    flow = find_flow(shipped("flows"), house.policy.id) if house else Path()
    return find_template(document, flow, _policy_templates(session), shipped("templates"))


def _field(field: Field, session: Session) -> FieldView:
    return FieldView(
        name=field.name,
        title=field.title,
        help=field.help,
        mandatory=field.mandatory,
        text=session.details.get(field.name, ""),
    )


def _render(session: Session, template: Template) -> Rendered:
    house = session.house()
    if house is None:
        raise ValueError("There are questions to answer first.")
    situation, advice = session.advice()
    return render(
        template,
        Context(
            policy=house.policy,
            made_at=session.now(),
            reference=session.case_id or "",
            advice=advice,
            situation=situation,
            details=session.details,
            practice=True,
            card=_card(session, situation, advice) if template.id == LEAD_CARD else None,
        ),
    )


def _card(session: Session, situation: Situation, advice: Advice) -> CardText:
    """The card of the first agency challenged, at the case's stage where the policy gives contacts there."""
    house = session.house()
    assert house is not None
    here = advice.stage.id if advice.stage else None
    due = any(here in rule.at for rule in house.policy.contacts)
    return say_card(
        lead_card(
            house.policy,
            house.contacts,
            house.time,
            agency=situation.challenged[0],
            stage=here if due else None,
            at=situation.now,
        )
    )
