"""A drawing as plain lines for a terminal: a rail with the stages along it, and everything said in words.

The rail helps the eye; without it the lines say the same, so that a screen reader loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from wizard.policy.drawing.parts import START, Arrow, Box, Drawing, Lane, Mark, Way
from wizard.policy.drawing.wrap import columns, wrap
from wizard.policy.model import COMPLETE

WIDTH: Final = 78
_RAIL: Final = "│"
_DOWN: Final = "▼"
_HERE: Final = "▶"


def as_text(drawing: Drawing) -> str:
    """The drawing as lines of at most `WIDTH` columns, with a line feed after each."""
    return "".join(f"{line}\n" for line in _lines(drawing))


def in_words(drawing: Drawing) -> str:
    """The same without rail or arrows and unfolded, one line for each statement."""
    found = [f"{one.rstrip('.')}." for one in (drawing.danger, *drawing.lines, *drawing.case) if one]
    labels = _labels(drawing)
    for lane in drawing.lanes:
        found.append(f"{lane.title}.")
        found += [f"{one}." for one in (_leads(arrow, labels) for arrow in _leaving(lane, START))]
        for box in lane.boxes:
            found += [f"{one}." for one in (_heading(box), *map(str, box.notes))]
            found += [f"{one}." for one in (_leads(arrow, labels) for arrow in _leaving(lane, box.id))]
    for way in drawing.ways:
        found.append(f"Beside the ladder. {way.where}: {way.rule}. {way.leads} {way.then}".rstrip(" .") + ".")
        if way.box:
            found += [f"{one}." for one in (_heading(way.box), *map(str, way.box.notes))]
    found += [f"{one}." for one in drawing.notes]
    for ending in drawing.endings:
        found += [f"{one}." for one in (_heading(ending), *map(str, ending.notes))]
    return "\n".join(one.replace("..", ".") for one in found)


def _lines(drawing: Drawing) -> Iterator[str]:
    if drawing.danger:
        yield from _folded(f"!! {drawing.danger}")
        yield ""
    yield from _folded(drawing.title)
    for line in drawing.lines:
        yield from _folded(line)
    if drawing.case:
        yield ""
    for line in drawing.case:
        yield from _folded(line)
    labels = _labels(drawing)
    for lane in drawing.lanes:
        yield ""
        yield from _lane(lane, labels)
    if drawing.notes:
        yield ""
        yield "Everywhere on the ladder"
    for note in drawing.notes:
        yield from _folded(f"- {note}", "  ", "    ")
    if drawing.ways:
        yield ""
        yield "Beside the ladder. These ways are looked at first, in this order."
    for way in drawing.ways:
        yield ""
        yield from _way(way)
    yield ""
    yield "How it ends"
    for ending in drawing.endings:
        yield ""
        yield from _box(ending, "  ")


def _labels(drawing: Drawing) -> dict[str, str]:
    labels = {box.id: box.label for lane in drawing.lanes for box in lane.boxes}
    return labels | {COMPLETE: "no stage is left"}


def _lane(lane: Lane, labels: dict[str, str]) -> Iterator[str]:
    yield from _folded(lane.title)
    yield from _down(lane, START, labels)
    group = ""
    for box in lane.boxes:
        if box.group != group:
            words = f"Group: {box.group}" if box.group else f"No longer in the group {group}"
            yield from _folded(words)
            group = box.group
        yield from _box(box, "", f"{_RAIL}   ")
        yield from _down(lane, box.id, labels)


def _down(lane: Lane, source: str, labels: dict[str, str]) -> Iterator[str]:
    """Where it goes on from a place, what is next at the foot of the rail."""
    yield _RAIL
    for arrow in _leaving(lane, source):
        mark, rest = (_DOWN, "    ") if _is_next(arrow) else (_RAIL, f"{_RAIL}   ")
        yield from _folded(f"{mark} {_leads(arrow, labels)}", "", rest)


def _leaving(lane: Lane, source: str) -> list[Arrow]:
    """The ways on from a place. The stage drawn below it stands last, where there is a way to that."""
    arrows = [one for one in lane.arrows if one.source == source and one.kind in ("skip", "next")]
    return sorted(arrows, key=_is_next)


def _leads(arrow: Arrow, labels: dict[str, str]) -> str:
    return f"{arrow.words}: {labels.get(arrow.dest, arrow.dest)}"


def _is_next(arrow: Arrow) -> bool:
    return arrow.kind == "next"


def _way(way: Way) -> Iterator[str]:
    yield from _folded(f"- {way.where}", "", "  ")
    for words in (str(way.rule), way.leads):
        yield from _folded(words, "  ")
    if way.box:
        yield from _box(way.box, "  ", f"  {_RAIL}   ")
    if way.then:
        yield from _folded(f"  {_DOWN if way.box else '-'} {way.then}", "", "    ")


def _heading(box: Box) -> str:
    return f"{box.mark}. {box.heading}" if box.mark else box.heading


def _box(box: Box, indent: str, rail: str | None = None) -> Iterator[str]:
    """A box's heading and its notes; its further lines stand to the right of the `rail`."""
    inner = f"{indent}    " if rail is None else rail
    here = f"{_HERE} " if box.mark and box.mark.state == "here" else ""
    yield from _folded(f"{here}{box.heading}", indent, inner)
    if box.mark:
        yield from _folded(_state(box.mark), inner, f"{inner}  ")
    for note in box.notes:
        yield from _folded(str(note), inner, f"{inner}  ")


def _state(mark: Mark) -> str:
    words = mark.words.upper() if mark.state == "here" else mark.words
    return " ".join(part for part in (f"[{words}]", "; ".join(mark.notes)) if part)


def _folded(text: str, indent: str = "", further: str | None = None) -> Iterable[str]:
    further = indent if further is None else further
    # Folded at the narrower of both, so that no line depends on which one it is.
    room = WIDTH - max(columns(indent), columns(further))
    lead = text[: len(text) - len(text.lstrip())]
    for number, line in enumerate(wrap(text, room - columns(lead), columns)):
        yield f"{indent}{lead}{line}" if number == 0 else f"{further}{line}"
