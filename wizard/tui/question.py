"""The question screen: one question at a time, swapped in place, with everything said so far beside it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.advice.questions import NOTHING, OTHER_DAY, Question, say_day
from wizard.base.errors import EscalateError
from wizard.casework.session import Session, Shown
from wizard.tui.choices import Choice, Choices, digit_bindings
from wizard.tui.frame import Frame
from wizard.tui.text import shown

if TYPE_CHECKING:
    from wizard.tui.day import DayInput

_YOURS = "(your answer)"


class QuestionScreen(Frame):
    """Asks what is still open, and shows a question again to change its answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *digit_bindings("question", "Choose"),
        Binding("left", "back", "Back", id="question.back"),
        Binding("escape", "back", "Back", id="question.back-or-close"),
        Binding("b", "back", "Back", id="question.back-too", show=False),
        Binding("right", "forward", "As it was", id="question.forward"),
        Binding("question_mark", "why", "Why", id="question.why"),
        Binding("a", "answers", "Answers", id="question.answers"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._shown: Shown | None = None
        self._answers: Choices | None = None

    def body(self) -> ComposeResult:
        with Container(id="beside"), Vertical(id="asked"):
            yield Static(id="title")
            yield Static(id="hint")
            yield Static(id="why")
            yield Choices("options")

    def on_mount(self) -> None:
        self.query_one("#options").focus()
        self.load()

    # Showing.

    def load(self) -> None:
        """Shows what the session shows now, or goes to the advice where nothing is left to ask."""
        try:
            now = self.session.shown()
        except EscalateError as error:
            self.say_error(error)
            return
        self._shown = now
        self.show_danger(now.danger)
        self._show_answers(now)
        if now.question is None:
            from wizard.tui.advice import AdviceScreen  # costs nothing until there is advice

            self.app.push_screen(AdviceScreen(self.session), lambda _: self.load())
            return
        self._show_question(now.question, now.chosen)
        self.refresh_bindings()

    def _show_question(self, question: Question, chosen: tuple[str, ...]) -> None:
        self._close_day()
        self.say("")
        self._fill("#title", question.title)
        self._fill("#hint", question.hint)
        self._fill("#why", "")
        places = [place for place, one in enumerate(question.options) if one.id in chosen]
        beside = "" if question.kind == "many" else _YOURS
        self._options.offer(
            [
                Choice(id=one.id, label=one.label, hint=one.hint, beside=beside if one.id in chosen else "")
                for one in question.options
            ],
            many=question.kind == "many",
            alone=NOTHING,
            marked=chosen,
            at=places[0] if places else 0,
        )
        if question.kind == "date" and chosen and not places:
            self._fill("#hint", f"Your answer: {say_day(date.fromisoformat(chosen[0]))}")
        self._options.focus()

    def _show_answers(self, now: Shown) -> None:
        if not now.answered:
            if self._answers:
                self.query_one("#said").display = False
            return
        if self._answers is None:
            # Only now: the first question is there sooner without it.
            self._answers = Choices("answers", numbered=False)
            title = Static(Content("Your answers"), id="said-title")
            self.query_one("#beside").mount(Vertical(title, self._answers, id="said"))
        self.query_one("#said").display = True
        last = len(now.answered) - 1
        self._answers.offer(
            [Choice(id=one.question.id, label=f"{one.question.short}: {one.text}") for one in now.answered],
            at=max(last, 0),
        )

    def _fill(self, selector: str, text: str) -> None:
        widget = self.query_one(selector, Static)
        widget.update(shown(text))
        widget.display = bool(text)

    @property
    def _options(self) -> Choices:
        return self.query_one("#options", Choices)

    @property
    def _in_answers(self) -> bool:
        return self._answers is not None and self.focused is self._answers

    # Answering.

    @on(Choices.Taken, "#options")
    def _answered(self, event: Choices.Taken) -> None:
        event.stop()
        if event.values == (OTHER_DAY,):
            self._open_day()
        else:
            self.answer(event.values)

    def answer(self, values: tuple[str, ...]) -> None:
        """Gives the answer; where it cannot be one or cannot be saved, says why, and the question stays."""
        try:
            self.session.answer(values)
        except (ValueError, EscalateError) as error:
            self.say_error(error)
        else:
            self.load()

    @on(Choices.Taken, "#answers")
    def _change(self, event: Choices.Taken) -> None:
        event.stop()
        with suppress(EscalateError):
            self.session.look_at(event.values[0])
        self.load()

    # A day that is typed.

    def _open_day(self) -> None:
        from wizard.tui.day import DayInput  # an input costs its import, and only some questions need it

        if not self.query(DayInput):
            asked = self.query_one("#asked")
            asked.add_class("-day")
            asked.mount(DayInput(self._read_day))
        self.refresh_bindings()

    def on_day_input_typed(self, event: DayInput.Typed) -> None:
        event.stop()
        self.answer((event.text,))

    def _read_day(self, text: str) -> str:
        """The day in full words. Raises ValueError with a sentence where the text is none."""
        return say_day(date.fromisoformat(self.session.read((text.strip(),))[0]))

    def _close_day(self) -> bool:
        inputs = self.query("DayInput")
        if inputs:
            inputs.remove()
            self.query_one("#asked").remove_class("-day")
        return bool(inputs)

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self._shown is None:
            return action != "forward"
        if action == "digit":
            return isinstance(parameters[0], int) and parameters[0] < self._options.digits
        if action == "forward":
            return bool(self._shown.chosen)
        if action in ("back", "answers"):
            return bool(self._shown.answered)
        return True

    def action_digit(self, place: int) -> None:
        """Chooses the option of that digit."""
        self._options.focus()
        self._options.choose(place)

    def action_back(self) -> None:
        """Closes what is open, else goes back one question."""
        if self._close_day() or self._in_answers:
            self._options.focus()
            self.say("")
            return
        try:
            self.session.back()
        except EscalateError as error:
            self.say_error(error)
            return
        self.load()

    def action_forward(self) -> None:
        """Returns to the open question, with nothing changed."""
        self.session.forward()
        self.load()

    def action_why(self) -> None:
        """Says why this is asked, or hides it again."""
        why = self.query_one("#why", Static)
        if self._shown is None or self._shown.question is None:
            return
        self._fill("#why", "" if why.display else f"Why: {self._shown.question.why}")

    def action_answers(self) -> None:
        """Goes to the answers, to look at them or to change one; or back to the question."""
        answers = None if self._in_answers else self._answers
        (answers or self._options).focus()

    def on_descendant_focus(self) -> None:
        """The list that is worked in gets the room, where there is little."""
        self.set_class(self._in_answers, "-answers")
