"""The terminal application: opens on the first question, and ends without showing anything of a case."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.reactive import Reactive
from textual.theme import Theme

from wizard.base.errors import EXIT_DONE, EXIT_NO, EscalateError
from wizard.base.log import log_failure
from wizard.base.paths import named
from wizard.casework.entering import Entrance, Idle, is_locked, kind_of
from wizard.casework.session import Session, Surroundings
from wizard.tui.frame import Frame
from wizard.tui.question import QuestionScreen
from wizard.tui.start import Start, begin
from wizard.tui.theme import DARK_NAME, LIGHT_NAME, THEMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.tui.entry import EntryScreen

_HOW_TO_QUIT: Final = "Ctrl+Q quits. Everything you have answered is saved."
_AGAIN: Final = "Press Ctrl+Q again to leave without it."
_LOCKED: Final = "You locked it. What you were typing is kept."
_IDLE: Final = "It locked itself, as no key was pressed for a while. What you were typing is kept."
_OTHER_KEYS: Final = "Its keys were changed. What you were typing stands behind this, and is not lost."
_UNKEPT: Final = "What you were typing could not be kept. It stands behind this, and is not lost."
_ADDED: Final = "Press a key to see it."
#: How often it is looked whether others have added to the case, and whether anybody is still there, in seconds.
LOOK_EVERY: Final = 3.0
#: Keys that do the same on every screen.
_EVERYWHERE: Final = frozenset({"ctrl+q", "ctrl+c", "f2", "f9"})


class EscalateApp(App[None]):
    """The application. `home` is where a failure is noted; without a `session` it goes on where it was left.

    A real register is unlocked first, and locked again when nobody has pressed a key for a while.
    """

    CSS_PATH = "escalate.tcss"
    TITLE = "escalate"
    ENABLE_COMMAND_PALETTE = False
    #: The theme at the start. Setting another later reads every style again, which the first question would wait for.
    theme = Reactive(DARK_NAME)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "light", "Theme", id="app.light"),
        Binding("f9", "lock", "Lock", id="app.lock", priority=True),
        Binding("ctrl+q", "quit", "Quit", id="app.quit", priority=True),
        Binding("ctrl+c", "help_quit", "How to quit", id="app.how-to-quit", show=False, system=True),
    ]

    def __init__(
        self,
        surroundings: Surroundings,
        home: Path,
        *,
        session: Session | None = None,
        light: bool = False,
        entrance: Entrance | None = None,
    ) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]
        self.surroundings = surroundings
        self.entrance = entrance or Entrance()
        self._idle = Idle(self.entrance.ticks, self.entrance.lock_minutes)
        self._start = begin(surroundings) if session is None else Start(session, "question")
        self._asking: QuestionScreen | None = None
        self._locked = self._start.at == "locked"
        #: Where the register stood when it was last looked at, and the case that others have added to since.
        self._mark = ""
        self._added = ""
        #: Whether it was left before there was a register.
        self.unmade = False
        self.failed = False
        self.note: Path | None = None
        self._home = home
        self._unkept = False
        self.animation_level = "none"
        for theme in THEMES.values():
            self.register_theme(theme)
        if light:
            self.theme = LIGHT_NAME

    @property
    def session(self) -> Session:
        """The case that is open."""
        return self._asking.session if self._asking else self._start.session

    @property
    def locked(self) -> bool:
        """Whether the register has to be unlocked before anything of a case is shown."""
        return self._locked

    def on_mount(self) -> None:
        """Once the first question is painted, ordinary life begins."""
        if self._locked:
            self._ask_secret("", self._enter, unasked=True)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        gc.enable()
        self.set_interval(LOOK_EVERY, self.look)

    def get_theme(self, theme_name: str) -> Theme | None:
        # Asked for while the application is made, before a theme can be registered.
        return THEMES.get(theme_name) or super().get_theme(theme_name)

    def get_default_screen(self) -> QuestionScreen:
        self._asking = QuestionScreen(self._start, self.entrance)
        return self._asking

    # Locking, and unlocking.

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        if action == "lock":
            return not self._locked and kind_of(self.surroundings.register) == "real"
        return True

    def action_lock(self) -> None:
        """Locks the register now."""
        # Behind the keys that were typed before this one and still wait for the place that is written in; and not by
        # that place itself, which goes.
        (self.focused or self).call_later(self.call_later, self.lock, _LOCKED)

    async def lock(self, why: str) -> None:
        """Forgets the keys, and all that is shown of a case with them. What is half typed is kept before."""
        screen, asking = self.screen, self._asking
        if self._locked or asking is None or not isinstance(screen, Frame):
            return
        self._locked = True
        kept = screen.keep_typed() and asking.keep()
        self.surroundings.register.lock()
        if not kept:
            self._ask_secret(_UNKEPT, self._uncover)
            return
        self._added, self._mark = "", ""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        self._start = Start(Session(self.surroundings), "locked")
        await asking.clear(self._start.session)
        self.clear_selection()
        self._ask_secret(why, self._enter)

    def _ask_secret(self, why: str, then: Callable[[EntryScreen], None], *, unasked: bool = False) -> None:
        from wizard.tui.entry import unlocking  # a first start has nothing to unlock

        screen = unlocking(Session(self.surroundings), self.entrance, why=why, unasked=unasked)
        self.push_screen(screen, lambda _: then(screen))

    def _enter(self, entered: EntryScreen) -> None:
        """Goes on where it was left, once the register is open."""
        self._uncover(entered)
        self._start = begin(self.surroundings)
        if self._asking is not None:
            self._asking.begin(self._start, entered.steps.said)

    def _uncover(self, entered: EntryScreen) -> None:
        """Goes on with what still stands there."""
        self._locked = False
        self._idle.touch()
        if isinstance(self.screen, Frame):
            self.screen.say(entered.steps.said)

    def on_frame_locked(self, message: Frame.Locked) -> None:
        """The keys were changed while a case was open."""
        message.stop()
        if not self._locked and is_locked(self.surroundings.register):
            self._locked = True
            self._ask_secret(_OTHER_KEYS, self._uncover)

    async def look(self) -> None:
        """Looks whether anybody is still there, and whether others have added to the case that is open."""
        if self._locked:
            return
        if self._idles():
            await self.lock(_IDLE)
        else:
            self._look_for_others()

    def _idles(self) -> bool:
        return self._idle.too_long() and kind_of(self.surroundings.register) == "real"

    # Others who work on the same case.

    def _look_for_others(self) -> None:
        session, register = self.session, self.surroundings.register
        own = session.case
        if own is None or self._added == own.id or not isinstance(self.screen, Frame):
            return
        from wizard.casework.colleagues import added_by_others, say_added

        try:
            watched = register.watch(self._mark)
            first, self._mark = not self._mark, watched.mark
            if not first and watched.cases is not None and own.id not in watched.cases:
                return
            added = added_by_others(session, register.get(own.id))
        except EscalateError:
            return  # whoever needs the case is told why
        if added:
            self._added = own.id
            self.screen.say(f"{say_added(added)} {_ADDED}")

    def on_frame_renewed(self, message: Frame.Renewed) -> None:
        """The other screens that show the case show it anew when one comes back to them."""
        message.stop()
        self._added = ""
        for screen in self.screen_stack:
            if isinstance(screen, Frame) and screen.session is message.session:
                screen.stale = screen is not message.screen

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseDown | events.MouseScrollDown | events.MouseScrollUp):
            if not event.is_forwarded and await self._meets(event):
                return
        elif isinstance(event, events.Paste) and not event.is_forwarded and await self._meets(event):
            return
        await super().on_event(event)

    async def _meets(self, event: events.Event) -> bool:
        """Whether what somebody does is used up by this: nobody was there for too long, or others were."""
        if not self._locked and self._idles():
            await self.lock(_IDLE)
            return True
        self._idle.touch()
        screen = self.screen
        if not self._added or not isinstance(event, events.Key) or event.key in _EVERYWHERE:
            return False
        # Whoever is writing goes on; what is written meets the case as it is now when it is given.
        writes = screen.focused is not None and screen.focused.check_consume_key("a", "a")
        if writes or not isinstance(screen, Frame) or self._added != screen.session.case_id:
            return False
        screen.take_up()
        return True

    def action_light(self) -> None:
        """Changes between the light and the dark theme."""
        self.theme = DARK_NAME if self.theme == LIGHT_NAME else LIGHT_NAME

    def action_help_quit(self) -> None:
        """Says how to quit, to those who pressed Ctrl+C with nothing selected."""
        if isinstance(self.screen, Frame):
            self.screen.say(_HOW_TO_QUIT)

    async def action_quit(self) -> None:
        """Leaves, once what has been typed is saved; a second time also where it cannot be."""
        # Behind the keys that were typed before this one and still wait for the place that is written in.
        (self.focused or self).call_later(self._leave)

    def _leave(self) -> None:
        screen = self.screen
        if isinstance(screen, Frame) and not self._unkept and not screen.keep():
            self._unkept = True
            screen.add_to_message(_AGAIN)
            return
        self.unmade = isinstance(screen, _entry_screen()) and screen.leaves
        self.exit()

    def _log(self, *_: object, **__: object) -> None:
        # Textual's own writes every key and every text to whoever listens.
        return

    # When something goes wrong that nobody foresaw.

    def panic(self, *_renderables: RenderableType) -> None:
        """Ends the application. What Textual would print may hold a line of a case: it is not printed."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        # Textual's own prints every local variable, a child's name among them. All that was answered is
        # saved already, so there is nothing to rescue here.
        if not self.failed:
            self.failed = True
            if self._exception is not None:
                self.note = log_failure(self._home, self._exception)
        self._close_messages_no_wait()


def _entry_screen() -> type[EntryScreen]:
    from wizard.tui.entry import EntryScreen

    return EntryScreen


def run(surroundings: Surroundings, home: Path, entrance: Entrance | None = None) -> int:
    """Runs the application until the person leaves it. Returns the exit status."""
    app = EscalateApp(surroundings, home, entrance=entrance)
    # Nothing is worth collecting before the first question stands there; from then on it is (see `on_mount`).
    gc.disable()
    app.run()
    return farewell(app)


def farewell(app: EscalateApp) -> int:
    """Says, back in the terminal, where the answers are or that something failed. Returns the exit status."""
    case_id = app.session.case_id
    kept = (
        f"Your answers are saved as case {case_id}."
        if case_id
        else "The register is locked. All that you answered is saved."
        if app.locked
        else "The register was not made, and nothing was saved."
        if app.unmade
        else "Nothing was answered, and nothing saved."
    )
    if not app.failed:
        sys.stdout.write(f"{kept}\n")
        return EXIT_DONE
    note = f" A note of it, with nothing of the case in it, is in {named(app.note)}." if app.note else ""
    sys.stderr.write(f"Something went wrong in the program, and it had to stop.{note} {kept}\n")
    return EXIT_NO
