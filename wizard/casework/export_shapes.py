"""What of a case is structured: the keys that an export knows, and what may stand there. All else is free text.

These are lists of what may be given away, never of what may not: what they do not name is treated as if somebody's
name stood in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

import msgspec

from wizard.advice.questions import NO_DAYS
from wizard.register.events import JSON

#: `id`: an id of the policy or of the program. `made`: an id in what the program itself worked out. `when`: a time,
#: or an id such as "unknown". `day`: a time, or that there is none. `version`: of the program. `edition`: the words that a policy has for its edition. `field`: of a document.
#: `gone`: how a person can be reached, or when they were born.
Leaf = Literal[
    "id",
    "made",
    "when",
    "day",
    "question",
    "number",
    "flag",
    "hash",
    "version",
    "edition",
    "field",
    "text",
    "name",
    "gone",
]


class Many(msgspec.Struct, frozen=True):
    """A list of things of one kind."""

    of: Shape


class Each(msgspec.Struct, frozen=True):
    """Values of one kind by their ids."""

    of: Shape


Shape: TypeAlias = "Leaf | Many | Each | Mapping[str, Shape]"

_HAPPENED: Final[Mapping[str, Shape]] = {
    "stage": "id",
    "at": "when",
    "what": "id",
    "step": "number",
    "note": "text",
}
_STEP: Final[Mapping[str, Shape]] = {"step": "number"}
_SAID_TO_HAVE_HAPPENED: Final[Mapping[str, Shape]] = {"event": "id", "at": "when", "by": "id"}
_ATTEMPT: Final[Mapping[str, Shape]] = {"stage": "id", "began": "when", "ended": "when", "outcome": "id"}

_UNMATCHED: Final[Shape] = Many("number")

#: By the kind of an event: what stands in its data.
EVENTS: Final[Mapping[str, Mapping[str, Shape]]] = {
    "answered": {
        "question": "question",
        "values": Many("when"),
        "offered": Many("id"),
        "unmatched": _UNMATCHED,
    },
    "detailed": {"field": "field", "text": "text"},
    "detail-erased": {"field": "field"},
    # The hash of a document would lead whoever has the document to its case.
    "document-made": {
        "document": "id",
        "file": "text",
        "format": "id",
        "sha256": "text",
        "kept": "text",
        "words": "text",
        "words_sha256": "text",
        "template": "hash",
        "template_sha256": "hash",
        "corrects": "number",
    },
    "document-sent": {"event": "number", "to": "text", "means": "text", "on": "when"},
    "remark-set-aside": {
        "document": "id",
        "remark": "made",
        "code": "id",
        "field": "field",
        "reason": "text",
    },
    "step-begun": {"step": "id", "stage": "id"},
    "step-left": _STEP,
    "step-done": _STEP,
    "policy-noted": {"policy": "id", "edition": "edition", "digest": "hash", "hash": "hash"},
    "edition-moved": {
        "policy": "id",
        "from": "hash",
        "from_edition": "edition",
        "to": "hash",
        "to_edition": "edition",
        "reason": "text",
        "back": "flag",
        "unmatched": _UNMATCHED,
    },
    "stated": {
        "policy": "id",
        "risk": "id",
        "about": "id",
        "start_at": "id",
        "bypass_agreed": "flag",
        "facts": Many(Many("id")),
        "events": Many(_SAID_TO_HAVE_HAPPENED),
    },
    "attempted": {
        **_ATTEMPT,
        "policy": "id",
        "closes": "flag",
        "step": "number",
        "note": "text",
    },
    "replied": _HAPPENED,
    "conference-held": _HAPPENED,
    "silence": _HAPPENED,
    "duties": {"ids": Many("id"), "step": "number"},
    "corrected": {
        **_ATTEMPT,
        "event": "number",
        "note": "text",
        "reason": "text",
        "unmatched": _UNMATCHED,
    },
    "undone": {"event": "number", "reason": "text", "unmatched": _UNMATCHED},
    "closed": {"reason": "text"},
    "reopened": {"reason": "text"},
    "erased-content": {"by": "number"},
    "erased": {"events": Many("number"), "ground": "text"},
    "restored": {"from": "id", "damaged": "text", "version": "number"},
}
#: What was answered in a step where there were no options: a day, and what is no day was typed.
DAY_ANSWER: Final[Mapping[str, Shape]] = {**EVENTS["answered"], "values": Many("day")}
#: The note of a step, whatever it says.
TYPED_ANSWER: Final[Mapping[str, Shape]] = {**EVENTS["answered"], "values": Many("text")}

SITUATION: Final[Mapping[str, Shape]] = {
    "policy": "id",
    "risk": "id",
    "from": {"agency": "id", "sector": "id"},
    "to": Many("id"),
    "now": "when",
    "subject": "id",
    "circumstance": "id",
    "about": "id",
    "raised": "when",
    "attempts": Many(_ATTEMPT),
    "start_at": "id",
    "bypass_agreed": "flag",
    "facts": Each("id"),
    "events": Many(_SAID_TO_HAVE_HAPPENED),
}
#: The advice is worked out from the situation. What it says beside these is in the policy's and the program's words,
#: but for the contacts, which people keep.
ADVICE: Final[Mapping[str, Shape]] = {
    "policy": {"id": "made", "edition": "edition"},
    "status": "made",
    "stage": {"id": "made"},
    "acts": {"agency": "id"},
    "with": Many({"agency": "id"}),
    "urgent": "flag",
    "aim_by": "when",
    "act_by": "when",
    "overdue_since": "when",
    "may_start_at": Many("made"),
    "actions": Many({"id": "made", "act_by": "when", "wait": "flag"}),
    "contacts": Many(
        {
            "agency": "id",
            "name": "name",
            "phone": "gone",
            "email": "gone",
            "finder": "gone",
            "through": "gone",
            "deputises_for": "gone",
            "owner": "gone",
            "verified": "gone",
            "hours": "made",
            "use": "made",
            "personal": "flag",
            "stale": "flag",
            "local": "flag",
        }
    ),
    "documents": Many("made"),
    "notify": Many({"id": "made", "act_by": "when"}),
    "warnings": Many({"id": "made"}),
    "now": "when",
    "ladder": Many(
        {
            "id": "made",
            "state": "made",
            "began": "when",
            "ended": "when",
            "outcome": "made",
            "by": "when",
        }
    ),
    "clocks": Many({"id": "made", "starts": "when", "by": "when", "ended": "when"}),
}
#: A case as it stands, but for its events.
CASE: Final[Mapping[str, Shape]] = {
    "id": "made",
    "policy": "id",
    "edition": "edition",
    "edition_hash": "hash",
    "situation": SITUATION,
    "advice": ADVICE,
    "documents": Many(
        {
            "seq": "number",
            "document": "id",
            "file": "text",
            "sha256": "text",
            "time": "when",
            "matches": "flag",
            "earlier": "flag",
            "format": "id",
            "kept": "text",
            "template": "hash",
            "corrects": "number",
            "sent_on": "when",
        }
    ),
    "question": {"id": "question"},
    "closed": {"seq": "number", "time": "when", "reason": "text"},
}

_ID: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_VERSION: Final = re.compile(r"\d{1,4}(?:\.(?:\d{1,4}|(?:dev|post)\d{1,4})){1,4}", re.ASCII)
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_WHEN: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?)?", re.ASCII
)
_BETWEEN: Final = re.compile(r"[:@]")


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True):
    """The words that are known beforehand, so that none of them can have been typed: ids, editions, fields."""

    ids: frozenset[str]
    editions: frozenset[str]
    fields: frozenset[str]

    def holds(self, leaf: Leaf, value: JSON) -> bool:
        """Whether a value is of that kind, and so says nothing that somebody typed. Of `text` none is."""
        if leaf == "flag":
            return isinstance(value, bool)
        if leaf == "number":
            return isinstance(value, int) and not isinstance(value, bool)
        return isinstance(value, str) and self._holds(leaf, value)

    def _holds(self, leaf: Leaf, value: str) -> bool:
        match leaf:
            case "id":
                return value in self.ids
            case "made":
                return _ID.fullmatch(value) is not None
            case "when":
                return value in self.ids or is_time(value)
            case "day":
                return value in NO_DAYS or is_time(value)
            case "version":
                return _VERSION.fullmatch(value) is not None
            case "question":
                return all(one in self.ids or _is_number(one) for one in _BETWEEN.split(value))
            case "hash":
                return _HASH.fullmatch(value) is not None
            case "edition":
                return value in self.editions
            case "field":
                return value in self.fields
            case _:
                return False


def is_time(value: str) -> bool:
    """Whether it is a day or a moment as the program writes them."""
    return _WHEN.fullmatch(value) is not None


def ids_in(value: JSON) -> Iterator[str]:
    """Everything in plain data that is written as an id is."""
    if isinstance(value, str):
        if _ID.fullmatch(value):
            yield value
    elif isinstance(value, list):
        for one in value:
            yield from ids_in(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from ids_in(key)
            yield from ids_in(one)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10
