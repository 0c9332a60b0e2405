"""A policy in words, one line each: sources, conditions and people. Drawings and explanations share them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from wizard.base.text import visible_lines
from wizard.policy.model import (
    CHALLENGED,
    CHALLENGING,
    UNKNOWN,
    Person,
    Policy,
    Rule,
    When,
)

_OUR_READING: Final = "our reading"
#: How the source of a rule of the product's own begins: there is no clause to cite.
_OWN: Final = "Reading rule"

_RISKS: Final = {
    "immediate": "danger now",
    "significant": "likely significant harm",
    "welfare": "an effect on wellbeing",
    "none": "no effect on safety or wellbeing",
}
_CIRCUMSTANCES: Final = {
    "disagreement": "it is an ordinary disagreement",
    "conference-refused": "a child protection conference is refused",
    "conference-dissent": "someone disagrees with a conference chair's decision",
    "emergency": "normal planning cannot find what is needed",
    "policy-issue": "it is about policy, and not only about this case",
    "complaint": "it is a complaint",
    "whistleblowing": "it is whistleblowing",
    "allegation": "it is an allegation about a member of staff",
}
_SUBJECTS: Final = {"child": "a child", "adult": "an adult"}
_SECTORS: Final = {
    "statutory": "a public body",
    "voluntary": "a voluntary, community or faith organisation",
    "sole-trader": "someone who works for themselves",
}
_TRIED: Final = {
    "nothing": "nothing has been tried",
    "open": "an attempt is still open",
    "unresolved": "an attempt did not settle it",
    "resolved": "an attempt settled it",
}
#: What people at a stage are there for, as the heading of their line.
_DOES: Final = {
    "counterpart": "With",
    "decides": "Decides",
    "mediates": "Mediates",
    "oversees": "Oversees it",
    "is told": "Is told",
    "convenes": "Calls it together",
    "chairs": "Chairs it",
    "sits": "Sits on it",
    "is heard": "Is heard",
    "supports": "Supports",
}

#: How strongly a text puts it, to follow "To do". What it demands needs no word.
STRENGTHS: Final = {
    "must": "",
    "should": ", as it should be",
    "where possible": ", where possible",
    "indicative": ", as a guide",
}


def clean(text: str) -> str:
    """Text of a policy as one safe line: what cannot be seen shows as an escape."""
    return " ".join(visible_lines(text).split())


def plainly(word: str) -> str:
    """An id as words: "levels of need"."""
    return clean(word.replace("-", " "))


def is_reading(rule: Rule) -> bool:
    """Whether a rule is no text of the policy's: a reading of it, or a rule of the product's own."""
    return rule.reading or rule.source.startswith(_OWN)


def source_of(rule: Rule) -> str:
    """The clause that a rule rests on, and whether it is a reading: "§2, our reading"."""
    if rule.source.startswith(_OWN):
        return _OUR_READING
    return f"{clean(rule.source)}, {_OUR_READING}" if rule.reading else clean(rule.source)


def lower(text: str) -> str:
    """A sentence to go on with: its first letter small, where a word and no abbreviation begins it."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def listed(words: Iterable[str], last: str = "or") -> str:
    """ "a", "a or b", "a, b or c"."""
    found = tuple(dict.fromkeys(words))
    return f"{', '.join(found[:-1])} {last} {found[-1]}" if len(found) > 1 else "".join(found)


# Conditions.


def where(policy: Policy, when: When | None) -> str:
    """A condition in words, to follow "where"; empty where it names nothing."""
    return " and ".join(_clauses(policy, when)) if when else ""


def only(policy: Policy, when: When | None) -> str:
    """A condition as a line of its own: "Only where significant harm is feared"."""
    words = where(policy, when)
    return f"Only where {words}" if words else ""


def _clauses(policy: Policy, when: When) -> Iterator[str]:
    if when.risk:
        yield _risk(when.risk)
    if when.circumstance:
        yield listed(_of(_CIRCUMSTANCES, when.circumstance))
    if when.subject:
        yield f"the concern is for {listed(_of(_SUBJECTS, when.subject))}"
    if when.about:
        labels = (policy.about.own.get(one, plainly(one)) for one in when.about)
        yield f"it is about {listed(lower(clean(one)) for one in labels)}"
    if when.sector:
        yield f"the challenge comes from {listed(_of(_SECTORS, when.sector))}"
    if when.challenging:
        yield f"the challenge comes from {_agencies(policy, when.challenging)}"
    if when.challenged:
        yield f"the challenge goes to {_agencies(policy, when.challenged)}"
    if when.party:
        yield f"the case is with {_agencies(policy, when.party)}"
    if when.agency:
        yield f"the agency is {_agencies(policy, when.agency)}"
    if when.dispute:
        yield f"the dispute is {listed(plainly(one) for one in when.dispute)}"
    if when.tried:
        yield listed(_of(_TRIED, when.tried))
    for name, values in when.facts.items():
        yield _fact(policy, name, values)
    if when.happened:
        yield f"this has happened: {listed(_event(policy, one) for one in when.happened)}"
    if when.not_happened:
        yield f"this has not happened: {listed(_event(policy, one) for one in when.not_happened)}"


def _risk(risks: Sequence[str]) -> str:
    if set(risks) == {"immediate"}:
        return "someone is in danger now"
    if set(risks) == {"immediate", "significant"}:
        return "significant harm is feared"
    return f"the risk is {listed(_of(_RISKS, risks))}"


def _of(words: Mapping[str, str], ids: Iterable[str]) -> Iterator[str]:
    return (words.get(one, plainly(one)) for one in ids)


def _agencies(policy: Policy, agencies: Iterable[str]) -> str:
    return listed(clean(policy.agency_title(one)) for one in agencies)


def _fact(policy: Policy, name: str, values: Sequence[str]) -> str:
    kind = policy.facts.get(name)
    if kind is None:
        return f"{plainly(name)}: {listed(plainly(one) for one in values)}"
    labels = ("not known" if one == UNKNOWN else kind.values.get(one, plainly(one)) for one in values)
    return f"“{clean(kind.short or kind.question)}” is {listed(clean(one) for one in labels)}"


def _event(policy: Policy, event: str) -> str:
    return lower(event_title(policy, event))


def event_title(policy: Policy, event: str) -> str:
    """What an event is called, as done: "The reply was received"."""
    kind = policy.events.get(event)
    return clean(kind.title) if kind else plainly(event).capitalize()


# People.


def who(policy: Policy, person: Person) -> str:
    """A person at a stage by every title that the role may have: "Head of Service (receiving agency)"."""
    words = f"{role_title(policy, person.role)} ({agency(policy, person.agency)})"
    words += STRENGTHS[person.strength]
    condition = where(policy, person.when)
    return f"{words}, where {condition}" if condition else words


def role_title(policy: Policy, role_id: str) -> str:
    """Every title of a role, the plain one first; the id in words where the policy has no such role."""
    role = policy.roles.get(role_id)
    if role is None:
        return plainly(role_id)
    titles = dict.fromkeys(clean(one) for one in (role.title, *(one.title for one in role.instead)))
    return "; or ".join(titles)


def agency(policy: Policy, agency_id: str) -> str:
    """What an agency is called, or a party by the policy's own word for it."""
    parties = {
        CHALLENGING: policy.terms.challenging_agency,
        CHALLENGED: policy.terms.receiving_agency,
    }
    return clean(parties.get(agency_id) or policy.agency_title(agency_id))


def people(policy: Policy, persons: Iterable[Person]) -> Iterator[str]:
    """Those who have a part in a stage, a line for each part: "Decides: Chair (Board)"."""
    by_part: dict[str, list[str]] = {}
    for one in persons:
        by_part.setdefault(one.does, []).append(who(policy, one))
    for part, found in by_part.items():
        yield f"{_DOES.get(part, plainly(part).capitalize())}: {'; '.join(dict.fromkeys(found))}"
