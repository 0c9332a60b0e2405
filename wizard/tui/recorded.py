"""What a step came to, in one line for the advice that follows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wizard.base.errors import EscalateError
from wizard.casework.session import Session
from wizard.casework.told import told

if TYPE_CHECKING:
    from wizard.register.cases import Event


def say_step(session: Session, new: Iterable[Event]) -> str:
    """What was recorded, where the `new` events ended a step; "" where they ended none."""
    step = told(session, new)
    if step is None:
        return ""
    silent = step.happened is not None and step.happened.kind == "silence"
    return f"{step.text} {_now_possible(session)}".rstrip() if silent else step.text


def _now_possible(session: Session) -> str:
    """After a silence: the documents that go on from there."""
    from wizard.casework.documents import ALWAYS, documents_for

    try:
        titles = [one.title for one in documents_for(session) if one.id not in ALWAYS]
    except (ValueError, EscalateError):
        return ""
    return f"Press d to make: {', '.join(titles)}." if titles else ""
