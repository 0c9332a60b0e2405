"""What a flow's parts say of each other: whether every id that is named is there, and there once.

The shape of a file is checked when it is decoded; this checks what the shape cannot say. It runs on every
read, so that advice is never given from a flow that contradicts itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec

from wizard.base.decode import fault
from wizard.base.errors import Fault
from wizard.base.paths import within
from wizard.base.reader import Node
from wizard.base.text import unknown, visible
from wizard.policy.bank_holidays import known_calendars
from wizard.policy.contacts import SAME_AGENCY, Contact, Contacts, first_day
from wizard.policy.model import (
    AGENCIES,
    CHALLENGED,
    CHALLENGING,
    COMPLETE,
    PARTIES,
    RESOLVED,
    Person,
    Policy,
    Role,
    Stage,
    Step,
    When,
)

Place = tuple[str | int, ...]
Found = Iterator[tuple[Place, str]]


def faults_in_policy(policy: Policy, node: Node, path: Path) -> list[Fault]:
    """Every fault of a decoded policy, with its place."""
    check = _PolicyCheck(policy, path.parent)
    return [fault(node, str(path), place, what) for place, what in check.faults()]


def faults_in_contacts(contacts: Contacts, policy: Policy, node: Node, path: Path) -> list[Fault]:
    """Every fault of decoded contacts, with its place."""
    return [fault(node, str(path), place, what) for place, what in _contacts(contacts, policy)]


def _unknown(word: str, kind: str, known: Iterable[str]) -> str:
    return unknown(word, f"{kind} of this flow", known)


def _repeated(ids: Sequence[tuple[Place, str]], kind: str) -> Found:
    seen: set[str] = set()
    for place, one in ids:
        if one in seen:
            yield place, f"the {kind} '{one}' is there twice; expected each id once"
        seen.add(one)


class _PolicyCheck:
    """One policy being checked; knows its ids."""

    def __init__(self, policy: Policy, folder: Path) -> None:
        self.policy = policy
        self.folder = folder
        self.stages = [stage.id for stage in policy.stages()]
        self.agencies = [*AGENCIES, *policy.bodies]

    def faults(self) -> Found:
        yield from self._identity()
        yield from self._ids()
        for place, stage in self._placed_stages():
            yield from self._stage(place, stage)
        for name, role in self.policy.roles.items():
            yield from self._role(("roles", name), role)
        yield from self._rules()
        yield from self._endings()
        yield from self._templates()

    def _identity(self) -> Found:
        policy = self.policy
        if policy.id != self.folder.name:
            yield (
                ("policy", "id"),
                f"'{policy.id}' differs from the name of its folder, '{visible(self.folder.name, limit=60)}'; expected the same",
            )
        if policy.calendar not in known_calendars():
            yield ("calendar",), _unknown(policy.calendar, "calendar", known_calendars())
        if policy.policy.review_due is not None:
            try:
                date.fromisoformat(policy.policy.review_due)
            except ValueError:
                yield (
                    ("policy", "review_due"),
                    f"'{policy.policy.review_due}' is not a day; expected one such as 2026-06-30",
                )
            if policy.policy.review_source is None:
                yield (
                    ("policy", "review_due"),
                    "a review date needs its source; expected the key 'review_source' beside it",
                )
        for body in policy.bodies:
            parts = body.split("/")
            if len(parts) > 2 or not all(
                part.replace("-", "").isalnum() and part.isascii() for part in parts
            ):
                what = f"'{visible(body, limit=60)}' is no id of a body; expected letters, digits and hyphens"
                yield ("bodies", body), f"{what}, such as 'board' or 'health/trust'"
        if policy.hours is not None:
            try:
                policy.office_hours()
            except ValueError as error:
                yield ("hours",), str(error)

    def _placed_stages(self) -> Iterator[tuple[Place, Stage]]:
        for number, ladder in enumerate(self.policy.ladders):
            for rung, stage in enumerate(ladder.stages):
                yield ("ladders", number, "stages", rung), stage
        for number, route in enumerate(self.policy.routes):
            if route.stage:
                yield ("routes", number, "stage"), route.stage

    def _ids(self) -> Found:
        policy = self.policy
        stages: list[tuple[Place, str]] = [
            ((*place, "id"), stage.id) for place, stage in self._placed_stages()
        ]
        yield from _repeated(stages, "stage")
        for place, one in stages:
            if one in (RESOLVED, COMPLETE):
                yield place, f"'{one}' is the id of an ending; expected another id for a stage"
        named: tuple[tuple[str, str, list[str]], ...] = (
            ("ladders", "ladder", [one.id for one in policy.ladders]),
            ("clocks", "clock", [one.id for one in policy.clocks]),
            ("routes", "route", [one.id for one in policy.routes]),
            ("passes", "pass", [one.id for one in policy.passes]),
            ("bypasses", "bypass", [one.id for one in policy.bypasses]),
            ("contacts", "contact rule", [one.id for one in policy.contacts]),
            ("endings", "ending", [one.id for one in policy.endings]),
            ("outside", "exclusion", [one.id for one in policy.outside]),
            ("unseen", "unseen part", [one.id for one in policy.unseen]),
        )
        for key, kind, ids in named:
            yield from _repeated([((key, number, "id"), one) for number, one in enumerate(ids)], kind)

    def _stage(self, place: Place, stage: Stage) -> Found:
        yield from self._person((*place, "acts"), stage.acts)
        if stage.acts.agency == CHALLENGED:
            yield (
                (*place, "acts", "agency"),
                "the challenging agency's side acts; expected 'challenging' or an agency",
            )
        if stage.acts.when is not None:
            yield (
                (*place, "acts", "when"),
                "the same role acts here in each case; expected no condition (put its other titles under 'instead')",
            )
        if not stage.with_:
            yield (*place, "id"), f"the stage '{stage.id}' has nobody to go to; expected someone under 'with'"
        for number, person in enumerate(stage.with_):
            yield from self._person((*place, "with", number), person)
        yield from self._steps((*place, "steps"), stage.steps)
        if not stage.steps:
            yield (*place, "id"), f"the stage '{stage.id}' says nothing to do; expected at least one step"

    def _steps(self, place: Place, steps: Sequence[Step]) -> Found:
        yield from _repeated([((*place, number, "id"), step.id) for number, step in enumerate(steps)], "step")
        for number, step in enumerate(steps):
            yield from self._when((*place, number, "when"), step.when)

    def _person(self, place: Place, person: Person) -> Found:
        if person.role not in self.policy.roles:
            yield (*place, "role"), _unknown(person.role, "role", self.policy.roles)
        if person.agency not in (CHALLENGING, CHALLENGED):
            yield from self._agency((*place, "agency"), person.agency, extra=(CHALLENGING, CHALLENGED))
        yield from self._when((*place, "when"), person.when)

    def _agency(self, place: Place, agency: str, extra: tuple[str, ...] = ()) -> Found:
        if agency not in self.agencies:
            yield place, _unknown(agency, "agency", [*extra, *self.agencies])

    def _role(self, place: Place, role: Role) -> Found:
        for number, title in enumerate(role.instead):
            yield from self._when((*place, "instead", number, "when"), title.when)

    def _when(self, place: Place, when: When | None) -> Found:
        if when is None:
            return
        if not any(msgspec.structs.astuple(when)):
            yield place, "the condition names no fact; expected at least one, or no 'when' at all"
        for key, agencies in (("challenging", when.challenging), ("challenged", when.challenged)):
            for number, agency in enumerate(agencies):
                yield from self._agency((*place, key, number), agency)

    def _at(self, place: Place, at: Sequence[str], *, endings: bool = False) -> Found:
        known = [*self.stages, RESOLVED, COMPLETE] if endings else self.stages
        for number, one in enumerate(at):
            if one not in known:
                yield (*place, number), _unknown(one, "stage", known)

    def _rules(self) -> Found:
        policy = self.policy
        on_ladders = [stage.id for ladder in policy.ladders for stage in ladder.stages]
        for number, ladder in enumerate(policy.ladders):
            yield from self._when(("ladders", number, "when"), ladder.when)
        for number, clock in enumerate(policy.clocks):
            yield from self._at(("clocks", number, "at"), clock.at)
            yield from self._when(("clocks", number, "when"), clock.when)
            if clock.limit in ("today", "same working day") and clock.starts != "each day":
                yield (
                    ("clocks", number, "limit"),
                    f"'{clock.limit}' is counted anew each day; expected 'starts: each day' beside it",
                )
        for number, route in enumerate(policy.routes):
            yield from self._when(("routes", number, "when"), route.when)
            if (route.stage is None) == (route.to is None):
                yield ("routes", number), "a route leads to one stage; expected either 'stage' or 'to'"
            elif route.to is not None and route.to not in on_ladders:
                yield ("routes", number, "to"), _unknown(route.to, "stage on a ladder", on_ladders)
            elif route.to is not None and (route.until != "attempted" or route.then != "ladder"):
                yield (
                    ("routes", number, "until"),
                    "a route to a stage of the ladder holds until that stage is tried; expected 'until: attempted' and no 'then'",
                )
        for number, rule in enumerate(policy.passes):
            yield from self._at(("passes", number, "stages"), rule.stages)
            yield from self._when(("passes", number, "when"), rule.when)
        for number, bypass in enumerate(policy.bypasses):
            yield from self._when(("bypasses", number, "when"), bypass.when)
        for number, notice in enumerate(policy.notices):
            yield from self._at(("notices", number, "at"), notice.at, endings=True)
            yield from self._when(("notices", number, "when"), notice.when)
        for number, one in enumerate(policy.outside):
            yield from self._when(("outside", number, "when"), one.when)
        for number, contact in enumerate(policy.contacts):
            yield from self._at(("contacts", number, "at"), contact.at)
            for place, agency in enumerate(() if contact.of == PARTIES else contact.of):
                yield from self._agency(("contacts", number, "of", place), agency)

    def _endings(self) -> Found:
        ids = [ending.id for ending in self.policy.endings]
        for one in (RESOLVED, COMPLETE):
            if one not in ids:
                yield ("endings",), f"the ending '{one}' is missing; expected both 'resolved' and 'complete'"
        for number, ending in enumerate(self.policy.endings):
            yield from self._steps(("endings", number, "steps"), ending.steps)

    def _templates(self) -> Found:
        for document, name in self.policy.templates.items():
            try:
                file = within(self.folder / "templates", name)
            except ValueError as error:
                yield ("templates", document), str(error)
                continue
            if not file.is_file():
                yield (
                    ("templates", document),
                    f"there is no file '{visible(name)}' in the flow's folder 'templates'",
                )


def _contacts(contacts: Contacts, policy: Policy) -> Found:
    agencies = [*AGENCIES, *policy.bodies]
    for key, entries in (("entries", contacts.entries), ("fallback", contacts.fallback)):
        yield from _repeated([((key, number, "id"), one.id) for number, one in enumerate(entries)], "contact")
        for number, one in enumerate(entries):
            known = [*agencies, SAME_AGENCY] if key == "fallback" else agencies
            if one.agency not in known:
                yield (key, number, "agency"), _unknown(one.agency, "agency", known)
            yield from _contact((key, number), one, fallback=key == "fallback")


def _contact(place: Place, contact: Contact, *, fallback: bool) -> Found:
    if not contact.phone and not contact.email and not fallback:
        yield (
            (*place, "id"),
            f"'{contact.id}' can be reached by no means; expected a phone number or an email address",
        )
    if contact.as_at is not None:
        try:
            first_day(contact.as_at)
        except ValueError:
            yield (
                (*place, "as_at"),
                f"'{contact.as_at}' is not a day, month or year; expected such as 2026, 2026-04 or 2026-04-09",
            )
