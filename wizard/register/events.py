"""What is recorded of a case: who says that what happened, and when it was said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from wizard import __version__
from wizard.base.errors import wrong_input
from wizard.base.text import visible

#: What an event may carry.
JSON: TypeAlias = bool | int | float | str | list["JSON"] | dict[str, "JSON"] | None
if TYPE_CHECKING:
    _Data: TypeAlias = dict[str, JSON]
else:  # msgspec takes no type that is made of itself; what a reader of JSON reads is JSON
    _Data = dict[str, object]

#: The kind of an event whose content was erased, and of the event that says who erased it and on what ground.
ERASED_CONTENT: Final = "erased-content"
ERASED: Final = "erased"
#: The kind of the event that says that a damaged case was put back as it was before its last change.
RESTORED: Final = "restored"
#: The kind of an event that says that a document was made; `kept_in` has what the register keeps of it.
DOCUMENT_MADE: Final = "document-made"
#: The kind of the event that says that a document was sent, and stays as it is from then on.
DOCUMENT_SENT: Final = "document-sent"
#: The kind of the event that says that a remark on a document was set aside, and why.
REMARK_SET_ASIDE: Final = "remark-set-aside"

#: What an event of a document names of what is kept, each with its SHA-256: the file as it was saved, its words
#: where the file is no plain text, and the template that it was made from.
_KEPT: Final = (("kept", "sha256"), ("words", "words_sha256"), ("template", "template_sha256"))
_DEEPEST: Final = 50
_LARGEST: Final = 2**63 - 1


class Author(msgspec.Struct, frozen=True, gc=False):
    """Who says that something happened."""

    role: str
    name: str


class NewEvent(msgspec.Struct, frozen=True):
    """Something that is to be recorded. `data` is copied when it is."""

    kind: str
    data: dict[str, JSON]


class Event(msgspec.Struct, frozen=True, gc=False):
    """Something that was recorded: `seq` counts from 1, `time` is ISO 8601 in UTC to the second.

    `edition` is the hash of the policy's text that the case went by, empty where there was none yet; `program` is
    the version that recorded it. Of an event whose content was lawfully erased only its place is left: its kind is
    `ERASED_CONTENT`, its time is empty, and `data` has the number of the event that says why.
    """

    seq: int
    time: str
    author: Author
    kind: str
    data: _Data
    edition: str = ""
    program: str = ""


class Kept(msgspec.Struct, frozen=True):
    """Something that the register keeps with a case: the name of its file, and the hash of what is in it."""

    name: str
    sha256: str


def kept_in(event: Event) -> tuple[Kept, ...]:
    """What the register keeps of the document that an event says was made; nothing for any other event."""
    if event.kind != DOCUMENT_MADE:
        return ()
    pairs = ((event.data.get(name), event.data.get(sha256)) for name, sha256 in _KEPT)
    return tuple(
        Kept(name, sha256 if isinstance(sha256, str) else "")
        for name, sha256 in pairs
        if isinstance(name, str)
    )


class Case(msgspec.Struct, frozen=True):
    """A case as it stands. `version` is the number of its events; `practice` says that it is invented.

    `head` is the last link of the chain over the events; empty for a case that is only supposed.
    """

    id: str
    version: int
    practice: bool
    events: tuple[Event, ...]
    head: str = ""


def recorded(
    events: Sequence[NewEvent], after: int, at: datetime, author: Author, edition: str = ""
) -> tuple[Event, ...]:
    """`events` as they are recorded at `at` behind the first `after` of their case, by this program.

    Raises `ValueError` without events or for an `at` without an offset, and `WrongInputError` for a value
    that cannot be kept: no JSON, or text that is no text (typed in another encoding).
    """
    if not events:
        raise ValueError("there is nothing to record")
    if at.utcoffset() is None:
        raise ValueError("the time of an event needs an offset from UTC")
    time = at.astimezone(UTC).isoformat(timespec="seconds")
    signed = Author(role=_text(author.role, "role"), name=_text(author.name, "name"))
    return tuple(
        Event(
            seq=seq,
            time=time,
            author=signed,
            kind=_text(event.kind, "kind"),
            data={_text(key, "data"): kept(value, key) for key, value in event.data.items()},
            edition=edition,
            program=__version__,
        )
        for seq, event in enumerate(events, start=after + 1)
    )


def kept(value: object, place: str, depth: int = 1) -> JSON:
    """A copy of `value` as it will be read back. Raises `WrongInputError` that names `place`."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, int) and abs(value) <= _LARGEST:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if depth < _DEEPEST and isinstance(value, list):
        return [kept(each, place, depth + 1) for each in value]
    if depth < _DEEPEST and isinstance(value, dict):
        return {_text(key, place): kept(each, place, depth + 1) for key, each in value.items()}
    raise wrong_input(
        f"this {type(value).__name__} cannot be kept. Expected text, a number of at most 63 bits, true, "
        f"false or null, or lists and objects of these at most {_DEEPEST} deep",
        key=visible(place),
    )


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise wrong_input(f"expected text, found a {type(value).__name__}", key=visible(place))
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise wrong_input(
            f"'{visible(value)}' holds signs that are no text; write it again in UTF-8", key=visible(place)
        ) from error
    return value
