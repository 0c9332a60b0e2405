"""Times of day as people type them: `2pm`, `2.30 pm`, `14:00`, `at 2`, `noon`. Only what is plain is one time."""

from __future__ import annotations

import re
from typing import Final

import msgspec

#: Minutes in a day; as a time it is the midnight that ends the day.
WHOLE_DAY: Final = 24 * 60
_NOON: Final = 12 * 60

#: A time at the end or at the beginning of a text that has no capitals, commas or double spaces. Its groups:
#: `at`, `word`, `hour`, `dot`, `minute`, `half` (a or p), `part` (of the day), `clock` and `zone`.
CLOCK: Final = (
    r"(?P<at>at )?(?:(?P<word>(?:12 )?noon|(?:12 )?midday|(?:12 )?midnight)"
    r"|(?P<hour>[0-9]{1,2})(?:(?P<dot>[:.])(?P<minute>[0-9]{2}))?"
    r"(?: ?(?P<half>[ap])\.?m\.?| in the (?P<part>morning|afternoon|evening)|(?P<clock> ?o['’]?clock))?"
    r"(?: ?(?P<zone>gmt|bst|bdst))?)"
)


class NoDayError(ValueError):
    """Why a text names no day or no time: the rest of a sentence that begins with the text."""


class Clock(msgspec.Struct, frozen=True):
    """A time of day on London's clocks, in minutes since 00:00. `zone` is the clock's own name, where it was said."""

    minute: int
    zone: str = ""


def clocks(found: re.Match[str], *, alone: bool) -> tuple[Clock, ...]:
    """Every time that a match of `CLOCK` can mean, the likeliest first; none where it says no time.

    `alone` is true where the text names no day besides: then `16.11` is a day and not a time.
    Raises `NoDayError` for an hour or a minute that no clock shows.
    """
    if word := found["word"]:
        minutes: tuple[int, ...] = (0, WHOLE_DAY) if word.endswith("midnight") else (_NOON,)
        return tuple(Clock(minute, found["zone"] or "") for minute in minutes)
    marked = any(found[name] for name in ("at", "half", "part", "clock"))
    # A number alone is no time, and two with a full stop between them are a day and a month.
    if not marked and (found["dot"] is None or (found["dot"] == "." and alone)):
        return ()
    hours = _hours(found)
    minute = int(found["minute"] or 0)
    if minute > 59:
        raise NoDayError(f"names no time: an hour has no minute {minute}")
    return tuple(Clock(hour * 60 + minute, found["zone"] or "") for hour in hours)


def _hours(found: re.Match[str]) -> tuple[int, ...]:
    """The hours, of 24, that the match can mean."""
    hour = int(found["hour"])
    half = found["half"] or ("a" if found["part"] == "morning" else "p" if found["part"] else None)
    if half:
        if not 1 <= hour <= 12:
            raise NoDayError(f"names no time: {hour} is not an hour before or after noon; type 2pm or 14:00")
        return (hour % 12 + 12 * (half == "p"),)
    if hour > 23:
        raise NoDayError(f"names no time: a day has no hour {hour}")
    if found["hour"].startswith("0") or hour >= 12:
        return (hour,)
    # The hour that more people are at work comes first.
    return (hour + 12, hour) if hour < 7 else (hour, hour + 12)
