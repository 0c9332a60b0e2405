"""Opening a policy to look something up in it: its flow and its working time, without the engine."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from wizard.advice.worktime import WorkingTime, as_london
from wizard.base.errors import wrong_input
from wizard.base.paths import shipped
from wizard.base.text import unknown
from wizard.policy.bank_holidays import load_calendar
from wizard.policy.layers import read_layers
from wizard.policy.model import Policy
from wizard.policy.read import Flow, read_flow
from wizard.policy.sources import FlowSources

if TYPE_CHECKING:
    from wizard.policy.edition import FlowTexts


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A flow that has been read, and its working time."""

    flow: Flow
    time: WorkingTime


def sources_of(where: FlowSources | Path | None) -> FlowSources:
    """The sources themselves, one folder of flows as the only source, or without either what ships."""
    if isinstance(where, FlowSources):
        return where
    return FlowSources(where or shipped("flows"))


def open_flow(policy_id: str, where: FlowSources | Path | None = None) -> Opened:
    """The flow of a policy, from the sources or the folder of flows `where`, else from those that ship.

    Raises WrongInputError where there is no such policy, or its flow has faults.
    """
    sources = sources_of(where)
    flow = read_flow(sources.find(policy_id), sources.find)
    return Opened(flow=flow, time=working_time(flow.policy))


def open_texts(policy_id: str, where: FlowSources | Path | None = None) -> FlowTexts:
    """The files of a policy as they lie on the disk now, from where `open_flow` reads it. Raises as it does."""
    from wizard.policy.edition import texts_of  # whoever only reads a flow keeps none

    sources = sources_of(where)
    return texts_of(sources.find(policy_id), sources.find)


def working_time(policy: Policy) -> WorkingTime:
    """The policy's working time: its calendar and its office hours."""
    return WorkingTime(load_calendar(policy.calendar), policy.office_hours())


def policy_ids(where: FlowSources | Path | None = None) -> list[str]:
    """The ids of the policies that can be had from `where`, else of those that ship."""
    return sources_of(where).ids()


def flow_folders_of(policy_id: str, where: FlowSources | Path | None = None) -> tuple[Path, ...]:
    """The folders of a policy's flow: its own, and those of what it supplements. Raises WrongInputError."""
    sources = sources_of(where)
    return read_layers(sources.find(policy_id), sources.find).folders


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
