"""Who is to be told, and which forms belong here: each with the people, the means and the time that the policy says."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from wizard.advice.clocks import deadline
from wizard.advice.facts import holds
from wizard.advice.history import invoked_at
from wizard.advice.located import Located
from wizard.advice.people import parties_of
from wizard.advice.result import FormLine, NotifyLine
from wizard.policy.model import INVOKED, RESOLVED, Form, Notice

ENTRY = "entry"
EXIT = "exit"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that is due, with its line."""

    notice: Notice
    line: NotifyLine


def notices_of(case: Located) -> tuple[Told, ...]:
    """Who is to be told here. What lies outside the policy has no notices of its own."""
    if case.position.outside:
        return ()
    found: list[Told] = []
    for notice in case.policy.notices:
        if holds(notice.when, case.facts) and _set_off(case, notice):
            found.append(Told(notice=notice, line=_line(case, notice)))
    return tuple(found)


def forms_of(case: Located) -> tuple[tuple[Form, FormLine], ...]:
    """The forms that belong here."""
    if case.position.outside:
        return ()
    here = case.position.stage or case.position.status
    return tuple(
        (form, _form(case, form))
        for form in case.policy.forms
        if (not form.at or here in form.at) and holds(form.when, case.facts)
    )


def _set_off(case: Located, notice: Notice) -> bool:
    """Whether what a notice waits for has come about."""
    here = case.position.stage or case.position.status
    if notice.on == EXIT:
        return any(one.stage in notice.at and one.stage != here for one in case.situation.attempts)
    if notice.at and here not in notice.at:
        return False
    return notice.on == ENTRY or notice.on in case.facts.happened


def _line(case: Located, notice: Notice) -> NotifyLine:
    since = _since(case, notice) if notice.within else None
    ends = deadline(case.house.time, notice.within, since) if notice.within and since else None
    return NotifyLine(
        id=notice.id,
        by=notice.by,
        text=notice.text,
        source=notice.source,
        reading=notice.reading,
        to=parties_of(case.policy, case.facts, (notice.to,)),
        copied=notice.copied,
        strength=notice.strength,
        within=notice.within,
        act_by=ends.at if ends else None,
        document=notice.document,
    )


def _since(case: Located, notice: Notice) -> datetime | None:
    """When the time of a notice began: with what set it off. None where that is not known."""
    situation = case.situation
    if notice.on == EXIT:
        # An attempt that is open still was left when its limit led the case on: the next stage's time began then.
        left = case.position.since or situation.now
        times = [
            left if one.outcome == "open" else situation.finished(one)
            for one in situation.attempts
            if one.stage in notice.at
        ]
    elif notice.on == ENTRY:
        if case.position.since is not None:
            return case.position.since
        ended = [one for one in situation.counted().values() if one.outcome == RESOLVED]
        times = [situation.finished(one) for one in ended or situation.counted().values()]
    else:
        if notice.on == INVOKED and INVOKED not in case.policy.events:
            return invoked_at(case.policy, situation)
        times = [one.at for one in situation.events if one.event == notice.on and one.at is not None]
    return max(times, key=lambda at: at.astimezone(UTC), default=None)


def _form(case: Located, form: Form) -> FormLine:
    by = parties_of(case.policy, case.facts, (form.by,))
    answered_by = parties_of(case.policy, case.facts, (form.answered_by,))
    return FormLine(
        id=form.id,
        title=form.title,
        document=form.document,
        text=form.rule,
        by=by[0] if by else None,
        to=parties_of(case.policy, case.facts, form.to),
        answered_by=answered_by[0] if answered_by else None,
        signed_by=parties_of(case.policy, case.facts, form.signed_by),
        means=form.means,
        filed=form.filed,
        source=form.source,
        reading=form.reading,
    )
