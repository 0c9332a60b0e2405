"""The small policy as a house, changed ones, and situations to ask them about."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.advice.advise import House, advise
from wizard.advice.result import Advice
from wizard.advice.situation import Given, Situation, settle
from wizard.base.decode import plain
from wizard.base.reader import read_file
from wizard.casework.house import house_of, open_house
from wizard.policy.read import CONTACTS_FILE, POLICY_FILE, read_flow

SMALL = Path(__file__).parents[1] / "flows" / "small"
#: Never read where a situation says its own present, as all here do.
CLOCK = datetime(2001, 1, 1, tzinfo=UTC)
#: A Monday in office hours; an ordinary case between a school and social care.
USUAL: Mapping[str, object] = {
    "now": "2026-11-16T10:00",
    "risk": "welfare",
    "from": {"agency": "education"},
    "to": ["childrens-social-care"],
}


@cache
def _open(policy: str) -> House:
    return open_house(policy, SMALL.parent if policy == "small" else None)


def _settled(house: House, facts: Mapping[str, object]) -> Situation:
    given = msgspec.convert({**USUAL, "policy": house.policy.id, **facts}, Given)
    return settle(given, house.policy, house.time, CLOCK, None, "the test")


@pytest.fixture(scope="session")
def opened() -> Callable[[str], House]:
    """Opens a policy by its id, the small one among them, once."""
    return _open


@pytest.fixture(scope="session")
def small() -> House:
    return _open("small")


@pytest.fixture(scope="session")
def situation() -> Callable[..., Situation]:
    """A situation under the small policy, or another: the usual one with some facts changed."""

    def make(house: House | None = None, **facts: object) -> Situation:
        return _settled(house or _open("small"), facts)

    return make


@pytest.fixture(scope="session")
def advice() -> Callable[..., Advice]:
    """The advice for the usual situation with some facts changed."""

    def make(house: House | str = "small", **facts: object) -> Advice:
        found = _open(house) if isinstance(house, str) else house
        if "from_" in facts:
            facts["from"] = facts.pop("from_")
        return advise(found, _settled(found, facts))

    return make


@pytest.fixture
def changed_house(tmp_path: Path) -> Callable[..., House]:
    """The small policy with a change made to what its files say; the change must leave no fault in them."""

    def make(
        policy: Callable[[Any], object] = lambda tree: None,
        contacts: Callable[[Any], object] = lambda tree: None,
    ) -> House:
        folder = tmp_path / "small"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, change in ((POLICY_FILE, policy), (CONTACTS_FILE, contacts)):
            tree = plain(read_file(SMALL / name))
            change(tree)
            (folder / name).write_text(json.dumps(tree), encoding="utf-8")
        return house_of(read_flow(folder))

    return make
