"""The list of documents that can be made now."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.base.errors import EscalateError
from wizard.casework import document_deeds as deeds
from wizard.casework import document_words as words
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
        Binding("d", "made", "Made so far", id="papers.made"),
        Binding("c", "calendar", "Calendar", id="papers.calendar"),
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
        return bool(self.session.record.made) if action == "made" else True

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
            self.renewed(self._said)

    def action_made(self) -> None:
        """Shows the documents that were made."""
        from wizard.tui.made import MadeListScreen

        self.say("")
        self.app.push_screen(MadeListScreen(self.session))

    def action_calendar(self) -> None:
        """Saves the deadlines for a calendar."""
        from wizard.tui.saving import PlaceScreen

        self.say("")
        screen = PlaceScreen(
            self.session,
            words.CALENDAR_WHERE,
            deeds.suggested_calendar(self.session),
            self._save_calendar,
            note=words.CALENDAR_NOTE,
        )
        self.app.push_screen(screen, lambda _: self._saved(screen.taken))

    def _save_calendar(self, path: Path) -> None:
        deeds.calendar(self.session, path)

    def _saved(self, path: Path | None) -> None:
        if path is not None:
            self.say(f"{words.saved_as(path)}. {words.CALENDAR_SAVED}")

    @on(Choices.Taken)
    def _make(self, event: Choices.Taken) -> None:
        event.stop()
        self.say("")
        try:
            chosen = next(one for one in self._documents() if one.id == event.values[0])
            self.app.push_screen(document_screen(self.session, chosen))
        except EscalateError as error:
            self.say_error(error)


def document_screen(session: Session, document: DocumentView, corrects: int | None = None) -> Frame:
    """Where the work on a document begins: at the first field that it needs, or at its draft where it needs none.

    Raises EscalateError where there is no such document now.
    """
    from wizard.tui.draft import DraftScreen
    from wizard.tui.fields import FieldsScreen

    fields = documents.fields_of(session, document.id)
    place = words.first_place(fields)
    if place is None:
        return DraftScreen(session, document, corrects=corrects)
    return FieldsScreen(session, document, at=fields[place].name, corrects=corrects)
