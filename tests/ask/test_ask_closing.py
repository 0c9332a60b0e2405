"""In plain lines a case is closed with one word and a reason, and reopened with another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wizard.casework.record import CaseRecord

Ask = Callable[..., object]
Kept = Callable[[], CaseRecord]


@pytest.fixture(autouse=True)
def case(make_case: Callable[..., str]) -> str:
    """A case with its advice, which the next start comes back to."""
    return make_case(left_open=True)


def test_a_word_closes_the_case_with_the_reason_that_is_typed(ask: Ask, kept: Kept) -> None:
    said = ask("close", "Agreed elsewhere.", "They rang.", ".", "leave")
    closed = kept().closed
    assert closed is not None
    assert closed.reason == "Agreed elsewhere.\nThey rang."
    assert "The case is closed." in said.lines
    assert "This case is closed, and nothing of it is due." in said.lines


@pytest.mark.parametrize("way_out", [("back",), ("", "back"), (".",)])
def test_without_a_reason_nothing_is_decided(ask: Ask, kept: Kept, way_out: tuple[str, ...]) -> None:
    said = ask("close", *way_out, "leave")
    assert "Nothing was decided." in said.lines
    assert kept().closed is None


def test_a_closed_case_offers_no_step_and_is_reopened_with_a_word(ask: Ask, kept: Kept) -> None:
    closed = ask("close", "Done.", ".", "close", "leave")
    menu = closed.text.split("What next?\n")[-1]
    assert "Record" not in menu
    assert "'close' is not one of these." in menu
    said = ask("reopen", "New facts.", ".", "leave")
    assert kept().closed is None
    assert "The case is open again, as a new challenge. Nothing has been tried in it yet." in said.flat
    assert "1. Record an attempt at Pre-escalation." in said.lines


def test_a_challenge_that_goes_on_has_no_such_word(ask: Ask) -> None:
    said = ask("reopen", "leave")
    assert "'reopen' is not one of these." in said.lines
    assert "reopen" not in said.own.partition("'reopen'")[0]
