"""What a page says of whose limit passed, from when it is counted, to whom it goes, and of a case at its end."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from wizard.advice.worktime import LONDON
from wizard.base.reader import read_document
from wizard.casework.choices import policy_choices
from wizard.casework.closing import close, reopen
from wizard.casework.document_context import rendered
from wizard.casework.house import open_house
from wizard.casework.opening import open_case
from wizard.casework.reopening import read_session
from wizard.casework.session import Session, Surroundings
from wizard.documents.catalogue import Template
from wizard.documents.context import Context
from wizard.documents.environment import Press
from wizard.documents.render import Rendered, render
from wizard.register.cases import Author, Register

Make = Callable[..., Rendered]
Find = Callable[[str], Template]
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)


def attempt(stage: str, began: str, ended: str | None = None, outcome: str = "unresolved") -> dict[str, str]:
    return {"stage": stage, "began": began, "outcome": outcome} | ({"ended": ended} if ended else {})


#: Step 2 has been open since 3 November, so that its limit passed on the 10th; Step 3 is due, until the 25th.
STEP_2_LATE = {
    "attempts": [
        attempt("step-1", "2026-11-02", "2026-11-02"),
        attempt("step-2", "2026-11-03", outcome="open"),
    ]
}
#: Step 6 is the last: it stays there, and the limit that passed is its own.
STEP_6_LATE = {"attempts": [attempt("step-6", "2026-11-02", outcome="open")]}


# Whose limit passed.


@pytest.mark.parametrize("document", ["board-notification", "notice", "case-chronology"])
def test_the_limit_of_this_stage_is_that_of_the_stage_that_is_shown(document: str, make: Make) -> None:
    text = make(document, **STEP_2_LATE).text
    assert "- Stage now: Step 3\n" in text
    assert "- Time limit of this stage: Wednesday 25 November 2026, 17:00. Not yet passed." in text


@pytest.mark.parametrize("document", ["board-notification", "notice", "case-chronology"])
def test_a_limit_that_passed_before_stands_on_a_line_of_its_own_with_its_stage(
    document: str, make: Make
) -> None:
    text = make(document, **STEP_2_LATE).text
    assert "\n- Time limit of Step 2: Missed. It passed on Tuesday 10 November 2026, 17:00.\n" in text


@pytest.mark.parametrize("document", ["board-notification", "notice", "case-chronology"])
def test_a_limit_of_the_stage_itself_that_passed_is_told_once(document: str, make: Make) -> None:
    text = make(document, **STEP_6_LATE).text
    assert "- Time limit of this stage: Missed. The limit passed on Monday 9 November 2026, 17:00." in text
    assert "- Time limit of Step" not in text


@pytest.mark.parametrize(
    "document", ["challenge-letter", "challenge-reply", "conference-request", "escalation-referral"]
)
def test_a_paper_names_the_stage_of_the_limit_that_passed_beside_the_one_that_runs(
    document: str, make: Make
) -> None:
    text = make(document, **STEP_2_LATE).text
    assert "A time limit of the policy for Step 2 passed on Tuesday 10 November 2026, 17:00" in text
    assert "Wednesday 25 November 2026, 17:00. " in text


def test_why_a_limit_was_missed_is_asked_of_the_stage_before(make: Make) -> None:
    made = make("board-notification", **STEP_2_LATE)
    assert "- Why that time limit was missed:" in made.text
    assert "late_reason" in made.missing


# To whom it goes.

CHAIR = {"attempts": [attempt("stage-5", "2026-11-16", outcome="open")]}


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("chaser", "we raised a disagreement with Children's social care."),
        ("challenge-letter", "We disagree with Children's social care about what is set out below"),
    ],
)
def test_a_paper_to_a_boards_chair_does_not_take_the_chair_for_the_other_agency(
    document: str, says: str, make: Make
) -> None:
    text = make(document, "torbay", **CHAIR).text
    assert "To: Chair of the TSCP Executive Group" in text
    assert says in text
    assert "with your agency" not in text
    assert "with you." not in text
    assert "What we ask for\n" in text


def test_a_paper_to_a_boards_chair_names_each_agency_that_is_challenged(make: Make) -> None:
    text = make("chaser", "torbay", to=["childrens-social-care", "health"], **CHAIR).text
    assert "with Children's social care; Health." in text


@pytest.mark.parametrize("document", ["chaser", "challenge-letter"])
def test_a_paper_to_the_other_agency_speaks_to_it(document: str, make: Make) -> None:
    text = make(document, "torbay", attempts=[attempt("stage-2", "2026-11-17", outcome="open")]).text
    assert "with your agency" in text
    assert "What we ask you to do\n" in text


# A date that is not on record.

GUESSED = {"raised": "2026-11-10", "attempts": [attempt("step-2", "unknown", outcome="open")]}
READING = "It is not on record when Step 2 began. That day is the earliest that it can be (a reading)."


@pytest.mark.parametrize(
    "document",
    ["chaser", "challenge-letter", "escalation-referral", "board-notification", "notice", "case-chronology"],
)
def test_a_limit_that_is_counted_from_a_date_that_is_not_on_record_is_called_a_reading(
    document: str, make: Make
) -> None:
    text = make(document, **GUESSED).text
    assert f"The time is counted from 10 November 2026. {READING}" in text
    assert text.count(READING) == 1


@pytest.mark.parametrize("document", ["chaser", "challenge-letter", "escalation-referral", "notice"])
def test_so_is_one_that_still_runs(document: str, make: Make) -> None:
    running = {**GUESSED, "raised": "2026-11-16"}
    assert f"The time is counted from 16 November 2026. {READING}" in make(document, **running).text


@pytest.mark.parametrize("document", ["chaser", "challenge-letter", "board-notification"])
def test_where_the_date_is_on_record_there_is_no_reading(document: str, make: Make) -> None:
    assert "not on record when" not in make(document, **STEP_2_LATE).text


@pytest.mark.parametrize(
    ("policy", "tried", "stage"), [("oxfordshire", "step-3", "Step 3"), ("torbay", "stage-2", "Stage Two")]
)
def test_a_limit_that_is_counted_from_an_end_that_is_not_on_record_is_a_reading(
    policy: str, tried: str, stage: str, make: Make
) -> None:
    situation = {"raised": "2026-11-12T09:00", "attempts": [attempt(tried, "2026-11-13", "unknown")]}
    text = make("challenge-letter", policy, **situation).text
    assert f"The time is counted from 13 November 2026. It is not on record when {stage} ended." in text


# A reply that is asked for sooner.

ASKING = ["challenge-letter", "challenge-reply", "conference-request", "dissent-statement"]
#: Step 3 has been open since 16 November: its limit ends on the 23rd.
STEP_3_RUNS = {"attempts": [attempt("step-3", "2026-11-16", outcome="open")]}


@pytest.mark.parametrize("document", ASKING)
def test_a_reply_is_wished_for_sooner_only_on_a_day_before_the_limit(document: str, make: Make) -> None:
    def wished(day: str) -> bool:
        text = make(document, **STEP_3_RUNS, details={"reply_by": day}).text
        assert "by Monday 23 November 2026, 17:00." in text
        return "If you can, please reply by" in text

    assert [day for day in ("2026-11-20", "2026-11-23", "2026-11-30") if wished(day)] == ["2026-11-20"]


@pytest.mark.parametrize("document", ASKING)
def test_what_was_typed_for_a_date_and_is_none_is_shown_as_it_was_typed(document: str, make: Make) -> None:
    text = make(document, **STEP_3_RUNS, details={"reply_by": "this *Friday*"}).text
    assert "If you can, please reply by this *Friday*." in text


# How far it came.


def test_the_furthest_stage_is_the_last_that_was_tried_and_not_the_one_that_is_due(make: Make) -> None:
    text = make("learning-record", attempts=[attempt("step-4", "2026-11-16", "2026-11-17")]).text
    assert re.search(r"Furthest stage +\| Step 4\n", text)


# A case that was reopened, and one that is closed.


@pytest.fixture
def told(make_context: Callable[..., Context], shipped_template: Find, press: Press) -> Make:
    def make(document: str, situation: Mapping[str, object] | None = None, **more: object) -> Rendered:
        context = msgspec.structs.replace(make_context(**(situation or {})), **more)
        return render(shipped_template(document), context, press)

    return make


@pytest.mark.parametrize("document", ["escalation-referral", "case-review-consideration"])
def test_of_a_reopened_case_it_is_not_said_that_nothing_was_tried(document: str, told: Make) -> None:
    text = told(document, reopened=True).text
    assert "No attempt of this challenge is on record; earlier ones are in the chronology." in text
    assert "No attempt is on record." not in text


def test_the_board_is_not_told_of_a_reopened_case_that_nothing_was_tried(told: Make) -> None:
    text = told("board-notification", reopened=True).text
    assert "no attempt of this challenge is on record. Earlier ones are in the chronology." in text


def test_the_chronology_of_a_reopened_case_does_not_deny_what_it_lists(told: Make) -> None:
    text = told("case-chronology", reopened=True).text
    assert (
        "No attempt of this challenge is on record. What was tried before it is in the record below." in text
    )
    assert "No attempt is on record" not in text


def test_stages_skipped_in_a_reopened_case_are_said_to_be_of_this_challenge(told: Make) -> None:
    text = told("challenge-letter", {"attempts": [attempt("step-3", "2026-11-16")]}, reopened=True).text
    assert "No attempt of this challenge is on record at Step 1 and Step 2." in text


CLOSED = "This case is closed in our record. Check that before you send this."
OUTSIDE = "The policy named here does not cover this case as it stands. Check that before you send this."


@pytest.mark.parametrize("document", ["challenge-letter", "chaser", "notice", "board-notification"])
def test_a_page_of_a_closed_case_says_so_at_its_top_and_on_each_page(document: str, told: Make) -> None:
    made = told(document, closed=True)
    assert CLOSED in made.text.split(made.marks.title)[0]
    assert CLOSED in made.marks.head
    still_open = told(document)
    assert CLOSED not in still_open.text
    assert CLOSED not in still_open.marks.head


@pytest.mark.parametrize(
    "document", ["case-chronology", "learning-record", "outcome-confirmation", "case-review-consideration"]
)
def test_what_is_made_at_the_end_of_a_case_does_not_warn_of_it(document: str, told: Make) -> None:
    made = told(document, closed=True)
    assert CLOSED not in made.text
    assert CLOSED not in made.marks.head


def test_that_the_policy_does_not_cover_the_case_stands_on_each_page_before_the_draft(told: Make) -> None:
    made = told("challenge-letter", {"circumstance": "complaint"}, closed=True)
    assert made.marks.head[:2] == (OUTSIDE, CLOSED)
    assert made.marks.head[2].startswith("DRAFT.")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    around = Surroundings(
        register=Register(tmp_path / "register", lock_seconds=0),
        choices=policy_choices,
        open_house=open_house,
        clock=lambda: NOW,
        author=Author(role="teacher", name="A. N. Example"),
    )
    said = {
        "policy": "oxfordshire",
        "risk": "welfare",
        "from": {"agency": "education"},
        "to": ["childrens-social-care"],
        "raised": "2026-11-16T09:00",
        **STEP_3_RUNS,
    }
    case = open_case(around, read_document(json.dumps(said).encode(), "a.json"), "a.json")
    return read_session(around, case.id)


def test_a_page_knows_from_the_record_that_the_case_is_closed(
    session: Session, shipped_template: Find
) -> None:
    chaser = shipped_template("chaser")
    assert CLOSED not in rendered(session, chaser).text
    close(session, "Agreed elsewhere.")
    assert CLOSED in rendered(session, chaser).text


def test_a_page_knows_from_the_record_that_the_case_was_reopened(
    session: Session, shipped_template: Find
) -> None:
    close(session, "Agreed elsewhere.")
    reopen(session, "It has come up again.")
    made = rendered(session, shipped_template("case-chronology"))
    assert "No attempt of this challenge is on record." in made.text
    assert "Step 3" in made.text  # in the list below
    assert CLOSED not in rendered(session, shipped_template("chaser")).text
