"""The questions of each step, in order: a short conversation of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from wizard.advice import questions as ask
from wizard.advice.answering import say_kept
from wizard.advice.conversation import stages_to_try
from wizard.advice.questions import NO, YES, Option, Question
from wizard.advice.steps import (
    GOES_ON,
    MORE,
    PART,
    REFUSES,
    SETTLES,
    Answers,
    Begun,
    Standing,
    as_given,
    duties_of,
    open_at,
    unrecorded_silence,
)
from wizard.policy.model import UNKNOWN, Stage

if TYPE_CHECKING:
    pass

_WHY: Final = "The record says what was done, by whom and when. The next time limit is counted from it."


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
                Option(id=SETTLES, label="It settles the disagreement"),
                Option(
                    id=PART,
                    label="It settles a part of it",
                    hint="What is left goes on to the next stage.",
                ),
                Option(id=REFUSES, label="It does not settle it"),
                Option(
                    id=MORE,
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
                Option(id=GOES_ON, label="It goes on", hint="The stages stay as they are."),
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
        last = as_given(self.case, stage) if stage else None
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
        ordered = sorted(self._on_its_ladder(stages), key=lambda stage: stage.id != first)
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

    def _on_its_ladder(self, stages: list[Stage]) -> list[Stage]:
        """Of several ladders only the case's own."""
        rungs = {rung.id for rung in self.case.advice.ladder}
        others = {
            stage.id
            for ladder in self.case.house.policy.ladders
            if rungs.isdisjoint(one.id for one in ladder.stages)
            for stage in ladder.stages
        }
        return [stage for stage in stages if stage.id not in others] if rungs else stages

    def _here(self) -> str:
        return self.case.advice.stage.id if self.case.advice.stage else ""

    def _label(self, stage: str) -> str:
        found: list[Stage] = [one for one in self.case.house.policy.stages() if one.id == stage]
        return found[0].label if found else "This stage"


def _known(began: str) -> str:
    return "" if began == UNKNOWN else began
