"""The list of cases in plain lines: a new one first, then those that are due, by group."""

from __future__ import annotations

from typing import Final

from wizard.base.errors import EscalateError
from wizard.base.text import visible
from wizard.casework.board import GROUP_TITLES, Board, Row, whole_board
from wizard.casework.looked import note_look
from wizard.casework.returning import welcome_back
from wizard.casework.session import Session
from wizard.cli.ask_desk import Desk
from wizard.cli.ask_lines import sentence
from wizard.cli.ask_words import number_of, word_of

#: So many cases are read out at a time.
_AT_ONCE: Final = 20
_FIND: Final = "find "


class CasesPage:
    """The cases to choose from. `search` narrows them, `more` goes on behind those that were said."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.lines = desk.lines
        self.search = ""
        self.first = 0

    def run(self) -> None:
        """Opens the case that is chosen, or a new one. Raises as `Desk.read` does."""
        while not self._choose():
            pass

    def _choose(self) -> bool:
        board = self._board()
        rows = board.rows[self.first : self.first + _AT_ONCE]
        self._say(board, rows)
        ways = [*(["more"] if self._left(board) else []), "find and some words, such as find police"]
        ways += [*(["all"] if self.search else []), "new", "leave", "help"]
        last = len(rows) + 1
        prompt = (
            f"Type a number from 1 to {last}. Or: {', '.join(ways)}."
            if rows
            else (f"Type 1. Or: {', '.join(ways)}.")
        )
        while True:
            line = self.desk.read(prompt)
            said = line.strip().casefold()
            number = number_of(line, last)
            if number == 1:
                self.desk.open(Session(self.desk.surroundings))
                self.lines.say("This is a new case.")
                return True
            if number is not None:
                return self._open(rows[number - 2].id)
            if said == "more" and self._left(board):
                self.first += _AT_ONCE
                return False
            if said.startswith(_FIND) or said == "all" or (word_of(line) == "back" and self.search):
                self.search, self.first = line.strip()[len(_FIND) :] if said.startswith(_FIND) else "", 0
                return False
            if not said:
                self.lines.say("Nothing was chosen.")
            elif word_of(line) == "back":
                self.lines.say("There is nothing before the list of cases.")
            else:
                self.lines.say(f"'{visible(line.strip(), limit=60)}' is not one of these.")

    def _board(self) -> Board:
        try:
            return whole_board(self.desk.surroundings, search=self.search)
        except EscalateError as error:
            self.lines.say_error(error)
            return Board(rows=(), damaged=())

    def _left(self, board: Board) -> int:
        return max(len(board.rows) - self.first - _AT_ONCE, 0)

    def _say(self, board: Board, rows: tuple[Row, ...]) -> None:
        self.lines.say()
        if self.search:
            self.lines.say(f"Cases with '{visible(self.search, limit=60)}': {len(board.rows)}.")
        else:
            self.lines.say(f"Your cases: {len(board.rows)}.")
        if board.damaged:
            self.lines.say(f"These cannot be read: {', '.join(board.damaged)}. Nothing in them was changed.")
        self.lines.say("1. A new case.")
        group = ""
        for number, row in enumerate(rows, 2):
            if row.group != group:
                group = row.group
                self.lines.say(f"{GROUP_TITLES[row.group]}:")
            self.lines.say_options([_row(row)], number)
        if left := self._left(board):
            self.lines.say(f"There are {left} more.")

    def _open(self, case_id: str) -> bool:
        try:
            session = Session.resume(self.desk.surroundings, self.desk.surroundings.register.get(case_id))
            self.desk.open(session)
        except EscalateError as error:
            self.lines.say_error(error)
            return False
        note_look(self.desk.surroundings, "looked", case=case_id)
        say_welcome(self.desk)
        return True


def say_welcome(desk: Desk) -> None:
    """Says which case it is, how long it was left, what is due and what has changed."""
    desk.lines.say(f"This is case {desk.session.case_id}.")
    try:
        said = welcome_back(desk.session)
    except EscalateError:
        return  # it is told of when the case is shown
    for one in said:
        desk.lines.say(sentence(one))


def _row(row: Row) -> str:
    due = row.due_text[:1].upper() + row.due_text[1:]
    parts = ("Danger now" if row.urgent else "", row.between, row.area, row.stage, row.status, due)
    return " ".join(sentence(one) for one in (*parts, f"Case {row.id}") if one)
