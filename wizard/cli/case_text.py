"""Cases in plain lines: the board by its groups, and one case with its chronology in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Final

from wizard.advice.answering import in_words, say_kept
from wizard.advice.present import present
from wizard.advice.words import DANGER, say_when
from wizard.advice.worktime import as_london
from wizard.cli.advice_text import print_advice
from wizard.cli.output import fold, say
from wizard.policy.model import UNKNOWN
from wizard.register.cases import JSON, Event

if TYPE_CHECKING:
    from wizard.casework.board import Row
    from wizard.casework.looking import Looked

_OUTCOMES: Final = {
    "open": "still going on",
    "unresolved": "did not settle it",
    "resolved": "settled it",
}
_SAYS: Final = {
    "settles": "it settles the disagreement",
    "part": "it settles a part of it",
    "refuses": "it does not settle it",
    "more": "it asks for time, or for something more",
    "resolved": "it settled the disagreement",
    "unresolved": "it did not settle it",
    "goes-on": "it goes on",
}


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
    for event in looked.case.events:
        words = _words(event, looked)
        if words:
            say(fold(f"  {event.seq}. {_when(event)}: {words}", "     "))


def _print_notes(looked: Looked) -> None:
    for note in looked.edition_notes:
        say(fold(note))


def _when(event: Event) -> str:
    try:
        return say_when(as_london(datetime.fromisoformat(event.time)))
    except ValueError:
        return event.time


def _words(event: Event, looked: Looked) -> str:
    """What an event says; empty for what only the program needs."""
    data = event.data
    match event.kind:
        case "answered":
            return _answer(data, looked)
        case "attempted":
            return _note(f"{_stage(data, looked)}: {', '.join(_attempt(data))}", data)
        case "replied":
            return _note(f"{_stage(data, looked)}: reply of {_day(data.get('at'))}: {_says(data)}", data)
        case "silence":
            return f"{_stage(data, looked)}: no reply came by {_day(data.get('at'))}"
        case "conference-held":
            return _note(f"Meeting or conference of {_day(data.get('at'))}: {_says(data)}", data)
        case "duties":
            return f"Done of what remains: {_listed(data.get('ids')) or 'nothing yet'}"
        case "detailed":
            return f"Written for {_plainly(data.get('field'))}: {data.get('text')}"
        case "detail-erased":
            return f"Taken away: {_plainly(data.get('field'))}"
        case "document-made":
            return f"Document made: {_plainly(data.get('document'))}, saved as {data.get('file')}"
        case "policy-noted":
            return f"Goes by the policy {data.get('policy')}, {data.get('edition')}"
        case "edition-moved":
            moved = "Moved back to" if data.get("back") else "Moved to"
            return f"{moved} the text '{data.get('to_edition')}' of the policy. Reason: {data.get('reason')}"
        case "step-begun" | "step-left" | "step-done":
            return ""
        case other:
            return _plainly(other)


def _answer(data: dict[str, JSON], looked: Looked) -> str:
    said, given = data.get("question"), data.get("values")
    values = tuple(str(one) for one in given) if isinstance(given, list) else ()
    for one in looked.answered:
        if one.question.id == said and values:
            return f"{one.question.short}: {in_words(one.question, values)}"
    if "@" in str(said):
        return ""  # of a step: what it came to stands for itself
    # It stands in the case, and nothing asks for it as the case is now.
    return f"{_plainly(said).capitalize()}: {', '.join(_plainly(one) for one in values)} (not asked now)"


def _attempt(data: dict[str, JSON]) -> Iterator[str]:
    yield f"began {_day(data.get('began'))}"
    if data.get("ended"):
        yield f"ended {_day(data.get('ended'))}"
    yield _OUTCOMES.get(str(data.get("outcome")), str(data.get("outcome")))


def _stage(data: dict[str, JSON], looked: Looked) -> str:
    stage = data.get("stage")
    known = looked.policy.stages() if looked.policy else ()
    return next((one.label for one in known if one.id == stage), _plainly(stage))


def _says(data: dict[str, JSON]) -> str:
    return _SAYS.get(str(data.get("what")), _plainly(data.get("what")))


def _note(words: str, data: dict[str, JSON]) -> str:
    return f"{words}. {data['note']}" if data.get("note") else words


def _day(kept: JSON) -> str:
    if kept == UNKNOWN:
        return "at a time that is not known"
    try:
        return say_kept(str(kept))
    except ValueError:
        return str(kept)


def _listed(values: JSON) -> str:
    return ", ".join(_plainly(one) for one in values) if isinstance(values, list) else ""


def _plainly(word: JSON) -> str:
    """An id as words: "challenge letter"."""
    return str(word).replace("-", " ").replace("_", " ").replace(":", ", ")
