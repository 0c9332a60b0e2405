"""What is asked before a document goes out: who a draft of an email is for, which printer, and how it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from wizard.base.desktop import printers
from wizard.base.errors import EscalateError
from wizard.casework import document_deeds as deeds
from wizard.casework import document_words as words
from wizard.casework.record import Made
from wizard.casework.session import Session
from wizard.tui.choices import Choice, Choices, digit_bindings
from wizard.tui.frame import Frame
from wizard.tui.saving import PlaceScreen
from wizard.tui.text import Line, Lines
from wizard.tui.writing import OneLine

_NO: Final = "no"
_USUAL: Final = "usual"
_NAMED: Final = "named:"
_PRINTING: Final = "It is handed to the printing system. That can take some seconds."
_LONGEST: Final = 200
_TODAY: Final = "today"
_NOT_RECORDED: Final = "! This is not recorded yet. Enter records it."


class MailScreen(Frame):
    """Offers addresses, none of them chosen, and saves a draft. `saved` is where it is."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *digit_bindings("mail", "Mark"),
        Binding("left", "back", "Back", id="mail.back"),
        Binding("b,escape", "back", "Back", id="mail.back-too", show=False),
    ]

    def __init__(self, session: Session, made: Made, file: Path, addresses: Sequence[str]) -> None:
        super().__init__(session)
        self.saved: Path | None = None
        self._made = made
        self._file = file
        self._addresses = tuple(addresses)
        self._to: tuple[str, ...] = ()

    def body(self) -> ComposeResult:
        with Vertical(id="page", classes="whole"):
            yield Static(Content(words.WHO_GETS_MAIL), id="title")
            yield Static(Content(words.MAIL_HOW if self._addresses else words.NO_ADDRESS), id="help")
            yield Choices("list")

    def on_mount(self) -> None:
        choices = self.query_one("#list", Choices)
        choices.focus()
        choices.offer([Choice(id=one, label=one) for one in self._addresses], many=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "digit":
            return isinstance(parameters[0], int) and parameters[0] < len(self._addresses)
        return True

    def action_digit(self, place: int) -> None:
        """Marks the address of that digit, or takes its mark away."""
        self.query_one("#list", Choices).choose(place)

    def action_back(self) -> None:
        """Goes back with nothing saved."""
        self.dismiss()

    @on(Choices.Taken)
    def _ask_where(self, event: Choices.Taken) -> None:
        event.stop()
        self._to = event.values
        suggested = deeds.suggested_mail(self.session, self._made.document)
        screen = PlaceScreen(self.session, words.MAIL_WHERE, suggested, self._save, note=words.MAIL_NOTE)
        self.app.push_screen(screen, lambda _: self._done())

    def _done(self) -> None:
        if self.saved is not None:
            self.dismiss()

    def _save(self, path: Path) -> None:
        self.saved = deeds.mail(self.session, self._made.document, self._file, self._to, path)


class PrintScreen(Frame):
    """Says what printing leaves behind, and prints. `printed`: it was."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *digit_bindings("print", "Choose"),
        Binding("left", "back", "Back", id="print.back"),
        Binding("b,escape", "back", "Back", id="print.back-too", show=False),
    ]

    def __init__(self, session: Session, file: Path, *, old: bool) -> None:
        super().__init__(session)
        self.printed = False
        self._file = file
        self._old = old

    def body(self) -> ComposeResult:
        notes = (*((words.OUTDATED,) if self._old else ()), *words.PRINT_NOTES)
        with Vertical(id="page", classes="scrolls"):
            yield Static(Content(words.PRINT), id="title")
            yield Lines("print-notes", [Line(text=note) for note in notes])
            yield Choices("list")

    def on_mount(self) -> None:
        choices = self.query_one("#list", Choices)
        choices.focus()
        choices.offer(
            [
                Choice(id=_NO, label=words.DO_NOT_PRINT),
                Choice(id=_USUAL, label=words.USUAL_PRINTER),
                *(Choice(id=f"{_NAMED}{one}", label=one) for one in printers()),
            ]
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "digit" and self.is_mounted:
            digits = self.query_one("#list", Choices).digits
            return isinstance(parameters[0], int) and parameters[0] < digits
        return True

    def action_digit(self, place: int) -> None:
        """Takes the printer of that digit."""
        self.query_one("#list", Choices).choose(place)

    def action_back(self) -> None:
        """Goes back with nothing printed."""
        self.dismiss()

    @on(Choices.Taken)
    def _taken(self, event: Choices.Taken) -> None:
        event.stop()
        value = event.values[0]
        if value == _NO:
            self.dismiss()
            return
        self.say(_PRINTING)
        # Once that stands there: the printing system may take its time.
        self.call_after_refresh(self._print, value.removeprefix(_NAMED) if value != _USUAL else "")

    def _print(self, printer: str) -> None:
        try:
            deeds.print_(self.session, self._file, printer)
        except EscalateError as error:
            self.say_error(error)
            return
        self.printed = True
        self.dismiss()


class SentScreen(Frame):
    """Asks to whom, how and when a document was sent. `recorded`: it is."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="sent.back"),
    ]

    def __init__(self, session: Session, made: Made) -> None:
        super().__init__(session)
        self.recorded = False
        self._made = made

    def body(self) -> ComposeResult:
        with Vertical(id="page", classes="scrolls"):
            yield Static(Content(words.SENT), id="title")
            for name, what, begun in (
                ("to", words.SENT_TO, ""),
                ("means", words.SENT_BY, ""),
                ("on", words.SENT_ON, _TODAY),
            ):
                yield Static(Content(what), classes="asked-for")
                yield OneLine(
                    begun, id=f"sent-{name}", max_length=_LONGEST, compact=True, select_on_focus=True
                )

    def on_mount(self) -> None:
        self._inputs()[0].focus()

    def _inputs(self) -> list[Input]:
        return list(self.query(Input))

    def keep_typed(self) -> bool:
        """What is typed here stays where it is until it is recorded."""
        return all(one.value in ("", _TODAY) for one in self._inputs())

    def keep(self) -> bool:
        """What is not recorded is not left by accident."""
        if not self.keep_typed():
            self.say(_NOT_RECORDED)
            return False
        return True

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        inputs = self._inputs()
        place = inputs.index(event.input)
        if place + 1 < len(inputs):
            inputs[place + 1].focus()
            return
        to, means, on_ = (one.value for one in inputs)
        try:
            deeds.sent(self.session, self._made.seq, to=to, means=means, on=on_)
        except EscalateError as error:
            self.say_error(error)
            return
        self.recorded = True
        self.dismiss()

    def action_back(self) -> None:
        """Goes back with nothing recorded."""
        self.dismiss()
