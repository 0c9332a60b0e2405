"""Places to write in. What is pasted is made safe on its way in, for it is drawn as it stands."""

from __future__ import annotations

from textual import events
from textual.message_pump import MessagePump
from textual.widgets import Input, TextArea

from wizard.base.text import visible_lines


def _cleaned(place: MessagePump, event: events.Paste) -> None:
    """Pastes the safe text instead, where the text has something that could move a cursor or hide."""
    safe = visible_lines(event.text)
    if safe != event.text:
        event.stop()
        event.prevent_default()
        place.post_message(events.Paste(safe))


class OneLine(Input):
    """One line of text."""

    def on_paste(self, event: events.Paste) -> None:
        _cleaned(self, event)


class Writing(TextArea):
    """Text of any length."""

    def on_paste(self, event: events.Paste) -> None:
        _cleaned(self, event)
