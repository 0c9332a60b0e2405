"""Advice in words: what the advice screen shows, what `advise` prints, sentence for sentence.

One presenter for every surface, so that they cannot disagree. It words what the advice says and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

import msgspec

from wizard.advice.lead import ContactText, say_contact
from wizard.advice.own import OWN
from wizard.advice.people import say_party
from wizard.advice.present_more import say_action, say_also, say_clocks, say_form, say_notice
from wizard.advice.result import Advice, ContactLine, LaterStart, NotifyLine, Rung, Working
from wizard.advice.words import DANGER, say_when
from wizard.policy.model import Policy

OUR_READING: Final = "our reading"

_STATUS: Final = {
    "act": "This stage is next",
    "in-progress": "This stage is open",
    "overdue": "Overdue: a time limit has passed",
    "resolved": "Settled: confirm it, record it and learn from it",
    "complete": "All stages have been used, and it is not settled",
    "outside-policy": "This policy does not cover it",
}
_USES: Final = {
    "primary": "",
    "if-normal-routes-fail": "If your normal ways to reach them fail",
    "fallback": "Fallback",
}
_STATES: Final = {
    "done": ("✓", "done"),
    "skipped": ("–", "not on record"),
    "open": ("…", "still open"),
    "here": ("▶", "here"),
    "ahead": ("·", "ahead"),
}
#: How an attempt ended, in words.
OUTCOMES: Final = {
    "open": "still going on",
    "unresolved": "did not settle it",
    "resolved": "settled it",
}
_TIMES: Final = {"act_by": "Act by", "aim_by": "Aim to do it by", "overdue_since": "Overdue since"}


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence and the clause that it rests on, such as "§3 Step 3" or "§2, our reading"."""

    text: str
    source: str = ""

    def __str__(self) -> str:
        return f"{self.text} ({self.source})" if self.source else self.text


class ContactSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A contact in words. `when` says the hours, the use and the clause."""

    agency: str
    contact: ContactText
    when: str


class RungText(msgspec.Struct, frozen=True, kw_only=True):
    """A stage on the drawn ladder. `mark` is one character, `state` the same in words, `notes` its dates."""

    mark: str
    state: str
    here: bool
    title: str
    notes: tuple[str, ...]


class WorkingText(msgspec.Struct, frozen=True, kw_only=True):
    """How one time was worked out: each day with its number, or why it does not count."""

    title: str
    days: tuple[str, ...]


class AdviceText(msgspec.Struct, frozen=True, kw_only=True):
    """Advice in words, in the order in which it matters to someone under pressure."""

    danger: str | None
    status: str
    stage: str | None
    who: tuple[str, ...]
    times: tuple[str, ...]
    #: The clocks that the times do not say: the other side's, and those without a date.
    clocks: tuple[str, ...]
    actions: tuple[Clause, ...]
    may_start_at: tuple[str, ...]
    contacts: tuple[ContactSaid, ...]
    if_no_answer: str | None
    warnings: tuple[str, ...]
    notify: tuple[Clause, ...]
    forms: tuple[Clause, ...]
    ladder: tuple[RungText, ...]
    because: tuple[Clause, ...]
    working: tuple[WorkingText, ...]
    policy: str
    as_at: str


def present(advice: Advice, policy: Policy) -> AdviceText:
    """The advice in words. `policy` is the one that it was given under."""
    return AdviceText(
        danger=DANGER if advice.urgent else None,
        status=_STATUS[advice.status],
        stage=f"{advice.stage.label}: {advice.stage.title}" if advice.stage else None,
        who=(*_who(advice, policy), *say_also(advice, policy)),
        times=tuple(_times(advice)),
        clocks=tuple(say_clocks(advice, policy)),
        actions=tuple(clause_of(say_action(one, policy), one.source, one.reading) for one in advice.actions),
        may_start_at=tuple(_later(policy, one) for one in advice.later_starts),
        contacts=tuple(_contact(one, policy) for one in advice.contacts),
        if_no_answer=advice.if_no_answer,
        warnings=tuple(one.text for one in advice.warnings),
        notify=tuple(clause_of(say_notice(one, policy), one.source, one.reading) for one in advice.notify),
        forms=tuple(clause_of(say_form(one, policy), one.source, one.reading) for one in advice.forms),
        ladder=tuple(_rung(one) for one in advice.ladder),
        because=tuple(clause_of(one.rule, one.source, one.reading) for one in advice.because),
        working=tuple(_working(one) for one in advice.working),
        policy=f"{advice.policy.title} ({advice.policy.edition})",
        as_at=f"As at {say_when(advice.now)}",
    )


def say_times(working: Working) -> str:
    """The heading of a working: "Act by Monday 23 November 2026, 17:00"."""
    return f"{_TIMES[working.of]} {say_when(working.ends)}"


def clause_of(text: str, source: str, reading: bool) -> Clause:
    """A sentence with its clause, and whether that is our reading of it."""
    # A rule of the product's own has no clause to cite: that it is our reading says it all.
    own = source.startswith(OWN)
    return Clause(text=text, source=OUR_READING if own else f"{source}, {OUR_READING}" if reading else source)


def notice_of(line: NotifyLine, policy: Policy) -> Clause:
    """Who is to be told and by what means, with the clause."""
    return clause_of(say_notice(line, policy), line.source, line.reading)


def _who(advice: Advice, policy: Policy) -> Iterable[str]:
    if advice.acts:
        yield f"Who acts: {say_party(policy, advice.acts)}"
    if advice.with_:
        yield "With: " + "; ".join(say_party(policy, one) for one in advice.with_)


def _times(advice: Advice) -> Iterable[str]:
    if advice.overdue_since:
        yield f"{_TIMES['overdue_since']} {say_when(advice.overdue_since)}"
    # A limit that has been missed is said once, as what it is.
    if advice.act_by and not (advice.overdue_since and _same(advice.act_by, advice.overdue_since)):
        yield f"{_TIMES['act_by']} {say_when(advice.act_by)}"
    if advice.aim_by:
        yield f"{_TIMES['aim_by']} {say_when(advice.aim_by)}{_gone(advice.aim_by, advice.now)}"
    counted = any(one.by or one.status == "not started" for one in advice.clocks)
    if advice.stage and not (counted or advice.overdue_since or advice.act_by or advice.aim_by):
        yield "No time limit is given here. The reasons below say what is known of it."


def _same(one: datetime, other: datetime) -> bool:
    return one.astimezone(UTC) == other.astimezone(UTC)


def _gone(moment: datetime, now: datetime) -> str:
    return " (that has passed)" if moment.astimezone(UTC) < now.astimezone(UTC) else ""


def _later(policy: Policy, start: LaterStart) -> str:
    needs = f" (with the agreement of {start.needs})" if start.needs else ""
    return f"{_stage(policy, start.stage)}{needs}"


def _stage(policy: Policy, stage_id: str) -> str:
    stage = policy.stage(stage_id)
    return f"{stage.label}: {stage.title}"


def _contact(contact: ContactLine, policy: Policy) -> ContactSaid:
    hours = "In office hours now" if contact.hours == "in" else "Out of office hours now"
    if contact.own_hours:
        hours = "It has hours of its own, and is there now"
    clause = clause_of("", contact.source, contact.reading).source
    return ContactSaid(
        agency=policy.agency_title(contact.agency),
        contact=say_contact(contact),
        when=". ".join(part for part in (_USES[contact.use], hours) if part) + f" ({clause})",
    )


def _rung(rung: Rung) -> RungText:
    mark, state = _STATES[rung.state]
    notes: list[str] = []
    if rung.began:
        notes.append(f"began {_day(rung.began.date())}")
    if rung.ended:
        notes.append(f"ended {_day(rung.ended.date())}")
    if rung.outcome:
        notes.append(OUTCOMES[rung.outcome])
    if rung.by:
        notes.append(f"by {say_when(rung.by)}")
    return RungText(
        mark=mark,
        state=state,
        here=rung.state == "here",
        title=f"{rung.label}: {rung.title}",
        notes=tuple(notes),
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _working(working: Working) -> WorkingText:
    clause = clause_of("", working.source, working.reading).source
    started = f"{working.limit} from {say_when(working.starts)} ({clause})"
    return WorkingText(
        title=say_times(working),
        days=(
            started,
            *(
                f"{one.day:%A} {_day(one.day)}: "
                + (f"day {one.number}" if one.number is not None else f"not counted, {one.why}")
                for one in working.days
            ),
        ),
    )
