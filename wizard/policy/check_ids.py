"""Ids that stand in a flow twice, or for two things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from wizard.policy.check_stages import placed_stages
from wizard.policy.flaws import Flaw, Found, Place, repeated
from wizard.policy.model import COMPLETE, RESOLVED, Policy
from wizard.policy.telling import Notice


class _Named(Protocol):
    @property
    def id(self) -> str:
        """What a flow calls it."""


def in_ids(policy: Policy) -> Found:
    """The ids of stages, which hold in the whole policy, and those of each list."""
    stages: list[tuple[Place, str]] = [((*place, "id"), stage.id) for place, stage in placed_stages(policy)]
    yield from repeated(stages, "stage")
    for place, one in stages:
        if one in (RESOLVED, COMPLETE):
            yield Flaw(place, f"'{one}' is the id of an ending; expected another id for a stage", "F215")
    named: tuple[tuple[str, str, Iterable[_Named]], ...] = (
        ("ladders", "ladder", policy.ladders),
        ("clocks", "clock", policy.clocks),
        ("routes", "route", policy.routes),
        ("passes", "pass", policy.passes),
        ("bypasses", "bypass", policy.bypasses),
        ("contacts", "contact rule", policy.contacts),
        ("endings", "ending", policy.endings),
        ("outside", "exclusion", policy.outside),
        ("unseen", "unseen part", policy.unseen),
        ("duties", "duty", policy.duties),
        ("forms", "form", policy.forms),
        ("contradictions", "contradiction", policy.contradictions),
    )
    for key, kind, found in named:
        ids: list[tuple[Place, str]] = [((key, number, "id"), one.id) for number, one in enumerate(found)]
        yield from repeated(ids, kind)
    yield from _in_notices(policy.notices)


def _in_notices(notices: Iterable[Notice]) -> Found:
    """The same people may be told in several cases under one id; the same words for the same case are a slip."""
    seen: list[Notice] = []
    for number, one in enumerate(notices):
        if one in seen:
            what = f"the notice '{one.id}' is there twice, word for word; expected it once"
            yield Flaw(("notices", number, "id"), what, "F202")
        seen.append(one)
