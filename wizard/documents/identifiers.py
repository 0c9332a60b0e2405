"""What in a text tells who somebody is: names, dates of birth, addresses, numbers.

Nothing here is certain. What is found is shown to a person, who decides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, Literal

import msgspec

from wizard.documents import identifier_shapes as shapes
from wizard.documents.identifier_names import find_names
from wizard.documents.identifier_schools import schools

Kind = Literal[
    "name",
    "birth",
    "postcode",
    "address",
    "phone",
    "email",
    "nhs-number",
    "ni-number",
    "pupil-number",
    "school",
    "reference",
    "web",
]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Words that may tell who somebody is. `line` and `column` count from 1, in characters."""

    kind: Kind
    words: str
    start: int
    end: int
    line: int
    column: int
    why: str


#: What was found by its shape, the surest first: of two that overlap, the surer one stays.
_BY_SHAPE: Final[tuple[tuple[Kind, Callable[[str], Iterable[shapes.Span]], str], ...]] = (
    ("email", shapes.emails, "It has the form of an email address."),
    ("web", shapes.web_addresses, "It has the form of a web address or of a name on one."),
    ("nhs-number", shapes.nhs_numbers, "Ten digits stand here that fit an NHS number."),
    ("ni-number", shapes.ni_numbers, "It has the form of a National Insurance number."),
    ("pupil-number", shapes.pupil_numbers, "It has the form of a unique pupil number."),
    ("birth", shapes.births, "A date stands beside a word for birth."),
    ("phone", shapes.phones, "It has the form of a telephone number."),
    ("school", schools, "A school stands here with its name."),
    ("address", shapes.addresses, "A number or name of a home stands here with its street or flat."),
    ("postcode", shapes.postcodes, "It has the form of a postcode."),
    ("reference", shapes.references, "It has the form of a number in the files of an agency."),
)
_WHY_BIRTH: Final = "The date is more than an age band or a year."


def find_identifiers(
    text: str, known_names: Collection[str] = (), *, ordinary: Collection[str] = (), birth: bool = False
) -> tuple[Found, ...]:
    """What may tell who somebody is, in order and without overlaps.

    `known_names` were given elsewhere, and each part of one is found wherever it stands. The words of `ordinary` (a
    policy's roles and bodies) are taken for no names. `birth`: the text tells of a birth, so that every date is one.
    """
    taken = _Taken()
    for kind, finds, why in _BY_SHAPE:
        spans = shapes.births(text, birth=birth) if kind == "birth" else finds(text)
        reason = _WHY_BIRTH if kind == "birth" and birth else why
        for start, end in sorted(spans):
            taken.take(kind, start, end, reason)
    for one in find_names(text, known_names, ordinary):
        taken.take("name", one.start, one.end, one.why)
    lines = line_starts(text)
    return tuple(
        Found(
            kind=kind,
            words=text[start:end],
            start=start,
            end=end,
            line=(line := bisect_right(lines, start)),
            column=start - lines[line - 1] + 1,
            why=why,
        )
        for start, end, kind, why in taken
    )


def line_starts(text: str) -> list[int]:
    """Where each line of a text begins."""
    return [0, *(place + 1 for place, sign in enumerate(text) if sign == "\n")]


class _Taken:
    """Places in a text, none of which overlaps another: what comes first stays."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[int, Kind, str]] = {}
        self._signs: set[int] = set()

    def take(self, kind: Kind, start: int, end: int, why: str) -> None:
        if start >= end or not self._signs.isdisjoint(range(start, end)):
            return
        self._signs.update(range(start, end))
        self._found[start] = (end, kind, why)

    def __iter__(self) -> Iterator[tuple[int, int, Kind, str]]:
        for start in sorted(self._found):
            end, kind, why = self._found[start]
            yield start, end, kind, why
