"""Making a document from a session: its fields, its draft, and saving it where the person chose."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from wizard.advice.advise import advised
from wizard.advice.lead import CardText, lead_card, say_card
from wizard.advice.reachable import contact_rules
from wizard.advice.result import Advice
from wizard.advice.situation import Situation
from wizard.advice.worktime import as_london
from wizard.base.errors import EscalateError, wrong_input
from wizard.base.paths import named, shipped
from wizard.casework.placing import place
from wizard.casework.session import Session
from wizard.documents.awaited import awaited
from wizard.documents.catalogue import Field, Template, find_template
from wizard.documents.context import Context
from wizard.documents.render import Rendered, render
from wizard.policy.edition import unfolded
from wizard.policy.files import template_folder
from wizard.policy.layers import read_layers
from wizard.register.chain import fingerprint

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
#: Mandatory too, and not asked for: a first draft can go round without them, with the gap on the page.
MAY_WAIT: Final = frozenset({"risk_if_unchanged", "threshold", "views", "copied_to", "filed"})
LEAD_CARD: Final = "lead-card"
CHASER: Final = "chaser"
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


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a document still lacks: the field, its title, and what it is to hold."""

    name: str
    title: str
    help: str

    def __str__(self) -> str:
        return f"missing: {self.name}: {self.help}"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was saved: where, and what it still lacks. Where that is anything, it says DRAFT."""

    path: Path
    missing: tuple[Missing, ...]


class UnfinishedError(EscalateError):
    """A document was to be final and still lacks something. Nothing has been saved."""

    def __init__(self, title: str, missing: tuple[Missing, ...]) -> None:
        self.missing = missing
        super().__init__(f"'{title}' is not finished, and nothing has been saved")

    def lines(self) -> list[str]:
        """The sentence, and one line for each thing that is missing."""
        return [str(self), *map(str, self.missing)]


def documents_for(session: Session) -> tuple[DocumentView, ...]:
    """The documents that the advice lists and that can be made; a reminder where one is due; the lead card last."""
    situation, advice = session.advice()
    there = {path.stem for path in shipped("templates").glob("*.md")} | set(_policy_templates(session))
    also = [CHASER] if _answer_is_late(session, situation, advice) else []
    listed = dict.fromkeys(one for one in (*advice.documents, *also) if one in there and one != LEAD_CARD)
    return tuple(DocumentView(id=one, title=_template(session, one).title) for one in (*listed, LEAD_CARD))


def _answer_is_late(session: Session, situation: Situation, advice: Advice) -> bool:
    """Whether a stage that faces somebody else was opened, and its own limit has passed."""
    house = session.house()
    waits = awaited(house.policy, situation, advice) if house else None
    return waits is not None and waits.late


def fields_of(session: Session, document: str) -> tuple[FieldView, ...]:
    """The fields that only the practitioner can fill, in the order in which they are asked: mandatory ones first."""
    template = _template(session, document)
    by_name = {field.name: field for field in template.fields}
    first = [by_name[name] for name in ASKED_FIRST if name in by_name]
    # What may wait does so only in a document that has something to ask first.
    may_wait = MAY_WAIT if first else frozenset[str]()
    rest = [one for one in template.fields if one.mandatory and one not in first and one.name not in may_wait]
    asked = sorted((*first, *rest), key=lambda field: not field.mandatory)
    return tuple(_field(field, session) for field in asked)


def draft(session: Session, document: str, *, with_record: bool = True) -> Draft:
    """The document as it stands; without where the record of the case stands, which moves with every entry."""
    template = _template(session, document)
    made = _render(session, template, with_record=with_record)
    return Draft(
        id=document,
        title=template.title,
        markdown=made.markdown,
        text=made.text,
        missing=tuple(one.title for one in _lacks(template, made)),
    )


def suggested_name(session: Session, document: str) -> str:
    """A safe, sortable file name with no person's name in it."""
    # A case's id begins with the day it was opened; the day of the document is what it is sorted by.
    sign = (session.case_id or "no-case").rpartition("-")[2]
    return f"{as_london(session.now()):%Y-%m-%d}-{document}-{sign}.md"


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


def make(session: Session, document: str, path: Path, *, final: bool = False, replace: bool = False) -> Made:
    """Saves the document as Markdown (.md) or plain text (.txt), and records that in the case.

    Overwrites nothing without `replace`. Raises WrongInputError for another ending, a document that there is not,
    a question that is open, or a file that is there; UnfinishedError where it is to be `final` and lacks something;
    NotNowError where the disk does not let it or the case cannot be changed now. Then the file is as it was.
    """
    if path.suffix.casefold() not in FORMATS:
        raise wrong_input(
            f"the ending of the file chooses its format; expected {' or '.join(FORMATS)}", file=named(path)
        )
    template = _template(session, document)
    _require_answers(session)
    made = _render(session, template)
    missing = _lacks(template, made)
    if final and missing:
        raise UnfinishedError(template.title, missing)
    data = (made.markdown if path.suffix.casefold() == ".md" else made.text).encode()
    where = _expanded(path).absolute()
    digest = hashlib.sha256(data).hexdigest()

    def recorded() -> None:
        session.made(document, where, digest, session.surroundings.register.documents.keep(data))

    place(where, data, recorded, replace=replace)
    return Made(path=where, missing=missing)


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


def _policy_templates(session: Session) -> dict[str, str]:
    house = session.house()
    return {str(document): name for document, name in house.policy.templates.items()} if house else {}


def _template(session: Session, document: str) -> Template:
    own, going = _policy_templates(session), session.going_by()
    if going is None or document not in own:
        return find_template(document, Path(), own, shipped("templates"))
    if going.texts is not None:  # the edition's own, which may no longer lie on the disk
        with unfolded(going.texts) as kept:
            return _own_template(document, read_layers(kept).folders, own)
    return _own_template(document, session.surroundings.flow_folders(going.house.policy.id), own)


def _own_template(document: str, folders: tuple[Path, ...], own: Mapping[str, str]) -> Template:
    return find_template(document, template_folder(folders, own[document]), own, shipped("templates"))


def _field(field: Field, session: Session) -> FieldView:
    return FieldView(
        name=field.name,
        title=field.title,
        help=field.help,
        mandatory=field.mandatory,
        text=session.details.get(field.name, ""),
    )


def _lacks(template: Template, made: Rendered) -> tuple[Missing, ...]:
    fields = {field.name: field for field in template.fields}
    return tuple(
        Missing(name=name, title=fields[name].title, help=fields[name].help)
        if name in fields
        else Missing(name=name, title=name.replace("_", " ").capitalize(), help="")
        for name in made.missing
    )


def _render(session: Session, template: Template, *, with_record: bool = True) -> Rendered:
    house = session.house()
    if house is None:
        raise ValueError("There are questions to answer first.")
    situation, advice = session.advice()
    case = session.case
    head = case.head if case is not None and with_record else ""
    return render(
        template,
        Context(
            policy=house.policy,
            made_at=session.now(),
            reference=session.case_id or "",
            advice=advice,
            situation=situation,
            details=session.details,
            practice=case is None or case.practice,
            fingerprint=fingerprint(head) if head else "",
            entry=case.version if case is not None else 0,
            card=_card(session, situation, advice) if template.id == LEAD_CARD else None,
        ),
    )


def _card(session: Session, situation: Situation, advice: Advice) -> CardText:
    """The card of the first agency challenged, at the case's stage where the policy gives contacts there."""
    house = session.house()
    assert house is not None
    here = advice.stage.id if advice.stage else None
    facts = advised(house, situation).case.facts
    due = here is not None and bool(contact_rules(house.policy, here, facts))
    return say_card(
        lead_card(
            house.policy,
            house.contacts,
            house.time,
            agency=situation.challenged[0],
            stage=here if due else None,
            at=situation.now,
            facts=facts,
            trouble=house.local_trouble,
            hidden=house.hidden,
        )
    )
