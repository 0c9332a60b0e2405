"""Vignettes: a situation and what must come out, written by the people who own a policy. They are its tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from wizard.advice.advise import Advised, House, advised
from wizard.advice.result import Advice
from wizard.advice.situation import Given, settle
from wizard.advice.vignette_faults import contradicting, impossible
from wizard.base.decode import fault
from wizard.base.errors import EscalateError, Fault, WrongInputError
from wizard.base.nodes import FAULTS_KEPT
from wizard.base.reader import ListNode, Node, TableNode
from wizard.base.text import visible
from wizard.policy.flaws import Flaw, placed
from wizard.policy.model import DocumentId, Id, Rule
from wizard.policy.reading_codes import coded, decode_flow

Moment = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$", examples=["2026-11-24T17:00"])]
Ids = tuple[str, ...]
#: Vignettes of one flow, at most: each is put through the engine.
VIGNETTES_LIMIT: Final = 2000


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
    #: How each clock stands: its status, or when it ends.
    clocks: dict[Id, str] = {}
    actions_include: Ids = ()
    actions_exclude: Ids = ()
    forms_include: Ids = ()
    forms_exclude: Ids = ()
    #: Words in the role of anybody else who has a part in it.
    also_role_contains: str | UnsetType = UNSET


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
    vignettes = decode_flow(node, tuple[Vignette, ...], name)
    if len(vignettes) > VIGNETTES_LIMIT:
        what = f"there are {len(vignettes):,} vignettes; expected at most {VIGNETTES_LIMIT:,} of one policy"
        raise WrongInputError([fault(node, name, (VIGNETTES_LIMIT,), what, "F108")])
    faults = list(islice(_own_faults(house, vignettes, node, name), FAULTS_KEPT))
    if faults:
        raise WrongInputError(faults)
    unfit = (*contradicting(vignettes), *impossible(vignettes, house.policy))
    flaws = unfit[:FAULTS_KEPT]
    faults += placed(flaws, node, name)
    told = {(one.place[0], one.place[2]) for one in flaws if one.code == "F606"}
    used: list[Rule] = []
    for number, vignette in enumerate(vignettes):
        if len(faults) >= FAULTS_KEPT:  # a file of a stranger's must not become a longer report than itself
            break
        try:
            result = _run(house, vignette, _given_node(node, number), name)
        except WrongInputError as error:
            faults += coded(error.faults, lambda _: "F604")
            continue
        except EscalateError as error:
            faults += placed([Flaw((number, "given"), str(error), "F604")], node, name)
            continue
        used += result.used
        for key, what in islice(_differences(vignette.expect, result.advice), FAULTS_KEPT):
            if (number, key) not in told:
                flaw = Flaw((number, "expect", key), f"in '{vignette.id}' {what}", "F603")
                faults += placed([flaw], node, name)
    return Ran(count=len(vignettes), faults=tuple(faults), used=tuple(used))


def _own_faults(house: House, vignettes: Iterable[Vignette], node: Node, name: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, one in enumerate(vignettes):
        if one.id in seen:
            yield fault(
                node,
                name,
                (number, "id"),
                f"the vignette '{one.id}' is there twice; expected each id once",
                "F202",
            )
        seen.add(one.id)
        if one.given.policy != house.policy.id:
            yield fault(
                node,
                name,
                (number, "given", "policy"),
                f"the policy is '{visible(one.given.policy, 60)}'; expected '{house.policy.id}', whose vignettes these are",
                "F601",
            )
        if one.given.now is None:
            yield fault(
                node,
                name,
                (number, "given"),
                "'now' is missing; expected the time that the vignette plays at",
                "F602",
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
    yield from _clock_differences(expect, advice)


def _list_differences(expect: Expect, advice: Advice) -> Iterator[tuple[str, str]]:
    lists: dict[str, set[str]] = {
        "phones": {_digits(phone) for contact in advice.contacts for phone in contact.phone},
        "documents": set(advice.documents),
        "notify": {one.id for one in advice.notify},
        "warnings": {one.id for one in advice.warnings},
        "may_start_at": set(advice.may_start_at),
        "actions": {one.id for one in advice.actions},
        "forms": {one.id for one in advice.forms},
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


def _clock_differences(expect: Expect, advice: Advice) -> Iterator[tuple[str, str]]:
    came_out = {one.id: (one.status, _wall(one.by)) for one in advice.clocks}
    for clock, wanted in expect.clocks.items():
        if clock not in came_out:
            yield "clocks", f"'{clock}' does not run here; came out: {', '.join(came_out) or 'none'}"
        elif wanted not in came_out[clock]:
            status, by = came_out[clock]
            yield "clocks", f"'{clock}' came out as {status}, by {_say(by)}; expected '{wanted}'"


def _role_differences(expect: Expect, advice: Advice) -> Iterator[tuple[str, str]]:
    acts = [advice.acts.role.lower()] if advice.acts else []
    with_ = [one.role.lower() for one in advice.with_]
    for key, roles in (
        ("acts_role_contains", acts),
        ("with_role_contains", with_),
        ("acts_or_with_role_contains", acts + with_),
        ("also_role_contains", [one.role.lower() for one in advice.also]),
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
