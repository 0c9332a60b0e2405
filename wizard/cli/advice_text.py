"""Advice in plain lines: the words of the presenter, in the order in which they matter."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.advice.present import AdviceText, ContactSaid
from wizard.cli.output import fold, say


def print_advice(advice: AdviceText) -> None:
    """Prints the advice."""
    if advice.danger:
        say(f"!! {advice.danger}\n")
    say(advice.stage or advice.status)
    if advice.stage:
        say(advice.status)
    for line in (*advice.who, *advice.times):
        say(fold(line, "  "))
    _list("What to do", (str(one) for one in advice.actions), numbered=True)
    _list("Be careful", advice.warnings)
    if advice.contacts:
        say("\nWhom to call")
        for contact in advice.contacts:
            _contact(contact)
        if advice.if_no_answer:
            say(fold(f"  If nobody answers: {advice.if_no_answer}", "  "))
    _list("Who must be told", (str(one) for one in advice.notify))
    _list("You may also start at", advice.may_start_at)
    _list(
        "The ladder",
        (_rung(one.mark, one.title, one.state, one.notes) for one in advice.ladder),
        bullet=False,
    )
    _list("Why", (str(one) for one in advice.because))
    for working in advice.working:
        _list(f"How the time was counted: {working.title}", working.days)
    say(f"\n{fold(advice.policy)}\n{advice.as_at}")
    say("This supports your professional judgement and does not replace it.")


def _list(title: str, lines: Iterable[str], *, numbered: bool = False, bullet: bool = True) -> None:
    found = list(lines)
    if not found:
        return
    say(f"\n{title}")
    for number, line in enumerate(found, 1):
        mark = f"{number}. " if numbered else "- " if bullet else ""
        say(fold(f"  {mark}{line}", " " * (2 + len(mark))))


def _rung(mark: str, title: str, state: str, notes: tuple[str, ...]) -> str:
    return f"{mark} {title} ({'; '.join((state, *notes))})"


def _contact(said: ContactSaid) -> None:
    contact = said.contact
    say(f"\n  {said.agency}: {contact.title}")
    say(f"    Phone: {contact.phone}")
    say(f"    Email: {contact.email}")
    for note in (*contact.notes, said.when):
        say(fold(f"    {note}.", "    "))
