"""Reads what was written for a document as its reader may, and says what may be missing or may be misread.

Nothing here stops a document. A remark can be set aside by its id, which stays the same until the words change.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

import msgspec

from wizard.documents.catalogue import Template
from wizard.documents.identifiers import line_starts
from wizard.documents.letter_choices import choices
from wizard.documents.letter_content import content
from wizard.documents.letter_fields import Hit, Written, written
from wizard.documents.letter_people import people
from wizard.documents.letter_rules import RuleText as RuleText
from wizard.documents.letter_rules import rule
from wizard.documents.letter_rules import rules as rules
from wizard.documents.letter_times import days
from wizard.documents.letter_tone import placeholders, short_forms, tone

_ID_BYTES: Final = 5


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the case beside the fields: whether the policy sets the day of the reply and which it is,
    names of people, the day on which the document is made (None where that is not known), and the days that the
    record of the case has, by the field that tells the same."""

    policy_sets_reply: bool = False
    reply_limit: date | None = None
    names: tuple[str, ...] = ()
    today: date | None = None
    recorded: Mapping[str, date] = {}


NOTHING_KNOWN: Final = Known()


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """Something to look at again. `text` says what, `reason` why it matters.

    `line` and `column` count from 1 within what was typed for `field`; `words` stand there, and are empty where
    something is missing. The same words in the same field under the same rule have the same `id`.
    """

    id: str
    code: str
    field: str
    line: int
    column: int
    words: str
    text: str
    reason: str


def check_letter(
    template: Template,
    details: Mapping[str, str],
    *,
    policy_words: Collection[str] = (),
    given: Known = NOTHING_KNOWN,
) -> tuple[Remark, ...]:
    """What may be missing or misread in `details`, what was typed by field, in the order of the template's fields.

    Which rules apply is told by the template's class and the names of its fields. `policy_words` are the titles,
    roles and bodies of the policy: no names of people, and no short forms to spell out.
    """
    fields = written(template, details)
    if not fields:
        return ()
    names = (*given.names, *(one.text for one in fields if one.field.holds == "name"))
    initials = {"".join(filter(str.isalpha, part)) for name in names for part in (name, *name.split())}
    hits = [
        *content(fields, policy_sets_reply=given.policy_sets_reply, limit=given.reply_limit),
        *choices(fields),
        *days(fields, today=given.today, recorded=given.recorded),
        *tone(fields),
        *placeholders(fields),
        *short_forms(fields, template.body, policy_words, initials),
        *people(fields, template.class_, names, policy_words),
    ]
    order = {one.field.name: place for place, one in enumerate(fields)}
    lines = {one.field.name: line_starts(one.text) for one in fields}
    texts: Mapping[str, Written] = {one.field.name: one for one in fields}
    hits.sort(key=lambda hit: (order[hit.field], hit.start, hit.end, hit.code))
    return tuple(_remark(hit, texts[hit.field].text, lines[hit.field]) for hit in hits)


def _remark(hit: Hit, text: str, lines: list[int]) -> Remark:
    words = text[hit.start : hit.end]
    line = bisect_right(lines, hit.start)
    return Remark(
        id=remark_id(hit.code, hit.field, words),
        code=hit.code,
        field=hit.field,
        line=line,
        column=hit.start - lines[line - 1] + 1,
        words=words,
        text=hit.text,
        reason=rule(hit.code).why,
    )


def remark_id(code: str, field: str, words: str) -> str:
    """A short name for a rule, a field and the words there: ten signs, the same wherever it is asked."""
    told = "\0".join((code, field, words)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=_ID_BYTES).hexdigest()
