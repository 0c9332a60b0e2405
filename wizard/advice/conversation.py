"""The conversation: which question comes next, from the policy and the answers so far. Plain data, no screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

import msgspec

from wizard.advice import questions as ask
from wizard.advice.answering import fits, in_words
from wizard.advice.bypasses import leading_to, open_bypasses
from wizard.advice.matters import (
    Known,
    can_matter,
    event_can_matter,
    inside_still_possible,
    ladders_still_possible,
    outside_for_certain,
    own_fact_can_matter,
    own_fact_chooses_contacts,
    possible,
)
from wizard.advice.memory import Memory
from wizard.advice.questions import NOT_SAID, NOTHING, RECOMMENDED, YES, PolicyChoice, Question
from wizard.advice.result import Advice
from wizard.advice.situation import MOST_ATTEMPTS, Given, GivenAttempt, GivenEvent, Situation, settle
from wizard.advice.words import say_list
from wizard.base.errors import wrong_input
from wizard.policy.conditions import looks_at_invocation
from wizard.policy.model import INVOKED, UNKNOWN, Circumstance, Policy, Risk, Sector, Stage, Subject

if TYPE_CHECKING:
    from wizard.advice.advise import House

Answers = Mapping[str, tuple[str, ...]]
#: The policies that can be chosen; called only once they are asked for, since that reads them all.
Choices = Callable[[], tuple[PolicyChoice, ...]]
_LIMITS_WHY: Final = "The time limits of the stages are counted from these days."


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


def converse(
    memory: Memory,
    choices: Choices,
    house: House | None,
    now: datetime,
    recorded: tuple[Recorded, ...] = (),
) -> Conversation:
    """The conversation so far.

    `house` is that of the policy that was chosen, None before one is. `recorded` are the attempts that were
    recorded after the questions.
    """
    counting: dict[str, tuple[str, ...]] = {}
    # The questions look at what counts so far only: an answer that is no longer asked for decides nothing.
    return follow(_sequence(counting, choices, house, now, recorded), memory, counting)


def follow(
    sequence: Iterator[Question], memory: Memory, counting: dict[str, tuple[str, ...]]
) -> Conversation:
    """Goes along a sequence of questions as far as they have answers, which are put into `counting`."""
    answered: list[Answered] = []
    for question in sequence:
        chosen = memory.recall(question)
        if not chosen or not fits(question, chosen):
            return Conversation(answered=tuple(answered), question=question, danger=_danger(counting))
        counting[question.id] = chosen
        answered.append(Answered(question=question, chosen=chosen, text=in_words(question, chosen)))
    return Conversation(answered=tuple(answered), question=None, danger=_danger(counting))


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt that was recorded after the questions; with `closes` it ends the one that is open at its stage."""

    attempt: GivenAttempt
    closes: bool = False


class Unasked(msgspec.Struct, frozen=True, kw_only=True):
    """What a file said of a case and the conversation does not ask. It decides nothing, and is not forgotten.

    It is of the `policy` that the file named, and says nothing under another.
    """

    policy: str = ""
    risk: str | None = None
    about: str | None = None
    start_at: str | None = None
    bypass_agreed: bool = False
    #: Facts of the policy's own, and events: also those beyond the one that an answer holds.
    facts: tuple[tuple[str, str], ...] = ()
    events: tuple[GivenEvent, ...] = ()


NOTHING_ELSE: Final = Unasked()


def given(answers: Answers, recorded: tuple[Recorded, ...] = (), unasked: Unasked = NOTHING_ELSE) -> Given:
    """The situation that complete answers describe: the input of `advise`.

    What was neither asked, since it can change nothing, nor said otherwise, stands as the input's own default,
    the risk as `unknown`.
    """
    one = {key: values[0] for key, values in answers.items() if values}
    wish = _wish(one, unasked)
    tried = [stage for stage in answers.get("tried", ()) if stage not in (NOTHING, UNKNOWN)]
    attempts = _all_attempts([_attempt(one, stage) for stage in tried], recorded)
    return msgspec.convert(
        {
            "policy": one["policy"],
            "subject": _known(one, "subject") or "child",
            "risk": "immediate" if _danger(answers) else one.get("risk") or unasked.risk or UNKNOWN,
            "circumstance": _known(one, "circumstance") or "disagreement",
            "about": _said(one, "about") if "about" in one else unasked.about,
            "from": {"agency": one["from"], "sector": _known(one, "sector") or "statutory"},
            "to": list(answers["to"]),
            "raised": _raised(one),
            "attempts": [msgspec.to_builtins(attempt) for attempt in attempts],
            "start_at": wish.start_at,
            "bypass_agreed": wish.bypass_agreed,
            "facts": dict(unasked.facts) | _own_facts(one),
            "events": _events(one, unasked),
        },
        Given,
    )


def _own_facts(one: Mapping[str, str]) -> dict[str, str]:
    """The policy's own facts that were answered."""
    asked = ((key.partition(":"), value) for key, value in one.items())
    return {name: value for (kind, _, name), value in asked if kind == "fact" and value != NOT_SAID}


def _events(one: Mapping[str, str], unasked: Unasked) -> list[object]:
    """The events that have happened: as answered, and what was said besides of those that were not denied."""
    asked = ((key.partition(":"), value) for key, value in one.items())
    # What was said besides also says by whom.
    besides = {
        (event.event, event.at): msgspec.to_builtins(event)
        for event in unasked.events
        if one.get(f"event:{event.event}") != ask.NOT_SO_FAR
    }
    answered = {
        (name, value): {"event": name, "at": value}
        for (kind, _, name), value in asked
        if kind == "event" and value not in (NOT_SAID, ask.NOT_SO_FAR)
    }
    return list((answered | besides).values())


def _wish(one: Mapping[str, str], unasked: Unasked) -> Unasked:
    """A wish to start later: the one that was answered; one from a file only while none is asked for."""
    if "start_at" not in one:
        return unasked
    start_at = None if one["start_at"] == RECOMMENDED else one["start_at"]
    return Unasked(start_at=start_at, bypass_agreed=one.get(f"bypass_agreed:{start_at}") == YES)


def _all_attempts(answered: list[GivenAttempt], recorded: tuple[Recorded, ...]) -> list[GivenAttempt]:
    """The attempts in order. One that closes an open attempt stands in its place: they are one and the same."""
    found = answered
    for one in recorded:
        place = _closed_by(one, found) if one.closes else None
        if place is None:
            found.append(one.attempt)
        else:
            found[place] = one.attempt
    if len(found) > MOST_ATTEMPTS:
        raise wrong_input(f"the case would hold {len(found)} attempts; expected at most {MOST_ATTEMPTS}")
    return found


def _closed_by(one: Recorded, found: list[GivenAttempt]) -> int | None:
    """The place of the attempt that is closed: an open one that began then, else one that began then, else an open one."""
    here = [place for place, earlier in enumerate(found) if earlier.stage == one.attempt.stage]
    open_ = [place for place in here if found[place].outcome == "open"]
    same = [place for place in here if found[place].began == one.attempt.began]
    for places in ([place for place in same if place in open_], same, open_):
        if places:
            return places[-1]
    return None


def _said(one: Mapping[str, str], key: str) -> str | None:
    value = one.get(key)
    return None if value == NOT_SAID else value


def _known(one: Mapping[str, str], key: str) -> str | None:
    value = one.get(key)
    return None if value in (NOT_SAID, UNKNOWN) else value


def _raised(one: Mapping[str, str]) -> str | None:
    return _known(one, "raised") or _known(one, "raised_earliest")


def _attempt(one: Mapping[str, str], stage: str) -> GivenAttempt:
    outcome = one[f"outcome:{stage}"]
    ended = None if outcome == "open" else _said(one, f"ended:{stage}")
    if outcome == UNKNOWN:
        # The safer reading: it did not settle it, and nobody knows since when.
        outcome, ended = "unresolved", UNKNOWN
    return msgspec.convert(
        {"stage": stage, "began": one[f"began:{stage}"], "ended": ended, "outcome": outcome}, GivenAttempt
    )


def advice_for(
    memory: Memory, house: House, now: datetime, recorded: tuple[Recorded, ...] = ()
) -> tuple[Situation, Advice]:
    """The situation that complete answers describe, and the advice for it.

    Only the answers that are asked for count. Raises ValueError while a question is open, WrongInputError where
    the answers do not fit the policy, and CalendarEndsError.
    """
    conversation = converse(memory, lambda: (choice_of(house.policy),), house, now, recorded)
    if conversation.question is not None:
        raise ValueError("There are questions to answer first.")
    return advice_on(conversation.counting, house, now, recorded)


def advice_on(
    counting: Answers,
    house: House,
    now: datetime,
    recorded: tuple[Recorded, ...] = (),
    unasked: Unasked = NOTHING_ELSE,
) -> tuple[Situation, Advice]:
    """As `advice_for`, from answers that are known to be complete and to count."""
    return advice_given(given(counting, recorded, unasked), house, now)


def advice_given(facts: Given, house: House, now: datetime) -> tuple[Situation, Advice]:
    """The situation as it is given made definite, and the advice for it. Raises as `advice_for`."""
    from wizard.advice.advise import advise  # only now: the first questions are asked without the engine

    situation = settle(facts, house.policy, house.time, now, None, "the answers")
    return situation, advise(house, situation)


def choice_of(policy: Policy) -> PolicyChoice:
    """A policy as it is offered."""
    identity = policy.policy
    return PolicyChoice(
        id=identity.id,
        area=identity.area,
        title=identity.title,
        edition=identity.edition,
        covers=identity.covers,
    )


# The order of the questions.


def _danger(answers: Answers) -> bool:
    """Whether someone is in danger now. Not knowing that is read as danger: it is the safer reading."""
    return answers.get("danger") in ((YES,), (UNKNOWN,))


def _sequence(
    answers: Answers,
    choices: Choices,
    house: House | None,
    now: datetime,
    recorded: tuple[Recorded, ...],
) -> Iterator[Question]:
    """Every question that matters, in order. A question is reached only once all before it are answered."""
    yield ask.DANGER
    yield ask.ask_policy(choices())
    if house is None:
        return
    policy = house.policy
    yield ask.SUBJECT
    # Between whom it is stands in every record and on every page, whatever else follows.
    yield ask.ask_from(policy)
    yield from _if_it_can_matter(ask.SECTOR, answers, policy)
    yield ask.ask_to(policy)
    yield from _if_it_can_matter(ask.CIRCUMSTANCE, answers, policy)
    yield from _if_it_can_matter(ask.ask_about(policy), answers, policy)
    yield from _if_it_can_matter(ask.RISK, answers, policy)
    if not inside_still_possible(policy, _so_far(answers, policy)):
        return
    yield from _own_questions(house, answers)
    if not inside_still_possible(policy, _so_far(answers, policy)):
        return
    yield from _raised_when(answers, now)
    known = _so_far(answers, policy)
    risk: Risk | None = "immediate" if known.danger else known.risk
    stages = stages_to_try(policy, known.circumstance or "disagreement", risk, known)
    yield ask.ask_tried(stages)
    tried = answers.get("tried", ())
    for stage in stages:
        if stage.id in tried:
            yield from _about_attempt(stage, answers, now)
    begun = {*tried, *(one.attempt.stage for one in recorded)}
    for name, event in policy.events.items():
        if event_can_matter(policy, _so_far(answers, policy), name, event, begun):
            yield ask.ask_event(name, event, now)
    if INVOKED not in policy.events and looks_at_invocation(policy):
        yield ask.ask_invoked(policy, now)
    yield from _bypass(answers, house, now, recorded)


def _own_questions(house: House, answers: Answers) -> Iterator[Question]:
    """The policy's own facts, in its own order, as far as they can still matter."""
    policy = house.policy
    for name, kind in policy.facts.items():
        known = _so_far(answers, policy)
        if own_fact_can_matter(policy, known, name, kind):
            yield ask.ask_agreed_day(name, kind) if kind.kind == "date" else ask.ask_fact(policy, name, kind)
        elif own_fact_chooses_contacts(house.contacts, known, name, kind):
            # While it is not said all of them are shown, each with its condition: that is no reason to ask.
            question = ask.ask_fact(policy, name, kind)
            yield msgspec.structs.replace(question, otherwise=NOT_SAID, assumed=True)


def _so_far(answers: Answers, policy: Policy) -> Known:
    """What the answers tell so far, as a policy's conditions see it. "I do not know" is read as it says."""
    one = {key: values[0] for key, values in answers.items() if values}
    about = one.get("about")
    risk = one.get("risk")
    return Known(
        danger=_danger(answers),
        subject=cast("Subject | None", _or(one.get("subject"), "child")),
        challenging=one.get("from"),
        sector=cast("Sector | None", _or(one.get("sector"), "statutory")),
        challenged=answers.get("to", ()),
        circumstance=cast("Circumstance | None", _or(one.get("circumstance"), "disagreement")),
        about=None if about in (UNKNOWN, NOT_SAID) else about,
        about_asked=about is not None,
        risk=cast("Risk | None", _or(risk, "significant")),
        own=tuple(
            (name, _or(one[f"fact:{name}"], kind.unknown_as or UNKNOWN) or UNKNOWN)
            for name, kind in policy.facts.items()
            if f"fact:{name}" in one
        ),
        events_asked=frozenset(name for name in policy.events if f"event:{name}" in one),
        happened=frozenset(
            name
            for name in policy.event_ids()
            if one.get(f"event:{name}", NOT_SAID) not in (NOT_SAID, ask.NOT_SO_FAR)
        ),
    )


def _or(value: str | None, instead: str) -> str | None:
    return instead if value in (UNKNOWN, NOT_SAID) else value


def _if_it_can_matter(question: Question, answers: Answers, policy: Policy) -> Iterator[Question]:
    """The question, unless no rule of the policy can still turn on its answer."""
    known = _so_far(answers, policy)
    if outside_for_certain(policy, known):
        return
    match question.id:
        case "sector":
            asked = can_matter(policy, known, "sector")
        case "circumstance":
            asked = can_matter(policy, known, "circumstance")
        # These two stand in documents too, and so matter wherever there can be one.
        case "risk":
            asked = not known.danger and (
                inside_still_possible(policy, known) or can_matter(policy, known, "risk")
            )
        case _:
            asked = inside_still_possible(policy, known) or can_matter(policy, known, "about")
    if asked:
        yield question


def _raised_when(answers: Answers, now: datetime) -> Iterator[Question]:
    why = "The first time limits are counted from then."
    title = "When did you first see that you disagree?"
    yield ask.ask_day("raised", title, "Raised", why, now, unknown=ask.ASK_EARLIEST, may_be_unsaid=True)
    if answers.get("raised") == (UNKNOWN,):
        yield ask.ask_day(
            "raised_earliest",
            "What is the earliest day that it can have been?",
            "Raised at the earliest",
            "An earlier day is the safer one: time limits then end sooner, and none is missed.",
            now,
            hint="If you are not sure, go further back rather than less far.",
        )


def _about_attempt(stage: Stage, answers: Answers, now: datetime) -> Iterator[Question]:
    yield ask.ask_day(
        f"began:{stage.id}",
        f"{stage.label}: when did it begin?",
        f"{stage.label}: began",
        _LIMITS_WHY,
        now,
        unknown=ask.EARLIEST_DAY,
    )
    yield ask.ask_outcome(stage)
    if answers.get(f"outcome:{stage.id}") in (("unresolved",), ("resolved",)):
        began = answers.get(f"began:{stage.id}", (UNKNOWN,))[0]
        yield ask.ask_day(
            f"ended:{stage.id}",
            f"{stage.label}: when did it end?",
            f"{stage.label}: ended",
            _LIMITS_WHY,
            now,
            unknown=ask.EARLIEST_DAY,
            not_before="" if began == UNKNOWN else began,
            before_what="It began",
            may_be_unsaid=True,
        )


def _bypass(
    answers: Answers, house: House, now: datetime, recorded: tuple[Recorded, ...]
) -> Iterator[Question]:
    allowed_by_a_limit = any(clock.effect == "may escalate" for clock in house.policy.clocks)
    if not house.policy.bypasses and not allowed_by_a_limit:
        return
    from wizard.advice.history import facts_in

    without = {
        key: value
        for key, value in answers.items()
        if key != "start_at" and not key.startswith("bypass_agreed")
    }
    situation, advice = advice_on(without, house, now, recorded)
    if not advice.may_start_at or advice.stage is None:
        return
    later = [house.policy.stage(one) for one in advice.may_start_at]
    recommended = f"{advice.stage.label}: {advice.stage.title}"
    # What was recorded since must not leave the case without advice for a wish that nobody has.
    yield ask.ask_start_at(later, recommended, assumed=bool(recorded))
    if answers.get("start_at") == (RECOMMENDED,):
        return
    facts = facts_in(house.policy, situation)
    wish = answers["start_at"][0]
    open_to = leading_to(open_bypasses(house.policy, facts), wish)
    if not open_to:
        return  # a limit that has passed allows it
    if all(rule.needs == "agreement" for rule in open_to):
        yield ask.ask_agreed(say_list([rule.who for rule in open_to], "or"), wish)


def stages_to_try(
    policy: Policy, circumstance: Circumstance, risk: Risk | None, known: Known | None = None
) -> list[Stage]:
    """The stages of the ladder, after those of the routes that the circumstance or the risk leads to.

    With what is `known`, only the stages that the case can still come to stand on.
    """
    beside = [
        route.stage
        for route in policy.routes
        if route.stage
        and (not route.when.circumstance or circumstance in route.when.circumstance)
        and (not route.when.risk or risk in route.when.risk)
    ]
    ladders = policy.ladders if known is None else ladders_still_possible(policy, known)
    along = [
        stage
        for ladder in ladders
        for stage in ladder.stages
        if known is None or stage.when is None or possible(stage.when, known)
    ]
    return [*beside, *along]
