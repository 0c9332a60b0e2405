"""Everything that was answered, in order, and which of it counts for a question as it is asked now.

An answer is never thrown away. One that does not fit the question any more is set aside, and counts again as
soon as it fits again, unless a later answer took its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from wizard.advice.questions import OTHER_DAY, Question


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as it was given, and the options there were (none for a day or a text)."""

    question: str
    values: tuple[str, ...]
    offered: tuple[str, ...] = ()


class Memory:
    """The answers of one conversation."""

    def __init__(self, said: Iterable[Said] = ()) -> None:
        self._said: dict[str, list[Said]] = {}
        for one in said:
            self._said.setdefault(one.question, []).append(one)

    @classmethod
    def of(cls, answers: Mapping[str, tuple[str, ...]]) -> Memory:
        """The memory of one answer to each question."""
        return cls(Said(question=question, values=values) for question, values in answers.items())

    def plus(self, said: Said) -> Memory:
        """The memory with one more answer."""
        more = Memory()
        more._said = {**self._said, said.question: [*self._said.get(said.question, ()), said]}
        return more

    def latest(self) -> dict[str, tuple[str, ...]]:
        """The last answer to each question, whether or not it counts."""
        return {question: said[-1].values for question, said in self._said.items()}

    def recall(self, question: Question) -> tuple[str, ...]:
        """The answer that counts, as far as the options decide that; empty where none does."""
        said = self._said.get(question.id, [])
        if not said:
            return (question.otherwise,) if question.assumed else ()
        if question.kind in ("date", "text"):
            return said[-1].values
        options = options_of(question)
        if question.adds_up:
            return _added_up(question, said, options)
        standing = _standing(said)
        same = (one.values for one in standing if one.offered == options)
        fitting = (one.values for one in standing if question_takes(question, one.values))
        return (
            next(same, None) or next(fitting, None) or ((question.otherwise,) if question.otherwise else ())
        )


def options_of(question: Question) -> tuple[str, ...]:
    """The answers that a question offers, by id."""
    return tuple(option.id for option in question.options if option.id != OTHER_DAY)


def question_takes(question: Question, values: tuple[str, ...]) -> bool:
    """Whether every value is one of the question's options."""
    return bool(values) and set(values) <= set(options_of(question))


def _standing(said: list[Said]) -> list[Said]:
    """The answers that no later one took the place of, the last first: a later one that could have said the same."""
    standing: list[Said] = []
    offered: set[str] = set()
    for one in reversed(said):
        if not standing or not set(one.values) <= offered:
            standing.append(one)
        offered |= set(one.offered) or set(one.values)
        if not one.offered:
            break  # nothing is known of what it could have said: it takes the place of all before it
    return standing


def _added_up(question: Question, said: list[Said], options: tuple[str, ...]) -> tuple[str, ...]:
    values: set[str] = set()
    for one in said:
        # Of what was on offer it says all there is to say; of the rest it says nothing.
        values = {value for value in values if one.offered and value not in one.offered} | set(one.values)
    counting = values & set(options)
    if counting - set(question.alone):
        counting -= set(question.alone)
    return tuple(option for option in options if option in counting)
