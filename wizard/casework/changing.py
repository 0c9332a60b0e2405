"""What a change of an earlier answer would change, said before it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import msgspec

from wizard.advice.answering import in_words
from wizard.advice.conversation import Conversation
from wizard.advice.lead import NOT_KNOWN
from wizard.advice.people import say_party
from wizard.advice.present import AdviceText, ContactSaid, present
from wizard.advice.questions import Question
from wizard.advice.result import Advice, Party
from wizard.advice.words import say_list
from wizard.base.errors import EscalateError
from wizard.casework.record import Made
from wizard.casework.session import Session

#: Advice, and the same in words.
Worded: TypeAlias = tuple[Advice, AdviceText]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What would change, in sentences. `unmatched` are the numbers of the documents that would no longer match."""

    lines: tuple[str, ...]
    unmatched: tuple[int, ...] = ()
    #: Whether nothing changes but the answer itself.
    nothing_else: bool = False


def what_changes(before: Session, after: Session, question: Question, kept: tuple[str, ...]) -> Change:
    """Compares the case as it is with the case as it would be."""
    was, will = before.conversation(), after.conversation()
    old = next((one.text for one in was.answered if one.question.id == question.id), "")
    unmatched = unmatched_documents(before, after)
    found = [
        *_advice(before, after),
        *_attempts(before, after),
        *of_conversation(was, will, question.id),
        *say_unmatched(unmatched),
    ]
    own = f"{question.short}: from '{old}' to '{in_words(question, kept)}'."
    return Change(lines=(own, *found), unmatched=tuple(one.seq for one in unmatched), nothing_else=not found)


def _advice(before: Session, after: Session) -> Iterator[str]:
    was, will = worded(before), worded(after)
    if was is None:
        return
    if will is None:
        yield "The advice has to wait until the questions that follow are answered."
        return
    (old, before_text), (new, after_text) = was, will
    if old.policy.id != new.policy.id:
        yield f"The policy: from '{before_text.policy}' to '{after_text.policy}'."
    yield from of_advice(before, was, after, will)
    if before_text.actions != after_text.actions:
        yield "What to do changes."
    if old.urgent != new.urgent:
        yield "Danger now: call 999 first." if new.urgent else "It is no longer read as danger now."


def of_advice(before: Session, was: Worded, after: Session, will: Worded) -> Iterator[str]:
    """What differs between the advice for two sessions: stage, times, people, contacts and notices."""
    (old, before_text), (new, after_text) = was, will
    yield from _from_to("The stage", _stage(before_text), _stage(after_text))
    yield from _from_to("The time limit", _times(before_text), _times(after_text))
    yield from _from_to("Who acts", _parties(old.acts, before), _parties(new.acts, after))
    yield from _from_to("With", _parties(old.with_, before), _parties(new.with_, after))
    yield from _from_to("Whom to call", _contacts(before_text), _contacts(after_text))
    yield from _from_to("Who must be told", _told(before_text), _told(after_text))
    yield from _from_to(
        "You may also start at", _joined(before_text.may_start_at), _joined(after_text.may_start_at)
    )


def worded(session: Session) -> Worded | None:
    """The advice for a session, and that in words; None where there is none."""
    house = session.house()
    try:
        _, advice = session.advice()
    except (ValueError, EscalateError):
        return None
    assert house is not None
    return advice, present(advice, house.policy)


def _from_to(what: str, old: str, new: str) -> Iterator[str]:
    if old != new:
        yield f"{what}: from '{old}' to '{new}'."


def _stage(text: AdviceText) -> str:
    return text.stage or text.status


def _times(text: AdviceText) -> str:
    return ", ".join(text.times) or "none"


def _parties(parties: Party | tuple[Party, ...] | None, session: Session) -> str:
    house = session.house()
    found = parties if isinstance(parties, tuple) else (parties,) if parties else ()
    return "; ".join(say_party(house.policy, one) for one in found) or "nobody" if house else "nobody"


def _told(text: AdviceText) -> str:
    return " ".join(one.text for one in text.notify) or "nobody"


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(texts) or "none"


def _contacts(text: AdviceText) -> str:
    return "; ".join(_reached(one) for one in text.contacts) or "nobody is listed"


def _reached(said: ContactSaid) -> str:
    contact = said.contact
    ways = [way for way in (contact.phone, contact.email) if way != NOT_KNOWN]
    unsure = " (not checked lately)" if contact.stale and ways else ""
    return f"{said.agency}: {', '.join([contact.title, *ways[:1]])}{unsure}"


def _attempts(before: Session, after: Session) -> Iterator[str]:
    """The recorded attempts that would no longer count, or would again: each is of the policy it was made under."""
    was, will = len(before.recorded()), len(after.recorded())
    if was > will:
        yield "The attempts that were recorded are set aside. They are of the other policy, and count again under it."
    elif was < will:
        yield "The attempts that were recorded under this policy count again."


def of_conversation(was: Conversation, will: Conversation, changed: str) -> Iterator[str]:
    """The answers that are set aside, those that come back, and what is to be answered next."""
    old = {one.question.id: one for one in was.answered if one.question.id != changed}
    new = {one.question.id: one for one in will.answered if one.question.id != changed}
    aside = [old[name].question.short for name in _set_aside(was, will) if name != changed]
    back = [f"{one.question.short}: {one.text}" for name, one in new.items() if name not in old]
    other = [
        f"{one.question.short}: {one.text}"
        for name, one in new.items()
        if name in old and old[name].text != one.text
    ]
    if aside:
        yield f"Set aside, until they apply again: {_quoted(aside)}."
    if back:
        yield f"These answers count again: {_quoted(back)}."
    if other:
        yield f"These answers are read anew: {_quoted(other)}."
    if will.question is not None and (was.question is None or was.question.id != will.question.id):
        yield f"You are asked next: {will.question.title}"


def _set_aside(was: Conversation, will: Conversation) -> list[str]:
    """The answers that would no longer count. Those behind a question that opens are not known of yet."""
    old = [one.question.id for one in was.answered]
    new = {one.question.id for one in will.answered}
    if will.question is None:
        reached = len(old)
    elif will.question.id in old:
        reached = old.index(will.question.id) + 1
    else:
        reached = max((place for place, name in enumerate(old, 1) if name in new), default=0)
    return [
        name
        for place, name in enumerate(old)
        if name not in new and (place < reached or _of_a_stage_not_tried(name, will))
    ]


def _of_a_stage_not_tried(name: str, will: Conversation) -> bool:
    """Whether a question is about an attempt at a stage that is no longer said to have been tried."""
    kind, _, stage = name.partition(":")
    tried = will.counting.get("tried")
    return tried is not None and kind in ("began", "outcome", "ended") and stage not in tried


def _quoted(texts: Iterable[str]) -> str:
    return say_list([f"'{one}'" for one in texts])


def say_unmatched(unmatched: tuple[Made, ...]) -> Iterator[str]:
    """That documents no longer match, by their names."""
    if unmatched:
        names = [f"{one.document.replace('-', ' ')} ({one.file})" for one in unmatched]
        yield f"No longer matching, to be made again: {say_list(names)}."


def unmatched_documents(before: Session, after: Session) -> tuple[Made, ...]:
    """The documents that were made and would come out otherwise."""
    made = [one for one in before.record.made if one.matches and not one.earlier]
    if not made:
        return ()
    from wizard.casework.documents import draft  # a template costs its reading: only where one was made

    def page(session: Session, document: str) -> str | None:
        try:
            return draft(session, document, with_record=False).text
        except (ValueError, EscalateError):
            return None

    pages = {one.document: (page(before, one.document), page(after, one.document)) for one in made}
    return tuple(one for one in made if pages[one.document][0] != pages[one.document][1])
