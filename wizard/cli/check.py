"""`escalate check`: the flows' files, their vignettes, their coverage, and their proof; and what a code means."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from wizard.advice.worktime import as_london
from wizard.base.errors import EXIT_DONE, EXIT_NO, Fault, wrong_input
from wizard.base.paths import named
from wizard.casework.checking import Checked, check_flow, prove_flows
from wizard.cli.flows import flow_sources, told_flow_sources
from wizard.cli.output import say
from wizard.policy.fault_codes import explained, kind_of
from wizard.policy.read import flow_folders
from wizard.policy.sources import FlowSources


def run(paths: list[str], *, coverage: bool, prove: bool) -> int:
    """Prints one line a fault or note, and what was found sound. Raises WrongInputError where no flow is to be found."""
    sources = told_flow_sources() if paths else flow_sources()
    folders = [folder for path in paths for folder in _folders(Path(path))] if paths else sources.folders()
    amiss = [] if paths else sources.faults()
    today = as_london(datetime.now(UTC)).date()
    checked = [
        check_flow(folder, coverage=coverage, sources=sources, today=today)
        for folder in dict.fromkeys(folders)
    ]
    for fault in amiss:
        say(str(fault))
    for one in checked:
        for fault in one.faults:
            say(str(fault))
        for note in one.notes:
            say(_noted(note))
        if not one.faults:
            say(
                f"{one.folder.name}: {one.vignettes} vignettes come out right{', every rule is exercised' if coverage else ''}"
            )
    sound = not amiss and all(not one.faults for one in checked)
    if prove:
        sound = _prove(checked, sources) and sound
    return EXIT_DONE if sound else EXIT_NO


def explain(code: str) -> int:
    """Prints what a code means and what to do. Raises WrongInputError where there is no such code."""
    for line in explained(kind_of(code)):
        say(line)
    return EXIT_DONE


def _noted(note: Fault) -> str:
    return str(msgspec.structs.replace(note, what=f"note: {note.what}"))


def _prove(checked: list[Checked], sources: FlowSources) -> bool:
    proofs = prove_flows([one.folder for one in checked if one.house is not None], sources)
    for proof in proofs:
        for what in proof.broken:
            say(f"{proof.policy}: not safe: {what} [F608]")
        if not proof.broken:
            say(
                f"{proof.policy}: all {proof.combinations:,} mixes of classes are safe "
                f"({proof.histories:,} histories, {proof.positions:,} places, {proof.pieces_of_advice:,} answers)"
            )
    say(f"{sum(proof.combinations for proof in proofs):,} mixes in all")
    return all(not proof.broken for proof in proofs)


def _folders(path: Path) -> list[Path]:
    folders = flow_folders(path)
    if not folders:
        raise wrong_input(
            "holds no flow; expected a folder with a policy.yaml, or a folder of such", file=named(path)
        )
    return folders
