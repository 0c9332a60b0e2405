"""`escalate ask`: the conversation and the register in numbered plain lines, over a reader and a writer."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Mapping
from typing import Final, NoReturn

from wizard.base.errors import EXIT_DONE, EXIT_WRONG_INPUT, EscalateError
from wizard.casework.entering import Entrance, Kind, is_locked, kind_of
from wizard.casework.returning import left_open
from wizard.casework.session import Session, Surroundings
from wizard.cli.ask_desk import CasesError, Desk, LeavingError, LockedNowError, NewCaseError
from wizard.cli.ask_lines import EndOfInputError, Lines, Reader, Writer
from wizard.cli.ask_question import QuestionPage
from wizard.cli.ask_words import word_of

_FIRST: Final = "This is escalate in plain lines."
_KINDS: Final[Mapping[Kind, str]] = {
    "practice": "It keeps a practice register, for invented cases only.",
    "real": "It keeps a register of real cases.",
}
_SECOND: Final = (
    "If anyone is in danger now, call 999 first.",
    "These words always work: back, review, why, save, leave, help. Enter alone never chooses.",
)
_INPUT_ENDED: Final = "escalate: the input ended before the guide was left; what was answered is saved\n"


def run() -> int:
    """The conversation on standard input and output. Returns the exit status."""
    from wizard.cli.application import entrance
    from wizard.cli.surroundings import surroundings

    # There may be none at all, and a byte that is no letter must not end it.
    reader: Reader = sys.stdin or io.StringIO()
    if isinstance(reader, io.TextIOWrapper):
        reader.reconfigure(errors="replace")
    by_hand = sys.stdin is not None and sys.stdin.isatty()
    code = run_ask(
        surroundings(unlocks_itself=False),
        reader,
        sys.stdout,
        entrance=entrance(os.environ),
        hidden=_hidden if by_hand else None,
    )
    if code == EXIT_WRONG_INPUT and not (sys.stdin and sys.stdin.isatty()):
        sys.stderr.write(_INPUT_ENDED)
    return code


def _hidden() -> str:
    import getpass  # most people come without a secret

    return getpass.getpass("")


def run_ask(
    surroundings: Surroundings,
    reader: Reader,
    writer: Writer,
    *,
    entrance: Entrance | None = None,
    hidden: Callable[[], str] | None = None,
) -> int:
    """Holds the conversation until it is left (0) or the input ends (2). Every answer is saved before the next
    question, so that a KeyboardInterrupt, which is handed on, loses nothing.

    `hidden` reads what must not be shown, None where nobody types: then nothing is asked about the register, and
    LockedError is raised where it is locked."""
    desk = Desk(surroundings, Lines(reader, writer, hidden), entrance)
    try:
        _Conversation(desk).hold()
    except LeavingError:
        _say_end(desk, "You have left.", "The next start comes back to this place")
        return EXIT_DONE
    except EndOfInputError:
        _say_end(desk, "The input has ended.", "The next start comes back to this place")
        return EXIT_WRONG_INPUT
    except KeyboardInterrupt:
        desk.lines.say()  # the terminal has shown the key on the line that was being typed
        _say_end(desk, "Stopped.", "The next start comes back to this place")
        raise


def _say_end(desk: Desk, what: str, again: str) -> None:
    if desk.locked:
        desk.lines.say(f"{what} The register is locked. All that you answered before is saved.")
    elif desk.unmade:
        desk.lines.say(f"{what} The register was not made, and nothing is saved.")
    else:
        how = f"{again}: type escalate ask." if desk.session.case_id else "Nothing is saved."
        desk.lines.say(f"{what} {desk.saved()} {how}")
    desk.lines.flush()


class _Conversation:
    """Which page comes next."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def hold(self) -> NoReturn:
        """Goes from page to page. Raises LeavingError, EndOfInputError."""
        kind = kind_of(self.desk.surroundings.register)
        self.desk.lines.say(f"{_FIRST} {_KINDS.get(kind, '')}".rstrip())
        for line in _SECOND:
            self.desk.lines.say(line)
        start = self._start
        while True:
            try:
                start()
                self._case()
            except NewCaseError:
                start = self._new
            except CasesError:
                self.desk.session.leave()
                start = self._cases
            except LockedNowError:
                self.desk.surroundings.register.lock()
                self.desk.session = Session(self.desk.surroundings)
                start = self._start

    # Where a case comes from.

    def _start(self) -> None:
        """The case that was being worked on, else the list of cases, else the first question."""
        if is_locked(self.desk.surroundings.register):
            from wizard.cli.ask_register import unlock

            unlock(self.desk)
        session = left_open(self.desk.surroundings)
        if session is not None:
            from wizard.cli.ask_cases import say_welcome

            self.desk.open(session)
            self.desk.lines.say()
            self.desk.lines.say("You come back to where you were.")
            say_welcome(self.desk)
            self.desk.lines.say("For a new case type new; for the list of your cases type cases.")
        elif self._has_cases():
            self._cases()

    def _has_cases(self) -> bool:
        try:
            return self.desk.surroundings.register.has_cases()
        except EscalateError as error:
            self.desk.lines.say_error(error)
            return False

    def _cases(self) -> None:
        from wizard.cli.ask_cases import CasesPage  # the board has the engine behind it

        CasesPage(self.desk).run()

    def _new(self) -> None:
        self.desk.open(Session(self.desk.surroundings))
        self.desk.lines.say("This is a new case.")

    # A case.

    def _case(self) -> NoReturn:
        self._go_on_writing()
        while True:
            try:
                shown = self.desk.session.shown()
                if shown.question is not None:
                    QuestionPage(self.desk, shown, shown.question).run()
                else:
                    from wizard.cli.ask_advice import (
                        AdvicePage,  # the first questions are asked without the engine
                    )

                    AdvicePage(self.desk, shown).run()
            except EscalateError as error:
                self._stuck(error)

    def _go_on_writing(self) -> None:
        """Goes on with a document that was being written when the program ended."""
        place = self.desk.session.place
        if place is None or place.document is None:
            return
        from wizard.cli.ask_documents import go_on

        go_on(self.desk, place.document, place.field, place.text)

    def _stuck(self, error: EscalateError) -> None:
        """Says why the case cannot be shown now, and waits for what the person wants to do."""
        self.desk.lines.say()
        self.desk.lines.say_error(error)
        line = self.desk.read("Type again to try again. Or: back, review, cases, new, leave, help.")
        try:
            if word_of(line) == "back":
                self.desk.back()
            elif word_of(line) == "review":
                self.desk.review()
            else:
                self.desk.change(line)
        except EscalateError as again:
            self.desk.lines.say_error(again)
