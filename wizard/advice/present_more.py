"""The parts of advice that only some policies have, in words: whose clock runs, who else sits there, which forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from wizard.advice.people import say_party
from wizard.advice.result import Action, Advice, ClockLine, FormLine, NotifyLine, Party
from wizard.advice.words import say_list, say_when
from wizard.policy.clock import AGREED, DISPUTED, IN_WORDS, NOT_STATED
from wizard.policy.model import CHALLENGED, CHALLENGING, Policy

_DOES: Final = {
    "counterpart": "takes part",
    "decides": "decides",
    "mediates": "helps both sides to agree",
    "oversees": "oversees it",
    "is told": "is told, and decides nothing",
    "convenes": "calls the meeting",
    "chairs": "chairs it",
    "sits": "sits on it",
    "is heard": "is heard",
    "supports": "gives support",
}
#: What somebody can be held to, so that it is said.
_MUST: Final = ("sits", "is heard", "chairs")
_STRENGTH: Final = {
    "must": "",
    "should": "should",
    "where possible": "where possible",
    "indicative": "as a guide",
}


def say_also(advice: Advice, policy: Policy) -> Iterator[str]:
    """Who else has a part in the stage, and its panel."""
    for one in advice.also:
        strength = "must" if one.strength == "must" and one.does in _MUST else _STRENGTH[one.strength]
        aside = f" ({strength})" if strength else ""
        yield f"Also: {say_party(policy, one)}: {_DOES[one.does]}{aside}"
    if advice.panel:
        yield f"The meeting: {advice.panel}"
    if advice.stage and advice.stage.invokes:
        yield "With this stage the policy is formally in use."


def say_clocks(advice: Advice, policy: Policy) -> Iterator[str]:
    """The clocks that the times above do not say: the other side's, those in words, those that something ends."""
    for clock in advice.clocks:
        own = clock.owner == CHALLENGING
        above = clock.by in (advice.act_by, advice.aim_by, advice.overdue_since)
        told = own and clock.status in ("running", "missed", "passed") and not clock.equals and above
        told = told or (
            own and clock.status == "no date" and clock.limit not in (*IN_WORDS, AGREED, DISPUTED)
        )
        if not told:
            yield f"{_owner(clock, policy)}: {_says(clock)}"


def _owner(clock: ClockLine, policy: Policy) -> str:
    if clock.owner == CHALLENGING:
        return "Your time"
    if clock.owner == CHALLENGED:
        return f"Time of the {policy.terms.receiving_agency}"
    return f"Time of the {policy.roles[clock.owner].title}" if clock.owner in policy.roles else "Time"


def _says(clock: ClockLine) -> str:
    limit = f"{clock.limit}, which the policy also gives as {clock.equals}" if clock.equals else clock.limit
    match clock.status:
        case "not started":
            how = "not started yet"
        case "met":
            how = "done in time"
        case "met late":
            how = "done, and late"
        case "passed":
            how = f"ended on {say_when(clock.by)}" if clock.by else "over"
        case "missed":
            how = f"ended on {say_when(clock.by)}, and was missed" if clock.by else "missed"
        case "running":
            how = f"ends on {say_when(clock.by)}" if clock.by else "running"
        case _:
            how = "without a date"
    strength = _STRENGTH[clock.strength]
    return f"{clock.rule.rstrip('.')} ({limit}{', ' + strength if strength else ''}). It is {how}.".replace(
        "It is ends", "It ends"
    ).replace("It is ended", "It ended")


def say_action(action: Action, policy: Policy) -> str:
    """An action with who does it, where that is somebody else, and by when."""
    who = f"{say_party(policy, action.by)}: " if action.by else ""
    strength = _STRENGTH[action.strength]
    by = f" By {say_when(action.act_by)}." if action.act_by else ""
    return f"{who}{action.text}{f' ({strength.capitalize()}.)' if strength else ''}{by}"


def say_notice(line: NotifyLine, policy: Policy) -> str:
    """Who is to be told, by what means, in what form and by when."""
    parts = [line.text if line.by == NOT_STATED else f"{line.text} By: {line.by}."]
    if line.to:
        parts.append(f"To: {_people(line.to, policy)}.")
    if line.copied:
        parts.append("This is for information only.")
    if _STRENGTH[line.strength]:
        parts.append(f"{_STRENGTH[line.strength].capitalize()}.")
    if line.act_by:
        parts.append(f"At the latest on {say_when(line.act_by)}.")
    elif line.within:
        parts.append(f"How soon: {line.within}.")
    if line.document:
        parts.append(f"Use the document: {line.document.replace('-', ' ')}.")
    return " ".join(parts)


def say_form(form: FormLine, policy: Policy) -> str:
    """A form, with who fills it in, who gets it, and who signs it."""
    parts = [f"{form.title}: {form.text}"]
    for what, people in (
        ("Filled in by", (form.by,) if form.by else ()),
        ("Sent to", form.to),
        ("The second half is for", (form.answered_by,) if form.answered_by else ()),
        ("Signed by", form.signed_by),
    ):
        if people:
            parts.append(f"{what}: {_people(people, policy)}.")
    if form.means:
        parts.append(f"How: {form.means.rstrip('.')}.")
    if form.filed:
        parts.append(f"Kept: {form.filed.rstrip('.')}.")
    return " ".join(parts)


def _people(people: Sequence[Party], policy: Policy) -> str:
    return say_list([say_party(policy, one) for one in people])
