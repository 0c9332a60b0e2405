"""The fields of a document, one by one. Each is saved before the next is shown."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from wizard.base.errors import EscalateError
from wizard.base.text import visible_lines
from wizard.casework import documents
from wizard.casework.documents import DocumentView
from wizard.casework.session import Session
from wizard.tui.frame import Frame
from wizard.tui.text import shown
from wizard.tui.writing import Writing


class FieldsScreen(Frame):
    """Asks for what only the practitioner can write."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", "Save and go on", id="fields.next", priority=True),
        Binding("ctrl+n", "new_line", "New line", id="fields.new-line", priority=True),
        Binding("escape", "previous", "Back", id="fields.previous", priority=True),
        Binding("f3", "to_draft", "Rest empty", id="fields.to-draft", priority=True),
    ]

    def __init__(self, session: Session, document: DocumentView) -> None:
        super().__init__(session)
        self._document = document
        self._fields = documents.fields_of(session, document.id)
        self._place = 0

    def body(self) -> ComposeResult:
        with Vertical(id="page"):
            yield Static(id="progress")
            yield Static(id="title")
            yield Static(id="help")
            yield Writing(
                id="writing", soft_wrap=True, tab_behavior="focus", compact=True, highlight_cursor_line=False
            )

    def on_mount(self) -> None:
        self._show()

    def _show(self) -> None:
        field = self._fields[self._place]
        need = "needed, but it can wait" if field.mandatory else "may be left empty"
        progress = f"{self._document.title}: {self._place + 1} of {len(self._fields)}, {need}"
        self.query_one("#progress", Static).update(shown(progress))
        self.query_one("#title", Static).update(shown(field.title))
        self.query_one("#help", Static).update(shown(field.help))
        writing = self.query_one(Writing)
        writing.load_text(visible_lines(field.text))
        writing.move_cursor(writing.document.end)
        writing.focus()
        self.say("")

    def keep(self) -> bool:
        """Saves what is written in the field."""
        field = self._fields[self._place]
        text = self.query_one(Writing).text.strip()
        if text == visible_lines(field.text).strip():
            return True
        try:
            self.session.write(field.name, text)
            self._fields = documents.fields_of(self.session, self._document.id)
        except EscalateError as error:
            self.say_error(error)
            return False
        return True

    # A priority key is seen before the keys that were typed ahead of it and still wait for the text. Each action
    # therefore waits its turn behind them, so that not a letter is lost or lands in the next field.

    def action_next(self) -> None:
        """Saves the field and goes on, after the last one to the draft."""
        self.query_one(Writing).call_later(self._next)

    def action_previous(self) -> None:
        """Saves the field and goes back, from the first one to the documents."""
        self.query_one(Writing).call_later(self._previous)

    def action_new_line(self) -> None:
        """Begins a new line in what is written."""
        self.query_one(Writing).call_later(self._new_line)

    def action_to_draft(self) -> None:
        """Saves the field and shows the document, with whatever is still empty."""
        self.query_one(Writing).call_later(self._to_draft)

    def _next(self) -> None:
        if not self.keep():
            return
        if self._place + 1 < len(self._fields):
            self._place += 1
            self._show()
        else:
            self._to_draft()

    def _previous(self) -> None:
        if not self.keep():
            return
        if self._place:
            self._place -= 1
            self._show()
        else:
            self.dismiss()

    def _new_line(self) -> None:
        self.query_one(Writing).insert("\n")

    def _to_draft(self) -> None:
        if not self.keep():
            return
        from wizard.tui.draft import DraftScreen

        self.app.push_screen(DraftScreen(self.session, self._document), lambda _: self._show())
