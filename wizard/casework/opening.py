"""A case from a situation file: every fact of it becomes the answer that a practitioner would have given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta

from wizard.advice.answering import LONGEST_TEXT
from wizard.advice.conversation import Recorded, choice_of, converse
from wizard.advice.memory import Memory, Said, options_of, question_takes
from wizard.advice.questions import NO, NOT_SAID, NOTHING, RECOMMENDED, YES, PolicyChoice, Question
from wizard.advice.situation import Given, GivenAttempt, parse_when, settle
from wizard.advice.worktime import as_london
from wizard.base.decode import decode, fault
from wizard.base.errors import EscalateError, Fault, WrongInputError, wrong_input
from wizard.base.nodes import Node
from wizard.base.paths import shipped
from wizard.base.text import unknown, visible
from wizard.casework.kept import keep
from wizard.casework.noting import answered, policy_noted, said_of
from wizard.casework.reading import flow_folders_of
from wizard.casework.record import DETAILED, STATED, attempted
from wizard.casework.reopening import session_of
from wizard.casework.session import Surroundings
from wizard.register.cases import JSON, Case, NewEvent
from wizard.register.events import recorded

if TYPE_CHECKING:
    from wizard.advice.advise import House
    from wizard.documents.catalogue import Field

Detail = Annotated[str, Meta(max_length=LONGEST_TEXT)]
#: More than all documents together have fields, little enough to stay quick.
MOST_DETAILS: Final = 200
FlowFolders = Callable[[str], tuple[Path, ...]]
_UNSAVED: Final = "2000-01-01-000000"


class CaseGiven(Given, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A situation as `advise` takes it, and what the documents need, by the name of the field."""

    details: Annotated[dict[str, Detail], Meta(max_length=MOST_DETAILS)] = msgspec.field(default_factory=dict)


def open_case(around: Surroundings, node: Node, name: str) -> Case:
    """Makes a case of the situation that was read from `name`, in one write: a kill leaves the whole case or none.

    Raises WrongInputError with every fault of the file, CalendarEndsError, and whatever the register does; then
    there is no new case.
    """
    given = decode(node, CaseGiven, name)
    house = around.open_house(given.policy)
    now = as_london(around.clock())
    _check(given, house, around, now, node, name)
    texts = around.open_texts(given.policy) if around.open_texts else None
    events = events_of(given, house, _choices(around, house), now, texts.hash() if texts else "")
    _try(around, house, events, now, name)
    if texts is not None:
        keep(around.register.editions, texts)
    edition = texts.hash() if texts is not None else ""
    return around.register.create(events, at=now, author=around.author, edition=edition)


# What is checked beforehand.


def _check(
    given: CaseGiven, house: House, around: Surroundings, now: datetime, node: Node, name: str
) -> None:
    """Raises WrongInputError: as `advise` does, and where something lies after the present moment."""
    faults: dict[tuple[int, int, str], Fault] = {}
    # By the moment of the file, as `advise` reads it; then by the clock, which is what the case lives by.
    for one in (given, msgspec.structs.replace(given, now=None)):
        try:
            settle(one, house.policy, house.time, now, node, name)
        except WrongInputError as error:
            for found in error.faults:
                faults.setdefault((found.line, found.column, found.key), found)
    for found in _faults_of_details(given, house, around, node, name):
        faults.setdefault((found.line, found.column, found.key), found)
    if faults:
        raise WrongInputError(faults.values())


def _faults_of_details(
    given: CaseGiven, house: House, around: Surroundings, node: Node, name: str
) -> Iterator[Fault]:
    if not given.details:
        return
    from wizard.documents.details import is_no_day  # only a file with details needs it

    fields = _fields(house, around.flow_folders, around.office_templates)
    known = sorted({one.name for one in fields})
    dates = {one.name for one in fields if one.type == "date"}
    for field, text in given.details.items():
        if field not in known:
            yield fault(node, name, ("details", field), unknown(field, "field of a document", known))
        elif field in dates and is_no_day(text):
            what = f"'{visible(text.strip(), 60)}' is in no calendar; expected a day such as 2026-11-16, or words"
            yield fault(node, name, ("details", field), what)


def field_names(
    house: House, flow_folders: FlowFolders = flow_folders_of, office: Path | None = None
) -> frozenset[str]:
    """The fields of all documents that can be made under the policy, with the templates in the folder `office`.

    Raises WrongInputError where a template that ships, or one of the policy's own, has faults.
    """
    return frozenset(one.name for one in _fields(house, flow_folders, office))


def _fields(house: House, flow_folders: FlowFolders, office: Path | None) -> list[Field]:
    from wizard.casework.templates_found import office_templates  # only a file with details needs them
    from wizard.documents.catalogue import catalogue, find_template
    from wizard.policy.files import template_folder

    folder = shipped("templates")
    templates = catalogue(folder)
    own = {str(document): file for document, file in house.policy.templates.items()}
    if own:
        flows = flow_folders(house.policy.id)
        for document, file in own.items():
            templates.append(find_template(document, template_folder(flows, file), own, folder))
    templates += office_templates(office, [house.policy.id])
    return [field for template in templates for field in template.fields]


def _choices(around: Surroundings, house: House) -> tuple[PolicyChoice, ...]:
    """The policies that were on offer. That another one has faults is no reason to refuse a case of this one."""
    try:
        return around.choices()
    except EscalateError:
        return (choice_of(house.policy),)


def _try(around: Surroundings, house: House, events: list[NewEvent], now: datetime, name: str) -> None:
    """Raises where there would be no advice for the case."""
    new = recorded(events, 0, now, around.author)
    session = session_of(around, Case(id=_UNSAVED, version=len(new), practice=True, events=new), house)
    question = session.conversation().question
    if question is not None:
        what = f"the question '{question.title}' would stay open; expected what answers it"
        raise wrong_input(what, file=name)
    session.advice_at(now)


# What the file says, as answers.


def events_of(
    given: CaseGiven, house: House, choices: tuple[PolicyChoice, ...], now: datetime, edition_hash: str = ""
) -> list[NewEvent]:
    """The events of a case that stands where the situation does at the moment `now`.

    The conversation is held: each question that it asks gets its answer. What it does not ask is kept as well,
    and counts once it is asked. `edition_hash` names the text of the policy that is kept. Attempts that its answers cannot hold, in the order of the file, follow as they are.
    """
    speaker = _Speaker(given, now)
    converse(speaker, lambda: choices, house, now)
    if speaker.rest:
        # What follows the answers can decide whether a later start is on offer, which is asked last.
        rest = tuple(Recorded(attempt=one) for one in speaker.rest)
        speaker = _Speaker(given, now)
        converse(speaker, lambda: choices, house, now, rest)
    events: list[NewEvent] = []
    for one in speaker.spoken:
        events.append(answered(one))
        if one.question == "policy":
            events.append(policy_noted(house, edition_hash))
    events += [answered(one) for one in speaker.not_asked()]
    if unasked := _unasked(given, speaker):
        events.append(unasked)
    events += [attempted(one, given.policy) for one in speaker.rest]
    events += [
        NewEvent(kind=DETAILED, data={"field": field, "text": text})
        for field, text in given.details.items()
        if text.strip()
    ]
    return events


def _unasked(given: CaseGiven, speaker: _Speaker) -> NewEvent | None:
    """What the file says and no question takes up: it changes no stage, and is told all the same."""
    asked = {one.question: one.values for one in speaker.spoken}
    stated: dict[str, JSON] = {}
    if "risk" not in asked and given.risk != "immediate":
        stated["risk"] = given.risk
    if "about" not in asked and given.about:
        stated["about"] = given.about
    if given.start_at and asked.get("start_at") != (given.start_at,):
        stated |= {"start_at": given.start_at, "bypass_agreed": given.bypass_agreed}
    facts: list[JSON] = [
        [name, value] for name, value in given.facts.items() if asked.get(f"fact:{name}") != (value,)
    ]
    if facts:
        stated["facts"] = facts
    held = {(question, values[0]) for question, values in asked.items() if values}
    events = [one for one in given.events if one.by or (f"event:{one.event}", one.at) not in held]
    if events:
        stated["events"] = [msgspec.to_builtins(one) for one in events]
    return NewEvent(kind=STATED, data=stated | {"policy": given.policy}) if stated else None


class _Speaker(Memory):
    """Answers each question from the situation, and keeps what was answered, in order."""

    def __init__(self, given: CaseGiven, now: datetime) -> None:
        super().__init__()
        self._answers = _answers(given, now)
        self._attempts = given.attempts
        self.spoken: list[Said] = []
        #: The attempts that no answer holds.
        self.rest = given.attempts

    def recall(self, question: Question) -> tuple[str, ...]:
        """The answer; empty where the situation has none, and the question stays open."""
        if question.id == "tried":
            held = _held(question, self._attempts)
            self.rest = self._attempts[len(held) :]
            self._answers |= _about_attempts(held)
        values = self._answers.get(question.id, ())
        if not values and question.id.startswith(("fact:", "event:")):
            values = (NOT_SAID,)
        if question.id == "start_at" and not question_takes(question, values):
            values = (RECOMMENDED,)  # a wish that is not on offer
        if values:
            self.spoken.append(said_of(question, values))
        return values

    def not_asked(self) -> Iterator[Said]:
        """What the situation says and the conversation does not ask, or not offer, at this moment."""
        spoken = {one.question: one.values for one in self.spoken}
        for question, values in self._answers.items():
            if spoken.get(question) != values:
                # It speaks for what it says alone: what was answered still stands beside it.
                yield Said(question=question, values=values, offered=values if question in spoken else ())


def _answers(given: CaseGiven, now: datetime) -> dict[str, tuple[str, ...]]:
    """An answer to every question but those about the attempts."""
    danger = given.risk == "immediate"
    said: dict[str, tuple[str, ...]] = {
        "danger": (YES if danger else NO,),
        "policy": (given.policy,),
        "subject": (given.subject,),
        "from": (given.from_.agency,),
        "sector": (given.from_.sector,),
        "to": tuple(dict.fromkeys(given.to)),
        "circumstance": (given.circumstance,),
        "about": (given.about or NOT_SAID,),
        "raised": (given.raised or _raised(given, now),),
        "start_at": (given.start_at or RECOMMENDED,),
    }
    if given.start_at:
        said[f"bypass_agreed:{given.start_at}"] = (YES if given.bypass_agreed else NO,)
    said |= {f"fact:{name}": (value,) for name, value in given.facts.items()}
    # An answer holds one event of a name, the one written last; the others are kept beside it.
    said |= {f"event:{one.event}": (one.at,) for one in given.events}
    return said if danger else said | {"risk": (given.risk,)}


def _raised(given: CaseGiven, now: datetime) -> str:
    """When it was raised where the file does not say: at its own moment, and never at one that is still to come."""
    read = parse_when(given.now) if given.now is not None else now
    if not isinstance(read, datetime):
        return min(read, now.date()).isoformat()
    return min(read, now, key=lambda one: one.astimezone(UTC)).isoformat()


def _held(tried: Question, attempts: tuple[GivenAttempt, ...]) -> tuple[GivenAttempt, ...]:
    """The first attempts that answers can hold: each at a stage on offer, in the order in which stages are asked about.

    Only the first ones: all attempts then stand in the order of the file, which decides between two of one moment.
    """
    places = {option: place for place, option in enumerate(options_of(tried))}
    held: list[GivenAttempt] = []
    last = -1
    for one in attempts:
        place = places.get(one.stage, -1)
        if place <= last:
            break
        held.append(one)
        last = place
    return tuple(held)


def _about_attempts(held: tuple[GivenAttempt, ...]) -> dict[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {"tried": tuple(one.stage for one in held) or (NOTHING,)}
    for one in held:
        said[f"began:{one.stage}"] = (one.began,)
        said[f"outcome:{one.stage}"] = (one.outcome,)
        if one.outcome != "open":
            said[f"ended:{one.stage}"] = (one.ended or NOT_SAID,)
    return said
