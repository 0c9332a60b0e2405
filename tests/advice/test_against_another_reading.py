"""The engine against a second reading of the policies (`oracle.py`), which shares no line with it."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.advice.advise import House, advise
from wizard.advice.result import plain
from wizard.advice.situation import Given, settle
from wizard.advice.worktime import LONDON
from wizard.casework.house import open_house

#: Situations that hypothesis draws for each policy: it shrinks what fails, and crowds about the simple ones.
EXAMPLES = 150
#: Situations drawn evenly for each policy: they reach the rare corners that crowding misses.
EVENLY = 750


def _load_oracle() -> ModuleType:
    # By its place: the tests are no package, and may run where the repository is not on the path.
    spec = importlib.util.spec_from_file_location("advice_oracle", Path(__file__).with_name("oracle.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


oracle = _load_oracle()


@cache
def house_of(policy: str) -> House:
    return open_house(policy)


# --- Situations --------------------------------------------------------------------------------------------------

AGENCIES = (
    "childrens-social-care",
    "police",
    "health",
    "education",
    "probation",
    "youth-justice",
    "housing",
    "adult-social-care",
    "voluntary",
    "other",
)
BODIES = ("health/ouh", "health/oxford-health", "health/ccg")
ROUTES = {
    "oxfordshire": ("emergency", "conference-request", "conference-dissent"),
    "oxfordshire-2015": ("imminent-risk",),
    "barnsley": ("conference-request",),
    "torbay": (),
    "manchester": (),
}
CIRCUMSTANCES = (
    *("disagreement",) * 8,
    *("conference-refused", "conference-dissent", "emergency", "policy-issue", "policy-issue") * 2,
    *("complaint", "whistleblowing", "allegation"),
)
OUTCOMES = ("unresolved",) * 8 + ("open",) * 5 + ("resolved",)
#: Where bank holidays, weekends and the clock changes crowd together, and ordinary days.
DAYS = tuple(
    date.fromisoformat(first) + timedelta(days=further)
    for first, length in (
        ("2026-11-16", 12),
        ("2026-12-17", 20),
        ("2027-12-24", 6),
        ("2027-03-23", 10),
        *(("2026-03-28", 3), ("2025-10-25", 3)) * 3,
        ("2022-05-30", 8),
        ("2024-02-26", 6),
    )
    for further in range(length)
)
#: The minutes about the opening and the close of every policy, and a few others.
MINUTES = tuple(
    time.fromisoformat(text)
    for text in (
        *("10:30", "08:29", "08:30", "08:31", "08:59", "09:00", "09:01"),
        *("15:59", "16:00", "16:01", "16:59", "17:00", "17:00", "17:01"),
        *("00:00", "01:30", "12:00", "23:59"),
    )
)
#: A choice among N things, as a number below N. Every situation is made of these alone, the simplest thing first, so
#: that hypothesis can draw (and shrink) one as well as a plain random generator.
Choose = Callable[[int], int]
T = TypeVar("T")


def moment_of(day: date, at: time) -> datetime:
    """A moment that there was: one in the hour that spring leaves out moves on."""
    return datetime.combine(day, at, LONDON).astimezone(UTC).astimezone(LONDON)


def text_of(moment: datetime) -> str:
    """A moment as it would be written: with its offset where the wall clock shows that time twice."""
    twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    return moment.isoformat() if twice else moment.strftime("%Y-%m-%dT%H:%M")


class Drawing:
    """One situation under a policy, made of choices."""

    def __init__(self, policy: str, choose: Choose) -> None:
        self.policy = policy
        self.choose = choose
        self.ladder: tuple[str, ...] = oracle.POLICIES[policy].ladder
        self.now = moment_of(self.day(), self.minute())

    def one_of(self, things: Sequence[T]) -> T:
        return things[self.choose(len(things))]

    def rarely(self, times: int) -> bool:
        return self.choose(times) == times - 1

    def day(self) -> date:
        if self.rarely(3):
            return date(2021, 1, 1) + timedelta(days=self.choose(2890))
        return self.one_of(DAYS)

    def minute(self) -> time:
        if self.rarely(3):
            minute = self.choose(24 * 60)
            return time(minute // 60, minute % 60)
        return self.one_of(MINUTES)

    def past(self, since: datetime | None = None) -> tuple[str, datetime]:
        """A day or a moment that is not after `now` nor before `since`: as written, and its earliest moment."""
        day = self.now.date() - timedelta(days=self.choose(self.one_of((18, 18, 3, 100))))
        if since is not None:
            day = max(day, since.date())
        if self.rarely(2):
            return day.isoformat(), moment_of(day, time(0))
        moment = min(moment_of(day, self.minute()), self.now, key=lambda one: one.astimezone(UTC))
        if since is not None:
            moment = max(moment, since, key=lambda one: one.astimezone(UTC))
        return text_of(moment), moment

    def attempt(self, stage: str) -> dict[str, str]:
        attempt = {"stage": stage, "outcome": self.one_of(OUTCOMES)}
        began = None
        if self.rarely(10):
            attempt["began"] = "unknown"
        else:
            attempt["began"], began = self.past()
        if attempt["outcome"] != "open":
            kind = self.one_of(("none", "known", "known", "unknown"))
            if kind == "unknown":
                attempt["ended"] = "unknown"
            elif kind == "known":
                attempt["ended"], _ = self.past(began)
        return attempt

    def attempts(self) -> list[dict[str, str]]:
        """Mostly a way up the ladder with a gap or a second try; sometimes any stages in any order."""
        routes, stages = ROUTES[self.policy], list[str]()
        if self.rarely(4):
            stages += [self.one_of((*self.ladder, *routes)) for _ in range(self.choose(5))]
        else:
            for stage in self.ladder[: self.choose(len(self.ladder) + 1)]:
                stages += [stage] * self.one_of((1, 1, 1, 1, 1, 0, 2))
        if routes and self.rarely(4):
            stages.insert(self.choose(len(stages) + 1), self.one_of(routes))
        if self.rarely(3):
            stages.reverse()
        return [self.attempt(stage) for stage in stages]

    def situation(self) -> dict[str, Any]:
        agencies = AGENCIES + BODIES if self.policy == "oxfordshire" else AGENCIES
        situation: dict[str, Any] = {
            "policy": self.policy,
            "now": text_of(self.now),
            "risk": self.one_of(("welfare", "none", "significant", "unknown", "immediate")),
            "circumstance": self.one_of(CIRCUMSTANCES),
            "subject": "adult" if self.rarely(12) else "child",
            "from": {
                "agency": self.one_of(agencies),
                "sector": self.one_of(("statutory", "voluntary", "sole-trader")),
            },
            "to": [self.one_of(agencies) for _ in range(1 + self.choose(3))],
            "attempts": self.attempts(),
        }
        if self.rarely(2):
            situation["bypass_agreed"] = True
        if not self.rarely(5):
            situation["raised"], _ = self.past()
        if self.rarely(2):
            situation["start_at"] = self.one_of((*self.ladder, *ROUTES[self.policy]))
        if self.rarely(4):
            situation["about"] = "unknown"
        return situation


#: One strategy a size, made once: making them anew for each choice costs more than the choice.
below = cache(lambda things: st.integers(0, things - 1))


@st.composite
def situations(draw: st.DrawFn, policy: str) -> dict[str, Any]:
    return Drawing(policy, lambda things: draw(below(things))).situation()


# --- What the engine answers, in the words of the second reading -------------------------------------------------


def london_minute(text: str | None) -> str | None:
    if text is None:
        return None
    there = datetime.fromisoformat(text)
    here = there.astimezone(LONDON)
    assert here.utcoffset() == there.utcoffset(), f"{text} does not have London's offset"
    return here.strftime("%Y-%m-%dT%H:%M")


def engine_answers(situation: Mapping[str, Any]) -> dict[str, Any]:
    house = house_of(situation["policy"])
    read = msgspec.convert(situation, Given)
    clock = datetime(2030, 1, 1, tzinfo=LONDON)
    advice: Any = plain(
        advise(house, settle(read, house.policy, house.time, clock, None, "a drawn situation"))
    )
    first = advice["actions"][0]["id"] if advice["actions"] else None
    return {
        "status": advice["status"],
        "stage": advice["stage"] and advice["stage"]["id"],
        "urgent": advice["urgent"],
        "first_action": first if first == "emergency-services" else None,
        "act_by": london_minute(advice["act_by"]),
        "aim_by": london_minute(advice["aim_by"]),
        "overdue_since": london_minute(advice["overdue_since"]),
        "may_start_at": advice["may_start_at"],
        "documents": {*advice["documents"]},
        "notify": {one["id"] for one in advice["notify"]},
        "warnings": {one["id"] for one in advice["warnings"]},
        "phones": {phone.replace(" ", "") for one in advice["contacts"] for phone in one["phone"]},
    }


def disagreements(situation: Mapping[str, Any]) -> list[str]:
    """One line for each key on which the engine answers otherwise than the second reading."""
    answers, found = engine_answers(situation), []
    for key, expected in oracle.read(situation).items():
        if key.endswith("_include"):
            missing = {*expected} - {*answers[key.removesuffix("_include")]}
            if missing:
                found.append(f"{key}: {sorted(missing)} missing")
        elif key.endswith("_exclude"):
            extra = {*expected} & {*answers[key.removesuffix("_exclude")]}
            if extra:
                found.append(f"{key}: {sorted(extra)} not expected")
        elif answers[key] != expected:
            found.append(f"{key}: {answers[key]!r}, expected {expected!r}")
    return found


@pytest.mark.parametrize("policy", sorted(oracle.POLICIES))
def test_the_engine_answers_as_a_second_reading_of_the_policies_does(policy: str) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(situation=situations(policy))
    def agree(situation: dict[str, Any]) -> None:
        assert disagreements(situation) == []

    agree()


@pytest.mark.parametrize("policy", sorted(oracle.POLICIES))
def test_the_engine_answers_as_a_second_reading_does_in_situations_drawn_evenly(policy: str) -> None:
    choices = random.Random(f"evenly {policy}")
    for _ in range(EVENLY):
        situation = Drawing(policy, choices.randrange).situation()
        assert disagreements(situation) == [], situation
