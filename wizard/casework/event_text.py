"""What was recorded of a case, each event in words, with what became of it since."""

from __future__ import annotations

from calendar import day_name
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice.answering import in_words, say_kept
from wizard.advice.words import say_list, say_when
from wizard.advice.worktime import as_london
from wizard.base.text import visible
from wizard.casework.effective import corrections, taken_back
from wizard.documents.case_view import EntryView
from wizard.policy.model import UNKNOWN
from wizard.register.cases import JSON, Event

if TYPE_CHECKING:
    from wizard.advice.conversation import Answered
    from wizard.casework.looking import Looked
    from wizard.policy.model import Policy

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
#: So much is said of an event where another one names it.
_LONGEST_NAMED: Final = 100


class Around(msgspec.Struct, frozen=True):
    """What an event is told by: the events of its case, the policy where it is known, and the questions answered."""

    events: tuple[Event, ...]
    policy: Policy | None
    answered: tuple[Answered, ...]


def lines_of_events(looked: Looked) -> Iterator[str]:
    """The chronology: number, time and words of each event, and whether it was corrected or taken back."""
    for event, words in _told(Around(looked.case.events, looked.policy, looked.answered)):
        at = f" {when(event.time)}:" if event.time else ""
        yield f"{event.seq}.{at} {words}"


def entries_of(
    events: tuple[Event, ...], policy: Policy | None, answered: tuple[Answered, ...]
) -> tuple[EntryView, ...]:
    """The chronology as a document lists it."""
    return tuple(
        EntryView(
            number=one.seq, when=_day_and_time(one.time), role=one.author.role, what=words, kind=one.kind
        )
        for one, words in _told(Around(events, policy, answered))
    )


def _told(around: Around) -> Iterator[tuple[Event, str]]:
    """Each event with its words, but those that only the program needs."""
    gone, corrected = taken_back(around.events), corrections(around.events)
    for event in around.events:
        words = words_of(event, around)
        if not words:
            continue
        if event.seq in gone:
            words = f"(taken back: see {gone[event.seq]}) {words}"
        elif event.seq in corrected:
            words = f"(corrected: see {corrected[event.seq].seq}) {words}"
        yield event, words


def when(time: str) -> str:
    """The time of an event in words."""
    try:
        return say_when(as_london(datetime.fromisoformat(time)))
    except ValueError:
        return time


def _day_and_time(time: str) -> str:
    """The same without the day of the week, which would cost a column of a table a line in each row."""
    told = when(time)
    return told.partition(" ")[2] if told.startswith(tuple(day_name)) else told


def words_of(event: Event, around: Around) -> str:
    """What an event says; empty for what only the program needs."""
    data = event.data
    match event.kind:
        case "answered":
            return _answer(data, around)
        case "attempted":
            return _note(f"{_stage(data, around)}: {', '.join(_attempt(data))}", data)
        case "replied":
            return _note(f"{_stage(data, around)}: reply of {_day(data.get('at'))}: {_says(data)}", data)
        case "silence":
            return f"{_stage(data, around)}: no reply came by {_day(data.get('at'))}"
        case "conference-held":
            return _note(f"Meeting or conference of {_day(data.get('at'))}: {_says(data)}", data)
        case "duties":
            return f"Done of what remains: {_listed(data.get('ids')) or 'nothing yet'}"
        case "detailed":
            return f"Written for {_plainly(data.get('field'))}: {data.get('text')}"
        case "detail-erased":
            return f"Taken away: {_plainly(data.get('field'))}"
        case "document-made":
            place = f", in place of that of entry {data['corrects']}" if data.get("corrects") else ""
            return f"Document made: {_plainly(data.get('document'))}, saved as {data.get('file')}{place}"
        case "document-sent":
            return f"Sent, document of entry {data.get('event')}: to {data.get('to')}, by {data.get('means')}, on {_day(data.get('on'))}"
        case "remark-set-aside":
            return f"Set aside, a remark on the {_plainly(data.get('document'))} ({_plainly(data.get('code'))}). {_reason(data)}"
        case "policy-noted":
            return f"Goes by the policy {data.get('policy')}, {data.get('edition')}"
        case "edition-moved":
            moved = "Moved back to" if data.get("back") else "Moved to"
            return f"{moved} the text '{data.get('to_edition')}' of the policy. Reason: {data.get('reason')}"
        case "step-begun" | "step-left" | "step-done":
            return ""
        case "corrected":
            now = f"{_stage(data, around)}: {', '.join(_attempt(data))}"
            return f"Corrected, event {data.get('event')} is now: {_note(now, data).rstrip('.')}. {_reason(data)}"
        case "undone":
            return f"Taken back, event {_named(data, around)}. {_reason(data)}"
        case "closed":
            return f"Case closed. {_reason(data)}"
        case "reopened":
            return f"New challenge: what was tried before no longer counts. {_reason(data)}".rstrip()
        case "erased-content":
            return f"What stood here was removed: see {data.get('by')}"
        case "erased":
            return f"Removed: what stood in {_numbers(data.get('events'))}. Ground: {data.get('ground')}"
        case "restored":
            kept = f"; the damaged file is kept as {data['damaged']}" if data.get("damaged") else ""
            return f"Put back after damage, as it was at entry {data.get('version')}; what came after is lost{kept}"
        case other:
            return _plainly(other)


def _answer(data: dict[str, JSON], around: Around) -> str:
    said, given = data.get("question"), data.get("values")
    values = tuple(str(one) for one in given) if isinstance(given, list) else ()
    for one in around.answered:
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


def _stage(data: dict[str, JSON], around: Around) -> str:
    stage = data.get("stage")
    known = around.policy.stages() if around.policy else ()
    return next((one.label for one in known if one.id == stage), _plainly(stage))


def _says(data: dict[str, JSON]) -> str:
    return _SAYS.get(str(data.get("what")), _plainly(data.get("what")))


def _note(words: str, data: dict[str, JSON]) -> str:
    return f"{words}. {data['note']}" if data.get("note") else words


def _reason(data: dict[str, JSON]) -> str:
    return f"Reason: {data['reason']}" if data.get("reason") else ""


def _numbers(values: JSON) -> str:
    return say_list([str(one) for one in values]) if isinstance(values, list) else str(values)


def _named(data: dict[str, JSON], around: Around) -> str:
    """The event that another one names: its number and what it says."""
    seq = data.get("event")
    words = next((words_of(one, around) for one in around.events if one.seq == seq), "")
    return f"{seq} ({visible(words, limit=_LONGEST_NAMED)})" if words else str(seq)


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
