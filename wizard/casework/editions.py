"""A policy that has changed on the disk under an open case: what would differ for it, and the decision to move.

Nothing moves by itself. A decision is an event with its reason, and is reversed by another; nothing is taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice.answering import LONGEST_TEXT
from wizard.advice.situation import settle
from wizard.base.errors import EscalateError, NotNowError, WrongInputError, wrong_input
from wizard.casework.changing import (
    of_conversation,
    say_unmatched,
    unmatched_documents,
    worded,
)
from wizard.casework.differing import lines_of_advice
from wizard.casework.in_force import edition_in_force
from wizard.casework.kept import GoingBy, going_by, keep, on_disk
from wizard.casework.record import EDITION_MOVED, CaseRecord, chosen_policy, read_events
from wizard.casework.reopening import NOT_OURS, session_of, strange_events
from wizard.casework.still_open import check_open
from wizard.policy.edition import Edition, FlowTexts
from wizard.register.cases import JSON, Case, NewEvent

if TYPE_CHECKING:
    from wizard.advice.advise import House
    from wizard.casework.session import Session, Surroundings

NOTHING_DIFFERENT: Final = "Nothing would be different for this case."
_NOT_TOLD: Final = (
    "What would differ cannot be told, as the text that this case began under is not to be had."
)


class Differences(msgspec.Struct, frozen=True, kw_only=True):
    """What would be different for a case under another edition, in sentences.

    `blocked` says in sentences why the case cannot be moved to it: something of the case would be lost. `unmatched`
    are the numbers of the documents that would come out otherwise.
    """

    lines: tuple[str, ...]
    blocked: tuple[str, ...] = ()
    unmatched: tuple[int, ...] = ()


class CaseEdition(msgspec.Struct, frozen=True, kw_only=True):
    """The edition that a case goes by, and how it stands to the policy on the disk.

    `edition` has an empty hash in a case that keeps none. `on_disk` and `differences` are None where the policy on
    the disk is the same, or is not to be had.
    """

    case: Case
    record: CaseRecord
    going: GoingBy
    edition: Edition
    on_disk: Edition | None = None
    differences: Differences | None = None

    @property
    def keeps_one(self) -> bool:
        """Whether the case keeps an edition at all."""
        return bool(self.going.kept)


def edition_of_case(around: Surroundings, case_id: str) -> CaseEdition:
    """The edition of a case. Raises WrongInputError for a case that there is not, or that has no policy yet."""
    case = around.register.get(case_id)
    try:
        return _edition(around, case)
    except NOT_OURS as error:
        raise strange_events(case_id) from error


def differences_for(session: Session) -> Differences | None:
    """What would be different for the case that is worked on, were it moved; None where there is nothing to decide."""
    if session.case is None:
        return None
    return _edition(session.surroundings, session.case).differences


def _edition(around: Surroundings, case: Case) -> CaseEdition:
    record = read_events(case.events)
    policy = chosen_policy(record.memory.latest())
    if not policy:
        raise wrong_input(
            "no policy has been chosen in this case yet; answer its questions first", file=case.id
        )
    disk = on_disk(around)
    going = going_by(disk, around.register.editions, policy, record.editions.get(policy, ""))
    edition = _named(going.house, going.hash)
    found = CaseEdition(case=case, record=record, going=going, edition=edition)
    if not going.changed or not going.on_disk:
        return found
    try:
        house = disk.house(policy)
    except WrongInputError:
        return found  # what lies there is no policy now
    other = _named(house, going.on_disk)
    if going.problem:
        return msgspec.structs.replace(found, on_disk=other, differences=Differences(lines=(_NOT_TOLD,)))
    differences = _differences(around, case, going.house, house)
    return msgspec.structs.replace(found, on_disk=other, differences=differences)


def _named(house: House, hash_: str) -> Edition:
    return Edition(id=house.policy.id, version=house.policy.policy.edition, hash=hash_)


# Deciding.


def move(around: Surroundings, case_id: str, reason: str) -> int:
    """Moves a case to the edition on the disk, and returns the number of the event once it is on the disk.

    Raises WrongInputError where there is nothing to move to, no reason, or something of the case would be lost, and
    whatever saving raises; then nothing is recorded.
    """
    found = edition_of_case(around, case_id)
    return _commit(around, found, _moved(around, found, reason))


def move_back(around: Surroundings, case_id: str, reason: str) -> int:
    """Takes back the last move that stands, by a new event. Returns and raises as `move` does."""
    found = edition_of_case(around, case_id)
    return _commit(around, found, _moved_back(around, found, reason))


def decide(session: Session, reason: str, *, back: bool) -> int:
    """Moves the case that is worked on, or takes its last move back. Returns and raises as `move` does."""
    if session.case is None:
        raise wrong_input("nothing is answered yet; there is no case to move")
    around, found = session.surroundings, _edition(session.surroundings, session.case)
    return session.commit([(_moved_back if back else _moved)(around, found, reason)])


def _commit(around: Surroundings, found: CaseEdition, event: NewEvent) -> int:
    check_open(found.record, found.case.id, (event.kind,))
    case = around.register.commit(
        found.case.id,
        [event],
        expected_version=found.case.version,
        at=around.clock(),
        author=around.author,
        edition=edition_in_force(found.record, [event]),
    )
    return case.version


def _moved(around: Surroundings, found: CaseEdition, reason: str) -> NewEvent:
    reason, case_id = _reason(reason), found.case.id
    if not found.keeps_one:
        raise wrong_input(
            "keeps no edition, as it was begun before they were kept: it goes by the policy on the disk already",
            file=case_id,
        )
    if found.on_disk is None or found.differences is None:
        raise wrong_input(
            "goes by the policy as it is on the disk; there is nothing to move to"
            if not found.going.changed
            else "cannot be moved, as the policy cannot be read on the disk",
            file=case_id,
        )
    assert around.open_texts is not None  # who keeps an edition has them
    texts = around.open_texts(found.on_disk.id)
    return _event(around, found, found.on_disk, texts, found.differences, reason, back=False)


def _moved_back(around: Surroundings, found: CaseEdition, reason: str) -> NewEvent:
    reason = _reason(reason)
    moves = found.record.moves_to_undo(found.edition.id)
    if not moves:
        raise wrong_input(
            "has not been moved to another edition; there is nothing to take back", file=found.case.id
        )
    earlier = going_by(on_disk(around), around.register.editions, found.edition.id, moves[-1].from_)
    if earlier.problem:
        raise EscalateError(" ".join(earlier.problem[:-1]) + " Nothing has been recorded")
    target = _named(earlier.house, moves[-1].from_)
    differences = _differences(around, found.case, found.going.house, earlier.house)
    return _event(around, found, target, None, differences, reason, back=True)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise wrong_input("the reason is empty; expected why the case is moved", key="--reason-file")
    if len(reason) > LONGEST_TEXT:
        what = f"the reason is {len(reason):,} letters long; expected at most {LONGEST_TEXT:,}"
        raise wrong_input(what, key="--reason-file")
    return reason.strip()


def _event(
    around: Surroundings,
    found: CaseEdition,
    to: Edition,
    texts: FlowTexts | None,
    differences: Differences,
    reason: str,
    *,
    back: bool,
) -> NewEvent:
    if differences.blocked:
        raise wrong_input(f"cannot be moved: {' '.join(differences.blocked)}", file=found.case.id)
    if texts is not None:
        if texts.hash() != to.hash:
            raise NotNowError("the policy on the disk is being changed. Nothing has been recorded; try again")
        keep(around.register.editions, texts)
    data: dict[str, JSON] = {
        "policy": to.id,
        "from": found.going.kept,
        "from_edition": _kept_edition(found),
        "to": to.hash,
        "to_edition": to.version,
        "reason": reason,
    }
    if back:
        data["back"] = True
    if differences.unmatched:
        data["unmatched"] = list(differences.unmatched)
    return NewEvent(kind=EDITION_MOVED, data=data)


def _kept_edition(found: CaseEdition) -> str:
    """What the edition that the case kept calls itself, also where its text is not to be had."""
    if not found.going.problem:
        return found.edition.version
    for one in reversed(found.record.moves):
        if one.to == found.going.kept:
            return one.to_edition
    return found.record.noted.edition if found.record.noted else ""


# What would be different.


def _differences(around: Surroundings, case: Case, now: House, other: House) -> Differences:
    before, after = session_of(around, case, now), session_of(around, case, other)
    blocked = tuple(dict.fromkeys(_blocked(before, after)))
    unmatched = () if blocked else unmatched_documents(before, after)
    lines = (*_lines(before, after), *say_unmatched(unmatched))
    return Differences(
        lines=lines or (() if blocked else (NOTHING_DIFFERENT,)),
        blocked=blocked,
        unmatched=tuple(one.seq for one in unmatched),
    )


def _lines(before: Session, after: Session) -> Iterator[str]:
    try:
        conversations = before.conversation(), after.conversation()
    except EscalateError:
        return
    was, will = worded(before), worded(after)
    old, new = before.house(), after.house()
    if was is not None and will is not None and old is not None and new is not None:
        yield from lines_of_advice(was, will, old.policy, new.policy)
    yield from of_conversation(*conversations, "")


def _blocked(before: Session, after: Session) -> Iterator[str]:
    """Why the case cannot be moved: what was answered or recorded and has no place in the other edition."""
    house = after.house()
    assert house is not None
    try:
        was = before.conversation()
        known = before.situation_given() if was.question is None else None
    except EscalateError:
        return  # there is no advice as it is, so that none can be lost
    if known is not None:
        alone = msgspec.structs.replace(known, now=None)
        try:
            settle(alone, house.policy, house.time, after.now(), None, "")
        except WrongInputError as error:
            for fault in error.faults:
                yield f"It does not fit the other text: {fault.what}."
            return
    try:
        will = after.conversation()
        if will.question is None:
            after.advice()
    except EscalateError as error:
        yield f"There would be no advice: {str(error).rstrip('.')}."
        return
    if will.question is not None:
        for one in was.answered:
            if one.question.id == will.question.id:
                yield f"The answer to '{one.question.title}' does not fit the other text: {one.text}."
    elif known is not None:
        attempts = after.situation_given().attempts
        for attempt in known.attempts:
            if attempt not in attempts:
                label = next(
                    (one.label for one in house.policy.stages() if one.id == attempt.stage), attempt.stage
                )
                yield f"What was tried at '{label}' would no longer count."
