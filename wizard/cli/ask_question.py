"""One question in plain lines: said in full, answered by a number, a day or a text, and the answer said back."""

from __future__ import annotations

from typing import Final

from wizard.advice.answering import UnclearError, in_words
from wizard.advice.questions import NO, OTHER_DAY, Option, Question
from wizard.advice.steps import duties_of
from wizard.base.errors import EscalateError
from wizard.base.text import visible
from wizard.casework.session import Shown
from wizard.casework.told import told
from wizard.cli.ask_desk import Desk
from wizard.cli.ask_lines import sentence
from wizard.cli.ask_text import Standing, write
from wizard.cli.ask_words import Word, also, number_of, numbers_of, word_of
from wizard.register.cases import Event

_CONFIRM: Final = "change:"
_DUTIES: Final = "duties@"
_ONLY: Final = "only "
_DAY: Final = "Type the day now, such as 16/11, last Tuesday, or 16 Nov 2026 2pm."


class QuestionPage:
    """The question that the session shows now."""

    def __init__(self, desk: Desk, shown: Shown, question: Question) -> None:
        self.desk = desk
        self.lines = desk.lines
        self.shown = shown
        self.question = question
        self.confirms = question.id.startswith(_CONFIRM)
        #: Of the closing checklist: what was marked before stays marked.
        self.marked = self._marked()

    def run(self) -> None:
        """Says the question, and reads until it is answered or left. Raises as `Desk.read` does."""
        self._say()
        if self.question.kind == "text":
            self._write()
            return
        self.desk.session.keep_place()
        while not self._taken(self.desk.read(self._prompt())):
            pass

    # Saying.

    def _say(self) -> None:
        question = self.question
        self.desk.heading(danger=self.shown.danger)
        if self.shown.step:
            self.lines.say(sentence(self.shown.step))
        self.lines.say(question.title)
        if question.hint:
            self.lines.say(sentence(question.hint))
        if self.shown.notes:
            self.lines.say("What would change:")
            self.lines.say_all(self.shown.notes)
        if self.shown.chosen and question.kind != "text":
            self.lines.say(
                f"Your answer so far: {sentence(self._in_words(self.shown.chosen))} "
                "It stays unless you choose another. Type keep to leave it so."
            )
        self.lines.say_options(self._option(one) for one in question.options)

    def _option(self, option: Option) -> str:
        done = " Marked already." if option.id in self.marked else ""
        hint = f" {sentence(option.hint)}" if option.hint else ""
        return f"{sentence(option.label)}{hint}{done}"

    def _prompt(self) -> str:
        last = len(self.question.options)
        match self.question.kind:
            case "many":
                how = "Type one or more numbers, such as 1 3 or 1,3."
                if self.marked:
                    how += " They are added to those that are marked. To say all anew, begin with only: only 1 3."
            case "date":
                how = f"Type a number from 1 to {last}, or the day itself."
            case _:
                how = f"Type a number from 1 to {last}."
        return f"{how} {also(self._words())}"

    def _words(self) -> list[str]:
        keeps = self.shown.chosen or self.confirms or self.marked
        before = self.shown.answered or self.shown.step or self.desk.session.looking_back()
        return [
            *(["keep"] if keeps else []),
            *(["back"] if before else []),
            *(["review"] if self.shown.answered else []),
            *("why", "save", "leave", "help"),
        ]

    # Reading.

    def _taken(self, line: str) -> bool:
        """Whether the line did something that ends this page. Otherwise it was said what is wrong with it."""
        if not line.strip():
            self.lines.say("Nothing was chosen.")
            return False
        word = word_of(line)
        if word is not None:
            return self._obeyed(word)
        changed = self.desk.change(line)
        if changed is not None:
            return changed
        values = self._values(line)
        return bool(values) and self._answer(values)

    def _obeyed(self, word: Word) -> bool:
        match word:
            case "back":
                return self.desk.back()
            case "review":
                self.desk.review()
                return True  # the question is said again: behind many answers it is hard to remember
            case "why":
                from wizard.cli.ask_why import say_why_asked  # it has the engine behind it

                say_why_asked(self.desk, self.question, self.shown)
            case "keep":
                return self._keep()
            case _:
                pass
        return False

    def _keep(self) -> bool:
        if self.confirms:
            return self._answer((NO,))
        if self.shown.chosen:
            self.lines.say(f"It stays: {self._said(self.shown.chosen)}")
            self.desk.session.forward()
            return True
        if self.marked:
            return self._answer(self.marked)
        self.lines.say("There is no answer here yet that could be kept.")
        return False

    def _values(self, line: str) -> tuple[str, ...]:
        """The options that the line names; for a day also the line itself. Nothing, and that is said, for others."""
        options = self.question.options
        if self.question.kind == "many":
            return self._many(line)
        number = number_of(line, len(options))
        if number is not None:
            chosen = options[number - 1].id
            if chosen == OTHER_DAY:
                self.lines.say(_DAY)
                return ()
            return (chosen,)
        named = self._named(line)
        if named or self.question.kind == "date":
            return named or (line,)
        self._not_one(line)
        return ()

    def _many(self, line: str) -> tuple[str, ...]:
        options = self.question.options
        only = line.strip().casefold().startswith(_ONLY)
        numbers = numbers_of(line.strip()[len(_ONLY) :] if only else line)
        if not numbers:
            named = self._named(line)
            if not named:
                self._not_one(line)
            return named
        strange = [one for one in numbers if not 1 <= one <= len(options)]
        if strange:
            self._not_one(str(strange[0]))
            return ()
        found = {options[one - 1].id for one in numbers}
        if not only and not found & set(self.question.alone):
            found |= set(self.marked)
        return tuple(one.id for one in options if one.id in found)

    def _named(self, line: str) -> tuple[str, ...]:
        """The option whose own words were typed, such as "no"."""
        typed = line.strip().rstrip(".").casefold()
        return tuple(
            one.id for one in self.question.options if one.id != OTHER_DAY and one.label.casefold() == typed
        )[:1]

    def _not_one(self, line: str) -> None:
        self.lines.say(f"'{visible(line.strip(), limit=60)}' is not one of the answers here.")

    # Answering.

    def _answer(self, values: tuple[str, ...]) -> bool:
        session, before = self.desk.session, self.desk.session.events
        kept: tuple[str, ...] = ()
        try:
            kept = session.read(values)
        except UnclearError:
            pass  # a day that can mean two: the session asks which
        except (ValueError, EscalateError) as error:
            self.desk.failed(error)
            return False
        if kept and not self.desk.ready_to_save(kept, self.question):
            return True
        try:
            session.answer(values)
        except (ValueError, EscalateError) as error:
            self.desk.failed(error)
            # Saved all the same, or looked at anew: then another page is shown.
            return session is not self.desk.session or session.events != before
        self._say_back(kept, session.events[len(before) :])
        return True

    def _say_back(self, kept: tuple[str, ...], new: tuple[Event, ...]) -> None:
        session = self.desk.session
        if not kept:
            return
        if self.confirms:
            question_id = self.question.id.removeprefix(_CONFIRM)
            stays = "Changed" if new else "It stays"
            for one in session.conversation().answered:
                if one.question.id == question_id:
                    self.lines.say(f"{stays}: {one.question.short}: {sentence(one.text)}")
            return
        if new:
            self.lines.say(self._said(kept))
            self._say_recorded(new)
        elif not session.shown().notes:
            self.lines.say(f"It stays: {self._said(kept)}")

    def _said(self, kept: tuple[str, ...]) -> str:
        """The answer in full, so that a wrong number is heard."""
        if self.question.kind == "text":
            return f"{self.question.short}: written down."
        return f"{self.question.short}: {sentence(self._in_words(kept))}"

    def _in_words(self, kept: tuple[str, ...]) -> str:
        """As it stands among the answers, else as the question says it."""
        try:
            answered = self.desk.session.shown().answered
        except EscalateError:
            answered = ()
        found = (one.text for one in answered if one.question.id == self.question.id)
        return next(found, None) or in_words(self.question, kept)

    def _say_recorded(self, new: tuple[Event, ...]) -> None:
        step = told(self.desk.session, new)
        if step is not None:
            self.lines.say(step.text)

    # A text.

    def _write(self) -> None:
        session = self.desk.session
        saved = bool(self.shown.chosen) and self.shown.text == self.shown.chosen[0]
        standing = Standing(text=self.shown.text, saved=saved)
        if not saved and standing.text:
            session.keep_text(standing.text)
        else:
            session.keep_place()
        written = write(self.desk, standing, session.keep_text, words=tuple(self._words()))
        if written.line:
            self._taken(written.line)
        elif written.keep and self.shown.chosen:
            self._keep()
        elif written.text is None:
            self.lines.say("Nothing is written yet.")
        else:
            self._answer((written.text,))

    def _marked(self) -> tuple[str, ...]:
        if not self.question.id.startswith(_DUTIES) or self.shown.chosen:
            return ()
        done = {one.id for one in duties_of(self.desk.session.standing()) if one.done}
        return tuple(one.id for one in self.question.options if one.id in done)
