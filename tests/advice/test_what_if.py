"""What would change the advice: each change really does, the smallest come first, and the engine alone decides."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace

from wizard.advice import what_if as module
from wizard.advice.advise import House, advise
from wizard.advice.result import Advice
from wizard.advice.situation import Attempt, Situation, settle
from wizard.advice.vignettes import Vignette
from wizard.advice.what_if import MOST_SHOWN, MOST_TRIED, WhatIf, what_if
from wizard.advice.worktime import CalendarEndsError
from wizard.base.decode import decode
from wizard.base.paths import shipped
from wizard.base.reader import read_file
from wizard.casework.house import open_house
from wizard.casework.reading import policy_ids

Make = Callable[..., Situation]
HouseFrom = Callable[..., House]
POLICIES = policy_ids()
#: Never read: every vignette says its own present.
CLOCK = datetime(2001, 1, 1, tzinfo=UTC)


@cache
def house(policy: str) -> House:
    return open_house(policy)


@cache
def situations(policy: str) -> tuple[tuple[str, Situation], ...]:
    """The situation of every vignette of a policy."""
    found = house(policy)
    name = shipped("flows") / policy / "vignettes.yaml"
    vignettes = decode(read_file(name), tuple[Vignette, ...], str(name))
    return tuple(
        (one.id, settle(one.given, found.policy, found.time, CLOCK, None, str(name))) for one in vignettes
    )


@cache
def answers(policy: str) -> tuple[tuple[Situation, tuple[WhatIf, ...]], ...]:
    return tuple((one, what_if(house(policy), one)) for _, one in situations(policy))


def every() -> Iterator[tuple[House, Situation, WhatIf]]:
    for policy in POLICIES:
        for situation, found in answers(policy):
            for one in found:
                yield house(policy), situation, one


def compared(advice: Advice | WhatIf) -> tuple[object, ...]:
    """What another piece of advice is another by."""
    stage = advice.stage if isinstance(advice, WhatIf) else advice.stage.id if advice.stage else None
    times = (advice.act_by, advice.aim_by, advice.overdue_since)
    return advice.status, stage, *(one and one.isoformat() for one in times)


def with_outcome(situation: Situation, stage: str, outcome: Any) -> Situation:
    held = situation.counted()[stage]
    ended = None if outcome == "open" else situation.now if held.outcome == "open" else held.ended
    other = replace(
        held, outcome=outcome, ended=ended, ended_unknown=held.ended_unknown and outcome != "open"
    )
    return replace(situation, attempts=tuple(other if one is held else one for one in situation.attempts))


def with_attempt(situation: Situation, stage: str, outcome: Any) -> Situation:
    now = situation.now
    more = Attempt(stage=stage, began=now, ended=None if outcome == "open" else now, outcome=outcome)
    return replace(situation, attempts=(*situation.attempts, more))


def with_agency(situation: Situation, agency: str, other: Any) -> Situation:
    parties = dict.fromkeys(other if one == agency else one for one in situation.challenged)
    return replace(situation, challenged=tuple(parties))


def with_start(house: House, situation: Situation, stage: Any) -> Situation:
    agreed = stage and any(one.needs == "agreement" for one in house.policy.bypasses)
    return replace(situation, start_at=stage, bypass_agreed=bool(agreed) or situation.bypass_agreed)


def changed(house: House, situation: Situation, fact: str, value: Any) -> Situation:
    """The situation with another value of a fact, by what a change says as data."""
    kind, _, of = fact.partition(":")
    match kind:
        case "risk":
            return replace(situation, risk=value, risk_unknown=False)
        case "about":
            return replace(situation, about=value, about_unknown=False)
        case "from":
            return replace(situation, challenging=value)
        case "to":
            return with_agency(situation, of, value)
        case "outcome":
            return with_outcome(situation, of, value)
        case "attempt":
            return with_attempt(situation, of, value)
        case "start_at":
            return with_start(house, situation, value)
        case _:
            return replace(situation, **{kind: value})


def applied(house: House, situation: Situation, found: WhatIf) -> Iterator[Situation]:
    """The situation with every combination of the values that the changes name."""
    facts = [one.fact for one in found.changes]
    for values in itertools.product(*(one.values for one in found.changes)):
        other = situation
        for fact, value in zip(facts, values, strict=True):
            other = changed(house, other, fact, value)
        yield other


def texts(found: tuple[WhatIf, ...]) -> list[str]:
    return [one.text for one in found]


# What holds of every change, over every vignette that ships.


@pytest.mark.long
def test_each_change_really_leads_to_the_stage_the_status_and_the_times_that_it_names() -> None:
    tried = 0
    for home, situation, one in every():
        for other in applied(home, situation, one):
            assert compared(advise(home, other)) == compared(one), one.text
            tried += 1
    assert tried > 2000


@pytest.mark.long
def test_no_change_is_told_that_changes_nothing() -> None:
    for home, situation, one in every():
        assert compared(one) != compared(advise(home, situation)), one.text
        assert one.then, one.text


@pytest.mark.long
def test_each_change_is_told_with_the_rules_that_would_decide() -> None:
    for _, _, one in every():
        assert one.because, one.text
        assert all(reason.rule and reason.source for reason in one.because)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.long
def test_every_vignette_has_its_changes_bounded_each_told_once(policy: str) -> None:
    for situation, found in answers(policy):
        assert 0 < len(found) <= MOST_SHOWN, situation
        assert len(set(texts(found))) == len(found)


@pytest.mark.parametrize("policy", POLICIES)
def test_only_so_many_pieces_of_advice_are_worked_out(policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0
    real = module.advised

    def counted(house: House, situation: Situation) -> Any:
        nonlocal count
        count += 1
        return real(house, situation)

    monkeypatch.setattr(module, "advised", counted)
    for name, situation in situations(policy)[::4]:
        count = 0
        what_if(house(policy), situation)
        assert count <= 100, name


def test_even_the_largest_case_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    home = house("oxfordshire")
    count = 0
    real = module.advised

    def counted(house: House, situation: Situation) -> Any:
        nonlocal count
        count += 1
        return real(house, situation)

    monkeypatch.setattr(module, "advised", counted)
    _, situation = situations("oxfordshire")[0]
    all_agencies = home.policy.party_agencies()[:20]
    # Twice outside, so that no single change makes a difference and pairs are tried.
    found = what_if(
        home, replace(situation, challenged=all_agencies, subject="adult", circumstance="complaint")
    )
    assert count <= MOST_TRIED + 1
    assert found


def test_no_text_shows_what_only_the_program_needs() -> None:
    for _, _, one in every():
        assert "None" not in one.text
        assert one.text.startswith("If ")
        assert one.text.endswith(".")
        assert ".." not in one.text


# What is told.


def test_values_of_one_fact_that_come_to_the_same_are_told_together(
    opened: Callable[[str], House], situation: Make
) -> None:
    home = opened("oxfordshire")
    found = what_if(home, situation(home))
    said = [one for one in found if one.changes[0].fact == "risk"]
    assert [one.changes[0].to for one in said] == ["immediate or significant"]
    assert said[0].changes[0].values == ("immediate", "significant")
    assert said[0].title == "If the risk were immediate or significant"
    assert said[0].changes[0].from_ == "to wellbeing only"


def test_an_open_attempt_may_end_now_and_the_stage_after_it_is_told_with_its_time(
    small: House, situation: Make
) -> None:
    stage = small.policy.ladders[0].stages[0]
    attempt = {"stage": stage.id, "began": "2026-11-16T09:30", "outcome": "open"}
    found = what_if(small, situation(attempts=[attempt]))
    said = next(one for one in found if one.changes[0].values == ("unresolved",))
    assert said.title == f"If {stage.label} ended now and did not settle it"
    assert said.stage == small.policy.ladders[0].stages[1].id
    assert said.changes[0].from_ == "still going on"


def test_no_second_attempt_is_thought_of_where_one_is_open(small: House, situation: Make) -> None:
    stage = small.policy.ladders[0].stages[0].id
    attempt = {"stage": stage, "began": "2026-11-16T09:30", "outcome": "open"}
    found = what_if(small, situation(attempts=[attempt]))
    assert not any(one.changes[0].fact.startswith("attempt:") for one in found)
    assert any(one.changes[0].fact == f"attempt:{stage}" for one in what_if(small, situation()))


def test_of_an_attempt_that_was_tried_twice_only_the_one_that_counts_is_varied(
    small: House, situation: Make
) -> None:
    stage = small.policy.ladders[0].stages[0].id
    twice = [
        {"stage": stage, "began": day, "ended": day, "outcome": "unresolved"}
        for day in ("2026-11-10", "2026-11-12")
    ]
    found = what_if(small, situation(attempts=twice))
    assert [one.changes[0].values for one in found if one.changes[0].fact == f"outcome:{stage}"] == [
        ("open",),
        ("resolved",),
    ]


def test_a_later_start_is_told_with_whose_agreement_it_needs(small: House, situation: Make) -> None:
    found = what_if(small, situation())
    said = [one for one in found if one.changes[0].fact == "start_at"]
    assert said
    assert all(one.title.endswith("with the agreement of both managers") for one in said)


def test_a_wish_without_agreement_is_told_what_the_agreement_would_change(
    small: House, situation: Make
) -> None:
    last = small.policy.ladders[0].stages[2]
    found = what_if(small, situation(start_at=last.id))
    said = next(one for one in found if one.changes[0].fact == "bypass_agreed")
    assert said.title == f"If both managers had agreed to a start at {last.label}"
    assert said.stage == last.id


def test_a_start_at_discretion_asks_for_nobodys_agreement(
    opened: Callable[[str], House], situation: Make
) -> None:
    home = opened("torbay")
    found = what_if(home, situation(home, risk="immediate"))
    said = [one.title for one in found if one.changes[0].fact == "start_at"]
    assert "If you went on at Stage Two" in said


def test_two_agencies_that_were_one_are_told_as_your_own(
    opened: Callable[[str], House], situation: Make
) -> None:
    home = opened("torbay")
    said = texts(what_if(home, situation(home)))
    assert (
        "If in place of Children's social care you challenged Education, your own agency: "
        "This policy does not cover it."
    ) in said


def test_any_agency_but_the_own_one_is_told_without_a_list(
    opened: Callable[[str], House], situation: Make
) -> None:
    home = opened("torbay")
    found = what_if(home, situation(home, to=["education"]))
    titles = [one.title for one in found]
    assert "If in place of Education you challenged any other agency" in titles
    assert "If your agency were any other agency" in titles


def test_what_differs_is_all_that_is_said(opened: Callable[[str], House], situation: Make) -> None:
    home = opened("torbay")
    found = what_if(home, situation(home))
    begun = next(one for one in found if one.changes[0].values == ("open",))
    assert begun.then == ("This stage is open",)


def test_two_changes_are_told_only_where_no_single_one_makes_a_difference(
    opened: Callable[[str], House], situation: Make
) -> None:
    home = opened("torbay")
    found = what_if(home, situation(home, subject="adult", circumstance="complaint"))
    assert found
    for one in found:
        assert {change.fact for change in one.changes} == {"subject", "circumstance"}
        for other in applied(home, situation(home, subject="adult", circumstance="complaint"), one):
            assert compared(advise(home, other)) == compared(one)
    assert " and it were about a child" in found[0].title


def test_where_nothing_makes_a_difference_nothing_is_told(
    opened: Callable[[str], House], situation: Make
) -> None:
    home = opened("torbay")
    outside = situation(home, subject="adult", circumstance="complaint", to=["education"])
    assert what_if(home, outside) == ()


def test_what_is_due_first_comes_first(opened: Callable[[str], House], situation: Make) -> None:
    home = opened("oxfordshire")
    found = what_if(home, situation(home))
    due = [
        min(one for one in (found_.overdue_since, found_.act_by, found_.aim_by) if one).astimezone(UTC)
        for found_ in found
        if "immediate" not in found_.changes[0].values
        and (found_.overdue_since or found_.act_by or found_.aim_by)
    ]
    assert due == sorted(due)
    assert len(due) > 2


# What only one policy turns on.


def with_its_own(tree: Any) -> None:
    """A priority that decides how long the managers have, and a reply that ends the practitioners' time."""
    tree["facts"] = {
        "priority": {
            "question": "What priority was it given?",
            "short": "Priority",
            "values": {"high": "High", "low": "Low"},
            "unknown_as": "low",
            "source": "§3",
        },
        "nobody-reads-it": {
            "question": "What colour is the form?",
            "values": {"red": "Red", "blue": "Blue"},
            "source": "§3",
        },
    }
    tree["events"] = {"reply": {"title": "The reply was received", "source": "§2"}}
    one_day = {"id": "one-day", "rule": "One day.", "source": "§3", "limit": "1 working day"}
    tree["clocks"] += [
        {**one_day, "at": ["managers"], "when": {"facts": {"priority": ["high"]}}},
        {**one_day, "id": "answer-it", "at": ["directors"], "starts": "reply"},
    ]


TALKED = {"stage": "talk", "began": "2026-11-16T09:00", "ended": "2026-11-16T09:30", "outcome": "unresolved"}
MET = {**TALKED, "stage": "managers"}


def test_another_answer_to_a_policys_own_question_is_told_with_its_time(
    changed_house: HouseFrom, situation: Make
) -> None:
    home = changed_house(with_its_own)
    said = [
        one
        for one in what_if(home, situation(home, attempts=[TALKED]))
        if one.changes[0].fact.startswith("fact:")
    ]
    assert [one.title for one in said] == ["If the answer to 'Priority' were High"]
    assert said[0].changes[0].from_ == "not known, so read as Low"
    assert said[0].then == ("Act by Tuesday 17 November 2026, 16:00",)
    known = situation(home, attempts=[TALKED], facts={"priority": "high"})
    assert compared(advise(home, known)) == compared(said[0])
    back = [one for one in what_if(home, known) if one.changes[0].fact == "fact:priority"]
    assert [one.changes[0].values for one in back] == [("low", "unknown")]


def test_an_event_that_has_not_happened_is_told_as_if_it_happened_now(
    changed_house: HouseFrom, situation: Make
) -> None:
    home = changed_house(with_its_own)
    found = what_if(home, situation(home, attempts=[TALKED, MET]))
    said = next(one for one in found if one.changes[0].fact == "event:reply")
    assert said.title == "If 'The reply was received' happened now"
    assert said.then == ("Act by Tuesday 17 November 2026, 16:00",)
    happened = situation(home, attempts=[TALKED, MET], events=[{"event": "reply", "at": "2026-11-16T10:00"}])
    assert compared(advise(home, happened)) == compared(said)


def test_an_event_that_has_happened_is_told_as_if_it_had_not(
    changed_house: HouseFrom, situation: Make
) -> None:
    home = changed_house(with_its_own)
    events = [{"event": "reply", "at": "2026-11-16T10:00"}]
    found = what_if(home, situation(home, attempts=[TALKED, MET], events=events))
    said = next(one for one in found if one.changes[0].fact == "event:reply")
    assert said.title == "If 'The reply was received' had not happened"
    assert said.then == ("No time limit would be given",)
    assert compared(said) == compared(advise(home, situation(home, attempts=[TALKED, MET])))


# Danger.


@pytest.mark.parametrize("policy", POLICIES)
def test_what_danger_now_would_change_comes_first_and_is_never_left_out(policy: str) -> None:
    home = house(policy)
    for situation, found in answers(policy):
        if situation.risk == "immediate":
            continue
        danger = compared(advise(home, replace(situation, risk="immediate", risk_unknown=False)))
        if danger != compared(advise(home, situation)):
            assert "immediate" in found[0].changes[0].values
            assert compared(found[0]) == danger


@pytest.mark.parametrize("policy", POLICIES)
def test_with_danger_now_no_change_is_left_out_and_each_keeps_the_emergency_call_first(policy: str) -> None:
    home = house(policy)
    for situation, found in answers(policy)[::3]:
        danger = replace(situation, risk="immediate", risk_unknown=False)
        said = what_if(home, danger)
        assert said or not found
        for one in said:
            if one.changes[0].fact != "risk":
                for other in applied(home, danger, one):
                    assert advise(home, other).actions[0].id == "emergency-services"


# What cannot be tried.


def test_a_change_for_which_the_calendar_is_not_known_is_left_out(
    changed_house: HouseFrom, situation: Make
) -> None:
    def for_significant_harm_too_long(tree: Any) -> None:
        tree["clocks"].insert(
            0,
            {
                "id": "too-long",
                "rule": "It may take years.",
                "source": "§9",
                "limit": "999 working days",
                "when": {"risk": ["significant"]},
            },
        )

    home = changed_house(for_significant_harm_too_long)
    with pytest.raises(CalendarEndsError):
        advise(home, situation(home, risk="significant"))
    found = what_if(home, situation(home))
    assert found
    assert not any("significant" in change.values for one in found for change in one.changes)


def test_a_situation_without_advice_has_no_changes_either(changed_house: HouseFrom, situation: Make) -> None:
    def too_long(tree: Any) -> None:
        tree["clocks"][1]["limit"] = "999 working days"

    home = changed_house(too_long)
    with pytest.raises(CalendarEndsError):
        what_if(home, situation(home, attempts=[TALKED]))
