"""What every screen has: the practice mark, the danger banner, a line for messages and the keys valid now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final, Protocol, runtime_checkable

from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from wizard.advice.words import DANGER
from wizard.base.errors import EscalateError
from wizard.casework.entering import MARKS, kind_of
from wizard.casework.session import Session
from wizard.register.store import ConflictError, LockedError
from wizard.tui.text import shown

_BETWEEN: Final = "  "
_KEYS: Final = {
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "question_mark": "?",
    "slash": "/",
}


class Flow(Widget):
    """Keys and what they do, one after another, never broken within one that fits into a line.

    With `even` they stand in columns of the same width.
    """

    def __init__(self, widget_id: str, *, even: bool = False) -> None:
        super().__init__(id=widget_id)
        self._parts: tuple[Content, ...] = ()
        self._even = even

    def tell(self, parts: Sequence[Content]) -> None:
        """Shows these instead."""
        self._parts = tuple(parts)
        self.refresh(layout=True)

    def render(self) -> Content:
        return self._laid_out(self.content_size.width)

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        return self._laid_out(width).plain.count("\n") + 1

    def _laid_out(self, width: int) -> Content:
        lines: list[Content] = []
        for part in self._columns(width):
            joined = Content.assemble(lines[-1], _BETWEEN, part) if lines else part
            if joined.cell_length <= width:
                lines[-1:] = [joined]
            else:
                lines += part.wrap(width) if width > 0 else [part]
        return Content("\n").join(lines)

    def _columns(self, width: int) -> Sequence[Content]:
        """The parts; all but the last of a line are as wide as the widest, where that is asked for and fits."""
        widest = max((part.cell_length for part in self._parts), default=0)
        room = (width + len(_BETWEEN)) // (widest + len(_BETWEEN))
        if not self._even or room < 2:
            return self._parts
        last = len(self._parts) - 1
        return [
            part if place % room == room - 1 or place == last else part.pad_right(widest - part.cell_length)
            for place, part in enumerate(self._parts)
        ]


class KeyLine(Flow):
    """The keys that are valid now, from the bindings themselves."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if screen is self.app.screen:
            self.tell(key_parts(screen))


@runtime_checkable
class Drafted(Protocol):
    """A place to write in that can keep what stands there."""

    def keep_draft(self) -> bool:
        """False where it could not be kept."""
        ...


def key_parts(screen: Screen[object]) -> tuple[Content, ...]:
    """Each thing that can be done now with its first key, or its digits: "1–3 Choose", "← Back"."""
    keys: dict[str, list[str]] = {}
    for key, active in screen.active_bindings.items():
        if active.binding.show and active.enabled:
            keys.setdefault(active.binding.description, []).append(key)
    return tuple(
        Content.assemble((_say_keys(found), "bold $title"), " ", (description, "$quiet"))
        for description, found in keys.items()
    )


def in_lines(error: Exception) -> str:
    """Why something could not be done, as the line for messages says it."""
    lines = error.lines() if isinstance(error, EscalateError) else [str(error)]
    return "\n".join(f"! {line}" for line in lines)


def key_part(key: str, what: str) -> Content:
    """A key and what it does."""
    return Content.assemble(shown(_say_key(key), "bold $title"), " ", shown(what))


def _say_keys(keys: list[str]) -> str:
    digits = [key for key in keys if key.isdigit()]
    if len(digits) > 1:
        return f"{digits[0]}–{digits[-1]}"
    return _say_key(keys[0])


def _say_key(key: str) -> str:
    if key.startswith("ctrl+"):
        return f"Ctrl+{key.removeprefix('ctrl+').upper()}"
    return _KEYS.get(key, key.upper() if len(key) > 1 else key)


class Frame(Screen[None]):
    """A screen of the application. Its own part is what `body` gives."""

    class Renewed(Message):
        """The case of a session is taken up as it is now: others had added to it."""

        def __init__(self, session: Session, screen: Screen[None]) -> None:
            super().__init__()
            self.session = session
            self.screen = screen

    class Locked(Message):
        """The keys are not those of the register any more."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        #: Shows the case anew once others have added to it, and says what is given; None where the screen itself does.
        self.on_renewed: Callable[[str], None] | None = None
        #: Whether the case was taken up anew while another screen stood above this one.
        self.stale = False
        self._said = ""

    def compose(self) -> ComposeResult:
        # Empty where there is no register yet: until the first answer nothing is kept.
        yield Static(Content(MARKS[kind_of(self.session.surroundings.register)]), id="practice")
        yield Static(Content(DANGER), id="danger")
        yield from self.body()
        yield Static(id="message")
        yield KeyLine("keys")

    def body(self) -> ComposeResult:
        """The widgets between the banner and the messages."""
        raise NotImplementedError

    def on_mount(self) -> None:
        # A policy that cannot be read is said by the screen that asks for it.
        with suppress(EscalateError):
            self.show_danger(self.in_danger())

    def in_danger(self) -> bool:
        """Whether the banner stands above this screen."""
        return self.session.shown().danger

    def show_danger(self, danger: bool) -> None:
        """Puts the banner above everything, or takes it away."""
        self.query_one("#danger", Static).display = danger

    def say(self, text: str) -> None:
        """Says something in the line for messages; "" clears it."""
        self._said = text
        message = self.query_one("#message", Static)
        message.update(shown(text))
        message.display = bool(text)

    def say_error(self, error: Exception) -> None:
        """Says why something could not be done. Sentences of the program only: they hold no traceback.

        Where somebody else has added to the case, it is shown as it is now, with all that was typed.
        """
        if isinstance(error, ConflictError) and self.session.case_id is not None:
            self.take_up()
            return
        self.say(in_lines(error))
        if isinstance(error, LockedError):
            self.post_message(self.Locked())

    def take_up(self) -> None:
        """Goes on with the case as it is now, and says who has added to it; what is typed here stays."""
        from wizard.casework.colleagues import take_up  # costs nothing until two people meet

        self.keep_typed()
        try:
            said = take_up(self.session)
        except EscalateError as error:
            self.say(in_lines(error))
            return
        self.post_message(self.Renewed(self.session, self))
        self.renewed(said)

    def renewed(self, said: str) -> None:
        """Shows the case as it is now."""
        if self.on_renewed is not None:
            self.on_renewed(said)
        else:
            self.say(said)

    def on_screen_resume(self) -> None:
        """Shows the case anew, where it was taken up anew meanwhile."""
        if self.stale:
            self.stale = False
            self.renewed("")

    def show_mark(self) -> None:
        """Says what kind of register this is, once it has been made."""
        self.query_one("#practice", Static).update(
            Content(MARKS[kind_of(self.session.surroundings.register)])
        )

    def keep(self) -> bool:
        """Saves what has been typed on this screen. False where it could not be; then it has said why."""
        return True

    def keep_typed(self) -> bool:
        """Keeps what is half typed as a draft. False where it could not be; then it has said why."""
        kept = [one.keep_draft() for one in self.query("Writing") if isinstance(one, Drafted)]
        return all(kept)

    def add_to_message(self, text: str) -> None:
        """Says something more below what the line for messages says."""
        self.say(f"{self._said}\n{text}")
