"""Checking flows: their files, their vignettes, what those cover, and what is proven of them."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import repeat
from pathlib import Path

import msgspec

from wizard.advice.advise import House
from wizard.advice.coverage import unexercised
from wizard.advice.prove import Proof, prove
from wizard.advice.vignettes import Ran, run_vignettes
from wizard.base.errors import Fault, WrongInputError
from wizard.base.nodes import nearest_part
from wizard.casework.house import house_of
from wizard.casework.template_checks import template_faults
from wizard.policy.concerns import concerns_of, is_note
from wizard.policy.files import read_flow_file
from wizard.policy.flaws import Flaw, placed
from wizard.policy.layers import Layers, explained, read_contacts_tree, read_layers
from wizard.policy.read import CONTACTS_FILE, POLICY_FILE, VIGNETTES_FILE, Flow, read_flow
from wizard.policy.sources import FlowSources


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a check of one flow found. `house` is None where its files have faults that keep it from being read.

    `notes` are what may be right and wants a look: they are no faults.
    """

    folder: Path
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...] = ()
    vignettes: int = 0
    house: House | None = None


def check_flow(
    folder: Path, *, coverage: bool, sources: FlowSources | None = None, today: date | None = None
) -> Checked:
    """Checks one flow folder; with `coverage`, also that its vignettes exercise every rule.

    Its review date is held against `today`; without one, it is not looked at.
    What it supplements is looked for beside it, then in the `sources`. A rule that it takes over from there is for
    that policy's own vignettes to exercise.
    """
    find = sources.find if sources else None
    try:
        flow = read_flow(folder, find)
    except WrongInputError as error:
        return Checked(folder=folder, faults=error.faults)
    house = house_of(flow)
    layers = read_layers(flow.folder, find)
    told = [*template_faults(flow), *_concerns(flow, layers, today or date.min)]
    notes = tuple(sorted(one for one in told if is_note(one.code)))
    faults = [one for one in told if not is_note(one.code)]
    path = folder / VIGNETTES_FILE
    try:
        ran = run_vignettes(house, read_flow_file(folder, VIGNETTES_FILE), str(path))
    except WrongInputError as error:
        return Checked(folder=folder, faults=(*faults, *error.faults), notes=notes, house=house)
    faults += ran.faults
    if coverage:
        faults += _uncovered(flow, ran, layers)
    return Checked(folder=folder, faults=tuple(faults), notes=notes, vignettes=ran.count, house=house)


def _concerns(flow: Flow, layers: Layers, today: date) -> list[Fault]:
    """What wants to be known beyond what keeps a flow from being read. Notes on a parent's parts are for its own check."""
    found = concerns_of(flow.policy, flow.contacts, today)
    faults: list[Fault] = []
    for name, flaws in ((POLICY_FILE, found.policy), (CONTACTS_FILE, found.contacts)):
        node = layers.node if name == POLICY_FILE else read_contacts_tree(layers)
        own = [one for one in flaws if not (is_note(one.code) and nearest_part(node, one.place).file)]
        faults += placed(own, node, str(flow.folder / name))
    return explained(faults, flow.folders)


def _uncovered(flow: Flow, ran: Ran, layers: Layers) -> list[Fault]:
    faults: list[Fault] = []
    for name, part in ((POLICY_FILE, flow.policy), (CONTACTS_FILE, flow.contacts)):
        missing = unexercised(part, ran.used)
        if missing:
            node = layers.node if name == POLICY_FILE else read_contacts_tree(layers)
            what = "no vignette exercises this rule; expected at least one that does"
            own = [place for place in missing if not nearest_part(node, place).file]
            faults += placed([Flaw(place, what, "F607") for place in own], node, str(flow.folder / name))
    return faults


def prove_flow(folder: Path, sources: FlowSources | None = None) -> Proof:
    """The proof of one flow, read anew: it may run in a process of its own."""
    return prove(house_of(read_flow(folder, sources.find if sources else None)))


def prove_flows(folders: list[Path], sources: FlowSources | None = None) -> list[Proof]:
    """The proofs of flows that have no faults, two at a time where there are processors for that."""
    if len(folders) < 2 or (os.cpu_count() or 1) < 2:
        return [prove_flow(folder, sources) for folder in folders]
    # New processes, not forks: the same on every system.
    with ProcessPoolExecutor(max_workers=2, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(prove_flow, folders, repeat(sources)))
