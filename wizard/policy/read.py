"""Reading a flow folder: `policy.yaml`, `contacts.yaml`, and the faults in them with file, line and column."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from wizard.base.decode import decode
from wizard.base.errors import Fault, WrongInputError, wrong_input
from wizard.base.reader import read_file
from wizard.base.text import unknown
from wizard.policy.contacts import Contacts
from wizard.policy.model import Policy
from wizard.policy.references import faults_in_contacts, faults_in_policy

POLICY_FILE: Final = "policy.yaml"
CONTACTS_FILE: Final = "contacts.yaml"
VIGNETTES_FILE: Final = "vignettes.yaml"


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """One policy as data: where it lies, what it says, and its contacts."""

    folder: Path
    policy: Policy
    contacts: Contacts


def flow_folders(root: Path) -> list[Path]:
    """The folders under `root` that hold a policy, by name; `root` itself where it holds one."""
    if (root / POLICY_FILE).is_file():
        return [root]
    return sorted(path.parent for path in root.glob(f"*/{POLICY_FILE}"))


def find_flow(root: Path, policy_id: str) -> Path:
    """The folder of a policy, by its id. Raises WrongInputError, with the nearest id, where there is none."""
    # Compared with the names that are there, so that an id can never lead to a folder anywhere else.
    known = {path.name: path for path in flow_folders(root)}
    if policy_id in known:
        return known[policy_id]
    raise wrong_input(unknown(policy_id, "policy that is known here", known), key="policy")


def read_flow(folder: Path) -> Flow:
    """A flow in full. Raises WrongInputError with every fault of both files."""
    try:
        policy = read_policy(folder)
    except WrongInputError as wrong:
        raise WrongInputError([*wrong.faults, *_faults_of_contacts_alone(folder)]) from None
    return Flow(folder=folder, policy=policy, contacts=read_contacts(folder, policy))


def read_policy(folder: Path) -> Policy:
    """The policy of a flow folder. Raises WrongInputError with every fault."""
    path = folder / POLICY_FILE
    node = read_file(path)
    policy = decode(node, Policy, str(path))
    faults = faults_in_policy(policy, node, path)
    if faults:
        raise WrongInputError(faults)
    return policy


def _faults_of_contacts_alone(folder: Path) -> tuple[Fault, ...]:
    """What is wrong with the contacts whatever the policy says, so that one look tells of both files."""
    path = folder / CONTACTS_FILE
    try:
        decode(read_file(path), Contacts, str(path))
    except WrongInputError as wrong:
        return wrong.faults
    return ()


def read_contacts(folder: Path, policy: Policy) -> Contacts:
    """The contacts of a flow folder. Raises WrongInputError with every fault."""
    path = folder / CONTACTS_FILE
    node = read_file(path)
    contacts = decode(node, Contacts, str(path))
    faults = faults_in_contacts(contacts, policy, node, path)
    if faults:
        raise WrongInputError(faults)
    return contacts
