"""The health of a register: all that can go wrong with its files, looked for, and what helps."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from wizard.base.errors import EscalateError, NotNowError
from wizard.register.access import Entry
from wizard.register.cases import Register
from wizard.register.doctor_cases import Cases, without_keys
from wizard.register.doctor_folder import REPAIR, of_folder, of_marker, without_case
from wizard.register.health import Finding, Health, Several
from wizard.register.marker import Marker
from wizard.register.retention import past_period
from wizard.register.storage import DamagedFileError

#: So long after the last backup one is missed.
BACKUP_DAYS: Final = 30
_ORDER: Final = ("fault", "note", "fine")


def free_space(folder: Path) -> int:
    """How many bytes are free on the disk of a folder. Raises `OSError`."""
    return shutil.disk_usage(folder).free


def examine(
    register: Register,
    now: datetime,
    *,
    environ: Mapping[str, str],
    keep_years: int | None = None,
    free: Callable[[Path], int] = free_space,
) -> Health:
    """Looks at all of the register and changes nothing. `keep_years` is the agency's own period, where it has set one.

    Of one that is locked, what needs no keys is looked at. Raises nothing for whatever is wrong with its files.
    """
    marker, findings = of_marker(register)
    if os.path.lexists(register.folder):
        findings += of_folder(register.folder, environ, free)
    if marker is None:
        return _health(findings, unread=marker_unread(register))
    try:
        register.keys()
    except DamagedFileError as error:
        findings.append(Finding("fault", "marker", str(error), "Bring register.json back from a backup."))
        return _health(findings, unread=("The cases: register.json does not open them.",))
    except NotNowError as error:
        count, found = without_keys(register, marker)
        unread = f"What is in the cases, the documents, the places and the log of looks: {error}"
        return _health([*findings, *found], unread=(unread,), locked=True, cases=count)
    unread_parts: list[str] = []
    cases = Cases(register)
    parts: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("register.json", lambda: _of_seal(register)),
        ("The cases", cases.look),
        ("The index", lambda: _of_index(register)),
        ("The places", lambda: _of_places(register)),
        ("The log of looks", lambda: _of_log(register, marker, now)),
        ("The period for which cases are kept", lambda: _of_retention(register, keep_years, now)),
    )
    for name, look in parts:
        try:
            findings += look()
        except EscalateError as error:
            unread_parts.append(f"{name}: {error}")
    return _health(findings, unread=tuple(unread_parts), cases=cases.count)


def marker_unread(register: Register) -> tuple[str, ...]:
    """What could not be looked at without a marker."""
    there = any(os.path.lexists(register.folder / name) for name in ("cases", "previous"))
    return ("The cases: without register.json they cannot be opened.",) if there else ()


def _health(
    findings: list[Finding], *, unread: tuple[str, ...] = (), locked: bool = False, cases: int = 0
) -> Health:
    ordered = sorted(findings, key=lambda one: _ORDER.index(one.kind))
    return Health(findings=tuple(ordered), not_looked_at=unread, locked=locked, cases=cases)


def _of_seal(register: Register) -> Iterator[Finding]:
    try:
        register.vault.signing_key(register.keys())
    except DamagedFileError as error:
        yield Finding("fault", "marker", str(error), "Bring register.json back from a backup.")


def _of_index(register: Register) -> Iterator[Finding]:
    listing = register.listing()
    lost = Several()
    have_copy = set(register.ids())
    told = set(without_case(register.folder))
    for case_id in sorted(listing.lost - have_copy - told):
        lost.add(case_id)
    if lost:
        what = f"{lost.counted('case is', 'cases are')} gone, file and copy: {lost}."
        yield Finding(
            "fault",
            "lost",
            what,
            "Bring it back from a backup: escalate register restore FILE --case ID",
        )
    if listing.torn:
        what = "The index of the lists cannot all be read; it is made anew from the cases when it is needed."
        yield Finding("note", "index", what, REPAIR)


def _of_places(register: Register) -> Iterator[Finding]:
    bad = Several()
    for case_id in register.places.all():
        if register.places.of(case_id) is None and register.places.path(case_id).exists():
            bad.add(case_id)
    if bad:
        what = f"Where somebody was in {bad.counted('case', 'cases')}, and what was not yet recorded there, cannot be read: {bad}."
        yield Finding("fault", "places", what, REPAIR)


def _of_log(register: Register, marker: Marker, now: datetime) -> Iterator[Finding]:
    last: dict[str, str] = {}

    def note(entry: Entry) -> None:
        last[entry.what] = entry.time

    found = register.access().look_through(note)
    if found.broken is not None:
        what = f"The log of looks is not what was noted, from its line {found.broken.line} on: entry {found.broken.seq} {found.broken.what}."
        yield Finding("fault", "access", what, "Hold it against the log in a backup.")
    if found.torn:
        lines = "1 line" if found.torn == 1 else f"{found.torn:,} lines"
        what = f"{lines} of the log of looks cannot be read; the power may have gone while it was written."
        yield Finding("note", "access", what, "" if last else REPAIR)
    if not marker.practice:
        yield _since(
            last.get("backed-up"), now, "backup", "escalate register backup -o FILE, on another disk"
        )
        yield _since(
            last.get("checkpointed"),
            now,
            "statement for a witness",
            "escalate register checkpoint -o FILE, for somebody else to keep",
        )


def _since(time: str | None, now: datetime, what: str, remedy: str) -> Finding:
    topic = what.split()[0]
    if time is None:
        return Finding("note", topic, f"No {what} has been made yet.", f"Make one: {remedy}")
    made = datetime.fromisoformat(time)
    day = made.date().isoformat()
    if now - made > timedelta(days=BACKUP_DAYS):
        return Finding("note", topic, f"The last {what} was made on {day}.", f"Make one: {remedy}")
    return Finding("fine", topic, f"The last {what} was made on {day}.")


def _of_retention(register: Register, keep_years: int | None, now: datetime) -> Iterator[Finding]:
    if keep_years is None:
        return
    past = len(past_period(register, keep_years, now))
    if past:
        what = f"{past:,} cases are" if past > 1 else "1 case is"
        yield Finding(
            "note",
            "retention",
            f"{what} past the {keep_years} years that your agency keeps them.",
            "To see which: escalate register retention",
        )
