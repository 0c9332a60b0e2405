"""One fact of a situation with another value, and what is looked at to think of some."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from wizard.advice.advise import Advised
from wizard.advice.facts import Facts
from wizard.advice.located import House
from wizard.advice.situation import Situation
from wizard.policy.conditions import deciding
from wizard.policy.model import Policy, When

#: A fact's value as the situation file writes it; None where a fact is left out. Of an event: whether it has happened.
Value = str | bool | None
Make = Callable[[Situation], Situation]


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """One fact with another value. `says` and `to` make half a sentence: "the risk were", "significant".

    `other` says of the fact, in place of a long list, that it has any other value than it has. `make` gives the
    situation in which it is so.
    """

    fact: str
    title: str
    value: Value
    was: str
    says: str
    to: str
    other: str = ""
    make: Make


class View(msgspec.Struct, frozen=True, kw_only=True):
    """The advice that is varied. `one_of_each`: of values that the policy does not tell apart, one is enough."""

    house: House
    found: Advised
    #: The conditions that can decide where a case is; what none of them reads need not be tried.
    whens: tuple[When, ...]
    one_of_each: bool = False

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.house.policy

    @property
    def situation(self) -> Situation:
        """The situation as it is."""
        return self.found.case.situation

    @property
    def facts(self) -> Facts:
        """Its facts as conditions read them."""
        return self.found.case.facts


def view_of(house: House, found: Advised, *, one_of_each: bool = False) -> View:
    """What is looked at of a case."""
    return View(house=house, found=found, whens=tuple(deciding(house.policy)), one_of_each=one_of_each)


def with_facts(**facts: Value) -> Make:
    """The situation with these facts in place of its own."""
    return lambda situation: replace(situation, **facts)
