from __future__ import annotations

import typing
from pathlib import Path

import msgspec
import pytest

from wizard.policy import model
from wizard.policy.hours import DEFAULT_HOURS
from wizard.policy.model import Clock, Hours, Part, Policy, Route, Rule, When
from wizard.policy.read import read_policy

SMALL = Path(__file__).parents[1] / "flows" / "small"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read_policy(SMALL)


def every(base: type[Part]) -> list[type[Part]]:
    kinds = [one for one in vars(model).values() if isinstance(one, type) and issubclass(one, base)]
    return [one for one in kinds if one is not base]


def test_the_stages_of_the_ladders_come_before_those_of_the_routes(policy: Policy) -> None:
    assert [one.id for one in policy.stages()] == [
        "talk",
        "managers",
        "directors",
        "conference-request",
        "emergency",
    ]


def test_a_stage_is_found_beside_the_ladder_too(policy: Policy) -> None:
    assert policy.stage("emergency").label == "Emergency"


def test_a_stage_that_there_is_not_is_no_stage(policy: Policy) -> None:
    with pytest.raises(KeyError):
        policy.stage("tea")


def test_an_ending_that_there_is_not_is_no_ending(policy: Policy) -> None:
    with pytest.raises(KeyError):
        policy.ending("happy")


def test_a_body_has_the_name_that_its_policy_gives_it(policy: Policy) -> None:
    assert policy.agency_title("health/hospital") == "Smalltown Hospital"


def test_an_agency_that_a_policy_does_not_name_has_its_common_name(policy: Policy) -> None:
    assert policy.agency_title("police") == "Police"


def test_a_policy_has_its_own_hours(policy: Policy) -> None:
    friday = policy.office_hours().fri
    assert str(friday) == "08:00-12:00"


def test_a_policy_that_states_no_hours_has_the_usual_ones(policy: Policy) -> None:
    assert msgspec.structs.replace(policy, hours=None).office_hours() == DEFAULT_HOURS


def test_a_day_left_out_of_the_hours_is_closed() -> None:
    assert Hours(source="§1", monday="09:00-17:00").days() == {"mon": "09:00-17:00"}


def test_a_route_leads_to_its_own_stage_or_to_one_of_the_ladder(policy: Policy) -> None:
    assert [one.leads_to for one in policy.routes] == ["conference-request", "emergency", "directors"]


def test_every_rule_must_name_the_clause_that_it_rests_on() -> None:
    kinds = [one for one in every(Rule) if issubclass(one, Rule)]
    assert len(kinds) > 10
    for kind in kinds:
        field = next(one for one in msgspec.structs.fields(kind) if one.name == "source")
        assert field.required, kind


def test_no_part_of_a_flow_takes_a_key_that_it_does_not_know() -> None:
    assert all(one.__struct_config__.forbid_unknown_fields for one in (Part, *every(Part)))


def test_a_condition_compares_and_never_computes() -> None:
    for field in msgspec.structs.fields(When):
        listed = typing.get_args(field.type)[1] if field.name == "facts" else field.type
        assert typing.get_origin(listed) is tuple, field.name


def test_two_conditions_that_say_the_same_are_one() -> None:
    one, other = (When(facts={"a": ("x",), "b": ("y",)}), When(facts={"b": ("y",), "a": ("x",)}))
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize(
    "limit",
    [
        "1 working day",
        "5 working days",
        "24 hours",
        "1 hour",
        "5 days",
        "2 weeks",
        "4 working hours",
        "urgently",
        "agreed",
        "disputed",
        "today",
        "same working day",
        "not stated",
        "unseen",
    ],
)
def test_a_limit_is_a_number_and_unit_or_one_of_few_words(limit: str) -> None:
    assert msgspec.convert({"id": "c", "rule": "r", "source": "s", "limit": limit}, Clock).limit == limit


@pytest.mark.parametrize(
    "limit",
    [
        "",
        "0 hours",
        "0 days",
        "2 months",
        "five working days",
        "-1 hours",
        "1000 hours",
        "soon",
        "5 working days ",
    ],
)
def test_any_other_limit_is_refused(limit: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"id": "c", "rule": "r", "source": "s", "limit": limit}, Clock)


@pytest.mark.parametrize("name", ["A", "a_b", "a b", "-a", "a-", "a--b", "é", "", "a" * 61, "../a"])
def test_an_id_is_lower_case_words_joined_by_hyphens(name: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(
            {"id": name, "rule": "r", "source": "s", "when": {"risk": ["none"]}, "until": "never"}, Route
        )
