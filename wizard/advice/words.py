"""How times and lists are said in the advice's own sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

#: Stands above everything else on every screen and every page of a case with someone in danger.
DANGER: Final = "Danger now: call 999 first"


def say_when(moment: datetime) -> str:
    """A moment in words: "Monday 23 November 2026, 17:00"."""
    return f"{moment:%A} {moment.day} {moment:%B %Y, %H:%M}"


def say_soon(moment: datetime, now: datetime) -> str:
    """A moment as people say it when it is near: "today 17:00", "tomorrow 17:00", else in full."""
    near = {
        now.date() - timedelta(days=1): "yesterday",
        now.date(): "today",
        now.date() + timedelta(days=1): "tomorrow",
    }
    day = near.get(moment.date())
    return f"{day} {moment:%H:%M}" if day else say_when(moment)


def say_list(words: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
