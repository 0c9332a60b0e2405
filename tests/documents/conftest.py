"""Cases to make documents of, templates made on the spot, and the pages that were agreed word for word.

The pages in `golden/` are compared exactly. After a change that is meant, look at the difference and renew them:

    ESCALATE_RENEW_GOLDEN=1 python -m pytest tests/documents
"""

from __future__ import annotations

import os
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
from wizard.documents.render import Rendered, render

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)

GOLDEN = Path(__file__).parent / "golden"
LETTER: Mapping[str, str] = {
    "decision": "The decision to close the referral of 9 November without an assessment.",
    "decision_date": "2026-11-12",
    "agreed": "J. missed 14 days of school this term. Both agencies want J. back in school.",
    "not_agreed": "Whether the absences and what J. has said call for an assessment.",
    "evidence": "School attendance record, 2 September to 13 November 2026: 14 days absent.\n"
    'Note of the designated safeguarding lead, 9 November 2026: J. said "there\'s nobody home at night".',
    "effect": "J. is tired and hungry at school, and is alone in the evenings.",
    "risk_if_unchanged": "J. may come to harm at night, and nobody would know.",
    "threshold": "Local threshold document, level 4: a child left without care.",
    "outcome_sought": "Please carry out an assessment, and tell us its outcome.",
    "safety_now": "J. sees the school nurse each morning. An aunt takes J. in on Fridays.",
    "views": "J. says: \"I don't like it when it's dark.\"",
    "copied_to": "Designated Safeguarding Lead, Education\nTeam Manager, Children's social care",
    "filed": "J.'s safeguarding file at the school",
    "person": "J. B.",
    "skip_reason": "The talk with colleagues was held on 13 November and was not recorded as a step.",
    "work_contact": "01865 000000",
}

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


@pytest.fixture
def make(
    make_context: MakeContext, shipped_template: Callable[[str], Template], press: Press
) -> Callable[..., Rendered]:
    def make(document: str, policy: str = "oxfordshire", **more: object) -> Rendered:
        return render(shipped_template(document), make_context(policy, **more), press)

    return make


@pytest.fixture(scope="session")
def letter() -> Mapping[str, str]:
    """What was written for a challenge letter."""
    return LETTER


@pytest.fixture(scope="session")
def golden() -> Callable[[str, Rendered], str]:
    """The page of that name as it was agreed; renewed from the document where that is asked for."""

    def agreed(name: str, made: Rendered) -> str:
        path = GOLDEN / f"{name}.md"
        if os.environ.get("ESCALATE_RENEW_GOLDEN"):
            path.write_text(made.markdown, encoding="utf-8", newline="\n")
        return path.read_text(encoding="utf-8")

    return agreed
