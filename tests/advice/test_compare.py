"""The same situation under two policies: each side by its own rules, and nothing carried over by guessing."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from itertools import permutations
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.advice.advise import House, advise
from wizard.advice.compare import side_by_side
from wizard.advice.situation import Given, settle
from wizard.advice.worktime import LONDON
from wizard.casework.house import open_house
from wizard.casework.reading import policy_ids

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
house = cache(open_house)


def situation(**facts: Any) -> Given:
    return msgspec.convert(
        {
            "policy": "oxfordshire",
            "risk": "welfare",
            "from": {"agency": "education"},
            "to": ["childrens-social-care"],
            "raised": "2026-11-16T09:00",
        }
        | facts,
        Given,
    )


def under(a: str, b: str, one: Given, now: datetime = NOW) -> Any:
    return side_by_side(house(a), house(b), one, now, house(one.policy).policy)


def own(one: Given, of: House, now: datetime = NOW) -> Any:
    return advise(
        of, settle(msgspec.structs.replace(one, now=now.isoformat()), of.policy, of.time, now, None, "")
    )


def test_each_side_is_the_advice_of_its_own_policy() -> None:
    found = under("oxfordshire", "torbay", situation())
    assert found.a.advice == own(situation(), house("oxfordshire"))
    assert found.b.advice == own(situation(policy="torbay"), house("torbay"))
    assert (found.a.left_out, found.b.left_out) == ((), ())


def slower() -> House:
    """Oxfordshire's policy with nine working days where it has five."""
    of = house("oxfordshire")
    clocks = tuple(
        msgspec.structs.replace(one, limit="9 working days") if one.limit == "5 working days" else one
        for one in of.policy.clocks
    )
    return msgspec.structs.replace(of, policy=msgspec.structs.replace(of.policy, clocks=clocks))


def test_the_earliest_deadline_is_the_one_that_is_marked() -> None:
    quick, slow = house("oxfordshire"), slower()
    for a, b, which in ((quick, slow, "a"), (slow, quick, "b")):
        found = side_by_side(a, b, situation(), NOW, quick.policy)
        assert found.earliest == which
        assert {found.a.deadline, found.b.deadline} == {
            datetime(2026, 11, 23, 17, tzinfo=LONDON),
            datetime(2026, 11, 27, 16, tzinfo=LONDON),
        }


def test_a_side_without_a_limit_is_never_the_earliest() -> None:
    found = under("oxfordshire", "manchester", situation())
    assert found.b.deadline is None
    assert found.earliest == "a"
    assert under("manchester", "torbay", situation(policy="torbay")).earliest is None


def test_the_same_policy_twice_has_both_deadlines_at_once() -> None:
    tried = [{"stage": "step-2", "began": "2026-11-16", "ended": "2026-11-17", "outcome": "unresolved"}]
    found = under("oxfordshire", "oxfordshire", situation(attempts=tried))
    assert found.a.deadline is not None
    assert found.earliest == "both"


def test_a_body_that_the_other_policy_does_not_know_stays_with_its_agency_and_is_named() -> None:
    found = under("oxfordshire", "torbay", situation(**{"from": {"agency": "health/ouh"}}, to=["police"]))
    assert found.a.left_out == ()
    (line,) = found.b.left_out
    assert "cannot be carried over" in line
    assert house("oxfordshire").policy.agency_title("health/ouh") in line
    assert found.b.given.from_.agency == "health"


def test_what_was_tried_at_a_stage_that_the_other_does_not_have_is_named_and_left_out() -> None:
    tried = [{"stage": "step-2", "began": "2026-11-16", "ended": "2026-11-17", "outcome": "unresolved"}]
    found = under("oxfordshire", "torbay", situation(attempts=tried, start_at="step-4", bypass_agreed=True))
    assert found.a.given.attempts
    assert found.b.given.attempts == ()
    assert (found.b.given.start_at, found.b.given.bypass_agreed) == (None, False)
    assert any("Step 2" in one for one in found.b.left_out)
    assert any("start later" in one for one in found.b.left_out)


def test_a_subject_that_the_other_does_not_list_is_left_out() -> None:
    assert "criteria-for-referral" not in house("torbay").policy.about.ids
    found = under("oxfordshire", "torbay", situation(about="criteria-for-referral"))
    assert found.b.left_out == ("This cannot be carried over: about: criteria for referral.",)
    assert found.b.given.about is None


def test_the_moment_is_the_same_on_both_sides() -> None:
    found = under("oxfordshire", "barnsley", situation())
    assert found.a.advice.now == found.b.advice.now == NOW


def test_beyond_the_known_calendar_it_is_said_and_no_advice_is_made_up() -> None:
    late = NOW + timedelta(days=4000)
    found = under("oxfordshire", "torbay", situation(raised=late.isoformat()), late)
    assert found.a.advice is None
    assert "cannot be worked out" in found.a.problem
    assert found.earliest is None


@settings(max_examples=60, deadline=None)
@given(
    pair=st.sampled_from(list(permutations(policy_ids(), 2))),
    risk=st.sampled_from(["immediate", "significant", "welfare", "none", "unknown"]),
    data=st.data(),
)
def test_whatever_is_carried_over_is_known_there_and_whatever_is_not_is_named(
    pair: tuple[str, str], risk: str, data: st.DataObject
) -> None:
    a, b = pair
    policy = house(a).policy
    agencies = st.sampled_from(policy.party_agencies())
    one = situation(
        policy=a,
        risk=risk,
        about=data.draw(st.sampled_from(policy.about.ids)),
        to=data.draw(st.lists(agencies, min_size=1, max_size=3, unique=True)),
        attempts=[
            {"stage": stage, "began": "2026-11-16", "ended": "2026-11-17", "outcome": "unresolved"}
            for stage in data.draw(st.lists(st.sampled_from([one.id for one in policy.stages()]), max_size=3))
        ],
        **{"from": {"agency": data.draw(agencies)}},
    )
    found = under(a, b, one)
    assert found.a.advice == own(one, house(a))
    assert found.a.left_out == ()
    other = found.b
    same = msgspec.structs.replace(other.given, policy=a, now=None)
    assert bool(other.left_out) == (same != one)
    if other.advice is not None:
        assert other.advice == own(other.given, house(b))
    else:
        assert other.problem
