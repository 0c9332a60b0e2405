"""Opening a house: one policy with its contacts, its calendar and its machine, ready to give advice."""

from __future__ import annotations

from pathlib import Path

from wizard.advice.advise import House
from wizard.advice.ladder import LadderMachine
from wizard.casework.reading import open_flow, working_time
from wizard.policy.read import Flow


def open_house(policy_id: str, root: Path | None = None) -> House:
    """The house of a policy, from the flows under `root`, else from those that ship.

    Raises WrongInputError where there is no such policy, or its flow has faults.
    """
    return house_of(open_flow(policy_id, root).flow)


def house_of(flow: Flow) -> House:
    """The house of a flow that has been read."""
    return House(
        policy=flow.policy,
        contacts=flow.contacts,
        time=working_time(flow.policy),
        machine=LadderMachine(flow.policy),
    )
