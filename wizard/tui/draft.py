"""A document as it stands: read it, see what is missing, look at the remarks, save it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from wizard.base.errors import EscalateError
from wizard.casework import document_words as words
from wizard.casework import documents
from wizard.casework.documents import DocumentView, FieldView
from wizard.casework.session import Session
from wizard.tui.frame import Frame
from wizard.tui.text import Reading, shown


class DraftScreen(Frame):
    """Shows the document's own words, letter for letter. `at` is the field that one came from."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "save", "Save", id="draft.save"),
        Binding("r", "remarks", "Remarks", id="draft.remarks"),
        Binding("f", "more", "More fields", id="draft.more"),
        Binding("left", "back", "Change", id="draft.back"),
        Binding("b,escape", "back", "Change", id="draft.back-too", show=False),
        Binding("a", "advice", "To the advice", id="draft.advice"),
    ]

    def __init__(
        self,
        session: Session,
        document: DocumentView,
        *,
        said: str = "",
        corrects: int | None = None,
        at: str | None = None,
    ) -> None:
        super().__init__(session)
        self._document = document
        self._message = said
        self._corrects = corrects
        self._at = at
        self._fields: tuple[FieldView, ...] = ()
        self._remarks = 0
        self._covered = False

    def body(self) -> ComposeResult:
        with Vertical(id="page"):
            yield Static(shown(self._document.title), id="title")
            yield Static(id="missing")
            yield Static(id="help")
            with Reading(id="draft"):
                yield Static(id="draft-text")

    def on_mount(self) -> None:
        self.query_one("#draft").focus()
        self.session.keep_place(document=self._document.id)
        self.renewed(self._message)

    def renewed(self, said: str) -> None:
        """Shows the document as the case makes it now."""
        self.say(said)
        try:
            draft = documents.draft(self.session, self._document.id)
            self._fields = documents.fields_of(self.session, self._document.id)
        except EscalateError as error:
            self.say_error(error)
            return
        self._remarks = len(draft.remarks)
        self._tell("#missing", words.missing_line(draft))
        more = (words.remarks_line(self._remarks), words.spare_line(self._fields))
        self._tell("#help", " ".join(line for line in more if line))
        self.query_one("#draft-text", Static).update(shown(draft.text.strip("\n")))
        self.refresh_bindings()

    def _tell(self, where: str, text: str) -> None:
        line = self.query_one(where, Static)
        line.update(shown(text))
        line.display = bool(text)

    def on_screen_suspend(self) -> None:
        self._covered = True

    def on_screen_resume(self) -> None:
        """What stood above this may have changed the document."""
        if self._covered:
            self._covered = False
            self.session.keep_place(document=self._document.id)
            self.renewed(self._said)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        if action == "remarks":
            return self._remarks > 0
        if action == "more":
            return words.first_spare(self._fields) is not None
        return True

    def action_save(self) -> None:
        """Asks for the format and the place, and saves the document."""
        from wizard.tui.saving import FormatScreen

        self.say("")
        screen = FormatScreen(self.session, self._document, self._corrects)
        self.app.push_screen(screen, lambda _: self._saved(screen.made))

    def _saved(self, made: documents.Made | None) -> None:
        if made is None:
            return
        from wizard.tui.made import MadeScreen

        self.app.push_screen(MadeScreen(self.session, made.entry, saved=made))

    def action_remarks(self) -> None:
        """Shows what is worth another look."""
        from wizard.tui.remarks import RemarksScreen

        self.say("")
        self.app.push_screen(RemarksScreen(self.session, self._document))

    def action_more(self) -> None:
        """Goes on with the fields that may be filled."""
        place = words.first_spare(self._fields)
        if place is not None:
            self._to_fields(self._fields[place].name)

    def action_back(self) -> None:
        """Goes back to the fields, or to where this came from where there are none."""
        if self._fields:
            self._to_fields(self._at)
        else:
            self.dismiss()

    def _to_fields(self, at: str | None) -> None:
        from wizard.tui.fields import FieldsScreen

        self.app.switch_screen(FieldsScreen(self.session, self._document, at=at, corrects=self._corrects))

    def action_advice(self) -> None:
        """Goes back to the advice, past all that stands between."""
        to_advice(self)


def to_advice(screen: Frame) -> None:
    """Goes back to the advice."""
    from wizard.tui.advice import AdviceScreen

    app = screen.app
    while len(app.screen_stack) > 1 and not isinstance(app.screen, AdviceScreen):
        app.pop_screen()
