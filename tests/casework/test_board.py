"""The board: every case in the group that its advice puts it in, the most pressing first, and none hidden."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from wizard.advice.worktime import LONDON
from wizard.base.errors import wrong_input
from wizard.base.reader import read_document
from wizard.casework.board import GROUP_TITLES, Row, board, damaged, matching, whole_board
from wizard.casework.opening import open_case
from wizard.casework.session import Session, Surroundings
from wizard.register.casefile import case_path
from wizard.register.cases import Author, NewEvent, Register

Add = Callable[..., str]
SITUATION: Mapping[str, object] = {
    "policy": "oxfordshire",
    "risk": "welfare",
    "from": {"agency": "education"},
    "to": ["childrens-social-care"],
    "raised": "2026-11-02",
}
BARNSLEY: Mapping[str, object] = {**SITUATION, "policy": "barnsley"}


def open_at(stage: str, began: str) -> list[dict[str, str]]:
    return [{"stage": stage, "began": began, "outcome": "open"}]


def ended(stage: str, on: str, outcome: str) -> list[dict[str, str]]:
    return [{"stage": stage, "began": on, "ended": on, "outcome": outcome}]


@pytest.fixture
def add(around: Surroundings) -> Add:
    """Adds a case of a situation, and gives its id."""

    def call(**changed: object) -> str:
        said = {**SITUATION, **changed}
        return open_case(around, read_document(json.dumps(said).encode(), "a.json"), "a.json").id

    return call


def at(around: Surroundings, *moment: int) -> Surroundings:
    return msgspec.structs.replace(around, clock=lambda: datetime(*moment, tzinfo=LONDON))  # type: ignore[arg-type] # five numbers


def only(around: Surroundings) -> Row:
    (row,) = board(around)
    return row


# The groups.

PLACED: Mapping[str, tuple[Mapping[str, object], str]] = {
    "a limit was missed": ({"attempts": open_at("step-2", "2026-11-04")}, "overdue"),
    "the limit ends today": ({"attempts": open_at("step-2", "2026-11-11")}, "today"),
    "the limit ends in a week": ({"attempts": open_at("step-2", "2026-11-18")}, "week"),
    "a stage is next, with a limit": ({"raised": "2026-11-18"}, "week"),
    "no limit, and a reply is waited for": (
        {**BARNSLEY, "attempts": open_at("managers", "2026-11-17")},
        "waiting",
    ),
    "no limit, and a stage is next": (BARNSLEY, "later"),
    "settled": ({"attempts": ended("step-2", "2026-11-17", "resolved")}, "settled"),
    "all stages used": ({"attempts": ended("step-6", "2026-11-17", "unresolved")}, "settled"),
    "not covered": ({"circumstance": "complaint"}, "settled"),
}


@pytest.mark.parametrize("kind", PLACED)
def test_a_case_stands_in_the_group_that_its_advice_puts_it_in(
    kind: str, add: Add, around: Surroundings
) -> None:
    changed, group = PLACED[kind]
    add(**changed)
    assert only(around).group == group


@pytest.mark.parametrize(("day", "group"), [(16, "week"), (22, "week"), (23, "today"), (24, "overdue")])
def test_a_case_moves_between_the_groups_as_its_limit_comes_near(
    day: int, group: str, add: Add, around: Surroundings
) -> None:
    early = at(around, 2026, 11, 16, 9, 30)
    said = {**SITUATION, "raised": "2026-11-16", "attempts": open_at("step-2", "2026-11-16")}
    open_case(early, read_document(json.dumps(said).encode(), "a.json"), "a.json")
    assert only(at(around, 2026, 11, day, 10, 0)).group == group


def test_today_is_londons_day(add: Add, around: Surroundings) -> None:
    add(attempts=open_at("step-2", "2026-11-11"))
    utc = msgspec.structs.replace(around, clock=lambda: datetime(2026, 11, 18, 0, 5, tzinfo=UTC))
    assert only(utc).group == "today"


def test_a_conversation_that_is_not_over_stands_by_its_next_question(
    make_session: Callable[..., Session], around: Surroundings
) -> None:
    session = make_session("circumstance")
    row = only(around)
    assert (row.group, row.stage, row.due, row.state) == ("questions", None, None, None)
    assert row.status == "Asked next: What kind of disagreement is it?"
    assert row.between == "Education to Children's social care"
    assert row.id == session.case_id


def test_a_conversation_with_no_policy_yet_is_listed(
    make_session: Callable[..., Session], around: Surroundings
) -> None:
    make_session("policy")
    row = only(around)
    assert (row.group, row.policy, row.status) == (
        "questions",
        "",
        "Asked next: Which area's policy applies?",
    )


def finish_duties(session: Session, *, all_of_them: bool) -> None:
    session.begin_step("duties")
    question = session.shown().question
    assert question is not None
    ids = [option.id for option in question.options if option.id != "nothing"]
    assert len(ids) > 1
    session.answer(tuple(ids if all_of_them else ids[:1]))


@pytest.mark.parametrize(("all_of_them", "group"), [(True, "closed"), (False, "settled")])
def test_a_settled_case_is_closed_once_all_its_duties_are_done(
    all_of_them: bool, group: str, add: Add, around: Surroundings
) -> None:
    case_id = add(attempts=ended("step-2", "2026-11-17", "resolved"))
    finish_duties(Session(around, around.register.get(case_id)), all_of_them=all_of_them)
    assert only(around).group == group


def test_a_settled_case_with_danger_now_is_never_closed(add: Add, around: Surroundings) -> None:
    case_id = add(risk="immediate", attempts=ended("step-2", "2026-11-17", "resolved"))
    finish_duties(Session(around, around.register.get(case_id)), all_of_them=True)
    row = only(around)
    assert (row.group, row.urgent) == ("settled", True)


# What a row says.


def test_the_due_date_of_an_overdue_case_is_the_limit_that_was_missed_and_does_not_move(
    add: Add, around: Surroundings
) -> None:
    add(attempts=open_at("step-2", "2026-11-04"))
    rows = [only(at(around, 2026, 11, day, 10, 0)) for day in (18, 19, 25)]
    assert {row.due for row in rows} == {datetime(2026, 11, 11, 17, 0, tzinfo=LONDON)}
    assert rows[0].due_text == "overdue since Wednesday 11 November 2026, 17:00"
    assert rows[0].waiting


def test_a_row_says_between_whom_at_which_stage_and_until_when(add: Add, around: Surroundings) -> None:
    case_id = add(attempts=open_at("step-2", "2026-11-11"))
    row = only(around)
    assert (row.id, row.policy, row.area) == (case_id, "oxfordshire", "Oxfordshire")
    assert row.between == "Education to Children's social care"
    assert row.stage == "Step 2: Speak to the professional you disagree with"
    assert (row.stage_id, row.state) == ("step-2", "in-progress")
    assert row.due == datetime(2026, 11, 18, 17, 0, tzinfo=LONDON)
    assert row.due_text == "due today 17:00"
    assert row.changed == "2026-11-18T10:30:00+00:00"


def test_only_an_open_attempt_waits(add: Add, around: Surroundings) -> None:
    add(attempts=ended("step-2", "2026-11-17", "unresolved"))
    assert not only(around).waiting


# The order.


def test_what_is_overdue_comes_first_and_then_what_is_due_first(add: Add, around: Surroundings) -> None:
    for one in ("2026-11-17", "2026-11-04", "2026-11-16", "2026-11-03"):
        add(attempts=open_at("step-2", one))
    add(attempts=ended("step-2", "2026-11-17", "resolved"))
    add(**BARNSLEY)
    rows = board(around)
    order = list(GROUP_TITLES)
    assert [row.group for row in rows] == ["overdue", "overdue", "week", "week", "later", "settled"]
    assert [order.index(row.group) for row in rows] == sorted(order.index(row.group) for row in rows)
    assert [row.due.day for row in rows if row.due] == [10, 11, 23, 24]


def test_what_is_due_at_one_moment_is_in_the_order_of_the_ids(add: Add, around: Surroundings) -> None:
    ids = [add(attempts=open_at("step-2", "2026-11-17")) for _ in range(5)]
    assert [row.id for row in board(around)] == sorted(ids)


# The search.


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", 2),
        ("OXFORDSHIRE", 1),
        ("children's education", 2),
        ("step 3: manager", 1),
        ("overdue", 1),
        ("oxfordshire barnsley", 0),
        ("   ", 2),
    ],
)
def test_every_word_of_a_search_is_in_the_words_of_a_row(
    search: str, found: int, add: Add, around: Surroundings
) -> None:
    add(attempts=open_at("step-2", "2026-11-04"))
    add(**{**BARNSLEY, "to": ["childrens-social-care", "police"]})
    assert len(board(around, search=search)) == found
    assert matching(board(around), search) == board(around, search=search)


# Nothing is hidden.


def test_a_damaged_case_hides_no_other(add: Add, around: Surroundings, register: Register) -> None:
    good, bad = add(), add()
    case_path(register.folder, bad).write_bytes(b'{"case": ')
    assert [row.id for row in board(around)] == [good]
    assert damaged(around) == (bad,)


@pytest.mark.parametrize(
    "event",
    [
        NewEvent(kind="answered", data={}),
        NewEvent(kind="answered", data={"question": "policy", "values": "oxfordshire"}),
        NewEvent(kind="attempted", data={"stage": "step-1"}),
        NewEvent(kind="policy-noted", data={"policy": 3}),
        NewEvent(kind="document-made", data={}),
    ],
)
def test_a_case_with_events_of_nobodys_is_damaged_and_hides_no_other(
    event: NewEvent, add: Add, around: Surroundings, register: Register
) -> None:
    good = add()
    strange = register.create([event], at=around.clock(), author=Author(role="", name=""))
    whole = whole_board(around)
    assert [row.id for row in whole.rows] == [good]
    assert whole.damaged == damaged(around) == (strange.id,)


def test_a_case_of_a_policy_that_cannot_be_read_is_listed_and_says_so(add: Add, around: Surroundings) -> None:
    add(**BARNSLEY)
    lost = add()

    def open_house(policy: str) -> object:
        if policy == "oxfordshire":
            raise wrong_input("its flow has faults")
        return around.open_house(policy)

    rows = board(msgspec.structs.replace(around, open_house=open_house))
    (row,) = [one for one in rows if one.id == lost]
    assert (len(rows), row.group) == (2, "questions")
    assert "policy cannot be read" in row.status
    assert row.between == "Education to Children's social care"


def test_a_case_whose_attempts_fit_its_policy_no_more_is_listed_and_says_so(
    add: Add, around: Surroundings, register: Register
) -> None:
    case = register.get(add())
    strange = NewEvent(
        kind="attempted", data={"stage": "step-99", "began": "2026-11-16", "outcome": "open", "ended": None}
    )
    register.commit(
        case.id, [strange], expected_version=case.version, at=around.clock(), author=around.author
    )
    row = only(around)
    assert row.group == "questions"
    assert "'step-99' is no stage" in row.status


def test_a_house_is_opened_once_for_all_cases_of_its_policy(add: Add, around: Surroundings) -> None:
    for _ in range(3):
        add()
    asked: list[str] = []

    def open_house(policy: str) -> object:
        asked.append(policy)
        return around.open_house(policy)

    board(msgspec.structs.replace(around, open_house=open_house))
    assert asked == ["oxfordshire"]


def test_an_empty_register_is_an_empty_board_and_is_not_made(around: Surroundings, tmp_path: Path) -> None:
    assert whole_board(around).rows == ()
    assert not (tmp_path / "register").exists()
