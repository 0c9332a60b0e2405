"""What a drawing of a policy is made of: plain values that every renderer reads, and nothing of how they look."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

#: The place that every arrow into a ladder begins at.
START: Final = "start"

State = Literal["done", "open", "skipped", "here", "ahead", "apart"]
NoteKind = Literal["only", "who", "time", "gate", "pass", "return", "more"]
ArrowKind = Literal["next", "skip", "pass", "return"]
Form = Literal["text", "mermaid", "svg"]
FORMS: Final[tuple[Form, ...]] = ("text", "mermaid", "svg")


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """How one stage or ending stands in a case: its state, the same in words, and its dates."""

    at: str
    state: State
    words: str
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "; ".join((self.words, *self.notes))


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """A case's own path. What has no mark is no part of it; `summary` says where the case stands.

    `danger` stands above everything else where someone is in danger, and is empty elsewhere.
    """

    summary: tuple[str, ...]
    danger: str = ""
    marks: tuple[Mark, ...] = ()

    def of(self, place: str) -> Mark:
        """The mark of a stage or an ending."""
        for mark in self.marks:
            if mark.at == place:
                return mark
        return Mark(at=place, state="apart", words="Not on this case's path")


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a box or beside the ladder, with the clause that it rests on. `source` is empty where none is due."""

    kind: NoteKind
    words: str
    source: str = ""

    def __str__(self) -> str:
        return f"{self.words} ({self.source})" if self.source else self.words


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """One stage or ending."""

    id: str
    title: str
    label: str
    source: str
    notes: tuple[Note, ...]
    group: str = ""
    mark: Mark | None = None

    @property
    def heading(self) -> str:
        """Its label, its title, and the clause that it rests on."""
        return f"{self.title} ({self.source})"


class Arrow(msgspec.Struct, frozen=True, kw_only=True):
    """A way from one place to another: stages and endings by their ids, or `START`."""

    kind: ArrowKind
    source: str
    dest: str
    words: str


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One ladder. `title` says which, where there are several."""

    id: str
    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A route beside the ladder: to a stage of its own (`box`), or to one of the ladder's.

    `after` is where it goes on if that does not settle it: the ladder (`START`), an ending, or nowhere of its own.
    """

    id: str
    where: str
    rule: Note
    leads: str
    dest: str
    then: str
    after: str
    box: Box | None = None


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """A policy, or a case's path through it. `notes` hold everywhere on the ladder."""

    title: str
    lines: tuple[str, ...]
    danger: str
    case: tuple[str, ...]
    lanes: tuple[Lane, ...]
    ways: tuple[Way, ...]
    notes: tuple[Note, ...]
    endings: tuple[Box, ...]
