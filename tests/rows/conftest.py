"""A bare policy with a few lines laid over it: those lines are the example of how a flow says a row."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.advice.advise import House, advise
from wizard.advice.result import Advice
from wizard.advice.situation import Given, Situation, settle
from wizard.base.decode import plain
from wizard.base.reader import read_file, read_yaml
from wizard.casework.house import house_of
from wizard.policy.read import CONTACTS_FILE, POLICY_FILE, read_flow

FLOWS = Path(__file__).parent / "flows"
#: Never read where a situation says its own present, as all here do.
CLOCK = datetime(2001, 1, 1, tzinfo=UTC)
#: A Monday in office hours; a school that differs with social care.
USUAL: Mapping[str, object] = {
    "now": "2026-11-16T10:00",
    "risk": "welfare",
    "from": {"agency": "education"},
    "to": ["childrens-social-care"],
}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "row(id): the row of docs/what-a-flow-can-say.md that the test shows acting"
    )


def laid_over(tree: Any, lines: Any) -> Any:
    """Tables key by key, lists of parts with an id part by part, all else replaced.

    Lines that name every part of a list give the order too; else new parts come at the end.
    """
    if isinstance(tree, dict) and isinstance(lines, dict):
        return tree | {key: laid_over(tree.get(key), value) for key, value in lines.items()}
    if _parts(tree) and _parts(lines):
        known = {part["id"]: part for part in tree}
        over = {part["id"]: laid_over(known.get(part["id"]), part) for part in lines}
        return list((over if known.keys() <= over.keys() else known | over).values())
    return lines


def _numbered(tree: Any) -> Any:
    """The same with the numbers that a flow holds as numbers: what is read plainly has none."""
    if isinstance(tree, dict):
        return {
            key: int(value) if key in ("times", "size") else _numbered(value) for key, value in tree.items()
        }
    return [_numbered(one) for one in tree] if isinstance(tree, list) else tree


def _parts(tree: Any) -> bool:
    return isinstance(tree, list) and all(isinstance(part, dict) and "id" in part for part in tree)


class Flow:
    """A policy as a house, and the advice that it gives."""

    def __init__(self, house: House) -> None:
        self.house = house

    def situation(
        self, *, tried: Sequence[str] = (), happened: Sequence[str] = (), **facts: object
    ) -> Situation:
        """The usual situation with some facts changed; `from_` is the challenging agency alone.

        `tried` is "stage began..ended outcome", or one day or moment in the place of two; `happened` "event time".
        """
        said: dict[str, object] = {**USUAL, "policy": self.house.policy.id, **facts}
        said["attempts"] = [_attempt(*one.split()) for one in tried]
        said["events"] = [dict(zip(("event", "at"), one.split(), strict=True)) for one in happened]
        if "from_" in said:
            said["from"] = {"agency": said.pop("from_")}
        return settle(
            msgspec.convert(said, Given), self.house.policy, self.house.time, CLOCK, None, "the test"
        )

    def advice(self, **facts: Any) -> Advice:
        return advise(self.house, self.situation(**facts))


def _attempt(stage: str, times: str, outcome: str) -> dict[str, str]:
    began, _, ended = times.partition("..")
    attempt = {"stage": stage, "began": began, "outcome": outcome}
    return attempt | {"ended": ended} if ended else attempt


@pytest.fixture
def flow(tmp_path: Path) -> Callable[..., Flow]:
    """The bare policy, or another, with lines laid over its policy and its contacts."""

    def make(lines: str = "", *, contacts: str = "", base: str = "shire") -> Flow:
        folder = tmp_path / base
        folder.mkdir(exist_ok=True)
        for name, more in ((POLICY_FILE, lines), (CONTACTS_FILE, contacts)):
            tree = plain(read_file(FLOWS / base / name))
            if more.strip():
                tree = laid_over(tree, plain(read_yaml(more.encode(), name)))
            (folder / name).write_text(json.dumps(_numbered(tree)), encoding="utf-8")
        return Flow(house_of(read_flow(folder)))

    return make


@pytest.fixture
def bare(flow: Callable[..., Flow]) -> Flow:
    return flow()
