"""A document of a case as its template makes it now: everything that the page is made from, put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.base.settings import DEFAULT_ROLE
from wizard.casework.cards import card_of
from wizard.casework.effective import REOPENED, effective
from wizard.casework.event_text import entries_of
from wizard.casework.record import Made
from wizard.casework.session import Session
from wizard.documents.case_view import EntryView
from wizard.documents.catalogue import Template
from wizard.documents.context import Context
from wizard.documents.render import Rendered, render
from wizard.register.chain import fingerprint

LEAD_CARD: Final = "lead-card"
CHRONOLOGY: Final = "case-chronology"


def rendered(
    session: Session,
    template: Template,
    *,
    with_record: bool = True,
    corrects: Made | None = None,
    details: Mapping[str, str] | None = None,
) -> Rendered:
    """The document; without where the record of the case stands, which moves with every entry, where that is asked.

    `corrects` is the document that this one takes the place of; `details` stand in place of what was written. Raises
    ValueError while a question is open, and as `render` does.
    """
    house = session.house()
    if house is None:
        raise ValueError("There are questions to answer first.")
    situation, advice = session.advice()
    case = session.case
    head = case.head if case is not None and with_record else ""
    role = session.surroundings.author.role
    here = advice.stage.id if advice.stage else None
    return render(
        template,
        Context(
            policy=house.policy,
            made_at=session.now(),
            reference=session.case_id or "",
            advice=advice,
            situation=situation,
            details=session.details if details is None else details,
            # A role that nobody has set says nothing of who writes a letter; who made the page is told all the same.
            author_role=role if role != DEFAULT_ROLE else None,
            made_by=role,
            practice=case is None or case.practice,
            fingerprint=fingerprint(head) if head else "",
            entry=case.version if case is not None else 0,
            card=card_of(house, situation, here) if template.id == LEAD_CARD else None,
            entries=_entries(session) if template.id == CHRONOLOGY else (),
            corrects=_corrects(corrects) if corrects else "",
            # What was taken back does not count: neither a reopening nor a closing.
            reopened=any(one.kind == REOPENED for one in effective(session.events)),
            closed=session.record.closed is not None,
        ),
    )


def _corrects(earlier: Made) -> str:
    sent = " that was sent" if earlier.sent_on else ""
    return (
        f"This takes the place of the document{sent} of entry {earlier.seq} in our record "
        f"(fingerprint of that file: {earlier.sha256[:12]})."
    )


def _entries(session: Session) -> tuple[EntryView, ...]:
    house = session.house()
    return entries_of(session.events, house.policy if house else None, session.conversation().answered)
