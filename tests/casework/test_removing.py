"""What may be erased alone: nothing without which the rest of a case would mean something else."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from wizard.base.errors import WrongInputError
from wizard.base.reader import read_document
from wizard.casework.board import board
from wizard.casework.closing import close
from wizard.casework.correcting import undo
from wizard.casework.looking import look_at
from wizard.casework.opening import open_case
from wizard.casework.record import read_events
from wizard.casework.removing import removal, remove
from wizard.casework.reopening import read_session
from wizard.casework.session import Surroundings
from wizard.register.cases import Case

SITUATION = {
    "policy": "oxfordshire",
    "risk": "welfare",
    "from": {"agency": "education"},
    "to": ["childrens-social-care"],
    "raised": "2026-11-16",
    "details": {"decision": "Sam Example's referral was closed", "evidence": "A drawing by Sam"},
}
GROUND = "The court's order of 12 November"


@pytest.fixture
def case(around: Surroundings) -> Case:
    return open_case(around, read_document(json.dumps(SITUATION).encode(), "a.json"), "a.json")


@pytest.fixture
def written(case: Case) -> Callable[[str], int]:
    """The number of the event in which a field was written."""

    def number(field: str) -> int:
        return next(one.seq for one in case.events if one.data.get("field") == field)

    return number


def test_a_text_that_was_erased_is_gone_and_the_case_goes_on(
    case: Case, written: Callable[[str], int], around: Surroundings
) -> None:
    before = look_at(around, case.id)
    remove(around, removal(around, case.id, [written("decision")], GROUND))
    looked = look_at(around, case.id)
    assert looked.advice == before.advice
    assert dict(looked.record.details) == {"evidence": "A drawing by Sam"}


def test_what_was_taken_back_does_not_count_again_because_the_undoing_was_erased(
    case: Case, written: Callable[[str], int], around: Surroundings
) -> None:
    number = undo(read_session(around, case.id), written("decision"), "It was another child's.")
    with pytest.raises(WrongInputError, match=r"would count again without it; erase both"):
        removal(around, case.id, [number], GROUND)
    remove(around, removal(around, case.id, [written("decision"), number], GROUND))
    assert "decision" not in read_events(around.register.history(case.id)).details


def test_an_undoing_may_go_once_what_it_took_back_is_gone(
    case: Case, written: Callable[[str], int], around: Surroundings
) -> None:
    number = undo(read_session(around, case.id), written("decision"), "It was another child's.")
    remove(around, removal(around, case.id, [written("decision")], GROUND))
    remove(around, removal(around, case.id, [number], GROUND))
    assert "decision" not in read_events(around.register.history(case.id)).details


def test_that_a_case_was_closed_goes_only_with_all_of_it(case: Case, around: Surroundings) -> None:
    number = close(read_session(around, case.id), "Settled by telephone.")
    with pytest.raises(WrongInputError, match="goes only with all of it"):
        removal(around, case.id, [number], GROUND)
    remove(around, removal(around, case.id, None, GROUND))
    (row,) = board(around)
    assert (row.group, row.status) == ("closed", "Its content was erased; the case says why")


def test_what_is_only_looked_at_stays(case: Case, around: Surroundings) -> None:
    assert len(removal(around, case.id, None, GROUND).events) == case.version
    assert around.register.get(case.id) == case
