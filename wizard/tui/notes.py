"""What a change of an earlier answer would change, below the question whether to make it."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.tui.text import Line, Lines, Reading


class Notes(Reading):
    """The notes of a change, a line each. The screen's own keys scroll them, for the options have the focus."""

    DEFAULT_CSS = """
    Notes { height: 1fr; min-height: 2; margin-top: 1; }
    .-wide.-tall Notes { height: auto; max-height: 50%; }
    """
    SCOPED_CSS = False

    def __init__(self) -> None:
        self._lines = Lines("note-lines", ())
        super().__init__(self._lines, id="notes")

    def tell(self, notes: Sequence[str]) -> None:
        """Shows these instead, from their top."""
        self._lines.tell([Line(mark="•", text=one) for one in notes])
        self.scroll_home(animate=False)
        self.display = bool(notes)

    @property
    def overflows(self) -> bool:
        """Whether there is more than fits."""
        return bool(self.display and self.max_scroll_y)
