"""Why: for every question, stage, person, time, contact and notice the rules, the answers read, and the count.

Plain data, for one key on every screen. The policy itself is not among the answers: it is whose rules are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from wizard.advice.advise import Advised, House, advised
from wizard.advice.history import history
from wizard.advice.located import Located
from wizard.advice.present import AdviceText, Clause, present
from wizard.advice.reachable import STALE, Reachable, say_unlisted
from wizard.advice.result import ContactLine
from wizard.advice.situation import Situation
from wizard.advice.why_question import asked_because, rules_of
from wizard.advice.why_read import Read, all_read, answers_read
from wizard.advice.why_rules import clause, decided, no_time, once, ours, told
from wizard.advice.why_trace import Ids, Trace
from wizard.policy.contacts import Contact
from wizard.policy.model import PARTIES, ContactRule, Stage, Title

if TYPE_CHECKING:
    from wizard.advice.conversation import Answered
    from wizard.advice.questions import Question

__all__ = ["Kind", "Read", "Why", "why_advice", "why_question"]

Kind = Literal["question", "stage", "people", "time", "contact", "notice", "status"]


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Why something is asked or advised.

    `id` is the question's, stage's or notice's own, the status, `people`, `contact:<number>` (from 0, as in the
    advice), or for a time `act_by`, `aim_by`, `overdue_since`, and `no_limit` where the stage has none.
    `title` is what is explained, in the words of the screen. `counted` says of a time what counted, day by day.
    """

    kind: Kind
    id: str
    title: str
    rules: tuple[Clause, ...]
    read: tuple[Read, ...] = ()
    counted: tuple[str, ...] = ()


def why_question(question: Question, house: House | None, answered: Sequence[Answered]) -> Why:
    """Why a question is asked: what depends on it, and the earlier answers that made it be asked."""
    policy = house.policy if house else None
    return Why(
        kind="question",
        id=question.id,
        title=question.title,
        rules=rules_of(question, policy, answered),
        read=answers_read(asked_because(question, policy, answered), answered),
    )


def why_advice(house: House, situation: Situation, answered: Sequence[Answered]) -> tuple[Why, ...]:
    """Why each part of the advice is as it is, in the order in which the advice is shown.

    `answered` are the answers that led to the situation; attempts that they do not tell of were recorded later.
    Raises CalendarEndsError where a day outside the known calendar is needed.
    """
    return tuple(_Explained(house, advised(house, situation), answered).all())


class _Explained:
    """One case's advice being explained; the parts share what they look at."""

    def __init__(self, house: House, found: Advised, answered: Sequence[Answered]) -> None:
        self.house = house
        self.found = found
        self.answered = answered
        self.case: Located = found.case
        self.text: AdviceText = present(found.advice, house.policy)
        self.past = history(house.policy, self.case.situation, house.machine)
        self.trace = Trace(case=self.case, past=self.past)

    def all(self) -> Iterator[Why]:
        stage = self.case.stage
        yield self._place(stage)
        if stage is not None:
            yield self._people(stage)
            yield from self._times(stage)
        if self.found.reach is not None:
            for number in range(len(self.found.reach.contacts)):
                yield self._contact(self.found.reach, number)
        yield from self._notices()

    def _read(self, ids: Ids) -> tuple[Read, ...]:
        return all_read(ids, self.answered, self.case.situation, self.house.policy)

    def _place(self, stage: Stage | None) -> Why:
        return Why(
            kind="stage" if stage else "status",
            id=stage.id if stage else self.case.position.status,
            title=self.text.stage or self.text.status,
            rules=decided(self.case, self.past),
            read=self._read(self.trace.stage()),
        )

    def _people(self, stage: Stage) -> Why:
        titles = [told(rule) for rule in self.found.used if isinstance(rule, Title)]
        return Why(
            kind="people",
            id="people",
            title=". ".join(self.text.who),
            rules=once([told(stage), *titles]),
            read=self._read(self.trace.people((stage.acts, *stage.with_))),
        )

    def _times(self, stage: Stage) -> Iterator[Why]:
        worked = zip(self.found.advice.working, self.found.timed, self.text.working, strict=True)
        for working, timed, text in worked:
            by_hours = timed.deadline is not None and not timed.clock.limit.endswith(("hour", "hours"))
            yield Why(
                kind="time",
                id=working.of,
                title=text.title,
                rules=once([told(timed.clock), *([self._hours()] if by_hours else [])]),
                read=self._read(self.trace.time(timed)),
                counted=text.days,
            )
        if not self.found.timed:
            yield Why(
                kind="time",
                id="no_limit",
                title="No time limit is given here",
                rules=no_time(self.case, stage),
                read=self._read(self.trace.no_time(stage.id)),
            )

    def _contact(self, reach: Reachable, number: int) -> Why:
        line, entry, rule = reach.contacts[number], reach.entries[number], reach.by[number]
        said = self.text.contacts[number]
        return Why(
            kind="contact",
            id=f"contact:{number}",
            title=f"{said.agency}: {said.contact.title}",
            rules=once(self._contact_rules(line, entry, rule)),
            read=self._read(frozenset({"from", "to"}) if rule.of == PARTIES else frozenset()),
        )

    def _contact_rules(self, line: ContactLine, entry: Contact, rule: ContactRule) -> Iterator[Clause]:
        yield told(rule)
        if line.use == "fallback":
            agency = self.house.policy.agency_title(line.agency)
            if line.agency in (self.found.reach.unlisted if self.found.reach else ()):
                yield ours(say_unlisted(self.house.policy, self.house.contacts, line.agency))
            yield clause(f"Where nobody is listed, turn to: {entry.role} ({agency}).", entry)
        else:
            yield clause(f"The list names: {entry.role}.", entry)
        now = "open" if line.hours == "in" else "closed"
        when = {
            "in": "This entry is for office hours",
            "out": "This entry is for when the office is closed",
            "any": "This entry holds at any hour",
        }[entry.hours]
        if entry.open is not None:
            yield clause("This entry has hours of its own, and they hold now.", entry)
        else:
            yield clause(f"{when}, and the office is {now} now.", entry)
            yield self._hours()
        if entry.when is not None and line.condition:
            yield clause(f"It is the right one where this holds: {line.condition}.", entry)
        if line.phone or line.email or line.finder:
            if line.verified:
                yield clause(f"{line.verified.by} checked the entry on {line.verified.on}.", entry)
            elif line.as_at:
                yield clause(f"The entry is as published or checked in {line.as_at}.", entry)
            if line.stale:
                yield ours(STALE)

    def _hours(self) -> Clause:
        """Whose office hours were used."""
        own = self.house.policy.hours
        if own is not None:
            return clause("Office hours are the policy's own.", own)
        return ours("Office hours are read as Monday to Friday, 09:00 to 17:00, but not bank holidays.")

    def _notices(self) -> Iterator[Why]:
        for notice, said in zip(self.found.notices, self.text.notify, strict=True):
            yield Why(
                kind="notice",
                id=notice.id,
                title=said.text,
                rules=(told(notice),),
                read=self._read(self.trace.when(notice.when)),
            )
