"""Deadlines as entries for a calendar: when, at which stage, and a reference; never who or what it is about."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from wizard.base.text import visible

if TYPE_CHECKING:
    from icalendar import Event

ENDING: Final = ".ics"
What = Literal["limit", "aim", "notice", "task"]
_WHAT: Final[Mapping[What, str]] = {
    "limit": "Deadline",
    "aim": "Day to aim for",
    "notice": "Notification due",
    "task": "Task due",
}
#: How long before a deadline the calendar reminds of it.
_REMINDER: Final = timedelta(days=-1)
_MADE_BY: Final = "-//escalate//deadlines//EN"
_NOTE: Final = (
    "Right when it was made. It may have moved since: look at the case before you rely on it. "
    "This supports professional judgement and does not replace it."
)


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `uid` is that of `entry_uid`; `version` is the case's, and grows whenever anything changes.

    `stage` is the stage's label, `reference` the local sign. With `gone` a calendar that has the entry takes it out.
    """

    uid: str
    at: datetime
    what: What
    stage: str
    reference: str
    version: int
    practice: bool = False
    gone: bool = False

    @property
    def summary(self) -> str:
        """The line that everybody who sees the calendar may read."""
        mark = "PRACTICE: " if self.practice else ""
        place = f"{visible(self.stage, 80)}, " if self.stage else ""
        return (
            f"{mark}{_WHAT[self.what]} under the escalation policy: {place}ref {visible(self.reference, 60)}"
        )


def entry_uid(secret: bytes, case: str, deadline: str) -> str:
    """The name by which a calendar knows an entry again: always the same for a deadline of a case.

    Without the `secret` of the register nobody can tell from it which case it is, nor whether two are of one case.
    """
    told = hmac.new(secret, f"{case}\0{deadline}".encode(), hashlib.sha256)
    return f"{told.hexdigest()[:32]}@escalate.invalid"


def deadline_calendar(entries: Sequence[Deadline], made_at: datetime) -> bytes:
    """The entries as the bytes of an `.ics` file: private, in UTC, each with a reminder a day before.

    Raises ValueError without entries, with two of the same `uid`, for a negative version and for a time without an
    offset.
    """
    if not entries:
        raise ValueError("a calendar needs an entry")
    if len({one.uid for one in entries}) != len(entries):
        raise ValueError("two entries have the same uid")
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry, _utc(made_at)))
    made: bytes = calendar.to_ical()
    return made


def _event(entry: Deadline, made_at: datetime) -> Event:
    from icalendar import Event

    if entry.version < 0:
        raise ValueError("a version counts from 0")
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", made_at)
    event.add("dtstart", _utc(entry.at))
    event.add("summary", entry.summary)
    event.add("description", _NOTE)
    event.add("sequence", entry.version)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # a deadline takes up no time
    event.add("status", "CANCELLED" if entry.gone else "CONFIRMED")
    if not entry.gone:
        _remind(event, entry)
    return event


def _remind(event: Event, entry: Deadline) -> None:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.summary)
    alarm.add("trigger", _REMINDER)
    event.add_component(alarm)


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a time in a calendar needs an offset from UTC")
    return moment.astimezone(UTC).replace(microsecond=0)
