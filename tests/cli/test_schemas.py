"""What other programs read is what the shipped JSON Schemas say, and the schemas say enough to catch a slip."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from jsonschema import Draft202012Validator

import wizard
from wizard.advice.advise import House, advise
from wizard.advice.lead import LeadCard, lead_card
from wizard.advice.result import Advice, to_json
from wizard.advice.situation import Given, settle
from wizard.advice.vignettes import Vignette
from wizard.advice.what_if import fuller, what_if
from wizard.advice.worktime import LONDON
from wizard.base.decode import decode
from wizard.base.paths import shipped
from wizard.base.reader import read_file
from wizard.casework.house import open_house
from wizard.casework.reading import policy_ids

SCHEMAS = Path(wizard.__file__).parent / "schemas"
POLICIES = policy_ids()
#: The keys that the public contract promises, whatever a schema says.
PROMISED = {
    "advise": {
        "policy": {"id", "title", "edition"},
        "stage": {"id", "title"},
        "acts": {"role", "agency"},
        "with": {"role", "agency"},
        "actions": {"id", "text", "source"},
        "contacts": {
            *("agency", "role", "name", "phone", "email", "hours", "use", "personal", "as_at", "stale"),
        },
        "notify": {"id", "by", "text"},
        "warnings": {"id", "text"},
        "because": {"rule", "source", "reading"},
        **{
            key: set[str]()
            for key in (
                *("status", "urgent", "aim_by", "act_by", "overdue_since", "may_start_at", "documents"),
            )
        },
    },
    "lead": {key: set[str]() for key in ("policy", "at", "stage", "contacts", "fallback", "if_no_answer")},
}
#: The keys that are there only where they are asked for.
LATER = {"advise": {"what_if"}}
Plain = Any


@cache
def schema(name: str) -> Plain:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name))


def faults(name: str, value: object) -> list[str]:
    return [f"{one.json_path}: {one.message}" for one in validator(name).iter_errors(value)]


@cache
def house(policy: str) -> House:
    return open_house(policy)


@cache
def answers(policy: str) -> tuple[tuple[str, Plain], ...]:
    """The advice for every vignette of a policy, as it is printed."""
    found = house(policy)
    name = shipped("flows") / policy / "vignettes.yaml"
    made: list[tuple[str, Plain]] = []
    clock = datetime(2001, 1, 1, tzinfo=LONDON)
    for one in decode(read_file(name), tuple[Vignette, ...], str(name)):
        situation = settle(one.given, found.policy, found.time, clock, None, str(name))
        made.append((one.id, json.loads(to_json(advise(found, situation)))))
    return tuple(made)


@cache
def cards() -> tuple[Plain, ...]:
    made: list[Plain] = []
    for policy in POLICIES:
        found = house(policy)
        for agency in found.policy.party_agencies():
            for hour in (10, 23):
                for stage in (None, found.policy.stages()[0].id, found.policy.stages()[-1].id):
                    at = datetime(2026, 11, 18, hour, tzinfo=LONDON)
                    card = lead_card(
                        found.policy, found.contacts, found.time, agency=agency, stage=stage, at=at
                    )
                    made.append(json.loads(to_json(card)))
    return tuple(made)


def every(name: str) -> list[Plain]:
    if name == "lead":
        return list(cards())
    return [advice for policy in POLICIES for _, advice in answers(policy)]


# The schemas themselves.


@pytest.mark.parametrize("name", ["advise", "lead"])
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def properties(part: Plain, path: str = "$") -> Iterator[tuple[str, Plain]]:
    """Every property that a schema names, but for those of its conditions."""
    if isinstance(part, list):
        for number, one in enumerate(part):
            yield from properties(one, f"{path}[{number}]")
    if isinstance(part, dict):
        for key, one in part.items():
            if key == "properties":
                for name, found in one.items():
                    yield f"{path}.{name}", found
                    yield from properties(found, f"{path}.{name}")
            elif key != "allOf":
                yield from properties(one, f"{path}.{key}")


@pytest.mark.parametrize("name", ["advise", "lead"])
def test_every_property_is_described(name: str) -> None:
    found = list(properties(schema(name)))
    assert len(found) > 20
    assert [path for path, one in found if not one.get("description", "").endswith(".")] == []


@pytest.mark.parametrize("name", ["advise", "lead"])
def test_the_promised_keys_are_required(name: str) -> None:
    assert set(schema(name)["required"]) == set(PROMISED[name])


@pytest.mark.parametrize(("name", "kind"), [("advise", Advice), ("lead", LeadCard)])
def test_every_key_that_is_printed_is_described(name: str, kind: type[msgspec.Struct]) -> None:
    printed = {field.encode_name for field in msgspec.structs.fields(kind)} | LATER.get(name, set())
    assert printed == set(schema(name)["properties"])


# What is printed.


@pytest.mark.parametrize("policy", POLICIES)
def test_the_advice_of_every_vignette_is_as_the_schema_says(policy: str) -> None:
    assert answers(policy)
    assert {one: found for one, advice in answers(policy) if (found := faults("advise", advice))} == {}


def test_every_lead_card_is_as_the_schema_says() -> None:
    assert [found for card in cards() if (found := faults("lead", card))] == []


def test_what_the_command_prints_is_as_the_schema_says(tmp_path: Path, escalate: Callable[..., Any]) -> None:
    situation = {
        "policy": "oxfordshire",
        "risk": "immediate",
        "from": {"agency": "education"},
        "to": ["health"],
        "circumstance": "emergency",
    }
    path = tmp_path / "case.json"
    path.write_text(json.dumps(situation))
    advice = escalate("advise", path, "--json")
    card = escalate("lead", "--policy", "oxfordshire", "--agency", "health", "--json")
    assert (faults("advise", json.loads(advice.out)), faults("lead", json.loads(card.out))) == ([], [])


@pytest.mark.parametrize(
    "policy", [POLICIES[0], *(pytest.param(one, marks=pytest.mark.long) for one in POLICIES[1:])]
)
def test_what_would_change_the_advice_is_as_the_schema_says(policy: str) -> None:
    found = house(policy)
    name = shipped("flows") / policy / "vignettes.yaml"
    clock = datetime(2001, 1, 1, tzinfo=LONDON)
    for one in decode(read_file(name), tuple[Vignette, ...], str(name)):
        situation = settle(one.given, found.policy, found.time, clock, None, str(name))
        changes = what_if(found, situation)
        assert faults("advise", json.loads(to_json(fuller(advise(found, situation), changes)))) == [], one.id


def changed_advice() -> Plain:
    found = house("torbay")
    situation = settle(
        msgspec.convert(
            {
                "policy": "torbay",
                "now": "2026-11-18T10:30",
                "risk": "welfare",
                "from": {"agency": "education"},
                "to": ["health"],
            },
            Given,
        ),
        found.policy,
        found.time,
        datetime(2001, 1, 1, tzinfo=LONDON),
        None,
        "the test",
    )
    return json.loads(to_json(fuller(advise(found, situation), what_if(found, situation))))


@pytest.mark.parametrize("key", ["changes", "text", "status", "stage", "act_by", "aim_by", "because"])
def test_a_change_without_a_promised_key_is_caught(key: str) -> None:
    broken = changed_advice()
    assert faults("advise", broken) == []
    del broken["what_if"][0][key]
    assert faults("advise", broken)


@pytest.mark.parametrize("key", ["fact", "from", "to", "text"])
def test_a_changed_fact_without_a_promised_key_is_caught(key: str) -> None:
    broken = changed_advice()
    del broken["what_if"][0]["changes"][0][key]
    assert faults("advise", broken)


# A slip is caught.


def without(value: Plain, keys: list[str]) -> Iterator[tuple[str, Plain]]:
    """`value` less each of the keys, one at a time."""
    for key in keys:
        less = copy.deepcopy(value)
        del less[key]
        yield key, less


@pytest.mark.parametrize("name", ["advise", "lead"])
def test_an_answer_without_a_promised_key_is_caught(name: str) -> None:
    whole = every(name)[0]
    assert [key for key, less in without(whole, sorted(PROMISED[name])) if not faults(name, less)] == []


@pytest.mark.parametrize(
    ("name", "key"),
    [("advise", key) for key, inner in PROMISED["advise"].items() if inner]
    + [("lead", "contacts"), ("lead", "fallback")],
)
def test_a_part_without_a_promised_key_is_caught(name: str, key: str) -> None:
    inner = PROMISED["advise"][key if name == "advise" else "contacts"]
    whole = next(one for one in every(name) if one[key])
    part = whole[key][0] if isinstance(whole[key], list) else whole[key]
    for missing, less in without(part, sorted(inner)):
        broken = copy.deepcopy(whole)
        if isinstance(broken[key], list):
            broken[key][0] = less
        else:
            broken[key] = less
        assert faults(name, broken), missing


def at_stage() -> Plain:
    return next(
        one for one in every("advise") if one["status"] == "act" and one["act_by"] and one["contacts"]
    )


def in_danger() -> Plain:
    return next(one for one in every("advise") if one["urgent"])


def resolved() -> Plain:
    return next(one for one in every("advise") if one["status"] == "resolved")


def overdue() -> Plain:
    return next(one for one in every("advise") if one["status"] == "overdue")


SLIPS: dict[str, tuple[Callable[[], Plain], Callable[[Plain], object]]] = {
    "a status that there is not": (at_stage, lambda one: one.update(status="waiting")),
    "a stage with no title": (at_stage, lambda one: one["stage"].pop("title")),
    "a stage that is a text": (at_stage, lambda one: one.update(stage="step-1")),
    "a status with no stage": (at_stage, lambda one: one.update(stage=None)),
    "nobody who acts": (at_stage, lambda one: one.update(acts=None)),
    "nobody to go to": (at_stage, lambda one: one.update({"with": []})),
    "nothing to do": (at_stage, lambda one: one.update(actions=[])),
    "a time with no offset": (at_stage, lambda one: one.update(act_by="2026-11-23T17:00:00")),
    "a time with a Z": (at_stage, lambda one: one.update(act_by="2026-11-23T17:00:00Z")),
    "urgent as a text": (at_stage, lambda one: one.update(urgent="true")),
    "a number that is no text": (at_stage, lambda one: one["contacts"][0].update(phone=[1865815122])),
    "numbers in one text": (at_stage, lambda one: one["contacts"][0].update(phone="01865 815122")),
    "hours that there are not": (at_stage, lambda one: one["contacts"][0].update(hours="any")),
    "a use that there is not": (at_stage, lambda one: one["contacts"][0].update(use="spare")),
    "an undated contact that is fresh": (
        at_stage,
        lambda one: one["contacts"][0].update(as_at=None, stale=False),
    ),
    "a missed limit with no lateness": (at_stage, lambda one: one.update(overdue_since=one["act_by"])),
    "lateness with no missed limit": (overdue, lambda one: one.update(overdue_since=None)),
    "a deadline where all is settled": (
        resolved,
        lambda one: one.update(act_by="2026-11-23T17:00:00+00:00"),
    ),
    "a stage where all is settled": (resolved, lambda one: one.update(stage={"id": "x", "title": "x"})),
    "danger with no emergency call first": (in_danger, lambda one: one["actions"].pop(0)),
    "danger and someone who waits": (in_danger, lambda one: one["actions"][1].update(wait=True)),
    "a document given twice": (at_stage, lambda one: one["documents"].extend(["x", "x"])),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_the_advice_is_caught(slip: str) -> None:
    base, change = SLIPS[slip]
    broken = copy.deepcopy(base())
    change(broken)
    assert faults("advise", broken)


CARD_SLIPS: dict[str, Callable[[Plain], object]] = {
    "a policy that is a table": lambda one: one.update(policy={"id": "oxfordshire"}),
    "a stage that is a table": lambda one: one.update(stage={"id": "step-1"}),
    "a contact with no hours": lambda one: one["fallback"][0].pop("hours"),
    "a time in words": lambda one: one.update(at="now"),
    "nothing for when nobody answers": lambda one: one.update(if_no_answer=None),
}


@pytest.mark.parametrize("slip", CARD_SLIPS)
def test_a_slip_in_a_lead_card_is_caught(slip: str) -> None:
    broken = copy.deepcopy(cards()[0])
    CARD_SLIPS[slip](broken)
    assert faults("lead", broken)


@pytest.mark.parametrize("name", ["advise", "lead"])
def test_a_key_that_a_later_version_adds_is_no_fault(name: str) -> None:
    more = copy.deepcopy(every(name)[0])
    more["something-new"] = {"a": 1}
    for part in cast(list[Plain], more["contacts"]):
        part["something-new"] = 1
    assert faults(name, more) == []
