"""A drawing as a picture: SVG of our own, as wide as A4, with no font, script or style from anywhere else."""

from __future__ import annotations

from typing import Final

import msgspec

from wizard.policy.drawing.cards import (
    BESIDE,
    BODY,
    DANGER,
    ENDING,
    GROUP,
    PLAIN,
    TITLE,
    Card,
    said_card,
    stage_card,
    way_card,
)
from wizard.policy.drawing.gutter import Bend, bends_of, draw_bends, width_of_gutter
from wizard.policy.drawing.parts import START, Drawing, Lane
from wizard.policy.drawing.shapes import PAPER, Area, block, box, element, escape, fold, height_of, line
from wizard.policy.drawing.text import in_words
from wizard.policy.model import COMPLETE

#: A4 at 96 to an inch.
WIDTH: Final = 794
_MARGIN: Final = 24
_SIDE: Final = 266
_HEAD: Final = 18
_BETWEEN: Final = 20
#: Where the column beside ends so much further down, the endings do not wait for it.
_FAR: Final = 60
_FONTS: Final = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif"
_RAISED: Final = "A disagreement is raised"
_LEGEND: Final = {
    "pass": "A broken line leads past stages that may be passed, or that do not apply in every case.",
    "return": "A line at the left leads back to an earlier stage.",
}


def as_svg(drawing: Drawing) -> str:
    """The drawing as an SVG document."""
    body, height = _Page(drawing).drawn()
    inner = (
        element("title", escape(drawing.title), id="title"),
        element("desc", escape(in_words(drawing)), id="desc"),
        element("rect", x=0, y=0, width=WIDTH, height=height, fill=PAPER),
        *body,
    )
    root = element(
        "svg",
        "\n" + "\n".join(inner) + "\n",
        xmlns="http://www.w3.org/2000/svg",
        width=WIDTH,
        height=height,
        viewBox=f"0 0 {WIDTH} {height:.1f}",
        role="img",
        aria_labelledby="title desc",
        font_family=_FONTS,
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'


#: Between two branches of a fork.
_APART: Final = 22


class _Column(msgspec.Struct, frozen=True, kw_only=True):
    """Where the boxes stand: in the main column, and in the one beside it where there is one."""

    x: float
    width: float


class _Page:
    """Lays a drawing out from top to bottom. Used once."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._bends = {lane.id: _bends(lane) for lane in drawing.lanes}
        gutter = max(width_of_gutter(one) for one in self._bends.values())
        has_side = bool(drawing.ways or drawing.notes)
        channels = sum(way.box is None for way in drawing.ways)
        self._gap = 26 + 8 * channels
        room = WIDTH - 2 * _MARGIN - gutter
        main = room - _SIDE - self._gap if has_side else room
        self._main = _Column(x=_MARGIN + gutter, width=main)
        self._side = _Column(x=WIDTH - _MARGIN - _SIDE, width=_SIDE)
        self._areas: dict[str, Area] = {}
        self._under: list[str] = []
        self._over: list[str] = []

    def drawn(self) -> tuple[list[str], float]:
        """The elements in their order, and the height of the page."""
        top = self._heading()
        start = self._start(top)
        side = self._beside(top, start)
        bottom = start.bottom
        for lane in self._drawing.lanes:
            bottom = self._ladder(lane, bottom)
        self._channels()
        bottom = self._endings(bottom + 26, side + 24)
        bottom = self._legend(bottom)
        return [*self._under, *self._over], bottom + _MARGIN

    # From the top.

    def _heading(self) -> float:
        y: float = _MARGIN
        room = WIDTH - 2 * _MARGIN
        if self._drawing.danger:
            card = said_card("danger", (self._drawing.danger,), room, DANGER)
            self._over += card.drawn(_MARGIN, y)
            y += card.height + 10
        spans = fold(self._drawing.title, room, _HEAD, bold=True)
        for words in self._drawing.lines:
            spans += fold(words, room, BODY)
        self._over += block(spans, _MARGIN, y)
        y += height_of(spans) + 10
        if self._drawing.case:
            card = said_card("case", self._drawing.case, room)
            self._over += card.drawn(_MARGIN, y)
            y += card.height + 10
        return y + 4

    def _start(self, y: float) -> Area:
        card = said_card(START, (_RAISED,), self._main.width, ENDING)
        return self._put(card, self._main.x, y)

    def _put(self, card: Card, x: float, y: float) -> Area:
        area = card.at(x, y)
        self._areas[card.id] = area
        self._over += card.drawn(x, y)
        return area

    # The ladder.

    def _ladder(self, lane: Lane, y: float) -> float:
        if len(self._drawing.lanes) > 1:
            spans = fold(lane.title, self._main.width, TITLE, bold=True)
            self._over += block(spans, self._main.x, y + 14)
            area = Area(x=self._main.x, y=y + 14, width=self._main.width, height=height_of(spans))
            self._areas[START], y = area, area.bottom
        below = "" if len(self._drawing.lanes) > 1 else START
        arrows = {(one.source, one.dest): one for one in lane.arrows if one.kind == "next"}
        group, opened, closed = "", y, y
        for one in lane.boxes:
            arrow = arrows.get((below, one.id))
            if arrow or below in ("", START):
                y = self._down(arrow.words if arrow and below != START else "", y)
            else:
                y += _APART  # another branch of the same fork: nothing leads from the one to the other
            if one.group != group:
                self._enclose(group, opened, closed + 3)
                group, opened = one.group, y
                y = self._group_heading(group, y)
            card = stage_card(one, self._main.width, PLAIN)
            y = closed = self._put(card, self._main.x, y).bottom
            below = one.id
        self._enclose(group, opened, y + 3)
        words = next((one.words for one in lane.arrows if (one.source, one.dest) == (below, COMPLETE)), "")
        last = lane is self._drawing.lanes[-1]
        spans = fold(words if last else f"{words}: no stage is left", self._main.width - 50, BODY)
        self._over += block(spans, self._main.x + 40, y + 8)
        self._over += draw_bends(self._bends[lane.id], self._areas)
        if not last:
            self._over += line([(self._main.x + 26, y), (self._main.x + 26, y + height_of(spans) + 12)])
        return y + height_of(spans) + 14

    def _down(self, words: str, y: float) -> float:
        """An arrow down to the next box, with its words beside it. Gives where that box begins."""
        spans = fold(words, self._main.width - 50, BODY)
        bottom = y + max(height_of(spans) + 12, 22)
        x = self._main.x + 26
        self._over += line([(x, y), (x, bottom)])
        self._over += block(spans, x + 14, y + 6)
        return bottom

    def _group_heading(self, group: str, y: float) -> float:
        if not group:
            return y
        spans = fold(f"Group: {group}", self._main.width, BODY, bold=True)
        self._over += block(spans, self._main.x, y + 4)
        return y + height_of(spans) + 8

    def _enclose(self, group: str, top: float, bottom: float) -> None:
        if group:
            area = Area(x=self._main.x - 5, y=top, width=self._main.width + 10, height=bottom - top)
            self._under.append(box(area, GROUP))

    # Beside it.

    def _beside(self, top: float, start: Area) -> float:
        y = top
        x, width = self._side.x, self._side.width
        if self._drawing.ways:
            card = said_card("ways", ("Looked at first: ways beside the ladder",), width, BESIDE)
            area = self._put(card, x, y)
            middle = min(start.y + start.height / 2, area.bottom - 6)
            self._over += line([(start.right, middle), (area.x, middle)])
            y = area.bottom + 10
        for way in self._drawing.ways:
            y = self._put(way_card(way, width), x, y).bottom
            if way.box:
                self._over += line([(x + 26, y), (x + 26, y + 18)])
                y = self._put(stage_card(way.box, width, PLAIN), x, y + 18).bottom
            y += 14
        if self._drawing.notes:
            lines = ("Everywhere on the ladder", *(str(one) for one in self._drawing.notes))
            y = self._put(said_card("notes", lines, width), x, y).bottom
        return y

    def _channels(self) -> None:
        """Lines from the ways that lead to a stage of the ladder."""
        leading = [way for way in self._drawing.ways if way.box is None and way.dest in self._areas]
        for number, way in enumerate(leading):
            card, dest = self._areas[way.id], self._areas[way.dest]
            x = self._side.x - 12 - 8 * number
            leaves = card.y + card.height / 2
            arrives = dest.y + 14 + 8 * number
            self._over += line([(card.x, leaves), (x, leaves), (x, arrives), (dest.right, arrives)])

    # At the foot.

    def _endings(self, y: float, free: float) -> float:
        """The endings, under the ladder; across the page where nothing stands beside them any more."""
        # What the ladder leads down to comes first.
        ordered = sorted(self._drawing.endings, key=lambda one: one.id != COMPLETE)
        stacked = free > y + _FAR
        across = (WIDTH - 2 * _MARGIN - _BETWEEN) / 2
        top = bottom = y if stacked else max(y, free)
        for number, ending in enumerate(ordered):
            if stacked:
                card = stage_card(ending, self._main.width, ENDING)
                bottom = self._put(card, self._main.x, top).bottom
                top = bottom + _BETWEEN
            else:
                card = stage_card(ending, across, ENDING)
                bottom = max(bottom, self._put(card, _MARGIN + number * (across + _BETWEEN), top).bottom)
        last = self._areas[self._drawing.lanes[-1].boxes[-1].id]
        x = self._main.x + 26
        self._over += line([(x, last.bottom), (x, self._areas[COMPLETE].y)])
        return max(bottom, free) if stacked else bottom

    def _legend(self, y: float) -> float:
        kinds = {bend.arrow.kind for bends in self._bends.values() for bend in bends}
        told = "pass" if kinds & {"pass", "skip"} else ""
        room = WIDTH - 2 * _MARGIN
        spans = [
            span
            for kind in (told, "return" if "return" in kinds else "")
            if kind
            for span in fold(_LEGEND[kind], room, BODY)
        ]
        self._over += block(spans, _MARGIN, y + 12)
        return y + 12 + height_of(spans) if spans else y


def _bends(lane: Lane) -> tuple[Bend, ...]:
    return bends_of(lane.arrows, (START, *(one.id for one in lane.boxes)))
