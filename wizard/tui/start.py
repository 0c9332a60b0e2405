"""Where the application begins: in the case that was open, at the list of cases, or at the first question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from wizard.base.errors import EscalateError
from wizard.casework.entering import is_locked, kind_of
from wizard.casework.session import Session, Surroundings

if TYPE_CHECKING:
    from wizard.register.places import Place
    from wizard.tui.frame import Frame

At = Literal["question", "case", "cases", "unknown", "locked"]


class Start(msgspec.Struct, frozen=True):
    """The session to begin with. `at`: its question, a case that is come back to, or the cases; `unknown` while
    nothing tells whether there are any, which costs too much to look up before the first question stands there.
    `locked`: nothing of a case can be read before the register is unlocked."""

    session: Session
    at: At


def begin(surroundings: Surroundings) -> Start:
    """Where to begin, by what was left."""
    if kind_of(surroundings.register) in ("none", "unknown"):
        return Start(Session(surroundings), "unknown")
    if is_locked(surroundings.register):
        return Start(Session(surroundings), "locked")
    try:
        place = surroundings.register.places.last()
    except EscalateError:
        return Start(Session(surroundings), "unknown")  # the list of cases says what is wrong
    if place is None:
        return Start(Session(surroundings), "unknown")
    from wizard.casework.returning import left_open  # only where there is something to return to

    session = left_open(surroundings)
    return Start(session, "case") if session else Start(Session(surroundings), "cases")


def any_case(surroundings: Surroundings) -> bool:
    """Whether the register has a case, also one that cannot be read."""
    try:
        return surroundings.register.has_cases()
    except EscalateError:
        return True  # the list says what is wrong


def welcome(session: Session) -> str:
    """What has elapsed and changed since somebody was last in the case."""
    from wizard.casework.returning import welcome_back

    try:
        return " ".join(welcome_back(session))
    except (ValueError, EscalateError):
        return ""  # what is wrong with the case is said by the screen that shows it


def screens_at(session: Session, place: Place, said: str) -> list[Frame]:
    """The screens above the advice, down to the field of a document where one was; none where it is gone."""
    from wizard.casework.documents import documents_for
    from wizard.tui.draft import DraftScreen
    from wizard.tui.fields import FieldsScreen
    from wizard.tui.papers import PapersScreen

    try:
        document = next((one for one in documents_for(session) if one.id == place.document), None)
        if document is None:
            return []
        papers = PapersScreen(session)
        if place.field is None:
            return [papers, DraftScreen(session, document, said=said)]
        return [papers, FieldsScreen(session, document, at=place.field, text=place.text, said=said)]
    except (ValueError, EscalateError):
        return []
