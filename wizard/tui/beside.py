"""The answers so far, beside the question or below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.advice.conversation import Answered
from wizard.tui.choices import Choice, Choices

_TITLE: Final = "Your answers"


class AnswersSoFar(Vertical):
    """A list of what was answered. One that is taken from it is to be looked at, or changed."""

    def __init__(self) -> None:
        self.list = Choices("answers", numbered=False)
        super().__init__(Static(Content(_TITLE), id="said-title"), self.list, id="said")

    def tell(self, answered: Sequence[Answered]) -> None:
        """Shows these instead, the last one in sight; hides itself where there are none."""
        self.display = bool(answered)
        self.list.offer(
            [Choice(id=one.question.id, label=f"{one.question.short}: {one.text}") for one in answered],
            at=max(len(answered) - 1, 0),
        )
