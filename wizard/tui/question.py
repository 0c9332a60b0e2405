"""The question screen: one question at a time, swapped in place, with everything said so far beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from wizard.advice.answering import UnclearError, say_kept
from wizard.advice.questions import OTHER_DAY, Question
from wizard.advice.words import say_list
from wizard.base.errors import EscalateError
from wizard.base.paths import UnconfirmedError
from wizard.casework.session import Session, Shown
from wizard.tui.choices import Choice, Choices, digit_bindings
from wizard.tui.frame import Frame, in_lines
from wizard.tui.start import Start, any_case, screens_at, welcome
from wizard.tui.text import Line, Lines, Reading, shown

if TYPE_CHECKING:
    from wizard.register.places import Place
    from wizard.tui.advice import AdviceScreen
    from wizard.tui.cases import CasesScreen
    from wizard.tui.day import DayInput
    from wizard.tui.text_answer import TextAnswer

_YOURS = "(your answer)"
_NOT_SHOWN = "This case cannot be shown"


class _Unsent(msgspec.Struct, frozen=True):
    """What was written to a question that was left before it was given as the answer."""

    question: str
    text: str


class QuestionScreen(Frame):
    """Asks what is still open, and shows a question again to change its answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *digit_bindings("question", "Choose"),
        Binding("left", "back", "Back", id="question.back"),
        Binding("escape", "back", "Back", id="question.back-or-close"),
        Binding("b", "back", "Back", id="question.back-too", show=False),
        Binding("right", "forward", "As it was", id="question.forward"),
        Binding("pagedown", "more", "More", id="question.more"),
        Binding("pageup", "less", "Less", id="question.less", show=False),
        Binding("question_mark", "why", "Why", id="question.why"),
        Binding("f1", "why", "Why", id="question.why-too"),
        Binding("a", "answers", "Answers", id="question.answers"),
        Binding("r", "cases", "Cases", id="question.cases"),
    ]

    def __init__(self, start: Start) -> None:
        super().__init__(start.session)
        self._start = start.at
        self._shown: Shown | None = None
        self._answers: Choices | None = None
        self._notes: Reading | None = None
        self._text: TextAnswer | None = None
        self._unsent: _Unsent | None = None

    def body(self) -> ComposeResult:
        with Container(id="beside"), Vertical(id="asked"):
            yield Static(id="title")
            yield Static(id="hint")
            yield Choices("options")

    def on_mount(self) -> None:
        self.query_one("#options").focus()
        if self._start == "cases":
            self.show_cases()
        elif self._start == "case":
            self.arrive(self.session)
        else:
            self.load()
            self.call_after_refresh(self._look_for_cases)

    def _look_for_cases(self) -> None:
        """Cases that were never open here are offered first, once the first question stands there."""
        if self._start == "unknown" and self.session.case_id is None and any_case(self.session.surroundings):
            self.show_cases()

    # Coming to a case.

    def arrive(self, session: Session) -> None:
        """Takes up a case where it was left."""
        self._take(session)
        said, place = welcome(session), session.place
        self.load(said)
        if place is not None and place.document is not None and self._shown and not self._shown.question:
            self._go_down(place, said)

    def _go_down(self, place: Place, said: str) -> None:
        for screen in screens_at(self.session, place, said):
            self.app.push_screen(screen)

    def _take(self, session: Session) -> None:
        self.session, self._shown, self._unsent = session, None, None

    def show_cases(self) -> None:
        """Goes to the list of cases. The case that is open is closed with intent."""
        from wizard.tui.cases import CasesScreen  # costs nothing until the list is wanted

        self._put_by_text()
        self.session.leave()
        cases = CasesScreen(self.session)
        self.app.push_screen(cases, lambda _: self._from_cases(cases))

    def _from_cases(self, cases: CasesScreen) -> None:
        if cases.session is not self.session and not cases.begun:
            self.arrive(cases.session)
            return
        if cases.session is not self.session:
            self._take(cases.session)
        # The next start comes back to it, also where it was left for the list.
        self.session.keep_place(text=self._unsent.text if self._unsent else None)
        self.load()

    def _from_advice(self, advice: AdviceScreen) -> None:
        if advice.to_cases:
            self.show_cases()
        else:
            self.load()

    # Showing.

    def load(self, said: str = "") -> None:
        """Shows what the session shows now, or goes to the advice where nothing is left to ask.

        `said` is for the line for messages.
        """
        try:
            now = self.session.shown()
        except EscalateError as error:
            if self._shown is None:
                self._show_nothing()
            self.say_error(error)
            return
        self._shown = now
        self.show_danger(now.danger)
        self._show_answers(now)
        if now.question is None:
            from wizard.tui.advice import AdviceScreen  # costs nothing until there is advice

            self._close_text()
            advice = AdviceScreen(self.session, said=said)
            self.app.push_screen(advice, lambda _: self._from_advice(advice))
            return
        self._show_question(now.question, now)
        self.say(said)
        self.refresh_bindings()

    def _show_nothing(self) -> None:
        self._fill("#title", _NOT_SHOWN)
        self._fill("#hint", "")
        self._options.offer([])
        self.refresh_bindings()

    def _show_question(self, question: Question, now: Shown) -> None:
        self._close_day()
        self._show_step(now.step)
        self._fill("#title", question.title)
        self._fill("#hint", question.hint)
        self._show_notes(now.notes)
        if question.kind == "text":
            self._options.offer([])
            self._options.display = False
            self._open_text(question, now.text)
            return
        self._close_text()
        self._options.display = True
        self._offer(question, now.chosen or self._done_before(question, now.step))
        if question.kind == "date" and now.chosen and now.chosen[0] not in [o.id for o in question.options]:
            self._fill("#hint", f"Your answer: {say_kept(now.chosen[0])}")
        self._options.focus()

    def _offer(self, question: Question, chosen: tuple[str, ...]) -> None:
        places = [place for place, one in enumerate(question.options) if one.id in chosen]
        beside = "" if question.kind == "many" else _YOURS
        self._options.offer(
            [
                Choice(id=one.id, label=one.label, hint=one.hint, beside=beside if one.id in chosen else "")
                for one in question.options
            ],
            many=question.kind == "many",
            alone=question.alone,
            marked=chosen,
            at=places[0] if places else 0,
        )

    def _done_before(self, question: Question, step: str | None) -> tuple[str, ...]:
        """What is marked already in a list of things to be done: those that were done before."""
        if step is None or question.kind != "many":
            return ()
        from wizard.advice.steps import duties_of

        done = {duty.id for duty in duties_of(self.session.standing()) if duty.done}
        return tuple(one.id for one in question.options if one.id in done)

    def _show_step(self, step: str | None) -> None:
        if step and not self.query("#step"):
            # Only now, as all that the first question does without: it is there sooner.
            self.query_one("#asked").mount(Static(id="step"), before="#title")
        if self.query("#step"):
            self._fill("#step", step or "")

    def _show_notes(self, notes: tuple[str, ...]) -> None:
        lines = [Line(mark="•", text=one) for one in notes]
        if lines and self._notes is None:
            self._notes = Reading(Lines("note-lines", lines), id="notes")
            self.query_one("#asked").mount(self._notes, after="#hint")
        elif self._notes is not None:
            self._notes.query_one(Lines).tell(lines)
            self._notes.scroll_home(animate=False)
        if self._notes is not None:
            self._notes.display = bool(lines)
        self.query_one("#asked").set_class(bool(lines), "-notes")

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
        begun, said = self.session.record.step, ""
        try:
            self.session.answer(values)
        except UnconfirmedError as error:
            said = in_lines(error)  # it is in its place: what comes next builds on it
        except (ValueError, EscalateError) as error:
            self.say_error(error)
            return
        if begun is not None and not said:
            from wizard.tui.recorded import say_step

            said = say_step(self.session, begun)
        self._close_text()
        self.load(said)

    @on(Choices.Taken, "#answers")
    def _change(self, event: Choices.Taken) -> None:
        event.stop()
        self._put_by_text()
        try:
            self.session.look_at(event.values[0])
        except EscalateError as error:
            self.say_error(error)
            return
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
        """How the day is read, in full words. Raises ValueError with a sentence where the text is none."""
        try:
            kept = self.session.read((text.strip(),))[0]
        except UnclearError as unclear:
            meant = [one.label for one in unclear.question.options if one.id != OTHER_DAY]
            return f"That can mean {say_list(meant, 'or')}. Enter asks which."
        return f"That is {say_kept(kept)}. Enter goes on."

    def _close_day(self) -> bool:
        inputs = self.query("DayInput")
        if inputs:
            inputs.remove()
            self.query_one("#asked").remove_class("-day")
        return bool(inputs)

    # A text that is written.

    def _open_text(self, question: Question, text: str) -> None:
        from wizard.tui.text_answer import TextAnswer  # as the day

        if self._text is None:
            self._text = TextAnswer(self._keep_text, "text")
            self.query_one("#asked").mount(self._text)
        if self._unsent and self._unsent.question == question.id:
            text = self._unsent.text
        self._text.begin(text)
        self._text.focus()

    def _close_text(self) -> None:
        if self._text is not None:
            self._text.remove()
            self._text = None

    def _keep_text(self, text: str) -> bool:
        try:
            self.session.keep_text(text)
        except EscalateError as error:
            self.say_error(error)
            return False
        return True

    def _put_by_text(self) -> None:
        """Holds what is being written for when the question is shown again."""
        question = self._shown.question if self._shown else None
        if self._text is not None and question is not None and self._text.text.strip():
            self._unsent = _Unsent(question.id, self._text.text)
            self._text.keep_draft()

    def on_text_answer_given(self, event: TextAnswer.Given) -> None:
        event.stop()
        self.answer((event.text,))

    def on_text_answer_left(self, event: TextAnswer.Left) -> None:
        event.stop()
        self.action_back()

    def keep(self) -> bool:
        """Keeps what is being written."""
        if self._text is None or not self._text.text.strip():
            return True
        return self._keep_text(self._text.text)

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "digit":
            return isinstance(parameters[0], int) and parameters[0] < self._options.digits
        if action in ("more", "less"):
            return bool(self._notes and self._notes.display and self._notes.max_scroll_y)
        now = self._shown
        if now is None:
            return action not in ("forward", "back", "answers", "why")
        if action == "forward":
            return self.session.looking_back()
        if action == "back":
            return bool(now.answered or now.step)
        if action == "answers":
            return bool(now.answered)
        return True

    def action_digit(self, place: int) -> None:
        """Chooses the option of that digit."""
        self._options.focus()
        self._options.choose(place)

    def action_back(self) -> None:
        """Closes what is open, else goes back one question, or out of the step at its first."""
        if self._close_day() or self._in_answers:
            (self._text or self._options).focus()
            self.say("")
            return
        self._put_by_text()
        begun, said = self.session.record.step, ""
        try:
            self.session.back()
        except UnconfirmedError as error:
            said = in_lines(error)
        except EscalateError as error:
            self.say_error(error)
            return
        if begun is not None and self.session.record.step is None:
            said = said or "Nothing was recorded."
        self.load(said)

    def action_forward(self) -> None:
        """Returns to the open question, with nothing changed."""
        self._put_by_text()
        self.session.forward()
        self.load()

    def action_more(self) -> None:
        """Shows more of what a change would change."""
        if self._notes is not None:
            self._notes.scroll_page_down(animate=False)

    def action_less(self) -> None:
        """Goes back up in it."""
        if self._notes is not None:
            self._notes.scroll_page_up(animate=False)

    def action_why(self) -> None:
        """Says why this is asked."""
        from wizard.tui.why import WhyScreen, of_question

        self.app.push_screen(WhyScreen(self.session, of_question))

    def action_answers(self) -> None:
        """Goes to the answers, to look at them or to change one; or back to the question."""
        answers = None if self._in_answers else self._answers
        (answers or self._text or self._options).focus()

    def action_cases(self) -> None:
        """Goes to the list of cases."""
        self.show_cases()

    def on_descendant_focus(self) -> None:
        """The list that is worked in gets the room, where there is little."""
        self.set_class(self._in_answers, "-answers")
