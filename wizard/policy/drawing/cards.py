"""The boxes of a picture: what is written in each, how high that makes it, and what its state looks like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from wizard.policy.drawing.parts import Box, Mark, State, Way
from wizard.policy.drawing.shapes import Area, Span, Style, block, box, fold, height_of

TITLE: Final = 13
BODY: Final = 12
_PAD: Final = 9
PLAIN: Final = Style(fill="#eef3f9", edge="#2f4f73")
BESIDE: Final = Style(fill="#f6f1fa", edge="#5b3f7a")
ENDING: Final = Style(fill="#f1f1ec", edge="#4d4d3d", round=14)
SAID: Final = Style(fill="#ffffff", edge="#5c5c5c")
DANGER: Final = Style(fill="#fdecec", edge="#8a1f1f", ink="#6e1212", thick=2.5)
GROUP: Final = Style(fill="#fafafa", edge="#6b6b6b", dashed=True, thick=1)
#: Every state is said in words too: the look only helps to find it.
_STATES: Final[dict[State, Style]] = {
    "here": Style(fill="#fff0c2", edge="#7a4b00", thick=3),
    "done": Style(fill="#e3f1e5", edge="#2d6a3e"),
    "open": Style(fill="#e3f1e5", edge="#2d6a3e", dashed=True),
    "skipped": Style(fill="#ffffff", edge="#8a2c2c", dashed=True),
    "apart": Style(fill="#f4f4f4", edge="#6b6b6b", ink="#3d3d3d", thick=0.8),
}


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A box with its folded lines, still without a place."""

    id: str
    spans: tuple[Span, ...]
    style: Style
    width: float

    @property
    def height(self) -> float:
        """Its height with the space around the lines."""
        return height_of(self.spans) + 2 * _PAD

    def at(self, x: float, y: float) -> Area:
        """The rectangle that it takes at a place."""
        return Area(x=x, y=y, width=self.width, height=self.height)

    def drawn(self, x: float, y: float) -> Iterator[str]:
        """It at its place."""
        yield box(self.at(x, y), self.style)
        yield from block(self.spans, x + _PAD, y + _PAD, self.style.ink)


def stage_card(one: Box, width: float, style: Style) -> Card:
    """A stage or an ending."""
    room = width - 2 * _PAD
    spans: list[Span] = []
    if one.mark:
        spans += fold(_mark(one.mark), room, BODY, bold=True)
    spans += fold(one.title, room, TITLE, bold=True)
    spans += fold(f"Source: {one.source}", room, BODY)
    for note in one.notes:
        spans += fold(str(note), room, BODY)
    if one.mark and one.mark.state in _STATES:
        style = msgspec.structs.replace(_STATES[one.mark.state], round=style.round)
    return Card(id=one.id, spans=tuple(spans), style=style, width=width)


def way_card(way: Way, width: float) -> Card:
    """A route beside the ladder."""
    return said_card(way.id, (way.where, str(way.rule), way.leads, way.then), width, BESIDE)


def said_card(card_id: str, lines: tuple[str, ...], width: float, style: Style = SAID) -> Card:
    """Lines in a box, the first of them as its heading."""
    room = width - 2 * _PAD
    heading, *rest = lines
    spans = fold(heading, room, TITLE, bold=True)
    for words in rest:
        spans += fold(words, room, BODY)
    return Card(id=card_id, spans=tuple(spans), style=style, width=width)


def _mark(mark: Mark) -> str:
    words = mark.words.upper() if mark.state == "here" else mark.words
    return f"{words}: {'; '.join(mark.notes)}" if mark.notes else words
