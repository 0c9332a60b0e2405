"""Opening a policy to look something up in it: its flow and its working time, without the engine."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from wizard.advice.worktime import WorkingTime, as_london
from wizard.base.errors import wrong_input
from wizard.base.paths import shipped
from wizard.base.text import unknown
from wizard.policy.bank_holidays import load_calendar
from wizard.policy.model import Policy
from wizard.policy.read import Flow, find_flow, flow_folders, read_flow


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A flow that has been read, and its working time."""

    flow: Flow
    time: WorkingTime


def open_flow(policy_id: str, root: Path | None = None) -> Opened:
    """The flow of a policy, from the flows under `root`, else from those that ship.

    Raises WrongInputError where there is no such policy, or its flow has faults.
    """
    flow = read_flow(find_flow(root or shipped("flows"), policy_id))
    return Opened(flow=flow, time=working_time(flow.policy))


def working_time(policy: Policy) -> WorkingTime:
    """The policy's working time: its calendar and its office hours."""
    return WorkingTime(load_calendar(policy.calendar), policy.office_hours())


def policy_ids(root: Path | None = None) -> list[str]:
    """The ids of the policies under `root`, else of those that ship."""
    return [folder.name for folder in flow_folders(root or shipped("flows"))]


def require(word: str, kind: str, known: list[str], where: str) -> None:
    """Raises WrongInputError, with the nearest word, where `word` is not known."""
    if word not in known:
        raise wrong_input(unknown(word, f"{kind} of this policy", known), key=where)


def read_moment(text: str, time: WorkingTime, where: str) -> datetime:
    """A moment from ISO 8601 text; a day alone means the opening of its office hours. Raises WrongInputError."""
    from wizard.advice.situation import opening_of, parse_when

    try:
        read = parse_when(text)
    except ValueError as error:
        raise wrong_input(str(error), key=where) from None
    return as_london(read) if isinstance(read, datetime) else opening_of(read, time)
