"""Who is told what, by what means, in what form and by when; and which contacts are given where."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from wizard.policy.basics import AgencyId, DocumentId, Id, Line, Rule, Strength, When, Words
from wizard.policy.clock import Limit
from wizard.policy.people import Person


class Notice(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Someone to be told, at the stages or endings listed in `at` (everywhere, if none is).

    `on` is what sets it off: `entry` (being there), `begun` (an attempt there), `exit` (an attempt at a stage in `at`
    has ended, and the case is past it), `invoked` (the policy's formal use has begun), or one of the policy's events. `within` is counted from that.
    """

    id: Id
    text: Words
    by: Line = "not stated"
    at: tuple[Id, ...] = ()
    on: Annotated[str, Meta(min_length=1, max_length=60)] = "entry"
    when: When | None = None
    #: What identifies anyone must go by secure means.
    secure: bool = False
    #: Who is told.
    to: Person | None = None
    #: For information: it does not move the case.
    copied: bool = False
    strength: Strength = "must"
    within: Limit | None = None
    #: The form that it goes in.
    document: DocumentId | None = None


class Form(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form that the policy names: what it is for, where it belongs, who writes it, and who gets it.

    `document` is the document that it is made as.
    """

    id: Id
    title: Line
    rule: Words
    document: DocumentId
    at: tuple[Id, ...] = ()
    when: When | None = None
    #: Who fills it in.
    by: Person | None = None
    #: Who gets it.
    to: tuple[Person, ...] = ()
    #: Who fills in the second half.
    answered_by: Person | None = None
    #: Who signs it off.
    signed_by: tuple[Person, ...] = ()
    means: Line | None = None
    #: Where it is kept.
    filed: Line | None = None


class ContactRule(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From where on the published contacts are given, whose, and for what use. Everywhere, if no stage is listed."""

    id: Id
    rule: Words
    at: tuple[Id, ...] = ()
    of: Literal["parties"] | tuple[AgencyId, ...]
    use: Literal["primary", "if-normal-routes-fail"]
    when: When | None = None


class Saying(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of two instructions that contradict each other."""

    does: Words


class Contradiction(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Instructions of the policy that cannot both be followed. All are shown, in the order written."""

    id: Id
    rule: Words
    says: Annotated[tuple[Saying, ...], Meta(min_length=2, max_length=5)]
    at: tuple[Id, ...] = ()
    when: When | None = None


class Outside(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the policy does not cover, and where to go instead."""

    id: Id
    when: When
    rule: Words
    instead: Words


class Unseen(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that the text points to and that was not to be had. Always shown; never filled in."""

    id: Id
    rule: Words
