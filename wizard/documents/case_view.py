"""A case in the words of its documents: who writes to whom, at which stage, until when, and what came before."""

from __future__ import annotations

from typing import Final

import msgspec

from wizard.advice.facts import holds
from wizard.advice.history import facts_in
from wizard.advice.people import stage_parties
from wizard.advice.result import Advice
from wizard.advice.situation import Attempt, Situation
from wizard.advice.words import say_list, say_when
from wizard.advice.worktime import as_london
from wizard.documents.attempts import AttemptView, view_attempt
from wizard.documents.awaited import Awaited, awaited
from wizard.documents.clauses import cite, cited
from wizard.documents.course import course_of
from wizard.documents.details import day_in, say_day
from wizard.documents.limits import Limits, Missed
from wizard.documents.notices import NoticeView, due_notices
from wizard.documents.stages import StageWords
from wizard.policy.model import CHALLENGED, Policy, Stage
from wizard.register.events import DOCUMENT_MADE

_NO_ENTRY: Final = "The record has no entry so far."
#: The action by which a flow says that a case review is to be considered.
_CASE_REVIEW: Final = "consider-case-review"


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the record of a case: its number, when it was made, who made it (role), and what it says.

    `kind` is the register's own name for what it records, such as "document-made".
    """

    number: int
    when: str
    role: str
    what: str
    kind: str = ""


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """What a template may say of the case: `case.to`. None, and an empty list, are false in a condition."""

    #: "child" or "adult", and who is close to them.
    person: str
    family: str
    urgent: bool
    emergency: str | None
    danger: str
    from_agency: str
    #: The role and agency that challenge, and those that are challenged.
    sender: str
    to: tuple[str, ...]
    #: Whether all of those are of an agency that is challenged, as a board's chair is not.
    to_other_agency: bool
    #: The agencies that are challenged, whoever is faced at the stage.
    challenged: tuple[str, ...]
    #: Who acted at the last stage that was tried before this one; the agency where none was.
    referrer: str
    #: The open attempt that has no outcome yet, at a stage that faces somebody else: the stage's label, since
    #: which day, who opened it, with whom, how its limit stands, and what follows. None and empty without one.
    awaited_stage: str | None
    awaited_since: str | None
    awaited_by: str | None
    awaited_from: tuple[str, ...]
    #: As `to_other_agency`, of those; where nobody is waited for, that itself.
    awaited_other_agency: bool
    awaited_limit: str | None
    awaited_next: str | None
    #: When the disagreement was recognised; None where an attempt is older than what was said.
    raised: str | None
    first_challenged: str | None
    about: str | None
    #: The stage's label, or in words that none is open.
    stage: str
    #: What the stage provides for, with its clause; None where no stage is open that faces another agency.
    entitles: str | None
    #: The end of the policy's limit, where it states one and that is still to come.
    reply_by: str | None
    #: The rule that sets the limit, or that there is none.
    reply_rule: str
    #: The date that somebody asked for a reply by, where that is before `reply_by`, or is no date.
    sooner: str | None
    #: How the deadline of the stage stands, for the board.
    deadline: str
    #: When a limit was missed, if one was, of this stage or of one that is still open before it.
    missed: str | None
    #: The label of the stage whose limit that was.
    missed_stage: str | None
    #: That it was counted from a date that is not on record, where it was.
    missed_reading: str | None
    next: str
    attempts: tuple[AttemptView, ...]
    #: Stages with no attempt on record before the one the case is at.
    skipped: str | None
    #: Whether somebody must say why.
    skip_reason_needed: bool
    #: Whether the policy does not cover the case as it stands.
    outside: bool
    resolved: bool
    resolved_at: str | None
    resolved_on: str | None
    notice_type: str
    notify: tuple[NoticeView, ...]
    #: What each of those is called, and its id: whichever a person may name it by.
    notice_names: tuple[str, ...]
    #: How it went, with nothing that could tell whose it was: how far, how it stands, how long it took, and the
    #: agencies by kind.
    reached: str
    standing: str
    days_taken: str
    from_kind: str
    to_kinds: tuple[str, ...]
    #: What the policy says here of a case review, with its clause; None where it says nothing.
    review: str | None
    #: Parts of the policy that were not to be had.
    unseen: tuple[str, ...]
    #: The record of the case, oldest entry first; empty where a document is made outside a record.
    entries: tuple[EntryView, ...] = ()
    #: How many entries there are, from when to when.
    record: str = _NO_ENTRY
    #: Those of the entries that say that a document was made.
    documents_made: tuple[EntryView, ...] = ()
    #: Whether the case was closed or at its end before, and this is a new challenge.
    reopened: bool = False
    #: Whether the case is closed in the record.
    closed: bool = False


def view_case(
    policy: Policy,
    situation: Situation,
    advice: Advice,
    entries: tuple[EntryView, ...] = (),
    *,
    reply_wished: str = "",
    reopened: bool = False,
    closed: bool = False,
) -> CaseView:
    """The case in words. `reply_wished` is the date that somebody asked for a reply by, in the words of the page."""
    view = _Viewing(policy, situation, advice, reply_wished, reopened=reopened).view()
    view = msgspec.structs.replace(view, reopened=reopened, closed=closed)
    if not entries:
        return view
    told = tuple(_told(one) for one in entries)
    return msgspec.structs.replace(
        view,
        entries=told,
        record=_record(told),
        documents_made=tuple(one for one in told if one.kind == DOCUMENT_MADE),
    )


def _told(entry: EntryView) -> EntryView:
    """An entry of which every part has words, so that a page can show it."""
    return msgspec.structs.replace(
        entry,
        when=entry.when.strip() or "Not known",
        role=entry.role.strip() or "Not stated",
        what=entry.what.strip() or "Nothing is kept of this entry.",
    )


def _record(entries: tuple[EntryView, ...]) -> str:
    if len(entries) == 1:
        return f"The record has 1 entry. When it was made: {entries[0].when}."
    return f"The record has {len(entries)} entries. First: {entries[0].when}. Last: {entries[-1].when}."


class _Viewing:
    """One case being put into words; the parts share what they look at."""

    def __init__(
        self, policy: Policy, situation: Situation, advice: Advice, reply_wished: str, *, reopened: bool
    ) -> None:
        self.policy = policy
        self.situation = situation
        self.advice = advice
        self.facts = facts_in(policy, situation)
        self.reply_wished = reply_wished
        self.reopened = reopened
        self.limits = Limits(policy=policy, situation=situation, facts=self.facts, advice=advice)
        self.words = StageWords(policy=policy, facts=self.facts, advice=advice)
        self.stage: Stage | None = policy.stage(advice.stage.id) if advice.stage else None
        self.tried = sorted(situation.attempts, key=situation.began)
        self.settled = next(
            (one for one in situation.counted().values() if one.outcome == "resolved"), None
        )  # the first, as in the advice

    def view(self) -> CaseView:
        adult = self.situation.subject == "adult"
        first = next((one for one in self.tried if self._faces_the_other(one)), None)
        settled = self.settled
        reply_by, reply_rule = self.limits.reply(self.stage)
        sender, to, other_agency = self._parties()
        waits: Awaited | None = awaited(self.policy, self.situation, self.advice)
        emergency = next((one for one in self.advice.actions if one.id == "emergency-services"), None)
        review = next((one for one in self.advice.actions if one.id == _CASE_REVIEW), None)
        course = course_of(self.policy, self.situation, self.advice, settled)
        notify = due_notices(self.policy, self.advice)
        missed = self.limits.missed(self.stage)
        return CaseView(
            person="adult" if adult else "child",
            family="adult or their family" if adult else "parents or carers",
            urgent=self.advice.urgent,
            emergency=emergency.text if emergency else None,
            danger=self._danger(),
            from_agency=self.policy.agency_title(self.situation.challenging),
            sender=sender,
            to=to,
            to_other_agency=other_agency,
            challenged=tuple(self.policy.agency_title(one) for one in self.situation.challenged),
            referrer=self._referrer(),
            awaited_stage=waits.stage if waits else None,
            awaited_since=waits.since if waits else None,
            awaited_by=waits.by if waits else None,
            awaited_from=waits.facing if waits else (),
            awaited_other_agency=waits.other_agency if waits else other_agency,
            awaited_limit=waits.limit if waits else None,
            awaited_next=waits.next if waits else None,
            raised=self._raised(),
            first_challenged=say_day(first.began) if first and first.began else None,
            about=self.situation.about.replace("-", " ").capitalize() if self.situation.about else None,
            stage=self._stage_words(),
            entitles=self._entitles(),
            reply_by=reply_by,
            reply_rule=reply_rule,
            sooner=self._sooner(),
            deadline=self._deadline(missed, reply_by, reply_rule),
            missed=say_when(missed.at) if missed else None,
            missed_stage=missed.stage if missed else None,
            missed_reading=(missed.reading or None) if missed else None,
            next=self._next(),
            attempts=tuple(view_attempt(self.policy, one) for one in self.tried),
            skipped=self._skipped(),
            skip_reason_needed=self._skip_reason_needed(),
            outside=self.advice.status == "outside-policy",
            resolved=self.advice.status == "resolved",
            resolved_at=self.policy.stage(settled.stage).label if settled else None,
            resolved_on=say_day(settled.ended) if settled and settled.ended else None,
            notice_type=self._notice_type(),
            notify=notify,
            notice_names=tuple(name for one in notify for name in (one.called, one.id)),
            reached=course.reached,
            standing=course.standing,
            days_taken=course.days_taken,
            from_kind=course.from_kind,
            to_kinds=course.to_kinds,
            review=f"{review.text} ({cited(review.source, review.reading)})" if review else None,
            unseen=tuple(f"{one.rule} ({cite(one)})" for one in self.policy.unseen),
        )

    # Who.

    def _parties(self) -> tuple[str, tuple[str, ...], bool]:
        """Who challenges and who is challenged: at the stage, else where it was settled, else the agencies.

        Last, whether all those to whom it goes are of an agency that is challenged.
        """
        acts, facing = self.advice.acts, self.advice.with_
        if acts is None and self.settled is not None:
            stage = self.policy.stage(self.settled.stage)
            people = stage_parties(self.policy, self.facts, stage)
            acts, facing = people.acts, people.with_
        title = self.policy.agency_title
        sender = self.words.say(acts) if acts else title(self.situation.challenging)
        to = tuple(self.words.say(one) for one in facing if self.words.is_other(one))
        if not to:
            return sender, tuple(title(one) for one in self.situation.challenged), True
        return sender, to, self.words.are_challenged(facing)

    def _entitles(self) -> str | None:
        if self.stage is None or not any(self.words.is_other(one) for one in self.advice.with_):
            return None
        return f"{self.words.discussion(self.stage)} ({cite(self.stage)})"

    def _referrer(self) -> str:
        tried = {one.stage for one in self.tried}
        order = self.words.on_the_ladder()
        before = order[: order.index(self.stage)] if self.stage in order else order
        last = next((stage for stage in reversed(before) if stage.id in tried), None)
        return self.words.acts(last) if last else self.policy.agency_title(self.situation.challenging)

    def _danger(self) -> str:
        if self.situation.risk_unknown:
            return "Not known. It is treated as a risk of significant harm."
        return {
            "immediate": "Yes.",
            "significant": "No immediate danger. Significant harm is feared.",
            "welfare": "No. The concern is about welfare.",
            "none": "No.",
        }[self.situation.risk]

    # Where.

    def _stage_words(self) -> str:
        if self.stage is not None:
            return self.stage.label
        if self.settled is not None and self.advice.status == "resolved":
            return f"None. The disagreement was settled at {self.policy.stage(self.settled.stage).label}."
        if self.advice.status == "complete":
            return "None. All stages have been used, and the disagreement is not settled."
        return "None. The policy does not cover this disagreement."

    def _next(self) -> str:
        limit = self.limits.moves_nothing(self.stage)
        after = self.words.after(self.stage)
        return f"{limit} {after}" if limit else after

    def _sooner(self) -> str | None:
        ends = self.limits.at(self.stage).ends if self.stage else None
        if ends is None:
            return None
        wished = day_in(self.reply_wished)
        if wished is None:
            # What cannot be compared is shown as it was typed, so that somebody sees it.
            return self.reply_wished or None
        return self.reply_wished if wished < as_london(ends).date() else None

    def _deadline(self, missed: Missed | None, reply_by: str | None, reply_rule: str) -> str:
        """How the limit of this stage stands. One of a stage before it is told beside it."""
        own = self.limits.at(self.stage) if self.stage else None
        passed = missed.at if missed and missed.here else own.passed if own else None
        if own is not None and passed is not None:
            said = f"Missed. The limit passed on {say_when(passed)}."
            return f"{said} {own.reading}" if own.reading else said
        return f"{reply_by}. Not yet passed. {reply_rule}" if reply_by else reply_rule

    # What came before.

    def _faces_the_other(self, attempt: Attempt) -> bool:
        return any(one.agency == CHALLENGED for one in self.policy.stage(attempt.stage).with_)

    def _raised(self) -> str | None:
        raised = self.situation.raised
        if any(self.situation.began(one) < raised for one in self.tried):
            return None
        return say_day(raised)

    def _skipped(self) -> str | None:
        labels = [rung.label for rung in self.advice.ladder if rung.state == "skipped"]
        if not labels:
            return None
        which = "No attempt of this challenge" if self.reopened else "No attempt"
        begins = f"{which} is on record at {say_list(labels)}"
        sources = self._allows()
        if self._skip_reason_needed() or not sources:
            return f"{begins}."
        them = "them" if len(labels) > 1 else "it"
        return f"{begins}. The policy lets a case like this go past {them} ({say_list(sources)})."

    def _allows(self) -> list[str]:
        """The clauses by which all the stages that were skipped may be passed; none where some may not."""
        gone = {rung.id for rung in self.advice.ladder if rung.state == "skipped"}
        rules = [one for one in self.policy.passes if holds(one.when, self.facts)]
        if not gone.issubset(stage for one in rules for stage in one.stages):
            return []
        return list(dict.fromkeys(cite(one) for one in rules if gone.intersection(one.stages)))

    def _skip_reason_needed(self) -> bool:
        warned = any(one.id == "skipped-stage" for one in self.advice.warnings)
        wished = self.stage is not None and self.situation.start_at == self.stage.id
        return warned or (wished and any(rung.state == "skipped" for rung in self.advice.ladder))

    def _notice_type(self) -> str:
        if self.advice.status == "resolved":
            return "Resolved"
        return "Moved to another stage" if self.tried else "Opened"
