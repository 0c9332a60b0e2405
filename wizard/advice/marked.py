"""A case's own path as marks for the drawing of its policy: what is done, where it is, and what lies ahead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wizard.advice.present import AdviceText, present
from wizard.advice.result import Advice
from wizard.policy.drawing.parts import Mark, Marks
from wizard.policy.model import COMPLETE, RESOLVED, Policy

_STATES: Final = {
    "done": "Done",
    "open": "Still open",
    "skipped": "Skipped, with no attempt on record",
    "here": "Here now",
    "ahead": "Ahead",
}


def marks_of(advice: Advice, policy: Policy, case: str) -> Marks:
    """The marks of a case that stands as the advice says. `case` is how it is named, such as its id."""
    said = present(advice, policy)
    return Marks(
        danger=said.danger or "",
        summary=tuple(_summary(said, case)),
        marks=tuple(_marks(advice, said)),
    )


def _summary(said: AdviceText, case: str) -> Iterator[str]:
    yield f"Case {case}. {said.as_at}."
    yield f"Now at {said.stage}. {said.status}." if said.stage else f"{said.status}."
    yield from (f"{one.rstrip('.')}." for one in said.times)


def _marks(advice: Advice, said: AdviceText) -> Iterator[Mark]:
    for rung, text in zip(advice.ladder, said.ladder, strict=True):
        yield Mark(at=rung.id, state=rung.state, words=_STATES[rung.state], notes=text.notes)
    if advice.status in (RESOLVED, COMPLETE):
        yield Mark(at=advice.status, state="here", words=_STATES["here"])
    elif advice.ladder:
        yield from (Mark(at=one, state="ahead", words=_STATES["ahead"]) for one in (RESOLVED, COMPLETE))
