"""The fields of a document, one by one. Each is saved before the next is shown."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from wizard.base.errors import EscalateError
from wizard.base.text import visible_lines
from wizard.casework import document_deeds as deeds
from wizard.casework import document_words as words
from wizard.casework import documents
from wizard.casework.documents import DocumentView, FieldView
from wizard.casework.session import Session
from wizard.tui.frame import Frame
from wizard.tui.text import shown
from wizard.tui.writing import Writing

_KEPT: Final = "nothing was written, so what stood there is kept. F4 takes it away."
_SURE: Final = "Press F4 again to take away what is written here. Any other key leaves it."
_TAKEN: Final = "It is taken away. The history of the case still has it."


class FieldsScreen(Frame):
    """Asks for what only the practitioner can write. `at` is the field to begin with, `text` what it shows.

    With `alone` that one field is asked for, and no other.
    """

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", "Save and go on", id="fields.next", priority=True),
        Binding("ctrl+n", "new_line", "New line", id="fields.new-line", priority=True),
        Binding("escape", "previous", "Back", id="fields.previous", priority=True),
        Binding("f3", "to_draft", "To the draft", id="fields.to-draft", priority=True),
        Binding("f4", "take_away", "Take away", id="fields.take-away", priority=True),
    ]

    def __init__(
        self,
        session: Session,
        document: DocumentView,
        *,
        at: str | None = None,
        text: str | None = None,
        said: str = "",
        corrects: int | None = None,
        alone: bool = False,
    ) -> None:
        super().__init__(session)
        self._document = document
        self._fields = documents.fields_of(session, document.id)
        self._place = self._place_of(at)
        self._corrects = corrects
        self._alone = alone
        self._unsaved = text
        self._message = said
        #: What stands in the field while it is asked whether it is to be taken away.
        self._sure: str | None = None

    def body(self) -> ComposeResult:
        with Vertical(id="page"):
            yield Static(id="progress")
            yield Static(id="title")
            yield Static(id="help")
            yield Static(id="how")
            yield Writing(self._keep_text, "writing")

    def on_mount(self) -> None:
        self._show(self._message, self._unsaved)

    @property
    def _field(self) -> FieldView:
        return self._fields[self._place]

    def _place_of(self, name: str | None) -> int:
        return next((place for place, one in enumerate(self._fields) if one.name == name), 0)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        return not self._alone if action == "to_draft" else True

    def _show(self, said: str = "", unsaved: str | None = None) -> None:
        field = self._field
        progress = words.progress(self._document.title, self._fields)
        self.query_one("#progress", Static).update(shown(progress))
        self.query_one("#title", Static).update(shown(f"{field.title} ({words.need_of(field)})"))
        self.query_one("#help", Static).update(shown(field.help))
        how = self.query_one("#how", Static)
        how.update(shown("\n".join(words.how_to_type(field))))
        how.display = field.type != "text"
        writing = self.query_one(Writing)
        writing.begin(field.text if unsaved is None else unsaved)
        writing.focus()
        if unsaved is None:
            self.session.keep_place(document=self._document.id, field=field.name)
        self.say(said)

    # Keeping.

    def keep(self) -> bool:
        """Saves what is written in the field."""
        return self._save() is not None

    def _save(self) -> str | None:
        """Saves the field. Returns what is to be said of it, None where it could not be saved."""
        field, self._sure = self._field, None
        try:
            text = deeds.as_kept(self.session, field, self.query_one(Writing).text.strip())
        except EscalateError as error:
            self.say_error(error)
            return None
        if text == visible_lines(field.text).strip():
            return ""
        if not text:
            return f"{field.title}: {_KEPT}"
        try:
            self.session.write(field.name, text)
            self._read_again()
        except EscalateError as error:
            self.say_error(error)
            return None
        return ""

    def _read_again(self) -> None:
        """The fields as they are now; the place stays with the field, wherever that comes."""
        name = self._field.name
        self._fields = documents.fields_of(self.session, self._document.id)
        self._place = self._place_of(name)

    def _keep_text(self, text: str) -> bool:
        """Keeps what is being written, before it is saved as the field's."""
        try:
            self.session.keep_text(text, document=self._document.id, field=self._field.name)
        except EscalateError as error:
            self.say_error(error)
            return False
        return True

    # A priority key is seen before the keys that were typed ahead of it and still wait for the text. Each action
    # therefore waits its turn behind them, so that not a letter is lost or lands in the next field.

    def action_next(self) -> None:
        """Saves the field and goes on, after the last one that is needed to the draft."""
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

    def action_take_away(self) -> None:
        """Takes away what is written for the field, once that was asked again."""
        self.query_one(Writing).call_later(self._take_away)

    def _next(self) -> None:
        said = self._save()
        if said is None:
            return
        following = words.next_place(self._fields, self._place)
        if self._alone:
            self.dismiss()
        elif following is None:
            self._open_draft(said)
        else:
            self._place = following
            self._show(said)

    def _previous(self) -> None:
        said = self._save()
        if said is None:
            return
        if self._place and not self._alone:
            self._place -= 1
            self._show(said)
        else:
            self.dismiss()

    def _new_line(self) -> None:
        self.query_one(Writing).insert("\n")

    def _to_draft(self) -> None:
        said = self._save()
        if said is not None:
            self._open_draft(said)

    def _open_draft(self, said: str) -> None:
        from wizard.tui.draft import DraftScreen

        # In its place and not above it: however often one goes to and fro, there is one screen.
        self.app.switch_screen(
            DraftScreen(self.session, self._document, said=said, corrects=self._corrects, at=self._field.name)
        )

    def _take_away(self) -> None:
        text = self.query_one(Writing).text
        if self._sure != text:
            self._sure = text
            self.say(_SURE)
            return
        self._sure = None
        try:
            self.session.erase(self._field.name)
            self._read_again()
        except EscalateError as error:
            self.say_error(error)
            return
        self._show(_TAKEN)
