"""A day that is typed, read back in full words with every key."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from wizard.advice.answering import UnclearError, say_kept
from wizard.advice.questions import OTHER_DAY
from wizard.advice.words import say_list
from wizard.casework.session import Session
from wizard.tui.text import shown
from wizard.tui.writing import OneLine

_ASK = "Type the day: 16/11, last Tuesday or 16 Nov 2026 2pm. Enter goes on."


class DayInput(Vertical):
    """Asks for a day or a moment. `read` says in a sentence how it is read, or raises ValueError where it is none.

    `begun` stands there to go on with.
    """

    def __init__(self, read: Callable[[str], str], begun: str = "") -> None:
        super().__init__()
        self._read = read
        self._begun = begun

    class Typed(Message):
        """The day as it was typed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def compose(self) -> ComposeResult:
        yield OneLine(self._begun, id="day", max_length=40, compact=True, select_on_focus=False)
        yield Static(shown(_ASK), id="day-read")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @property
    def typed(self) -> str:
        """What stands there."""
        return self.query_one(Input).value

    @on(Input.Changed)
    def _read_back(self, event: Input.Changed) -> None:
        event.stop()
        try:
            said = self._read(event.value)
        except ValueError:  # not a day yet: said on Enter, not with every key
            said = _ASK
        self.query_one("#day-read", Static).update(shown(said))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Typed(event.value.strip()))


def reading_of(session: Session) -> Callable[[str], str]:
    """What says how the question that is asked now reads a day, in full words."""

    def read(text: str) -> str:
        try:
            kept = session.read((text.strip(),))[0]
        except UnclearError as unclear:
            meant = [one.label for one in unclear.question.options if one.id != OTHER_DAY]
            return f"That can mean {say_list(meant, 'or')}. Enter asks which."
        return f"That is {say_kept(kept)}. Enter goes on."

    return read
