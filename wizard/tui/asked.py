"""The question as it stands on the screen: its title, what explains it, and what it is answered with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from wizard.advice.answering import say_kept
from wizard.advice.questions import Question
from wizard.base.errors import EscalateError
from wizard.casework.session import Session, Shown
from wizard.tui.choices import Choice, Choices
from wizard.tui.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from wizard.tui.notes import Notes
    from wizard.tui.text_answer import TextAnswer

_YOURS: Final = "(your answer)"


class Asked(Vertical):
    """Shows one question at a time. What only some questions have is made with the first that has it.

    `say_error` says why what is being written could not be kept.
    """

    def __init__(self, say_error: Callable[[Exception], None]) -> None:
        super().__init__(id="asked")
        self._say_error = say_error
        self.options = Choices("options")
        self.notes: Notes | None = None
        self.text: TextAnswer | None = None
        self._session: Session | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="title")
        yield Static(id="hint")
        yield self.options

    def show(self, session: Session, question: Question, now: Shown) -> None:
        """Shows the question, and puts the focus where it is answered."""
        self._session = session
        self.close_day()
        self._show_step(now.step)
        self._fill("#title", question.title)
        self._fill("#hint", _hint(question, now))
        self._show_notes(now.notes)
        self.options.display = question.kind != "text"
        if question.kind == "text":
            self.options.offer([])
            self._open_text(now.text)
            return
        self.close_text()
        self._offer(question, now.chosen or _done_before(session, question, now.step))
        self.options.focus()

    def show_none(self, title: str) -> None:
        """Shows why there is nothing to ask."""
        self._fill("#title", title)
        self._fill("#hint", "")
        self.options.offer([])

    def focus_answer(self) -> None:
        """Puts the focus where the question is answered."""
        (self.text or self.options).focus()

    def _offer(self, question: Question, chosen: tuple[str, ...]) -> None:
        places = [place for place, one in enumerate(question.options) if one.id in chosen]
        beside = "" if question.kind == "many" else _YOURS
        self.options.offer(
            [
                Choice(id=one.id, label=one.label, hint=one.hint, beside=beside if one.id in chosen else "")
                for one in question.options
            ],
            many=question.kind == "many",
            alone=question.alone,
            marked=chosen,
            at=places[0] if places else 0,
        )

    def _show_step(self, step: str | None) -> None:
        if step and not self.query("#step"):
            self.mount(Static(id="step"), before="#title")
        if self.query("#step"):
            self._fill("#step", step or "")

    def _show_notes(self, notes: tuple[str, ...]) -> None:
        if notes and self.notes is None:
            from wizard.tui.notes import Notes

            self.notes = Notes()
            self.mount(self.notes, after="#hint")
        if self.notes is not None:
            self.notes.tell(notes)
        self.set_class(bool(notes), "-notes")

    def _fill(self, selector: str, text: str) -> None:
        widget = self.query_one(selector, Static)
        widget.update(shown(text))
        widget.display = bool(text)

    # A day that is typed.

    def open_day(self, session: Session, typed: str = "") -> None:
        """Opens a line to type a day in, below the options; `typed` stands there to go on with."""
        from wizard.tui.day import DayInput, reading_of  # an input costs its import

        if typed or not self.query(DayInput):
            self.add_class("-day")
            self.mount(DayInput(reading_of(session), typed))

    def typed_day(self) -> str:
        """What stands in that line."""
        from wizard.tui.day import DayInput

        return "".join(one.typed for one in self.query(DayInput))

    def close_day(self) -> bool:
        """Closes that line. False where there is none."""
        inputs = self.query("DayInput")
        if inputs:
            inputs.remove()
            self.remove_class("-day")
        return bool(inputs)

    # A text that is written.

    def _open_text(self, text: str) -> None:
        from wizard.tui.text_answer import TextAnswer  # as the day

        if self.text is None:
            self.text = TextAnswer(self._keep_text, "text")
            self.mount(self.text)
        self.text.begin(text)
        self.text.focus()

    def _keep_text(self, text: str) -> bool:
        try:
            if self._session is not None:
                self._session.keep_text(text)
        except EscalateError as error:
            self._say_error(error)
            return False
        return True

    def close_text(self) -> None:
        """Takes away the place to write in."""
        if self.text is not None:
            self.text.remove()
            self.text = None


def _hint(question: Question, now: Shown) -> str:
    """What explains the question, or the day that was typed for it: no option says that."""
    if question.kind == "date" and now.chosen and now.chosen[0] not in {one.id for one in question.options}:
        return f"Your answer: {say_kept(now.chosen[0])}"
    return question.hint


def _done_before(session: Session, question: Question, step: str | None) -> tuple[str, ...]:
    """What is marked already in a list of things to be done: those that were done before."""
    if step is None or question.kind != "many":
        return ()
    from wizard.advice.steps import duties_of

    done = {duty.id for duty in duties_of(session.standing()) if duty.done}
    return tuple(one.id for one in question.options if one.id in done)
