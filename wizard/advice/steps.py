"""The next steps of a case: what can be recorded now. `step_questions` asks for it, `step_outcome` says what it comes to.

A step is a short conversation of its own. Its questions carry the number of the step, so that its answers are
kept as all others are, and a step that was broken off goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from wizard.advice.present import clause_of, notice_of
from wizard.advice.result import Advice
from wizard.advice.situation import Given, GivenAttempt, Situation

if TYPE_CHECKING:  # the engine behind it is not needed before there is advice
    from wizard.advice.located import House

StepId = Literal["attempt", "outcome", "reply", "silence", "conference", "resolution", "duties"]
STEP_IDS: Final[tuple[StepId, ...]] = (
    "attempt",
    "outcome",
    "reply",
    "silence",
    "conference",
    "resolution",
    "duties",
)
Answers = Mapping[str, tuple[str, ...]]

#: What a reply can say, and what can come of a meeting, beside that it settles the matter or does not.
SETTLES: Final = "settles"
PART: Final = "part"
REFUSES: Final = "refuses"
MORE: Final = "more"
GOES_ON: Final = "goes-on"


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """Something that remains to be done once a disagreement is settled. `source` is its clause, as it is cited."""

    id: str
    text: str
    source: str
    done: bool


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be recorded now. `key` is the letter that begins it."""

    id: StepId
    key: str
    title: str


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded silence: the stage whose limit passed without a reply, and that limit."""

    stage: str
    limit: str


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A step that was begun and is not over.

    `number` sets its questions apart from those of other steps. `stage` is that of the open attempt that it was
    begun for, empty where there was none: what happens elsewhere meanwhile does not move it.
    """

    id: StepId
    number: int
    stage: str = ""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it stands when a step is begun: the situation as given and settled, the advice, what was recorded."""

    house: House
    given: Given
    situation: Situation
    advice: Advice
    silences: tuple[Silence, ...] = ()
    duties_done: frozenset[str] = frozenset()


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """What a step comes to: something to be recorded, and an attempt where it is one."""

    kind: Literal["attempted", "replied", "silence", "conference-held", "duties"]
    stage: str = ""
    at: str = ""
    what: str = ""
    note: str = ""
    attempt: GivenAttempt | None = None
    #: Whether the attempt takes the place of the one that is open at its stage.
    closes: bool = False
    ids: tuple[str, ...] = ()


def next_steps(case: Standing) -> tuple[NextStep, ...]:
    """What can be recorded now, the likeliest first."""
    status = case.advice.status
    if status == "outside-policy":
        return ()
    if status == "resolved":
        return (
            NextStep(id="duties", key="c", title="Tick off what remains to be done"),
            NextStep(id="attempt", key="t", title="Record another attempt"),
        )
    steps: list[NextStep] = []
    waiting = waiting_at(case)
    if waiting:
        label = case.house.policy.stage(waiting.stage).label
        if unrecorded_silence(case):
            steps.append(NextStep(id="silence", key="s", title=f"{label}: no reply came in time"))
        steps.append(NextStep(id="reply", key="y", title=f"{label}: a reply has come"))
        steps.append(NextStep(id="outcome", key="o", title=f"{label}: say how it ended"))
    here = case.advice.stage
    if here is None or (waiting is not None and waiting.stage == here.id):
        title = "Record another attempt"
    else:
        title = f"Record an attempt at {here.label}"
    steps.append(NextStep(id="attempt", key="t", title=title))
    steps.append(NextStep(id="conference", key="m", title="Record a meeting or a conference"))
    steps.append(NextStep(id="resolution", key="e", title="Record that it is settled"))
    return tuple(steps)


_TITLES: Final[Mapping[StepId, str]] = {
    "attempt": "Record an attempt",
    "outcome": "Record how it ended",
    "reply": "Record a reply",
    "silence": "Record that no reply came",
    "conference": "Record a meeting or a conference",
    "resolution": "Record that it is settled",
    "duties": "What remains to be done",
}


def step_title(step: StepId) -> str:
    """What a step is called while it is under way."""
    return _TITLES[step]


def waiting_at(case: Standing) -> GivenAttempt | None:
    """The open attempt that the case waits for, as it was given."""
    open_ = [stage for stage, one in case.situation.counted().items() if one.outcome == "open"]
    missed = _missed_at(case)
    if missed in open_:
        return open_at(case, missed)
    if case.advice.status == "in-progress" and case.advice.stage and case.advice.stage.id in open_:
        return open_at(case, case.advice.stage.id)
    order = [stage.id for stage in case.house.policy.stages()]
    return open_at(case, max(open_, key=order.index)) if open_ else None


def overtaken(begun: Begun, case: Standing) -> bool:
    """Whether what a step was begun for has come about otherwise meanwhile, so that the step is over."""
    if begun.id == "silence":
        return unrecorded_silence(case) is None
    return begun.id in ("outcome", "reply") and (not begun.stage or open_at(case, begun.stage) is None)


def open_at(case: Standing, stage: str) -> GivenAttempt | None:
    """The open attempt at a stage, as it was given; None where there is none."""
    counted = case.situation.counted().get(stage)
    if counted is None or counted.outcome != "open":
        return None
    return as_given(case, stage)


def as_given(case: Standing, stage: str) -> GivenAttempt | None:
    """The attempt that counts at a stage, as it was given."""
    counted = case.situation.counted().get(stage)
    places = [place for place, one in enumerate(case.situation.attempts) if one is counted]
    return case.given.attempts[places[0]] if places else None


def _missed_at(case: Standing) -> str:
    """The stage of the open attempt whose limit was missed; empty where it was no open attempt's."""
    if case.advice.overdue_since is None:
        return ""
    from wizard.advice.advise import advised  # there is advice: the engine is here already

    position = advised(case.house, case.situation).case.position
    return position.open_attempt.stage if position.missed and position.open_attempt else ""


def unrecorded_silence(case: Standing) -> Silence | None:
    """A limit that passed while a reply was waited for, and that no record speaks of yet."""
    stage, since = _missed_at(case), case.advice.overdue_since
    if not stage or since is None:
        return None
    silence = Silence(stage=stage, limit=since.isoformat())
    return None if silence in case.silences else silence


def duties_of(case: Standing) -> tuple[Duty, ...]:
    """What the policy asks for once a disagreement is settled, and which of it is done."""
    if case.advice.status != "resolved":
        return ()
    found = [
        *(
            (one.id, clause_of(one.text, one.source, one.reading))
            for one in case.advice.actions
            if one.id not in _NO_DUTIES
        ),
        *((f"tell-{one.id}", notice_of(one, case.house.policy)) for one in case.advice.notify),
    ]
    return tuple(
        Duty(id=name, text=said.text, source=said.source, done=name in case.duties_done)
        for name, said in found
    )


_NO_DUTIES: Final = ("emergency-services", "urgent-referral")
