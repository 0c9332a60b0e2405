"""Who looked at what: noted beside the cases, in the log of the register, and never an event of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.base.errors import EscalateError

if TYPE_CHECKING:
    from wizard.casework.session import Surroundings
    from wizard.register.access import What


def note_look(
    around: Surroundings, what: What, *, case: str | None = None, detail: str = ""
) -> EscalateError | None:
    """Notes that whoever is working here did `what`. `detail` says nothing of the case.

    Where that cannot be noted (the log is busy, the folder may only be read), the look goes on all the same: people
    need their cases. Returns why it could not be noted, for whoever can tell them.
    """
    try:
        around.register.access().append(around.author, what, around.clock(), case=case, detail=detail)
    except EscalateError as error:
        return error
    return None
