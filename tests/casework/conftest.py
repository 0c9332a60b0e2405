"""The invented case of the scripts over a register of its own, and copies of the small flow with a change."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from wizard.advice.advise import House
from wizard.advice.questions import PolicyChoice
from wizard.casework.choices import policy_choices
from wizard.casework.house import open_house
from wizard.casework.session import Session, Surroundings
from wizard.register.cases import Author, NewEvent, Register

TESTS: Final = Path(__file__).parents[1]
SMALL: Final = TESTS / "flows" / "small"


def _invented() -> ModuleType:
    # By its place: the tests are no package, and may run where the repository is not on the path.
    spec = importlib.util.spec_from_file_location("invented_case", TESTS / "scripts" / "invented_case.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_CASE: Final = _invented()
_ANSWERS: Final[Mapping[str, tuple[str, ...]]] = _CASE.ANSWERS
_NOW: Final[datetime] = _CASE.NOW


@cache
def _choices() -> tuple[PolicyChoice, ...]:
    return policy_choices()


@cache
def _house(policy: str) -> House:
    return open_house(policy)


@pytest.fixture(scope="session")
def answers() -> Mapping[str, tuple[str, ...]]:
    """An answer to every question of the invented case, in the order in which they are asked."""
    return _ANSWERS


@pytest.fixture(scope="session")
def now() -> datetime:
    return _NOW


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """One that waits for nobody."""
    return Register(tmp_path / "register", lock_seconds=0)


@pytest.fixture
def around(register: Register) -> Surroundings:
    return Surroundings(
        register=register,
        choices=_choices,
        open_house=_house,
        clock=lambda: _NOW,
        author=Author(role="teacher", name="Jamie O'Example"),
    )


@pytest.fixture(scope="session")
def answered() -> dict[object, list[NewEvent]]:
    """What was recorded of each conversation that a test began with, so that it is held only once."""
    return {}


@pytest.fixture
def make_session(around: Surroundings, answered: dict[object, list[NewEvent]]) -> Callable[..., Session]:
    """A session that asks `asks`, the questions before it answered; one with advice where `asks` is empty."""

    def make(
        asks: str = "",
        *,
        surroundings: Surroundings | None = None,
        changed: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Session:
        said = {**_ANSWERS, **(changed or {})}
        key = (asks, *said.items())
        if surroundings is None and key in answered:
            return Session(around, around.register.create(answered[key], at=_NOW, author=around.author))
        session = Session(surroundings or around)
        while (question := session.shown().question) is not None and question.id != asks:
            session.answer(said[question.id])
        if surroundings is None and session.case_id:
            events = around.register.history(session.case_id)
            answered[key] = [NewEvent(kind=one.kind, data=one.data) for one in events]
        return session

    return make


@pytest.fixture
def make_flow(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the small flow in a folder `place`, in which `(file, old, new)` is changed where it stands once."""

    def make(*changes: tuple[str, str, str], place: str = "flows") -> Path:
        folder = tmp_path / place / "small"
        shutil.copytree(SMALL, folder)
        for file, old, new in changes:
            path = folder / file
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, old
            path.write_text(text.replace(old, new), encoding="utf-8")
        return folder

    return make
