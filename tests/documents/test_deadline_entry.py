"""Calendar entries of deadlines: what a calendar makes of them, and what they never say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.advice.worktime import LONDON
from wizard.documents.deadline_entry import Deadline, What, deadline_calendar, entry_uid

MADE = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
CASE = "2026-11-16-7f3a12"
SECRET = bytes(range(16))
STEP = Deadline(
    uid=entry_uid(SECRET, CASE, "clock each-step at step-3"),
    at=datetime(2026, 11, 24, 17, tzinfo=LONDON),
    what="limit",
    stage="Step 3",
    reference="7f3a12",
    version=14,
)


def changed(**changes: object) -> Deadline:
    return msgspec.structs.replace(STEP, **changes)


def events(*entries: Deadline) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(deadline_calendar(entries, MADE))
    assert isinstance(calendar, icalendar.Calendar)
    found = calendar.walk("VEVENT")
    assert all(not one.errors for one in found)
    return found


def test_an_entry_has_its_time_in_utc_and_what_a_calendar_needs() -> None:
    (event,) = events(STEP)
    assert event["DTSTART"].to_ical() == b"20261124T170000Z"
    assert event["DTSTAMP"].to_ical() == b"20261118T103000Z"
    assert (event["CLASS"], event["TRANSP"], event["STATUS"]) == ("PRIVATE", "TRANSPARENT", "CONFIRMED")
    assert event["SEQUENCE"] == 14


def test_in_summer_the_time_is_still_utc() -> None:
    (event,) = events(changed(at=datetime(2026, 7, 1, 17, tzinfo=LONDON)))
    assert event["DTSTART"].to_ical() == b"20260701T160000Z"


def test_the_second_of_two_equal_hours_stays_the_second() -> None:
    (event,) = events(changed(at=datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=LONDON)))
    assert event["DTSTART"].to_ical() == b"20261025T013000Z"


def test_the_calendar_is_published_and_is_nobodys_invitation() -> None:
    text = deadline_calendar([STEP], MADE).decode()
    assert "METHOD:PUBLISH\r\n" in text
    assert "VERSION:2.0\r\n" in text
    assert "ORGANIZER" not in text
    assert "ATTENDEE" not in text


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("limit", "Deadline under the escalation policy: Step 3, ref 7f3a12"),
        ("aim", "Day to aim for under the escalation policy: Step 3, ref 7f3a12"),
        ("notice", "Notification due under the escalation policy: Step 3, ref 7f3a12"),
        ("task", "Task due under the escalation policy: Step 3, ref 7f3a12"),
    ],
)
def test_the_line_that_everybody_sees_says_what_and_at_which_stage_and_the_reference(
    what: What, words: str
) -> None:
    (event,) = events(changed(what=what))
    assert event["SUMMARY"] == words


def test_an_invented_case_says_so_and_a_case_at_no_stage_leaves_that_out() -> None:
    (event,) = events(changed(practice=True, stage=""))
    assert event["SUMMARY"] == "PRACTICE: Deadline under the escalation policy: ref 7f3a12"


def test_the_calendar_reminds_a_day_before() -> None:
    (event,) = events(STEP)
    (alarm,) = event.walk("VALARM")
    assert (alarm["ACTION"], alarm["TRIGGER"].dt) == ("DISPLAY", timedelta(days=-1))
    assert alarm["DESCRIPTION"] == STEP.summary


def test_a_deadline_that_is_gone_is_taken_out_and_reminds_of_nothing() -> None:
    (event,) = events(changed(gone=True, version=15))
    assert (event["STATUS"], event["SEQUENCE"], event["UID"]) == ("CANCELLED", 15, STEP.uid)
    assert event.walk("VALARM") == []


def test_the_entries_stand_in_their_order() -> None:
    other = changed(uid="other", what="aim")
    assert [one["UID"] for one in events(STEP, other)] == [STEP.uid, "other"]


def test_an_entry_is_known_again_and_is_told_from_those_of_other_deadlines_and_cases() -> None:
    uids = {entry_uid(SECRET, case, one) for case in (CASE, "2026-11-16-7f3a13") for one in ("a", "b")}
    assert len(uids) == 4
    assert entry_uid(SECRET, CASE, "a") in uids


def test_without_the_registers_secret_an_entry_cannot_be_told_to_be_of_a_case() -> None:
    assert entry_uid(SECRET, CASE, "a") != entry_uid(bytes(16), CASE, "a")
    assert not any(part in STEP.uid for part in ("7f3a12", "2026", "step", "clock"))


def test_the_same_entries_are_the_same_bytes() -> None:
    assert deadline_calendar([STEP], MADE) == deadline_calendar([STEP], MADE)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=90), st.text(max_size=70))
def test_whatever_a_label_holds_an_entry_is_one_entry_in_lines_that_calendars_take(
    stage: str, reference: str
) -> None:
    entry = changed(stage=stage, reference=reference)
    data = deadline_calendar([entry], MADE)
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    (event,) = events(entry)
    assert event["SUMMARY"] == entry.summary
    assert set(event) == {
        *("UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "SEQUENCE", "CLASS", "TRANSP", "STATUS")
    }


def test_a_label_cannot_begin_a_line_of_its_own() -> None:
    (event,) = events(changed(stage="Step 3\r\nATTENDEE:mailto:x@example.org"))
    assert "ATTENDEE" not in event


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ([], "needs an entry"),
        ([STEP, STEP], "the same uid"),
        ([changed(version=-1)], "counts from 0"),
        ([changed(at=datetime(2026, 11, 24, 17))], "needs an offset"),  # noqa: DTZ001 - that is what is refused
    ],
)
def test_what_is_no_calendar_is_refused(entries: list[Deadline], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        deadline_calendar(entries, MADE)


def test_the_time_of_making_needs_an_offset() -> None:
    with pytest.raises(ValueError, match="needs an offset"):
        deadline_calendar([STEP], datetime(2026, 11, 18))  # noqa: DTZ001 - that is what is refused
    assert events(STEP)[0]["DTSTAMP"].dt == MADE.astimezone(UTC)
