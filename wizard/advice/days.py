"""Days as people type them: `today`, `16/11`, `16/11/2026`, `2026-11-16`. The day always comes before the month."""

from __future__ import annotations

import contextlib
import re
from datetime import date, timedelta
from typing import Final

from wizard.base.text import visible

_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_BRITISH: Final = re.compile(r"(\d{1,2})[/. ](\d{1,2})(?:[/. ](\d{4}))?")


def read_day(text: str, today: date) -> date:
    """The day that a text names. Without a year it is the latest such day that is not after `today`.

    Raises ValueError with a sentence where it names none.
    """
    word = text.strip().casefold()
    if word in ("today", "yesterday"):
        return today - timedelta(days=word == "yesterday")
    try:
        if found := _ISO.fullmatch(word):
            year, month, day = (int(part) for part in found.groups())
            return date(year, month, day)
        if found := _BRITISH.fullmatch(word):
            day, month = int(found[1]), int(found[2])
            if found[3]:
                return date(int(found[3]), month, day)
            return _latest(day, month, today)
    except ValueError:
        pass
    raise ValueError(f"'{visible(text, limit=40)}' is not a day. Type one such as 16/11/2026, day first.")


def _latest(day: int, month: int, today: date) -> date:
    """The latest such day up to today. A leap day may lie eight years back. Raises ValueError for no day at all."""
    for year in range(today.year, today.year - 9, -1):
        with contextlib.suppress(ValueError):
            found = date(year, month, day)
            if found <= today:
                return found
    raise ValueError("no such day")
