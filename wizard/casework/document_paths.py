"""The ways that a case can go under a policy, one of each kind, as the check of the documents walks them.

They are not the proof's every combination: a page differs by far less than advice does. Each kind of everything that
a case can be is met with every course that attempts can take, so that each stage, route and ending is reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, get_args

import msgspec

from wizard.advice.advise import House, advise
from wizard.advice.classes import AttemptState, attempt, moments
from wizard.advice.histories import earlier_rounds, stages_in
from wizard.advice.history import facts_in
from wizard.advice.remembered import RememberedTime, RememberingMachine
from wizard.advice.result import Advice
from wizard.advice.settings import Setting, Settings, situation_of
from wizard.advice.situation import Attempt, Situation, settle
from wizard.advice.vignettes import Vignette
from wizard.advice.worktime import as_london
from wizard.base.errors import EscalateError, WrongInputError
from wizard.policy.files import VIGNETTES_FILE, read_flow_file
from wizard.policy.model import Policy, Subject
from wizard.policy.read import Flow
from wizard.policy.reading_codes import decode_flow

#: What has become of the last stage that was tried.
_LAST: Final[tuple[AttemptState, ...]] = ("open", "open past its limit", "unresolved", "resolved")
#: Statuses at which a case is at no stage.
_ENDED: Final = ("resolved", "complete", "outside-policy")


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One case as it can stand, and the advice on it."""

    situation: Situation
    advice: Advice

    def __str__(self) -> str:
        where = self.advice.stage.id if self.advice.stage else "no stage"
        risk = ", in danger" if self.advice.urgent else ""
        return f"{self.advice.policy.id}, {self.advice.status} at {where}, {self.situation.subject}{risk}"


class Ways(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, and the stages and endings of the policy that none of them comes to."""

    ways: tuple[Way, ...]
    missed: tuple[str, ...]


def ways_of(house: House, flow: Flow) -> Ways:
    """The flow's own vignettes, and then one of each kind. What gives no advice is no way: other checks tell of it."""
    # As the proof does: the same few limits and steps are asked for again and again.
    time_ = RememberedTime(house.time.calendar, house.time.hours)
    house = msgspec.structs.replace(house, machine=RememberingMachine(house.machine), time=time_)
    found: dict[Situation, Way] = {}
    for situation in (*_vignettes(house, flow), *_kinds(house)):
        if situation not in found:
            try:
                found[situation] = Way(situation=situation, advice=advise(house, situation))
            except EscalateError:
                continue
    ways = tuple(found.values())
    return Ways(ways=ways, missed=_missed(house.policy, ways))


def _missed(policy: Policy, ways: tuple[Way, ...]) -> tuple[str, ...]:
    reached = {way.advice.stage.id for way in ways if way.advice.stage}
    reached |= {way.advice.status for way in ways if way.advice.status in _ENDED}
    endings = [one.id for one in policy.endings]
    return tuple(one for one in (*(stage.id for stage in policy.stages()), *endings) if one not in reached)


def _vignettes(house: House, flow: Flow) -> Iterator[Situation]:
    name = str(flow.folder / VIGNETTES_FILE)
    never = datetime(2000, 1, 1, tzinfo=UTC)
    try:
        node = read_flow_file(flow.folder, VIGNETTES_FILE)
        vignettes = decode_flow(node, tuple[Vignette, ...], name)
    except WrongInputError:
        return
    for one in vignettes:
        try:
            yield settle(one.given, house.policy, house.time, never, None, name)
        except WrongInputError:
            continue


def _kinds(house: House) -> Iterator[Situation]:
    office_hours, *others = moments(house.time)
    settings = Settings(house.policy, house.contacts, office_hours.now)
    subjects: tuple[Subject, ...] = get_args(Subject)
    gone: set[tuple[Subject, bool, tuple[str, ...]]] = set()
    for setting in _one_of_each(settings.all):
        for subject in subjects:
            bare = situation_of(msgspec.structs.replace(setting, subject=subject), office_hours.now)
            stages = tuple(stage.id for stage in stages_in(house, bare))
            kind = (subject, bare.risk == "immediate", stages)
            # Every course once on each ladder, for each of those who can be spoken of, in danger and not.
            yield from _some_courses(house, bare) if kind in gone else _courses(house, bare)
            gone.add(kind)
    first = situation_of(settings.all[0], office_hours.now)
    for bare in _said_otherwise(settings, first):
        yield from _some_courses(house, bare)
    for moment in others:
        yield from _some_courses(house, situation_of(settings.all[0], as_london(moment.now)))


def _one_of_each(settings: tuple[Setting, ...]) -> Iterator[Setting]:
    """The first of the settings that has something which none before it had, in danger and not."""
    seen: set[tuple[bool, str, object]] = set()
    for setting in settings:
        danger = setting.risk == "immediate"
        parts = {(danger, name, getattr(setting, name)) for name in setting.__struct_fields__}
        if not parts <= seen:
            seen |= parts
            yield setting


def _said_otherwise(settings: Settings, first: Situation) -> Iterator[Situation]:
    """What decides nothing and is said on a page: agencies, sectors, subjects, and what is not known."""
    replace = msgspec.structs.replace
    for sector in settings.sectors:
        yield replace(first, sector=sector)
    for about in settings.policy.about.ids:
        yield replace(first, about=about)
    known = settings.policy.party_agencies()
    for agency in known:
        yield replace(first, challenging=agency)
        yield replace(first, challenged=(agency,))
    yield replace(first, challenged=tuple(known[:3]))
    yield replace(first, risk="significant", risk_unknown=True)
    for own in settings.said_own:
        yield own.in_(first)


def _courses(house: House, bare: Situation) -> Iterator[Situation]:
    """Each stage as the last that was tried, whether those before it were tried or passed over; attempts whose days
    are not known; rounds that the policy leads back to; and what `_some_courses` gives."""
    yield from _some_courses(house, bare)
    on_ladder = stages_in(house, bare)
    stages = [stage.id for stage in on_ladder]
    for earlier in earlier_rounds(on_ladder, bare.now, facts_in(house.policy, bare)):
        for number, stage in enumerate(stages):
            before = _attempts(stages[:number], "unresolved", bare)
            for state in _LAST:
                last = _attempts([stage], state, bare)
                yield _tried(bare, (*earlier, *before, *last))
                if before:
                    yield _tried(bare, last)
    for state in ("unresolved", "resolved"):
        dated = _attempts(stages, state, bare)
        yield _tried(bare, tuple(msgspec.structs.replace(one, began=None) for one in dated))


def _some_courses(house: House, bare: Situation) -> Iterator[Situation]:
    """Nothing tried; all of it, in vain; the first stage settled; the last one open; and each stage beside the ladder
    that the circumstance can lead to."""
    yield bare
    stages = [stage.id for stage in stages_in(house, bare)]
    yield _tried(bare, _attempts(stages, "unresolved", bare))
    yield _tried(bare, _attempts(stages[:1], "resolved", bare))
    yield _tried(bare, _attempts(stages[-1:], "open past its limit", bare))
    for route in house.policy.routes:
        if route.stage and (not route.when.circumstance or bare.circumstance in route.when.circumstance):
            for state in _LAST:
                yield _tried(bare, _attempts([route.stage.id], state, bare))


def _attempts(stages: list[str], state: AttemptState, bare: Situation) -> tuple[Attempt, ...]:
    made = (attempt(stage, state, bare.now) for stage in stages)
    return tuple(one for one in made if one is not None)


def _tried(bare: Situation, attempts: tuple[Attempt, ...]) -> Situation:
    return msgspec.structs.replace(bare, attempts=attempts)
