"""What is wrong with who is told: notices, forms, and from where on the contacts are given."""

from __future__ import annotations

from typing import Final

from wizard.policy.check_stages import in_at
from wizard.policy.flaws import Flaw, Found, unknown_id
from wizard.policy.model import AGENCIES, PARTIES, Policy

#: What sets a notice off, besides the policy's own events.
_ON: Final = ("entry", "begun", "exit")


def in_telling(policy: Policy) -> Found:
    """Faults of the notices, the forms and the rules about contacts."""
    for number, notice in enumerate(policy.notices):
        place = ("notices", number)
        yield from in_at((*place, "at"), notice.at, policy, endings=True)
        known = [*_ON, *policy.event_ids()]
        if notice.on not in known:
            yield unknown_id((*place, "on"), notice.on, "event", known, "F207")
        if notice.on == "exit" and not notice.at:
            what = "a notice on leaving must say which stage is left; expected 'at' with at least one stage"
            yield Flaw((*place, "on"), what, "F317")
    for number, form in enumerate(policy.forms):
        yield from in_at(("forms", number, "at"), form.at, policy, endings=True)
    for number, contact in enumerate(policy.contacts):
        yield from in_at(("contacts", number, "at"), contact.at, policy)
        known = [*AGENCIES, *policy.bodies]
        for which, agency in enumerate(() if contact.of == PARTIES else contact.of):
            if agency not in known:
                yield unknown_id(("contacts", number, "of", which), agency, "agency", known, "F205")
