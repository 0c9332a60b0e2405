"""`escalate check`: the flows' files, their vignettes, their coverage, and their proof."""

from __future__ import annotations

from pathlib import Path

from wizard.base.errors import EXIT_DONE, EXIT_NO, wrong_input
from wizard.base.paths import named, shipped
from wizard.casework.checking import Checked, check_flow, prove_flows
from wizard.cli.output import say
from wizard.policy.read import flow_folders


def run(paths: list[str], *, coverage: bool, prove: bool) -> int:
    """Prints one line a fault and what was found sound. Raises WrongInputError where no flow is to be found."""
    folders = (
        [folder for path in paths for folder in _folders(Path(path))]
        if paths
        else flow_folders(shipped("flows"))
    )
    checked = [check_flow(folder, coverage=coverage) for folder in dict.fromkeys(folders)]
    for one in checked:
        for fault in one.faults:
            say(str(fault))
        if not one.faults:
            say(
                f"{one.folder.name}: {one.vignettes} vignettes come out right{', every rule is exercised' if coverage else ''}"
            )
    sound = all(not one.faults for one in checked)
    if prove:
        sound = _prove(checked) and sound
    return EXIT_DONE if sound else EXIT_NO


def _prove(checked: list[Checked]) -> bool:
    proofs = prove_flows([one.folder for one in checked if one.house is not None])
    for proof in proofs:
        for what in proof.broken:
            say(f"{proof.policy}: not safe: {what}")
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
