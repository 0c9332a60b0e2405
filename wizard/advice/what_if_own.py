"""The policy's own facts and events that could be otherwise: another priority, a reply that came or did not."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from wizard.advice.facts import holds
from wizard.advice.situation import Happened, Situation
from wizard.advice.what_if_variant import Make, Variant, View
from wizard.policy.model import UNKNOWN, FactKind

_NOT_KNOWN = "not known"
_INVOKED = "The policy was formally invoked"


def about_the_policys_own(view: View) -> Iterator[Variant]:
    """The facts and the events that only this policy turns on."""
    for fact, kind in view.policy.facts.items():
        if holds(kind.when, view.facts) and _decides(view, fact):
            yield from _facts(view, fact, kind)
    for event in view.policy.event_ids():
        yield from _events(view, event)


# Facts.


def _decides(view: View, fact: str) -> bool:
    """Whether the fact can decide where a case is, or until when."""
    agreed = any(clock.agreed_in == fact for clock in view.policy.clocks)
    return agreed or any(fact in when.facts for when in view.whens)


def _facts(view: View, fact: str, kind: FactKind) -> Iterator[Variant]:
    said = dict(view.situation.facts).get(fact, UNKNOWN)
    # A date that nobody has named cannot be thought of; one that was named need not have been.
    every = [*([] if kind.kind == "date" else kind.values), UNKNOWN]
    for value in every:
        if value != said:
            yield Variant(
                fact=f"fact:{fact}",
                title=kind.short or kind.question,
                value=value,
                was=_label(kind, said),
                says=f"the answer to '{kind.short or kind.question}' were",
                to=_label(kind, value),
                make=_with_fact(fact, value),
            )


def _label(kind: FactKind, value: str) -> str:
    """An answer in words; a date is as it was said."""
    if value != UNKNOWN:
        return kind.values.get(value, value)
    read = kind.values.get(kind.unknown_as, "") if kind.unknown_as else ""
    return f"{_NOT_KNOWN}, so read as {read}" if read else _NOT_KNOWN


def _with_fact(fact: str, value: str) -> Make:
    def make(situation: Situation) -> Situation:
        facts = {**dict(situation.facts), fact: value}
        return replace(situation, facts=tuple(sorted(facts.items())))

    return make


# Events.


def _events(view: View, event: str) -> Iterator[Variant]:
    """That it had not happened, or happens now."""
    kind = view.policy.events.get(event)
    if not _matters(view, event) or (kind is not None and not holds(kind.when, view.facts)):
        return
    title = kind.title if kind else _INVOKED
    said = any(one.event == event for one in view.situation.events)
    if event in view.facts.happened and not said:
        return  # it follows from an attempt, and is otherwise only if that is
    yield Variant(
        fact=f"event:{event}",
        title=title,
        value=not said,
        was="it has happened" if said else "it has not happened",
        says=f"'{title}'",
        to="had not happened" if said else "happened now",
        make=_without_event(event) if said else _with_event(event),
    )


def _matters(view: View, event: str) -> bool:
    """Whether a condition that decides looks at the event, or a clock starts or ends with it."""
    named = event in {one for when in view.whens for one in (*when.happened, *when.not_happened)}
    return named or any(event in (clock.starts, clock.ends) for clock in view.policy.clocks)


def _with_event(event: str) -> Make:
    def make(situation: Situation) -> Situation:
        return replace(situation, events=(*situation.events, Happened(event=event, at=situation.now)))

    return make


def _without_event(event: str) -> Make:
    def make(situation: Situation) -> Situation:
        return replace(situation, events=tuple(one for one in situation.events if one.event != event))

    return make
