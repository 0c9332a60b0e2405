"""From a policy to its drawing: which boxes there are, what stands in them, and what leads where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from wizard.policy.clock_words import clocks_at
from wizard.policy.drawing.arrows import arrows_of
from wizard.policy.drawing.parts import START, Box, Drawing, Lane, Marks, Note, Way
from wizard.policy.drawing.times import clock_note
from wizard.policy.in_words import clean, only, people, source_of, where, who
from wizard.policy.model import (
    COMPLETE,
    RESOLVED,
    Ending,
    Ladder,
    Policy,
    Route,
    Stage,
)
from wizard.policy.part_words import (
    ENDINGS,
    bypass_words,
    gate_words,
    panel_words,
    pass_words,
    return_words,
    route_leads,
    route_where,
)

_ENTERED: Final = {
    RESOLVED: "From any stage, once it is settled",
    COMPLETE: "From the last stage, if it is not settled",
}
_THEN: Final = {
    "": "",
    START: "If it is not settled: the ladder",
    COMPLETE: "If it is not settled: no stage is left",
}


def drawing_of(policy: Policy, marks: Marks | None = None) -> Drawing:
    """The drawing of a policy; with `marks`, of a case's path through it."""
    identity = policy.policy
    drawing = Drawing(
        title=clean(f"{identity.area}: {identity.title}"),
        lines=(clean(f"{identity.edition}. {identity.covers}."),),
        danger=clean(marks.danger) if marks else "",
        case=tuple(clean(one) for one in marks.summary) if marks else (),
        lanes=tuple(_lane(policy, ladder) for ladder in policy.ladders),
        ways=tuple(_way(policy, route) for route in policy.routes),
        notes=tuple(_everywhere(policy)),
        endings=tuple(_ending(one) for one in policy.endings),
    )
    return _marked(drawing, marks) if marks else drawing


def _lane(policy: Policy, ladder: Ladder) -> Lane:
    return Lane(
        id=ladder.id,
        title=_lane_title(policy, ladder),
        boxes=tuple(_stage(policy, stage) for stage in ladder.stages),
        arrows=tuple(arrows_of(policy, ladder)),
    )


def _lane_title(policy: Policy, ladder: Ladder) -> str:
    if len(policy.ladders) == 1 and not ladder.title:
        return "The ladder"
    name = f"The ladder: {clean(ladder.title)}" if ladder.title else "A ladder"
    condition = where(policy, ladder.when)
    if condition:
        return f"{name}, where {condition}"
    return f"{name}, otherwise" if len(policy.ladders) > 1 and ladder is not policy.ladders[0] else name


# Stages.


def _stage(policy: Policy, stage: Stage) -> Box:
    return Box(
        id=stage.id,
        label=clean(stage.label),
        title=clean(f"{stage.label}: {stage.title}"),
        source=source_of(stage),
        group=clean(stage.group or ""),
        notes=tuple(_stage_notes(policy, stage)),
    )


def _stage_notes(policy: Policy, stage: Stage) -> Iterator[Note]:
    condition = only(policy, stage.when)
    if condition:
        yield Note(kind="only", words=condition)
    if stage.invokes:
        yield Note(kind="more", words="This begins the formal use of the policy")
    for gate in stage.gates:
        yield Note(kind="gate", words=gate_words(policy, gate), source=source_of(gate))
    yield Note(kind="who", words=f"Who acts: {who(policy, stage.acts)}")
    for line in people(policy, (*stage.with_, *stage.also)):
        yield Note(kind="who", words=line)
    if stage.panel:
        yield Note(kind="more", words=panel_words(stage.panel), source=source_of(stage.panel))
    for clock in clocks_at(policy, stage.id):
        yield clock_note(policy, clock)
    for one in policy.passes:
        if stage.id in one.stages:
            yield Note(kind="pass", words=pass_words(policy, one), source=source_of(one))
    for back in stage.returns:
        yield Note(kind="return", words=return_words(policy, back), source=source_of(back))


# What is beside the ladder, and what holds everywhere on it.


def _way(policy: Policy, route: Route) -> Way:
    dest = policy.stage(route.leads_to)
    after = _after(route)
    return Way(
        id=route.id,
        where=route_where(policy, route),
        rule=Note(kind="more", words=clean(route.rule), source=source_of(route)),
        leads=route_leads(policy, route),
        dest=dest.id,
        then=_THEN[after],
        after=after,
        box=_stage(policy, route.stage) if route.stage else None,
    )


def _after(route: Route) -> str:
    if route.then == "complete":
        return COMPLETE
    return "" if route.stage is None or route.until == "never" else START


def _everywhere(policy: Policy) -> Iterator[Note]:
    for bypass in policy.bypasses:
        yield Note(kind="pass", words=bypass_words(policy, bypass), source=source_of(bypass))
    for clock in policy.clocks:
        if not clock.at:
            note = clock_note(policy, clock)
            yield msgspec.structs.replace(note, words=f"At every stage. {note.words}")


def _ending(ending: Ending) -> Box:
    title = ENDINGS[ending.id]
    notes = (
        Note(kind="only", words=_ENTERED[ending.id]),
        Note(kind="more", words=clean(ending.rule)),
    )
    return Box(id=ending.id, label=title, title=title, source=source_of(ending), notes=notes)


# A case's own path.


def _marked(drawing: Drawing, marks: Marks) -> Drawing:
    replace = msgspec.structs.replace
    lanes = tuple(replace(one, boxes=tuple(_with_marks(one.boxes, marks))) for one in drawing.lanes)
    ways = tuple(
        replace(one, box=next(iter(_with_marks((one.box,), marks)))) if one.box else one
        for one in drawing.ways
    )
    return replace(drawing, lanes=lanes, ways=ways, endings=tuple(_with_marks(drawing.endings, marks)))


def _with_marks(boxes: Iterable[Box], marks: Marks) -> Iterator[Box]:
    for box in boxes:
        mark = marks.of(box.id)
        notes = tuple(clean(one) for one in mark.notes)
        yield msgspec.structs.replace(
            box, mark=msgspec.structs.replace(mark, words=clean(mark.words), notes=notes)
        )
