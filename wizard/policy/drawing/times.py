"""The clocks of a policy as lines of a drawing."""

from __future__ import annotations

from wizard.policy.clock_words import clock_words
from wizard.policy.drawing.parts import Note
from wizard.policy.in_words import source_of
from wizard.policy.model import Clock, Policy


def clock_note(policy: Policy, clock: Clock) -> Note:
    """A clock in words: "Time: at most 5 working days"."""
    return Note(kind="time", words=clock_words(policy, clock), source=source_of(clock))
