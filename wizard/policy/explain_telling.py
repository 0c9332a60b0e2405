"""What a policy says at several stages at once, in plain words: duties, notices, forms, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wizard.policy.explain_stages import step_words
from wizard.policy.explained import Said, Section, said
from wizard.policy.in_words import STRENGTHS, clean, event_title, listed, lower, only, plainly, who
from wizard.policy.model import COMPLETE, INVOKED, RESOLVED, Contradiction, Form, Notice, Policy
from wizard.policy.part_words import stage_label

_NUMBERS: Final = ("One", "The other", "A third", "A fourth", "A fifth")
_AT_THE_END: Final = {RESOLVED: "once it is settled", COMPLETE: "once no stage is left"}


def telling_sections(policy: Policy) -> Iterator[Section]:
    """Duties, notices, forms and contradictions."""
    yield Section(title="To do at several stages", said=tuple(_duties(policy)))
    yield Section(
        title="Who is to be told", said=tuple(said(one, *_notice(policy, one)) for one in policy.notices)
    )
    yield Section(title="The forms", said=tuple(said(one, *_form(policy, one)) for one in policy.forms))
    found = tuple(line for one in policy.contradictions for line in _contradiction(policy, one))
    yield Section(title="Where it says two things", said=found)


def _duties(policy: Policy) -> Iterator[Said]:
    for one in policy.duties:
        yield said(one, *step_words(policy, one), places(policy, one.at))


def places(policy: Policy, at: tuple[str, ...]) -> str:
    """The stages and endings that something is for: "At Stage 1 and once it is settled"."""
    if not at:
        return "Everywhere"
    stages = listed((stage_label(policy, one) for one in at if one not in _AT_THE_END), "and")
    ends = (_AT_THE_END[one] for one in at if one in _AT_THE_END)
    words = listed((*([f"at {stages}"] if stages else []), *ends), "and")
    return words[:1].upper() + words[1:]


def _notice(policy: Policy, notice: Notice) -> Iterator[str]:
    yield f"To tell{STRENGTHS[notice.strength]}: {clean(notice.text)}"
    yield f"By: {notice.by}"
    if notice.to:
        yield f"Who is told: {who(policy, notice.to)}"
    yield _set_off(policy, notice)
    yield only(policy, notice.when)
    if notice.within:
        yield f"How soon: {notice.within}"
    if notice.document:
        yield f"In this document: {plainly(notice.document)}"
    if notice.copied:
        yield "It is for information only"
    if notice.secure:
        yield "It must go by secure means"


def _set_off(policy: Policy, notice: Notice) -> str:
    if notice.on == "entry":
        return places(policy, notice.at)
    if notice.on == "begun":
        return f"Once it has been begun: {places(policy, notice.at)}"
    if notice.on == "exit":
        return f"Once left: {places(policy, notice.at)}"
    event = (
        "the formal use has begun"
        if notice.on == INVOKED and INVOKED not in policy.events
        else lower(event_title(policy, notice.on))
    )
    return f"Once this has happened: {event}. {places(policy, notice.at)}"


def _form(policy: Policy, form: Form) -> Iterator[str]:
    yield f"{form.title}: {form.rule}"
    yield places(policy, form.at)
    yield only(policy, form.when)
    for label, persons in (
        ("Who fills it in", (form.by,)),
        ("Who gets it", form.to),
        ("Who fills in the second half", (form.answered_by,)),
        ("Who signs it off", form.signed_by),
    ):
        names = "; ".join(who(policy, one) for one in persons if one)
        if names:
            yield f"{label}: {names}"
    yield f"How it goes: {form.means}" if form.means else ""
    yield f"Where it is kept: {form.filed}" if form.filed else ""
    yield f"It is made as: {plainly(form.document)}"


def _contradiction(policy: Policy, one: Contradiction) -> Iterator[Said]:
    yield said(one, one.rule, places(policy, one.at), only(policy, one.when))
    for number, saying in zip(_NUMBERS, one.says, strict=False):
        yield said(saying, f"{number}: {saying.does}")
