"""What a document says that is worth another look before it is sent: advice, which a person can set aside and say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.advice.worktime import as_london
from wizard.base.errors import wrong_input
from wizard.base.text import says_something, visible
from wizard.casework import record
from wizard.casework.templates_found import template_for
from wizard.documents.case_view import view_case
from wizard.documents.details import day_in
from wizard.documents.letter_check import Known, Remark, check_letter
from wizard.register.events import NewEvent

if TYPE_CHECKING:
    from datetime import date

    from wizard.casework.session import Session
    from wizard.documents.catalogue import Template

__all__ = ["Remark", "remarks_on", "said", "set_aside"]


def remarks_on(session: Session, template: Template) -> tuple[Remark, ...]:
    """The remarks on what was written for a document, but those that were set aside."""
    gone = {one.remark for one in session.record.set_aside}
    _, advice = session.advice()
    limit = as_london(advice.act_by).date() if advice.act_by is not None else None
    known = Known(
        policy_sets_reply=limit is not None,
        reply_limit=limit,
        today=as_london(session.now()).date(),
        recorded=_recorded(session),
    )
    found = check_letter(template, session.details, policy_words=_words_of_policy(session), given=known)
    return tuple(one for one in found if one.id not in gone)


def set_aside(session: Session, document: str, remark: str, reason: str) -> int:
    """Sets a remark aside, until what it is about is written otherwise; returns the number of that entry.

    Raises WrongInputError for a document that there is not, for a remark that there is not on it, and without a
    reason; and as `Session.commit` does.
    """
    if not says_something(reason):
        raise wrong_input("say why the remark is set aside; the reason is kept with the case")
    found = remarks_on(session, template_for(session, document))
    of_it = next((one for one in found if one.id == remark), None)
    if of_it is None:
        known = ", ".join(one.id for one in found) or "none"
        raise wrong_input(f"there is no remark '{visible(remark, 60)}' on this document; there are: {known}")
    return session.commit(
        [
            NewEvent(
                kind=record.REMARK,
                data={
                    "document": document,
                    "remark": of_it.id,
                    "code": of_it.code,
                    "field": of_it.field,
                    "reason": reason.strip(),
                },
            )
        ]
    )


def said(remark: Remark) -> str:
    """A remark in one line, with its sign, its place and its reason."""
    place = f"{remark.field}, line {remark.line}" if remark.words else remark.field
    return f"[{remark.id}] {place}: {remark.text} {remark.reason}"


def _recorded(session: Session) -> dict[str, date]:
    """The days that a page takes from the record where a field says nothing, by that field."""
    house = session.house()
    if house is None:
        return {}
    # In the words of the page itself: so the two can only differ where a reader would see that they do.
    view = view_case(house.policy, *session.advice())
    words = {"resolved_on": view.resolved_on, "raised_with_on": view.first_challenged}
    return {field: day for field, said in words.items() if said and (day := day_in(said))}


def _words_of_policy(session: Session) -> tuple[str, ...]:
    """What the policy itself says, and so names nobody: its roles, agencies and titles."""
    house = session.house()
    if house is None:
        return ()
    policy, (_, advice) = house.policy, session.advice()
    parties = [one for one in (advice.acts, *advice.with_) if one is not None]
    return (
        policy.policy.title,
        policy.policy.board,
        policy.policy.board_short,
        policy.policy.area,
        *(policy.agency_title(one) for one in policy.party_agencies()),
        *(stage.label for stage in policy.stages()),
        *(one.role for one in parties),
        *(one.role for one in house.contacts.entries),
    )
