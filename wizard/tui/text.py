"""Text on its way to a widget. Whatever a person typed or a policy says passes here, and is never markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

import msgspec
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from wizard.base.text import visible_lines

_NARROWEST: Final = 4


def shown(text: str, style: str = "") -> Content:
    """`text` as it is, letter for letter, with whatever could move a cursor made visible."""
    return Content.styled(visible_lines(text), style)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph with what stands before it, such as "1." or "✓ done"; later lines begin below the text."""

    text: str
    mark: str = ""
    after: str = ""
    style: str = ""

    def laid_out(self, width: int) -> Content:
        """The paragraph in lines of at most `width` cells. What comes `after` it is quieter."""
        mark = shown(f"{self.mark} ", self.style) if self.mark else Content("")
        text = shown(self.text, self.style)
        if self.after:
            text = Content.assemble(text, " " if self.text else "", shown(self.after, "$quiet"))
        return hang(mark, text, width)


def hang(mark: Content, text: Content, width: int) -> Content:
    """`text` beside `mark`, wrapped to `width` cells, every line of it beginning in the same column."""
    indent = mark.cell_length
    room = width - indent
    if room < _NARROWEST:
        return Content.assemble(mark, text)
    lines = text.wrap(room)
    return Content("\n" + " " * indent).join(
        [Content.assemble(mark, lines[0]), *lines[1:]] if lines else [mark]
    )


class Reading(VerticalScroll, inherit_bindings=False):
    """Something to read, that scrolls with the arrows and by pages."""

    # Here and not in a file: it is read with the first of them, and not before the first question.
    DEFAULT_CSS = """
    Reading {
        scrollbar-size-vertical: 1;
        scrollbar-color: $line; scrollbar-color-hover: $line; scrollbar-color-active: $line;
        scrollbar-background: $side; scrollbar-background-hover: $side; scrollbar-background-active: $side;
    }
    Lines { width: 100%; height: auto; }
    """
    SCOPED_CSS = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "page_down", "More", id="reading.page-down"),
        Binding("pageup", "page_up", "Page up", id="reading.page-up", show=False),
        Binding("down", "scroll_down", "Down", id="reading.down", show=False),
        Binding("up", "scroll_up", "Up", id="reading.up", show=False),
        Binding("home", "scroll_home", "Top", id="reading.top", show=False),
        Binding("end", "scroll_end", "End", id="reading.end", show=False),
    ]


class Lines(Widget):
    """Paragraphs with hanging indents, laid out anew for every width."""

    def __init__(self, widget_id: str | None, lines: Sequence[Line]) -> None:
        super().__init__(id=widget_id)
        self._said = tuple(lines)

    def tell(self, lines: Sequence[Line]) -> None:
        """Shows these instead."""
        self._said = tuple(lines)
        self.refresh(layout=True)

    def render(self) -> Content:
        return self._laid_out(self.content_size.width)

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        return self._laid_out(width).plain.count("\n") + 1 if self._said else 0

    def _laid_out(self, width: int) -> Content:
        return Content("\n").join(line.laid_out(width) for line in self._said)
