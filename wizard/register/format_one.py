"""What earlier versions wrote: a practice register of format 1, plain JSON, one file a case. It is only read here."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final, cast

import msgspec

from wizard.base.paths import not_now
from wizard.register.cases import CASE_ID
from wizard.register.events import JSON, Author, Event
from wizard.register.places import Place

FORMAT: Final = 1
_ENDING: Final = ".json"
_PREVIOUS: Final = ".json.previous"
_DOCUMENT: Final = "1"
_ID_LENGTH: Final = len("2026-11-16-7f3k9q")


class OldMarker(msgspec.Struct, frozen=True):
    """What its `register.json` says."""

    format: int
    practice: bool


class _OldEvent(msgspec.Struct, frozen=True):
    seq: int
    time: str
    author: Author
    kind: str
    data: dict[str, object]


class _OldCase(msgspec.Struct, frozen=True):
    id: str
    practice: bool
    events: list[_OldEvent]


class _Tables(msgspec.Struct, frozen=True):
    case: dict[str, _OldCase]


class NotReadableError(Exception):
    """A file of format 1 is not what it should be. Says why, as half a sentence."""


def old_case_files(cases: Path) -> dict[str, list[str]]:
    """The names of all that format 1 keeps of each case in the folder `cases`, by the ids. Raises `NotNowError`."""
    found: dict[str, list[str]] = {}
    for name in _names(cases):
        case_id, rest = name[:_ID_LENGTH], name[_ID_LENGTH:]
        if CASE_ID.fullmatch(case_id) and (rest == ".lock" or rest.startswith(_ENDING)):
            found.setdefault(case_id, []).append(name)
    kept = {_ENDING, _PREVIOUS}
    return {
        case_id: sorted(names)
        for case_id, names in sorted(found.items())
        if kept & {name[_ID_LENGTH:] for name in names}
    }


def old_place_files(places: Path) -> list[Path]:
    """The files of places in the folder `places`, the one that was kept last last. Raises `NotNowError`."""
    found = [places / name for name in _names(places) if CASE_ID.fullmatch(name.removesuffix(_ENDING))]
    try:
        return sorted(
            (path for path in found if path.suffix == _ENDING),
            key=lambda path: (path.stat().st_mtime_ns, path.name),
        )
    except OSError as error:
        raise not_now(error, "read", places) from error


def read_old_case(cases: Path, case_id: str) -> tuple[Event, ...]:
    """The events of a case, as they were recorded. Raises `NotReadableError`, `NotNowError`."""
    path = cases / f"{case_id}{_ENDING}"
    try:
        tables = msgspec.json.decode(path.read_bytes(), type=_Tables)
    except FileNotFoundError:
        raise NotReadableError(
            "its file is missing, and only the copy before its last change is there"
        ) from None
    except OSError as error:
        raise not_now(error, "read", path) from error
    except (ValueError, RecursionError):  # msgspec's own errors are ValueErrors
        raise NotReadableError("its file is cut short or not in its format") from None
    stored = tables.case.get(_DOCUMENT)
    if stored is None or stored.id != case_id or not _in_order(stored.events):
        raise NotReadableError("its file holds another case, or not the whole of this one")
    if not stored.practice:
        raise NotReadableError(
            "its file says that it is no practice case, and earlier versions had no others"
        )
    return tuple(
        Event(
            seq=one.seq,
            time=one.time,
            author=one.author,
            kind=one.kind,
            data=cast("dict[str, JSON]", one.data),  # it comes from a reader of JSON
        )
        for one in stored.events
    )


def read_old_place(path: Path) -> Place:
    """A place. Raises `NotReadableError`, `NotNowError`."""
    try:
        place = msgspec.json.decode(path.read_bytes(), type=Place)
    except OSError as error:
        raise not_now(error, "read", path) from error
    except (ValueError, RecursionError):
        raise NotReadableError("it is cut short or not in its format") from None
    if place.case != path.name.removesuffix(_ENDING):
        raise NotReadableError("it is of another case")
    return place


def same_events(one: Iterable[Event], other: Iterable[Event]) -> bool:
    """Whether these say the same, to the letter: 1 is not 1.0, and neither is true."""
    return [_said(event) for event in one] == [_said(event) for event in other]


def _said(event: Event) -> bytes:
    return msgspec.json.encode((event.seq, event.time, event.author, event.kind, event.data))


def _in_order(events: list[_OldEvent]) -> bool:
    return bool(events) and [one.seq for one in events] == list(range(1, len(events) + 1))


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - only the names
    except FileNotFoundError:
        return []
    except OSError as error:
        raise not_now(error, "read", folder) from error
