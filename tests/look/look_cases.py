"""Which documents each policy needs, and an invented case for each: one of the policy's own vignettes, told in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from wizard.advice.advise import House, advise
from wizard.advice.result import Advice
from wizard.advice.situation import Given, Situation, settle
from wizard.advice.vignettes import Vignette
from wizard.base.decode import decode
from wizard.base.errors import EscalateError
from wizard.base.paths import shipped
from wizard.base.reader import read_file
from wizard.casework.documents import ALWAYS, CHALLENGE, CHASER, CHRONOLOGY, NOTICE, REPLY
from wizard.casework.house import house_of
from wizard.documents.awaited import awaited
from wizard.policy.read import Flow, read_flow
from wizard.policy.sources import FlowSources

LEARNING: Final = "learning-record"
VIGNETTES: Final = "vignettes.yaml"
#: Each vignette says its own moment.
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One document to make. A `draft` has only some of its fields filled in."""

    document: str
    policy: str
    given: Given
    draft: bool = False

    @property
    def name(self) -> str:
        """What its files are called, without their endings."""
        return f"{self.policy}-{self.document}{'-draft' if self.draft else ''}"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be made, and what cannot be because no case comes to it."""

    wanted: tuple[Wanted, ...]
    faults: tuple[str, ...]


class _Case(msgspec.Struct, frozen=True, kw_only=True):
    vignette: str
    given: Given
    situation: Situation
    advice: Advice
    late: bool

    def offers(self, document: str) -> bool:
        """Whether the document belongs to this case."""
        if document in (*ALWAYS, LEARNING):
            return True
        if document == NOTICE:
            return bool(self.advice.notify)
        if document == CHASER:
            return self.late
        return (CHALLENGE if document == REPLY else document) in self.advice.documents

    def worth(self, uses: Counter[str]) -> tuple[object, ...]:
        """What makes a case better to look at: an adult, more that was tried, and others made of it too."""
        return (
            not self.advice.urgent,
            self.situation.subject == "adult",
            len(self.situation.attempts),
            self.advice.status == "resolved",
            uses[self.vignette],
        )


def plan() -> Plan:
    """Every document with every policy that needs it, then one draft of each document."""
    sources = FlowSources(shipped("flows"))
    wanted: list[Wanted] = []
    faults: list[str] = []
    danger: dict[str, Wanted] = {}
    for policy in sources.ids():
        flow = read_flow(sources.find(policy), sources.find)
        house = house_of(flow)
        cases = list(_cases(house, flow))
        uses: Counter[str] = Counter()
        # Those that belong to any case come last: they are made of one that others are made of too.
        for document in sorted(_needed(house), key=lambda one: (one == CHRONOLOGY, one in ALWAYS, one)):
            fitting = [case for case in cases if case.offers(document)]
            if not fitting:
                faults.append(f"{document} under {policy}: no vignette comes to it")
                continue
            best = max(fitting, key=lambda case: case.worth(uses))
            uses[best.vignette] += 1
            wanted.append(Wanted(document=document, policy=policy, given=best.given))
            urgent = [case for case in fitting if case.advice.urgent]
            if urgent and document not in danger:
                danger[document] = Wanted(document=document, policy=policy, given=urgent[0].given, draft=True)
    drafts = {one.document: msgspec.structs.replace(one, draft=True) for one in reversed(wanted)} | danger
    return Plan(wanted=(*wanted, *drafts.values()), faults=tuple(faults))


def each_once(wanted: Sequence[Wanted]) -> tuple[Wanted, ...]:
    """Each document once, and one draft: as many policies as there are take turns."""
    found: dict[str, Wanted] = {}
    taken: Counter[str] = Counter()
    for document in sorted({one.document for one in wanted}):
        choice = [one for one in wanted if one.document == document and not one.draft]
        if choice:
            found[document] = min(choice, key=lambda one: taken[one.policy])
            taken[found[document].policy] += 1
    drafts = [one for one in wanted if one.draft]
    return (*found.values(), *drafts[:1])


def _needed(house: House) -> set[str]:
    """What the policy's advice can list, and what always goes with it."""
    policy = house.policy
    listed = {str(one) for stage in policy.stages() for one in stage.documents}
    listed |= {str(one) for ending in policy.endings for one in ending.documents}
    needed = {*listed, *ALWAYS, LEARNING}
    if CHALLENGE in listed:
        needed.add(REPLY)
    if policy.notices:
        needed.add(NOTICE)
    if any(clock.quantity for clock in policy.clocks):
        needed.add(CHASER)
    return needed


def _cases(house: House, flow: Flow) -> Iterator[_Case]:
    path = flow.folder / VIGNETTES
    for vignette in decode(read_file(path), tuple[Vignette, ...], str(path)):
        if vignette.given.policy != house.policy.id:
            continue
        case = _case(house, vignette.id, vignette.given)
        if case is None or case.advice.status == "outside-policy":
            continue
        yield case
        if case.advice.act_by is not None and not case.late:
            after = case.advice.act_by + timedelta(days=1)
            given = msgspec.structs.replace(vignette.given, now=f"{after:%Y-%m-%dT%H:%M}")
            late = _case(house, f"{vignette.id}, late", given)
            if late is not None and late.late:
                yield late


def _case(house: House, vignette: str, given: Given) -> _Case | None:
    try:
        situation = settle(given, house.policy, house.time, _NEVER, None, VIGNETTES)
        advice = advise(house, situation)
    except EscalateError:
        return None  # other checks tell of it
    waits = awaited(house.policy, situation, advice)
    return _Case(
        vignette=vignette,
        given=given,
        situation=situation,
        advice=advice,
        late=waits is not None and waits.late,
    )
