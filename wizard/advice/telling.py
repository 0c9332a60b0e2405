"""Who is to be told, and which forms belong here: each with the people, the means and the time that the policy says."""

from __future__ import annotations

from datetime import datetime

import msgspec

from wizard.advice.clocks import deadline
from wizard.advice.facts import applies, holds
from wizard.advice.history import invoked_at
from wizard.advice.located import Located
from wizard.advice.people import parties_of, party_of
from wizard.advice.result import FormLine, NotifyLine
from wizard.advice.situation import Attempt
from wizard.advice.worktime import utc
from wizard.policy.model import INVOKED, RESOLVED, Form, Notice

ENTRY = "entry"
EXIT = "exit"
BEGUN = "begun"


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
        if not holds(notice.when, case.facts):
            continue
        if notice.on == EXIT:
            # Each stage that was left has a notice of its own: none takes the place of one still to be sent.
            for attempt in _left(case, notice):
                label = case.policy.stage(attempt.stage).label
                line = _line(case, notice, case.situation.finished(attempt))
                line = msgspec.structs.replace(line, text=f"{line.text} ({label})")
                found.append(Told(notice=notice, line=line))
        elif _set_off(case, notice):
            found.append(Told(notice=notice, line=_line(case, notice, _since(case, notice))))
    return tuple(found)


def forms_of(case: Located) -> tuple[tuple[Form, FormLine], ...]:
    """The forms that belong here."""
    if case.position.outside:
        return ()
    return tuple(
        (form, _form(case, form)) for form in case.policy.forms if applies(form, case.here, case.facts)
    )


def _set_off(case: Located, notice: Notice) -> bool:
    """Whether what a notice here waits for has come about."""
    if notice.at and case.here not in notice.at:
        return False
    if notice.on == BEGUN:
        return any(one.stage == case.here for one in case.situation.attempts)
    # Before a gate nobody has come to the stage yet.
    arrived = not (notice.at and case.position.held)
    return (notice.on == ENTRY and arrived) or notice.on in case.facts.happened


def _left(case: Located, notice: Notice) -> list[Attempt]:
    """The attempts that have ended at the notice's stages, which the case is past, in the order of their ends."""
    ended = [
        one
        for one in case.situation.counted().values()
        if one.stage in notice.at and one.stage != case.here and one.outcome != "open"
    ]
    return sorted(ended, key=lambda one: utc(case.situation.finished(one)))


def _line(case: Located, notice: Notice, since: datetime | None) -> NotifyLine:
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
    if notice.on == BEGUN:
        times = [situation.began(one) for one in situation.attempts if one.stage == case.position.stage]
    elif notice.on == ENTRY:
        if case.position.since is not None:
            return case.position.since
        ended = [one for one in situation.counted().values() if one.outcome == RESOLVED]
        times = [situation.finished(one) for one in ended or situation.counted().values()]
    else:
        if notice.on == INVOKED and INVOKED not in case.policy.events:
            return invoked_at(case.policy, situation)
        times = [one.at for one in situation.events if one.event == notice.on and one.at is not None]
    return max(times, key=utc, default=None)


def _form(case: Located, form: Form) -> FormLine:
    return FormLine(
        id=form.id,
        title=form.title,
        document=form.document,
        text=form.rule,
        by=party_of(case.policy, case.facts, form.by),
        to=parties_of(case.policy, case.facts, form.to),
        answered_by=party_of(case.policy, case.facts, form.answered_by),
        signed_by=parties_of(case.policy, case.facts, form.signed_by),
        means=form.means,
        filed=form.filed,
        source=form.source,
        reading=form.reading,
    )
