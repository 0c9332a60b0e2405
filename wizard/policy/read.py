"""Reading a flow folder: `policy.yaml`, `contacts.yaml`, and the faults in them with file, line and column."""

from __future__ import annotations

from pathlib import Path

import msgspec

from wizard.base.errors import Fault, WrongInputError, wrong_input
from wizard.base.nodes import Node
from wizard.base.text import unknown
from wizard.policy.contacts import Contacts
from wizard.policy.files import (
    CONTACTS_FILE,
    POLICY_FILE,
    VIGNETTES_FILE,
    flow_folders,
    read_flow_file,
)
from wizard.policy.layers import FindPolicy, explained, read_contacts_tree, read_layers
from wizard.policy.model import Policy
from wizard.policy.reading_codes import decode_flow
from wizard.policy.references import faults_in_contacts
from wizard.policy.supplement import word_at

__all__ = [
    "CONTACTS_FILE",
    "POLICY_FILE",
    "VIGNETTES_FILE",
    "Flow",
    "find_flow",
    "flow_folders",
    "read_contacts",
    "read_flow",
    "read_policy",
]


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """One policy as data: where it lies, what it says, its contacts, and the folders of what it supplements."""

    folder: Path
    policy: Policy
    contacts: Contacts
    #: Nearest first; none where it supplements nothing.
    parents: tuple[Path, ...] = ()

    @property
    def folders(self) -> tuple[Path, ...]:
        """Its own folder, then its parents'."""
        return (self.folder, *self.parents)


def find_flow(root: Path, policy_id: str) -> Path:
    """The folder of a policy, by its id. Raises WrongInputError, with the nearest id, where there is none."""
    # Compared with the names that are there, so that an id can never lead to a folder anywhere else.
    known = {path.name: path for path in flow_folders(root)}
    if policy_id in known:
        return known[policy_id]
    raise wrong_input(unknown(policy_id, "policy that is known here", known), key="policy")


def read_flow(folder: Path, find: FindPolicy | None = None) -> Flow:
    """A flow in full; `find` finds a parent that does not lie beside it.

    Raises WrongInputError with every fault of both files, and of its parents'.
    """
    try:
        layers = read_layers(folder, find)
    except WrongInputError as wrong:
        raise WrongInputError([*wrong.faults, *_faults_of_contacts_alone(folder)]) from None
    contacts = _decoded(read_contacts_tree(layers), layers.policy, layers.folders)
    return Flow(folder=folder, policy=layers.policy, contacts=contacts, parents=layers.folders[1:])


def read_policy(folder: Path, find: FindPolicy | None = None) -> Policy:
    """The policy of a flow folder. Raises WrongInputError with every fault."""
    return read_layers(folder, find).policy


def read_contacts(folder: Path, policy: Policy) -> Contacts:
    """The contacts of a flow folder that supplements nothing. Raises WrongInputError with every fault."""
    return _decoded(read_flow_file(folder, CONTACTS_FILE), policy, (folder,))


def _decoded(node: Node, policy: Policy, folders: tuple[Path, ...]) -> Contacts:
    path = folders[0] / CONTACTS_FILE
    try:
        contacts = decode_flow(node, Contacts, str(path))
    except WrongInputError as wrong:
        raise WrongInputError(explained(wrong.faults, folders)) from None
    faults = faults_in_contacts(contacts, policy, node, path)
    if faults:
        raise WrongInputError(explained(faults, folders))
    return contacts


def _faults_of_contacts_alone(folder: Path) -> tuple[Fault, ...]:
    """What is wrong with the contacts whatever the policy says, so that one look tells of both files."""
    path = folder / CONTACTS_FILE
    try:
        if word_at(read_flow_file(folder, POLICY_FILE), "parent") is not None:
            return ()  # what a supplement leaves out its parent may say
    except WrongInputError:
        pass
    try:
        decode_flow(read_flow_file(folder, CONTACTS_FILE), Contacts, str(path))
    except WrongInputError as wrong:
        return wrong.faults
    return ()
