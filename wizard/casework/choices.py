"""The policies that can be chosen."""

from __future__ import annotations

from pathlib import Path

from wizard.advice.questions import PolicyChoice
from wizard.base.paths import shipped
from wizard.policy.read import flow_folders, read_policy


def policy_choices(root: Path | None = None) -> tuple[PolicyChoice, ...]:
    """The policies under `root`, else those that ship, by id. Raises WrongInputError where one has faults."""
    found = [read_policy(folder) for folder in flow_folders(root or shipped("flows"))]
    return tuple(
        PolicyChoice(
            id=policy.id,
            area=policy.policy.area,
            title=policy.policy.title,
            edition=policy.policy.edition,
            covers=policy.policy.covers,
        )
        for policy in found
    )
