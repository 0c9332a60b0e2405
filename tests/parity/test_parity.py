"""One presenter: the application, the plain lines and `advise` ask the same and advise the same.

The conversations are drawn by chance, each number giving the same one every time. The application is driven key
by key through Pilot and read from its widgets, `ask` line by line through a reader and a writer, and `advise`
through the command with a file of the same facts, written from the contract.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from wizard.advice.advise import House, advise
from wizard.advice.present import AdviceText, present
from wizard.advice.questions import OTHER_DAY, PolicyChoice
from wizard.advice.result import plain
from wizard.advice.situation import Given, settle
from wizard.casework.choices import policy_choices
from wizard.casework.house import open_house
from wizard.casework.session import Surroundings
from wizard.cli.ask import run_ask
from wizard.cli.main import run
from wizard.register.cases import Register
from wizard.tui.advice import AdviceScreen
from wizard.tui.app import EscalateApp
from wizard.tui.choices import Choices
from wizard.tui.text import Lines


def _load() -> ModuleType:
    # By its place: the tests are no package.
    spec = importlib.util.spec_from_file_location("invented", Path(__file__).with_name("invented.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


invented = _load()
NOW: datetime = invented.NOW
BLOCK = 20
BLOCKS = 10


@cache
def choices() -> tuple[PolicyChoice, ...]:
    return policy_choices()


@cache
def house(policy: str) -> House:
    return open_house(policy)


def around(folder: Path) -> Surroundings:
    register = Register(folder / "register")
    register.vault.create_practice(NOW)  # as somebody has chosen who was here before
    return Surroundings(register=register, choices=choices, open_house=house, clock=lambda: NOW)


def advised(facts: dict[str, Any], folder: Path, *options: str) -> str:
    """What `escalate advise` prints for a file with these facts."""
    path = folder / "facts.json"
    path.write_text(json.dumps(facts), encoding="utf-8")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert run(["advise", str(path), *options]) == 0
    return out.getvalue()


def in_one_line(text: str) -> str:
    return " ".join(text.split())


# The application.


async def through_the_application(pilot: Pilot[None], app: EscalateApp, talk: Any) -> str:
    """Answers every question by keys; each must be the one that is expected, in the words that are expected.

    Returns all that the advice screen says."""
    for turn in talk.turns:
        question = turn.question
        assert str(app.screen.query_one("#title", Static).content) == question.title
        options = app.screen.query_one("#options", Choices)
        assert options.option_count == len(question.options)
        for place, option in enumerate(question.options):
            assert option.label in in_one_line(str(options.get_option_at_index(place).prompt))
        await pilot.press(*keys_for(turn))
        await until_idle(pilot)
    assert isinstance(app.screen, AdviceScreen)
    said = [str(one.content) for one in app.screen.query(Static)]
    said += [one.render().plain for one in app.screen.query(Lines)]
    return in_one_line("\n".join(said))


def keys_for(turn: Any) -> Iterator[str]:
    known = [one.id for one in turn.question.options]
    if turn.typed:
        yield from to_option(known.index(OTHER_DAY), "enter")
        for sign in turn.typed:
            yield {" ": "space", "/": "slash", ".": "full_stop", "-": "minus"}.get(sign, sign)
        yield "enter"
    elif turn.question.kind == "many":
        for value in turn.values:
            yield from to_option(known.index(value), "space")
        yield "enter"
    else:
        yield from to_option(known.index(turn.values[0]), "enter")


def to_option(place: int, then: str) -> Iterator[str]:
    """The digit of an option; beyond the digits, the way there with the arrows."""
    if place < 10:
        yield "1234567890"[place]
        return
    yield "end"
    yield "home"
    yield from ["down"] * place
    yield then


async def until_idle(pilot: Pilot[None]) -> None:
    for _ in range(2):
        await pilot.pause()


# The plain lines.


def through_the_lines(folder: Path, talk: Any) -> str:
    """All that `ask` says while the questions are answered."""
    lines = [f"{line}\n" for turn in talk.turns for line in [line_for(turn)]]
    out = io.StringIO()
    assert run_ask(around(folder), io.StringIO("".join(lines)), out) == 2
    return out.getvalue()


def line_for(turn: Any) -> str:
    if turn.typed:
        return str(turn.typed)
    known = [one.id for one in turn.question.options]
    return " ".join(str(known.index(value) + 1) for value in turn.values)


def asked_in(said: str, talk: Any) -> list[str]:
    """The ids of the questions, in the order in which their words stand in what was said."""
    found: list[tuple[int, str]] = []
    start = 0
    for turn in talk.turns:
        question = turn.question
        words = in_one_line(f"{question.title} {question.hint} 1. {question.options[0].label}")
        place = said.find(words, start)
        assert place >= 0, f"not asked: {words}"
        found.append((place, question.id))
        start = place + len(words)
    return [name for _, name in sorted(found)]


def compare(app: EscalateApp, screen: str, lines: str, talk: Any, folder: Path) -> None:
    expected = json.loads(advised(talk.facts, folder, "--json"))
    assert json.loads(json.dumps(plain(app.session.advice()[1]))) == expected
    said = in_one_line(lines)
    assert asked_in(said, talk) == [turn.question.id for turn in talk.turns]
    # A prompt for each question, and one for what comes next: nothing else was asked.
    assert len(re.findall(r"Type (?:a number|one or more numbers)", said)) == len(talk.turns) + 1
    # Every sentence that is due is on the screen, in the lines, and in what `advise` prints.
    printed = in_one_line(advised(talk.facts, folder))
    for sentence in sentences(told(talk.facts)):
        for surface in (screen, said, printed):
            assert in_one_line(sentence) in surface, sentence


def told(facts: dict[str, Any]) -> AdviceText:
    """The advice for the facts, in the words that every surface has to use."""
    found = house(facts["policy"])
    situation = settle(msgspec.convert(facts, Given), found.policy, found.time, NOW, None, "the test")
    return present(advise(found, situation), found.policy)


def sentences(text: AdviceText) -> Iterator[str]:
    yield text.status
    if text.stage:
        yield text.stage
    yield from (*text.who, *text.times, *text.warnings, *text.may_start_at)
    for part in (text.actions, text.notify, text.because):
        yield from (str(one) for one in part)
    for said in text.contacts:
        yield f"{said.agency}: {said.contact.title}"
        yield said.contact.phone
    for working in text.working:
        yield from working.days


async def hold(block: int, count: int, folder: Path) -> None:
    app_folder = folder / "app"
    app = EscalateApp(around(app_folder), app_folder)
    async with app.run_test(size=(120, 50)) as pilot:
        await until_idle(pilot)
        for number in range(block * BLOCK, block * BLOCK + count):
            talk = invented.invent(number, around(folder / "unused"))
            screen = await through_the_application(pilot, app, talk)
            lines = through_the_lines(folder / f"lines-{number}", talk)
            compare(app, screen, lines, talk, folder)
            await pilot.press("r", "n")
            await until_idle(pilot)


async def test_the_application_the_lines_and_advise_say_the_same(tmp_path: Path) -> None:
    await hold(BLOCKS, 2, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(
    "block",
    # Two halves, so that two processes can share them.
    [
        pytest.param(block, id=f"{'first' if block < BLOCKS // 2 else 'second'}-{block}")
        for block in range(BLOCKS)
    ],
)
async def test_many_conversations_come_out_the_same_on_every_surface(block: int, tmp_path: Path) -> None:
    await hold(block, BLOCK, tmp_path)


def test_the_conversations_reach_every_policy_and_every_kind_of_answer(tmp_path: Path) -> None:
    talks = [invented.invent(number, around(tmp_path)) for number in range(BLOCK * BLOCKS)]
    assert {talk.facts["policy"] for talk in talks} == {one.id for one in choices()}
    assert any(turn.typed for talk in talks for turn in talk.turns)
    assert any(len(turn.values) > 1 for talk in talks for turn in talk.turns)
    assert {turn.question.id.partition(":")[0] for talk in talks for turn in talk.turns} >= {
        "danger",
        "policy",
        "subject",
        "from",
        "sector",
        "to",
        "circumstance",
        "about",
        "risk",
        "raised",
        "raised_earliest",
        "tried",
        "began",
        "outcome",
        "ended",
        "start_at",
        "bypass_agreed",
    }
