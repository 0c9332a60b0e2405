"""What a register has acknowledged, told in lines by those who heard it, held against what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import opened
from jobs import KIND


class Acknowledged(NamedTuple):
    """An event that somebody was told is saved."""

    case: str
    seq: int
    token: str


def told_in(said: str) -> list[Acknowledged]:
    """The acknowledgements in what a process has said."""
    lines = [line.split() for line in said.splitlines()]
    return [Acknowledged(case, int(seq), token) for case, seq, token in lines]


def holds(folder: Path, told: Iterable[Acknowledged], unheard: int) -> None:
    """Fails unless every acknowledged event is in its place once, and at most `unheard` others are there.

    Those are events of processes that were killed between the last call of the update and the telling of it.
    """
    register = opened.register(folder)
    assert register.damaged() == []
    cases = {case.id: case for case in register.cases()}
    assert sorted(one.id for one in register.list()) == sorted(cases)
    assert {one.id: one.version for one in register.list()} == {one.id: one.version for one in cases.values()}
    for case in cases.values():
        opened.whole(case)
    for one in told:
        event = cases[one.case].events[one.seq - 1]
        assert (event.kind, event.data.get("token")) == (KIND, one.token), (
            f"{one} was acknowledged and is lost"
        )
    there = Counter(str(e.data["token"]) for case in cases.values() for e in case.events if e.kind == KIND)
    assert [token for token, times in there.items() if times > 1] == []
    extra = set(there) - {one.token for one in told}
    assert len(extra) <= unheard, f"{len(extra)} events that nobody was told of"
