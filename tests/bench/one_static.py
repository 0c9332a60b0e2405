"""The floor of a first paint: a Textual application with one Static and nothing else."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static

TEXT = "One Static, painted"


class OneStatic(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        yield Static(TEXT)


if __name__ == "__main__":
    OneStatic().run()
