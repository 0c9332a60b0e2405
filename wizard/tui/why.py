"""Why: the rules behind a question or the advice, the answers they read, and how the time was counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.advice.why import Kind, Why, why_advice, why_question
from wizard.base.errors import EscalateError
from wizard.casework.session import Session
from wizard.tui.frame import Frame
from wizard.tui.text import Line, Lines, Reading

_KINDS: Final[Mapping[Kind, str]] = {
    "question": "Why this is asked",
    "stage": "Where the case stands",
    "status": "Where the case stands",
    "people": "The people",
    "time": "The time",
    "contact": "Whom to call",
    "notice": "Who must be told",
}
_READING: Final = "Where it says 'our reading', the policy's text does not say it in so many words."


class WhyScreen(Frame):
    """Something to read. `find` gives what is explained, and raises where that cannot be had."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Back", id="why.close"),
        Binding("question_mark,left,b,f1", "close", "Back", id="why.close-too", show=False),
    ]

    def __init__(self, session: Session, find: Callable[[Session], tuple[Why, ...]]) -> None:
        super().__init__(session)
        self._find = find

    def body(self) -> ComposeResult:
        with Reading(id="whys"):
            last = ""
            for one in self._found():
                heading = _KINDS[one.kind]
                with Vertical(classes="part"):
                    if heading != last:
                        yield Static(Content(heading), classes="heading")
                    yield Lines(None, list(_lines(one)))
                last = heading
            if last:
                yield Lines("reading-note", [Line(text="", after=_READING)])

    def _found(self) -> tuple[Why, ...]:
        try:
            return self._find(self.session)
        except (ValueError, EscalateError) as error:
            self.call_after_refresh(self.say_error, error)
            return ()

    def on_mount(self) -> None:
        self.query_one("#whys").focus()

    def action_close(self) -> None:
        """Goes back to where one was."""
        self.dismiss()


def _lines(why: Why) -> Iterator[Line]:
    yield Line(text=why.title, style="bold")
    for rule in why.rules:
        yield Line(mark="•", text=rule.text, after=f"({rule.source})" if rule.source else "")
    if why.read:
        yield Line(mark=" ", text="", after="From your answers:")
    for read in why.read:
        yield Line(mark="  –", text=read.text)
    if why.counted:
        yield Line(mark=" ", text="", after="How it was counted:")
    for day in why.counted:
        yield Line(mark="  –", text=day)


def of_question(session: Session) -> tuple[Why, ...]:
    """Why the question that is shown is asked."""
    now = session.shown()
    if now.question is None:
        return ()
    return (why_question(now.question, session.house(), now.answered),)


def of_advice(session: Session) -> tuple[Why, ...]:
    """Why each part of the advice is as it is."""
    house, (situation, _) = session.house(), session.advice()
    assert house is not None
    return why_advice(house, situation, session.conversation().answered)
