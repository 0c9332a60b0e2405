"""What whoever sends a document has to know, and what has no place on the page itself: whom to tell, how, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wizard.documents.clauses import cite
from wizard.documents.notices import due_notices

if TYPE_CHECKING:
    from wizard.casework.session import Session

#: The documents by which those are told whom the policy names.
_TELLING: Final = frozenset({"notice", "outcome-confirmation"})
_FORM: Final = "board-notification"


def sender_notes(session: Session, document: str) -> tuple[str, ...]:
    """The notes for a document, in sentences; none for those that tell nobody by the policy's rules.

    Raises ValueError while a question is open.
    """
    house = session.house()
    if house is None or document not in (*_TELLING, _FORM):
        return ()
    _, advice = session.advice()
    told = [f"{one.text} By: {one.by} ({one.source})." for one in due_notices(house.policy, advice)]
    # The board's own form may be one of the parts that were not to be had.
    unseen = [f"{one.rule} ({cite(one)})" for one in house.policy.unseen] if document == _FORM else []
    return (*told, *unseen)
