"""Closing a case and reopening it, in plain lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from wizard.base.errors import EscalateError
from wizard.casework.closing import close, may_reopen, reopen
from wizard.cli.ask_desk import Desk
from wizard.cli.ask_text import Standing, write

_CLOSE: Final = (
    "Why is the case closed? Nothing of it is due then, and all of it is kept.",
    "You can open it again, as a new challenge.",
)
_REOPEN: Final = (
    "Why is the case opened again? A new challenge begins now.",
    "What was tried before stays in the history of the case, and no longer counts.",
)


def ways(desk: Desk) -> dict[str, Callable[[], bool]]:
    """The words that can be typed now, and what each does. It is true where the page has to be said anew."""
    session = desk.session
    found = {} if session.record.closed is not None else {"close": partial(_close, desk)}
    try:
        return {**found, "reopen": partial(_reopen, desk)} if may_reopen(session) else {**found}
    except (ValueError, EscalateError):
        return {**found}  # why there is no advice is told in its place


def _close(desk: Desk) -> bool:
    reason = _why(desk, _CLOSE)
    if reason is None:
        return False
    try:
        close(desk.session, reason)
    except EscalateError as error:
        desk.failed(error)
        return False
    desk.lines.say("The case is closed.")
    return True


def _reopen(desk: Desk) -> bool:
    reason = _why(desk, _REOPEN)
    if reason is None:
        return False
    try:
        reopen(desk.session, reason)
    except (ValueError, EscalateError) as error:
        desk.failed(error)
        return False
    desk.lines.say("The case is open again, as a new challenge. Nothing has been tried in it yet.")
    return True


def _why(desk: Desk, asked: tuple[str, ...]) -> str | None:
    """The reason that is typed; None where the person goes back."""
    for line in asked:
        desk.lines.say(line)
    written = write(desk, Standing(text="", saved=False), lambda _: None, words=("back", "help"))
    if written.text is None or not written.text.strip():
        desk.lines.say("Nothing was decided.")
        return None
    return written.text
