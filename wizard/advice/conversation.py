"""The conversation: which question comes next, from the policy and the answers so far. Plain data, no screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice import questions as ask
from wizard.advice.days import read_day
from wizard.advice.facts import holds
from wizard.advice.questions import NOTHING, OTHER_DAY, RECOMMENDED, PolicyChoice, Question
from wizard.advice.result import Advice
from wizard.advice.situation import UNKNOWN, Given, GivenAttempt, GivenParty, Situation, settle
from wizard.advice.words import say_list
from wizard.base.text import visible
from wizard.policy.conditions import whens
from wizard.policy.model import Policy, Stage

if TYPE_CHECKING:
    from wizard.advice.advise import House

Answers = Mapping[str, tuple[str, ...]]
#: The policies that can be chosen; called only once they are asked for, since that reads them all.
Choices = Callable[[], tuple[PolicyChoice, ...]]
_YES: Final = "yes"


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """A question that has its answer, in words, as it stands beside the next one."""

    question: Question
    chosen: tuple[str, ...]
    text: str


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """Where a conversation is: what was answered, and what is asked next (None when all is known)."""

    answered: tuple[Answered, ...]
    question: Question | None
    danger: bool

    @property
    def counting(self) -> dict[str, tuple[str, ...]]:
        """The answers that count: those that are asked for. Others are set aside until they are again."""
        return {one.question.id: one.chosen for one in self.answered}


def converse(answers: Answers, choices: Choices, house: House | None, now: datetime) -> Conversation:
    """The conversation so far. `house` is that of the policy that was chosen, None before one is."""
    answered: list[Answered] = []
    counting: dict[str, tuple[str, ...]] = {}
    # The questions look at what counts so far only: an answer that is no longer asked for decides nothing.
    for question in _sequence(counting, choices, house, now):
        chosen = answers.get(question.id)
        if not chosen or not _fits(question, chosen, counting):
            return Conversation(answered=tuple(answered), question=question, danger=_danger(counting))
        counting[question.id] = chosen
        answered.append(Answered(question=question, chosen=chosen, text=_in_words(question, chosen)))
    return Conversation(answered=tuple(answered), question=None, danger=_danger(counting))


def read_answer(
    question: Question, values: tuple[str, ...], answers: Answers, house: House | None, now: datetime
) -> tuple[str, ...]:
    """An answer as it is kept. Raises ValueError with a sentence where it cannot be one."""
    known = [option.id for option in question.options]
    if question.kind == "date" and len(values) == 1 and values[0] not in known:
        return (_read_past_day(question, values[0], answers, house, now).isoformat(),)
    if not values:
        raise ValueError("Choose an answer first.")
    strange = [value for value in values if value not in known or value == OTHER_DAY]
    if strange:
        raise ValueError(
            f"'{visible(strange[0], limit=60)}' is not one of the answers. Choose one of those shown."
        )
    if question.kind != "many" and len(values) != 1:
        raise ValueError("Choose one answer only.")
    if question.kind == "date" and values[0] != UNKNOWN:
        _read_past_day(question, values[0], answers, house, now)
    if NOTHING in values and len(values) > 1:
        raise ValueError("Choose either nothing yet, or the stages that were tried.")
    return tuple(value for value in known if value in values)


def _read_past_day(
    question: Question, text: str, answers: Answers, house: House | None, now: datetime
) -> date:
    day = read_day(text, now.date())
    if day > now.date():
        raise ValueError(f"{ask.say_day(day)} is in the future. Type a day up to today.")
    calendar = house.time.calendar if house else None
    if calendar and not calendar.covers(day):
        known = f"{ask.say_day(calendar.holds_from)} to {ask.say_day(calendar.holds_until)}"
        raise ValueError(f"Working days are known from {known} only. Type a day in that time.")
    kind, _, stage = question.id.partition(":")
    began = answers.get(f"began:{stage}", (UNKNOWN,))[0]
    if kind == "ended" and began != UNKNOWN and day < date.fromisoformat(began):
        raise ValueError(
            f"It began on {ask.say_day(date.fromisoformat(began))}. Type a day on or after that."
        )
    return day


def given(answers: Answers) -> Given:
    """The situation that complete answers describe: the input of `advise`."""
    one = {key: values[0] for key, values in answers.items() if values}
    risk = "immediate" if one["danger"] == _YES else one["risk"]
    start_at = one.get("start_at", RECOMMENDED)
    tried = [stage for stage in answers.get("tried", ()) if stage != NOTHING]
    return msgspec.convert(
        {
            "policy": one["policy"],
            "subject": one["subject"],
            "risk": risk,
            "circumstance": one["circumstance"],
            "about": one.get("about"),
            "from": msgspec.to_builtins(_party(one)),
            "to": list(answers["to"]),
            "raised": one.get("raised"),
            "attempts": [msgspec.to_builtins(_attempt(one, stage)) for stage in tried],
            "start_at": None if start_at == RECOMMENDED else start_at,
            "bypass_agreed": one.get("bypass_agreed") == _YES,
        },
        Given,
    )


def _party(one: Mapping[str, str]) -> GivenParty:
    sector = one.get("sector", "statutory")
    return msgspec.convert({"agency": one["from"], "sector": sector}, GivenParty)


def _attempt(one: Mapping[str, str], stage: str) -> GivenAttempt:
    outcome = one[f"outcome:{stage}"]
    ended = None if outcome == "open" else one.get(f"ended:{stage}")
    return msgspec.convert(
        {"stage": stage, "began": one[f"began:{stage}"], "ended": ended, "outcome": outcome}, GivenAttempt
    )


def advice_for(answers: Answers, house: House, now: datetime) -> tuple[Situation, Advice]:
    """The situation that complete answers describe, and the advice for it.

    Only the answers that are asked for count. Raises ValueError while a question is open, WrongInputError where
    the answers do not fit the policy, and CalendarEndsError.
    """
    identity = house.policy.policy
    choice = PolicyChoice(
        id=identity.id,
        area=identity.area,
        title=identity.title,
        edition=identity.edition,
        covers=identity.covers,
    )
    conversation = converse(answers, lambda: (choice,), house, now)
    if conversation.question is not None:
        raise ValueError("There are questions to answer first.")
    return _advice(conversation.counting, house, now)


def _advice(answers: Answers, house: House, now: datetime) -> tuple[Situation, Advice]:
    from wizard.advice.advise import advise  # only now: the first questions are asked without the engine

    situation = settle(given(answers), house.policy, house.time, now, None, "the answers")
    return situation, advise(house, situation)


# The order of the questions.


def _danger(answers: Answers) -> bool:
    return answers.get("danger") == (_YES,)


def _sequence(answers: Answers, choices: Choices, house: House | None, now: datetime) -> Iterator[Question]:
    """Every question that matters, in order. A question is reached only once all before it are answered."""
    yield ask.DANGER
    yield ask.ask_policy(choices())
    if house is None:
        return
    policy = house.policy
    yield ask.SUBJECT
    yield ask.ask_from(policy)
    if _tells_apart_sectors(policy):
        yield ask.SECTOR
    yield ask.ask_to(policy)
    yield ask.CIRCUMSTANCE
    if not _danger(answers):
        yield ask.RISK
    if _outside(answers, house, now):
        return
    yield ask.ask_about(policy)
    yield ask.ask_day(
        "raised",
        "When did you first see that you disagree?",
        "Raised",
        "The first time limits are counted from then.",
        now,
        unknown=False,
    )
    stages = _stages_to_try(policy, answers)
    yield ask.ask_tried(stages)
    tried = answers.get("tried", ())
    for stage in stages:
        if stage.id in tried:
            yield from _about_attempt(stage, answers, now)
    yield from _bypass(answers, house, now)


def _about_attempt(stage: Stage, answers: Answers, now: datetime) -> Iterator[Question]:
    why = "The time limits of the stages are counted from these days."
    yield ask.ask_day(
        f"began:{stage.id}",
        f"{stage.label}: when did it begin?",
        f"{stage.label}: began",
        why,
        now,
        unknown=True,
    )
    yield ask.ask_outcome(stage)
    if answers.get(f"outcome:{stage.id}") != ("open",):
        yield ask.ask_day(
            f"ended:{stage.id}",
            f"{stage.label}: when did it end?",
            f"{stage.label}: ended",
            why,
            now,
            unknown=True,
        )


def _bypass(answers: Answers, house: House, now: datetime) -> Iterator[Question]:
    without = {key: value for key, value in answers.items() if key not in ("start_at", "bypass_agreed")}
    from wizard.advice.history import facts_in

    situation, advice = _advice(without, house, now)
    if not advice.may_start_at or advice.stage is None:
        return
    later = [house.policy.stage(one) for one in advice.may_start_at]
    yield ask.ask_start_at(later, f"{advice.stage.label}: {advice.stage.title}")
    if answers.get("start_at") == (RECOMMENDED,):
        return
    facts = facts_in(situation)
    open_to = [rule for rule in house.policy.bypasses if holds(rule.when, facts)]
    if all(rule.needs == "agreement" for rule in open_to):
        yield ask.ask_agreed(say_list([rule.who for rule in open_to], "or"))


def _tells_apart_sectors(policy: Policy) -> bool:
    """Whether anything in the policy depends on the kind of organisation that challenges."""
    return any(when.sector for when in whens(policy))


def _outside(answers: Answers, house: House, now: datetime) -> bool:
    """Whether the case lies outside the policy, so that nothing that was tried can change the answer."""
    needed = {"danger", "policy", "subject", "from", "to", "circumstance"}
    if not needed <= answers.keys() or not ({"risk"} <= answers.keys() or _danger(answers)):
        return False
    bare = {key: value for key, value in answers.items() if key in needed | {"sector", "risk"}}
    return _advice(bare, house, now)[1].status == "outside-policy"


def _stages_to_try(policy: Policy, answers: Answers) -> list[Stage]:
    """The ladder's stages, and the route's own where the circumstance or the risk leads to one."""
    stages = [stage for ladder in policy.ladders for stage in ladder.stages]
    kind = answers.get("circumstance", ("disagreement",))[0]
    risk = (
        "immediate"
        if _danger(answers)
        else answers.get("risk", (UNKNOWN,))[0].replace(UNKNOWN, "significant")
    )
    beside = [
        route.stage
        for route in policy.routes
        if route.stage
        and (not route.when.circumstance or kind in route.when.circumstance)
        and (not route.when.risk or risk in route.when.risk)
    ]
    return [*beside, *stages]


def _fits(question: Question, chosen: tuple[str, ...], before: Answers) -> bool:
    """Whether a kept answer still is one: options can go, and a day become impossible, when an earlier one changes."""
    if question.kind == "date":
        kind, _, stage = question.id.partition(":")
        began = before.get(f"began:{stage}", (UNKNOWN,)) if kind == "ended" else (UNKNOWN,)
        if UNKNOWN not in (*chosen, *began) and chosen < began:  # days in ISO 8601 sort as text
            return False
        return chosen == (UNKNOWN,) or (len(chosen) == 1 and _is_day(chosen[0]))
    known = {option.id for option in question.options}
    return set(chosen) <= known


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _in_words(question: Question, chosen: tuple[str, ...]) -> str:
    labels = {option.id: option.label for option in question.options}
    if question.kind == "date" and chosen[0] != UNKNOWN:
        return ask.say_day(date.fromisoformat(chosen[0]))
    return ", ".join(labels.get(one, one) for one in chosen)
