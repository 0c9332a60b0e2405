"""What an answer may be: reading one that was given, whether a kept one still fits, and how it is said."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from wizard.advice import questions as ask
from wizard.advice.memory import question_takes
from wizard.advice.questions import NOT_SAID, OTHER_DAY, Option, Question
from wizard.advice.situation import parse_when
from wizard.advice.words import say_when
from wizard.base.errors import WrongInputError, wrong_input
from wizard.base.text import visible
from wizard.policy.bank_holidays import Calendar

if TYPE_CHECKING:
    from wizard.advice.days import Meant

#: Longer than any field of a letter needs, short enough to stay quick.
LONGEST_TEXT: Final = 20_000
_HALF_A_YEAR: Final = 183


class UnclearError(ValueError):
    """A day that can mean more than one thing. `question` asks which."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.title)
        self.question = question


def read_answer(
    question: Question, values: tuple[str, ...], now: datetime, calendar: Calendar | None = None
) -> tuple[str, ...]:
    """An answer as it is kept. Raises ValueError with a sentence where it cannot be one, UnclearError where a
    day can mean two things."""
    if not values:
        raise ValueError("Choose an answer first.")
    known = [option.id for option in question.options]
    if question.kind == "text":
        return (_read_text(values),)
    if question.kind == "date" and len(values) == 1 and values[0] not in known:
        return (_read_day(question, values[0], now, calendar),)
    strange = [value for value in values if value not in known or value == OTHER_DAY]
    if strange:
        raise ValueError(
            f"'{visible(strange[0], limit=60)}' is not one of the answers. Choose one of those shown."
        )
    if question.kind != "many" and len(values) != 1:
        raise ValueError("Choose one answer only.")
    if question.kind == "date" and values[0] not in ask.NO_DAYS:
        return (_read_day(question, values[0], now, calendar),)
    alone = [option for option in question.options if option.id in question.alone and option.id in values]
    if alone and len(values) > 1:
        raise ValueError(f"Choose either '{alone[0].label}', or the others.")
    return tuple(value for value in known if value in values)


def _read_text(values: tuple[str, ...]) -> str:
    text = values[0].strip()
    if not text:
        raise ValueError("Nothing is written yet. What was kept before stays as it is.")
    if len(text) > LONGEST_TEXT:
        raise ValueError(str(too_long(text)))
    return text


def too_long(text: str) -> WrongInputError:
    """What to say of a text that is longer than any field needs."""
    return wrong_input(f"That is {len(text):,} letters long. Keep it to {LONGEST_TEXT:,}.")


def _read_day(question: Question, text: str, now: datetime, calendar: Calendar | None) -> str:
    from wizard.advice.days import read_when  # the first questions ask for no day

    meanings = read_when(text, now)
    past = [one for one in meanings if question.ahead or not is_to_come(one, now)]
    if not past:
        raise ValueError(f"{meanings[0].said} is in the future. Give a day up to today.")
    inside = [one for one in past if calendar is None or calendar.covers(_day_of(one.when))]
    if calendar is not None and not inside:
        known = f"{ask.say_day(calendar.holds_from)} to {ask.say_day(calendar.holds_until)}"
        raise ValueError(f"Working days are known from {known} only. Give a day in that time.")
    after = [one for one in inside if not is_before(one.kept, question.not_before)]
    if not after:
        what = question.before_what or "It was"
        raise ValueError(f"{what} on {say_kept(question.not_before)}. Give a day on or after that.")
    # Where one meaning is left, since the others cannot be, the person may yet have meant another: it is asked.
    if len(meanings) > 1 or far_back(text, after[0], now):
        raise UnclearError(_ask_which(question, text, after))
    return after[0].kept


def far_back(text: str, meant: Meant, now: datetime) -> bool:
    """Whether a day without its year lies so far back that another year, or a day to come, may have been meant."""
    named = re.search(r"[0-9]{4}|/[0-9]{1,2}/|[.][0-9]{1,2}[.]\s*[0-9]|ago", text)
    return named is None and (now.date() - _day_of(meant.when)).days > _HALF_A_YEAR


def _ask_which(question: Question, text: str, meanings: list[Meant]) -> Question:
    return Question(
        id=question.id,
        title=(
            f"'{visible(text.strip(), limit=40)}' can mean more than one day or time. Which do you mean?"
            if len(meanings) > 1
            else f"Did you mean {meanings[0].said} by '{visible(text.strip(), limit=40)}'?"
        ),
        short=question.short,
        kind="date",
        options=(
            *(Option(id=one.kept, label=one.said) for one in meanings),
            Option(id=OTHER_DAY, label="Another day", hint="Type it, such as 16/11/2026 or 16/11/2026 14:00"),
        ),
        why="A wrong day would make a wrong time limit.",
        not_before=question.not_before,
        before_what=question.before_what,
        ahead=question.ahead,
    )


def fits(question: Question, chosen: tuple[str, ...]) -> bool:
    """Whether a kept answer still is one: options can go, and a day become impossible, when an earlier one changes."""
    if chosen == (NOT_SAID,):
        return question.may_be_unsaid
    if question.kind == "text":
        return True
    if question.kind == "date":
        if chosen[0] in ask.NO_DAYS:
            return question_takes(question, chosen)
        return len(chosen) == 1 and _is_when(chosen[0]) and not is_before(chosen[0], question.not_before)
    return question_takes(question, chosen)


def in_words(question: Question, chosen: tuple[str, ...]) -> str:
    """An answer in words: "Tuesday 17 November 2026", "I do not know (read as: …)"."""
    if chosen == (NOT_SAID,):
        return "Not said"
    if question.kind == "text":
        return visible(chosen[0], limit=200)
    if question.kind == "date" and chosen[0] not in ask.NO_DAYS:
        return say_kept(chosen[0])
    options = {option.id: option for option in question.options}
    return ", ".join(_label(options[one]) if one in options else one for one in chosen)


def _label(option: Option) -> str:
    return f"{option.label} (read as: {option.read_as})" if option.read_as else option.label


def say_kept(kept: str) -> str:
    """A kept day or moment in full words."""
    when = parse_when(kept)
    return say_when(when) if isinstance(when, datetime) else ask.say_day(when)


def _is_when(kept: str) -> bool:
    try:
        parse_when(kept)
    except ValueError:
        return False
    return True


def _day_of(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def is_to_come(meant: Meant, now: datetime) -> bool:
    """Whether a day or moment lies after the present one."""
    if isinstance(meant.when, datetime):
        return meant.when.astimezone(UTC) > now.astimezone(UTC)
    return meant.when > now.date()


def is_before(kept: str, other: str) -> bool:
    """Whether a day or moment lies before another; by the day where either is a whole day."""
    if not other:
        return False
    one, two = parse_when(kept), parse_when(other)
    if isinstance(one, datetime) and isinstance(two, datetime):
        return one.astimezone(UTC) < two.astimezone(UTC)
    return _day_of(one) < _day_of(two)
