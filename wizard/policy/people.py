"""Who a policy names: roles by their titles, and what each person does at a stage."""

from __future__ import annotations

from typing import Literal

from wizard.policy.basics import Id, Line, Part, Rule, Strength, When

#: What somebody at a stage is there for. A counterpart is who the acting person goes to.
Does = Literal[
    "counterpart",
    "decides",
    "mediates",
    "oversees",
    "is told",
    "convenes",
    "chairs",
    "sits",
    "is heard",
    "supports",
]


class Title(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a role is called in some case, such as in a voluntary organisation or in the police."""

    when: When
    title: Line


class StandIn(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who stands in where nobody holds a role, or nobody knows who does."""

    role: Id
    #: Where the stand-in belongs to another agency; else the same one.
    agency: str | None = None
    when: When | None = None


class Role(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Someone who acts or is gone to, by title; `instead` is tried in order, the plain title is the last.

    `fallback` is who stands in where the role is vacant: in order, the first whose condition holds.
    """

    title: Line
    instead: tuple[Title, ...] = ()
    fallback: tuple[StandIn, ...] = ()


class Person(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role at an agency. `agency` is an id, `challenging`, or `challenged` (one for each agency challenged)."""

    role: Id
    agency: str
    when: When | None = None
    does: Does = "counterpart"
    strength: Strength = "must"
