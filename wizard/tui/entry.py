"""Coming to a register: setting one up, or unlocking it. One step at a time, and nothing that is typed is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from wizard.base.errors import EscalateError
from wizard.casework.entering import Entrance, Page, Steps
from wizard.casework.session import Session
from wizard.tui.choices import Choice, Choices, digit_bindings
from wizard.tui.frame import Flow, Frame, in_lines
from wizard.tui.text import Line, Lines, Reading, shown
from wizard.tui.writing import OneLine

if TYPE_CHECKING:
    from wizard.casework.unlocking import Unlock

_NUMBERS: Final = "Numbers can be had without unlocking: press F3."
_LONGEST: Final = 1000


class EntryLine(OneLine):
    """A line that is answered with."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Go on", id="entry.go-on")]


class SecretLine(EntryLine):
    """One that is never shown, nor copied from."""

    def action_copy(self) -> None:
        """Copies nothing."""

    def action_cut(self) -> None:
        """Takes away what is marked, and copies nothing."""
        self.delete_selection()


class EntryScreen(Frame):
    """The steps to an open register. It is dismissed once that is open, which `done` says.

    `leaves`: it can also be left for what was there before. `danger`: the banner stands above it. `unasked` opens
    the register with what was arranged for that, before anything is asked.
    """

    CSS_PATH = "entry.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *digit_bindings("entry", "Choose"),
        Binding("escape", "back", "Back", id="entry.back", priority=True),
        Binding("f3", "numbers", "Numbers", id="entry.numbers", priority=True),
        Binding("pagedown", "more", "More", id="entry.more", priority=True),
        Binding("pageup", "less", "Less", id="entry.less", show=False, priority=True),
    ]

    def __init__(
        self,
        session: Session,
        steps: Steps,
        *,
        danger: bool = False,
        leaves: bool = False,
        unasked: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(session)
        self.steps = steps
        self.done = False
        self.leaves = leaves
        self._danger = danger
        self._unasked = unasked
        self._working = False

    def body(self) -> ComposeResult:
        with Vertical(id="entry"):
            yield Static(id="title")
            with Reading(id="words", can_focus=False):
                yield Lines("entry-lines", ())
            yield Flow("secret")
            yield Static(id="prompt")
            yield Choices("list")

    def on_mount(self) -> None:
        if self._unasked is not None:
            self._work(self._unasked, "Opening...")
            self._show(focus=False)
        else:
            self._show()

    def in_danger(self) -> bool:
        """What was just answered: nothing of it is saved yet."""
        return self._danger

    # Showing.

    def _show(self, *, focus: bool = True) -> None:
        page = self.steps.page()
        self.query_one("#title", Static).update(shown(page.title))
        self.query_one("#entry-lines", Lines).tell([Line(text=one) for one in page.lines])
        secret = self.query_one("#secret", Flow)
        secret.tell([shown(group, "bold") for group in page.secret.split("-")])
        secret.display = bool(page.secret)
        self._fill("#prompt", page.prompt and f"{page.prompt}:")
        choices = self.query_one("#list", Choices)
        choices.display = bool(page.options)
        choices.offer(
            [
                Choice(id=str(place), label=label, hint=hint)
                for place, (label, hint) in enumerate(page.options, 1)
            ]
        )
        self.query(OneLine).remove()
        if page.prompt and focus:
            self._ask(page)
        elif focus:
            choices.focus()
        self.query_one("#words").scroll_home(animate=False)
        # What overflows is known once it is laid out.
        self.call_after_refresh(self.refresh_bindings)

    def _ask(self, page: Page) -> None:
        kind = SecretLine if page.hidden else EntryLine
        line = kind(
            page.given, password=page.hidden, max_length=_LONGEST, compact=True, select_on_focus=False
        )
        self.query_one("#entry").mount(line, after="#prompt")
        line.focus()

    def _fill(self, selector: str, text: str) -> None:
        widget = self.query_one(selector, Static)
        widget.update(shown(text))
        widget.display = bool(text)

    # Taking.

    @on(Choices.Taken)
    def _chosen(self, event: Choices.Taken) -> None:
        event.stop()
        self._take(event.values[0])

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        self._take(event.value)

    def _take(self, text: str) -> None:
        if self._working:
            return
        page = self.steps.page()
        if page.working:
            self.query(OneLine).remove()
            self._work(partial(self.steps.take, text), page.working)
            return
        try:
            done = self.steps.take(text)
        except (ValueError, EscalateError) as error:
            self._taken(False, in_lines(error))
            return
        self._taken(done, "")

    def _work(self, what: Callable[[], bool], meanwhile: str) -> None:
        """Does in a thread what takes a moment."""
        self._working = True
        self.say(meanwhile)
        app = self.app

        def work() -> None:
            done, said = False, ""
            try:
                done = what()
            except (ValueError, EscalateError) as error:
                said = in_lines(error)
            app.call_from_thread(self._taken, done, said)

        self.run_worker(work, thread=True)

    def _taken(self, done: bool, said: str) -> None:
        self._working = False
        self.say(said)
        if not done:
            self._show()
            return
        self.done = True
        self.dismiss()

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self.is_mounted:
            return True
        if action == "digit":
            choices = self.query_one("#list", Choices)
            return isinstance(parameters[0], int) and parameters[0] < choices.digits
        if action in ("more", "less"):
            return bool(self.query_one("#words").max_scroll_y)
        if action == "back":
            return self.leaves or self.steps.page().back
        return True

    def action_digit(self, place: int) -> None:
        """Chooses what has that digit."""
        self.query_one("#list", Choices).choose(place)

    def action_more(self) -> None:
        """Shows more of the words."""
        self.query_one("#words").scroll_page_down(animate=False)

    def action_less(self) -> None:
        """Goes back up in them."""
        self.query_one("#words").scroll_page_up(animate=False)

    def action_back(self) -> None:
        """Goes back a step, and from the first to what was there before."""
        if self._working:
            return
        if self.steps.back():
            self.say("")
            self._show()
        elif self.leaves:
            self.dismiss()

    def action_numbers(self) -> None:
        """Shows whom one can call: that needs no register."""
        from wizard.tui.contacts import ContactsScreen

        self.app.push_screen(ContactsScreen(Session(self.session.surroundings)))


def setting_up(session: Session, entrance: Entrance, *, danger: bool) -> EntryScreen | EscalateError:
    """The screen that makes a register; an error where none may be made here."""
    from wizard.casework.setting_up import SetUp, refuse_copied

    around = session.surroundings
    refused = refuse_copied(around.register, entrance.environ)
    if refused is not None:
        return refused
    steps = SetUp(around.register, label=entrance.label(), now=around.clock)
    return EntryScreen(session, steps, danger=danger, leaves=True)


def unlocking(
    session: Session,
    entrance: Entrance,
    *,
    why: str = "",
    unasked: bool = False,
) -> EntryScreen:
    """The screen that unlocks the register. `unasked`: what was arranged for that is tried first."""
    from wizard.casework.unlocking import Unlock

    steps: Unlock = Unlock(session.surroundings.register, entrance, numbers=_NUMBERS, why=why)
    return EntryScreen(session, steps, unasked=steps.unasked if unasked else None)
