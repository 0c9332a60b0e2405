"""The lead card of a case: whom to call now at the first agency challenged."""

from __future__ import annotations

from wizard.advice.advise import House
from wizard.advice.history import facts_in
from wizard.advice.lead import CardText, lead_card, say_card
from wizard.advice.reachable import contact_rules
from wizard.advice.situation import Situation


def card_of(house: House, situation: Situation, stage: str | None) -> CardText:
    """The card, at the case's stage where the policy gives contacts there."""
    facts = facts_in(house.policy, situation)
    due = stage is not None and bool(contact_rules(house.policy, stage, facts))
    return say_card(
        lead_card(
            house.policy,
            house.contacts,
            house.time,
            agency=situation.challenged[0],
            stage=stage if due else None,
            at=situation.now,
            facts=facts,
            trouble=house.local_trouble,
            hidden=house.hidden,
        )
    )
