"""A drawing as the text of a Mermaid flowchart, for pages and tools that draw those."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from wizard.policy.drawing.parts import START, Arrow, Box, Drawing, Lane, State, Way
from wizard.policy.drawing.wrap import columns, wrap
from wizard.policy.model import COMPLETE, RESOLVED

_WIDTH: Final = 44
#: Everything that Mermaid, the HTML around it or a directive could read as its own.
_SPECIAL: Final = re.compile(r"[^\w \n.,/()+'’‘“”§–—…£!?:-]|_|:(?! )|-(?=-)|-(?= )|\.(?=\.)|(?<=[.\d])\.")
_BREAK: Final = "<br/>"
_LINES: Final = {"next": "-->", "skip": "-.->", "pass": "-.->", "return": "-->"}
_STYLES: Final[dict[State, str]] = {
    "here": "fill:#fff0c2,stroke:#7a4b00,stroke-width:3px,color:#1a1a1a",
    "done": "fill:#e3f1e5,stroke:#2d6a3e,color:#1a1a1a",
    "open": "fill:#e3f1e5,stroke:#2d6a3e,stroke-dasharray:5 3,color:#1a1a1a",
    "skipped": "fill:#ffffff,stroke:#8a2c2c,stroke-dasharray:5 3,color:#1a1a1a",
    "ahead": "fill:#eef3f9,stroke:#2f4f73,color:#1a1a1a",
    "apart": "fill:#f4f4f4,stroke:#5c5c5c,color:#3d3d3d",
}


class _Names:
    """The node of each stage and ending: an id of a policy may be one of Mermaid's own words."""

    def __init__(self, drawing: Drawing) -> None:
        boxes = [box for lane in drawing.lanes for box in lane.boxes]
        boxes += [way.box for way in drawing.ways if way.box]
        self._nodes = {box.id: f"stage{number}" for number, box in enumerate(boxes, 1)}
        self._nodes |= {START: "start0", RESOLVED: "settled0", COMPLETE: "complete0"}

    def of(self, place: str) -> str:
        return self._nodes[place]


def as_mermaid(drawing: Drawing) -> str:
    """The drawing as a Mermaid flowchart, with a line feed after each line."""
    return "".join(f"{line}\n" for line in _lines(drawing))


def escaped(text: str) -> str:
    """Text as it may stand between quotation marks in a flowchart: what could be syntax is a character's number."""
    return _SPECIAL.sub(lambda found: f"#{ord(found.group())};", text)


def _lines(drawing: Drawing) -> Iterator[str]:
    names = _Names(drawing)
    yield "flowchart TD"
    yield f"  accTitle: {_one_line(drawing.title)}"
    head = (drawing.danger, drawing.title, *drawing.lines, *drawing.case)
    yield f'  title0["{_label(head)}"]'
    yield f'  {names.of(START)}(["A disagreement is raised"])'
    yield f"  title0 ~~~ {names.of(START)}"
    for number, lane in enumerate(drawing.lanes, 1):
        yield from _lane(lane, f"ladder{number}", names)
    for ending in drawing.endings:
        yield f'  {names.of(ending.id)}(["{_box(ending)}"])'
    yield from _ways(drawing.ways, names)
    for number, lane in enumerate(drawing.lanes, 1):
        yield from _arrows(lane, names)
        yield f'  ladder{number} -->|"Once it is settled"| {names.of(RESOLVED)}'
    if drawing.notes:
        yield f'  notes0["{_label(("Everywhere on the ladder", *(one.words for one in drawing.notes)))}"]'
        yield "  notes0 -.- ladder1"
    yield from _styles(drawing, names)


def _lane(lane: Lane, name: str, names: _Names) -> Iterator[str]:
    yield f'  subgraph {name}["{_label((lane.title,))}"]'
    group, count = "", 0
    for box in lane.boxes:
        if box.group != group:
            if group:
                yield "    end"
            group = box.group
            count += 1
            if group:
                yield f'    subgraph {name}group{count}["{_label((group,))}"]'
        yield f'    {names.of(box.id)}["{_box(box)}"]'
    if group:
        yield "    end"
    yield "  end"


def _ways(ways: tuple[Way, ...], names: _Names) -> Iterator[str]:
    if not ways:
        return
    yield '  subgraph beside0["Beside the ladder, looked at first"]'
    for number, way in enumerate(ways, 1):
        yield f'    way{number}{{{{"{_label((way.where, way.rule.words, way.leads, way.then))}"}}}}'
        if way.box:
            yield f'    {names.of(way.box.id)}["{_box(way.box)}"]'
    yield "  end"
    yield f"  {names.of(START)} --> beside0"
    for number, way in enumerate(ways, 1):
        yield f'  way{number} -->|"Leads to"| {names.of(way.dest)}'
        if way.box and way.then:
            place = names.of(COMPLETE) if way.after == COMPLETE else "ladder1"
            yield f'  {names.of(way.box.id)} -->|"If it is not settled"| {place}'
        if way.box:
            yield f'  {names.of(way.box.id)} -->|"Once it is settled"| {names.of(RESOLVED)}'


def _arrows(lane: Lane, names: _Names) -> Iterator[str]:
    for arrow in lane.arrows:
        yield f'  {names.of(arrow.source)} {_LINES[arrow.kind]}|"{_label((_words(arrow),))}"| {names.of(arrow.dest)}'


def _words(arrow: Arrow) -> str:
    return f"May be passed. {arrow.words}" if arrow.kind == "pass" else arrow.words


def _box(box: Box) -> str:
    mark = (str(box.mark),) if box.mark else ()
    return _label((*mark, box.title, *(note.words for note in box.notes)))


def _label(lines: Iterable[str]) -> str:
    """Lines folded and escaped, as the label of a node."""
    folded = [part for line in lines for part in wrap(line, _WIDTH, columns)]
    return _BREAK.join(escaped(part) for part in folded)


def _one_line(text: str) -> str:
    """Text for the title that a screen reader says: it stands unquoted, so only plain letters may be in it."""
    return " ".join(re.sub(r"[^\w ,.’–-]|_", " ", text).split()) or "A policy"


def _styles(drawing: Drawing, names: _Names) -> Iterator[str]:
    boxes = [box for lane in drawing.lanes for box in lane.boxes]
    boxes += [way.box for way in drawing.ways if way.box]
    marked = [(box.id, box.mark.state) for box in (*boxes, *drawing.endings) if box.mark]
    for state, style in _STYLES.items():
        nodes = [names.of(place) for place, found in marked if found == state]
        if nodes:
            yield f"  classDef {state} {style}"
            yield f"  class {','.join(nodes)} {state}"
