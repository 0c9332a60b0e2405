"""What a policy turns on that no other does: facts and events of its own."""

from __future__ import annotations

from typing import Literal

import msgspec

from wizard.policy.basics import Id, Line, Rule, When, Words


class FactKind(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact of the policy's own: a priority, who leads an investigation, whether an optional stage is used.

    `values` are its answers, id to label. With `kind: date` it is a date that the parties have agreed, and has no
    values. `unknown_as` is how "I do not know" is read, and what holds while nobody has said; without it the value
    is then `unknown`, which conditions may list.
    """

    question: Line
    short: Line | None = None
    why: Words | None = None
    kind: Literal["choice", "date"] = "choice"
    values: dict[Id, Line] = msgspec.field(default_factory=dict)
    unknown_as: Id | None = None
    #: The role that decides it, such as the chair at whose discretion a stage is.
    who: Id | None = None
    #: It is asked only where this holds.
    when: When | None = None


class EventKind(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that can happen in a case, and that a clock, a notice or a condition looks at.

    `title` says it as done: "The reply was received".
    """

    title: Line
    question: Line | None = None
    why: Words | None = None
    when: When | None = None
