"""The lines in the margin beside a ladder: past stages and back to earlier ones, each in a lane of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from wizard.policy.drawing.parts import Arrow
from wizard.policy.drawing.shapes import Area, line

_LANE: Final = 9


class Bend(msgspec.Struct, frozen=True):
    """An arrow and the number of its lane, the nearest to the ladder first."""

    arrow: Arrow
    lane: int


def bends_of(arrows: Sequence[Arrow], order: Sequence[str]) -> tuple[Bend, ...]:
    """Lanes for the arrows that do not lead to the next stage, such that none runs along another."""
    places = {place: number for number, place in enumerate(order)}
    taken: list[list[tuple[int, int]]] = []
    bends: list[Bend] = []
    long = [one for one in arrows if one.kind != "next" and one.source in places and one.dest in places]
    for arrow in sorted(long, key=lambda one: abs(places[one.dest] - places[one.source])):
        first, last = sorted((places[arrow.source], places[arrow.dest]))
        free = (
            n for n, spans in enumerate(taken) if all(last < one or first > other for one, other in spans)
        )
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((first, last))
        bends.append(Bend(arrow, lane))
    return tuple(bends)


def width_of_gutter(bends: Sequence[Bend]) -> float:
    """The room that the lines need to the left of a ladder."""
    return 12 + _LANE * (max(one.lane for one in bends) + 1) if bends else 0


def draw_bends(bends: Sequence[Bend], areas: Mapping[str, Area]) -> Iterator[str]:
    """The lines, from the foot of one box round to the head of another."""
    for bend in bends:
        source, dest = areas[bend.arrow.source], areas[bend.arrow.dest]
        x = min(source.x, dest.x) - 10 - _LANE * bend.lane
        step = 6 * (bend.lane % 4)
        back = bend.arrow.kind == "return"
        leaves = source.y + 10 + step if back else source.bottom - 8 - step
        arrives = dest.bottom - 10 - step if back else dest.y + 10 + step
        points = [(source.x, leaves), (x, leaves), (x, arrives), (dest.x, arrives)]
        yield from line(points, dashed=not back)
