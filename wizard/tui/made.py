"""A document that was made, and what can be done with it; and the list of all that were made in a case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.base.errors import EscalateError, wrong_input
from wizard.base.paths import named
from wizard.casework import document_deeds as deeds
from wizard.casework import document_words as words
from wizard.casework import documents
from wizard.casework.document_sent import made_at
from wizard.casework.sending import addressees, outdated
from wizard.casework.session import Session
from wizard.tui.choices import Choice, Choices, digit_bindings
from wizard.tui.frame import Flow, Frame, key_part
from wizard.tui.text import Line, Lines, Reading, shown

#: What can be done, and the key for each.
_DEEDS: Final = (
    ("o", "open_it", words.OPEN),
    ("p", "print_it", words.PRINT),
    ("m", "mail", words.MAIL),
    ("t", "sent", words.SENT),
    ("c", "correct", words.CORRECT),
)


class MadeScreen(Frame):
    """One document that was made. `saved` is what was just saved; else it comes from the list, and may be corrected."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, action, title, id=f"made.{action}", show=False) for key, action, title in _DEEDS),
        Binding("a,enter", "advice", "To the advice", id="made.advice"),
        Binding("left", "back", "Back", id="made.back"),
        Binding("b,escape", "back", "Back", id="made.back-too", show=False),
    ]

    def __init__(self, session: Session, entry: int, *, saved: documents.Made | None = None) -> None:
        super().__init__(session)
        self._entry = entry
        self._saved = saved
        self._path = saved.path if saved else None

    def body(self) -> ComposeResult:
        with Vertical(id="page"):
            yield Static(id="title")
            with Reading(id="made"):
                yield Lines("made-where", ())
                yield Flow("steps", even=True)
                yield Lines("made-lines", ())

    def on_mount(self) -> None:
        self.query_one("#made").focus()
        self.renewed("")

    def renewed(self, said: str) -> None:
        """Shows what the case says of the document now."""
        self.say(said)
        made = made_at(self.session, self._entry)
        self.query_one("#title", Static).update(shown(deeds.view_of(self.session, made.document).title))
        place = words.saved_as(self._saved.path) if self._saved else made.file
        self.query_one("#made-where", Lines).tell([Line(text=place)])
        lines = (
            *(words.made_lines(self._saved) if self._saved else ()),
            words.made_before(made, self.session.record.made),
        )
        self.query_one("#made-lines", Lines).tell([Line(text=one) for one in lines])
        offered = [(key, title) for key, action, title in _DEEDS if self.check_action(action, ())]
        self.query_one("#steps", Flow).tell([key_part(key, title) for key, title in offered])
        self.refresh_bindings()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        if action == "print_it":
            return words.can_be_printed(made_at(self.session, self._entry).file)
        return self._saved is None if action == "correct" else True

    # What needs the file: where it was saved is known of what was just saved, and of the rest its name alone.

    def _with_file(self, then: Callable[[Path], None]) -> None:
        if self._path is not None:
            self._try(then, self._path)
            return
        made = made_at(self.session, self._entry)
        likely = deeds.here() / made.file
        if likely.is_file():
            self._path = likely
            self._try(then, likely)
            return
        from wizard.tui.saving import PlaceScreen

        screen = PlaceScreen(self.session, words.WHERE_IS_IT, likely, _require_file, saves=False)
        self.app.push_screen(screen, lambda _: self._found(screen.taken, then))

    def _found(self, path: Path | None, then: Callable[[Path], None]) -> None:
        if path is not None:
            self._path = path
            self._try(then, path)

    def _try(self, then: Callable[[Path], None], path: Path) -> None:
        self.say("")
        try:
            then(path)
        except EscalateError as error:
            if self._saved is None:
                self._path = None  # it may lie elsewhere: the next time it is asked for
            self.say_error(error)

    def action_open_it(self) -> None:
        """Opens the file in its own program."""
        self._with_file(self._open)

    def _open(self, path: Path) -> None:
        deeds.open_(self.session, path)
        self.say(words.OPENED)

    def action_print_it(self) -> None:
        """Asks for the printer, and prints the file."""
        self._with_file(self._print)

    def _print(self, path: Path) -> None:
        from wizard.tui.outgoing import PrintScreen

        screen = PrintScreen(self.session, path, old=outdated(self.session, path))
        self.app.push_screen(screen, lambda _: self.say(words.PRINTED) if screen.printed else None)

    def action_mail(self) -> None:
        """Asks for whom, and saves a draft of an email."""
        self._with_file(self._mail)

    def _mail(self, path: Path) -> None:
        from wizard.tui.outgoing import MailScreen

        outdated(
            self.session, path
        )  # that it is the file which was saved is told before anybody types an address
        made = made_at(self.session, self._entry)
        screen = MailScreen(self.session, made, path, addressees(self.session, made.document))
        self.app.push_screen(screen, lambda _: self._mailed(screen.saved))

    def _mailed(self, path: Path | None) -> None:
        if path is not None:
            self.say(f"{words.saved_as(path)}. {words.MAIL_SAVED}")

    def action_sent(self) -> None:
        """Asks how it was sent, and records that."""
        from wizard.tui.outgoing import SentScreen

        self.say("")
        screen = SentScreen(self.session, made_at(self.session, self._entry))
        self.app.push_screen(screen, lambda _: self.renewed(words.SENT_KEPT) if screen.recorded else None)

    def action_correct(self) -> None:
        """Makes a document that takes the place of this one."""
        from wizard.tui.papers import document_screen

        self.say("")
        made = made_at(self.session, self._entry)
        view = deeds.view_of(self.session, made.document)
        try:
            self.app.push_screen(document_screen(self.session, view, made.seq))
        except EscalateError as error:
            self.say_error(error)

    def action_back(self) -> None:
        """Goes back to the draft, or to the list."""
        self.dismiss()

    def action_advice(self) -> None:
        """Goes back to the advice."""
        from wizard.tui.draft import to_advice

        to_advice(self)


def _require_file(path: Path) -> None:
    try:
        there = path.is_file()
    except OSError:
        there = False
    if not there:
        raise wrong_input("there is no such file", file=named(path))


class MadeListScreen(Frame):
    """All documents that were made in the case, the last one first."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *digit_bindings("made-list", "Choose"),
        Binding("left", "back", "Back", id="made-list.back"),
        Binding("b,escape", "back", "Back", id="made-list.back-too", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._covered = False

    def body(self) -> ComposeResult:
        with Vertical(id="page"):
            yield Static(Content(words.MADE_BEFORE), id="title")
            yield Choices("list")

    def on_mount(self) -> None:
        self.query_one("#list", Choices).focus()
        self.renewed("")

    def renewed(self, said: str) -> None:
        """Shows the documents that were made until now."""
        self.say(said)
        self.query_one("#list", Choices).offer(
            [
                Choice(
                    id=str(one.seq),
                    label=deeds.view_of(self.session, one.document).title,
                    beside=one.file,
                    hint=words.made_before(one, self.session.record.made),
                )
                for one in reversed(self.session.record.made)
            ]
        )
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "digit" and self.is_mounted:
            digits = self.query_one("#list", Choices).digits
            return isinstance(parameters[0], int) and parameters[0] < digits
        return True

    def on_screen_suspend(self) -> None:
        self._covered = True

    def on_screen_resume(self) -> None:
        """Something may have been done with one of them."""
        if self._covered:
            self._covered = False
            self.session.keep_place()
            self.renewed(self._said)

    def action_digit(self, place: int) -> None:
        """Takes the document of that digit."""
        self.query_one("#list", Choices).choose(place)

    def action_back(self) -> None:
        """Goes back to the documents that can be made."""
        self.dismiss()

    @on(Choices.Taken)
    def _taken(self, event: Choices.Taken) -> None:
        event.stop()
        self.say("")
        self.app.push_screen(MadeScreen(self.session, int(event.values[0])))
