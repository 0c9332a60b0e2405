"""What every page of the plain conversation stands on: the session, the lines, and the words that always work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wizard.advice.words import DANGER
from wizard.base.errors import EscalateError
from wizard.casework.entering import Entrance, Idle, kind_of
from wizard.casework.session import Session, Shown, Surroundings
from wizard.cli.ask_lines import Lines, sentence
from wizard.cli.ask_words import Word, change_of, word_of
from wizard.register.cases import ConflictError, LockedError

if TYPE_CHECKING:
    from wizard.advice.questions import Question

#: What `help` says.
HELP: Final = (
    "back: to the question before this one. Later answers stay.",
    "review: every answer so far, with its number. Then, for the third, type: change 3",
    "keep: leaves an answer that you went back to as it is.",
    "why: why this is asked or advised, and the rule it rests on.",
    "save: tells you where your answers are. Each is saved as soon as it is given.",
    "leave: ends, with everything saved. Also quit or exit.",
    "cases: the list of your cases.",
    "new: a new case.",
    "numbers: whom you can call, under any policy.",
    "lock: locks a real register. Its passphrase is asked before you go on.",
    "help: this list.",
    "In place of a whole word you can type b for back, r for review, w for why, q for leave and h for help.",
    "Enter alone never chooses anything.",
)


class LeavingError(Exception):
    """The person leaves."""


class NewCaseError(Exception):
    """The person begins a new case."""


class CasesError(Exception):
    """The person goes to the list of cases."""


class LockedNowError(Exception):
    """The person has locked the register."""


class Desk:
    """One person's conversation. What page is shown next follows from the session alone."""

    def __init__(self, surroundings: Surroundings, lines: Lines, entrance: Entrance | None = None) -> None:
        self.surroundings = surroundings
        self.lines = lines
        self.entrance = entrance or Entrance()
        self.session = Session(surroundings)
        self.idle = Idle(self.entrance.ticks, self.entrance.lock_minutes)
        #: Whether it is told at the end that there is no register still.
        self.unmade = False
        #: Whether it stays locked at the end.
        self.locked = False
        lines.before_acting = self._before_acting

    # The register.

    def ready_to_save(self, values: tuple[str, ...], question: Question) -> bool:
        """Whether an answer can be saved: where there is no register yet, it is set up first."""
        if self.session.case_id is not None or kind_of(self.surroundings.register) != "none":
            return True
        from wizard.cli.ask_register import set_up  # once, at the first answer of all

        danger = self.session.supposing(question, values).conversation().danger
        return set_up(self, danger=danger)

    def lock(self) -> None:
        """Forgets the keys of a real register. Raises LockedNowError."""
        if kind_of(self.surroundings.register) != "real":
            self.lines.say("Only a register of real cases can be locked.")
            return
        self.session.keep_place()
        raise LockedNowError

    def _before_acting(self) -> None:
        """Where nobody has typed for too long, the passphrase is asked before the line is acted upon."""
        too_long = self.idle.too_long()
        self.idle.touch()
        if too_long and kind_of(self.surroundings.register) == "real":
            from wizard.cli.ask_register import unlock

            self.surroundings.register.lock()
            unlock(self, "Nobody has typed for a while. What you typed now is taken once it is open.")

    def open(self, session: Session) -> None:
        """Goes on with another case. The one before is closed with intent, everything in it saved."""
        if self.session.case_id and self.session.case_id != session.case_id:
            self.session.leave()
        self.session = session

    # Saying.

    def heading(self, *, danger: bool) -> None:
        """Begins a page: an empty line, and where there is danger now that comes before everything else."""
        self.lines.say()
        if danger:
            self.lines.say(sentence(DANGER))

    def shown(self) -> Shown | None:
        """What the session shows; None, and the reason said, where it cannot be shown."""
        try:
            return self.session.shown()
        except EscalateError as error:
            self.lines.say_error(error)
            return None

    def saved(self) -> str:
        """Where the answers are."""
        case_id = self.session.case_id
        if case_id and self.session.unkept:
            return f"What you were writing could not be saved. All else is saved as case {case_id}."
        return f"Everything is saved as case {case_id}." if case_id else "Nothing is answered yet."

    def failed(self, error: Exception) -> None:
        """Says why something could not be done. A case that a colleague has changed is looked at anew."""
        if isinstance(error, ConflictError) and self.session.case_id:
            from wizard.casework.colleagues import take_up  # costs nothing until two people meet

            try:
                self.lines.say(take_up(self.session))
            except EscalateError as again:
                self.lines.say_error(again)
            return
        self.lines.say_error(error)
        if isinstance(error, LockedError):
            from wizard.cli.ask_register import unlock

            unlock(self, "Its keys were changed. Once it is open, type it again.")

    # Typing.

    def read(self, prompt: str) -> str:
        """The next typed line that is not one of the words that work everywhere.

        Raises LeavingError, NewCaseError, CasesError, LockedNowError, EndOfInputError.
        """
        self.lines.say(prompt)
        while True:
            line = self.lines.read()
            word = word_of(line)
            if word is None or not self.everywhere(word):
                return line
            self.lines.say(prompt)

    def everywhere(self, word: Word) -> bool:
        """Does what a word does that is the same on every page; False for the words that a page answers itself.

        Raises as `read` does.
        """
        match word:
            case "help":
                self.lines.say("These words always work:")
                self.lines.say_all(HELP)
            case "save":
                self.lines.say(self.saved())
            case "leave":
                raise LeavingError
            case "new":
                raise NewCaseError
            case "cases":
                raise CasesError
            case "lock":
                self.lock()
            case "numbers":
                from wizard.cli.ask_numbers import NumbersPage  # it reads the policies

                NumbersPage(self).run()
            case _:
                return False
        return True

    # What the questions and the advice have in common.

    def review(self) -> None:
        """Says every answer with its number."""
        shown = self.shown()
        if shown is None:
            return
        if not shown.answered:
            self.lines.say("Nothing is answered yet.")
            return
        self.heading(danger=shown.danger)
        self.lines.say("Your answers in this step:" if shown.step else "Your answers:")
        self.lines.say_options(f"{one.question.short}: {one.text}" for one in shown.answered)
        self.lines.say("To change an answer, type change and its number, such as change 1.")

    def change(self, line: str) -> bool | None:
        """Goes to the question that "change 3" names. None where the line is nothing of the kind."""
        number = change_of(line)
        if number is None:
            return None
        shown = self.shown()
        answered = shown.answered if shown else ()
        if not 1 <= number <= len(answered):
            self.lines.say(f"There is no answer {number}. Type review to hear those there are.")
            return False
        self.session.look_at(answered[number - 1].question.id)
        return True

    def back(self) -> bool:
        """Goes back one question, or out of a step. False, and that is said, where there is nothing before."""
        step = self.session.record.step
        try:
            if not self.session.back():
                self.lines.say("This is the first question. There is nothing before it.")
                return False
        except EscalateError as error:
            self.failed(error)
            return False
        if step is not None and self.session.record.step is None:
            self.lines.say("You have left that step. Nothing was recorded.")
        return True
