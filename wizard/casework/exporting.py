"""Cases for another program or another place: with all that was written, with initials for names, or with neither."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

import msgspec

from wizard import __version__
from wizard.advice.result import Plain, plain, to_json
from wizard.base.errors import Fault, WrongInputError
from wizard.casework.export_fields import KnownField
from wizard.casework.export_levels import Levelling, Reduced
from wizard.casework.export_shapes import CASE, EVENTS, Vocabulary
from wizard.casework.looking import Looked, look_at, shown
from wizard.casework.pseudonyms import Pseudonyms
from wizard.casework.record import CaseRecord
from wizard.casework.session import Surroundings
from wizard.register.cases import Event

Level = Literal["full"] | Reduced
#: Stands in a sentence for what was left out.
LEFT_OUT: Final = "(left out)"
NOTES: Final[Mapping[Level, str]] = {
    "full": "All that was written, with names.",
    "initials": "Names are initials. Names that stand only in free text cannot be recognised.",
    "none": "No names, and no free text.",
}
_OTHER_KIND: Final = "An entry of another kind"
#: The events of a case in sentences, by their numbers; none for what only the program needs.
Tell = Callable[[Looked], Mapping[int, str]]


class ExportedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it is given away: for a program, and for a reader. `left_out` counts what was."""

    event: Event
    told: str
    note: str
    left_out: int


class ExportedCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it is given away."""

    id: str
    data: dict[str, Plain]
    events: tuple[ExportedEvent, ...]


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """What is given away, when it was made (ISO 8601) and by which program."""

    level: Level
    time: str
    program: str
    cases: tuple[ExportedCase, ...]

    @property
    def left_out(self) -> int:
        """How many texts and unknown values of events were left out."""
        return sum(event.left_out for case in self.cases for event in case.events)


# Which cases.


def look_at_each(around: Surroundings, case_ids: Iterable[str]) -> tuple[Looked, ...]:
    """The cases as they stand, each once. Raises WrongInputError with every id that no case has, and as `look_at`."""
    found: list[Looked] = []
    faults: list[Fault] = []
    for case_id in dict.fromkeys(case_ids):
        try:
            found.append(look_at(around, case_id))
        except WrongInputError as error:
            faults += error.faults
    if faults:
        raise WrongInputError(faults)
    return tuple(found)


def every_case(around: Surroundings) -> tuple[Looked, ...]:
    """Every case as it stands, in the order of their ids. Raises as `look_at` does for one that is damaged."""
    ids = {one.id for one in around.register.list()} | set(around.register.damaged())
    return look_at_each(around, sorted(ids))


# What is given away of them.


def export(
    cases: Sequence[Looked],
    level: Level,
    *,
    time: str,
    tell: Tell,
    fields: Mapping[str, KnownField],
    words: Vocabulary,
) -> Export:
    """The cases at a level. `fields` are those of the documents, `words` those that nobody can have typed.

    A name that is known of one case is recognised in all of them.
    """
    if level == "full":
        given = tuple(_whole(one, tell) for one in cases)
    else:
        names = Pseudonyms(_names(cases, fields))
        quiet = Levelling(level, names, fields, words)
        spoken = Levelling(level, names, fields, words, gap=LEFT_OUT)
        given = tuple(_levelled(one, quiet, spoken, tell) for one in cases)
    return Export(level=level, time=time, program=f"escalate {__version__}", cases=given)


def _whole(looked: Looked, tell: Tell) -> ExportedCase:
    told = tell(_with_events(looked, map(_without_note, looked.case.events)))
    events = tuple(
        ExportedEvent(event=one, told=told.get(one.seq, ""), note=_note(one), left_out=0)
        for one in looked.case.events
    )
    return ExportedCase(id=looked.case.id, data=shown(looked), events=events)


def _levelled(looked: Looked, quiet: Levelling, spoken: Levelling, tell: Tell) -> ExportedCase:
    told = _told(looked, [_without_note(spoken.event(one)) for one in looked.case.events], tell)
    events: list[ExportedEvent] = []
    for one in looked.case.events:
        before = quiet.left_out
        event = quiet.event(one)
        events.append(
            ExportedEvent(
                event=event,
                told=spoken.text(told.get(one.seq, "") if one.kind in EVENTS else _OTHER_KIND),
                note=_note(event),
                left_out=quiet.left_out - before,
            )
        )
    data = {key: quiet.value(value, CASE.get(key)) for key, value in shown(looked).items() if key != "events"}
    data["events"] = [_plain_event(one) for one in events]
    return ExportedCase(id=looked.case.id, data=data, events=tuple(events))


def _told(looked: Looked, events: list[Event], tell: Tell) -> Mapping[int, str]:
    """The events in sentences, told from what is given away and from the policy alone."""
    bare = msgspec.structs.replace(looked, record=CaseRecord(), situation=None, advice=None)
    try:
        return tell(_with_events(bare, events))
    except ValueError:  # what was left out is no day
        return {one.seq: LEFT_OUT for one in events}


def _with_events(looked: Looked, events: Iterable[Event]) -> Looked:
    return msgspec.structs.replace(looked, case=msgspec.structs.replace(looked.case, events=tuple(events)))


def _names(cases: Sequence[Looked], fields: Mapping[str, KnownField]) -> Iterator[str]:
    """Who wrote, who is named in a field for names (also before it was changed), and who can be reached."""
    for looked in cases:
        for event in looked.case.events:
            yield event.author.name
            field, text = event.data.get("field"), event.data.get("text")
            known = fields.get(field) if isinstance(field, str) else None
            if known is not None and "name" in known.holds and isinstance(text, str):
                yield text
        for contact in looked.advice.contacts if looked.advice else ():
            yield contact.name or ""


def _plain_event(one: ExportedEvent) -> dict[str, Plain]:
    event = one.event
    found = plain(event)
    assert isinstance(found, dict)
    author: Plain = {"role": event.author.role or None, "name": event.author.name or None}
    return {**found, "author": author, "kind": event.kind or None, "left_out": one.left_out}


def _note(event: Event) -> str:
    """The free text that stands beside what an event says."""
    texts = (event.data.get(key) for key in ("note", "reason", "ground"))
    return next((one for one in texts if isinstance(one, str)), "")


def _without_note(event: Event) -> Event:
    data = {key: value for key, value in event.data.items() if key != "note"}
    return msgspec.structs.replace(event, data=data)


# As a file.


def as_json(export: Export) -> bytes:
    """The export as JSON, in UTF-8. Signs that cannot be seen, or turn a line around, are written by their numbers."""
    head = {
        "level": export.level,
        "time": export.time,
        "program": export.program,
        "left_out": export.left_out,
        "note": NOTES[export.level],
    }
    text = to_json({"export": head, "cases": [one.data for one in export.cases]})
    return ("\n".join(map(_visible, text.split("\n"))) + "\n").encode()


def _visible(line: str) -> str:
    if line.isprintable():
        return line
    # All of them stand within a text, where JSON has a way to write them.
    return "".join(one if one.isprintable() else _numbered(one) for one in line)


def _numbered(sign: str) -> str:
    units = sign.encode("utf-16-be").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))
