"""A flow with what it supplements: its own files over its parent's, each level checked before the next is laid on.

The parent is looked for beside the supplement's folder, then wherever else policies are known.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from wizard.base.decode import fault
from wizard.base.errors import Fault, WrongInputError, wrong_input
from wizard.base.nodes import Node, TableNode
from wizard.base.paths import named
from wizard.base.text import visible
from wizard.policy.bounds import too_much
from wizard.policy.files import CONTACTS_FILE, POLICY_FILE, flow_folders, read_flow_file
from wizard.policy.model import Policy
from wizard.policy.reading_codes import decode_flow
from wizard.policy.references import faults_in_policy
from wizard.policy.supplement import lay_contacts, lay_policy, marked, word_at

#: The folder of a policy, by its id. Raises WrongInputError where there is none.
FindPolicy = Callable[[str], Path]
#: Policies that supplement each other, at most: one, its parent, and that one's parent.
CHAIN_LIMIT: Final = 3


class Layers(msgspec.Struct, frozen=True, kw_only=True):
    """A policy, its tree with all parents', the folders (its own first), and each folder's own tree."""

    policy: Policy
    node: Node
    folders: tuple[Path, ...]
    own: tuple[Node, ...]


def read_layers(folder: Path, find: FindPolicy | None = None) -> Layers:
    """The policy of a flow folder over its parents'. Raises WrongInputError with every fault, in whichever file."""
    return _read(folder, find, ())


def _read(folder: Path, find: FindPolicy | None, below: tuple[str, ...]) -> Layers:
    path = folder / POLICY_FILE
    own = read_flow_file(folder, POLICY_FILE)
    parent = word_at(own, "parent")
    if parent is None or not isinstance(own, TableNode):
        return _checked(own, (folder,), (own,))
    upper = _parent(folder, own, parent, find, below)
    faults: list[Fault] = []
    if word_at(own, "policy", "id") is None:
        what = "a supplement has an id of its own; expected the name of its folder"
        faults.append(fault(own, str(path), ("policy", "id"), what, "F201"))
    over = marked(upper.node, str(upper.folders[0] / POLICY_FILE))
    assert isinstance(over, TableNode)  # it has been decoded
    laid = lay_policy(over, own)
    faults += [fault(own, str(path), place, what, "F112") for place, what in laid.faults]
    if faults:
        raise WrongInputError(faults)
    return _checked(laid.node, (folder, *upper.folders), (own, *upper.own))


def _checked(node: Node, folders: tuple[Path, ...], own: tuple[Node, ...]) -> Layers:
    path = folders[0] / POLICY_FILE
    try:
        policy = decode_flow(node, Policy, str(path))
    except WrongInputError as wrong:
        raise WrongInputError(explained(wrong.faults, folders)) from None
    # First of all: what is too much is not looked into.
    faults = [fault(node, str(path), place, what, "F108") for place, what in too_much(policy)]
    faults = faults or faults_in_policy(policy, node, path, folders)
    if faults:
        raise WrongInputError(explained(faults, folders))
    return Layers(policy=policy, node=node, folders=folders, own=own)


def explained(faults: list[Fault] | tuple[Fault, ...], folders: tuple[Path, ...]) -> list[Fault]:
    """Faults in a parent's file, which is sound by itself, say that it is the supplement that makes them so."""
    above = {named(folder / name) for folder in folders[1:] for name in (POLICY_FILE, CONTACTS_FILE)}
    what = f" (with the supplement '{visible(folders[0].name, 60)}' laid over it)"
    return [
        msgspec.structs.replace(one, what=one.what + what) if one.file in above else one for one in faults
    ]


def _parent(
    folder: Path, own: TableNode, parent: str, find: FindPolicy | None, below: tuple[str, ...]
) -> Layers:
    name = str(folder / POLICY_FILE)
    place = ("parent",)
    shown = visible(parent, 60)
    if parent == folder.name:
        raise WrongInputError(
            [
                fault(
                    own,
                    name,
                    place,
                    f"'{shown}' is this policy itself; expected the id of another one",
                    "F111",
                )
            ]
        )
    if parent in below:
        what = f"'{shown}' is itself a supplement to this policy; expected one that stands above it"
        raise WrongInputError([fault(own, name, place, what, "F111")])
    if len(below) + 2 > CHAIN_LIMIT:
        what = f"this is a parent's parent, and one more would be too many; expected at most {CHAIN_LIMIT} policies over each other"
        raise WrongInputError([fault(own, name, place, what, "F111")])
    try:
        upper = _folder_of(folder, parent, find)
    except WrongInputError as wrong:
        raise WrongInputError(
            fault(own, name, place, one.what, "F111") if not one.file else one for one in wrong.faults
        ) from None
    try:
        return _read(upper, find, (*below, folder.name))
    except WrongInputError as wrong:
        what = f"the policy '{shown}' that this one supplements has faults; put those right first"
        raise WrongInputError([*wrong.faults, fault(own, name, place, what, "F111")]) from None


def _folder_of(folder: Path, parent: str, find: FindPolicy | None) -> Path:
    # Compared with the names that are there, so that an id can never lead to a folder anywhere else.
    beside = {one.name: one for one in flow_folders(folder.absolute().parent)}
    if parent in beside and beside[parent] != folder.absolute():
        return folder.parent / parent
    if find is not None:
        return find(parent)
    what = f"there is no policy '{visible(parent, 60)}' beside this one's folder"
    raise wrong_input(f"{what}; expected the id of a policy that is known here")


def read_contacts_tree(layers: Layers) -> Node:
    """The contacts of a flow over its parents'. Raises WrongInputError where a file has faults.

    A supplement may have no contacts of its own.
    """
    return _contacts(layers.folders, layers.own)


def _contacts(folders: tuple[Path, ...], own: tuple[Node, ...]) -> Node:
    folder = folders[0]
    if len(folders) == 1:
        return read_flow_file(folder, CONTACTS_FILE)
    over = marked(_contacts(folders[1:], own[1:]), str(folders[1] / CONTACTS_FILE))
    node = read_flow_file(folder, CONTACTS_FILE) if (folder / CONTACTS_FILE).exists() else None
    policy = own[0]
    if not isinstance(policy, TableNode) or not isinstance(over, TableNode):
        return node or over
    if node is not None and not isinstance(node, TableNode):
        return node
    laid = lay_contacts(over, node, policy)
    if laid.faults:
        name = str(folder / POLICY_FILE)
        raise WrongInputError([fault(policy, name, place, what, "F112") for place, what in laid.faults])
    return laid.node
