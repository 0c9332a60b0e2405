"""One person's work on one case: answers, advice, steps, texts. Everything is saved before the next question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice.answering import LONGEST_TEXT, UnclearError, read_answer, too_long
from wizard.advice.conversation import (
    Answered,
    Choices,
    Conversation,
    Recorded,
    advice_given,
    choice_of,
    converse,
    follow,
    given,
)
from wizard.advice.questions import CHANGE, PolicyChoice, Question, ask_change
from wizard.advice.result import Advice
from wizard.advice.situation import Given, Situation
from wizard.base.errors import EscalateError
from wizard.base.paths import UnconfirmedError
from wizard.casework import record
from wizard.casework.in_force import edition_in_force
from wizard.casework.left_out import LeftOut, say_left_out
from wizard.casework.noting import answered, policy_noted, said_of
from wizard.casework.overtaken import still_true
from wizard.casework.record import CaseRecord, chosen_policy, read_events
from wizard.casework.still_open import check_open
from wizard.register.cases import JSON, Author, Case, Event, NewEvent, Register, UnconfirmedCaseError
from wizard.register.events import recorded as as_recorded
from wizard.register.places import Place

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.advice.advise import House
    from wizard.advice.steps import NextStep, Standing, StepId
    from wizard.advice.what_if import WhatIf
    from wizard.casework.changing import Change
    from wizard.casework.kept import GoingBy, OpenTexts
    from wizard.policy.edition import FlowTexts

_UNSAVED: Final = "2000-01-01-000000"
#: What is being written is kept beyond what is taken in the end, so that it can be shortened.
_LONGEST_KEPT: Final = 5 * LONGEST_TEXT


def _shipped_folders(policy_id: str) -> tuple[Path, ...]:
    from wizard.casework.reading import flow_folders_of  # only a policy's own templates need it

    return flow_folders_of(policy_id)


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What a session needs from outside: the register, the policies, the clock and who is working.

    `open_texts` gives the files of a policy as they lie on the disk; without it cases keep no edition.
    """

    register: Register
    choices: Choices
    open_house: Callable[[str], House]
    clock: Callable[[], datetime]
    author: Author = Author(role="practitioner", name="")
    open_texts: OpenTexts | None = None
    #: The file of the local contacts; None where there are to be none.
    local_contacts: Path | None = None
    #: The policies that are known and cannot be offered.
    left_out: Callable[[], tuple[LeftOut, ...]] = tuple
    #: The folders of a policy's flow, its own first; where its own templates lie. Raises WrongInputError.
    flow_folders: Callable[[str], tuple[Path, ...]] = _shipped_folders
    #: The office's folder of templates; None where it has none.
    office_templates: Path | None = None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a surface shows: the question (with the answer it has, when gone back to) and all that was answered.

    `notes` stand below the question's title: what a change would change. `text` is what stands in a question for
    a text so far. `step` names the step that is under way, None in the conversation itself.
    """

    question: Question | None
    chosen: tuple[str, ...]
    answered: tuple[Answered, ...]
    danger: bool
    notes: tuple[str, ...] = ()
    text: str = ""
    step: str | None = None


class _Pending(msgspec.Struct, frozen=True, kw_only=True):
    """A change of an earlier answer that was asked for and waits to be confirmed."""

    question: Question
    kept: tuple[str, ...]
    change: Change


class Session:
    """A case being worked on. Nothing is kept here that the register does not hold, but for where one looks."""

    def __init__(self, surroundings: Surroundings, case: Case | None = None) -> None:
        self._around = surroundings
        self._case = case
        #: By the policy, and the hash of the edition that the case keeps of it.
        self._houses: dict[tuple[str, str], GoingBy] = {}
        self._looking_at: str | None = None
        self._pending: _Pending | None = None
        self._unclear: Question | None = None
        #: What is being written for questions that take a text, by their ids.
        self._drafts: dict[str, str] = {}
        self._record_of: tuple[int, CaseRecord] = (0, CaseRecord())
        #: Whether something that is being written could not be kept yet.
        self.unkept = False
        #: Where the case was left, for whoever shows a document's fields again; None for a new one.
        self.place: Place | None = None
        #: When the case was last looked at before, in ISO 8601; None where only its events tell.
        self.left_at: str | None = None

    @classmethod
    def resume(cls, surroundings: Surroundings, case: Case) -> Session:
        """The case where it was left: at the question that was looked at, with what was being written."""
        session = cls(surroundings, case)
        place = still_true(surroundings.register.places.of(case.id), case)
        if place is not None:
            session.place, session.left_at = place, place.at
            session._looking_at = place.question
            session._drafts = dict(place.drafts)
        # From now on this is the case that was worked on last.
        session.keep_place(
            document=place.document if place else None,
            field=place.field if place else None,
            text=place.text if place else None,
        )
        return session

    # What is known.

    @property
    def case_id(self) -> str | None:
        """The case's id, once there is something to keep."""
        return self._case.id if self._case else None

    @property
    def case(self) -> Case | None:
        """The case as it was saved last."""
        return self._case

    @property
    def events(self) -> tuple[Event, ...]:
        """What was recorded."""
        return self._case.events if self._case else ()

    @property
    def record(self) -> CaseRecord:
        """What the events come to."""
        version = self._case.version if self._case else 0
        if self._record_of[0] != version:
            self._record_of = (version, read_events(self.events))
        return self._record_of[1]

    @property
    def answers(self) -> Mapping[str, tuple[str, ...]]:
        """The latest answer to each question."""
        return self.record.memory.latest()

    @property
    def details(self) -> Mapping[str, str]:
        """What was written for the documents, by field."""
        return self.record.details

    @property
    def surroundings(self) -> Surroundings:
        """What the session works in."""
        return self._around

    def now(self) -> datetime:
        """The present moment, by the clock that the session was given."""
        return self._around.clock()

    def conversation(self) -> Conversation:
        """The conversation so far, whatever is looked at. Raises where the chosen policy cannot be read."""
        return converse(self.record.memory, self._choices, self.house(), self.now(), self.recorded())

    def _choices(self) -> tuple[PolicyChoice, ...]:
        """The policies on offer, and the case's own where it goes on under an edition that no longer is."""
        offered, going = self._around.choices(), self.going_by()
        if going is None or going.house.policy.id in {one.id for one in offered} or not going.kept:
            return offered
        return (*offered, choice_of(going.house.policy))

    def recorded(self) -> tuple[Recorded, ...]:
        """The attempts that were recorded under the policy that was chosen."""
        return self.record.recorded(chosen_policy(self.answers))

    def situation_given(self) -> Given:
        """The situation as `advise` takes it. Raises ValueError while a question is open."""
        return self._given(self._complete())

    def _given(self, conversation: Conversation) -> Given:
        stated = self.record.stated(chosen_policy(self.answers))
        return given(conversation.counting, self.recorded(), stated)

    def advice(self) -> tuple[Situation, Advice]:
        """The advice for the case. Raises ValueError while a question is open."""
        return self.advice_at(self.now())

    def advice_at(self, moment: datetime) -> tuple[Situation, Advice]:
        """The advice that the case would have had at another moment. Raises as `advice`."""
        house = self.house()
        facts = self.situation_given()
        assert house is not None
        return advice_given(facts, house, moment)

    def what_if(self) -> tuple[WhatIf, ...]:
        """What would change the advice. Raises as `advice`."""
        from wizard.advice.what_if import what_if  # costs nothing until it is asked for

        situation, _ = self.advice()
        house = self.house()
        assert house is not None
        return what_if(house, situation)

    def _complete(self) -> Conversation:
        conversation = self.conversation()
        if conversation.question is not None:
            raise ValueError("There are questions to answer first.")
        return conversation

    def house(self) -> House | None:
        """The house of the policy that was chosen: in the edition that the case began under."""
        return self._house(chosen_policy(self.answers))

    def going_by(self) -> GoingBy | None:
        """The house of the policy that was chosen, and how it stands to the policy on the disk."""
        return self._going_by(chosen_policy(self.answers))

    def read_anew(self) -> None:
        """Has the policy and its contacts read again when they are needed: the contacts were changed."""
        self._houses.clear()

    def _house(self, policy_id: str) -> House | None:
        going = self._going_by(policy_id)
        return going.house if going else None

    def _going_by(self, policy_id: str) -> GoingBy | None:
        kept = self.record.editions.get(policy_id, "")
        # A case that keeps its edition goes on, also where its policy is gone.
        if not policy_id or not (kept or self._known(policy_id)):
            return None
        if (policy_id, kept) not in self._houses:
            from wizard.casework.kept import going_by, on_disk  # the first question has no policy yet

            self._houses[policy_id, kept] = going_by(
                on_disk(self._around), self._around.register.editions, policy_id, kept
            )
        return self._houses[policy_id, kept]

    def _known(self, policy_id: str) -> bool:
        """Whether there is such a policy; opening one that cannot be offered says what is wrong with it."""
        offered = {one.id for one in self._around.choices()}
        return policy_id in offered or policy_id in {one.id for one in self._around.left_out()}

    # What is shown.

    def shown(self) -> Shown:
        """What to show now. Raises where the policy that was chosen cannot be read."""
        conversation = self.conversation()
        if self._pending:
            pending = self._pending
            return Shown(
                question=ask_change(pending.question),
                chosen=(),
                answered=conversation.answered,
                danger=conversation.danger,
                notes=pending.change.lines,
            )
        within = self._within(conversation)
        earlier = next((one for one in within.answered if one.question.id == self._looking_at), None)
        question = earlier.question if earlier else within.question
        if self._unclear and question and self._unclear.id == question.id:
            question = self._unclear
        if question and question.id == "policy" and (left_out := say_left_out(self._around.left_out())):
            question = msgspec.structs.replace(question, hint=f"{question.hint} {left_out}")
        written = earlier.chosen[0] if earlier and earlier.question.kind == "text" else ""
        return Shown(
            question=question,
            chosen=earlier.chosen if earlier else (),
            answered=within.answered,
            danger=conversation.danger,
            text=self._drafts.get(question.id, written) if question else "",
            step=self._step_title() if self.record.step else None,
        )

    def _within(self, conversation: Conversation) -> Conversation:
        """The conversation of the step that is under way, else the whole one."""
        step = self.record.step
        if step is None or conversation.question is not None:
            return conversation
        from wizard.advice.step_questions import step_sequence
        from wizard.advice.steps import overtaken

        standing = self.standing_in(conversation)
        if overtaken(step, standing):
            return conversation
        counting: dict[str, tuple[str, ...]] = {}
        sequence = step_sequence(step, counting, standing, self.now())
        return follow(sequence, self.record.memory, counting)

    def _step_title(self) -> str | None:
        from wizard.advice.steps import step_title

        return step_title(self.record.step.id) if self.record.step else None

    def looking_back(self) -> bool:
        """Whether an earlier question is shown, or a change waits to be confirmed."""
        return self._looking_at is not None or self._pending is not None

    # What is said.

    def answer(self, values: tuple[str, ...]) -> None:
        """Answers the question that is shown, and saves that.

        A change of an earlier answer that changes anything else is not saved yet: what it would change is shown
        next, to be confirmed. A day that can mean two things is asked about next.
        Raises ValueError with a sentence where it cannot be an answer, and NotNowError where it cannot be saved;
        then nothing has changed.
        """
        check_open(self.record, self.case_id or "", (record.ANSWERED,))
        if self._pending:
            self._decide(self._pending, values)
            return
        question = self._asked()
        try:
            kept = self.read(values)
        except UnclearError as unclear:
            self._unclear = unclear.question
            return
        if self._looking_at == question.id and self.record.step is None:
            if self._chosen(question) == kept:
                self.forward()
                return
            change = self._what_changes(question, kept)
            if not change.nothing_else:
                self._pending, self._unclear = _Pending(question=question, kept=kept, change=change), None
                return
        self._keep_answer(question, kept, ())

    def _decide(self, pending: _Pending, values: tuple[str, ...]) -> None:
        chosen = read_answer(ask_change(pending.question), values, self.now())
        if chosen == (CHANGE,):
            self._keep_answer(pending.question, pending.kept, pending.change.unmatched)
        self.forward()

    def _chosen(self, question: Question) -> tuple[str, ...]:
        answered = self._within(self.conversation()).answered
        return next((one.chosen for one in answered if one.question.id == question.id), ())

    def _keep_answer(self, question: Question, kept: tuple[str, ...], unmatched: tuple[int, ...]) -> None:
        event = answered(said_of(question, kept), unmatched)
        texts = self._texts_to_keep(question, kept)
        events = [event, *self._noted(question, kept, texts), *self._step_done(question, kept)]
        self._try_events(events)
        if texts is not None:
            from wizard.casework.kept import keep

            keep(self._around.register.editions, texts)
        try:
            self._record_events(events)
        except UnconfirmedError:
            self._answered_it(question)  # it is in its place all the same
            raise
        self._answered_it(question)

    def _answered_it(self, question: Question) -> None:
        self.unkept = False
        self._drafts.pop(question.id, None)
        self._looking_at, self._pending, self._unclear = None, None, None

    def _texts_to_keep(self, question: Question, kept: tuple[str, ...]) -> FlowTexts | None:
        """The texts of the policy that was chosen, unless the case has been under it before, and keeps its edition."""
        open_texts = self._around.open_texts
        if question.id != "policy" or open_texts is None or kept[0] in self.record.editions:
            return None
        return open_texts(kept[0]) if self._house(kept[0]) else None

    def _noted(self, question: Question, kept: tuple[str, ...], texts: FlowTexts | None) -> list[NewEvent]:
        """With the policy that was chosen stands which text of it that was."""
        house = self._house(kept[0]) if question.id == "policy" else None
        if house is None:
            return []
        return [policy_noted(house, texts.hash() if texts else self.record.editions.get(kept[0], ""))]

    def _step_done(self, question: Question, kept: tuple[str, ...]) -> list[NewEvent]:
        """What the step that is under way comes to, if this was its last answer."""
        step = self.record.step
        if step is None or not question.id.startswith(f"{step.id}@{step.number}:"):
            return []
        from wizard.advice.step_outcome import comes_to
        from wizard.advice.step_questions import step_sequence

        standing = self.standing()
        counting: dict[str, tuple[str, ...]] = {}
        memory = self.record.memory.plus(said_of(question, kept))
        rest = follow(step_sequence(step, counting, standing, self.now()), memory, counting)
        if rest.question is not None:
            return []
        what = comes_to(step, counting, standing)
        done = NewEvent(kind=record.STEP_DONE, data={"step": step.number})
        happened = record.happened(what, step.number, chosen_policy(self.answers)) if what else []
        return [*happened, done]

    def read(self, values: tuple[str, ...]) -> tuple[str, ...]:
        """What would be kept of an answer to the question that is shown. Raises ValueError where it is none."""
        house = self.house()
        return read_answer(self._asked(), values, self.now(), house.time.calendar if house else None)

    def _asked(self) -> Question:
        question = self.shown().question
        if question is None:
            raise ValueError("There is no question to answer.")
        return question

    def _what_changes(self, question: Question, kept: tuple[str, ...]) -> Change:
        from wizard.casework.changing import what_changes  # costs nothing until an answer is changed

        return what_changes(self, self.supposing(question, kept), question, kept)

    def supposing(self, question: Question, kept: tuple[str, ...]) -> Session:
        """A session in which the question has another answer. It is for looking only: nothing of it is saved."""
        return self._supposing([answered(said_of(question, kept))])

    def _try_events(self, events: list[NewEvent]) -> None:
        """Raises where the case could not go on with what is to be recorded."""
        supposed = self._supposing(events)
        if supposed.conversation().question is None:
            supposed.advice()  # an answer after which there is none is never kept

    def _supposing(self, events_: list[NewEvent]) -> Session:
        new = as_recorded(events_, len(self.events), self.now(), self._around.author)
        events = (*self.events, *new)
        case = Case(id=self.case_id or _UNSAVED, version=len(events), practice=True, events=events)
        supposed = Session(self._around, case)
        supposed._houses = self._houses
        return supposed

    # Going back, and leaving.

    def look_at(self, question_id: str) -> None:
        """Goes back to a question that has its answer; the later answers stay."""
        if any(one.question.id == question_id for one in self._within(self.conversation()).answered):
            self._pending, self._unclear = None, None
            self._look(question_id)

    def back(self) -> bool:
        """Goes back one question, or out of a change that was not confirmed. False at the first one."""
        if self._pending or self._unclear:
            self._pending, self._unclear = None, None
            return True
        ids = [one.question.id for one in self._within(self.conversation()).answered]
        place = ids.index(self._looking_at) if self._looking_at in ids else len(ids)
        if place == 0:
            if self.record.step is None:
                return False
            self.leave_step()
            return True
        self._look(ids[place - 1])
        return True

    def forward(self) -> None:
        """Returns from an earlier question to the open one, with nothing changed."""
        self._pending, self._unclear = None, None
        if self._looking_at is not None:
            self._look(None)

    def _look(self, question_id: str | None) -> None:
        self._looking_at = question_id
        self.keep_place()

    def keep_place(
        self, *, document: str | None = None, field: str | None = None, text: str | None = None
    ) -> None:
        """Keeps where one is. Where that cannot be kept, going on is worth more than coming back to it."""
        try:
            self._keep_place(document, field, text, left=False)
        except EscalateError:
            return

    def keep_text(self, text: str, *, document: str | None = None, field: str | None = None) -> None:
        """Keeps what is being written, before it is an answer. Raises EscalateError where it cannot be kept."""
        if field is None:
            self._drafts[self._asked().id] = text
        if len(text) > _LONGEST_KEPT:
            self.unkept = True
            raise too_long(text)
        try:
            self._keep_place(document, field, text, left=False)
        except EscalateError:
            self.unkept = True
            raise
        self.unkept = False

    def renew(self) -> tuple[Event, ...]:
        """Goes on with the case as it is in the register now; what is being written stays.

        Returns what others have added to it. Raises as `Register.get` does.
        """
        if self._case is None:
            return ()
        before = self._case
        self._case = self._around.register.get(before.id)
        self._pending, self._unclear = None, None
        at = self.now().isoformat(timespec="seconds")
        place = Place(case=before.id, version=before.version, at=at, question=self._looking_at)
        still = still_true(place, self._case)
        self._looking_at = still.question if still else None
        return self._case.events[before.version :]

    def leave(self) -> None:
        """Closes the case with intent: the next start does not come back to it by itself."""
        try:
            self._keep_place(None, None, None, left=True)
        except EscalateError:
            return

    def _keep_place(self, document: str | None, field: str | None, text: str | None, *, left: bool) -> None:
        if self._case is None:
            return
        self._around.register.places.keep(
            Place(
                case=self._case.id,
                version=self._case.version,
                at=self.now().isoformat(timespec="seconds"),
                question=self._looking_at,
                document=document,
                field=field,
                text=text if field is not None else None,
                drafts={name: text for name, text in self._drafts.items() if len(text) <= _LONGEST_KEPT},
                left=left,
            )
        )

    # Texts and documents.

    def write(self, field: str, text: str) -> None:
        """Keeps what was written for a field of a document. The same text again changes nothing, and a blank
        one neither: it is never read as "erase"."""
        if text.strip() and self.details.get(field, "") != text:
            self._record_events([NewEvent(kind=record.DETAILED, data={"field": field, "text": text})])

    def erase(self, field: str) -> None:
        """Takes away what was written for a field. It stays in the history of the case."""
        if field in self.details:
            self._record_events([NewEvent(kind=record.ERASED, data={"field": field})])

    # Steps.

    def standing(self) -> Standing:
        """The case as its next steps see it. Raises ValueError while a question is open."""
        return self.standing_in(self._complete())

    def standing_in(self, conversation: Conversation) -> Standing:
        """As `standing`, for whoever holds the conversation, with no question open, already."""
        from wizard.advice.steps import Standing

        house, facts = self.house(), self._given(conversation)
        assert house is not None
        situation, advice = advice_given(facts, house, self.now())
        return Standing(
            house=house,
            given=facts,
            situation=situation,
            advice=advice,
            silences=self.record.silences,
            duties_done=self.record.duties_done,
        )

    def next_steps(self) -> tuple[NextStep, ...]:
        """What can be recorded now; nothing while a question is open, or once the case is closed."""
        from wizard.advice.steps import next_steps

        conversation = self.conversation()
        if conversation.question is not None or self.record.closed is not None:
            return ()
        return next_steps(self.standing_in(conversation))

    def begin_step(self, step: StepId) -> None:
        """Begins a step: its questions are shown next. Raises ValueError where it is none of the next ones."""
        from wizard.advice.steps import next_steps, waiting_at

        standing = self.standing()
        if step not in {one.id for one in next_steps(standing)}:
            raise ValueError("That cannot be recorded now.")
        waiting = waiting_at(standing)
        data: dict[str, JSON] = {"step": step, "stage": waiting.stage if waiting else ""}
        self._record_events([NewEvent(kind=record.STEP_BEGUN, data=data)])
        self._looking_at = None

    def leave_step(self) -> None:
        """Leaves the step that is under way. Its answers stay in the history, and it is not recorded as done."""
        if self.record.step is not None:
            self._record_events([NewEvent(kind=record.STEP_LEFT, data={"step": self.record.step.number})])
            self._looking_at = None

    def commit(self, events: list[NewEvent]) -> int:
        """Records events that do not come from a question. Returns the number of the last one."""
        self._record_events(events)
        return self.events[-1].seq

    # Saving.

    def _record_events(self, events: list[NewEvent]) -> None:
        at, author, register = self.now(), self._around.author, self._around.register
        if self._case is None:
            try:
                edition = edition_in_force(CaseRecord(), events)
                self._case = register.create(events, at=at, author=author, edition=edition)
            except UnconfirmedCaseError as error:
                self._case = error.case
                raise
            finally:
                self.keep_place()
            return
        case = self._case
        check_open(self.record, case.id, (event.kind for event in events))
        edition = edition_in_force(self.record, events)
        try:
            self._case = register.commit(
                case.id, events, expected_version=case.version, at=at, author=author, edition=edition
            )
        except UnconfirmedError:
            # It is in its place, and the disk did not confirm it: what comes next builds on it all the same.
            self._case = register.get(case.id)
            raise
