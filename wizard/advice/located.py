"""A case whose position is known: what every part of its advice is put together from."""

from __future__ import annotations

import msgspec

from wizard.advice.facts import Facts
from wizard.advice.ladder import Replays
from wizard.advice.locate import Position
from wizard.advice.situation import Situation
from wizard.advice.worktime import WorkingTime
from wizard.policy.contacts import Contacts
from wizard.policy.local_contacts import hidden_count
from wizard.policy.model import COMPLETE, RESOLVED, Ending, Policy, Stage


class House(msgspec.Struct, frozen=True, kw_only=True):
    """What advice under one policy is given from: the policy, its contacts, its working time and its machine."""

    policy: Policy
    contacts: Contacts
    time: WorkingTime
    machine: Replays
    #: The contacts as the flow has them, where local ones lie over them.
    published: Contacts | None = None
    #: What is wrong with the local contacts, where they could not be used.
    local_trouble: str | None = None

    @property
    def hidden(self) -> int:
        """How many of the published contacts are hidden locally."""
        return hidden_count(self.published, self.contacts) if self.published is not None else 0


class Located(msgspec.Struct, frozen=True, kw_only=True):
    """A situation with its place in the policy."""

    house: House
    situation: Situation
    facts: Facts
    position: Position

    @property
    def policy(self) -> Policy:
        """The policy that the case is under."""
        return self.house.policy

    @property
    def here(self) -> str:
        """The id of the stage that the case is at, else its status: endings have that as their id."""
        return self.position.stage or self.position.status

    @property
    def stage(self) -> Stage | None:
        """The stage that the case is at, where it is at one."""
        return self.policy.stage(self.position.stage) if self.position.stage else None

    @property
    def part(self) -> Stage | Ending | None:
        """The part of the flow that says what to do: the stage or the ending; None where it is outside."""
        if self.position.status in (RESOLVED, COMPLETE):
            return self.policy.ending(self.position.status)
        return self.stage
