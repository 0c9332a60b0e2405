"""What becomes of one event, and of each value of a case, at a level of an export.

What may be given away is a matter of lists (`export_shapes`). What those do not know is free text: in it names that
are known become initials, and at the level without names it is left out and counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from wizard.casework.export_fields import KnownField
from wizard.casework.export_shapes import (
    DAY_ANSWER,
    EVENTS,
    TYPED_ANSWER,
    Each,
    Leaf,
    Many,
    Shape,
    Vocabulary,
)
from wizard.casework.pseudonyms import Pseudonyms, all_initials
from wizard.register.cases import JSON, Author, Event

#: The levels at which something becomes of a case.
Reduced = Literal["initials", "none"]


class Levelling:
    """Makes values fit to be given away, and counts what it leaves out.

    `gap` stands for what is left out: nothing for a program, a word for a reader. A name that is known of any case
    is in `names`; `words` are those that nobody can have typed.
    """

    def __init__(
        self,
        level: Reduced,
        names: Pseudonyms,
        fields: Mapping[str, KnownField],
        words: Vocabulary,
        gap: str | None = None,
    ) -> None:
        self._level = level
        self._names = names
        self._fields = fields
        self._words = words
        self._gap = gap
        self.left_out = 0

    def event(self, event: Event) -> Event:
        """An event as it is given away. The kind of one that is not known is empty at the level without names."""
        known = event.kind in EVENTS
        if event.kind == "detailed":
            named = {key: value for key, value in event.data.items() if key != "text"}
            data: JSON = {**_object(self.value(named, EVENTS[event.kind])), "text": self._detail(event.data)}
        else:
            data = self.value(event.data, _shape(event)) if known else self._free(event.data)
        return Event(
            seq=event.seq,
            time=event.time if not event.time or self._words.holds("when", event.time) else "",
            author=self._author(event.author),
            kind=event.kind if known else self._text(event.kind, gap="") or "",
            data=_object(data),
            edition=event.edition if self._words.holds("hash", event.edition) else "",
            program=event.program if self._words.holds("version", event.program) else "",
        )

    def text(self, text: str) -> str:
        """A sentence about what is given away. It holds nothing else; a name in it is made into initials all the same."""
        return self._names.replace(text) if self._level == "initials" else text

    def value(self, value: JSON, shape: Shape | None) -> JSON:
        """A value as its shape says that it may be given away, else as free text."""
        if value is None:
            return None
        if isinstance(shape, str):
            return self._leaf(value, shape)
        if isinstance(shape, Many) and isinstance(value, list):
            return [self.value(one, shape.of) for one in value]
        if isinstance(value, dict) and isinstance(shape, Each | Mapping):
            known: dict[str, JSON] = {}
            rest: dict[str, JSON] = {}
            for key, one in value.items():
                of = _within(shape, key, self._words)
                if of is None:
                    rest[key] = one
                else:
                    known[key] = self.value(one, of)
            return known | _object(self._free(rest))
        return self._free(value)

    def _leaf(self, value: JSON, leaf: Leaf) -> JSON:
        if leaf == "gone":
            return self._gone()
        if leaf == "name":
            return (
                all_initials(value) if self._level == "initials" and isinstance(value, str) else self._gone()
            )
        return value if self._words.holds(leaf, value) else self._free(value)

    def _free(self, value: JSON) -> JSON:
        """What anything may stand in."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            if self._level == "initials":
                return {self._names.replace(key): self._free(one) for key, one in value.items()}
            self.left_out += len(value)
            return {}
        if self._level == "none":
            return self._gone()
        return [self._free(one) for one in value] if isinstance(value, list) else value

    def _text(self, value: str, gap: str | None = None) -> str | None:
        if self._level == "initials":
            return self._names.replace(value)
        lost = self._gone()
        return lost if gap is None else gap

    def _gone(self) -> str | None:
        self.left_out += 1
        return self._gap

    def _author(self, author: Author) -> Author:
        if self._level == "none":
            # A role is no name; one that a name stands in is left out with it.
            return Author(role="" if self._names.found_in(author.role) else author.role, name="")
        return Author(role=self._names.replace(author.role), name=all_initials(author.name))

    def _detail(self, data: Mapping[str, JSON]) -> JSON:
        """What was written for a field of a document, by what that field is for."""
        name, text = data.get("field"), data.get("text")
        field = self._fields.get(name) if isinstance(name, str) else None
        if field is None or not isinstance(text, str):
            return self._gone()  # nothing says whether it is a name
        if "name" in field.holds:
            return self._leaf(text, "name")
        if field.holds:
            return self._gone()
        return text if field.is_structured(text) else self._text(text)


def _within(shape: Each | Mapping[str, Shape], key: str, words: Vocabulary) -> Shape | None:
    """What stands at a key; None where the key is not known."""
    if isinstance(shape, Each):
        return shape.of if words.holds("id", key) else None
    return shape.get(key)


def _shape(event: Event) -> Shape:
    """What stands in the data of an event of a known kind."""
    data = event.data
    question = str(data.get("question"))
    if event.kind == "answered" and "@" in question and not data.get("offered"):
        # A typed word may be an id too: what was typed is told by its question.
        return TYPED_ANSWER if question.endswith(":note") else DAY_ANSWER
    return EVENTS[event.kind]


def _object(value: JSON) -> dict[str, JSON]:
    assert isinstance(value, dict)
    return value
