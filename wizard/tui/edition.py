"""The policy on the disk has changed: what would differ for this case, and the decision with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.base.errors import EscalateError
from wizard.casework.editions import CaseEdition, decide, edition_of_case
from wizard.casework.session import Session
from wizard.tui.frame import Frame
from wizard.tui.text import Line, Lines, Reading
from wizard.tui.writing import Writing

_WHY: Final = "Why is the case moved? Nothing changes unless you write it here and decide."
_MOVED: Final = "The case goes on under the policy on the disk."
_BACK: Final = "The case goes on under its earlier text again."


class EditionScreen(Frame):
    """What would differ, a place for the reason, and two keys. `decided` says what was done, "" for nothing."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Leave it", id="edition.close", priority=True),
        Binding("f5", "move", "Move the case", id="edition.move", priority=True),
        Binding("f6", "move_back", "Take the last move back", id="edition.back", priority=True),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.decided = ""
        self._found: CaseEdition | None = None

    def body(self) -> ComposeResult:
        self._found = self._read()
        with Reading(id="edition"):
            for heading, lines in _parts(self._found) if self._found else ():
                with Vertical(classes="part"):
                    yield Static(Content(heading), classes="heading")
                    yield Lines(None, lines)
        with Vertical(id="page"):
            yield Static(Content(_WHY), id="help")
            yield Writing(lambda _: True, "writing")

    def _read(self) -> CaseEdition | None:
        try:
            return edition_of_case(self.session.surroundings, self.session.case_id or "")
        except EscalateError as error:
            self.call_after_refresh(self.say_error, error)
            return None

    def on_mount(self) -> None:
        self.query_one(Writing).focus()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        found = self._found
        if action == "move":
            return found is not None and found.differences is not None and not found.differences.blocked
        if action == "move_back":
            return found is not None and bool(found.record.moves_to_undo(found.edition.id))
        return True

    def action_close(self) -> None:
        """Goes back with nothing decided."""
        self.dismiss()

    # A priority key is seen before the keys that were typed ahead of it: each action waits behind them.

    def action_move(self) -> None:
        """Moves the case to the policy on the disk."""
        self.query_one(Writing).call_later(self._decide, back=False)

    def action_move_back(self) -> None:
        """Takes the last move back."""
        self.query_one(Writing).call_later(self._decide, back=True)

    def _decide(self, *, back: bool) -> None:
        reason = self.query_one(Writing).text
        if not reason.strip():
            self.say("Write first why the case is moved.")
            return
        try:
            decide(self.session, reason, back=back)
        except EscalateError as error:
            self.say_error(error)
            return
        self.decided = _BACK if back else _MOVED
        self.dismiss()


def _parts(found: CaseEdition) -> Iterator[tuple[str, list[Line]]]:
    own = [*found.going.problem, f"This case goes by the text '{found.edition.version}'."]
    if found.on_disk is not None:
        own.append(f"On the disk is '{found.on_disk.version}'.")
    yield "The text of the policy", [Line(text=one) for one in own]
    if found.differences is None:
        return
    if found.differences.lines:
        lines = [Line(mark="•", text=one) for one in found.differences.lines]
        yield "What would be different for this case", lines
    if found.differences.blocked:
        yield "The case cannot be moved", [Line(mark="!", text=one) for one in found.differences.blocked]
