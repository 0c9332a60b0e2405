"""Checks what a letter says: views, evidence, what is agreed, what is asked and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from wizard.base.text import visible
from wizard.documents.details import day_in, say_day
from wizard.documents.identifier_shapes import DATE
from wizard.documents.letter_fields import Hit, Written, of_role, whole
from wizard.documents.letter_words import ACTIONS, NO_ANSWERS, NOT_KNOWN, REASONS, SOURCES, TURNS

_SHOWN: Final = 60
#: A day that a letter may ask for beside the limit that the policy sets.
_BESIDE_THE_LIMIT: Final = "reply_by"
#: A view in so few words that says only that nobody knows it gives no reason yet.
_FEW: Final = 12


def content(
    fields: tuple[Written, ...], *, policy_sets_reply: bool, limit: date | None = None
) -> Iterator[Hit]:
    """What the rules on content have found, field by field."""
    for one in fields:
        if one.role == "views":
            yield from _views(one)
        elif one.role == "evidence":
            yield from _evidence(one)
    yield from _outcome(fields, policy_sets_reply=policy_sets_reply)
    if limit is not None:
        yield from _late_reply(fields, limit)
    agreed, not_agreed = of_role(fields, "agreed"), of_role(fields, "not_agreed")
    if agreed and not_agreed:
        yield from _points(agreed, not_agreed)


def says_nothing(text: str) -> bool:
    """Whether an answer is empty, or says no more than "none" or "n/a"."""
    plain = " ".join(text.casefold().replace("’", "'").split()).rstrip(" .!;,")
    return not plain or plain in NO_ANSWERS


def _views(one: Written) -> Iterator[Hit]:
    if says_nothing(one.text):
        if one.field.mandatory or not one.is_empty:
            what = "say what the child or adult wants, or why that is not known"
            yield whole("views-missing", one, f"The view is not given yet: {what}.")
        return
    plain = one.text.replace("’", "'")
    few = len(plain.split(maxsplit=_FEW)) <= _FEW
    if few and _found(NOT_KNOWN, plain) and not _found(REASONS, plain):
        yield whole("views-missing", one, "This says that the view is not known, and does not yet say why.")


def _evidence(one: Written) -> Iterator[Hit]:
    if says_nothing(one.text):
        return
    start = 0
    for line in one.text.split("\n"):
        words = line.strip()
        begin = start + len(line) - len(line.lstrip())
        start += len(line) + 1
        if not words:
            continue
        shown = visible(words, limit=_SHOWN)
        if not DATE.search(words):
            yield _at("evidence-date", one, begin, words, f"'{shown}' has no date yet.")
        if not _found(SOURCES, words):
            yield _at("evidence-source", one, begin, words, f"'{shown}' does not yet say where this is from.")


def _outcome(fields: tuple[Written, ...], *, policy_sets_reply: bool) -> Iterator[Hit]:
    outcome = of_role(fields, "outcome")
    reply = of_role(fields, "reply_by")
    if outcome is None:
        return
    if not says_nothing(outcome.text) and not _found(ACTIONS, outcome.text):
        what = f"'{visible(outcome.text.strip(), limit=_SHOWN)}' does not yet say what somebody is to do."
        yield whole("outcome-action", outcome, what)
    asked = outcome.field.mandatory or not outcome.is_empty
    if policy_sets_reply or not asked or DATE.search(outcome.text):
        return
    if reply is None:
        yield whole("reply-date", outcome, "This does not yet say by which date.")
    elif says_nothing(reply.text):
        yield whole("reply-date", reply, "No date is given yet for the reply, and the policy sets none.")


def _late_reply(fields: tuple[Written, ...], limit: date) -> Iterator[Hit]:
    """A day that is asked for beside the policy's own, and comes after it."""
    reply = next((one for one in fields if one.field.name == _BESIDE_THE_LIMIT), None)
    if reply is None:
        return
    asked = day_in(reply.text)
    if asked is not None and asked > limit:
        yield whole(
            "reply-late", reply, f"The policy's own time limit ends before this, on {say_day(limit)}."
        )


def _points(agreed: Written, not_agreed: Written) -> Iterator[Hit]:
    for one, side in ((agreed, "agreed"), (not_agreed, "not agreed")):
        if says_nothing(one.text) and (one.field.mandatory or not one.is_empty):
            yield whole("points-missing", one, f"This does not yet say what is {side}.")
    plain = [" ".join(one.text.casefold().split()).rstrip(".") for one in (agreed, not_agreed)]
    if plain[0] == plain[1] and not says_nothing(agreed.text):
        yield whole("points-same", not_agreed, "The same words stand under what is agreed.")
        return
    turn = _pattern(TURNS).search(agreed.text.replace("’", "'"))
    if turn:
        yield Hit(
            "points-mixed",
            agreed.field.name,
            turn.start(),
            turn.end(),
            f"From '{turn[0]}' on this may be something that is not agreed.",
        )


def _at(code: str, one: Written, start: int, words: str, text: str) -> Hit:
    return Hit(code, one.field.name, start, start + len(words), text)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _found(pattern: str, text: str) -> bool:
    return _pattern(pattern).search(text) is not None
