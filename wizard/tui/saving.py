"""Saving a file: which format, and where. What is there already is never overwritten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from wizard.base.errors import EscalateError, wrong_input
from wizard.casework import document_deeds as deeds
from wizard.casework import document_words as words
from wizard.casework.documents import DocumentView, Made
from wizard.casework.session import Session
from wizard.tui.choices import Choice, Choices, digit_bindings
from wizard.tui.frame import Frame
from wizard.tui.text import shown
from wizard.tui.writing import OneLine

_PATH_LONGEST: Final = 4000
_ENTER_SAVES: Final = f"Enter saves. {words.NEVER_OVERWRITTEN}"
_ENTER: Final = "Enter goes on."
_NO_NAME: Final = "! Type the name of a file first."


class PlaceScreen(Frame):
    """Asks for a file. `take` is given the path, and raises EscalateError where it will not do; `taken` is that path."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="place.back"),
    ]

    def __init__(
        self,
        session: Session,
        title: str,
        suggested: Path,
        take: Callable[[Path], None],
        *,
        note: str = "",
        saves: bool = True,
    ) -> None:
        super().__init__(session)
        self.taken: Path | None = None
        self._title = title
        self._suggested = suggested
        self._take = take
        self._help = " ".join(one for one in (note, _ENTER_SAVES if saves else _ENTER) if one)
        self._saves = saves

    def body(self) -> ComposeResult:
        with Vertical(id="page", classes="whole"):
            yield Static(shown(self._title), id="title")
            yield Static(Content(self._help), id="help")
            yield OneLine(
                str(self._suggested), id="path", max_length=_PATH_LONGEST, compact=True, select_on_focus=False
            )

    def on_mount(self) -> None:
        path = self.query_one("#path", Input)
        path.focus()
        # Once its width is known, so that the file's name is in sight and not the folders before it.
        self.call_after_refresh(self._to_the_end)

    def _to_the_end(self) -> None:
        path = self.query_one("#path", Input)
        path.cursor_position = 0
        path.cursor_position = len(path.value)

    def keep_typed(self) -> bool:
        """A path that is being typed stays where it is."""
        return self.query_one("#path", Input).value == str(self._suggested)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip():
            self.say(_NO_NAME)
            return
        try:
            path = deeds.path_of(event.value, self._suggested, new=self._saves)
            self._take(path)
        except EscalateError as error:
            self.say_error(error)
            return
        except ValueError:
            self.say_error(wrong_input(words.NOT_A_FILE))
            return
        self.taken = path
        self.dismiss()

    def action_back(self) -> None:
        """Goes back with nothing saved."""
        self.dismiss()


class FormatScreen(Frame):
    """Offers the formats, then asks where. `made` is what was saved."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *digit_bindings("format", "Choose"),
        Binding("left", "back", "Back", id="format.back"),
        Binding("b,escape", "back", "Back", id="format.back-too", show=False),
    ]

    def __init__(self, session: Session, document: DocumentView, corrects: int | None = None) -> None:
        super().__init__(session)
        self.made: Made | None = None
        self._document = document
        self._corrects = corrects

    def body(self) -> ComposeResult:
        with Vertical(id="page"):
            yield Static(Content(words.WHICH_FORMAT), id="title")
            yield Choices("list")

    def on_mount(self) -> None:
        choices = self.query_one("#list", Choices)
        choices.focus()
        offered = [Choice(id=one.ending, label=f"{one.name}: {one.use}") for one in words.FORMATS]
        choices.offer(offered, at=words.usual_format(self.session))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "digit":
            return isinstance(parameters[0], int) and parameters[0] < len(words.FORMATS)
        return True

    def action_digit(self, place: int) -> None:
        """Takes the format of that digit."""
        self.query_one("#list", Choices).choose(place)

    def action_back(self) -> None:
        """Goes back to the draft."""
        self.dismiss()

    @on(Choices.Taken)
    def _ask_where(self, event: Choices.Taken) -> None:
        event.stop()
        try:
            suggested = deeds.suggested(self.session, self._document.id, event.values[0])
        except EscalateError as error:
            self.say_error(error)
            return
        self.app.push_screen(
            PlaceScreen(self.session, words.WHERE, suggested, self._make), lambda _: self._saved()
        )

    def _make(self, path: Path) -> None:
        self.made = deeds.make(self.session, self._document.id, path, corrects=self._corrects)

    def _saved(self) -> None:
        if self.made is not None:
            self.dismiss()
