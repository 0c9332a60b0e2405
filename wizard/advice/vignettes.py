"""Vignettes: a situation and what must come out, written by the people who own a policy. They are its tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from wizard.advice.advise import Advised, House, advised
from wizard.advice.result import Advice
from wizard.advice.situation import Given, settle
from wizard.base.decode import decode, fault
from wizard.base.errors import EscalateError, Fault, WrongInputError
from wizard.base.reader import ListNode, Node, TableNode
from wizard.policy.model import DocumentId, Id, Rule

Moment = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$", examples=["2026-11-24T17:00"])]
Ids = tuple[str, ...]


class Expect(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What must come out; only the keys that are named are compared. Times are London wall time."""

    status: str | UnsetType = UNSET
    stage: str | UnsetType | None = UNSET
    urgent: bool | UnsetType = UNSET
    act_by: Moment | UnsetType | None = UNSET
    aim_by: Moment | UnsetType | None = UNSET
    overdue_since: Moment | UnsetType | None = UNSET
    first_action: str | UnsetType = UNSET
    first_action_not: str | UnsetType = UNSET
    phones_include: Ids = ()
    phones_exclude: Ids = ()
    documents_include: tuple[DocumentId, ...] = ()
    documents_exclude: tuple[DocumentId, ...] = ()
    notify_include: Ids = ()
    notify_exclude: Ids = ()
    warnings_include: Ids = ()
    warnings_exclude: Ids = ()
    may_start_at_include: Ids = ()
    may_start_at_exclude: Ids = ()
    sources_include: Ids = ()
    acts_role_contains: str | UnsetType = UNSET
    with_role_contains: str | UnsetType = UNSET
    acts_or_with_role_contains: str | UnsetType = UNSET


class Vignette(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One situation with what must come out. It says its own `now`, so that it means the same every day."""

    id: Id
    given: Given
    expect: Expect


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """What came of running a flow's vignettes: the faults, and every rule that any of them used."""

    count: int
    faults: tuple[Fault, ...]
    used: tuple[Rule, ...]


def run_vignettes(house: House, node: Node, name: str) -> Ran:
    """Runs every vignette of a file that was read. Raises WrongInputError where the file has faults of its own."""
    vignettes = decode(node, tuple[Vignette, ...], name)
    faults = [*_own_faults(house, vignettes, node, name)]
    if faults:
        raise WrongInputError(faults)
    used: list[Rule] = []
    for number, vignette in enumerate(vignettes):
        try:
            result = _run(house, vignette, _given_node(node, number), name)
        except WrongInputError as error:
            faults += error.faults
            continue
        except EscalateError as error:
            faults.append(fault(node, name, (number, "given"), str(error)))
            continue
        used += result.used
        for key, what in _differences(vignette.expect, result.advice):
            faults.append(fault(node, name, (number, "expect", key), f"in '{vignette.id}' {what}"))
    return Ran(count=len(vignettes), faults=tuple(faults), used=tuple(used))


def _own_faults(house: House, vignettes: Iterable[Vignette], node: Node, name: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, one in enumerate(vignettes):
        if one.id in seen:
            yield fault(
                node, name, (number, "id"), f"the vignette '{one.id}' is there twice; expected each id once"
            )
        seen.add(one.id)
        if one.given.policy != house.policy.id:
            yield fault(
                node,
                name,
                (number, "given", "policy"),
                f"the policy is '{one.given.policy}'; expected '{house.policy.id}', whose vignettes these are",
            )
        if one.given.now is None:
            yield fault(
                node,
                name,
                (number, "given"),
                "'now' is missing; expected the time that the vignette plays at",
            )


def _given_node(node: Node, number: int) -> Node | None:
    if isinstance(node, ListNode) and isinstance(entry := node.items[number], TableNode):
        return entry.entries["given"].value
    return None


def _run(house: House, vignette: Vignette, node: Node | None, name: str) -> Advised:
    # The clock is never read: every vignette says its own present.
    never = datetime(2000, 1, 1, tzinfo=UTC)
    return advised(house, settle(vignette.given, house.policy, house.time, never, node, name))


def _differences(expect: Expect, advice: Advice) -> Iterator[tuple[str, str]]:
    """Each key of which something else came out, and what."""
    first = advice.actions[0].id if advice.actions else None
    plain: dict[str, object] = {
        "status": advice.status,
        "stage": advice.stage.id if advice.stage else None,
        "urgent": advice.urgent,
        "act_by": _wall(advice.act_by),
        "aim_by": _wall(advice.aim_by),
        "overdue_since": _wall(advice.overdue_since),
        "first_action": first,
    }
    for key, got in plain.items():
        wanted = getattr(expect, key)
        if wanted is not UNSET and wanted != got:
            yield key, f"came out as {_say(got)}; expected {_say(wanted)}"
    if expect.first_action_not is not UNSET and expect.first_action_not == first:
        yield "first_action_not", f"came out as {_say(first)}; expected anything else"
    yield from _list_differences(expect, advice)
    yield from _role_differences(expect, advice)


def _list_differences(expect: Expect, advice: Advice) -> Iterator[tuple[str, str]]:
    lists: dict[str, set[str]] = {
        "phones": {_digits(phone) for contact in advice.contacts for phone in contact.phone},
        "documents": set(advice.documents),
        "notify": {one.id for one in advice.notify},
        "warnings": {one.id for one in advice.warnings},
        "may_start_at": set(advice.may_start_at),
        "sources": {one.source for one in advice.because} | {one.source for one in advice.actions},
    }
    for name, got in lists.items():
        for ending, there in (("include", True), ("exclude", False)):
            wanted: Ids = getattr(expect, f"{name}_{ending}", ())
            for one in wanted:
                if ((_digits(one) if name == "phones" else one) in got) != there:
                    listed = ", ".join(sorted(got)) or "none"
                    yield (
                        f"{name}_{ending}",
                        f"'{one}' {'is missing' if there else 'is there'}; came out: {listed}",
                    )


def _role_differences(expect: Expect, advice: Advice) -> Iterator[tuple[str, str]]:
    acts = [advice.acts.role.lower()] if advice.acts else []
    with_ = [one.role.lower() for one in advice.with_]
    for key, roles in (
        ("acts_role_contains", acts),
        ("with_role_contains", with_),
        ("acts_or_with_role_contains", acts + with_),
    ):
        wanted = getattr(expect, key)
        if wanted is not UNSET and not any(str(wanted) in role for role in roles):
            yield key, f"no role contains '{wanted}'; came out: {', '.join(roles) or 'none'}"


def _wall(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M}" if moment else None


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())


def _say(value: object) -> str:
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else f"'{value}'"
