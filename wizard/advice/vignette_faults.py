"""Vignettes that cannot all come out right: two that contradict each other, and what no advice of the flow can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, get_args

import msgspec
from msgspec import UNSET

from wizard.advice.result import Status, WarningId
from wizard.base.text import unknown, visible
from wizard.policy.flaws import Flaw, Found
from wizard.policy.model import Policy

if TYPE_CHECKING:
    from wizard.advice.vignettes import Expect, Vignette

#: Earlier vignettes of one situation that each is held against, at most.
_COMPARED: Final = 20
_STATUSES: Final[tuple[str, ...]] = get_args(Status)
_WARNINGS: Final[tuple[str, ...]] = get_args(WarningId)


def contradicting(vignettes: Sequence[Vignette]) -> Found:
    """Vignettes with the same situation that want two things of one key."""
    alike: dict[bytes, list[Vignette]] = {}
    for number, one in enumerate(vignettes):
        same = alike.setdefault(msgspec.json.encode(one.given, order="sorted"), [])
        for earlier in same[:_COMPARED]:
            for key in _differing(earlier.expect, one.expect):
                what = f"'{one.id}' contradicts '{earlier.id}', which has the same situation; expected one of them changed"
                yield Flaw((number, "expect", key), what, "F605")
        same.append(one)


def impossible(vignettes: Iterable[Vignette], policy: Policy) -> Iterator[Flaw]:
    """What a vignette expects and no advice of this flow can hold."""
    stages = [stage.id for stage in policy.stages()]
    clocks = [one.id for one in policy.clocks]
    lists: tuple[tuple[str, str, Sequence[str]], ...] = (
        ("notify_include", "notice", [one.id for one in policy.notices]),
        ("warnings_include", "warning", _WARNINGS),
        ("forms_include", "form", [one.id for one in policy.forms]),
        ("documents_include", "document", _documents(policy)),
        ("may_start_at_include", "stage", stages),
    )
    for number, one in enumerate(vignettes):
        expect = one.expect
        if isinstance(expect.stage, str) and expect.stage not in stages:
            yield _cannot(number, one.id, "stage", expect.stage, "stage", stages)
        if isinstance(expect.status, str) and expect.status not in _STATUSES:
            yield _cannot(number, one.id, "status", expect.status, "status", _STATUSES)
        for clock in expect.clocks:
            if clock not in clocks:
                yield _cannot(number, one.id, "clocks", clock, "clock", clocks)
        for key, kind, known in lists:
            for word in getattr(expect, key):
                if word not in known:
                    yield _cannot(number, one.id, key, word, kind, known)


def _cannot(number: int, vignette: str, key: str, word: str, kind: str, known: Sequence[str]) -> Flaw:
    what = unknown(word, f"{kind} that this flow can give", known)
    return Flaw((number, "expect", key), f"in '{vignette}' {what}", "F606")


def _documents(policy: Policy) -> list[str]:
    """The documents that any part of a policy lists."""
    named = [document for stage in policy.stages() for document in stage.documents]
    named += [document for ending in policy.endings for document in ending.documents]
    return list(dict.fromkeys([*named, *(form.document for form in policy.forms)]))


def _differing(one: Expect, other: Expect) -> Iterator[str]:
    """The keys of which one wants what the other does not let be."""
    for name in one.__struct_fields__:
        first, second = getattr(one, name), getattr(other, name)
        plain = not isinstance(first, tuple | dict) and not name.endswith(("_contains", "_not"))
        if plain and UNSET not in (first, second) and first != second:
            yield visible(name)
    for name in one.__struct_fields__:
        listed, _, ending = name.rpartition("_")
        if ending == "include" and hasattr(one, f"{listed}_exclude"):
            for here, there in ((one, other), (other, one)):
                if set(getattr(here, name)) & set(getattr(there, f"{listed}_exclude")):
                    yield name if here is other else f"{listed}_exclude"
    shared = one.clocks.keys() & other.clocks.keys()
    if any(_apart(one.clocks[key], other.clocks[key]) for key in shared):
        yield "clocks"
    if other.first_action is not UNSET and other.first_action == one.first_action_not:
        yield "first_action"
    if one.first_action is not UNSET and one.first_action == other.first_action_not:
        yield "first_action_not"


def _apart(one: str, other: str) -> bool:
    """Whether two wants of one clock differ; a status and an end say nothing against each other."""
    return one != other and one[:1].isdigit() == other[:1].isdigit()
