"""The policies that can be chosen, and those that are known and cannot."""

from __future__ import annotations

from pathlib import Path

import msgspec

from wizard.advice.questions import PolicyChoice
from wizard.base.errors import Fault, WrongInputError
from wizard.base.text import visible
from wizard.casework.left_out import LeftOut
from wizard.casework.reading import sources_of
from wizard.policy.model import Policy
from wizard.policy.read import read_policy
from wizard.policy.sources import FlowSources


class KnownPolicies(msgspec.Struct, frozen=True, kw_only=True):
    """The policies that can be chosen, by id; those with faults are left out; and every fault."""

    choices: tuple[PolicyChoice, ...]
    left_out: tuple[LeftOut, ...]
    faults: tuple[Fault, ...]


def known_policies(where: FlowSources | Path | None = None) -> KnownPolicies:
    """The policies of the sources or the folder of flows `where`, else those that ship. One's faults harm no other."""
    sources = sources_of(where)
    choices: list[PolicyChoice] = []
    faults: list[Fault] = sources.folder_faults()
    left_out = [LeftOut(id="", faults=(str(one),)) for one in faults]
    for name in sources.names():
        try:
            choices.append(_choice(read_policy(sources.find(name), sources.find)))
        except WrongInputError as wrong:
            lines = tuple(str(one) for one in wrong.faults)
            left_out.append(LeftOut(id=visible(name, 60), faults=lines))
            faults += wrong.faults
    return KnownPolicies(
        choices=tuple(choices), left_out=tuple(left_out), faults=tuple(dict.fromkeys(faults))
    )


def policy_choices(where: FlowSources | Path | None = None) -> tuple[PolicyChoice, ...]:
    """The same policies, where all of them are sound. Raises WrongInputError with the faults of those that are not."""
    known = known_policies(where)
    if known.faults:
        raise WrongInputError(known.faults)
    return known.choices


def _choice(policy: Policy) -> PolicyChoice:
    return PolicyChoice(
        id=policy.id,
        area=policy.policy.area,
        title=policy.policy.title,
        edition=policy.policy.edition,
        covers=policy.policy.covers,
    )
