"""Opening a policy to look something up: its ids, its agencies, and the moments that people name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wizard.advice.worktime import LONDON, WorkingTime
from wizard.base.errors import WrongInputError
from wizard.base.paths import shipped
from wizard.casework.house import house_of, open_house
from wizard.casework.reading import (
    open_flow,
    policy_ids,
    read_moment,
    require,
    working_time,
)

MakeFlow = Callable[..., Path]
SMALL = Path(__file__).parents[1] / "flows" / "small"


@pytest.fixture(scope="module")
def time() -> WorkingTime:
    """Offices open from eight to four, on Friday to noon."""
    return open_flow("small", SMALL.parent).time


# Words.


def test_a_word_that_is_known_is_let_through() -> None:
    require("police", "agency", ["police", "health"], "to")


def test_a_slip_is_answered_with_the_nearest_word_and_its_place() -> None:
    with pytest.raises(WrongInputError) as caught:
        require("Polise", "agency", ["police", "health"], "to")
    assert caught.value.lines() == ["to: 'Polise' is no agency of this policy; did you mean 'police'?"]


def test_a_word_that_is_near_nothing_is_answered_with_all_that_are_known() -> None:
    with pytest.raises(WrongInputError, match=r"'zzz' is no agency .* expected one of: police, health"):
        require("zzz", "agency", ["police", "health"], "to")


def test_a_strange_word_cannot_write_on_the_screen() -> None:
    with pytest.raises(WrongInputError) as caught:
        require("\x1b[2J\u202e" + "y" * 500, "agency", ["police"], "to")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


# Policies.


def test_the_ids_are_those_of_the_flows_in_order() -> None:
    folders = sorted(path.parent.name for path in shipped("flows").glob("*/policy.yaml"))
    assert policy_ids() == folders
    assert policy_ids(SMALL.parent) == ["small"]


@pytest.mark.parametrize("open_it", [open_flow, open_house])
def test_a_slip_in_the_id_of_a_policy_is_answered_with_the_nearest(
    open_it: Callable[[str], object],
) -> None:
    with pytest.raises(WrongInputError, match="did you mean 'torbay'"):
        open_it("torbey")


@pytest.mark.parametrize("policy", ["", "..", "../tests/flows/small", "/etc", "small/../small", "x\0y"])
def test_an_id_never_leads_to_a_folder_elsewhere(policy: str) -> None:
    with pytest.raises(WrongInputError, match="is no policy that is known here"):
        open_flow(policy)


def test_a_flow_with_a_fault_is_not_opened(make_flow: MakeFlow) -> None:
    folder = make_flow(("contacts.yaml", "hours: out", "hours: night"))
    with pytest.raises(WrongInputError, match=r"contacts\.yaml"):
        open_house("small", folder.parent)


def test_a_house_holds_the_policy_and_the_contacts_that_were_read() -> None:
    flow = open_flow("small", SMALL.parent).flow
    house = house_of(flow)
    assert (house.policy, house.contacts) == (flow.policy, flow.contacts)
    assert open_house("small", SMALL.parent).policy == flow.policy


def test_working_time_is_the_policys_office_hours() -> None:
    time = working_time(open_flow("small", SMALL.parent).flow.policy)
    assert time.in_hours(datetime(2026, 11, 19, 15, 59, tzinfo=LONDON))
    assert not time.in_hours(datetime(2026, 11, 20, 12, 1, tzinfo=LONDON))  # a Friday


def test_the_agencies_are_the_common_ones_and_the_bodies_within_them_and_no_board() -> None:
    known = open_flow("small", SMALL.parent).flow.policy.party_agencies()
    assert {"police", "education", "health", "health/hospital"} <= set(known)
    assert "ssp" not in known
    assert len(set(known)) == len(known)


# Moments.


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("2026-11-18T10:30", datetime(2026, 11, 18, 10, 30, tzinfo=UTC)),
        ("2026-07-15T10:30", datetime(2026, 7, 15, 9, 30, tzinfo=UTC)),
        ("2026-07-15T10:30Z", datetime(2026, 7, 15, 10, 30, tzinfo=UTC)),
        ("2026-11-18T10:30+02:00", datetime(2026, 11, 18, 8, 30, tzinfo=UTC)),
        ("2026-11-18", datetime(2026, 11, 18, 8, 0, tzinfo=UTC)),
        ("2026-11-21", datetime(2026, 11, 21, 9, 0, tzinfo=UTC)),
    ],
    ids=["London in winter", "London in summer", "UTC", "another offset", "a day", "a day off"],
)
def test_a_moment_is_read_and_told_in_london_time(text: str, means: datetime, time: WorkingTime) -> None:
    read = read_moment(text, time, "--at")
    assert read == means
    assert read.tzinfo is LONDON


@pytest.mark.parametrize("text", ["", "tomorrow", "18/11/2026", "2026-02-30", "2026-11-18T25:00", "\x1b[2J"])
def test_what_is_no_moment_is_refused_with_its_place_and_an_example(text: str, time: WorkingTime) -> None:
    with pytest.raises(
        WrongInputError, match=r"^--at: .*is not a date or time; expected one such as"
    ) as caught:
        read_moment(text, time, "--at")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", ["0001-01-01T00:00+05:00", "9999-12-31T23:59-05:00"])
def test_a_moment_at_the_edge_of_the_calendar_is_refused_in_a_sentence(text: str, time: WorkingTime) -> None:
    with pytest.raises(WrongInputError, match="too far away"):
        read_moment(text, time, "--at")
