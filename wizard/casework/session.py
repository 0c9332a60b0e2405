"""One person's work on one case: answers, advice, and documents. Every answer is saved before the next question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice.conversation import (
    Answered,
    Answers,
    Choices,
    Conversation,
    advice_for,
    converse,
    read_answer,
)
from wizard.advice.questions import Question
from wizard.advice.result import Advice
from wizard.advice.situation import Situation
from wizard.base.paths import UnconfirmedError
from wizard.register.cases import JSON, Author, Case, Event, NewEvent, Register

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.advice.advise import House

ANSWERED: Final = "answered"
DETAILED: Final = "detailed"
MADE: Final = "document-made"


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What a session needs from outside: the register, the policies, the clock and who is working."""

    register: Register
    choices: Choices
    open_house: Callable[[str], House]
    clock: Callable[[], datetime]
    author: Author = Author(role="practitioner", name="")


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a surface shows: the question (with the answer it has, when gone back to) and all that was answered."""

    question: Question | None
    chosen: tuple[str, ...]
    answered: tuple[Answered, ...]
    danger: bool


class Session:
    """A case being worked on. Nothing is kept here that the register does not hold, but for where one looks."""

    def __init__(self, surroundings: Surroundings, case: Case | None = None) -> None:
        self._around = surroundings
        self._case = case
        self._houses: dict[str, House] = {}
        self._looking_at: str | None = None

    # What is known.

    @property
    def case_id(self) -> str | None:
        """The case's id, once there is something to keep."""
        return self._case.id if self._case else None

    @property
    def answers(self) -> Mapping[str, tuple[str, ...]]:
        """The latest answer to each question."""
        return answers_in(self._case.events if self._case else ())

    @property
    def details(self) -> Mapping[str, str]:
        """What was written for the documents, by field."""
        return details_in(self._case.events if self._case else ())

    def shown(self) -> Shown:
        """What to show now. Raises where the policy that was chosen cannot be read."""
        conversation = self._conversation()
        earlier = next((one for one in conversation.answered if one.question.id == self._looking_at), None)
        return Shown(
            question=earlier.question if earlier else conversation.question,
            chosen=earlier.chosen if earlier else (),
            answered=conversation.answered,
            danger=conversation.danger,
        )

    def advice(self) -> tuple[Situation, Advice]:
        """The advice for the answers. Raises ValueError while a question is open."""
        house = self.house()
        if house is None:
            raise ValueError("There are questions to answer first.")
        return advice_for(self.answers, house, self._around.clock())

    def house(self) -> House | None:
        """The house of the policy that was chosen."""
        return self._house(self.answers.get("policy", ("",))[0])

    def _house(self, policy_id: str) -> House | None:
        if not policy_id or policy_id not in {choice.id for choice in self._around.choices()}:
            return None
        if policy_id not in self._houses:
            self._houses[policy_id] = self._around.open_house(policy_id)
        return self._houses[policy_id]

    # What is said.

    def answer(self, values: tuple[str, ...]) -> None:
        """Answers the question that is shown, and saves that.

        Raises ValueError with a sentence where it cannot be an answer, and NotNowError where it cannot be saved;
        then nothing has changed.
        """
        question = self._asked()
        kept = self.read(values)
        self._try({**self.answers, question.id: kept})
        self._record(NewEvent(kind=ANSWERED, data={"question": question.id, "values": list(kept)}))
        self._looking_at = None

    def read(self, values: tuple[str, ...]) -> tuple[str, ...]:
        """What would be kept of an answer to the question that is shown. Raises ValueError where it is none."""
        return read_answer(self._asked(), values, self.answers, self.house(), self._around.clock())

    def _asked(self) -> Question:
        question = self.shown().question
        if question is None:
            raise ValueError("There is no question to answer.")
        return question

    def look_at(self, question_id: str) -> None:
        """Goes back to a question that has its answer; the later answers stay."""
        if any(one.question.id == question_id for one in self._conversation().answered):
            self._looking_at = question_id

    def back(self) -> bool:
        """Goes back one question. False at the first one."""
        conversation = self._conversation()
        ids = [one.question.id for one in conversation.answered]
        place = ids.index(self._looking_at) if self._looking_at in ids else len(ids)
        if place == 0:
            return False
        self._looking_at = ids[place - 1]
        return True

    def forward(self) -> None:
        """Returns from an earlier question to the open one, with nothing changed."""
        self._looking_at = None

    def write(self, field: str, text: str) -> None:
        """Keeps what was written for a field of a document. The same text again changes nothing."""
        if self.details.get(field, "") != text:
            self._record(NewEvent(kind=DETAILED, data={"field": field, "text": text}))

    def made(self, document: str, path: Path, digest: str) -> None:
        """Records that a document was made and saved."""
        self._record(NewEvent(kind=MADE, data={"document": document, "file": path.name, "sha256": digest}))

    def now(self) -> datetime:
        """The present moment, by the clock that the session was given."""
        return self._around.clock()

    def _try(self, answers: Answers) -> None:
        """Goes on with answers before they are kept, so that none is kept that the case could not go on from."""
        chosen = answers.get("policy", ("",))[0]
        house = self._house(chosen)
        converse(answers, self._around.choices, house, self._around.clock())

    def _conversation(self) -> Conversation:
        return converse(self.answers, self._around.choices, self.house(), self._around.clock())

    def _record(self, event: NewEvent) -> None:
        at, author, register = self._around.clock(), self._around.author, self._around.register
        if self._case is None:
            self._case = register.create([event], at=at, author=author)
            return
        case = self._case
        try:
            self._case = register.commit(
                case.id, [event], expected_version=case.version, at=at, author=author
            )
        except UnconfirmedError:
            # It is in its place, and the disk did not confirm it: what comes next builds on it all the same.
            self._case = register.get(case.id)
            raise


def answers_in(events: tuple[Event, ...]) -> dict[str, tuple[str, ...]]:
    """The latest answer to each question that the events hold."""
    answers: dict[str, tuple[str, ...]] = {}
    for event in events:
        if event.kind == ANSWERED:
            answers[_text(event.data["question"])] = _texts(event.data["values"])
    return answers


def details_in(events: tuple[Event, ...]) -> dict[str, str]:
    """The latest text of each field that the events hold."""
    return {
        _text(event.data["field"]): _text(event.data["text"]) for event in events if event.kind == DETAILED
    }


def _text(value: JSON) -> str:
    assert isinstance(value, str)
    return value


def _texts(value: JSON) -> tuple[str, ...]:
    assert isinstance(value, list)
    return tuple(_text(one) for one in value)
