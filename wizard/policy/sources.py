"""Where policies come from: the flows that ship, and folders of one's own.

An id names one flow. One's own may stand in the place of a shipped one only where it says so itself; any other two
of the same id are a fault, and neither is taken: which of them was meant is for people to say.
"""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import Final, Literal

import msgspec

from wizard.base.decode import fault
from wizard.base.errors import Fault, WrongInputError
from wizard.base.nodes import FlagNode, Node, TableNode
from wizard.base.paths import named, shipped
from wizard.base.settings import SETTINGS_FILE, settings_in_use
from wizard.base.text import unknown, visible
from wizard.policy.files import POLICY_FILE, flow_folders, read_flow_file

Origin = Literal["shipped", "own"]
#: The folder of flows in the program's own folder.
OWN_FLOWS: Final = "flows"
#: Folders that are looked at in one folder of flows, at most.
FOLDERS_LIMIT: Final = 1000


class FlowSources(msgspec.Struct, frozen=True):
    """The folder of the flows that ship, and folders of flows of one's own.

    `settings_fault` says why the settings that may name one more folder are not used.
    """

    shipped: Path
    local: tuple[Path, ...] = ()
    settings_fault: Fault | None = None

    def find(self, policy_id: str) -> Path:
        """The folder of a policy, by its id.

        Raises WrongInputError where there is none, with the nearest id, and where it is not clear which is meant.
        """
        # Compared with the names that are there, so that an id can never lead to a folder anywhere else.
        places = self._places()
        if policy_id not in places:
            what = unknown(policy_id, "policy that is known here", sorted(places))
            raise WrongInputError([Fault("", 0, 0, "policy", what), *self.folder_faults()])
        return _chosen(*places[policy_id])

    def ids(self) -> list[str]:
        """The ids of the policies that can be had, in order."""
        return [one for one, flows in self._places().items() if not _refusal(*flows)]

    def folders(self) -> list[Path]:
        """The folders of all flows, in the order of their ids; of each of those too that share an id."""
        return [
            folder for ours, own in self._places().values() for folder in ([ours] if ours else []) + [*own]
        ]

    def names(self) -> list[str]:
        """All ids, in order, those too of which it is not clear which flow is meant."""
        return list(self._places())

    def origin(self, policy_id: str) -> Origin:
        """Where a policy comes from. Raises WrongInputError as `find`."""
        return "shipped" if self.find(policy_id) in flow_folders(self.shipped) else "own"

    def faults(self) -> list[Fault]:
        """What is wrong with the folders, and each id that stands for more than one flow."""
        found = self.folder_faults()
        for flows in self._places().values():
            found += _refusal(*flows)
        return found

    def folder_faults(self) -> list[Fault]:
        """The folders of one's own that cannot be looked into or hold too much, and settings that are not used."""
        found = [what for root in self.local if (what := _folder_fault(root))]
        return [self.settings_fault, *found] if self.settings_fault else found

    def shipped_alone(self) -> FlowSources:
        """What ships, with nothing of one's own."""
        return FlowSources(self.shipped)

    def _places(self) -> dict[str, tuple[Path | None, tuple[Path, ...]]]:
        """By id: the shipped flow, and those of one's own."""
        ours = {folder.name: folder for folder in flow_folders(self.shipped)}
        own: dict[str, tuple[Path, ...]] = {}
        for root in self.local:
            for folder in _own_folders(root):
                own[folder.name] = (*own.get(folder.name, ()), folder)
        return {one: (ours.get(one), own.get(one, ())) for one in sorted({*ours, *own})}


def sources_at(home: Path) -> FlowSources:
    """What ships, the folder `flows` in the program's own folder `home`, and the one that the settings name.

    Faults of the settings stop nothing: they are among the sources' own. Raises EscalateError where nothing ships.
    """
    local = [home / OWN_FLOWS] if (home / OWN_FLOWS).exists() else []
    settings, wrong = settings_in_use(home)
    chosen = settings.flows_folder(home)
    if chosen is not None and not any(_same(chosen, one) for one in local):
        local.append(chosen)
    coded = msgspec.structs.replace(wrong, code="F110") if wrong else None
    return FlowSources(shipped("flows"), tuple(local), coded)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _own_folders(root: Path) -> list[Path]:
    try:
        if (root / POLICY_FILE).is_file():
            return [root]
        with os.scandir(root) as entries:
            names = [one.name for one in islice(entries, FOLDERS_LIMIT)]
        return [root / name for name in sorted(names) if (root / name / POLICY_FILE).exists()]
    except OSError:
        return []


def _folder_fault(root: Path) -> Fault | None:
    try:
        with os.scandir(root) as entries:
            many = sum(1 for _ in islice(entries, FOLDERS_LIMIT + 1)) > FOLDERS_LIMIT
    except (FileNotFoundError, NotADirectoryError):
        what = f"there is no such folder of flows; make it, or change 'flows' in {SETTINGS_FILE}"
        return Fault(named(root), 0, 0, "", what, "F110")
    except OSError as error:
        what = (
            f"this folder of flows cannot be looked into: {visible(error.strerror or type(error).__name__)}"
        )
        return Fault(named(root), 0, 0, "", what, "F110")
    what = f"holds more than {FOLDERS_LIMIT:,} files and folders; only so many are looked at for flows"
    return Fault(named(root), 0, 0, "", what, "F110") if many else None


def _chosen(ours: Path | None, own: tuple[Path, ...]) -> Path:
    refused = _refusal(ours, own)
    if refused:
        raise WrongInputError(refused)
    if own:
        return own[0]
    assert ours is not None  # an id is known by one of them
    return ours


def _refusal(ours: Path | None, own: tuple[Path, ...]) -> list[Fault]:
    """Why neither of several flows of one id is taken; nothing where it is clear."""
    if len(own) > 1:
        what = f"there is another flow of this id in {named(own[0].parent)}; expected each id once, so move one of them away"
        return [_at_id(folder, what) for folder in own[1:]]
    if ours is None or not own:
        return []
    try:
        node = read_flow_file(own[0], POLICY_FILE)
    except WrongInputError as wrong:
        return list(wrong.faults)
    if _replaces(node):
        return []
    what = "a policy of this id comes with the program; expected a new id, or 'replaces_shipped: true' to take its place"
    return [_at_id(own[0], what)]


def _at_id(folder: Path, what: str) -> Fault:
    path = folder / POLICY_FILE
    try:
        return fault(read_flow_file(folder, POLICY_FILE), str(path), ("policy", "id"), what, "F110")
    except WrongInputError:
        return Fault(named(path), 0, 0, "", what, "F110")


def _replaces(node: Node) -> bool:
    entry = node.entries.get("policy") if isinstance(node, TableNode) else None
    if entry is None or not isinstance(entry.value, TableNode):
        return False
    said = entry.value.entries.get("replaces_shipped")
    return said is not None and said.value == FlagNode(said.value.line, said.value.column, True)
