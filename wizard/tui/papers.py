"""The list of documents that can be made now."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.base.errors import EscalateError
from wizard.casework import documents
from wizard.casework.documents import DocumentView
from wizard.casework.session import Session
from wizard.tui.choices import Choice, Choices, digit_bindings
from wizard.tui.frame import Frame

_AGAIN: Final = "(no longer matches your answers: make it again)"


class PapersScreen(Frame):
    """Offers the documents; one that is chosen is asked for field by field."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *digit_bindings("papers", "Make"),
        Binding("left", "back", "Back", id="papers.back"),
        Binding("b,escape", "back", "Back", id="papers.back-too", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._document_open = False

    def body(self) -> ComposeResult:
        with Vertical(id="page"):
            yield Static(Content("Which document?"), id="title")
            yield Choices("list")

    def on_mount(self) -> None:
        self.query_one("#list", Choices).focus()
        self.renewed("")

    def renewed(self, said: str) -> None:
        """Offers the documents that can be made now."""
        self.say(said)
        choices = self.query_one("#list", Choices)
        try:
            again = {made.document for made in self.session.record.made if not made.matches}
            again -= {made.document for made in self.session.record.made if made.matches}
            choices.offer(
                [
                    Choice(id=one.id, label=one.title, beside=_AGAIN if one.id in again else "")
                    for one in self._documents()
                ]
            )
        except EscalateError as error:
            self.say_error(error)
        self.refresh_bindings()

    def _documents(self) -> tuple[DocumentView, ...]:
        return documents.documents_for(self.session)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "digit" and self.is_mounted:
            digits = self.query_one("#list", Choices).digits
            return isinstance(parameters[0], int) and parameters[0] < digits
        return True

    def action_digit(self, place: int) -> None:
        """Makes the document of that digit."""
        self.query_one("#list", Choices).choose(place)

    def action_back(self) -> None:
        """Goes back to the advice."""
        self.dismiss()

    def on_screen_suspend(self) -> None:
        self._document_open = True

    def on_screen_resume(self) -> None:
        """Where a document was open above this, it is no longer."""
        if self._document_open:
            self._document_open = False
            self.session.keep_place()

    @on(Choices.Taken)
    def _make(self, event: Choices.Taken) -> None:
        event.stop()
        from wizard.tui.draft import DraftScreen
        from wizard.tui.fields import FieldsScreen

        try:
            chosen = next(one for one in self._documents() if one.id == event.values[0])
            fields = documents.fields_of(self.session, chosen.id)
            if fields:
                self.app.push_screen(FieldsScreen(self.session, chosen))
            else:
                self.app.push_screen(DraftScreen(self.session, chosen))
        except EscalateError as error:
            self.say_error(error)
