"""Many processes on few cases, left alone and killed at random: what was acknowledged is there, once, in order."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import opened
from acknowledged import Acknowledged, holds, told_in
from jobs import AT, AUTHOR, KIND
from warm import Started, Warm

from wizard.register.cases import NewEvent

opened.no_windows()


def cases_in(folder: Path, number: int) -> str:
    """A register with so many cases; their ids."""
    register = opened.register(folder)
    first = [NewEvent(kind="opened", data={})]
    return " ".join(register.create(first, at=AT, author=AUTHOR).id for _ in range(number))


@pytest.mark.parametrize(
    ("processes", "times", "cases"), [(4, 40, 5), pytest.param(8, 200, 20, marks=opened.full)]
)
def test_of_many_processes_on_few_cases_none_loses_an_update(
    warm: Warm, tmp_path: Path, processes: int, times: int, cases: int
) -> None:
    folder = tmp_path / "register"
    ids = cases_in(folder, cases)
    started = [
        warm.start("update_many", folder, ids, f"writer{n}", times, out=tmp_path / f"out{n}")
        for n in range(processes)
    ]
    ended = [warm.wait(one) for one in started]
    assert [one.code for one in ended] == [0] * processes, ended
    told = [one for each in ended for one in told_in(each.said)]
    assert len(told) == processes * times
    holds(folder, told, unheard=0)
    in_order(folder)
    assert opened.leftovers(folder) == []


def in_order(folder: Path) -> None:
    """Fails where a case holds the events of one process in another order than that in which it made them."""
    for case in opened.register(folder).cases():
        tokens = [str(event.data["token"]) for event in case.events if event.kind == KIND]
        for who in {token.split("-")[0] for token in tokens}:
            of_one = [token for token in tokens if token.startswith(f"{who}-")]
            assert of_one == sorted(of_one)


@pytest.mark.parametrize(("kills", "seed"), [(20, 1), pytest.param(200, 2, marks=opened.full)])
def test_processes_killed_at_random_lose_nothing_that_was_acknowledged(
    warm: Warm, tmp_path: Path, kills: int, seed: int
) -> None:
    folder, chance = tmp_path / "register", random.Random(seed)
    ids = cases_in(folder, 8)
    started = 0
    told: list[Acknowledged] = []

    def writer() -> Started:
        nonlocal started
        started += 1
        return warm.start("update_for_ever", folder, ids, f"w{started}", out=tmp_path / f"out{started}")

    def killed(one: Started) -> None:
        one.kill()
        ended = warm.wait(one)
        assert ended.code == -9, ended  # it had not given up by itself
        told.extend(told_in(ended.said))

    working = [writer() for _ in range(4)]
    for _ in range(kills):
        time.sleep(chance.expovariate(30))  # a moment by chance is what is tried here
        place = chance.randrange(len(working))
        killed(working[place])
        working[place] = writer()
    for one in working:
        killed(one)
    assert len(told) > kills
    holds(folder, told, unheard=started)
    for case_id in ids.split():  # each can be gone on with, and then nothing is left behind
        register = opened.register(folder)
        version = register.get(case_id).version
        register.commit(
            case_id, [NewEvent(kind="on", data={})], expected_version=version, at=AT, author=AUTHOR
        )
    assert opened.leftovers(folder) == []
