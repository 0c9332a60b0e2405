"""An attempt from the command line: checked as `advise` checks it, kept whole, and the case goes on from it."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
import pytest

from wizard.advice.situation import GivenAttempt
from wizard.advice.worktime import LONDON
from wizard.base.errors import EscalateError, NotNowError, WrongInputError, wrong_input
from wizard.base.reader import read_document
from wizard.casework.opening import open_case
from wizard.casework.recording import Told, record_attempt
from wizard.casework.session import Session, Surroundings
from wizard.register.casefile import lock_path
from wizard.register.cases import ConflictError, NewEvent, Register
from wizard.register.lock import CaseLock

SITUATION: Mapping[str, object] = {
    "policy": "oxfordshire",
    "risk": "welfare",
    "from": {"agency": "education"},
    "to": ["childrens-social-care"],
    "raised": "2026-11-16T09:00",
    "attempts": [{"stage": "step-2", "began": "2026-11-16T14:00", "outcome": "open"}],
}
PRESENT = "2026-11-18T10:30:00+00:00"


def new(around: Surroundings, **changed: object) -> str:
    said = {**SITUATION, **changed}
    return open_case(around, read_document(json.dumps(said).encode(), "a.json"), "a.json").id


@pytest.fixture
def case(around: Surroundings) -> str:
    """A case in which step 2 is open since Monday 16 November 2026, 14:00. It is Wednesday."""
    return new(around)


def tell(around: Surroundings, case: str, stage: str, outcome: str, **more: str) -> GivenAttempt:
    """Records an attempt, and gives it as it was kept."""
    number = record_attempt(around, case, Told(stage=stage, outcome=outcome, **more))
    event = around.register.get(case).events[number - 1]
    assert event.kind == "attempted"
    assert event.data["policy"] == "oxfordshire"
    kept = {key: event.data[key] for key in ("stage", "began", "outcome", "ended")}
    return msgspec.convert(kept, GivenAttempt)


def refused(around: Surroundings, case: str, stage: str, outcome: str, **more: str) -> list[str]:
    """The faults of an attempt, of which nothing was recorded."""
    before = around.register.get(case)
    with pytest.raises(WrongInputError) as caught:
        record_attempt(around, case, Told(stage=stage, outcome=outcome, **more))
    assert around.register.get(case) == before
    return caught.value.lines()


# What is kept.


def test_an_attempt_goes_into_the_case_and_the_advice_goes_on_from_it(
    case: str, around: Surroundings
) -> None:
    kept = tell(around, case, "step-2", "unresolved", ended="2026-11-17")
    assert kept == GivenAttempt(
        stage="step-2", began="2026-11-16T14:00", ended="2026-11-17", outcome="unresolved"
    )
    _, advice = Session(around, around.register.get(case)).advice()
    assert (advice.status, advice.stage and advice.stage.id) == ("act", "step-3")


def test_the_number_is_that_of_the_event(case: str, around: Surroundings) -> None:
    before = around.register.get(case).version
    assert record_attempt(around, case, Told(stage="step-2", outcome="open")) == before + 1
    assert around.register.get(case).version == before + 1


def test_what_is_told_without_a_beginning_began_when_the_open_attempt_did(
    case: str, around: Surroundings
) -> None:
    assert tell(around, case, "step-2", "resolved").began == "2026-11-16T14:00"


def test_at_another_stage_it_began_now(case: str, around: Surroundings) -> None:
    kept = tell(around, case, "step-3", "open")
    assert (kept.began, kept.ended) == (PRESENT, None)


def test_at_a_stage_whose_attempt_has_ended_it_began_now(case: str, around: Surroundings) -> None:
    tell(around, case, "step-2", "unresolved")
    assert tell(around, case, "step-2", "open").began == PRESENT


@pytest.mark.parametrize("outcome", ["unresolved", "resolved"])
def test_what_is_told_without_an_end_ended_now(outcome: str, case: str, around: Surroundings) -> None:
    assert tell(around, case, "step-2", outcome).ended == PRESENT


def test_what_is_open_has_no_end(case: str, around: Surroundings) -> None:
    assert tell(around, case, "step-2", "open").ended is None


def test_a_beginning_that_is_told_counts_for_more_than_the_open_one(case: str, around: Surroundings) -> None:
    assert tell(around, case, "step-2", "open", began="2026-11-17").began == "2026-11-17"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026-11-17", "2026-11-17"),
        ("2026-11-17T09:15", "2026-11-17T09:15"),
        ("2026-11-17T09:15:30Z", "2026-11-17T09:15:30Z"),
        ("unknown", "unknown"),
        ("yesterday", "2026-11-17"),
        ("17/11", "2026-11-17"),
        ("16 Nov 2026 2pm", "2026-11-16T14:00"),
        ("Monday", "2026-11-16"),
    ],
)
def test_a_time_is_read_as_iso_8601_or_as_people_say_it(
    said: str, kept: str, case: str, around: Surroundings
) -> None:
    assert tell(around, case, "step-3", "open", began=said).began == kept


def test_an_end_that_can_only_be_after_the_beginning_is_not_asked_about(
    case: str, around: Surroundings
) -> None:
    evening = msgspec.structs.replace(around, clock=lambda: datetime(2026, 11, 18, 16, 30, tzinfo=LONDON))
    kept = tell(evening, case, "step-3", "unresolved", began="2026-11-18T03:00", ended="2 o'clock")
    assert kept.ended == "2026-11-18T14:00"


def test_the_note_is_kept_with_the_attempt(case: str, around: Surroundings) -> None:
    number = record_attempt(
        around, case, Told(stage="step-2", outcome="open", note="Zoë: “call back”\nSecond line")
    )
    event = around.register.get(case).events[number - 1]
    assert event.data["note"] == "Zoë: “call back”\nSecond line"


def test_who_recorded_it_and_when_is_kept(case: str, around: Surroundings) -> None:
    record_attempt(around, case, Told(stage="step-2", outcome="open"))
    event = around.register.get(case).events[-1]
    assert (event.author, event.time) == (around.author, PRESENT)


BARNSLEY: Mapping[str, tuple[str, ...]] = {
    "policy": ("barnsley",),
    "tried": ("managers",),
    "began:managers": ("2026-11-16",),
    "outcome:managers": ("resolved",),
    "ended:managers": ("2026-11-17",),
    "start_at": ("service-manager",),
    "bypass_agreed:service-manager": ("yes",),
}


def after_recording(around: Surroundings, session: Session, stage: str, outcome: str) -> Session:
    """The case once an attempt is recorded, whose number is that of the attempt and not of what follows it."""
    case = session.case
    assert case is not None
    number = record_attempt(around, case.id, Told(stage=stage, outcome=outcome))
    assert number == case.version + 1
    assert around.register.get(case.id).events[number - 1].kind == "attempted"
    return Session(around, around.register.get(case.id))


def test_a_later_start_that_only_now_is_on_offer_is_not_wished_for(
    make_session: Callable[..., Session], around: Surroundings
) -> None:
    settled = make_session(changed=BARNSLEY)
    assert "start_at" not in settled.answers
    again = after_recording(around, settled, "managers", "open")
    assert again.conversation().counting["start_at"] == ("recommended",)
    _, advice = again.advice()
    assert (advice.status, advice.stage and advice.stage.id) == ("in-progress", "managers")
    assert "service-manager" in advice.may_start_at


def test_a_later_start_that_was_gone_to_is_not_wished_for_again(
    make_session: Callable[..., Session], around: Surroundings
) -> None:
    tried = {
        "tried": ("practitioners",),
        "began:practitioners": ("2026-11-16",),
        "outcome:practitioners": ("unresolved",),
        "ended:practitioners": ("2026-11-17",),
    }
    started = make_session(changed={**BARNSLEY, **tried})
    assert started.answers["start_at"] == ("service-manager",)
    again = after_recording(around, started, "service-manager", "unresolved")
    assert again.conversation().question is None
    _, advice = again.advice()
    assert advice.stage is not None
    assert advice.stage.id == "head-of-safeguarding"


# Faults.


def test_a_day_without_its_year_that_lies_far_back_is_not_taken(case: str, around: Surroundings) -> None:
    (fault,) = refused(around, case, "step-1", "unresolved", began="19/11")
    assert fault == "--began: '19/11' would be Wednesday 19 November 2025; write it with its year"


def test_every_fault_is_told_at_once_at_its_argument(case: str, around: Surroundings) -> None:
    found = refused(around, case, "step2", "lost", began="2026-11-19", ended="30/2")
    assert [line.partition(":")[0] for line in found] == ["--began", "--ended", "--outcome", "--stage"]
    assert "is in the future" in found[0]
    assert "February has no day 30" in found[1]
    assert "expected one of: open, unresolved, resolved" in found[2]
    assert "did you mean 'step-2'?" in found[3]


@pytest.mark.parametrize(
    ("outcome", "times", "says"),
    [
        ("unresolved", {"began": "2026-11-17", "ended": "2026-11-16"}, "--ended: '2026-11-16' is before"),
        ("unresolved", {"ended": "2026-11-16T13:59"}, "--ended: '2026-11-16T13:59' is before"),
        ("open", {"ended": "2026-11-17"}, "--ended: an attempt that is open has no end"),
        ("open", {"began": "2026-11-18T10:31"}, "--began: '2026-11-18T10:31' is in the future"),
        ("open", {"began": "tomorrow"}, "--began: '2026-11-19' is in the future"),
        ("open", {"began": "whenever"}, "--began: 'whenever' names no day"),
        ("open", {"began": ""}, "--began: "),
    ],
)
def test_an_impossible_time_is_refused(
    outcome: str, times: dict[str, str], says: str, case: str, around: Surroundings
) -> None:
    (line,) = refused(around, case, "step-2", outcome, **times)
    assert line.startswith(says)


def test_a_time_with_two_meanings_is_refused_and_both_are_named(case: str, around: Surroundings) -> None:
    saturday = msgspec.structs.replace(around, clock=lambda: datetime(2026, 11, 18, 16, 30, tzinfo=LONDON))
    (line,) = refused(saturday, case, "step-3", "open", began="today at 3:15")
    assert "2026-11-18T03:15" in line
    assert "2026-11-18T15:15" in line
    assert "write which of them you mean" in line


def test_of_two_meanings_the_one_that_is_still_to_come_is_none(case: str, around: Surroundings) -> None:
    assert tell(around, case, "step-3", "open", began="today at 3:15").began == "2026-11-18T03:15"


def test_a_note_longer_than_any_text_is_refused(case: str, around: Surroundings) -> None:
    (line,) = refused(around, case, "step-2", "open", note="x" * 20_001)
    assert line == "--note-file: is 20,001 letters long; expected at most 20,000"


def test_an_unknown_case_is_refused_with_the_nearest(case: str, around: Surroundings) -> None:
    with pytest.raises(WrongInputError, match=f"did you mean {case}"):
        record_attempt(around, f"{case[:-1]}l", Told(stage="step-2", outcome="open"))


def test_while_a_question_is_open_nothing_is_recorded_and_the_question_is_named(
    make_session: Callable[..., Session], around: Surroundings
) -> None:
    case = make_session("risk").case_id
    assert case is not None
    (line,) = refused(around, case, "step-2", "open")
    assert line.startswith(f"{case}: the question 'How serious is the risk, as you see it?'")
    assert "'escalate ask'" in line


def test_a_case_with_no_policy_yet_takes_no_attempt(
    make_session: Callable[..., Session], around: Surroundings
) -> None:
    case = make_session("policy").case_id
    assert case is not None
    (line,) = refused(around, case, "step-2", "open")
    assert "Which area's policy applies?" in line


def test_an_attempt_after_which_there_would_be_no_advice_is_not_recorded(
    case: str, around: Surroundings
) -> None:
    before = around.register.get(case)
    with pytest.raises(EscalateError, match="bank holidays") as caught:
        record_attempt(around, case, Told(stage="step-6", outcome="open", began="1066-10-14"))
    assert caught.value.exit_code == 2
    assert around.register.get(case) == before


def test_a_case_with_events_of_nobodys_is_damaged(around: Surroundings) -> None:
    strange = around.register.create(
        [NewEvent(kind="answered", data={})], at=around.clock(), author=around.author
    )
    with pytest.raises(EscalateError, match=f"case {strange.id} is damaged") as caught:
        record_attempt(around, strange.id, Told(stage="step-2", outcome="open"))
    assert caught.value.exit_code == 1


def test_a_policy_that_cannot_be_read_takes_no_attempt(case: str, around: Surroundings) -> None:
    def open_house(_: str) -> object:
        raise wrong_input("the flow has faults")

    (line,) = refused(msgspec.structs.replace(around, open_house=open_house), case, "step-2", "open")
    assert line == "the flow has faults"


# What stands in the way.


def test_what_another_process_recorded_meanwhile_is_never_written_over(
    case: str, around: Surroundings, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Register.commit

    def after_another(self: Register, case_id: str, *args: object, **more: object) -> object:
        monkeypatch.setattr(Register, "commit", usual)
        record_attempt(around, case_id, Told(stage="step-1", outcome="unresolved"))
        return usual(self, case_id, *args, **more)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(Register, "commit", after_another)
    with pytest.raises(ConflictError):
        record_attempt(around, case, Told(stage="step-2", outcome="unresolved"))
    assert [one.data["stage"] for one in register.history(case) if one.kind == "attempted"] == ["step-1"]


def test_a_case_that_is_being_saved_elsewhere_is_busy(
    case: str, around: Surroundings, register: Register
) -> None:
    before = register.get(case)
    with CaseLock(lock_path(register.folder, case), 0), pytest.raises(NotNowError):
        record_attempt(around, case, Told(stage="step-2", outcome="unresolved"))
    assert register.get(case) == before


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_records_nothing(
    call: str, case: str, around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = around.register.get(case)

    def full(*_args: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(NotNowError, match="the disk is full"):
            record_attempt(around, case, Told(stage="step-2", outcome="unresolved"))
    assert around.register.get(case) == before
