"""Checking flows: their files, their vignettes, what those cover, and what is proven of them."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec

from wizard.advice.advise import House
from wizard.advice.coverage import unexercised
from wizard.advice.prove import Proof, prove
from wizard.advice.vignettes import Ran, run_vignettes
from wizard.base.decode import fault
from wizard.base.errors import Fault, WrongInputError
from wizard.base.paths import shipped
from wizard.base.reader import read_file
from wizard.casework.house import house_of
from wizard.documents.catalogue import find_template
from wizard.documents.environment import Press
from wizard.policy.read import CONTACTS_FILE, POLICY_FILE, VIGNETTES_FILE, Flow, read_flow


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a check of one flow found. `house` is None where its files have faults."""

    folder: Path
    faults: tuple[Fault, ...]
    vignettes: int = 0
    house: House | None = None


def check_flow(folder: Path, *, coverage: bool) -> Checked:
    """Checks one flow folder; with `coverage`, also that its vignettes exercise every rule."""
    try:
        flow = read_flow(folder)
    except WrongInputError as error:
        return Checked(folder=folder, faults=error.faults)
    house = house_of(flow)
    faults = _template_faults(flow)
    path = folder / VIGNETTES_FILE
    try:
        ran = run_vignettes(house, read_file(path), str(path))
    except WrongInputError as error:
        return Checked(folder=folder, faults=(*faults, *error.faults), house=house)
    faults += ran.faults
    if coverage:
        faults += _uncovered(flow, ran)
    return Checked(folder=folder, faults=tuple(faults), vignettes=ran.count, house=house)


def _uncovered(flow: Flow, ran: Ran) -> list[Fault]:
    faults: list[Fault] = []
    for name, part in ((POLICY_FILE, flow.policy), (CONTACTS_FILE, flow.contacts)):
        path = flow.folder / name
        missing = unexercised(part, ran.used)
        if missing:
            node = read_file(path)
            what = "no vignette exercises this rule; expected at least one that does"
            faults += [fault(node, str(path), place, what) for place in missing]
    return faults


def _template_faults(flow: Flow) -> list[Fault]:
    """The faults of the flow's own templates: their headers, the documents that they are for, and their text."""
    own = {str(document): name for document, name in flow.policy.templates.items()}
    faults: list[Fault] = []
    for document in own:
        try:
            Press().check(find_template(document, flow.folder, own, shipped("templates")))
        except WrongInputError as error:
            faults += error.faults
    return faults


def prove_flow(folder: Path) -> Proof:
    """The proof of one flow, read anew: it may run in a process of its own."""
    return prove(house_of(read_flow(folder)))


def prove_flows(folders: list[Path]) -> list[Proof]:
    """The proofs of flows that have no faults, two at a time where there are processors for that."""
    if len(folders) < 2 or (os.cpu_count() or 1) < 2:
        return [prove_flow(folder) for folder in folders]
    # New processes, not forks: the same on every system.
    with ProcessPoolExecutor(max_workers=2, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(prove_flow, folders))
