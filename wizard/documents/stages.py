"""How a document speaks of the stages of a case: who talks to whom there, and what comes after."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from wizard.advice.facts import Facts
from wizard.advice.people import say_party, stage_parties
from wizard.advice.result import Advice, Party
from wizard.advice.words import say_list
from wizard.documents.clauses import cite
from wizard.policy.model import Policy, Stage


class StageWords(msgspec.Struct, frozen=True, kw_only=True):
    """The stages of one case in words."""

    policy: Policy
    facts: Facts
    advice: Advice

    def say(self, party: Party) -> str:
        """A role and its agency."""
        return say_party(self.policy, party)

    def is_other(self, party: Party) -> bool:
        """Whether a party is not one's own colleague, with whom the first stages of many policies begin."""
        own = self.facts.challenging
        return party.agency != own or own in self.facts.challenged

    def are_challenged(self, parties: Iterable[Party]) -> bool:
        """Whether each of those who are not one's own colleagues is of an agency that is challenged, and there are any.

        A board's chair is not: what a challenged agency does is not that person's.
        """
        faced = [one.agency in self.facts.challenged for one in parties if self.is_other(one)]
        return bool(faced) and all(faced)

    def faces_challenged(self, stage: Stage) -> bool:
        """The same, of those who are faced at a stage."""
        return self.are_challenged(stage_parties(self.policy, self.facts, stage).with_)

    def acts(self, stage: Stage) -> str:
        """Who acts at a stage."""
        return self.say(stage_parties(self.policy, self.facts, stage).acts)

    def others(self, stage: Stage) -> tuple[str, ...]:
        """Those at a stage who are not one's own colleagues."""
        people = stage_parties(self.policy, self.facts, stage)
        return tuple(self.say(one) for one in people.with_ if self.is_other(one))

    def discussion(self, stage: Stage) -> str:
        """What a stage provides for."""
        people = stage_parties(self.policy, self.facts, stage)
        if not people.with_:
            return f"action by {_the(self.say(people.acts))}"
        everyone = [_the(self.say(one)) for one in (people.acts, *people.with_)]
        return f"a discussion between {say_list(everyone)}"

    def named(self, stage: Stage) -> str:
        """A stage with what it provides for and its clause."""
        return f"{stage.label}: {self.discussion(stage)} ({cite(stage)})"

    def on_the_ladder(self) -> list[Stage]:
        """The stages of the ladder that the case climbs, in order."""
        rungs = {rung.id for rung in self.advice.ladder}
        return [stage for ladder in self.policy.ladders for stage in ladder.stages if stage.id in rungs]

    def after(self, stage: Stage | None) -> str:
        """What comes if it is not settled at a stage."""
        if stage is None:
            return "No stage of the policy is open."
        order = self.on_the_ladder()
        if stage not in order:
            return "If it is not settled, we will go on as the policy provides, and tell you so in writing."
        later = order[order.index(stage) + 1 :]
        if not later:
            return "The policy names no stage after this one. If it is not settled, we will ask our senior managers how to go on, and tell you so in writing."
        return f"If it is not settled, the policy's next stage is {self.named(later[0])}."


def _the(party: str) -> str:
    """A role in a sentence; some titles begin with their own article."""
    return f"the {party.removeprefix('The ')}"
