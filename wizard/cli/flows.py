"""The policies that are known to the person at this machine: what ships, and flows of their own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from wizard.base.paths import home
from wizard.policy.files import POLICY_FILE
from wizard.policy.read import Flow, read_flow
from wizard.policy.sources import FlowSources, sources_at


def flow_sources() -> FlowSources:
    """Where policies come from. Raises WrongInputError for faults of the settings."""
    return sources_at(home(os.environ))


def told_flow_sources() -> FlowSources:
    """The same; says on standard error which folder could not be looked into, for what it holds is then missing."""
    sources = flow_sources()
    for fault in sources.folder_faults():
        sys.stderr.write(f"{fault}\n")
    return sources


def flow_named(word: str) -> Flow:
    """The flow of a policy that is known by that id, or the one in that folder. Raises WrongInputError."""
    sources = flow_sources()
    folder = Path(word)
    if word not in sources.names() and (folder / POLICY_FILE).is_file():
        return read_flow(folder.absolute(), sources.find)
    return read_flow(sources.find(word), sources.find)
