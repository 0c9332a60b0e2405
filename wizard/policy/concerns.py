"""What those who write a flow need to know beyond what makes it unfit to read: faults, and notes.

A fault is certainly wrong. A note may be right and wants a look: its code begins with N. Neither keeps a flow from
being read: a case that goes by an edition from before a check was made must still get its advice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from wizard.policy.concern_contacts import in_answers, in_means
from wizard.policy.concern_reach import in_reach
from wizard.policy.concern_text import in_limits, in_review, in_sources, in_titles
from wizard.policy.concern_unused import in_unused
from wizard.policy.contacts import Contacts
from wizard.policy.flaws import Flaw, Found
from wizard.policy.model import Policy

_NOTE = "N"


class Concerns(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in each of a flow's files."""

    policy: tuple[Flaw, ...]
    contacts: tuple[Flaw, ...]


def concerns_of(policy: Policy, contacts: Contacts, today: date) -> Concerns:
    """Everything that a flow that could be read gives cause to say. `today` is what its review date is held against."""
    return Concerns(
        policy=tuple(_in_policy(policy, contacts, today)),
        contacts=(*in_sources(contacts), *in_answers(contacts, policy)),
    )


def is_note(code: str) -> bool:
    """Whether what has this code may be right, and only wants a look."""
    return code.startswith(_NOTE)


def _in_policy(policy: Policy, contacts: Contacts, today: date) -> Found:
    found: tuple[Iterator[Flaw], ...] = (
        in_sources(policy),
        in_review(policy, today),
        in_titles(policy),
        in_limits(policy),
        in_reach(policy),
        in_unused(policy, contacts),
        in_means(policy, contacts),
    )
    for flaws in found:
        yield from flaws
