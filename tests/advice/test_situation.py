from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.advice.situation import Given, Situation, parse_when, settle
from wizard.advice.worktime import LONDON
from wizard.base.decode import decode
from wizard.base.errors import WrongInputError
from wizard.base.reader import read_yaml
from wizard.casework.house import open_house

HOUSE = open_house("small", Path(__file__).parents[1] / "flows")
CLOCK = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)

FILE = """\
policy: small
now: 2026-11-16T10:00
risk: welfare
about: timeliness
from: {agency: education}
to: [childrens-social-care, health/hospital]
raised: 2026-11-12
attempts:
  - {stage: talk, began: 2026-11-12, ended: 2026-11-12, outcome: unresolved}
  - stage: managers
    began: 2026-11-13T09:00
    ended: 2026-11-13T11:00
    outcome: unresolved
start_at: directors
"""


def read(text: str) -> Situation:
    node = read_yaml(text.encode(), "case.yaml")
    return settle(decode(node, Given, "case.yaml"), HOUSE.policy, HOUSE.time, CLOCK, node, "case.yaml")


def faults(*changes: tuple[str, str]) -> list[str]:
    text = FILE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    with pytest.raises(WrongInputError) as caught:
        read(text)
    return [str(one) for one in caught.value.faults]


def wall(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M}" if moment else None


# What is not said.


def test_what_is_not_said_has_its_usual_value(situation: Callable[..., Situation]) -> None:
    found = situation()
    assert (found.subject, found.circumstance, found.sector, found.about, found.attempts) == (
        "child",
        "disagreement",
        "statutory",
        None,
        (),
    )
    assert (found.start_at, found.bypass_agreed, found.raised) == (None, False, found.now)


def test_without_a_present_the_clock_says_it() -> None:
    found = read(FILE.replace("now: 2026-11-16T10:00\n", ""))
    assert found.now == CLOCK


def test_an_unknown_risk_is_read_as_significant_and_said_to_be_unknown(
    situation: Callable[..., Situation],
) -> None:
    found = situation(risk="unknown")
    assert (found.risk, found.risk_unknown) == ("significant", True)


def test_an_unknown_subject_of_disagreement_is_any(situation: Callable[..., Situation]) -> None:
    found = situation(about="unknown")
    assert (found.about, found.about_unknown) == (None, True)


def test_an_agency_named_twice_is_challenged_once(situation: Callable[..., Situation]) -> None:
    assert situation(to=["police", "health", "police"]).challenged == ("police", "health")


# Times.


def test_a_time_without_an_offset_is_london_time(situation: Callable[..., Situation]) -> None:
    assert situation(now="2026-07-01T10:00").now == datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def test_a_time_with_an_offset_is_shown_in_london(situation: Callable[..., Situation]) -> None:
    assert wall(situation(now="2026-07-01T10:00Z").now) == "2026-07-01T11:00"


def test_a_day_begins_at_the_opening_of_its_hours_and_ends_at_their_close() -> None:
    first = read(FILE).attempts[0]
    assert (wall(first.began), wall(first.ended)) == ("2026-11-12T08:00", "2026-11-12T16:00")


def test_a_present_that_is_a_day_is_its_opening(situation: Callable[..., Situation]) -> None:
    assert wall(situation(now="2026-11-16").now) == "2026-11-16T08:00"


def test_a_day_that_is_today_is_never_in_the_future(situation: Callable[..., Situation]) -> None:
    found = situation(
        now="2026-11-16T00:05",
        raised="2026-11-16",
        attempts=[{"stage": "talk", "began": "2026-11-16", "ended": "2026-11-16", "outcome": "unresolved"}],
    )
    assert wall(found.attempts[0].ended) == "2026-11-16T16:00"


def test_a_day_off_has_the_usual_hours(situation: Callable[..., Situation]) -> None:
    found = situation(attempts=[{"stage": "talk", "began": "2026-11-14", "outcome": "open"}])
    assert wall(found.attempts[0].began) == "2026-11-14T09:00"


def test_an_attempt_that_began_before_it_was_raised_is_no_error(situation: Callable[..., Situation]) -> None:
    one = {"stage": "talk", "began": "2026-11-01", "outcome": "open"}
    assert situation(raised="2026-11-10", attempts=[one]).attempts


def test_an_attempt_may_end_on_the_day_on_which_it_began(situation: Callable[..., Situation]) -> None:
    one = {"stage": "talk", "began": "2026-11-13T15:00", "ended": "2026-11-13", "outcome": "unresolved"}
    assert situation(attempts=[one]).attempts[0].ended is not None


def test_of_the_two_hours_that_are_one_on_the_clock_the_later_is_not_before_the_earlier(
    situation: Callable[..., Situation],
) -> None:
    one = {
        "stage": "talk",
        "began": "2026-10-25T01:40+01:00",
        "ended": "2026-10-25T01:20+00:00",
        "outcome": "unresolved",
    }
    assert situation(attempts=[one]).attempts


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "16/11/2026",
        "2026-11",
        "2026-11-31",
        "2026-11-16T25:00",
        "2026-11-16T10",
        "20261116",
        "2026-W47-1",
        "2026-11-16T10:00+99:00",
        "",
        " 2026-11-16",
    ],
)
def test_what_is_no_time_is_a_sentence_that_shows_one(text: str) -> None:
    with pytest.raises(ValueError, match="expected one such as 2026-11-16 or 2026-11-16T09:00"):
        parse_when(text)


@pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_a_time_beyond_all_calendars_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises((ValueError, WrongInputError), match="time"):
        parse_when(text)


@given(minutes=st.integers(0, 16 * 365 * 24 * 60), far=st.integers(-14, 14))
def test_a_moment_is_the_same_whatever_its_offset(minutes: int, far: int) -> None:
    aware = datetime(2012, 1, 2, tzinfo=UTC) + timedelta(minutes=minutes)
    there = aware.astimezone(timezone(timedelta(hours=far)))
    found = parse_when(there.isoformat())
    assert isinstance(found, datetime)
    assert found.astimezone(UTC) == aware
    assert found.tzinfo is LONDON


@given(day=st.dates())
def test_a_date_alone_is_a_day(day: date) -> None:
    assert parse_when(day.isoformat()) == day


# Faults, each with its place.


@pytest.mark.parametrize(
    ("old", "new", "start", "says"),
    [
        ("to: [childrens-social-care,", "to: [childrens-social-car,", "6:6: to[0]", "did you mean 'childrens-social-care'?"),
        ("{agency: education}", "{agency: educatoin}", "5:8: from.agency", "did you mean 'education'?"),
        ("health/hospital", "health/hopsital", "6:29: to[1]", "did you mean 'health/hospital'?"),
        ("about: timeliness", "about: communication", "4:1: about", "is no subject of disagreement of the policy small"),
        ("stage: talk", "stage: tolk", "9:6: attempts[0].stage", "did you mean 'talk'?"),
        ("start_at: directors", "start_at: director", "14:1: start_at", "did you mean 'directors'?"),
        ("now: 2026-11-16T10:00", "now: soon", "2:1: now", "'soon' is not a date or time"),
        ("raised: 2026-11-12", "raised: 2026-11-17", "7:1: raised", "is in the future"),
        ("began: 2026-11-13T09:00", "began: 2026-11-16T10:01", "11:5: attempts[1].began", "is in the future"),
        ("ended: 2026-11-13T11:00", "ended: 2026-11-13T08:59", "12:5: attempts[1].ended", "is before the attempt began"),
        ("ended: 2026-11-13T11:00", "ended: 2026-11-12", "12:5: attempts[1].ended", "is before the attempt began"),
    ],
)  # fmt: skip
def test_a_fault_has_its_exact_place(old: str, new: str, start: str, says: str) -> None:
    told = faults((old, new))
    assert len([one for one in told if one.startswith(f"case.yaml:{start}: ") and says in one]) == 1, told


def test_an_open_attempt_has_no_end() -> None:
    (told,) = faults(("ended: 2026-11-12, outcome: unresolved", "ended: 2026-11-12, outcome: open"))
    assert "an attempt that is open has no end" in told


def test_all_faults_are_told_at_once() -> None:
    told = faults(
        ("raised: 2026-11-12", "raised: 2026-12-12"),
        ("stage: talk", "stage: tea"),
        ("to: [childrens-social-care,", "to: [nobody,"),
        ("began: 2026-11-13T09:00", "began: then"),
    )
    assert [one.split(": ")[1] for one in told] == [
        "to[0]",
        "raised",
        "attempts[0].stage",
        "attempts[1].began",
    ]


def test_a_body_of_another_policy_is_no_agency_of_this_one() -> None:
    (told,) = faults(("health/hospital", "health/ouh"))
    assert "is no agency of the policy small" in told


def test_a_board_is_nobody_to_challenge() -> None:
    (told,) = faults(("health/hospital", "ssp"))
    assert "'ssp' is no agency of the policy small" in told


# Which attempt counts.


times = st.integers(1, 13).map(lambda day: f"2026-11-{day:02}T10:00")


@given(began=st.lists(times, min_size=1, max_size=5, unique=True))
def test_of_several_attempts_at_a_stage_the_one_that_began_last_counts(began: list[str]) -> None:
    facts: dict[str, Any] = {
        "policy": "small",
        "now": "2026-11-16T10:00",
        "risk": "welfare",
        "from": {"agency": "education"},
        "to": ["police"],
        "attempts": [{"stage": "talk", "began": one, "outcome": "open"} for one in began],
    }
    found = settle(msgspec.convert(facts, Given), HOUSE.policy, HOUSE.time, CLOCK, None, "the test")
    counted = found.counted()
    assert list(counted) == ["talk"]
    assert wall(counted["talk"].began) == max(began)
