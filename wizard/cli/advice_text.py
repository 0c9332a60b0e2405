"""Advice in plain lines: the words of the presenter, in the order in which they matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wizard.advice.present import AdviceText, ContactSaid, clause_of
from wizard.cli.output import fold, say

if TYPE_CHECKING:
    from wizard.advice.what_if import WhatIf


def print_advice(advice: AdviceText) -> None:
    """Prints the advice."""
    if advice.danger:
        say(f"!! {advice.danger}\n")
    for line in advice_lines(advice):
        say(line)


def advice_lines(advice: AdviceText, *, marks: bool = True) -> Iterator[str]:
    """The lines below the one about danger. Without `marks` the ladder is said in words alone."""
    yield advice.stage or advice.status
    if advice.stage:
        yield advice.status
    for line in (*advice.who, *advice.times, *advice.clocks):
        yield fold(line, "  ")
    yield from _list("What to do", (str(one) for one in advice.actions), numbered=True)
    yield from _list("Be careful", advice.warnings)
    if advice.contacts:
        yield "\nWhom to call"
        for contact in advice.contacts:
            yield from _contact(contact)
        if advice.if_no_answer:
            yield fold(f"  If nobody answers: {advice.if_no_answer}", "  ")
    yield from _list("Who must be told", (str(one) for one in advice.notify))
    yield from _list("Forms of the policy", (str(one) for one in advice.forms))
    yield from _list("You may also start at", advice.may_start_at)
    yield from _list(
        "The ladder",
        (_rung(one.mark if marks else "", one.title, one.state, one.notes) for one in advice.ladder),
        bullet=False,
    )
    yield from _list("Why", (str(one) for one in advice.because))
    for working in advice.working:
        yield from _list(f"How the time was counted: {working.title}", working.days)
    yield f"\n{fold(advice.policy)}\n{advice.as_at}"
    yield "This supports your professional judgement and does not replace it."


def what_if_lines(found: Iterable[WhatIf]) -> Iterator[str]:
    """What would change the advice: each change with what would follow, and the rules that would decide it."""
    from wizard.advice.what_if import NOTHING

    changes = list(found)
    yield "\nWhat would change this advice"
    if not changes:
        yield fold(f"  {NOTHING}", "  ")
    for one in changes:
        yield fold(f"  - {one.text}", "    ")
        for rule in one.because:
            yield fold(f"    {clause_of(rule.rule, rule.source, rule.reading)}", "    ")


def _list(title: str, lines: Iterable[str], *, numbered: bool = False, bullet: bool = True) -> Iterator[str]:
    found = list(lines)
    if not found:
        return
    yield f"\n{title}"
    for number, line in enumerate(found, 1):
        mark = f"{number}. " if numbered else "- " if bullet else ""
        yield fold(f"  {mark}{line}", " " * (2 + len(mark)))


def _rung(mark: str, title: str, state: str, notes: tuple[str, ...]) -> str:
    return f"{mark} {title} ({'; '.join((state, *notes))})".lstrip()


def _contact(said: ContactSaid) -> Iterator[str]:
    contact = said.contact
    yield f"\n  {said.agency}: {contact.title}"
    yield f"    Phone: {contact.phone}"
    yield f"    Email: {contact.email}"
    for note in (*contact.notes, said.when):
        yield fold(f"    {note}.", "    ")
