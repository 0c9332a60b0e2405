"""What a check of a flow finds, before it has a file and a line; and the sentences that several checks share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, TypeAlias

import msgspec

from wizard.base.decode import fault
from wizard.base.errors import Fault
from wizard.base.nodes import Node
from wizard.base.text import unknown, visible

Place: TypeAlias = tuple[str | int, ...]
#: Characters of one sentence, at most: lists of what was expected are long.
_LONGEST: Final = 20_000


class Flaw(msgspec.Struct, frozen=True):
    """One thing that is wrong, or wants a look: where in the file, what, and its code in the list of faults."""

    place: Place
    what: str
    code: str


Found: TypeAlias = Iterator[Flaw]


def placed(flaws: Iterable[Flaw], node: Node, name: str) -> list[Fault]:
    """The flaws as faults of the file `name`, which `node` was read from."""
    # Most sentences repeat words of the flow: none of those may do anything to the line that shows them.
    return [fault(node, name, one.place, visible(one.what, _LONGEST), one.code) for one in flaws]


def unknown_id(place: Place, word: str, kind: str, known: Iterable[str], code: str) -> Flaw:
    """That an id leads nowhere, with the nearest that there is."""
    return Flaw(place, unknown(word, f"{kind} of this flow", known), code)


def repeated(ids: Sequence[tuple[Place, str]], kind: str) -> Found:
    """The ids that were there before."""
    seen: set[str] = set()
    for place, one in ids:
        if one in seen:
            yield Flaw(place, f"the {kind} '{one}' is there twice; expected each id once", "F202")
        seen.add(one)


def in_day(place: Place, day: str | None) -> Found:
    """A day that the calendar does not have."""
    if day is None:
        return
    try:
        date.fromisoformat(day)
    except ValueError:
        yield Flaw(place, f"'{day}' is not a day; expected one such as 2026-06-30", "F211")
