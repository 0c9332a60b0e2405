from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.advice.advise import House, advise
from wizard.advice.result import Advice, plain, to_json
from wizard.advice.situation import Given, settle
from wizard.advice.worktime import LONDON
from wizard.casework.house import open_house

Make = Callable[..., Advice]
POLICIES = ("small", "barnsley", "manchester", "oxfordshire", "oxfordshire-2015", "torbay")
#: Situations drawn for each policy.
DRAWN = 400


def ids(lines: Any) -> list[str]:
    return [one.id for one in lines]


def tried(stage: str, outcome: str = "unresolved", began: str = "2026-11-13") -> dict[str, str]:
    return {"stage": stage, "began": began, "outcome": outcome}


#: One situation for each status.
STATUSES: dict[str, dict[str, Any]] = {
    "act": {},
    "in-progress": {"attempts": [tried("managers", "open")]},
    "overdue": {"attempts": [tried("managers", "open", "2026-11-02")]},
    "resolved": {"attempts": [tried("talk", "resolved")]},
    "complete": {"attempts": [tried("directors")]},
    "outside-policy": {"to": ["education"]},
}


@pytest.mark.parametrize("status", STATUSES)
def test_in_danger_the_first_action_is_the_emergency_call_whatever_the_status(
    advice: Make, status: str
) -> None:
    found = advice(risk="immediate", **STATUSES[status])
    assert found.status == status
    assert found.urgent
    assert ids(found.actions)[:2] == ["emergency-services", "urgent-referral"]
    assert not any(one.wait for one in found.actions)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("risk", ["significant", "welfare", "none", "unknown"])
def test_without_danger_nothing_is_urgent(advice: Make, status: str, risk: str) -> None:
    found = advice(risk=risk, **STATUSES[status])
    assert not found.urgent
    assert "emergency-services" not in ids(found.actions)


def test_the_emergency_call_speaks_of_whoever_it_is_about(advice: Make) -> None:
    assert "the adult" in advice(risk="immediate", subject="adult").actions[0].text
    assert "the child" in advice(risk="immediate").actions[0].text


def test_a_step_that_tells_someone_to_wait_is_marked_and_falls_away_in_danger(advice: Make) -> None:
    at_first = {"attempts": [tried("talk", "open", "2026-11-16")]}
    assert [one.id for one in advice(**at_first).actions if one.wait] == ["sleep-on-it"]
    assert "sleep-on-it" not in ids(advice(risk="immediate", **at_first).actions)


def test_an_open_attempt_is_given_its_time(advice: Make) -> None:
    (pace,) = [one for one in advice(**STATUSES["in-progress"]).actions if one.id == "allow-time"]
    assert "Tuesday 17 November 2026, 16:00" in pace.text
    assert pace.wait


def test_an_open_attempt_in_danger_is_pressed(advice: Make) -> None:
    assert "keep-pressing" in ids(advice(risk="immediate", **STATUSES["in-progress"]).actions)


def test_risk_none_changes_neither_status_nor_stage(advice: Make) -> None:
    for facts in STATUSES.values():
        one, other = advice(risk="none", **facts), advice(risk="welfare", **facts)
        assert (one.status, one.stage) == (other.status, other.stage)


@pytest.mark.parametrize("status", ["resolved", "complete", "outside-policy"])
def test_where_no_stage_is_nobody_acts_and_there_is_no_deadline(advice: Make, status: str) -> None:
    found = advice(**STATUSES[status])
    assert (found.stage, found.acts, found.with_, found.act_by, found.aim_by) == (None, None, (), None, None)
    assert found.contacts == ()


def test_outside_the_policy_the_answer_is_where_to_go_instead(advice: Make) -> None:
    found = advice(**STATUSES["outside-policy"])
    assert ids(found.actions) == ["go-instead"]
    assert (found.documents, found.notify) == ((), ())


# People.


def test_each_agency_challenged_is_gone_to(advice: Make) -> None:
    found = advice(to=["police", "health/hospital"])
    assert [one.agency for one in found.with_] == ["police", "health/hospital"]


def test_a_title_that_holds_in_a_sector_takes_the_place_of_the_plain_one(advice: Make) -> None:
    found = advice(from_={"agency": "voluntary", "sector": "voluntary"}, attempts=[tried("talk")])
    assert found.acts is not None
    assert (found.acts.role, [one.role for one in found.with_]) == ("Trustee", ["Manager"])


def test_the_other_sides_title_goes_by_its_own_kind_of_agency(advice: Make) -> None:
    found = advice(to=["voluntary"], attempts=[tried("talk")])
    assert [one.role for one in found.with_] == ["Trustee"]


def test_a_step_for_one_sector_is_not_given_to_another(advice: Make) -> None:
    at_managers = {"attempts": [tried("talk")]}
    assert "trustee" not in ids(advice(**at_managers).actions)
    voluntary = {"agency": "education", "sector": "voluntary"}
    assert "trustee" in ids(advice(from_=voluntary, **at_managers).actions)


# Notices, warnings, documents, reasons.


def test_harm_still_feared_after_an_attempt_is_told(advice: Make) -> None:
    assert ids(advice(risk="significant", attempts=[tried("talk")]).notify) == ["line-management"]
    assert ids(advice(risk="significant", attempts=[tried("talk", "open")]).notify) == []
    assert ids(advice(risk="welfare", attempts=[tried("talk")]).notify) == []


def test_what_identifies_anyone_goes_by_secure_means(advice: Make) -> None:
    found = advice(**STATUSES["resolved"])
    assert ids(found.notify) == ["board-business-support"]
    assert "secure-means" in ids(found.warnings)


def test_a_policy_past_its_review_says_so_from_the_day_after(advice: Make) -> None:
    assert "policy-review-overdue" not in ids(advice(now="2027-03-31T23:59").warnings)
    assert "policy-review-overdue" in ids(advice(now="2027-04-01T00:00").warnings)


def test_each_agency_without_a_contact_is_named(advice: Make) -> None:
    found = advice(to=["police"], attempts=[tried("talk")])
    texts = [one.text for one in found.warnings if one.id == "contact-not-listed"]
    assert [("Education" in one, "Police" in one) for one in texts] == [(True, False), (False, True)]


def test_the_documents_are_those_of_the_stage_or_the_ending(advice: Make) -> None:
    assert advice().documents == ("challenge-letter",)
    assert advice(**STATUSES["complete"]).documents == ("learning-record",)


def test_every_reason_and_action_names_what_it_rests_on(advice: Make) -> None:
    for facts in STATUSES.values():
        found = advice(risk="immediate", **facts)
        assert all(one.source for one in (*found.because, *found.actions, *found.notify))
        assert found.because


def test_what_is_not_known_is_said_to_be_a_reading(advice: Make) -> None:
    facts = {
        "risk": "unknown",
        "about": "unknown",
        "attempts": [
            {"stage": "talk", "began": "unknown", "ended": "unknown", "outcome": "unresolved"},
        ],
    }
    said = [one.rule for one in advice(**facts).because if one.reading]
    for words in ("The risk is not known", "is not known", "when the attempt at Rung 1 began", "ended"):
        assert any(words in one for one in said), words


def test_the_ladder_shows_what_was_done_and_what_lies_ahead(advice: Make) -> None:
    found = advice(attempts=[tried("managers", "open")])
    assert [(one.id, one.state) for one in found.ladder] == [
        ("talk", "skipped"),
        ("managers", "here"),
        ("directors", "ahead"),
    ]


def test_a_route_that_the_case_is_on_is_drawn_beside_the_ladder(advice: Make) -> None:
    found = advice(circumstance="conference-refused")
    assert [one.id for one in found.ladder if one.state == "here"] == ["conference-request"]


def test_how_a_limit_was_counted_is_shown_day_by_day(advice: Make) -> None:
    (working,) = advice(**STATUSES["in-progress"]).working
    assert [(one.day.day, one.number, one.why) for one in working.days] == [
        (13, None, "the day it started"),
        (14, None, "Saturday"),
        (15, None, "Sunday"),
        (16, 1, ""),
        (17, 2, ""),
    ]


def test_advice_as_json_has_times_with_their_offset(advice: Make) -> None:
    found: Any = plain(advice(now="2026-07-01T10:00", attempts=[tried("talk", began="2026-07-01")]))
    assert found["act_by"] == "2026-07-03T12:00:00+01:00"
    assert found["with"][0]["agency"] == "childrens-social-care"


def test_json_keeps_letters_as_they_are(advice: Make) -> None:
    assert "Siân O'Brien" in to_json(advice(to=["health"], attempts=[tried("talk")]))


def test_advice_is_the_same_each_time_it_is_asked_for(advice: Make) -> None:
    assert advice(**STATUSES["overdue"]) == advice(**STATUSES["overdue"])


# Whatever the situation.

HOUSES = {
    one: open_house(one, Path(__file__).parents[1] / "flows" if one == "small" else None) for one in POLICIES
}
RISKS = ("immediate", "significant", "welfare", "none", "unknown")
CIRCUMSTANCES = (
    *("disagreement",) * 4,
    *("conference-refused", "conference-dissent", "emergency", "policy-issue"),
    *("complaint", "whistleblowing", "allegation"),
)
AGENCIES = ("childrens-social-care", "police", "health", "education", "voluntary", "other")


def drawn(house: House, chance: random.Random) -> tuple[dict[str, Any], Advice]:
    """A situation of any kind, and its advice."""
    now = datetime(2026, 1, 1, tzinfo=LONDON) + timedelta(minutes=chance.randrange(2 * 365 * 24 * 60))
    stages = [stage.id for stage in house.policy.stages()]

    def past() -> str:
        return f"{now - timedelta(minutes=chance.randrange(40 * 24 * 60)):%Y-%m-%dT%H:%M:%S%z}"[:-2] + ":00"

    facts: dict[str, Any] = {
        "policy": house.policy.id,
        "now": now.isoformat(),
        "risk": chance.choice(RISKS),
        "circumstance": chance.choice(CIRCUMSTANCES),
        "subject": chance.choice(("child", "child", "adult")),
        "from": {
            "agency": chance.choice(AGENCIES),
            "sector": chance.choice(("statutory", "voluntary", "sole-trader")),
        },
        "to": chance.sample(AGENCIES, chance.choice((1, 1, 2))),
        "raised": past(),
        "attempts": [
            {"stage": stage, "began": past(), "outcome": chance.choice(("open", "unresolved", "unresolved"))}
            for stage in chance.sample(stages, chance.randrange(4))
        ],
        "start_at": chance.choice([None, *stages]),
        "bypass_agreed": chance.random() < 0.5,
    }
    read = msgspec.convert(facts, Given)
    clock = datetime(2001, 1, 1, tzinfo=UTC)
    return facts, advise(house, settle(read, house.policy, house.time, clock, None, "the test"))


@pytest.mark.parametrize("policy", POLICIES)
def test_whatever_the_situation_the_advice_is_safe(policy: str) -> None:
    house = HOUSES[policy]
    chance = random.Random(f"safe {policy}")
    for _ in range(DRAWN):
        facts, found = drawn(house, chance)
        immediate = facts["risk"] == "immediate"
        assert found.urgent == immediate, facts
        assert (found.actions[0].id == "emergency-services") == immediate, facts
        assert not (immediate and any(one.wait for one in found.actions)), facts
        at_stage = found.status in ("act", "in-progress", "overdue")
        assert at_stage == (found.stage is not None) == bool(found.acts) == bool(found.with_), facts
        assert (found.status == "overdue") == (found.overdue_since is not None), facts
        assert len(found.actions) > (2 if immediate else 0), facts


@pytest.mark.parametrize("policy", POLICIES)
def test_act_by_is_never_on_a_day_off_and_before_now_only_where_overdue(policy: str) -> None:
    house = HOUSES[policy]
    chance = random.Random(f"act_by {policy}")
    every_day = {stage for clock in house.policy.clocks if clock.limit == "today" for stage in clock.at}
    for _ in range(DRAWN):
        facts, found = drawn(house, chance)
        if found.act_by is None or found.stage is None:
            continue
        if found.stage.id not in every_day:
            assert house.time.is_working_day(found.act_by.date()), facts
            assert found.act_by.time() == house.time.close(found.act_by.date()).time(), facts
        if found.act_by.astimezone(UTC) < found.now.astimezone(UTC):
            assert found.status == "overdue", facts


#: The policies whose text states no limit at all: the advice never has one either.
SILENT = ("barnsley", "oxfordshire-2015")


@pytest.mark.parametrize("policy", SILENT)
def test_a_policys_silence_is_never_turned_into_a_deadline(policy: str) -> None:
    chance = random.Random(f"silence {policy}")
    for _ in range(DRAWN):
        facts, found = drawn(HOUSES[policy], chance)
        assert (found.act_by, found.aim_by, found.overdue_since, found.working) == (None, None, None, ()), (
            facts
        )


@pytest.mark.parametrize("policy", POLICIES)
def test_a_clock_that_is_not_stated_gives_no_time(policy: str) -> None:
    house = HOUSES[policy]
    stated = {
        stage
        for clock in house.policy.clocks
        if clock.limit not in ("not stated", "unseen")
        for stage in (clock.at or [one.id for one in house.policy.stages()])
    }
    chance = random.Random(f"stated {policy}")
    for _ in range(DRAWN):
        facts, found = drawn(house, chance)
        if found.stage is not None and found.stage.id not in stated:
            assert (found.act_by, found.aim_by) == (None, None), facts
