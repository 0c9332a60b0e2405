"""A lawful erasure: what was recorded is removed, and what is left says who removed it, when and on what ground.

The content and its salt go; the digest stays, so that the chain still holds and tells nothing of what it was over.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.base.errors import wrong_input
from wizard.base.paths import confirm, not_now
from wizard.register import chain
from wizard.register.casefile import StoredCase, StoredEvent, chained, event_of
from wizard.register.cases import Register
from wizard.register.events import ERASED, Author, Case, NewEvent, kept_in, recorded

if TYPE_CHECKING:
    from wizard.register.events import JSON

#: Where files of cases are that were set aside.
_SET_ASIDE: Final = ("damaged", "format-1/cases", "format-1/places")


def erasable(case: Case) -> tuple[int, ...]:
    """The numbers of the events whose content can be erased: all but those that are gone, or say that some are."""
    return tuple(one.seq for one in case.events if one.time and one.kind != ERASED)


def erase(
    register: Register, case_id: str, numbers: Collection[int], *, ground: str, at: datetime, author: Author
) -> Case:
    """Erases the content of these events for good, and records that. The documents that they made go as well, and so
    do the copy of the case before this, what was set aside of the case, and where somebody was in it.

    Where all of them are gone already, nothing is recorded, and what a kill has left of them is removed. Raises
    `WrongInputError` for a number that no event has or that cannot be erased, and without a ground; then, and
    for all that `Register.commit` raises, nothing has changed.
    """
    if not ground.strip():
        raise wrong_input("an erasure needs its ground: the law or the decision that it rests on")
    wanted = set(numbers)
    _check(register.get(case_id), wanted)

    def without(stored: StoredCase) -> list[StoredEvent]:
        left = {one.seq for one in stored.events if one.seq in wanted and not one.erased}
        if not left:
            return stored.events
        documents = sorted({name for one in stored.events if one.seq in left for name in _documents(one)})
        tombstone = len(stored.events) + 1
        events = [_erased(one, tombstone) if one.seq in left else one for one in stored.events]
        # Their names tell nothing, and after a kill nothing else would say which are left to remove.
        data: dict[str, JSON] = {"events": [*sorted(left)], "ground": ground, "documents": [*documents]}
        told = recorded([NewEvent(kind=ERASED, data=data)], len(events), at, author)
        register.note_bare(case_id, tombstone)
        return chained(case_id, events, told)

    case = register.change(case_id, without)
    register.forget_previous(case_id)
    register.places.forget(case_id)
    _remove_elsewhere(register, case_id)
    erased = _erased_documents(case, wanted)
    for name in erased - _still_named(register) if erased else ():
        register.documents.remove(name)
    return case


def _remove_elsewhere(register: Register, case_id: str) -> None:
    """What was set aside of the case, as it was damaged or of an earlier format, may hold what was erased."""
    for folder in _SET_ASIDE:
        try:
            found = [path for path in (register.folder / folder).iterdir() if path.name.startswith(case_id)]
        except FileNotFoundError:
            continue
        except OSError as error:
            raise not_now(error, "read", register.folder / folder) from error
        for path in found:
            try:
                path.unlink()
            except OSError as error:
                raise not_now(error, "removed", path) from error
            confirm(path)


def _check(case: Case, wanted: set[int]) -> None:
    if not wanted:
        raise wrong_input("say which entries are to be erased, by their numbers")
    for number in sorted(wanted):
        if not 1 <= number <= case.version:
            raise wrong_input(f"case {case.id} has no entry {number}; it has entries 1 to {case.version}")
        if case.events[number - 1].kind == ERASED:
            raise wrong_input(f"entry {number} says that something was erased, and stays")


def _erased(one: StoredEvent, tombstone: int) -> StoredEvent:
    return StoredEvent(
        seq=one.seq, link=one.link, digest=chain.digest(one.salt, one.content), erased=tombstone
    )


def _documents(one: StoredEvent) -> list[str]:
    try:
        return [kept.name for kept in kept_in(event_of(one))]
    except msgspec.MsgspecError:
        return []


def _erased_documents(case: Case, wanted: set[int]) -> set[str]:
    """The documents that the events with these numbers had made, as the entries of their erasure name them."""
    found: set[str] = set()
    for one in case.events:
        numbers, names = one.data.get("events"), one.data.get("documents")
        if one.kind == ERASED and isinstance(numbers, list) and isinstance(names, list):
            found |= {
                name for name in names if isinstance(name, str) and not wanted.isdisjoint(_ints(numbers))
            }
    return found


def _ints(values: list[JSON]) -> list[int]:
    return [value for value in values if isinstance(value, int)]


def _still_named(register: Register) -> set[str]:
    """The documents that some event still names: the same one can have been made twice, and in two cases."""
    return {kept.name for case in register.cases() for one in case.events for kept in kept_in(one)}
