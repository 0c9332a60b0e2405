"""The question screen: one question at a time, swapped in place, with everything said so far beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from wizard.advice.questions import OTHER_DAY
from wizard.base.errors import EscalateError
from wizard.base.paths import UnconfirmedError
from wizard.casework.entering import Entrance, kind_of
from wizard.casework.session import Session, Shown
from wizard.tui.asked import Asked
from wizard.tui.choices import Choices, digit_bindings
from wizard.tui.frame import Frame, in_lines
from wizard.tui.start import Start, any_case, screens_at, welcome

if TYPE_CHECKING:
    from wizard.advice.questions import Question
    from wizard.register.places import Place
    from wizard.tui.advice import AdviceScreen
    from wizard.tui.beside import AnswersSoFar
    from wizard.tui.cases import CasesScreen
    from wizard.tui.day import DayInput
    from wizard.tui.text_answer import TextAnswer

_NOT_SHOWN: Final = "This case cannot be shown"
_NOT_MADE: Final = "Nothing is saved yet: there is no register to save it in. Answer again to make one."


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

    def __init__(self, start: Start, entrance: Entrance) -> None:
        super().__init__(start.session)
        self._start = start.at
        self._entrance = entrance
        self._shown: Shown | None = None
        self._asked = Asked(self.say_error)
        self._answers: AnswersSoFar | None = None
        #: For the line for messages, once the advice that was dismissed is shown anew.
        self._to_say = ""

    def body(self) -> ComposeResult:
        with Container(id="beside"):
            yield self._asked

    def on_mount(self) -> None:
        self._asked.options.focus()
        self._begin()

    def _begin(self, said: str = "") -> None:
        if self._start == "cases":
            self.show_cases()
        elif self._start == "case":
            self.arrive(self.session, said)
        elif self._start != "locked":
            self.load(said)
            self.call_after_refresh(self._look_for_cases)

    def begin(self, start: Start, said: str) -> None:
        """Begins again, once the register is unlocked."""
        self._start = start.at
        self._take(start.session)
        self._asked.options.focus()
        self._begin(said)

    async def clear(self, session: Session) -> None:
        """Takes away all that is shown of a case, and what showed it; `session` has none."""
        self._start = "locked"
        self._take(session)
        self._to_say = ""
        beside = self.query_one("#beside")
        await beside.remove_children()
        self._asked, self._answers = Asked(self.say_error), None
        await beside.mount(self._asked)
        self.show_danger(False)
        self.say("")
        self.refresh_bindings()

    def _look_for_cases(self) -> None:
        """Cases that were never open here are offered first, once the first question stands there."""
        if self._start == "unknown" and self.session.case_id is None and any_case(self.session.surroundings):
            self.show_cases()

    # Coming to a case.

    def arrive(self, session: Session, first: str = "") -> None:
        """Takes up a case where it was left. `first` is said before what there is to say of it."""
        self._take(session)
        place = session.place
        said = "\n".join(one for one in (first, welcome(session)) if one)
        self.load(said)
        if place is not None and place.document is not None and self._shown and not self._shown.question:
            self._go_down(place, said)

    def _go_down(self, place: Place, said: str) -> None:
        for screen in screens_at(self.session, place, said):
            self.app.push_screen(screen)

    def _take(self, session: Session) -> None:
        self.session, self._shown = session, None

    def show_cases(self) -> None:
        """Goes to the list of cases. The case that is open is closed with intent."""
        from wizard.tui.cases import CasesScreen  # costs nothing until the list is wanted

        self.keep()
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
        self.session.keep_place()
        self.load()

    def _from_advice(self, advice: AdviceScreen) -> None:
        said, self._to_say = self._to_say, ""
        if advice.to_cases:
            self.show_cases()
        else:
            self.load(said)

    def _advise_again(self, advice: AdviceScreen, said: str) -> None:
        """The advice is worked out anew, or a question asked that is open again."""
        self._to_say = said
        advice.dismiss()

    # Showing.

    def renewed(self, said: str) -> None:
        """Shows the question that is open now, with what was being typed for it."""
        before, day = self._shown, self._asked.typed_day()
        self.load(said)
        now = self._shown
        if day and before and now and before.question == now.question:
            self._asked.open_day(self.session, day)

    def load(self, said: str = "") -> None:
        """Shows what the session shows now, or goes to the advice where nothing is left to ask.

        `said` is for the line for messages.
        """
        try:
            now = self.session.shown()
        except EscalateError as error:
            if self._shown is None:
                self._asked.show_none(_NOT_SHOWN)
                self.refresh_bindings()
            self.say_error(error)
            return
        self._shown = now
        self.show_danger(now.danger)
        self._show_answers(now)
        if now.question is None:
            from wizard.tui.advice import AdviceScreen  # costs nothing until there is advice

            self._asked.close_text()
            advice = AdviceScreen(self.session, said=said)
            advice.on_renewed = lambda said: self._advise_again(advice, said)
            self.app.push_screen(advice, lambda _: self._from_advice(advice))
            return
        self._asked.show(self.session, now.question, now)
        self.say(said)
        self.refresh_bindings()

    def _show_answers(self, now: Shown) -> None:
        if now.answered and self._answers is None:
            # Only now: the first question is there sooner without it.
            from wizard.tui.beside import AnswersSoFar

            self._answers = AnswersSoFar()
            self.query_one("#beside").mount(self._answers)
        if self._answers is not None:
            self._answers.tell(now.answered)

    @property
    def _in_answers(self) -> bool:
        return self._answers is not None and self.focused is self._answers.list

    # Answering.

    @on(Choices.Taken, "#options")
    def _answered(self, event: Choices.Taken) -> None:
        event.stop()
        if event.values == (OTHER_DAY,):
            self._asked.open_day(self.session)
            self.refresh_bindings()
        else:
            self.answer(event.values)

    def answer(self, values: tuple[str, ...]) -> None:
        """Gives the answer; where it cannot be one or cannot be saved, says why, and the question stays.

        Where there is no register yet to save it in, that is set up first.
        """
        if self.session.case_id is None and kind_of(self.session.surroundings.register) == "none":
            self._set_up(values)
        else:
            self._save(values)

    def _set_up(self, values: tuple[str, ...]) -> None:
        from wizard.tui.entry import setting_up  # costs nothing once there is a register

        try:
            kept = self.session.read(values)
            danger = self.session.supposing(self._asked_now(), kept).conversation().danger
        except (ValueError, EscalateError) as error:
            self.say_error(error)
            return
        screen = setting_up(self.session, self._entrance, danger=danger)
        if isinstance(screen, Exception):
            self.say_error(screen)
            return

        def afterwards(_: None) -> None:
            if not screen.done:
                self.say(_NOT_MADE)
                return
            self.show_mark()
            self._save(values, said=screen.steps.said)

        self.app.push_screen(screen, afterwards)

    def _asked_now(self) -> Question:
        question = self._shown.question if self._shown else None
        if question is None:
            raise ValueError("There is no question to answer.")
        return question

    def _save(self, values: tuple[str, ...], said: str = "") -> None:
        before = self.session.events
        try:
            self.session.answer(values)
        except UnconfirmedError as error:
            said = in_lines(error)  # it is in its place: what comes next builds on it
        except (ValueError, EscalateError) as error:
            self.say_error(error)
            return
        if self._shown and self._shown.step and not said:
            from wizard.tui.recorded import say_step

            said = say_step(self.session, self.session.events[len(before) :])
        self.load(said)

    @on(Choices.Taken, "#answers")
    def _change(self, event: Choices.Taken) -> None:
        event.stop()
        self.keep()
        try:
            self.session.look_at(event.values[0])
        except EscalateError as error:
            self.say_error(error)
            return
        self.load()

    # What is written: a day, or a text.

    def on_day_input_typed(self, event: DayInput.Typed) -> None:
        event.stop()
        self.answer((event.text,))

    def on_text_answer_given(self, event: TextAnswer.Given) -> None:
        event.stop()
        self.answer((event.text,))

    def on_text_answer_left(self, event: TextAnswer.Left) -> None:
        event.stop()
        self.action_back()

    def keep(self) -> bool:
        """Keeps what is being written."""
        return self._asked.text is None or self._asked.text.keep_draft()

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "digit":
            return isinstance(parameters[0], int) and parameters[0] < self._asked.options.digits
        if action in ("more", "less"):
            return self._asked.notes is not None and self._asked.notes.overflows
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
        self._asked.options.focus()
        self._asked.options.choose(place)

    def action_back(self) -> None:
        """Closes what is open, else goes back one question, or out of the step at its first."""
        if self._asked.close_day() or self._in_answers:
            self._asked.focus_answer()
            self.say("")
            return
        self.keep()
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
        self.keep()
        self.session.forward()
        self.load()

    def action_more(self) -> None:
        """Shows more of what a change would change."""
        if self._asked.notes is not None:
            self._asked.notes.scroll_page_down(animate=False)

    def action_less(self) -> None:
        """Goes back up in it."""
        if self._asked.notes is not None:
            self._asked.notes.scroll_page_up(animate=False)

    def action_why(self) -> None:
        """Says why this is asked."""
        from wizard.tui.why import WhyScreen, of_question

        self.app.push_screen(WhyScreen(self.session, of_question))

    def action_answers(self) -> None:
        """Goes to the answers, to look at them or to change one; or back to the question."""
        if self._answers is None or self._in_answers:
            self._asked.focus_answer()
        else:
            self._answers.list.focus()

    def action_cases(self) -> None:
        """Goes to the list of cases."""
        self.show_cases()

    def on_descendant_focus(self) -> None:
        """The list that is worked in gets the room, where there is little."""
        self.set_class(self._in_answers, "-answers")
