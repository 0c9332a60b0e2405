"""Those whom a policy asks to tell, in the words of a document: who, by what means, by when, and by which clause."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from wizard.advice.people import say_party
from wizard.advice.result import Advice, NotifyLine
from wizard.advice.words import say_list, say_when
from wizard.documents.clauses import cited
from wizard.policy.clock import AGREED, DISPUTED, NOT_STATED, UNSEEN
from wizard.policy.model import Policy

#: How soon, where the text gives no quantity.
_NO_QUANTITY: Final = {
    NOT_STATED: None,
    AGREED: "by the date that the agencies agree",
    UNSEEN: "not known, as that part of the policy was not to be had",
    DISPUTED: "not certain, as the policy says two things",
}


class NoticeView(msgspec.Struct, frozen=True, kw_only=True):
    """Someone to be told: in the policy's words, by what means, by when, and by which clause."""

    id: str
    #: The role and agency, where the policy's rule names one; else None.
    to: str | None
    #: What they are called on a page: `to`, else what the rule's own text calls them.
    called: str
    #: What the person who tells them is to do.
    text: str
    by: str
    source: str
    #: By when, in words; None where no time is stated.
    deadline: str | None
    #: Told for information only.
    copied: bool


def due_notices(policy: Policy, advice: Advice) -> tuple[NoticeView, ...]:
    """Everyone who is to be told now, in the order of the advice."""
    return tuple(_view(policy, one) for one in advice.notify)


def _view(policy: Policy, line: NotifyLine) -> NoticeView:
    to = say_list([say_party(policy, one) for one in line.to]) or None
    return NoticeView(
        id=line.id,
        to=to,
        called=to or _named_in(line.text, line.id),
        text=line.text,
        by=line.by,
        source=cited(line.source, line.reading),
        deadline=_deadline(line),
        copied=line.copied,
    )


def _named_in(text: str, notice: str) -> str:
    """An id as the text itself spells it, with its capitals and apostrophes; else its own words."""
    words = notice.split("-")
    spelt = ["['’]?".join(word) + "(?:['’]s)?" for word in words]
    found = re.search(r"\b" + r"[\s-]+".join(spelt) + r"\b", text, re.IGNORECASE)
    name = found.group() if found else " ".join(words)
    return name[0].upper() + name[1:]


def _deadline(line: NotifyLine) -> str | None:
    within = _NO_QUANTITY.get(line.within, line.within) if line.within else None
    if line.act_by is None:
        return within
    return f"{say_when(line.act_by)} ({within})" if within else say_when(line.act_by)
