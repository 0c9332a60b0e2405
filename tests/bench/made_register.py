"""A register of many cases, made in seconds: sealed files as the program writes them, without a disk's answer to each.

The events are those of one real case, told again; the rows of the index are that case's row with other times.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from wizard.base.reader import read_document
from wizard.casework.choices import policy_choices
from wizard.casework.house import open_house
from wizard.casework.indexed import BASIS, index_row
from wizard.casework.lines import Lines
from wizard.casework.opening import open_case
from wizard.casework.reading import open_texts
from wizard.casework.rows import Line
from wizard.casework.session import Surroundings
from wizard.register.casefile import StoredCase, about_case, case_path, chained
from wizard.register.cases import Author, Event, Register
from wizard.register.index import IndexRow
from wizard.register.keys import Keys

EVENTS: Final = 3
#: The cases that are written to, and of how many events each is.
HOT: Final = {50: 5, 1000: 2}
#: One case in so many is overdue or due within a week.
_DUE: Final = 100
_SIGNS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_CLOSED: Final = "Closed, with its reason in the case"
_AUTHOR: Final = Author(role="designated safeguarding lead", name="Robin Example")


class Made(NamedTuple):
    """A register, and the cases in it that are there to be written to, by the number of their events."""

    home: Path
    register: Register
    hot: dict[int, tuple[str, ...]]
    told: tuple[Event, ...]


def make(home: Path, cases: int, situation: str, at: datetime) -> Made:
    """Makes a practice register of so many cases under `home`, the folder that `ESCALATE_HOME` names.

    `situation` is that of the case which all of them tell again, as it was opened `at` a moment.
    """
    register = Register(home / "register")
    around = Surroundings(
        register=register,
        choices=policy_choices,
        open_house=open_house,
        open_texts=open_texts,
        clock=lambda: at,
        author=_AUTHOR,
    )
    first = open_case(around, read_document(situation.encode(), "situation.yaml"), "situation.yaml")
    line, told, keys = Lines(around).of(first), register.history(first.id), register.keys()
    if not line.lasting:
        raise RuntimeError("the index keeps no line of the case; expected one that it keeps")
    now = datetime.now(UTC)
    ids = _ids()
    hot = {events: tuple(next(ids) for _ in range(count)) for events, count in HOT.items()}
    rows = [_row(line, first.id, first.version, 0, now)]
    for events, of_them in hot.items():
        for case_id in of_them:
            _write(register.folder, keys, case_id, _again(told, events))
            rows.append(_row(line, case_id, events, len(rows), now))
    short = _again(told, EVENTS)
    while len(rows) < cases:
        case_id = next(ids)
        _write(register.folder, keys, case_id, short)
        rows.append(_row(line, case_id, EVENTS, len(rows), now))
    register.renew_index(iter(rows), BASIS, register.listing().mark)
    register.no_longer_doubtful()
    return Made(home=home, register=register, hot=hot, told=told)


def _ids() -> Iterator[str]:
    """Ids as a register gives them: of the days of three years, with six signs each."""
    day, number = datetime(2024, 1, 1, tzinfo=UTC), 0
    while True:
        number += 1
        left, signs = number * 2654435761 % 2**30, ""  # far apart, as chance has them
        for _ in range(6):
            left, sign = divmod(left, len(_SIGNS))
            signs += _SIGNS[sign]
        yield f"{(day + timedelta(days=number % 1000)).date().isoformat()}-{signs}"


def _again(told: tuple[Event, ...], count: int) -> tuple[Event, ...]:
    return tuple(msgspec.structs.replace(told[n % len(told)], seq=n + 1) for n in range(count))


def _write(folder: Path, keys: Keys, case_id: str, events: tuple[Event, ...]) -> None:
    stored = StoredCase(id=case_id, practice=True, events=chained(case_id, (), events))
    data = keys.seal(about_case(case_id), msgspec.json.encode({"case": {"1": stored}}))
    descriptor = os.open(case_path(folder, case_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def _row(line: Line, case_id: str, version: int, number: int, now: datetime) -> IndexRow:
    """One case in a hundred is due, a quarter of those overdue; of the others four in ten are closed, two wait."""
    good, turn = now + timedelta(days=30), number % 10
    told = msgspec.structs.replace(line, id=case_id, version=version, good_until=good)
    if number % _DUE == 0:
        over = number % (4 * _DUE) == 0
        due = now - timedelta(days=1, hours=number % 90) if over else now + timedelta(hours=1 + number % 150)
        return index_row(msgspec.structs.replace(told, due=due, state="overdue" if over else line.state), 0)
    if turn < 4:
        return index_row(
            msgspec.structs.replace(told, due=None, kind="closed", status=_CLOSED, state="resolved"), 0
        )
    if turn < 6:
        return index_row(msgspec.structs.replace(told, due=None, state="in-progress", waiting=True), 0)
    later = now + timedelta(days=20 + number % 60)
    return index_row(msgspec.structs.replace(told, due=later, good_until=min(later, good)), 0)
