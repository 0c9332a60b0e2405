"""A document as it stands: read it, see what is missing, save it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from wizard.base.errors import EscalateError
from wizard.base.paths import named
from wizard.casework import documents
from wizard.casework.documents import DocumentView
from wizard.casework.session import Session
from wizard.tui.frame import Frame
from wizard.tui.text import Reading, shown
from wizard.tui.writing import OneLine

_HOW: Final = "Where to save it: Enter saves. A name that ends in .txt makes plain text."
_PATH_LONGEST: Final = 4000


class DraftScreen(Frame):
    """Shows the document's own text, letter for letter."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "save", "Save", id="draft.save"),
        Binding("left", "back", "Change", id="draft.back"),
        Binding("escape", "back", "Change", id="draft.back-or-close"),
        Binding("b", "back", "Change", id="draft.back-too", show=False),
        Binding("a", "advice", "To the advice", id="draft.advice"),
    ]

    def __init__(self, session: Session, document: DocumentView, *, said: str = "") -> None:
        super().__init__(session)
        self._document = document
        self._message = said

    def body(self) -> ComposeResult:
        with Vertical(id="page"):
            yield Static(shown(self._document.title), id="title")
            yield Static(id="missing")
            with Reading(id="draft"):
                yield Static(id="draft-text")
            with Vertical(id="saving"):
                yield Static(Content(_HOW), id="saving-how")
                yield OneLine(id="path", max_length=_PATH_LONGEST, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        self.query_one("#draft").focus()
        self.session.keep_place(document=self._document.id)
        self.renewed(self._message)

    def renewed(self, said: str) -> None:
        """Shows the document as the case makes it now."""
        self.say(said)
        try:
            draft = documents.draft(self.session, self._document.id)
        except EscalateError as error:
            self.say_error(error)
            return
        missing = f"Still missing: {', '.join(draft.missing)}" if draft.missing else ""
        self.query_one("#missing", Static).update(shown(missing))
        self.query_one("#missing").display = bool(missing)
        self.query_one("#draft-text", Static).update(shown(draft.markdown))

    def action_save(self) -> None:
        """Asks where to save the document."""
        saving = self.query_one("#saving")
        path = self.query_one("#path", Input)
        if not path.value:
            path.value = str(
                documents.free_name(Path.cwd() / documents.suggested_name(self.session, self._document.id))
            )
        saving.display = True
        self.query_one("#page").add_class("-saving")
        path.focus()
        path.action_end()
        self.say("")

    @on(Input.Submitted)
    def _save(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        if not text:
            self.say("! Type the name of a file first.")
            return
        try:
            saved = documents.save(self.session, self._document.id, _path(text))
        except EscalateError as error:
            self.say_error(error)
            return
        self._close_saving()
        self.query_one("#path", Input).value = ""
        self.say(f"Saved as {named(saved.absolute())}")

    def _close_saving(self) -> bool:
        saving = self.query_one("#saving")
        was_open = bool(saving.display)
        saving.display = False
        self.query_one("#page").remove_class("-saving")
        self.query_one("#draft").focus()
        return was_open

    def action_back(self) -> None:
        """Closes what is open, else goes back to the fields, or to the documents where there are none."""
        if self._close_saving():
            self.say("")
        else:
            self.dismiss()

    def action_advice(self) -> None:
        """Goes back to the advice, past the fields and the list."""
        from wizard.tui.advice import AdviceScreen

        while len(self.app.screen_stack) > 1 and not isinstance(self.app.screen, AdviceScreen):
            self.app.pop_screen()


def _path(text: str) -> Path:
    """The path that was typed, with "~" as the person's own folder where there is one."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
