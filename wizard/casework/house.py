"""Opening a house: one policy with its contacts, its calendar and its machine, ready to give advice."""

from __future__ import annotations

from pathlib import Path

from wizard.advice.advise import House
from wizard.advice.ladder import LadderMachine
from wizard.casework.contacts import with_local
from wizard.casework.reading import open_flow, working_time
from wizard.policy.edition import FlowTexts, read_texts
from wizard.policy.read import Flow
from wizard.policy.sources import FlowSources


def open_house(
    policy_id: str, where: FlowSources | Path | None = None, *, local: Path | None = None
) -> House:
    """The house of a policy, from the sources or the folder of flows `where`, else from those that ship.

    The contacts in the file `local` lie over the policy's own; where it has faults the house says so.
    Raises WrongInputError where there is no such policy, or its flow has faults.
    """
    house = house_of(open_flow(policy_id, where).flow)
    return house if local is None else with_local(house, local)


def house_of(flow: Flow) -> House:
    """The house of a flow that has been read."""
    return House(
        policy=flow.policy,
        contacts=flow.contacts,
        time=working_time(flow.policy),
        machine=LadderMachine(flow.policy),
    )


def house_of_texts(texts: FlowTexts, *, local: Path | None = None) -> House:
    """The house of an edition that was kept, with the contacts in the file `local` over its own.

    Raises WrongInputError where this program does not read it.
    """
    house = house_of(read_texts(texts))
    return house if local is None else with_local(house, local)
