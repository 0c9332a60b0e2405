"""What to be careful about: the warnings that stand beside the advice."""

from __future__ import annotations

from wizard.advice.bypasses import leading_to, open_bypasses
from wizard.advice.located import Located
from wizard.advice.reachable import STALE, Reachable, say_hidden, say_unlisted
from wizard.advice.result import WarningLine
from wizard.advice.todo import contradictions_of
from wizard.advice.words import say_list, say_when
from wizard.policy.model import Notice, Period


def warnings_of(
    case: Located, reach: Reachable | None, notices: tuple[Notice, ...]
) -> tuple[WarningLine, ...]:
    """What to be careful about. `reach` is who can be reached, where contacts are due."""
    position, policy = case.position, case.policy
    lines: list[WarningLine] = []
    if position.status == "overdue" and position.overdue_since:
        lines.append(
            WarningLine(id="overdue", text=f"A limit was missed on {say_when(position.overdue_since)}.")
        )
    if position.skipped:
        labels = say_list([policy.stage(one).label for one in position.skipped])
        lines.append(
            WarningLine(
                id="skipped-stage",
                text=f"No attempt is on record for {labels}. Record it if it was tried, or be ready to say why it was not.",
            )
        )
    lines += [
        WarningLine(id="gate-not-passed", text=f"{case.stage.label} is not open yet: {gate.does}")
        for gate in position.gates
        if case.stage is not None
    ]
    lines += [
        WarningLine(id="contradiction", text=f"{one.rule} Both are shown: decide with your manager.")
        for one in contradictions_of(case)
    ]
    if position.bypass == "refused":
        lines.append(WarningLine(id="bypass-not-agreed", text=_bypass_refused(case)))
    if reach:
        lines += [
            WarningLine(
                id="contact-not-listed",
                text=f"{say_unlisted(policy, case.house.contacts, agency)} See the fallback below.",
            )
            for agency in reach.unlisted
        ]
        if case.house.local_trouble:
            lines.append(WarningLine(id="local-contacts-unread", text=case.house.local_trouble))
        hidden = say_hidden(case.house.hidden)
        if hidden:
            lines.append(WarningLine(id="contacts-hidden", text=hidden))
        if reach.stale:
            lines.append(
                WarningLine(
                    id="contact-stale",
                    text=STALE,
                )
            )
    if any(one.secure for one in notices):
        lines.append(
            WarningLine(
                id="secure-means", text="Send anything that identifies a person by secure means only."
            )
        )
    lines += [
        WarningLine(
            id="school-holidays",
            text=f"{one.title}: people at schools may be away. Working days are counted all the same.",
        )
        for one in holidays_of(case)
    ]
    due = policy.policy.reviewed_until
    if due is not None and case.situation.now.date() > due:
        lines.append(
            WarningLine(
                id="policy-review-overdue",
                text=f"This policy was due for review by {due.day} {due:%B %Y}. Check locally whether a newer one is in force.",
            )
        )
    return tuple(lines)


def holidays_of(case: Located) -> tuple[Period, ...]:
    """The school holidays that the present or a time limit of the case falls in."""
    if case.stage is None:
        return ()
    days = [case.situation.now.date()]
    days += [one.deadline.at.date() for one in case.position.clocks if one.deadline and not one.over]
    return tuple(one for one in case.policy.school_holidays if any(one.covers(day) for day in days))


def _bypass_refused(case: Located) -> str:
    wish = case.policy.stage(case.situation.start_at or "").label
    stays = case.policy.stage(case.position.stays_at or "").label
    rules = leading_to(open_bypasses(case.policy, case.facts), case.situation.start_at)
    if not rules:
        what = f"This policy does not say that a case like this may start at {wish}. It stays at {stays}."
        return f"{what} Record how the open attempt ended to go on." if case.position.open_attempt else what
    who = say_list([one.who for one in rules], "or")
    return (
        f"To start at {wish} you need the agreement of {who}. Until you have it, the case stays at {stays}."
    )
