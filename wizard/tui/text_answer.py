"""A question that is answered in one's own words."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from wizard.tui.writing import Writing


class TextAnswer(Writing):
    """Takes the place of the options. What is in it waits its turn behind the keys that were typed ahead."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "give", "Save and go on", id="text-answer.give", priority=True),
        Binding("ctrl+n", "new_line", "New line", id="text-answer.new-line", priority=True),
        Binding("escape", "leave", "Back", id="text-answer.leave", priority=True),
    ]

    class Given(Message):
        """What was written is the answer."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The question is left for the one before it."""

    def action_give(self) -> None:
        """Gives what is written as the answer."""
        self.call_later(lambda: self.post_message(self.Given(self.text)))

    def action_new_line(self) -> None:
        """Begins a new line."""
        self.call_later(lambda: self.insert("\n"))

    def action_leave(self) -> None:
        """Goes back to the question before."""
        self.call_later(lambda: self.post_message(self.Left()))
