"""The register as a list: what is overdue first, and for the case that is looked at what can be recorded next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from wizard.advice.words import DANGER, say_list
from wizard.base.errors import EscalateError
from wizard.casework.board import GROUP_TITLES, Board, Row, matching, whole_board
from wizard.casework.looked import note_look
from wizard.casework.looking_through import looked_through
from wizard.casework.session import Session
from wizard.tui.choices import Choice, Choices, digit_bindings
from wizard.tui.frame import Flow, Frame
from wizard.tui.steps import step_bindings, step_keys, step_parts
from wizard.tui.text import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wizard.advice.steps import NextStep, StepId

_NONE: Final = "There are no cases yet. Press n to begin one."
_NOT_FOUND: Final = "No case has all these words. Esc shows them all again."
_UNREAD: Final = "The list cannot be read now. The line below says why."
_NEW: Final = "A new case"


class CasesScreen(Frame):
    """The cases to choose from. After it, `session` is the one that was chosen."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *digit_bindings("cases", "Open"),
        Binding("n", "new", "New case", id="cases.new"),
        Binding("slash", "search", "Search", id="cases.search"),
        Binding("k", "contacts", "Contacts", id="cases.contacts"),
        Binding("escape", "back", "Back", id="cases.back"),
        Binding("left,b", "back", "Back", id="cases.back-too", show=False),
        Binding("down", "to_list", "To the list", id="cases.to-list", show=False),
        *step_bindings("cases"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        #: Whether something was begun: a new case, or a step of an old one.
        self.begun = False
        self._board = Board(rows=(), damaged=())
        self._loaded = False
        self._steps: tuple[NextStep, ...] = ()
        self._steps_of = ""
        self._keys: Mapping[str, str] = {}

    def body(self) -> ComposeResult:
        with Vertical(id="cases"):
            yield Static(Content("Cases"), id="title")
            yield Static(id="none")
            yield Choices("list")
            yield Static(id="damaged")
            with Vertical(id="next"):
                yield Static(Content("What to record next"), classes="heading")
                yield Flow("steps", even=True)

    def on_mount(self) -> None:
        self.query_one("#list").focus()
        self._keys = step_keys(self)
        self._read()

    def on_screen_resume(self) -> None:
        """Reads the list now if it could not be read before, such as while the register was locked."""
        if not self._loaded:
            self._read()

    def _read(self) -> None:
        self._loaded = self._load()
        if self._loaded:
            self._show_rows()
            # The list is made of the index: what the files hold is looked through meanwhile.
            self.run_worker(self._look_through, thread=True, exclusive=True)

    def in_danger(self) -> bool:
        """Each row says it for itself."""
        return False

    # Showing.

    def _load(self) -> bool:
        """Reads the register, once: a search looks in what was read. False where it cannot be, which is said."""
        try:
            self._board = whole_board(self.session.surroundings)
        except EscalateError as error:
            self.say_error(error)
            self._fill("#none", _UNREAD)
            return False
        self._tell_damaged(self._board.damaged)
        return True

    def _tell_damaged(self, damaged: Sequence[str]) -> None:
        those = "Its file is" if len(damaged) == 1 else "Their files are"
        self._fill(
            "#damaged", f"! Cannot be read: {say_list(damaged)}. {those} left as found." if damaged else ""
        )

    def _look_through(self) -> None:
        """In a thread of its own: the cases whose files cannot be read, as they are found."""
        worker, found = get_current_worker(), set(self._board.damaged)
        for case_id in looked_through(self.session.surroundings.register):
            if worker.is_cancelled:
                return
            if case_id is not None and case_id not in found:
                found.add(case_id)
                self.app.call_from_thread(self._tell_damaged, sorted(found))

    def _show_rows(self) -> None:
        inputs = self.query(Input)
        search = inputs.first().value if inputs else ""
        rows = matching(self._board.rows, search)
        here = [place for place, row in enumerate(rows) if row.id == self.session.case_id]
        self._list.offer(
            [self._choice(row, rows[place - 1] if place else None) for place, row in enumerate(rows)],
            at=here[0] if here else 0,
        )
        self._fill("#none", "" if rows else _NOT_FOUND if search.strip() else _NONE)
        self._list.display = bool(rows)
        self._show_steps()
        self.refresh_bindings()

    def _choice(self, row: Row, before: Row | None) -> Choice:
        words = [row.between or _NEW, row.stage or ""]
        more = [_sentence(row.due_text), row.status, row.area, row.id]
        return Choice(
            id=row.id,
            heading="" if before and before.group == row.group else GROUP_TITLES[row.group],
            urgent=f"{DANGER}." if row.urgent else "",
            label=_joined(words),
            beside="(you were here)" if row.id == self.session.case_id else "",
            hint=_joined(more),
        )

    def _fill(self, selector: str, text: str) -> None:
        widget = self.query_one(selector, Static)
        widget.update(shown(text))
        widget.display = bool(text)

    @property
    def _list(self) -> Choices:
        return self.query_one("#list", Choices)

    # The steps of the case that is looked at.

    def on_choices_moved(self, event: Choices.Moved) -> None:
        event.stop()
        self.call_after_refresh(self._show_steps)

    def _show_steps(self) -> None:
        self._find_steps()
        self.query_one("#steps", Flow).tell(step_parts(self._steps, self._keys))
        self.query_one("#next").display = bool(self._steps)

    def _find_steps(self) -> None:
        """Finds what can be recorded next in the case that is highlighted now."""
        case_id = self._list.at or ""
        if case_id == self._steps_of:
            return
        self._steps_of, self._steps = case_id, ()
        if case_id:
            try:
                self._steps = self._session(case_id).next_steps()
            except (ValueError, EscalateError):
                return  # opening the case says what is wrong with it

    def _session(self, case_id: str) -> Session:
        surroundings = self.session.surroundings
        # To look only: a session that is resumed is the one that the next start comes back to.
        return Session(surroundings, surroundings.register.get(case_id))

    # Opening.

    @on(Choices.Taken)
    def _open(self, event: Choices.Taken) -> None:
        event.stop()
        self._go_to(event.values[0], None)

    def _go_to(self, case_id: str, step: StepId | None) -> None:
        around = self.session.surroundings
        try:
            if step is None:
                session = Session.resume(around, around.register.get(case_id))
            else:
                session = self._session(case_id)
                session.begin_step(step)
        except (ValueError, EscalateError) as error:
            self.say_error(error)
            return
        note_look(around, "looked", case=case_id)
        self.session, self.begun = session, step is not None
        self.dismiss()

    def action_step(self, step: StepId) -> None:
        """Begins a step of the case that is highlighted, if it has that step."""
        self._find_steps()  # the arrow that led here may be faster than the panel
        if self._list.at is not None and step in {one.id for one in self._steps}:
            self._go_to(self._list.at, step)

    # Searching.

    def action_search(self) -> None:
        """Asks for words to search for."""
        from wizard.tui.writing import OneLine  # an input costs its import, and few lists need a search

        inputs = self.query(OneLine)
        if not inputs:
            search = OneLine(id="search", max_length=200, compact=True, placeholder="Search: words of a case")
            self.query_one("#cases").mount(search, after="#title")
            search.focus()
        else:
            inputs.first().focus()

    @on(Input.Changed)
    def _searched(self, event: Input.Changed) -> None:
        event.stop()
        self._show_rows()

    @on(Input.Submitted)
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_to_list()

    def action_to_list(self) -> None:
        """Goes from the words to what was found."""
        self._list.focus()

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self.is_mounted:
            return True
        if action == "digit":
            return isinstance(parameters[0], int) and parameters[0] < self._list.digits
        if action == "search":
            return bool(self._board.rows or self.query(Input))
        if action == "back":
            return bool(self.query(Input)) or self.session.case_id is not None
        return True

    def action_digit(self, place: int) -> None:
        """Opens the case of that digit."""
        self._list.choose(place)

    def action_new(self) -> None:
        """Begins a new case, with the question about danger."""
        self.session, self.begun = Session(self.session.surroundings), True
        self.dismiss()

    def action_contacts(self) -> None:
        """Shows whom one can call, and what has been checked of it."""
        from wizard.tui.contacts import ContactsScreen  # costs nothing until it is wanted

        # The case that is open shows a number as checked once it is.
        self.app.push_screen(ContactsScreen(self.session), lambda _: self.session.read_anew())

    async def action_back(self) -> None:
        """Closes the search, else goes back to the case that was open."""
        inputs = self.query(Input)
        if inputs:
            await inputs.remove()
            self._show_rows()
            self._list.focus()
        else:
            self.dismiss()


def _joined(parts: list[str]) -> str:
    """The parts as sentences; one that ends with a mark of its own gets no full stop."""
    said = [one for one in parts if one]
    return " ".join(
        one if place == len(said) or one[-1] in "?!." else f"{one}." for place, one in enumerate(said, 1)
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
