"""Cases to make documents of, and templates made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from wizard.advice.advise import House, advise
from wizard.advice.lead import CardText, lead_card, say_card
from wizard.advice.situation import Given, settle
from wizard.advice.worktime import LONDON
from wizard.base.paths import shipped
from wizard.casework.house import open_house
from wizard.documents.catalogue import Field, Template, find_template
from wizard.documents.context import Context
from wizard.documents.environment import Press

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)

MakeContext = Callable[..., Context]
MakeTemplate = Callable[..., Template]


@pytest.fixture(scope="session")
def houses() -> Callable[[str], House]:
    opened: dict[str, House] = {}

    def house(policy: str) -> House:
        if policy not in opened:
            opened[policy] = open_house(policy)
        return opened[policy]

    return house


@pytest.fixture(scope="session")
def press() -> Press:
    return Press()


@pytest.fixture(scope="session")
def make_context(houses: Callable[[str], House]) -> MakeContext:
    def make(
        policy: str = "oxfordshire",
        *,
        details: Mapping[str, str] | None = None,
        author_role: str | None = None,
        practice: bool = False,
        card: CardText | None = None,
        reference: str = "ED-14",
        **situation: object,
    ) -> Context:
        house = houses(policy)
        facts = {
            "policy": policy,
            "now": "2026-11-18T10:30",
            "risk": "welfare",
            "from": {"agency": "education"},
            "to": ["childrens-social-care"],
        } | situation
        given = msgspec.convert(facts, Given)
        settled = settle(given, house.policy, house.time, NOW, None, "the test")
        return Context(
            policy=house.policy,
            advice=advise(house, settled),
            situation=settled,
            details=details or {},
            reference=reference,
            made_at=NOW,
            author_role=author_role,
            practice=practice,
            card=card,
        )

    return make


@pytest.fixture(scope="session")
def make_card(houses: Callable[[str], House]) -> Callable[..., CardText]:
    def make(policy: str, agency: str, stage: str | None = None, at: datetime = NOW) -> CardText:
        house = houses(policy)
        return say_card(
            lead_card(house.policy, house.contacts, house.time, agency=agency, stage=stage, at=at)
        )

    return make


@pytest.fixture(scope="session")
def shipped_template() -> Callable[[str], Template]:
    def find(document: str) -> Template:
        return find_template(document, Path("nowhere"), {}, shipped("templates"))

    return find


@pytest.fixture(scope="session")
def make_template() -> MakeTemplate:
    def make(body: str, *fields: Field, class_: str = "case") -> Template:
        return Template(
            id="a-test",
            title="A test",
            class_="partnership" if class_ == "partnership" else "case",
            author="Anyone",
            purpose="To try things",
            fields=fields,
            body=body,
            file="a-test.md",
            body_line=11,
        )

    return make
