"""What a flow's parts say of each other: whether every id that is named is there, and there once.

The shape of a file is checked when it is decoded; this checks what the shape cannot say. It runs on every
read, so that advice is never given from a flow that contradicts itself. What only those who write a flow need
to know is looked for in `wizard.policy.concerns`.
"""

from __future__ import annotations

from pathlib import Path

from wizard.base.errors import Fault
from wizard.base.nodes import Node
from wizard.policy.check_asked import in_asked
from wizard.policy.check_clocks import in_clocks
from wizard.policy.check_conditions import in_conditions
from wizard.policy.check_identity import in_identity
from wizard.policy.check_ids import in_ids
from wizard.policy.check_people import in_people
from wizard.policy.check_stages import in_stages
from wizard.policy.check_telling import in_telling
from wizard.policy.contact_references import in_contacts
from wizard.policy.contacts import Contacts
from wizard.policy.flaws import Found, placed
from wizard.policy.model import Policy


def faults_in_policy(policy: Policy, node: Node, path: Path, folders: tuple[Path, ...] = ()) -> list[Fault]:
    """Every fault of a decoded policy, with its place. `folders` are its own and its parents', if it has any."""
    return placed(_in_policy(policy, folders or (path.parent,)), node, str(path))


def faults_in_contacts(contacts: Contacts, policy: Policy, node: Node, path: Path) -> list[Fault]:
    """Every fault of decoded contacts, with its place."""
    return placed(in_contacts(contacts, policy), node, str(path))


def _in_policy(policy: Policy, folders: tuple[Path, ...]) -> Found:
    yield from in_identity(policy, folders)
    yield from in_ids(policy)
    yield from in_conditions(policy)
    yield from in_people(policy)
    yield from in_stages(policy)
    yield from in_clocks(policy)
    yield from in_telling(policy)
    yield from in_asked(policy)
