"""Clocks: how long something may take, whose time it is, what starts and ends it, and what follows."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from wizard.policy.basics import Id, Line, Rule, Strength, When, Words

Unit = Literal["working days", "days", "weeks", "hours", "working hours"]
_QUANTITY: Final = re.compile(r"([1-9][0-9]{0,2}) (working day|day|week|working hour|hour)s?")
#: A limit in words, which no date follows from.
IN_WORDS: Final = ("immediately", "urgently", "without delay", "as soon as possible", "promptly")
#: What is not known of a limit, each in its own way.
AGREED: Final = "agreed"
NOT_STATED: Final = "not stated"
UNSEEN: Final = "unseen"
DISPUTED: Final = "disputed"
TODAY: Final = "today"
SAME_DAY: Final = "same working day"

Limit = Annotated[
    str,
    Meta(
        pattern=r"^([1-9][0-9]{0,2} (working days?|working hours?|days?|weeks?|hours?)|today|same working day"
        r"|immediately|urgently|without delay|as soon as possible|promptly|agreed|not stated|unseen|disputed)$",
        examples=[
            "5 working days",
            "24 hours",
            "7 days",
            "2 weeks",
            "4 working hours",
            "today",
            "same working day",
            "urgently",
            "agreed",
            "not stated",
            "unseen",
            "disputed",
        ],
    ),
]
#: What starts a clock, besides the policy's own events.
STARTS: Final = (
    "stage",
    "raised",
    "each day",
    "previous stage began",
    "previous stage ended",
    "invoked",
)


class Quantity(msgspec.Struct, frozen=True):
    """A number of units of time."""

    number: int
    unit: Unit


class Clock(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long something may take, where it applies, whose time it is, what starts it, and what follows.

    `limit` is a quantity ("5 working days", "7 days", "2 weeks", "24 hours", "4 working hours"), "today" (the
    close of today's office hours, or at once when the office is closed), "same working day" (today's close, or the
    next working day's once it has passed), words that name no date ("urgently"), "agreed" (between the parties:
    the date stands in the fact `agreed_in`), "not stated" (the text was read and says nothing), "unseen" (the text
    was not to be had) or "disputed" (the text says two things). `equals` is a second quantity that the text gives
    for the same limit: it is said, and `limit` is what counts.

    `starts` is "stage" (the furthest attempt's end, an open attempt's beginning, or the day it was raised),
    "raised", "each day", "previous stage began", "previous stage ended", "invoked", or one of the policy's events.
    It ends with the event `ends`, where it names one. `owner` is whose time it is: `challenging`, `challenged`, or a
    role. `expires` says what follows when it has run out: the next stage is due, or may be begun, or the breach is
    only recorded, or nothing. Without it the text does not say, and the next stage is due by the program's own reading.
    """

    id: Id
    rule: Words
    limit: Limit
    equals: Line | None = None
    #: What may make it shorter, in the policy's sense: "what keeps the child safe".
    or_sooner: Line | None = None
    at: tuple[Id, ...] = ()
    #: The step of the stage that it is for.
    step: Id | None = None
    starts: Annotated[str, Meta(min_length=1, max_length=60)] = "stage"
    ends: Id | None = None
    owner: Annotated[str, Meta(min_length=1, max_length=60)] = "challenging"
    strength: Strength = "must"
    expires: Literal["next stage", "may escalate", "recorded", "nothing"] | None = None
    agreed_in: Id | None = None
    when: When | None = None

    @property
    def effect(self) -> str:
        """What follows when it has run out. Where the text does not say, the next stage is due: our reading."""
        return self.expires or "next stage"

    @property
    def is_aim(self) -> bool:
        """Whether it is only hoped for: an aim cannot be missed."""
        return self.strength in ("where possible", "indicative")

    @property
    def quantity(self) -> Quantity | None:
        """The number and unit of the limit, where it has some."""
        return quantity(self.limit)


def quantity(text: str) -> Quantity | None:
    """The quantity that a text is, such as "5 working days"; None where it is none."""
    found = _QUANTITY.fullmatch(text)
    if found is None:
        return None
    units: dict[str, Unit] = {
        "working day": "working days",
        "day": "days",
        "week": "weeks",
        "working hour": "working hours",
        "hour": "hours",
    }
    return Quantity(int(found[1]), units[found[2]])
