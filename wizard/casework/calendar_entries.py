"""The deadlines of a case as entries for a calendar: those that run, and those that ran when it was saved before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice.result import Advice
from wizard.base.errors import EscalateError, wrong_input
from wizard.casework.record import chosen_policy, read_events
from wizard.casework.reopening import session_of
from wizard.casework.session import Session
from wizard.documents.deadline_entry import Deadline, What, entry_uid
from wizard.register.cases import Case, Event

if TYPE_CHECKING:
    from wizard.advice.advise import House

#: After these a deadline can be another one.
_MOVING: Final = frozenset(
    {
        *("answered", "attempted", "silence", "stated", "edition-moved"),
        *("corrected", "undone", "closed", "reopened", "duties"),
    }
)
#: So many earlier states of a case are looked at: what ran before them has passed long ago.
_LOOKED_BACK: Final = 40


class _Running(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline that runs: the name that it keeps within its case, when, what, and the label of its stage."""

    id: str
    at: datetime
    what: What
    stage: str


def calendar_entries(session: Session) -> tuple[Deadline, ...]:
    """An entry for each deadline of a saved case that is still to come, then one for each that was and is no longer.

    None where there are none. Raises WrongInputError where the case is not saved yet or a question is open, and as
    `Session.advice` does.
    """
    case = session.case
    if case is None:
        raise wrong_input("nothing of this case is saved yet, so it has no deadlines")
    question = session.conversation().question
    if question is not None:
        raise wrong_input(
            f"the deadlines of this case are not known yet: the question '{question.title}' is open. "
            "Answer it in the guide first"
        )
    now = session.now()
    running = {one.id: one for one in _running(session, now)}
    before = {
        one.id: one for one in _ran(session, case) if one.id not in running and _utc(one.at) > _utc(now)
    }
    # The register's own number is in nothing that leaves it: whoever has a calendar cannot try out cases.
    secret = bytes.fromhex(session.surroundings.register.keys().register)

    def entry(one: _Running, *, gone: bool) -> Deadline:
        return Deadline(
            uid=entry_uid(secret, case.id, one.id),
            at=one.at,
            what=one.what,
            stage=one.stage,
            reference=case.id.rpartition("-")[2],
            version=case.version,
            practice=case.practice,
            gone=gone,
        )

    kept = sorted(running.values(), key=_place), sorted(before.values(), key=_place)
    return tuple(
        entry(one, gone=gone) for gone, ones in zip((False, True), kept, strict=True) for one in ones
    )


def _place(one: _Running) -> tuple[datetime, str]:
    return _utc(one.at), one.id


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _running(session: Session, at: datetime) -> tuple[_Running, ...]:
    """What the case runs towards at a moment; nothing once it is closed."""
    house = session.house()
    if house is None or session.record.closed is not None:
        return ()
    _, advice = session.advice_at(at)
    found: list[_Running] = []
    for one in _listed(advice, house):
        later = _utc(one.at) >= _utc(at)
        if later and not any(_same(one, other) for other in found):
            found.append(one)
    return tuple(found)


def _same(one: _Running, other: _Running) -> bool:
    """Whether the first says nothing that the other has not said. A notification is a thing of its own."""
    if one.id == other.id:
        return True
    return _utc(one.at) == _utc(other.at) and one.what != "notice"


def _listed(advice: Advice, house: House) -> Iterator[_Running]:
    """Everything that has its time, the most exact first: what comes later and ends at the same moment is left out."""
    stage = advice.stage.label if advice.stage else ""
    place = advice.stage.id if advice.stage else ""
    aims = {clock.id for clock in house.policy.clocks if clock.is_aim}

    def running(kind: str, what: What, at: datetime) -> _Running:
        return _Running(id=f"{kind} at {place}", at=at, what=what, stage=stage)

    for clock in advice.clocks:
        if clock.status == "running" and clock.by is not None:
            yield running(f"clock {clock.id}", "aim" if clock.id in aims else "limit", clock.by)
    if advice.act_by is not None:
        yield running("act by", "limit", advice.act_by)
    if advice.aim_by is not None:
        yield running("aim by", "aim", advice.aim_by)
    for notice in advice.notify:
        if notice.act_by is not None:
            yield running(f"notice {notice.id}", "notice", notice.act_by)
    for action in advice.actions:
        if action.act_by is not None:
            yield running(f"action {action.id}", "task", action.act_by)


def _ran(session: Session, case: Case) -> Iterator[_Running]:
    """What ran after each of the last changes of the case before this one, the latest first."""
    for events in _earlier(case):
        supposed = Case(id=case.id, version=len(events), practice=case.practice, events=events)
        try:
            earlier = _session(session, supposed)
            if earlier is not None and earlier.conversation().question is None:
                # By the second: what was recorded then had just happened.
                at = datetime.fromisoformat(events[-1].time) + timedelta(seconds=1)
                yield from _running(earlier, at.astimezone(session.now().tzinfo))
        except (EscalateError, ValueError):
            continue  # of that state there is no advice any more, and so nobody can say what ran


def _earlier(case: Case) -> Iterable[tuple[Event, ...]]:
    ends = [place for place, event in enumerate(case.events) if place and event.kind in _MOVING]
    return [case.events[:end] for end in reversed(ends[-_LOOKED_BACK:])]


def _session(session: Session, supposed: Case) -> Session | None:
    """The case as it was; None before a policy was chosen. Where it went by the same text, that is not read anew."""
    now, then = session.record, read_events(supposed.events)
    policy = chosen_policy(then.memory.latest())
    if not policy:
        return None
    house = session.house()
    same = policy == chosen_policy(session.answers) and then.editions.get(policy) == now.editions.get(policy)
    if house is not None and same:
        return session_of(session.surroundings, supposed, house)
    return Session(session.surroundings, supposed)
