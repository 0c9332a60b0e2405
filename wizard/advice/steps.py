"""The next steps of a case: what can be recorded now, the questions that takes, and what it comes to.

A step is a short conversation of its own. Its questions carry the number of the step, so that its answers are
kept as all others are, and a step that was broken off goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal, cast

import msgspec

from wizard.advice import questions as ask
from wizard.advice.answering import say_kept
from wizard.advice.conversation import stages_to_try
from wizard.advice.present import clause_of, notice_of
from wizard.advice.questions import NO, YES, Option, Question
from wizard.advice.result import Advice
from wizard.advice.situation import UNKNOWN, Given, GivenAttempt, Situation
from wizard.policy.model import Outcome, Stage

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
_WHY: Final = "The record says what was done, by whom and when. The next time limit is counted from it."
_SETTLES: Final = "settles"
_PART: Final = "part"
_REFUSES: Final = "refuses"
_MORE: Final = "more"
_GOES_ON: Final = "goes-on"


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
    another = here is None or (waiting is not None and waiting.stage == here.id)
    title = "Record another attempt" if another or here is None else f"Record an attempt at {here.label}"
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
    return _as_given(case, stage)


def _as_given(case: Standing, stage: str) -> GivenAttempt | None:
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
        *((f"tell-{one.id}", notice_of(one)) for one in case.advice.notify),
    ]
    return tuple(
        Duty(id=name, text=said.text, source=said.source, done=name in case.duties_done)
        for name, said in found
    )


_NO_DUTIES: Final = ("emergency-services", "urgent-referral")


# The questions of each step.


def step_sequence(begun: Begun, answers: Answers, case: Standing, now: datetime) -> Iterator[Question]:
    """The questions of a step, in order. `answers` are those of the step that count so far."""
    return _Asking(begun, answers, case, now).questions()


class _Asking:
    """One step being asked about."""

    def __init__(self, begun: Begun, answers: Answers, case: Standing, now: datetime) -> None:
        self.begun = begun
        self.answers = answers
        self.case = case
        self.now = now
        self.waiting = open_at(case, begun.stage) if begun.stage else None

    def questions(self) -> Iterator[Question]:
        match self.begun.id:
            case "attempt":
                yield from self._attempt()
            case "outcome":
                yield from self._outcome()
            case "reply":
                yield from self._reply()
            case "silence":
                yield self._silence()
            case "conference":
                yield from self._conference()
            case "resolution":
                yield from self._resolution()
            case "duties":
                yield self._duties()
        if self.begun.id not in ("silence", "duties"):
            yield from self._note()

    def _id(self, name: str) -> str:
        return f"{self.begun.id}@{self.begun.number}:{name}"

    def _said(self, name: str) -> str:
        return self.answers.get(self._id(name), ("",))[0]

    def _attempt(self) -> Iterator[Question]:
        yield self._stage("Which stage was tried?", first=self._here())
        stage = self._label(self._said("stage"))
        yield self._day("began", f"{stage}: when did it begin?", "Began", unknown=ask.EARLIEST_DAY)
        yield self._choice("outcome", f"{stage}: how did it end?", "Outcome", ask.OUTCOME_OPTIONS)
        if self._said("outcome") in ("unresolved", "resolved"):
            yield self._ended(stage, self._said("began"))

    def _outcome(self) -> Iterator[Question]:
        waiting = self.waiting
        if waiting is None:
            return
        stage = self._label(waiting.stage)
        yield self._choice("outcome", f"{stage}: how did it end?", "Outcome", (ask.UNRESOLVED, ask.RESOLVED))
        yield self._ended(stage, waiting.began)

    def _reply(self) -> Iterator[Question]:
        waiting = self.waiting
        if waiting is None:
            return
        stage = self._label(waiting.stage)
        yield self._day(
            "on",
            f"{stage}: when did the reply come?",
            "Reply",
            not_before=_known(waiting.began),
            before_what=f"{stage} began",
        )
        yield self._choice(
            "says",
            "What does the reply say?",
            "It says",
            (
                Option(id=_SETTLES, label="It settles the disagreement"),
                Option(
                    id=_PART,
                    label="It settles a part of it",
                    hint="What is left goes on to the next stage.",
                ),
                Option(id=_REFUSES, label="It does not settle it"),
                Option(
                    id=_MORE,
                    label="It asks for time, or for something more",
                    hint="The stage stays open, and its time limit stays as it is.",
                ),
            ),
        )

    def _silence(self) -> Question:
        silence = unrecorded_silence(self.case)
        label = self._label(silence.stage) if silence else "This stage"
        until = f" by {say_kept(silence.limit)}" if silence else " in time"
        return self._choice(
            "silent",
            f"{label}: did no reply come{until}?",
            "No reply",
            (
                Option(id=YES, label="No reply came. Record that"),
                Option(
                    id=NO, label="A reply did come", hint="Nothing is recorded. Record the reply instead."
                ),
            ),
        )

    def _conference(self) -> Iterator[Question]:
        yield self._choice(
            "came",
            "What came of the meeting or conference?",
            "It came to",
            (
                Option(id="resolved", label="It settled the disagreement"),
                Option(id="unresolved", label="It did not settle it", hint="The next stage can begin."),
                Option(id=_GOES_ON, label="It goes on", hint="The stages stay as they are."),
            ),
        )
        stage = self.waiting.stage if self.waiting else ""
        if self.waiting is None and self._said("came") in ("resolved", "unresolved"):
            yield self._stage("Which stage did it belong to?", first=self._here())
            stage = self._said("stage")
        yield self._on(stage, "When was it held?", "Held")

    def _resolution(self) -> Iterator[Question]:
        waiting = self.waiting
        yield self._stage("At which stage was it settled?", first=waiting.stage if waiting else self._here())
        yield self._on(self._said("stage"), "When was it settled?", "Settled")

    def _on(self, stage: str, title: str, short: str) -> Question:
        """The day on which something happened at a stage: not before the last attempt there began."""
        last = _as_given(self.case, stage) if stage else None
        return self._day(
            "on",
            title,
            short,
            not_before=_known(last.began) if last else "",
            before_what="The last attempt there began",
        )

    def _duties(self) -> Question:
        duties = duties_of(self.case)
        return Question(
            id=self._id("done"),
            title="What has been done by now?",
            short="Done",
            kind="many",
            options=(
                *(Option(id=one.id, label=one.text, hint=f"({one.source})") for one in duties),
                Option(id=ask.NOTHING, label="Nothing of this yet"),
            ),
            hint="Mark each one that is done. What is marked already was done before.",
            why="The policy asks for these once a disagreement is settled.",
            alone=(ask.NOTHING,),
        )

    def _note(self) -> Iterator[Question]:
        yield self._choice(
            "more",
            "Is there something to write down about it?",
            "Note",
            (
                Option(id=YES, label="Yes, write it now"),
                Option(id=NO, label="No"),
            ),
        )
        if self._said("more") == YES:
            yield Question(
                id=self._id("note"),
                title="What should be written down?",
                short="Note",
                kind="text",
                options=(),
                hint="Keep to roles and initials. Say what was said and agreed, and leave out what you suppose.",
                why=_WHY,
            )

    # Parts of them.

    def _choice(self, name: str, title: str, short: str, options: tuple[Option, ...]) -> Question:
        return Question(id=self._id(name), title=title, short=short, kind="choice", options=options, why=_WHY)

    def _stage(self, title: str, first: str) -> Question:
        stages = stages_to_try(
            self.case.house.policy, self.case.situation.circumstance, self.case.situation.risk
        )
        ordered = sorted(stages, key=lambda stage: stage.id != first)
        return self._choice(
            "stage",
            title,
            "Stage",
            tuple(
                Option(
                    id=stage.id,
                    label=f"{stage.label}: {stage.title}",
                    hint="The case is here now." if stage.id == first else "",
                )
                for stage in ordered
            ),
        )

    def _day(
        self,
        name: str,
        title: str,
        short: str,
        *,
        unknown: Option | None = None,
        not_before: str = "",
        before_what: str = "",
    ) -> Question:
        return ask.ask_day(
            self._id(name),
            title,
            short,
            _WHY,
            self.now,
            unknown=unknown,
            not_before=not_before,
            before_what=before_what,
        )

    def _ended(self, stage: str, began: str) -> Question:
        return self._day(
            "ended",
            f"{stage}: when did it end?",
            "Ended",
            unknown=ask.EARLIEST_DAY,
            not_before=_known(began),
            before_what="It began",
        )

    def _here(self) -> str:
        return self.case.advice.stage.id if self.case.advice.stage else ""

    def _label(self, stage: str) -> str:
        found: list[Stage] = [one for one in self.case.house.policy.stages() if one.id == stage]
        return found[0].label if found else "This stage"


def _known(began: str) -> str:
    return "" if began == UNKNOWN else began


# What it comes to.


def comes_to(begun: Begun, answers: Answers, case: Standing) -> Happened | None:
    """What a step whose questions are all answered is to be recorded as; None where it is nothing."""
    one = {key.partition(":")[2]: values for key, values in answers.items()}
    first = {key: values[0] for key, values in one.items() if values}
    note = first.get("note", "") if first.get("more") == YES else ""
    waiting = open_at(case, begun.stage) if begun.stage else None
    match begun.id:
        case "attempt":
            attempt = attempt_of(first["stage"], first["outcome"], first["began"], first.get("ended"))
            return _attempted(attempt, note)
        case "outcome" if waiting:
            ended = attempt_of(waiting.stage, first["outcome"], waiting.began, first["ended"])
            return _attempted(ended, note, closes=True)
        case "reply" if waiting:
            outcome = {_SETTLES: "resolved", _PART: "unresolved", _REFUSES: "unresolved"}.get(first["says"])
            return Happened(
                kind="replied",
                stage=waiting.stage,
                at=first["on"],
                what=first["says"],
                note=note,
                attempt=attempt_of(waiting.stage, outcome, waiting.began, first["on"]) if outcome else None,
                closes=outcome is not None,
            )
        case "silence":
            silence = unrecorded_silence(case)
            if silence is None or first["silent"] != YES:
                return None
            return Happened(kind="silence", stage=silence.stage, at=silence.limit)
        case "conference":
            came = first["came"]
            stage = waiting.stage if waiting else first.get("stage", "")
            held = Happened(kind="conference-held", stage=stage, at=first["on"], what=came, note=note)
            if came == _GOES_ON:
                return held
            attempt, closes = _ended_on(case, stage, came, first["on"])
            return msgspec.structs.replace(held, attempt=attempt, closes=closes)
        case "resolution":
            attempt, closes = _ended_on(case, first["stage"], "resolved", first["on"])
            return _attempted(attempt, note, closes=closes)
        case "duties":
            done = tuple(value for value in one.get("done", ()) if value != ask.NOTHING)
            return Happened(kind="duties", ids=done)
    return None


def _ended_on(case: Standing, stage: str, outcome: str, day: str) -> tuple[GivenAttempt, bool]:
    """An attempt at a stage that ended on a day, and whether it closes the one that is open there.

    With none open it is an attempt of its own. It then begins no earlier than the last one there, so that of the
    two it is the later one.
    """
    last = _as_given(case, stage)
    # Of one whose beginning nobody knows it is the end too: nothing could tell which of the two is the later.
    if last is not None and (last.outcome == "open" or last.began == UNKNOWN):
        return attempt_of(stage, outcome, last.began, day), True
    same_day = last is not None and last.began[:10] == day[:10]
    return attempt_of(stage, outcome, last.began if last and same_day else day, day), False


def attempt_of(stage: str, outcome: str, began: str, ended: str | None) -> GivenAttempt:
    """An attempt as it is recorded. "I do not know" of an outcome is read as not settled, by the safer reading."""
    if outcome == UNKNOWN:
        return GivenAttempt(stage=stage, began=began, outcome="unresolved", ended=UNKNOWN)
    known = cast("Outcome", outcome)
    return GivenAttempt(stage=stage, began=began, outcome=known, ended=None if outcome == "open" else ended)


def _attempted(attempt: GivenAttempt, note: str, *, closes: bool = False) -> Happened:
    return Happened(kind="attempted", stage=attempt.stage, note=note, attempt=attempt, closes=closes)


def say_happened(what: Happened, house: House) -> str:
    """What was recorded, in words, for the line that confirms it."""
    label = house.policy.stage(what.stage).label if what.stage else "The case"
    match what.kind:
        case "silence":
            return f"{label}: no reply came in time. That is recorded."
        case "duties":
            return "What has been done is recorded."
        case "replied":
            return f"{label}: the reply of {say_kept(what.at)} is recorded."
        case "conference-held":
            held = f"The meeting of {say_kept(what.at)} is recorded."
            ends = {"resolved": "settled it", "unresolved": "did not settle it"}.get(what.what)
            return f"{held} {label}: {ends}." if ends else held
        case _:
            return f"{label}: the attempt is recorded."
