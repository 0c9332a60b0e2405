"""What a document is made from, and the simple values that its template reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from wizard.advice.lead import CardText
from wizard.advice.result import Advice
from wizard.advice.situation import Situation
from wizard.advice.worktime import as_london
from wizard.base.errors import EscalateError
from wizard.documents.case_view import CaseView, EntryView, view_case
from wizard.documents.catalogue import Template
from wizard.documents.details import Details, Gap, say_day
from wizard.policy.model import Policy

#: The field of several documents that holds the date by which somebody asks for a reply.
_REPLY_FIELD: Final = "reply_by"


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a document is made from.

    `details` are what people typed, by field name. `advice` and `situation` go together, and are None where a
    document is made outside any case, as a lead card can be. `author_role` and `made_by` are roles, not names. `fingerprint` is
    that of the case's record after its entry number `entry`; empty where there is no record. `entries` are those of
    the record, for a document that lists them. `corrects` names the document that this one takes the place of, as a
    sentence; empty where it takes the place of none. `reopened` says that there was a challenge before this one in the
    case's record, and `closed` that the case is closed there.
    """

    policy: Policy
    made_at: datetime
    reference: str = ""
    advice: Advice | None = None
    situation: Situation | None = None
    details: Mapping[str, str] = {}
    author_role: str | None = None
    made_by: str = ""
    practice: bool = False
    card: CardText | None = None
    fingerprint: str = ""
    entry: int = 0
    entries: tuple[EntryView, ...] = ()
    corrects: str = ""
    reopened: bool = False
    closed: bool = False


class DocumentView(msgspec.Struct, frozen=True, kw_only=True):
    """What a template may say of the document itself: `doc.made_on`.

    `author_role` is the role that the author has set, None where none is; `made_by` is always there.
    """

    title: str
    reference: str | Gap
    made_on: str
    author_role: str | None
    made_by: str


class PolicyView(msgspec.Struct, frozen=True, kw_only=True):
    """What a template may say of the policy: `policy.title`."""

    title: str
    edition: str
    area: str
    board: str
    board_short: str
    notification_title: str
    challenging_agency: str
    receiving_agency: str


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """All that a template can name. `case` and `card` are None where there is none."""

    doc: DocumentView
    policy: PolicyView
    details: Details
    case: CaseView | None
    card: CardText | None


def view(template: Template, context: Context) -> Page:
    """The values for one document. Raises EscalateError where only half a case is given."""
    if (context.advice is None) != (context.situation is None):
        raise EscalateError("A document about a case needs both its situation and the advice on it.")
    details = Details(template.fields, context.details)
    case = None
    if context.advice is not None and context.situation is not None:
        case = view_case(
            context.policy,
            context.situation,
            context.advice,
            context.entries,
            reply_wished=_reply_wished(template, details),
            reopened=context.reopened,
            closed=context.closed,
        )
    identity, terms = context.policy.policy, context.policy.terms
    return Page(
        doc=DocumentView(
            title=template.title,
            reference=context.reference.strip() or Gap("reference", "your reference for this case"),
            made_on=say_day(as_london(context.made_at).date()),
            author_role=(context.author_role or "").strip() or None,
            made_by=(context.author_role or context.made_by).strip() or "not stated",
        ),
        policy=PolicyView(
            title=identity.title,
            edition=identity.edition,
            area=identity.area,
            board=identity.board,
            board_short=identity.board_short,
            notification_title=terms.notification_title,
            challenging_agency=terms.challenging_agency,
            receiving_agency=terms.receiving_agency,
        ),
        details=details,
        case=case,
        card=context.card,
    )


def _reply_wished(template: Template, details: Details) -> str:
    """The date by which somebody asks for a reply, as the page shows it; empty where none was given or asked for."""
    wished = details[_REPLY_FIELD] if any(one.name == _REPLY_FIELD for one in template.fields) else ""
    return wished if isinstance(wished, str) else ""
