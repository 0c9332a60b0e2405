"""The policies that are known to the person at this machine: what ships, and flows of their own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from wizard.base.errors import WrongInputError
from wizard.base.paths import home
from wizard.policy.files import POLICY_FILE
from wizard.policy.read import Flow, read_flow
from wizard.policy.sources import FlowSources, sources_at


def flow_sources() -> FlowSources:
    """Where policies come from."""
    return sources_at(home(os.environ))


def told_flow_sources() -> FlowSources:
    """The same; says on standard error which folder or settings could not be used: what they name is then missing."""
    sources = flow_sources()
    for fault in sources.folder_faults():
        sys.stderr.write(f"{fault}\n")
    return sources


def flow_named(word: str) -> Flow:
    """The flow of a policy that is known by that id, or the one in that folder. Raises WrongInputError."""
    sources = told_flow_sources()
    folder = Path(word)
    if word not in sources.names() and (folder / POLICY_FILE).is_file():
        return read_flow(folder.absolute(), sources.find)
    return read_flow(sources.find(word), sources.find)


def flow_at_hand(policy_id: str, sources: FlowSources) -> Flow:
    """The flow of that id. Where one's own cannot be used and another of the id ships, that one, and it is said.

    For what cannot wait until a file is put right. Raises WrongInputError where none of them can be used.
    """
    try:
        return read_flow(sources.find(policy_id), sources.find)
    except WrongInputError as wrong:
        ours = sources.shipped_alone()
        if policy_id not in ours.names() or not sources.local:
            raise
        flow = read_flow(ours.find(policy_id), ours.find)
        more = f" (and {len(wrong.faults) - 1} more)" if len(wrong.faults) > 1 else ""
        sys.stderr.write(
            f"! Your own policy '{policy_id}' could not be used. "
            f"What follows goes by the one that comes with the program. Put this right: {wrong.faults[0]}{more}\n"
        )
        return flow
