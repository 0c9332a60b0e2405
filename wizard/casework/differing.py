"""What differs between the advice under two texts of a policy: a line for each single time, person, contact and duty.

Only what differs is said, as it was and as it would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

import msgspec

from wizard.advice.people import say_party
from wizard.advice.present import ContactSaid
from wizard.advice.present_more import say_clocks
from wizard.advice.result import Advice, Party
from wizard.advice.words import say_when
from wizard.casework.changing import Worded
from wizard.policy.model import Policy

_TIMES: Final = {"act_by": "Act by", "aim_by": "Aim to do it by", "overdue_since": "Overdue since"}


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of a piece of advice: by what it is found again in the other, and what it says."""

    key: str
    text: str


#: The words for one that differs, for one that is new, and for one that is gone.
Words: TypeAlias = tuple[str, str, str]


def lines_of_advice(was: Worded, will: Worded, before: Policy, after: Policy) -> Iterator[str]:
    """Each single thing that differs between two pieces of advice, in the order of the advice."""
    (old, old_text), (new, new_text) = was, will
    if (one := old_text.stage or old_text.status) != (other := new_text.stage or new_text.status):
        yield f"The stage: from '{one}' to '{other}'."
    yield from _times(old, new)
    yield from _changed(_clocks(old, before), _clocks(new, after), ("A time", "A time more", "A time less"))
    one, other = (
        say_party(policy, side.acts) if side.acts else "nobody"
        for side, policy in ((old, before), (new, after))
    )
    if one != other:
        yield f"Who acts: from '{one}' to '{other}'."
    yield from _changed(
        _people(old.with_, before), _people(new.with_, after), ("With", "With, as well", "No longer with")
    )
    yield from _contacts(was, will)
    yield from _changed(
        _notices(was), _notices(will), ("To be told", "To be told as well", "No longer to be told")
    )
    starts = ("You may also start at", "You may also start at", "You may no longer start at")
    yield from _changed(_later(was), _later(will), starts)
    yield from _changed(
        _actions(was), _actions(will), ("To be done", "To be done as well", "No longer to be done")
    )
    documents = ("A document", "A document more", "A document less")
    yield from _changed(_documents(old), _documents(new), documents)
    if old.status != new.status:
        yield f"Where it stands: from '{old_text.status}' to '{new_text.status}'."
    if old.urgent != new.urgent:
        yield "Danger now: call 999 first." if new.urgent else "It is no longer read as danger now."


def _times(old: Advice, new: Advice) -> Iterator[str]:
    for name, words in _TIMES.items():
        one, other = (getattr(side, name) for side in (old, new))
        if one != other:
            said = [f"{words} {say_when(side)}" if side else "none" for side in (one, other)]
            yield f"The time limit: from '{said[0]}' to '{said[1]}'."


def _clocks(advice: Advice, policy: Policy) -> list[Said]:
    """The clocks that the times above do not say, each by itself."""
    return [
        Said(key=one.id, text=text.rstrip("."))
        for one in advice.clocks
        for text in say_clocks(msgspec.structs.replace(advice, clocks=(one,)), policy)
    ]


def _people(parties: Iterable[Party], policy: Policy) -> list[Said]:
    return [Said(key=f"{one.role}@{one.agency}", text=say_party(policy, one)) for one in parties]


def _actions(side: Worded) -> list[Said]:
    advice, text = side
    return [
        Said(key=one.id, text=said.text.rstrip("."))
        for one, said in zip(advice.actions, text.actions, strict=True)
    ]


def _notices(side: Worded) -> list[Said]:
    advice, text = side
    return [
        Said(key=one.id, text=said.text.rstrip("."))
        for one, said in zip(advice.notify, text.notify, strict=True)
    ]


def _later(side: Worded) -> list[Said]:
    advice, text = side
    return [
        Said(key=one.stage, text=said)
        for one, said in zip(advice.later_starts, text.may_start_at, strict=True)
    ]


def _documents(advice: Advice) -> list[Said]:
    return [Said(key=one, text=one.replace("-", " ")) for one in advice.documents]


# Contacts: of one that both have, each part that differs.


def _contacts(was: Worded, will: Worded) -> Iterator[str]:
    old, new = _by_key(was), _by_key(will)
    for key, one in old.items():
        if key not in new:
            yield f"No longer to be called: '{_reached(one)}'."
    for key, other in new.items():
        if key not in old:
            yield f"To be called as well: '{_reached(other)}'."
            continue
        before, after = dict(_parts(old[key])), dict(_parts(other))
        for part in before:
            if before[part] != after[part]:
                who = f"{other.agency}, {other.contact.title}"
                yield f"Whom to call, {who}, {part}: from '{before[part]}' to '{after[part]}'."


def _by_key(side: Worded) -> dict[str, ContactSaid]:
    advice, text = side
    found: dict[str, ContactSaid] = {}
    for one, said in zip(advice.contacts, text.contacts, strict=True):
        key = f"{one.agency}:{one.id or one.role}:{one.use}"
        found[f"{key}:{sum(name.startswith(key) for name in found)}"] = said
    return found


def _parts(said: ContactSaid) -> Iterator[tuple[str, str]]:
    contact = said.contact
    yield "name", contact.title
    yield "phone", contact.phone
    yield "email", contact.email
    yield "when", said.when
    yield "notes", ". ".join(contact.notes) or "none"


def _reached(said: ContactSaid) -> str:
    return f"{said.agency}: {said.contact.title}, {said.contact.phone}"


# Lists: what stands in both under one id differs, anything else is new or gone.


def _changed(before: Sequence[Said], after: Sequence[Said], words: Words) -> Iterator[str]:
    differs, more, less = words
    old, new = _found(before), _found(after)
    texts_before, texts_after = {one.text for one in before}, {one.text for one in after}
    for key, one in old.items():
        other = new.get(key)
        if other is not None and other.text != one.text:
            yield f"{differs}: from '{one.text}' to '{other.text}'."
        elif other is None and one.text not in texts_after:
            yield f"{less}: '{one.text}'."
    for key, other in new.items():
        if key not in old and other.text not in texts_before:
            yield f"{more}: '{other.text}'."


def _found(said: Sequence[Said]) -> dict[tuple[str, int], Said]:
    """By the key, and the how manyth of that key: an id may stand for two of the same list."""
    found: dict[tuple[str, int], Said] = {}
    for one in said:
        found[one.key, sum(key == one.key for key, _ in found)] = one
    return found
