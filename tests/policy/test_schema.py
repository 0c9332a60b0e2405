"""The schemas for editors: each key described, the shipped files made from the model, and slips refused.

After a change of the model, renew the files and read what changed:

    ESCALATE_RENEW_GOLDEN=1 python -m pytest tests/policy/test_schema.py
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from jsonschema import Draft202012Validator

import wizard
from wizard.advice.described import IN_VIGNETTES
from wizard.advice.flow_schemas import Vignettes, flow_schemas
from wizard.base.paths import shipped
from wizard.policy.contacts import Contacts
from wizard.policy.described import IN_CONTACTS, IN_POLICY
from wizard.policy.model import Policy
from wizard.policy.schema import description, structs_in

SCHEMAS = Path(wizard.__file__).parent / "schemas"
SMALL = Path(__file__).parents[1] / "flows" / "small"
INVENTED = sorted(one.parent for one in SMALL.parent.glob("*/policy.yaml"))
KINDS = ("policy", "contacts", "vignettes")
DESCRIBED = {**IN_POLICY, **IN_CONTACTS, **IN_VIGNETTES}
STRUCTS = sorted(
    {one for kind in (Policy, Contacts, Vignettes) for one in structs_in(kind)}, key=lambda one: one.__name__
)


class AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2, as editors read it: only true and false are yes and no, a day is text, a number is one."""


AsEditorsRead.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", "n~"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    AsEditorsRead.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), [*first, *([""] if tag == "null" else [])]
    )


def as_editors_read(text: str) -> Any:
    return yaml.load(text, AsEditorsRead)


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / f"{kind}.schema.json").read_text("utf-8")))


def faults(kind: str, text: str) -> list[str]:
    return [f"{one.json_path}: {one.message}" for one in validator(kind).iter_errors(as_editors_read(text))]


def small(kind: str) -> str:
    return (SMALL / f"{kind}.yaml").read_text("utf-8")


# The schemas themselves.


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_schema_is_the_one_that_the_model_gives(kind: str) -> None:
    path = SCHEMAS / f"{kind}.schema.json"
    made = flow_schemas()[kind]
    if os.environ.get("ESCALATE_RENEW_GOLDEN"):
        path.write_bytes(made.encode())
    assert path.read_bytes().decode() == made


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_a_schema_with_a_name_and_a_title(kind: str) -> None:
    schema = validator(kind).schema
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:escalation-wizard:{kind}"
    assert schema["title"]


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda one: one.__name__)
def test_each_key_is_described_in_a_sentence(struct: type[msgspec.Struct]) -> None:
    for field in struct.__struct_fields__:
        words = description(struct, field, DESCRIBED)
        assert words.endswith((".", "?")), f"{struct.__name__}.{field}"


def test_nothing_is_described_that_is_no_key() -> None:
    known = {
        base.__name__: base for one in STRUCTS for base in one.__mro__ if issubclass(base, msgspec.Struct)
    }
    assert [
        f"{name}.{field}"
        for name, fields in DESCRIBED.items()
        for field in fields
        if field not in getattr(known.get(name), "__struct_fields__", ())
    ] == []


# What they take and what they refuse.


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "folder", [*sorted(shipped("flows").iterdir()), *INVENTED], ids=lambda folder: folder.name
)
def test_every_flow_is_what_the_schemas_say(folder: Path, kind: str) -> None:
    assert faults(kind, (folder / f"{kind}.yaml").read_text("utf-8")) == []


SLIPS = {
    "an unknown key": ("policy", "rule: Then the managers meet.", "rul: Then the managers meet."),
    "a key too many": ("policy", "calendar: england", "calender: england"),
    "a limit that there is not": ("policy", "limit: 2 working days", "limit: 2 fortnights"),
    "a fact that there is not": (
        "policy",
        "risk: [immediate, significant], tried",
        "risks: [immediate], tried",
    ),
    "a value that there is not": ("policy", "circumstance: [emergency]", "circumstance: [emergencies]"),
    "one where several are wanted": ("policy", "circumstance: [emergency]", "circumstance: emergency"),
    "an id with a capital": ("policy", "id: both-agree", "id: Both agree"),
    "yes for true": ("policy", "secure: true", "secure: yes"),
    "no way to begin": ("policy", "covers: Disagreements between agencies about a child", ""),
    "a document that there is not": ("policy", "documents: [meeting-record]", "documents: [minutes]"),
    "a phone with letters": ("contacts", '"01999 100100"', '"ask 01999"'),
    "hours that there are not": ("contacts", "hours: out", "hours: night"),
    "an outcome that there is not": ("vignettes", "outcome: resolved", "outcome: settled"),
    "a key of expect that there is not": (
        "vignettes",
        'phones_include: ["01999 100',
        'phone_include: ["01999 100',
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_refused(slip: str) -> None:
    kind, old, new = SLIPS[slip]
    whole = f"{small(kind)}\ncalendar: england-and-wales\n" if kind == "policy" else small(kind)
    assert old in whole
    assert faults(kind, whole) == []
    assert faults(kind, whole.replace(old, new, 1))


def test_a_policy_without_a_part_that_each_has_is_refused() -> None:
    policy = as_editors_read(small("policy"))
    for key in ("policy", "about", "roles", "ladders", "endings", "clocks", "contacts"):
        less = {name: value for name, value in policy.items() if name != key}
        assert list(validator("policy").iter_errors(less)), key


def test_a_supplement_says_only_what_differs() -> None:
    assert faults("policy", "parent: small\npolicy: {id: smaller}\nhours: {monday: 09:00-12:00}\n") == []
    assert faults("policy", "parent: small\npolicy: {title: Smaller}\n")
    assert faults("contacts", "entries: []\n") == []


def test_a_number_is_text_where_text_is_wanted() -> None:
    whole = small("policy").replace("edition: March 2026", "edition: 2026")
    assert faults("policy", whole) == []
