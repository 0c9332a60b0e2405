"""A lawful erasure of what was recorded in a case: what it would take, and the taking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.base.errors import EscalateError, wrong_input
from wizard.casework.effective import CLOSED, CORRECTED, REOPENED, UNDONE, named_in
from wizard.casework.indexed import BASIS
from wizard.casework.record import EDITION_MOVED, POLICY_NOTED
from wizard.register.erasing import erasable, erase
from wizard.register.events import ERASED, ERASED_CONTENT, Case, Event
from wizard.register.index import IndexRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.casework.session import Surroundings


#: Without these an earlier event would mean something else.
_DECIDES_ABOUT_ONE: Final = frozenset({CORRECTED, UNDONE})
_DECIDES_ABOUT_ALL: Final = frozenset({CLOSED, REOPENED, POLICY_NOTED, EDITION_MOVED})


class Removal(msgspec.Struct, frozen=True):
    """The events of a case that are to be erased, in order, and on what ground."""

    case: Case
    events: tuple[Event, ...]
    ground: str


def removal(around: Surroundings, case_id: str, numbers: Sequence[int] | None, ground: str) -> Removal:
    """What an erasure would take: these events, or all that can be taken. Changes nothing.

    Those that are gone already are among them: a kill may have left some of what they kept. Raises WrongInputError
    for an unknown case or event, and without a ground.
    """
    if not ground.strip():
        raise wrong_input("an erasure needs its ground: the law or the decision that it rests on")
    case = around.register.get(case_id)
    wanted = {one.seq for one in case.events if one.kind != ERASED} if numbers is None else set(numbers)
    for number in sorted(wanted):
        if not 1 <= number <= case.version:
            raise wrong_input(
                f"case {case.id} has no event {number}; it has events 1 to {case.version}", key="--event"
            )
        if case.events[number - 1].kind == ERASED:
            raise wrong_input(f"event {number} says that something was erased, and stays", key="--event")
    if not wanted >= set(erasable(case)):
        _keep_what_decides(case, wanted)
    return Removal(case=case, events=tuple(one for one in case.events if one.seq in wanted), ground=ground)


def _keep_what_decides(case: Case, wanted: set[int]) -> None:
    """Raises where only part of a case is to go, and with it what decides how the rest is read."""
    for number in sorted(wanted):
        event = case.events[number - 1]
        alone = event.kind in _DECIDES_ABOUT_ONE and named_in(event) not in wanted
        if alone and case.events[named_in(event) - 1].kind != ERASED_CONTENT:
            raise wrong_input(
                f"event {number} takes back or corrects event {named_in(event)}, which would count again without it; "
                "erase both",
                key="--event",
            )
        if event.kind in _DECIDES_ABOUT_ALL:
            raise wrong_input(
                f"event {number} decides how the rest of the case is read, and goes only with all of it: --all",
                key="--event",
            )


def remove(around: Surroundings, removal: Removal) -> Case:
    """Erases it for good. Raises as `wizard.register.erasing.erase` does."""
    case = erase(
        around.register,
        removal.case.id,
        [one.seq for one in removal.events],
        ground=removal.ground,
        at=around.clock(),
        author=around.author,
    )
    _unlist(around, case.id)
    return case


def _unlist(around: Surroundings, case_id: str) -> None:
    """What the lists knew of the case was made of what is gone."""
    register = around.register
    try:
        listing = register.listing()
    except EscalateError:
        return  # it is sealed, and made anew sooner or later

    def rows() -> Iterator[IndexRow]:
        for row in listing.loaded.rows():
            yield IndexRow(id=row.id, version=row.version) if row.id == case_id else row

    register.renew_index(rows(), BASIS, listing.mark)
