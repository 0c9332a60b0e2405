"""What would change the advice: each change of an answer, what would follow, and the rules that would decide it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.advice.present import clause_of
from wizard.advice.what_if import NOTHING, WhatIf
from wizard.base.errors import EscalateError
from wizard.tui.frame import Frame
from wizard.tui.text import Line, Lines, Reading


class WhatIfScreen(Frame):
    """Something to read. It is worked out when the screen opens, and never before."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Back", id="what-if.close"),
        Binding("w,left,b", "close", "Back", id="what-if.close-too", show=False),
    ]

    def body(self) -> ComposeResult:
        with Reading(id="whys"), Vertical(classes="part"):
            yield Static(Content("What would change this advice"), classes="heading")
            found = self._found()
            if found is not None:
                yield Lines(
                    "changes", [line for one in found for line in _lines(one)] or [Line(text=NOTHING)]
                )

    def _found(self) -> tuple[WhatIf, ...] | None:
        try:
            return self.session.what_if()
        except (ValueError, EscalateError) as error:
            self.call_after_refresh(self.say_error, error)
            return None

    def on_mount(self) -> None:
        self.query_one("#whys").focus()

    def action_close(self) -> None:
        """Goes back to the advice."""
        self.dismiss()


def _lines(found: WhatIf) -> Iterator[Line]:
    yield Line(text=found.title, style="bold")
    for text in found.then:
        yield Line(mark="•", text=text)
    for rule in found.because:
        yield Line(mark=" ", text="", after=str(clause_of(rule.rule, rule.source, rule.reading)))
