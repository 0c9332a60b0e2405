"""What every screen has: the practice mark, the danger banner, a line for messages and the keys valid now."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from wizard.advice.words import DANGER
from wizard.base.errors import EscalateError
from wizard.casework.session import Session
from wizard.tui.text import shown

PRACTICE: Final = "Practice: for invented cases only"
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

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._said = ""

    def compose(self) -> ComposeResult:
        yield Static(Content(PRACTICE), id="practice")
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
        """Says why something could not be done. Sentences of the program only: they hold no traceback."""
        self.say(in_lines(error))

    def keep(self) -> bool:
        """Saves what has been typed on this screen. False where it could not be; then it has said why."""
        return True

    def add_to_message(self, text: str) -> None:
        """Says something more below what the line for messages says."""
        self.say(f"{self._said}\n{text}")
