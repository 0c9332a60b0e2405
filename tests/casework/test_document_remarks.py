"""Remarks on what was written: shown until the words change, or until somebody says why they stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from wizard.base.errors import WrongInputError
from wizard.casework.document_remarks import Remark, said, set_aside
from wizard.casework.documents import draft, make
from wizard.casework.session import Session, Surroundings

MakeSession = Callable[..., Session]

BLAMING = "The worker failed to visit."


@pytest.fixture
def session(make_session: MakeSession) -> Session:
    session = make_session()
    session.write("not_agreed", BLAMING)
    return session


def blame(session: Session) -> list[Remark]:
    remarks = draft(session, "challenge-letter").remarks
    return [one for one in remarks if one.field == "not_agreed" and "failed" in one.words]


def test_a_remark_names_its_place_and_its_reason(session: Session) -> None:
    (one,) = blame(session)
    assert BLAMING[one.column - 1 :].startswith(one.words)
    assert one.text
    assert one.reason
    assert said(one).startswith(f"[{one.id}] not_agreed, line 1: {one.text}")


def test_remarks_stop_nothing(session: Session, tmp_path: Path) -> None:
    made = make(session, "challenge-letter", tmp_path / "letter.md")
    assert {one.id for one in blame(session)} <= {one.id for one in made.remarks}
    assert made.path.exists()


def test_one_that_was_set_aside_is_gone_and_its_reason_is_kept(session: Session) -> None:
    (one,) = blame(session)
    number = set_aside(session, "challenge-letter", one.id, "It is what the report says.")
    assert blame(session) == []
    assert session.events[-1].seq == number
    assert session.events[-1].data == {
        "document": "challenge-letter",
        "remark": one.id,
        "code": one.code,
        "field": "not_agreed",
        "reason": "It is what the report says.",
    }


def test_it_stays_aside_while_its_words_stay(session: Session) -> None:
    set_aside(session, "challenge-letter", blame(session)[0].id, "It is what the report says.")
    session.write("not_agreed", f"{BLAMING} The school called twice.")
    assert blame(session) == []


def test_other_words_bring_another_remark(session: Session) -> None:
    (one,) = blame(session)
    set_aside(session, "challenge-letter", one.id, "It is what the report says.")
    session.write("not_agreed", "The worker refused to listen.")
    remarks = draft(session, "challenge-letter").remarks
    assert [other.words for other in remarks if other.field == "not_agreed"] == ["refused to listen"]


@pytest.mark.parametrize(
    ("remark", "reason", "says"),
    [
        ("", "why", "there is no remark ''"),
        (None, "  ", "say why the remark"),
        (None, "\u2800", "say why the remark"),
        (None, "\u200b", "say why the remark"),
    ],
)
def test_what_cannot_be_set_aside_is_refused_and_nothing_is_recorded(
    remark: str | None, reason: str, says: str, session: Session
) -> None:
    before = session.events
    with pytest.raises(WrongInputError, match=says):
        set_aside(session, "challenge-letter", blame(session)[0].id if remark is None else remark, reason)
    assert session.events == before


def test_a_partnership_document_is_searched_for_names(make_session: MakeSession) -> None:
    session = make_session()
    session.write("summary", "Jamie Exampleton of 12 High Street was not seen. Call 01865 741166.")
    codes = {one.code for one in draft(session, "board-notification").remarks}
    assert any(code.startswith("identifier") for code in codes), codes


@pytest.mark.parametrize(("day", "late"), [("2026-11-24", False), ("2026-11-25", True), ("next week", False)])
def test_a_day_for_the_reply_after_the_policys_own_limit_is_pointed_at(
    day: str, late: bool, session: Session
) -> None:
    _, advice = session.advice()
    assert advice.act_by is not None
    assert f"{advice.act_by:%Y-%m-%d}" == "2026-11-24"
    session.write("reply_by", day)
    codes = {one.code for one in draft(session, "challenge-letter").remarks}
    assert ("reply-late" in codes) == late


def codes_of(session: Session, document: str, field: str, text: str) -> set[str]:
    session.write(field, text)
    return {one.code for one in draft(session, document).remarks if one.field == field}


@pytest.mark.parametrize(("day", "past"), [("2026-11-17", True), ("2026-11-18", False)])
def test_a_day_for_the_reply_is_held_against_the_day_on_which_the_letter_is_made(
    day: str, past: bool, session: Session
) -> None:
    assert ("date-past" in codes_of(session, "challenge-letter", "reply_by", day)) == past


@pytest.mark.parametrize(("day", "future"), [("2026-11-18", False), ("2026-11-19", True)])
def test_the_day_of_the_decision_is_held_against_the_day_on_which_the_letter_is_made(
    day: str, future: bool, session: Session
) -> None:
    assert ("date-future" in codes_of(session, "challenge-letter", "decision_date", day)) == future


def test_today_is_the_day_in_london(make_session: MakeSession, around: Surroundings) -> None:
    late = datetime(2027, 7, 14, 23, 30, tzinfo=UTC)  # half past midnight on the fifteenth there
    case = make_session().case_id
    assert case is not None
    session = Session(msgspec.structs.replace(around, clock=lambda: late), around.register.get(case))
    assert "date-future" not in codes_of(session, "challenge-letter", "decision_date", "2027-07-15")
    assert "date-future" in codes_of(session, "challenge-letter", "decision_date", "2027-07-16")


@pytest.mark.parametrize(
    ("day", "differs"), [("2026-11-17", False), ("2026-11-16", True), ("not known", False)]
)
def test_a_day_of_settlement_that_is_not_the_cases_own_is_pointed_at(
    day: str, differs: bool, make_session: MakeSession
) -> None:
    session = make_session(changed={"outcome:step-2": ("resolved",)})
    assert ("differs-from-record" in codes_of(session, "board-notification", "resolved_on", day)) == differs


@pytest.mark.parametrize(("day", "differs"), [("2026-11-16", False), ("2026-11-15", True)])
def test_a_day_of_raising_it_that_is_not_the_cases_own_is_pointed_at(
    day: str, differs: bool, make_session: MakeSession
) -> None:
    session = make_session()
    assert (
        "differs-from-record" in codes_of(session, "board-notification", "raised_with_on", day)
    ) == differs


def test_where_the_record_has_no_day_none_differs_from_it(make_session: MakeSession) -> None:
    assert "differs-from-record" not in codes_of(
        make_session(), "board-notification", "resolved_on", "2026-11-16"
    )
