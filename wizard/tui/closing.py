"""Closing a case with a reason, and reopening it for a new challenge."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.base.errors import EscalateError
from wizard.casework.closing import close, reopen
from wizard.casework.session import Session
from wizard.tui.frame import Frame
from wizard.tui.writing import Writing

_CLOSE: Final = (
    "Why is the case closed? Nothing of it is due then, and all of it is kept. "
    "You can open it again, as a new challenge."
)
_REOPEN: Final = (
    "Why is the case opened again? A new challenge begins now. What was tried before stays in the history "
    "of the case, and no longer counts. You need not give a reason."
)
_CLOSED: Final = "The case is closed."
_REOPENED: Final = "The case is open again, as a new challenge. Nothing has been tried in it yet."


class ClosingScreen(Frame):
    """A place for the reason, and one key. `decided` says what was done, "" for nothing."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave it", id="closing.leave", priority=True),
        Binding("f5", "close_case", "Close the case", id="closing.close", priority=True),
        Binding("f6", "reopen", "Open it again", id="closing.reopen", priority=True),
    ]

    def __init__(self, session: Session, *, reopens: bool) -> None:
        super().__init__(session)
        self.decided = ""
        self._reopens = reopens

    def body(self) -> ComposeResult:
        with Vertical(id="page"):
            yield Static(Content("Open the case again" if self._reopens else "Close the case"), id="title")
            yield Static(Content(_REOPEN if self._reopens else _CLOSE), id="help")
            yield Writing(lambda _: True, "writing")

    def on_mount(self) -> None:
        self.query_one(Writing).focus()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        if action == "close_case":
            return not self._reopens
        return self._reopens if action == "reopen" else True

    def action_leave(self) -> None:
        """Goes back with nothing decided."""
        self.dismiss()

    # A priority key is seen before the keys that were typed ahead of it: each action waits behind them.

    def action_close_case(self) -> None:
        """Closes the case."""
        self.query_one(Writing).call_later(self._decide)

    def action_reopen(self) -> None:
        """Begins a new challenge."""
        self.query_one(Writing).call_later(self._decide)

    def _decide(self) -> None:
        reason = self.query_one(Writing).text
        if not self._reopens and not reason.strip():
            self.say("Write first why the case is closed.")
            return
        try:
            if self._reopens:
                reopen(self.session, reason)
            else:
                close(self.session, reason)
        except (ValueError, EscalateError) as error:
            self.say_error(error)
            return
        self.decided = _REOPENED if self._reopens else _CLOSED
        self.dismiss()
