"""A policy read back in words leaves nothing out, marks each reading, and puts each clause beside what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, get_args, get_origin, get_type_hints

import msgspec
import pytest

from wizard.base.paths import shipped
from wizard.policy import model
from wizard.policy.contacts import Contacts
from wizard.policy.explain import explain, rules_in
from wizard.policy.explained import Explained, Said
from wizard.policy.in_words import clean, is_reading
from wizard.policy.model import (
    Bypass,
    Clock,
    Contradiction,
    Duty,
    EventKind,
    FactKind,
    Form,
    Gate,
    Notice,
    Panel,
    Period,
    Person,
    Policy,
    Return,
    Role,
    Saying,
    StandIn,
    Step,
    When,
)
from wizard.policy.read import Flow, read_flow

TODAY = date(2026, 11, 18)
SMALL = Path(__file__).parents[1] / "flows" / "small"
INVENTED = sorted(one.parent for one in SMALL.parent.glob("*/policy.yaml"))
FOLDERS = [*sorted(shipped("flows").iterdir()), *INVENTED]
#: What no reader needs to be told: ids, and what each policy of the same edition has in common.
UNSAID = {"id", "ids", "source", "review_source", "limit", "starts", "owner", "short", "question"}


@cache
def flow(folder: Path) -> Flow:
    return read_flow(folder)


def explained(folder: Path) -> Explained:
    return explain(flow(folder).policy, flow(folder).contacts, TODAY)


def lines(found: Explained) -> list[Said]:
    return [one for section in found.sections for one in section.said]


def flat(text: str) -> str:
    """As a text may stand within another: without its stop, and whatever its first letter."""
    return clean(text).rstrip(".").lower()


def words_in(value: object) -> Iterator[str]:
    """Every text for people that a part of a flow holds, found by its type."""
    if isinstance(value, msgspec.Struct):
        hints = get_type_hints(type(value), include_extras=True)
        for name in value.__struct_fields__:
            hint, one = hints[name], getattr(value, name)
            kinds = (hint, *(() if get_origin(hint) is Annotated else get_args(hint)))
            if isinstance(one, str) and name not in UNSAID and (model.Line in kinds or model.Words in kinds):
                yield one
            yield from words_in(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from words_in(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from words_in(one)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.name)
def test_every_text_of_a_flow_is_read_back(folder: Path) -> None:
    found = explained(folder)
    whole = " ".join(flat(one.text) for one in lines(found)) + " ".join(
        flat(section.title) for section in found.sections
    )
    used = {person.role for part in (flow(folder).policy,) for person in persons_in(part)}
    policy = msgspec.structs.replace(
        flow(folder).policy, roles={key: one for key, one in flow(folder).policy.roles.items() if key in used}
    )
    missing = [one for one in (*words_in(policy), *words_in(flow(folder).contacts)) if flat(one) not in whole]
    assert missing == []


def persons_in(value: object) -> Iterator[Person]:
    if isinstance(value, Person):
        yield value
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from persons_in(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from persons_in(one)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.name)
def test_each_reading_is_marked_and_counted(folder: Path) -> None:
    found = explained(folder)
    rules = [*rules_in(flow(folder).policy), *rules_in(flow(folder).contacts)]
    readings = [one for one in rules if is_reading(one)]
    assert (found.rules, found.readings) == (len(rules), len(readings))
    marked = " ".join(flat(one.text) for one in lines(found) if one.reading)
    for one in readings:
        key = next(
            (getattr(one, name) for name in ("does", "rule", "text", "title", "role") if hasattr(one, name)),
            "",
        )
        assert flat(str(key)) in marked


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.name)
def test_a_line_that_is_marked_says_so_in_words_too(folder: Path) -> None:
    for one in lines(explained(folder)):
        assert one.reading == one.source.split(";")[0].endswith("our reading")


# What the extended parts say. All in one policy, made of the small one.

HARM = When(risk=("significant",))
CHAIR = Person(role="director", agency="challenging")


@cache
def rich() -> list[Said]:
    small = flow(SMALL)
    replace = msgspec.structs.replace
    ladder = small.policy.ladders[0]
    talk, managers, directors = ladder.stages
    directors = replace(
        directors,
        when=HARM,
        group="Formal",
        invokes=True,
        gates=(Gate(id="g", opens=HARM, does="Ask the lead.", who=CHAIR, source="§20"),),
        returns=(Return(id="r", to="talk", rule="The talk may be had again.", times=2, source="§21"),),
        also=(
            replace(CHAIR, does="chairs"),
            replace(CHAIR, role="manager", does="is heard", strength="should"),
        ),
        panel=Panel(rule="A panel hears it.", size=3, meets="Each month", source="§22"),
        steps=(
            Step(
                id="s", does="Write the minutes.", by=CHAIR, strength="should", source="§23", law="Act 1989"
            ),
            Step(id="w", does="Sleep on it.", wait=True, source="§23"),
        ),
    )
    clocks = (
        Clock(
            id="reply",
            rule="They reply in time.",
            limit="5 working days",
            equals="one week",
            or_sooner="what keeps the child safe",
            at=("talk",),
            starts="asked",
            ends="replied",
            owner="challenged",
            expires="may escalate",
            source="§30",
        ),
        Clock(
            id="agreed", rule="They agree it.", limit="agreed", agreed_in="day", at=("talk",), source="§31"
        ),
        Clock(
            id="hope", rule="Soon.", limit="2 weeks", strength="where possible", owner="manager", source="§32"
        ),
        Clock(id="gap", rule="It cannot be read.", limit="unseen", at=("managers",), source="§33"),
    )
    policy: Policy = replace(
        small.policy,
        ladders=(replace(ladder, stages=(talk, managers, directors)),),
        clocks=clocks,
        facts={
            "day": FactKind(question="Which day was agreed?", kind="date", source="§40"),
            "level": FactKind(
                question="How urgent is it?",
                values={"low": "Low", "high": "High"},
                unknown_as="high",
                who="manager",
                why="It sets the time.",
                when=HARM,
                source="§41",
            ),
        },
        events={
            "asked": EventKind(title="They were asked", source="§42"),
            "replied": EventKind(title="They replied", why="It stops the clock.", source="§43"),
        },
        duties=(Duty(id="d", does="Keep a log.", at=("talk", "resolved"), source="§44"),),
        notices=(
            Notice(
                id="n",
                text="Tell the board.",
                by="email",
                on="exit",
                at=("talk",),
                to=CHAIR,
                copied=True,
                within="2 working days",
                document="notice",
                strength="where possible",
                source="§45",
            ),
            Notice(id="m", text="Tell the lead.", by="phone", on="replied", source="§46"),
        ),
        forms=(
            Form(
                id="f",
                title="Form A",
                rule="It begins the formal use.",
                document="escalation-referral",
                at=("directors",),
                by=CHAIR,
                to=(CHAIR,),
                answered_by=CHAIR,
                signed_by=(CHAIR,),
                means="secure email",
                filed="on the child's file",
                source="§47",
            ),
        ),
        contradictions=(
            Contradiction(
                id="c",
                rule="It says two things.",
                at=("talk",),
                source="§48",
                says=(Saying(does="Ring first.", source="§48a"), Saying(does="Write first.", source="§48b")),
            ),
        ),
        bypasses=(
            Bypass(
                id="b",
                rule="You may skip.",
                needs="discretion",
                who="the chair",
                to=("directors",),
                reason=True,
                source="§49",
            ),
        ),
        school_holidays=(Period(title="Half-term", from_="2026-10-26", to="2026-10-30", source="§50"),),
        roles=small.policy.roles
        | {"director": Role(title="Director", fallback=(StandIn(role="manager", when=HARM, source="§51"),))},
    )
    return lines(explain(policy, small.contacts, TODAY))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "§20",
            "It may begin only where the risk is likely significant harm. First: ask the lead. Who does it: Director (challenging agency).",
        ),
        ("§21", "The talk may be had again. May go back to Rung 1, twice at most."),
        ("§22", "Panel: A panel hears it. At least 3 people sit on it. It meets each month."),
        (
            "§23; Act 1989",
            "To do, as it should be: Write the minutes. Who does it: Director (challenging agency).",
        ),
        ("§23", "To do: Sleep on it. It tells somebody to wait, and is left out while anyone is in danger."),
        (
            "§4",
            "At last the directors decide. Only where the risk is likely significant harm. This begins the formal use of the policy.",
        ),
        ("§4", "Chairs it: Director (challenging agency)."),
        ("§4", "Is heard: Manager; or Trustee (challenging agency), as it should be."),
        (
            "§30",
            "They reply in time. Time: at most 5 working days (also given as one week), or sooner: what keeps the child safe, "
            "from when they were asked, until they replied. Whose time it is: receiving agency. After that the next stage may begin.",
        ),
        (
            "§31",
            "They agree it. Time: by the date that the agencies agree, from the end of the stage before or from when it was "
            "raised, and once this stage has begun from then. The date is the answer to: Which day was agreed? "
            "Whose time it is: challenging agency. It does not say what follows when that has passed. The next stage is then due (our reading).",
        ),
        (
            "§32",
            "Soon. Aim, where possible: 2 weeks, from when this stage began. Whose time it is: Manager; or Trustee. It is hoped for, and cannot be missed.",
        ),
        ("§33", "It cannot be read. Time: a time limit that was not to be had."),
        ("§40", "It asks: Which day was agreed? The answer is a date that the two sides have agreed."),
        (
            "§41",
            "It asks: How urgent is it? The answers: Low; High. “I do not know” is read as: High. Who decides it: Manager; or Trustee. "
            "It sets the time. Only where the risk is likely significant harm.",
        ),
        ("§43", "It matters whether this has happened: they replied. It stops the clock."),
        ("§44", "To do: Keep a log. At Rung 1 and once it is settled."),
        (
            "§45",
            "To tell, where possible: Tell the board. By: email. Who is told: Director (challenging agency). Once left: At Rung 1. "
            "How soon: 2 working days. In this document: notice. It is for information only.",
        ),
        ("§46", "To tell: Tell the lead. By: phone. Once this has happened: they replied. Everywhere."),
        (
            "§47",
            "Form A: It begins the formal use. At Rung 3. Who fills it in: Director (challenging agency). Who gets it: Director (challenging agency). "
            "Who fills in the second half: Director (challenging agency). Who signs it off: Director (challenging agency). "
            "How it goes: secure email. Where it is kept: on the child's file. It is made as: escalation referral.",
        ),
        ("§48a", "One: Ring first."),
        ("§48b", "The other: Write first."),
        (
            "§49",
            "You may skip. You may start at Rung 3 at the choice of the chair. The reason is written down.",
        ),
        ("§50", "People may be away from 2026-10-26 to 2026-10-30: Half-term."),
        (
            "§51",
            "If nobody holds the role of Director: Manager; or Trustee. Only where the risk is likely significant harm.",
        ),
    ],
)
def test_a_part_says_all_that_it_holds(source: str, words: str) -> None:
    assert words in [one.text for one in rich() if one.source == source]


def test_a_contact_says_its_age() -> None:
    found = [one.text for one in lines(explained(SMALL)) if one.source == "§9"]
    assert (
        "Duty Manager (Children's social care), in office hours: 01999 100100. Published: 2026-09." in found
    )
    old = "Named Nurse, Siân O'Brien (Smalltown Hospital), at any time: nurse@hospital.example. Published: 2025."
    assert f"{old} It is old: check it before you rely on it." in found


def test_a_hostile_text_is_shown_and_never_obeyed() -> None:
    small = flow(SMALL)
    identity = msgspec.structs.replace(small.policy.policy, title="Red\x1b[31m\u202eevil")
    found = explain(msgspec.structs.replace(small.policy, policy=identity), small.contacts, TODAY)
    whole = "".join((found.title, *(one.text for one in lines(found))))
    assert "\x1b" not in whole
    assert "\u202e" not in whole


def test_a_contact_without_a_date_says_so() -> None:
    contacts = Contacts(entries=flow(SMALL).contacts.entries[-1:], if_no_answer="Ring.")
    found = explain(flow(SMALL).policy, contacts, TODAY)
    said = next(one.text for one in lines(found) if "07700 900123" in one.text)
    assert "Only: At night and at weekends. Ring twice." in said
    assert "A personal mobile" in said
    assert "It has no date." in said
