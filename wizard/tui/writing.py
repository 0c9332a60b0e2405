"""Places to write in. What is pasted is made safe on its way in, for it is drawn as it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual import events
from textual.message_pump import MessagePump
from textual.widgets import Input, TextArea

from wizard.base.text import visible_lines

#: How often what is being written is kept while it changes, in seconds.
KEPT_EVERY: Final = 2.0


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
    """Text of any length. `keep` is given what is written every two seconds while it changes; false: it failed."""

    DEFAULT_CSS = """
    Writing { height: 1fr; min-height: 2; margin-top: 1; border: none; padding: 0 1; background: $side; color: $ink; }
    Writing:focus { border: none; }
    Writing .text-area--cursor-line { background: $side; }
    Writing .text-area--selection { background: $chosen; color: $chosen-ink; }
    Writing .text-area--cursor { background: $ink; color: $ground; }
    .-short Writing { margin-top: 0; }
    """
    SCOPED_CSS = False

    def __init__(self, keep: Callable[[str], bool], widget_id: str) -> None:
        super().__init__(
            id=widget_id, soft_wrap=True, tab_behavior="focus", compact=True, highlight_cursor_line=False
        )
        self._keep = keep
        self._kept = ""

    def on_mount(self) -> None:
        self.set_interval(KEPT_EVERY, self.keep_draft)

    def begin(self, text: str) -> None:
        """Shows a text to go on with, the cursor at its end."""
        self.load_text(visible_lines(text))
        self.move_cursor(self.document.end)
        self._kept = self.text

    def keep_draft(self) -> bool:
        """Keeps what is written so far, if it has changed; a blank is never kept in the place of a text.

        False where it could not be kept.
        """
        if not self.text.strip() or self.text == self._kept:
            return True
        if not self._keep(self.text):
            return False
        self._kept = self.text
        return True

    def on_paste(self, event: events.Paste) -> None:
        _cleaned(self, event)
