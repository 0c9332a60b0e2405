"""Cases in plain lines: the board by its groups, and one case with its chronology in words."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from wizard.advice.present import present
from wizard.advice.words import DANGER
from wizard.casework.event_text import lines_of_events, when
from wizard.cli.advice_text import print_advice
from wizard.cli.output import fold, say

if TYPE_CHECKING:
    from wizard.casework.board import Row
    from wizard.casework.looking import Looked


# The board.


def print_board(rows: tuple[Row, ...], *, due_only: bool, any_case: bool) -> None:
    """Prints the rows by their groups, or that there are none."""
    from wizard.casework.board import GROUP_TITLES

    if not rows and not any_case:
        say("There are no cases yet.")
    elif not rows:
        say("Nothing is overdue, or due within seven days." if due_only else "No case can be read.")
    for number, (group, found) in enumerate(groupby(rows, key=lambda row: row.group)):
        listed = list(found)
        say(f"{'' if number == 0 else chr(10)}{GROUP_TITLES[group]} ({len(listed)})")
        for row in listed:
            _print_row(row)


def _print_row(row: Row) -> None:
    say(
        fold("  " + ", ".join(part for part in (row.id, row.area or row.policy, row.between) if part), "    ")
    )
    if row.urgent:
        say(f"    !! {DANGER}")
    if row.stage:
        say(fold(f"    {row.stage}", "    "))
    if row.edition_lost:
        say("    !  The kept text of its policy cannot be used.")
    due = f" ({row.due_text})" if row.due_text else ""
    say(fold(f"    {row.status}{due}", "    "))


# One case.


def print_case(looked: Looked) -> None:
    """Prints where a case stands, and its chronology."""
    say(f"Case {looked.case.id}")
    closed = looked.record.closed
    if closed is not None:
        say(fold(f"It is closed, since {when(closed.time)}. Reason: {closed.reason}"))
        say("What follows would hold if it were open.")
    if looked.edition_lost:
        _print_notes(looked)  # what follows may differ from before
    if looked.policy is not None and looked.advice is not None:
        say()
        print_advice(present(looked.advice, looked.policy))
    elif looked.question is not None:
        say(fold(f"There is no advice yet. Asked next: {looked.question.title}"))
        say("'escalate' asks it; 'escalate ask' asks it in plain lines.")
    else:
        say("There is no advice: see the messages.")
    if looked.edition_notes and not looked.edition_lost:
        say()
        _print_notes(looked)
    say("\nWhat was recorded")
    for line in lines_of_events(looked):
        say(fold(f"  {line}", "     "))


def _print_notes(looked: Looked) -> None:
    for note in looked.edition_notes:
        say(fold(note))
