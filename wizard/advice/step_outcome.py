"""What a step comes to once its questions are answered: what is recorded, and how that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec

from wizard.advice import questions as ask
from wizard.advice.answering import say_kept
from wizard.advice.questions import YES
from wizard.advice.situation import GivenAttempt
from wizard.advice.steps import (
    GOES_ON,
    PART,
    REFUSES,
    SETTLES,
    Answers,
    Begun,
    Happened,
    Standing,
    as_given,
    open_at,
    unrecorded_silence,
)
from wizard.policy.model import UNKNOWN, Outcome

if TYPE_CHECKING:
    from wizard.advice.located import House


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
            outcome = {SETTLES: "resolved", PART: "unresolved", REFUSES: "unresolved"}.get(first["says"])
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
            if came == GOES_ON:
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
    last = as_given(case, stage)
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
