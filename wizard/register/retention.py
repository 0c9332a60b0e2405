"""Which cases are past the period for which an agency keeps them. Nothing is ever removed because time has passed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import msgspec

from wizard.base.errors import NotNowError
from wizard.register.cases import Register
from wizard.register.erasing import erasable
from wizard.register.events import Case
from wizard.register.storage import DamagedFileError


class Past(msgspec.Struct, frozen=True, order=True):
    """A case past its period: `changed` is the time of the last thing recorded in it, and `since` the moment from
    which on it need not be kept any more, both ISO 8601 in UTC."""

    since: str
    id: str
    changed: str


def past_period(register: Register, keep_years: int, now: datetime) -> tuple[Past, ...]:
    """The cases in which nothing was recorded for `keep_years` years, those past the longest first.

    A case that was wholly erased is not among them, nor one that cannot be read. Raises `ValueError` for a `now`
    without an offset, and as `Register.keys` and `Register.ids` do.
    """
    if now.utcoffset() is None:
        raise ValueError("the present moment needs an offset from UTC")
    if register.state() == "none":
        return ()
    return tuple(sorted(_past(register, keep_years, now)))


def ends(changed: datetime, keep_years: int) -> datetime:
    """The moment `keep_years` years after `changed`; of 29 February, 1 March in a year that has none."""
    year = changed.year + keep_years
    try:
        return changed.replace(year=year)
    except ValueError:
        return changed.replace(year=year, month=3, day=1)


def _past(register: Register, keep_years: int, now: datetime) -> Iterator[Past]:
    for case_id in _candidates(register, keep_years, now):
        try:
            case = register.get(case_id)
        except DamagedFileError:
            continue
        changed = _last(case)
        end = _end(changed, keep_years)
        if end is not None and end <= now and erasable(case):
            yield Past(since=end.isoformat(timespec="seconds"), id=case_id, changed=changed)


def _candidates(register: Register, keep_years: int, now: datetime) -> list[str]:
    """Those that the index cannot rule out: what it knows of a case is never later than the case itself."""
    known: dict[str, str] = {}
    with suppress(NotNowError):
        listing = register.listing()
        if not listing.torn:
            known = {row.id: row.changed for row in listing.loaded.rows()}
    return [one for one in register.ids() if _may_be_past(known.get(one, ""), keep_years, now)]


def _may_be_past(changed: str, keep_years: int, now: datetime) -> bool:
    end = _end(changed, keep_years)
    return end is None or end <= now


def _end(changed: str, keep_years: int) -> datetime | None:
    try:
        found = datetime.fromisoformat(changed)
        return ends(found.astimezone(UTC), keep_years)
    except (ValueError, OverflowError):  # it is not known, or lies beyond the calendar
        return None


def _last(case: Case) -> str:
    return next((one.time for one in reversed(case.events) if one.time), "")
