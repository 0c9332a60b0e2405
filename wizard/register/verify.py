"""Whether the register is what was recorded: each chain walked, each document and text held to its name.

Without a witness the most that can be said is "consistent": whoever has the keys could have written a whole chain
anew. With a statement that somebody else has kept, it is "unchanged since" the moment of that statement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from wizard.base.errors import EscalateError, NotNowError
from wizard.register import chain
from wizard.register.casefile import StoredEvent, event_of
from wizard.register.cases import Register
from wizard.register.events import ERASED, Event, Kept, kept_in
from wizard.register.storage import DamagedFileError
from wizard.register.witness import Statement, doubts, held_against

_ALWAYS: Final = (
    "Whether what people wrote was true, or all there was to write.",
    "Whether the clock of the computer was right when it was written.",
    "Whether lines were taken from the end of the log of looks, or all of it.",
)
#: What no check of this register can tell, said with each result: with a witness, and without one.
NOT_KNOWN: Final = (
    *_ALWAYS,
    "Whether something was changed after the witness's statement. Somebody who has the keys could take entries from "
    "the end of a case, or write it anew.",
)
NOT_KNOWN_ALONE: Final = (
    *_ALWAYS,
    "Whether somebody who has the keys took entries from the end of a case, or wrote it anew. Only a statement that "
    "somebody else keeps can show that. 'escalate register checkpoint' makes one.",
)


class Finding(msgspec.Struct, frozen=True, order=True):
    """One thing that does not hold. `case` is empty where it is none's, `event` 0 where it is the whole."""

    case: str
    event: int
    what: str


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at, and what does not hold. `since` is the time of the witness, where one was used and holds.

    `torn` are lines of the log of looks that cannot be read: a power cut leaves such a line, and nobody can say
    what was in it.
    """

    cases: int
    events: int
    documents: int
    looks: int
    torn: int
    findings: tuple[Finding, ...]
    since: str | None
    not_known: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def verify(register: Register, statement: Statement | None = None) -> Verified:
    """Holds all of the register to what was recorded. Raises `NotNowError` where it cannot be read now."""
    findings: list[Finding] = []
    chains: dict[str, tuple[str, ...]] = {}
    cases = events = documents = 0
    named: set[str] = set()
    for case_id in register.ids():
        stored = _stored(register, case_id, findings)
        if stored is None:
            continue
        broken = first_broken(case_id, stored)
        if broken is not None:
            findings.append(broken)
        cases += 1
        if statement is not None:
            chains[case_id] = links_of(case_id, stored)
        events += len(stored)
        named |= _editions(stored)
        found = list(_documents(register, case_id, stored))
        documents += len(found)
        findings += [one for one in found if one.what]
    findings += (
        [
            Finding(case=case_id, event=0, what="the file of this case is gone")
            for case_id in sorted(register.listing().lost)
        ]
        if register.state() != "none"
        else []
    )
    findings += _texts(register, named)
    looks, torn = _looks(register, findings)
    since = _against(register, statement, chains, findings) if statement is not None else None
    return Verified(
        cases=cases,
        events=events,
        documents=documents,
        looks=looks,
        torn=torn,
        findings=tuple(sorted(set(findings))),
        since=since,
        not_known=NOT_KNOWN if statement is not None else NOT_KNOWN_ALONE,
    )


def links_of(case_id: str, stored: Sequence[StoredEvent]) -> tuple[str, ...]:
    """The links of a case computed from what it holds, its start first, as far as they can be computed."""
    found = [chain.start(case_id)]
    for one in stored:
        try:
            found.append(chain.link(found[-1], _digest(one)))
        except ValueError:  # it is no hash
            break
    return tuple(found)


def first_broken(case_id: str, stored: Sequence[StoredEvent]) -> Finding | None:
    """The first event of a case that is not what was recorded there; None where all are."""
    before = chain.start(case_id)
    named = _named_by_tombstones(stored)
    for place, one in enumerate(stored, start=1):
        if one.seq != place:
            what = f"event {place} is missing, or stands in another place: event {one.seq} is there instead"
            return Finding(case=case_id, event=place, what=what)
        try:
            link = chain.link(before, _digest(one))
        except ValueError:
            link = ""
        if link != one.link:
            what = f"event {place} is not what was recorded there, or something before it was put in or taken away"
            return Finding(case=case_id, event=place, what=what)
        if one.erased and (one.erased, one.seq) not in named:
            what = f"the content of event {place} is gone, and no entry says who erased it and why"
            return Finding(case=case_id, event=place, what=what)
        event = _read(one)
        if event is None or event.seq != place:
            return Finding(case=case_id, event=place, what=f"event {place} cannot be read as an event")
        before = link
    return None


def _digest(one: StoredEvent) -> str:
    return one.digest if one.erased else chain.digest(one.salt, one.content)


def _read(one: StoredEvent) -> Event | None:
    try:
        return event_of(one)
    except msgspec.MsgspecError:
        return None


def _named_by_tombstones(stored: Sequence[StoredEvent]) -> set[tuple[int, int]]:
    """Each event that an entry says was erased, as (number of that entry, number of the event)."""
    found: set[tuple[int, int]] = set()
    for one in stored:
        event = None if one.erased else _read(one)
        if event is not None and event.kind == ERASED:
            numbers = event.data.get("events")
            found |= (
                {(one.seq, number) for number in numbers if isinstance(number, int)}
                if isinstance(numbers, list)
                else set()
            )
    return found


def _stored(register: Register, case_id: str, findings: list[Finding]) -> Sequence[StoredEvent] | None:
    try:
        return register.stored_events(case_id)
    except DamagedFileError as error:
        findings.append(Finding(case=case_id, event=0, what=str(error)))
        return None


def _documents(register: Register, case_id: str, stored: Sequence[StoredEvent]) -> Iterator[Finding]:
    """One for each document that the case keeps; `what` is empty for those that are as they were made."""
    for one in stored:
        event = None if one.erased else _read(one)
        for kept in kept_in(event) if event is not None else ():
            yield Finding(case=case_id, event=one.seq, what=_document(register, kept))


def _editions(stored: Sequence[StoredEvent]) -> set[str]:
    """The texts of policies that the events of a case were recorded under."""
    events = (None if one.erased else _read(one) for one in stored)
    return {event.edition for event in events if event is not None and event.edition}


def _texts(register: Register, named: set[str]) -> Iterator[Finding]:
    for name in sorted(named):
        try:
            register.editions.read(name)
        except NotNowError:
            raise
        except EscalateError as error:
            yield Finding(case="", event=0, what=f"a policy's text that cases go by cannot be read: {error}")


def _document(register: Register, kept: Kept) -> str:
    try:
        content = register.documents.read(kept.name)
    except NotNowError:
        raise
    except EscalateError as error:
        return f"the kept copy of the document cannot be read: {error}"
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        return "the kept copy of the document is not the one that was recorded"
    return ""


def _looks(register: Register, findings: list[Finding]) -> tuple[int, int]:
    """How many looks were noted, and how many lines of their log cannot be read."""
    if register.state() == "none":
        return 0, 0
    access = register.access().read()
    if access.broken is not None:
        what = f"the log of looks is not what was recorded, from its line {access.broken.line} on"
        findings.append(Finding(case="", event=0, what=what))
    return len(access.entries), access.torn


def _against(
    register: Register, statement: Statement, chains: dict[str, tuple[str, ...]], findings: list[Finding]
) -> str | None:
    vault = register.vault
    doubtful = doubts(statement, register.keys().register, [vault.signing_public().hex()])
    findings += [Finding(case="", event=0, what=one) for one in doubtful]
    if doubtful:
        return None
    findings += [
        Finding(case=one.case, event=one.event, what=one.what) for one in held_against(statement, chains)
    ]
    return statement.time
