"""The list from the index is the list from the cases, at that moment and at every later one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
import pytest

from wizard.advice.worktime import as_london
from wizard.base.errors import EscalateError
from wizard.base.nodes import plain
from wizard.base.paths import shipped
from wizard.base.reader import read_document, read_file
from wizard.casework import board as boards
from wizard.casework.board import Row, board, due_board
from wizard.casework.choices import known_policies
from wizard.casework.house import open_house
from wizard.casework.opening import open_case
from wizard.casework.reading import open_texts
from wizard.casework.rows import DUE_GROUPS
from wizard.casework.session import Surroundings
from wizard.register.cases import NewEvent, Register

POLICIES: Final = ("oxfordshire", "oxfordshire-2015", "torbay", "barnsley", "manchester")
#: Past opening and closing hours, the end of the day, of a week, a bank holiday, the clocks going forward.
#: A vignette in so many: together they take seconds, and all of them minutes.
STRIDE: Final = 13
LATER: Final = tuple(
    timedelta(hours=hours) for hours in (0.02, 1, 3, 7, 8, 14, 24, 31, 48, 55, 79, 120, 175, 400, 900, 3000)
)

# Read once: no test changes a file of theirs.
choices, house = cache(lambda: known_policies().choices), cache(open_house)


def situations(policy: str) -> list[dict[str, object]]:
    """Those of the vignettes of a policy, each with its own present."""
    listed = plain(read_file(shipped("flows") / policy / "vignettes.yaml"))
    assert isinstance(listed, list)
    return [one["given"] for one in listed if isinstance(one, dict) and isinstance(one["given"], dict)]


@pytest.fixture
def around(tmp_path: Path, around: Surroundings) -> Surroundings:
    return msgspec.structs.replace(
        around,
        register=Register(tmp_path / "indexed"),
        choices=choices,
        open_house=house,
        open_texts=open_texts,
    )


def at(around: Surroundings, moment: datetime) -> Surroundings:
    return msgspec.structs.replace(around, clock=lambda: as_london(moment))


def without_index(around: Surroundings) -> tuple[Row, ...]:
    """The list made of the cases alone."""
    folder = around.register.folder
    for name in ("index.snapshot", "index.log"):
        (folder / name).unlink(missing_ok=True)
    return board(around)


def opened(around: Surroundings, given: dict[str, object]) -> datetime | None:
    """The present of a situation of which a case was made; None where no case can be made of it."""
    now = as_london(datetime.fromisoformat(str(given.get("now", "2026-11-18T10:30"))))
    try:
        open_case(at(around, now), read_document(json.dumps(given).encode(), "a.json"), "a.json")
    except EscalateError:
        return None
    return now


@pytest.mark.parametrize("policy", POLICIES)
def test_time_alone_never_makes_the_list_wrong(policy: str, around: Surroundings) -> None:
    moments = {now for given in situations(policy)[::STRIDE] if (now := opened(around, given))}
    assert len(moments) >= 3
    first = max(moments)
    board(at(around, first))
    for later in LATER:
        then = at(around, first + later)
        by_index = board(then)
        assert by_index == without_index(then)


def test_what_was_listed_while_the_clock_was_ahead_is_not_believed_once_it_is_right(
    around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "FEW", 0)
    now = max(now for given in situations("oxfordshire")[:30] if (now := opened(around, given)))
    right = board(at(around, now))
    for many in (0, 10_000):  # kept as lines, and as a snapshot
        monkeypatch.setattr(boards, "_MANY", many)
        assert board(at(around, now + timedelta(days=40))) != right
        assert board(at(around, now)) == right
        assert due_board(at(around, now)).rows == tuple(one for one in right if one.group in DUE_GROUPS)


def test_the_due_list_is_the_due_part_of_the_list(
    around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "FEW", 0)
    now = max(now for given in situations("oxfordshire")[:20] if (now := opened(around, given)))
    board(at(around, now))
    for later in LATER:
        then = at(around, now + later)
        due = due_board(then).rows
        assert due == tuple(one for one in board(then) if one.group in DUE_GROUPS)


def test_a_list_that_is_known_opens_no_case(around: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    now = max(now for given in situations("torbay")[:10] if (now := opened(around, given)))
    monkeypatch.setattr(boards, "FEW", 0)
    known = board(at(around, now))
    monkeypatch.setattr(Register, "get", refuse)
    assert board(at(around, now)) == known


def test_a_case_that_was_changed_is_read_again(around: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "FEW", 0)
    then = at(around, datetime(2026, 11, 18, 10, 30, tzinfo=UTC))
    (given,) = [one for one in situations("oxfordshire") if opened(then, one)][:1]
    row = board(then)[0]
    case = around.register.get(row.id)
    later = then.clock() + timedelta(minutes=5)
    around.register.commit(
        case.id,
        [NewEvent(kind="closed", data={"reason": "It was settled by telephone."})],
        expected_version=case.version,
        at=later,
        author=around.author,
    )
    (changed,) = [one for one in board(at(around, later)) if one.id == row.id]
    assert given
    assert changed.group == "closed"
    assert changed.changed == later.astimezone(UTC).isoformat(timespec="seconds")


def test_many_new_rows_make_a_snapshot_that_reads_the_same(
    around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "FEW", 0)
    monkeypatch.setattr(boards, "_MANY", 1)
    now = max(now for given in situations("barnsley")[:10] if (now := opened(around, given)))
    made = board(at(around, now))
    assert (around.register.folder / "index.snapshot").is_file()
    assert not (around.register.folder / "index.log").exists()
    assert board(at(around, now)) == made


def test_an_index_that_was_damaged_is_not_believed(
    around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "FEW", 0)
    now = max(now for given in situations("manchester")[:10] if (now := opened(around, given)))
    made = board(at(around, now))
    log = around.register.folder / "index.log"
    data = bytearray(log.read_bytes())
    data[len(data) // 2] ^= 1
    log.write_bytes(data)
    assert board(at(around, now)) == made
    assert board(at(around, now)) == made


def test_no_name_of_a_person_stands_in_a_row(around: Surroundings) -> None:
    now = max(now for given in situations("torbay")[:5] if (now := opened(around, given)))
    board(at(around, now))
    rows = list(around.register.listing().loaded.rows())
    assert rows
    assert around.author.name
    assert not [row for row in rows if around.author.name in str(row)]


def refuse(*_args: object) -> None:
    raise AssertionError("a case was opened")


def test_a_row_that_a_power_cut_left_behind_is_not_believed_after_the_next_start(
    around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "FEW", 0)
    then = at(around, datetime(2026, 11, 18, 10, 30, tzinfo=UTC))
    assert [one for one in situations("oxfordshire")[:3] if opened(then, one)]
    row = board(then)[0]
    folder = around.register.folder
    before = (folder / "index.log").read_bytes()
    case = around.register.get(row.id)
    closed = NewEvent(kind="closed", data={"reason": "It was settled by telephone."})
    around.register.commit(
        case.id, [closed], expected_version=case.version, at=then.clock(), author=around.author
    )
    (folder / "index.log").write_bytes(before)  # the disk never had the rest
    (folder / "index.boot").write_text("another start of the computer\n")
    (changed,) = [one for one in due_board_and_all(then) if one.id == row.id]
    assert changed.group == "closed"


def due_board_and_all(around: Surroundings) -> tuple[Row, ...]:
    due_board(around)  # the first to look after the start, and it shows only what is due
    return board(around)
