"""The transcript in the guide is what the program says now.

After a change of what it says:

    ESCALATE_RENEW_GOLDEN=1 python -m pytest tests/ask/test_ask_guide.py
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from wizard.casework.record import read_events
from wizard.casework.session import Surroundings
from wizard.cli import ask_desk
from wizard.cli.ask_words import word_of

GUIDE: Final = Path(__file__).parents[2] / "docs" / "ask.md"
FENCE: Final = re.compile(r"(?<=```text\n).*?(?=```)", re.S)
PAGE: Final = GUIDE.read_text("utf-8")
TRANSCRIPT: Final = "".join(FENCE.findall(PAGE))
TYPED: Final = [line[2:] for line in TRANSCRIPT.splitlines() if line == ">" or line.startswith("> ")]


@pytest.fixture
def said(
    around: Surroundings, talk: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> Callable[[], str]:
    """What is said when the lines of the transcript are typed, over a register that was set up for practice before.
    The case's id is the same each time."""

    def hold() -> str:
        around.register.vault.create_practice(around.clock())
        signs = itertools.cycle("k7m2pq")
        monkeypatch.setattr("secrets.choice", lambda _: next(signs))
        held = talk(around, TYPED)
        assert held.code == 0
        return held.text

    return hold


def test_the_transcript_is_what_the_program_says_now(said: Callable[[], str]) -> None:
    now = said()
    if os.environ.get("ESCALATE_RENEW_GOLDEN"):
        GUIDE.write_text(FENCE.sub(lambda _: now, PAGE), encoding="utf-8", newline="\n")
    assert "".join(FENCE.findall(GUIDE.read_text("utf-8"))) == now


def test_the_transcript_ends_with_an_attempt_on_record(said: Callable[[], str], around: Surroundings) -> None:
    said()
    (case,) = around.register.cases()
    (attempt,) = [one.recorded.attempt for one in read_events(case.events).attempts]
    assert attempt.outcome == "unresolved"


def steps() -> list[tuple[str, str]]:
    """What was said before each typed line, folded lines joined, and that line."""
    parts = re.split(r"^>(?: (.*))?$", TRANSCRIPT, flags=re.M)
    return [
        (" ".join(said.split()), typed or "") for said, typed in zip(parts[::2], parts[1::2], strict=False)
    ]


def test_the_transcript_types_nothing_but_what_it_was_told_can_be_typed() -> None:
    writing = False
    for said, typed in steps():
        writing = "line by line" in said or (writing and not said)
        if writing or not typed:
            continue
        (numbers, *_) = [*re.findall(r"from 1 to (\d+)", said)[-1:], "0"]
        words = re.findall(r"[a-z]+", said.rpartition("Or: ")[2])
        day = "or the day itself" in said and not typed.isdigit()
        if "one or more numbers" in said:
            numbers = re.findall(r" (\d+)\. ", said)[-1]
        assert typed in words or day or 1 <= int(typed) <= int(numbers), (typed, said[-200:])


def test_the_guide_names_every_word_that_help_names() -> None:
    for line in ask_desk.HELP:
        word = line.partition(":")[0]
        if word_of(word):
            assert f"`{word}`" in PAGE, word
