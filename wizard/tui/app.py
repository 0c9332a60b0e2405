"""The terminal application: opens on the first question, and ends without showing anything of a case."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import ClassVar, Final

from rich.console import RenderableType
from textual.app import App
from textual.binding import Binding, BindingType
from textual.reactive import Reactive
from textual.theme import Theme

from wizard.base.errors import EXIT_DONE, EXIT_NO
from wizard.base.log import log_failure
from wizard.base.paths import named
from wizard.casework.session import Session, Surroundings
from wizard.tui.frame import Frame
from wizard.tui.question import QuestionScreen
from wizard.tui.start import Start, begin
from wizard.tui.theme import DARK_NAME, LIGHT_NAME, THEMES

_HOW_TO_QUIT: Final = "Ctrl+Q quits. Everything you have answered is saved."
_AGAIN: Final = "Press Ctrl+Q again to leave without it."


class EscalateApp(App[None]):
    """The application. `home` is where a failure is noted; without a `session` it goes on where it was left."""

    CSS_PATH = "escalate.tcss"
    TITLE = "escalate"
    ENABLE_COMMAND_PALETTE = False
    #: The theme at the start. Setting another later reads every style again, which the first question would wait for.
    theme = Reactive(DARK_NAME)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "light", "Theme", id="app.light"),
        Binding("ctrl+q", "quit", "Quit", id="app.quit", priority=True),
        Binding("ctrl+c", "help_quit", "How to quit", id="app.how-to-quit", show=False, system=True),
    ]

    def __init__(
        self, surroundings: Surroundings, home: Path, *, session: Session | None = None, light: bool = False
    ) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
        self.VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]
        self._start = Start(session, "question") if session else begin(surroundings)
        self._asking: QuestionScreen | None = None
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

    def on_mount(self) -> None:
        """Once the first question is painted, ordinary life begins."""
        self.call_after_refresh(gc.enable)

    def get_theme(self, theme_name: str) -> Theme | None:
        # Asked for while the application is made, before a theme can be registered.
        return THEMES.get(theme_name) or super().get_theme(theme_name)

    def get_default_screen(self) -> QuestionScreen:
        self._asking = QuestionScreen(self._start)
        return self._asking

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
        self.exit()

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


def run(surroundings: Surroundings, home: Path) -> int:
    """Runs the application until the person leaves it. Returns the exit status."""
    app = EscalateApp(surroundings, home)
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
        else "Nothing was answered, and nothing saved."
    )
    if not app.failed:
        sys.stdout.write(f"{kept}\n")
        return EXIT_DONE
    note = f" A note of it, with nothing of the case in it, is in {named(app.note)}." if app.note else ""
    sys.stderr.write(f"Something went wrong in the program, and it had to stop.{note} {kept}\n")
    return EXIT_NO
