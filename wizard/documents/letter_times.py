"""Checks the days of a letter: whether there is such a day, on which side of today it lies, and what the record says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from wizard.base.text import visible
from wizard.documents.details import day_in, is_no_day, say_day
from wizard.documents.letter_fields import TELL_OF_THE_PAST, Hit, Written, whole

_SHOWN: Final = 60


def days(fields: tuple[Written, ...], *, today: date | None, recorded: Mapping[str, date]) -> Iterator[Hit]:
    """What the rules on days have found. `today` is when the document is made; `recorded` has the days of the record,
    by the field that tells the same."""
    for one in fields:
        if one.field.type == "date" and is_no_day(one.text):
            shown = visible(one.text.strip(), limit=_SHOWN)
            yield whole("date-none", one, f"No calendar has '{shown}', and the page does not show it.")
        day = day_in(one.text)
        if day is None:
            continue
        if today is not None:
            yield from _side_of_today(one, day, today)
        kept = recorded.get(one.field.name)
        if kept is not None and kept != day:
            what = f"This says {say_day(day)}, and the record of the case says {say_day(kept)}."
            yield whole("differs-from-record", one, what)


def _side_of_today(one: Written, day: date, today: date) -> Iterator[Hit]:
    if one.role == "reply_by" and day < today:
        yield whole("date-past", one, f"{say_day(day)} has passed already: today is {say_day(today)}.")
    if one.field.name in TELL_OF_THE_PAST and day > today:
        yield whole("date-future", one, f"{say_day(day)} is still to come: today is {say_day(today)}.")
